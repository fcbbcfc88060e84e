/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cholesky's factor, in doubles and in double-double arithmetic: the latter for matrices of normal
   equations that are not to cost a digit.

   In doubles the upper triangle is read and the factor U (U'U the matrix) stands by rows, so that
   the innermost loop runs along them. Why not gsl_linalg_cholesky_decomp1: it does not tell which
   pivot fails, which names the collinear column, nor lets the caller say what is too little. It
   loses no more digits (and takes 1.2 to 2.5 times as long for 8 to 64 columns, GSL 2.7.1). */
#ifndef KOM_CHOLESKY_H
#define KOM_CHOLESKY_H

#include <stdbool.h>
#include <stddef.h>

#include "ddouble.h"

/* What is left of a diagonal in doubles below which the matrix counts as singular. */
#define KOM_PIVOT_LEAST 1e-12

/* Replaces the upper triangle of a positive definite n x n matrix by its factor and returns n; or
   stops at, and returns, the first pivot that is not above `least` times of[i] (NULL: times the
   diagonal of the matrix): then the matrix is lost. */
size_t kom_cholesky(double *matrix, size_t n, double least, const double *of);

/* x becomes the solution of (U'U) x = x. */
void kom_cholesky_solve(const double *factor, size_t n, double *x);

/* The same in double-double, by rows of L = U': of the matrix the lower triangle is read and
   replaced. False when a pivot is not above `least` times of[i], or of its diagonal where `of` is
   NULL: then the matrix is lost. */
bool kom_dd_cholesky(struct kom_dd *matrix, size_t n, double least, const double *of);

/* x becomes L^-1 x, and L^-T x. */
void kom_dd_forward(const struct kom_dd *factor, size_t n, struct kom_dd *x);
void kom_dd_backward(const struct kom_dd *factor, size_t n, struct kom_dd *x);

#endif
