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
