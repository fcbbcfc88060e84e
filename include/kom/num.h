/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers from text and back: exact decimals, correctly rounded doubles, no locale. */
#ifndef KOM_NUM_H
#define KOM_NUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kom/buf.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The most decimals that an exact number has. */
enum { KOM_SCALE_MAX = 18 };

/* A number as it was written. A decimal of at most 18 significant digits and at most 18 decimals is
   exact: mantissa * 10^-scale, trailing zeros removed, so that equal values are equal structs.
   Anything else (more digits, exponents) is its correctly rounded double in `real`. */
struct kom_num {
    int64_t mantissa;
    double real;
    int8_t scale;
    bool is_exact;
};

/* How the text writes numbers: decimal mark, and thousands mark ('\0': none). */
struct kom_num_form {
    char decimal, thousands;
};

/* Reads a whole text (no blanks) as a number: sign, digits, decimal mark, digits, exponent. A
   thousands mark must stand before groups of three digits. Words such as nan and inf are no
   numbers, nor are numbers beyond the range of double. */
KOM_API bool kom_num_parse(struct kom_text t, struct kom_num_form form, struct kom_num *out);

/* The number that a double is, however it is written. NaN and infinities are no numbers: what they
   are given to refuses them, or gives NaN. */
KOM_API struct kom_num kom_num_of_double(double x);

/* The nearest double. */
KOM_API double kom_num_double(const struct kom_num *v);

/* Order of values: <0, 0, >0; exact, also between a decimal and a double. */
KOM_API int kom_num_compare(const struct kom_num *a, const struct kom_num *b);

/* The shortest text that reads back as x ("0.1", "12", "1e-7"); NaN and infinities are written as
   the empty text. Returns the length, at most 31. */
KOM_API size_t kom_num_shortest(char out[32], double x);

/* x with so many significant digits (1 to 17), correctly rounded, trailing zeros cut. NaN and
 * infinities: empty text. */
KOM_API size_t kom_num_significant(char out[32], double x, int digits);

/* The same two, added to a buffer. */
KOM_API void kom_buf_shortest(struct kom_buf *buf, double x);
KOM_API void kom_buf_significant(struct kom_buf *buf, double x, int digits);

/* x with exactly so many decimals (0 to 15), halves away from zero on the decimal text that
   kom_num_shortest writes; for people. |x| below 1e15. */
KOM_API size_t kom_num_fixed(char out[64], double x, int decimals);

#ifdef __cplusplus
}
#endif

#endif
