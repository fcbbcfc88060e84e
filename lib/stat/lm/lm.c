/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Linear models for programs outside (kom/lm.h): the fit, its covariances and its tests. */
#include "kom/lm.h"

#include <math.h>

#include "dist.h"
#include "leave_out.h"
#include "vcov.h"

struct kom_lm {
    struct kom_lsq_fit fit;
};

/* ---- the fit ---- */

/* Columns and outcome as the solver has them, y last. With an intercept the smallest number of each
   is taken off as a decimal, so that a level costs no digits. */
struct columns {
    struct kom_dd *x, *y, *base;
};

static const struct kom_num *column_of(const struct kom_lm_data *data, size_t j) {
    return j < data->k ? data->x[j] : data->y;
}

/* NULL: there is no finite one. */
static const struct kom_num *smallest(const struct kom_num *v, size_t n) {
    const struct kom_num *least = NULL;
    for (size_t i = 0; i < n; i++)
        if (isfinite(kom_num_double(&v[i])) && (!least || kom_num_compare(&v[i], least) < 0))
            least = &v[i];
    return least;
}

static void fill(const struct kom_lm_data *data, size_t j, struct kom_dd *to, struct kom_dd *base) {
    const struct kom_num *v = column_of(data, j);
    const struct kom_num *least = data->has_intercept && j > 0 ? smallest(v, data->n) : NULL;
    *base = least ? kom_dd_from_num(least) : kom_dd(0.0);
    for (size_t i = 0; i < data->n; i++)
        to[i] = least ? kom_dd_difference(&v[i], least) : kom_dd_from_num(&v[i]);
}

static enum kom_status solve(const struct kom_lm_data *data, struct columns *c, struct kom_lm *lm,
                             struct kom_error *err) {
    const size_t n = data->n, k = data->k;
    c->x = kom_alloc(n * k + 1, sizeof *c->x);
    c->y = kom_alloc(n + 1, sizeof *c->y);
    c->base = kom_alloc(k + 1, sizeof *c->base);
    if (!c->x || !c->y || !c->base)
        return kom_no_memory(err);
    for (size_t j = 0; j <= k; j++)
        fill(data, j, j < k ? c->x + j * n : c->y, &c->base[j]);
    const struct kom_lsq in = {.n = n,
                               .k = k,
                               .y = c->y,
                               .x = c->x,
                               .weight = data->weight,
                               .has_intercept = data->has_intercept,
                               .base = data->has_intercept ? c->base : NULL,
                               .y_name = data->y_name,
                               .names = data->names};
    return kom_lsq_solve(&in, &lm->fit, err);
}

/* The intercept is what the caller says it is, or figures about the mean would mean nothing. */
static enum kom_status check(const struct kom_lm_data *data, struct kom_error *err) {
    if (data->k == 0)
        return kom_fail(err, KOM_EUSAGE, "a regression needs a column");
    for (size_t i = 0; data->has_intercept && i < data->n; i++) {
        const double one = kom_num_double(&data->x[0][i]);
        if (!(one >= 1 && one <= 1))
            return kom_fail(err, KOM_EUSAGE, "column 1 is no intercept: row %zu is not 1", i + 1);
    }
    return KOM_OK;
}

enum kom_status kom_lm_fit(struct kom_lm **lm, const struct kom_lm_data *data,
                           struct kom_error *err) {
    const uint64_t failures = kom_mem_failures();
    struct columns c = {NULL, NULL, NULL};
    *lm = NULL;
    enum kom_status status = check(data, err);
    if (status)
        return status;
    kom_stat_init();
    *lm = kom_alloc(1, sizeof **lm);
    status = *lm ? solve(data, &c, *lm, err) : kom_no_memory(err);
    kom_free(c.x);
    kom_free(c.y);
    kom_free(c.base);
    status = kom_mem_settle(failures, status, err);
    if (status) {
        kom_lm_free(*lm);
        *lm = NULL;
    }
    return status;
}

void kom_lm_free(struct kom_lm *lm) {
    if (lm)
        kom_lsq_fit_free(&lm->fit);
    kom_free(lm);
}

struct kom_lm_facts kom_lm_facts(const struct kom_lm *lm) {
    const struct kom_lsq_fit *fit = &lm->fit;
    return (struct kom_lm_facts){.n = fit->n_used,
                                 .k = fit->k,
                                 .df = fit->df,
                                 .sigma = fit->sigma,
                                 .ss_resid = fit->ss_resid,
                                 .ss_model = fit->ss_model,
                                 .r_squared = fit->r_squared,
                                 .f = fit->f,
                                 .f_df = fit->f_df,
                                 .is_exact = fit->is_exact};
}

const double *kom_lm_coef(const struct kom_lm *lm) {
    return lm->fit.coef;
}

const double *kom_lm_residuals(const struct kom_lm *lm) {
    return lm->fit.resid;
}

const double *kom_lm_leverages(const struct kom_lm *lm) {
    return lm->fit.leverage;
}

/* ---- errors ---- */

/* Numbers of clusters are looked up in arrays. */
static enum kom_status check_clusters(const struct kom_lm *lm, const struct kom_vcov_spec *spec,
                                      struct kom_error *err) {
    if (spec->n_ways > 2)
        return kom_fail(err, KOM_EUSAGE, "clusters in at most two ways");
    for (size_t w = 0; w < spec->n_ways; w++)
        for (size_t i = 0; i < lm->fit.n; i++)
            if (spec->cluster[w].of_row[i] >= spec->cluster[w].n_clusters)
                return kom_fail(err, KOM_EUSAGE, "row %zu: cluster %lu of %zu, counted from 0",
                                i + 1, (unsigned long)spec->cluster[w].of_row[i],
                                spec->cluster[w].n_clusters);
    return KOM_OK;
}

static enum kom_status covariance_of(const struct kom_lm *lm, const struct kom_vcov_spec *spec,
                                     struct kom_vcov *v, struct kom_error *err) {
    enum kom_status status = check_clusters(lm, spec, err);
    return status ? status : kom_vcov_estimate(&lm->fit, spec, v, err);
}

enum kom_status kom_lm_covariance(const struct kom_lm *lm, const struct kom_vcov_spec *spec,
                                  double *covariance, struct kom_error *err) {
    const uint64_t failures = kom_mem_failures();
    struct kom_vcov v = {0};
    enum kom_status status = covariance_of(lm, spec, &v, err);
    for (size_t i = 0; i < v.k * v.k && !status; i++)
        covariance[i] = v.v[i];
    kom_vcov_free(&v);
    return kom_mem_settle(failures, status, err);
}

/* Which coefficients rest on one row or cluster. Classical errors do not ask. */
static enum kom_status find_lost(const struct kom_lm *lm, const struct kom_vcov_spec *spec,
                                 bool *is_lost, struct kom_error *err) {
    enum kom_status status = KOM_OK;
    if (spec->n_ways == 0 && spec->kind != KOM_VCOV_IID)
        status = kom_leave_out(&lm->fit, NULL, is_lost, err);
    for (size_t w = 0; w < spec->n_ways && !status; w++)
        status = kom_leave_out(&lm->fit, &spec->cluster[w], is_lost, err);
    return status;
}

static struct kom_test student(double estimate, double std_error, double df, double level) {
    struct kom_test test = kom_test_none();
    test.estimate = estimate;
    if (!(std_error > 0) || !(df > 0))
        return test;
    const double reach = kom_t_quantile_upper(kom_level_tail(level), df) * std_error;
    test.std_error = std_error;
    test.df = df;
    test.statistic = estimate / std_error;
    test.p_value = kom_t_p(test.statistic, df);
    test.conf_low = estimate - reach;
    test.conf_high = estimate + reach;
    return test;
}

enum kom_status kom_lm_test(const struct kom_lm *lm, const struct kom_vcov_spec *spec, double level,
                            struct kom_test *test, struct kom_error *err) {
    const uint64_t failures = kom_mem_failures();
    struct kom_vcov v = {0};
    bool *is_lost = kom_alloc(lm->fit.k + 1, sizeof *is_lost);
    enum kom_status status = is_lost ? covariance_of(lm, spec, &v, err) : kom_no_memory(err);
    if (!status)
        status = find_lost(lm, spec, is_lost, err);
    for (size_t j = 0; j < v.k && !status; j++)
        test[j] = is_lost[j] ? kom_test_none() : student(lm->fit.coef[j], v.se[j], v.df[j], level);
    kom_free(is_lost);
    kom_vcov_free(&v);
    return kom_mem_settle(failures, status, err);
}
