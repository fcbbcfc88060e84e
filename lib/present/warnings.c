/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Codes as a table; what stands behind a code is put into its words. */
#include "warnings.h"

#include <string.h>

struct row {
    const char *code, *en, *da;
};

static const struct row rows[] = {
#define KOM_WARNING(code, en, da) {#code, en, da},
#include "warnings.def"
#undef KOM_WARNING
};

enum { N_ROWS = sizeof rows / sizeof *rows };

static const char hole[] = "{}";

const char *kom_warning_at(size_t i) {
    return i < N_ROWS ? rows[i].code : NULL;
}

/* One warning: its code, what stands behind it, and which it is of, where it names them. */
struct said {
    struct kom_text code, argument, names;
};

static bool is_of_code(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

/* Behind the bracket that closes the one before t; 0: there is none. */
static size_t closing(struct kom_text t) {
    for (size_t i = 0; i < t.n; i++) {
        bool is_end = i + 1 == t.n || t.p[i + 1] == ':';
        if (t.p[i] == ')' && is_end)
            return i + 1;
    }
    return 0;
}

/* code, code(ARGUMENT), code(ARGUMENT):NAMES, code:ARGUMENT, code ARGUMENT; else all is code. */
static struct said part(struct kom_text t) {
    struct said s = {.code = t};
    size_t n = 0;
    while (n < t.n && is_of_code(t.p[n]))
        n++;
    if (n == 0 || n == t.n)
        return s;
    struct kom_text rest = {t.p + n + 1, t.n - n - 1};
    size_t end = t.p[n] == '(' ? closing(rest) : 0;
    if (end > 0) {
        s.argument = (struct kom_text){rest.p, end - 1};
        if (end < rest.n)
            s.names = kom_text_trim((struct kom_text){rest.p + end + 1, rest.n - end - 1});
    } else if (t.p[n] == ':' || t.p[n] == ' ') {
        s.argument = kom_text_trim(rest);
    } else {
        return s;
    }
    s.code.n = n;
    return s;
}

static const struct row *find(struct kom_text code) {
    for (size_t i = 0; i < N_ROWS; i++) {
        if (kom_text_is(code, rows[i].code))
            return &rows[i];
    }
    return NULL;
}

/* A number gets the decimal mark of the language. */
static void add_argument(struct kom_buf *out, struct kom_text t, enum kom_present_lang lang) {
    bool is_number = t.n > 0;
    for (size_t i = 0; i < t.n; i++)
        is_number = is_number && strchr("0123456789.-", t.p[i]);
    bool has_comma = is_number && lang == KOM_PRESENT_DA;
    for (size_t i = 0; i < t.n; i++) {
        if (has_comma && t.p[i] == '.')
            kom_buf_byte(out, ',');
        else
            kom_buf_byte(out, t.p[i]);
    }
}

/* "few clusters: {}" without an argument is "few clusters". */
static size_t without_hole(const char *words, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (words[i] == ':' || words[i] == '(')
            n = i;
    }
    while (n > 0 && words[n - 1] == ' ')
        n--;
    return n;
}

static void say(struct kom_buf *out, struct kom_text text, enum kom_present_lang lang) {
    struct said s = part(text);
    const struct row *row = find(s.code);
    if (!row) {
        kom_buf_text(out, text);
        return;
    }
    const char *words = lang == KOM_PRESENT_DA ? row->da : row->en;
    const char *at = strstr(words, hole);
    size_t n = at ? (size_t)(at - words) : strlen(words);
    if (at && s.argument.n == 0) {
        kom_buf_add(out, words, without_hole(words, n));
        return;
    }
    kom_buf_add(out, words, n);
    if (!at && s.argument.n)
        kom_buf_str(out, ": ");
    add_argument(out, s.argument, lang);
    if (s.names.n)
        kom_buf_printf(out, " (%.*s)", (int)s.names.n, s.names.p);
    kom_buf_str(out, at ? at + strlen(hole) : "");
}

/* Cuts the first warning off the cell. */
static struct kom_text next(struct kom_text *cell) {
    struct kom_text one = *cell;
    for (size_t i = 0; i + 1 < cell->n; i++) {
        if (cell->p[i] != ';' || cell->p[i + 1] != ' ')
            continue;
        one.n = i;
        *cell = (struct kom_text){cell->p + i + 2, cell->n - i - 2};
        return one;
    }
    *cell = (struct kom_text){NULL, 0};
    return one;
}

void kom_warning_words(struct kom_buf *out, struct kom_text cell, enum kom_present_lang lang) {
    for (bool is_first = true; cell.n; is_first = false) {
        kom_buf_str(out, is_first ? "" : "; ");
        say(out, next(&cell), lang);
    }
}

enum kom_sign kom_warning_sign(struct kom_text cell) {
    /* What says more about a row comes first. */
    static const enum kom_sign order[] = {KOM_SIGN_NOT_STARTED,  KOM_SIGN_NOT_OFFERED,
                                          KOM_SIGN_NOT_REPORTED, KOM_SIGN_HIDDEN,
                                          KOM_SIGN_IMPOSSIBLE,   KOM_SIGN_MISSING};
    enum { N = sizeof order / sizeof *order };
    size_t found = N;
    while (cell.n) {
        struct kom_text one = next(&cell);
        for (size_t i = 0; i < found; i++) {
            if (kom_text_is(one, kom_sign_word(order[i])))
                found = i;
        }
    }
    return found < N ? order[found] : KOM_SIGN_NONE;
}
