/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two-sample comparisons from summaries and counts. */
#include "htest.h"

#include <math.h>

#include "ddouble.h"
#include "dist.h"
#include "incomplete.h"
#include "interval.h"
#include "share_exact.h"

static const int64_t max_count = 1000000000;

static struct kom_test none(void) {
    return (struct kom_test){KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN};
}

static struct kom_test t_test(double estimate, double se, double df, double level) {
    const double half = kom_t_quantile_upper(kom_level_tail(level), df) * se;
    struct kom_test test = {.estimate = estimate, .std_error = se, .df = df};
    test.conf_low = estimate - half;
    test.conf_high = estimate + half;
    test.statistic = estimate / se;
    test.p_value = kom_t_p(test.statistic, df);
    return test;
}

struct kom_test kom_welch(struct kom_sample before, struct kom_sample after, double level) {
    const double difference = after.mean - before.mean;
    if (before.n < 2 || after.n < 2 || !(before.sd >= 0 && after.sd >= 0) ||
        !isfinite(difference)) {
        return none();
    }
    const double e1 = before.sd / sqrt((double)before.n), e2 = after.sd / sqrt((double)after.n);
    const double se = hypot(e1, e2);
    if (!(se > 0) || isinf(se)) {
        return none();
    }
    /* the shares of the two variances, so that neither tiny nor huge units under- or overflow */
    const double w1 = e1 / se, w2 = e2 / se;
    const double s1 = w1 * w1, s2 = w2 * w2;
    const double df = (s1 + s2) * (s1 + s2) /
                      (s1 * s1 / (double)(before.n - 1) + s2 * s2 / (double)(after.n - 1));
    return t_test(difference, se, df, level);
}

struct kom_test kom_paired_t(int64_t n, double mean_diff, double sd_diff, double level) {
    if (n < 2 || !(sd_diff > 0) || isinf(sd_diff) || !isfinite(mean_diff)) {
        return none();
    }
    return t_test(mean_diff, sd_diff / sqrt((double)n), (double)(n - 1), level);
}

static bool is_share(int64_t count, int64_t n) {
    return n > 0 && n <= max_count && count >= 0 && count <= n;
}

/* Estimate and unpooled standard error. k2 n1 - k1 n2 is a whole number below 2^63: equal shares
 * give 0. */
static struct kom_test share_difference(int64_t count1, int64_t n1, int64_t count2, int64_t n2) {
    struct kom_test test = none();
    const double p1 = (double)count1 / (double)n1, p2 = (double)count2 / (double)n2;
    const double q1 = (double)(n1 - count1) / (double)n1, q2 = (double)(n2 - count2) / (double)n2;
    const double se = sqrt(p1 * q1 / (double)n1 + p2 * q2 / (double)n2);
    test.estimate = (double)(count2 * n1 - count1 * n2) / ((double)n1 * (double)n2);
    test.std_error = se > 0 ? se : KOM_NAN;
    return test;
}

struct kom_test kom_newcombe(int64_t count1, int64_t n1, int64_t count2, int64_t n2, double level) {
    if (!is_share(count1, n1) || !is_share(count2, n2)) {
        return none();
    }
    struct kom_test test = share_difference(count1, n1, count2, n2);
    const struct kom_ci w1 = kom_share_ci(KOM_CI_WILSON, count1, n1, level);
    const struct kom_ci w2 = kom_share_ci(KOM_CI_WILSON, count2, n2, level);
    const double p1 = (double)count1 / (double)n1, p2 = (double)count2 / (double)n2;
    test.conf_low = test.estimate - hypot(p2 - w2.low, w1.high - p1);
    test.conf_high = test.estimate + hypot(w2.high - p2, p1 - w1.low);
    const double n = (double)(n1 + n2);
    const double p = (double)(count1 + count2) / n, q = (double)(n1 + n2 - count1 - count2) / n;
    const double pooled = sqrt(p * q * (1 / (double)n1 + 1 / (double)n2));
    if (pooled > 0) {
        test.statistic = test.estimate / pooled;
        test.p_value = kom_normal_p(test.statistic);
    }
    return test;
}

bool kom_share_exact_too_large(int64_t n1, int64_t n2) {
    return n1 > KOM_SHARE_EXACT_MAX_N || n2 > KOM_SHARE_EXACT_MAX_N;
}

double kom_share_exact_lower(int64_t count1, int64_t n1, int64_t count2, int64_t n2, double level) {
    const double tail = kom_level_tail(level);
    if (!is_share(count1, n1) || !is_share(count2, n2) || kom_share_exact_too_large(n1, n2) ||
        isnan(tail)) {
        return KOM_NAN;
    }
    return kom_share_exact_low((struct kom_share_pair){(int)count1, (int)n1, (int)count2, (int)n2},
                               tail);
}

struct kom_test kom_share_exact(int64_t count1, int64_t n1, int64_t count2, int64_t n2,
                                double level) {
    if (!is_share(count1, n1) || !is_share(count2, n2)) {
        return none();
    }
    struct kom_test test = share_difference(count1, n1, count2, n2);
    test.p_value = kom_fisher_p(count1, n1, count2, n2);
    test.conf_low = kom_share_exact_lower(count1, n1, count2, n2, level);
    test.conf_high = -kom_share_exact_lower(count2, n2, count1, n1, level);
    return test;
}

/* Twice the smaller tail of a binomial count, each tail with the count itself: what agrees with
   Clopper and Pearson's interval. */
static double binomial_p(int64_t count, int64_t n, double p, double q) {
    const double k = (double)count, m = (double)n;
    const double below = k < m ? kom_beta_lower(q, m - k, k + 1) : 1;
    const double above = k > 0 ? kom_beta_lower(p, k, m - k + 1) : 1;
    return fmin(1, 2 * fmin(below, above));
}

static bool are_rates(int64_t count1, double exposure1, int64_t count2, double exposure2) {
    return count1 >= 0 && count2 >= 0 && count1 <= max_count && count2 <= max_count &&
           count1 + count2 <= max_count && exposure1 > 0 && exposure2 > 0 && !isinf(exposure1) &&
           !isinf(exposure2);
}

/* Estimate, standard error and interval; the p-value is the caller's. */
static struct kom_test rate_ratio(enum kom_ci_kind kind, int64_t count1, int64_t count2,
                                  double odds, double level) {
    struct kom_test test = none();
    const int64_t n = count1 + count2;
    /* the interval of the other share gives 1 - pi with all its digits */
    const struct kom_ci after = kom_share_ci(kind, count2, n, level);
    const struct kom_ci before = kom_share_ci(kind, count1, n, level);
    test.conf_low = after.low / before.high * odds;
    test.conf_high = before.low > 0 || isnan(before.low) ? after.high / before.low * odds : KOM_INF;
    if (count1 > 0) {
        test.estimate = (double)count2 / (double)count1 * odds;
    }
    if (count1 > 0 && count2 > 0) {
        test.std_error = sqrt(1 / (double)count1 + 1 / (double)count2);
    }
    return test;
}

struct kom_test kom_rate_ratio_exact(int64_t count1, double exposure1, int64_t count2,
                                     double exposure2, double level) {
    if (!are_rates(count1, exposure1, count2, exposure2) || count1 + count2 == 0) {
        return none();
    }
    struct kom_test test = rate_ratio(KOM_CI_EXACT, count1, count2, exposure1 / exposure2, level);
    test.p_value = binomial_p(count2, count1 + count2, exposure2 / (exposure1 + exposure2),
                              exposure1 / (exposure1 + exposure2));
    return test;
}

/* P(X < count) + P(X = count) / 2 */
static double binomial_mid(double count, double n, double p, double q) {
    const double below = count > 0 ? kom_beta_upper(p, count, n - count + 1) : 0;
    return below + kom_binomial_pmf(count, n, p, q) / 2;
}

struct kom_test kom_rate_ratio_midp(int64_t count1, double exposure1, int64_t count2,
                                    double exposure2, double level) {
    if (!are_rates(count1, exposure1, count2, exposure2) || count1 + count2 == 0) {
        return none();
    }
    struct kom_test test = rate_ratio(KOM_CI_MIDP, count1, count2, exposure1 / exposure2, level);
    const double p = exposure2 / (exposure1 + exposure2), q = exposure1 / (exposure1 + exposure2);
    const double x1 = (double)count1, x2 = (double)count2;
    /* each tail by itself, for 1 - tail would lose the digits of a small one */
    test.p_value =
        fmin(1, 2 * fmin(binomial_mid(x2, x1 + x2, p, q), binomial_mid(x1, x1 + x2, q, p)));
    return test;
}

/* The mid-P limit of a Poisson mean: where the mean of the tails with and without the count itself
   is `tail`. It lies within Garwood's interval. */
static double poisson_mid(double count, double tail, bool is_upper, struct kom_ci garwood) {
    double low = garwood.low, high = garwood.high;
    for (int i = 0; i < 100 && low < high; i++) {
        const double mean = low + (high - low) / 2;
        const double with =
            is_upper ? kom_gamma_upper(mean, count + 1) : kom_gamma_lower(mean, count);
        const double without = is_upper ? (count > 0 ? kom_gamma_upper(mean, count) : 0)
                                        : kom_gamma_lower(mean, count + 1);
        if (((with + without) / 2 > tail) == is_upper) {
            low = mean;
        } else {
            high = mean;
        }
    }
    return low + (high - low) / 2;
}

static struct kom_ci rate_interval(enum kom_ci_kind kind, int64_t count, double exposure,
                                   double level) {
    struct kom_ci ci = {KOM_NAN, KOM_NAN};
    const double tail = kom_level_tail(level);
    if (kind == KOM_CI_EXACT) {
        ci = kom_rate_ci(count, exposure, level);
    } else if (kind == KOM_CI_MIDP && !isnan(tail)) {
        const struct kom_ci garwood = kom_rate_ci(count, 1, level);
        ci.low = count > 0 ? poisson_mid((double)count, tail, false, garwood) / exposure : 0;
        ci.high = poisson_mid((double)count, tail, true, garwood) / exposure;
    }
    return ci;
}

struct kom_test kom_rate_difference(enum kom_ci_kind kind, int64_t count1, double exposure1,
                                    int64_t count2, double exposure2, double level) {
    if (!are_rates(count1, exposure1, count2, exposure2)) {
        return none();
    }
    struct kom_test test = none();
    const double rate1 = (double)count1 / exposure1, rate2 = (double)count2 / exposure2;
    const struct kom_dd cross = kom_dd_sub(kom_dd_two_prod((double)count2, exposure1),
                                           kom_dd_two_prod((double)count1, exposure2));
    const double se = hypot(sqrt((double)count1) / exposure1, sqrt((double)count2) / exposure2);
    const struct kom_ci ci1 = rate_interval(kind, count1, exposure1, level);
    const struct kom_ci ci2 = rate_interval(kind, count2, exposure2, level);
    test.estimate = kom_dd_double(cross) / exposure1 / exposure2; /* equal rates give 0 */
    test.std_error = se > 0 ? se : KOM_NAN;
    test.conf_low = test.estimate - hypot(rate2 - ci2.low, ci1.high - rate1);
    test.conf_high = test.estimate + hypot(ci2.high - rate2, rate1 - ci1.low);
    if (count1 + count2 == 0) {
        test.p_value = 1;
    } else if (kind == KOM_CI_MIDP) {
        test.p_value = kom_rate_ratio_midp(count1, exposure1, count2, exposure2, level).p_value;
    }
    return test;
}

/* P(T > t), df NaN: normal. */
static double upper_p(double t, double df) {
    const double both = isnan(df) ? kom_normal_p(t) : kom_t_p(t, df);
    return t > 0 ? both / 2 : 1 - both / 2;
}

struct kom_test kom_equivalence(struct kom_test test, double margin, double level) {
    const double tail = 2 * kom_level_tail(level);
    if (!(test.std_error > 0) || !(margin > 0) || isinf(margin)) {
        return none();
    }
    const double above = (test.estimate + margin) / test.std_error;
    const double below = (margin - test.estimate) / test.std_error;
    test.statistic = above < below ? above : -below;
    test.p_value = upper_p(fmin(above, below), test.df);
    test.conf_low = test.conf_high = KOM_NAN;
    if (tail < 0.5) {
        const double quantile =
            isnan(test.df) ? kom_normal_quantile_upper(tail) : kom_t_quantile_upper(tail, test.df);
        test.conf_low = test.estimate - quantile * test.std_error;
        test.conf_high = test.estimate + quantile * test.std_error;
    }
    return test;
}

struct kom_test kom_equivalence_ratio(struct kom_test test, double margin, double level) {
    const double ratio = test.estimate;
    if (!(ratio > 0)) {
        return none();
    }
    test.estimate = log(ratio);
    struct kom_test logs = kom_equivalence(test, log(margin), level);
    if (!isnan(logs.estimate)) {
        logs.estimate = ratio;
        logs.conf_low = exp(logs.conf_low);
        logs.conf_high = exp(logs.conf_high);
    }
    return logs;
}
