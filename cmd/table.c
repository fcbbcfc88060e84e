/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom-table: any canonical stream as a table for people. */
#include <string.h>

#include "present.h"
#include "shown.h"
#include "tools.h"

enum { TEXT_WIDTH = 80 }; /* of a line of text, unless --width says otherwise */

static const struct kom_tool_option options[] = {
    {KOM_OPT_format, NULL, NULL},  {KOM_OPT_columns, NULL, NULL}, {KOM_OPT_digits, NULL, NULL},
    {KOM_OPT_percent, NULL, NULL}, {KOM_OPT_sort, NULL, NULL},    {KOM_OPT_wide, NULL, NULL},
    {KOM_OPT_compare, NULL, NULL}, {KOM_OPT_stars, NULL, NULL},   {KOM_OPT_estimate_ci, NULL, NULL},
    {KOM_OPT_width, NULL, NULL},   {KOM_OPT_caption, NULL, NULL}, {KOM_OPT_note, NULL, NULL},
    {KOM_OPT_source, NULL, NULL},  {KOM_OPT_lang, NULL, NULL},    {KOM_OPT_END, NULL, NULL},
};

static enum kom_status read_columns(struct kom_run *run, struct kom_present *opts) {
    struct kom_list list;
    enum kom_status status = kom_run_list(run, KOM_OPT_columns, &list);
    if (status)
        return status;
    struct kom_present_column *columns =
        kom_arena_take(&run->arena, (list.n + 1) * sizeof *columns);
    if (!columns)
        return kom_fail(&run->err, KOM_ENOMEM, "memory ran out for the options");
    for (size_t i = 0; i < list.n && !status; i++)
        status = kom_shown_split(run, list.item[i], &columns[i].name, &columns[i].label);
    opts->columns = columns;
    opts->n_columns = list.n;
    if (!status && list.n == 0 && kom_run_has(run, KOM_OPT_columns))
        status = kom_run_usage(run, KOM_OPT_columns, "names no column");
    return status;
}

static enum kom_present_format format_of(const char *word) {
    static const char *const words[] = {
        [KOM_PRESENT_TEXT] = "text",     [KOM_PRESENT_MD] = "md",     [KOM_PRESENT_HTML] = "html",
        [KOM_PRESENT_LATEX] = "latex",   [KOM_PRESENT_JSON] = "json", [KOM_PRESENT_JSONL] = "jsonl",
        [KOM_PRESENT_CSV_DA] = "csv-da",
    };
    int i = KOM_PRESENT_CSV_DA;
    while (i > 0 && strcmp(words[i], word) != 0)
        i--;
    return (enum kom_present_format)i;
}

/* What --compare leaves no room for is refused. Words for people are not: a loop over formats may
   give them to all, and machine formats leave them out. */
static enum kom_status refuse(struct kom_run *run) {
    static const enum kom_opt others[] = {KOM_OPT_wide, KOM_OPT_stars, KOM_OPT_estimate_ci};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (kom_run_has(run, KOM_OPT_compare) && kom_run_has(run, others[i]))
            return kom_run_usage(run, others[i], "does not go together with --compare");
    }
    return KOM_OK;
}

static enum kom_status read_options(struct kom_run *run, struct kom_present *opts) {
    int64_t width = 0;
    enum kom_status status = read_columns(run, opts);
    if (!status)
        status = kom_shown_digits(run, opts);
    if (!status)
        status = kom_shown_sort(run, opts);
    if (status)
        return status;
    kom_run_whole(run, KOM_OPT_width, 0, 10000, TEXT_WIDTH, &width);
    status = run->failed ? run->failed : kom_shown_words(run, opts);
    if (status)
        return status;
    opts->format = format_of(kom_run_text(run, KOM_OPT_format, "text"));
    opts->wide = kom_run_text(run, KOM_OPT_wide, NULL);
    opts->stars = kom_run_has(run, KOM_OPT_stars);
    opts->estimate_ci = kom_run_has(run, KOM_OPT_estimate_ci);
    opts->width = (size_t)width;
    return refuse(run);
}

static enum kom_status run_table(struct kom_run *run) {
    struct kom_present opts = {0};
    struct kom_frame frame = {0}, old = {0};
    struct kom_buf buf = {0};
    bool is_compare = kom_run_has(run, KOM_OPT_compare);
    size_t n_guarded = 0;
    enum kom_status status = read_options(run, &opts);
    opts.n_guarded = &n_guarded;
    if (!status)
        status = kom_run_load_shown(run, "table", &frame);
    if (!status && is_compare)
        status = kom_run_load_side_shown(run, KOM_OPT_compare, &old);
    if (!status && is_compare)
        status = kom_present_compare(&old, &frame, &opts, &buf, &run->err);
    else if (!status)
        status = kom_present_write(&frame, &opts, &buf, &run->err);
    if (!status)
        status = kom_run_write(run, &buf);
    if (!status && n_guarded)
        kom_run_warn(run,
                     "%zu texts begin like a formula (= + - @ or a tab); an apostrophe was put "
                     "before each, so that no spreadsheet runs it; -f json keeps them as they are",
                     n_guarded);
    if (!status && is_compare)
        kom_run_count(run, "old table", old.n_rows, old.n_rows);
    kom_buf_fini(&buf);
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
