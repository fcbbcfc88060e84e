/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a permutation test counts, and what its counts say: for every test of this room.

   Who does what here. Which assignments there are: assign.c (numbered; strata, several groups),
   shuffle.c (draws of one group), choose.c (how many). Their statistics: samples.c (two samples,
   pairs), treated.c (treated units), refit*.c and linked.c (treated units whose cells are missing).
   What they come to: this file, on select.c. The bootstrap is wild.c. */
#ifndef KOM_TALLY_H
#define KOM_TALLY_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "select.h"

/* The assignments that are at least as extreme as the data. */
struct kom_tally {
    double seen, near; /* how extreme the data are; what counts as equal */
    uint64_t strict, ties;
};

static inline void kom_tally_take(struct kom_tally *t, double extreme) {
    const double above = extreme - t->seen;
    t->strict += above > t->near;
    t->ties += fabs(above) <= t->near;
}

/* p of n assignments: all there are, the data among them, or draws, to which the data are added
   (Davison & Hinkley 1997; Phipson & Smyth 2010). */
static inline double kom_tally_p(const struct kom_tally *t, uint64_t n, bool is_enumerated) {
    const double over = (double)(t->strict + t->ties);
    return is_enumerated ? over / (double)n : (over + 1) / ((double)n + 1);
}

/* Limits of an effect when assignment j counts from `from[j]` to `to[j]` and m may do so without
   notice; never -0. Both arrays are reordered, and may be one. */
static inline double kom_tally_low(double *from, uint64_t n, uint64_t m) {
    return kom_select_smallest(from, n, m) + 0.0;
}

static inline double kom_tally_high(double *to, uint64_t n, uint64_t m) {
    return kom_select_smallest(to, n, n - 1 - m) + 0.0;
}

#endif
