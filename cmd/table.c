/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom-table: any canonical stream as a table for people. */
#include <string.h>

#include "present.h"
#include "tools.h"

static const struct kom_tool_option options[] = {
    {KOM_OPT_format, NULL, NULL},  {KOM_OPT_columns, NULL, NULL}, {KOM_OPT_digits, NULL, NULL},
    {KOM_OPT_percent, NULL, NULL}, {KOM_OPT_wide, NULL, NULL},    {KOM_OPT_compare, NULL, NULL},
    {KOM_OPT_stars, NULL, NULL},   {KOM_OPT_caption, NULL, NULL}, {KOM_OPT_note, NULL, NULL},
    {KOM_OPT_source, NULL, NULL},  {KOM_OPT_lang, NULL, NULL},    {KOM_OPT_END, NULL, NULL},
};

/* Splits "LEFT=RIGHT" at the first =; right is NULL without one. */
static enum kom_status split(struct kom_run *run, const char *item, const char **left,
                             const char **right) {
    size_t n = strcspn(item, "=");
    *left = kom_arena_copy(&run->arena, item, n);
    *right = item[n] ? item + n + 1 : NULL;
    return *left ? KOM_OK : kom_fail(&run->err, KOM_ENOMEM, "not enough memory for the options");
}

static enum kom_status read_columns(struct kom_run *run, struct kom_present *opts) {
    struct kom_list list;
    enum kom_status status = kom_run_list(run, KOM_OPT_columns, &list);
    if (status)
        return status;
    struct kom_present_column *columns =
        kom_arena_take(&run->arena, (list.n + 1) * sizeof *columns);
    if (!columns)
        return kom_fail(&run->err, KOM_ENOMEM, "not enough memory for the options");
    for (size_t i = 0; i < list.n && !status; i++)
        status = split(run, list.item[i], &columns[i].name, &columns[i].label);
    opts->columns = columns;
    opts->n_columns = list.n;
    if (!status && list.n == 0 && kom_run_has(run, KOM_OPT_columns))
        status = kom_run_usage(run, KOM_OPT_columns, "names no column");
    return status;
}

static enum kom_status read_digits(struct kom_run *run, struct kom_present *opts) {
    struct kom_list list;
    enum kom_status status = kom_run_list(run, KOM_OPT_digits, &list);
    if (status)
        return status;
    struct kom_present_digits *digits = kom_arena_take(&run->arena, (list.n + 1) * sizeof *digits);
    if (!digits)
        return kom_fail(&run->err, KOM_ENOMEM, "not enough memory for the options");
    for (size_t i = 0; i < list.n; i++) {
        const char *text;
        struct kom_num n;
        status = split(run, list.item[i], &digits[i].name, &text);
        if (status)
            return status;
        bool ok = text && strspn(text, "0123456789") == strlen(text) &&
                  kom_num_parse(kom_text_of(text), (struct kom_num_form){'.', '\0'}, &n) &&
                  n.is_exact && n.mantissa <= 15;
        if (!ok)
            return kom_run_usage(run, KOM_OPT_digits, "\"%s\" is not COL=N with N from 0 to 15",
                                 list.item[i]);
        digits[i].decimals = (int)n.mantissa;
    }
    opts->digits = digits;
    opts->n_digits = list.n;
    return KOM_OK;
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

/* An option that the format or another option leaves no room for is refused, not ignored. */
static enum kom_status refuse(struct kom_run *run, const struct kom_present *opts) {
    static const enum kom_opt words[] = {KOM_OPT_caption, KOM_OPT_note, KOM_OPT_source};
    bool is_bare = opts->format == KOM_PRESENT_JSONL || opts->format == KOM_PRESENT_CSV_DA;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (is_bare && kom_run_has(run, words[i]))
            return kom_run_usage(run, words[i], "jsonl and csv-da have no place for it");
    }
    bool is_danish = opts->format == KOM_PRESENT_CSV_DA && opts->lang == KOM_PRESENT_DA;
    if (kom_run_has(run, KOM_OPT_lang) && kom_present_is_data(opts->format) && !is_danish)
        return kom_run_usage(run, KOM_OPT_lang,
                             "json and jsonl keep the words of the stream, "
                             "csv-da is Danish");
    if (!kom_run_has(run, KOM_OPT_compare))
        return KOM_OK;
    if (opts->wide)
        return kom_run_usage(run, KOM_OPT_wide, "does not go together with --compare");
    if (opts->stars)
        return kom_run_usage(run, KOM_OPT_stars, "does not go together with --compare");
    return KOM_OK;
}

static enum kom_status read_options(struct kom_run *run, struct kom_present *opts) {
    struct kom_list percent;
    enum kom_status status = read_columns(run, opts);
    if (!status)
        status = read_digits(run, opts);
    if (!status)
        status = kom_run_list(run, KOM_OPT_percent, &percent);
    if (status)
        return status;
    opts->percent = percent.item;
    opts->n_percent = percent.n;
    opts->format = format_of(kom_run_text(run, KOM_OPT_format, "text"));
    opts->lang =
        strcmp(kom_run_text(run, KOM_OPT_lang, "en"), "da") == 0 ? KOM_PRESENT_DA : KOM_PRESENT_EN;
    opts->wide = kom_run_text(run, KOM_OPT_wide, NULL);
    opts->stars = kom_run_has(run, KOM_OPT_stars);
    opts->caption = kom_run_text(run, KOM_OPT_caption, NULL);
    opts->note = kom_run_text(run, KOM_OPT_note, NULL);
    opts->source = kom_run_text(run, KOM_OPT_source, NULL);
    return refuse(run, opts);
}

static enum kom_status run_table(struct kom_run *run) {
    struct kom_present opts = {0};
    struct kom_frame frame = {0}, old = {0};
    struct kom_buf buf = {0};
    bool is_compare = kom_run_has(run, KOM_OPT_compare);
    enum kom_status status = read_options(run, &opts);
    if (!status)
        status = kom_run_load(run, "table", &frame);
    if (!status && is_compare)
        status = kom_run_load_side(run, KOM_OPT_compare, &old);
    if (!status && is_compare)
        status = kom_present_compare(&old, &frame, &opts, &buf, &run->err);
    else if (!status)
        status = kom_present_write(&frame, &opts, &buf, &run->err);
    if (!status)
        status = kom_run_write(run, &buf);
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
