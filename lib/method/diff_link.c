/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Linking the sides: the same ids, or the same calendar months or quarters, before and after. */
#include "diff_work.h"

#include <math.h>
#include <stdlib.h>

/* A use with what links it. season: 0, or calendar month or quarter from 1. */
struct linked {
    struct kom_text id, unit;
    int32_t season;
    const struct kom_diff_use *use;
};

static int by_link(const void *pa, const void *pb) {
    const struct linked *a = pa, *b = pb;
    int order = kom_text_compare(a->id, b->id);
    if (order == 0)
        order = kom_text_compare(a->unit, b->unit);
    if (order == 0)
        order = (a->season > b->season) - (a->season < b->season);
    if (order == 0)
        order = (int)a->use->side - (int)b->use->side;
    return order ? order : (a->use->row > b->use->row) - (a->use->row < b->use->row);
}

static bool is_same_link(const struct linked *a, const struct linked *b) {
    return kom_text_equal(a->id, b->id) && kom_text_equal(a->unit, b->unit) &&
           a->season == b->season;
}

/* Calendar month or quarter of a row; days count as their month. */
static enum kom_status season_of(const struct kom_diff_work *work, size_t row, int32_t *season) {
    const struct kom_diff_mark *mark = &work->mark[row];
    const int32_t month = kom_day_ymd(mark->time).month;
    *season = mark->kind == KOM_PERIOD_QUARTER ? (month + 2) / 3 : month;
    if (mark->kind == KOM_PERIOD_QUARTER || mark->kind == KOM_PERIOD_MONTH ||
        mark->kind == KOM_PERIOD_DAY)
        return KOM_OK;
    return kom_frame_fail(work->frame, row, work->column.time, work->err,
                          "--match season pairs calendar months or quarters, and this period is "
                          "neither");
}

/* ---- the work room ---- */

struct linking {
    struct linked *linked;
    struct kom_diff_use *kept; /* uses with a partner, in the order of their links */
    struct kom_diff_use *part; /* the figures of one id: before, after, before, after ... */
    size_t n_parts;
};

static enum kom_status linking_make(struct linking *l, struct kom_diff_pairs *pairs, size_t n) {
    *l = (struct linking){
        .linked = kom_alloc(n + 1, sizeof *l->linked),
        .kept = kom_alloc(n + 1, sizeof *l->kept),
        .part = kom_alloc(2 * n + 1, sizeof *l->part),
    };
    *pairs = (struct kom_diff_pairs){.pair = kom_alloc(n + 1, sizeof *pairs->pair)};
    return l->linked && l->kept && l->part && pairs->pair ? KOM_OK : KOM_ENOMEM;
}

static void linking_fini(struct linking *l) {
    kom_free(l->linked);
    kom_free(l->kept);
    kom_free(l->part);
}

/* By season without ids, the pairs of every unit are kept apart. */
static enum kom_status linking_fill(struct kom_diff_work *work, const struct kom_diff_cell *cell,
                                    struct linking *l) {
    const bool by_season = work->request->by_season;
    const bool has_id = work->column.id != KOM_NO_COLUMN;
    const int unit = by_season && !has_id ? work->column.unit : KOM_NO_COLUMN;
    const int id = by_season && !has_id ? KOM_NO_COLUMN : work->link;
    for (size_t i = 0; i < cell->n_uses; i++) {
        const struct kom_diff_use *use = &cell->use[i];
        struct linked *own = &l->linked[i];
        *own = (struct linked){.use = use};
        if (id != KOM_NO_COLUMN)
            own->id = kom_text_trim(kom_frame_cell(work->frame, use->row, id));
        if (unit != KOM_NO_COLUMN)
            own->unit = kom_text_trim(kom_frame_cell(work->frame, use->row, unit));
        enum kom_status status = by_season ? season_of(work, use->row, &own->season) : KOM_OK;
        if (status != KOM_OK)
            return status;
    }
    qsort(l->linked, cell->n_uses, sizeof *l->linked, by_link);
    return KOM_OK;
}

/* ---- one link ---- */

/* The mean of one link's rows on one side; its only row as it was written. */
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
    enum kom_status status =
        kom_diff_moments_of(use, n, side, work->request->weight != NULL, &moments);
    *mean = (struct kom_num){.real = moments.mean};
    return status;
}

static enum kom_status refuse_several(const struct kom_diff_work *work, const struct linked *from,
                                      size_t n) {
    for (size_t i = 1; i < n; i++)
        if (from[i].use->side == from[i - 1].use->side)
            return kom_frame_fail(work->frame, from[i].use->row, work->link, work->err,
                                  "a second row on the same side for this id; give one row a "
                                  "person and side, as `kom-uptake --persons --by '' --period "
                                  "event:12m` does");
    return KOM_OK;
}

/* The n rows from `from` have one link. */
static enum kom_status link_one(struct kom_diff_work *work, struct kom_diff_cell *cell,
                                struct linking *l, struct kom_diff_pairs *pairs,
                                const struct linked *from, size_t n) {
    struct kom_diff_use *own = &l->kept[pairs->n_kept];
    for (size_t i = 0; i < n; i++)
        own[i] = *from[i].use;
    if (own[0].side == own[n - 1].side) { /* sorted by side */
        for (size_t i = 0; i < n; i++)
            kom_diff_set_aside(work, cell, own[i].row, KOM_DIFF_UNPAIRED);
        return KOM_OK;
    }
    pairs->n_kept += n;
    for (int side = 0; side < 2; side++) {
        struct kom_diff_use *part = &l->part[l->n_parts++];
        *part = (struct kom_diff_use){.side = (uint8_t)side, .weight = kom_num_whole(1)};
        enum kom_status status = side_of(work, own, n, side, &part->value);
        if (status != KOM_OK)
            return status;
    }
    struct kom_diff_pair *pair = &pairs->pair[pairs->n];
    for (size_t i = 0; i < n; i++) {
        int32_t time = work->mark[own[i].row].time;
        if (own[i].side == KOM_DIFF_AFTER && (pair->time == KOM_DAY_NONE || time < pair->time))
            pair->time = time;
    }
    return KOM_OK;
}

/* The parts of one id become a pair: means over its seasons, each counting once. */
static enum kom_status pair_close(struct linking *l, struct kom_diff_pairs *pairs) {
    struct kom_diff_pair *pair = &pairs->pair[pairs->n++];
    for (int side = 0; side < 2; side++) {
        struct kom_diff_moments moments;
        pair->side[side] = l->part[side].value;
        if (l->n_parts == 2)
            continue;
        enum kom_status status = kom_diff_moments_of(l->part, l->n_parts, side, false, &moments);
        if (status != KOM_OK)
            return status;
        pair->side[side] = (struct kom_num){.real = moments.mean};
    }
    pair->difference = kom_diff_subtract(&pair->side[1], &pair->side[0]);
    l->n_parts = 0;
    return KOM_OK;
}

static enum kom_status link_all(struct kom_diff_work *work, struct kom_diff_cell *cell,
                                bool is_single, struct linking *l, struct kom_diff_pairs *pairs) {
    const bool by_id = work->column.id != KOM_NO_COLUMN || !work->request->by_season;
    const size_t n = cell->n_uses;
    enum kom_status status = KOM_OK;
    bool is_open = false;
    for (size_t from = 0, to; from < n && status == KOM_OK; from = to) {
        const struct linked *first = &l->linked[from];
        for (to = from + 1; to < n && is_same_link(first, &l->linked[to]); to++) {
        }
        if (!is_open)
            pairs->pair[pairs->n].time = KOM_DAY_NONE;
        if (from > 0 && !by_id && !kom_text_equal(first->unit, first[-1].unit))
            pairs->shares_units = true;
        is_open = true;
        if (is_single)
            status = refuse_several(work, first, to - from);
        if (status == KOM_OK)
            status = link_one(work, cell, l, pairs, first, to - from);
        bool is_last = to == n || !by_id || !kom_text_equal(first->id, l->linked[to].id);
        if (status != KOM_OK || !is_last)
            continue;
        is_open = false;
        if (l->n_parts > 0)
            status = pair_close(l, pairs);
        else
            pairs->unlinked[first->use->side]++;
    }
    return status;
}

/* ---- the row ---- */

static enum kom_status fill_row(const struct kom_diff_pairs *pairs, struct kom_diff_use *figure,
                                struct kom_diff_row *row) {
    row->n = (int64_t)pairs->n;
    for (int side = 0; side < 2; side++) {
        struct kom_diff_moments moments;
        for (size_t i = 0; i < pairs->n; i++)
            figure[i] = (struct kom_diff_use){.value = pairs->pair[i].side[side]};
        enum kom_status status = kom_diff_moments_of(figure, pairs->n, 2, false, &moments);
        if (status != KOM_OK)
            return status;
        row->side[side] =
            (struct kom_diff_figures){.n = moments.n, .mean = moments.mean, .sd = moments.sd};
        row->unlinked[side] = pairs->unlinked[side];
    }
    return KOM_OK;
}

/* A series of differences by calendar month is a series like any other. */
static enum kom_status look_for_serial(struct kom_diff_cell *cell,
                                       const struct kom_diff_pairs *pairs) {
    struct kom_diff_point *point = kom_alloc(pairs->n + 1, sizeof *point);
    double mean = 0.0;
    if (!point)
        return KOM_ENOMEM;
    for (size_t i = 0; i < pairs->n; i++)
        mean += kom_num_double(&pairs->pair[i].difference) / (double)pairs->n;
    for (size_t i = 0; i < pairs->n; i++)
        point[i] = (struct kom_diff_point){pairs->pair[i].time,
                                           kom_num_double(&pairs->pair[i].difference) - mean};
    cell->serial = kom_diff_autocorrelation(point, pairs->n);
    cell->n_points = pairs->n;
    kom_free(point);
    return KOM_OK;
}

enum kom_status kom_diff_link(struct kom_diff_work *work, struct kom_diff_cell *cell,
                              bool is_single, struct kom_diff_pairs *pairs,
                              struct kom_diff_row *row) {
    struct linking l;
    enum kom_status status = linking_make(&l, pairs, cell->n_uses);
    if (status == KOM_OK)
        status = linking_fill(work, cell, &l);
    if (status == KOM_OK)
        status = link_all(work, cell, is_single, &l, pairs);
    if (status == KOM_OK)
        status = fill_row(pairs, l.part, row);
    if (status == KOM_OK) {
        for (size_t i = 0; i < pairs->n_kept; i++)
            cell->use[i] = l.kept[i];
        cell->n_uses = pairs->n_kept;
        cell->shares_units = pairs->shares_units;
        if (work->request->by_season && work->column.id == KOM_NO_COLUMN && !pairs->shares_units)
            status = look_for_serial(cell, pairs);
    }
    linking_fini(&l);
    return status;
}

void kom_diff_unlink(struct kom_diff_pairs *pairs) {
    kom_free(pairs->pair);
    *pairs = (struct kom_diff_pairs){0};
}

/* ---- paired t ---- */

static enum kom_status differences_of(const struct kom_diff_pairs *pairs,
                                      struct kom_diff_moments *moments) {
    struct kom_diff_use *use = kom_alloc(pairs->n + 1, sizeof *use);
    if (!use)
        return KOM_ENOMEM;
    for (size_t i = 0; i < pairs->n; i++)
        use[i].value = pairs->pair[i].difference;
    enum kom_status status = kom_diff_moments_of(use, pairs->n, 2, false, moments);
    kom_free(use);
    return status;
}

enum kom_status kom_diff_paired(struct kom_diff_work *work, struct kom_diff_cell *cell,
                                struct kom_diff_row *row) {
    struct kom_diff_pairs pairs;
    struct kom_diff_moments moments;
    enum kom_status status = kom_diff_link(work, cell, false, &pairs, row);
    if (status == KOM_OK)
        status = differences_of(&pairs, &moments);
    if (status == KOM_OK) {
        row->test = kom_paired_t(moments.n, moments.mean, moments.sd, work->request->level);
        if (moments.n == 1)
            row->test.estimate = moments.mean;
    }
    kom_diff_unlink(&pairs);
    return status;
}
