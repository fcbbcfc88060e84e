/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures beyond the doubles: numbers are brought near 1 before they are squared and added, figures
   are brought back, and one that then has no double is blank with a word for it.

   A factor is a power of two, so that bringing numbers there and back rounds nothing (but below
   2.2e-308). Numbers of ordinary size are left as they are. */
#ifndef KOM_BEYOND_H
#define KOM_BEYOND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "num.h"

struct kom_test;

/* The word in `warning` for a blank figure that lies beyond the doubles. */
#define KOM_BEYOND_WORD "beyond_doubles"

/* The note on n such figures, as snprintf writes it. */
int kom_beyond_note(char *text, size_t cap, uint64_t n);

/* The exponent of two that brings the largest of some numbers near 1; 0 when it lies between
   1 / bound and bound, or is no number. Squares of squares of numbers within KOM_BEYOND_BOUND are
   doubles. */
#define KOM_BEYOND_BOUND 1e60
int kom_beyond_shift(double largest, double bound);

/* x * 2^-shift; an exact decimal of ordinary size, under shift 0, stays one. */
struct kom_num kom_beyond_take(const struct kom_num *x, int shift);

/* Weights, of which only the ratios matter, near 1; what is above 0 stays so. */
void kom_beyond_weights(double *weight, size_t n);

/* *x * 2^shift. NaN, counted in *n_lost, when that is 0 or infinite and *x was not (the end of an
   interval may be). */
void kom_beyond_back(double *x, int shift, unsigned *n_lost);

/* The estimate, its error and its interval likewise. */
void kom_beyond_test_back(struct kom_test *test, int shift, unsigned *n_lost);

#endif
