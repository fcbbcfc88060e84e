/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The only file that writes to standard error. */
#include "diag.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "line.h"

/* Nothing can be said about a standard error that does not take what is said. */
static void write_line(const struct kom_line *line) {
    size_t at = 0;
    while (at < line->n) {
        ssize_t n = write(STDERR_FILENO, line->p + at, line->n - at);
        if (n < 0 && errno != EINTR)
            return;
        at += n > 0 ? (size_t)n : 0;
    }
}

void kom_diag_line(const char *program, const char *text) {
    struct kom_line line = {.n = 0};
    kom_line_printf(&line, "%s: %s\n", program, text);
    write_line(&line);
}

void kom_diag_text(const char *text) {
    struct kom_line line = {.n = 0};
    kom_line_printf(&line, "%s\n", text);
    write_line(&line);
}

static long long seconds(void) {
    struct timespec t;
    return clock_gettime(CLOCK_MONOTONIC, &t) == 0 ? (long long)t.tv_sec : 0;
}

void kom_progress_start(struct kom_progress *p, const char *program, const char *label) {
    *p = (struct kom_progress){
        .program = program, .label = label, .is_on = isatty(STDERR_FILENO) == 1};
    p->started = p->last = seconds();
}

static void write_over(const char *format, ...) KOM_PRINTF(1, 2);

static void write_over(const char *format, ...) {
    char text[160];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (n > 0 &&
        write(STDERR_FILENO, text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1) < 0) {
    }
}

void kom_progress_rows(void *progress, uint64_t n_read) {
    struct kom_progress *p = progress;
    long long now = p->is_on ? seconds() : 0;
    if (!p->is_on || now <= p->last)
        return;
    p->last = now;
    p->has_line = true;
    write_over("\r%s: %s: %llu rows", p->program, p->label, (unsigned long long)n_read);
}

void kom_progress_end(struct kom_progress *p) {
    if (p->has_line)
        write_over("\r%*s\r", 70, "");
    p->has_line = false;
}
