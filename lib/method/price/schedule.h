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
    bool is_quick; /* all that is due of it fits the quick way (due.h) */
    int64_t minimum_hundredths, rounding_hundredths;
};

struct price_schedule {
    const struct kom_frame *frame; /* borrowed */
    int kom, service, band, start, end, vat, unit, minimum, rounding;
    struct kom_measured price[2], cost;
    struct price_item *item; /* by place, then first day, then row */
    size_t n_items;
    uint32_t *from;                      /* of each place, and one more: its first item */
    struct kom_intern places;            /* kom and service, packed */
    struct kom_intern bands;             /* the blank one is number 0 */
    bool has_vat, has_hourly, has_other; /* units */
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
    bool is_several;               /* several bands, and none was said */
    int32_t first, last;           /* the days around it that are alike */
};

/* place: KOM_NO_ID has no price. A band that the schedule has not is met by a price of no band. */
struct price_found kom_price_find(const struct price_schedule *s, uint32_t place,
                                  struct kom_text band, int32_t day);

/* "yes", "ja"; "no", "nej"; false for another word. Blank: KOM_PRICE_VAT_UNTOLD. */
bool kom_price_vat_of(struct kom_text t, enum kom_price_vat *vat);

#endif
