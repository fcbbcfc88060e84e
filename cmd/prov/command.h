/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A command line, run so that every tool in it leaves its record. */
#ifndef KOM_PROV_COMMAND_H
#define KOM_PROV_COMMAND_H

#include <jansson.h>
#include <limits.h>

#include "tool.h"

struct kom_command {
    const char *const *word; /* the first is looked for on PATH; ends with NULL */
    const char *folder;      /* to run it in; NULL: this one */
    bool is_silent;          /* its standard output goes nowhere */
    /* the answer */
    int exit;        /* 128 + N: ended by signal N; 127: there is no such command, 126: none that
                        can be run */
    int error;       /* errno of the last two; 0 */
    json_t *records; /* in no order; the caller's */
    json_t *lost;    /* names of tools that were ended before they left theirs; the caller's */
};

/* Runs it to its end. Signals that end a process end it, and this one goes on to tell of it. */
enum kom_status kom_command_run(struct kom_run *run, struct kom_command *command) KOM_MUSTUSE;

#endif
