/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Estimate rows and the design table of difference in differences as the stream has them. */
#include "did.h"

#include <math.h>

static void field(struct kom_buf *buf, const char *text) {
    kom_buf_csv(buf, kom_text_of(text));
    kom_buf_byte(buf, ',');
}

static void computed(struct kom_buf *buf, double x) {
    kom_buf_significant(buf, x, KOM_DID_DIGITS);
    kom_buf_byte(buf, ',');
}

static void number(struct kom_buf *buf, double x, bool is_exact) {
    if (is_exact)
        kom_buf_shortest(buf, x);
    else
        kom_buf_significant(buf, x, KOM_DID_DIGITS);
    kom_buf_byte(buf, ',');
}

/* Below 0: not there. */
static void count(struct kom_buf *buf, int64_t n) {
    if (n >= 0)
        kom_buf_int(buf, n);
    kom_buf_byte(buf, ',');
}

static void header_by(const struct kom_did *did, struct kom_buf *buf) {
    for (size_t i = 0; i < did->n_by; i++)
        field(buf, did->by_names[i]);
}

static void write_by(const struct kom_did *did, const struct kom_text *by, struct kom_buf *buf) {
    for (size_t i = 0; i < did->n_by; i++) {
        kom_buf_csv(buf, by[i]);
        kom_buf_byte(buf, ',');
    }
}

static void write_row(const struct kom_did *did, const struct kom_did_row *row,
                      struct kom_buf *buf) {
    const struct kom_test *test = &row->test;
    write_by(did, row->by, buf);
    field(buf, row->measure);
    field(buf, row->term);
    count(buf, row->n);
    number(buf, test->estimate, row->is_exact);
    number(buf, test->std_error, row->is_exact);
    computed(buf, test->conf_low);
    computed(buf, test->conf_high);
    computed(buf, test->statistic);
    computed(buf, test->df);
    computed(buf, test->p_value);
    field(buf, row->method);
    field(buf, row->warning);
    field(buf, row->cohort);
    kom_buf_byte(buf, ','); /* period: of estimates per cohort and period */
    if (row->event_time != KOM_DID_NO_EVENT)
        kom_buf_int(buf, row->event_time);
    kom_buf_byte(buf, ',');
    computed(buf, row->p_permutation);
    computed(buf, row->p_min);
    if (row->is_enumerated)
        field(buf, "enumerated");
    else
        count(buf, row->draws);
    count(buf, row->n_extreme);
    count(buf, row->n_ties);
    count(buf, row->n_treated);
    count(buf, row->n_control);
    count(buf, row->n_clusters);
    kom_buf_shortest(buf, did->level);
    kom_buf_byte(buf, ',');
    if (row->is_drawn)
        kom_buf_printf(buf, "%llu", (unsigned long long)did->seed);
    kom_buf_byte(buf, '\n');
}

void kom_did_write(const struct kom_did *did, struct kom_buf *buf) {
    header_by(did, buf);
    kom_buf_str(buf, "measure,term,n,estimate,std_error,conf_low,conf_high,statistic,df,p_value,"
                     "method,warning,cohort,period,event_time,p_permutation,p_min,draws,n_extreme,"
                     "n_ties,n_treated,n_control,clusters,conf_level,seed\n");
    for (size_t i = 0; i < did->n_rows; i++)
        write_row(did, &did->rows[i], buf);
}

void kom_did_write_design(const struct kom_did *did, struct kom_buf *buf) {
    header_by(did, buf);
    kom_buf_str(buf, "measure,cohort,n_units,n_controls,cells_before,cells_after,cells_missing,"
                     "period_first,period_last,units,set_aside\n");
    for (size_t i = 0; i < did->n_design; i++) {
        const struct kom_did_design_row *row = &did->design[i];
        write_by(did, row->by, buf);
        field(buf, row->measure);
        field(buf, row->cohort);
        count(buf, row->n_units);
        count(buf, row->n_controls);
        count(buf, row->n_before);
        count(buf, row->n_after);
        count(buf, row->n_missing);
        field(buf, row->first);
        field(buf, row->last);
        field(buf, row->units);
        kom_buf_csv(buf, kom_text_of(row->dropped));
        kom_buf_byte(buf, '\n');
    }
}
