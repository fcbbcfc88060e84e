/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside of share_exact.c: the tables at least as extreme as the one seen, and their probability.

   T_d, the score statistic of "p2 - p1 = d", rises with x2 and falls with x1 (Barnard convexity),
   so these tables are, for each x1 = i, those with x2 >= cut[i], and cut never falls with i. One
   walk along that staircase finds all cuts for a d; the probability of the tables is then a sum
   over i of pmf(i) P(X2 >= cut[i]). */
#ifndef KOM_SHARE_STAIR_H
#define KOM_SHARE_STAIR_H

#include <stdint.h>

#include "kom/share.h" /* KOM_SHARE_EXACT_MAX_N */
#include "share_exact.h"

enum { KOM_STAIR_MAX = KOM_SHARE_EXACT_MAX_N };

/* One side's binomial: with step[k] = (n - k) / (k + 1), pmf(k + 1) = pmf(k) step[k] p / q, and,
   turned round, pmf(k - 1) = pmf(k) step[n - k] q / p. */
struct kom_stair_side {
    int n;
    double step[KOM_STAIR_MAX + 1];
};

/* Some 56 kB. cut[i] is n2 + 1 where no x2 is extreme enough. */
struct kom_stair {
    struct kom_share_pair pair;
    int16_t cut[KOM_STAIR_MAX + 1];
    double above[KOM_STAIR_MAX + 2]; /* P(X2 >= j); also scratch for the pmf of X2 */
    struct kom_stair_side before, after;
};

void kom_stair_init(struct kom_stair *s, struct kom_share_pair pair);

/* The score of the table seen. */
double kom_stair_score(const struct kom_stair *s, double d);

/* Fills cut for this d. */
void kom_stair_cuts(struct kom_stair *s, double d);

/* Cuts that are nowhere above those of kom_stair_cuts, so that the probability is at least theirs,
   found at every `stride`-th x1 only. */
void kom_stair_low_cuts(struct kom_stair *s, double d, int stride);

/* The probability of the tables when the shares are p1 and p2; binomial probabilities below
   `negligible` are left out. */
double kom_stair_probability(struct kom_stair *s, double p1, double p2, double negligible);

#endif
