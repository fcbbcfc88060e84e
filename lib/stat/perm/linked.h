/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which periods can be compared: sets of them that units tie together.

   Two periods hang together when a unit has both, or through others that do (Abowd, Creecy &
   Kramarz 2002 for the connected groups of a two-way model). Within such a set the differences
   between the effects of periods are known; between two sets nothing is. */
#ifndef KOM_LINKED_H
#define KOM_LINKED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Sets of periods are bits, n_words words each; kom_linked_words gives their number. */
size_t kom_linked_words(size_t n_periods);

static inline bool kom_linked_has(const uint64_t *set, size_t period) {
    return set[period / 64] >> (period % 64) & 1;
}

static inline void kom_linked_put(uint64_t *set, size_t period) {
    set[period / 64] |= UINT64_C(1) << (period % 64);
}

/* Whether two sets share a period. */
bool kom_linked_meet(const uint64_t *a, const uint64_t *b, size_t n_words);

/* What is asked; borrowed. */
struct kom_linked_spec {
    size_t n_periods, n_words;
    const uint32_t *size; /* how many periods stand behind a bit; NULL: 1 */
    const uint64_t *need; /* n_need sets: the set found shares a period with each */
    size_t n_need;
};

/* The largest set of periods that hang together through the sets of n_units units (unit[u *
   n_words] and on) and meet every need; of several as large, the one with the earliest period.
   room: n_periods sets. False when there is none. */
bool kom_linked_largest(const struct kom_linked_spec *spec, const uint64_t *unit, size_t n_units,
                        uint64_t *room, uint64_t *set);

#endif
