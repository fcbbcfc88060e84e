/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Standard error: messages and progress. */
#ifndef KOM_DIAG_H
#define KOM_DIAG_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>

#include "kom/error.h"

/* One line "PROGRAM: text" on standard error, in one write. */
void kom_diag_line(const char *program, const char *text);

/* The same of a whole line. */
void kom_diag_text(const char *text);

/* Progress on a terminal: a line that is written over, at most once a second and not in the first.
   Zero-initialise with the texts; nothing is written when standard error is no terminal. */
struct kom_progress {
    const char *program, *label;
    bool is_on, has_line;
    long long started, last; /* seconds of a clock that only runs forward */
};
void kom_progress_start(struct kom_progress *p, const char *program, const char *label);
void kom_progress_rows(void *progress, uint64_t n_read);
void kom_progress_end(struct kom_progress *p);

#endif
