/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The difference of two shares by closed formulas. */
#include "share_plain.h"

#include <math.h>

#include "dist.h"
#include "incomplete.h"
#include "kom/share.h"

static const int64_t max_count = 1000000000;

bool kom_is_share(int64_t count, int64_t n) {
    return n > 0 && n <= max_count && count >= 0 && count <= n;
}

struct kom_test kom_share_difference(int64_t count1, int64_t n1, int64_t count2, int64_t n2) {
    struct kom_test test = kom_test_none();
    const double p1 = (double)count1 / (double)n1, p2 = (double)count2 / (double)n2;
    const double q1 = (double)(n1 - count1) / (double)n1, q2 = (double)(n2 - count2) / (double)n2;
    const double se = sqrt(p1 * q1 / (double)n1 + p2 * q2 / (double)n2);
    test.estimate = (double)(count2 * n1 - count1 * n2) / ((double)n1 * (double)n2);
    test.std_error = se > 0 ? se : KOM_NAN;
    return test;
}

struct kom_test kom_newcombe(int64_t count1, int64_t n1, int64_t count2, int64_t n2, double level) {
    if (!kom_is_share(count1, n1) || !kom_is_share(count2, n2))
        return kom_test_none();
    struct kom_test test = kom_share_difference(count1, n1, count2, n2);
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
