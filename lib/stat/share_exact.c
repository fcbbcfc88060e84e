/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fisher's exact test, and Chan and Zhang's limit by scanning the difference and the nuisance
   share.

   T_d rises with x2 and falls with x1 (Barnard convexity), so the tables at least as extreme as the
   one seen are, for each x1 = i, those with x2 >= cut[i], and cut never falls with i. One walk
   along that staircase finds all cuts for a d; the probability of the tables is then a sum over i
   of pmf(i) P(X2 >= cut[i]). */
#include "share_exact.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

#include "dist.h"
#include "htest.h"
#include "incomplete.h"
#include "share_score.h"

/* Sum of the hypergeometric probabilities from k on in steps of `step`, until they no longer
 * matter. */
static double hyper_tail(double k, double step, double marked, double total, double drawn) {
    double sum = 0;
    double term = kom_hypergeometric_pmf(k, marked, total, drawn);
    while (term > sum * (DBL_EPSILON / 64)) {
        sum += term;
        /* the ratio of neighbours: pmf(k + 1) / pmf(k), or the inverse of that one step down */
        const double i = step > 0 ? k : k - 1;
        const double ratio =
            (marked - i) * (drawn - i) / ((i + 1) * (total - marked - drawn + i + 1));
        term = step > 0 ? term * ratio : term / ratio;
        k += step;
        if (k < 0 || k < drawn - (total - marked) || k > marked || k > drawn) {
            break;
        }
    }
    return sum;
}

double kom_fisher_p(int64_t x1, int64_t n1, int64_t x2, int64_t n2) {
    const double marked = (double)(x1 + x2), total = (double)(n1 + n2), drawn = (double)n2;
    const double k = (double)x2;
    const double first = fmax(0, drawn - (total - marked)), last = fmin(marked, drawn);
    const double limit = kom_hypergeometric_pmf(k, marked, total, drawn) * (1 + 1e-7);
    const double mode = floor((marked + 1) * ((drawn + 1) / (total + 2)));
    const double step = k <= mode ? 1 : -1; /* from k over the mode to the other tail */
    /* near: the mode, still more probable; far: beyond the support. Probabilities fall between. */
    double near = mode, far = step > 0 ? last + 1 : first - 1;
    if (kom_hypergeometric_pmf(mode, marked, total, drawn) <= limit) {
        return 1;
    }
    while (fabs(far - near) > 1.5) {
        const double j = floor(near + (far - near) / 2);
        if (kom_hypergeometric_pmf(j, marked, total, drawn) <= limit) {
            far = j;
        } else {
            near = j;
        }
    }
    double p = hyper_tail(k, -step, marked, total, drawn);
    if (far >= first && far <= last) {
        p += hyper_tail(far, step, marked, total, drawn);
    }
    return fmin(1, p);
}

/* One side's binomial: with step[k] = (n - k) / (k + 1), pmf(k + 1) = pmf(k) step[k] p / q, and,
   turned round, pmf(k - 1) = pmf(k) step[n - k] q / p. */
struct side {
    int n;
    double step[KOM_SHARE_EXACT_MAX_N + 1];
};

struct search {
    struct kom_share_pair pair;
    double tail;
    int n_grid;
    int cut[KOM_SHARE_EXACT_MAX_N + 1];
    double above[KOM_SHARE_EXACT_MAX_N + 2]; /* P(X2 >= j); also scratch for the pmf of X2 */
    struct side before, after;
};

/* Below this a probability cannot change a sum that is compared with `tail`. */
static const double negligible = 1e-19;

static void side_init(struct side *side, int n) {
    side->n = n;
    for (int k = 0; k <= n; k++) {
        side->step[k] = (double)(n - k) / (k + 1);
    }
}

static int mode_of(int n, double p) {
    const int mode = (int)((n + 1) * p);
    return mode < 0 ? 0 : mode > n ? n : mode;
}

/* T_d. Without variance (d = -1, or no events at all and d = 0) it is 0 or infinite. */
static double score_of(int x1, int n1, int x2, int n2, double d) {
    const double m1 = n1, m2 = n2;
    const double excess = x2 / m2 - x1 / m1 - d;
    const double p1 = kom_share_restricted(x1, m1, x2, m2, d);
    const double p2 = fmin(1, fmax(0, p1 + d));
    const double variance = p1 * (1 - p1) / m1 + p2 * (1 - p2) / m2;
    if (fabs(excess) < 1e-14) {
        return 0;
    }
    return excess / sqrt(variance > 1e-300 ? variance : 1e-300);
}

/* For each x1 the smallest x2 that makes a table at least as extreme as the one seen; n2 + 1: none
 * does. */
static void cuts_find(struct search *s, double d) {
    const struct kom_share_pair p = s->pair;
    const double seen = score_of(p.x1, p.n1, p.x2, p.n2, d);
    const double limit = seen - 1e-9 * (1 + fabs(seen));
    int j = 0;
    for (int i = 0; i <= p.n1; i++) {
        while (j <= p.n2 && score_of(i, p.n1, j, p.n2, d) < limit) {
            j++;
        }
        s->cut[i] = j;
    }
}

/* Fills above[j] = P(X2 >= j) for all j from 0 to n2 + 1 within a window of what matters, and
 * returns the window. */
static void above_fill(struct search *s, double p2, int *first, int *last) {
    const struct side *side = &s->after;
    const int mode = mode_of(side->n, p2);
    const double odds = p2 / (1 - p2);
    double *pmf = s->above;
    pmf[mode] = kom_binomial_pmf(mode, side->n, p2, 1 - p2);
    int k = mode;
    while (k < side->n && pmf[k] > negligible) {
        pmf[k + 1] = pmf[k] * side->step[k] * odds;
        k++;
    }
    *last = k;
    const double inverse = 1 / odds;
    k = mode;
    while (k > 0 && pmf[k] > negligible) {
        pmf[k - 1] = pmf[k] * side->step[side->n - k] * inverse;
        k--;
    }
    *first = k;
    for (k = *last; k > *first; k--) {
        pmf[k - 1] += pmf[k];
    }
}

/* P(X2 >= cut) from the window. */
static double above_get(const struct search *s, int cut, int first, int last) {
    return cut <= first ? 1 : cut > last ? 0 : s->above[cut];
}

/* The probability of the extreme tables at p1 and p2. */
static double extreme_probability(struct search *s, double p1, double p2) {
    const struct side *side = &s->before;
    int first = p2 > 0 ? s->after.n : 0, last = first; /* where all of X2 lies when p2 is 0 or 1 */
    if (p2 > 0 && p2 < 1) {
        above_fill(s, p2, &first, &last);
    }
    if (!(p1 > 0) || !(p1 < 1)) {
        return above_get(s, s->cut[p1 > 0 ? side->n : 0], first, last);
    }
    const int mode = mode_of(side->n, p1);
    const double odds = p1 / (1 - p1), inverse = 1 / odds;
    const double peak = kom_binomial_pmf(mode, side->n, p1, 1 - p1);
    double sum = 0, pmf = peak;
    for (int i = mode; i <= side->n && pmf > negligible; i++) {
        sum += pmf * above_get(s, s->cut[i], first, last);
        pmf *= side->step[i] * odds;
    }
    pmf = peak;
    for (int i = mode; i > 0 && pmf > negligible; i--) {
        pmf *= side->step[side->n - i] * inverse;
        sum += pmf * above_get(s, s->cut[i - 1], first, last);
    }
    return sum;
}

/* The nuisance share at u in [0, 1]: crowded at both ends, where binomials are narrow. */
static double at(struct search *s, double d, double u) {
    const double low = fmax(0, -d), high = fmin(1, 1 - d);
    const double half = sin(u * 1.57079632679489661923);
    const double p1 = low + (high - low) * half * half;
    return extreme_probability(s, p1, fmin(1, fmax(0, p1 + d)));
}

/* Golden section for the maximum between two points of the grid; stops as soon as `tail` is passed.
 */
static bool refine(struct search *s, double d, double low, double high) {
    const double g = 0.61803398874989484820;
    double u = high - g * (high - low), v = low + g * (high - low);
    double fu = at(s, d, u), fv = at(s, d, v);
    for (int i = 0; i < 20; i++) {
        if (fu > s->tail || fv > s->tail) {
            return true;
        }
        if (fu < fv) {
            low = u;
            u = v;
            fu = fv;
            v = low + g * (high - low);
            fv = at(s, d, v);
        } else {
            high = v;
            v = u;
            fv = fu;
            u = high - g * (high - low);
            fu = at(s, d, u);
        }
    }
    return fu > s->tail || fv > s->tail;
}

/* Whether P(d), the supremum over the nuisance share, exceeds `tail`. */
static bool exceeds(struct search *s, double d) {
    cuts_find(s, d);
    const double h = 1.0 / s->n_grid;
    double before_last = -1, last = -1;
    for (int i = 0; i <= s->n_grid + 1; i++) {
        const double f = i <= s->n_grid ? at(s, d, i * h) : -1;
        if (f > s->tail) {
            return true;
        }
        const bool is_peak = i > 0 && last >= before_last && last >= f && last > 0.9 * s->tail;
        if (is_peak && refine(s, d, fmax(0, (i - 2) * h), fmin(1, i * h))) {
            return true;
        }
        before_last = last;
        last = f;
    }
    return false;
}

/* Where the fine scan begins: the table seen is three standard errors more extreme than `tail`
 * asks. */
static double scan_start(const struct kom_share_pair *p, double tail, double estimate) {
    const double z = fmax(0, kom_normal_quantile_upper(tail)) + 3;
    double low = -1, high = estimate;
    for (int i = 0; i < 30; i++) {
        const double d = low + (high - low) / 2;
        if (score_of(p->x1, p->n1, p->x2, p->n2, d) > z) {
            low = d;
        } else {
            high = d;
        }
    }
    return low;
}

double kom_share_exact_low(struct kom_share_pair pair, double tail) {
    enum { COARSE = 32, FINE = 128 };
    struct search s = {.pair = pair, .tail = tail};
    const double estimate = (double)pair.x2 / pair.n2 - (double)pair.x1 / pair.n1;
    if (pair.x1 == pair.n1 && pair.x2 == 0) {
        return -1;
    }
    side_init(&s.before, pair.n1);
    side_init(&s.after, pair.n2);
    s.n_grid = 32 + (int)(19 * sqrt(pair.n1 + pair.n2));
    const double start = scan_start(&pair, tail, estimate);
    double low = -1, high = estimate;
    for (int i = 1; i <= COARSE + FINE; i++) {
        const double d = i <= COARSE ? -1 + (start + 1) * i / COARSE
                                     : start + (estimate - start) * (i - COARSE) / FINE;
        if (exceeds(&s, d)) {
            high = d;
            break;
        }
        low = d;
    }
    for (int i = 0; i < 40 && high - low > 1e-13; i++) {
        const double d = low + (high - low) / 2;
        if (exceeds(&s, d)) {
            high = d;
        } else {
            low = d;
        }
    }
    return low;
}
