/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Order statistics without sorting. */
#ifndef KOM_SELECT_H
#define KOM_SELECT_H

#include <stddef.h>

/* The k-th smallest of n numbers, k from 0 and below n; none is NaN. Reorders them (Hoare 1961). */
double kom_select_smallest(double *x, size_t n, size_t k);

#endif
