/* SPDX-License-Identifier: GPL-3.0-or-later */
/* By radix, from the last byte to the first; a byte that all have alike costs one look. */
#include "words.h"

#include <string.h>

enum { BYTES_OF_WORD = 8, BYTES = 12, VALUES = 256 };

static unsigned byte_of(const struct kom_worded *one, unsigned b) {
    return b < BYTES_OF_WORD ? (unsigned)(one->word >> 8 * b) & 255U
                             : (unsigned)(one->first >> 8 * (b - BYTES_OF_WORD)) & 255U;
}

/* By one byte, of which so many have each value; they keep their order otherwise. */
static void by_byte(const struct kom_worded *a, struct kom_worded *to, size_t n, unsigned b,
                    const size_t *count) {
    size_t at[VALUES], sum = 0;
    for (unsigned v = 0; v < VALUES; v++) {
        at[v] = sum;
        sum += count[v];
    }
    for (size_t i = 0; i < n; i++)
        to[at[byte_of(&a[i], b)]++] = a[i];
}

void kom_words_sort(struct kom_worded *a, struct kom_worded *room, size_t n) {
    size_t count[BYTES][VALUES] = {{0}};
    struct kom_worded *from = a, *to = room;
    for (size_t i = 0; i < n; i++)
        for (unsigned b = 0; b < BYTES; b++)
            count[b][byte_of(&a[i], b)]++;
    for (unsigned b = 0; b < BYTES && n; b++) {
        if (count[b][byte_of(from, b)] == n)
            continue;
        by_byte(from, to, n, b, count[b]);
        struct kom_worded *other = from;
        from = to;
        to = other;
    }
    if (from != a && n)
        memcpy(a, from, n * sizeof *a);
}
