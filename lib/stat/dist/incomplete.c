/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Incomplete beta and gamma functions: saddle-point prefactors, series and continued fractions. */
#include "incomplete.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

#include <gsl/gsl_sf_gamma.h>

/* A square root of 1e9 terms would do; a fraction that has not settled by then never will. */
enum { MAX_TERMS = 5000000 };

static const double two_pi = 6.283185307179586476925286766559;

/* log of n! over Stirling's sqrt(2 pi n) (n/e)^n, the delta(n) of Loader 2000, for n > 0. */
static double stirling_error(double n) {
    gsl_sf_result star;
    if (n >= 16) {
        const double nn = n * n;
        return (1.0 / 12 -
                (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - 1.0 / 1188 / nn) / nn) / nn) / nn) /
               n;
    }
    gsl_sf_gammastar_e(n, &star);
    return log(star.val);
}

/* x log(x / m) + m - x without cancellation when x is near m (Loader 2000, section 3). */
static double deviance(double x, double m) {
    const double d = x - m;
    if (!(fabs(d) < 0.1 * (x + m)))
        return x * log(x / m) + m - x;
    const double v = d / (x + m);
    double sum = d * v, term = 2 * x * v;
    for (int j = 1; j < 1000; j++) {
        term *= v * v;
        const double next = sum + term / (2 * j + 1);
        if (fabs(next - sum) <= DBL_EPSILON * 0.01 * fabs(sum))
            return next;
        sum = next;
    }
    return sum;
}

double kom_binomial_pmf(double k, double n, double p, double q) {
    if (!(k >= 0 && k <= n && p >= 0 && q >= 0))
        return KOM_NAN;
    if (!(p > 0))
        return k > 0 ? 0 : 1;
    if (!(q > 0))
        return k < n ? 0 : 1;
    if (!(k > 0))
        return p < 0.1 ? exp(n * log1p(-p)) : exp(n * log(q));
    if (!(k < n))
        return q < 0.1 ? exp(n * log1p(-q)) : exp(n * log(p));
    const double r = n - k;
    const double logc = stirling_error(n) - stirling_error(k) - stirling_error(r) -
                        deviance(k, n * p) - deviance(r, n * q);
    return exp(logc) * sqrt(n / (two_pi * k * r));
}

double kom_hypergeometric_pmf(double k, double marked, double total, double drawn) {
    const double other = total - marked;
    if (!(marked >= 0 && other >= 0 && drawn >= 0 && drawn <= total))
        return KOM_NAN;
    if (k < 0 || k > marked || drawn - k < 0 || drawn - k > other)
        return 0;
    if (!(drawn > 0) || !(drawn < total))
        return 1;
    const double p = drawn / total, q = (total - drawn) / total;
    return kom_binomial_pmf(k, marked, p, q) * kom_binomial_pmf(drawn - k, other, p, q) /
           kom_binomial_pmf(drawn, total, p, q);
}

/* The continued fraction of Didonato & Morris 1992 for I_x(a,b) B(a,b) / (x^a y^b), by the method
   of Lentz. Its terms are positive, hence harmless, for lambda = a - (a + b) x = (a + b) y - b not
   below 0. */
static double beta_fraction(double a, double b, double x, double y, double lambda) {
    const double first = a / (a + 1) * (lambda + 1);
    double f = first, c = first, d = 0;
    for (int n = 1; n < MAX_TERMS; n++) {
        const double w = a + 2.0 * n - 1;
        const double bump = n * (b - n) * x;
        const double alpha = (a + n - 1) / w * ((a + b + n - 1) / w) * bump * x;
        const double beta = n + bump / w + (a + n) / (w + 2) * (lambda + 1 + n * (1 + y));
        d = 1 / (beta + alpha * d);
        c = beta + alpha / c;
        f *= c * d;
        if (fabs(c * d - 1) <= DBL_EPSILON)
            return 1 / f;
    }
    return KOM_NAN;
}

/* x^a y^b / B(a, b) */
static double beta_prefactor(double a, double b, double x, double y) {
    return kom_binomial_pmf(a, a + b, x, y) * (a / (a + b) * b);
}

/* The tail on the side of the mean where x lies is computed, the other is its complement. */
static double beta_tail(double x, double a, double b, bool upper) {
    if (!(a > 0 && b > 0) || isnan(x))
        return KOM_NAN;
    if (!(x > 0) || !(x < 1))
        return (x > 0) == upper ? 0 : 1;
    const double y = 1 - x;
    /* from the smaller of x and y, whose product with a + b keeps its digits */
    const double lambda = x < 0.5 ? a - (a + b) * x : (a + b) * y - b;
    const bool below = lambda >= 0;
    const double fraction =
        below ? beta_fraction(a, b, x, y, lambda) : beta_fraction(b, a, y, x, -lambda);
    const double tail = beta_prefactor(a, b, x, y) * fraction;
    return below == upper ? 1 - tail : tail;
}

double kom_beta_lower(double x, double a, double b) {
    return beta_tail(x, a, b, false);
}

double kom_beta_upper(double x, double a, double b) {
    return beta_tail(x, a, b, true);
}

/* x^a e^-x / Gamma(a + 1) */
static double gamma_prefactor(double a, double x) {
    return exp(-stirling_error(a) - deviance(a, x)) / sqrt(two_pi * a);
}

static double gamma_series(double a, double x) {
    double sum = 1, term = 1;
    for (int n = 1; n < MAX_TERMS; n++) {
        term *= x / (a + n);
        sum += term;
        if (term <= DBL_EPSILON * 0.01 * sum)
            return sum;
    }
    return KOM_NAN;
}

static double gamma_fraction(double a, double x) {
    double b = x + 1 - a;
    double c = 1 / DBL_MIN, d = 1 / b, f = d;
    for (int n = 1; n < MAX_TERMS; n++) {
        const double alpha = -n * (n - a);
        b += 2;
        d = 1 / (alpha * d + b);
        c = b + alpha / c;
        f *= c * d;
        if (fabs(c * d - 1) <= DBL_EPSILON)
            return f;
    }
    return KOM_NAN;
}

static double gamma_tail(double x, double a, bool upper) {
    if (!(a > 0) || isnan(x))
        return KOM_NAN;
    if (!(x > 0) || isinf(x))
        return (x > 0) == upper ? 0 : 1;
    const bool below = x <= a;
    const double scale = gamma_prefactor(a, x);
    const double tail = below ? scale * gamma_series(a, x) : scale * a * gamma_fraction(a, x);
    return below == upper ? 1 - tail : tail;
}

double kom_gamma_lower(double x, double a) {
    return gamma_tail(x, a, false);
}

double kom_gamma_upper(double x, double a) {
    return gamma_tail(x, a, true);
}
