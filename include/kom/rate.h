/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comparing two Poisson rates, before (1) and after (2). The rules of kom/test.h hold. */
#ifndef KOM_RATE_H
#define KOM_RATE_H

#include "kom/test.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The ratio of two Poisson rates, (count2 / exposure2) / (count1 / exposure1), conditional on the
   sum of the counts (Przyborowski & Wilenski 1940): count2 is binomial with share pi = r exposure2
   / (r exposure2 + exposure1). The interval is Clopper & Pearson's for pi, turned into one for r,
   as in R's poisson.test. p_value: twice the smaller of the two binomial tails, at most 1, which
   agrees with the interval (R's is the sum of the probabilities not larger than that of the count
   seen, which need not). std_error: of log r, sqrt(1 / count1 + 1 / count2), NaN when a count is 0.
   count1 = 0: the ratio is infinite: estimate NaN, conf_low finite, conf_high +Inf. count2 = 0:
   estimate and conf_low 0. Both 0: all NaN. Exposures must be positive and finite, counts not
   negative and their sum not above 1e9, else all NaN. statistic, df: NaN. */
KOM_API struct kom_test kom_rate_ratio_exact(int64_t count1, double exposure1, int64_t count2,
                                             double exposure2, double level);

/* The same ratio by mid-P: half of the probability of the count seen counts (Lancaster 1961; Berry
   & Armitage 1995; Rothman, Greenland & Lash 2008, ch. 14). The interval is the mid-P interval of
   pi turned into one for r; p_value: twice the smaller tail at r = 1, at most 1, which agrees with
   the interval. All else as above. */
KOM_API struct kom_test kom_rate_ratio_midp(int64_t count1, double exposure1, int64_t count2,
                                            double exposure2, double level);

/* The difference of two Poisson rates, count2 / exposure2 - count1 / exposure1. The interval is the
   square-and-add of those of the two rates (MOVER: Zou & Donner 2008, Stat Med 27:1693, eq. 5; Li,
   Tang & Wong 2014), which are Garwood's for KOM_CI_EXACT and the mid-P ones for KOM_CI_MIDP (other
   kinds: NaN). p_value: NaN for KOM_CI_EXACT, for the conditional test is another method than the
   interval (the ratio has it); for KOM_CI_MIDP that of kom_rate_ratio_midp, which may disagree with
   the interval near the level; 1 when both counts are 0. std_error: sqrt(count1 /
   exposure1^2 + count2 / exposure2^2), NaN when 0. statistic, df: NaN. Ranges as above, but both
   counts may be 0. */
KOM_API struct kom_test kom_rate_difference(enum kom_ci_kind kind, int64_t count1, double exposure1,
                                            int64_t count2, double exposure2, double level);

#ifdef __cplusplus
}
#endif

#endif
