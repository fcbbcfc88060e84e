/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comparing two sides, before (1) and after (2): means, paired means; shares and Poisson rates have
   headers of their own (kom/share.h, kom/rate.h).

   All functions compare after with before: a difference is after minus before, a ratio after over
   before. NaN in a field means "not there". `level` must lie strictly between 0 and 1, else the
   interval is NaN. Shares are from 0 to 1. Pure, without memory, safe in any number of threads.
   kom_stat_init (kom/dist.h) is to be called first. */
#ifndef KOM_TEST_H
#define KOM_TEST_H

#include <stdbool.h>
#include <stdint.h>

#include "kom/interval.h"

#ifdef __cplusplus
extern "C" {
#endif

/* An estimate with its test; NaN in a field: not there. */
struct kom_test {
    double estimate;  /* difference or ratio */
    double std_error; /* of the difference; for a ratio, of its logarithm */
    double conf_low, conf_high;
    double statistic, df; /* t with df, or z with df NaN; both NaN for exact tests */
    double p_value;       /* two-sided, of no difference */
};

/* All fields NaN: there is no test. */
KOM_API struct kom_test kom_test_none(void);

/* A sample by its summaries: sd with n - 1. */
struct kom_sample {
    int64_t n;
    double mean, sd;
};

/* Means of two independent samples with unequal variances, from their summaries (sd with n - 1).
   Statistic Welch 1947, degrees of freedom Satterthwaite 1946: df = (v1 + v2)^2 / (v1^2 / (n1 - 1)
   + v2^2 / (n2 - 1)) with v = sd^2 / n. All NaN when a side has n < 2, a mean or sd that is not
   finite, or both sd are 0 (constant). */
KOM_API struct kom_test kom_welch(struct kom_sample before, struct kom_sample after, double level);

/* Student's t for n paired differences (after - before) with this mean and sd; df = n - 1. All NaN
   when n < 2, or the sd is 0 or not finite. */
KOM_API struct kom_test kom_paired_t(int64_t n, double mean_diff, double sd_diff, double level);

/* Equivalence within +-margin (> 0, finite) by two one-sided tests (Schuirmann 1987) from any test
   of a difference with a standard error, t when it has df, else normal. estimate, std_error, df as
   given; statistic and p_value: of the one-sided test that rejects less, p its one-sided p;
   conf_low, conf_high: the interval of level 2 level - 1 (0.90 for 0.95), which lies within
   +-margin exactly when p_value < 1 - level; NaN unless 1/2 < level < 1. All NaN when std_error is.
 */
KOM_API struct kom_test kom_equivalence(struct kom_test test, double margin, double level);

/* The same for a ratio whose std_error is that of its logarithm: within 1/margin and margin, margin
   > 1, on the scale of the logarithm. */
KOM_API struct kom_test kom_equivalence_ratio(struct kom_test test, double margin, double level);

#ifdef __cplusplus
}
#endif

#endif
