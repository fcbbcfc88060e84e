/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the options of reading to a kom_reading. */
#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "mem.h"
#include "options.h"
#include "schema.h"

struct preset {
    const char *name;
    char delimiter, decimal;
    bool nil_is_zero;
};

static const struct preset presets[] = {
    {"csv", ',', '.', false},
    {"da", ';', ',', false},
    {"tsv", '\t', '.', false},
    {"statbank", ';', ',', true},
};

static void apply_dialect(struct kom_run *run) {
    const char *name = kom_run_text(run, KOM_OPT_dialect, "");
    for (size_t i = 0; i < sizeof presets / sizeof presets[0]; i++) {
        if (strcmp(name, presets[i].name) == 0) {
            run->reading.delimiter = presets[i].delimiter;
            run->reading.decimal = presets[i].decimal;
            run->reading.nil_is_zero = presets[i].nil_is_zero;
            run->reading.is_preset = !kom_run_has(run, KOM_OPT_delimiter);
        }
    }
}

/* One byte; "tab" and "\t" are the tab. */
static enum kom_status one_byte(struct kom_run *run, enum kom_opt id, const char *text, char *c) {
    if (strcmp(text, "tab") == 0 || strcmp(text, "\\t") == 0)
        text = "\t";
    if (strlen(text) != 1 || *text == '"' || *text == '\n' || *text == '\r' ||
        (unsigned char)*text > 0x7e)
        return kom_run_usage(run, id, "\"%s\" is no single character", text);
    *c = *text;
    return KOM_OK;
}

static enum kom_status mark(struct kom_run *run, enum kom_opt id, char *c) {
    const char *text = kom_run_text(run, id, NULL);
    return text ? one_byte(run, id, text, c) : KOM_OK;
}

/* Decimal and thousands marks are no part of a number themselves. */
static enum kom_status number_mark(struct kom_run *run, enum kom_opt id, char c) {
    bool is_part = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                   c == '-' || c == '+';
    return is_part ? kom_run_usage(run, id, "\"%c\" can be part of a number", c) : KOM_OK;
}

/* "NEW=OLD": splits in place in the arena copy. */
static enum kom_status pair(struct kom_run *run, enum kom_opt id, const char *text,
                            struct kom_pair *out) {
    const char *equals = strchr(text, '=');
    if (!equals || equals == text || !equals[1])
        return kom_run_usage(run, id, "\"%s\" is not of the form %s", text, kom_opt_row(id)->arg);
    out->left = kom_arena_copy(&run->arena, text, (size_t)(equals - text));
    out->right = equals + 1;
    return out->left ? KOM_OK : kom_no_memory(&run->err);
}

/* A mark of one byte, or the word of one that has several; '\0': neither. */
static char thousands_mark(const char *text) {
    char word = kom_mark_parse(text);
    return word ? word : strlen(text) == 1 ? *text : '\0';
}

/* "COL=." or "COL=nbsp". */
static enum kom_status column_mark(struct kom_run *run, const char *item, struct kom_pair *out) {
    enum kom_status status = pair(run, KOM_OPT_thousands, item, out);
    if (status)
        return status;
    char mark = thousands_mark(out->right);
    if (!mark)
        return kom_run_usage(run, KOM_OPT_thousands,
                             "\"%s\" is no single character, nor nbsp, nnbsp, thin or apostrophe",
                             out->right);
    out->right = kom_arena_copy(&run->arena, &mark, 1);
    return out->right ? number_mark(run, KOM_OPT_thousands, mark) : kom_no_memory(&run->err);
}

/* A mark for all number columns, or COL=MARK for some; a comma is a mark too, also as COL=, before
 * the next. */
static enum kom_status thousands(struct kom_run *run) {
    const char *text = kom_run_text(run, KOM_OPT_thousands, NULL);
    if (!text)
        return KOM_OK;
    run->reading.thousands = thousands_mark(text);
    if (run->reading.thousands)
        return number_mark(run, KOM_OPT_thousands, run->reading.thousands);
    struct kom_pair *pairs = kom_arena_take(&run->arena, (strlen(text) + 1) * sizeof *pairs);
    size_t n = 0;
    if (!pairs)
        return kom_no_memory(&run->err);
    while (*text) {
        const char *equals = strchr(text, '=');
        size_t length =
            equals && equals[1] == ',' ? (size_t)(equals + 2 - text) : strcspn(text, ",");
        const char *item = kom_arena_copy(&run->arena, text, length);
        enum kom_status status =
            item ? column_mark(run, item, &pairs[n++]) : kom_no_memory(&run->err);
        if (status)
            return status;
        text += length + (text[length] == ',');
    }
    run->reading.column_thousands = pairs;
    run->reading.n_column_thousands = n;
    return KOM_OK;
}

static enum kom_status negative(struct kom_run *run) {
    struct kom_list list;
    enum kom_status status = kom_run_list(run, KOM_OPT_negative, &list);
    for (size_t i = 0; i < list.n && !status; i++) {
        if (strcmp(list.item[i], "trailing") == 0)
            run->reading.negative |= KOM_NEGATIVE_TRAILING;
        else if (strcmp(list.item[i], "parentheses") == 0)
            run->reading.negative |= KOM_NEGATIVE_PARENTHESES;
        else
            status = kom_run_usage(run, KOM_OPT_negative,
                                   "\"%s\" is neither trailing nor parentheses", list.item[i]);
    }
    return status;
}

/* The items of an option as pairs. */
static enum kom_status pairs_of(struct kom_run *run, enum kom_opt id, const struct kom_pair **pairs,
                                size_t *n) {
    struct kom_list list;
    enum kom_status status = kom_run_list(run, id, &list);
    struct kom_pair *p = kom_arena_take(&run->arena, (list.n + 1) * sizeof *p);
    if (!status && !p)
        status = kom_no_memory(&run->err);
    for (size_t i = 0; i < list.n && !status; i++)
        status = pair(run, id, list.item[i], &p[i]);
    *pairs = p;
    *n = list.n;
    return status;
}

static enum kom_status schema(struct kom_run *run) {
    const char *spec = kom_run_text(run, KOM_OPT_schema, NULL);
    if (!spec)
        return KOM_OK;
    run->schema = kom_alloc(1, sizeof *run->schema);
    if (!run->schema)
        return kom_no_memory(&run->err);
    run->reading.schema = run->schema;
    return kom_schema_load(run->schema, spec, &run->err);
}

/* [TABLE:]COL,... */
static enum kom_status not_cpr(struct kom_run *run) {
    struct kom_list list;
    enum kom_status status = kom_run_list(run, KOM_OPT_not_cpr, &list);
    struct kom_pair *pairs = kom_arena_take(&run->arena, (list.n + 1) * sizeof *pairs);
    if (!status && !pairs)
        status = kom_no_memory(&run->err);
    for (size_t i = 0; i < list.n && !status; i++) {
        pairs[i].left = kom_run_side_of(run, &list.item[i]);
        pairs[i].right = list.item[i];
        status = pairs[i].left ? KOM_OK : kom_run_check_path(run, KOM_OPT_not_cpr, list.item[i]);
    }
    run->reading.not_cpr = pairs;
    run->reading.n_not_cpr = list.n;
    return status;
}

enum kom_status kom_run_reading(struct kom_run *run) {
    struct kom_list missing;
    enum kom_status status = kom_run_list(run, KOM_OPT_missing, &missing);
    run->reading = (struct kom_reading){.missing = missing.item,
                                        .n_missing = missing.n,
                                        .is_careful = getenv("KOM_CAREFUL") != NULL};
    apply_dialect(run);
    if (!status)
        status = mark(run, KOM_OPT_delimiter, &run->reading.delimiter);
    if (!status)
        status = mark(run, KOM_OPT_decimal, &run->reading.decimal);
    if (!status)
        status = number_mark(run, KOM_OPT_decimal, run->reading.decimal);
    if (!status)
        status = thousands(run);
    if (!status)
        status = negative(run);
    if (!status)
        status = pairs_of(run, KOM_OPT_suffix, &run->reading.suffixes, &run->reading.n_suffixes);
    if (!status)
        status = kom_run_renames(run);
    if (!status)
        status = kom_run_days(run);
    if (!status)
        status = schema(run);
    run->reading.encoding = kom_run_text(run, KOM_OPT_encoding, NULL);
    static const enum kom_opt of_tables[] = {KOM_OPT_header, KOM_OPT_first_line, KOM_OPT_skip_lines,
                                             KOM_OPT_day};
    for (size_t i = 0; i < sizeof of_tables / sizeof of_tables[0] && !status; i++)
        status = kom_run_check_sides(run, of_tables[i]);
    if (!status)
        status = kom_run_header(run, NULL, &run->reading);
    if (!status)
        status = kom_run_filters(run);
    if (!status)
        status = not_cpr(run);
    run->reading.forbids_cpr = kom_run_has(run, KOM_OPT_forbid_cpr);
    run->reading.fills_short_rows = kom_run_has(run, KOM_OPT_short_rows);
    run->reading.is_union = kom_run_has(run, KOM_OPT_union);
    run->reading.skip_bad_rows = strcmp(kom_run_text(run, KOM_OPT_bad_rows, "stop"), "skip") == 0;
    run->reading.show_values = kom_run_has(run, KOM_OPT_show_values);
    run->reading.kom_digits = kom_run_text(run, KOM_OPT_kom_digits, "0")[0] - '0';
    if (!status && run->reading.decimal && run->reading.decimal == run->reading.thousands)
        status = kom_run_usage(run, KOM_OPT_thousands, "is the decimal mark too");
    return status;
}
