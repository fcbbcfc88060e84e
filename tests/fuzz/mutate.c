/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inputs near others: whole cells, rows and arguments are changed, repeated and swapped. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checks.h"

enum { SIZE_MOST = 1 << 16 };

/* What cells and arguments hold now and then. */
static const char *const words[] = {"",
                                    "0",
                                    "1",
                                    "-1",
                                    "2",
                                    "12,50",
                                    "12.50",
                                    "1e308",
                                    "-1e308",
                                    "1e-320",
                                    "9007199254740993",
                                    "99999999999999999999",
                                    "0.1",
                                    "..",
                                    ".",
                                    "-",
                                    "nan",
                                    "inf",
                                    "NA",
                                    "2019",
                                    "2019-01",
                                    "2019-01-01",
                                    "2019-12-31",
                                    "2020-02-29",
                                    "2019-02-30",
                                    "9999-12-31",
                                    "2019Q1",
                                    "2019-W01",
                                    "0101",
                                    "101",
                                    "147",
                                    "851",
                                    "kom",
                                    "person",
                                    "before",
                                    "after",
                                    "offered",
                                    "not_offered",
                                    "total",
                                    "I alt",
                                    "leveret",
                                    "cancelled",
                                    "credited",
                                    "hidden",
                                    "\xc3\xa6",
                                    "\xe6",
                                    "a\xcc\x8a",
                                    "\xc2\xa0",
                                    "\xe2\x80\x8b",
                                    "\"a;b,c\"",
                                    "\"a\"\"b\"",
                                    "\"a\nb\"",
                                    "<b>&amp;",
                                    "a|b_c%d#e",
                                    "\\",
                                    "{x}",
                                    "$1",
                                    " x ",
                                    "0101901234",
                                    "010190-1234",
                                    "event:1m",
                                    "during",
                                    "stock"};

struct state {
    uint64_t seed;
    unsigned char *bytes;
    size_t n, most;
};

static size_t draw(struct state *s, size_t below) {
    s->seed ^= s->seed >> 12;
    s->seed ^= s->seed << 25;
    s->seed ^= s->seed >> 27;
    return below ? (size_t)((s->seed * UINT64_C(2685821657736338717)) >> 33) % below : 0;
}

/* Puts n bytes in place of those from `from` to `to`, where there is room. */
static void put(struct state *s, size_t from, size_t to, const void *p, size_t n) {
    static unsigned char copy[SIZE_MOST];
    if (n > sizeof copy || s->n - (to - from) + n > s->most)
        return;
    if (n)
        memcpy(copy, p, n); /* p may lie in what is moved */
    memmove(s->bytes + from + n, s->bytes + to, s->n - to);
    memcpy(s->bytes + from, copy, n);
    s->n = s->n - (to - from) + n;
}

static bool is_border(unsigned char byte) {
    return strchr(",;\n\t=|", byte) != NULL;
}

/* A cell, or an argument's part: from a border to the next. */
static void find_cell(struct state *s, size_t *from, size_t *to) {
    size_t at = draw(s, s->n + 1);
    for (*from = at; *from > 0 && !is_border(s->bytes[*from - 1]);)
        --*from;
    for (*to = at; *to < s->n && !is_border(s->bytes[*to]);)
        ++*to;
}

static void find_line(struct state *s, size_t *from, size_t *to) {
    size_t at = draw(s, s->n + 1);
    for (*from = at; *from > 0 && s->bytes[*from - 1] != '\n';)
        --*from;
    for (*to = at; *to < s->n && s->bytes[*to] != '\n';)
        ++*to;
    *to += *to < s->n;
}

static void change_cell(struct state *s) {
    size_t from, to, other_from, other_to;
    find_cell(s, &from, &to);
    find_cell(s, &other_from, &other_to);
    const char *word = words[draw(s, sizeof words / sizeof words[0])];
    if (draw(s, 2))
        put(s, from, to, word, strlen(word));
    else
        put(s, from, to, s->bytes + other_from, other_to - other_from);
}

/* A digit of a number becomes another. */
static void change_digit(struct state *s) {
    for (int tries = 0; tries < 50 && s->n; tries++) {
        size_t at = draw(s, s->n);
        if (s->bytes[at] >= '0' && s->bytes[at] <= '9') {
            s->bytes[at] = (unsigned char)('0' + draw(s, 10));
            return;
        }
    }
}

static void change_line(struct state *s) {
    size_t from, to, other_from, other_to;
    find_line(s, &from, &to);
    find_line(s, &other_from, &other_to);
    switch (draw(s, 4)) {
    case 0:
        put(s, from, to, "", 0);
        break;
    case 1:
        put(s, from, to, s->bytes + other_from, other_to - other_from);
        break;
    default:
        put(s, from, from, s->bytes + other_from, other_to - other_from);
        break;
    }
}

/* An option's name and perhaps a value, as a line of its own at the top. */
static void add_option(struct state *s) {
    char line[120];
    const struct kom_opt_row *row = kom_opt_row((enum kom_opt)draw(s, KOM_OPT_END));
    const char *value = words[draw(s, sizeof words / sizeof words[0])], *arg = row->arg;
    int n = snprintf(line, sizeof line, "--%s", row->name);
    if (arg && strchr(arg, '|') && draw(s, 3)) { /* a word of a closed list */
        const char *bar = strchr(arg, '|');
        for (size_t skip = draw(s, 4); skip && bar; skip--, bar = strchr(arg, '|'))
            arg = bar + 1;
        n += snprintf(line + n, sizeof line - (size_t)n, "=%.*s", (int)strcspn(arg, "|"), arg);
    } else if (arg && strcmp(arg, "FILE") == 0) {
        n += snprintf(line + n, sizeof line - (size_t)n, "=%s", row->name);
    } else if (arg) {
        n += snprintf(line + n, sizeof line - (size_t)n, "=%s", value);
    }
    n += snprintf(line + n, sizeof line - (size_t)n, "\n");
    /* Below the tool's name, where there is one. */
    const unsigned char *end =
        s->n && s->bytes[0] != '-' && s->bytes[0] != '=' ? memchr(s->bytes, '\n', s->n) : NULL;
    size_t at = end ? (size_t)(end + 1 - s->bytes) : 0;
    if ((size_t)n < sizeof line)
        put(s, at, at, line, (size_t)n);
}

size_t fuzz_mutate(unsigned char *bytes, size_t n, size_t most, unsigned seed) {
    struct state s = {seed * UINT64_C(2654435761) + 88172645463325252U, bytes, n, most};
    for (size_t changes = 1 + draw(&s, 4); changes > 0; changes--) {
        switch (draw(&s, 8)) {
        case 0:
            add_option(&s);
            break;
        case 1:
        case 2:
            change_line(&s);
            break;
        case 3:
        case 4:
            change_digit(&s);
            break;
        default:
            change_cell(&s);
            break;
        }
    }
    return s.n;
}
