/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values far from 1 are brought near it before a method squares and adds them, and its figures
   brought back (beyond.h). */
#include "beyond.h"
#include "work.h"

#include <float.h>
#include <math.h>

/* Whole decimals in wide integers carry any value; only their means and differences must not leave
   the doubles. Bringing more would make 0 of 1e-308 beside 1e308, which ranks tell apart. */
static bool is_any_size(const struct kom_diff_work *work) {
    const enum kom_diff_method method = work->way->method;
    return !work->request->weight &&
           (method == KOM_DIFF_WELCH || method == KOM_DIFF_PAIRED || method == KOM_DIFF_WILCOXON);
}

static double largest(const struct kom_diff_cell *cell, bool is_weight) {
    double top = 0.0;
    for (size_t i = 0; i < cell->n_uses; i++) {
        const struct kom_diff_use *use = &cell->use[i];
        top = fmax(top, fabs(kom_num_double(is_weight ? &use->weight : &use->value)));
    }
    return top;
}

static int bring(struct kom_diff_cell *cell, int shift) {
    for (size_t i = 0; i < cell->n_uses && shift != 0; i++)
        cell->use[i].value = kom_beyond_take(&cell->use[i].value, shift);
    return shift;
}

/* Weights mean the same times any number. */
static void bring_weights(struct kom_diff_cell *cell) {
    const int shift = kom_beyond_shift(largest(cell, true), KOM_BEYOND_BOUND);
    for (size_t i = 0; i < cell->n_uses && shift != 0; i++)
        cell->use[i].weight = kom_beyond_take(&cell->use[i].weight, shift);
}

void kom_diff_bring_near(const struct kom_diff_work *work, struct kom_diff_cell *cell) {
    enum { A_FEW = 4 }; /* times 16 below the largest double no mean or difference leaves them */
    if (work->way->measure != 'm')
        return;
    const double top = largest(cell, false);
    cell->shift = bring(cell, !is_any_size(work) ? kom_beyond_shift(top, KOM_BEYOND_BOUND)
                              : top > 1e300      ? A_FEW
                                                 : 0);
    bring_weights(cell);
}

void kom_diff_bring_nearer(struct kom_diff_cell *cell) {
    cell->near = bring(cell, kom_beyond_shift(largest(cell, false), KOM_BEYOND_BOUND));
    if (cell->near != 0)
        cell->base.value = kom_beyond_take(&cell->base.value, cell->near);
}

double kom_diff_near_margin(double margin, int shift) {
    return shift == 0 ? margin : fmin(fmax(ldexp(margin, -shift), DBL_TRUE_MIN), DBL_MAX);
}

static void lose(double *x, bool is_lost, unsigned *n_lost) {
    if (is_lost)
        *x = KOM_NAN;
    *n_lost += is_lost;
}

/* Exposures are taken as they are: only their sums and what is divided by them can leave. */
static void rates_back(struct kom_diff_row *row, unsigned *n_lost) {
    const bool is_whole = row->side[0].count > 0 && row->side[1].count > 0 &&
                          row->side[0].exposure > 0.0 && row->side[1].exposure > 0.0;
    double *const figure[] = {&row->test.estimate, &row->test.conf_low, &row->test.conf_high};
    for (int i = 0; i < 3; i++)
        lose(figure[i], is_whole && !isfinite(*figure[i]), n_lost);
    for (int s = 0; s < 2; s++) {
        struct kom_diff_figures *f = &row->side[s];
        const bool is_none = f->count > 0 && !(f->mean > 0.0);
        lose(&f->mean, f->exposure > 0.0 && (isinf(f->mean) || is_none), n_lost);
        lose(&f->exposure, isinf(f->exposure), n_lost);
    }
}

/* A statistic may leave the doubles where estimate and error do not, and so may the effect. */
static void ratios_back(const struct kom_diff_work *work, struct kom_diff_row *row,
                        unsigned *n_lost) {
    const bool has_effect = work->out->has.effect && !work->request->weight && row->is_estimated &&
                            row->is_main && row->side[0].sd > 0.0 && row->side[1].sd > 0.0;
    lose(&row->test.statistic, isinf(row->test.statistic), n_lost);
    lose(&row->effect.g, has_effect && isnan(row->effect.g), n_lost);
}

unsigned kom_diff_put_back(const struct kom_diff_work *work, const struct kom_diff_cell *cell,
                           struct kom_diff_row *row) {
    const int shift = cell->shift + (row->is_given_trend ? cell->near : 0);
    unsigned n_lost = 0, n_gaps = 0; /* a gap that is written is the estimate */
    if (work->way->measure == 'r')
        rates_back(row, &n_lost);
    if (work->way->measure != 'm')
        return n_lost;
    ratios_back(work, row, &n_lost);
    for (int s = 0; s < 2; s++) {
        kom_beyond_back(&row->side[s].mean, cell->shift, &n_lost);
        kom_beyond_back(&row->side[s].sd, cell->shift, &n_lost);
    }
    kom_beyond_back(&row->gap, cell->shift, &n_gaps);
    kom_beyond_test_back(&row->test, shift, &n_lost);
    return n_lost;
}
