/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every sandwich has in common: ways of clustering, signs and small-sample factors.

   A covariance is  V = sum over ways of  sign factor (X'WX)^-1 (sum_g s_g s_g') (X'WX)^-1,  with
   the scores s_g = X_g' W_g A_g u_g of rows or clusters g (White 1980 for rows; Liang & Zeger 1986
   for clusters). A_g and the sources of the kinds: kom/lm.h. The ways are one, or V1 + V2 -
   V12 (Cameron, Gelbach & Miller 2011, eq. 2.11). The factors are

     hc1    n / (n - K)                         (MacKinnon & White 1985)
     cr1    G / (G - 1) times (n - 1) / (n - K)  (Stata; Cameron & Miller 2015)
     cr3j   (G - 1) / G                         (MacKinnon, Nielsen & Webb 2023, eq. 12)
     others 1

   Who makes the scores: vcov.c from an orthogonal basis, in double-double; within_vcov.c from
   demeaned columns, in doubles, with periods and units by the thousand. */
#ifndef KOM_SANDWICH_H
#define KOM_SANDWICH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ddouble.h"
#include "kom/lm.h"

/* A factor before any rounding: over[0] / under[0] times over[1] / under[1]. */
struct kom_correction {
    double over[2], under[2];
};

double kom_correction_double(struct kom_correction c);
struct kom_dd kom_correction_dd(struct kom_correction c);

bool kom_vcov_is_clustered(enum kom_vcov_kind kind);

/* KOM_EUSAGE: ways that do not fit the kind. KOM_EESTIMATE: no more rows than parameters. */
enum kom_status kom_vcov_check(const struct kom_vcov_spec *spec, size_t n, size_t n_parameters,
                               struct kom_error *err) KOM_MUSTUSE;

/* KOM_EESTIMATE where n clusters are fewer than two. */
enum kom_status kom_vcov_few_clusters(size_t n, struct kom_error *err) KOM_MUSTUSE;

/* What is added up, n of them: the first way, the second, and the intersections. */
struct kom_sandwich {
    size_t n;
    double sign[3];
    struct kom_correction correction[3];
};

/* For n rows, K parameters, and the clusters of each way (of two ways three numbers). */
struct kom_sandwich kom_sandwich_of(const struct kom_vcov_spec *spec, size_t n, size_t n_parameters,
                                    const size_t *n_clusters);

/* Which of n rows count; NULL: all. */
struct kom_rows_used {
    size_t n;
    const bool *is_used;
};

static inline bool kom_row_is_used(struct kom_rows_used rows, size_t i) {
    return !rows.is_used || rows.is_used[i];
}

/* The rows that count by cluster: those of cluster g are row[start[g]] .. row[start[g + 1] - 1], in
   their order. Clusters without such rows are left out. */
struct kom_cluster_rows {
    size_t n_clusters;
    size_t *start, *row;
};

/* clusters NULL: every row its own. KOM_ENOMEM is the only failure. */
enum kom_status kom_cluster_rows_make(struct kom_rows_used rows,
                                      const struct kom_clusters *clusters,
                                      struct kom_cluster_rows *out,
                                      struct kom_error *err) KOM_MUSTUSE;
void kom_cluster_rows_free(struct kom_cluster_rows *rows);

/* The intersections of two ways of clustering, numbered by the first row of each; of_row (n) is the
   caller's. KOM_ENOMEM is the only failure. */
enum kom_status kom_cluster_cross(struct kom_rows_used rows, const struct kom_clusters ways[2],
                                  uint32_t *of_row, size_t *n_clusters,
                                  struct kom_error *err) KOM_MUSTUSE;

#endif
