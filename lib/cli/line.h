/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line of a message, in memory that is there from the start: what is said when there is no more
 * must not need any. */
#ifndef KOM_LINE_H
#define KOM_LINE_H

#include <stddef.h>

#include "kom/error.h"

enum { KOM_LINE_MAX = 16 * 1024 };

/* Initialise n with 0. What does not fit is left out. */
struct kom_line {
    size_t n;
    char p[KOM_LINE_MAX]; /* ends with a NUL after each addition */
};

void kom_line_add(struct kom_line *line, const char *p, size_t n);
void kom_line_str(struct kom_line *line, const char *s);
void kom_line_printf(struct kom_line *line, const char *format, ...) KOM_PRINTF(2, 3);

/* A text of JSON, in quotes. */
void kom_line_json(struct kom_line *line, const char *p, size_t n);

#endif
