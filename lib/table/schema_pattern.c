/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One pass over a pattern; what POSIX would read otherwise in silence is rewritten or refused. */
#include "schema_pattern.h"

#include <regex.h>
#include <stdbool.h>
#include <string.h>

/* The members of the class that an escape stands for, NULL: no such class. */
static const char *class_of(char c) {
    switch (c) {
    case 'd':
    case 'D':
        return "0-9";
    case 's':
    case 'S':
        return "[:space:]";
    case 'w':
    case 'W':
        return "A-Za-z0-9_";
    default:
        return NULL;
    }
}

static bool is_letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* The character of \n, \t and \r, or of an escaped mark; '\0' when the escape means something else.
 */
static char escaped_char(char c) {
    if (c == 'n' || c == 't' || c == 'r')
        return c == 'n' ? '\n' : c == 't' ? '\t' : '\r';
    return is_letter_or_digit(c) ? '\0' : c;
}

/* An escape outside brackets; false when it has no POSIX form. */
static bool add_escape(char c, struct kom_buf *out) {
    const char *members = class_of(c);
    char mark = escaped_char(c);
    if (members) {
        kom_buf_printf(out, "[%s%s]", c < 'a' ? "^" : "", members);
        return true;
    }
    if (mark == '\0')
        return false;
    if (mark == c && strchr(".[]{}()*+?^$|\\", c))
        kom_buf_byte(out, '\\');
    kom_buf_byte(out, mark);
    return true;
}

/* The brackets at *p (after the opening one), their specials put where POSIX takes them literally.
 * False: no POSIX form. */
static bool add_brackets(const char **p, struct kom_buf *out) {
    struct kom_buf members = {0};
    bool closes = false, dash = false, caret = false, fine = true;
    bool negated = **p == '^';
    const char *s = *p + negated;
    for (; fine && *s && *s != ']'; s++) {
        char c = *s;
        if (c == '\\') {
            c = *++s;
            const char *class = class_of(c);
            if (class)
                kom_buf_str(&members, class);
            fine = c != '\0' && (class ? c >= 'a' : escaped_char(c) != '\0');
            if (class || !fine)
                continue;
            c = escaped_char(c);
            if (c == ']' || c == '-' || c == '^') {
                closes |= c == ']';
                dash |= c == '-';
                caret |= c == '^';
                continue;
            }
        } else if (c == '[') {
            fine = s[1] == ':'; /* a subtracted class has no POSIX form */
        } else if (c == '-' && (members.n == 0 || s[1] == ']')) {
            dash = true;
            continue;
        }
        kom_buf_byte(&members, c);
        if (c == '[') { /* [:alpha:] as it stands */
            while (*++s && *s != ']')
                kom_buf_byte(&members, *s);
            kom_buf_byte(&members, ']');
            fine = *s == ']';
        }
    }
    fine = fine && *s == ']' && (members.n || closes || dash || caret);
    bool lone_caret = caret && members.n == 0 && !closes && !dash && !negated;
    if (lone_caret)
        kom_buf_str(out, "\\^");
    else
        kom_buf_printf(out, "[%s%s%.*s%s%s]", negated ? "^" : "", closes ? "]" : "", (int)members.n,
                       members.p ? members.p : "",
                       caret && (members.n || closes || negated) ? "^" : "",
                       dash && caret && members.n == 0 && !closes && !negated ? "-^"
                       : dash                                                 ? "-"
                                                                              : "");
    out->failed |= members.failed;
    kom_buf_fini(&members);
    *p = s;
    return fine;
}

/* Whether *p begins what POSIX would take for something else: (?, lazy and possessive repeats. */
static bool is_foreign(const char *pattern, const char *p) {
    if (*p == '(' && p[1] == '?')
        return true;
    bool repeat_before =
        p > pattern && strchr("*+?}", p[-1]) && !(p - 1 > pattern && p[-2] == '\\');
    return (*p == '?' || *p == '+') && repeat_before;
}

enum kom_status kom_pattern_translate(const char *pattern, const char *place, struct kom_buf *out,
                                      struct kom_error *err) {
    size_t start = out->n;
    bool fine = true;
    kom_buf_str(out, "^(");
    const char *p = pattern;
    for (; fine && *p; p++) {
        if (*p == '\\') {
            fine = p[1] != '\0' && add_escape(p[1], out);
            p += fine;
        } else if (*p == '[') {
            const char *members = p + 1;
            fine = add_brackets(&members, out);
            p = fine ? members : p;
        } else {
            fine = !is_foreign(pattern, p);
            kom_buf_byte(out, *p);
        }
        if (!fine)
            break;
    }
    if (!fine)
        return kom_fail(
            err, KOM_EDATA,
            "%s: the pattern \"%s\" has \"%.*s\", which has no POSIX extended form; write it "
            "with brackets",
            place, pattern, 3, p);
    kom_buf_str(out, ")$");
    kom_buf_byte(out, '\0');
    if (out->failed)
        return kom_fail(err, KOM_ENOMEM, "%s: out of memory", place);
    regex_t regex;
    int code = regcomp(&regex, out->p + start, REG_EXTENDED | REG_NOSUB);
    if (code == 0) {
        regfree(&regex);
        return KOM_OK;
    }
    char why[100];
    (void)regerror(code, &regex, why, sizeof why);
    return kom_fail(err, KOM_EDATA, "%s: the pattern \"%s\" is no regular expression: %s", place,
                    pattern, why);
}
