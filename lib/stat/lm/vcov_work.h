/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The middle of the sandwich, cluster by cluster; for vcov.c. */
#ifndef KOM_VCOV_WORK_H
#define KOM_VCOV_WORK_H

#include "sandwich.h"
#include "vcov.h"

/* How the residuals of a cluster are adjusted: (I - Q_g Q_g') to the power of 0, -1/2 or -1. */
enum kom_adjust {
    KOM_ADJUST_NONE,
    KOM_ADJUST_ROOT,
    KOM_ADJUST_WHOLE,
};

/* What Satterthwaite's degrees of freedom of one contrast need. With p_g = A_g Q_g v, t_g = Q_g'
   p_g: sums of p'p - t't, of (p'p)^2 - 2 p'p t't, and of t t'. */
struct kom_satterthwaite {
    struct kom_dd *v; /* k: R^-T contrast */
    struct kom_dd trace, square;
    struct kom_dd *outer; /* k x k */
};

struct kom_meat {
    struct kom_dd *b; /* k x k: sum of s s', both triangles */
    size_t n_saturated;
    struct kom_satterthwaite *df; /* n_df contrasts, with b of KOM_ADJUST_ROOT only; may be NULL */
    size_t n_df;
};

/* Adds up; b and the sums of df are zero at first. */
enum kom_status kom_meat_add(const struct kom_lsq_fit *fit, const struct kom_cluster_rows *rows,
                             enum kom_adjust adjust, struct kom_meat *meat,
                             struct kom_error *err) KOM_MUSTUSE;

/* (sum of S_gg)^2 / sum of S_gh^2, S_gh the covariances of the clusters' parts under independent
   errors. */
double kom_satterthwaite_df(const struct kom_satterthwaite *s, size_t k);

#endif
