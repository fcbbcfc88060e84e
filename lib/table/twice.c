/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Codes of three digits, and those of four that begin with a zero: a byte for each of a thousand.

   Nothing is compared while rows are read, and nothing is kept but a thousand bytes a column; files
   of several years or deliveries are where the two spellings meet. */
#include "twice.h"

#include <string.h>

static bool is_ours(const struct kom_column *c) {
    return c->word && !c->is_beside && strcmp(c->word->name, "kom") == 0;
}

size_t kom_twice_columns(const struct kom_extract *x) {
    size_t n = 0;
    for (size_t i = 0; i < x->n_columns; i++)
        n += is_ours(&x->columns[i]);
    return n;
}

static void look(struct kom_twice *t, struct kom_text cell) {
    bool is_long = cell.n == 4 && cell.p[0] == '0';
    if (!is_long && cell.n != 3)
        return;
    const char *p = cell.p + is_long;
    unsigned a = (unsigned char)p[0] - (unsigned)'0', b = (unsigned char)p[1] - (unsigned)'0',
             c = (unsigned char)p[2] - (unsigned)'0';
    if (a <= 9 && b <= 9 && c <= 9)
        t->seen[a * 100 + b * 10 + c] |= is_long ? KOM_TWICE_LONG : KOM_TWICE_SHORT;
}

void kom_twice_look(struct kom_twice *t, const struct kom_view *v) {
    const struct kom_extract *x = v->extract;
    for (size_t i = 0; i < x->n_columns; i++) {
        if (!is_ours(&x->columns[i]))
            continue;
        for (uint32_t row = 0; row < v->n_rows; row++)
            look(t, kom_view_code(v, (int)i, row));
        t++;
    }
}

void kom_twice_merge(struct kom_twice *t, const struct kom_twice *other, size_t n) {
    for (size_t i = 0; i < n; i++)
        for (int code = 0; code < KOM_TWICE_CODES; code++)
            t[i].seen[code] |= other[i].seen[code];
}

static void say(const struct kom_extract *x, const struct kom_column *c, const struct kom_twice *t,
                struct kom_buf *lines) {
    int n = 0, first = 0;
    for (int code = KOM_TWICE_CODES; code-- > 0;) {
        bool is_twice = t->seen[code] == (KOM_TWICE_SHORT | KOM_TWICE_LONG);
        n += is_twice;
        first = is_twice ? code : first;
    }
    if (n == 0)
        return;
    kom_buf_printf(lines, "%s: column \"%.*s\": %04d and %03d are two municipalities here",
                   x->label, (int)c->heading.n, c->heading.p, first, first);
    if (n > 1)
        kom_buf_printf(lines, " (and %d code%s more)", n - 1, n > 2 ? "s" : "");
    kom_buf_str(lines, "; --kom-digits 4 or --kom-digits 3 makes them one\n");
}

void kom_twice_say(const struct kom_extract *x, struct kom_buf *lines) {
    const struct kom_twice *t = x->twice;
    for (size_t i = 0; i < x->n_columns && t; i++)
        if (is_ours(&x->columns[i]))
            say(x, &x->columns[i], t++, lines);
}
