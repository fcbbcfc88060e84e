/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shape and concentration of a multiset of numbers, computed exactly and rounded once. */
#ifndef KOM_SPREAD_H
#define KOM_SPREAD_H

#include "valueset.h"

/* Of sealed values. All: NaN where the figure does not exist, or where the numbers lie so far apart
   (1e-150 beside 1e150) that exact arithmetic would not hold them. */

/* Fisher and Pearson's G1 and excess G2 with the factors for small samples (Joanes and Gill 1998,
   equations 3 and 4: what SAS, SPSS and Excel write); n at least 3 and 4, and not all values equal.
 */
double kom_values_skewness(const struct kom_values *v);
double kom_values_kurtosis(const struct kom_values *v);

/* sum (2 i - n - 1) x_i / (n sum x), ascending, without a factor for small samples; no value
 * negative, and not all 0. */
double kom_values_gini(const struct kom_values *v);

/* The largest magnitude over the sum of magnitudes. */
double kom_values_largest_share(const struct kom_values *v);

#endif
