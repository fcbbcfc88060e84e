/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alpha, its interval and its parts, and omega, from covariances and correlations. */
#include "kom/reliability.h"

#include <math.h>

#include "dist.h"
#include "num.h"

/* Sum of the diagonal and of all, without an item; k: without none. */
struct sums {
    double trace, all;
};

static struct sums sum_without(const double *m, size_t k, size_t without) {
    struct sums s = {0, 0};
    for (size_t i = 0; i < k; i++) {
        if (i == without)
            continue;
        s.trace += m[i * k + i];
        for (size_t j = 0; j < k; j++)
            s.all += j == without ? 0 : m[i * k + j];
    }
    return s;
}

static double alpha_of(struct sums s, size_t k) {
    if (k < 2 || !(s.all > 0))
        return KOM_NAN;
    return (double)k / (double)(k - 1) * (1 - s.trace / s.all);
}

double kom_alpha(const double *covariance, size_t k) {
    return alpha_of(sum_without(covariance, k, k), k);
}

double kom_alpha_without(const double *covariance, size_t k, size_t i) {
    return alpha_of(sum_without(covariance, k, i), k - 1);
}

double kom_mean_correlation(const double *correlation, size_t k) {
    double sum = 0;
    for (size_t i = 0; i < k; i++)
        for (size_t j = 0; j < i; j++)
            sum += correlation[i * k + j];
    return k < 2 ? KOM_NAN : sum / ((double)k * (double)(k - 1) / 2);
}

double kom_alpha_standardised(const double *correlation, size_t k) {
    const double r = kom_mean_correlation(correlation, k), below = 1 + (double)(k - 1) * r;
    return below > 0 ? (double)k * r / below : KOM_NAN;
}

double kom_item_rest(const double *covariance, size_t k, size_t i) {
    const double rest = sum_without(covariance, k, i).all, own = covariance[i * k + i];
    double with = 0;
    for (size_t j = 0; j < k; j++)
        with += j == i ? 0 : covariance[i * k + j];
    return k < 2 || !(rest > 0) || !(own > 0) ? KOM_NAN : with / sqrt(own * rest);
}

/* The F quantile that cuts off `tail` below, by that of beta: x / (1 - x) with both found by their
   small tails. */
static double f_quantile(double tail, double df1, double df2) {
    return df2 / df1 * kom_beta_quantile(tail, df1 / 2, df2 / 2) /
           kom_beta_quantile_upper(tail, df2 / 2, df1 / 2);
}

static double f_quantile_upper(double tail, double df1, double df2) {
    return df2 / df1 * kom_beta_quantile_upper(tail, df1 / 2, df2 / 2) /
           kom_beta_quantile(tail, df2 / 2, df1 / 2);
}

struct kom_ci kom_alpha_ci(double alpha, int64_t n, size_t k, double level) {
    const double tail = kom_level_tail(level);
    if (isnan(tail) || !isfinite(alpha) || n < 2 || k < 2)
        return (struct kom_ci){KOM_NAN, KOM_NAN};
    const double df1 = (double)(n - 1), df2 = df1 * (double)(k - 1);
    return (struct kom_ci){1 - (1 - alpha) * f_quantile_upper(tail, df1, df2),
                           1 - (1 - alpha) * f_quantile(tail, df1, df2)};
}

double kom_omega(const double *correlation, const double *loading, size_t k) {
    const double all = sum_without(correlation, k, k).all;
    double unique = 0;
    for (size_t i = 0; i < k; i++) {
        const double own = 1 - loading[i] * loading[i];
        if (!(own >= 0))
            return KOM_NAN;
        unique += own;
    }
    return k < 2 || !(all > 0) ? KOM_NAN : (all - unique) / all;
}
