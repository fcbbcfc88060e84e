/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Taking out fixed effects: columns demeaned by one to three factors, and the regression on them.

   The demeaned column is the residual of the weighted regression on all dummies of all factors
   (Frisch & Waugh 1933; Lovell 1963), found without building them: with M_k the demeaning by factor
   k, the symmetric sweep S = M1 M2 .. M2 M1 is applied and the equation (I - S) v = (I - S) y
   solved by conjugate gradients (Halperin 1962; Hernandez-Ramos, Escalante & Raydan 2011; Correia
   2017). Where one sweep is the whole answer, as in a balanced panel, nothing more is done.
   Stopping rule: the norm of (I - S) x is at most 1e-15 of the norm of the column after the first
   sweep; then one more sweep, and the rule again, so that the rounding of the first round goes.
   Pure, one thread, and the same bits in every run; several columns may be demeaned at once in
   several threads, the plan is only read. */
#ifndef KOM_WITHIN_H
#define KOM_WITHIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kom/error.h"
#include "kom/lm.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Up to so many factors; so many steps for a column. */
enum { KOM_WITHIN_MAX_FACTORS = 3, KOM_WITHIN_MAX_ITERATIONS = 10000 };

/* One factor: the level of every row, from 0 to n_levels - 1. A level that no row has is allowed
   and counts for nothing. */
struct kom_factor {
    const uint32_t *level; /* borrowed */
    size_t n_levels;
};

struct kom_within; /* opaque */

/* Makes a plan for n rows. weight: positive and finite, NULL for 1 (KOM_EDATA names the row, from
   1). Factors and weights are borrowed until kom_within_close. */
KOM_API enum kom_status kom_within_open(struct kom_within **out, size_t n,
                                        const struct kom_factor *factor, size_t n_factors,
                                        const double *weight, struct kom_error *err) KOM_MUSTUSE;

/* Frees the plan; NULL is allowed. */
KOM_API void kom_within_close(struct kom_within *within);

/* What is left of a column below which it counts as made of the fixed effects alone. */
#define KOM_WITHIN_ABSORBED 1e-9

/* Demeans a column in place. left (may be NULL): the weighted norm of the result over that of the
   column about its mean; 0 for a constant column. Below KOM_WITHIN_ABSORBED the column is a
   combination of the fixed effects, and what remains is rounding. KOM_EESTIMATE when
   KOM_WITHIN_MAX_ITERATIONS were not enough. */
KOM_API enum kom_status kom_within_demean(const struct kom_within *within, double *column,
                                          double *left, struct kom_error *err) KOM_MUSTUSE;

/* What is known of a plan before any column. */
struct kom_within_facts {
    size_t n_factors;
    size_t n_levels[KOM_WITHIN_MAX_FACTORS];     /* levels that have rows */
    size_t n_singletons[KOM_WITHIN_MAX_FACTORS]; /* levels with one row: it is fitted exactly */
    size_t n_components; /* connected parts of the first two factors; 1 when there is one factor */
    size_t rank; /* parameters the dummies use up, the constant included. Exact for up to two
                    factors: levels1 + levels2 - components; the third adds its levels - 1, which is
                    at most too many */
};
/* The facts of a plan. KOM_ENOMEM is the only failure. */
KOM_API enum kom_status kom_within_facts(const struct kom_within *within,
                                         struct kom_within_facts *facts,
                                         struct kom_error *err) KOM_MUSTUSE;

/* True when every level of the factor lies in one cluster. cluster: 0 .. n_clusters - 1.
   KOM_ENOMEM is the only failure. */
KOM_API enum kom_status kom_within_nested(const struct kom_factor *factor, const uint32_t *cluster,
                                          size_t n, bool *nested) KOM_MUSTUSE;

/* The parameters that count in fixest's small-sample factor (n - 1) / (n - K) with its default
   fixef.K = "nested": slopes + all levels - (factors - 1) - the sum of (levels - 1) over the
   factors nested in the cluster (checked against fixest 0.14.2). cluster NULL: none is nested
   (fixef.K = "full"). */
KOM_API enum kom_status kom_within_parameters(const struct kom_within *within, size_t n_slopes,
                                              const uint32_t *cluster, size_t *k) KOM_MUSTUSE;

/* A least-squares fit on demeaned columns. */
struct kom_within_fit {
    size_t n, k;
    double *coef;     /* k */
    double *bread;    /* k x k, (X'WX)^-1 */
    double *residual; /* n */
    double ss_total;  /* of the demeaned outcome, weighted */
    double ss_residual;
    size_t collinear; /* the first column that the ones before it make up; k when none */
};

/* Fits y on k columns, all demeaned by this plan; weights are the plan's. Normal equations with
   products summed in twice the precision, Cholesky, one step of refinement. A column of which less
   than 1e-6 in norm is left beside those before it is collinear: KOM_EESTIMATE, and fit->collinear
   says which. Free with kom_within_fit_fini, after a failure too. */
KOM_API enum kom_status kom_within_fit(const struct kom_within *within, const double *y,
                                       const double *const *x, size_t k, struct kom_within_fit *fit,
                                       struct kom_error *err) KOM_MUSTUSE;

/* Frees what a fit holds; it is empty then. */
KOM_API void kom_within_fit_fini(struct kom_within_fit *fit);

/* What a covariance is made from: a fit and its columns. rest (n, may be NULL): 1 - h, h the
   leverage of each row in the regression with all effects, for hc2 and hc3. */
struct kom_within_scores {
    const struct kom_within *within;
    const struct kom_within_fit *fit;
    const double *const *x;
    const double *rest;
};

/* The covariance of a fit into covariance (k x k), and what it was multiplied by (of two ways the
   first): the kinds of kom/lm.h up to cr1. spec->n_parameters counts the effects too: the rank of
   kom_within_facts and k for iid and hc, kom_within_parameters for cr1 as fixest has it. Every row
   counts. KOM_EUSAGE: cr2 and cr3, hc2 and hc3 without rest, ways that do not fit the kind.
   KOM_EESTIMATE: no more rows than parameters. KOM_ENOMEM. */
KOM_API enum kom_status kom_within_covariance(const struct kom_within_scores *scores,
                                              const struct kom_vcov_spec *spec, double *covariance,
                                              double *factor, struct kom_error *err) KOM_MUSTUSE;

#ifdef __cplusplus
}
#endif

#endif
