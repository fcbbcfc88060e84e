/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Spellings are compared sign by sign, as UTF-8 has them. */
#include "spelling.h"

#include <stdint.h>

enum { LETTERS_MIN = 5, SHOWN_NBYTES = 40, RING = 0x30A };

/* ---- signs ---- */

/* The sign at *i, which moves behind it; a byte that is no UTF-8 stands for itself. */
static uint32_t next_sign(struct kom_text t, size_t *i) {
    unsigned char c = (unsigned char)t.p[(*i)++];
    unsigned n = c >= 0xF0 ? 3 : c >= 0xE0 ? 2 : c >= 0xC2 ? 1 : 0;
    uint32_t sign = n ? c & (0x3Fu >> n) : c;
    if (*i + n > t.n)
        return c;
    for (unsigned k = 0; k < n; k++)
        if (((unsigned char)t.p[*i + k] & 0xC0) != 0x80)
            return c;
    for (; n > 0; n--)
        sign = sign << 6 | ((unsigned char)t.p[(*i)++] & 0x3F);
    return sign;
}

static void add_sign(struct kom_buf *out, uint32_t sign) {
    if (sign < 0x80) {
        kom_buf_byte(out, (char)sign);
        return;
    }
    unsigned n = sign < 0x800 ? 1 : sign < 0x10000 ? 2 : 3;
    kom_buf_byte(out, (char)(n == 1 ? 0xC0 | sign >> 6 : (n == 2 ? 0xE0 : 0xF0) | sign >> 6 * n));
    for (; n > 0; n--)
        kom_buf_byte(out, (char)(0x80 | (sign >> 6 * (n - 1) & 0x3F)));
}

static bool is_digit(uint32_t sign) {
    return sign >= '0' && sign <= '9';
}

static bool is_letter(uint32_t sign) {
    return (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z') || sign >= 0xC0;
}

/* Takes no ink, or is to be told from the blank by nobody. */
static bool is_unseen(uint32_t sign) {
    return sign == 0xA0 || sign == 0xAD || sign == 0x1680 || (sign >= 0x2000 && sign <= 0x200F) ||
           (sign >= 0x2028 && sign <= 0x202F) || (sign >= 0x205F && sign <= 0x2064) ||
           sign == 0x3000 || sign == 0xFEFF;
}

static bool is_blank(uint32_t sign) {
    return sign <= ' ' || sign == 0x7F || is_unseen(sign);
}

/* The small letter of a capital, as far as Latin-1 goes. */
static uint32_t small(uint32_t sign) {
    bool is_capital =
        (sign >= 'A' && sign <= 'Z') || (sign >= 0xC0 && sign <= 0xDE && sign != 0xD7);
    return is_capital ? sign + 0x20 : sign;
}

/* ---- alike ---- */

/* One small sign, spelt out where it is Danish. */
static void fold_sign(struct kom_buf *out, uint32_t sign) {
    switch (sign) {
    case 0xE6:
        kom_buf_str(out, "ae");
        break;
    case 0xF8:
        kom_buf_str(out, "oe");
        break;
    case 0xE5:
        kom_buf_str(out, "aa");
        break;
    case RING: /* a with a ring behind it is one letter in another form */
        kom_buf_str(out, out->n && out->p[out->n - 1] == 'a' ? "a" : "");
        break;
    default:
        add_sign(out, sign);
    }
}

void kom_spelling_fold(struct kom_buf *out, struct kom_text code) {
    uint32_t before = 0; /* the sign that stands before this one, blanks apart */
    bool is_padding = false;
    for (size_t i = 0; i < code.n;) {
        uint32_t sign = small(next_sign(code, &i));
        if (is_blank(sign))
            continue;
        /* Zeros that begin a number wait for its next digit; behind a mark they are decimals. */
        if (is_padding && !is_digit(sign))
            kom_buf_byte(out, '0');
        bool begins = !is_digit(before) && before != '.' && before != ',';
        is_padding = sign == '0' && (begins || is_padding);
        if (!is_padding)
            fold_sign(out, sign);
        before = sign;
    }
    if (is_padding)
        kom_buf_byte(out, '0');
}

/* ---- near ---- */

static size_t letters_in(struct kom_text t) {
    size_t n = 0;
    for (size_t i = 0; i < t.n;)
        n += is_letter(next_sign(t, &i));
    return n;
}

/* Bytes that both begin with, and what is left of both is cut at their equal ends: whole signs. */
static void cut_common(struct kom_text *a, struct kom_text *b) {
    size_t i = 0, k = 0;
    while (i < a->n && i < b->n) {
        size_t next = i, other = i;
        if (next_sign(*a, &next) != next_sign(*b, &other))
            break;
        i = next;
    }
    *a = (struct kom_text){a->p + i, a->n - i};
    *b = (struct kom_text){b->p + i, b->n - i};
    while (k < a->n && k < b->n && a->p[a->n - k - 1] == b->p[b->n - k - 1])
        k++;
    while (k > 0 && ((unsigned char)a->p[a->n - k] & 0xC0) == 0x80)
        k--;
    a->n -= k;
    b->n -= k;
}

static bool is_nothing_or_letter(struct kom_text t) {
    size_t i = 0;
    return t.n == 0 || (is_letter(next_sign(t, &i)) && i == t.n);
}

bool kom_spelling_near(struct kom_text a, struct kom_text b) {
    if (kom_text_equal(a, b))
        return true;
    size_t apart = a.n > b.n ? a.n - b.n : b.n - a.n;
    if (apart > 4 || letters_in(a) < LETTERS_MIN || letters_in(b) < LETTERS_MIN)
        return false;
    cut_common(&a, &b);
    return is_nothing_or_letter(a) && is_nothing_or_letter(b);
}

/* ---- in messages ---- */

static bool is_number(struct kom_text t) {
    bool ok = t.n > 0;
    for (size_t i = 0; i < t.n && ok; i++)
        ok = is_digit((unsigned char)t.p[i]);
    return ok;
}

void kom_spelling_show(struct kom_buf *out, struct kom_text code) {
    bool is_bare = is_number(code);
    size_t i = 0;
    kom_buf_str(out, is_bare ? "" : "\"");
    while (i < code.n && i < SHOWN_NBYTES) {
        size_t start = i;
        uint32_t sign = next_sign(code, &i);
        if (is_unseen(sign) || (sign >= 0x300 && sign <= 0x36F))
            kom_buf_printf(out, "<U+%04X>", (unsigned)sign);
        else
            kom_buf_add(out, code.p + start, i - start);
    }
    kom_buf_str(out, i < code.n ? "..." : "");
    kom_buf_str(out, is_bare ? "" : "\"");
}

void kom_spelling_mask(struct kom_buf *out, struct kom_text code) {
    size_t n = 0;
    for (size_t i = 0; i < code.n && n < SHOWN_NBYTES; n++) {
        uint32_t sign = next_sign(code, &i);
        if (is_digit(sign))
            kom_buf_byte(out, '9');
        else if (is_letter(sign))
            kom_buf_byte(out, small(sign) == sign ? 'a' : 'A');
        else if (is_unseen(sign))
            kom_buf_printf(out, "<U+%04X>", (unsigned)sign);
        else
            add_sign(out, sign);
    }
}
