/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The secret of the hash tables of this process: who writes a file cannot know which of its texts
 * will lie in one place. */
#ifndef KOM_HASH_SEED_H
#define KOM_HASH_SEED_H

#include <stdint.h>

#include "wide.h"

/* Tables keep a copy. Nothing that leaves a tool may depend on it, the order of rows least of all.
 */
struct kom_hash_seed {
    uint64_t add, times; /* times is odd */
};

/* The same throughout a process, another in the next one. */
struct kom_hash_seed kom_hash_seed(void);

/* Multiply and fold: both halves of the 128-bit product. */
static inline uint64_t kom_hash_fold(uint64_t a, uint64_t b) {
    kom_u128 p = (kom_u128)a * b;
    return (uint64_t)p ^ (uint64_t)(p >> 64);
}

static inline uint64_t kom_hash_seeded(uint64_t x, struct kom_hash_seed seed) {
    return kom_hash_fold(x ^ seed.add, seed.times);
}

#endif
