/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A first look at a sheet: where its table is. */
#include <string.h>

#include "xlsx.h"

struct survey {
    struct kom_xlsx *x;
    struct kom_xl_plan *plan;
    size_t n_rows, n_rows_max;
    bool has_cells; /* the row at hand has */
    struct kom_buf text;
    struct kom_text *heading; /* of columns from 1: the cells of the first row */
    size_t cap;
};

/* A heading that cannot be read leaves no name to go by. */
static enum kom_status refuse_heading(const struct survey *s, const struct kom_xl_cell *cell,
                                      enum kom_xl_fault fault, struct kom_text text,
                                      struct kom_error *err) {
    struct kom_buf out = {0};
    kom_buf_printf(&out, "%s: sheet \"%s\", cell ", s->x->file.path, s->plan->sheet->name);
    kom_xl_put_column(&out, cell->column);
    kom_buf_printf(&out, "%u: a heading: ", cell->row);
    kom_xl_explain(fault, text, &out);
    return kom_fail_text(&out, KOM_EDATA, err);
}

static enum kom_status take_heading(struct survey *s, const struct kom_xl_cell *cell,
                                    struct kom_text text, struct kom_error *err) {
    void *p = s->heading;
    size_t before = s->cap;
    if (kom_grow(&p, &s->cap, cell->column + 1, sizeof *s->heading) != KOM_OK)
        return kom_no_memory_in(err, s->x->file.path);
    s->heading = p;
    memset(s->heading + before, 0, (s->cap - before) * sizeof *s->heading);
    const char *copy = kom_arena_copy(&s->x->arena, text.p, text.n);
    s->heading[cell->column] = (struct kom_text){copy, text.n};
    return copy ? KOM_OK : kom_no_memory_in(err, s->x->file.path);
}

static enum kom_status take_cell(void *context, const struct kom_xl_cell *cell,
                                 struct kom_error *err) {
    struct survey *s = context;
    struct kom_xl_plan *plan = s->plan;
    const struct kom_xl_range *range = &s->x->range;
    enum kom_xl_fault fault;
    if (cell->row < range->row || cell->row > range->last_row || cell->column < range->column ||
        cell->column > range->last_column)
        return KOM_OK;
    kom_buf_reset(&s->text);
    enum kom_status status =
        kom_xl_cell_text(&s->x->book, plan->sheet, cell, &s->text, &fault, err);
    if (status || fault == KOM_XL_BLANK)
        return status;
    s->has_cells = true;
    if (plan->first_row == 0)
        plan->first_row = cell->row;
    if (plan->first_column == 0 || cell->column < plan->first_column)
        plan->first_column = cell->column;
    if (cell->column > plan->last_column)
        plan->last_column = cell->column;
    if (cell->row != plan->first_row || s->x->file.request->reading->n_header || s->n_rows_max < 2)
        return KOM_OK;
    return fault == KOM_XL_FINE ? take_heading(s, cell, kom_buf_view(&s->text), err)
                                : refuse_heading(s, cell, fault, kom_buf_view(&s->text), err);
}

static enum kom_status end_row(void *context, uint32_t row, bool is_hidden, bool *is_enough,
                               struct kom_error *err) {
    struct survey *s = context;
    (void)is_hidden, (void)err;
    s->n_rows += s->has_cells;
    s->has_cells = false;
    *is_enough = s->n_rows >= s->n_rows_max || row >= s->x->range.last_row;
    return KOM_OK;
}

/* The headings of the columns that are used, which the call may say; of those that have none, "".
 */
static enum kom_status keep_headings(struct survey *s, struct kom_error *err) {
    struct kom_xl_plan *plan = s->plan;
    size_t n = plan->first_row ? plan->last_column - plan->first_column + 1 : 0;
    plan->heading = kom_arena_take(&s->x->arena, (n + 1) * sizeof *plan->heading);
    plan->column_of = kom_arena_take(&s->x->arena, (n + 1) * sizeof *plan->column_of);
    if (!plan->heading || !plan->column_of)
        return kom_no_memory_in(err, s->x->file.path);
    const struct kom_reading *r = s->x->file.request->reading;
    for (size_t i = 0; i < n; i++) {
        size_t column = plan->first_column + i;
        plan->heading[i] = i < r->n_header   ? kom_text_of(r->header[i])
                           : column < s->cap ? s->heading[column]
                                             : (struct kom_text){NULL, 0};
        plan->column_of[i] = (uint32_t)i;
    }
    return KOM_OK;
}

enum kom_status kom_xl_survey(struct kom_xlsx *x, struct kom_xl_plan *plan, size_t n_rows,
                              struct kom_error *err) {
    struct survey s = {.x = x, .plan = plan, .n_rows_max = n_rows};
    const struct kom_xl_watcher watcher = {.context = &s, .cell = take_cell, .row = end_row};
    plan->first_row = plan->first_column = plan->last_column = 0;
    enum kom_status status = kom_xl_read_sheet(&x->book, plan->sheet, &watcher, err);
    if (!status)
        status = keep_headings(&s, err);
    kom_buf_fini(&s.text);
    kom_free(s.heading);
    return status;
}
