/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random numbers as a pure function of (seed, stream, index): no state to share, no order to keep.
 */
#ifndef KOM_RNG_H
#define KOM_RNG_H

#include <stdint.h>

/* 64 random bits: number `index` of the stream. The same on every machine and at any thread count.
   Philox 4x32-10, counter (index, stream), key seed (Salmon, Moraes, Dror, Shaw 2011). */
uint64_t kom_rng_bits(uint64_t seed, uint64_t stream, uint64_t index);

/* A number in [0, 1): the top 53 bits. */
double kom_rng_uniform(uint64_t seed, uint64_t stream, uint64_t index);

/* A whole number in [0, n), n > 0: the top bits times n (Lemire 2019 without rejection: bias below
 * n / 2^64). */
uint64_t kom_rng_below(uint64_t seed, uint64_t stream, uint64_t index, uint64_t n);

#endif
