/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Linear models: weighted least squares with classical, heteroskedasticity-robust and
   cluster-robust errors. (Fixed effects: kom/within.h.)

   Fitted by Householder QR in double-double arithmetic from decimals as they were written; on all
   sets of the NIST StRD (Filip and Wampler among them) the coefficients are the nearest doubles to
   the exact solution. The result depends neither on threads nor on the machine.

   With Q = sqrt(W) X R^-1 (orthonormal), e = sqrt(W) times residual, and per cluster g its rows
   Q_g, e_g, every kind is R^-1 B R^-T with another B:
     iid      sigma^2 I, sigma^2 = sum e^2 / (n - K)
     hc0      sum q q' e^2 (White 1980); hc1 times n / (n - K); hc2 with e^2 / (1 - h), hc3 with
              e^2 / (1 - h)^2 (MacKinnon & White 1985), h the leverage
     cr0      sum_g s_g s_g', s_g = Q_g' e_g (Liang & Zeger 1986); cr1 times the factor of a kom_ssc
     cr2      s_g = Q_g' (I - Q_g Q_g')^-1/2 e_g, symmetric root (Bell & McCaffrey 2002; Pustejovsky
              & Tipton 2018, eq. 6, for a working model of independent errors with variance 1 / w)
     cr3      the same with (I - Q_g Q_g')^-1, as clubSandwich
     cr3j     cr3 times (G - 1) / G: the delete-one-cluster jackknife about the estimate of all rows
              (MacKinnon, Nielsen & Webb 2023, eq. 12), as summclust
   Two ways of clustering (Cameron, Gelbach & Miller 2011, eq. 2.11): V1 + V2 - V12, cr0 or cr1.

   Tests are t tests: with n - K degrees of freedom (iid, hc), G - 1 (cr; the smaller G of two ways)
   or Satterthwaite's (cr2). kom_stat_init need not be called. One thread at a time for one struct
   kom_lm. */
#ifndef KOM_LM_H
#define KOM_LM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kom/error.h"
#include "kom/num.h"
#include "kom/test.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The kind of covariance; the formulas stand above. */
enum kom_vcov_kind {
    KOM_VCOV_IID,
    KOM_VCOV_HC0,
    KOM_VCOV_HC1,
    KOM_VCOV_HC2,
    KOM_VCOV_HC3,
    KOM_VCOV_CR0,
    KOM_VCOV_CR1,
    KOM_VCOV_CR2,
    KOM_VCOV_CR3,
    KOM_VCOV_CR3J,
};

/* Conventions for the small-sample factor of cr1. FIXEST and STATA: G / (G - 1) * (n - 1) / (n - K)
   and differ in K (kom_ssc_parameters); NONE: 1. */
enum kom_ssc {
    KOM_SSC_FIXEST, /* R fixest: fixed effects nested in the clusters are not counted in K */
    KOM_SSC_STATA,  /* Stata regress, R sandwich: all columns and fixed effects are */
    KOM_SSC_NONE,
};

/* How the factors of two-way clusters are taken. */
enum kom_two_way {
    KOM_TWO_WAY_USUAL,  /* MIN for FIXEST, OWN for STATA */
    KOM_TWO_WAY_OWN,    /* each of the three with its own G / (G - 1) (CGM 2011; R sandwich) */
    KOM_TWO_WAY_MIN,    /* all three with that of the fewer clusters (fixest, reghdfe) */
    KOM_TWO_WAY_MULTI0, /* OWN, but V12 without any factor (sandwich multi0; Petersen 2009, Ma 2014)
                         */
};

/* The number of a cluster for every row, borrowed, 0 .. n_clusters - 1; numbers without a row of
   positive weight do not count. */
struct kom_clusters {
    const uint32_t *of_row;
    size_t n_clusters;
};

/* Which covariance is asked for. */
struct kom_vcov_spec {
    enum kom_vcov_kind kind;
    enum kom_ssc ssc;
    enum kom_two_way two_way;
    size_t n_parameters; /* K, from kom_ssc_parameters; 0: the columns of the fit */
    size_t n_ways;       /* 0 for iid and hc, 1 or 2 for cr */
    struct kom_clusters cluster[2];
    size_t n_df; /* cr2: so many coefficients, the first, need degrees of freedom; 0: all. Those of
                    the others are NaN */
};

/* K for the convention. n_columns: of the design; n_absorbed: degrees of freedom taken by effects
   partialled out beforehand, overall constant included (108 units and 10 periods: 117); n_nested:
   those of them that effects nested in the clusters take, the constant not among them (clusters by
   unit: 107). */
KOM_API size_t kom_ssc_parameters(enum kom_ssc ssc, size_t n_columns, size_t n_absorbed,
                                  size_t n_nested);

/* "fixest", "stata", "none". */
KOM_API const char *kom_ssc_name(enum kom_ssc ssc);

/* "iid", "hc0" .. "cr3j". */
KOM_API const char *kom_vcov_name(enum kom_vcov_kind kind);

struct kom_lm; /* opaque: a fit */

/* A regression of y on k columns of n rows; all borrowed while kom_lm_fit runs. A double is made a
   number by kom_num_of_double. */
struct kom_lm_data {
    size_t n, k;
    const struct kom_num *y;        /* n */
    const struct kom_num *const *x; /* k columns of n each; an intercept is a column of 1 */
    const double *weight; /* n; NULL: all 1. Not negative; 0: the row does not count. Taken as
                             inverse variances up to a factor */
    bool has_intercept;   /* column 0 is 1 everywhere: R2 and F are about the mean */
    /* for messages: the outcome, and the columns (k of them). NULL: "outcome", "column 1" .. */
    const char *y_name;
    const char *const *names;
};

/* Fits. *lm is the caller's to free; NULL after a failure. KOM_EESTIMATE: no more rows of positive
   weight than columns; a column that those before it make up (the first is named), or that is 0
   everywhere; an outcome that never varies. KOM_EDATA: a number that is not finite or larger than
   1e100, a weight below 0. KOM_ENOMEM. */
KOM_API enum kom_status kom_lm_fit(struct kom_lm **lm, const struct kom_lm_data *data,
                                   struct kom_error *err) KOM_MUSTUSE;

/* Frees it; NULL is allowed. */
KOM_API void kom_lm_free(struct kom_lm *lm);

/* What a fit is as a whole. Sums of squares are weighted; those of the model are about the mean
   with an intercept. */
struct kom_lm_facts {
    size_t n, k;  /* rows of positive weight, columns */
    double df;    /* n - k */
    double sigma; /* residual standard deviation, sqrt(ss_resid / df) */
    double ss_resid, ss_model;
    double r_squared;
    double f, f_df; /* F on f_df and df; infinite for an exact fit, NaN when f_df is 0 */
    bool is_exact;  /* the columns give y without rest: there are no standard errors */
};
KOM_API struct kom_lm_facts kom_lm_facts(const struct kom_lm *lm);

/* The k coefficients; the n residuals y - X b, in units of y; the n leverages (0 where the weight
   is). The fit's, as long as it lives. */
KOM_API const double *kom_lm_coef(const struct kom_lm *lm);
KOM_API const double *kom_lm_residuals(const struct kom_lm *lm);
KOM_API const double *kom_lm_leverages(const struct kom_lm *lm);

/* The covariance of the coefficients into covariance[0 .. k * k - 1], by rows. KOM_EESTIMATE: fewer
   than two clusters, or n <= K. KOM_EUSAGE: clusters that do not fit the kind or the rows.
   KOM_ENOMEM. */
KOM_API enum kom_status kom_lm_covariance(const struct kom_lm *lm, const struct kom_vcov_spec *spec,
                                          double *covariance, struct kom_error *err) KOM_MUSTUSE;

/* The test of each coefficient being 0 into test[0 .. k - 1], with its interval. All of it is NaN
   where the errors asked for cannot carry it: where one row (hc) or one cluster (cr) decides the
   coefficient by itself (with one treated cluster a cluster-robust test of 5 % rejects a true null
   in two of three samples). Where there is no error (an exact fit, a two-way variance below 0) only
   the estimate is there. level as in kom/test.h. Errors as above. */
KOM_API enum kom_status kom_lm_test(const struct kom_lm *lm, const struct kom_vcov_spec *spec,
                                    double level, struct kom_test *test,
                                    struct kom_error *err) KOM_MUSTUSE;

#ifdef __cplusplus
}
#endif

#endif
