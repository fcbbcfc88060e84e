/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Another program as a filter: bytes in, bytes out. No shell is between. */
#ifndef KOM_CHILD_H
#define KOM_CHILD_H

#include <stdbool.h>

#include "buf.h"
#include "kom/error.h"

/* What is to run. All is borrowed. */
struct kom_child {
    const char *const *argv; /* ended by NULL; argv[0] is looked for in PATH */
    const char *const *envp; /* its whole environment, ended by NULL */
    const char *folder;      /* where its input stands meanwhile, in a file without a name */
    struct kom_text input;   /* its standard input */
};

/* Runs the program to its end and adds what it wrote to standard output to `out`. KOM_EIO: it could
   not be started (*is_missing: there is no such program), or did not end with 0, and the message
   has the first line of what it said on standard error; KOM_ENOMEM. */
enum kom_status kom_child_run(const struct kom_child *filter, struct kom_buf *out, bool *is_missing,
                              struct kom_error *err) KOM_MUSTUSE;

#endif
