/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ways of kom-did to a p-value and an interval, by the library's functions.

   In a balanced panel with one start the regression with effects of units and months has the same
   estimate as that of the units' changes on treatment and a constant, and its cluster scores are
   those of that regression times one factor. So cr2 with its degrees of freedom and the wild
   bootstrap are run on 98 changes instead of 4,704 rows; tests/bench/coverage.sh compares both with
   what kom-did makes of the rows. iid and hc1 look at single rows, and cr1 goes with them. */
#include "methods.h"

#include <math.h>
#include <string.h>

#include "dist.h"
#include "kom/permutation.h"
#include "kom/within.h"
#include "lsq.h"
#include "mem.h"
#include "vcov.h"
#include "wild.h"

static const double LEVEL = 0.95;

struct bench {
    struct kom_within *within;
    struct kom_within_facts facts;
    size_t n_parameters; /* K of cr1 */
    uint32_t unit[ROWS], month[ROWS];
    double y[ROWS], x[ROWS]; /* demeaned */
    double spread[UNITS];    /* log of the variance of the months before the start */
    double change[UNITS], treatment[UNITS], constant[UNITS];
    struct kom_dd dd_change[UNITS], dd_columns[2 * UNITS];
    struct kom_wild_draw draw[WILD_DRAWS];
};

const char *method_name(enum method method) {
    static const char *const names[] = {
        "collapse_t", "collapse_weighted_t", "permutation", "twfe_cr1",
        "twfe_cr2",   "twfe_wild",           "twfe_hc1",    "twfe_iid"};
    return names[method];
}

bool method_is_cheap(enum method method) {
    return method == COLLAPSE_T || method == WEIGHTED_T || method == TWFE_CR2;
}

enum kom_status bench_open(struct bench **out, struct kom_error *err) {
    struct bench *b = kom_alloc(1, sizeof *b);
    *out = b;
    if (!b)
        return kom_fail(err, KOM_ENOMEM, "out of memory");
    for (uint32_t i = 0; i < ROWS; i++) {
        b->unit[i] = i / MONTHS;
        b->month[i] = i % MONTHS;
    }
    for (int i = 0; i < UNITS; i++)
        b->constant[i] = 1.0;
    const struct kom_factor factor[2] = {{b->unit, UNITS}, {b->month, MONTHS}};
    enum kom_status status = kom_within_open(&b->within, ROWS, factor, 2, NULL, err);
    if (status == KOM_OK)
        status = kom_within_facts(b->within, &b->facts, err);
    if (status == KOM_OK)
        status = kom_within_parameters(b->within, 1, b->unit, &b->n_parameters);
    return status;
}

void bench_close(struct bench *bench) {
    if (bench)
        kom_within_close(bench->within);
    kom_free(bench);
}

/* As kom-did has it: months less their mean over the units. */
static void take_spread(struct bench *b, const double *y) {
    double mean[BEFORE] = {0.0};
    for (int i = 0; i < UNITS * BEFORE; i++)
        mean[i % BEFORE] += y[i / BEFORE * MONTHS + i % BEFORE] / UNITS;
    for (int i = 0; i < UNITS; i++) {
        double sum = 0.0, squares = 0.0;
        for (int t = 0; t < BEFORE; t++)
            sum += y[i * MONTHS + t] - mean[t];
        for (int t = 0; t < BEFORE; t++) {
            double e = y[i * MONTHS + t] - mean[t] - sum / BEFORE;
            squares += e * e;
        }
        b->spread[i] = log(squares / (BEFORE - 1));
    }
}

enum kom_status bench_panel(struct bench *b, const double *y, struct kom_error *err) {
    memcpy(b->y, y, sizeof b->y);
    for (int i = 0; i < UNITS; i++) {
        double sum[2] = {0.0, 0.0};
        for (int t = 0; t < MONTHS; t++)
            sum[t >= BEFORE] += y[i * MONTHS + t];
        b->change[i] = sum[1] / (MONTHS - BEFORE) - sum[0] / BEFORE;
    }
    take_spread(b, y);
    return kom_within_demean(b->within, b->y, NULL, err);
}

/* A standard error that is not above 0, or no degrees of freedom: no outcome. */
static struct outcome student(double estimate, double std_error, double df) {
    struct outcome o = {.estimate = estimate, .p_value = (double)NAN};
    if (!(std_error > 0.0) || !(df > 0.0))
        return o;
    double half = kom_t_quantile_upper(kom_level_tail(LEVEL), df) * std_error;
    o.p_value = kom_t_p(estimate / std_error, df);
    o.low = estimate - half;
    o.high = estimate + half;
    o.is_there = true;
    return o;
}

/* ---- least squares on the changes ---- */

/* cr2 where one unit decides the coefficient by itself is no variance (vcov.h). */
static enum kom_status cr2(const struct kom_lsq_fit *fit, struct outcome *o,
                           struct kom_error *err) {
    uint32_t own[UNITS];
    for (uint32_t i = 0; i < UNITS; i++)
        own[i] = i;
    const struct kom_vcov_spec spec = {
        .kind = KOM_VCOV_CR2, .n_ways = 1, .cluster = {{own, UNITS}}};
    struct kom_vcov v;
    enum kom_status status = kom_vcov_estimate(fit, &spec, &v, err);
    if (status != KOM_OK)
        return status;
    *o = student(fit->coef[1], v.n_saturated > 0 ? 0.0 : v.se[1], v.df[1]);
    kom_vcov_free(&v);
    return KOM_OK;
}

static enum kom_status collapsed(struct bench *b, const double *weight, struct outcome *pooled,
                                 struct outcome *robust, struct kom_error *err) {
    for (int i = 0; i < UNITS; i++) {
        b->dd_change[i] = kom_dd(b->change[i]);
        b->dd_columns[i] = kom_dd(1.0);
        b->dd_columns[UNITS + i] = kom_dd(b->treatment[i]);
    }
    const struct kom_lsq in = {.n = UNITS,
                               .k = 2,
                               .y = b->dd_change,
                               .x = b->dd_columns,
                               .weight = weight,
                               .has_intercept = true};
    struct kom_lsq_fit fit;
    enum kom_status status = kom_lsq_solve(&in, &fit, err);
    if (status != KOM_OK)
        return status;
    const struct kom_vcov_spec spec = {.kind = KOM_VCOV_IID};
    struct kom_vcov v;
    status = kom_vcov_estimate(&fit, &spec, &v, err);
    if (status == KOM_OK) {
        *pooled = student(fit.coef[1], v.se[1], v.df[1]);
        kom_vcov_free(&v);
    }
    if (status == KOM_OK && robust)
        status = cr2(&fit, robust, err);
    kom_lsq_fit_free(&fit);
    return status;
}

/* ---- the rows ---- */

static enum kom_status rows(struct bench *b, struct outcome *outcome, struct kom_error *err) {
    const double *x = b->x;
    double v = 0.0, factor, df = (double)ROWS - (double)b->facts.rank - 1.0;
    struct kom_within_fit fit;
    for (int i = 0; i < ROWS; i++)
        b->x[i] = b->month[i] >= BEFORE ? b->treatment[b->unit[i]] : 0.0;
    enum kom_status status = kom_within_demean(b->within, b->x, NULL, err);
    if (status != KOM_OK)
        return status;
    status = kom_within_fit(b->within, b->y, &x, 1, &fit, err);
    const struct kom_within_scores scores = {b->within, &fit, &x, NULL};
    struct kom_vcov_spec spec = {.kind = KOM_VCOV_IID, .n_parameters = b->facts.rank + 1};
    if (status == KOM_OK)
        status = kom_within_covariance(&scores, &spec, &v, &factor, err);
    if (status == KOM_OK) {
        outcome[TWFE_IID] = student(fit.coef[0], sqrt(v), df);
        spec.kind = KOM_VCOV_HC1;
        status = kom_within_covariance(&scores, &spec, &v, &factor, err);
    }
    if (status == KOM_OK) {
        outcome[TWFE_HC1] = student(fit.coef[0], sqrt(v), df);
        spec = (struct kom_vcov_spec){.kind = KOM_VCOV_CR1,
                                      .n_parameters = b->n_parameters,
                                      .n_ways = 1,
                                      .cluster = {{b->unit, UNITS}}};
        status = kom_within_covariance(&scores, &spec, &v, &factor, err);
    }
    if (status == KOM_OK)
        outcome[TWFE_CR1] = student(fit.coef[0], sqrt(v), UNITS - 1.0);
    kom_within_fit_fini(&fit);
    return status;
}

/* ---- draws ---- */

static enum kom_status permuted(const struct bench *b, const struct task *task, struct outcome *o,
                                struct kom_error *err) {
    uint32_t group[UNITS];
    for (int i = 0; i < UNITS; i++)
        group[i] = task->is_treated[i];
    const struct kom_permute_data data = {
        .design = {.n = UNITS,
                   .group = group,
                   .n_groups = 1,
                   .n_strata = 1,
                   .max_enumerated = KOM_ASSIGN_MAX_ENUMERATED,
                   .draws = PERMUTE_DRAWS,
                   .seed = task->seed},
        .change = b->change,
    };
    const struct kom_permute_spec spec = {KOM_PERMUTE_TWO_SIDED, LEVEL};
    struct kom_permute_result result;
    enum kom_status status = kom_permute_test(&data, &spec, &result, err);
    if (status == KOM_OK)
        *o = (struct outcome){.estimate = result.statistic,
                              .p_value = result.p_value,
                              .low = result.conf_low,
                              .high = result.conf_high,
                              .is_there = true};
    return status;
}

static enum kom_status wild(struct bench *b, const struct task *task, struct outcome *o,
                            struct kom_error *err) {
    uint32_t own[UNITS];
    const double *x[2] = {b->treatment, b->constant};
    for (uint32_t i = 0; i < UNITS; i++)
        own[i] = i;
    const struct kom_wild_data data = {
        .n = UNITS, .k = 2, .y = b->change, .x = x, .cluster = own, .n_clusters = UNITS};
    const struct kom_wild_spec spec = {
        .weights = KOM_WILD_RADEMACHER, .draws = WILD_DRAWS, .seed = task->seed, .ssc = 1.0};
    struct kom_wild *w;
    struct kom_wild_base base;
    enum kom_status status = kom_wild_open(&w, &data, &spec, &base, err);
    if (status == KOM_OK)
        status = kom_wild_run(w, 0, base.draws, b->draw);
    if (status == KOM_OK) {
        o->estimate = base.estimate;
        o->p_value = kom_wild_p(w, kom_wild_count(w, b->draw, base.draws, 0.0));
        kom_wild_interval(w, b->draw, LEVEL, &o->low, &o->high);
        o->is_there = true;
    }
    kom_wild_close(w);
    return status;
}

/* ---- warnings ---- */

/* unequal_spread of kom-did: the treated units' log variances against the others', at 1 %. A weight
   says what the variance is in inverse proportion to. */
static bool spread_differs(const struct bench *b, int treated, const double *weight) {
    double mean[2] = {0.0, 0.0}, n[2] = {UNITS - treated, treated}, squares = 0.0;
    double spread[UNITS];
    for (int i = 0; i < UNITS; i++) {
        spread[i] = b->spread[i] + (weight ? log(weight[i]) : 0.0);
        mean[b->treatment[i] > 0.0] += spread[i] / n[b->treatment[i] > 0.0];
    }
    for (int i = 0; i < UNITS; i++) {
        double e = spread[i] - mean[b->treatment[i] > 0.0];
        squares += e * e;
    }
    double se = sqrt(squares / (UNITS - 2) * (1.0 / n[0] + 1.0 / n[1]));
    return kom_t_p((mean[1] - mean[0]) / se, UNITS - 2.0) < 0.01;
}

/* few_treated, one_treated, few_treated_clusters, not_clustered, and unequal_spread. */
static void warn(const struct bench *b, const struct task *task, struct outcome *outcome) {
    const int treated = task->cell->treated;
    const bool differs = spread_differs(b, treated, NULL);
    for (int m = 0; m < METHODS; m++)
        outcome[m].warns = treated < 5;
    outcome[COLLAPSE_T].warns |= differs;
    outcome[WEIGHTED_T].warns |= spread_differs(b, treated, task->size);
    outcome[PERMUTATION].warns = differs;
    outcome[TWFE_CR1].warns = treated < 20;
    outcome[TWFE_HC1].warns = outcome[TWFE_IID].warns = true;
}

enum kom_status bench_run(struct bench *b, const struct task *task, struct outcome *outcome,
                          struct kom_error *err) {
    for (int m = 0; m < METHODS; m++)
        outcome[m] = (struct outcome){.p_value = (double)NAN};
    for (int i = 0; i < UNITS; i++)
        b->treatment[i] = task->is_treated[i] ? 1.0 : 0.0;
    enum kom_status status = collapsed(b, NULL, &outcome[COLLAPSE_T], &outcome[TWFE_CR2], err);
    if (status == KOM_OK && task->cell->unequal)
        status = collapsed(b, task->size, &outcome[WEIGHTED_T], NULL, err);
    if (status == KOM_OK && task->all)
        status = rows(b, outcome, err);
    if (status == KOM_OK && task->all)
        status = permuted(b, task, &outcome[PERMUTATION], err);
    if (status == KOM_OK && task->all)
        status = wild(b, task, &outcome[TWFE_WILD], err);
    warn(b, task, outcome);
    return status;
}
