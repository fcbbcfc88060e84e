/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two-sample comparisons of means from summaries, and equivalence. */
#include "kom/test.h"

#include <math.h>

#include "dist.h"
#include "incomplete.h"

struct kom_test kom_test_none(void) {
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
        return kom_test_none();
    }
    const double e1 = before.sd / sqrt((double)before.n), e2 = after.sd / sqrt((double)after.n);
    const double se = hypot(e1, e2);
    if (!(se > 0) || isinf(se))
        return kom_test_none();
    /* the shares of the two variances, so that neither tiny nor huge units under- or overflow */
    const double w1 = e1 / se, w2 = e2 / se;
    const double s1 = w1 * w1, s2 = w2 * w2;
    const double df = (s1 + s2) * (s1 + s2) /
                      (s1 * s1 / (double)(before.n - 1) + s2 * s2 / (double)(after.n - 1));
    return t_test(difference, se, df, level);
}

struct kom_test kom_paired_t(int64_t n, double mean_diff, double sd_diff, double level) {
    if (n < 2 || !(sd_diff > 0) || isinf(sd_diff) || !isfinite(mean_diff))
        return kom_test_none();
    return t_test(mean_diff, sd_diff / sqrt((double)n), (double)(n - 1), level);
}

/* P(T > t), df NaN: normal. */
static double upper_p(double t, double df) {
    const double both = isnan(df) ? kom_normal_p(t) : kom_t_p(t, df);
    return t > 0 ? both / 2 : 1 - both / 2;
}

struct kom_test kom_equivalence(struct kom_test test, double margin, double level) {
    const double tail = 2 * kom_level_tail(level);
    if (!(test.std_error > 0) || !(margin > 0) || isinf(margin))
        return kom_test_none();
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
    if (!(ratio > 0))
        return kom_test_none();
    test.estimate = log(ratio);
    struct kom_test logs = kom_equivalence(test, log(margin), level);
    if (!isnan(logs.estimate)) {
        logs.estimate = ratio;
        logs.conf_low = exp(logs.conf_low);
        logs.conf_high = exp(logs.conf_high);
    }
    return logs;
}
