/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distributions (kom/dist.h), and what the other rooms make of a level. */
#ifndef KOM_DIST_ROOM_H
#define KOM_DIST_ROOM_H

#include <stdbool.h>

#include "kom/dist.h"

/* 1 - level, and half of it, what each side of an interval leaves out; NaN unless 0 < level < 1.
   The level is a decimal: 1 - .95 is .05 and no other double. */
double kom_level_alpha(double level);
double kom_level_tail(double level);

/* Is p above 1 - level? A p that equals it but for the rounding on its way is not; nor is a NaN. */
bool kom_p_is_above(double p, double level);

/* The largest count whose share of n is not above `share`, which is 1 - level or half of it. */
double kom_level_count(double share, double n);

#endif
