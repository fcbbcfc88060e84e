/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Miettinen and Nurminen's score test and interval: monotone in the difference, so bisected. */
#include "share_score.h"

#include <math.h>

#include "dist.h"
#include "incomplete.h"
#include "kom/share.h"

/* By halving on the sign of the score times p1 q1 p2 q2: (x1 - n1 p1) p2 q2 + (x2 - n2 p2) p1 q1.
   The log-likelihood is concave: the score changes sign once. */
double kom_share_restricted(double x1, double n1, double x2, double n2, double d) {
    double low = fmax(0, -d), high = fmin(1, 1 - d);
    for (int i = 0; i < 53; i++) {
        const double p1 = low + (high - low) / 2, p2 = p1 + d;
        const double score = (x1 - n1 * p1) * p2 * (1 - p2) + (x2 - n2 * p2) * p1 * (1 - p1);
        if (score > 0) {
            low = p1;
        } else {
            high = p1;
        }
    }
    return low + (high - low) / 2;
}

struct table {
    double x1, n1, x2, n2, estimate;
};

static struct table table_of(int64_t count1, int64_t n1, int64_t count2, int64_t n2) {
    return (struct table){(double)count1, (double)n1, (double)count2, (double)n2,
                          kom_newcombe(count1, n1, count2, n2, 0.5).estimate};
}

/* z(d); infinite where there is no variance but an excess, NaN where there is neither. */
static double score(const struct table *t, double d) {
    const double p1 = kom_share_restricted(t->x1, t->n1, t->x2, t->n2, d);
    const double p2 = fmin(1, fmax(0, p1 + d));
    const double total = t->n1 + t->n2;
    const double variance = (p1 * (1 - p1) / t->n1 + p2 * (1 - p2) / t->n2) * total / (total - 1);
    return (t->estimate - d) / sqrt(variance);
}

/* The smallest difference whose z is not above z_limit, seen from the estimate downwards. */
static double lower_limit(const struct table *t, double z_limit) {
    double out = -1, in = t->estimate;
    for (int i = 0; i < 64 && out < in; i++) {
        const double d = out + (in - out) / 2;
        if (score(t, d) > z_limit) {
            out = d;
        } else {
            in = d;
        }
    }
    return in;
}

static void set_interval(struct kom_test *test, const struct table *t, double tail) {
    const struct table turned = {t->x2, t->n2, t->x1, t->n1, -t->estimate};
    const double z = tail < 0.5 ? kom_normal_quantile_upper(tail) : KOM_NAN;
    test->conf_low = isnan(z) ? KOM_NAN : lower_limit(t, z);
    test->conf_high = isnan(z) ? KOM_NAN : -lower_limit(&turned, z);
}

struct kom_test kom_share_score(int64_t count1, int64_t n1, int64_t count2, int64_t n2,
                                double level) {
    struct kom_test test = kom_newcombe(count1, n1, count2, n2, level);
    if (isnan(test.estimate))
        return test;
    const struct table t = table_of(count1, n1, count2, n2);
    set_interval(&test, &t, kom_level_tail(level));
    /* pooled z, of newcombe, is the score without its factor */
    test.statistic *= sqrt((t.n1 + t.n2 - 1) / (t.n1 + t.n2));
    test.p_value = kom_normal_p(test.statistic);
    return test;
}

double kom_share_score_z(int64_t count1, int64_t n1, int64_t count2, int64_t n2, double d) {
    const struct table t = table_of(count1, n1, count2, n2);
    const double z = isnan(t.estimate) || !(d > -1 && d < 1) ? KOM_NAN : score(&t, d);
    return isinf(z) ? KOM_NAN : z;
}

/* P(Z > z) */
static double upper_p(double z) {
    return z > 0 ? kom_normal_p(z) / 2 : 1 - kom_normal_p(z) / 2;
}

struct kom_test kom_share_score_equivalence(const int64_t count[2], const int64_t n[2],
                                            double margin, double level) {
    struct kom_test test = kom_newcombe(count[0], n[0], count[1], n[1], level);
    const double above = kom_share_score_z(count[0], n[0], count[1], n[1], -margin);
    const double below = -kom_share_score_z(count[0], n[0], count[1], n[1], margin);
    const bool is_known = margin > 0 && margin < 1 && !isnan(above) && !isnan(below);
    test.conf_low = test.conf_high = test.statistic = test.p_value = KOM_NAN;
    if (is_known) {
        const struct table t = table_of(count[0], n[0], count[1], n[1]);
        set_interval(&test, &t, 2 * kom_level_tail(level));
        test.statistic = above < below ? above : -below;
        test.p_value = upper_p(fmin(above, below));
    }
    return test;
}
