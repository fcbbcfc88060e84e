/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One series before and after its start: the difference of means, and the changes of level and
   slope, with errors that allow for serial correlation (series_fit.h). */
#include "work.h"

#include <math.h>
#include <stdlib.h>

#include "series_fit.h"

struct point {
    int64_t period;
    struct kom_dd value; /* above the base of the cell */
    uint8_t side, kind;
};

static int by_period(const void *pa, const void *pb) {
    const struct point *a = pa, *b = pb;
    return (a->period > b->period) - (a->period < b->period);
}

/* What keeps the rows from being one series; NULL: nothing. */
static const char *why_no_series(const struct point *p, size_t n) {
    for (size_t i = 1; i < n; i++) {
        if (p[i].kind != p[0].kind)
            return "periods_of_several_kinds";
        if (p[i].period == p[i - 1].period)
            return "several_rows_a_period";
        if (p[i].side < p[i - 1].side)
            return "before_lies_after";
    }
    return NULL;
}

static const char *read_points(const struct kom_diff_work *work, const struct kom_diff_cell *cell,
                               struct point *p) {
    for (size_t i = 0; i < cell->n_uses; i++) {
        const struct kom_diff_mark *mark = &work->mark[cell->use[i].row];
        if (mark->time == KOM_DAY_NONE)
            return "no_time";
        const struct kom_num y = kom_diff_subtract(&cell->use[i].value, &cell->base.value);
        p[i] = (struct point){kom_period_of((enum kom_period_kind)mark->kind, mark->time).number,
                              kom_dd_from_num(&y), cell->use[i].side, mark->kind};
    }
    qsort(p, cell->n_uses, sizeof *p, by_period);
    return why_no_series(p, cell->n_uses);
}

static enum kom_status describe(struct kom_diff_work *work, const struct kom_series_fit *fit,
                                const char **method) {
    static const char *const name[] = {
        [2] = "step regression", [3] = "step beside a common slope", [4] = "segmented regression"};
    struct kom_buf text = {0};
    kom_buf_printf(&text, "%s, Newey-West errors (Bartlett, lag %d, factor n/(n-%d)), t",
                   name[fit->k], fit->lag, fit->k);
    kom_buf_byte(&text, '\0');
    enum kom_status status = text.failed ? KOM_ENOMEM : kom_diff_method_text(work, text.p, method);
    kom_buf_fini(&text);
    return status;
}

/* The change of level and of slope; blank when the series carries only the step. */
static enum kom_status fit_segments(struct kom_diff_work *work, struct kom_diff_cell *cell,
                                    struct kom_series_data data, struct kom_series_plan plan,
                                    struct kom_diff_row *row) {
    struct kom_series_fit fit;
    plan.model = KOM_SERIES_SEGMENTED;
    enum kom_status status = kom_series_fit(data, plan, &fit, work->err);
    if (status == KOM_EESTIMATE) {
        cell->note = "no_segments";
        fit.k = 4; /* lag and factor are said all the same */
        fit.lag = plan.lag;
        status = KOM_OK;
    } else if (!status) {
        row[1].test = fit.change;
        row[2].test = fit.slope_change;
    }
    for (int k = 1; k < 3 && !status; k++) {
        row[k].own = fit.is_exact ? "exact_fit" : NULL;
        status = describe(work, &fit, &row[k].method);
    }
    return status;
}

/* One slope for both sides beside the step: a trend, when it is there. */
static enum kom_status fit_trend(struct kom_diff_work *work, struct kom_diff_cell *cell,
                                 struct kom_series_data data, struct kom_series_plan plan) {
    struct kom_series_fit fit;
    plan.model = KOM_SERIES_COMMON;
    enum kom_status status = kom_series_fit(data, plan, &fit, work->err);
    if (status)
        return status == KOM_EESTIMATE || status == KOM_EDATA ? KOM_OK : status;
    const bool is_sloped = fit.is_exact && fabs(fit.slope.estimate) > 0;
    cell->trend = (struct kom_diff_trend){fit.slope.p_value, is_sloped, fit.change,
                                          fit.is_exact,      KOM_NAN,   NULL};
    return describe(work, &fit, &cell->trend.method);
}

static enum kom_status fit(struct kom_diff_work *work, struct kom_diff_cell *cell,
                           struct kom_series_data data, int64_t start, struct kom_diff_row *row) {
    struct kom_series_plan plan = {KOM_SERIES_STEP, start, -1, work->request->level};
    struct kom_series_fit step;
    enum kom_status status = kom_series_fit(data, plan, &step, work->err);
    if (status == KOM_EESTIMATE || (!status && step.is_exact)) /* no side varies */
        return KOM_OK;
    if (!status) {
        row[0].test = step.change;
        plan.lag = step.lag;
        status = describe(work, &step, &row[0].method);
    }
    if (!status)
        status = fit_segments(work, cell, data, plan, row);
    return status ? status : fit_trend(work, cell, data, plan);
}

enum kom_status kom_diff_series(struct kom_diff_work *work, struct kom_diff_cell *cell,
                                struct kom_diff_row *row) {
    const size_t n = cell->n_uses;
    enum kom_status status = kom_diff_both_sides(work, cell, row);
    if (status || row->side[0].n == 0 || row->side[1].n == 0)
        return status;
    struct point *point = kom_alloc(n + 1, sizeof *point);
    int64_t *period = kom_alloc(n + 1, sizeof *period);
    struct kom_dd *value = kom_alloc(n + 1, sizeof *value);
    status = point && period && value ? KOM_OK : KOM_ENOMEM;
    if (!status)
        cell->why = read_points(work, cell, point);
    for (size_t i = 0; i < n && !status; i++) {
        period[i] = point[i].period;
        value[i] = point[i].value;
    }
    if (!status && !cell->why)
        status = fit(work, cell, (struct kom_series_data){n, period, value}, period[row->side[0].n],
                     row);
    if (!status && !cell->why && period[n - 1] - period[0] + 1 != (int64_t)n && !cell->note)
        cell->note = "gaps";
    kom_free(point);
    kom_free(period);
    kom_free(value);
    return status;
}
