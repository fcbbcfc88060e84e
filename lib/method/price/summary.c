/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums by group and period. */
#include <stddef.h>

#include "work.h"

static bool has_period(const void *result) {
    const struct kom_price *p = result;
    return p->given.ask.has_period;
}

static void period_cell(const struct kom_output_column *c, const void *result, const void *row,
                        struct kom_buf *out) {
    const struct price_row *r = row;
    (void)c;
    (void)result;
    kom_buf_text(out, r->period);
}

/* An exact sum; column->at is where the total lies. */
static void sum_cell(const struct kom_output_column *c, const void *result, const void *row,
                     struct kom_buf *out) {
    const struct kom_total *total = kom_output_at(c, row);
    (void)result;
    if (kom_total_text(total, out))
        out->failed = true;
}

static void share_cell(const struct kom_output_column *c, const void *result, const void *row,
                       struct kom_buf *out) {
    const struct price_row *r = row;
    (void)c;
    (void)result;
    if (r->sales)
        kom_buf_shortest(out, (double)r->off / (double)r->sales);
}

#define SUM(k) offsetof(struct price_row, sum) + (k) * sizeof(struct kom_total)

const struct kom_output_column kom_price_summary_columns[] = {
    {"period", "period", "with --period: the period of the sales", period_cell, 0, has_period},
    {"sales", "number", "sales held against a price; a credit note is none", kom_output_count,
     offsetof(struct price_row, sales), NULL},
    {"amount", "number", "exact sum of what was charged, credit notes subtracted", sum_cell,
     SUM(SUM_AMOUNT), NULL},
    {"due", "number", "exact sum of what was due for the same sales and credit notes", sum_cell,
     SUM(SUM_DUE), NULL},
    {"difference", "number", "amount less due", sum_cell, SUM(SUM_DIFFERENCE), NULL},
    {"share_off", "number",
     "share of the sales whose amount is further from what was due than --tolerance", share_cell, 0,
     NULL},
    {0},
};

enum kom_status kom_price_write_summary(struct kom_price *p, const struct kom_out *to,
                                        struct kom_error *err) {
    const struct price_given *g = &p->given;
    struct price_answer *a = &p->answer;
    const size_t n_by = g->by.n, n_parts = n_by + g->ask.has_period;
    struct kom_group_part part[KOM_BY_MAX + 1];
    struct kom_buf out = {0};
    uint32_t *order = kom_groups_sorted(&a->groups, n_parts);
    kom_output_header((struct kom_output_by){g->by.name, n_by}, kom_price_summary_columns, p, &out);
    for (size_t i = 0; order && i < a->groups.n; i++) {
        const struct kom_text key = kom_groups_key(&a->groups, order[i]);
        struct price_row *row = &a->row[order[i]];
        kom_group_parts(key, part, n_parts);
        row->period = g->ask.has_period ? part[n_by].text : row->period;
        kom_output_group(n_by, key, kom_price_summary_columns, p, row, &out);
    }
    enum kom_status status =
        order && !out.failed ? to->flush(to->context, &out) : kom_price_no_memory(err);
    kom_free(order);
    kom_buf_fini(&out);
    return status;
}
