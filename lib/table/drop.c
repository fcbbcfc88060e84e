/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Batches without some of their rows. */
#include "drop.h"

/* Row `from` becomes row `to`. */
static void move_row(struct kom_batch *b, uint32_t from, uint32_t to) {
    for (uint32_t c = 0; c < b->n_columns; c++) {
        b->offset[c][to] = b->offset[c][from];
        b->length[c][to] = b->length[c][from];
    }
    b->start[to] = b->start[from];
    b->end[to] = b->end[from];
}

void kom_drop_rows(struct kom_view *v, struct kom_batch *b,
                   bool (*keeps)(struct kom_view *v, struct kom_batch *b, uint32_t row,
                                 void *context),
                   void *context) {
    uint32_t n = 0, odd = 0;
    for (uint32_t row = 0; row <= b->n_rows; row++) {
        for (; odd < b->n_odd && b->odd[odd].row <= row; odd++)
            b->odd[odd].row = n;
        if (row == b->n_rows)
            break;
        if (!keeps(v, b, row, context))
            continue;
        if (n < row)
            move_row(b, row, n);
        n++;
    }
    if (n < b->n_rows)
        b->is_plain = false; /* its rows do not lie side by side */
    b->n_rows = n;
}
