/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quantiles and p-values of the normal, t, F, chi-square, beta and gamma distributions.

   Quantiles are found by bisection on the distribution function down to neighbouring doubles: slow
   (some 64 evaluations) and safe: within 4e-15 of 40 digits (mpmath 1.3.0) for all that was tried.
   GSL 2.7.1's own inverses are not called but for the normal distribution. That of beta does not
   converge for rare events (k = 4 of n = 359 gives NaN, so do p = .025, a = 9, b = 2e5 and p =
   .001, a = b = 1e5), does not return within minutes for p = .025, a = b = 5e6, and is off by 2e-10
   at a = 9, b = 2e5; that of gamma gives NaN at a = 1e6; that of t is off by 1e-5 for q = 1e-12 and
   by 1e-11 for q = 1e-6 with df = 1. Its F tail is 0 instead of 9e-39 (f = 60 on 3 and 1e6). Its
   normal tail and quantile (3e-16) and its t tail (1e-11 where it is 5e-210) are GSL's here.
   "lower" quantiles cut off the probability p below, "upper" ones the probability q above: always
   name the small tail, for 1 - q has lost the digits of q.

   All: NaN for arguments outside the ranges given. Pure, without memory, safe in any number of
   threads. */
#ifndef KOM_DIST_H
#define KOM_DIST_H

#include "kom/api.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Turns GSL's error handler off, so that GSL never aborts the program. To be called once before the
   first thread starts; calling it again, also from several threads at once, changes nothing more.
 */
KOM_API void kom_stat_init(void);

/* x with P(X <= x) = p, and x with P(X > x) = q, for X ~ Beta(a, b); a, b > 0, 0 <= p, q <= 1. */
KOM_API double kom_beta_quantile(double p, double a, double b);
KOM_API double kom_beta_quantile_upper(double q, double a, double b);

/* The same for X ~ Gamma(a, 1). The chi-square quantile is twice that with
   a = df / 2. */
KOM_API double kom_gamma_quantile(double p, double a);
KOM_API double kom_gamma_quantile_upper(double q, double a);

/* z with P(Z > z) = q for a standard normal Z; 0 < q < 1. */
KOM_API double kom_normal_quantile_upper(double q);

/* t with P(T > t) = q for Student's t with df > 0 degrees of freedom, whole or not; 0 < q < 1. */
KOM_API double kom_t_quantile_upper(double q, double df);

/* Two-sided p-values: P(|Z| >= |z|), P(|T| >= |t|). An infinite statistic gives 0. */
KOM_API double kom_normal_p(double z);
KOM_API double kom_t_p(double t, double df);

/* Upper tails P(F > f) with df1, df2 > 0 degrees of freedom, and P(X > x) of chi-square with df >
 * 0. */
KOM_API double kom_f_p(double f, double df1, double df2);
KOM_API double kom_chi2_p(double x, double df);

#ifdef __cplusplus
}
#endif

#endif
