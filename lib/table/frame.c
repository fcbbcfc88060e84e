/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells of a table in memory, and loading it through the one reader.

   A frame is loaded by the fold, so that dialects, bad rows and messages are the same as for tables
   that stream: one thread copies the cells of every batch into an arena, in the order of rows.
   Typed columns are read while loading, and a row in which one cannot be read is a bad row.
   Afterwards cells are read as numbers, days and periods by the form of their column in their file,
   which the frame keeps with texts of its own; a failure names file, line and column as reading
   does. Small tables only: everything else folds. */
#include "frame.h"
#include "extract_next.h"

#include <stdarg.h>
#include <string.h>

#include "extract.h"
#include "format.h"
#include "heading_index.h"

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

static struct kom_header_at place(const struct kom_frame *f) {
    return (struct kom_header_at){f->n_files ? f->files[0].name : "table", f->side, f->header_line};
}

enum kom_status kom_frame_find(const struct kom_frame *f, const char *name, int *column,
                               struct kom_error *err) {
    *column = KOM_NO_COLUMN;
    return f->index ? kom_heading_look(f->index, kom_text_of(name), place(f), column, err) : KOM_OK;
}

enum kom_status kom_frame_need(const struct kom_frame *f, const char *name, int *column,
                               struct kom_error *err) {
    enum kom_status status = kom_frame_find(f, name, column, err);
    if (!status && *column < 0)
        status = kom_heading_missing(f->name, f->n_cols, kom_text_of(name), place(f), err);
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
    kom_heading_index_free(f->index);
    kom_arena_fini(&f->arena);
    kom_free(f->cell);
    kom_free(f->line);
    kom_free(f->file);
    kom_free(f->blanked);
    *f = (struct kom_frame){0};
}

/* ---- loading ---- */

enum { KEPT_BITS = 10 };

struct loader {
    struct kom_frame *frame;
    struct kom_extract *x;
    size_t cap_cells, cap_lines, cap_files;
    struct kom_text kept[1 << KEPT_BITS]; /* texts kept last */
};

static enum kom_status room(struct loader *l, size_t n_rows, struct kom_error *err) {
    struct kom_frame *f = l->frame;
    void *cell = f->cell, *line = f->line, *file = f->file;
    enum kom_status status = kom_grow(&cell, &l->cap_cells, n_rows * f->n_cols, sizeof *f->cell);
    f->cell = cell;
    if (!status)
        status = kom_grow(&line, &l->cap_lines, n_rows, sizeof *f->line);
    f->line = line;
    if (!status)
        status = kom_grow(&file, &l->cap_files, n_rows, sizeof *f->file);
    f->file = file;
    return status ? kom_no_memory_in(err, l->x->label) : KOM_OK;
}

/* Can the checked cells of a row be read? If not, it has been noted as bad. */
static bool is_readable(struct kom_view *v, uint32_t row) {
    for (size_t c = 0; c < v->extract->n_columns; c++) {
        const struct kom_column *column = &v->extract->columns[c];
        struct kom_num number;
        struct kom_period period;
        if (!column->is_checked)
            continue;
        enum kom_cell cell = column->kind == KOM_KIND_NUMBER
                                 ? kom_view_number(v, (int)c, row, &number)
                                 : kom_view_period(v, (int)c, row, &period);
        if (cell == KOM_CELL_BAD)
            return false;
    }
    return true;
}

enum kom_status kom_extract_check(struct kom_extract *x, const struct kom_typed_column *typed,
                                  size_t n, struct kom_error *err) {
    enum kom_status status = kom_extract_want_all(x, err);
    for (size_t i = 0; i < n && !status; i++) {
        int column;
        status = kom_heading_look(x->index, kom_text_of(typed[i].name), kom_extract_place(x),
                                  &column, err);
        if (status || column < 0)
            continue;
        x->columns[column].kind = typed[i].kind;
        x->columns[column].is_asked = true;
        x->columns[column].is_checked = typed[i].kind != KOM_KIND_TEXT;
    }
    return status;
}

/* The text in the arena; NULL: memory ran out. What is said again and again is kept once. */
static struct kom_text keep(struct loader *l, struct kom_text t) {
    struct kom_text *kept = &l->kept[kom_text_ends_place(kom_text_ends(t), KEPT_BITS)];
    if (!kept->p || !kom_text_equal(*kept, t))
        *kept = (struct kom_text){kom_arena_copy(&l->frame->arena, t.p, t.n), t.n};
    return *kept;
}

/* What stood in the cells of a row that were blanked. *at: of the view's list, whose rows rise. */
static enum kom_status keep_blanked(struct loader *l, const struct kom_view *v, uint32_t row,
                                    size_t *at, struct kom_error *err) {
    struct kom_frame *f = l->frame;
    for (; *at < v->n_blanked && v->blanked[*at].row <= row; ++*at) {
        const struct kom_blanked *b = &v->blanked[*at];
        void *p = f->blanked;
        if (b->row < row) /* of a row that was not kept */
            continue;
        struct kom_text t = kom_view_text(v, b->column, row);
        t = keep(l, (struct kom_text){t.p, b->length});
        if (!t.p || kom_grow(&p, &f->cap_blanked, f->n_blanked + 1, sizeof *f->blanked))
            return kom_no_memory_in(err, l->x->label);
        f->blanked = p;
        f->blanked[f->n_blanked++] =
            (struct kom_frame_blanked){f->n_rows * f->n_cols + (size_t)b->column, t};
    }
    return KOM_OK;
}

static enum kom_status take_rows(void *worker, struct kom_view *v, struct kom_error *err) {
    struct loader *l = worker;
    struct kom_frame *f = l->frame;
    enum kom_status status = room(l, f->n_rows + v->n_rows, err);
    uint64_t line = v->batch->chunk->first_line;
    uint32_t at = 0;
    size_t i_blanked = 0;
    for (uint32_t i = 0; i < v->n_rows && !status; i++) {
        if (!is_readable(v, i))
            continue;
        for (; at < v->batch->start[i]; at++)
            line += v->batch->chunk->p[at] == '\n';
        f->line[f->n_rows] = line;
        f->file[f->n_rows] = v->i_file;
        struct kom_text *cell = f->cell + f->n_rows * f->n_cols;
        for (size_t c = 0; c < f->n_cols; c++) {
            cell[c] = keep(l, kom_view_text(v, (int)c, i));
            if (!cell[c].p)
                return kom_no_memory_in(err, l->x->label);
        }
        status = keep_blanked(l, v, i, &i_blanked, err);
        f->n_rows++;
    }
    return status;
}

static struct kom_text copy_text(struct kom_frame *f, struct kom_text t, bool *failed) {
    char *p = kom_arena_copy(&f->arena, t.p, t.n);
    *failed = *failed || !p;
    return (struct kom_text){p, t.n};
}

static enum kom_status copy_names(struct kom_extract *x, struct kom_frame *f,
                                  struct kom_error *err) {
    bool failed = false;
    f->n_cols = x->n_columns;
    f->delimiter = kom_extract_aside_delimiter(x);
    f->name = kom_arena_take(&f->arena, (f->n_cols + 1) * sizeof *f->name);
    if (!f->name)
        return kom_extract_no_memory(x, err);
    for (size_t i = 0; i < f->n_cols; i++)
        f->name[i] = copy_text(f, x->columns[i].heading, &failed);
    f->index = failed ? NULL : kom_heading_index_new(f->name, f->n_cols);
    return f->index ? KOM_OK : kom_extract_no_memory(x, err);
}

/* A list of texts copied last: columns have one and the same as a rule. */
struct last_list {
    const struct kom_text *from, *copy;
};

static const struct kom_text *copy_list(struct kom_frame *f, const struct kom_text *from, size_t n,
                                        struct last_list *last, bool *failed) {
    if (last->copy && last->from == from)
        return last->copy;
    struct kom_text *copy = kom_arena_take(&f->arena, (n + 1) * sizeof *copy);
    *failed = *failed || !copy;
    for (size_t i = 0; copy && i < n; i++)
        copy[i] = copy_text(f, from[i], failed);
    *last = (struct last_list){from, copy};
    return copy;
}

/* The form of a column in a file, with texts of the frame's own. */
static void copy_form(const struct kom_cell_form *from, struct kom_frame *f, size_t column,
                      struct kom_cell_form *to, struct last_list *last, bool *failed) {
    *to = *from;
    to->heading = f->name[column];
    to->suffix = copy_text(f, from->suffix, failed);
    to->side = from->side ? copy_text(f, kom_text_of(from->side), failed).p : NULL;
    to->missing = copy_list(f, from->missing, from->n_missing, last, failed);
}

static enum kom_status copy_files(struct kom_extract *x, struct kom_frame *f,
                                  struct kom_error *err) {
    bool failed = false;
    struct last_list last = {NULL, NULL};
    f->n_files = x->n_files;
    f->side = x->reading->side ? copy_text(f, kom_text_of(x->reading->side), &failed).p : NULL;
    f->header_line = kom_extract_place(x).line;
    f->files = kom_arena_take(&f->arena, x->n_files * sizeof *f->files);
    f->form = kom_arena_take(&f->arena, (x->n_files * f->n_cols + 1) * sizeof *f->form);
    for (size_t i = 0; i < x->n_files && f->files && f->form; i++) {
        const struct kom_file_plan *plan = x->files[i];
        f->files[i].name = copy_text(f, kom_text_of(plan->name), &failed).p;
        for (size_t c = 0; c < f->n_cols; c++)
            copy_form(&plan->form[c], f, c, &f->form[i * f->n_cols + c], &last, &failed);
    }
    return failed || !f->files || !f->form ? kom_extract_no_memory(x, err) : KOM_OK;
}

enum kom_status kom_extract_load(struct kom_extract *x, struct kom_frame *frame,
                                 enum kom_status (*aside)(void *, struct kom_text,
                                                          struct kom_error *),
                                 void *context, struct kom_error *err) {
    *frame = (struct kom_frame){0};
    struct loader loader = {.frame = frame, .x = x};
    void *const workers[] = {&loader};
    struct kom_fold fold = {
        .n_threads = 1, .workers = workers, .take = take_rows, .aside = aside, .context = context};
    x->settles_all = x->lists_blanked = true;
    enum kom_status status = x->n_columns ? KOM_OK : kom_extract_want_all(x, err);
    if (!status)
        status = copy_names(x, frame, err);
    if (!status)
        status = kom_extract_fold(x, &fold, err);
    if (!status)
        status = copy_files(x, frame, err);
    if (status)
        kom_frame_fini(frame);
    return status;
}

enum kom_status kom_frame_parse(struct kom_frame *frame, const char *name, struct kom_text csv,
                                struct kom_error *err) {
    struct kom_extract x;
    struct kom_reading reading = {.delimiter = ',', .decimal = '.'};
    *frame = (struct kom_frame){0};
    enum kom_status status = kom_extract_open_memory(&x, name, csv, &reading, err);
    if (!status) {
        status = kom_extract_load(&x, frame, NULL, NULL, err);
        kom_extract_close(&x);
    }
    return status;
}
