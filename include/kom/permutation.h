/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Permutation tests: of two independent samples, of pairs, and of treated against control units.

   Samples and pairs (kom_permutation_): the difference of two means. Treated units (kom_permute_):
   their changes against the controls', with strata, several starts, weights and doses. Assignments
   are those of kom/assign.h; ties, p-values and intervals by inversion are counted alike. */
#ifndef KOM_PERMUTATION_H
#define KOM_PERMUTATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kom/assign.h"
#include "kom/rank.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- two samples, and pairs ----

   The general rules are those of kom/rank.h. Enumerated when there are at most
   KOM_ASSIGN_MAX_ENUMERATED assignments, else drawn: draw d takes its numbers from stream d of the
   seed, so the same seed gives the same draws. One thread, time some 10 ns per assignment
   enumerated, and some 10 ns per value of the smaller side (per pair) and draw; memory 8 bytes per
   assignment. */

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

/* ---- treated against control units ----

   Statistic: the weighted mean over treated units of (its own change less the controls' weighted
   mean change over the same periods); for one start that is treated mean less control mean. It is
   compared with the same statistic under the other assignments (kom/assign.h), as Fisher 1935 did.
   Interval: the constant effects tau not rejected at 1 - level when the changes are made free of
   them, change - tau * dose (Rosenbaum 2002; Imbens & Rubin 2015, chapter 5). With
   the statistic T and its value h for the doses, assignment A counts at tau when |T_A - tau h_A| >=
   |T - tau|. That holds between the roots (T - T_A) / (1 - h_A) and (T_A + T) / (1 + h_A), between
   which T lies; so p falls on both sides of T and the ends are order statistics of the roots:
   exact, without search. One-sided tests give one-sided intervals, the other end infinite. An
   assignment that ties at tau = 0 by the tolerance of the count has a root of exactly 0, so that 0
   lies in the interval just when its p is above 1 - level.

   Where cells are missing, changes depend on the assignment: a refit, which only kom_did_make
   makes, gives both statistics of each. Assignments without a statistic are not among those
   compared; the one observed has one, so that p stays exact. There |h_A| may exceed 1; such an
   assignment is counted at every tau but 0, which can only widen the interval. */

/* What the p-value is of. */
enum kom_permute_side {
    KOM_PERMUTE_TWO_SIDED,
    KOM_PERMUTE_GREATER, /* the alternative: an effect above 0 */
    KOM_PERMUTE_LESS,
};

struct kom_refit;

/* The units and what became of each. */
struct kom_permute_data {
    struct kom_assign_spec design; /* units, groups, strata, draws, seed */
    const double
        *change;        /* n_groups x n: change[(g - 1) * n + i] of unit i, had it started with g */
    const double *dose; /* n_groups x n: what an effect of 1 adds to that change, given the start
                           the unit really had, from 0 to 1; NULL for one group: 1 if treated, else
                           0. NULL for several: no interval */
    const double *weight;          /* n, positive; NULL for 1 */
    const struct kom_refit *refit; /* NULL outside of the library: changes and doses above.
                                      Else borrowed until kom_permute_close */
    double noise;                  /* how far a change may be off: part of the tolerance of ties */
};

/* What is asked of the statistics. */
struct kom_permute_spec {
    enum kom_permute_side side;
    double level; /* of the interval */
};

/* What came out. */
struct kom_permute_result {
    double statistic;
    double p_value; /* a tie counts as at least as extreme. Enumerated: (strict + ties) / draws;
                       drawn: (strict + ties + 1) / (draws + 1) (Phipson & Smyth 2010) */
    double
        p_min; /* the smallest p this design can give: 1 / draws, twice that when two-sided and
                  the treated could all change places with the controls; drawn: 1 / (draws + 1) */
    double conf_low, conf_high;
    uint64_t strict; /* more extreme by more than a relative 1e-9 */
    uint64_t ties;   /* within that; enumerated, the observed assignment is one of them */
    struct kom_assign_facts facts; /* facts.count is the draws */
    uint64_t made;                 /* of them, those with a statistic: p and p_min count these */
};

struct kom_permute; /* opaque */

/* Refusals: KOM_EESTIMATE when there is no treated or no control unit, when only one assignment is
   possible, or when the changes never vary; KOM_EDATA for a change, dose or weight that is not
   finite, or a weight that is not positive. Nothing of data is borrowed. */
KOM_API enum kom_status kom_permute_open(struct kom_permute **out,
                                         const struct kom_permute_data *data,
                                         struct kom_permute_result *result,
                                         struct kom_error *err) KOM_MUSTUSE;

/* Frees it; NULL is allowed. */
KOM_API void kom_permute_close(struct kom_permute *permute);

/* Computes the statistics of a range of numbers below result.facts.count; ranges that do not
   overlap may run in different threads. KOM_ENOMEM is the only failure. */
KOM_API enum kom_status kom_permute_run(struct kom_permute *permute,
                                        struct kom_assign_range range) KOM_MUSTUSE;

/* Counts and inverts once every number was run, and uses the statistics up: call it once. */
KOM_API void kom_permute_finish(struct kom_permute *permute, const struct kom_permute_spec *spec,
                                struct kom_permute_result *result);

/* The three in one, in this thread. */
KOM_API enum kom_status kom_permute_test(const struct kom_permute_data *data,
                                         const struct kom_permute_spec *spec,
                                         struct kom_permute_result *result,
                                         struct kom_error *err) KOM_MUSTUSE;

#ifdef __cplusplus
}
#endif

#endif
