/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Estimate rows of the before-after comparison as the stream has them. */
#include "diff.h"

#include <math.h>

enum { DIGITS = 12 }; /* of what passed through libm or GSL (docs/data-model.md) */

static void field(struct kom_buf *buf, const char *text) {
    kom_buf_csv(buf, kom_text_of(text));
    kom_buf_byte(buf, ',');
}

static void computed(struct kom_buf *buf, double x) {
    kom_buf_significant(buf, x, DIGITS);
    kom_buf_byte(buf, ',');
}

static void exact(struct kom_buf *buf, double x) {
    kom_buf_shortest(buf, x);
    kom_buf_byte(buf, ',');
}

static void whole(struct kom_buf *buf, int64_t n) {
    kom_buf_int(buf, n);
    kom_buf_byte(buf, ',');
}

void kom_diff_header(const struct kom_diff *diff, struct kom_buf *buf) {
    for (size_t i = 0; i < diff->n_by; i++)
        field(buf, diff->by_names[i]);
    kom_buf_str(buf, "measure,term,n,estimate,std_error,conf_low,conf_high,statistic,df,p_value,"
                     "method,warning,scale,n_before,mean_before,sd_before,n_after,mean_after,"
                     "sd_after,");
    if (diff->has_counts)
        kom_buf_str(buf, "count_before,count_after,");
    if (diff->has_exposure)
        kom_buf_str(buf, "exposure_before,exposure_after,");
    kom_buf_str(buf, "conf_level\n");
}

/* Weighted means are sums of doubles, not exact ones. */
static void mean_of(const struct kom_diff *diff, struct kom_buf *buf, double x) {
    if (diff->is_weighted)
        computed(buf, x);
    else
        exact(buf, x);
}

static void estimate(const struct kom_diff *diff, const struct kom_diff_row *row,
                     struct kom_buf *buf) {
    const struct kom_test *test = &row->test;
    if (diff->has_counts || diff->is_weighted)
        computed(buf, test->estimate);
    else
        exact(buf, test->estimate);
    computed(buf, test->std_error);
    computed(buf, test->conf_low);
    computed(buf, test->conf_high);
    computed(buf, test->statistic);
    computed(buf, test->df);
    computed(buf, test->p_value);
}

void kom_diff_write(const struct kom_diff *diff, const struct kom_diff_row *row,
                    struct kom_buf *buf) {
    for (size_t i = 0; i < diff->n_by; i++) {
        kom_buf_csv(buf, row->by[i]);
        kom_buf_byte(buf, ',');
    }
    field(buf, row->measure);
    field(buf, diff->term);
    whole(buf, row->n);
    estimate(diff, row, buf);
    field(buf, diff->method);
    field(buf, row->warning);
    field(buf, diff->scale);
    for (int side = 0; side < 2; side++) {
        whole(buf, row->side[side].n);
        mean_of(diff, buf, row->side[side].mean);
        mean_of(diff, buf, row->side[side].sd);
    }
    for (int side = 0; side < 2 && diff->has_counts; side++)
        whole(buf, row->side[side].count);
    for (int side = 0; side < 2 && diff->has_exposure; side++)
        exact(buf, row->side[side].exposure);
    kom_buf_shortest(buf, diff->level);
    kom_buf_byte(buf, '\n');
}
