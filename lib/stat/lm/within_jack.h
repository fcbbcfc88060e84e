/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cr3 beside two fixed effects, from coefficients without one cluster each.

   cr3 is the sum of (b_g - b)(b_g - b)' over clusters g, b_g the coefficients without its rows
   (Bell & McCaffrey 2002; Niccodemi et al. 2020; MacKinnon, Nielsen & Webb 2023). Where the first
   factor (units) is nested in the clusters, b_g - b is the regression of the residuals of the
   others on their columns and periods: with A the sums by period of columns and residuals of the
   others, and L the periods' matrix of the others, units partialled out (period_fit.h), the normal
   equations are X'X and X'e of the others less A' L^-1 A. A cluster costs as many steps as periods
   to the third power, not rows to the third. */
#ifndef KOM_WITHIN_JACK_H
#define KOM_WITHIN_JACK_H

#include "within_leave.h"

/* Fills v (k x k) and sets *is_plain, or leaves *is_plain false where some b_g rests on less than a
   millionth of what a column has on all rows: kom_vcov_estimate then knows what is to be done. No
   weights; every unit lies in one cluster. KOM_ENOMEM. */
enum kom_status kom_within_jackknife(const struct kom_within_columns *columns,
                                     const double *residual, const uint32_t *cluster,
                                     size_t n_clusters, double *v, bool *is_plain) KOM_MUSTUSE;

#endif
