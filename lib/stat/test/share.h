/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comparing two shares, before (1) and after (2). The rules of htest.h hold. */
#ifndef KOM_SHARE_H
#define KOM_SHARE_H

#include "htest.h"

/* The difference of two independent shares with the interval of Newcombe 1998 (Stat Med 17:873),
   method 10: square-and-add of the two Wilson intervals, without continuity correction. std_error:
   unpooled Wald, sqrt(p1 q1 / n1 + p2 q2 / n2); NaN when that is 0 (both shares at 0 or 1), for a
   standard error of 0 would mislead. The interval is not built on it.
   statistic, p_value: the two-proportion z test with the pooled share, without continuity
   correction (its square is Pearson's chi-square); NaN when the pooled share is 0 or 1. They may
   disagree with the interval near level. All NaN when n1 or n2 is 0 or above 1e9 or a count lies
   outside 0..n. */
struct kom_test kom_newcombe(int64_t count1, int64_t n1, int64_t count2, int64_t n2, double level);

/* The largest sides kom_share_exact carries an interval for: n1 and n2 up to 2000 each, so n1 * n2
   up to 4,000,000. On one core of a small machine 200 and 300 take 5 ms, 2000 and 2000 40 ms.
   Some 80 kB of stack. */
enum { KOM_SHARE_EXACT_MAX_N = 2000 };

/* True when the sides are too large for an exact interval: the caller warns `too_large_for_exact`.
 */
bool kom_share_exact_too_large(int64_t n1, int64_t n2);

/* The difference of two independent shares, exactly.
   p_value: Fisher's exact test, two-sided as the sum of the probabilities of all tables with these
   margins that are not more probable than the one seen, with R's relative tolerance of 1e-7 for
   ties; for n up to 1e9. conf_low, conf_high: exact unconditional interval, two one-sided score
   tests inverted (Chan & Zhang 1999; see Agresti & Min 2001); the same as SAS
   RISKDIFF(METHOD=SCORE) and StatXact. It covers at least `level` whatever the nuisance share is;
   see share_exact.h for how its supremum is found. NaN when kom_share_exact_too_large. Test and
   interval are different methods and may disagree near the level. std_error: as in kom_newcombe.
   statistic, df: NaN. All NaN for counts outside 0..n, or n = 0 or above 1e9. */
struct kom_test kom_share_exact(int64_t count1, int64_t n1, int64_t count2, int64_t n2,
                                double level);

/* Its conf_low alone, which takes half the time; conf_high is minus that of the sides exchanged. */
double kom_share_exact_lower(int64_t count1, int64_t n1, int64_t count2, int64_t n2, double level);

#endif
