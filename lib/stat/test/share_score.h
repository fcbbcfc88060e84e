/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The difference of two independent shares by the score method of Miettinen and Nurminen.

   The rules of htest.h hold: after minus before, NaN for "not there", level in (0, 1), counts from
   0 to n, n from 1 to 1e9, else all NaN. Pure, without memory. */
#ifndef KOM_SHARE_SCORE_H
#define KOM_SHARE_SCORE_H

#include "htest.h"

/* Miettinen & Nurminen 1985 (Stat Med 4:213), equations 7 to 9: the differences d for which
   |z(d)| <= the normal quantile, z(d) = (p2 - p1 - d) / sqrt(v), v = (r1 (1 - r1) / n1 + r2 (1 -
   r2) / n2) N / (N - 1) at the most likely shares r1, r2 with r2 - r1 = d, N = n1 + n2. SAS 9.4
   RISKDIFF(CL=MN), R packages ratesci, PropCIs (diffscoreci) and DescTools (method "mn"). Limits to
   1e-12. Low end -1 for (n1 of n1, 0 of n2), high end 1 for (0, n2).
   statistic: z(0), so that interval and test agree; p_value: normal, two-sided. Both NaN when both
   shares are 0 or both are 1. std_error: as in kom_newcombe. df: NaN. */
struct kom_test kom_share_score(int64_t count1, int64_t n1, int64_t count2, int64_t n2,
                                double level);

/* z(d) of the hypothesis p2 - p1 = d, -1 < d < 1; NaN when there is no variance. */
double kom_share_score_z(int64_t count1, int64_t n1, int64_t count2, int64_t n2, double d);

/* Equivalence within +-margin, 0 < margin < 1, by two one-sided score tests (Farrington & Manning
   1990 with the factor N / (N - 1)): p_value the larger of both, statistic its z; estimate and
   std_error as above; conf_low, conf_high: the score interval of level 2 level - 1, which lies
   within +-margin exactly when p_value < 1 - level. NaN interval unless 1/2 < level < 1. */
struct kom_test kom_share_score_equivalence(const int64_t count[2], const int64_t n[2],
                                            double margin, double level);

/* The most likely share before when the difference is d (-1 <= d <= 1), to 1e-16: Miettinen &
   Nurminen's appendix I by bisection. x1 of n1 before, x2 of n2 after. */
double kom_share_restricted(double x1, double n1, double x2, double n2, double d);

#endif
