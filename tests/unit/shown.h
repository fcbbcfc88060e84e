/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables for people in tests. */
#ifndef SHOWN_H
#define SHOWN_H

#include "present.h"

void shown_parse(struct kom_frame *frame, const char *name, const char *csv);

/* The table of csv, or of what changed since old when that is not NULL; the error's text when it
   fails. Ended by a NUL. */
enum kom_status shown_table(struct kom_buf *buf, const char *old, const char *csv,
                            const struct kom_present *opts);

void shows(const char *csv, struct kom_present opts, const char *expected);
void shows_changes(const char *old, const char *csv, struct kom_present opts, const char *expected);

/* The message holds the words. */
void refuses(const char *old, const char *csv, struct kom_present opts, enum kom_status expected,
             const char *words);

#endif
