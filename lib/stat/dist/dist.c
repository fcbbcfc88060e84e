/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quantiles by bisection over the doubles themselves, and tails of the usual distributions. */
#include "dist.h"

#include <float.h>
#include <math.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>

#include "incomplete.h"

static void handler_off(void) {
    gsl_set_error_handler_off();
}

void kom_stat_init(void) {
    /* GSL keeps its handler in a plain global: two threads may not write it at once */
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, handler_off);
}

/* One tail of a distribution as a function of x >= 0. */
struct tail {
    double (*value)(double x, double a, double b);
    double a, b;
    bool is_upper; /* value falls with x */
};

/* Non-negative doubles sort like their bits: halving the bits takes 64 steps at any magnitude. */
static double middle(double low, double high) {
    uint64_t i, j;
    double mid;
    memcpy(&i, &low, sizeof i);
    memcpy(&j, &high, sizeof j);
    i += (j - i) / 2;
    memcpy(&mid, &i, sizeof mid);
    return mid;
}

/* The x in [0, high] where the tail is p; NaN when the tail is NaN on the way. */
static double invert(const struct tail *tail, double p, double high) {
    double low = 0, x = middle(low, high);
    while (x > low && x < high) {
        const double value = tail->value(x, tail->a, tail->b);
        if (isnan(value))
            return KOM_NAN;
        if ((value < p) == tail->is_upper) {
            high = x;
        } else {
            low = x;
        }
        x = middle(low, high);
    }
    return high;
}

static bool is_probability(double p) {
    return p >= 0 && p <= 1;
}

static double beta_quantile(double p, double a, double b, bool is_upper) {
    const struct tail tail = {is_upper ? kom_beta_upper : kom_beta_lower, a, b, is_upper};
    if (!is_probability(p) || !(a > 0 && b > 0))
        return KOM_NAN;
    if (!(p > 0) || !(p < 1))
        return (p > 0) == is_upper ? 0 : 1;
    return invert(&tail, p, 1);
}

double kom_beta_quantile(double p, double a, double b) {
    return beta_quantile(p, a, b, false);
}

double kom_beta_quantile_upper(double q, double a, double b) {
    return beta_quantile(q, a, b, true);
}

static double gamma_lower(double x, double a, double unused) {
    (void)unused;
    return kom_gamma_lower(x, a);
}

static double gamma_upper(double x, double a, double unused) {
    (void)unused;
    return kom_gamma_upper(x, a);
}

static double gamma_quantile(double p, double a, bool is_upper) {
    const struct tail tail = {is_upper ? gamma_upper : gamma_lower, a, 0, is_upper};
    if (!is_probability(p) || !(a > 0))
        return KOM_NAN;
    if (!(p > 0) || !(p < 1))
        return (p > 0) == is_upper ? 0 : KOM_INF;
    /* 40 standard deviations and the slow start of small a are inside; far out the bisection loses
     * nothing */
    return invert(&tail, p, a + 40 * sqrt(a) + 800);
}

double kom_gamma_quantile(double p, double a) {
    return gamma_quantile(p, a, false);
}

double kom_gamma_quantile_upper(double q, double a) {
    return gamma_quantile(q, a, true);
}

double kom_normal_quantile_upper(double q) {
    return q > 0 && q < 1 ? gsl_cdf_ugaussian_Qinv(q) : KOM_NAN;
}

static double t_upper(double x, double df, double unused) {
    (void)unused;
    return gsl_cdf_tdist_Q(x, df);
}

double kom_t_quantile_upper(double q, double df) {
    const struct tail tail = {t_upper, df, 0, true};
    if (!(q > 0 && q < 1 && df > 0))
        return KOM_NAN;
    if (isinf(df))
        return kom_normal_quantile_upper(q);
    const double t = invert(&tail, fmin(q, 1 - q), DBL_MAX);
    return q > 0.5 ? -t : t;
}

double kom_normal_p(double z) {
    return 2 * gsl_cdf_ugaussian_Q(fabs(z));
}

double kom_t_p(double t, double df) {
    if (isnan(t) || !(df > 0))
        return KOM_NAN;
    if (isinf(t))
        return 0;
    return isinf(df) ? kom_normal_p(t) : 2 * gsl_cdf_tdist_Q(fabs(t), df);
}

double kom_f_p(double f, double df1, double df2) {
    if (isnan(f) || !(df1 > 0 && df2 > 0))
        return KOM_NAN;
    if (!(f > 0))
        return 1;
    if (isinf(f))
        return 0;
    /* P(F > f) is the lower beta tail at df2 / (df2 + df1 f), which keeps its digits for large f */
    return kom_beta_lower(df2 / (df2 + df1 * f), df2 / 2, df1 / 2);
}

double kom_chi2_p(double x, double df) {
    return kom_gamma_upper(x / 2, df / 2);
}

/* How far the rounding of a p may lift it above what it is, in parts: an enumerated p is one
   division of whole numbers, others have passed through libm or were written with 12 digits. Ratios
   that do differ lie further apart: at 0.05, of 5 million and of ten thousand, by 4e-10. */
static const double P_ROUNDING = 1e-11;

double kom_level_alpha(double level) {
    static const double unit = 1e15; /* a level has so many decimals at most that a double tells */
    if (!(level > 0 && level < 1))
        return KOM_NAN;
    const double rest = 1 - level, decimal = rint(rest * unit) / unit;
    return fabs(decimal - rest) <= DBL_EPSILON / 2 ? decimal : rest;
}

double kom_level_tail(double level) {
    return kom_level_alpha(level) / 2;
}

bool kom_p_is_above(double p, double level) {
    return p > kom_level_alpha(level) * (1 + P_ROUNDING);
}

double kom_level_count(double share, double n) {
    return floor(share * n * (1 + P_ROUNDING));
}
