/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Covariance of least-squares coefficients: the kinds of kom/lm.h. Sums run in double-double, by
   rows and clusters in the order given, and are rounded once: order does not show but for rare
   ties. */
#ifndef KOM_VCOV_H
#define KOM_VCOV_H

#include <stddef.h>
#include <stdint.h>

#include "kom/lm.h"
#include "lsq.h"

struct kom_vcov {
    size_t k;
    double *v;           /* k x k, rounded once */
    struct kom_dd *v_dd; /* the same before rounding */
    double *se;          /* k; NaN where a two-way variance came out negative */
    /* k: iid, hc n - K; cr G - 1 (the smaller G); cr2 Satterthwaite's, NaN where undefined */
    double *df;
    double factor;       /* what hc1, cr1 and cr3j multiplied by; of two ways that of the first */
    size_t n_clusters;   /* one way G, two ways the smaller */
    size_t n_per_way[3]; /* two ways: both and the intersections */
    size_t n_saturated;  /* hc2, hc3, cr2, cr3: rows or clusters of leverage 1 (see below) */
    size_t n_negative;   /* two ways: coefficients whose variance came out negative */
};

/* A row (hc2, hc3) or cluster (cr2, cr3, cr3j) of leverage 1, that is with 1 - h below 1e-12 in
   some direction, decides a combination of coefficients by itself. The generalized inverse is taken
   in its direction, as clubSandwich does: right when the direction is a nuisance (a dummy of its
   own unit, as if it were partialled out), and meaningless for a coefficient that has no other
   source: callers look at n_saturated. A fit on columns from which effects were partialled out
   gives exact iid, hc0, hc1, cr0, cr1 (with the right K). Its hc2 and hc3 lack the leverage of the
   effects. Its cr2, cr3 and cr3j are those of the full design when every effect partialled out is
   nested in the clusters (Pustejovsky & Tipton 2018, theorem 2, unweighted); else give the full
   design. KOM_EESTIMATE: fewer than two clusters; n <= K. KOM_EUSAGE: ways that do not fit the
   kind. KOM_ENOMEM. After a failure out is empty. */
enum kom_status kom_vcov_estimate(const struct kom_lsq_fit *fit, const struct kom_vcov_spec *spec,
                                  struct kom_vcov *out, struct kom_error *err) KOM_MUSTUSE;

void kom_vcov_free(struct kom_vcov *v);

/* How often the test of each coefficient at alpha rejects a true null in fact, when errors are
   independent and normal with variance 1 / w: into size[0 .. k - 1]. The variance estimated has
   expectation B times the true one and behaves like a chi-square of d degrees of freedom
   (Satterthwaite; both follow from the leverages: Bell & McCaffrey 2002), so that t is T_d /
   sqrt(B) and not T. For hc0 to hc3, and cr0 and cr1 in one way; NaN for other kinds. KOM_ENOMEM.
 */
enum kom_status kom_vcov_size(const struct kom_lsq_fit *fit, const struct kom_vcov_spec *spec,
                              const struct kom_vcov *v, double alpha, double *size,
                              struct kom_error *err) KOM_MUSTUSE;

/* The variance of a linear combination of coefficients (k weights) by cr2 and its degrees of
   freedom (Satterthwaite; Bell & McCaffrey 2002; Pustejovsky & Tipton 2018, eq. 11), clusters as
   above. */
enum kom_status kom_vcov_contrast(const struct kom_lsq_fit *fit,
                                  const struct kom_clusters *clusters, const double *contrast,
                                  double *variance, double *df, struct kom_error *err) KOM_MUSTUSE;

/* The Wald statistic of q coefficients being 0 together, divided by q: F on q and the caller's
   second df. KOM_EESTIMATE when their covariance is not positive definite (the rank of a
   cluster-robust one is at most G - 1). */
enum kom_status kom_vcov_wald(const struct kom_lsq_fit *fit, const struct kom_vcov *v,
                              const size_t *which, size_t q, double *f,
                              struct kom_error *err) KOM_MUSTUSE;

#endif
