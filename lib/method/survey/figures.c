/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Means, totals, spread and quantiles of a sample. */
#include "work.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "units.h"

/* ---- mean and total ---- */

static struct kom_design_contrast one(const struct kom_survey_cell *cell, const double *y,
                                      bool is_total) {
    return (struct kom_design_contrast){
        .part = {{.row = cell->row, .n = cell->n, .y = y, .is_total = is_total}},
        .sign = {1.0},
        .n_parts = 1};
}

/* sum w (y - m)^2 / sum w times n / (n - 1), the variance of kom-sum --weight; z: y less the base,
   `mean` of z. */
static double variance_of(const struct kom_survey_work *work, const struct kom_survey_cell *cell,
                          const double *z, double mean) {
    struct kom_dd sum = kom_dd(0), squares = kom_dd(0);
    const double n = (double)cell->n;
    for (size_t i = 0; i < cell->n; i++) {
        const double w = work->design.design.weight[cell->row[i]];
        const struct kom_dd off = kom_dd_sub(kom_dd(z[i]), kom_dd(mean));
        squares = kom_dd_add(squares, kom_dd_mul_double(kom_dd_mul(off, off), w));
        sum = kom_dd_add(sum, kom_dd(w));
    }
    return cell->n > 1 ? kom_dd_double(kom_dd_div(squares, sum)) * (n / (n - 1.0)) : KOM_NAN;
}

static void make_mean(struct kom_survey_work *work, struct kom_survey_cell *cell,
                      struct kom_survey_row *row, struct kom_buf *warning) {
    double *z = cell->x; /* figures have no second number */
    for (size_t i = 0; i < cell->n; i++)
        z[i] = kom_dd_double(kom_dd_difference(&cell->value[i], &cell->value[0]));
    const struct kom_design_contrast c = one(cell, z, false);
    struct kom_design_figure f;
    kom_design_estimate(&work->design.design, &work->design.desk, &c, &f);
    kom_survey_rest_on(work, &f, row);
    if (cell->n > 0)
        row->mean = kom_dd_double(kom_dd_add(kom_dd_from_num(&cell->value[0]), kom_dd(f.estimate)));
    row->std_error = sqrt(f.variance);
    const double half = kom_survey_half(work, row->std_error, f.df);
    row->conf_low = row->mean - half;
    row->conf_high = row->mean + half;
    row->var = variance_of(work, cell, z, f.estimate);
    row->sd = sqrt(row->var);
    kom_survey_say_error(work, &f, warning);
    if (cell->n > 0 && isnan(f.variance) && f.df > 0.0 && f.n_empty == 0)
        kom_survey_say(warning, "constant");
    bool has_deff = false;
    for (size_t k = 0; k < work->request->n_stats; k++)
        has_deff = has_deff || strcmp(work->request->stats[k].name, "deff") == 0;
    if (has_deff)
        row->deff = kom_survey_deff(work, cell, &f, row->var, warning);
}

static void make_total(struct kom_survey_work *work, struct kom_survey_cell *cell,
                       struct kom_survey_row *row) {
    const struct kom_design_contrast c = one(cell, cell->y, true);
    struct kom_design_figure f;
    kom_design_estimate(&work->design.design, &work->design.desk, &c, &f);
    if (cell->n == 0)
        return;
    row->total = f.estimate;
    row->total_se = sqrt(f.variance);
    const double half = kom_survey_half(work, row->total_se, f.df);
    row->total_low = f.estimate - half;
    row->total_high = f.estimate + half;
}

/* ---- order ---- */

struct placed {
    struct kom_num value;
    size_t row;
};

static int by_value(const void *pa, const void *pb) {
    const struct placed *a = pa, *b = pb;
    const int order = kom_num_order(&a->value, &b->value);
    return order ? order : (a->row > b->row) - (a->row < b->row);
}

static void make_extremes(const struct kom_survey_cell *cell, struct kom_survey_row *row) {
    for (size_t i = 0; i < cell->n; i++) {
        if (i == 0 || kom_num_order(&cell->value[i], &row->min) < 0)
            row->min = cell->value[i];
        if (i == 0 || kom_num_order(&cell->value[i], &row->max) > 0)
            row->max = cell->value[i];
    }
}

static void put_quantile(const struct placed *placed, const struct kom_design_quantile *q,
                         struct kom_survey_quantile *to) {
    to->has_x = q->at != SIZE_MAX;
    to->has_low = q->low != SIZE_MAX;
    to->has_high = q->high != SIZE_MAX;
    to->std_error = KOM_NAN;
    if (to->has_x)
        to->x = placed[q->at].value;
    if (to->has_low)
        to->low = placed[q->low].value;
    if (to->has_high)
        to->high = placed[q->high].value;
    if (to->has_low && to->has_high)
        to->std_error = kom_dd_double(kom_dd_difference(&to->high, &to->low)) / (2.0 * q->t);
}

/* The quantiles of the placed numbers: they go by their ranks, which doubles carry exactly. */
static enum kom_status of_placed(struct kom_survey_work *work, struct placed *placed,
                                 struct kom_survey_cell *cell, struct kom_survey_row *row) {
    const struct kom_survey_request *r = work->request;
    const size_t n = cell->n;
    size_t *by_rank = kom_alloc(n + 1, sizeof *by_rank);
    double *rank = cell->x;
    enum kom_status status = by_rank ? KOM_OK : KOM_ENOMEM;
    for (size_t i = 0; i < n && !status; i++) {
        by_rank[i] = placed[i].row;
        const bool is_new = i > 0 && kom_num_order(&placed[i].value, &placed[i - 1].value) > 0;
        rank[i] = i == 0 ? 0.0 : rank[i - 1] + is_new;
    }
    struct kom_design_sorted sorted = {.row = by_rank, .y = rank, .n = n};
    for (size_t k = 0; k < r->n_stats && !status; k++) {
        struct kom_design_quantile q;
        if (!r->stats[k].is_quantile)
            continue;
        sorted.num = r->stats[k].num;
        sorted.den = r->stats[k].den;
        status =
            kom_design_quantile(&work->design.design, &work->design.desk, &sorted, r->level, &q);
        if (!status)
            put_quantile(placed, &q, &row->quantile[k]);
    }
    kom_free(by_rank);
    return status;
}

static enum kom_status make_quantiles(struct kom_survey_work *work, struct kom_survey_cell *cell,
                                      struct kom_survey_row *row) {
    const struct kom_survey_request *r = work->request;
    bool has_one = false;
    for (size_t k = 0; k < r->n_stats; k++)
        has_one = has_one || r->stats[k].is_quantile;
    if (!has_one)
        return KOM_OK;
    row->quantile = kom_arena_take(&work->out->arena, r->n_stats * sizeof *row->quantile);
    struct placed *placed = kom_alloc(cell->n + 1, sizeof *placed);
    enum kom_status status = row->quantile && placed ? KOM_OK : KOM_ENOMEM;
    for (size_t k = 0; k < r->n_stats && !status; k++)
        row->quantile[k] = (struct kom_survey_quantile){.std_error = KOM_NAN};
    for (size_t i = 0; i < cell->n && !status; i++)
        placed[i] = (struct placed){cell->value[i], cell->row[i]};
    if (!status) {
        qsort(placed, cell->n, sizeof *placed, by_value);
        status = of_placed(work, placed, cell, row);
    }
    kom_free(placed);
    return status;
}

enum kom_status kom_survey_figures(struct kom_survey_work *work, struct kom_survey_cell *cell,
                                   struct kom_survey_row *row) {
    struct kom_buf warning = {0};
    row->n = (int64_t)cell->n;
    row->missing = cell->missing;
    make_mean(work, cell, row, &warning);
    make_total(work, cell, row);
    make_extremes(cell, row);
    enum kom_status status = make_quantiles(work, cell, row);
    const enum kom_status said = kom_survey_put_warning(work, row, &warning);
    return status ? status : said;
}
