/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Least squares with units and periods taken out, and the covariance that was asked for.

   By Frisch & Waugh (1933) and Lovell (1963) a regression with effects of units and periods is one
   on columns from which both were taken, which sweeps of means do without a dummy (within.h).
   Values first lose a number of their unit and one of their period, as decimals, so chosen that
   most cells become small. A column of which next to nothing is left is named and refused. The
   covariance is the library's (covariance.c). What rests on one cluster or row is found and has no
   error. */
#include "regress.h"

#include <math.h>
#include <string.h>

#include "dist.h"
#include "intern.h"
#include "small.h"
#include "wild.h"
#include "within_leave.h"

/* ---- rows ---- */

static void *take(struct kom_did_cell *cell, size_t n, size_t size, bool *is_there) {
    void *p = kom_arena_take(&cell->arena, (n + 1) * size);
    *is_there = *is_there && p;
    return p;
}

/* Levels renumbered from 0 in the order of coming. */
static enum kom_status dense(uint32_t *level, size_t n, size_t *n_levels) {
    uint32_t top = 0, *number;
    for (size_t i = 0; i < n; i++)
        top = level[i] > top ? level[i] : top;
    number = kom_alloc((size_t)top + 2, sizeof *number);
    if (!number)
        return KOM_ENOMEM;
    *n_levels = 0;
    for (size_t i = 0; i < n; i++) {
        if (number[level[i]] == 0)
            number[level[i]] = (uint32_t)++ * n_levels;
        level[i] = number[level[i]] - 1;
    }
    kom_free(number);
    return KOM_OK;
}

static bool allocate(struct kom_did_cell *cell, struct kom_did_regression *r, bool has_weights) {
    bool is_there = true;
    r->at = take(cell, r->n, sizeof *r->at, &is_there);
    r->y = take(cell, r->n, sizeof *r->y, &is_there);
    r->w = has_weights ? take(cell, r->n, sizeof *r->w, &is_there) : NULL;
    r->unit = take(cell, r->n, sizeof *r->unit, &is_there);
    r->period = take(cell, r->n, sizeof *r->period, &is_there);
    r->name = take(cell, r->k, sizeof *r->name, &is_there);
    r->x = take(cell, r->k, sizeof *r->x, &is_there);
    r->v = take(cell, r->k * r->k, sizeof *r->v, &is_there);
    r->se = take(cell, r->k, sizeof *r->se, &is_there);
    r->df = take(cell, r->k, sizeof *r->df, &is_there);
    r->is_lost = take(cell, r->k, sizeof *r->is_lost, &is_there);
    for (size_t j = 0; is_there && j < r->k; j++) {
        r->x[j] = take(cell, r->n, sizeof **r->x, &is_there);
        if (is_there)
            memset(r->x[j], 0, (r->n + 1) * sizeof **r->x);
    }
    for (size_t w = 0; is_there && w < r->n_ways; w++)
        r->cluster[w].of_row = take(cell, r->n, sizeof *r->cluster[w].of_row, &is_there);
    return is_there;
}

static void choose(const struct kom_did_request *request, struct kom_did_regression *r) {
    r->kind = request->vcov ? (enum kom_vcov_kind)kom_did_vcov_of(request->vcov) : KOM_VCOV_CR1;
    r->ssc = request->ssc ? (enum kom_ssc)kom_did_ssc_of(request->ssc) : KOM_SSC_FIXEST;
    r->n_ways = r->kind < KOM_VCOV_CR0 ? 0 : request->n_cluster ? request->n_cluster : 1;
}

/* What is taken off the values of units and periods before they are rounded. */
struct bases {
    struct kom_dd *unit, *period;
    uint8_t *has_unit, *has_period;
};

/* One pass over the rows: who has a base gives one to whom it shares a row with. */
static bool spread_bases(const struct kom_did_panel *p, const struct kom_did_regression *r,
                         struct bases *b) {
    bool has_changed = false;
    for (size_t n = 0; n < r->n; n++) {
        const size_t i = r->at[n];
        const uint32_t u = p->unit[i], t = p->period[i];
        if (b->has_unit[u] == b->has_period[t])
            continue;
        if (b->has_unit[u])
            b->period[t] = kom_dd_sub(p->exact[i], b->unit[u]);
        else
            b->unit[u] = kom_dd_sub(p->exact[i], b->period[t]);
        b->has_unit[u] = b->has_period[t] = 1;
        has_changed = true;
    }
    return has_changed;
}

/* Values less a number of their unit and one of their period, so chosen that rows in which units
   meet periods first are 0: then neither a level nor what all units share costs a digit. */
static enum kom_status take_values(struct kom_did_cell *cell, struct kom_did_regression *r) {
    const struct kom_did_panel *p = &cell->panel;
    bool is_there = true;
    struct bases b = {take(cell, p->n_units, sizeof *b.unit, &is_there),
                      take(cell, p->n_periods, sizeof *b.period, &is_there),
                      take(cell, p->n_units, 1, &is_there), take(cell, p->n_periods, 1, &is_there)};
    if (!is_there)
        return KOM_ENOMEM;
    memset(b.has_unit, 0, p->n_units);
    memset(b.has_period, 0, p->n_periods);
    for (size_t n = 0; n < r->n; n++) {
        const uint32_t u = p->unit[r->at[n]];
        if (b.has_unit[u])
            continue;
        b.unit[u] = kom_dd(0.0); /* a part that hangs together begins */
        b.has_unit[u] = 1;
        while (spread_bases(p, r, &b)) {
        }
    }
    for (size_t n = 0; n < r->n; n++) {
        const size_t i = r->at[n];
        const struct kom_dd base = kom_dd_add(b.unit[p->unit[i]], b.period[p->period[i]]);
        r->y[n] = kom_dd_double(kom_dd_sub(p->exact[i], base));
    }
    return KOM_OK;
}

/* Cells that units in the regression lack, of periods in it. */
static enum kom_status count_missing(struct kom_did_cell *cell, struct kom_did_regression *r) {
    const struct kom_did_panel *p = &cell->panel;
    bool is_there = true;
    uint8_t *has_unit = take(cell, p->n_units, 1, &is_there);
    uint8_t *has_period = take(cell, p->n_periods, 1, &is_there);
    if (!is_there)
        return KOM_ENOMEM;
    memset(has_unit, 0, p->n_units);
    memset(has_period, 0, p->n_periods);
    for (size_t n = 0; n < r->n; n++)
        has_unit[p->unit[r->at[n]]] = has_period[p->period[r->at[n]]] = 1;
    r->n_missing = r->n_units * r->n_periods - r->n;
    for (size_t u = 0; u < p->n_units; u++)
        for (size_t t = 0; t < p->n_periods && has_unit[u]; t++)
            r->n_missing -= has_period[t] && kom_did_is_split(&p->start[u], p->number[t]);
    return KOM_OK;
}

enum kom_status kom_did_regression_take(struct kom_did_work *work, struct kom_did_cell *cell,
                                        size_t k, struct kom_did_regression *r) {
    const struct kom_did_panel *p = &cell->panel;
    *r = (struct kom_did_regression){.k = k};
    choose(work->request, r);
    for (size_t i = 0; i < p->n; i++)
        r->n += p->aside[i] == KOM_DID_USED;
    const bool has_weights = p->w;
    if (!allocate(cell, r, has_weights))
        return KOM_ENOMEM;
    for (size_t i = 0, n = 0; i < p->n; i++) {
        if (p->aside[i] != KOM_DID_USED)
            continue;
        r->at[n] = i;
        r->unit[n] = p->unit[i];
        r->period[n] = p->period[i];
        if (r->w)
            r->w[n] = p->w[i];
        for (size_t w = 0; w < r->n_ways; w++)
            r->cluster[w].of_row[n] = work->request->n_cluster ? p->cluster[w][i] : p->unit[i];
        n++;
    }
    enum kom_status status = take_values(cell, r);
    if (!status)
        status = dense(r->unit, r->n, &r->n_units);
    if (!status)
        status = dense(r->period, r->n, &r->n_periods);
    if (!status)
        status = count_missing(cell, r);
    for (size_t w = 0; w < r->n_ways && !status; w++)
        status = dense(r->cluster[w].of_row, r->n, &r->cluster[w].n);
    return status;
}

void kom_did_regression_fini(struct kom_did_regression *r) {
    kom_within_fit_fini(&r->fit);
    kom_within_close(r->within);
    r->within = NULL;
}

/* ---- the fit ---- */

static enum kom_status lack(struct kom_did_cell *cell, struct kom_did_regression *r,
                            const char *what, const char *name) {
    struct kom_buf text = {0};
    kom_buf_str(&text, what);
    kom_buf_str(&text, name);
    r->lacks = text.failed ? NULL : kom_arena_copy(&cell->arena, text.p, text.n);
    kom_buf_fini(&text);
    return r->lacks ? KOM_OK : KOM_ENOMEM;
}

/* KOM_EESTIMATE of the numerics is a row without estimate, not the end. */
static enum kom_status soften(struct kom_did_cell *cell, struct kom_did_regression *r,
                              enum kom_status status, const struct kom_error *why) {
    return status == KOM_EESTIMATE ? lack(cell, r, "no_estimate: ", why->text) : status;
}

static enum kom_status demean(struct kom_did_cell *cell, struct kom_did_regression *r,
                              struct kom_error *why) {
    double left;
    enum kom_status status = kom_within_demean(r->within, r->y, &left, why);
    if (!status && left < KOM_WITHIN_ABSORBED)
        return lack(cell, r, "constant", "");
    for (size_t j = 0; j < r->k && !status; j++) {
        status = kom_within_demean(r->within, r->x[j], &left, why);
        if (!status && left < KOM_WITHIN_ABSORBED)
            return lack(cell, r, "collinear:", r->name[j]);
    }
    if (!status)
        status = kom_within_fit(r->within, r->y, (const double *const *)r->x, r->k, &r->fit, why);
    if (status == KOM_EESTIMATE && r->fit.collinear < r->k)
        return lack(cell, r, "collinear:", r->name[r->fit.collinear]);
    return soften(cell, r, status, why);
}

/* K of the small-sample factor. fixest: effects nested in any of the clusters are not counted. */
static enum kom_status count_parameters(struct kom_did_regression *r) {
    const struct kom_factor factor[2] = {{r->unit, r->n_units}, {r->period, r->n_periods}};
    size_t n_nested = 0;
    enum kom_status status = KOM_OK;
    for (int f = 0; f < 2; f++) {
        bool is_nested = false;
        for (size_t w = 0; w < r->n_ways && !status; w++) {
            bool nested = false;
            status = kom_within_nested(&factor[f], r->cluster[w].of_row, r->n, &nested);
            is_nested = is_nested || nested;
            if (f == 0 && w == 0)
                r->units_nested = nested;
        }
        n_nested += is_nested ? factor[f].n_levels - 1 : 0;
    }
    r->n_parameters =
        kom_ssc_parameters(r->n_ways ? r->ssc : KOM_SSC_STATA, r->k, r->rank, n_nested);
    return status;
}

/* What rounding leaves of squared residuals: their own, and that of numbers that were no decimals.
 */
static double no_squares(const struct kom_did_cell *cell, const struct kom_did_regression *r) {
    const double noise = 4.0 * cell->panel.noise;
    double weight = r->w ? 0.0 : (double)r->n;
    for (size_t i = 0; r->w && i < r->n; i++)
        weight += r->w[i];
    return fmax(1e-24 * r->fit.ss_total, weight * noise * noise);
}

static enum kom_status fit(struct kom_did_cell *cell, struct kom_did_regression *r,
                           struct kom_error *why) {
    const struct kom_factor factor[2] = {{r->unit, r->n_units}, {r->period, r->n_periods}};
    struct kom_within_facts facts;
    enum kom_status status = kom_within_open(&r->within, r->n, factor, 2, r->w, why);
    if (!status)
        status = kom_within_facts(r->within, &facts, why);
    if (status)
        return status;
    r->rank = facts.rank;
    if (r->n <= r->rank + r->k)
        return lack(cell, r, "too_few_rows", "");
    status = demean(cell, r, why);
    if (status || r->lacks)
        return status;
    if (!(r->fit.ss_residual > no_squares(cell, r)))
        return lack(cell, r, "exact_fit", "");
    return count_parameters(r);
}

/* ---- covariance ---- */

/* Clusters with a treated unit; units are not here that were left out. */
static enum kom_status count_treated(const struct kom_did_cell *cell,
                                     struct kom_did_regression *r) {
    uint8_t *seen = kom_alloc(r->cluster[0].n + 1, 1);
    r->n_treated = 0;
    if (!seen)
        return KOM_ENOMEM;
    for (size_t i = 0; i < r->n; i++) {
        uint32_t g = r->cluster[0].of_row[i];
        const struct kom_did_start *start = &cell->panel.start[cell->panel.unit[r->at[i]]];
        if (seen[g] || kom_did_is_never(&cell->panel, start) ||
            kom_did_is_always(&cell->panel, start))
            continue;
        seen[g] = 1;
        r->n_treated++;
    }
    kom_free(seen);
    return KOM_OK;
}

/* What rests on one cluster of a way, or on one row. iid errors do not ask. */
static enum kom_status find_lost(struct kom_did_regression *r, struct kom_error *why) {
    const struct kom_within_columns columns = {
        .n = r->n,
        .k = r->k,
        .factor = {{r->unit, r->n_units}, {r->period, r->n_periods}},
        .weight = r->w,
        .x = (const double *const *)r->x,
    };
    enum kom_status status = KOM_OK;
    for (size_t j = 0; j < r->k; j++)
        r->is_lost[j] = false;
    if (r->kind == KOM_VCOV_IID)
        return KOM_OK;
    if (r->n_ways == 0)
        return kom_within_leave(&columns, NULL, 0, r->is_lost, why);
    for (size_t w = 0; w < r->n_ways && !status; w++)
        status = kom_within_leave(&columns, r->cluster[w].of_row, r->cluster[w].n, r->is_lost, why);
    return status;
}

const char *kom_did_lost_word(const struct kom_did_regression *r) {
    return r->n_ways > 0 ? "one_treated_cluster" : "leverage_one";
}

static enum kom_status covariance(struct kom_did_cell *cell, struct kom_did_regression *r,
                                  struct kom_error *why) {
    double df = (double)(r->n - r->rank - r->k);
    if (r->n_ways > 0) {
        r->n_clusters = r->cluster[0].n;
        if (r->n_ways == 2 && r->cluster[1].n < r->n_clusters)
            r->n_clusters = r->cluster[1].n;
        if (r->n_clusters < 2)
            return lack(cell, r, "one_cluster", "");
        if (count_treated(cell, r) != KOM_OK)
            return KOM_ENOMEM;
        if (r->n_treated == 1)
            return lack(cell, r, "one_treated_cluster", "");
        df = (double)r->n_clusters - 1.0;
    }
    for (size_t j = 0; j < r->k; j++)
        r->df[j] = df;
    enum kom_status status = kom_did_covariance(cell, r, why);
    for (size_t j = 0; j < r->k && !status; j++)
        r->se[j] = r->v[j * r->k + j] > 0.0 ? sqrt(r->v[j * r->k + j]) : KOM_NAN;
    return status;
}

enum kom_status kom_did_regression_run(struct kom_did_work *work, struct kom_did_cell *cell,
                                       struct kom_did_regression *r) {
    struct kom_error why;
    enum kom_status status = fit(cell, r, &why);
    if (!status && !r->lacks)
        status = find_lost(r, &why);
    if (!status && !r->lacks)
        status = covariance(cell, r, &why);
    if (status == KOM_EDATA || status == KOM_EUSAGE)
        return kom_fail(work->err, status, "%s", why.text);
    return soften(cell, r, status, &why);
}

enum kom_status kom_did_regression_wald(const struct kom_did_regression *r, const size_t *which,
                                        size_t q, double *f) {
    size_t collinear;
    double *v = kom_alloc(q * q + 1, sizeof *v), sum = 0.0;
    if (!v)
        return KOM_ENOMEM;
    for (size_t a = 0; a < q; a++)
        for (size_t b = 0; b < q; b++)
            v[a * q + b] = r->v[which[a] * r->k + which[b]];
    enum kom_status status = kom_small_invert(v, q, &collinear);
    for (size_t a = 0; a < q && !status; a++)
        for (size_t b = 0; b < q; b++)
            sum += r->fit.coef[which[a]] * v[a * q + b] * r->fit.coef[which[b]];
    *f = status ? KOM_NAN : sum / (double)q;
    kom_free(v);
    return status == KOM_ENOMEM ? status : KOM_OK;
}
