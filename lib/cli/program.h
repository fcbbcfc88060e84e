/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Other programs that a tool runs when it is asked to: gnuplot, rsvg-convert, pandoc. */
#ifndef KOM_PROGRAM_H
#define KOM_PROGRAM_H

#include "tool.h"

/* Runs argv (ended by NULL) as a filter: what it makes of `input` is added to `out`. It hears of
   nothing that would change its answer from one machine or day to the next: its language is
   C.UTF-8, it has no settings of the user, its clock is SOURCE_DATE_EPOCH, else the first day that
   zip files know (1980). KOM_EIO, also where there is no
   such program: then the message names the package of Debian that has it. */
enum kom_status kom_run_program(struct kom_run *run, const char *const *argv, const char *package,
                                struct kom_text input, struct kom_buf *out) KOM_MUSTUSE;

#endif
