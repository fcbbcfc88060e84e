/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exact sums and sums of squares of decimals, and what is made of them, rounded once at the end. */
#ifndef KOM_EXACT_H
#define KOM_EXACT_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"
#include "num.h"
#include "wide.h"

/* Sums of the decimals of one scale: mantissas below 10^18 in magnitude, so 2^64 of them fit. */
struct kom_exact_slot {
    kom_i128 sum;
    kom_u128 square_low; /* sum of squares, low 128 bits */
    uint64_t square_high;
    int8_t scale;
};

struct kom_exact_real; /* numbers that fit no scale: sums of doubles as integers of 2^-1074 */

/* A multiset of numbers, as far as n, sum and sum of squares know it: the order of adding and
   merging cannot change a bit. Zero-initialised is empty. After memory ran out `failed` is set and
   results mean nothing. */
struct kom_exact {
    uint64_t n;
    struct kom_exact_slot one;   /* of the first scale that came */
    struct kom_exact_slot *more; /* of the others */
    struct kom_exact_real *real;
    uint32_t n_slots;
    bool failed;
};

void kom_exact_add(struct kom_exact *e, const struct kom_num *x);

/* The same with x counted negatively in the sum (its square as it is): for credit notes. */
void kom_exact_add_negative(struct kom_exact *e, const struct kom_num *x);

/* Adds what `from` holds to e; from stays. */
void kom_exact_merge(struct kom_exact *e, const struct kom_exact *from);

void kom_exact_fini(struct kom_exact *e);

/* Mean, variance and standard deviation with n - 1, the nearest doubles of the exact values; NaN
 * for n = 0 (n < 2). */
double kom_exact_mean(const struct kom_exact *e);
double kom_exact_variance(const struct kom_exact *e);
double kom_exact_sd(const struct kom_exact *e);
double kom_exact_sum(const struct kom_exact *e);

/* The exact sum as decimal text without trailing zeros; the nearest double where reals took part.
 */
void kom_exact_sum_text(const struct kom_exact *e, struct kom_buf *out);

/* sum / den and square / den^2 are the sum and the sum of squares. For statistics that are made of
 * several. */
void kom_exact_sums(const struct kom_exact *e, struct kom_wide *sum, struct kom_wide *square,
                    struct kom_wide *den);

/* Adds w / 10^scale as decimal text without trailing zeros. */
void kom_buf_decimal(struct kom_buf *out, const struct kom_wide *w, unsigned scale);

#endif
