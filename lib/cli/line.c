/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of fixed size. */
#include "line.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void kom_line_add(struct kom_line *line, const char *p, size_t n) {
    const size_t room = sizeof line->p - 1 - line->n;
    const size_t taken = n < room ? n : room;
    if (taken)
        memcpy(line->p + line->n, p, taken);
    line->n += taken;
    line->p[line->n] = '\0';
}

void kom_line_str(struct kom_line *line, const char *s) {
    kom_line_add(line, s, strlen(s));
}

void kom_line_printf(struct kom_line *line, const char *format, ...) {
    const size_t room = sizeof line->p - line->n;
    va_list args;
    va_start(args, format);
    int n = vsnprintf(line->p + line->n, room, format, args);
    va_end(args);
    if (n > 0)
        line->n += (size_t)n < room ? (size_t)n : room - 1;
}

void kom_line_json(struct kom_line *line, const char *p, size_t n) {
    kom_line_str(line, "\"");
    for (size_t i = 0; i < n; i++) {
        if ((unsigned char)p[i] < 0x20)
            kom_line_printf(line, "\\u%04X", (unsigned)(unsigned char)p[i]);
        else
            kom_line_printf(line, "%s%c", p[i] == '"' || p[i] == '\\' ? "\\" : "", p[i]);
    }
    kom_line_str(line, "\"");
}
