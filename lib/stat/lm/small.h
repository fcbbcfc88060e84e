/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dot products in twice the precision, and small symmetric matrices. */
#ifndef KOM_SMALL_H
#define KOM_SMALL_H

#include <stddef.h>

#include "kom/error.h"

/* Sum of weight a b over n rows, weight NULL for 1, summed as if in twice the precision (Ogita,
   Rump & Oishi 2005, Dot2; Dekker's split of products); weight a is rounded once. Finite numbers
   below 2^970 only. */
double kom_small_dot(const double *a, const double *b, const double *weight, size_t n);

/* The same in doubles and in four strands, for what is refined afterwards or asks for less. */
double kom_small_dot_quick(const double *a, const double *b, const double *weight, size_t n);

/* Inverts a positive definite k x k matrix in place (row by row; the upper triangle is read),
   scaled to a unit diagonal and by Cholesky. A column of whose square less than 1e-12 is left
   beside those before it: KOM_EESTIMATE and its number in *collinear. KOM_ENOMEM. */
enum kom_status kom_small_invert(double *matrix, size_t k, size_t *collinear) KOM_MUSTUSE;

/* out = a b, all k x k; out is neither. */
void kom_small_product(const double *a, const double *b, double *out, size_t k);

#endif
