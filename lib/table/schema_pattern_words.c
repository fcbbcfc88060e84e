/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Python, XML Schema and PCRE2 read alike passes; what they do not is rewritten or refused
 * with what to write instead. */
#include "schema_pattern_words.h"

#include <stdbool.h>
#include <string.h>

/* A pattern being read. `refused` is where, `remedy` what to do, once something is. */
struct reader {
    const char *p;
    struct kom_buf *out;
    const char *refused, *remedy;
    bool is_start;  /* nothing has been read yet */
    bool is_repeat; /* the last thing read was a repeat */
    bool in_brackets;
};

static bool refuse(struct reader *r, const char *at, const char *remedy) {
    if (!r->refused) {
        r->refused = at;
        r->remedy = remedy;
    }
    return false;
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool are_hex(const char *p, int n) {
    for (int i = 0; i < n; i++)
        if (!p[i] || !strchr("0123456789abcdefABCDEF", p[i]))
            return false;
    return true;
}

/* Takes n bytes as they stand. */
static bool pass(struct reader *r, size_t n) {
    kom_buf_add(r->out, r->p, n);
    r->p += n;
    return true;
}

/* \p{Lu}: a general category of Unicode, which XML Schema and PCRE2 name alike. */
static bool read_category(struct reader *r) {
    static const char *const categories[] = {"L",  "Lu", "Ll", "Lt", "Lm", "Lo", "M",  "Mn", "Mc",
                                             "Me", "N",  "Nd", "Nl", "No", "P",  "Pc", "Pd", "Ps",
                                             "Pe", "Pi", "Pf", "Po", "Z",  "Zs", "Zl", "Zp", "S",
                                             "Sm", "Sc", "Sk", "So", "C",  "Cc", "Cf", "Co", "Cn"};
    const char *close = r->p[2] == '{' ? strchr(r->p, '}') : NULL;
    size_t n = close ? (size_t)(close - r->p) - 3 : 0;
    for (size_t i = 0; close && i < sizeof categories / sizeof categories[0]; i++)
        if (strlen(categories[i]) == n && memcmp(categories[i], r->p + 3, n) == 0)
            return pass(r, n + 4);
    return refuse(r, r->p, "of \\p only general categories such as \\p{L} and \\p{Nd} are known");
}

/* \xE6 and é: as Python has them. */
static bool read_code(struct reader *r) {
    int n = r->p[1] == 'x' ? 2 : 4;
    if (!are_hex(r->p + 2, n))
        return refuse(r, r->p, "write the character itself");
    kom_buf_printf(r->out, "\\x{%.*s}", n, r->p + 2);
    r->p += n + 2;
    return true;
}

static bool read_escape(struct reader *r) {
    char c = r->p[1];
    if (c == 'p' || c == 'P')
        return read_category(r);
    if (c == 'x' || c == 'u')
        return read_code(r);
    if (c == 'b' || c == 'B')
        return r->in_brackets ? refuse(r, r->p, "write the character itself") : pass(r, 2);
    if (c == 'Z' || c == 'z')
        return refuse(r, r->p, "leave it out: a pattern matches to the end of the value anyway");
    if (c == 'i' || c == 'I' || c == 'c' || c == 'C')
        return refuse(r, r->p, "write the characters between brackets");
    if (is_digit(c) && c != '0' && !is_digit(r->p[2]) && !r->in_brackets)
        return pass(r, 2);
    if ((is_letter(c) && !strchr("dDsSwWntrf", c)) || is_digit(c) || c == '\0')
        return refuse(r, r->p,
                      "programs read this escape differently: write the characters "
                      "between brackets");
    return pass(r, 2);
}

/* From an opening bracket to its closing one. */
static bool read_brackets(struct reader *r) {
    const char *open = r->p;
    bool fine = pass(r, r->p[1] == '^' ? 2 : 1);
    r->in_brackets = true;
    for (bool first = true; fine && *r->p && (first || *r->p != ']'); first = false) {
        if (*r->p == '\\')
            fine = read_escape(r);
        else if (*r->p == '[' && r->p[1] && strchr(":.=", r->p[1]))
            fine = refuse(r, r->p, "write \\p{L}, \\p{Nd} or \\s for such a class, or \\[");
        else if (*r->p == '-' && r->p[1] == '[')
            fine = refuse(r, r->p, "list what remains when a class is taken from another, or \\[");
        else
            (void)pass(r, 1);
    }
    r->in_brackets = false;
    if (fine && *r->p != ']')
        return refuse(r, open, "close the bracket, or write \\[");
    return fine && pass(r, 1);
}

/* What stands after an opening parenthesis. */
static bool read_open(struct reader *r) {
    static const char *const known[] = {"(?:", "(?=", "(?!", "(?<=", "(?<!", "(?P<"};
    const char *p = r->p;
    if (r->is_start && strncmp(p, "(?i)", 4) == 0)
        return pass(r, 4);
    for (size_t i = 0; p[1] == '?' && i < sizeof known / sizeof known[0]; i++)
        if (strncmp(p, known[i], strlen(known[i])) == 0)
            return pass(r, strlen(known[i]));
    if (p[1] == '?' || p[1] == '*')
        return refuse(r, p, "programs read this differently: use (?: ) or plain parentheses");
    return pass(r, 1);
}

/* How many bytes a {n}, {n,}, {,m} or {n,m} at p has; 0: it is none. */
static size_t count_braces(const char *p) {
    size_t n = 1;
    while (is_digit(p[n]))
        n++;
    bool has_comma = p[n] == ',';
    for (n += has_comma; has_comma && is_digit(p[n]);)
        n++;
    return p[n] == '}' && n > 1 ? n + 1 : 0;
}

/* A repeat, with the ? or + after it. */
static bool read_repeat(struct reader *r, size_t n) {
    if (r->is_repeat)
        return refuse(r, r->p, "a repeat of a repeat: put the first between (?: and )");
    if (r->p[0] == '{' && r->p[1] == ',') {
        kom_buf_str(r->out, "{0"); /* {,3} as Python reads it */
        r->p++;
        n--;
    }
    (void)pass(r, n);
    if (*r->p == '?' || *r->p == '+')
        (void)pass(r, 1);
    return true;
}

static bool read_one(struct reader *r) {
    size_t n_braces = *r->p == '{' ? count_braces(r->p) : 0;
    bool is_repeat = n_braces || (*r->p && strchr("*+?", *r->p));
    bool fine = true;
    if (is_repeat)
        fine = read_repeat(r, n_braces ? n_braces : 1);
    else if (*r->p == '\\')
        fine = read_escape(r);
    else if (*r->p == '[')
        fine = read_brackets(r);
    else if (*r->p == '(')
        fine = read_open(r);
    else if (*r->p == '{') /* later versions of PCRE2 read some of these as repeats */
        kom_buf_printf(r->out, "\\%c", *r->p++);
    else
        (void)pass(r, 1);
    r->is_repeat = is_repeat;
    r->is_start = false;
    return fine;
}

enum kom_status kom_pattern_translate(const char *pattern, const char *place, struct kom_buf *out,
                                      struct kom_error *err) {
    struct reader r = {.p = pattern, .out = out, .is_start = true};
    bool fine = true;
    while (fine && *r.p)
        fine = read_one(&r);
    if (!fine)
        return kom_fail(err, KOM_EDATA, "%s: the pattern \"%.300s\" has \"%.4s\"; %s", place,
                        pattern, r.refused, r.remedy);
    if (out->failed)
        return kom_no_memory_in(err, place);
    return KOM_OK;
}
