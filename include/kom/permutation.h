/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Permutation tests of the difference of two means: of independent samples, and of pairs.

   The general rules are those of kom/rank.h. Enumerated when there are at most
   KOM_PERMUTATION_ENUMERATED assignments, else drawn: draw d takes its numbers from stream d of the
   seed, so the same seed gives the same draws. One thread, time some 10 ns per assignment
   enumerated, and some 10 ns per value of the smaller side (per pair) and draw; memory 8 bytes per
   assignment. */
#ifndef KOM_PERMUTATION_H
#define KOM_PERMUTATION_H

#include <stdbool.h>
#include <stdint.h>

#include "kom/rank.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Up to so many assignments all are gone through. */
enum { KOM_PERMUTATION_ENUMERATED = 5000000 };

/* What is done where there are more. */
struct kom_permutation_plan {
    int64_t draws; /* 1 to 100,000,000, when not enumerated; else all is NaN */
    uint64_t seed;
    double level;
};

/* What came out. */
struct kom_permutation {
    /* estimate: mean after - mean before, of pairs the mean difference. std_error, df: NaN.
       statistic: NaN. p_value: two-sided, (strict + ties) / total; conf_low, conf_high below */
    struct kom_test test;
    bool is_enumerated;
    int64_t total;        /* assignments: all there are, or draws + 1 (the data are one of them) */
    int64_t strict, ties; /* |statistic| above that seen, and equal to it, the data among the ties.
                             Whole numbers of moderate size (sums times n below 2^52) are compared
                             exactly; others are equal when rounding alone could have parted them:
                             within 4 n DBL_EPSILON times the sum of all |values| */
    double p_greater, p_less; /* one-sided, after above before and below, ties included */
    double p_min; /* the smallest two-sided p these values could have given: that of the most
                     extreme assignment when enumerated, 1 / total when drawn */
};

/* All choose(N, n_after) ways to call n_after of the N values "after" (Fisher 1935; Pitman 1937);
   when drawn, p = (b + 1) / (draws + 1) (Davison & Hinkley 1997; Phipson & Smyth 2010).
   Interval: the shifts d for which neither one-sided test of "after - d against before" rejects at
   (1 - level) / 2, found exactly, without search: each assignment stops counting at one shift of
   its own (Tritchler 1984; Garthwaite 1996, section 2), and the limits are order statistics of
   these. -Inf or Inf when there are too few assignments to reject anything. It may disagree with
   the two-sided p_value near the level. All values equal: p 1, p_min 1, interval NaN. */
KOM_API enum kom_status kom_permutation_means(struct kom_sides sides,
                                              struct kom_permutation_plan plan,
                                              struct kom_permutation *out,
                                              struct kom_error *err) KOM_MUSTUSE;

/* All 2^n ways to sign the n differences (Fisher 1935, section 21), pairs without a difference
   included; the shift of an assignment is the mean of the differences it turns round (Hartigan
   1969). All NaN unless n_before = n_after. */
KOM_API enum kom_status kom_permutation_pairs(struct kom_sides sides,
                                              struct kom_permutation_plan plan,
                                              struct kom_permutation *out,
                                              struct kom_error *err) KOM_MUSTUSE;

#ifdef __cplusplus
}
#endif

#endif
