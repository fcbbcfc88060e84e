/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Manual pages, completions and the README's table, made from the rows of the tools. */
#ifndef KOM_EMIT_H
#define KOM_EMIT_H

#include "tool.h"

/* A line of tools.def with the row of the tool. */
struct kom_emit_tool {
    const struct kom_tool *tool;
    const char *name, *purpose, *sentence;
};

struct kom_emit_list {
    const struct kom_emit_tool *tool;
    size_t n;
};

/* Adds the mdoc page of one tool, or of `kom` itself (tool NULL). The prose is a template: sections
   of mdoc, DESCRIPTION first; what it has under EXIT STATUS follows the list of codes. A
   DESCRIPTION or EXAMPLES that is not there, and a section that is made here, are KOM_EDATA. */
enum kom_status kom_emit_man(const struct kom_emit_list *tools, const struct kom_tool *tool,
                             struct kom_text prose, struct kom_buf *out,
                             struct kom_error *err) KOM_MUSTUSE;

/* Adds the page kom-tables(5). The prose is its template, with a line .\" TABLES where the tables
   are to stand; without it KOM_EDATA. */
enum kom_status kom_emit_tables(const struct kom_emit_list *tools, struct kom_text prose,
                                struct kom_buf *out, struct kom_error *err) KOM_MUSTUSE;

/* Pieces of mdoc: a text in lines that are not too long; an argument of a macro, " MACRO TEXT". */
void kom_emit_lines(struct kom_buf *out, const char *text);
void kom_emit_argument(struct kom_buf *out, const char *macro, struct kom_text text);

/* Adds one completion file for all tools. */
void kom_emit_bash(const struct kom_emit_list *tools, struct kom_buf *out);
void kom_emit_zsh(const struct kom_emit_list *tools, struct kom_buf *out);

/* Adds the tools by purpose as a Markdown table. */
void kom_emit_readme(const struct kom_emit_list *tools, struct kom_buf *out);

/* What the value of an option is, as far as a shell can complete it. */
enum kom_emit_value {
    KOM_EMIT_SWITCH, /* it takes none */
    KOM_EMIT_FILE,
    KOM_EMIT_FOLDER,
    KOM_EMIT_COLUMNS,
    KOM_EMIT_WORDS, /* kom_emit_words lists them */
    KOM_EMIT_OTHER,
};
enum kom_emit_value kom_emit_value(const char *arg);

/* Adds the words of an argument such as csv|da|tsv, with blanks between; those that only show a
   form (assign=KOM:NETWORK) are left out. */
void kom_emit_words(const char *arg, struct kom_buf *out);

#endif
