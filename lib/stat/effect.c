/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hedges' g and the noncentral t distribution. */
#include "effect.h"

#include <math.h>

#include "dist.h"
#include "incomplete.h"

static double normal_lower(double x) {
    return erfc(-x / sqrt(2)) / 2;
}

/* Sums from v = 0 outwards in steps of h, both of the density of v = log s (up to a factor) and of
   that times Phi, until the density has vanished. */
static void half_line(double t, double df, double delta, double h, double *mass, double *sum) {
    for (int i = 1;; i++) {
        const double v = i * h;
        const double log_density = df * (v - expm1(2 * v) / 2);
        if (log_density < -45) {
            return;
        }
        const double density = exp(log_density);
        *mass += density;
        *sum += density * normal_lower(t * exp(v) - delta);
    }
}

double kom_noncentral_t(double t, double df, double delta) {
    if (!(df >= 1) || isinf(df) || !isfinite(t) || !isfinite(delta)) {
        return KOM_NAN;
    }
    const double h = 0.25 * fmin(1 / sqrt(2 * df), 1 / fmin(1000, fmax(1, fabs(delta))));
    double mass = 1, sum = normal_lower(t - delta);
    half_line(t, df, delta, h, &mass, &sum);
    half_line(t, df, delta, -h, &mass, &sum);
    return sum / mass;
}

/* The noncentrality under which T <= t has probability p; it falls with the noncentrality. */
static double noncentrality(double t, double df, double p) {
    const double width = 10 * sqrt(1 + t * t / (2 * df));
    double low = t - width, high = t + width;
    for (int i = 0; i < 60 && kom_noncentral_t(t, df, low) < p; i++) {
        low -= width;
    }
    for (int i = 0; i < 60 && kom_noncentral_t(t, df, high) > p; i++) {
        high += width;
    }
    while (high - low > 1e-13 * fmax(1, fabs(low))) {
        const double delta = low + (high - low) / 2;
        if (kom_noncentral_t(t, df, delta) > p) {
            low = delta;
        } else {
            high = delta;
        }
    }
    return low + (high - low) / 2;
}

struct kom_test kom_hedges_g(struct kom_sample before, struct kom_sample after, double level) {
    struct kom_test test = {KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN};
    const double n1 = (double)before.n, n2 = (double)after.n, df = n1 + n2 - 2;
    if (before.n < 2 || after.n < 2 || !(before.sd >= 0 && after.sd >= 0)) {
        return test;
    }
    const double sd = hypot(before.sd * sqrt((n1 - 1) / df), after.sd * sqrt((n2 - 1) / df));
    const double d = (after.mean - before.mean) / sd;
    if (!(sd > 0) || isinf(sd) || !isfinite(d)) {
        return test;
    }
    const double scale = sqrt(1 / n1 + 1 / n2);
    test.estimate = d * exp(lgamma(df / 2) - lgamma((df - 1) / 2)) / sqrt(df / 2);
    test.std_error = sqrt(scale * scale + test.estimate * test.estimate / (2 * (n1 + n2)));
    test.df = df;
    test.statistic = d / scale;
    test.p_value = kom_t_p(test.statistic, df);
    const double tail = kom_level_tail(level);
    if (!isnan(tail)) {
        test.conf_low = noncentrality(test.statistic, df, 1 - tail) * scale;
        test.conf_high = noncentrality(test.statistic, df, tail) * scale;
    }
    return test;
}
