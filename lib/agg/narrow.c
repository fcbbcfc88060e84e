/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts as one word, those that are rarer than hexadecimal digits without capitals. */
#include "narrow.h"

enum { LETTERS_MAX = 10, DASHED_LENGTH = 11, DASH_AT = 6, HEX_MAX = 16 };

/* Digits around a dash: it lies in both halves. */
static bool is_dashed(struct kom_text t, uint64_t *word) {
    char digits[DASHED_LENGTH];
    uint64_t first, last;
    if (t.n != DASHED_LENGTH || t.p[DASH_AT] != '-')
        return false;
    memcpy(digits, t.p, DASHED_LENGTH);
    digits[DASH_AT] = '0';
    memcpy(&first, digits, 8);
    memcpy(&last, digits + DASHED_LENGTH - 8, 8);
    return kom_narrow_hex_text(first, last, KOM_HEX_LOWER, word);
}

static bool is_capital(struct kom_text t, uint64_t *word) {
    uint64_t first, last;
    if (t.n != HEX_MAX)
        return false;
    memcpy(&first, t.p, 8);
    memcpy(&last, t.p + 8, 8);
    return kom_narrow_hex_text(first, last, KOM_HEX_UPPER, word);
}

struct kom_narrow kom_narrow_other(struct kom_text t, struct kom_hash_seed seed) {
    uint64_t word;
    if (t.n > HEX_MAX)
        return (struct kom_narrow){kom_text_words(t, seed).key, KOM_NARROW_NOT};
    if (is_dashed(t, &word))
        return (struct kom_narrow){word, KOM_NARROW_DASHED};
    if (is_capital(t, &word))
        return (struct kom_narrow){word, KOM_NARROW_CAPITAL16};
    uint64_t key = t.n <= LETTERS_MAX ? kom_text_key(t, seed) : 0;
    if (key && !kom_key_is_hash(key))
        return (struct kom_narrow){key, KOM_NARROW_LETTERS};
    return (struct kom_narrow){kom_text_words(t, seed).key, KOM_NARROW_NOT};
}

/* ---- back ---- */

/* Digit i of eight lies at bit 4 * i. */
static void put_hex(uint64_t value, bool is_capital_hex, char *p) {
    for (unsigned i = 0; i < 8; i++)
        p[i] = (is_capital_hex ? "0123456789ABCDEF" : "0123456789abcdef")[value >> 4 * i & 15];
}

static struct kom_text hex_text(uint64_t word, size_t n, bool is_capital_hex, char room[16]) {
    put_hex(word >> 32, is_capital_hex, room);
    put_hex(word & UINT32_MAX, is_capital_hex, room + n - 8);
    return (struct kom_text){room, n};
}

struct kom_text kom_narrow_text(struct kom_narrow is, char room[16]) {
    if (is.kind == KOM_NARROW_SHORT || is.kind == KOM_NARROW_EIGHT) {
        memcpy(room, &is.word, 8);
        return (struct kom_text){room, is.kind == KOM_NARROW_EIGHT ? 8 : (size_t)(is.word >> 56)};
    }
    if (is.kind == KOM_NARROW_CAPITAL16)
        return hex_text(is.word, HEX_MAX, true, room);
    if (is.kind == KOM_NARROW_LETTERS)
        return kom_key_letters(is.word, room);
    if (is.kind != KOM_NARROW_DASHED)
        return hex_text(is.word, (size_t)is.kind - KOM_NARROW_HEX9 + 9, false, room);
    (void)hex_text(is.word, DASHED_LENGTH, false, room);
    room[DASH_AT] = '-';
    return (struct kom_text){room, DASHED_LENGTH};
}
