/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Persons as one word: what most registers call a person fits into 64 bits and a kind. */
#ifndef KOM_NARROW_H
#define KOM_NARROW_H

#include <stdint.h>
#include <string.h>

#include "intern.h"

/* What the word is. A text has one kind, which it alone decides: equal words of equal kinds are
   equal texts, and no text has two of them. Of KOM_NARROW_NOT the word is only a hash. */
enum kom_narrow_kind {
    KOM_NARROW_NOT,
    KOM_NARROW_NUMBER, /* no text: the number of a person */
    KOM_NARROW_SHORT,  /* up to 7 bytes */
    KOM_NARROW_EIGHT,
    KOM_NARROW_HEX9, /* 9 hexadecimal digits without capitals; then 10, ... 16 */
    KOM_NARROW_HEX16 = KOM_NARROW_HEX9 + 7,
    KOM_NARROW_CAPITAL16, /* 16 with capitals */
    KOM_NARROW_DASHED,    /* 11, the seventh a dash, as in 010190-1234 */
    KOM_NARROW_LETTERS,   /* 9 or 10 letters, digits and dashes (kom_text_key) */
    KOM_NARROW_KINDS,
};

struct kom_narrow {
    uint64_t word;
    enum kom_narrow_kind kind;
};

/* Eight hexadecimal digits as their value, in whatever order; false: they are not only that.
   letters: how far the first letter lies behind the digits: LOWER or UPPER. Written back, the value
   must give the same bytes again. */
enum { KOM_HEX_LOWER = 'a' - '9' - 1, KOM_HEX_UPPER = 'A' - '9' - 1 };
static inline bool kom_narrow_hex(uint64_t bytes, unsigned letters, uint64_t *value) {
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t v = ((bytes & 15 * ones) + 9 * (bytes >> 6 & ones)) & 15 * ones;
    uint64_t is_letter = (v + 6 * ones) >> 4 & ones;
    bool ok = '0' * ones + v + letters * is_letter == bytes;
    v = (v | v >> 4) & UINT64_C(0x00FF00FF00FF00FF);
    v = (v | v >> 8) & UINT64_C(0x0000FFFF0000FFFF);
    *value = (v | v >> 16) & UINT64_C(0xFFFFFFFF);
    return ok;
}

/* The same of 9 to 16 digits, whose first eight and last eight these are. */
static inline bool kom_narrow_hex_text(uint64_t first, uint64_t last, unsigned letters,
                                       uint64_t *word) {
    uint64_t a, b;
    bool ok = kom_narrow_hex(first, letters, &a);
    ok &= kom_narrow_hex(last, letters, &b);
    *word = a << 32 | b;
    return ok;
}

/* Any other text of more than 8 bytes. */
struct kom_narrow kom_narrow_other(struct kom_text text, struct kom_hash_seed seed);

static inline struct kom_narrow kom_narrow(struct kom_text t, struct kom_hash_seed seed) {
    uint64_t first, last, word;
    if (t.n < 8)
        return (struct kom_narrow){kom_text_word(t), KOM_NARROW_SHORT};
    memcpy(&first, t.p, 8);
    if (t.n == 8)
        return (struct kom_narrow){first, KOM_NARROW_EIGHT};
    memcpy(&last, t.p + t.n - 8, 8);
    if (t.n > 16 || !kom_narrow_hex_text(first, last, KOM_HEX_LOWER, &word))
        return kom_narrow_other(t, seed);
    return (struct kom_narrow){word, (enum kom_narrow_kind)(KOM_NARROW_HEX9 + t.n - 9)};
}

/* The text that a word is, but for the kinds KOM_NARROW_NOT and KOM_NARROW_NUMBER, which are none.
 */
struct kom_text kom_narrow_text(struct kom_narrow is, char room[16]);

#endif
