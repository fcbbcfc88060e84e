/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The price schedule, ready to be asked: read-only once it is made. */
#ifndef KOM_PRICE_SCHEDULE_H
#define KOM_PRICE_SCHEDULE_H

#include "intern.h"
#include "measured.h"
#include "price.h"

/* A price of a unit, without VAT or with. */
struct price_tariff {
    bool is_there;
    struct kom_num price;
    struct kom_text text; /* as the stream has it */
    int64_t hundredths;   /* of the quick way */
};

/* What a price is for: hours, another thing that is counted, a word that nobody knows and that is
   counted likewise, one that looks like hours and is none, or nothing that is said. */
enum price_unit {
    PRICE_UNIT_UNSAID,
    PRICE_UNIT_HOUR,
    PRICE_UNIT_OTHER,
    PRICE_UNIT_STRANGE,
    PRICE_UNIT_ODD,
};

/* What is said of an item to be hidden, missing or impossible: bits. Nothing is due of it then. */
enum { PRICE_LACKS_UNIT = 1, PRICE_LACKS_TERMS = 2 /* minimum or rounding */ };

/* A row of the schedule. */
struct price_item {
    size_t row;     /* of the frame */
    uint32_t place; /* its kom and service */
    uint32_t band;
    int32_t first, last;
    struct price_tariff tariff[2]; /* without VAT, with */
    bool has_cost, is_hourly;
    struct kom_num cost, minimum, rounding; /* 0: none */
    enum kom_price_vat vat;
    unsigned lacks; /* PRICE_LACKS_... */
    bool is_quick;  /* all that is due of it fits the quick way (due.h) */
    int64_t minimum_hundredths, rounding_hundredths;
};

struct price_schedule {
    const struct kom_frame *frame; /* borrowed */
    int kom, service, start, end, vat;
    struct kom_measured price[2], cost, minimum, band, unit, rounding;
    struct price_item *item; /* by place, then first day, then row */
    size_t n_items;
    uint32_t *from;                      /* of each place, and one more: its first item */
    struct kom_intern places;            /* kom and service, packed */
    struct kom_intern bands;             /* the blank one is number 0 */
    uint8_t *bands_of;                   /* of each place: how many named bands, 2 for more */
    bool has_vat, has_hourly, has_other; /* units */
    size_t unsaid;                       /* the first row without a unit, + 1; 0: none */
    struct kom_intern strange;           /* units that nobody knows */
    struct kom_arena arena;
};

/* KOM_EDATA as kom_price_new. */
enum kom_status kom_price_schedule_make(struct price_schedule *s, const struct kom_frame *frame,
                                        struct kom_error *err) KOM_MUSTUSE;
void kom_price_schedule_fini(struct price_schedule *s);

/* Packs kom and service. */
void kom_price_pack(struct kom_buf *key, struct kom_text kom, struct kom_text service);

/* What holds on a day. */
struct price_found {
    const struct price_item *item; /* NULL: none, or */
    bool is_several;               /* the place has several bands, and none was said */
    int32_t first, last;           /* the days around it that are alike */
};

/* place: KOM_NO_ID has no price. A band that the schedule has not is met by a price of no band. No
   band is said: the price of no band, or of the one band that the place ever had, where no other
   holds that day; that another band has lapsed, or has yet to come, tells nothing of the sale. */
struct price_found kom_price_find(const struct price_schedule *s, uint32_t place,
                                  struct kom_text band, int32_t day);

/* The price of no band, whatever other bands there are: of all times that have none of their own.
 */
struct price_found kom_price_find_rest(const struct price_schedule *s, uint32_t place, int32_t day);

/* words.c: "yes", "ja"; "no", "nej"; false for another word. Blank: KOM_PRICE_VAT_UNTOLD. */
bool kom_price_vat_of(struct kom_text t, enum kom_price_vat *vat);

/* The same of units; room is used, and fails where memory runs out. */
enum price_unit kom_price_unit_of(struct kom_text t, struct kom_buf *room);

/* Hundredths of an hour, 0 for none; -1: another word. */
int64_t kom_price_rounding_of(struct kom_text t);

#endif
