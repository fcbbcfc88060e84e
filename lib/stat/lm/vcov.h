/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Covariance of least-squares coefficients: classical, heteroskedasticity- and cluster-robust.

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

   Sums run in double-double, by rows and clusters in the order given, and are rounded once: order
   does not show but for rare ties. */
#ifndef KOM_VCOV_H
#define KOM_VCOV_H

#include <stddef.h>
#include <stdint.h>

#include "lsq.h"

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

/* The number of a cluster for every row, 0 .. n_clusters - 1; numbers without a row of positive
   weight do not count. */
struct kom_clusters {
    const uint32_t *of_row;
    size_t n_clusters;
};

struct kom_vcov_spec {
    enum kom_vcov_kind kind;
    enum kom_ssc ssc;
    enum kom_two_way two_way;
    size_t n_parameters; /* K, from kom_ssc_parameters; 0: the columns of the fit */
    size_t n_ways;       /* 0 for iid and hc, 1 or 2 for cr */
    struct kom_clusters cluster[2];
};

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

/* K for the convention. n_columns: of the design; n_absorbed: degrees of freedom taken by effects
   partialled out beforehand, overall constant included (108 units and 10 periods: 117); n_nested:
   those of them that effects nested in the clusters take, the constant not among them (clusters by
   unit: 107). */
size_t kom_ssc_parameters(enum kom_ssc ssc, size_t n_columns, size_t n_absorbed, size_t n_nested);

/* "fixest", "stata", "none". */
const char *kom_ssc_name(enum kom_ssc ssc);

/* "iid", "hc0" .. "cr3j". */
const char *kom_vcov_name(enum kom_vcov_kind kind);

/* The factor of cr1 for n rows, K parameters and G clusters. */
double kom_ssc_factor(enum kom_ssc ssc, size_t n, size_t n_parameters, size_t n_clusters);

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
