/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How well the items of a scale agree: coefficient alpha and what belongs to it, and omega by one
   common factor.

   Matrices are symmetric, k x k, row by row: covariances C, or correlations R (ones on the
   diagonal), of the items, those of reversed items turned round. All but kom_minres are pure and
   without memory; all are safe in any number of threads. NaN: there is no such figure, as where k
   is below 2, or where nothing varies. */
#ifndef KOM_RELIABILITY_H
#define KOM_RELIABILITY_H

#include <stddef.h>
#include <stdint.h>

#include "kom/error.h"
#include "kom/interval.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Cronbach 1951, eq. 13: k / (k - 1) times (1 - trace C / sum C). NaN where the sum of the items
   has no variance. */
KOM_API double kom_alpha(const double *covariance, size_t k);

/* The mean of the correlations between items, and alpha of items of one variance with that mean: k
   r / (1 + (k - 1) r). */
KOM_API double kom_mean_correlation(const double *correlation, size_t k);
KOM_API double kom_alpha_standardised(const double *correlation, size_t k);

/* The interval of alpha by the F distribution of (1 - alpha) / (1 - estimate) with n - 1 and (n -
   1) (k - 1) degrees of freedom, n respondents (Feldt 1965; Feldt, Woodruff & Salih 1987, eq. 6).
   It covers `level` where items are normal with one variance and one correlation. kom_stat_init
   (kom/dist.h) is to be called first. NaN unless n and k are 2 or more. */
KOM_API struct kom_ci kom_alpha_ci(double alpha, int64_t n, size_t k, double level);

/* The correlation of item i with the sum of the others, and alpha of the others (NaN where there
   are fewer than two). */
KOM_API double kom_item_rest(const double *covariance, size_t k, size_t i);
KOM_API double kom_alpha_without(const double *covariance, size_t k, size_t i);

/* The loadings of one common factor by minimum residuals (Harman & Jones 1966): those that make the
   sum of (R_ij - l_i l_j)^2 over i < j least, which is *least. The sign is such that they sum to 0
   or more. Two items tell no loadings apart: k is 3 or more. A squared loading above 1 (a Heywood
   case) is left as it is. KOM_EESTIMATE: there is no least, as loadings grow without end;
   KOM_ENOMEM.
 */
KOM_API enum kom_status kom_minres(const double *correlation, size_t k, double *loading,
                                   double *least, struct kom_error *err) KOM_MUSTUSE;

/* Omega total: the share of the variance of the sum of standardised items that is not unique, (sum
   R - sum (1 - l_i^2)) / sum R (McDonald 1999, eq. 6.20a, with the observed sum below, as R's psych
   has it). NaN for a Heywood case. */
KOM_API double kom_omega(const double *correlation, const double *loading, size_t k);

#ifdef __cplusplus
}
#endif

#endif
