/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The same persons twice: how many bought on both sides, on one, on none (share_paired.h). */
#include "work.h"

#include "kom/share.h"

/* 0 or 1 on either side. */
static enum kom_status check_values(const struct kom_diff_work *work,
                                    const struct kom_diff_cell *cell) {
    for (size_t i = 0; i < cell->n_uses; i++) {
        const struct kom_diff_use *use = &cell->use[i];
        int64_t count;
        enum kom_status status =
            kom_diff_count_read(work, use, &use->value, cell->measure->column, &count);
        if (status)
            return status;
        if (count > 1)
            return kom_frame_fail(work->frame, use->row, cell->measure->column, work->err,
                                  "--method mcnemar takes 0 or 1 for each person and side");
    }
    return KOM_OK;
}

static void count_pairs(const struct kom_diff_pairs *pairs, struct kom_share_pairs *table) {
    *table = (struct kom_share_pairs){0, 0, 0, 0};
    for (size_t i = 0; i < pairs->n; i++) {
        const bool was = pairs->pair[i].value[0].mantissa == 1;
        const bool is = pairs->pair[i].value[1].mantissa == 1;
        table->both += was && is;
        table->gained += !was && is;
        table->lost += was && !is;
        table->neither += !was && !is;
    }
}

static void fill_side(struct kom_diff_figures *side, int64_t count, int64_t n) {
    *side = (struct kom_diff_figures){
        .n = n, .mean = n > 0 ? (double)count / (double)n : KOM_NAN, .sd = KOM_NAN, .count = count};
}

enum kom_status kom_diff_mcnemar(struct kom_diff_work *work, struct kom_diff_cell *cell,
                                 struct kom_diff_row *row) {
    struct kom_diff_pairs pairs = {0};
    struct kom_share_pairs table;
    enum kom_status status = check_values(work, cell);
    if (!status)
        status = kom_diff_link(work, cell, true, &pairs, row);
    if (!status) {
        count_pairs(&pairs, &table);
        fill_side(&row->side[0], table.both + table.lost, row->n);
        fill_side(&row->side[1], table.both + table.gained, row->n);
        row->test = kom_mcnemar(table, KOM_MCNEMAR_MIDP, work->request->level);
        if (row->n > 0 && table.gained + table.lost == 0)
            cell->note = "nobody_changed";
    }
    kom_diff_unlink(&pairs);
    return status;
}
