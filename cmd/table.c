/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom-table: any canonical stream as a table for people. */
#include "present.h"
#include "table/ask.h"
#include "table/docx.h"
#include "tools.h"

static const struct kom_tool_option options[] = {
    {KOM_OPT_format, NULL, NULL},
    {KOM_OPT_columns, "[SHEET:]COL[=LABEL],...", NULL},
    {KOM_OPT_digits, "[SHEET:][COL=]N,...", NULL},
    {KOM_OPT_percent, "[SHEET:]COL,...", NULL},
    {KOM_OPT_sort, "[SHEET:]COL[:desc],...", NULL},
    {KOM_OPT_page, NULL, NULL},
    {KOM_OPT_wide, "[SHEET:]COL", NULL},
    {KOM_OPT_compare, NULL, NULL},
    {KOM_OPT_stars, NULL, NULL},
    {KOM_OPT_star_levels, NULL, NULL},
    {KOM_OPT_estimate_ci, NULL, NULL},
    {KOM_OPT_min_n, "[SHEET:]N", NULL},
    {KOM_OPT_width, NULL, NULL},
    {KOM_OPT_caption, "[SHEET:]TEXT", NULL},
    {KOM_OPT_note, "[SHEET:]TEXT", NULL},
    {KOM_OPT_source, "[SHEET:]TEXT", NULL},
    {KOM_OPT_lang, NULL, NULL},
    {KOM_OPT_sheet, "NAME[:FILE]",
     "xlsx: the name of the sheet; NAME:FILE, given once for each, makes a sheet of every FILE"},
    {KOM_OPT_END, NULL, NULL},
};

/* Formats in which no word can stand beside the rows. */
static bool has_no_legend(enum kom_present_format format) {
    return format == KOM_PRESENT_JSONL || format == KOM_PRESENT_CSV_DA;
}

/* What the tables of a run come to. */
struct work {
    struct kom_xlsx_book *book;
    struct kom_buf buf, notes;
    size_t n_guarded, n_as_text, n_hidden, n_old;
    uint64_t n_old_not_asked;
};

/* Which columns are read while a table is loaded; of one that is compared, all. */
static enum kom_status ask_shown(const void *context, const struct kom_heading_index *index,
                                 struct kom_read_as *as, struct kom_error *err) {
    const struct kom_present *opts = context;
    return kom_present_check(opts, opts->n_columns == 0, index, as, err);
}

static enum kom_status ask_all(const void *context, const struct kom_heading_index *index,
                               struct kom_read_as *as, struct kom_error *err) {
    return kom_present_check(context, true, index, as, err);
}

/* The table of the input, or that of one sheet. */
static enum kom_status write_table(struct kom_run *run, const struct kom_present *opts,
                                   const char *label, struct work *w) {
    struct kom_frame frame = {0}, old = {0};
    bool is_compare = kom_run_has(run, KOM_OPT_compare);
    const struct kom_run_reads reads = {is_compare ? ask_all : ask_shown, opts, is_compare};
    enum kom_status status = kom_run_load_shown(run, label, &reads, &frame);
    if (!status && is_compare)
        status = kom_run_load_side_shown(run, KOM_OPT_compare, &reads, &old);
    if (!status && is_compare)
        status = kom_present_compare(&old, &frame, opts, &w->buf, &run->err);
    else if (!status)
        status = kom_present_write(&frame, opts, &w->buf, &run->err);
    w->n_old = old.n_rows;
    w->n_old_not_asked = old.n_not_asked;
    kom_frame_fini(&frame);
    kom_frame_fini(&old);
    return status;
}

static enum kom_status write_all(struct kom_run *run, struct kom_present *opts, struct work *w) {
    const bool is_book = opts->format == KOM_PRESENT_XLSX;
    enum kom_status status = KOM_OK;
    w->book = is_book ? kom_xlsx_book_new() : NULL;
    if (is_book && !w->book)
        return kom_no_memory(&run->err);
    for (size_t i = 0; i < run->n_sheets + !run->n_sheets && !status; i++) {
        opts[i].n_guarded = &w->n_guarded;
        opts[i].n_as_text = &w->n_as_text;
        opts[i].n_hidden = &w->n_hidden;
        opts[i].notes = &w->notes;
        opts[i].book = w->book;
        if (run->n_sheets)
            kom_run_take_sheet(run, i);
        status = write_table(run, &opts[i], run->n_sheets > 1 ? run->sheet[i].name : "table", w);
    }
    if (!status && is_book)
        status = kom_xlsx_book_write(w->book, &w->buf, &run->err);
    if (!status && opts->format == KOM_PRESENT_DOCX)
        status = kom_table_docx(run, &w->buf, opts->lang);
    return status;
}

static void say(struct kom_run *run, const struct kom_present *opts, const struct work *w) {
    if (w->n_guarded)
        kom_run_warn(run,
                     "%zu texts begin like a formula (= + - @ or a tab); an apostrophe was put "
                     "before each, so that no spreadsheet runs it; -f json keeps them as they are",
                     w->n_guarded);
    if (w->n_as_text)
        kom_run_warn(run,
                     "%zu numbers have more digits than Excel holds; they stand as texts, whole, "
                     "and formulas pass over them",
                     w->n_as_text);
    if (opts->min_n && has_no_legend(opts->format))
        kom_run_warn(run,
                     "%zu numbers of fewer than %lld persons are hidden; that alone does not "
                     "protect: totals and other rows can give a hidden number away",
                     w->n_hidden, (long long)opts->min_n);
}

static enum kom_status run_table(struct kom_run *run) {
    struct work w = {.n_old = 0};
    struct kom_present *opts = NULL;
    enum kom_status status = kom_table_ask_all(run, &opts);
    if (!status)
        status = write_all(run, opts, &w);
    kom_run_take_all(run);
    if (!status)
        status = kom_run_write(run, &w.buf);
    if (!status)
        say(run, opts, &w);
    if (!status && w.notes.failed)
        status = kom_no_memory(&run->err);
    if (!status && kom_run_has(run, KOM_OPT_compare)) {
        kom_run_warn_lines(run, kom_buf_view(&w.notes));
        kom_run_count(run, "old table", w.n_old + w.n_old_not_asked, w.n_old);
        kom_run_aside(run, "old table", "not_asked", w.n_old_not_asked);
    }
    kom_xlsx_book_free(w.book);
    kom_buf_fini(&w.buf);
    kom_buf_fini(&w.notes);
    return status;
}

const struct kom_tool kom_tool_table = {
    .name = "table",
    .sentence = "any stream as a table for people",
    .synopsis = "[-f FORMAT] [--columns COL[=LABEL],...] [--lang da|en] [FILE]...",
    .options = options,
    .see_also = "kom-uptake, kom-diff, kom-sum, kom-read",
    .run = run_table,
};
