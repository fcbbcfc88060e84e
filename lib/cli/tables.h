/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The input tables: what they hold, for kom-tables(5) and for --help. */
#ifndef KOM_TABLES_H
#define KOM_TABLES_H

#include "tool.h"

enum kom_table_use {
    KOM_TABLE_KEY,   /* part of what tells rows apart; needed */
    KOM_TABLE_MAY,   /* part of the key when it is there */
    KOM_TABLE_NEED,  /* a row cannot do without */
    KOM_TABLE_OTHER, /* used when it is there */
};

/* Kind and aliases of a column come from the vocabulary. */
struct kom_table_column {
    const char *name;
    enum kom_table_use use;
    const char *meaning;
};

struct kom_input_table {
    const char *name, *sentence;
    enum kom_opt option; /* by which tools take it; KOM_OPT_END: it is the main input */
    const char *taken; /* the tools: whose main input it is, or of those that have the option; else
                          NULL: all that have it */
    const struct kom_table_column *columns; /* ended by a NULL name */
    const char *example;                    /* CSV; all examples are of one small world */
};

/* The i-th table; NULL past the last. */
const struct kom_input_table *kom_input_table_at(size_t i);

/* text, number, day or period: what the vocabulary says of a column. */
const char *kom_table_kind(const char *column);

/* Whether the tool takes one of the tables beside its main input. */
bool kom_tool_takes_tables(const struct kom_tool *tool);

/* Whether the tool has the option. */
bool kom_tool_has(const struct kom_tool *tool, enum kom_opt id);

#endif
