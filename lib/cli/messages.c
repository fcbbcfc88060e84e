/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run says: one door, where values are hidden that nobody should see, kept for --report, and
   written as text or as JSON. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "beyond.h"
#include "cpr.h"
#include "diag.h"
#include "format.h"
#include "mem.h"
#include "options.h"
#include "unicode.h"

/* What --report calls it; NULL: it does not keep it. */
static const char *kept_as(enum kom_message kind) {
    const bool is_note = kind == KOM_MESSAGE_NOTE || kind == KOM_MESSAGE_TOLD;
    return kind == KOM_MESSAGE_WARNING ? "warning" : is_note ? "note" : NULL;
}

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
    bool own[KOM_SHOWN_MAX] = {false};
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

/* ---- the door ---- */

bool kom_run_says_json(const struct kom_run *run) {
    return strcmp(kom_run_text(run, KOM_OPT_errors, "text"), "json") == 0;
}

void kom_run_shown(const struct kom_run *run, const char *text, char shown[KOM_SHOWN_MAX]) {
    char seen[KOM_SHOWN_MAX];
    (void)snprintf(seen, sizeof seen, "%s", text);
    kom_unicode_show(shown, KOM_SHOWN_MAX, seen);
    if (!kom_run_has(run, KOM_OPT_show_values)) {
        (void)snprintf(seen, sizeof seen, "%s", shown);
        hide_numbers(run, seen, shown);
    }
}

/* Says it as it may be seen. */
static void say(struct kom_run *run, struct kom_said *said) {
    char shown[KOM_SHOWN_MAX];
    kom_run_shown(run, said->text, shown);
    said->program = run->program;
    said->text = shown;
    said->run = run;
    if (kept_as(said->kind))
        kom_report_message(run, kept_as(said->kind), shown);
    bool is_quiet = kom_run_has(run, KOM_OPT_quiet);
    if (is_quiet && (said->kind == KOM_MESSAGE_NOTE || said->kind == KOM_MESSAGE_ROWS))
        return;
    if (kom_run_says_json(run))
        kom_said_json(said);
    else
        kom_diag_line(run->program, shown);
}

void kom_run_say(struct kom_run *run, enum kom_message kind, const char *text) {
    say(run, &(struct kom_said){.text = text, .kind = kind});
}

void kom_run_say_end(struct kom_run *run, enum kom_status status) {
    say(run, &(struct kom_said){.text = run->err.text, .status = status});
}

void kom_run_say_rows(struct kom_run *run, const struct kom_report_table *rows, const char *text) {
    say(run, &(struct kom_said){.text = text, .kind = KOM_MESSAGE_ROWS, .rows = rows});
}

void kom_run_note(struct kom_run *run, const char *format, ...) {
    char text[KOM_SHOWN_MAX];
    va_list args;
    va_start(args, format);
    (void)kom_format(text, sizeof text, false, format, args);
    va_end(args);
    kom_run_say(run, KOM_MESSAGE_NOTE, text);
}

void kom_run_warn(struct kom_run *run, const char *format, ...) {
    char text[KOM_SHOWN_MAX];
    va_list args;
    va_start(args, format);
    (void)kom_format(text, sizeof text, false, format, args);
    va_end(args);
    kom_run_say(run, KOM_MESSAGE_WARNING, text);
}

void kom_run_warn_beyond(struct kom_run *run, uint64_t n) {
    char text[KOM_SHOWN_MAX];
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
