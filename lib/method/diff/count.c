/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shares and rates of the two sides: counts are summed over a side's rows where they may be. */
#include "work.h"

#include <math.h>

#include "kom/rate.h"
#include "kom/share.h"
#include "share_score.h"
#include "vocab.h"

enum { COUNT_MAX = 1000000000 }; /* what htest.h carries */

enum kom_status kom_diff_count_read(const struct kom_diff_work *work,
                                    const struct kom_diff_use *use, const struct kom_num *number,
                                    int column, int64_t *count) {
    if (!number->is_exact || number->scale != 0 || number->mantissa < 0 ||
        number->mantissa > COUNT_MAX)
        return kom_frame_fail(work->frame, use->row, column, work->err,
                              "a count must be a whole number from 0 to 1000000000");
    *count = number->mantissa;
    return KOM_OK;
}

static size_t n_on_side(const struct kom_diff_cell *cell, int side) {
    size_t n = 0;
    for (size_t i = 0; i < cell->n_uses; i++)
        n += cell->use[i].side == side;
    return n;
}

static enum kom_status refuse_rows(const struct kom_diff_work *work, size_t row, int column,
                                   size_t n) {
    struct kom_buf by = {0};
    kom_diff_by_text(work, KOM_NO_COLUMN, &by);
    kom_buf_byte(&by, '\0');
    enum kom_status status =
        by.failed ? KOM_ENOMEM
                  : kom_frame_fail(work->frame, row, column, work->err,
                                   "%zu rows stand on one side of this group, and distinct persons "
                                   "cannot be added over rows; let kom-uptake count them in one "
                                   "cell a side: `kom-uptake --by %s --period event:12m "
                                   "--participation FILE` (totals: --margins COL), then `kom-diff "
                                   "--phase period --by %s`",
                                   n, by.p, by.p);
    kom_buf_fini(&by);
    return status;
}

/* Distinct persons of a unit and period do not add over periods, services or units. */
static enum kom_status refuse_adding(const struct kom_diff_work *work,
                                     const struct kom_diff_cell *cell, int column) {
    if (column == KOM_NO_COLUMN || work->request->count_value) /* rows are counted, not added */
        return KOM_OK;
    const struct kom_word *word = kom_word_find(work->frame->name[column]);
    if (!word || word->adds != KOM_ADDS_NOTHING)
        return KOM_OK;
    for (int side = 0; side < 2; side++) {
        size_t n = n_on_side(cell, side), last = 0;
        for (size_t i = 0; i < cell->n_uses; i++)
            if (cell->use[i].side == side)
                last = cell->use[i].row;
        if (n > 1)
            return refuse_rows(work, last, column, n);
    }
    return KOM_OK;
}

static enum kom_status sum_counts(const struct kom_diff_work *work,
                                  const struct kom_diff_cell *cell, struct kom_diff_row *row) {
    const struct kom_diff_measure *measure = cell->measure;
    bool is_share = work->way->measure == 's';
    for (size_t i = 0; i < cell->n_uses; i++) {
        const struct kom_diff_use *use = &cell->use[i];
        struct kom_diff_figures *side = &row->side[use->side];
        int64_t count = 0, of = 1;
        enum kom_status status =
            kom_diff_count_read(work, use, &use->value, measure->column, &count);
        if (!status && work->request->of)
            status = kom_diff_count_read(work, use, &use->second, measure->second, &of);
        if (status)
            return status;
        if (is_share && count > of)
            return kom_frame_fail(work->frame, use->row, measure->column, work->err,
                                  "more than in column \"%s\", of which it is to be a share",
                                  work->request->of);
        if (!is_share && kom_num_double(&use->second) < 0.0)
            return kom_frame_fail(work->frame, use->row, measure->second, work->err,
                                  "an exposure cannot be negative");
        side->count += count;
        side->n += of;
    }
    return KOM_OK;
}

static void share_test(const struct kom_diff_work *work, struct kom_diff_row *row) {
    const struct kom_diff_figures *a = &row->side[0], *b = &row->side[1];
    const double level = work->request->level;
    for (int side = 0; side < 2; side++)
        if (row->side[side].n > 0)
            row->side[side].mean = (double)row->side[side].count / (double)row->side[side].n;
    row->n = a->n + b->n;
    if (a->n == 0 || b->n == 0)
        return;
    if (work->way->method == KOM_DIFF_EXACT) /* its interval takes long: slow.c */
        row->test = kom_share_exact(a->count, a->n, b->count, b->n, KOM_NAN);
    else if (work->way->method == KOM_DIFF_MN)
        row->test = kom_share_score(a->count, a->n, b->count, b->n, level);
    else
        row->test = kom_newcombe(a->count, a->n, b->count, b->n, level);
}

static enum kom_status rate_tests(struct kom_diff_work *work, const struct kom_diff_cell *cell,
                                  struct kom_diff_row *row) {
    const bool is_midp = work->way->method == KOM_DIFF_MIDP;
    const double level = work->request->level;
    struct kom_diff_figures *a = &row->side[0], *b = &row->side[1];
    for (int side = 0; side < 2; side++) {
        struct kom_diff_figures *figures = &row->side[side];
        enum kom_status status =
            kom_diff_sum_second(cell->use, cell->n_uses, side, &figures->exposure);
        if (status)
            return status;
        if (figures->exposure > 0.0)
            figures->mean = (double)figures->count / figures->exposure;
    }
    row->n = a->n + b->n;
    if (!(a->exposure > 0.0) || !(b->exposure > 0.0))
        return KOM_OK;
    row[0].test = is_midp
                      ? kom_rate_ratio_midp(a->count, a->exposure, b->count, b->exposure, level)
                      : kom_rate_ratio_exact(a->count, a->exposure, b->count, b->exposure, level);
    row[1].test = kom_rate_difference(is_midp ? KOM_CI_MIDP : KOM_CI_EXACT, a->count, a->exposure,
                                      b->count, b->exposure, level);
    return kom_diff_method_text(work,
                                is_midp
                                    ? "MOVER of the two mid-P rate intervals, p conditional mid-P"
                                    : "MOVER of the two exact rate intervals, p in the ratio row",
                                &row[1].method);
}

enum kom_status kom_diff_add_up(const struct kom_diff_work *work, const struct kom_diff_cell *cell,
                                struct kom_diff_row *row) {
    enum kom_status status = refuse_adding(work, cell, cell->measure->column);
    if (!status)
        status = refuse_adding(work, cell, cell->measure->second);
    return status ? status : sum_counts(work, cell, row);
}

enum kom_status kom_diff_shares(struct kom_diff_work *work, struct kom_diff_cell *cell,
                                struct kom_diff_row *row) {
    enum kom_status status = kom_diff_add_up(work, cell, row);
    if (!status)
        share_test(work, row);
    return status;
}

enum kom_status kom_diff_rates(struct kom_diff_work *work, struct kom_diff_cell *cell,
                               struct kom_diff_row *row) {
    enum kom_status status = kom_diff_add_up(work, cell, row);
    return status ? status : rate_tests(work, cell, row);
}
