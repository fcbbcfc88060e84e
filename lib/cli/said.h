/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One message as --errors json writes it: an object on a line, made without memory. */
#ifndef KOM_SAID_H
#define KOM_SAID_H

#include <stdbool.h>

#include "kom/error.h"

/* Notes change no figure, and --quiet silences them and the closing lines (rows). A bad row ends
   the run or is skipped; what was asked for (--verbose) is told, quiet or not. */
enum kom_message {
    KOM_MESSAGE_ERROR,
    KOM_MESSAGE_BAD_ROW,
    KOM_MESSAGE_SKIPPED_ROW,
    KOM_MESSAGE_WARNING,
    KOM_MESSAGE_NOTE,
    KOM_MESSAGE_TOLD,
    KOM_MESSAGE_ROWS,
};

struct kom_run;
struct kom_report_table;

struct kom_said {
    const char *program;
    const char *text; /* whole, and nothing in it that must not be seen */
    enum kom_message kind;
    enum kom_status status;              /* with which the run ends; KOM_OK: it goes on */
    const struct kom_run *run;           /* whose files the text may name; NULL: none */
    const struct kom_report_table *rows; /* that the text counts; NULL: none */
};
void kom_said_json(const struct kom_said *said);

/* The value of --errors json where the options cannot be parsed, or before they are: wherever it
   stands. */
struct kom_tool;
bool kom_errors_as_json(const struct kom_tool *tool, int argc, char *const *argv);

#endif
