/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Means of clustered rows: the value regressed on the side, with CR2 errors and Satterthwaite df.

   y = a + b after, least squares (weighted when asked for), b the difference of the means. Variance
   of b: CR2 of Bell & McCaffrey 2002, degrees of freedom after Satterthwaite as Pustejovsky &
   Tipton 2018, eq. 11 (vcov.h). A cluster may have rows on both sides. */
#include "work.h"

#include <math.h>
#include <stdlib.h>

#include "dist.h"
#include "vcov.h"

/* ---- the design ---- */

struct design {
    struct kom_dd *y, *x; /* x: a column of ones, then the side */
    double *weight;
    uint32_t *cluster;
    size_t n, n_clusters;
};

struct labelled {
    struct kom_text cluster;
    size_t at;
};

static int by_label(const void *pa, const void *pb) {
    const struct labelled *a = pa, *b = pb;
    int order = kom_text_compare(a->cluster, b->cluster);
    return order ? order : (a->at > b->at) - (a->at < b->at);
}

static void design_fini(struct design *d) {
    kom_free(d->y);
    kom_free(d->x);
    kom_free(d->weight);
    kom_free(d->cluster);
}

enum kom_status kom_diff_number_clusters(const struct kom_text *label, size_t n, uint32_t *number,
                                         size_t *n_clusters) {
    struct labelled *sorted = kom_alloc(n + 1, sizeof *sorted);
    *n_clusters = 0;
    if (!sorted)
        return KOM_ENOMEM;
    for (size_t i = 0; i < n; i++)
        sorted[i] = (struct labelled){label[i], i};
    qsort(sorted, n, sizeof *sorted, by_label);
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && !kom_text_equal(sorted[i].cluster, sorted[i - 1].cluster))
            ++*n_clusters;
        number[sorted[i].at] = (uint32_t)*n_clusters;
    }
    *n_clusters += n > 0;
    kom_free(sorted);
    return KOM_OK;
}

static enum kom_status number_uses(const struct kom_diff_work *work,
                                   const struct kom_diff_cell *cell, struct design *d) {
    struct kom_text *label = kom_alloc(d->n + 1, sizeof *label);
    if (!label)
        return KOM_ENOMEM;
    for (size_t i = 0; i < d->n; i++)
        label[i] =
            kom_text_trim(kom_frame_cell(work->frame, cell->use[i].row, work->column.cluster));
    enum kom_status status = kom_diff_number_clusters(label, d->n, d->cluster, &d->n_clusters);
    kom_free(label);
    return status;
}

static enum kom_status design_make(const struct kom_diff_work *work,
                                   const struct kom_diff_cell *cell, struct design *d) {
    const size_t n = cell->n_uses;
    *d = (struct design){.y = kom_alloc(n + 1, sizeof *d->y),
                         .x = kom_alloc(2 * n + 1, sizeof *d->x),
                         .weight = kom_alloc(n + 1, sizeof *d->weight),
                         .cluster = kom_alloc(n + 1, sizeof *d->cluster),
                         .n = n};
    if (!d->y || !d->x || !d->weight || !d->cluster)
        return KOM_ENOMEM;
    for (size_t i = 0; i < n; i++) {
        const struct kom_num y = kom_diff_subtract(&cell->use[i].value, &cell->base.value);
        d->y[i] = kom_dd_from_num(&y);
        d->x[i] = kom_dd(1.0);
        d->x[n + i] = kom_dd(cell->use[i].side == KOM_DIFF_AFTER ? 1.0 : 0.0);
        d->weight[i] = kom_num_double(&cell->use[i].weight);
    }
    return number_uses(work, cell, d);
}

/* ---- the estimate ---- */

struct kom_test kom_diff_t(double estimate, double std_error, double df, double level) {
    struct kom_test test = {.estimate = estimate, .std_error = std_error, .df = df};
    const double t = kom_t_quantile_upper(kom_level_tail(level), df);
    test.statistic = estimate / std_error;
    test.conf_low = estimate - t * std_error;
    test.conf_high = estimate + t * std_error;
    test.p_value = kom_t_p(test.statistic, df);
    return test;
}

static enum kom_status fit(struct kom_diff_work *work, struct kom_diff_cell *cell,
                           const struct design *d, struct kom_diff_row *row) {
    const struct kom_lsq in = {.n = d->n,
                               .k = 2,
                               .y = d->y,
                               .x = d->x,
                               .weight = work->request->weight ? d->weight : NULL,
                               .has_intercept = true};
    const struct kom_vcov_spec spec = {
        .kind = KOM_VCOV_CR2, .n_ways = 1, .cluster = {{d->cluster, d->n_clusters}}};
    struct kom_lsq_fit lsq = {0};
    struct kom_vcov v = {0};
    enum kom_status status = kom_lsq_solve(&in, &lsq, work->err);
    if (!status)
        status = kom_vcov_estimate(&lsq, &spec, &v, work->err);
    if (!status && v.n_saturated > 0)
        cell->why = "single_cluster_on_a_side";
    else if (!status && v.se[1] > 0.0) {
        row->test = kom_diff_t(lsq.coef[1], v.se[1], v.df[1], work->request->level);
        if (v.df[1] < (double)KOM_DIFF_FEW_DF)
            cell->note = "few_clusters";
    }
    kom_lsq_fit_free(&lsq);
    kom_vcov_free(&v);
    if (status == KOM_EESTIMATE) { /* this group has none; the others may */
        cell->why = "one_observation";
        return KOM_OK;
    }
    return status;
}

enum kom_status kom_diff_cluster(struct kom_diff_work *work, struct kom_diff_cell *cell,
                                 struct kom_diff_row *row) {
    struct design d = {0};
    enum kom_status status = kom_diff_drop_one_sided(work, cell);
    if (!status)
        status = kom_diff_both_sides(work, cell, row);
    if (status || row->side[0].n == 0 || row->side[1].n == 0)
        return status;
    status = design_make(work, cell, &d);
    row->clusters = (int64_t)d.n_clusters;
    if (!status && d.n_clusters < 2)
        cell->why = "single_cluster";
    else if (!status && (row->side[0].sd > 0.0 || row->side[1].sd > 0.0))
        status = fit(work, cell, &d, row);
    design_fini(&d);
    if (!status && !isnan(row->test.estimate))
        row->test.estimate = row->gap;
    return status;
}
