/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which coefficients beside two fixed effects rest on one cluster, or one row (leave_out.h).

   A column cannot be estimated without the rows of a cluster when, on the other rows, it is made of
   the effects and the other columns. Columns demeaned on all rows serve as well as those they came
   from, for what was taken off is made of the effects on any rows. Where the first factor (units)
   is nested in the clusters, what a deletion leaves of X'X follows from the normal equations of the
   second (periods): with A = sums by period of the cluster's columns and L the periods' matrix of
   the other rows, X'X less the cluster's own part less A' L^-1 A. Only where that comes close to
   singular are the other rows demeaned anew. Else sets of clusters are left out together: what
   survives that survives the loss of each, and what does not is parted and asked again. */
#ifndef KOM_WITHIN_LEAVE_H
#define KOM_WITHIN_LEAVE_H

#include "kom/within.h"

struct kom_within_columns {
    size_t n, k;
    struct kom_factor factor[2];
    const double *weight;   /* NULL: 1 */
    const double *const *x; /* k columns, demeaned by both factors on all rows */
};

/* Sets is_lost[j] where column j cannot be estimated once some cluster (0 .. n_clusters - 1 in
   cluster; NULL: some row) is left out; others stay as they are. KOM_EESTIMATE when demeaning did
   not converge; KOM_ENOMEM. */
enum kom_status kom_within_leave(const struct kom_within_columns *columns, const uint32_t *cluster,
                                 size_t n_clusters, bool *is_lost,
                                 struct kom_error *err) KOM_MUSTUSE;

/* Rows by cluster (NULL: each its own), within it by the first factor: those of cluster g are row[
   begin[g]] .. row[begin[g + 1] - 1]. Both are the caller's to free, after a failure too. */
enum kom_status kom_within_by_cluster(const struct kom_within_columns *columns,
                                      const uint32_t *cluster, size_t n_clusters, size_t **begin,
                                      size_t **row) KOM_MUSTUSE;

#endif
