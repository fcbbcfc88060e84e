/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --help and --version, from the tool's row. */
#include <string.h>

#include "kom/version.h"
#include "options.h"
#include "tables.h"

/* The libraries it was built with: the build says which. */
#ifndef KOM_LIBRARIES
#define KOM_LIBRARIES "built without a note of its libraries"
#endif

enum { HELP_INDENT = 28, HELP_WIDTH = 100 };

static void spaces(struct kom_buf *out, size_t n) {
    while (n-- > 0)
        kom_buf_byte(out, ' ');
}

/* A text in lines that end before column HELP_WIDTH, the first at `at`, the others at HELP_INDENT.
 */
static void wrapped(struct kom_buf *out, const char *text, size_t indent) {
    size_t at = indent;
    while (*text) {
        size_t n = strcspn(text, " ");
        if (at > indent && at + 1 + n > HELP_WIDTH) {
            kom_buf_byte(out, '\n');
            spaces(out, indent);
            at = indent;
        } else if (at > indent) {
            kom_buf_byte(out, ' ');
            at++;
        }
        kom_buf_add(out, text, n);
        at += n;
        text += n + (text[n] == ' ');
    }
    kom_buf_byte(out, '\n');
}

static void line(struct kom_buf *out, const struct kom_buf *left, const char *help) {
    kom_buf_text(out, kom_buf_view(left));
    if (left->n + 2 > HELP_INDENT) {
        kom_buf_byte(out, '\n');
        spaces(out, HELP_INDENT);
    } else {
        spaces(out, HELP_INDENT - left->n);
    }
    wrapped(out, help, HELP_INDENT);
}

static void option_line(struct kom_buf *out, const struct kom_tool_option *o) {
    struct kom_buf left = {0};
    const struct kom_opt_row *row = kom_opt_row(o->id);
    kom_buf_str(&left, "  ");
    if (row->letter)
        kom_buf_printf(&left, "-%c, ", row->letter);
    else
        spaces(&left, 4);
    kom_buf_printf(&left, "--%s", row->name);
    if (o->arg)
        kom_buf_printf(&left, " %s", o->arg);
    line(out, &left, o->help);
    kom_buf_fini(&left);
}

static void column(struct kom_buf *out, const char *name, const char *help) {
    struct kom_buf left = {0};
    kom_buf_printf(&left, "  %s", name);
    line(out, &left, help);
    kom_buf_fini(&left);
}

static void columns_read(struct kom_buf *out, const struct kom_tool_column *c) {
    if (c)
        kom_buf_str(out, "\nReads:\n");
    for (; c && c->name; c++)
        column(out, c->name, c->help);
}

static void columns_written(struct kom_buf *out, const struct kom_tool *tool) {
    const struct kom_tool_output *output = tool->writes;
    for (; output && output->columns; output++) {
        kom_buf_printf(out, "\nWrites%s%s:\n", output->option ? " with " : "",
                       output->option ? output->option : "");
        if (kom_tool_has(tool, KOM_OPT_by))
            column(out, "COL...", KOM_BY_MEANING);
        for (const struct kom_output_column *c = output->columns; c->name; c++)
            column(out, c->name, c->meaning);
    }
}

void kom_help_text(const struct kom_tool *tool, struct kom_buf *out) {
    struct kom_tool_option list[KOM_OPTIONS_MAX];
    size_t n_own = 0;
    kom_tool_options(tool, list);
    kom_buf_printf(out, "kom-%s: %s\n\nUsage: kom-%s ", tool->name, tool->sentence, tool->name);
    wrapped(out, tool->synopsis, strlen("Usage: kom- ") + strlen(tool->name));
    while (tool->options && tool->options[n_own].id != KOM_OPT_END)
        n_own++;
    if (n_own)
        kom_buf_str(out, "\nOptions:\n");
    for (size_t i = 0; list[i].id != KOM_OPT_END; i++) {
        if (i == n_own)
            kom_buf_str(out, tool->no_shared ? "\nOptions of every tool:\n"
                                             : "\nOptions of every tool that reads:\n");
        option_line(out, &list[i]);
    }
    columns_read(out, tool->reads);
    columns_written(out, tool);
    kom_buf_str(out,
                "\nExit status: 0 done, 1 the answer is no, 2 usage, 3 bad data, 4 input/output or "
                "memory,\n5 no estimate possible.\n");
    if (kom_tool_takes_tables(tool))
        kom_buf_str(
            out,
            "The tables that it takes, their columns and an example of each: man kom-tables.\n");
    if (tool->see_also)
        kom_buf_printf(out, "See also: %s.\n", tool->see_also);
}

const char *kom_library_names(void) {
    return KOM_LIBRARIES;
}

void kom_version_text(const struct kom_tool *tool, struct kom_buf *out) {
    kom_buf_printf(out, "kom-%s %s\n%s%s%s\n", tool->name, KOM_VERSION, kom_library_names(),
                   tool->library ? ", " : "", tool->library ? tool->library : "");
    kom_buf_str(out, "License GPL-3.0-or-later. No warranty.\n");
}
