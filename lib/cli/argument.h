/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the value of an option may be, read from its word in the registry ("csv|da|tsv", "COL,...")
   and from the tables that tools name: for checking, completions and `kom help --json`. */
#ifndef KOM_ARGUMENT_H
#define KOM_ARGUMENT_H

#include "tool.h"

enum kom_value {
    KOM_VALUE_NONE,  /* a switch */
    KOM_VALUE_TABLE, /* a file that is read as one */
    KOM_VALUE_FILE,  /* any other that is read */
    KOM_VALUE_OUTPUT,
    KOM_VALUE_FOLDER,
    KOM_VALUE_COLUMNS,
    KOM_VALUE_WORDS, /* kom_option_add_words lists them */
    KOM_VALUE_NUMBER,
    KOM_VALUE_DAY,
    KOM_VALUE_TEXT,
};

struct kom_argument {
    enum kom_value value;
    bool is_list;   /* several, with commas between */
    bool is_closed; /* words, and nothing else is taken */
};
struct kom_argument kom_option_argument(const struct kom_tool *tool,
                                        const struct kom_tool_option *option);

/* Is "csv|da|tsv" a list of all there are, and is a value one of them? Other arguments only show a
   form. */
bool kom_argument_is_choice(const char *arg);
bool kom_argument_has(const char *arg, const char *value);

/* Adds all words that the value may be, with `between` between; those that only show a form
   (assign=KOM:NETWORK) are left out. */
void kom_option_add_words(const struct kom_tool *tool, const struct kom_tool_option *option,
                          char between, struct kom_buf *out);

/* What stands behind COL= in --day and its kin: the words of the table, NULL past the last. */
const char *kom_option_form(const struct kom_tool_option *option, size_t i);

/* Adds the value that holds when the option is not given, as its help names it; nothing when there
   is none, or it takes a sentence to say. */
void kom_option_default(const struct kom_tool *tool, const struct kom_tool_option *option,
                        struct kom_buf *out);

#endif
