/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The contrast of two levels of a sample with a design: the four sides in one score a row.

   Levels are domains of one sample and may lie in the same clusters and strata, so that their
   differences hang together; the scores of all four sides, with their signs, have that covariance
   in them (design.h), and of replicates each makes the contrast anew. So has R's survey: svyby with
   covmat, svycontrast. Means, and ratios of rates on the logarithm: t with the clusters less the
   strata in which the four lie. Shares: the interval from those of the two rows less twice their
   correlation times both arms (MOVER, as the rows themselves: design.c), p by t. */
#include <math.h>
#include <string.h>

#include "beyond.h"
#include "design_parts.h"

/* Cells whose values were divided by unlike powers of 2 get the larger. */
static int bring_alike(struct kom_diff_cell *cell) {
    const int shift = cell[0].shift > cell[1].shift ? cell[0].shift : cell[1].shift;
    for (int c = 0; c < 2; c++) {
        const int more = shift - cell[c].shift;
        for (size_t i = 0; i < cell[c].n_uses && more > 0; i++)
            cell[c].use[i].value = kom_beyond_take(&cell[c].use[i].value, more);
        if (more > 0)
            cell[c].base.value = kom_beyond_take(&cell[c].base.value, more);
        cell[c].shift = shift;
    }
    return shift;
}

static struct kom_test of_means(const struct kom_diff_work *work, const struct kom_diff_row *a,
                                const struct kom_diff_row *b, int shift,
                                const struct kom_design_figure *f) {
    const double gap = ldexp(b->test.estimate, -shift) - ldexp(a->test.estimate, -shift);
    return kom_diff_design_t(gap, f, work->request->level);
}

static struct kom_test of_shares(const struct kom_diff_work *work, const struct kom_diff_row *a,
                                 const struct kom_diff_row *b, struct kom_design_figure *f) {
    const double v = a->test.std_error * a->test.std_error,
                 w = b->test.std_error * b->test.std_error;
    const double gap[2] = {a->test.estimate, b->test.estimate};
    const struct kom_ci ci[2] = {{a->test.conf_low, a->test.conf_high},
                                 {b->test.conf_low, b->test.conf_high}};
    if (isnan(v) || isnan(w)) /* one had no variance: neither has this */
        f->variance = KOM_NAN;
    const double r = kom_diff_design_correlation(v, w, f->variance);
    const struct kom_ci both = kom_design_difference_ci(gap, ci, r);
    struct kom_test test = kom_diff_design_t(gap[1] - gap[0], f, work->request->level);
    test.conf_low = both.low;
    test.conf_high = both.high;
    return test;
}

static struct kom_test of_rates(const struct kom_diff_work *work,
                                const struct kom_design_figure *f) {
    struct kom_test test = kom_test_none();
    if (isnan(f->estimate))
        return test;
    test = kom_diff_design_t(f->estimate, f, work->request->level);
    test.estimate = exp(f->estimate);
    test.conf_low = exp(test.conf_low);
    test.conf_high = exp(test.conf_high);
    return test;
}

/* t with the clusters less the strata of all four sides is right where each side lies in all of
   them. Where they lie in others each, the df are too many: below APART clusters of the side with
   the fewest the interval held the truth in less than 93 per cent (tests/unit/test_diff_cover.c).
 */
enum { APART = 12 };

static bool is_few(size_t least, size_t all) {
    return least < KOM_DIFF_FEW || (least < APART && 4 * least < 3 * all);
}

/* What the error rests on, and where that is little. */
static enum kom_status rest_on(struct kom_diff_work *work, const struct kom_diff_compared *c,
                               const struct kom_design_contrast *contrast,
                               const struct kom_design_figure *f, struct kom_diff_row *row) {
    const bool has_clusters = !work->design->design.replicate;
    const size_t least = has_clusters ? kom_diff_least_clusters(work, contrast) : SIZE_MAX;
    struct kom_buf own = {0};
    if (has_clusters) {
        row->clusters = (int64_t)f->clusters;
        row->strata = (int64_t)f->strata;
    }
    if (f->n_empty > 0)
        kom_diff_design_say(&own, "empty_replicates", (int64_t)f->n_empty);
    else if (isnan(row->test.std_error))
        kom_buf_str(&own, !(f->df > 0.0) ? "no_df" : "constant");
    if (has_clusters && is_few(least, f->clusters))
        kom_diff_design_say(&own, "few_clusters", (int64_t)least);
    if (work->way->measure == 's') {
        const int64_t a = kom_diff_least_events(c->row[0]), b = kom_diff_least_events(c->row[1]);
        if (a < KOM_DIFF_FEW || b < KOM_DIFF_FEW)
            kom_diff_design_say(&own, "few_events", a < b ? a : b);
    }
    row->own = own.n ? kom_arena_copy(&work->out->arena, own.p, own.n) : NULL;
    const bool has_failed = own.failed || (own.n && !row->own);
    kom_buf_fini(&own);
    return has_failed ? KOM_ENOMEM : KOM_OK;
}

static enum kom_status estimate(struct kom_diff_work *work, const struct kom_diff_compared *c,
                                struct kom_diff_cell *cell, struct kom_diff_row *row) {
    const struct kom_diff_cell *const two[] = {&cell[0], &cell[1]};
    const struct kom_diff_row *a = c->row[0], *b = c->row[1];
    const int shift = bring_alike(cell);
    struct kom_diff_parts p;
    struct kom_design_figure f;
    enum kom_status status = kom_diff_parts_make(work, two, 2, &p);
    if (!status) {
        p.both.is_log = work->way->measure == 'r';
        kom_diff_design_figure(work, &p.both, &f);
        row->test = work->way->measure == 'm'   ? of_means(work, a, b, shift, &f)
                    : work->way->measure == 's' ? of_shares(work, a, b, &f)
                                                : of_rates(work, &f);
        status = rest_on(work, c, &p.both, &f, row);
        kom_beyond_test_back(&row->test, shift, &row->n_beyond);
    }
    kom_diff_parts_fini(&p);
    return status;
}

enum kom_status kom_diff_contrast_design(struct kom_diff_work *work,
                                         const struct kom_diff_compared *c,
                                         struct kom_diff_row *row) {
    struct kom_diff_cell cell[2] = {{.use = NULL}, {.use = NULL}};
    enum kom_status status = KOM_OK;
    for (int i = 0; i < 2 && !status; i++)
        status = kom_diff_collect_again(work, c->group[i], c->measure, &cell[i]);
    if (!status)
        status = estimate(work, c, cell, row);
    kom_free(cell[0].use);
    kom_free(cell[1].use);
    return status;
}
