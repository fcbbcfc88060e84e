/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside of kom_share_exact (kom/share.h): Fisher's test, and the exact unconditional limit for a
 * difference. */
#ifndef KOM_SHARE_EXACT_H
#define KOM_SHARE_EXACT_H

#include <stdint.h>

/* x1 of n1 before, x2 of n2 after; 0 <= x <= n, 1 <= n <= KOM_SHARE_EXACT_MAX_N. */
struct kom_share_pair {
    int x1, n1, x2, n2;
};

/* Two-sided p-value of Fisher's exact test; counts as in kom_share_exact. Time grows with the
 * square root of n. */
double kom_fisher_p(int64_t x1, int64_t n1, int64_t x2, int64_t n2);

/* The lower limit for d = p2 - p1 that leaves out `tail` (0 < tail < 1); the upper one is minus the
   lower of the swapped pair. For a d, the tables are ordered by the score statistic T_d = (x2/n2 -
   x1/n1 - d) / sqrt(v), where v is the variance under the most likely shares with p2 - p1 = d
   (Miettinen & Nurminen 1985; a constant factor does not matter). P(d) is the
   supremum over p1 of the probability of the tables with T_d not below that seen (ties within 1e-9
   belong to them), and the limit is the smallest d with P(d) > tail (Chan & Zhang 1999). P need not
   be monotone in d, so all of a grid of differences is gone through, from -1 upwards, finely where
   P is near `tail`, and the first step over it is halved; the end where P(d) <= tail is returned.
   Along p1 there are six points per standard deviation of the shares, and the local maxima that
   come within 10 % of `tail` are refined: the error left in P is of order 1e-9. No approximation by
   the normal distribution is made but in choosing where to look first and where the grid is fine.
 */
double kom_share_exact_low(struct kom_share_pair pair, double tail);

/* The conf_low of kom_share_exact alone, which takes half the time; conf_high is minus that of the
 * sides exchanged. */
double kom_share_exact_lower(int64_t count1, int64_t n1, int64_t count2, int64_t n2, double level);

#endif
