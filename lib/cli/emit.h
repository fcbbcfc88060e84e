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

/* Adds the options whose value is no table that is read, as they are typed, a blank before each. */
void kom_emit_values(struct kom_buf *out);

/* Adds one completion file for all tools. */
void kom_emit_bash(const struct kom_emit_list *tools, struct kom_buf *out);
void kom_emit_zsh(const struct kom_emit_list *tools, struct kom_buf *out);
void kom_emit_fish(const struct kom_emit_list *tools, struct kom_buf *out);

/* Adds the tools by purpose as a Markdown table. */
void kom_emit_readme(const struct kom_emit_list *tools, struct kom_buf *out);

/* What an exit code means, 0 and up; NULL past the last. */
struct kom_exit {
    const char *name, *meaning;
};
const struct kom_exit *kom_exit_at(size_t code);

/* Adds all that the rows tell as JSON, for other programs: a line an option, an output column ...
 */
void kom_emit_json(const struct kom_emit_list *tools, struct kom_buf *out);

#endif
