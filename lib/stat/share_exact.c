/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fisher's exact test, and Chan and Zhang's limit by scanning the difference and the nuisance
   share.

   The limit is where P(d) first exceeds `tail` on a fixed grid of differences, halved from there.
   What makes it fast changes no answer: the walk over the grid begins where the score interval
   ends; along the nuisance share (six points per standard deviation) points are left out that
   neighbours show to be too low to matter; and once the tables no longer change between the ends of
   the bracket, only the peaks that were near `tail` are looked at. */
#include "share_exact.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "dist.h"
#include "htest.h"
#include "incomplete.h"
#include "share_stair.h"

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

/* ---- P(d) along the nuisance share ---- */

enum {
    GRID_MAX = 1300, /* 32 + 19 sqrt(2 KOM_SHARE_EXACT_MAX_N) */
    STRIDE = 4,      /* of the first look along the share, */
    FAR_STRIDE = 6,  /* and where P is far below `tail` */
    COARSE = 32,     /* steps in d to the score limit less three standard errors, */
    FINE = 128,      /* and from there to the estimate */
    STEPS = COARSE + FINE
};

/* Below this a probability cannot change a sum that is compared with `tail`. */
static const double negligible = 1e-19;

/* Points along the share where P has a peak that came near `tail`, ascending; no two are
 * neighbours. */
struct peaks {
    int16_t at[GRID_MAX / 2 + 1];
    int n;
};

struct search {
    struct kom_stair stair;
    double tail, d;
    int n_grid, witness;        /* the point where `tail` was exceeded last; -1: none yet */
    double highest;             /* after an answer of no: the largest P met */
    double value[GRID_MAX + 2]; /* along the share; NaN: not yet known */
    struct peaks peaks;         /* after an answer of no */
};

/* The nuisance share at u in [0, 1]: crowded at both ends, where binomials are narrow. */
static double share_at(double d, double u) {
    const double low = fmax(0, -d), high = fmin(1, 1 - d);
    const double half = sin(u * 1.57079632679489661923);
    return low + (high - low) * half * half;
}

static double at(struct search *s, double u) {
    const double p1 = share_at(s->d, u);
    return kom_stair_probability(&s->stair, p1, fmin(1, fmax(0, p1 + s->d)), negligible);
}

/* Point i of the grid; beyond it there is nothing. */
static double grid_at(struct search *s, int i) {
    if (i < 0 || i > s->n_grid) {
        return -1;
    }
    if (isnan(s->value[i])) {
        s->value[i] = at(s, i * (1.0 / s->n_grid));
    }
    return s->value[i];
}

static void forget(struct search *s) {
    for (int i = 0; i <= s->n_grid; i++) {
        s->value[i] = KOM_NAN;
    }
}

/* Golden section for the maximum between two points of the grid; stops as soon as `tail` is passed.
 */
static bool refine(struct search *s, double low, double high) {
    const double g = 0.61803398874989484820;
    double u = high - g * (high - low), v = low + g * (high - low);
    double fu = at(s, u), fv = at(s, v);
    for (int i = 0; i < 20; i++) {
        if (fu > s->tail || fv > s->tail) {
            return true;
        }
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
static bool exceeds_near(struct search *s, int k) {
    const double own = grid_at(s, k), before = grid_at(s, k - 1), after = grid_at(s, k + 1);
    if (own > s->tail || before > s->tail || after > s->tail) {
        return true;
    }
    if (own < before || own < after || !(own > 0.9 * s->tail)) {
        return false;
    }
    const double least = fmin(before, after) < 0 ? own : overshoot(before, own, after);
    if (own + least < s->tail * (1 - 1e-4)) {
        return false;
    }
    const double h = 1.0 / s->n_grid;
    return refine(s, fmax(0, (k - 1) * h), fmin(1, (k + 1) * h));
}

/* Can anything between the points i and i + STRIDE come near `tail`? */
static bool is_near(struct search *s, int i) {
    const int next = i + STRIDE < s->n_grid ? i + STRIDE : s->n_grid;
    const double a = grid_at(s, i), b = grid_at(s, next);
    double bend = fabs(a - b);
    if (i >= STRIDE) {
        bend = fmax(bend, fabs(s->value[i - STRIDE] - 2 * a + b));
    }
    if (next + STRIDE <= s->n_grid) {
        bend = fmax(bend, fabs(grid_at(s, next + STRIDE) - 2 * b + a));
    }
    return fmax(a, b) + bend / 4 > 0.97 * s->tail;
}

/* Is point k no lower than its neighbours? */
static bool is_peak(struct search *s, int k) {
    const double own = grid_at(s, k);
    return own >= grid_at(s, k - 1) && own >= grid_at(s, k + 1);
}

/* Point k did not exceed `tail`; kept when it is a peak that came near. */
static void keep_peak(struct search *s, int k, struct peaks *kept) {
    const bool is_new = kept->n == 0 || kept->at[kept->n - 1] < k - 1;
    if (is_new && grid_at(s, k) > 0.95 * s->tail && is_peak(s, k)) {
        kept->at[kept->n++] = (int16_t)k;
    }
}

/* Whether P(d), the supremum over the nuisance share, exceeds `tail`; the cuts are those of d. */
static bool exceeds_anywhere(struct search *s) {
    struct peaks kept = {.n = 0};
    forget(s);
    if (s->witness >= 0 && exceeds_near(s, s->witness)) {
        return true;
    }
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
    for (int i = 0; i <= s->n_grid; i += STRIDE) {
        s->highest = fmax(s->highest, s->value[i]);
    }
    return false;
}

/* The same for a d so near to one of answer no, with the same tables, that only the peaks which
   came near `tail` there can exceed it here. */
static bool exceeds_at_peaks(struct search *s) {
    forget(s);
    for (int i = 0; i < s->peaks.n; i++) {
        int k = s->peaks.at[i];
        while (grid_at(s, k + 1) > grid_at(s, k)) {
            k++;
        }
        while (grid_at(s, k - 1) > grid_at(s, k)) {
            k--;
        }
        if (exceeds_near(s, k)) {
            s->witness = k;
            return true;
        }
    }
    return false;
}

static bool exceeds(struct search *s, double d) {
    s->d = d;
    kom_stair_cuts(&s->stair, d);
    return exceeds_anywhere(s);
}

/* ---- the limit ---- */

/* The difference, from `low` to the estimate, where the table seen scores z. */
static double score_limit(const struct kom_stair *stair, double estimate, double z) {
    double low = -1, high = estimate;
    for (int i = 0; i < 30; i++) {
        const double d = low + (high - low) / 2;
        if (kom_stair_score(stair, d) > z) {
            low = d;
        } else {
            high = d;
        }
    }
    return low;
}

/* The grid of differences: step 0 is -1, STEPS the estimate. Fine from `start` on, where the table
   seen is three standard errors more extreme than `tail` asks. */
struct scan {
    double start, estimate;
};

static double step_at(const struct scan *g, int i) {
    return i <= 0        ? -1
           : i <= COARSE ? -1 + (g->start + 1) * i / COARSE
                         : g->start + (g->estimate - g->start) * (i - COARSE) / FINE;
}

static int step_of(const struct scan *g, double d) {
    for (int i = 1; i < STEPS; i++) {
        if (step_at(g, i) >= d) {
            return i;
        }
    }
    return STEPS;
}

/* True when P(d) plainly is no more than `tail` from one step to another: at most what the tables
   of either end have at the shares of the upper one, at few points, with a margin. Far away the
   cuts, too, are found roughly. */
static bool is_far(struct search *s, double from, double to, bool is_rough) {
    const int n = s->stair.pair.n1, stride = 1 + (int)(sqrt(n) / (is_rough ? 8 : 24));
    const double limit = s->tail / (is_rough ? 3 : 1.5);
    int16_t cut[KOM_STAIR_MAX + 1];
    kom_stair_low_cuts(&s->stair, from, stride);
    memcpy(cut, s->stair.cut, sizeof cut);
    kom_stair_low_cuts(&s->stair, to, stride);
    for (int i = 0; i <= n; i++) {
        s->stair.cut[i] = cut[i] < s->stair.cut[i] ? cut[i] : s->stair.cut[i];
    }
    for (int i = 0; i <= s->n_grid; i += FAR_STRIDE) {
        const double p1 = share_at(to, (double)i / s->n_grid);
        if (kom_stair_probability(&s->stair, p1, fmin(1, fmax(0, p1 + to)), s->tail * 1e-5) >
            limit) {
            return false;
        }
    }
    return true;
}

/* A step below `before` that exceeds all the same, 0 when there is none: P need not be monotone. */
static int step_below(struct search *s, const struct scan *g, int before) {
    int width = 2;
    for (int k = before - 1; k > 0;) {
        const int from = k >= width ? k - width + 1 : 1;
        const bool is_near = s->highest > s->tail / 2; /* at step k + 1 */
        if (!is_near && is_far(s, step_at(g, from), step_at(g, k), width > 4)) {
            k = from - 1;
            width = width < 16 ? 2 * width : width;
        } else if (width > 2) {
            width = 2;
        } else {
            if (exceeds(s, step_at(g, k))) {
                return k;
            }
            k--;
        }
    }
    return 0;
}

/* The first step whose d exceeds, STEPS + 1 if none does. */
static int first_step(struct search *s, const struct scan *g, int guess) {
    int i = guess;
    while (i <= STEPS && !exceeds(s, step_at(g, i))) {
        i++;
    }
    for (int below; (below = step_below(s, g, i)) > 0;) {
        i = below;
    }
    return i;
}

static bool is_same(const int16_t *a, const int16_t *b, int n) {
    return memcmp(a, b, (size_t)n * sizeof *a) == 0;
}

/* Halves between a d of answer no and one of yes, down to 1e-13; returns the former. */
static double halve(struct search *s, double low, double high) {
    int16_t cut[2][KOM_STAIR_MAX + 1];
    const int n = s->stair.pair.n1 + 1;
    const double near = (high - low) / 16;
    kom_stair_cuts(&s->stair, high);
    memcpy(cut[1], s->stair.cut, sizeof cut[1]);
    (void)exceeds(s, low); /* its cuts and peaks */
    memcpy(cut[0], s->stair.cut, sizeof cut[0]);
    for (int i = 0; i < 40 && high - low > 1e-13; i++) {
        const bool is_settled = is_same(cut[0], cut[1], n);
        const double d = low + (high - low) / 2;
        s->d = d;
        if (!is_settled) {
            kom_stair_cuts(&s->stair, d);
        }
        const bool is_like_low = high - low < near && is_same(s->stair.cut, cut[0], n);
        const bool is_yes = is_like_low ? exceeds_at_peaks(s) : exceeds_anywhere(s);
        *(is_yes ? &high : &low) = d;
        memcpy(cut[is_yes], s->stair.cut, sizeof cut[0]);
    }
    return low;
}

double kom_share_exact_low(struct kom_share_pair pair, double tail) {
    struct search s = {.tail = tail, .witness = -1};
    const double estimate = (double)pair.x2 / pair.n2 - (double)pair.x1 / pair.n1;
    if (pair.x1 == pair.n1 && pair.x2 == 0) {
        return -1;
    }
    kom_stair_init(&s.stair, pair);
    s.n_grid = 32 + (int)(19 * sqrt(pair.n1 + pair.n2));
    const double z = fmax(0, kom_normal_quantile_upper(tail));
    const struct scan g = {score_limit(&s.stair, estimate, z + 3), estimate};
    const int guess = step_of(&g, score_limit(&s.stair, estimate, z));
    const int i = first_step(&s, &g, guess);
    return halve(&s, step_at(&g, i - 1), i > STEPS ? estimate : step_at(&g, i));
}
