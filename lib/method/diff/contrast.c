/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Contrasts: the difference between the differences of two levels of a subgroup.

   From two rows that rest on different observations, with differences d1, d2: d2 - d1, the later
   level in byte order minus the earlier. Means: standard error sqrt(s1^2 + s2^2), t with df = (s1^2
   + s2^2)^2 / (s1^4 / df1 + s2^4 / df2) (Satterthwaite 1946, which for Welch's rows is Welch's own
   df for four samples: Welch 1947). Shares: z with the same standard error, and the interval by
   square-and-add of the two rows' intervals (MOVER: Zou & Donner 2008, eq. 5). Rates: the ratio of
   the ratios, all on the scale of the logarithm. Levels that share clusters: contrast_cluster.c,
   of linked persons contrast_paired.c; levels of a sample with a design: contrast_design.c. */
#include "beyond.h"
#include "keyed.h"
#include "work.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "dist.h"

/* ---- the figures ---- */

static double squares(double a, double b) {
    return a * a + b * b;
}

static struct kom_test contrast_of_means(const struct kom_test *a, const struct kom_test *b,
                                         double level) {
    const double v = squares(a->std_error, b->std_error), va = a->std_error * a->std_error,
                 vb = b->std_error * b->std_error;
    struct kom_test test = {.estimate = b->estimate - a->estimate,
                            .std_error = sqrt(v),
                            .df = v * v / (va * va / a->df + vb * vb / b->df)};
    const double t = kom_t_quantile_upper(kom_level_tail(level), test.df);
    test.statistic = test.estimate / test.std_error;
    test.conf_low = test.estimate - t * test.std_error;
    test.conf_high = test.estimate + t * test.std_error;
    test.p_value = kom_t_p(test.statistic, test.df);
    return test;
}

static struct kom_test bring(const struct kom_test *test, int shift) {
    struct kom_test near = *test;
    near.estimate = ldexp(near.estimate, -shift);
    near.std_error = ldexp(near.std_error, -shift);
    return near;
}

/* Squares of squares of errors: figures far from 1 are brought near it, and back. */
static struct kom_test contrast_near(const struct kom_test *a, const struct kom_test *b,
                                     double level, unsigned *n_lost) {
    const double top = fmax(a->std_error, b->std_error);
    const double gap = fmax(fabs(a->estimate), fabs(b->estimate));
    const int shift = kom_beyond_shift(gap > 1e300 ? gap : top, KOM_BEYOND_BOUND);
    struct kom_test test;
    const struct kom_test near_a = bring(a, shift), near_b = bring(b, shift);
    test = contrast_of_means(&near_a, &near_b, level);
    kom_beyond_test_back(&test, shift, n_lost);
    return test;
}

static struct kom_test contrast_of_shares(const struct kom_test *a, const struct kom_test *b) {
    const double d = b->estimate - a->estimate;
    struct kom_test test = {
        .estimate = d,
        .std_error = sqrt(squares(a->std_error, b->std_error)),
        .conf_low = d - sqrt(squares(b->estimate - b->conf_low, a->conf_high - a->estimate)),
        .conf_high = d + sqrt(squares(b->conf_high - b->estimate, a->estimate - a->conf_low)),
        .df = KOM_NAN};
    test.statistic = d / test.std_error;
    test.p_value = kom_normal_p(test.statistic);
    return test;
}

static struct kom_test contrast_of_rates(const struct kom_test *a, const struct kom_test *b,
                                         double level) {
    const double z = kom_normal_quantile_upper(kom_level_tail(level));
    struct kom_test test = {.estimate = b->estimate / a->estimate,
                            .std_error = sqrt(squares(a->std_error, b->std_error)),
                            .df = KOM_NAN};
    test.statistic = log(test.estimate) / test.std_error;
    test.conf_low = test.estimate * exp(-z * test.std_error);
    test.conf_high = test.estimate * exp(z * test.std_error);
    test.p_value = kom_normal_p(test.statistic);
    return test;
}

/* ---- the rows ---- */

static const struct kom_test no_test = {KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN,
                                        KOM_NAN, KOM_NAN, KOM_NAN};

static bool is_level(struct kom_text level) {
    return level.n > 0 && !kom_text_is(level, "total");
}

/* The same in all by-columns but the contrast, which both have and differ in. */
static bool is_pair(const struct kom_diff_work *work, const struct kom_text *a,
                    const struct kom_text *b) {
    const size_t k = work->contrast;
    for (size_t i = 0; i < work->out->n_by; i++)
        if (i != k && !kom_text_equal(a[i], b[i]))
            return false;
    return is_level(a[k]) && is_level(b[k]) && !kom_text_equal(a[k], b[k]);
}

size_t kom_diff_contrasts_max(const struct kom_diff_work *work,
                              const struct kom_diff_groups *groups) {
    size_t n = 0;
    if (!work->request->contrast)
        return 0;
    for (size_t a = 0; a < groups->n_groups; a++)
        for (size_t b = a + 1; b < groups->n_groups; b++)
            n += is_pair(work, groups->group[a].by, groups->group[b].by);
    return n * work->n_measures;
}

/* "LATER - EARLIER" in the place of the level. */
static const struct kom_text *name_pair(struct kom_diff_work *work, const struct kom_text *a,
                                        const struct kom_text *b) {
    const size_t n_by = work->out->n_by;
    struct kom_text *by = kom_arena_take(&work->out->arena, n_by * sizeof *by);
    struct kom_buf buf = {0};
    kom_buf_text(&buf, b[work->contrast]);
    kom_buf_str(&buf, " - ");
    kom_buf_text(&buf, a[work->contrast]);
    char *text = buf.failed ? NULL : kom_arena_copy(&work->out->arena, buf.p, buf.n);
    if (by && text) {
        memcpy(by, a, n_by * sizeof *by);
        by[work->contrast] = (struct kom_text){text, buf.n};
    }
    kom_buf_fini(&buf);
    return by && text ? by : NULL;
}

/* Do the two groups have a person, id or cluster in common? Their estimates hang together then. */
static enum kom_status find_common(struct kom_diff_work *work, const struct kom_diff_group *a,
                                   const struct kom_diff_group *b, bool *is_common) {
    const struct kom_diff_columns *c = &work->column;
    const int column = c->cluster != KOM_NO_COLUMN ? c->cluster
                       : c->id != KOM_NO_COLUMN    ? c->id
                                                   : c->person;
    *is_common = false;
    if (column == KOM_NO_COLUMN)
        return KOM_OK;
    return kom_diff_have_common(work, column, a, b, is_common);
}

static enum kom_status warn(struct kom_diff_work *work, bool is_common, struct kom_diff_row *row) {
    const struct kom_diff_request *r = work->request;
    const bool is_joint = row->method == work->joint_method;
    struct kom_buf out = {0};
    enum kom_status status = KOM_OK;
    if (!row->is_estimated)
        kom_buf_str(&out, "no_estimate_of_a_level");
    if (row->n_beyond > 0)
        kom_buf_str(&out, out.n ? "; " KOM_BEYOND_WORD : KOM_BEYOND_WORD);
    if (row->own)
        kom_buf_printf(&out, "%s%s", out.n ? "; " : "", row->own);
    if (is_joint && !work->design && row->test.df < (double)KOM_DIFF_FEW_DF)
        kom_buf_str(&out, out.n ? "; few_clusters" : "few_clusters");
    if (is_common && !is_joint)
        kom_buf_str(&out, out.n ? "; levels_not_independent" : "levels_not_independent");
    if (row->unlike_months > 0)
        kom_buf_printf(&out, "%sunlike_months(%d)", out.n ? "; " : "", (int)row->unlike_months);
    for (size_t i = 0; i < r->n_measured_after; i++)
        kom_buf_printf(&out, "%smeasured_after:%s", out.n ? "; " : "", r->measured_after[i]);
    row->warning = out.n ? kom_arena_copy(&work->out->arena, out.p, out.n) : "";
    if (out.failed || !row->warning)
        status = KOM_ENOMEM;
    kom_buf_fini(&out);
    return status;
}

static struct kom_test apart(const struct kom_diff_work *work, const struct kom_diff_row *a,
                             const struct kom_diff_row *b, unsigned *n_lost) {
    switch (work->way->measure) {
    case 'm':
        return contrast_near(&a->test, &b->test, work->request->level, n_lost);
    case 's':
        return contrast_of_shares(&a->test, &b->test);
    default:
        return contrast_of_rates(&a->test, &b->test, work->request->level);
    }
}

/* A contrast within clusters that both levels have, or of a sample with a design, is made of the
   rows, where both have an estimate; else of the two estimates. */
static enum kom_status contrast_of(struct kom_diff_work *work, const struct kom_diff_compared *c,
                                   bool is_common, struct kom_diff_row *row) {
    const struct kom_diff_row *a = c->row[0], *b = c->row[1];
    const bool has_both = a->is_estimated && b->is_estimated;
    const bool is_paired = work->way->method == KOM_DIFF_PAIRED && work->request->cluster;
    const bool is_joint =
        is_common && has_both && (is_paired || work->way->method == KOM_DIFF_CLUSTER);
    row->method = is_joint || work->design ? work->joint_method : work->contrast_method;
    row->test = no_test;
    if (work->design)
        return has_both ? kom_diff_contrast_design(work, c, row) : KOM_OK;
    if (!is_joint) {
        row->test = apart(work, a, b, &row->n_beyond);
        return KOM_OK;
    }
    enum kom_status status =
        is_paired ? kom_diff_contrast_paired(work, c, &row->test, &row->n_beyond)
                  : kom_diff_contrast_cluster(work, c->group[0], c->group[1], c->measure,
                                              &row->test, &row->n_beyond);
    row->test.estimate = isnan(row->test.p_value) ? KOM_NAN : b->test.estimate - a->test.estimate;
    return status;
}

static enum kom_status contrast_make(struct kom_diff_work *work,
                                     const struct kom_diff_compared *c) {
    const struct kom_diff_row *a = c->row[0], *b = c->row[1];
    struct kom_diff_row *row = &work->out->rows[work->out->n_rows++];
    bool is_common;
    enum kom_status status = find_common(work, c->group[0], c->group[1], &is_common);
    if (status)
        return status;
    *row = *a;
    row->by = name_pair(work, a->by, b->by);
    row->term = "contrast";
    row->scale = work->way->measure == 'r' ? "log" : "difference";
    row->n = a->n + b->n;
    row->effect = (struct kom_diff_effect){KOM_NAN, KOM_NAN, KOM_NAN};
    row->has_sides = row->is_exact = false;
    row->unlike_months = a->unlike_months > b->unlike_months ? a->unlike_months : b->unlike_months;
    row->p_equivalence = KOM_NAN;
    row->n_beyond = 0;
    row->clusters = row->strata = -1;
    row->own = NULL;
    status = contrast_of(work, c, is_common, row);
    work->out->n_beyond += row->n_beyond;
    row->is_estimated = !isnan(row->test.p_value) ||
                        !isnan(row->test.conf_low); /* of shares without events there is one */
    if (!row->is_estimated)
        row->test = no_test;
    kom_diff_extras(work, 0, row);
    if (!status && !row->by)
        status = KOM_ENOMEM;
    return status ? status : warn(work, is_common, row);
}

/* ---- the order of all rows ---- */

struct ordered {
    const struct kom_text *by;
    size_t n_by, index;
};

static int by_keys(const void *pa, const void *pb) {
    const struct ordered *a = pa, *b = pb;
    int order = kom_keyed_compare(a->by, b->by, a->n_by);
    return order ? order : (a->index > b->index) - (a->index < b->index);
}

static enum kom_status put_in_order(struct kom_diff *out) {
    struct ordered *order = kom_alloc(out->n_rows + 1, sizeof *order);
    struct kom_diff_row *rows = kom_arena_take(&out->arena, (out->n_rows + 1) * sizeof *rows);
    if (order && rows) {
        for (size_t i = 0; i < out->n_rows; i++)
            order[i] = (struct ordered){out->rows[i].by, out->n_by, i};
        qsort(order, out->n_rows, sizeof *order, by_keys);
        for (size_t i = 0; i < out->n_rows; i++)
            rows[i] = out->rows[order[i].index];
        out->rows = rows;
    }
    kom_free(order);
    return order && rows ? KOM_OK : KOM_ENOMEM;
}

static enum kom_status describe(struct kom_diff_work *work) {
    static const char *const text[] = {"standard errors added in squares, Satterthwaite df",
                                       "interval by MOVER, p from z",
                                       "ratio of ratios, z of the logarithm"};
    static const char *const joint[] = {
        "contrast of levels that share clusters: least squares on after, level and both",
        "contrast of levels that share clusters: least squares of the differences on level",
        "contrast of levels of one sample, with their covariance"};
    const char measure = work->way->measure;
    const int kind = work->design ? 2 : work->way->method == KOM_DIFF_PAIRED;
    struct kom_buf buf = {0};
    kom_buf_printf(&buf, "contrast of independent levels: %s; rows by %s",
                   text[measure == 'm'   ? 0
                        : measure == 's' ? 1
                                         : 2],
                   work->method);
    work->contrast_method = buf.failed ? NULL : kom_arena_copy(&work->out->arena, buf.p, buf.n);
    kom_buf_reset(&buf);
    kom_buf_printf(&buf, "%s; rows by %s", joint[kind], work->method);
    work->joint_method = buf.failed ? NULL : kom_arena_copy(&work->out->arena, buf.p, buf.n);
    kom_buf_fini(&buf);
    return work->contrast_method && work->joint_method ? KOM_OK : KOM_ENOMEM;
}

enum kom_status kom_diff_contrasts(struct kom_diff_work *work,
                                   const struct kom_diff_groups *groups) {
    const size_t step = work->n_measures;
    enum kom_status status = describe(work);
    for (size_t a = 0; a < groups->n_groups; a++)
        for (size_t b = a + 1; b < groups->n_groups && !status; b++) {
            const struct kom_diff_group *ga = &groups->group[a], *gb = &groups->group[b];
            if (!is_pair(work, ga->by, gb->by))
                continue;
            for (size_t m = 0; m < step && !status; m++) {
                const struct kom_diff_compared c = {{ga, gb},
                                                    {&work->out->rows[work->first[a * step + m]],
                                                     &work->out->rows[work->first[b * step + m]]},
                                                    &work->measure[m]};
                status = contrast_make(work, &c);
            }
        }
    return status ? status : put_in_order(work->out);
}
