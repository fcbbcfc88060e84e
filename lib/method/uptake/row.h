/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows as they are written, of the three forms. */
#ifndef KOM_UPTAKE_ROW_H
#define KOM_UPTAKE_ROW_H

#include "keys.h"
#include "kom/interval.h"
#include "output.h"

/* Parts of all providers (--market): NaN where there are none. */
struct market {
    double sales, hours, amount, buyers;
};
#define KOM_UPTAKE_NO_MARKET                                                                       \
    { KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN }

/* A cell: by-values and period. */
struct uptake_row {
    const struct label *label;
    const struct figures *figures;
    struct denominator of;
    struct row_sales sales; /* empty where nothing is reported */
    double uptake;          /* NaN, and so the interval, where there is none */
    struct kom_ci ci;
    struct market market;
    uint64_t *n_beyond; /* counts blank figures that lie beyond the doubles */
};

/* With --persons. */
struct person_row {
    const struct label *label;
    struct kom_text person;
    bool is_reported, has_bought;
};

/* A step of --cumulative. */
struct step_row {
    int64_t days, at_risk, bought;
    double share, std_error, conf_low, conf_high;
};

/* A flow. */
struct flow_row {
    const struct label *label; /* the first period */
    struct kom_text from, to;
    int64_t persons;
    double share;
    struct kom_ci ci;
};

/* Makes a cell of the finished result; kom_row_sales_fini of its sales is due in every case. */
enum kom_status kom_uptake_make_row(struct kom_uptake *u, uint32_t row, size_t label,
                                    struct uptake_row *r, struct kom_error *err) KOM_MUSTUSE;

/* Sets a row that is made against the row of all providers. KOM_ENOMEM. */
enum kom_status kom_uptake_market(struct kom_uptake *u, uint32_t row, size_t label,
                                  struct uptake_row *r, struct kom_error *err) KOM_MUSTUSE;

const struct kom_output_column *kom_uptake_columns_of(const struct kom_uptake *u);

/* What programs outside have beside the method (outside.c). */
struct kom_uptake_outside {
    struct kom_arena words; /* what was made of the request's */
    bool has_level;         /* it was asked for */
    uint32_t *order;        /* of the rows; NULL: none was asked for yet */
    size_t at;              /* the next cell: row times labels */
    struct kom_uptake_row row;
    struct kom_text by[KOM_BY_MAX];
    struct kom_buf text;
};

/* Frees it; NULL is allowed. */
void kom_uptake_outside_free(struct kom_uptake_outside *outside);

/* Adds a row of the form asked for, by-values first. */
void kom_uptake_output(const struct kom_uptake *u, uint32_t row, const void *cells,
                       struct kom_buf *out);

#endif
