/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cholesky's factor in double-double arithmetic: for matrices of normal equations that are not to
   cost a digit. */
#ifndef KOM_CHOLESKY_H
#define KOM_CHOLESKY_H

#include <stdbool.h>
#include <stddef.h>

#include "ddouble.h"

/* The factor of a positive definite n x n matrix by rows, of which the lower triangle is read and
   replaced. False when a pivot is not above `least` times of[i], or of its diagonal where `of` is
   NULL: then the matrix is lost. */
bool kom_dd_cholesky(struct kom_dd *matrix, size_t n, double least, const double *of);

/* x becomes L^-1 x, and L^-T x. */
void kom_dd_forward(const struct kom_dd *factor, size_t n, struct kom_dd *x);
void kom_dd_backward(const struct kom_dd *factor, size_t n, struct kom_dd *x);

#endif
