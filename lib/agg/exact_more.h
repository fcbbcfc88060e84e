/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the two files of exact sums: what finds no room in the plain ones. */
#ifndef KOM_EXACT_MORE_H
#define KOM_EXACT_MORE_H

#include "exact.h"

/* Doubles are integers of 2^-1074. */
enum { REAL_EXPONENT = 1074 };

/* Sums of decimals of one scale that were put aside: 2^64 mantissas fit. */
struct kom_exact_slot {
    kom_i128 sum;
    kom_u128 square_low;
    uint64_t square_high;
    int8_t scale;
};

struct kom_exact_reals {
    struct kom_wide sum;    /* in units of 2^-1074 */
    struct kom_wide square; /* in units of 2^-2148 */
};

struct kom_exact_more {
    struct kom_exact_slot *slot;
    struct kom_exact_reals *real;
    size_t n_slots;
};

/* Adds sums of one scale to those of e that were put aside. */
void kom_exact_put_aside(struct kom_exact *e, const struct kom_exact_slot *from);

/* The sums of doubles, made when there are none; NULL: memory ran out. */
struct kom_exact_reals *kom_exact_real(struct kom_exact *e);

/* The finest unit that came, and the decimals alone in it: sum * 10^-scale, square * 10^-2scale. */
unsigned kom_exact_scale(const struct kom_exact *e);
void kom_exact_decimals(const struct kom_exact *e, unsigned scale, struct kom_wide *sum,
                        struct kom_wide *square);

#endif
