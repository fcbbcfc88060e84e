/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside kom-price's method: what its files share. */
#ifndef KOM_PRICE_WORK_H
#define KOM_PRICE_WORK_H

#include "by.h"
#include "cells.h"
#include "codes.h"
#include "due.h"
#include "groups.h"
#include "lanes.h"
#include "measured.h"
#include "meet.h"
#include "schedule.h"
#include "stream_quick.h"
#include "stream_row.h"
#include "total.h"

/* Why a sale is not held against a price, in the order in which they are asked. */
enum price_reason {
    PRICE_INCOMPLETE, /* no kom, service or day */
    PRICE_CANCELLED,
    PRICE_NOT_DELIVERED,
    PRICE_SEVERAL,     /* its municipality is of several networks, and so of none */
    PRICE_NO_PRICE,    /* none holds on its day, or none with (without) VAT */
    PRICE_NO_TERMS,    /* the list hides the unit, minimum or rounding of its price */
    PRICE_NO_QUANTITY, /* of the units of its price */
    PRICE_NO_AMOUNT,
    PRICE_N_REASONS,
};
enum { PRICE_GOOD = -1, PRICE_BAD = -2 /* noted as bad, or memory ran out */ };
extern const char *const kom_price_reasons[PRICE_N_REASONS];

/* Columns of a sale that are texts, and the first of them that are keys of the schedule. */
enum { TEXT_KOM, TEXT_SERVICE, TEXT_BAND, N_KEYS, TEXT_VAT = N_KEYS, TEXT_STATUS, N_TEXTS };
enum { FIGURE_AMOUNT, FIGURE_QUANTITY, FIGURE_HOURS, N_FIGURES };
extern const char *const kom_price_figures[N_FIGURES];

/* What is summed of sales: in a summary amount less due, of the costs units. */
enum { SUM_AMOUNT, SUM_DUE, SUM_DIFFERENCE, SUM_UNITS = SUM_DIFFERENCE };

/* A column and COL_status beside it, where cells pass as they stand; KOM_NO_COLUMN: none. */
struct price_text {
    int column, status;
};

/* What is known before the sales come. */
struct price_given {
    struct kom_price_request ask;
    struct price_schedule schedule;
    struct kom_extract *x;
    struct price_text text[N_TEXTS], date;
    struct kom_measured figure[N_FIGURES];
    struct kom_meet meet[N_KEYS];
    struct kom_by by;
    int by_column[KOM_BY_MAX], by_place[KOM_BY_MAX];
    struct kom_stream_columns columns; /* of the rows that are written */
    struct kom_kind_columns deciding;  /* whose texts and day decide what a sale is held against */
    enum kom_period_kind lane;         /* the periods within which the quick way learns */
    bool is_quick;
    int64_t tolerance; /* whole oere */
    struct kom_arena arena;
};

/* What sales of one group, period and price add up to. */
struct price_tally {
    uint64_t sales, off; /* off: further from what is due than the tolerance */
    struct kom_sums sums;
    const struct price_item *item;
    const struct price_tariff *tariff; /* NULL: no due is asked for */
    enum kom_price_vat vat;            /* of the amounts */
};

enum { PRICE_DAYS_MET = 2048, PRICE_N_VATS = KOM_PRICE_VAT_YES + 1 };

struct price_block {
    uint32_t from, n;
    int32_t day[KOM_BLOCK_ROWS];
    uint8_t day_cell[KOM_BLOCK_ROWS];
    struct kom_months months;
    int64_t hundredths[N_FIGURES][KOM_BLOCK_ROWS];
    bool is_plain[KOM_BLOCK_ROWS]; /* all figures are hundredths, or blank */
    uint32_t cell[KOM_BLOCK_ROWS]; /* + 1: known by quick.c; 0: not known */
};

/* What one worker saw. */
struct price_books {
    const struct price_given *g;
    struct kom_groups groups;      /* unit (where it is looked up) and own by-values */
    struct kom_lookup_note *group; /* what follows from the unit of each */
    size_t cap_group;
    struct kom_pairs places; /* group, period */
    struct kom_pairs cells;  /* place, item and tariff */
    struct price_tally *tally;
    size_t cap_tally;
    struct kom_unmet unmet[N_KEYS], unmet_lookup;
    uint8_t *seen; /* units of the lookup */
    struct kom_credit_signs signs;
    uint64_t n_reason[PRICE_N_REASONS], n_rows; /* of rows that are written */
    uint64_t n_no_tariff;                       /* there is a price, but none of that VAT */
    struct kom_buf key, room;
    bool has_failed; /* memory ran out */
    struct price_block block;
    struct price_quick {
        bool is_on;
        struct kom_codes *codes; /* of the deciding columns */
        struct kom_kinds kinds;
        struct kom_lanes lanes;
        struct kom_routes routes;
        struct kom_kind_key key[KOM_BLOCK_ROWS];
        bool is_open[KOM_BLOCK_ROWS];
        struct {
            int32_t day, number;
        } met[PRICE_DAYS_MET]; /* the periods of days met last */
    } quick;
    struct kom_stream_quick stream;
};

/* A line of a summary, or what was sold at a price. */
struct price_row {
    struct kom_text period; /* of a summary */
    uint64_t sales, off;
    unsigned vats; /* whether amounts with VAT, without, or unsaid are in it: bits */
    struct kom_total sum[KOM_SUMS];
};

/* Are there amounts with VAT and amounts without in it? */
static inline bool kom_price_is_mixed(const struct price_row *row) {
    const unsigned both = 1u << KOM_PRICE_VAT_YES | 1u << KOM_PRICE_VAT_NO;
    return (row->vats & both) == both;
}

struct price_answer {
    struct kom_groups groups; /* by-values and period, or the number of an item */
    struct price_row *row;    /* of each group */
    size_t n_rows, cap_rows;
    struct kom_buf several; /* municipalities in several networks */
    size_t n_several;
    uint64_t n_no_ratio;            /* prices without one */
    bool has_units;                 /* of several kinds: no mean price */
    const char *no_ratio, *no_mean; /* why the total has none; NULL: it has */
    uint64_t n_mixed;               /* rows of the result with amounts with VAT and without */
};

struct kom_price {
    struct price_given given;
    struct price_books *books;
    unsigned n_books;
    struct price_answer answer;
};

/* A sale on its way. */
struct price_sale {
    uint32_t row, place; /* its kom and service in the schedule */
    int32_t day;
    enum kom_delivery delivery;
    enum kom_price_vat vat; /* of its amount */
    struct kom_text text[N_TEXTS];
    struct kom_num figure[N_FIGURES];
    bool has[N_FIGURES];
    const struct price_item *item;
    const struct price_tariff *tariff;
    struct kom_num units, amount; /* credit notes below 0 */
    bool is_met;                  /* the tables asked know all its keys */
    int32_t first, last;          /* days on which all would be the same */
    uint32_t group;
    bool has_due;
    struct price_due due;
};

/* ask.c */
enum kom_status kom_price_columns(struct price_given *g, struct kom_extract *x,
                                  struct kom_error *err) KOM_MUSTUSE;

/* sale.c: what a sale is held against, or why it is not (enum price_reason, PRICE_GOOD,
   PRICE_BAD). */
int kom_price_judge(struct price_books *b, struct kom_view *v, struct price_sale *s);

/* take.c: the rows of a batch. */
enum kom_status kom_price_hire(void *method, unsigned *n, void *worker[],
                               struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_price_take(void *worker, struct kom_view *v, struct kom_error *err);
void kom_price_books_fini(struct price_books *b);

/* books.c: group of a sale, its cell, KOM_NO_ID: memory ran out; the sums of one. */
uint32_t kom_price_group(struct price_books *b, const struct kom_view *v,
                         const struct price_sale *s);
uint32_t kom_price_cell(struct price_books *b, const struct price_sale *s);
void kom_price_enter(struct price_books *b, uint32_t cell, const struct price_sale *s);

/* One whose figures are hundredths, and delivered; false: memory ran out. */
static inline bool kom_price_enter_quick(struct price_tally *t, int64_t tolerance, int64_t units,
                                         int64_t amount) {
    t->sales++;
    if (kom_sums_add_hundredths(&t->sums, SUM_AMOUNT, amount))
        return false;
    if (!t->tariff)
        return !kom_sums_add_hundredths(&t->sums, SUM_UNITS, units);
    const struct price_due due = kom_price_due_quick(t->item, t->tariff->hundredths, units);
    const int64_t difference = amount - due.oere;
    t->off += difference > tolerance || difference < -tolerance;
    return !kom_sums_add_hundredths(&t->sums, SUM_DUE, due.oere) &&
           !kom_sums_add_hundredths(&t->sums, SUM_DIFFERENCE, difference);
}

/* quick.c: cells of the block that are known, and what a sale that went the careful way teaches. */
void kom_price_quick_begin(struct price_books *b);
void kom_price_quick_block(struct price_books *b, const struct kom_view *v);
void kom_price_quick_learn(struct price_books *b, const struct price_sale *s, uint32_t i,
                           uint32_t cell);
void kom_price_quick_end(struct price_books *b);

/* write_row.c: a sale with what was found, and the header. NULL tariff: no price. */
void kom_price_write_sale(struct price_books *b, struct kom_view *v, const struct price_sale *s,
                          int reason);
void kom_price_write_quick(struct price_books *b, struct kom_view *v, uint32_t i,
                           const struct price_tally *t);

/* judge.c: what all sales say together of keys, networks and credit notes. gather.c: what the
   workers summed, as rows: of a summary, and one for each price (in their numbers). */
enum kom_status kom_price_judge_all(struct kom_price *p, struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_price_gather(struct kom_price *p, struct kom_error *err) KOM_MUSTUSE;

/* summary.c, cost.c: header and rows. */
enum kom_status kom_price_write_summary(struct kom_price *p, const struct kom_out *to,
                                        struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_price_write_costs(struct kom_price *p, const struct kom_out *to,
                                      struct kom_error *err) KOM_MUSTUSE;

static inline enum kom_status kom_price_no_memory(struct kom_error *err) {
    return kom_no_memory_in(err, "the sales");
}

#endif
