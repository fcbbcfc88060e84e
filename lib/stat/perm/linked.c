/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sets of periods joined unit by unit: a unit's periods swallow every set that they meet. */
#include "linked.h"

#include <string.h>

size_t kom_linked_words(size_t n_periods) {
    return (n_periods + 63) / 64;
}

bool kom_linked_meet(const uint64_t *a, const uint64_t *b, size_t n_words) {
    for (size_t w = 0; w < n_words; w++)
        if (a[w] & b[w])
            return true;
    return false;
}

static bool is_empty(const uint64_t *a, size_t n_words) {
    return !kom_linked_meet(a, a, n_words);
}

/* The sets of room (n of them, none meeting another) with one more unit's periods; their number. */
static size_t join(const uint64_t *unit, uint64_t *room, size_t n, size_t n_words) {
    size_t home = n;
    if (is_empty(unit, n_words))
        return n;
    for (size_t s = 0; s < n; s++) {
        uint64_t *set = room + s * n_words;
        if (!kom_linked_meet(unit, set, n_words))
            continue;
        if (home == n) {
            home = s;
            for (size_t w = 0; w < n_words; w++)
                set[w] |= unit[w];
            continue;
        }
        for (size_t w = 0; w < n_words; w++)
            room[home * n_words + w] |= set[w];
        n--;
        memmove(set, room + n * n_words, n_words * sizeof *set);
        s--;
    }
    if (home == n)
        memcpy(room + n * n_words, unit, n_words * sizeof *room);
    return home == n ? n + 1 : n;
}

static size_t size_of(const struct kom_linked_spec *spec, const uint64_t *set) {
    size_t size = 0;
    for (size_t t = 0; t < spec->n_periods; t++)
        if (kom_linked_has(set, t))
            size += spec->size ? spec->size[t] : 1;
    return size;
}

static bool meets_all(const struct kom_linked_spec *spec, const uint64_t *set) {
    for (size_t i = 0; i < spec->n_need; i++)
        if (!kom_linked_meet(set, spec->need + i * spec->n_words, spec->n_words))
            return false;
    return true;
}

/* The sets are apart, so the one with the earlier period has the lowest bit that differs. */
static bool is_earlier(const uint64_t *a, const uint64_t *b, size_t n_words) {
    for (size_t w = 0; w < n_words; w++)
        if (a[w] != b[w])
            return a[w] & ((a[w] ^ b[w]) & (~(a[w] ^ b[w]) + 1));
    return false;
}

bool kom_linked_largest(const struct kom_linked_spec *spec, const uint64_t *unit, size_t n_units,
                        uint64_t *room, uint64_t *set) {
    size_t n = 0, best = 0;
    const uint64_t *found = NULL;
    for (size_t u = 0; u < n_units; u++)
        n = join(unit + u * spec->n_words, room, n, spec->n_words);
    for (size_t s = 0; s < n; s++) {
        const uint64_t *one = room + s * spec->n_words;
        if (!meets_all(spec, one))
            continue;
        const size_t size = n > 1 ? size_of(spec, one) : 1;
        if (!found || size > best || (size == best && is_earlier(one, found, spec->n_words))) {
            found = one;
            best = size;
        }
    }
    if (found)
        memcpy(set, found, spec->n_words * sizeof *set);
    return found != NULL;
}
