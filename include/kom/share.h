/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comparing two shares, before (1) and after (2): of independent persons, and of the same persons
   asked twice (McNemar). The rules of kom/test.h hold: after minus before, NaN for "not there".
   Counts are whole numbers from 0 to n, n from 1 to 1e9. Pure, without memory. */
#ifndef KOM_SHARE_H
#define KOM_SHARE_H

#include "kom/test.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The difference of two independent shares with the interval of Newcombe 1998 (Stat Med 17:873),
   method 10: square-and-add of the two Wilson intervals, without continuity correction. std_error:
   unpooled Wald, sqrt(p1 q1 / n1 + p2 q2 / n2); NaN when that is 0 (both shares at 0 or 1), for a
   standard error of 0 would mislead. The interval is not built on it.
   statistic, p_value: the two-proportion z test with the pooled share, without continuity
   correction (its square is Pearson's chi-square); NaN when the pooled share is 0 or 1. They may
   disagree with the interval near level. All NaN when n1 or n2 is 0 or above 1e9 or a count lies
   outside 0..n. */
KOM_API struct kom_test kom_newcombe(int64_t count1, int64_t n1, int64_t count2, int64_t n2,
                                     double level);

/* The largest sides kom_share_exact carries an interval for: n1 and n2 up to 2000 each, so n1 * n2
   up to 4,000,000. On one core of a small machine 200 and 300 take 5 ms, 2000 and 2000 40 ms.
   Some 80 kB of stack. */
enum { KOM_SHARE_EXACT_MAX_N = 2000 };

/* True when the sides are too large for an exact interval: the caller warns `too_large_for_exact`.
 */
KOM_API bool kom_share_exact_too_large(int64_t n1, int64_t n2);

/* The difference of two independent shares, exactly.
   p_value: Fisher's exact test, two-sided as the sum of the probabilities of all tables with these
   margins that are not more probable than the one seen, with R's relative tolerance of 1e-7 for
   ties; for n up to 1e9. conf_low, conf_high: exact unconditional interval, two one-sided score
   tests inverted (Chan & Zhang 1999; see Agresti & Min 2001); the same as SAS
   RISKDIFF(METHOD=SCORE) and StatXact. It covers at least `level` whatever the nuisance share is:
   the supremum over that share is looked for on a fine grid, with an error of order 1e-9. NaN when
   kom_share_exact_too_large. Test and interval are different methods and may disagree near the
   level. std_error: as in kom_newcombe. statistic, df: NaN. All NaN for counts outside 0..n, or n =
   0 or above 1e9. */
KOM_API struct kom_test kom_share_exact(int64_t count1, int64_t n1, int64_t count2, int64_t n2,
                                        double level);

/* The difference by the score method of Miettinen & Nurminen 1985 (Stat Med 4:213), equations 7 to
   9: the differences d for which |z(d)| <= the normal quantile, z(d) = (p2 - p1 - d) / sqrt(v), v =
   (r1 (1 - r1) / n1 + r2 (1 - r2) / n2) N / (N - 1) at the most likely shares r1, r2 with r2 - r1 =
   d, N = n1 + n2. SAS 9.4 RISKDIFF(CL=MN), R packages ratesci, PropCIs (diffscoreci) and DescTools
   (method "mn"). Limits to 1e-12. Low end -1 for (n1 of n1, 0 of n2), high end 1 for (0, n2).
   statistic: z(0), so that interval and test agree; p_value: normal, two-sided. Both NaN when both
   shares are 0 or both are 1. std_error: as in kom_newcombe. df: NaN. */
KOM_API struct kom_test kom_share_score(int64_t count1, int64_t n1, int64_t count2, int64_t n2,
                                        double level);

/* Equivalence within +-margin, 0 < margin < 1, by two one-sided score tests (Farrington & Manning
   1990 with the factor N / (N - 1)): p_value the larger of both, statistic its z; estimate and
   std_error as above; conf_low, conf_high: the score interval of level 2 level - 1, which lies
   within +-margin exactly when p_value < 1 - level. NaN interval unless 1/2 < level < 1. */
KOM_API struct kom_test kom_share_score_equivalence(const int64_t count[2], const int64_t n[2],
                                                    double margin, double level);

/* Persons by what they were before and after. */
struct kom_share_pairs {
    int64_t both, gained, lost, neither; /* yes-yes, no-yes, yes-no, no-no */
};

/* Which p-value McNemar's test has. */
enum kom_mcnemar_kind {
    KOM_MCNEMAR_EXACT, /* two-sided binomial of gained among gained + lost, share 1/2: R's
                          binom.test(gained, gained + lost)$p.value */
    KOM_MCNEMAR_MIDP,  /* the same less the probability of the count seen (Fagerland, Lydersen &
                          Laake 2013, eq. 4); 1 less half of it when gained = lost */
    KOM_MCNEMAR_NORMAL /* of the statistic: R's mcnemar.test(correct = FALSE)$p.value */
};

/* The change of a share among the same persons. estimate: (gained - lost) / n, share after minus
   share before. conf_low, conf_high: the score interval of Tango 1998 (Stat Med 17:891), the
   differences d with |gained - lost - n d| / sqrt(n (2 r + d (1 - d))) within the normal quantile,
   r the most likely share of `lost` given d; recommended by Fagerland, Lydersen & Laake 2014.
   Limits to 1e-12. statistic: (gained - lost) / sqrt(gained + lost), McNemar's z without continuity
   correction (1947), which agrees with the interval; the exact and mid-P p-values may not. NaN, and
   p_value 1, when nobody changed. std_error: Wald's, sqrt(gained
   + lost - (gained - lost)^2 / n) / n; NaN when 0. df: NaN. All NaN when a count is negative, or n
   0 or above 1e9. */
KOM_API struct kom_test kom_mcnemar(struct kom_share_pairs pairs, enum kom_mcnemar_kind kind,
                                    double level);

#ifdef __cplusplus
}
#endif

#endif
