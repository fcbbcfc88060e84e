/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Step and segmented regression of one series: design, fit, Newey and West's covariance. */
#include "series_fit.h"

#include <math.h>
#include <stdbool.h>

#include "dist.h"
#include "incomplete.h"
#include "lsq.h"
#include "mem.h"

static const struct kom_test no_test = {KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN,
                                        KOM_NAN, KOM_NAN, KOM_NAN};

struct design {
    size_t n, k, n_after;
    double *x;         /* n rows of k */
    struct kom_dd *dd; /* y, then the columns */
    double mean_after; /* of t - start over the periods after */
};

static enum kom_status check(struct kom_series_data data, struct kom_series_plan plan,
                             struct design *d, struct kom_error *err) {
    for (size_t i = 0; i < data.n; i++) {
        if (i > 0 && data.period[i] <= data.period[i - 1])
            return kom_fail(err, KOM_EUSAGE, "the periods of a series must ascend");
        d->n_after += data.period[i] >= plan.start;
    }
    const size_t least = plan.model == KOM_SERIES_SEGMENTED ? 3 : 2;
    if (d->n_after < least || data.n - d->n_after < least) {
        return kom_fail(err, KOM_EESTIMATE,
                        "a series needs %zu periods before its start and %zu after; it has %zu and "
                        "%zu",
                        least, least, data.n - d->n_after, d->n_after);
    }
    if (plan.lag < -1 || (plan.lag >= 0 && (size_t)plan.lag >= data.n)) {
        return kom_fail(err, KOM_EUSAGE, "lag %d: must be from 0 to below the %zu periods",
                        plan.lag, data.n);
    }
    return KOM_OK;
}

static enum kom_status design_init(struct design *d, struct kom_series_data data,
                                   struct kom_series_plan plan, struct kom_error *err) {
    d->n = data.n;
    d->k = plan.model == KOM_SERIES_STEP     ? 2
           : plan.model == KOM_SERIES_COMMON ? 3
                                             : KOM_SERIES_TERMS;
    d->x = kom_alloc(d->n * d->k, sizeof *d->x);
    d->dd = kom_alloc(d->n * (d->k + 1), sizeof *d->dd);
    if (!d->x || !d->dd)
        return kom_no_memory(err);
    for (size_t i = 0; i < d->n; i++) {
        const double after = data.period[i] >= plan.start ? 1 : 0;
        const double time = (double)(data.period[i] - plan.start);
        const double row[KOM_SERIES_TERMS] = {1, d->k == 2 ? after : time, after, time * after};
        d->mean_after += time * after / (double)d->n_after;
        d->dd[i] = data.value[i];
        for (size_t j = 0; j < d->k; j++) {
            d->x[i * d->k + j] = row[j];
            d->dd[(j + 1) * d->n + i].hi = row[j];
        }
    }
    return KOM_OK;
}

/* What the pairs of rows `lag` periods apart add to S, both ways round. */
static void add_lag(const struct design *d, const double *resid, const int64_t *period, int64_t lag,
                    double weight, double s[KOM_SERIES_TERMS][KOM_SERIES_TERMS]) {
    for (size_t i = 0, j = 0; i < d->n; i++) {
        while (period[j] < period[i] - lag)
            j++;
        if (period[j] > period[i] - lag)
            continue;
        for (size_t a = 0; a < d->k; a++) {
            for (size_t b = 0; b < d->k; b++) {
                const double both = d->x[i * d->k + a] * d->x[j * d->k + b] +
                                    d->x[j * d->k + a] * d->x[i * d->k + b];
                s[a][b] += weight * resid[i] * resid[j] * (lag > 0 ? both : both / 2);
            }
        }
    }
}

/* V = factor B S B with B = (X'X)^-1 = root root'. */
static void sandwich(const struct kom_lsq_fit *fit, double s[KOM_SERIES_TERMS][KOM_SERIES_TERMS],
                     double factor, double v[KOM_SERIES_TERMS][KOM_SERIES_TERMS]) {
    const size_t k = fit->k;
    double bread[KOM_SERIES_TERMS][KOM_SERIES_TERMS] = {{0}};
    for (size_t a = 0; a < k; a++) {
        for (size_t b = 0; b < k; b++) {
            for (size_t c = a > b ? a : b; c < k; c++)
                bread[a][b] += fit->root[a * k + c].hi * fit->root[b * k + c].hi;
        }
    }
    for (size_t a = 0; a < k; a++) {
        for (size_t b = 0; b < k; b++) {
            v[a][b] = 0;
            for (size_t c = 0; c < k * k; c++)
                v[a][b] += factor * bread[a][c / k] * s[c / k][c % k] * bread[c % k][b];
        }
    }
}

/* What the tests of one fit share. */
struct spread {
    double v[KOM_SERIES_TERMS][KOM_SERIES_TERMS];
    double df, level;
    bool is_exact;
    size_t k;
};

static double variance_of(double v[KOM_SERIES_TERMS][KOM_SERIES_TERMS], const double *a, size_t k) {
    double sum = 0;
    for (size_t i = 0; i < k; i++) {
        for (size_t j = 0; j < k; j++)
            sum += a[i] * a[j] * v[i][j];
    }
    return sum;
}

/* The test of the sum of a times the coefficients. */
static struct kom_test test_of(struct spread *s, const double *coef, const double *a) {
    struct kom_test test = no_test;
    test.estimate = 0;
    for (size_t i = 0; i < s->k; i++)
        test.estimate += a[i] * coef[i];
    if (s->is_exact)
        return test;
    const double variance = variance_of(s->v, a, s->k);
    test.df = s->df;
    if (variance > 0) {
        const double half = kom_t_quantile_upper(kom_level_tail(s->level), s->df) * sqrt(variance);
        test.std_error = sqrt(variance);
        test.conf_low = test.estimate - half;
        test.conf_high = test.estimate + half;
        test.statistic = test.estimate / test.std_error;
        test.p_value = kom_t_p(test.statistic, s->df);
    }
    return test;
}

static void set_tests(const struct design *d, const struct kom_lsq_fit *fit, struct spread *s,
                      struct kom_series_fit *out) {
    const double *c = fit->coef, m = d->mean_after;
    const double one[] = {1, 0, 0, 0}, two[] = {0, 1, 0, 0}, three[] = {0, 0, 1, 0};
    const double four[] = {0, 0, 0, 1}, over_after[] = {0, 0, 1, m};
    out->before = test_of(s, c, one);
    out->change = test_of(s, c, d->k == 2 ? two : three);
    out->average = out->change;
    out->counterfactual = c[0];
    if (d->k > 2) {
        out->slope = test_of(s, c, two);
        out->counterfactual += m * c[1];
    }
    if (d->k == KOM_SERIES_TERMS) {
        out->slope_change = test_of(s, c, four);
        out->average = test_of(s, c, over_after);
    }
}

/* Residuals of neighbouring periods. */
static double autocorr1(const struct kom_lsq_fit *fit, const int64_t *period) {
    double pairs = 0, squares = 0;
    for (size_t i = 0; i < fit->n; i++) {
        squares += fit->resid[i] * fit->resid[i];
        if (i > 0 && period[i] - period[i - 1] == 1)
            pairs += fit->resid[i] * fit->resid[i - 1];
    }
    return pairs / squares;
}

static void estimate(const struct design *d, const struct kom_lsq_fit *fit,
                     struct kom_series_data data, struct kom_series_plan plan,
                     struct kom_series_fit *out) {
    double s[KOM_SERIES_TERMS][KOM_SERIES_TERMS] = {{0}};
    struct spread spread = {
        .df = fit->df, .level = plan.level, .is_exact = fit->is_exact, .k = d->k};
    const double n = (double)d->n;
    out->k = (int)d->k;
    out->is_exact = fit->is_exact;
    out->lag = plan.lag >= 0 ? plan.lag : (int)floor(4 * pow(n / 100, 2.0 / 9));
    out->lag = out->lag < (int)d->n ? out->lag : (int)d->n - 1;
    out->factor = n / (n - (double)d->k);
    out->sigma = fit->sigma;
    out->autocorr1 = fit->is_exact ? KOM_NAN : autocorr1(fit, data.period);
    for (int lag = 0; lag <= out->lag; lag++)
        add_lag(d, fit->resid, data.period, lag, 1 - lag / (out->lag + 1.0), s);
    sandwich(fit, s, out->factor, spread.v);
    set_tests(d, fit, &spread, out);
}

enum kom_status kom_series_fit(struct kom_series_data data, struct kom_series_plan plan,
                               struct kom_series_fit *fit, struct kom_error *err) {
    struct design d = {0};
    struct kom_lsq_fit lsq = {0};
    *fit = (struct kom_series_fit){.before = no_test,
                                   .slope = no_test,
                                   .change = no_test,
                                   .slope_change = no_test,
                                   .average = no_test};
    enum kom_status status = check(data, plan, &d, err);
    if (!status)
        status = design_init(&d, data, plan, err);
    if (!status) {
        const struct kom_lsq in = {.n = d.n,
                                   .k = d.k,
                                   .y = d.dd,
                                   .x = d.dd + d.n,
                                   .has_intercept = true,
                                   .y_name = "series"};
        status = kom_lsq_solve(&in, &lsq, err);
    }
    if (!status)
        estimate(&d, &lsq, data, plan, fit);
    kom_lsq_fit_free(&lsq);
    kom_free(d.x);
    kom_free(d.dd);
    return status;
}
