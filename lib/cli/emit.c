/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The README's table, and what the argument of an option says about its value. */
#include "emit.h"

#include <string.h>

void kom_emit_readme(const struct kom_emit_list *tools, struct kom_buf *out) {
    const char *purpose = "";
    kom_buf_str(out, "| tool | what it does |\n|---|---|\n");
    for (size_t i = 0; i < tools->n; i++) {
        const struct kom_emit_tool *t = &tools->tool[i];
        if (strcmp(purpose, t->purpose) != 0)
            kom_buf_printf(out, "| **%s** | |\n", t->purpose);
        purpose = t->purpose;
        kom_buf_printf(out, "| `kom-%s` | %s |\n", t->name, t->sentence);
    }
}

static bool starts(const char *text, const char *with) {
    return strncmp(text, with, strlen(with)) == 0;
}

/* Lower case, digits and dashes: typed as it stands. */
static bool is_word(const char *p, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-", p[i]))
            return false;
    return n > 0;
}

void kom_emit_words(const char *arg, struct kom_buf *out) {
    bool any = false;
    while (*arg) {
        size_t n = strcspn(arg, "|");
        if (is_word(arg, n)) {
            kom_buf_str(out, any ? " " : "");
            kom_buf_add(out, arg, n);
            any = true;
        }
        arg += n + (arg[n] == '|');
    }
}

enum kom_emit_value kom_emit_value(const char *arg) {
    if (!arg)
        return KOM_EMIT_SWITCH;
    if (starts(arg, "FILE") || starts(arg, "OLD"))
        return KOM_EMIT_FILE;
    if (starts(arg, "DIR"))
        return KOM_EMIT_FOLDER;
    if (starts(arg, "COL") || starts(arg, "[COL"))
        return KOM_EMIT_COLUMNS;
    return strchr(arg, '|') && is_word(arg, strcspn(arg, "|")) ? KOM_EMIT_WORDS : KOM_EMIT_OTHER;
}
