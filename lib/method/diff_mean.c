/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Means of the two sides: Welch's t for independent rows, Student's t for pairs. */
#include "diff_work.h"

#include <math.h>
#include <stdlib.h>

static bool is_weighted(const struct kom_diff_work *work) {
    return work->request->weight != NULL;
}

static struct kom_diff_figures figures_of(struct kom_diff_moments moments) {
    return (struct kom_diff_figures){.n = moments.n, .mean = moments.mean, .sd = moments.sd};
}

static enum kom_status welch(struct kom_diff_work *work, struct kom_diff_cell *cell,
                             struct kom_diff_row *row) {
    struct kom_diff_moments side[2];
    for (int s = 0; s < 2; s++) {
        enum kom_status status =
            kom_diff_moments_of(cell->use, cell->n_uses, s, is_weighted(work), &side[s]);
        if (status != KOM_OK)
            return status;
        row->side[s] = figures_of(side[s]);
    }
    row->n = side[0].n + side[1].n;
    if (side[0].n == 0 || side[1].n == 0)
        return KOM_OK;
    const struct kom_sample before = {side[0].n, side[0].mean, side[0].sd};
    const struct kom_sample after = {side[1].n, side[1].mean, side[1].sd};
    row->test = kom_welch(before, after, work->request->level);
    if (isnan(row->test.estimate) && side[0].n > 1 && side[1].n > 1)
        return KOM_OK; /* constant: no estimate */
    if (!is_weighted(work))
        return kom_diff_mean_difference(cell->use, cell->n_uses, &row->test.estimate);
    row->test.estimate = side[1].mean - side[0].mean;
    return KOM_OK;
}

/* ---- pairs ---- */

/* A use with the id that pairs it. */
struct linked {
    struct kom_text id;
    const struct kom_diff_use *use;
};

static int by_id(const void *pa, const void *pb) {
    const struct linked *a = pa, *b = pb;
    int order = kom_text_compare(a->id, b->id);
    if (order == 0)
        order = (int)a->use->side - (int)b->use->side;
    return order ? order : (a->use->row > b->use->row) - (a->use->row < b->use->row);
}

/* The mean of one id's rows on one side; its only row as it was written. */
static enum kom_status side_of(const struct kom_diff_work *work, const struct kom_diff_use *use,
                               size_t n, int side, struct kom_num *mean) {
    struct kom_diff_moments moments;
    size_t n_side = 0;
    for (size_t i = 0; i < n; i++)
        if (use[i].side == side) {
            *mean = use[i].value;
            n_side++;
        }
    if (n_side == 1)
        return KOM_OK;
    enum kom_status status = kom_diff_moments_of(use, n, side, is_weighted(work), &moments);
    *mean = (struct kom_num){.real = moments.mean};
    return status;
}

/* What pairing makes of a cell: the uses with a partner, and a difference, a before and an after
 * for each id. */
struct pairing {
    struct linked *linked;
    struct kom_diff_use *kept, *difference, *figure;
    size_t n_kept, n_pairs;
};

static enum kom_status pairing_make(struct pairing *pairing, size_t n) {
    *pairing = (struct pairing){
        .linked = kom_alloc(n + 1, sizeof *pairing->linked),
        .kept = kom_alloc(n + 1, sizeof *pairing->kept),
        .difference = kom_alloc(n + 1, sizeof *pairing->difference),
        .figure = kom_alloc(n + 1, sizeof *pairing->figure),
    };
    return pairing->linked && pairing->kept && pairing->difference && pairing->figure ? KOM_OK
                                                                                      : KOM_ENOMEM;
}

static void pairing_fini(struct pairing *pairing) {
    kom_free(pairing->linked);
    kom_free(pairing->kept);
    kom_free(pairing->difference);
    kom_free(pairing->figure);
}

/* The rows linked[from..to) have one id. */
static enum kom_status pair_one(struct kom_diff_work *work, struct kom_diff_cell *cell,
                                struct pairing *pairing, size_t from, size_t to) {
    struct kom_diff_use *own = &pairing->kept[pairing->n_kept];
    struct kom_num mean[2];
    size_t n = to - from;
    for (size_t i = 0; i < n; i++)
        own[i] = *pairing->linked[from + i].use;
    if (own[0].side == own[n - 1].side) { /* sorted by side */
        for (size_t i = 0; i < n; i++)
            kom_diff_set_aside(work, cell, own[i].row, KOM_DIFF_UNPAIRED);
        return KOM_OK;
    }
    pairing->n_kept += n;
    for (int side = 0; side < 2; side++) {
        enum kom_status status = side_of(work, own, n, side, &mean[side]);
        if (status != KOM_OK)
            return status;
        pairing->figure[2 * pairing->n_pairs + (size_t)side] =
            (struct kom_diff_use){.value = mean[side], .side = (uint8_t)side};
    }
    pairing->difference[pairing->n_pairs++].value = kom_diff_subtract(&mean[1], &mean[0]);
    return KOM_OK;
}

static enum kom_status pair_all(struct kom_diff_work *work, struct kom_diff_cell *cell,
                                struct pairing *pairing) {
    enum kom_status status = KOM_OK;
    int column = work->column.id != KOM_NO_COLUMN ? work->column.id : work->column.unit;
    for (size_t i = 0; i < cell->n_uses; i++)
        pairing->linked[i] = (struct linked){
            kom_text_trim(kom_frame_cell(work->frame, cell->use[i].row, column)), &cell->use[i]};
    qsort(pairing->linked, cell->n_uses, sizeof *pairing->linked, by_id);
    for (size_t from = 0, to; from < cell->n_uses && status == KOM_OK; from = to) {
        for (to = from + 1; to < cell->n_uses; to++)
            if (!kom_text_equal(pairing->linked[from].id, pairing->linked[to].id))
                break;
        status = pair_one(work, cell, pairing, from, to);
    }
    return status;
}

static enum kom_status pairing_test(struct kom_diff_work *work, const struct pairing *pairing,
                                    struct kom_diff_row *row) {
    struct kom_diff_moments moments;
    enum kom_status status = KOM_OK;
    for (int side = 0; side < 2 && status == KOM_OK; side++) {
        status = kom_diff_moments_of(pairing->figure, 2 * pairing->n_pairs, side, false, &moments);
        row->side[side] = figures_of(moments);
    }
    if (status == KOM_OK)
        status = kom_diff_moments_of(pairing->difference, pairing->n_pairs, 2, false, &moments);
    if (status != KOM_OK)
        return status;
    row->n = moments.n;
    row->test = kom_paired_t(moments.n, moments.mean, moments.sd, work->request->level);
    if (moments.n == 1)
        row->test.estimate = moments.mean;
    return KOM_OK;
}

static enum kom_status paired(struct kom_diff_work *work, struct kom_diff_cell *cell,
                              struct kom_diff_row *row) {
    struct pairing pairing;
    enum kom_status status = pairing_make(&pairing, cell->n_uses);
    if (status == KOM_OK)
        status = pair_all(work, cell, &pairing);
    if (status == KOM_OK)
        status = pairing_test(work, &pairing, row);
    if (status == KOM_OK) {
        for (size_t i = 0; i < pairing.n_kept; i++)
            cell->use[i] = pairing.kept[i];
        cell->n_uses = pairing.n_kept;
    }
    pairing_fini(&pairing);
    return status;
}

enum kom_status kom_diff_means(struct kom_diff_work *work, struct kom_diff_cell *cell,
                               struct kom_diff_row *row) {
    enum kom_status status =
        work->method == KOM_DIFF_PAIRED ? paired(work, cell, row) : welch(work, cell, row);
    row->is_estimated = !isnan(row->test.estimate);
    return status;
}
