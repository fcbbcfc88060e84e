/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the options of reading to a kom_reading. */
#include <string.h>

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
    return out->left ? KOM_OK : kom_fail(&run->err, KOM_ENOMEM, "out of memory");
}

static enum kom_status renames(struct kom_run *run) {
    struct kom_list list;
    enum kom_status status = kom_run_list(run, KOM_OPT_rename, &list);
    struct kom_pair *pairs = kom_arena_take(&run->arena, (list.n + 1) * sizeof *pairs);
    if (!status && !pairs)
        status = kom_fail(&run->err, KOM_ENOMEM, "out of memory");
    for (size_t i = 0; i < list.n && !status; i++)
        status = pair(run, KOM_OPT_rename, list.item[i], &pairs[i]);
    run->reading.renames = pairs;
    run->reading.n_renames = list.n;
    return status;
}

/* "." for all number columns, "COL=." for one; several of these with commas (a comma mark as
 * "COL=,"). */
static enum kom_status thousands(struct kom_run *run) {
    const char *text = kom_run_text(run, KOM_OPT_thousands, NULL);
    if (!text)
        return KOM_OK;
    if (strlen(text) == 1)
        return one_byte(run, KOM_OPT_thousands, text, &run->reading.thousands);
    struct kom_pair *pairs = kom_arena_take(&run->arena, (strlen(text) + 1) * sizeof *pairs);
    size_t n = 0;
    if (!pairs)
        return kom_fail(&run->err, KOM_ENOMEM, "out of memory");
    while (*text) {
        const char *equals = strchr(text, '=');
        if (!equals || equals == text || !equals[1] || (equals[2] && equals[2] != ','))
            return kom_run_usage(run, KOM_OPT_thousands, "\"%s\" is not of the form [COL=]C", text);
        pairs[n].left = kom_arena_copy(&run->arena, text, (size_t)(equals - text));
        pairs[n].right = kom_arena_copy(&run->arena, equals + 1, 1);
        if (!pairs[n].left || !pairs[n].right)
            return kom_fail(&run->err, KOM_ENOMEM, "out of memory");
        n++;
        text = equals + 2 + (equals[2] == ',');
    }
    run->reading.column_thousands = pairs;
    run->reading.n_column_thousands = n;
    return KOM_OK;
}

static enum kom_status schema(struct kom_run *run) {
    const char *spec = kom_run_text(run, KOM_OPT_schema, NULL);
    if (!spec)
        return KOM_OK;
    run->schema = kom_alloc(1, sizeof *run->schema);
    if (!run->schema)
        return kom_fail(&run->err, KOM_ENOMEM, "out of memory");
    run->reading.schema = run->schema;
    return kom_schema_load(run->schema, spec, &run->err);
}

enum kom_status kom_run_reading(struct kom_run *run) {
    struct kom_list missing;
    enum kom_status status = kom_run_list(run, KOM_OPT_missing, &missing);
    run->reading = (struct kom_reading){.missing = missing.item, .n_missing = missing.n};
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
        status = number_mark(run, KOM_OPT_thousands, run->reading.thousands);
    if (!status)
        status = renames(run);
    if (!status)
        status = schema(run);
    run->reading.encoding = kom_run_text(run, KOM_OPT_encoding, NULL);
    run->reading.skip_bad_rows = strcmp(kom_run_text(run, KOM_OPT_bad_rows, "stop"), "skip") == 0;
    run->reading.show_values = kom_run_has(run, KOM_OPT_show_values);
    run->reading.kom_digits = kom_run_text(run, KOM_OPT_kom_digits, "0")[0] - '0';
    if (!status && run->reading.decimal && run->reading.decimal == run->reading.thousands)
        status = kom_run_usage(run, KOM_OPT_thousands, "is the decimal mark too");
    return status;
}
