/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Do the treated units vary as the controls do? The pooled t and permutation both rest on it.

   Of each unit the variance of its periods before the first start of any, less the mean of all
   units in that period; then the logs of those variances, treated against never treated, by the
   pooled t. The variances are of one unit each, so serial correlation and several periods do no
   harm: whatever it does to them it does to both sides. Logs make them about normal (Bartlett &
   Kendall 1946), and with one treated unit there is a test too. Weights say what a unit's variance
   is in inverse proportion to, and are taken at their word. */
#include "work.h"

#include <math.h>
#include <string.h>

#include "dist.h"

/* A warning that comes by chance in one row of a hundred. */
static const double SPREAD_ALPHA = 0.01;
enum { SPREAD_PERIODS_MIN = 3 };

/* Periods before this one are before every start, split ones left out. */
static int32_t first_start(const struct kom_did_panel *p) {
    int32_t first = INT32_MAX;
    for (size_t c = 0; c < p->n_cohorts; c++) {
        int32_t start = p->cohort[c].first - (p->cohort[c].straddles ? 1 : 0);
        first = start < first ? start : first;
    }
    return first;
}

static bool is_used(const struct kom_did_panel *p, size_t i, int32_t before) {
    return p->aside[i] == KOM_DID_USED && p->number[p->period[i]] < before;
}

/* A value, period effects off where cells are missing. */
static double value_of(const struct kom_did_panel *p, size_t i) {
    return p->effect ? kom_dd_double(kom_dd_sub(p->exact[i], p->effect[p->period[i]])) : p->y[i];
}

/* Of each period, the mean over units. sum and n: n_periods zeros. Where cells are missing, the
   means are of other units in each period, and period effects are off already: there they are 0. */
static void period_means(const struct kom_did_panel *p, int32_t before, double *sum, double *n) {
    for (size_t i = 0; i < p->n; i++) {
        if (!is_used(p, i, before))
            continue;
        sum[p->period[i]] += value_of(p, i);
        n[p->period[i]] += 1.0;
    }
    for (size_t t = 0; t < p->n_periods; t++)
        sum[t] = n[t] > 0.0 && !p->effect ? sum[t] / n[t] : 0.0;
}

/* The log of a unit's variance, times its weight; NaN when there are too few periods or no
   variance. */
static double log_variance(const struct kom_did_panel *p, size_t u, int32_t before,
                           const double *mean) {
    double sum = 0.0, squares = 0.0, size = 0.0, weight = 0.0;
    size_t n = 0;
    for (size_t i = p->begin[u]; i < p->begin[u + 1]; i++) {
        if (!is_used(p, i, before))
            continue;
        sum += value_of(p, i) - mean[p->period[i]];
        size += value_of(p, i) * value_of(p, i);
        weight += p->w ? p->w[i] : 1.0;
        n++;
    }
    if (n < SPREAD_PERIODS_MIN)
        return KOM_NAN;
    for (size_t i = p->begin[u]; i < p->begin[u + 1]; i++) {
        double e = value_of(p, i) - mean[p->period[i]] - sum / (double)n;
        squares += is_used(p, i, before) ? e * e : 0.0;
    }
    /* what rounding leaves is no variance */
    return squares > 1e-24 * size ? log(squares / (double)(n - 1) * weight / (double)n) : KOM_NAN;
}

struct side {
    double n, sum, squares; /* about the mean, once that is known */
};

/* p and the ratio of the standard deviations, treated to controls. */
static double compare(const struct kom_did_panel *p, const double *spread, double *ratio) {
    struct side side[2] = {{0.0, 0.0, 0.0}, {0.0, 0.0, 0.0}};
    for (size_t u = 0; u < p->n_units; u++) {
        struct side *s = &side[!kom_did_is_never(p, &p->start[u])];
        s->n += !isnan(spread[u]);
        s->sum += isnan(spread[u]) ? 0.0 : spread[u];
    }
    double df = side[0].n + side[1].n - 2.0;
    if (!(side[0].n > 0.0) || !(side[1].n > 0.0) || !(df > 0.0))
        return KOM_NAN;
    for (size_t u = 0; u < p->n_units; u++) {
        struct side *s = &side[!kom_did_is_never(p, &p->start[u])];
        double e = isnan(spread[u]) ? 0.0 : spread[u] - s->sum / s->n;
        s->squares += e * e;
    }
    double gap = side[1].sum / side[1].n - side[0].sum / side[0].n;
    double variance =
        (side[0].squares + side[1].squares) / df * (1.0 / side[0].n + 1.0 / side[1].n);
    *ratio = exp(gap / 2.0);
    return variance > 0.0 ? kom_t_p(gap / sqrt(variance), df) : KOM_NAN;
}

enum kom_status kom_did_spread(struct kom_did_cell *cell, struct kom_buf *own) {
    const struct kom_did_panel *p = &cell->panel;
    const int32_t before = first_start(p);
    const size_t size = (p->n_periods + 1) * sizeof(double);
    double *mean = kom_arena_take(&cell->arena, size), *n = kom_arena_take(&cell->arena, size);
    double *spread = kom_arena_take(&cell->arena, (p->n_units + 1) * sizeof *spread);
    double ratio = 0.0;
    char digits[32];
    if (!mean || !n || !spread)
        return KOM_ENOMEM;
    memset(mean, 0, size);
    memset(n, 0, size);
    period_means(p, before, mean, n);
    for (size_t u = 0; u < p->n_units; u++)
        spread[u] = kom_did_is_always(p, &p->start[u]) ? KOM_NAN : log_variance(p, u, before, mean);
    if (compare(p, spread, &ratio) < SPREAD_ALPHA) {
        size_t length = kom_num_significant(digits, ratio, 2);
        kom_did_say(own, "unequal_spread(%.*s)", (int)length, digits);
    }
    return KOM_OK;
}
