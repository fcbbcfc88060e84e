/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The registry: every option once, and the list of them that a tool has. */
#include <stddef.h>

#include "options.h"

static const struct kom_opt_row rows[] = {
#define KOM_OPTION(id, name, letter, arg, help) {name, letter, arg, help},
#include "opts.def"
#undef KOM_OPTION
};

/* Options of every tool that reads, and of every tool. */
static const enum kom_opt reading_options[] = {
    KOM_OPT_schema,      KOM_OPT_dialect,    KOM_OPT_delimiter,  KOM_OPT_encoding,
    KOM_OPT_header,      KOM_OPT_first_line, KOM_OPT_skip_lines, KOM_OPT_short_rows,
    KOM_OPT_rename,      KOM_OPT_union,      KOM_OPT_only,       KOM_OPT_except,
    KOM_OPT_decimal,     KOM_OPT_thousands,  KOM_OPT_negative,   KOM_OPT_suffix,
    KOM_OPT_missing,     KOM_OPT_day,        KOM_OPT_century,    KOM_OPT_kom_digits,
    KOM_OPT_bad_rows,    KOM_OPT_set_aside,  KOM_OPT_forbid_cpr, KOM_OPT_not_cpr,
    KOM_OPT_show_values, KOM_OPT_threads,
};
static const enum kom_opt common_options[] = {
    KOM_OPT_output,  KOM_OPT_report, KOM_OPT_errors,  KOM_OPT_quiet,
    KOM_OPT_verbose, KOM_OPT_help,   KOM_OPT_version,
};

const struct kom_opt_row *kom_opt_row(enum kom_opt id) {
    return &rows[id];
}

static bool is_refused(const struct kom_tool *tool, enum kom_opt id) {
    for (const enum kom_opt *w = tool->without; w && *w != KOM_OPT_END; w++)
        if (*w == id)
            return true;
    return false;
}

static size_t add_shared(const struct kom_tool *tool, struct kom_tool_option *list, size_t n,
                         const enum kom_opt *ids, size_t n_ids) {
    for (size_t i = 0; i < n_ids; i++) {
        bool own = is_refused(tool, ids[i]);
        for (size_t j = 0; j < n; j++)
            own = own || list[j].id == ids[i];
        if (!own)
            list[n++] = (struct kom_tool_option){ids[i], NULL, NULL};
    }
    return n;
}

void kom_tool_options(const struct kom_tool *tool, struct kom_tool_option list[KOM_OPTIONS_MAX]) {
    size_t n = 0;
    for (; tool->options && tool->options[n].id != KOM_OPT_END; n++)
        list[n] = tool->options[n];
    if (!tool->no_shared)
        n = add_shared(tool, list, n, reading_options,
                       sizeof reading_options / sizeof reading_options[0]);
    n = add_shared(tool, list, n, common_options, sizeof common_options / sizeof common_options[0]);
    for (size_t i = 0; i < n; i++) {
        if (!list[i].arg)
            list[i].arg = rows[list[i].id].arg;
        if (!list[i].help)
            list[i].help = rows[list[i].id].help;
    }
    list[n].id = KOM_OPT_END;
}
