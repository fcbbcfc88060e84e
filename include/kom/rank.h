/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comparing two sides, before and after, by ranks: Wilcoxon's tests and Hodges and Lehmann's shift.

   As in kom/test.h a difference is after minus before, NaN means "not there", and `level` must lie
   strictly between 0 and 1, else the interval is NaN. Values must be finite and a side not empty,
   else all is NaN (KOM_OK). The functions take memory for a while (KOM_ENOMEM when there is none),
   give all of it back, and change nothing of the caller's. Safe in any number of threads. */
#ifndef KOM_RANK_H
#define KOM_RANK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kom/test.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Two samples; the arrays are the caller's and are only read. Pairs: n_before = n_after, and
   before[i] and after[i] belong together. */
struct kom_sides {
    const double *before, *after;
    size_t n_before, n_after;
};

/* How a p-value, or the rank an interval is cut at, was found; also what to ask for. */
enum kom_rank_how {
    KOM_RANK_AUTO,      /* asked only: exact when feasible (below), else KOM_RANK_CORRECTED */
    KOM_RANK_EXACT,     /* the permutation distribution of the (mid)ranks, nothing approximated */
    KOM_RANK_CORRECTED, /* normal, variance corrected for ties, with continuity correction */
    KOM_RANK_NORMAL     /* the same without continuity correction */
};

/* Exact is feasible up to here: values on both sides together, or pairs that differ. At the limit
   some 0.1 s, 25 MB. Asked for beyond it, KOM_RANK_EXACT becomes KOM_RANK_CORRECTED: look at
   `how`. */
enum { KOM_RANK_EXACT_MAX = 200, KOM_RANK_EXACT_MAX_PAIRS = 500 };

/* What came out. */
struct kom_rank_test {
    /* estimate, conf_low, conf_high: the shift, after minus before. std_error: NaN.
       statistic: W or V as below; df NaN; p_value: two-sided */
    struct kom_test test;
    double z;                        /* the normal deviate behind the p-value; NaN when exact */
    enum kom_rank_how how, conf_how; /* of p_value and of the interval; never KOM_RANK_AUTO */
    bool has_ties;
    size_t n_zero; /* pairs without a difference; 0 for two samples */
};

/* Wilcoxon's rank sum test (Wilcoxon 1945; Mann & Whitney 1947) of two independent samples.
   statistic: W, the pairs (before i, after j) with after above before, ties counting one half:
   R's wilcox.test(after, before)$statistic.
   Equal values (no tolerance) are ties and get midranks. Exact: the distribution of the sum of the
   midranks over all choose(N, n) assignments, conditional on the ties, by the shift algorithm of
   Streitberg & Roehmel (1986); the two-sided p is the probability of a sum at least as far from its
   mean as the one seen (R package coin; without ties that is R's). Normal: variance n1 n2 / 12 (N +
   1 - sum(t^3 - t) / (N (N - 1))), Lehmann 1975 (1.35), and one half towards the mean as
   correction, as R. All values equal: p_value NaN. estimate: the median of all n1 n2 differences
   after - before (Hodges & Lehmann 1963), always; R's estimate is another one when R does not go
   the exact way. Interval: [D(k), D(n1 n2 + 1 - k)] of the sorted differences, k the smallest
   number with P(W <= k)
   >= (1 - level) / 2 without ties (Moses 1965; Hollander & Wolfe 1999, 4.3): R's conf.int. With
   ties it is the same rule with the same k: taken as closed, the interval then covers at least as
   often (Noether 1967). -Inf and Inf when k is 0, but for P(W <= 0) just (1 - level) / 2: then 1.
   Beyond the exact limit, or when a normal p was asked for, k = floor(n1 n2 / 2 + 1/2 - z sqrt(n1
   n2 (N + 1) / 12)) or 0, and conf_how is KOM_RANK_CORRECTED (the 1/2 is the correction). */
KOM_API enum kom_status kom_wilcoxon(struct kom_sides sides, enum kom_rank_how how, double level,
                                     struct kom_rank_test *test, struct kom_error *err) KOM_MUSTUSE;

/* Wilcoxon's signed rank test (1945) of n pairs. All NaN unless n_before = n_after.
   statistic: V, the sum of the ranks of |difference| where after is above before: R's
   wilcox.test(after, before, paired = TRUE)$statistic.
   Pairs without a difference are left out of all of it (Wilcoxon's rule; n_zero counts them), as R
   does; n is what is left. Differences are taken as tied when they lie within 8 DBL_EPSILON times
   the largest value of each other, so that rounding alone does not break a tie; whole numbers when
   they are equal. Exact: all sign changes, of the midranks too. Normal: variance n (n + 1) (2n + 1)
   / 24 - sum(t^3 - t) / 48, as R. All differences 0: estimate and statistic 0, all else NaN.
   estimate: the median of the n (n + 1) / 2 Walsh averages (d_i + d_j) / 2.
   Interval, exact and without ties: order statistics of the Walsh averages as above, by the signed
   rank distribution (Tukey 1949; Hollander & Wolfe 1999, 3.3); R's conf.int. Exact with ties: from
   the first to the last shift that the exact test of the differences less that shift, those equal
   to it dropped, does not reject at 1 - level. Up to 5050 different averages all of them and the
   gaps between them are tried; beyond, the ends are found by halving and among their neighbours, as
   p falls outwards but for single points. Normal: k as there. */
KOM_API enum kom_status kom_signed_rank(struct kom_sides sides, enum kom_rank_how how, double level,
                                        struct kom_rank_test *test,
                                        struct kom_error *err) KOM_MUSTUSE;

#ifdef __cplusplus
}
#endif

#endif
