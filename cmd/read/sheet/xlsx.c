/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Workbooks of Excel (.xlsx, .xlsm) as a format of kom-read.

   The look reads what the book has beside its cells, chooses the sheets and finds where in them the
   table is, from their first rows. The rows follow in a thread of their own. Nothing is computed,
   no link is followed; what is held and grows with the rows is the shared strings. */
#include "xlsx.h"

static bool reads(enum kom_form form) {
    return form == KOM_FORM_XLSX;
}

static enum kom_status check_request(struct kom_xlsx *x, struct kom_error *err) {
    const struct kom_read_request *q = x->file.request;
    const char *path = x->file.path;
    x->range = (struct kom_xl_range){1, 1, KOM_XL_ROWS, KOM_XL_COLUMNS};
    if (q->labels != KOM_LABELS_CODE || q->catalog)
        return kom_fail(err, KOM_EUSAGE, "%s: %s is an Excel workbook, which has no labels",
                        q->catalog ? "--catalog" : "--labels", path);
    if (q->reading->encoding)
        return kom_fail(err, KOM_EUSAGE, "--encoding: %s is an Excel workbook, which says its own",
                        path);
    if (q->range && !kom_xl_parse_range(kom_text_of(q->range), &x->range))
        return kom_fail(err, KOM_EUSAGE,
                        "--range: \"%s\" is no range of cells; write A3:F200, or A3:F for all rows "
                        "from the third on",
                        q->range);
    return KOM_OK;
}

static enum kom_status describe(struct kom_xlsx *x, struct kom_error *err) {
    const struct kom_xl_plan *plan = &x->plan[0];
    struct kom_buf *out = &x->description;
    kom_buf_printf(out, "%s, ", x->file.form->name);
    for (size_t i = 0; i < x->n_plans; i++)
        kom_buf_printf(out, "%s\"%s\"",
                       i                ? ", "
                       : x->n_plans > 1 ? "sheets "
                                        : "sheet ",
                       x->plan[i].sheet->name);
    kom_buf_str(out, " from ");
    kom_xl_put_column(out, plan->first_column);
    kom_buf_printf(out, "%u, %zu columns, days counted from %s", plan->first_row, x->n_columns,
                   x->book.is_1904 ? "1904" : "1900");
    kom_buf_byte(out, '\0');
    x->file.table.description = out->p;
    return out->failed ? kom_no_memory_in(err, x->file.path) : KOM_OK;
}

/* Names of sheets behind the file's, for messages where there are several. */
static enum kom_status name_plans(struct kom_xlsx *x, struct kom_error *err) {
    x->name = kom_arena_take(&x->arena, x->n_plans * sizeof *x->name);
    for (size_t i = 0; i < x->n_plans && x->name; i++) {
        struct kom_buf name = {0};
        kom_buf_printf(&name, "%s[%s]", x->file.path, x->plan[i].sheet->name);
        x->name[i] = name.failed ? NULL : kom_arena_copy(&x->arena, name.p, name.n);
        kom_buf_fini(&name);
        if (!x->name[i])
            return kom_no_memory_in(err, x->file.path);
    }
    return x->name ? KOM_OK : kom_no_memory_in(err, x->file.path);
}

/* Which columns get a COL_status. */
static enum kom_status lay_out(struct kom_xlsx *x, struct kom_error *err) {
    size_t n = x->n_columns, n_fields = x->file.request->sheet_name != NULL;
    x->has_status = kom_arena_take(&x->arena, n * sizeof *x->has_status);
    x->is_status = kom_arena_take(&x->arena, (1 + 2 * n) * sizeof *x->is_status);
    x->slot = kom_alloc(n, sizeof *x->slot);
    x->shape.seen = kom_arena_take(&x->arena, n * sizeof *x->shape.seen);
    x->made_by = kom_arena_take(&x->arena, (1 + 2 * n) * sizeof *x->made_by);
    if (!x->has_status || !x->is_status || !x->made_by || !x->shape.seen || !x->slot)
        return kom_no_memory_in(err, x->file.path);
    x->is_status[0] = false;
    x->made_by[0] = "--sheet-name";
    for (size_t i = 0; i < n; i++) {
        struct kom_text heading = kom_text_trim(x->plan[0].heading[i]);
        const char *name = kom_arena_copy(&x->arena, heading.p, heading.n);
        if (!name)
            return kom_no_memory_in(err, x->file.path);
        x->has_status[i] = heading.n && kom_read_asks_status(&x->file, name);
        x->made_by[n_fields] = NULL;
        x->is_status[n_fields++] = false;
        if (!x->has_status[i])
            continue;
        x->made_by[n_fields] = "--status";
        x->is_status[n_fields++] = true;
    }
    return KOM_OK;
}

static enum kom_status check_header(const struct kom_xlsx *x, struct kom_error *err) {
    size_t n = x->file.request->reading->n_header;
    if (n == 0 || n == x->n_columns)
        return KOM_OK;
    return kom_fail(err, KOM_EUSAGE, "--header: has %zu names, and sheet \"%s\" of %s %zu columns",
                    n, x->plan[0].sheet->name, x->file.path, x->n_columns);
}

static enum kom_status look(struct kom_read_file *file, struct kom_error *err) {
    struct kom_xlsx *x = (struct kom_xlsx *)file;
    enum kom_status status = check_request(x, err);
    if (!status && pthread_mutex_init(&x->lock, NULL) != 0)
        status = kom_no_memory_in(err, file->path);
    else
        x->has_lock = !status;
    if (!status)
        status = kom_book_open(&x->book, file->path, err);
    if (!status)
        status = kom_book_read_strings(&x->book, err);
    if (!status)
        status = kom_xl_choose(x, err);
    if (status)
        return status;
    x->n_columns = x->plan[0].last_column - x->plan[0].first_column + 1;
    status = check_header(x, err);
    if (!status)
        status = name_plans(x, err);
    if (!status)
        status = lay_out(x, err);
    if (!status)
        status = kom_xl_tell(x, err);
    if (!status)
        status = describe(x, err);
    file->table.is_status = x->is_status;
    file->table.made_by = x->made_by;
    file->table.is_typed_in = true;
    file->table.is_told = true;
    file->table.self = x;
    file->table.place = kom_xl_place;
    file->table.explain = kom_xl_explain_row;
    file->table.begin_at = kom_xl_begin_at;
    return status;
}

static void rows(struct kom_read_file *file) {
    kom_xl_rows((struct kom_xlsx *)file);
}

static void note(const struct kom_read_file *file, struct kom_buf *out) {
    kom_xl_note((const struct kom_xlsx *)file, out);
}

static void warn(const struct kom_read_file *file, struct kom_buf *out) {
    kom_xl_warn((const struct kom_xlsx *)file, out);
}

static void fini(struct kom_read_file *file) {
    struct kom_xlsx *x = (struct kom_xlsx *)file;
    kom_book_close(&x->book);
    kom_arena_fini(&x->arena);
    kom_buf_fini(&x->description);
    kom_buf_fini(&x->block);
    kom_buf_fini(&x->row_text);
    kom_buf_fini(&x->retold);
    kom_xl_merges_fini(&x->merges);
    kom_free(x->slot);
    kom_free(x->mark);
    if (x->has_lock)
        (void)pthread_mutex_destroy(&x->lock);
}

const struct kom_read_format kom_read_xlsx = {
    .reads = reads,
    .nbytes = sizeof(struct kom_xlsx),
    .look = look,
    .rows = rows,
    .note = note,
    .warn = warn,
    .fini = fini,
};
