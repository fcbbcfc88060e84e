/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sample quantiles of the nine types of Hyndman and Fan (1996), and figures made of them, exactly.
 */
#ifndef KOM_QUANTILE_H
#define KOM_QUANTILE_H

#include <stdbool.h>
#include <stdint.h>

#include "units.h"
#include "valueset.h"

/* num / den, strictly between 0 and 1; den at most 100,000. */
struct kom_share {
    uint32_t num, den;
};

/* A quantile: a value that was observed, or a point between two. */
struct kom_quantile {
    struct kom_num x;
    struct kom_ratio between; /* when not is_observed */
    bool is_observed;
};

/* Quantile p of sealed values, n > 0, type 1 to 9 (types 4 to 9: x_j + g (x_j+1 - x_j), where j + g
   = n p + m; equations 2 to 10 of the paper). */
void kom_values_quantile(const struct kom_values *v, int type, struct kom_share p,
                         struct kom_quantile *q);

/* The same as it is written, a number or the nearest double of the exact point between, where words
   are wide enough for it; false: they are not. */
bool kom_values_quantile_plain(const struct kom_values *v, int type, struct kom_share p,
                               struct kom_num *x);

/* q as an exact fraction. */
void kom_quantile_ratio(const struct kom_quantile *q, struct kom_ratio *r);

/* Adds q: as observed, or the nearest double of the exact point between. */
void kom_buf_quantile(struct kom_buf *out, const struct kom_quantile *q);

/* high - low, the nearest double of the exact difference. */
double kom_quantile_distance(const struct kom_quantile *high, const struct kom_quantile *low);

/* 1.4826 times the median distance from the median (both of type 7: the mean of the two middle
 * ones); n > 0. */
double kom_values_mad(const struct kom_values *v);

#endif
