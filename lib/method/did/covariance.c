/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Covariances of a regression with units and periods, as lib/stat/lm makes them.

   Kinds up to cr1 take the demeaned columns. hc2, hc3, cr2 and cr3 need leverages: the effects of
   units are partialled out and those of periods put in as columns. Then the leverage of a row is
   that of the columns plus its share of its unit's weight; and cr2, cr3 are those of the full
   design, as units lie within clusters (Pustejovsky & Tipton 2018, theorem 2). With weights, or
   units across clusters, the units go in as columns too. */
#include "regress.h"

#include <math.h>
#include <string.h>

#include "within_jack.h"

/* Above this, n times squared columns, the exact fit takes minutes. */
static const double WORK_MAX = 3e9;

static void *take(struct kom_did_cell *cell, size_t n, size_t size, bool *is_there) {
    void *p = kom_arena_take(&cell->arena, (n + 1) * size);
    *is_there = *is_there && p;
    return p;
}

enum kom_status kom_did_explicit(struct kom_did_cell *cell, const struct kom_did_regression *r,
                                 bool with_units, double ***x, size_t *n_columns,
                                 struct kom_error *err) {
    const struct kom_factor unit = {r->unit, r->n_units};
    size_t k = r->k, n_periods = r->n_periods - 1, n_units = with_units ? r->n_units : 0;
    struct kom_within *within = NULL;
    bool is_there = true;
    *n_columns = k + n_periods + n_units;
    *x = take(cell, *n_columns, sizeof **x, &is_there);
    for (size_t j = 0; j < *n_columns && is_there; j++) {
        (*x)[j] = j < k ? r->x[j] : take(cell, r->n, sizeof ***x, &is_there);
        if (is_there && j >= k)
            memset((*x)[j], 0, r->n * sizeof ***x);
    }
    if (!is_there)
        return KOM_ENOMEM;
    for (size_t i = 0; i < r->n; i++) {
        if (r->period[i] > 0)
            (*x)[k + r->period[i] - 1][i] = 1.0;
        if (with_units)
            (*x)[k + n_periods + r->unit[i]][i] = 1.0;
    }
    if (with_units)
        return KOM_OK;
    enum kom_status status = kom_within_open(&within, r->n, &unit, 1, r->w, err);
    for (size_t j = 0; j < n_periods && !status; j++)
        status = kom_within_demean(within, (*x)[k + j], NULL, err);
    kom_within_close(within);
    return status;
}

/* What a row's leverage leaves of 1 goes to rest, for hc2 and hc3; NULL for the others. */
static enum kom_status by_scores(struct kom_did_regression *r, const double *rest,
                                 struct kom_error *why) {
    const struct kom_within_scores scores = {r->within, &r->fit, (const double *const *)r->x, rest};
    struct kom_vcov_spec spec = {
        .kind = r->kind, .ssc = r->ssc, .n_parameters = r->n_parameters, .n_ways = r->n_ways};
    for (size_t w = 0; w < r->n_ways; w++)
        spec.cluster[w] = (struct kom_clusters){r->cluster[w].of_row, r->cluster[w].n};
    return kom_within_covariance(&scores, &spec, r->v, &r->factor, why);
}

static enum kom_status solve(struct kom_did_cell *cell, const struct kom_did_regression *r,
                             bool with_units, struct kom_lsq_fit *fit, struct kom_error *err) {
    double **x;
    size_t k;
    bool is_there = true;
    enum kom_status status = kom_did_explicit(cell, r, with_units, &x, &k, err);
    if (status)
        return status;
    struct kom_dd *yy = take(cell, r->n, sizeof *yy, &is_there);
    struct kom_dd *xx = take(cell, r->n * k, sizeof *xx, &is_there);
    if (!is_there)
        return KOM_ENOMEM;
    for (size_t i = 0; i < r->n; i++)
        yy[i] = kom_dd(r->y[i]);
    for (size_t j = 0; j < k; j++)
        for (size_t i = 0; i < r->n; i++)
            xx[j * r->n + i] = kom_dd(x[j][i]);
    const struct kom_lsq in = {
        .n = r->n, .k = k, .y = yy, .x = xx, .weight = r->w, .tolerance = 1e-9};
    return kom_lsq_solve(&in, fit, err);
}

/* ---- hc2, hc3 ---- */

static enum kom_status by_leverage(struct kom_did_cell *cell, struct kom_did_regression *r,
                                   const struct kom_lsq_fit *fit, struct kom_error *why) {
    bool is_there = true;
    double *weight = take(cell, r->n_units, sizeof *weight, &is_there);
    double *rest = take(cell, r->n, sizeof *rest, &is_there);
    if (!is_there)
        return KOM_ENOMEM;
    memset(weight, 0, r->n_units * sizeof *weight);
    for (size_t i = 0; i < r->n; i++)
        weight[r->unit[i]] += r->w ? r->w[i] : 1.0;
    for (size_t i = 0; i < r->n; i++)
        rest[i] = 1.0 - fit->leverage[i] - (r->w ? r->w[i] : 1.0) / weight[r->unit[i]];
    return by_scores(r, rest, why);
}

/* ---- cr2, cr3, cr3j ---- */

static enum kom_status by_cluster(struct kom_did_regression *r, const struct kom_lsq_fit *fit,
                                  struct kom_error *err) {
    const struct kom_vcov_spec spec = {
        .kind = r->kind,
        .n_ways = 1,
        .cluster = {{r->cluster[0].of_row, r->cluster[0].n}},
        .n_df = r->k, /* those of periods and units nobody asks for */
    };
    struct kom_vcov vcov;
    enum kom_status status = kom_vcov_estimate(fit, &spec, &vcov, err);
    if (status)
        return status;
    for (size_t a = 0; a < r->k; a++) {
        for (size_t b = 0; b < r->k; b++)
            r->v[a * r->k + b] = vcov.v[a * vcov.k + b];
        r->df[a] = vcov.df[a];
    }
    r->factor = vcov.factor;
    kom_vcov_free(&vcov);
    return KOM_OK;
}

/* cr3 where no unit lies in two clusters, unless a cluster carries nearly all of a column. */
static enum kom_status by_leaving_out(struct kom_did_regression *r, bool *is_done) {
    const struct kom_within_columns columns = {
        .n = r->n,
        .k = r->k,
        .factor = {{r->unit, r->n_units}, {r->period, r->n_periods}},
        .x = (const double *const *)r->x,
    };
    const double g = (double)r->n_clusters;
    enum kom_status status = kom_within_jackknife(&columns, r->fit.residual, r->cluster[0].of_row,
                                                  r->cluster[0].n, r->v, is_done);
    r->factor = r->kind == KOM_VCOV_CR3J ? (g - 1.0) / g : 1.0;
    for (size_t i = 0; i < r->k * r->k && *is_done; i++)
        r->v[i] *= r->factor;
    return status;
}

static enum kom_status lack(struct kom_did_cell *cell, struct kom_did_regression *r,
                            const char *why) {
    r->lacks = kom_arena_copy(&cell->arena, why, strlen(why));
    return r->lacks ? KOM_OK : KOM_ENOMEM;
}

static enum kom_status by_leverages(struct kom_did_cell *cell, struct kom_did_regression *r,
                                    struct kom_error *why) {
    bool is_cluster = r->kind >= KOM_VCOV_CR0;
    bool with_units = is_cluster && (r->w || !r->units_nested);
    double columns = (double)(r->k + r->n_periods + (with_units ? r->n_units : 0));
    struct kom_lsq_fit fit = {0};
    if ((double)r->n * columns * columns > WORK_MAX)
        return lack(cell, r, "too_large_for_this_vcov");
    bool is_done = false;
    if ((r->kind == KOM_VCOV_CR3 || r->kind == KOM_VCOV_CR3J) && !with_units) {
        enum kom_status left = by_leaving_out(r, &is_done);
        if (left != KOM_OK || is_done)
            return left;
    }
    enum kom_status status = solve(cell, r, with_units, &fit, why);
    r->factor = 1.0;
    if (!status)
        status = is_cluster ? by_cluster(r, &fit, why) : by_leverage(cell, r, &fit, why);
    kom_lsq_fit_free(&fit);
    return status == KOM_EESTIMATE ? lack(cell, r, why->text) : status;
}

enum kom_status kom_did_covariance(struct kom_did_cell *cell, struct kom_did_regression *r,
                                   struct kom_error *why) {
    switch (r->kind) {
    case KOM_VCOV_IID:
    case KOM_VCOV_HC0:
    case KOM_VCOV_HC1:
    case KOM_VCOV_CR0:
    case KOM_VCOV_CR1:
        return by_scores(r, NULL, why);
    case KOM_VCOV_HC2:
    case KOM_VCOV_HC3:
    case KOM_VCOV_CR2:
    case KOM_VCOV_CR3:
    case KOM_VCOV_CR3J:
        break;
    }
    return by_leverages(cell, r, why);
}
