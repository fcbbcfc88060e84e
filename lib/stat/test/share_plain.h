/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all comparisons of two shares begin with. */
#ifndef KOM_SHARE_PLAIN_H
#define KOM_SHARE_PLAIN_H

#include "kom/test.h"

/* Can a share be made of them: 0 <= count <= n, 1 <= n <= 1e9? */
bool kom_is_share(int64_t count, int64_t n);

/* Estimate and unpooled standard error, all else NaN. count2 n1 - count1 n2 is a whole number below
   2^63: equal shares give 0. */
struct kom_test kom_share_difference(int64_t count1, int64_t n1, int64_t count2, int64_t n2);

#endif
