/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Standard error, and the files that must not stay behind when a signal ends the tool. */
#ifndef KOM_DIAG_H
#define KOM_DIAG_H

#include <stdarg.h>

#include "kom/error.h"

/* One line "PROGRAM: text" on standard error, in one write. */
void kom_diag_line(const char *program, const char *text);
void kom_diag_vline(const char *program, const char *format, va_list args) KOM_PRINTF(2, 0);

/* SIGINT, SIGTERM, SIGHUP, SIGPIPE: remove the guarded files, then end as the signal says. */
void kom_diag_guard_signals(void);

/* Guards a path (borrowed; NULL is nothing), at most 8; unguard forgets it before it is freed. */
void kom_diag_guard(const char *path);
void kom_diag_unguard(const char *path);

#endif
