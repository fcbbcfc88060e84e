/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The change of a share among the same persons, asked twice: McNemar's test with an interval. */
#ifndef KOM_SHARE_PAIRED_H
#define KOM_SHARE_PAIRED_H

#include <stdint.h>

#include "htest.h"

/* Persons by what they were before and after. */
struct kom_share_pairs {
    int64_t both, gained, lost, neither; /* yes-yes, no-yes, yes-no, no-no */
};

enum kom_mcnemar_kind {
    KOM_MCNEMAR_EXACT, /* two-sided binomial of gained among gained + lost, share 1/2: R's
                          binom.test(gained, gained + lost)$p.value */
    KOM_MCNEMAR_MIDP,  /* the same less the probability of the count seen (Fagerland, Lydersen &
                          Laake 2013, eq. 4); 1 less half of it when gained = lost */
    KOM_MCNEMAR_NORMAL /* of the statistic: R's mcnemar.test(correct = FALSE)$p.value */
};

/* estimate: (gained - lost) / n, share after minus share before. conf_low, conf_high: the score
   interval of Tango 1998 (Stat Med 17:891), the differences d with |gained - lost - n d| / sqrt(n
   (2 r + d (1 - d))) within the normal quantile, r the most likely share of `lost` given d;
   recommended by Fagerland, Lydersen & Laake 2014. Limits to 1e-12. statistic: (gained - lost) /
   sqrt(gained + lost), McNemar's z without continuity correction (1947), which agrees with the
   interval; the exact and mid-P p-values may not. NaN, and p_value 1, when nobody changed.
   std_error: Wald's, sqrt(gained
   + lost - (gained - lost)^2 / n) / n; NaN when 0. df: NaN. All NaN when a count is negative, or n
   0 or above 1e9. */
struct kom_test kom_mcnemar(struct kom_share_pairs pairs, enum kom_mcnemar_kind kind, double level);

#endif
