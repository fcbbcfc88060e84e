/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Merged cells, of which the first alone has a value: --fill-merged gives it to the others. */
#include <stdlib.h>
#include <string.h>

#include "xlsx.h"

enum { MERGES_MAX = 1 << 20 };

/* ---- which there are: they stand behind the rows, so the sheet is read for them before ---- */

static enum kom_status take(void *context, struct kom_xl_range range, struct kom_error *err) {
    struct kom_xlsx *x = context;
    struct kom_xl_merges *m = &x->merges;
    const struct kom_xl_plan *plan = &x->plan[x->at_plan];
    void *p = m->item;
    if (range.last_column < plan->first_column || range.column > plan->last_column ||
        range.last_row < plan->first_row)
        return KOM_OK; /* beside the table */
    if (m->n == MERGES_MAX || kom_grow(&p, &m->cap, m->n + 1, sizeof *m->item) != KOM_OK)
        return kom_no_memory_in(err, x->file.path);
    m->item = p;
    m->item[m->n++] = (struct kom_xl_merged){.range = range};
    return KOM_OK;
}

static int by_row(const void *a, const void *b) {
    const struct kom_xl_range *x = &((const struct kom_xl_merged *)a)->range,
                              *y = &((const struct kom_xl_merged *)b)->range;
    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    return (x->column > y->column) - (x->column < y->column);
}

static void forget(struct kom_xl_merges *m) {
    for (size_t i = 0; i < m->n; i++)
        kom_buf_fini(&m->item[i].text);
    m->n = m->next = m->n_active = 0;
}

enum kom_status kom_xl_read_merges(struct kom_xlsx *x, struct kom_error *err) {
    struct kom_xl_merges *m = &x->merges;
    const struct kom_xl_watcher watcher = {.context = x, .merged = take, .skips_rows = true};
    forget(m);
    enum kom_status status = kom_xl_read_sheet(&x->book, x->plan[x->at_plan].sheet, &watcher, err);
    if (m->n)
        qsort(m->item, m->n, sizeof *m->item, by_row);
    kom_free(m->active);
    m->active = kom_alloc(m->n + 1, sizeof *m->active);
    return status ? status : m->active ? KOM_OK : kom_no_memory_in(err, x->file.path);
}

void kom_xl_merges_fini(struct kom_xl_merges *m) {
    forget(m);
    kom_free(m->item);
    kom_free(m->active);
}

/* ---- filling ---- */

static struct kom_xl_slot *slot_of(struct kom_xlsx *x, uint32_t column) {
    const struct kom_xl_plan *plan = &x->plan[x->at_plan];
    return column < plan->first_column || column > plan->last_column
               ? NULL
               : &x->slot[plan->column_of[column - plan->first_column]];
}

/* Keeps what the first cell has. */
static void keep(struct kom_xlsx *x, struct kom_xl_merged *merged, uint32_t row) {
    const struct kom_xl_slot *slot = slot_of(x, merged->range.column);
    merged->fault = KOM_XL_BLANK;
    if (!slot || slot->row != row || merged->range.row != row) /* or it began among the headings */
        return;
    merged->fault = slot->fault;
    kom_buf_add(&merged->text, x->row_text.p + slot->at, slot->n);
}

/* The part of it that is of the table. */
static void clip(const struct kom_xl_plan *plan, uint32_t *from, uint32_t *to) {
    *from = *from > plan->first_column ? *from : plan->first_column;
    *to = *to < plan->last_column ? *to : plan->last_column;
}

/* Gives it to those that have nothing. */
static void give(struct kom_xlsx *x, const struct kom_xl_merged *merged, uint32_t row) {
    const struct kom_xl_plan *plan = &x->plan[x->at_plan];
    uint32_t from = merged->range.column, to = merged->range.last_column;
    clip(plan, &from, &to);
    for (uint32_t column = from; column <= to && merged->fault != KOM_XL_BLANK; column++) {
        struct kom_xl_slot *slot = slot_of(x, column);
        if (!slot || slot->row == row)
            continue;
        *slot = (struct kom_xl_slot){x->row_text.n, merged->text.n, row, merged->fault};
        kom_buf_text(&x->row_text, kom_buf_view(&merged->text));
        x->book.n_given += merged->text.n;
        x->has_cells = true;
        if (merged->fault == KOM_XL_TEXT)
            kom_xl_note_bad(x, row, column, (int)merged->fault, kom_buf_view(&merged->text));
    }
}

/* Those that begin in this row, or before it, and go on; they must not lie over each other, or
   together they would be wider than the table. So they are never more than its columns. */
static enum kom_status update(struct kom_xlsx *x, uint32_t row, struct kom_error *err) {
    struct kom_xl_merges *m = &x->merges;
    size_t n = 0;
    uint64_t width = 0;
    for (size_t i = 0; i < m->n_active; i++)
        if (m->item[m->active[i]].range.last_row >= row)
            m->active[n++] = m->active[i];
    m->n_active = n;
    for (; m->next < m->n && m->item[m->next].range.row <= row; m->next++) {
        keep(x, &m->item[m->next], row);
        if (m->item[m->next].text.failed)
            return kom_no_memory_in(err, x->file.path);
        if (m->item[m->next].range.last_row >= row)
            m->active[m->n_active++] = m->next;
    }
    for (size_t i = 0; i < m->n_active; i++) {
        const struct kom_xl_range *range = &m->item[m->active[i]].range;
        uint32_t from = range->column, to = range->last_column;
        clip(&x->plan[x->at_plan], &from, &to);
        width += to - from + 1;
    }
    return width <= x->n_columns
               ? KOM_OK
               : kom_fail(err, KOM_EDATA,
                          "%s: sheet \"%s\", row %u: merged cells lie over each other; leave "
                          "--fill-merged out",
                          x->file.path, x->plan[x->at_plan].sheet->name, row);
}

enum kom_status kom_xl_fill(struct kom_xlsx *x, uint32_t row, struct kom_error *err) {
    struct kom_xl_merges *m = &x->merges;
    enum kom_status status = m->n ? update(x, row, err) : KOM_OK;
    for (size_t i = 0; i < m->n_active && !status; i++)
        give(x, &m->item[m->active[i]], row);
    return status ? status : kom_book_check_given(&x->book, err);
}
