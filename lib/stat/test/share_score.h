/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside of kom_share_score (kom/share.h): what the other score methods build on. */
#ifndef KOM_SHARE_SCORE_H
#define KOM_SHARE_SCORE_H

#include "kom/share.h"

/* z(d) of the hypothesis p2 - p1 = d, -1 < d < 1; NaN when there is no variance. */
double kom_share_score_z(int64_t count1, int64_t n1, int64_t count2, int64_t n2, double d);

/* The most likely share before when the difference is d (-1 <= d <= 1), to 1e-16: Miettinen &
   Nurminen's appendix I by bisection. x1 of n1 before, x2 of n2 after. */
double kom_share_restricted(double x1, double n1, double x2, double n2, double d);

#endif
