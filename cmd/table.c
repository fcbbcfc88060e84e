/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom-table: any canonical stream as a table for people. */
#include "present.h"
#include "table/ask.h"
#include "table/docx.h"
#include "tools.h"

static const struct kom_tool_option options[] = {
    {KOM_OPT_format, NULL, NULL},      {KOM_OPT_columns, NULL, NULL},
    {KOM_OPT_digits, NULL, NULL},      {KOM_OPT_percent, NULL, NULL},
    {KOM_OPT_sort, NULL, NULL},        {KOM_OPT_page, NULL, NULL},
    {KOM_OPT_wide, NULL, NULL},        {KOM_OPT_compare, NULL, NULL},
    {KOM_OPT_stars, NULL, NULL},       {KOM_OPT_star_levels, NULL, NULL},
    {KOM_OPT_estimate_ci, NULL, NULL}, {KOM_OPT_min_n, NULL, NULL},
    {KOM_OPT_width, NULL, NULL},       {KOM_OPT_caption, NULL, NULL},
    {KOM_OPT_note, NULL, NULL},        {KOM_OPT_source, NULL, NULL},
    {KOM_OPT_lang, NULL, NULL},        {KOM_OPT_END, NULL, NULL},
};

/* Formats in which no word can stand beside the rows. */
static bool has_no_legend(enum kom_present_format format) {
    return format == KOM_PRESENT_JSONL || format == KOM_PRESENT_CSV_DA;
}

static enum kom_status run_table(struct kom_run *run) {
    struct kom_present opts = {0};
    struct kom_frame frame = {0}, old = {0};
    struct kom_buf buf = {0}, notes = {0};
    bool is_compare = kom_run_has(run, KOM_OPT_compare);
    size_t n_guarded = 0, n_as_text = 0, n_hidden = 0;
    enum kom_status status = kom_table_ask(run, &opts);
    opts.n_guarded = &n_guarded;
    opts.n_as_text = &n_as_text;
    opts.n_hidden = &n_hidden;
    opts.notes = &notes;
    if (!status)
        status = kom_run_load_shown(run, "table", &frame);
    if (!status && is_compare)
        status = kom_run_load_side_shown(run, KOM_OPT_compare, &old);
    if (!status && is_compare)
        status = kom_present_compare(&old, &frame, &opts, &buf, &run->err);
    else if (!status)
        status = kom_present_write(&frame, &opts, &buf, &run->err);
    if (!status && opts.format == KOM_PRESENT_DOCX)
        status = kom_table_docx(run, &buf, opts.lang);
    if (!status)
        status = kom_run_write(run, &buf);
    if (!status && n_guarded)
        kom_run_warn(run,
                     "%zu texts begin like a formula (= + - @ or a tab); an apostrophe was put "
                     "before each, so that no spreadsheet runs it; -f json keeps them as they are",
                     n_guarded);
    if (!status && n_as_text)
        kom_run_warn(run,
                     "%zu numbers have more digits than Excel holds; they stand as texts, whole, "
                     "and formulas pass over them",
                     n_as_text);
    if (!status && opts.min_n && has_no_legend(opts.format))
        kom_run_warn(run,
                     "%zu numbers of fewer than %lld persons are hidden; that alone does not "
                     "protect: totals and other rows can give a hidden number away",
                     n_hidden, (long long)opts.min_n);
    if (!status && notes.failed)
        status = kom_no_memory(&run->err);
    if (!status && is_compare)
        kom_run_warn_lines(run, kom_buf_view(&notes));
    if (!status && is_compare)
        kom_run_count(run, "old table", old.n_rows, old.n_rows);
    kom_buf_fini(&buf);
    kom_buf_fini(&notes);
    kom_frame_fini(&frame);
    kom_frame_fini(&old);
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
