/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One unit over several periods: its lag-1 autocorrelation, and the step beside a common slope.

   The trend is tested by least squares, y = a + b after + c t (with --match season an intercept a
   calendar month or quarter), on the rows that were used, weighted as they are; by the errors of
   Newey and West for a series (series_fit.h). When c has p below 0.05 the step b beside it is a row
   of its own, term given_trend. */
#include "work.h"

#include <math.h>
#include <stdlib.h>

#include "dist.h"
#include "lsq.h"

static const double trend_level = 0.05;

/* ---- serial correlation ---- */

static int by_time(const void *pa, const void *pb) {
    const struct kom_diff_point *a = pa, *b = pb;
    return (a->time > b->time) - (a->time < b->time);
}

/* Rows with a time each, no two alike: a series. */
static bool is_series(const struct kom_diff_point *point, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (point[i].time == KOM_DAY_NONE || (i > 0 && point[i].time == point[i - 1].time))
            return false;
    return true;
}

/* sum e_t e_(t+1) / sum e_t^2, neighbours in time, the step over the start included. */
double kom_diff_autocorrelation(struct kom_diff_point *point, size_t n) {
    double product = 0.0, square = 0.0;
    qsort(point, n, sizeof *point, by_time);
    if (!is_series(point, n))
        return KOM_NAN;
    for (size_t i = 0; i < n; i++) {
        square += point[i].deviation * point[i].deviation;
        if (i > 0)
            product += point[i].deviation * point[i - 1].deviation;
    }
    return square > 0.0 ? product / square : KOM_NAN;
}

static double above(const struct kom_diff_cell *cell, size_t i) {
    const struct kom_num d = kom_diff_subtract(&cell->use[i].value, &cell->base.value);
    return kom_num_double(&d);
}

/* Do all rows have the same text in a column, as far as there is such a column? */
static bool is_one(const struct kom_diff_work *work, const struct kom_diff_cell *cell, int column) {
    for (size_t i = 1; i < cell->n_uses && column != KOM_NO_COLUMN; i++)
        if (!kom_text_equal(kom_text_trim(kom_frame_cell(work->frame, cell->use[i].row, column)),
                            kom_text_trim(kom_frame_cell(work->frame, cell->use[0].row, column))))
            return false;
    return true;
}

/* The rows with the deviations from the mean of their side. */
static enum kom_status take_points(const struct kom_diff_work *work,
                                   const struct kom_diff_cell *cell, struct kom_diff_point *point) {
    struct kom_num mean[2] = {kom_num_whole(0), kom_num_whole(0)};
    enum kom_status status = KOM_OK;
    for (int side = 0; side < 2 && !status; side++)
        status = kom_diff_mean_above(cell->use, cell->n_uses, side, &cell->base, &mean[side]);
    for (size_t i = 0; i < cell->n_uses; i++)
        point[i] =
            (struct kom_diff_point){work->mark[cell->use[i].row].time,
                                    above(cell, i) - kom_num_double(&mean[cell->use[i].side]), i};
    return status;
}

/* ---- the step beside a slope ---- */

enum { SEASONS = 12, COLUMNS = SEASONS + 2 };

/* A regression with its columns: the intercepts, the side, the time. */
struct slope {
    struct kom_dd *y, *x;
    double *weight;
    size_t n, k;
};

static void slope_fini(struct slope *s) {
    kom_free(s->y);
    kom_free(s->x);
    kom_free(s->weight);
}

static int64_t period_of(const struct kom_diff_work *work, const struct kom_diff_use *use) {
    const struct kom_diff_mark *mark = &work->mark[use->row];
    return kom_period_of((enum kom_period_kind)mark->kind, mark->time).number;
}

/* The intercept that a row has; *n_seasons counts those that are met, in the order of the rows. */
static size_t season_of(const struct kom_diff_work *work, const struct kom_diff_use *use,
                        int8_t number[SEASONS], size_t *n_seasons) {
    const int month = kom_day_ymd(work->mark[use->row].time).month - 1;
    if (!work->request->by_season) {
        *n_seasons = 1;
        return 0;
    }
    if (number[month] < 0)
        number[month] = (int8_t)(*n_seasons)++;
    return (size_t)number[month];
}

/* The rows in time, so that their order in the file has no part in any digit. */
static enum kom_status slope_make(const struct kom_diff_work *work,
                                  const struct kom_diff_cell *cell,
                                  const struct kom_diff_point *point, struct slope *s) {
    const size_t n = cell->n_uses;
    int8_t number[SEASONS];
    size_t n_seasons = 0;
    *s = (struct slope){.y = kom_alloc(n, sizeof *s->y),
                        .x = kom_alloc(n * COLUMNS, sizeof *s->x),
                        .weight = kom_alloc(n, sizeof *s->weight),
                        .n = n};
    if (!s->y || !s->x || !s->weight)
        return KOM_ENOMEM;
    for (int i = 0; i < SEASONS; i++)
        number[i] = -1;
    for (size_t i = 0; i < n; i++) {
        const struct kom_diff_use *use = &cell->use[point[i].use];
        const size_t season = season_of(work, use, number, &n_seasons);
        s->x[season * n + i] = kom_dd(1);
    }
    s->k = n_seasons + 2;
    for (size_t i = 0; i < n; i++) {
        const struct kom_diff_use *use = &cell->use[point[i].use];
        const struct kom_num y = kom_diff_subtract(&use->value, &cell->base.value);
        const int64_t time = period_of(work, use) - period_of(work, &cell->use[point[0].use]);
        s->y[i] = kom_dd_from_num(&y);
        s->x[n_seasons * n + i] = kom_dd(use->side == KOM_DIFF_AFTER ? 1 : 0);
        s->x[(n_seasons + 1) * n + i] = kom_dd((double)time);
        s->weight[i] = kom_num_double(&use->weight);
    }
    return KOM_OK;
}

/* Coefficient j with Student's t; of an exact fit without its error. */
static struct kom_test test_of(const struct kom_lsq_fit *fit, size_t j, double level) {
    struct kom_test test = {fit->coef[j], KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN};
    double square = 0;
    for (size_t c = j; c < fit->k; c++)
        square += fit->root[j * fit->k + c].hi * fit->root[j * fit->k + c].hi;
    if (fit->is_exact)
        return test;
    const double se = fit->sigma * sqrt(square);
    const double half = kom_t_quantile_upper(kom_level_tail(level), fit->df) * se;
    return (struct kom_test){test.estimate,
                             se,
                             test.estimate - half,
                             test.estimate + half,
                             test.estimate / se,
                             fit->df,
                             kom_t_p(test.estimate / se, fit->df)};
}

/* What the fit says: the slope's p (none of an exact line, which needs none), the step, and whether
   the residuals hang together. */
static void conclude(const struct kom_diff_work *work, const struct kom_lsq_fit *fit,
                     struct kom_diff_point *point, struct kom_diff_trend *trend) {
    const struct kom_test slope = test_of(fit, fit->k - 1, work->request->level);
    const bool is_sloped = fit->is_exact && fabs(slope.estimate) > 0;
    for (size_t i = 0; i < fit->n; i++)
        point[i].deviation = fit->resid[i];
    *trend = (struct kom_diff_trend){slope.p_value,
                                     is_sloped,
                                     test_of(fit, fit->k - 2, work->request->level),
                                     fit->is_exact,
                                     kom_diff_autocorrelation(point, fit->n),
                                     NULL};
}

static enum kom_status describe(struct kom_diff_work *work, const char **method) {
    const struct kom_diff_request *r = work->request;
    struct kom_buf buf = {0};
    kom_buf_printf(&buf, "step beside a common slope%s, least squares, t",
                   r->by_season ? " and calendar months or quarters" : "");
    if (r->weight)
        kom_buf_printf(&buf, ", weighted by %s", r->weight);
    *method = buf.failed ? NULL : kom_arena_copy(&work->out->arena, buf.p, buf.n);
    kom_buf_fini(&buf);
    return *method ? KOM_OK : KOM_ENOMEM;
}

/* The points are in time. */
static enum kom_status look_for_trend(struct kom_diff_work *work, struct kom_diff_cell *cell,
                                      struct kom_diff_point *point) {
    struct slope s;
    struct kom_lsq_fit fit = {0};
    enum kom_status status = slope_make(work, cell, point, &s);
    if (!status) {
        const struct kom_lsq in = {.n = s.n,
                                   .k = s.k,
                                   .y = s.y,
                                   .x = s.x,
                                   .weight = work->request->weight ? s.weight : NULL,
                                   .has_intercept = s.k == 3};
        status = kom_lsq_solve(&in, &fit, work->err);
    }
    if (!status) {
        conclude(work, &fit, point, &cell->trend);
        status = describe(work, &cell->trend.method);
    } else if (status == KOM_EESTIMATE || status == KOM_EDATA) {
        status = KOM_OK; /* too few periods, the slope is the step, or numbers too large */
    }
    kom_lsq_fit_free(&fit);
    slope_fini(&s);
    return status;
}

/* ---- both ---- */

/* Rows as one series: independent ones, or months paired with months of the same unit. */
static bool may_be_series(const struct kom_diff_work *work) {
    const struct kom_diff_request *r = work->request;
    const bool is_independent = work->way->can & KOM_DIFF_INDEPENDENT && !work->is_linked;
    const bool by_month = work->is_linked && r->by_season;
    return r->n_values > 0 && !r->id &&
           (is_independent || by_month || work->way->method == KOM_DIFF_SERIES);
}

static enum kom_status look(struct kom_diff_work *work, struct kom_diff_cell *cell,
                            struct kom_diff_point *point) {
    const bool by_month = work->is_linked && work->request->by_season;
    const size_t n = cell->n_uses;
    enum kom_status status = take_points(work, cell, point);
    if (status)
        return status;
    const double serial = kom_diff_autocorrelation(point, n); /* sorts */
    const bool is_one_series = is_series(point, n) && is_one(work, cell, work->column.unit) &&
                               is_one(work, cell, work->column.person);
    if (!by_month && is_one_series) { /* by month that of the differences is known */
        cell->serial = serial;
        cell->n_points = n;
    }
    if (work->way->method == KOM_DIFF_SERIES) { /* whose errors allow for it, and find the trend */
        cell->serial = KOM_NAN;
        return KOM_OK;
    }
    return is_one_series ? look_for_trend(work, cell, point) : KOM_OK;
}

enum kom_status kom_diff_look_at_time(struct kom_diff_work *work, struct kom_diff_cell *cell) {
    struct kom_diff_point *point;
    if (!may_be_series(work) || cell->n_uses == 0)
        return KOM_OK;
    point = kom_alloc(cell->n_uses, sizeof *point);
    enum kom_status status = point ? look(work, cell, point) : KOM_ENOMEM;
    kom_free(point);
    return status;
}

bool kom_diff_has_trend(const struct kom_diff_cell *cell) {
    return cell->trend.is_evident || cell->trend.p < trend_level;
}
