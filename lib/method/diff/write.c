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

static void header(const struct kom_diff *diff, struct kom_buf *buf) {
    for (size_t i = 0; i < diff->n_by; i++)
        field(buf, diff->by_names[i]);
    kom_buf_str(buf, "measure,term,n,estimate,std_error,conf_low,conf_high,statistic,df,p_value,"
                     "method,warning,scale,n_before,mean_before,sd_before,n_after,mean_after,"
                     "sd_after,");
    const struct {
        bool is_there;
        const char *names;
    } more[] = {
        {diff->has.counts, "count_before,count_after,"},
        {diff->has.exposure, "exposure_before,exposure_after,"},
        {diff->has.effect, "hedges_g,hedges_g_low,hedges_g_high,"},
        {diff->has.unlinked, "unlinked_before,unlinked_after,"},
        {diff->has.clusters, "clusters,"},
        {diff->has.draws, "draws,seed,p_min,"},
        {diff->has.equivalence, "equivalence_margin,p_equivalence,"},
    };
    for (size_t i = 0; i < sizeof more / sizeof more[0]; i++)
        if (more[i].is_there)
            kom_buf_str(buf, more[i].names);
    kom_buf_str(buf, "conf_level\n");
}

/* Weighted means are sums of doubles, not exact ones. */
static void mean_of(const struct kom_diff *diff, struct kom_buf *buf, double x) {
    if (diff->is_weighted)
        computed(buf, x);
    else
        exact(buf, x);
}

static void estimate(const struct kom_diff_row *row, struct kom_buf *buf) {
    const struct kom_test *test = &row->test;
    if (row->is_exact)
        exact(buf, test->estimate);
    else
        computed(buf, test->estimate);
    computed(buf, test->std_error);
    computed(buf, test->conf_low);
    computed(buf, test->conf_high);
    computed(buf, test->statistic);
    computed(buf, test->df);
    computed(buf, test->p_value);
}

/* A contrast has the sides of two rows, so none of its own. */
static void blank(struct kom_buf *buf, int n) {
    for (int i = 0; i < n; i++)
        kom_buf_byte(buf, ',');
}

static void sides(const struct kom_diff *diff, const struct kom_diff_row *row,
                  struct kom_buf *buf) {
    if (!row->has_sides) {
        blank(buf, 6 + 2 * diff->has.counts + 2 * diff->has.exposure);
        return;
    }
    for (int side = 0; side < 2; side++) {
        whole(buf, row->side[side].n);
        mean_of(diff, buf, row->side[side].mean);
        mean_of(diff, buf, row->side[side].sd);
    }
    for (int side = 0; side < 2 && diff->has.counts; side++)
        whole(buf, row->side[side].count);
    for (int side = 0; side < 2 && diff->has.exposure; side++)
        exact(buf, row->side[side].exposure);
}

static void draws(const struct kom_diff *diff, const struct kom_diff_row *row,
                  struct kom_buf *buf) {
    if (row->is_enumerated)
        kom_buf_str(buf, "enumerated");
    else if (row->draws > 0)
        kom_buf_int(buf, (int64_t)row->draws);
    kom_buf_byte(buf, ',');
    if (row->draws > 0 && !row->is_enumerated)
        kom_buf_int(buf, diff->seed);
    kom_buf_byte(buf, ',');
    computed(buf, row->p_min);
}

static void more(const struct kom_diff *diff, const struct kom_diff_row *row, struct kom_buf *buf) {
    const struct kom_diff_has has = diff->has;
    if (has.effect) {
        computed(buf, row->effect.g);
        computed(buf, row->effect.low);
        computed(buf, row->effect.high);
    }
    if (!row->has_sides)
        blank(buf, 2 * has.unlinked + has.clusters);
    for (int side = 0; side < 2 && has.unlinked && row->has_sides; side++)
        whole(buf, row->unlinked[side]);
    if (has.clusters && row->has_sides)
        whole(buf, row->clusters);
    if (has.draws)
        draws(diff, row, buf);
    if (has.equivalence) {
        exact(buf, diff->margin);
        computed(buf, row->p_equivalence);
    }
}

static void write_row(const struct kom_diff *diff, const struct kom_diff_row *row,
                      struct kom_buf *buf) {
    for (size_t i = 0; i < diff->n_by; i++) {
        kom_buf_csv(buf, row->by[i]);
        kom_buf_byte(buf, ',');
    }
    field(buf, row->measure);
    field(buf, row->term);
    whole(buf, row->n);
    estimate(row, buf);
    field(buf, row->method);
    field(buf, row->warning);
    field(buf, row->scale);
    sides(diff, row, buf);
    more(diff, row, buf);
    kom_buf_shortest(buf, diff->level);
    kom_buf_byte(buf, '\n');
}

void kom_diff_write(const struct kom_diff *diff, struct kom_buf *buf) {
    header(diff, buf);
    for (size_t i = 0; i < diff->n_rows; i++)
        write_row(diff, &diff->rows[i], buf);
}
