/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way of a table: read, settled, picked, sorted, then spread or compared, then written by one
 * of the writers. */
#include "present.h"

#include "grid.h"
#include "heading_index.h"
#include "sheet.h"
#include "writers.h"
#include "xlsx_book.h"

static void write_data(struct kom_buf *buf, const struct kom_grid *grid,
                       const struct kom_present *opts) {
    if (opts->format == KOM_PRESENT_JSON)
        kom_write_json(buf, grid, opts);
    else if (opts->format == KOM_PRESENT_JSONL)
        kom_write_jsonl(buf, grid);
    else
        kom_write_csv_da(buf, grid, opts->n_guarded);
}

/* A sheet of the workbook that was given, or a workbook of one. */
static enum kom_status write_xlsx(struct kom_buf *buf, const struct kom_sheet *sheet,
                                  const struct kom_grid *grid, const struct kom_present *opts,
                                  struct kom_error *err) {
    struct kom_xlsx_book own = {.n = 0}, *book = opts->book ? opts->book : &own;
    const size_t n_before = book->n_as_text;
    enum kom_status status = kom_xlsx_book_add(book, opts->sheet, sheet, grid, err);
    if (!status && book == &own)
        status = kom_xlsx_book_write(&own, buf, err);
    if (opts->n_as_text)
        *opts->n_as_text += book->n_as_text - n_before;
    kom_xlsx_book_fini(&own);
    return status;
}

static enum kom_status write_sheet(struct kom_buf *buf, struct kom_grid *grid,
                                   const struct kom_present *opts, struct kom_error *err) {
    struct kom_sheet sheet = {0};
    enum kom_status status = kom_sheet_make(&sheet, grid, opts, err);
    if (!status && opts->format == KOM_PRESENT_MD)
        kom_write_md(buf, &sheet);
    else if (!status && opts->format == KOM_PRESENT_HTML)
        kom_write_html(buf, &sheet, opts->is_page ? KOM_HTML_PAGE : KOM_HTML_ELEMENT);
    else if (!status && opts->format == KOM_PRESENT_DOCX)
        kom_write_html(buf, &sheet, KOM_HTML_FOR_PANDOC);
    else if (!status && opts->format == KOM_PRESENT_LATEX)
        kom_write_latex(buf, &sheet);
    else if (!status && opts->format == KOM_PRESENT_XLSX)
        status = write_xlsx(buf, &sheet, grid, opts, err);
    else if (!status)
        kom_write_text(buf, &sheet);
    kom_sheet_fini(&sheet);
    return status;
}

/* The file's own headings are alike, and the call that names them anew is said; or --wide made them
 * alike, and names of the file are to be others. */
static enum kom_status refuse_name(const struct kom_frame *frame, struct kom_text twice,
                                   struct kom_error *err) {
    struct kom_buf name = {0};
    int column = KOM_NO_COLUMN;
    kom_buf_text(&name, twice);
    kom_buf_byte(&name, '\0');
    enum kom_status status = name.failed ? kom_fail(err, KOM_ENOMEM, "memory ran out for the table")
                                         : kom_frame_find(frame, name.p, &column, err);
    kom_buf_fini(&name);
    if (status)
        return status;
    return kom_fail(err, KOM_EDATA,
                    "two columns of the result are called \"%.*s\", and a JSON object has a name "
                    "once; give one of those they come from another name: --rename NEW=OLD",
                    (int)twice.n, twice.p);
}

/* An object has a name once: of two columns under one name readers would keep the last. */
static enum kom_status check_names(const struct kom_frame *frame, struct kom_grid *grid,
                                   struct kom_error *err) {
    enum kom_status status = kom_grid_name(grid, err);
    for (size_t j = 0; j < grid->n_cols && !status; j++)
        if (kom_heading_spelt(grid->names, grid->column[j].name, 0) != (int)j)
            status = refuse_name(frame, grid->column[j].name, err);
    return status;
}

static enum kom_status write_grid(struct kom_buf *buf, const struct kom_frame *frame,
                                  struct kom_grid *grid, const struct kom_present *opts,
                                  struct kom_error *err) {
    bool has_objects = opts->format == KOM_PRESENT_JSON || opts->format == KOM_PRESENT_JSONL;
    enum kom_status status = has_objects ? check_names(frame, grid, err) : KOM_OK;
    if (status)
        return status;
    if (kom_present_is_data(opts->format))
        write_data(buf, grid, opts);
    else
        status = write_sheet(buf, grid, opts, err);
    if (!status && buf->failed)
        status = kom_fail(err, KOM_ENOMEM, "memory ran out for the table");
    return status;
}

enum kom_status kom_present_write(const struct kom_frame *frame, const struct kom_present *opts,
                                  struct kom_buf *buf, struct kom_error *err) {
    struct kom_grid all = {0}, shown = {0};
    struct kom_pick pick = {0};
    bool *is_read = kom_present_reads(opts, opts->n_columns == 0, frame->index);
    enum kom_status status =
        is_read ? kom_grid_read(&all, frame, is_read, err) : kom_no_memory(err);
    kom_free(is_read);
    if (!status)
        status = kom_grid_settle(&all, frame, err);
    if (!status)
        status = kom_grid_hide_small(&all, frame, opts, err);
    if (!status)
        status = kom_grid_pick(&all, frame, opts, &pick, err);
    if (!status && opts->n_sort && !opts->wide)
        status = kom_grid_sort(&all, opts, err);
    if (!status && opts->estimate_ci)
        status = kom_present_is_data(opts->format) ? kom_grid_agree(&all, frame, &pick, err)
                                                   : kom_grid_bounds(&all, frame, &pick, err);
    if (!status)
        status = kom_grid_headings(&all, opts, err);
    if (!status && opts->stars)
        status = kom_grid_stars(&all, frame, opts, &pick, err);
    if (!status && opts->wide)
        status = kom_grid_spread(&all, frame, opts, &pick, &shown, err);
    else if (!status)
        status = kom_grid_select(&all, &pick, err);
    struct kom_grid *out = opts->wide ? &shown : &all;
    if (!status && opts->n_sort && opts->wide)
        status = kom_grid_sort(&shown, opts, err);
    if (!status)
        status = write_grid(buf, frame, out, opts, err);
    kom_pick_fini(&pick);
    kom_grid_fini(&shown);
    kom_grid_fini(&all);
    return status;
}

enum kom_status kom_present_compare(const struct kom_frame *old, const struct kom_frame *frame,
                                    const struct kom_present *opts, struct kom_buf *buf,
                                    struct kom_error *err) {
    struct kom_changes changes = {0};
    enum kom_status status = kom_changes_find(&changes, old, frame, opts, err);
    if (!status && opts->n_sort)
        status = kom_grid_sort(&changes.out, opts, err);
    if (!status)
        status = write_grid(buf, frame, &changes.out, opts, err);
    kom_changes_fini(&changes);
    return status;
}
