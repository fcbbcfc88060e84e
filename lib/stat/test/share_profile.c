/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Points along the nuisance share, looked at as far as the answer needs them. */
#include "share_profile.h"

#include <math.h>
#include <string.h>

#include "incomplete.h"

enum {
    STRIDE = 4,    /* of the first look along the share, */
    FAR_STRIDE = 6 /* and where P is far below `tail` */
};

/* Below this a probability cannot change a sum that is compared with `tail`. */
static const double negligible = 1e-19;

void kom_profile_init(struct kom_profile *s, struct kom_share_pair pair, double tail) {
    kom_stair_init(&s->stair, pair);
    s->tail = tail;
    s->n_grid = 32 + (int)(19 * sqrt(pair.n1 + pair.n2));
    s->witness = -1;
    s->highest = 0;
    s->peaks.n = 0;
}

/* The nuisance share at u in [0, 1]: crowded at both ends, where binomials are narrow. */
static double share_at(double d, double u) {
    const double low = fmax(0, -d), high = fmin(1, 1 - d);
    const double half = sin(u * 1.57079632679489661923);
    return low + (high - low) * half * half;
}

static double at(struct kom_profile *s, double u) {
    const double p1 = share_at(s->d, u);
    return kom_stair_probability(&s->stair, p1, fmin(1, fmax(0, p1 + s->d)), negligible);
}

/* Point i of the grid; beyond it there is nothing. */
static double grid_at(struct kom_profile *s, int i) {
    if (i < 0 || i > s->n_grid)
        return -1;
    if (isnan(s->value[i]))
        s->value[i] = at(s, i * (1.0 / s->n_grid));
    return s->value[i];
}

static void forget(struct kom_profile *s) {
    for (int i = 0; i <= s->n_grid; i++)
        s->value[i] = KOM_NAN;
}

/* Golden section for the maximum between two points of the grid; stops as soon as `tail` is passed.
 */
static bool refine(struct kom_profile *s, double low, double high) {
    const double g = 0.61803398874989484820;
    double u = high - g * (high - low), v = low + g * (high - low);
    double fu = at(s, u), fv = at(s, v);
    for (int i = 0; i < 20; i++) {
        if (fu > s->tail || fv > s->tail)
            return true;
        if (fu < fv) {
            low = u;
            u = v;
            fu = fv;
            v = low + g * (high - low);
            fv = at(s, v);
        } else {
            high = v;
            v = u;
            fv = fu;
            u = high - g * (high - low);
            fu = at(s, u);
        }
    }
    return fu > s->tail || fv > s->tail;
}

/* The parabola through a point and its neighbours is at most bend / 8 above the highest of them;
   here twice that, for what is no parabola. */
static double overshoot(double before, double own, double after) {
    return fabs(before - 2 * own + after) / 4;
}

/* Whether `tail` is exceeded at point k or, when that is a peak, beside it. */
static bool exceeds_near(struct kom_profile *s, int k) {
    const double own = grid_at(s, k), before = grid_at(s, k - 1), after = grid_at(s, k + 1);
    if (own > s->tail || before > s->tail || after > s->tail)
        return true;
    if (own < before || own < after || !(own > 0.9 * s->tail))
        return false;
    const double least = fmin(before, after) < 0 ? own : overshoot(before, own, after);
    if (own + least < s->tail * (1 - 1e-4))
        return false;
    const double h = 1.0 / s->n_grid;
    return refine(s, fmax(0, (k - 1) * h), fmin(1, (k + 1) * h));
}

/* Can anything between the points i and i + STRIDE come near `tail`? */
static bool is_near(struct kom_profile *s, int i) {
    const int next = i + STRIDE < s->n_grid ? i + STRIDE : s->n_grid;
    const double a = grid_at(s, i), b = grid_at(s, next);
    double bend = fabs(a - b);
    if (i >= STRIDE)
        bend = fmax(bend, fabs(s->value[i - STRIDE] - 2 * a + b));
    if (next + STRIDE <= s->n_grid)
        bend = fmax(bend, fabs(grid_at(s, next + STRIDE) - 2 * b + a));
    return fmax(a, b) + bend / 4 > 0.97 * s->tail;
}

/* Is point k no lower than its neighbours? */
static bool is_peak(struct kom_profile *s, int k) {
    const double own = grid_at(s, k);
    return own >= grid_at(s, k - 1) && own >= grid_at(s, k + 1);
}

/* Point k did not exceed `tail`; kept when it is a peak that came near. */
static void keep_peak(struct kom_profile *s, int k, struct kom_profile_peaks *kept) {
    const bool is_new = kept->n == 0 || kept->at[kept->n - 1] < k - 1;
    if (is_new && grid_at(s, k) > 0.95 * s->tail && is_peak(s, k))
        kept->at[kept->n++] = (int16_t)k;
}

/* Whether P(d), the supremum over the nuisance share, exceeds `tail`; the cuts are those of d. */
static bool exceeds_anywhere(struct kom_profile *s) {
    struct kom_profile_peaks kept = {.n = 0};
    forget(s);
    if (s->witness >= 0 && exceeds_near(s, s->witness))
        return true;
    for (int i = 0; i <= s->n_grid; i += STRIDE) {
        if (grid_at(s, i) > s->tail) {
            s->witness = i;
            return true;
        }
    }
    for (int i = 0; i < s->n_grid; i += STRIDE) {
        for (int k = i; k <= i + STRIDE && k <= s->n_grid && is_near(s, i); k++) {
            if (exceeds_near(s, k)) {
                s->witness = k;
                return true;
            }
            keep_peak(s, k, &kept);
        }
    }
    s->peaks = kept;
    s->highest = 0;
    for (int i = 0; i <= s->n_grid; i++) {
        s->highest = fmax(s->highest, s->value[i]); /* of those that are known */
    }
    return false;
}

/* The same for a d so near to one of answer no, with the same tables, that only the peaks which
   came near `tail` there can exceed it here. */
static bool exceeds_at_peaks(struct kom_profile *s) {
    forget(s);
    for (int i = 0; i < s->peaks.n; i++) {
        int k = s->peaks.at[i];
        while (grid_at(s, k + 1) > grid_at(s, k))
            k++;
        while (grid_at(s, k - 1) > grid_at(s, k))
            k--;
        if (exceeds_near(s, k)) {
            s->witness = k;
            return true;
        }
    }
    return false;
}

bool kom_profile_exceeds(struct kom_profile *s, double d) {
    s->d = d;
    kom_stair_cuts(&s->stair, d);
    return exceeds_anywhere(s);
}

bool kom_profile_is_far(struct kom_profile *s, double from, double to, bool is_rough) {
    const int n = s->stair.pair.n1, stride = 1 + (int)(sqrt(n) / (is_rough ? 8 : 24));
    const double limit = s->tail / (is_rough ? 3 : 1.5);
    int16_t cut[KOM_STAIR_MAX + 1];
    kom_stair_low_cuts(&s->stair, from, stride);
    memcpy(cut, s->stair.cut, sizeof cut);
    kom_stair_low_cuts(&s->stair, to, stride);
    for (int i = 0; i <= n; i++)
        s->stair.cut[i] = cut[i] < s->stair.cut[i] ? cut[i] : s->stair.cut[i];
    for (int i = 0; i <= s->n_grid; i += FAR_STRIDE) {
        const double p1 = share_at(to, (double)i / s->n_grid);
        if (kom_stair_probability(&s->stair, p1, fmin(1, fmax(0, p1 + to)), s->tail * 1e-5) >
            limit) {
            return false;
        }
    }
    return true;
}

static bool is_same(const int16_t *a, const int16_t *b, int n) {
    return memcmp(a, b, (size_t)n * sizeof *a) == 0;
}

double kom_profile_halve(struct kom_profile *s, double low, double high) {
    int16_t cut[2][KOM_STAIR_MAX + 1];
    const int n = s->stair.pair.n1 + 1;
    const double near = (high - low) / 16;
    kom_stair_cuts(&s->stair, high);
    memcpy(cut[1], s->stair.cut, sizeof cut[1]);
    (void)kom_profile_exceeds(s, low); /* its cuts and peaks */
    memcpy(cut[0], s->stair.cut, sizeof cut[0]);
    for (int i = 0; i < 40 && high - low > 1e-13; i++) {
        const bool is_settled = is_same(cut[0], cut[1], n);
        const double d = low + (high - low) / 2;
        s->d = d;
        if (!is_settled)
            kom_stair_cuts(&s->stair, d);
        const bool is_known = high - low < near && s->highest > 0.99 * s->tail;
        const bool is_like_low = is_known && is_same(s->stair.cut, cut[0], n);
        const bool is_yes = is_like_low ? exceeds_at_peaks(s) : exceeds_anywhere(s);
        *(is_yes ? &high : &low) = d;
        memcpy(cut[is_yes], s->stair.cut, sizeof cut[0]);
    }
    return low;
}
