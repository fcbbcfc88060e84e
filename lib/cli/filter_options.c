/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --only and --except: COL=VALUE|VALUE,... or COL=@FILE, a value a line. */
#include <string.h>

#include "mem.h"
#include "options.h"
#include "vocab.h"

/* "A|B|C", in place in a copy. */
static enum kom_status split_values(struct kom_run *run, const char *text, struct kom_list *list) {
    size_t n = 1;
    for (const char *p = text; *p; p++)
        n += *p == '|';
    *list = (struct kom_list){kom_arena_take(&run->arena, n * sizeof *list->item), n};
    if (!list->item)
        return kom_no_memory(&run->err);
    for (size_t i = 0; i < n; i++) {
        size_t length = strcspn(text, "|");
        list->item[i] = kom_arena_copy(&run->arena, text, length);
        if (!list->item[i])
            return kom_no_memory(&run->err);
        text += length + (text[length] == '|');
    }
    return KOM_OK;
}

static enum kom_status read_rule(struct kom_run *run, enum kom_opt id, const char *item,
                                 struct kom_filter_rule *rule) {
    const char *equals = strchr(item, '=');
    struct kom_list values;
    if (!equals || equals == item)
        return kom_run_usage(run, id, "\"%s\" is not of the form COL=VALUE|VALUE or COL=@FILE",
                             item);
    rule->is_except = id == KOM_OPT_except;
    rule->column = kom_arena_copy(&run->arena, item, (size_t)(equals - item));
    if (!rule->column)
        return kom_no_memory(&run->err);
    enum kom_status status = equals[1] == '@' ? kom_run_lines_of(run, id, equals + 2, &values)
                                              : split_values(run, equals + 1, &values);
    if (!status && values.n == 0)
        status = kom_run_usage(run, id, "%s has no value", equals + 2);
    rule->values = values.item;
    rule->n_values = values.n;
    return status;
}

enum kom_status kom_run_filters(struct kom_run *run) {
    static const enum kom_opt ids[] = {KOM_OPT_only, KOM_OPT_except};
    struct kom_list list[2];
    size_t n = 0;
    for (size_t k = 0; k < 2; k++) {
        const char *all;
        enum kom_status status = kom_run_joined(run, ids[k], &all);
        if (!status)
            status = kom_run_split(run, ids[k], all, false, &list[k]);
        if (status)
            return status;
    }
    struct kom_filter_rule *rules =
        kom_arena_take(&run->arena, (list[0].n + list[1].n + 1) * sizeof *rules);
    if (!rules)
        return kom_no_memory(&run->err);
    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; i < list[k].n; i++) {
            enum kom_status status = read_rule(run, ids[k], list[k].item[i], &rules[n++]);
            if (status)
                return status;
        }
    run->reading.filters = rules;
    run->reading.n_filters = n;
    return KOM_OK;
}

/* One column, under any of its names. */
static bool is_same(const char *a, const char *b) {
    const struct kom_word *word = kom_word_find(kom_text_of(a));
    return strcmp(a, b) == 0 || (word && word == kom_word_find(kom_text_of(b)));
}

const char *kom_run_filter(const struct kom_run *run, const char *column, bool is_on_it) {
    for (size_t i = 0; i < run->reading.n_filters; i++) {
        const struct kom_filter_rule *rule = &run->reading.filters[i];
        if ((column && is_same(rule->column, column)) == is_on_it)
            return rule->is_except ? "except" : "only";
    }
    return NULL;
}

void kom_run_warn_sides(struct kom_run *run, const char *column, const enum kom_opt *tables) {
    const char *filter = kom_run_filter(run, column, true);
    struct kom_buf names = {0};
    for (size_t i = 0; filter && tables[i] != KOM_OPT_END; i++)
        if (kom_run_has(run, tables[i]))
            kom_buf_printf(&names, "%s--%s", names.n ? ", " : "", kom_opt_row(tables[i])->name);
    if (names.n)
        kom_run_warn(run,
                     "--%s %s: chooses rows of the input, and not of %.*s, so that 0 may stand for "
                     "rows that were left out; leave it out and take rows of the result, or choose "
                     "the same rows of the tables with kom-read --%s",
                     filter, column, (int)names.n, names.p, filter);
    kom_buf_fini(&names);
}

void kom_run_warn_filter(struct kom_run *run, enum kom_opt id, const char *column) {
    const char *filter = column ? kom_run_filter(run, column, true) : NULL;
    if (filter)
        kom_run_warn(run,
                     "--%s: who sold what is not asked for is missing from the comparison; leave "
                     "--%s out, and take rows of the result",
                     kom_opt_row(id)->name, filter);
}
