/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the rank tests share: ranks, the distributions of their sums, order statistics of shifts. */
#ifndef KOM_RANK_WORK_H
#define KOM_RANK_WORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kom/rank.h"

struct kom_ranked {
    double value;
    int64_t rank2; /* twice the midrank, a whole number */
    bool is_after;
};

/* Sorts and ranks; values within `near` of the first of their group are tied. Returns the sum of
   t^3 - t over the groups. */
double kom_rank_all(struct kom_ranked *r, size_t n, double near);

/* In how many ways each sum comes about; doubles, for 2^500 and choose(200, 100) fit well. */
struct kom_rank_sums {
    double *ways;
    size_t n;     /* sums 0 .. n - 1 */
    double total; /* of all ways */
};

void kom_rank_sums_fini(struct kom_rank_sums *s);

/* All ways to choose k of the n scores, which ascend, and all ways to choose any of them. */
enum kom_status kom_rank_sums_of_chosen(const size_t *score, size_t n, size_t k,
                                        struct kom_rank_sums *out,
                                        struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_rank_sums_of_any(const size_t *score, size_t n, struct kom_rank_sums *out,
                                     struct kom_error *err) KOM_MUSTUSE;

/* Probability of a sum at least as far from its mean as `seen`, the mean being share / of: in whole
   numbers, for ties in distance are to be exact. */
double kom_rank_two_sided(const struct kom_rank_sums *s, size_t seen, int64_t share, int64_t of);

/* The smallest q with P(sum <= first + q) >= tail; 1 instead of 0 when that is equal: the first
   order statistic will do then. */
uint64_t kom_rank_sums_quantile(const struct kom_rank_sums *s, size_t first, double tail);

/* The normal deviate of a statistic, NaN without variance. */
double kom_rank_deviate(double statistic, double mean, double variance, enum kom_rank_how how);

/* The pairwise differences after - before, or, with `before` NULL, the Walsh averages of `after`;
   both arrays ascend. */
struct kom_rank_differences {
    const double *before, *after;
    size_t n_before, n_after;
};

/* Their median, and, when asked for, the k-th from either end (k = 0: infinite). */
double kom_rank_median(const struct kom_rank_differences *d);
void kom_rank_limits(const struct kom_rank_differences *d, uint64_t k, struct kom_test *test);

/* k by the normal distribution: m differences, variance of the rank sum. */
uint64_t kom_rank_normal_k(uint64_t m, double variance, double tail);

/* An empty answer; are there values, and all finite; what of `asked` can be had; order for qsort.
 */
struct kom_rank_test kom_rank_nothing(void);
bool kom_rank_are_finite(const double *x, size_t n);
enum kom_rank_how kom_rank_how_for(enum kom_rank_how asked, bool is_feasible);
int kom_rank_by_number(const void *a, const void *b);

#endif
