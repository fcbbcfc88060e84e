/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The main input of a run that goes on from the states of its parts. */
#include "parted.h"
#include "saved.h"

enum kom_status kom_run_open_merged(struct kom_run *run, const char *label, struct kom_extract *x) {
    const struct kom_buf *head = &run->merged->part[0].head;
    const struct kom_saved_table table = {
        .label = label,
        .head = {kom_arena_copy(&run->arena, head->p, head->n), head->n},
        .paths = run->files,
        .n_paths = run->n_files,
        .reading = &run->reading,
        .is_small = kom_states_has_flag(run->merged, "small")};
    return table.head.p ? kom_saved_open(x, &table, &run->err) : kom_no_memory(&run->err);
}
