/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers in an order of their own: the one figure that depends on it. */
#ifndef KOM_SERIES_H
#define KOM_SERIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "num.h"

struct kom_series_item {
    uint64_t order; /* time, or the place in the input */
    struct kom_num x;
};

/* Zero-initialised is empty. After memory ran out `failed` is set and results mean nothing. */
struct kom_series {
    struct kom_series_item *item;
    size_t n, cap;
    bool failed;
};

void kom_series_add(struct kom_series *s, uint64_t order, const struct kom_num *x);

/* Adds what `from` holds; it stays. */
void kom_series_merge(struct kom_series *s, const struct kom_series *from);

/* sum (y_t - m)(y_t+1 - m) / sum (y_t - m)^2, exact and rounded once (NIST StRD, univariate). NaN
   for fewer than two, for a constant series, and, with *is_tied, when two share one place. Sorts
   the series. */
double kom_series_autocorr(struct kom_series *s, bool *is_tied);

void kom_series_fini(struct kom_series *s);

#endif
