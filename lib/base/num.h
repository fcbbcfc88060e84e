/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers (kom/num.h), and how the library makes and writes them. */
#ifndef KOM_NUM_FLOOR_H
#define KOM_NUM_FLOOR_H

#include <math.h>

#include "buf.h"
#include "kom/num.h"

/* The macros of math.h as doubles: theirs are float, which the warnings refuse. */
#define KOM_NAN ((double)NAN)
#define KOM_INF ((double)INFINITY)

/* 10^0 to 10^18. */
extern const int64_t kom_pow10[19];

/* A number made of a whole number. */
struct kom_num kom_num_whole(int64_t v);

/* A number made of hundredths, as parsing gives it: without trailing zeros. */
struct kom_num kom_num_hundredths(int64_t hundredths);

#endif
