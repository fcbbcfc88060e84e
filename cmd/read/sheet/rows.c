/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of a workbook into the channel: a text of commas, points and ISO days.

   The cells of a row gather as texts in row_text, and as slots by the columns of the table; a slot
   that has another row's number is blank, so none is cleared. At the end of the row they are
   written as one record, in the table's order. Rows of a sheet that have nothing, or are not there,
   become empty lines as soon as a later row has something: so lines are rows, and those behind the
   last row are not written. A row with a cell that cannot be read (an error, a formula without
   value, a cell beside the table) gets one field more, which says so; whoever reads the text finds
   a record that is too long, and asks what is wrong with it. With --fill-merged the merged cells
   are known before, and give their value to every row, also to one that is not there. */
#include <string.h>

#include "xlsx.h"

static enum kom_status no_memory(const struct kom_xlsx *x, struct kom_error *err) {
    return kom_no_memory_in(err, x->file.path);
}

/* ---- blocks ---- */

static enum kom_status give(struct kom_xlsx *x, struct kom_error *err) {
    if (x->block.failed)
        return no_memory(x, err);
    return kom_channel_give(&x->file.channel, &x->block)
               ? KOM_OK
               : kom_fail(err, KOM_EIO, "%s: nobody reads on", x->file.path);
}

/* Ends a line, and counts those that its texts have. */
static enum kom_status end_line(struct kom_xlsx *x, size_t from, struct kom_error *err) {
    kom_buf_byte(&x->block, '\n');
    const char *p = x->block.p + from, *end = x->block.p + x->block.n;
    for (; !x->block.failed && p < end && (p = memchr(p, '\n', (size_t)(end - p))); p++)
        x->line++;
    return x->block.failed                  ? no_memory(x, err)
           : x->block.n < KOM_CHANNEL_BLOCK ? KOM_OK
                                            : give(x, err);
}

/* ---- the header ---- */

static void put_heading(struct kom_xlsx *x, struct kom_text name, const char *behind) {
    struct kom_buf heading = {0};
    kom_buf_text(&heading, name);
    kom_buf_str(&heading, behind);
    kom_buf_str(&x->block, x->file.table.n_fields++ ? "," : "");
    kom_buf_heading(&x->block, kom_buf_view(&heading), ',');
    x->block.failed = x->block.failed || heading.failed;
    kom_buf_fini(&heading);
}

static enum kom_status put_header(struct kom_xlsx *x, struct kom_error *err) {
    const struct kom_xl_plan *plan = &x->plan[0];
    const char *sheet_name = x->file.request->sheet_name;
    x->file.table.n_fields = 0;
    if (sheet_name)
        put_heading(x, kom_text_of(sheet_name), "");
    for (size_t i = 0; i < x->n_columns; i++) {
        struct kom_text name = plan->heading[i];
        put_heading(x, name, "");
        if (!x->has_status[i])
            continue;
        const char *text = kom_arena_copy(&x->arena, name.p, name.n);
        if (!text)
            return no_memory(x, err);
        put_heading(x, kom_text_of(kom_read_name(&x->file, text)), "_status");
    }
    if (kom_xl_mark_line(x, 1, plan->first_row) != KOM_OK)
        return no_memory(x, err);
    return end_line(x, 0, err);
}

/* ---- a row ---- */

/* A number with a mark that may part decimals or thousands, kept as text: 1,5 and 1.234. */
static bool is_marked_number(struct kom_text t) {
    size_t n_marks = 0, since = 0;
    bool is_ok = t.n > 0 && t.p[t.n - 1] >= '0' && t.p[t.n - 1] <= '9', has_threes = true;
    for (size_t i = t.p && t.n && t.p[0] == '-'; i < t.n && is_ok; i++) {
        bool is_mark = t.p[i] == '.' || t.p[i] == ',';
        is_ok = (t.p[i] >= '0' && t.p[i] <= '9') || (is_mark && since > 0);
        has_threes = has_threes && !(is_mark && n_marks > 0 && since != 3);
        n_marks += is_mark;
        since = is_mark ? 0 : since + 1;
    }
    return is_ok && n_marks > 0 && has_threes;
}

enum { OUTSIDE = 9 }; /* a cell beside the table, among the faults */

/* A value and why there is none, for COL_status. */
static void put_with_status(struct kom_xlsx *x, enum kom_xl_fault fault, struct kom_text t) {
    struct kom_buf *out = &x->block;
    struct kom_text trimmed = kom_text_trim(t);
    bool is_nil = x->file.request->reading->nil_is_zero && kom_text_is(trimmed, "-");
    if (fault == KOM_XL_BLANK || (fault == KOM_XL_FINE && kom_xl_is_missing(x, trimmed))) {
        kom_buf_str(out, ",missing");
    } else if (fault == KOM_XL_ERROR) {
        kom_buf_str(out, ",missing:");
        kom_buf_text(out, t);
    } else if (fault == KOM_XL_UNCOMPUTED) {
        kom_buf_str(out, ",missing:formula");
    } else if (fault == KOM_XL_NO_DAY || kom_text_is(trimmed, ".")) {
        kom_buf_str(out, ",impossible");
    } else if (is_nil) {
        kom_buf_str(out, "0,nil");
    } else {
        kom_buf_csv(out, t);
        kom_buf_byte(out, ',');
    }
}

static enum kom_status put_row(struct kom_xlsx *x, uint32_t row, struct kom_error *err) {
    size_t from = x->block.n;
    if (x->file.request->sheet_name) {
        kom_buf_csv(&x->block, kom_text_of(x->plan[x->at_plan].sheet->name));
        kom_buf_byte(&x->block, ',');
    }
    for (size_t i = 0; i < x->n_columns; i++) {
        const struct kom_xl_slot *slot = &x->slot[i];
        bool is_there = slot->row == row;
        struct kom_text t = {is_there ? x->row_text.p + slot->at : NULL, is_there ? slot->n : 0};
        if (i)
            kom_buf_byte(&x->block, ',');
        if (x->has_status[i])
            put_with_status(x, is_there ? slot->fault : KOM_XL_BLANK, t);
        else if (is_there) /* what cannot be read, too: for the rows set aside */
            kom_buf_csv(&x->block, t);
    }
    if (x->bad_row == row) {
        kom_buf_printf(&x->block, ",%zu ", x->at_plan);
        kom_xl_put_column(&x->block, x->bad_column);
        kom_buf_printf(&x->block, "%u %s", row, x->bad_word);
    }
    return end_line(x, from, err);
}

/* A row that has something, or that merged cells give something; else an empty line. */
static enum kom_status fill_and_put(struct kom_xlsx *x, uint32_t row, struct kom_error *err) {
    enum kom_status status = x->merges.n ? kom_xl_fill(x, row, err) : KOM_OK;
    if (!status && kom_xl_mark_line(x, x->line, row) != KOM_OK)
        status = no_memory(x, err);
    if (status)
        return status;
    bool is_one = x->n_columns == 1 && !x->file.request->sheet_name;
    bool is_record = x->has_cells || is_one; /* as an empty line of one column is */
    status = x->row_text.failed ? no_memory(x, err)
             : is_record        ? put_row(x, row, err)
                                : end_line(x, x->block.n, err);
    x->last_row = row;
    x->has_cells = false;
    kom_buf_reset(&x->row_text);
    return status;
}

/* The rows above the one at hand, of which one cell is in row_text, that have nothing. */
static enum kom_status put_rows_above(struct kom_xlsx *x, uint32_t row, struct kom_error *err) {
    struct kom_buf here = x->row_text, none = {0};
    enum kom_status status = KOM_OK;
    x->row_text = none;
    while (x->last_row + 1 < row && !status)
        status = fill_and_put(x, x->last_row + 1, err);
    kom_buf_fini(&x->row_text);
    x->row_text = here;
    return status;
}

static enum kom_status take_cell(void *context, const struct kom_xl_cell *cell,
                                 struct kom_error *err) {
    struct kom_xlsx *x = context;
    struct kom_xl_plan *plan = &x->plan[x->at_plan];
    const struct kom_xl_range *range = &x->range;
    enum kom_xl_fault fault;
    if (cell->row <= x->last_row || cell->row > range->last_row || cell->column < range->column ||
        cell->column > range->last_column)
        return KOM_OK;
    size_t at = x->row_text.n;
    enum kom_status status =
        kom_xl_cell_text(&x->book, plan->sheet, cell, &x->row_text, &fault, err);
    if (status || fault == KOM_XL_BLANK)
        return status;
    if (!x->has_cells && x->last_row + 1 < cell->row)
        status = put_rows_above(x, cell->row, err);
    if (status)
        return status;
    if (cell->has_formula && plan->met.n_formulas++ == 0) {
        plan->met.formula_row = cell->row;
        plan->met.formula_column = cell->column;
    }
    x->has_cells = true;
    struct kom_text text = {x->row_text.p + at, x->row_text.n - at};
    if (cell->column < plan->first_column || cell->column > plan->last_column) {
        kom_xl_note_bad(x, cell->row, cell->column, OUTSIDE, (struct kom_text){NULL, 0});
        return KOM_OK;
    }
    uint32_t column = plan->column_of[cell->column - plan->first_column];
    if (x->slot[column].row == cell->row)
        return kom_xl_fail(&x->book, plan->sheet, cell, "stands twice in its row", err);
    const bool is_told = x->told[column].is_number || x->told[column].is_day;
    kom_xl_shape_cell(x, cell, column, text);
    kom_xl_retell(x, cell, column, at, &fault);
    text = (struct kom_text){x->row_text.p + at, x->row_text.n - at};
    if (cell->type != KOM_XL_OF_NUMBER && !is_told && is_marked_number(text) &&
        plan->met.n_marked++ == 0) {
        plan->met.marked_row = cell->row;
        plan->met.marked_column = cell->column;
    }
    x->slot[column] = (struct kom_xl_slot){at, text.n, cell->row, fault};
    if (fault == KOM_XL_TEXT || (fault != KOM_XL_FINE && !x->has_status[column]))
        kom_xl_note_bad(x, cell->row, cell->column, (int)fault, text);
    return KOM_OK;
}

static enum kom_status end_row(void *context, uint32_t row, bool is_hidden, bool *is_enough,
                               struct kom_error *err) {
    struct kom_xlsx *x = context;
    struct kom_xl_met *met = &x->plan[x->at_plan].met;
    (void)is_enough;
    if (!x->has_cells) {
        kom_buf_reset(&x->row_text);
        return KOM_OK;
    }
    kom_xl_shape_row(x, row);
    if (is_hidden && met->n_hidden_rows++ == 0)
        met->first_hidden_row = row;
    return fill_and_put(x, row, err);
}

/* ---- what stands around ---- */

static enum kom_status take_merged(void *context, struct kom_xl_range range,
                                   struct kom_error *err) {
    struct kom_xlsx *x = context;
    struct kom_xl_plan *plan = &x->plan[x->at_plan];
    (void)err;
    bool is_in = range.last_row >= plan->first_row && range.row <= x->last_row &&
                 range.last_column >= plan->first_column && range.column <= plan->last_column;
    if (is_in && plan->met.n_merged++ == 0)
        plan->met.first_merged = range;
    return KOM_OK;
}

static void take_hidden_columns(void *context, uint32_t first, uint32_t last) {
    struct kom_xlsx *x = context;
    struct kom_xl_plan *plan = &x->plan[x->at_plan];
    first = first > plan->first_column ? first : plan->first_column;
    last = last < plan->last_column ? last : plan->last_column;
    if (first > last)
        return;
    if (plan->met.n_hidden_columns == 0)
        plan->met.first_hidden_column = first;
    plan->met.n_hidden_columns += last - first + 1;
}

static void take_filter(void *context) {
    struct kom_xlsx *x = context;
    x->plan[x->at_plan].met.has_filter = true;
}

static enum kom_status read_sheet(struct kom_xlsx *x, struct kom_error *err) {
    const struct kom_xl_plan *plan = &x->plan[x->at_plan];
    const struct kom_xl_watcher watcher = {.context = x,
                                           .cell = take_cell,
                                           .row = end_row,
                                           .merged = take_merged,
                                           .hidden_columns = take_hidden_columns,
                                           .filter = take_filter};
    enum kom_status status = x->file.request->fills_merged ? kom_xl_read_merges(x, err) : KOM_OK;
    x->last_row = plan->first_row - (x->file.request->reading->n_header > 0);
    x->bad_row = 0;
    for (size_t i = 0; i < x->n_columns; i++)
        x->slot[i].row = 0;
    kom_xl_shape_begin(x);
    if (!status)
        status = kom_xl_read_sheet(&x->book, plan->sheet, &watcher, err);
    if (!status)
        kom_xl_shape_end(x);
    return status;
}

void kom_xl_rows(struct kom_xlsx *x) {
    struct kom_error err = {KOM_OK, ""};
    x->line = 1;
    x->at_plan = 0;
    x->book.n_given = 0; /* the look had its own */
    enum kom_status status = put_header(x, &err);
    bool is_begun = !status;
    if (is_begun)
        kom_channel_begin(&x->file.channel);
    for (; x->at_plan < x->n_plans && !status; x->at_plan += !status)
        status = read_sheet(x, &err);
    if (is_begun && x->block.n) {
        struct kom_error other;
        enum kom_status given = give(x, status ? &other : &err);
        status = status ? status : given;
    }
    x->file.is_whole = !status;
    kom_channel_end(&x->file.channel, status, &err);
}
