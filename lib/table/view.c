/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells of a batch as numbers, days and periods, and the notes on rows that are bad or do not
 * count. */
#include <stdarg.h>
#include <string.h>

#include "extract.h"
#include "foreign.h"
#include "format.h"
#include "schema.h"

struct kom_text kom_view_group(const struct kom_view *v, int column, uint32_t row, char room[16]) {
    return kom_cell_group(kom_view_form(v, column), v->extract->columns[column].word,
                          kom_view_code(v, column, row), room);
}

static void bad_text(struct kom_view *v, int column, uint32_t row, struct kom_text message) {
    v->n_bad++;
    if (v->n_shown < KOM_N_SHOWN) {
        const struct kom_text heading = v->extract->columns[column].heading;
        const char *name;
        uint64_t line = kom_view_place(v, row, &name);
        (void)kom_fail(&v->shown[v->n_shown++], KOM_EDATA, "%s:%llu: column \"%.*s\": %.*s", name,
                       (unsigned long long)line, (int)heading.n, heading.p, (int)message.n,
                       message.p ? message.p : "");
    }
    kom_view_aside(v, row, KOM_ASIDE_UNREADABLE);
}

void kom_view_bad(struct kom_view *v, int column, uint32_t row, const char *format, ...) {
    char text[400];
    va_list args;
    va_start(args, format);
    size_t n = kom_format(text, sizeof text, false, format, args);
    va_end(args);
    size_t length = n < sizeof text ? n : sizeof text - 1;
    bad_text(v, column, row, (struct kom_text){text, length});
}

/* Notes the row as bad, with what `explain` says of the cell. */
static void bad_cell(struct kom_view *v, int column, uint32_t row,
                     void (*explain)(const struct kom_cell_form *, struct kom_text,
                                     struct kom_buf *)) {
    struct kom_buf message = {0};
    if (v->n_shown < KOM_N_SHOWN)
        explain(kom_view_form(v, column), kom_view_text(v, column, row), &message);
    v->failed = v->failed || message.failed;
    bad_text(v, column, row, kom_buf_view(&message));
    kom_buf_fini(&message);
}

enum kom_cell kom_view_number(struct kom_view *v, int column, uint32_t row, struct kom_num *value) {
    enum kom_cell cell =
        kom_cell_number(kom_view_form(v, column), kom_view_text(v, column, row), value);
    if (cell == KOM_CELL_BAD)
        bad_cell(v, column, row, kom_cell_explain_number);
    return cell;
}

enum kom_cell kom_view_day(struct kom_view *v, int column, uint32_t row, int32_t *day) {
    enum kom_cell cell = kom_cell_day(kom_view_form(v, column), kom_view_text(v, column, row), day);
    if (cell == KOM_CELL_BAD)
        bad_cell(v, column, row, kom_cell_explain_day);
    return cell;
}

enum kom_cell kom_view_period(struct kom_view *v, int column, uint32_t row,
                              struct kom_period *period) {
    enum kom_cell cell =
        kom_cell_period(kom_view_form(v, column), kom_view_text(v, column, row), period);
    if (cell == KOM_CELL_BAD)
        bad_cell(v, column, row, kom_cell_explain_period);
    return cell;
}

void kom_view_aside_bytes(struct kom_view *v, uint32_t start, uint32_t end, int reason) {
    void *p = v->aside;
    if (kom_grow(&p, &v->cap_aside, v->n_aside + 1, sizeof *v->aside)) {
        v->failed = true;
        return;
    }
    v->aside = p;
    v->aside[v->n_aside++] = (struct kom_aside_row){start, end, reason};
}

void kom_view_aside(struct kom_view *v, uint32_t row, int reason) {
    kom_view_aside_bytes(v, v->batch->start[row], v->batch->end[row], reason);
}

uint64_t kom_file_place(const struct kom_file_plan *f, uint64_t line, const char **name) {
    *name = f->name;
    return f->foreign && f->foreign->place ? f->foreign->place(f->foreign, line, name) : line;
}

uint64_t kom_view_place(const struct kom_view *v, uint32_t row, const char **name) {
    return kom_file_place(v->file, kom_chunk_line(v->batch->chunk, v->batch->start[row]), name);
}

uint64_t kom_view_line(const struct kom_view *v, uint32_t row) {
    const char *name;
    return kom_view_place(v, row, &name);
}
