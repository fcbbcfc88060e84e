/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells of a table in memory, and loading it through the one reader. */
#include "frame.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "extract.h"
#include "schema.h"

struct kom_text kom_frame_cell(const struct kom_frame *f, size_t row, int column) {
    return f->cell[row * f->n_cols + (size_t)column];
}

static const char *place(const struct kom_frame *f) {
    return f->n_files ? f->files[0].name : "table";
}

enum kom_status kom_frame_find(const struct kom_frame *f, const char *name, int *column,
                               struct kom_error *err) {
    return kom_heading_find(f->name, f->n_cols, kom_text_of(name), place(f), column, err);
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
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    const char *file = f->n_files ? f->files[f->file[row]].name : "table";
    if (column < 0)
        return kom_fail(err, KOM_EDATA, "%s:%llu: %s", file, (unsigned long long)f->line[row],
                        text);
    return kom_fail(err, KOM_EDATA, "%s:%llu: column \"%.*s\": %s", file,
                    (unsigned long long)f->line[row], (int)f->name[column].n, f->name[column].p,
                    text);
}

static bool is_missing(const struct kom_frame *f, struct kom_text t) {
    for (size_t i = 0; i < f->n_missing; i++)
        if (kom_text_equal(t, f->missing[i]))
            return true;
    return t.n == 0;
}

struct kom_num_form kom_frame_form(const struct kom_frame *f, size_t row, int column) {
    struct kom_num_form form = f->files[f->file[row]].numbers;
    if (f->column && f->column[column].decimal)
        form.decimal = f->column[column].decimal;
    if (f->column && f->column[column].thousands)
        form.thousands = f->column[column].thousands;
    return form;
}

enum kom_status kom_frame_number(const struct kom_frame *f, size_t row, int column,
                                 struct kom_num *value, enum kom_nothing *nothing,
                                 struct kom_error *err) {
    struct kom_text t = kom_text_trim(kom_frame_cell(f, row, column));
    const struct kom_frame_file *file = &f->files[f->file[row]];
    *nothing = KOM_MISSING;
    if (is_missing(f, t) || kom_text_is(t, ".."))
        return KOM_OK;
    *nothing = KOM_IMPOSSIBLE;
    if (kom_text_is(t, "."))
        return KOM_OK;
    *nothing = KOM_VALUE;
    struct kom_num_form form = kom_frame_form(f, row, column);
    if (kom_num_parse(t, form, value))
        return KOM_OK;
    if (file->nil_is_zero && kom_text_is(t, "-")) {
        *value = kom_num_whole(0);
        return KOM_OK;
    }
    char other = form.decimal == ',' ? '.' : ',';
    if (kom_num_parse(t, (struct kom_num_form){other, '\0'}, value))
        return kom_frame_fail(f, row, column, err,
                              "\"%.*s\" is no number with a decimal %s; use --decimal %c", (int)t.n,
                              t.p, other == '.' ? "comma" : "point", other);
    return kom_frame_fail(f, row, column, err,
                          "\"%.*s\" is no number; correct it, or use --missing",
                          (int)(t.n < 40 ? t.n : 40), t.p);
}

enum kom_status kom_frame_day(const struct kom_frame *f, size_t row, int column, int32_t *day,
                              struct kom_error *err) {
    struct kom_text t = kom_text_trim(kom_frame_cell(f, row, column));
    *day = KOM_DAY_NONE;
    if (is_missing(f, t))
        return KOM_OK;
    if (!kom_day_parse(t, f->column ? f->column[column].day_form : KOM_DAY_ISO, day))
        return kom_frame_fail(
            f, row, column, err,
            "\"%.*s\" is no day written as YYYY-MM-DD; kom-read --day turns other forms",
            (int)(t.n < 40 ? t.n : 40), t.p);
    if (kom_day_ymd(*day).year == 9999)
        *day = KOM_DAY_OPEN;
    return KOM_OK;
}

enum kom_status kom_frame_period(const struct kom_frame *f, size_t row, int column,
                                 struct kom_period *period, bool *is_there, struct kom_error *err) {
    struct kom_text t = kom_text_trim(kom_frame_cell(f, row, column));
    enum kom_day_form form = f->column ? f->column[column].day_form : KOM_DAY_ISO;
    *is_there = !is_missing(f, t);
    if (!*is_there || kom_period_read(t, form, period))
        return KOM_OK;
    return kom_frame_fail(f, row, column, err,
                          "\"%.*s\" is no period such as 2019, 2019-Q2, 2019-04 or 2019K2",
                          (int)(t.n < 40 ? t.n : 40), t.p);
}

void kom_frame_fini(struct kom_frame *f) {
    kom_arena_fini(&f->arena);
    kom_free(f->cell);
    kom_free(f->line);
    kom_free(f->file);
    *f = (struct kom_frame){0};
}

/* ---- loading ---- */

struct loader {
    struct kom_frame *frame;
    struct kom_extract *x;
    size_t cap_cells, cap_lines, cap_files;
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
    return status ? kom_fail(err, KOM_ENOMEM, "%s: out of memory", l->x->label) : KOM_OK;
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
    size_t n_headings;
    const struct kom_text *headings = kom_extract_headings(x, &n_headings);
    enum kom_status status = kom_extract_want_all(x, err);
    for (size_t i = 0; i < n && !status; i++) {
        int column;
        status = kom_heading_find(headings, n_headings, kom_text_of(typed[i].name),
                                  x->files[0]->name, &column, err);
        if (status || column < 0)
            continue;
        x->columns[column].kind = typed[i].kind;
        x->columns[column].is_checked = true;
    }
    return status;
}

static enum kom_status take_rows(void *worker, struct kom_view *v, struct kom_error *err) {
    struct loader *l = worker;
    struct kom_frame *f = l->frame;
    enum kom_status status = room(l, f->n_rows + v->n_rows, err);
    uint64_t line = v->batch->chunk->first_line;
    uint32_t at = 0;
    for (uint32_t i = 0; i < v->n_rows && !status; i++) {
        if (!is_readable(v, i))
            continue;
        for (; at < v->batch->start[i]; at++)
            line += v->batch->chunk->p[at] == '\n';
        f->line[f->n_rows] = line;
        f->file[f->n_rows] = v->i_file;
        struct kom_text *cell = f->cell + f->n_rows * f->n_cols;
        for (size_t c = 0; c < f->n_cols; c++) {
            struct kom_text t = kom_view_text(v, (int)c, i);
            cell[c] = (struct kom_text){kom_arena_copy(&f->arena, t.p, t.n), t.n};
            if (!cell[c].p)
                return kom_fail(err, KOM_ENOMEM, "%s: out of memory", l->x->label);
        }
        f->n_rows++;
    }
    return status;
}

static enum kom_status copy_names(struct kom_extract *x, struct kom_frame *f,
                                  struct kom_error *err) {
    f->n_cols = x->n_columns;
    f->name = kom_arena_take(&f->arena, (f->n_cols + 1) * sizeof *f->name);
    const struct kom_schema *schema = x->reading->schema;
    size_t n_declared = schema ? schema->n_missing : 0;
    f->n_missing = x->reading->n_missing + n_declared;
    f->missing = kom_arena_take(&f->arena, (f->n_missing + 1) * sizeof *f->missing);
    f->column = kom_arena_take(&f->arena, (f->n_cols + 1) * sizeof *f->column);
    f->delimiter = kom_extract_aside_delimiter(x);
    if (!f->name || !f->missing || !f->column)
        return kom_fail(err, KOM_ENOMEM, "%s: out of memory", x->label);
    for (size_t i = 0; i < f->n_cols; i++) {
        const struct kom_column *c = &x->columns[i];
        struct kom_text h = c->heading;
        f->column[i] = (struct kom_frame_column){c->decimal, c->thousands, c->day_form};
        f->name[i] = (struct kom_text){kom_arena_copy(&f->arena, h.p, h.n), h.n};
        if (!f->name[i].p)
            return kom_fail(err, KOM_ENOMEM, "%s: out of memory", x->label);
    }
    for (size_t i = 0; i < x->reading->n_missing; i++)
        f->missing[i] = kom_text_of(x->reading->missing[i]);
    for (size_t i = 0; i < n_declared; i++) {
        const char *p = kom_arena_copy(&f->arena, schema->missing[i], strlen(schema->missing[i]));
        f->missing[x->reading->n_missing + i] = kom_text_of(p);
    }
    return KOM_OK;
}

static enum kom_status copy_files(struct kom_extract *x, struct kom_frame *f,
                                  struct kom_error *err) {
    f->n_files = x->n_files;
    f->files = kom_arena_take(&f->arena, x->n_files * sizeof *f->files);
    for (size_t i = 0; i < x->n_files && f->files; i++) {
        const struct kom_file_plan *plan = x->files[i];
        f->files[i] =
            (struct kom_frame_file){kom_arena_copy(&f->arena, plan->name, strlen(plan->name)),
                                    plan->numbers, x->reading->nil_is_zero};
        if (!f->files[i].name)
            return kom_fail(err, KOM_ENOMEM, "%s: out of memory", x->label);
    }
    return f->files ? KOM_OK : kom_fail(err, KOM_ENOMEM, "%s: out of memory", x->label);
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
