/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exact integers of up to 6,656 bits, on the stack: enough for the sum of squares of any doubles
 * and decimals. */
#ifndef KOM_WIDE_H
#define KOM_WIDE_H

#include <float.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

__extension__ typedef __int128 kom_i128;
__extension__ typedef unsigned __int128 kom_u128;

enum { KOM_WIDE_LIMBS = 104 };

/* Sign and magnitude, least limb first, no leading zero limbs; zero has n = 0 and is not negative.
   Callers stay within the bits proved where they are used; a result that would need more limbs, and
   so lose its top, is an assertion that fails. */
struct kom_wide {
    uint32_t n;
    bool negative;
    uint64_t limb[KOM_WIDE_LIMBS];
};

void kom_wide_zero(struct kom_wide *w);
void kom_wide_from_u64(struct kom_wide *w, uint64_t v);
void kom_wide_from_i128(struct kom_wide *w, kom_i128 v);
void kom_wide_from_limbs(struct kom_wide *w, const uint64_t *limb, size_t n);
void kom_wide_copy(struct kom_wide *to, const struct kom_wide *from);

/* a += b, a -= b. */
void kom_wide_add(struct kom_wide *a, const struct kom_wide *b);
void kom_wide_sub(struct kom_wide *a, const struct kom_wide *b);

/* out = a * b; out is neither. */
void kom_wide_mul(struct kom_wide *out, const struct kom_wide *a, const struct kom_wide *b);
void kom_wide_mul_u64(struct kom_wide *a, uint64_t b);
void kom_wide_mul_pow10(struct kom_wide *a, unsigned power);
void kom_wide_shift_left(struct kom_wide *a, unsigned bits);

/* -1, 0, 1 as a is below, equal to, above b. */
int kom_wide_compare(const struct kom_wide *a, const struct kom_wide *b);
unsigned kom_wide_bits(const struct kom_wide *a);

/* quotient and remainder of the magnitudes (both may be NULL), truncated towards zero; the quotient
   has the sign of a/b, the remainder that of a. b must not be zero. (Knuth 1981, algorithm 4.3.1
   D.) */
void kom_wide_divide(struct kom_wide *quotient, struct kom_wide *remainder,
                     const struct kom_wide *a, const struct kom_wide *b);

/* num / den as the nearest double (ties to even). den must not be zero. */
double kom_wide_ratio(const struct kom_wide *num, const struct kom_wide *den);

/* The square root of num / den (>= 0) as the nearest double. */
double kom_wide_ratio_sqrt(const struct kom_wide *num, const struct kom_wide *den);

/* The same for words, where both are of such size that it can be told from them; false: they are
   not. */
bool kom_words_ratio_sqrt(kom_u128 num, uint64_t den, double *x);

/* num / den where both are whole numbers that a double holds, so that dividing rounds once; false:
   they are not. */
static inline bool kom_words_ratio(int64_t num, uint64_t den, double *x) {
    const int64_t most = INT64_C(1) << 53;
    *x = (double)num / (double)den;
#if defined(FLT_EVAL_METHOD) && FLT_EVAL_METHOD == 0
    return den > 0 && den <= (uint64_t)most && num >= -most && num <= most;
#else
    return false;
#endif
}

/* x = w * 2^exponent exactly, for finite x. */
void kom_wide_from_double(struct kom_wide *w, int *exponent, double x);

#endif
