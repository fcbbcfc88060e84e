/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Effect sizes: standardized mean differences: Hedges' g with an interval from the noncentral t. */
#ifndef KOM_EFFECT_H
#define KOM_EFFECT_H

#include "kom/test.h"

#ifdef __cplusplus
extern "C" {
#endif

/* P(T <= t), T noncentral t with df >= 1 degrees of freedom and noncentrality delta: the mean of
   Phi(t s - delta) over s = chi(df) / sqrt(df), by the trapezoidal rule in log s. Absolute error
   below 1e-10 for |delta| <= 1000; beyond, Phi is a step and the error of order delta^-2. NaN
   outside the ranges. Time grows with |delta|. */
KOM_API double kom_noncentral_t(double t, double df, double delta);

/* estimate: g = J(df) (mean after - mean before) / s, s the pooled sd, df = n1 + n2 - 2, J(df) =
   Gamma(df/2) / (sqrt(df/2) Gamma((df - 1)/2)), exact (Hedges 1981, eq. 6e); unbiased when both
   sides are normal with one variance. std_error: sqrt(1/n1 + 1/n2 + g^2 / (2 (n1 + n2))) (Hedges &
   Olkin 1985, p. 86; R package metafor, measure "SMD"). conf_low, conf_high: of the population's
   difference in standard deviations, from the noncentral t (Steiger & Fouladi 1997; R package
   MBESS, ci.smd): exact for normal sides; not symmetric, and not shrunk by J. statistic, df,
   p_value: Student's pooled t, which agrees with the interval. All NaN when a side has n < 2, a
   figure is not finite, or s is 0. */
KOM_API struct kom_test kom_hedges_g(struct kom_sample before, struct kom_sample after,
                                     double level);

#ifdef __cplusplus
}
#endif

#endif
