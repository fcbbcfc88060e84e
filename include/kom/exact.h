/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exact sums and sums of squares of decimals, and what is made of them, rounded once at the end.

   A multiset of numbers, as far as n, sum and sum of squares know it: the order of adding and
   merging cannot change a bit of what is made of it. Never add doubles first and give the sum to
   these functions: 0.1 is a struct kom_num of 1 / 10. */
#ifndef KOM_EXACT_H
#define KOM_EXACT_H

#include <stdbool.h>
#include <stdint.h>

#include "kom/buf.h"
#include "kom/num.h"

#ifdef __cplusplus
extern "C" {
#endif

struct kom_exact; /* opaque */

/* An empty sum; NULL when memory runs out. Owned by the caller: kom_exact_free takes NULL. One
   thread at a time: give each thread its own, and merge. */
KOM_API struct kom_exact *kom_exact_new(void) KOM_MUSTUSE;
KOM_API void kom_exact_free(struct kom_exact *e);

/* Adds a number. Where memory runs out kom_exact_failed says so from then on. */
KOM_API void kom_exact_add(struct kom_exact *e, const struct kom_num *x);

/* The same with x counted negatively in the sum (its square as it is): for credit notes. */
KOM_API void kom_exact_add_negative(struct kom_exact *e, const struct kom_num *x);

/* Adds what `from` holds to e; from stays. */
KOM_API void kom_exact_merge(struct kom_exact *e, const struct kom_exact *from);

/* How many numbers were added; whether memory ran out, after which no result means anything. */
KOM_API uint64_t kom_exact_n(const struct kom_exact *e);
KOM_API bool kom_exact_failed(const struct kom_exact *e);

/* Sum; mean; variance and standard deviation with n - 1: the nearest doubles of the exact values.
   NaN for the mean of n = 0 and the others of n < 2. */
KOM_API double kom_exact_sum(const struct kom_exact *e);
KOM_API double kom_exact_mean(const struct kom_exact *e);
KOM_API double kom_exact_variance(const struct kom_exact *e);
KOM_API double kom_exact_sd(const struct kom_exact *e);

/* Adds the exact sum as decimal text without trailing zeros; the nearest double where numbers took
   part that are no exact decimals. */
KOM_API void kom_exact_sum_text(const struct kom_exact *e, struct kom_buf *out);

#ifdef __cplusplus
}
#endif

#endif
