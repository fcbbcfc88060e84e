/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fisher's exact test, and Chan and Zhang's limit by scanning the difference and the nuisance
   share.

   The limit is where P(d) first exceeds `tail` on a fixed grid of differences, halved from there.
   The walk over the grid begins where the score interval ends, which changes no answer: all of it
   is gone through. */
#include "share_exact.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

#include "dist.h"
#include "incomplete.h"
#include "kom/share.h"
#include "share_profile.h"

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
        if (k < 0 || k < drawn - (total - marked) || k > marked || k > drawn)
            break;
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
    if (kom_hypergeometric_pmf(mode, marked, total, drawn) <= limit)
        return 1;
    while (fabs(far - near) > 1.5) {
        const double j = floor(near + (far - near) / 2);
        if (kom_hypergeometric_pmf(j, marked, total, drawn) <= limit) {
            far = j;
        } else {
            near = j;
        }
    }
    double p = hyper_tail(k, -step, marked, total, drawn);
    if (far >= first && far <= last)
        p += hyper_tail(far, step, marked, total, drawn);
    return fmin(1, p);
}

/* ---- the limit ---- */

enum {
    COARSE = 32, /* steps in d to the score limit less three standard errors, */
    FINE = 128,  /* and from there to the estimate */
    STEPS = COARSE + FINE
};

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
        if (step_at(g, i) >= d)
            return i;
    }
    return STEPS;
}

/* A step below `before` that exceeds all the same, 0 when there is none: P need not be monotone. */
static int step_below(struct kom_profile *s, const struct scan *g, int before) {
    int width = 2;
    for (int k = before - 1; k > 0;) {
        const int from = k >= width ? k - width + 1 : 1;
        const bool is_near = s->highest > s->tail / 2; /* at step k + 1 */
        if (!is_near && kom_profile_is_far(s, step_at(g, from), step_at(g, k), width > 4)) {
            k = from - 1;
            width = width < 16 ? 2 * width : width;
        } else if (width > 2) {
            width = 2;
        } else {
            if (kom_profile_exceeds(s, step_at(g, k)))
                return k;
            k--;
        }
    }
    return 0;
}

/* The first step whose d exceeds, STEPS + 1 if none does. */
static int first_step(struct kom_profile *s, const struct scan *g, int guess) {
    int i = guess;
    while (i <= STEPS && !kom_profile_exceeds(s, step_at(g, i)))
        i++;
    for (int below; (below = step_below(s, g, i)) > 0;)
        i = below;
    return i;
}

double kom_share_exact_low(struct kom_share_pair pair, double tail) {
    struct kom_profile s;
    const double estimate = (double)pair.x2 / pair.n2 - (double)pair.x1 / pair.n1;
    if (pair.x1 == pair.n1 && pair.x2 == 0)
        return -1;
    kom_profile_init(&s, pair, tail);
    const double z = fmax(0, kom_normal_quantile_upper(tail));
    const struct scan g = {score_limit(&s.stair, estimate, z + 3), estimate};
    const int guess = step_of(&g, score_limit(&s.stair, estimate, z));
    const int i = first_step(&s, &g, guess);
    return kom_profile_halve(&s, step_at(&g, i - 1), i > STEPS ? estimate : step_at(&g, i));
}
