/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Intervals of a share in a sample with a design. */
#include "design.h"

#include <math.h>
#include <string.h>

#include "dist.h"
#include "num.h"

enum kom_status kom_design_ci_parse(const char *text, enum kom_design_ci_kind *kind,
                                    struct kom_error *err) {
    const bool is_beta = strcmp(text, "beta") == 0;
    if (!is_beta && strcmp(text, "logit") != 0)
        return kom_fail(err, KOM_EUSAGE,
                        "--ci: \"%s\" is no interval of a sample with weights or a design; use "
                        "--ci beta or logit",
                        text);
    *kind = is_beta ? KOM_DESIGN_BETA : KOM_DESIGN_LOGIT;
    return KOM_OK;
}

const char *kom_design_ci_text(enum kom_design_ci_kind kind) {
    return kind == KOM_DESIGN_BETA ? "Korn-Graubard" : "logit";
}

double kom_design_kish(const struct kom_design *d, const size_t *row, size_t n) {
    struct kom_dd sum = kom_dd(0), squares = kom_dd(0);
    for (size_t i = 0; i < n; i++) {
        const double w = d->weight[row[i]];
        sum = kom_dd_add(sum, kom_dd(w));
        squares = kom_dd_add(squares, kom_dd_two_prod(w, w));
    }
    const struct kom_dd square = kom_dd_mul(sum, sum);
    return sum.hi > 0.0 ? (double)n * kom_dd_double(kom_dd_div(squares, square)) : KOM_NAN;
}

static bool has_both(const struct kom_design_share *s) {
    return s->events > 0.0 && s->events < s->n && s->share > 0.0 && s->share < 1.0;
}

double kom_design_effective(const struct kom_design_share *s, double level) {
    const double tail = kom_level_tail(level);
    if (!(s->df > 0.0) || !(s->n > 1.0))
        return KOM_NAN;
    const double t = kom_t_quantile_upper(tail, s->n - 1.0) / kom_t_quantile_upper(tail, s->df);
    if (!has_both(s) || isnan(s->variance))
        return s->n / s->kish * t * t;
    const double size = s->share * (1.0 - s->share) / s->variance * t * t;
    const bool is_stable = fmin(s->events, s->n - s->events) >= (double)KOM_DESIGN_STABLE;
    return is_stable ? size : fmin(size, s->n);
}

static struct kom_ci beta(const struct kom_design_share *s, double level) {
    if (has_both(s) && s->variance <= 0.0) /* all of the population is there */
        return (struct kom_ci){s->share, s->share};
    const double size = kom_design_effective(s, level), tail = kom_level_tail(level);
    const double with = size * s->share, without = size * (1.0 - s->share);
    if (!(size > 0.0) || isinf(size))
        return (struct kom_ci){KOM_NAN, KOM_NAN};
    return (struct kom_ci){with > 0.0 ? kom_beta_quantile(tail, with, without + 1.0) : 0.0,
                           without > 0.0 ? kom_beta_quantile_upper(tail, with + 1.0, without)
                                         : 1.0};
}

static double expit(double x) {
    return 1.0 / (1.0 + exp(-x));
}

static struct kom_ci logit(const struct kom_design_share *s, double level) {
    const double p = s->share, middle = log(p / (1.0 - p));
    if (!(s->df > 0.0))
        return (struct kom_ci){KOM_NAN, KOM_NAN};
    const double half =
        kom_t_quantile_upper(kom_level_tail(level), s->df) * sqrt(s->variance) / (p * (1.0 - p));
    return (struct kom_ci){expit(middle - half), expit(middle + half)};
}

struct kom_ci kom_design_share_ci(enum kom_design_ci_kind kind, const struct kom_design_share *s,
                                  double level) {
    const bool has_logit = has_both(s) && s->variance > 0.0;
    return kind == KOM_DESIGN_LOGIT && has_logit ? logit(s, level) : beta(s, level);
}

/* How far a difference reaches whose parts reach a and b, and go together by r. */
static double reach(double a, double b, double r) {
    return sqrt(fmax(a * a - 2.0 * r * a * b + b * b, 0.0));
}

struct kom_ci kom_design_difference_ci(const double share[2], const struct kom_ci ci[2], double r) {
    const double gap = share[1] - share[0];
    return (struct kom_ci){gap - reach(share[1] - ci[1].low, ci[0].high - share[0], r),
                           gap + reach(ci[1].high - share[1], share[0] - ci[0].low, r)};
}
