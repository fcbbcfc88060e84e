/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of a group under one measure, before any method looks at them. */
#include "work.h"

enum kom_status kom_diff_collect(struct kom_diff_work *work, struct kom_diff_cell *cell) {
    cell->n_uses = 0;
    cell->aside = 0;
    for (size_t i = 0; i < cell->n_members; i++) {
        size_t row = cell->member[i];
        enum kom_diff_reason reason = (enum kom_diff_reason)work->mark[row].reason;
        struct kom_diff_use *use = &cell->use[cell->n_uses];
        if (reason == KOM_DIFF_USED) {
            enum kom_status status = kom_diff_use_read(work, cell->measure, row, use, &reason);
            if (status)
                return status;
        }
        if (reason == KOM_DIFF_USED)
            cell->n_uses++;
        else
            kom_diff_set_aside(work, cell, row, reason);
    }
    kom_diff_bring_near(work, cell);
    cell->base = kom_diff_base_of(cell->use, cell->n_uses, work->request->weight != NULL);
    return KOM_OK;
}

enum kom_status kom_diff_collect_again(struct kom_diff_work *work,
                                       const struct kom_diff_group *group,
                                       const struct kom_diff_measure *measure,
                                       struct kom_diff_cell *cell) {
    *cell = (struct kom_diff_cell){.measure = measure,
                                   .member = group->member,
                                   .n_members = group->n_members,
                                   .use = kom_alloc(group->n_members + 1, sizeof *cell->use)};
    return cell->use ? kom_diff_collect(work, cell) : KOM_ENOMEM;
}
