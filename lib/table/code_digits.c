/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One code of each spelling is all that is looked for: whoever has found both looks no further, and
   lengths tell of nearly all rows that they are of the one spelling that a table has. */
#include "code_digits.h"

#include <string.h>

/* Codes of municipalities lie between; 000, 999 and such like are no spelling of any. */
enum { FIRST_CODE = 101, LAST_CODE = 899 };

bool kom_code_digits_has(const struct kom_column *c) {
    return c->word && strcmp(c->word->name, "kom") == 0;
}

static bool is_ours(const struct kom_column *c) {
    return !c->is_beside && kom_code_digits_has(c);
}

struct kom_text kom_code_digits_write(struct kom_text t, int digits, char room[4]) {
    bool pads = digits == 4 && t.n == 3, strips = digits == 3 && t.n == 4 && t.p[0] == '0';
    if (!(pads || strips) || !kom_is_digits(t))
        return t;
    if (strips)
        return (struct kom_text){t.p + 1, 3};
    room[0] = '0';
    memcpy(room + 1, t.p, 3);
    return (struct kom_text){room, 4};
}

size_t kom_code_digits_columns(const struct kom_extract *x) {
    size_t n = 0;
    for (size_t i = 0; i < x->n_columns; i++)
        n += is_ours(&x->columns[i]);
    return n;
}

static bool is_code(struct kom_text t) {
    unsigned value = 0;
    for (size_t i = 0; i < t.n; i++) {
        unsigned digit = (unsigned char)t.p[i] - (unsigned)'0';
        if (digit > 9)
            return false;
        value = value * 10 + digit;
    }
    return value >= FIRST_CODE && value <= LAST_CODE;
}

/* The first cell of so many digits. */
static void look(struct kom_code_digits_code *code, uint32_t n_digits, const struct kom_view *v,
                 uint32_t column) {
    const uint32_t *length = v->batch->length[column];
    for (uint32_t row = 0; row < v->n_rows; row++) {
        if (length[row] != n_digits)
            continue;
        struct kom_text cell = kom_batch_cell(v->batch, column, row);
        if (!is_code(cell))
            continue;
        *code = (struct kom_code_digits_code){.is_seen = true, .seq = v->seq, .row = row};
        memcpy(code->text, cell.p, cell.n);
        return;
    }
}

void kom_code_digits_look(struct kom_code_digits *t, const struct kom_view *v) {
    const struct kom_extract *x = v->extract;
    for (size_t i = 0; i < x->n_columns; i++) {
        if (!is_ours(&x->columns[i]))
            continue;
        for (uint32_t k = 0; k < 2; k++)
            if (!t->code[k].is_seen)
                look(&t->code[k], 3 + k, v, (uint32_t)i);
        t++;
    }
}

static bool is_before(const struct kom_code_digits_code *a, const struct kom_code_digits_code *b) {
    return a->is_seen && (!b->is_seen || a->seq < b->seq || (a->seq == b->seq && a->row < b->row));
}

void kom_code_digits_merge(struct kom_code_digits *t, const struct kom_code_digits *other,
                           size_t n) {
    for (size_t i = 0; i < n; i++)
        for (int k = 0; k < 2; k++)
            if (is_before(&other[i].code[k], &t[i].code[k]))
                t[i].code[k] = other[i].code[k];
}

void kom_code_digits_say(const struct kom_extract *x, struct kom_buf *lines) {
    const struct kom_code_digits *t = x->digits;
    for (size_t i = 0; i < x->n_columns && t; i++) {
        const struct kom_text heading = x->columns[i].heading;
        if (!is_ours(&x->columns[i]))
            continue;
        if (t->code[0].is_seen && t->code[1].is_seen)
            kom_buf_printf(lines,
                           "%s: column \"%.*s\": codes of three digits (%.3s) and of four (%.4s); "
                           "--kom-digits 4 or --kom-digits 3 writes all alike\n",
                           x->label, (int)heading.n, heading.p, t->code[0].text, t->code[1].text);
        t++;
    }
}
