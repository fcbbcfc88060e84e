/* SPDX-License-Identifier: GPL-3.0-or-later */
/* First bytes of what statistics banks send: JSON-stat and PC-Axis. Both are text, so that it is
   their words that tell, and a sample need not have them all. */
#include <string.h>

#include "first_bytes.h"

/* ---- JSON-stat ---- */

/* A place in JSON. */
struct scan {
    const char *p, *end;
    int depth;
    bool is_cut; /* the sample is so long that more may follow */
};

enum { CUT_NBYTES = 32 * 1024 };

static void skip_blanks(struct scan *s) {
    while (s->p < s->end && strchr(" \t\r\n", *s->p) && *s->p)
        s->p++;
}

/* A string, the place being at its first quote; what is between the quotes as it stands. */
static struct kom_text take_string(struct scan *s) {
    const char *from = ++s->p;
    while (s->p < s->end && *s->p != '"')
        s->p += *s->p == '\\' && s->end - s->p > 1 ? 2 : 1;
    struct kom_text t = {from, (size_t)(s->p - from)};
    s->p += s->p < s->end;
    return t;
}

static bool is_class(struct scan s) {
    struct kom_text word = *s.p == '"' ? take_string(&s) : (struct kom_text){NULL, 0};
    return kom_text_is(word, "dataset") || kom_text_is(word, "collection") ||
           kom_text_is(word, "dimension");
}

/* Every dimension has categories. */
static bool has_category(struct scan s) {
    static const char word[] = "\"category\"";
    const size_t n = sizeof word - 1;
    bool has = false;
    for (; !has && (size_t)(s.end - s.p) >= n; s.p++)
        has = memcmp(s.p, word, n) == 0;
    return has;
}

/* Does a key with its value, at which the place is, tell? */
static bool tells(struct scan s, struct kom_text key) {
    if (s.p >= s.end)
        return false;
    bool is_object = *s.p == '{';
    if ((kom_text_is(key, "dimension") && s.depth <= 4) ||
        (kom_text_is(key, "dataset") && s.depth == 1))
        return is_object && (s.is_cut || has_category(s));
    if (kom_text_is(key, "class"))
        return s.depth == 1 && is_class(s);
    /* Numbers or their signs may stand first, and what would tell behind the sample. */
    return (kom_text_is(key, "value") || kom_text_is(key, "status")) && s.depth <= 2 && s.is_cut &&
           (is_object || *s.p == '[');
}

bool kom_is_jsonstat(struct kom_text t) {
    struct scan s = {t.p, t.p + t.n, 0, t.n >= CUT_NBYTES};
    bool is = false;
    while (s.p < s.end && !is) {
        if (*s.p == '"') {
            struct kom_text key = take_string(&s);
            skip_blanks(&s);
            if (s.p < s.end && *s.p == ':') {
                s.p++;
                skip_blanks(&s);
                is = tells(s, key);
            }
            continue;
        }
        s.depth += (*s.p == '{' || *s.p == '[') - (*s.p == '}' || *s.p == ']');
        s.p++;
    }
    return is;
}

/* ---- PC-Axis ---- */

/* A text between quotes, which may hold anything else. */
static void skip_quoted(struct scan *s) {
    s->p++;
    while (s->p < s->end && *s->p != '"')
        s->p++;
    s->p += s->p < s->end;
}

/* NAME, NAME[en], NAME("x","y") before an equals sign, behind which the place is then; the name, or
   nothing. */
static struct kom_text take_keyword(struct scan *s) {
    const struct kom_text none = {NULL, 0};
    skip_blanks(s);
    const char *from = s->p;
    while (s->p < s->end && strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.", *s->p) && *s->p)
        s->p++;
    struct kom_text name = {from, (size_t)(s->p - from)};
    while (s->p < s->end && *s->p != '=') {
        if (*s->p == '"')
            skip_quoted(s);
        else if (*s->p == ';' || *s->p == '\n')
            return none;
        else
            s->p++;
    }
    if (s->p == s->end || !name.n)
        return none;
    s->p++;
    return name;
}

/* Those that stand first in files that are met. */
static bool is_first_keyword(struct kom_text name) {
    static const char *const known[] = {
        "CHARSET",       "AXIS-VERSION", "CODEPAGE",      "LANGUAGE",       "LANGUAGES",
        "CREATION-DATE", "NEXT-UPDATE",  "PX-SERVER",     "DIRECTORY-PATH", "UPDATE-FREQUENCY",
        "TABLEID",       "SYNONYMS",     "DEFAULT-GRAPH", "DECIMALS",       "SHOWDECIMALS",
        "ROUNDING",      "MATRIX",       "AGGREGALLOWED", "AUTOPEN",        "SUBJECT-CODE",
        "SUBJECT-AREA",  "CONFIDENTIAL", "COPYRIGHT",     "DESCRIPTION",    "TITLE",
        "CONTENTS",      "UNITS",        "STUB",          "HEADING",        "CONTVARIABLE",
        "SOURCE",        "INFO",         "LAST-UPDATED",  "NOTE",           "NOTEX",
    };
    bool is = false;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        is = is || kom_text_is(name, known[i]);
    return is;
}

bool kom_is_px(struct kom_text t) {
    struct scan s = {t.p, t.p + t.n, 0, false};
    struct kom_text first = take_keyword(&s);
    if (!is_first_keyword(first))
        return false;
    while (s.p < s.end && *s.p != ';') {
        if (*s.p == '"')
            skip_quoted(&s);
        else
            s.p++;
    }
    bool is_own = kom_text_is(first, "CHARSET") || kom_text_is(first, "AXIS-VERSION");
    if (s.p == s.end)
        return is_own;
    s.p++;
    return take_keyword(&s).n || is_own;
}
