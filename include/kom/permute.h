/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The permutation test of treated against control changes, with its interval by inversion.

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
#ifndef KOM_PERMUTE_H
#define KOM_PERMUTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kom/assign.h"
#include "kom/error.h"

#ifdef __cplusplus
extern "C" {
#endif

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
