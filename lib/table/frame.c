/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells of a table in memory.

   Cells are read as numbers, days and periods by the form of their column in their file, which the
   frame keeps with texts of its own; a failure names file, line and column as reading does. */
#include "frame.h"

#include <stdarg.h>
#include <string.h>

#include "extract.h"
#include "format.h"
#include "heading_index.h"
#include "nearly.h"

struct kom_text kom_frame_cell(const struct kom_frame *f, size_t row, int column) {
    return f->cell[row * f->n_cols + (size_t)column];
}

struct kom_text kom_frame_raw(const struct kom_frame *f, size_t row, int column) {
    const size_t cell = row * f->n_cols + (size_t)column;
    size_t from = 0, to = f->n_blanked;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (f->blanked[middle].cell < cell)
            from = middle + 1;
        else
            to = middle;
    }
    bool is_blanked = from < f->n_blanked && f->blanked[from].cell == cell;
    return is_blanked ? f->blanked[from].text : f->cell[cell];
}

enum kom_status kom_frame_needs(const struct kom_frame *f, size_t row, int column,
                                struct kom_error *err) {
    const bool is_empty = kom_text_trim(kom_frame_raw(f, row, column)).n == 0;
    return kom_frame_fail(f, row, column, err, "%s; every row needs it",
                          is_empty ? "is empty" : "is said to have no value");
}

struct kom_header_at kom_frame_place(const struct kom_frame *f) {
    return (struct kom_header_at){f->n_files ? f->files[0].name : "table", f->side, f->header_line};
}

enum kom_status kom_frame_find(const struct kom_frame *f, const char *name, int *column,
                               struct kom_error *err) {
    *column = KOM_NO_COLUMN;
    return f->index ? kom_heading_look(f->index, kom_text_of(name), kom_frame_place(f), column, err)
                    : KOM_OK;
}

enum kom_status kom_frame_need(const struct kom_frame *f, const char *name, int *column,
                               struct kom_error *err) {
    enum kom_status status = kom_frame_find(f, name, column, err);
    if (!status && *column < 0)
        status =
            kom_heading_missing(f->name, f->n_cols, kom_text_of(name), kom_frame_place(f), err);
    return status;
}

enum kom_status kom_frame_fail(const struct kom_frame *f, size_t row, int column,
                               struct kom_error *err, const char *format, ...) {
    char text[700];
    va_list args;
    va_start(args, format);
    (void)kom_format(text, sizeof text, false, format, args);
    va_end(args);
    const char *file = f->n_files ? f->files[f->file[row]].name : "table";
    if (column < 0)
        return kom_fail(err, KOM_EDATA, "%s:%llu: %s", file, (unsigned long long)f->line[row],
                        text);
    return kom_fail(err, KOM_EDATA, "%s:%llu: column \"%.*s\": %s", file,
                    (unsigned long long)f->line[row], (int)f->name[column].n, f->name[column].p,
                    text);
}

const struct kom_cell_form *kom_frame_form(const struct kom_frame *f, size_t row, int column) {
    return &f->form[f->file[row] * f->n_cols + (size_t)column];
}

struct kom_text kom_frame_group(const struct kom_frame *f, size_t row, int column, char text[16]) {
    return kom_cell_group(kom_frame_form(f, row, column), f->index->word[column],
                          kom_text_trim(kom_frame_cell(f, row, column)), text);
}

/* Fails with what `explain` says of the cell. */
static enum kom_status fail_cell(const struct kom_frame *f, size_t row, int column,
                                 void (*explain)(const struct kom_cell_form *, struct kom_text,
                                                 struct kom_buf *),
                                 struct kom_error *err) {
    struct kom_buf why = {0};
    if (!err) /* nobody is to be told */
        return KOM_EDATA;
    explain(kom_frame_form(f, row, column), kom_frame_cell(f, row, column), &why);
    enum kom_status status =
        kom_frame_fail(f, row, column, err, "%.*s", (int)why.n, why.p ? why.p : "");
    kom_buf_fini(&why);
    return status;
}

enum kom_status kom_frame_number(const struct kom_frame *f, size_t row, int column,
                                 struct kom_num *value, enum kom_nothing *nothing,
                                 struct kom_error *err) {
    *nothing = KOM_VALUE;
    switch (
        kom_cell_number(kom_frame_form(f, row, column), kom_frame_cell(f, row, column), value)) {
    case KOM_CELL_VALUE:
        return KOM_OK;
    case KOM_CELL_MISSING:
        *nothing = KOM_MISSING;
        return KOM_OK;
    case KOM_CELL_IMPOSSIBLE:
        *nothing = KOM_IMPOSSIBLE;
        return KOM_OK;
    case KOM_CELL_BAD:
        break;
    }
    return fail_cell(f, row, column, kom_cell_explain_number, err);
}

void kom_frame_number_text(const struct kom_frame *f, size_t row, int column, struct kom_buf *out) {
    kom_cell_number_text(kom_frame_form(f, row, column), kom_frame_cell(f, row, column), out);
}

enum kom_status kom_frame_day(const struct kom_frame *f, size_t row, int column, int32_t *day,
                              struct kom_error *err) {
    enum kom_cell cell =
        kom_cell_day(kom_frame_form(f, row, column), kom_frame_cell(f, row, column), day);
    return cell == KOM_CELL_BAD ? fail_cell(f, row, column, kom_cell_explain_day, err) : KOM_OK;
}

enum kom_status kom_frame_period(const struct kom_frame *f, size_t row, int column,
                                 struct kom_period *period, bool *is_there, struct kom_error *err) {
    enum kom_cell cell =
        kom_cell_period(kom_frame_form(f, row, column), kom_frame_cell(f, row, column), period);
    *is_there = cell != KOM_CELL_MISSING;
    return cell == KOM_CELL_BAD ? fail_cell(f, row, column, kom_cell_explain_period, err) : KOM_OK;
}

void kom_frame_fini(struct kom_frame *f) {
    if (f->nearly && f->index)
        kom_nearly_tell(f->index, kom_frame_place(f), f->nearly);
    kom_heading_index_free(f->index);
    kom_arena_fini(&f->arena);
    kom_free(f->cell);
    kom_free(f->line);
    kom_free(f->file);
    kom_free(f->blanked);
    *f = (struct kom_frame){0};
}
