/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two-sample comparisons from summaries and counts. */
#include "htest.h"

#include <math.h>

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

struct kom_test kom_share_exact(int64_t count1, int64_t n1, int64_t count2, int64_t n2,
                                double level) {
    if (!is_share(count1, n1) || !is_share(count2, n2)) {
        return none();
    }
    struct kom_test test = share_difference(count1, n1, count2, n2);
    test.p_value = kom_fisher_p(count1, n1, count2, n2);
    const double tail = kom_level_tail(level);
    if (!kom_share_exact_too_large(n1, n2) && !isnan(tail)) {
        const struct kom_share_pair pair = {(int)count1, (int)n1, (int)count2, (int)n2};
        const struct kom_share_pair swapped = {(int)count2, (int)n2, (int)count1, (int)n1};
        test.conf_low = kom_share_exact_low(pair, tail);
        test.conf_high = -kom_share_exact_low(swapped, tail);
    }
    return test;
}

/* Two-sided exact binomial p-value: the tail the count lies in, and what is not more probable
   beyond the mean. Seen from the side where the count is below the mean. */
static double binomial_p(int64_t count, int64_t n, double p, double q) {
    const bool is_above = (double)count > (double)n * p;
    const double k = (double)(is_above ? n - count : count), m = (double)n;
    const double near = is_above ? q : p, other = is_above ? p : q;
    const double limit = kom_binomial_pmf(k, m, near, other) * (1 + 1e-7);
    const double top = ceil(m * near);
    /* the first count from the mean on that is not more probable: probabilities fall there */
    double low = top - 1, high = m + 1;
    while (high - low > 1.5) {
        const double j = floor(low + (high - low) / 2);
        if (kom_binomial_pmf(j, m, near, other) <= limit) {
            high = j;
        } else {
            low = j;
        }
    }
    if (!(high > k)) { /* the count is itself at the mean and every other is as improbable */
        return 1;
    }
    const double below = k < m ? kom_beta_upper(near, k + 1, m - k) : 1;
    const double above = high <= m ? kom_beta_lower(near, high, m - high + 1) : 0;
    return fmin(1, below + above);
}

struct kom_test kom_rate_ratio_exact(int64_t count1, double exposure1, int64_t count2,
                                     double exposure2, double level) {
    struct kom_test test = none();
    if (count1 < 0 || count2 < 0 || count1 > max_count || count2 > max_count ||
        count1 + count2 > max_count || count1 + count2 == 0 || !(exposure1 > 0 && exposure2 > 0) ||
        isinf(exposure1) || isinf(exposure2)) {
        return test;
    }
    const int64_t n = count1 + count2;
    const double odds = exposure1 / exposure2;
    /* the interval of the other share gives 1 - pi with all its digits */
    const struct kom_ci after = kom_share_ci(KOM_CI_EXACT, count2, n, level);
    const struct kom_ci before = kom_share_ci(KOM_CI_EXACT, count1, n, level);
    test.conf_low = after.low / before.high * odds;
    test.conf_high = before.low > 0 || isnan(before.low) ? after.high / before.low * odds : KOM_INF;
    if (count1 > 0) {
        test.estimate = (double)count2 / (double)count1 * odds;
    }
    if (count1 > 0 && count2 > 0) {
        test.std_error = sqrt(1 / (double)count1 + 1 / (double)count2);
    }
    test.p_value = binomial_p(count2, n, exposure2 / (exposure1 + exposure2),
                              exposure1 / (exposure1 + exposure2));
    return test;
}
