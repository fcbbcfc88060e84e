/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Event study: the value on periods since the start, with an effect for every unit and period; the
   last event time before the start is the reference. Terms: `event`, one a row, then `pretrend`,
   the joint test of those before the start, and `joint`, that of all of them (Wald, divided by
   their number, F on that and the df of the t).

   Each event time but the reference is a dummy in a regression with units and periods taken out
   (regress.c); treated units count from their start, never treated ones have none. Columns that the
   data cannot tell apart are refused by name. Errors are those of clusters of units; a coefficient
   that rests on one unit or cluster has no robust error and gets none. The joint tests take the
   covariance of all columns at once. docs/methods/event.md has the formulas. */
#include "regress.h"

#include <math.h>

#include "dist.h"

/* Event times there are, but the reference. */
struct times {
    int32_t *time;
    size_t *n_units; /* treated units that have a row of it */
    size_t n;
    int32_t low, high, reference;
};

/* What the rows of a study share. */
struct study {
    const struct kom_did_regression *r;
    const struct times *times;
    struct kom_buf method;
};

/* KOM_DID_NO_EVENT: never treated. */
static int32_t time_of(const struct kom_did_panel *p, size_t i) {
    const struct kom_did_start *start = &p->start[p->unit[i]];
    if (kom_did_is_never(p, start))
        return KOM_DID_NO_EVENT;
    return kom_did_event_time(start, p->number[p->period[i]]);
}

static void find_range(const struct kom_did_panel *p, struct times *t) {
    t->low = INT32_MAX;
    t->high = t->reference = KOM_DID_NO_EVENT;
    for (size_t i = 0; i < p->n; i++) {
        int32_t e = p->aside[i] == KOM_DID_USED ? time_of(p, i) : KOM_DID_NO_EVENT;
        if (e == KOM_DID_NO_EVENT)
            continue;
        t->low = e < t->low ? e : t->low;
        t->high = e > t->high ? e : t->high;
        t->reference = e < 0 && e > t->reference ? e : t->reference;
    }
}

/* Event times in their order; column[e - low] is the place of each, KOM_DID_NONE for none. */
static enum kom_status find_times(struct kom_did_cell *cell, struct times *t, uint32_t **column) {
    const struct kom_did_panel *p = &cell->panel;
    find_range(p, t);
    size_t span = (size_t)((int64_t)t->high - t->low) + 1;
    t->time = kom_arena_take(&cell->arena, span * sizeof *t->time);
    *column = kom_arena_take(&cell->arena, span * sizeof **column);
    t->n_units = kom_arena_take(&cell->arena, span * sizeof *t->n_units);
    if (!t->time || !*column || !t->n_units)
        return KOM_ENOMEM;
    for (size_t e = 0; e < span; e++) {
        (*column)[e] = KOM_DID_NONE;
        t->n_units[e] = 0;
    }
    for (size_t i = 0; i < p->n; i++) {
        int32_t e = p->aside[i] == KOM_DID_USED ? time_of(p, i) : KOM_DID_NO_EVENT;
        if (e != KOM_DID_NO_EVENT && e != t->reference)
            (*column)[e - t->low] = 0;
    }
    t->n = 0;
    for (size_t e = 0; e < span; e++)
        if ((*column)[e] == 0) {
            (*column)[e] = (uint32_t)t->n;
            t->time[t->n++] = t->low + (int32_t)e;
        }
    for (size_t i = 0; i < p->n; i++) {
        int32_t e = p->aside[i] == KOM_DID_USED ? time_of(p, i) : KOM_DID_NO_EVENT;
        if (e != KOM_DID_NO_EVENT && e != t->reference)
            t->n_units[(*column)[e - t->low]]++;
    }
    return KOM_OK;
}

static const char *name_time(struct kom_did_cell *cell, int32_t time) {
    struct kom_buf text = {0};
    kom_buf_str(&text, "event_time ");
    kom_buf_int(&text, time);
    const char *name = text.failed ? NULL : kom_arena_copy(&cell->arena, text.p, text.n);
    kom_buf_fini(&text);
    return name;
}

static enum kom_status fill(struct kom_did_work *work, struct kom_did_cell *cell,
                            const struct times *t, const uint32_t *column,
                            struct kom_did_regression *r) {
    const struct kom_did_panel *p = &cell->panel;
    for (size_t k = 0; k < t->n; k++) {
        r->name[k] = name_time(cell, t->time[k]);
        if (!r->name[k])
            return KOM_ENOMEM;
    }
    for (size_t i = 0; i < r->n; i++) {
        int32_t e = time_of(p, r->at[i]);
        if (e != KOM_DID_NO_EVENT && e != t->reference)
            r->x[column[e - t->low]][i] = 1.0;
        for (size_t j = 0; j < work->request->n_covariates; j++)
            r->x[t->n + j][i] = p->x[j][r->at[i]];
    }
    for (size_t j = 0; j < work->request->n_covariates; j++)
        r->name[t->n + j] = work->request->covariates[j];
    return KOM_OK;
}

/* ---- rows ---- */

static enum kom_status add_row(struct kom_did_work *work, struct kom_did_cell *cell,
                               struct kom_did_row *row, const struct kom_buf *method,
                               const char *more, const struct kom_buf *own) {
    struct kom_buf text = {0};
    kom_buf_add(&text, method->p, method->n);
    kom_buf_str(&text, more);
    kom_buf_byte(&text, '\0');
    row->method = text.p;
    enum kom_status status =
        text.failed || method->failed ? KOM_ENOMEM : kom_did_add(work, cell, row, own);
    kom_buf_fini(&text);
    return status;
}

/* A coefficient that one treated unit carries, or one cluster, or one row, has no robust error: its
   residuals are 0. NULL: it has one. */
static const char *refused(const struct kom_did_regression *r, const struct times *t, size_t k) {
    if (r->n_ways > 0 && t->n_units[k] == 1)
        return "one_treated";
    return r->is_lost[k] ? kom_did_lost_word(r) : NULL;
}

static enum kom_status add_event(struct kom_did_work *work, struct kom_did_cell *cell,
                                 const struct study *study, size_t k) {
    const struct kom_did_regression *r = study->r;
    const struct times *t = study->times;
    struct kom_did_row row = kom_did_row_of(cell, "event");
    struct kom_buf own = {0}, more = {0};
    enum kom_status status = KOM_OK;
    row.event_time = t->time[k];
    row.n_treated = (int64_t)t->n_units[k];
    row.n = (int64_t)r->n;
    if (refused(r, t, k))
        kom_did_say(&own, "%s", refused(r, t, k));
    else
        status = kom_did_regression_row(work, cell, r, k, &row, &own);
    if (row.draws >= 0)
        kom_buf_printf(&more, "; %s", row.method);
    kom_buf_byte(&more, '\0');
    if (!status)
        status = more.failed ? KOM_ENOMEM : add_row(work, cell, &row, &study->method, more.p, &own);
    kom_buf_fini(&own);
    kom_buf_fini(&more);
    return status;
}

/* The joint test of the first n columns, those refused left out; df is that of the t (G - 1). With
   less than 3 treated clusters a restriction the covariance has next to nothing in some direction:
   F explodes under any truth, and there is none. With less than 10 it is warned of: 5 restrictions
   and 8 treated of 98 rejected a true null in 43 % of simulations at the 5 % level. */
static enum kom_status add_joint(struct kom_did_work *work, struct kom_did_cell *cell,
                                 const struct study *study, const char *term, size_t n) {
    const struct kom_did_regression *r = study->r;
    struct kom_did_row row = kom_did_row_of(cell, term);
    struct kom_buf own = {0}, more = {0};
    size_t *which = kom_arena_take(&cell->arena, (n + 1) * sizeof *which), q = 0;
    if (!which)
        return KOM_ENOMEM;
    double f = KOM_NAN, df = r->n_ways ? (double)r->n_clusters - 1.0 : r->df[0];
    for (size_t k = 0; k < n; k++)
        if (!refused(r, study->times, k))
            which[q++] = k;
    bool is_too_much = r->n_ways > 0 && 3 * q > r->n_treated;
    enum kom_status status =
        q > 0 && !is_too_much ? kom_did_regression_wald(r, which, q, &f) : KOM_OK;
    row.n = (int64_t)r->n;
    row.n_clusters = r->n_ways ? (int64_t)r->n_clusters : -1;
    kom_buf_printf(&more, "; Wald F on %zu and df", q);
    kom_buf_byte(&more, '\0');
    if (q == 0)
        kom_did_say(&own, "no_event_time_to_test");
    else if (isnan(f))
        kom_did_say(&own, is_too_much ? "too_many_for_treated_clusters(%zu)" : "singular(%zu)", q);
    else if (r->n_ways > 0 && 10 * q > r->n_treated)
        kom_did_say(&own, "rejects_too_often(%zu)", q);
    if (f >= 0.0) {
        row.test.statistic = f;
        row.test.df = df;
        row.test.p_value = kom_f_p(f, (double)q, df);
        row.is_estimated = true;
    }
    if (!status)
        status = more.failed ? KOM_ENOMEM : add_row(work, cell, &row, &study->method, more.p, &own);
    kom_buf_fini(&own);
    kom_buf_fini(&more);
    return status;
}

static enum kom_status add_all(struct kom_did_work *work, struct kom_did_cell *cell,
                               struct kom_did_regression *r, const struct times *t) {
    struct study study = {.r = r, .times = t};
    size_t n_before = 0;
    enum kom_status status = KOM_OK;
    kom_buf_printf(&study.method,
                   "event study: units and periods taken out, reference event_time %d, ",
                   (int)t->reference);
    kom_did_regression_say(work->request, r, &study.method);
    if (cell->panel.n_cohorts > 1)
        kom_did_say(&cell->warning, "staggered(%zu)", cell->panel.n_cohorts);
    kom_did_regression_warn(work, cell, r, &cell->warning);
    for (size_t k = 0; k < t->n && !status; k++) {
        n_before += t->time[k] < 0;
        status = add_event(work, cell, &study, k);
    }
    if (!status)
        status = add_joint(work, cell, &study, "pretrend", n_before);
    if (!status)
        status = add_joint(work, cell, &study, "joint", t->n);
    kom_buf_fini(&study.method);
    return status;
}

enum kom_status kom_did_event(struct kom_did_work *work, struct kom_did_cell *cell) {
    struct kom_did_panel *p = &cell->panel;
    struct kom_did_regression r = {0};
    struct times t;
    uint32_t *column;
    const char *lacks = kom_did_regression_lacks(p);
    if (!lacks && p->n_never == 0)
        lacks = "no_control";
    if (lacks)
        return kom_did_refuse(work, cell, "event", lacks);
    for (size_t i = 0; i < p->n; i++)
        if (kom_did_is_always(p, &p->start[p->unit[i]]))
            p->aside[i] = KOM_DID_ALWAYS;
    enum kom_status status = find_times(cell, &t, &column);
    if (!status && t.reference == KOM_DID_NO_EVENT)
        return kom_did_refuse(work, cell, "event", "no_before");
    if (!status)
        status = kom_did_regression_take(work, cell, t.n + work->request->n_covariates, &r);
    if (!status)
        status = fill(work, cell, &t, column, &r);
    if (!status)
        status = kom_did_regression_run(work, cell, &r);
    if (!status)
        status =
            r.lacks ? kom_did_refuse(work, cell, "event", r.lacks) : add_all(work, cell, &r, &t);
    kom_did_regression_fini(&r);
    return status;
}
