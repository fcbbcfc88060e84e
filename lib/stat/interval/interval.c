/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clopper-Pearson, mid-P, Wilson, Jeffreys and Garwood intervals. */
#include "kom/interval.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "dist.h"
#include "incomplete.h"

static const int64_t max_count = 1000000000;

static const char *const kind_text[] = {
    [KOM_CI_EXACT] = "exact",
    [KOM_CI_MIDP] = "midp",
    [KOM_CI_WILSON] = "wilson",
    [KOM_CI_JEFFREYS] = "jeffreys",
};

enum kom_status kom_ci_kind_parse(const char *text, enum kom_ci_kind *kind, struct kom_error *err) {
    for (size_t i = 0; i < sizeof kind_text / sizeof kind_text[0]; i++) {
        if (strcmp(text, kind_text[i]) == 0) {
            *kind = (enum kom_ci_kind)i;
            return KOM_OK;
        }
    }
    return kom_fail(err, KOM_EUSAGE,
                    "\"%s\" is no kind of interval; it is one of exact, midp, wilson, jeffreys",
                    text);
}

const char *kom_ci_kind_text(enum kom_ci_kind kind) {
    return kind_text[kind];
}

static struct kom_ci exact(double k, double n, double tail) {
    return (struct kom_ci){k > 0 ? kom_beta_quantile(tail, k, n - k + 1) : 0,
                           k < n ? kom_beta_quantile_upper(tail, k + 1, n - k) : 1};
}

/* P(X > k) + P(X = k) / 2 for X ~ Binomial(n, p) */
static double midp_above(double k, double n, double p) {
    const double above = k < n ? kom_beta_lower(p, k + 1, n - k) : 0;
    return above + kom_binomial_pmf(k, n, p, 1 - p) / 2;
}

/* P(X < k) + P(X = k) / 2 */
static double midp_below(double k, double n, double p) {
    const double below = k > 0 ? kom_beta_upper(p, k, n - k + 1) : 0;
    return below + kom_binomial_pmf(k, n, p, 1 - p) / 2;
}

/* The p in [low, high] where the rising or falling function has the value `tail`, by plain halving.
 */
static double midp_solve(double (*value)(double, double, double), double k, double n,
                         struct kom_ci within, double tail) {
    const bool rises = value(k, n, within.low) < tail;
    double low = within.low, high = within.high, p = low + (high - low) / 2;
    while (p > low && p < high) {
        if ((value(k, n, p) < tail) == rises) {
            low = p;
        } else {
            high = p;
        }
        p = low + (high - low) / 2;
    }
    return high;
}

/* Half of the point probability less than Clopper and Pearson count: each limit lies inside theirs.
 */
static struct kom_ci midp(double k, double n, double tail) {
    const struct kom_ci outer = exact(k, n, tail);
    const struct kom_ci above = {outer.low, 1}, below = {0, outer.high};
    return (struct kom_ci){k > 0 ? midp_solve(midp_above, k, n, above, tail) : 0,
                           k < n ? midp_solve(midp_below, k, n, below, tail) : 1};
}

/* The low end is the product of the roots, share^2 / (1 + z^2 / n), over the high end: no
 * cancellation. */
static struct kom_ci wilson(double k, double n, double tail) {
    const double z = kom_normal_quantile_upper(tail);
    const double share = k / n, zz = z * z / n;
    const double root = z * sqrt(share * (n - k) / n / n + zz / n / 4);
    const double high = (share + zz / 2 + root) / (1 + zz);
    return (struct kom_ci){share * share / (1 + zz) / high, k < n ? high : 1};
}

static struct kom_ci jeffreys(double k, double n, double tail) {
    return (struct kom_ci){k > 0 ? kom_beta_quantile(tail, k + 0.5, n - k + 0.5) : 0,
                           k < n ? kom_beta_quantile_upper(tail, k + 0.5, n - k + 0.5) : 1};
}

struct kom_ci kom_share_ci(enum kom_ci_kind kind, int64_t count, int64_t n, double level) {
    const double tail = kom_level_tail(level), k = (double)count, m = (double)n;
    if (isnan(tail) || n <= 0 || n > max_count || count < 0 || count > n)
        return (struct kom_ci){KOM_NAN, KOM_NAN};
    switch (kind) {
    case KOM_CI_EXACT:
        return exact(k, m, tail);
    case KOM_CI_MIDP:
        return midp(k, m, tail);
    case KOM_CI_WILSON:
        return wilson(k, m, tail);
    case KOM_CI_JEFFREYS:
        return jeffreys(k, m, tail);
    }
    return (struct kom_ci){KOM_NAN, KOM_NAN};
}

struct kom_ci kom_rate_ci(int64_t count, double exposure, double level) {
    const double tail = kom_level_tail(level), k = (double)count;
    if (isnan(tail) || count < 0 || count > max_count || !(exposure > 0) || isinf(exposure))
        return (struct kom_ci){KOM_NAN, KOM_NAN};
    return (struct kom_ci){count > 0 ? kom_gamma_quantile(tail, k) / exposure : 0,
                           kom_gamma_quantile_upper(tail, k + 1) / exposure};
}
