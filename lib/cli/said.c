/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages as JSON. Their text is one for all forms: the parts are found in it. */
#include "said.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "options.h"
#include "report.h"

static void set(struct kom_line *o, const char *key, const char *p, size_t n) {
    if (n == 0)
        return;
    kom_line_printf(o, ",\"%s\":", key);
    kom_line_json(o, p, n);
}

static void set_count(struct kom_line *o, const char *key, uint64_t n) {
    kom_line_printf(o, ",\"%s\":%llu", key, (unsigned long long)n);
}

/* ---- what sort ---- */

static const char *severity(enum kom_message kind) {
    static const char *const words[] = {"error", "error", "warning", "warning",
                                        "note",  "note",  "note"};
    return words[kind];
}

static const char *code_of(const struct kom_said *said) {
    static const char *const words[] = {
        [KOM_OK] = "",    [KOM_EUSAGE] = "usage",  [KOM_EDATA] = "data",
        [KOM_EIO] = "io", [KOM_ENOMEM] = "memory", [KOM_EESTIMATE] = "estimate"};
    if (said->kind == KOM_MESSAGE_BAD_ROW || said->kind == KOM_MESSAGE_SKIPPED_ROW)
        return "bad_row";
    return said->kind == KOM_MESSAGE_ROWS ? "rows" : words[said->status];
}

/* ---- where ---- */

/* Length of a name that the text begins with, and a colon after it. */
static size_t begins(const char *text, const char *name) {
    size_t n = name ? strlen(name) : 0;
    return n && strncmp(text, name, n) == 0 && text[n] == ':' ? n : 0;
}

/* Of a file of the call, the longest: names may have colons. */
static size_t known_file(const struct kom_run *run, const char *text) {
    size_t best = begins(text, "standard input"), n;
    for (size_t i = 0; run && i < run->n_files; i++) {
        n = begins(text, run->files[i]);
        best = n > best ? n : best;
    }
    for (size_t i = 0; run && i < run->n_given; i++) {
        n = kom_opt_is_file(run->given[i].id) ? begins(text, run->given[i].value) : 0;
        best = n > best ? n : best;
    }
    return best;
}

/* Of any other, where a line follows it: FILE:LINE: . */
static size_t file_with_line(const char *text) {
    const char *end = strstr(text, ": "), *line = end;
    while (line && line > text && line[-1] >= '0' && line[-1] <= '9')
        line--;
    return end && line < end && line > text + 1 && line[-1] == ':' ? (size_t)(line - 1 - text) : 0;
}

/* FILE: or FILE:LINE: is taken off. */
static const char *take_place(struct kom_line *o, const struct kom_run *run, const char *text) {
    size_t n = known_file(run, text);
    n = n ? n : file_with_line(text);
    if (n == 0)
        return text;
    set(o, "file", text, n);
    text += n + 1;
    char *end = NULL;
    if (*text >= '0' && *text <= '9') {
        unsigned long long line = strtoull(text, &end, 10);
        if (*end == ':') {
            set_count(o, "line", line);
            text = end + 1;
        }
    }
    return text + (*text == ' ');
}

/* What stands between two texts at the beginning is taken off. */
static const char *take_named(struct kom_line *o, const char *key, const char *open,
                              const char *close, const char *text) {
    const char *value = strncmp(text, open, strlen(open)) == 0 ? text + strlen(open) : NULL;
    const char *end = value ? strstr(value, close) : NULL;
    if (!end)
        return text;
    set(o, key, value, (size_t)(end - value));
    return end + strlen(close);
}

/* --NAME: of what an option has. */
static const char *take_option(struct kom_line *o, const char *text) {
    size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyz-");
    if (strncmp(text, "--", 2) != 0 || strncmp(text + n, ": ", 2) != 0)
        return text;
    set(o, "option", text, n);
    return text + n + 2;
}

/* ---- what ---- */

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
static void add_parts(struct kom_line *o, const struct kom_said *said) {
    const char *text = take_place(o, said->run, said->text);
    text = take_option(o, text);
    text = take_named(o, "sheet", "sheet \"", "\", ", text);
    text = take_named(o, "cell", "cell ", ": ", text);
    text = take_named(o, "column", "column \"", "\": ", text);
    const char *remedy = parting(text);
    set(o, "problem", text, remedy ? (size_t)(remedy - text) : strlen(text));
    if (remedy)
        set(o, "remedy", remedy + 2, strlen(remedy + 2));
}

static void add_rows(struct kom_line *o, const struct kom_report_table *t) {
    bool any = false;
    set(o, "table", t->name, strlen(t->name));
    set_count(o, "read", t->n_read);
    set_count(o, "used", t->n_used);
    kom_line_str(o, ",\"set_aside\":{");
    for (size_t i = 0; i < t->n_reasons; i++) {
        if (t->n_aside[i] == 0)
            continue;
        kom_line_str(o, any ? "," : "");
        kom_line_json(o, t->reason[i], strlen(t->reason[i]));
        kom_line_printf(o, ":%llu", (unsigned long long)t->n_aside[i]);
        any = true;
    }
    kom_line_str(o, "}");
}

void kom_said_json(const struct kom_said *said) {
    struct kom_line o = {.n = 0};
    const char *code = code_of(said);
    kom_line_printf(&o, "{\"tool\":\"%s\",\"severity\":\"%s\"", said->program,
                    severity(said->kind));
    set(&o, "code", code, strlen(code));
    if (said->status)
        set_count(&o, "exit", (uint64_t)kom_status_exit(said->status));
    if (said->rows)
        add_rows(&o, said->rows);
    else
        add_parts(&o, said);
    set(&o, "message", said->text, strlen(said->text));
    kom_line_str(&o, "}");
    kom_diag_text(o.p);
}
