/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Weighted least squares by Householder QR in double-double arithmetic.

   With inputs read from their decimals (ddouble.h) the results are, on all sets of the NIST StRD
   (Filip and Wampler among them), the nearest doubles to the exact solution. The result does not
   depend on threads or machine; the order of the rows moves figures in about the 30th digit, less
   those that the condition of the scaled columns costs (8 for Filip), which rounding to double
   hides but for rare ties.

   Why not GSL's: gsl_multifit_linear (SVD) and gsl_linalg_QR of GSL 2.7.1 compute in doubles, which
   leave 7.5 digits of Filip's coefficients (worst relative error 3e-8, both). */
#ifndef KOM_LSQ_H
#define KOM_LSQ_H

#include <stdbool.h>
#include <stddef.h>

#include "ddouble.h"
#include "mem.h"

/* A regression of y on k columns of n rows each; the caller owns all of it. */
struct kom_lsq {
    size_t n, k;
    const struct kom_dd *y;
    const struct kom_dd *x; /* column j of row i is x[j * n + i] */
    const double *weight;   /* NULL: all 1. Not negative; rows with weight 0 do not count */
    bool has_intercept;     /* column 0 is 1 everywhere: R2 and F are about the mean */
    double tolerance;       /* of collinearity; 0: 1e-11 */
    /* for messages: the outcome, and the columns (k of them). NULL: "outcome", "column 1" .. */
    const char *y_name;
    const char *const *names;
    /* With an intercept, what the caller took off each column (base[j], base[0] = 0) and off y
       (base[k]), so that a level costs no digits; NULL: nothing. The fit is that of the columns as
       they were. */
    const struct kom_dd *base;
};

/* Weights are taken as inverse variances up to a factor: everything below is of the rows multiplied
   by the square roots of their weights, which also is what vcov.h builds on. Owned by the fit. */
struct kom_lsq_fit {
    size_t n, k;               /* rows (those of weight 0 included) and columns */
    size_t n_used;             /* rows of positive weight */
    double df;                 /* n_used - k */
    double *coef;              /* k, rounded once */
    double *resid;             /* n, in units of y: y - X coef */
    double *leverage;          /* n, diagonal of the weighted hat matrix; 0 where the weight is 0 */
    double sigma;              /* residual standard deviation, sqrt(ss_resid / df) */
    double ss_resid, ss_model; /* weighted; about the mean when has_intercept */
    double r_squared, f, f_df; /* f on f_df and df; f infinite for an exact fit, NaN if f_df is 0 */
    bool has_intercept;
    bool is_exact; /* the columns give y without rest: residuals and standard errors are 0 */

    /* For vcov.h, unrounded. */
    struct kom_dd *coef_dd; /* k */
    struct kom_dd *root;    /* k x k by rows, upper triangular: inverse of R, so that
                               (X'WX)^-1 = root root' */
    struct kom_dd *q;       /* n x k by columns: sqrt(W) X root, orthonormal */
    struct kom_dd *e;       /* n: sqrt(W) times residual */
    struct kom_dd ss_resid_dd;
    bool *is_used; /* n: weight above 0; NULL without weights: all are */
};

/* Fits. A figure that differs from 0 by less than 2^-84 (5e-26) of what it is made of is 0: a
   residual against the norm of y, a coefficient against that norm times the square root of its
   entry of (X'WX)^-1; when all residuals are, the fit is exact. A column counts as a combination of
   those before it when what they leave of it has less than `tolerance` of its norm (of Filip's
   tenth power the others leave 5e-8, of a sum computed in doubles 1e-16). KOM_EESTIMATE: n_used <=
   k; a column that is a combination of those before it (the first such is named) or 0 everywhere;
   an outcome that never varies (with an intercept; without: that is 0 everywhere). KOM_EDATA: a
   number that is not finite or larger than 1e100, a column or outcome whose largest number is below
   1e-100, a weight below 0. KOM_ENOMEM. After a failure the fit is empty and may be freed. */
enum kom_status kom_lsq_solve(const struct kom_lsq *in, struct kom_lsq_fit *fit,
                              struct kom_error *err) KOM_MUSTUSE;

/* NULL-safe; the fit is empty afterwards. */
void kom_lsq_fit_free(struct kom_lsq_fit *fit);

#endif
