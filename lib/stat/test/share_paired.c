/* SPDX-License-Identifier: GPL-3.0-or-later */
/* McNemar's test, and Tango's interval by bisection. */
#include "kom/share.h"

#include <math.h>

#include "dist.h"
#include "incomplete.h"

static const int64_t max_count = 1000000000;

/* Tango's z(d), with the most likely share of `lost` from its quadratic 2 n r^2 + b r + c = 0, the
   larger root taken in the form that does not cancel. */
static double score(double gained, double lost, double n, double d) {
    const double b = (2 * n - gained + lost) * d - gained - lost, c = -lost * d * (1 - d);
    const double root = sqrt(fmax(0, b * b - 8 * n * c));
    double share = b > 0 ? (b + root > 0 ? -2 * c / (b + root) : 0) : (root - b) / (4 * n);
    share = fmax(share, fmax(0, -d));
    return (gained - lost - n * d) / sqrt(n * (2 * share + d * (1 - d)));
}

/* The smallest difference whose z is not above z_limit. */
static double lower_limit(double gained, double lost, double n, double z_limit) {
    double out = -1, in = (gained - lost) / n;
    for (int i = 0; i < 64 && out < in; i++) {
        const double d = out + (in - out) / 2;
        if (score(gained, lost, n, d) > z_limit) {
            out = d;
        } else {
            in = d;
        }
    }
    return in;
}

/* Two-sided binomial p of `less` in less + more, share 1/2; by mid-P less the count's own
   probability. */
static double binomial_p(double less, double more, enum kom_mcnemar_kind kind) {
    const double n = less + more;
    const double own = kom_binomial_pmf(less, n, 0.5, 0.5);
    const bool is_even = !(less < more);
    if (kind == KOM_MCNEMAR_MIDP)
        return is_even ? 1 - own / 2 : 2 * kom_beta_upper(0.5, less + 1, n - less) - own;
    return is_even ? 1 : fmin(1, 2 * kom_beta_upper(0.5, less + 1, n - less));
}

struct kom_test kom_mcnemar(struct kom_share_pairs pairs, enum kom_mcnemar_kind kind,
                            double level) {
    struct kom_test test = {KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN};
    const int64_t count[] = {pairs.both, pairs.gained, pairs.lost, pairs.neither};
    int64_t total = 0;
    for (int i = 0; i < 4; i++) {
        if (count[i] < 0 || count[i] > max_count)
            return test;
        total += count[i];
    }
    if (total == 0 || total > max_count)
        return test;
    const double n = (double)total, gained = (double)pairs.gained, lost = (double)pairs.lost;
    const double variance = gained + lost - (gained - lost) * (gained - lost) / n;
    test.estimate = (gained - lost) / n;
    test.std_error = variance > 0 ? sqrt(variance) / n : KOM_NAN;
    const double tail = kom_level_tail(level);
    if (!isnan(tail)) {
        const double z = kom_normal_quantile_upper(tail);
        test.conf_low = lower_limit(gained, lost, n, z);
        test.conf_high = -lower_limit(lost, gained, n, z);
    }
    test.p_value = 1;
    if (pairs.gained + pairs.lost > 0) {
        test.statistic = (gained - lost) / sqrt(gained + lost);
        test.p_value = kind == KOM_MCNEMAR_NORMAL
                           ? kom_normal_p(test.statistic)
                           : binomial_p(fmin(gained, lost), fmax(gained, lost), kind);
    }
    return test;
}
