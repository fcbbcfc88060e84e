/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which row of which sheet a line of the text is: for messages of those who read the text. */
#include "xlsx.h"

/* Texts of several lines move all lines behind them; beyond so many such rows the place is not
   followed any more. */
enum { MARKS_MAX = 1 << 20 };

/* Lines from `line` on are rows from `row` on, of the sheet at hand. */
enum kom_status kom_xl_mark_line(struct kom_xlsx *x, uint64_t line, uint32_t row) {
    /* Nobody else changes the marks, so that looking at them takes no lock. */
    const struct kom_xl_mark *last = x->n_marks ? &x->mark[x->n_marks - 1] : NULL;
    if ((last && last->plan == x->at_plan && last->row + (line - last->line) == row) ||
        x->n_marks == MARKS_MAX)
        return KOM_OK;
    (void)pthread_mutex_lock(&x->lock);
    void *p = x->mark;
    enum kom_status status = kom_grow(&p, &x->cap_marks, x->n_marks + 1, sizeof *x->mark);
    if (!status) {
        x->mark = p;
        x->mark[x->n_marks++] = (struct kom_xl_mark){line, row, (uint32_t)x->at_plan};
    }
    (void)pthread_mutex_unlock(&x->lock);
    return status;
}

/* The last mark that is not behind the line. */
static struct kom_xl_mark find(const struct kom_xlsx *x, uint64_t line) {
    size_t low = 0, high = x->n_marks;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (x->mark[middle].line <= line)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? x->mark[low - 1] : (struct kom_xl_mark){line, (uint32_t)line, 0};
}

uint64_t kom_xl_place(const struct kom_foreign_table *table, uint64_t line, const char **name) {
    struct kom_xlsx *x = table->self;
    (void)pthread_mutex_lock(&x->lock);
    struct kom_xl_mark m = find(x, line);
    (void)pthread_mutex_unlock(&x->lock);
    if (x->n_plans > 1)
        *name = x->name[m.plan];
    return m.row + (line - m.line);
}
