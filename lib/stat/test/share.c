/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The difference of two shares, exactly. */
#include "kom/share.h"

#include <math.h>

#include "dist.h"
#include "incomplete.h"
#include "kom/interval.h"
#include "share_exact.h"
#include "share_plain.h"

bool kom_share_exact_too_large(int64_t n1, int64_t n2) {
    return n1 > KOM_SHARE_EXACT_MAX_N || n2 > KOM_SHARE_EXACT_MAX_N;
}

double kom_share_exact_lower(int64_t count1, int64_t n1, int64_t count2, int64_t n2, double level) {
    const double tail = kom_level_tail(level);
    if (!kom_is_share(count1, n1) || !kom_is_share(count2, n2) ||
        kom_share_exact_too_large(n1, n2) || isnan(tail)) {
        return KOM_NAN;
    }
    return kom_share_exact_low((struct kom_share_pair){(int)count1, (int)n1, (int)count2, (int)n2},
                               tail);
}

struct kom_test kom_share_exact(int64_t count1, int64_t n1, int64_t count2, int64_t n2,
                                double level) {
    if (!kom_is_share(count1, n1) || !kom_is_share(count2, n2))
        return kom_test_none();
    struct kom_test test = kom_share_difference(count1, n1, count2, n2);
    test.p_value = kom_fisher_p(count1, n1, count2, n2);
    test.conf_low = kom_share_exact_lower(count1, n1, count2, n2, level);
    test.conf_high = -kom_share_exact_lower(count2, n2, count1, n1, level);
    return test;
}
