/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of kom-table, as what lib/present is asked for. */
#include "table/ask.h"

#include <string.h>
#include <unistd.h>

#include "shown.h"
#include "unicode.h"

enum { TEXT_WIDTH = 80 }; /* of a line of text, unless --width says otherwise */

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

static enum kom_status read_star_levels(struct kom_run *run, struct kom_present *opts) {
    struct kom_list list;
    enum kom_status status = kom_run_list(run, KOM_OPT_star_levels, &list);
    struct kom_num *level = kom_arena_take(&run->arena, (list.n + 1) * sizeof *level);
    const struct kom_num none = {0, 0.0, 0, true}, all = {1, 0.0, 0, true};
    if (!status && !level)
        status = kom_fail(&run->err, KOM_ENOMEM, "memory ran out for the options");
    for (size_t i = 0; i < list.n && !status; i++) {
        const struct kom_num_form form = {'.', '\0'};
        if (i == KOM_STARS_MAX || !kom_num_parse(kom_text_of(list.item[i]), form, &level[i]) ||
            !level[i].is_exact || kom_num_compare(&level[i], &none) <= 0 ||
            kom_num_compare(&level[i], i ? &level[i - 1] : &all) >= 0)
            status = kom_run_usage(run, KOM_OPT_star_levels,
                                   "\"%s\": levels are between 0 and 1 and fall, at most three, "
                                   "as 0.05,0.01,0.001",
                                   list.item[i]);
    }
    if (!status && list.n == 0 && kom_run_has(run, KOM_OPT_star_levels))
        status = kom_run_usage(run, KOM_OPT_star_levels, "names no level");
    opts->star_levels = level;
    opts->n_star_levels = list.n;
    return status;
}

static enum kom_present_format format_of(const char *word) {
    static const char *const words[] = {
        [KOM_PRESENT_TEXT] = "text",     [KOM_PRESENT_MD] = "md",     [KOM_PRESENT_HTML] = "html",
        [KOM_PRESENT_LATEX] = "latex",   [KOM_PRESENT_JSON] = "json", [KOM_PRESENT_JSONL] = "jsonl",
        [KOM_PRESENT_CSV_DA] = "csv-da", [KOM_PRESENT_XLSX] = "xlsx", [KOM_PRESENT_DOCX] = "docx",
    };
    int i = KOM_PRESENT_DOCX;
    while (i > 0 && strcmp(words[i], word) != 0)
        i--;
    return (enum kom_present_format)i;
}

/* What --compare leaves no room for is refused. Words for people are not: a loop over formats may
   give them to all, and machine formats leave them out. */
static enum kom_status refuse(struct kom_run *run) {
    /* the change of a count of persons can be one of them */
    static const enum kom_opt others[] = {KOM_OPT_wide, KOM_OPT_stars, KOM_OPT_estimate_ci,
                                          KOM_OPT_min_n};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (kom_run_has(run, KOM_OPT_compare) && kom_run_has(run, others[i]))
            return kom_run_usage(run, others[i], "does not go together with --compare");
    }
    return KOM_OK;
}

static enum kom_status ask(struct kom_run *run, struct kom_present *opts) {
    int64_t width = 0, min_n = 0;
    enum kom_status status = read_columns(run, opts);
    if (!status)
        status = kom_shown_digits(run, opts);
    if (!status)
        status = kom_shown_sort(run, opts);
    if (status)
        return status;
    kom_run_whole(run, KOM_OPT_width, 0, 10000, TEXT_WIDTH, &width);
    kom_run_whole(run, KOM_OPT_min_n, 2, 10000, 0, &min_n);
    status = run->failed ? run->failed : kom_shown_words(run, opts);
    if (status)
        return status;
    const char *word = kom_run_text(run, KOM_OPT_format, "text");
    opts->format = format_of(word);
    if (opts->format == KOM_PRESENT_HTML)
        opts->is_page = kom_run_has(run, KOM_OPT_page);
    opts->wide = kom_run_text(run, KOM_OPT_wide, NULL);
    opts->stars = kom_run_has(run, KOM_OPT_stars);
    if (opts->stars)
        status = read_star_levels(run, opts);
    if (status)
        return status;
    opts->estimate_ci = kom_run_has(run, KOM_OPT_estimate_ci);
    opts->min_n = min_n;
    opts->width = (size_t)width;
    bool is_file = opts->format == KOM_PRESENT_XLSX || opts->format == KOM_PRESENT_DOCX;
    if (is_file && run->out->is_stdout && isatty(STDOUT_FILENO))
        return kom_run_usage(run, KOM_OPT_format,
                             "%s is no text for a terminal; name a file: -o table.%s", word, word);
    return refuse(run);
}

/* ---- sheets ---- */

static enum kom_status check_name(struct kom_run *run, size_t i) {
    const char *name = run->sheet[i].name, *fault = kom_xlsx_name_fault(name);
    if (fault)
        return kom_run_usage(run, KOM_OPT_sheet,
                             "\"%s\" %s; Excel takes names of 1 to %d signs, none of them "
                             "[ ] : * ? / \\, and no apostrophe at their ends",
                             name, fault, KOM_SHEET_NAME_MAX);
    for (size_t k = 0; k < i; k++)
        if (kom_unicode_is_alike(kom_text_of(run->sheet[k].name), kom_text_of(name)))
            return kom_run_usage(run, KOM_OPT_sheet,
                                 "\"%s\" and \"%s\" are one name for Excel, which looks at no "
                                 "case; give one of them another",
                                 run->sheet[k].name, name);
    return KOM_OK;
}

/* What holds for one table only, where there are several. */
static enum kom_status refuse_for_all(struct kom_run *run, const struct kom_present *opts) {
    static const enum kom_opt of_one[] = {KOM_OPT_compare, KOM_OPT_set_aside};
    for (size_t i = 0; i < sizeof of_one / sizeof *of_one; i++)
        if (run->value[of_one[i]])
            return kom_run_usage(run, of_one[i], "is for a workbook of one sheet");
    for (size_t i = 1; i < run->n_sheets; i++)
        if (opts[0].caption && opts[i].caption == opts[0].caption)
            return kom_run_usage(run, KOM_OPT_caption,
                                 "\"%s\" would stand above every sheet; --caption '%s:TEXT' is "
                                 "that of one",
                                 opts[0].caption, run->sheet[0].name);
    return KOM_OK;
}

enum kom_status kom_table_ask_all(struct kom_run *run, struct kom_present **opts) {
    const size_t n = run->n_sheets + !run->n_sheets;
    enum kom_status status = KOM_OK;
    *opts = kom_arena_take(&run->arena, n * sizeof **opts);
    if (!*opts)
        return kom_no_memory(&run->err);
    memset(*opts, 0, n * sizeof **opts);
    if (!run->n_sheets)
        return ask(run, *opts);
    for (size_t i = 0; i < n && !status; i++) {
        status = check_name(run, i);
        if (!status) {
            kom_run_take_sheet(run, i);
            status = ask(run, &(*opts)[i]);
        }
        (*opts)[i].sheet = run->sheet[i].name;
    }
    if (!status && (*opts)->format != KOM_PRESENT_XLSX)
        return kom_run_usage(run, KOM_OPT_sheet, "is a sheet of a workbook, which -f xlsx writes");
    (void)kom_run_has(run, KOM_OPT_sheet);
    return status || n == 1 ? status : refuse_for_all(run, *opts);
}
