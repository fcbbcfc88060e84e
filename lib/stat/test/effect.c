/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hedges' g and the noncentral t distribution. */
#include "kom/effect.h"

#include <math.h>
#include <stdbool.h>

#include "dist.h"
#include "incomplete.h"

static double normal_lower(double x) {
    return erfc(-x / sqrt(2)) / 2;
}

/* Sums over s = chi(df) / sqrt(df), x = t s - delta: of Phi(x), and of phi(x) and x phi(x), which
   are its derivatives in delta up to sign, but for a factor sqrt(2 pi). */
struct mixture {
    double mass, lower, density, slope;
};

/* Adds a point: its weight, and what is averaged there. */
static void mix(struct mixture *m, double weight, double x, bool has_density) {
    m->mass += weight;
    m->lower += weight * normal_lower(x);
    if (has_density) {
        const double density = weight * exp(-x * x / 2);
        m->density += density;
        m->slope += x * density;
    }
}

/* Sums from v = 0 outwards in steps of h, of the density of v = log s (up to a factor) and of that
   times what is averaged, until the density has vanished. */
static void half_line(struct mixture *m, double t, double df, double delta, double h,
                      bool has_density) {
    for (int i = 1;; i++) {
        const double v = i * h;
        const double log_density = df * (v - expm1(2 * v) / 2);
        if (log_density < -45)
            return;
        mix(m, exp(log_density), t * exp(v) - delta, has_density);
    }
}

static struct mixture mixture_at(double t, double df, double delta, bool has_density) {
    const double h = 0.25 * fmin(1 / sqrt(2 * df), 1 / fmin(1000, fmax(1, fabs(delta))));
    struct mixture m = {0, 0, 0, 0};
    mix(&m, 1, t - delta, has_density);
    half_line(&m, t, df, delta, h, has_density);
    half_line(&m, t, df, delta, -h, has_density);
    return m;
}

double kom_noncentral_t(double t, double df, double delta) {
    if (!(df >= 1) || isinf(df) || !isfinite(t) || !isfinite(delta))
        return KOM_NAN;
    const struct mixture m = mixture_at(t, df, delta, false);
    return m.lower / m.mass;
}

/* The noncentrality under which T <= t has probability p, by Halley's steps from the normal
   approximation; NaN when they do not end, as where t is so large that Phi is a step. */
static double noncentrality_near(double t, double df, double p) {
    const double sqrt_2pi = 2.50662827463100050242, spread = sqrt(1 + t * t / (2 * df));
    const double z = p < 0.5 ? kom_normal_quantile_upper(p) : -kom_normal_quantile_upper(1 - p);
    double delta = t * (1 - 1 / (4 * df)) + z * spread;
    for (int i = 0; i < 12; i++) {
        const struct mixture m = mixture_at(t, df, delta, true);
        const double excess = (m.lower - p * m.mass) * sqrt_2pi;
        const double step = 2 * excess * m.density / (2 * m.density * m.density + excess * m.slope);
        if (!(fabs(step) < 2 * spread))
            return KOM_NAN;
        delta += step;
        if (fabs(step) < 1e-5 * spread) { /* the next one would be of order 1e-15 */
            return delta;
        }
    }
    return KOM_NAN;
}

/* Whether delta is below the noncentrality: by its `root`, unless that is not known or so near that
   rounding decides. */
static bool is_below(double t, double df, double p, double root, double delta) {
    const double near = 5e-14 * fmax(1, fabs(delta));
    return fabs(delta - root) > near ? delta < root : kom_noncentral_t(t, df, delta) > p;
}

/* The noncentrality under which T <= t has probability p; it falls with the noncentrality. Halved
   to 1e-13: the digits of that are the same wherever the root came from. */
static double noncentrality(double t, double df, double p) {
    const double root = noncentrality_near(t, df, p), width = 10 * sqrt(1 + t * t / (2 * df));
    double low = t - width, high = t + width;
    for (int i = 0; i < 60 && !is_below(t, df, p, root, low); i++)
        low -= width;
    for (int i = 0; i < 60 && is_below(t, df, p, root, high); i++)
        high += width;
    while (high - low > 1e-13 * fmax(1, fabs(low))) {
        const double delta = low + (high - low) / 2;
        *(is_below(t, df, p, root, delta) ? &low : &high) = delta;
    }
    return low + (high - low) / 2;
}

struct kom_test kom_hedges_g(struct kom_sample before, struct kom_sample after, double level) {
    struct kom_test test = {KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN};
    const double n1 = (double)before.n, n2 = (double)after.n, df = n1 + n2 - 2;
    if (before.n < 2 || after.n < 2 || !(before.sd >= 0 && after.sd >= 0))
        return test;
    const double sd = hypot(before.sd * sqrt((n1 - 1) / df), after.sd * sqrt((n2 - 1) / df));
    const double d = (after.mean - before.mean) / sd;
    if (!(sd > 0) || isinf(sd) || !isfinite(d))
        return test;
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
