/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What looks like a secret on a command line: a value that its name gives away (password=...,
   --token ..., a header of HTTP, -u NAME:PASSWORD), a password in a URL, a long word that looks
   drawn at random, and a CPR number. The message names the place and not the value. */
#include <ctype.h>
#include <string.h>

#include "buf.h"
#include "cpr.h"
#include "prov.h"

enum { RANDOM_MIN = 24 };

/* Letters, digits, and what stands between words of a name. */
static bool is_name(char c) {
    return isalnum((unsigned char)c) || c == '_' || c == '-';
}

static bool is_end(char c) {
    return c == '\0' || isspace((unsigned char)c) || strchr("'\"`;|&<>(){}", c);
}

/* Does a name end with a word that secrets go by: the long ones in any name (PGPASSWORD), the short
   ones as words of their own? */
static bool is_secret_name(const char *p, size_t n) {
    static const char *const words[] = {
        "password", "passwd",      "passphrase", "secret", "apikey", "credential", "kodeord",
        "token",    "adgangskode", "pass",       "pwd",    "key",    "auth"};
    enum { N_LONG = 9 };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        const size_t m = strlen(words[i]);
        bool is_same =
            n >= m && (n == m || i < N_LONG || p[n - m - 1] == '_' || p[n - m - 1] == '-');
        for (size_t k = 0; is_same && k < m; k++)
            is_same = tolower((unsigned char)p[n - m + k]) == words[i][k];
        if (is_same)
            return true;
    }
    return false;
}

/* NAME=VALUE at a place where a name begins; *n: of the name. */
static bool is_assigned(const char *p, size_t *n) {
    *n = 0;
    while (is_name(p[*n]))
        (*n)++;
    return p[*n] == '=' && !is_end(p[*n + 1]) && p[*n + 1] != '$' && is_secret_name(p, *n);
}

/* --NAME VALUE, where the value is the next word of a script. */
static bool is_followed(const char *p, size_t n) {
    const char *value = p + n + strspn(p + n, " ");
    return strncmp(p, "--", 2) == 0 && value > p + n && !is_end(*value) && *value != '-' &&
           *value != '$' && is_secret_name(p + 2, n - 2);
}

static bool is_alike(const char *p, size_t n, const char *word) {
    bool is_same = n == strlen(word);
    for (size_t i = 0; i < n && is_same; i++)
        is_same = tolower((unsigned char)p[i]) == word[i];
    return is_same;
}

/* NAME: VALUE, a header that lets somebody in. */
static bool is_header(const char *p, size_t n) {
    const bool is_secret = is_alike(p, n, "authorization") || is_alike(p, n, "cookie") ||
                           is_alike(p, n, "proxy-authorization") ||
                           (memchr(p, '-', n) && is_secret_name(p, n));
    const char *value = p + n + 1 + (p[n] ? strspn(p + n + 1, " ") : 0);
    return is_secret && p[n] == ':' && !is_end(*value) && *value != '$';
}

/* -u NAME:PASSWORD, in one word behind a blank, or in the word that follows. */
static bool is_login(const char *value) {
    const char *colon = value + strcspn(value, ": \t'\"`;|&<>");
    return *value != '$' && colon > value && *colon == ':' && !is_end(colon[1]) &&
           colon[1] != '$' && colon[1] != '/';
}

/* user:pass@ behind ://. */
static bool has_login(const char *p) {
    const char *colon = NULL;
    for (; !is_end(*p) && *p != '/'; p++) {
        if (*p == ':' && !colon)
            colon = p;
        if (*p == '@')
            return colon && p > colon + 1;
    }
    return false;
}

/* Digits among letters, in both cases or all hexadecimal, with many changes between them. A path,
   a name of a file or a list has other signs, which part it. */
static bool is_random(const char *p, size_t n) {
    size_t changes = 0, upper = 0, lower = 0, digits = 0, others = 0;
    int before = 0;
    for (size_t i = 0; i < n; i++) {
        const unsigned char c = (unsigned char)p[i];
        const int kind = isdigit(c) ? 1 : isupper(c) ? 2 : islower(c) ? 3 : 4;
        changes += kind != before;
        before = kind;
        digits += kind == 1;
        upper += kind == 2;
        lower += kind == 3;
        others += kind == 4;
    }
    const bool is_hex = strspn(p, "0123456789abcdefABCDEF") >= n;
    return n >= RANDOM_MIN && digits && (is_hex || (upper && lower)) && others * 8 <= n &&
           changes * 4 >= n;
}

static void say(struct kom_run *run, const char *where, size_t i, struct kom_text what) {
    kom_run_warn(run,
                 "%s, word %zu: %.*s looks like a secret, and stands in the crate; --hide TEXT "
                 "leaves it out",
                 where, i, (int)what.n, what.p);
}

/* Ten digits with a day: of a person, or of anything else. */
static void say_cpr(struct kom_run *run, const char *where, size_t i) {
    kom_run_warn(
        run,
        "%s, word %zu: looks like a CPR number, and stands in the crate; --hide TEXT leaves "
        "it out",
        where, i);
}

static void say_value(struct kom_run *run, const char *where, size_t i, struct kom_text name) {
    struct kom_buf text = {0};
    kom_buf_str(&text, "what follows ");
    kom_buf_text(&text, name);
    if (!text.failed)
        say(run, where, i, kom_buf_view(&text));
    kom_buf_fini(&text);
}

/* One word of a command line, which may be a script of many. */
static void look(struct kom_run *run, const char *where, size_t i, const char *word) {
    for (const char *p = word; *p;) {
        size_t n = 0;
        if (strncmp(p, "://", 3) == 0 && has_login(p + 3)) {
            say(run, where, i, kom_text_of("the password in a URL"));
            p += 3;
        } else if (!is_name(*p)) {
            p++;
        } else if (is_assigned(p, &n)) {
            say_value(run, where, i, (struct kom_text){p, n + 1});
            for (p += n + 1; !is_end(*p); p++)
                continue;
        } else {
            if (is_followed(p, n))
                say_value(run, where, i, (struct kom_text){p, n});
            else if (is_header(p, n))
                say_value(run, where, i, (struct kom_text){p, n + 1});
            else if (is_alike(p, n, "-u") && p[n] == ' ' && is_login(p + n + 1))
                say_value(run, where, i, (struct kom_text){p, n});
            else if (is_random(p, n))
                say(run, where, i, kom_text_of("a long word of letters and digits"));
            p += n;
        }
    }
    if (kom_cpr_holds(kom_text_of(word)))
        say_cpr(run, where, i);
}

/* A name, --NAME, that is a word by itself: then the next word is its value. */
static bool is_bare(const char *word) {
    size_t n = strspn(word, "-");
    while (is_name(word[n]))
        n++;
    return word[0] == '-' && word[n] == '\0' && is_secret_name(word, n);
}

/* A word, and the value that it may be of, before it. */
static void look_behind(struct kom_run *run, const char *where, size_t i, const char *before,
                        const char *word) {
    look(run, where, i, word);
    const bool is_user = before && (strcmp(before, "-u") == 0 || strcmp(before, "--user") == 0);
    const bool is_value = before && (is_bare(before) || (is_user && is_login(word)));
    if (is_value && strcmp(word, KOM_HIDDEN) != 0)
        say_value(run, where, i, kom_text_of(before));
}

/* The options of a run, each with its value behind it. */
static void look_at_options(const struct kom_prov *p, const json_t *report) {
    const char *name;
    json_t *value;
    json_object_foreach(json_object_get(report, "options"), name, value) {
        for (size_t i = 0; i < json_array_size(value) + !json_is_array(value); i++) {
            const json_t *one = json_is_array(value) ? json_array_get(value, i) : value;
            const char *text = json_string_value(one);
            const char *shown = text ? kom_hide(p->hider, text) : NULL;
            struct kom_buf where = {0};
            kom_buf_printf(&where, "%s --%s", kom_prov_text(report, "tool"), name);
            kom_buf_byte(&where, '\0');
            if (shown && !where.failed)
                look_behind(p->run, where.p, 1, NULL, shown);
            kom_buf_fini(&where);
        }
    }
}

void kom_prov_say_secrets(const struct kom_prov *p) {
    const char *before = NULL;
    for (size_t i = 0; i < p->n_words; i++) {
        const char *word = kom_hide(p->hider, p->word[i]);
        if (word)
            look_behind(p->run, "the command", i + 1, before, word);
        before = word;
    }
    for (size_t k = 0; k < p->n_acts; k++)
        look_at_options(p, json_object_get(p->act[k].record, "report"));
}
