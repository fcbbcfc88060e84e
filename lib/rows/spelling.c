/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Spellings are compared sign by sign, as UTF-8 has them. */
#include "spelling.h"

#include <stdint.h>

#include "unicode.h"

enum { LETTERS_MIN = 5, SHOWN_NBYTES = 40 };

/* ---- signs ---- */

/* The sign at *i, which moves behind it. */
static uint32_t next_sign(struct kom_text t, size_t *i) {
    size_t n;
    uint32_t sign = kom_unicode_sign((struct kom_text){t.p + *i, t.n - *i}, &n);
    *i += n;
    return sign;
}

static bool is_digit(uint32_t sign) {
    return sign >= '0' && sign <= '9';
}

static bool is_letter(uint32_t sign) {
    return (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z') || sign >= 0xC0;
}

static bool is_blank(uint32_t sign) {
    return sign <= ' ' || sign == 0x7F || kom_unicode_is_invisible(sign);
}

/* The small letter of a capital, as far as Latin-1 goes. */
static uint32_t small(uint32_t sign) {
    bool is_capital =
        (sign >= 'A' && sign <= 'Z') || (sign >= 0xC0 && sign <= 0xDE && sign != 0xD7);
    return is_capital ? sign + 0x20 : sign;
}

/* ---- alike ---- */

/* Adds a sign of the text as a small one, spelt out where it is Danish. */
static void fold_sign(struct kom_buf *out, uint32_t sign, struct kom_text as_read) {
    const uint32_t letter = small(sign);
    if (letter == 0xE6)
        kom_buf_str(out, "ae");
    else if (letter == 0xF8)
        kom_buf_str(out, "oe");
    else if (letter == 0xE5)
        kom_buf_str(out, "aa");
    else if (letter < 0x80)
        kom_buf_byte(out, (char)letter);
    else if (letter == sign)
        kom_buf_text(out, as_read);
    else /* Latin-1: both letters begin with the same byte */
        kom_buf_add(out, (const char[]){as_read.p[0], (char)(as_read.p[1] + 0x20)}, 2);
}

/* The code is in one form of Unicode by now. */
static void fold_signs(struct kom_buf *out, struct kom_text code) {
    uint32_t before = 0; /* the sign that stands before this one, blanks apart */
    bool is_padding = false;
    for (size_t i = 0, start; i < code.n;) {
        start = i;
        uint32_t sign = next_sign(code, &i);
        if (is_blank(sign))
            continue;
        /* Zeros that begin a number wait for its next digit; behind a mark they are decimals. */
        if (is_padding && !is_digit(sign))
            kom_buf_byte(out, '0');
        bool begins = !is_digit(before) && before != '.' && before != ',';
        is_padding = sign == '0' && (begins || is_padding);
        if (!is_padding)
            fold_sign(out, sign, (struct kom_text){code.p + start, i - start});
        before = sign;
    }
    if (is_padding)
        kom_buf_byte(out, '0');
}

void kom_spelling_fold(struct kom_buf *out, struct kom_text code) {
    struct kom_buf settled = {0};
    if (kom_unicode_is_plain(code)) {
        fold_signs(out, code);
        return;
    }
    out->failed = out->failed || kom_unicode_settle(&settled, code);
    fold_signs(out, kom_buf_view(&settled));
    kom_buf_fini(&settled);
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
        if (kom_unicode_is_invisible(sign) || (sign >= 0x300 && sign <= 0x36F))
            kom_buf_printf(out, "<U+%04X>", (unsigned)sign);
        else
            kom_buf_add(out, code.p + start, i - start);
    }
    kom_buf_str(out, i < code.n ? "..." : "");
    kom_buf_str(out, is_bare ? "" : "\"");
}

void kom_spelling_mask(struct kom_buf *out, struct kom_text code) {
    size_t n = 0;
    for (size_t i = 0, start; i < code.n && n < SHOWN_NBYTES; n++) {
        start = i;
        uint32_t sign = next_sign(code, &i);
        if (is_digit(sign))
            kom_buf_byte(out, '9');
        else if (is_letter(sign))
            kom_buf_byte(out, small(sign) == sign ? 'a' : 'A');
        else if (kom_unicode_is_invisible(sign))
            kom_buf_printf(out, "<U+%04X>", (unsigned)sign);
        else
            kom_buf_add(out, code.p + start, i - start);
    }
}
