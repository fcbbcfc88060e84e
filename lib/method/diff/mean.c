/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Means of the two sides: Welch's t for independent rows. */
#include "work.h"

#include <math.h>

enum kom_status kom_diff_both_sides(struct kom_diff_work *work, const struct kom_diff_cell *cell,
                                    struct kom_diff_row *row) {
    const bool is_weighted = work->request->weight != NULL;
    struct kom_num gap;
    for (int s = 0; s < 2; s++) {
        struct kom_diff_moments side;
        enum kom_status status =
            kom_diff_moments_of(cell->use, cell->n_uses, s, is_weighted, &side);
        if (status)
            return status;
        row->side[s] = (struct kom_diff_figures){.n = side.n, .mean = side.mean, .sd = side.sd};
    }
    row->n = row->side[0].n + row->side[1].n;
    if (row->side[0].n == 0 || row->side[1].n == 0)
        return KOM_OK;
    enum kom_status status = kom_diff_gap(cell->use, cell->n_uses, is_weighted, &gap);
    row->gap = status ? KOM_NAN : kom_num_double(&gap);
    return status;
}

/* The means enter as 0 and their difference: that one is exact at any level. */
enum kom_status kom_diff_welch(struct kom_diff_work *work, struct kom_diff_cell *cell,
                               struct kom_diff_row *row) {
    const struct kom_diff_figures *a = &row->side[0], *b = &row->side[1];
    enum kom_status status = kom_diff_both_sides(work, cell, row);
    if (status || a->n == 0 || b->n == 0)
        return status;
    row->test = kom_welch((struct kom_sample){a->n, 0, a->sd},
                          (struct kom_sample){b->n, row->gap, b->sd}, work->request->level);
    if (a->n < 2 || b->n < 2)
        row->test.estimate = row->gap; /* without its uncertainty */
    return KOM_OK;
}
