/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The staircase of extreme tables, walked with a start from the table before. */
#include "share_stair.h"

#include <math.h>

#include "incomplete.h"
#include "share_score.h"

/* ---- the score ---- */

/* A table under a difference, and its most likely share before, from which the next one starts. */
struct walker {
    double m1, m2, d, share;
};

/* The root of the cubic score of share_score.c by Newton's steps from `share`, NaN when they leave
   the range or do not end: near the edges, where the cubic has other roots. */
static double restricted_near(const struct walker *w, double x1, double x2) {
    const double low = fmax(0, -w->d), high = fmin(1, 1 - w->d);
    double p1 = w->share;
    for (int i = 0; i < 12; i++) {
        const double q1 = 1 - p1, p2 = p1 + w->d, q2 = 1 - p2;
        const double e1 = x1 - w->m1 * p1, e2 = x2 - w->m2 * p2;
        const double score = e1 * p2 * q2 + e2 * p1 * q1;
        const double slope = e1 * (q2 - p2) - w->m1 * p2 * q2 + e2 * (q1 - p1) - w->m2 * p1 * q1;
        const double step = score / slope;
        p1 -= step;
        if (!(p1 > low && p1 < high))
            return KOM_NAN;
        if (fabs(step) < 1e-9 * fmin(p1 - low, high - p1)) { /* the next would be 1e-18 of that */
            return p1;
        }
    }
    return KOM_NAN;
}

/* T_d of a table whose most likely share before is p1. Without variance (d = -1, or no events at
   all and d = 0) it is 0 or infinite. */
static double score_with(const struct walker *w, int x1, int x2, double p1) {
    const double excess = x2 / w->m2 - x1 / w->m1 - w->d, p2 = fmin(1, fmax(0, p1 + w->d));
    const double variance = p1 * (1 - p1) / w->m1 + p2 * (1 - p2) / w->m2;
    if (fabs(excess) < 1e-14)
        return 0;
    return excess / sqrt(variance > 1e-300 ? variance : 1e-300);
}

static double score_of(const struct walker *w, int x1, int x2) {
    return score_with(w, x1, x2, kom_share_restricted(x1, w->m1, x2, w->m2, w->d));
}

static struct walker walker_at(const struct kom_stair *s, double d) {
    return (struct walker){s->pair.n1, s->pair.n2, d, 0.5};
}

double kom_stair_score(const struct kom_stair *s, double d) {
    const struct walker w = walker_at(s, d);
    return score_of(&w, s->pair.x1, s->pair.x2);
}

/* Whether T_d of a table is not below the limit. What is near to it is decided by the root found by
   halving, whose last digit does not depend on where the walk came from. */
static bool is_extreme(struct walker *w, int x1, int x2, double limit) {
    const bool is_inside = x1 > 0 && x1 < w->m1 && x2 > 0 && x2 < w->m2;
    const double near = is_inside ? restricted_near(w, x1, x2) : KOM_NAN;
    w->share = isnan(near) ? kom_share_restricted(x1, w->m1, x2, w->m2, w->d) : near;
    const double score = score_with(w, x1, x2, w->share);
    return (fabs(score - limit) < 1e-10 ? score_of(w, x1, x2) : score) >= limit;
}

/* ---- the cuts ---- */

static double limit_at(const struct kom_stair *s, double d) {
    const double seen = kom_stair_score(s, d);
    return seen - 1e-9 * (1 + fabs(seen));
}

void kom_stair_cuts(struct kom_stair *s, double d) {
    const double limit = limit_at(s, d);
    struct walker w = walker_at(s, d);
    int j = 0;
    for (int i = 0; i <= s->pair.n1; i++) {
        while (j <= s->pair.n2 && !is_extreme(&w, i, j, limit))
            j++;
        s->cut[i] = (int16_t)j;
    }
}

/* The first j from `from` on that is extreme with x1 = i, by steps that double and are halved. */
static int cut_from(struct walker *w, int i, int from, double limit) {
    const int n = (int)w->m2;
    int low = from - 1, step = 1; /* low: not extreme */
    while (low + step <= n && !is_extreme(w, i, low + step, limit)) {
        low += step;
        step *= 2;
    }
    int high = low + step <= n ? low + step : n + 1; /* extreme, or none is */
    while (high - low > 1) {
        const int j = low + (high - low) / 2;
        if (!is_extreme(w, i, j, limit)) {
            low = j;
        } else {
            high = j;
        }
    }
    return high;
}

void kom_stair_low_cuts(struct kom_stair *s, double d, int stride) {
    const double limit = limit_at(s, d);
    struct walker w = walker_at(s, d);
    int j = 0;
    for (int i = 0; i <= s->pair.n1; i++) {
        if (i % stride == 0)
            j = cut_from(&w, i, j, limit);
        s->cut[i] = (int16_t)j;
    }
}

/* ---- the probability ---- */

static void side_init(struct kom_stair_side *side, int n) {
    side->n = n;
    for (int k = 0; k <= n; k++)
        side->step[k] = (double)(n - k) / (k + 1);
}

void kom_stair_init(struct kom_stair *s, struct kom_share_pair pair) {
    s->pair = pair;
    side_init(&s->before, pair.n1);
    side_init(&s->after, pair.n2);
}

static int mode_of(int n, double p) {
    const int mode = (int)((n + 1) * p);
    return mode < 0 ? 0 : mode > n ? n : mode;
}

/* Fills above[j] = P(X2 >= j) for all j from 0 to n2 + 1 within a window of what matters, and
 * returns the window. */
static void above_fill(struct kom_stair *s, double p2, double negligible, int *first, int *last) {
    const struct kom_stair_side *side = &s->after;
    const int mode = mode_of(side->n, p2);
    const double odds = p2 / (1 - p2), inverse = 1 / odds;
    const double peak = kom_binomial_pmf(mode, side->n, p2, 1 - p2);
    double *above = s->above, pmf = peak, sum = 0;
    int k = mode;
    for (above[k] = pmf; k < side->n && pmf > negligible; above[++k] = pmf)
        pmf *= side->step[k] * odds;
    *last = k;
    for (k = mode, pmf = peak; k > 0 && pmf > negligible; above[--k] = pmf)
        pmf *= side->step[side->n - k] * inverse;
    *first = k;
    for (k = *last; k >= *first; k--)
        above[k] = sum += above[k];
}

/* P(X2 >= cut) from the window. */
static double above_get(const struct kom_stair *s, int cut, int first, int last) {
    return cut <= first ? 1 : cut > last ? 0 : s->above[cut];
}

double kom_stair_probability(struct kom_stair *s, double p1, double p2, double negligible) {
    const struct kom_stair_side *side = &s->before;
    int first = p2 > 0 ? s->after.n : 0, last = first; /* where all of X2 lies when p2 is 0 or 1 */
    if (p2 > 0 && p2 < 1)
        above_fill(s, p2, negligible, &first, &last);
    if (!(p1 > 0) || !(p1 < 1))
        return above_get(s, s->cut[p1 > 0 ? side->n : 0], first, last);
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
