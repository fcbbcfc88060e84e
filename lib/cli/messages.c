/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run says: one door, where values are hidden that nobody should see, kept for --report, and
   written as text or as JSON. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "beyond.h"
#include "cpr.h"
#include "diag.h"
#include "format.h"
#include "mem.h"
#include "options.h"
#include "unicode.h"

enum { TEXT_MAX = 2048 };

static const char *const kinds[] = {"error", "warning", "note", "rows"};

/* ---- what may be shown ---- */

/* Marks where a path of the call stands in the text: that is no value of a table. */
static void protect(const char *text, const char *path, bool *own) {
    size_t n = path ? strlen(path) : 0;
    for (const char *p = n ? strstr(text, path) : NULL; p; p = strstr(p + 1, path))
        for (size_t i = 0; i < n; i++)
            own[p - text + (ptrdiff_t)i] = true;
}

/* Copies the text; what looks like a CPR number becomes (hidden), outside paths. */
static void hide_numbers(const struct kom_run *run, const char *text, char *out) {
    bool own[TEXT_MAX] = {false};
    struct kom_text t = kom_text_of(text);
    struct kom_cpr_hit hit;
    size_t at = 0, n = 0;
    for (size_t i = 0; i < run->n_files; i++)
        protect(text, run->files[i], own);
    for (size_t i = 0; i < run->n_given; i++)
        if (kom_opt_is_file(run->given[i].id))
            protect(text, run->given[i].value, own);
    for (size_t from = 0; kom_cpr_next(t, &from, &hit);) {
        if (own[hit.at])
            continue;
        memcpy(out + n, text + at, hit.at - at);
        n += hit.at - at;
        memcpy(out + n, "(hidden)", 8); /* shorter than what it stands for */
        n += 8;
        at = hit.at + 10U + hit.has_hyphen;
    }
    memcpy(out + n, text + at, t.n - at + 1);
}

/* ---- as JSON ---- */

static void set(struct kom_line *o, const char *key, const char *p, size_t n) {
    if (n == 0)
        return;
    kom_line_printf(o, ",\"%s\":", key);
    kom_line_json(o, p, n);
}

/* Where "; " parts what is wrong from what to do, outside quotes that hold a cell or a name. */
static const char *parting(const char *text) {
    bool quoted = false;
    for (const char *p = text; *p; p++) {
        quoted = quoted != (*p == '"');
        if (!quoted && p[0] == ';' && p[1] == ' ')
            return p;
    }
    return strstr(text, "; "); /* a quote without another: as it comes */
}

/* FILE:LINE: column "NAME": what is wrong; what to do. Parts that are not there are left out. */
static void add_parts(struct kom_line *o, const char *text) {
    const char *end = strstr(text, ": "), *line = end;
    while (line && line > text && line[-1] >= '0' && line[-1] <= '9')
        line--;
    if (end && line < end && line > text + 1 && line[-1] == ':') {
        set(o, "file", text, (size_t)(line - 1 - text));
        kom_line_printf(o, ",\"line\":%lld", strtoll(line, NULL, 10));
        text = end + 2;
    }
    const char *column = strncmp(text, "column \"", 8) == 0 ? text + 8 : NULL;
    const char *close = column ? strstr(column, "\": ") : NULL;
    if (close) {
        set(o, "column", column, (size_t)(close - column));
        text = close + 3;
    }
    const char *remedy = parting(text);
    set(o, "problem", text, remedy ? (size_t)(remedy - text) : strlen(text));
    if (remedy)
        set(o, "remedy", remedy + 2, strlen(remedy + 2));
}

static void write_json(const struct kom_run *run, enum kom_message kind, const char *text) {
    struct kom_line o = {.n = 0};
    kom_line_printf(&o, "{\"tool\":\"%s\",\"kind\":\"%s\"", run->program, kinds[kind]);
    if (kind != KOM_MESSAGE_ROWS)
        add_parts(&o, text);
    set(&o, "text", text, strlen(text));
    kom_line_str(&o, "}");
    kom_diag_text(o.p);
}

/* ---- the door ---- */

void kom_run_say(struct kom_run *run, enum kom_message kind, const char *text) {
    char seen[TEXT_MAX], shown[TEXT_MAX];
    (void)snprintf(seen, sizeof seen, "%s", text);
    kom_unicode_show(shown, sizeof shown, seen);
    if (!kom_run_has(run, KOM_OPT_show_values)) {
        (void)snprintf(seen, sizeof seen, "%s", shown);
        hide_numbers(run, seen, shown);
    }
    if (kind == KOM_MESSAGE_WARNING || kind == KOM_MESSAGE_NOTE)
        kom_report_message(run, kinds[kind], shown);
    bool is_quiet = kom_run_has(run, KOM_OPT_quiet);
    if (is_quiet && (kind == KOM_MESSAGE_NOTE || kind == KOM_MESSAGE_ROWS))
        return;
    if (strcmp(kom_run_text(run, KOM_OPT_errors, "text"), "json") == 0)
        write_json(run, kind, shown);
    else
        kom_diag_line(run->program, shown);
}

void kom_run_note(struct kom_run *run, const char *format, ...) {
    char text[TEXT_MAX];
    va_list args;
    va_start(args, format);
    (void)kom_format(text, sizeof text, false, format, args);
    va_end(args);
    kom_run_say(run, KOM_MESSAGE_NOTE, text);
}

void kom_run_warn(struct kom_run *run, const char *format, ...) {
    char text[TEXT_MAX];
    va_list args;
    va_start(args, format);
    (void)kom_format(text, sizeof text, false, format, args);
    va_end(args);
    kom_run_say(run, KOM_MESSAGE_WARNING, text);
}

void kom_run_warn_beyond(struct kom_run *run, uint64_t n) {
    char text[TEXT_MAX];
    if (n > 0 && kom_beyond_note(text, sizeof text, n) > 0)
        kom_run_say(run, KOM_MESSAGE_WARNING, text);
}

/* The first of several lines, which loses it. */
static struct kom_text next_line(struct kom_text *lines) {
    const char *end = memchr(lines->p, '\n', lines->n);
    struct kom_text line = {lines->p, end ? (size_t)(end - lines->p) : lines->n};
    size_t n = line.n + (end != NULL);
    *lines = (struct kom_text){lines->p + n, lines->n - n};
    return line;
}

void kom_run_warn_lines(struct kom_run *run, struct kom_text lines) {
    while (lines.n) {
        struct kom_text line = next_line(&lines);
        kom_run_warn(run, "%.*s", (int)line.n, line.p);
    }
}

void kom_run_note_lines(struct kom_run *run, struct kom_text lines) {
    while (lines.n) {
        struct kom_text line = next_line(&lines);
        kom_run_note(run, "%.*s", (int)line.n, line.p);
    }
}
