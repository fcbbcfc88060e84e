/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Linking the sides: the same ids, or the same calendar months or quarters, before and after.

   Uses are sorted by what links them: an id, or the calendar month or quarter of their day, or
   both. Those of one link and side become one figure, their mean; links that have both sides are
   pairs, the others are counted as unlinked. With ids and seasons a pair is a mean over the seasons
   that an id has on both sides, each counting once. Means are made in double-double from decimals
   less a common base, so that a level costs no digit. What is left is the paired t on differences;
   other paired methods take the same pairs. */
#include "work.h"

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
    /* The figures of one id, season by season: before, after and difference. */
    struct kom_num *part[3];
    size_t n_parts;
};

static enum kom_status linking_make(struct linking *l, struct kom_diff_pairs *pairs, size_t n) {
    *l = (struct linking){
        .linked = kom_alloc(n + 1, sizeof *l->linked),
        .kept = kom_alloc(n + 1, sizeof *l->kept),
    };
    for (int i = 0; i < 3; i++)
        l->part[i] = kom_alloc(n + 1, sizeof *l->part[i]);
    *pairs = (struct kom_diff_pairs){.pair = kom_alloc(n + 1, sizeof *pairs->pair)};
    const bool has_parts = l->part[0] && l->part[1] && l->part[2];
    return l->linked && l->kept && has_parts && pairs->pair ? KOM_OK : KOM_ENOMEM;
}

static void linking_fini(struct linking *l) {
    kom_free(l->linked);
    kom_free(l->kept);
    for (int i = 0; i < 3; i++)
        kom_free(l->part[i]);
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
        if (status)
            return status;
    }
    qsort(l->linked, cell->n_uses, sizeof *l->linked, by_link);
    return KOM_OK;
}

/* ---- one link ---- */

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

/* The figures of one link: its n rows, sorted by side. */
static enum kom_status part_add(const struct kom_diff_work *work, const struct kom_diff_cell *cell,
                                struct linking *l, const struct kom_diff_use *own, size_t n) {
    const size_t k = l->n_parts++;
    if (n == 2) { /* a row on each side */
        l->part[0][k] = kom_diff_subtract(&own[0].value, &cell->base.value);
        l->part[1][k] = kom_diff_subtract(&own[1].value, &cell->base.value);
        l->part[2][k] = kom_diff_subtract(&own[1].value, &own[0].value);
        return KOM_OK;
    }
    enum kom_status status = kom_diff_gap(own, n, work->request->weight != NULL, &l->part[2][k]);
    for (int side = 0; side < 2 && !status; side++)
        status = kom_diff_mean_above(own, n, side, &cell->base, &l->part[side][k]);
    return status;
}

/* What a pair keeps of a row: its value, and when it is the first after. */
static void pair_see(struct kom_diff_pair *pair, const struct kom_diff_use *use, int32_t time) {
    pair->value[use->side] = use->value;
    if (use->side == KOM_DIFF_AFTER && (pair->time == KOM_DAY_NONE || time < pair->time))
        pair->time = time;
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
            kom_diff_set_aside(work, cell, own[i].row, KOM_DIFF_ONE_SIDED);
        return KOM_OK;
    }
    pairs->n_kept += n;
    for (size_t i = 0; i < n; i++)
        pair_see(&pairs->pair[pairs->n], &own[i], work->mark[own[i].row].time);
    return part_add(work, cell, l, own, n);
}

/* The parts of one id become a pair: means over its seasons, each counting once. */
static enum kom_status pair_close(struct linking *l, struct kom_diff_pairs *pairs) {
    struct kom_diff_pair *pair = &pairs->pair[pairs->n++];
    struct kom_num *const figure[3] = {&pair->above[0], &pair->above[1], &pair->difference};
    for (int i = 0; i < 3; i++) {
        enum kom_status status = kom_diff_mean_of_nums(l->part[i], l->n_parts, figure[i]);
        if (status)
            return status;
    }
    l->n_parts = 0;
    return KOM_OK;
}

static enum kom_status link_all(struct kom_diff_work *work, struct kom_diff_cell *cell,
                                bool is_single, struct linking *l, struct kom_diff_pairs *pairs) {
    const bool by_id = work->column.id != KOM_NO_COLUMN || !work->request->by_season;
    const size_t n = cell->n_uses;
    enum kom_status status = KOM_OK;
    bool is_open = false;
    for (size_t from = 0, to; from < n && !status; from = to) {
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
        if (!status)
            status = link_one(work, cell, l, pairs, first, to - from);
        bool is_last = to == n || !by_id || !kom_text_equal(first->id, l->linked[to].id);
        if (status || !is_last)
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

/* Mean and sd of the pairs on one side: the sd is that of the values above the base. */
static enum kom_status side_of(const struct kom_diff_pairs *pairs, const struct kom_num *base,
                               int side, struct kom_diff_figures *figures) {
    struct kom_diff_use *use = kom_alloc(2 * pairs->n + 1, sizeof *use);
    struct kom_diff_moments sd, sum;
    if (!use)
        return KOM_ENOMEM;
    for (size_t i = 0; i < pairs->n; i++) {
        use[i].value = pairs->pair[i].above[side];
        use[pairs->n + i].value = *base;
    }
    enum kom_status status = kom_diff_moments_of(use, pairs->n, 2, false, &sd);
    if (!status)
        status = kom_diff_moments_of(use, 2 * pairs->n, 2, false, &sum);
    if (!status) /* twice the mean of all 2 n is exact */
        *figures = (struct kom_diff_figures){.n = sd.n, .mean = 2 * sum.mean, .sd = sd.sd};
    kom_free(use);
    return status;
}

static enum kom_status fill_row(const struct kom_diff_cell *cell, struct kom_diff_pairs *pairs,
                                struct kom_diff_row *row) {
    struct kom_diff_use *use = kom_alloc(pairs->n + 1, sizeof *use);
    enum kom_status status = use ? KOM_OK : KOM_ENOMEM;
    row->n = (int64_t)pairs->n;
    for (int side = 0; side < 2 && !status; side++) {
        status = side_of(pairs, &cell->base.value, side, &row->side[side]);
        row->unlinked[side] = pairs->unlinked[side];
    }
    for (size_t i = 0; i < pairs->n && !status; i++)
        use[i].value = pairs->pair[i].difference;
    if (!status)
        status = kom_diff_moments_of(use, pairs->n, 2, false, &pairs->differences);
    row->gap = pairs->differences.mean;
    kom_free(use);
    return status;
}

/* A series of differences by calendar month is a series like any other. */
static enum kom_status look_for_serial(struct kom_diff_cell *cell,
                                       const struct kom_diff_pairs *pairs) {
    struct kom_diff_point *point = kom_alloc(pairs->n + 1, sizeof *point);
    if (!point)
        return KOM_ENOMEM;
    for (size_t i = 0; i < pairs->n; i++)
        point[i] = (struct kom_diff_point){
            pairs->pair[i].time,
            kom_num_double(&pairs->pair[i].difference) - pairs->differences.mean, i};
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
    if (!status)
        status = linking_fill(work, cell, &l);
    if (!status)
        status = link_all(work, cell, is_single, &l, pairs);
    if (!status)
        status = fill_row(cell, pairs, row);
    if (!status) {
        for (size_t i = 0; i < pairs->n_kept; i++)
            cell->use[i] = l.kept[i];
        cell->n_uses = pairs->n_kept;
        cell->shares_units = pairs->shares_units;
        cell->has_several = pairs->n_kept > 2 * pairs->n;
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

enum kom_status kom_diff_paired(struct kom_diff_work *work, struct kom_diff_cell *cell,
                                struct kom_diff_row *row) {
    struct kom_diff_pairs pairs;
    enum kom_status status = kom_diff_link(work, cell, false, &pairs, row);
    const struct kom_diff_moments *d = &pairs.differences;
    if (!status && work->request->cluster) {
        status = kom_diff_paired_cluster(work, cell, &pairs, row);
    } else if (!status) {
        row->test = kom_paired_t(d->n, d->mean, d->sd, work->request->level);
        if (d->n == 1)
            row->test.estimate = d->mean;
    }
    kom_diff_unlink(&pairs);
    return status;
}
