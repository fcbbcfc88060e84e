/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comparisons of two Poisson rates. */
#include "kom/rate.h"

#include <math.h>

#include "ddouble.h"
#include "dist.h"
#include "incomplete.h"

static const int64_t max_count = 1000000000;

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
    struct kom_test test = kom_test_none();
    const int64_t n = count1 + count2;
    /* the interval of the other share gives 1 - pi with all its digits */
    const struct kom_ci after = kom_share_ci(kind, count2, n, level);
    const struct kom_ci before = kom_share_ci(kind, count1, n, level);
    test.conf_low = after.low / before.high * odds;
    test.conf_high = before.low > 0 || isnan(before.low) ? after.high / before.low * odds : KOM_INF;
    if (count1 > 0)
        test.estimate = (double)count2 / (double)count1 * odds;
    if (count1 > 0 && count2 > 0)
        test.std_error = sqrt(1 / (double)count1 + 1 / (double)count2);
    return test;
}

struct kom_test kom_rate_ratio_exact(int64_t count1, double exposure1, int64_t count2,
                                     double exposure2, double level) {
    if (!are_rates(count1, exposure1, count2, exposure2) || count1 + count2 == 0)
        return kom_test_none();
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
    if (!are_rates(count1, exposure1, count2, exposure2) || count1 + count2 == 0)
        return kom_test_none();
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
    if (!are_rates(count1, exposure1, count2, exposure2))
        return kom_test_none();
    struct kom_test test = kom_test_none();
    const double rate1 = (double)count1 / exposure1, rate2 = (double)count2 / exposure2;
    const struct kom_dd cross = kom_dd_sub(kom_dd_two_prod((double)count2, exposure1),
                                           kom_dd_two_prod((double)count1, exposure2));
    const double se = hypot(sqrt((double)count1) / exposure1, sqrt((double)count2) / exposure2);
    const struct kom_ci ci1 = rate_interval(kind, count1, exposure1, level);
    const struct kom_ci ci2 = rate_interval(kind, count2, exposure2, level);
    /* Equal rates give 0; exposures whose products pass the largest double have their rates. */
    test.estimate = isfinite(kom_dd_double(cross)) ? kom_dd_double(cross) / exposure1 / exposure2
                                                   : rate2 - rate1;
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
