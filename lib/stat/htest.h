/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comparing two sides, before (1) and after (2): means, paired means, shares, Poisson rates.

   All functions compare after with before: a difference is after minus before, a ratio after over
   before. NaN in a field means "not there". `level` must lie strictly between 0 and 1, else the
   interval is NaN. Shares are from 0 to 1. Pure, without memory, safe in any number of threads.
   kom_stat_init is to be called first. */
#ifndef KOM_HTEST_H
#define KOM_HTEST_H

#include <stdbool.h>
#include <stdint.h>

#include "interval.h"

struct kom_test {
    double estimate;  /* difference or ratio */
    double std_error; /* of the difference; for a ratio, of its logarithm */
    double conf_low, conf_high;
    double statistic, df; /* t with df, or z with df NaN; both NaN for exact tests */
    double p_value;       /* two-sided, of no difference */
};

/* A sample by its summaries: sd with n - 1. */
struct kom_sample {
    int64_t n;
    double mean, sd;
};

/* Means of two independent samples with unequal variances, from their summaries (sd with n - 1).
   Statistic Welch 1947, degrees of freedom Satterthwaite 1946: df = (v1 + v2)^2 / (v1^2 / (n1 - 1)
   + v2^2 / (n2 - 1)) with v = sd^2 / n. All NaN when a side has n < 2, a mean or sd that is not
   finite, or both sd are 0 (constant). */
struct kom_test kom_welch(struct kom_sample before, struct kom_sample after, double level);

/* Student's t for n paired differences (after - before) with this mean and sd; df = n - 1. All NaN
   when n < 2, or the sd is 0 or not finite. */
struct kom_test kom_paired_t(int64_t n, double mean_diff, double sd_diff, double level);

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

/* The ratio of two Poisson rates, (count2 / exposure2) / (count1 / exposure1), conditional on the
   sum of the counts (Przyborowski & Wilenski 1940): count2 is binomial with share pi = r exposure2
   / (r exposure2 + exposure1). The interval is Clopper & Pearson's for pi, turned into one for r,
   as in R's poisson.test. p_value: twice the smaller of the two binomial tails, at most 1, which
   agrees with the interval (R's is the sum of the probabilities not larger than that of the count
   seen, which need not). std_error: of log r, sqrt(1 / count1 + 1 / count2), NaN when a count is 0.
   count1 = 0: the ratio is infinite: estimate NaN, conf_low finite, conf_high +Inf. count2 = 0:
   estimate and conf_low 0. Both 0: all NaN. Exposures must be positive and finite, counts not
   negative and their sum not above 1e9, else all NaN. statistic, df: NaN. */
struct kom_test kom_rate_ratio_exact(int64_t count1, double exposure1, int64_t count2,
                                     double exposure2, double level);

/* The same ratio by mid-P: half of the probability of the count seen counts (Lancaster 1961; Berry
   & Armitage 1995; Rothman, Greenland & Lash 2008, ch. 14). The interval is the mid-P interval of
   pi turned into one for r; p_value: twice the smaller tail at r = 1, at most 1, which agrees with
   the interval. All else as above. */
struct kom_test kom_rate_ratio_midp(int64_t count1, double exposure1, int64_t count2,
                                    double exposure2, double level);

/* The difference of two Poisson rates, count2 / exposure2 - count1 / exposure1. The interval is the
   square-and-add of those of the two rates (MOVER: Zou & Donner 2008, Stat Med 27:1693, eq. 5; Li,
   Tang & Wong 2014), which are Garwood's for KOM_CI_EXACT and the mid-P ones for KOM_CI_MIDP (other
   kinds: NaN). p_value: NaN for KOM_CI_EXACT, for the conditional test is another method than the
   interval (the ratio has it); for KOM_CI_MIDP that of kom_rate_ratio_midp, which may disagree with
   the interval near the level; 1 when both counts are 0. std_error: sqrt(count1 /
   exposure1^2 + count2 / exposure2^2), NaN when 0. statistic, df: NaN. Ranges as above, but both
   counts may be 0. */
struct kom_test kom_rate_difference(enum kom_ci_kind kind, int64_t count1, double exposure1,
                                    int64_t count2, double exposure2, double level);

/* Equivalence within +-margin (> 0, finite) by two one-sided tests (Schuirmann 1987) from any test
   of a difference with a standard error, t when it has df, else normal. estimate, std_error, df as
   given; statistic and p_value: of the one-sided test that rejects less, p its one-sided p;
   conf_low, conf_high: the interval of level 2 level - 1 (0.90 for 0.95), which lies within
   +-margin exactly when p_value < 1 - level; NaN unless 1/2 < level < 1. All NaN when std_error is.
 */
struct kom_test kom_equivalence(struct kom_test test, double margin, double level);

/* The same for a ratio whose std_error is that of its logarithm: within 1/margin and margin, margin
   > 1, on the scale of the logarithm. */
struct kom_test kom_equivalence_ratio(struct kom_test test, double margin, double level);

#endif
