/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers as whole multiples of one common unit, for figures that are computed exactly. */
#ifndef KOM_UNITS_H
#define KOM_UNITS_H

#include <stdint.h>

#include "buf.h"
#include "num.h"
#include "wide.h"

/* The unit 10^-scale * 2^-binary, of which some numbers are all whole multiples: scale is at most
   18, binary at most 1074 and 0 unless there are reals among them. Zero-initialised: the unit 1. */
struct kom_units {
    unsigned scale, binary;
};

/* Makes the unit fine enough for x. */
void kom_units_cover(struct kom_units *units, const struct kom_num *x);

/* x in units; below 2^2160 in magnitude. */
void kom_units_of(struct kom_wide *w, const struct kom_num *x, struct kom_units units);

/* How many units are 1. */
void kom_units_one(struct kom_wide *w, struct kom_units units);

/* Order of values, exact for reals too, so that it is a total order: <0, 0, >0. */
int kom_num_order(const struct kom_num *a, const struct kom_num *b);

/* Adds an observed value: the exact decimal, or the shortest text of a real. */
void kom_buf_num(struct kom_buf *out, const struct kom_num *x);

/* An exact fraction; den > 0. */
struct kom_ratio {
    struct kom_wide num, den;
};

#endif
