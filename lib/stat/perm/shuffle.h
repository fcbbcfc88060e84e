/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Few of many values, drawn: the second way to number assignments.

   assign.h draws unit after unit, as strata and several groups need: as many random numbers as
   there are units. Where there is one group and no stratum, the first steps of a shuffle are as
   good and cost as many as the smaller side has. The streams are not the same, and seeds that
   people wrote down name draws of one or of the other: so both stay. */
#ifndef KOM_SHUFFLE_H
#define KOM_SHUFFLE_H

#include <stddef.h>
#include <stdint.h>

#include "kom/error.h"

struct kom_shuffle {
    size_t n, few;
    uint32_t *place;   /* 0 .. n - 1 between the draws */
    uint32_t *swapped; /* of each step, the place that it took from */
};

/* For draws of `few` of n places. KOM_ENOMEM is the only failure. */
enum kom_status kom_shuffle_init(struct kom_shuffle *shuffle, size_t n, size_t few) KOM_MUSTUSE;
void kom_shuffle_fini(struct kom_shuffle *shuffle);

/* Draw number `draw` takes the numbers 0, 1, ... of that stream for the first steps of a shuffle of
   0 .. n - 1: the sum of value over the places drawn, in the order of drawing, and how many of
   these are below few. */
double kom_shuffle_sum(const struct kom_shuffle *shuffle, uint64_t seed, uint64_t draw,
                       const double *value, size_t *kept);

#endif
