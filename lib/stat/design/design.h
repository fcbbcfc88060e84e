/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Totals, ratios, shares and quantiles of a sample with a design: strata, clusters, finite
   populations, weights; errors by linearisation or by replicate weights.

   A figure is sum w y / sum w x over some rows of the sample (a mean has x = 1), or sum w y. The
   rows of a domain are such rows: the other rows of the sample stay in the design with scores of 0,
   so that clusters without a row of the domain count (Lumley 2004, J Stat Softw 9(8); R's survey
   4.1-1, svyrecvar). With u = w (y - R x) / sum w x, R the ratio, and t the sum of u in a cluster:

     V = sum over strata h of (1 - n_h / N_h) n_h / (n_h - 1) sum over clusters (t - mean t)^2

   for clusters drawn without putting back, one stage (Wolter 2007, eq. 6.2.3 and 6.6.3). A stratum
   whose population is its only cluster adds nothing. By replicates: V = sum c_r (R_r - R)^2 about
   the figure of the whole sample (Rust & Rao 1996, Stat Methods Med Res 5:283).

   Degrees of freedom: clusters less strata, both counted where the rows of the figure lie, as R's
   degf of a subset has them; of replicates what the design says.

   Sums are double-double: rows in another order change no printed digit. */
#ifndef KOM_DESIGN_H
#define KOM_DESIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ddouble.h"
#include "kom/error.h"
#include "kom/interval.h"

/* The sample. Borrowed. */
struct kom_design {
    size_t n_rows;
    const double *weight;     /* of each row, at least 0 */
    const uint32_t *cluster;  /* of each row, below n_clusters */
    const uint32_t *stratum;  /* of each cluster, below n_strata */
    const size_t *n_in;       /* clusters of each stratum, in all of the sample */
    const double *population; /* of each stratum, in clusters; infinite: nothing is known of it */
    size_t n_clusters, n_strata;
    const double *const *replicate; /* weights of each row, of n_replicates; NULL: linearisation */
    const double *factor;           /* of each replicate */
    size_t n_replicates;
    double replicate_df;
};

/* Room for the sums of clusters; zero-initialised is none. */
struct kom_design_desk {
    struct kom_dd *total;       /* of each cluster */
    struct kom_dd *sum;         /* of each stratum, and */
    double *squares;            /* about its mean */
    size_t *n_met;              /* clusters of each stratum that were met */
    bool *is_met;               /* of each cluster */
    uint32_t *met, *strata_met; /* in the order of meeting */
    size_t n_clusters_met, n_strata_met;
};

/* KOM_ENOMEM; fini is due in every case. */
enum kom_status kom_design_desk_init(struct kom_design_desk *desk,
                                     const struct kom_design *d) KOM_MUSTUSE;
void kom_design_desk_fini(struct kom_design_desk *desk);

/* What a figure is made of. */
struct kom_design_part {
    const size_t *row; /* n of them */
    size_t n;
    const double *y, *x; /* a number a row; x NULL: 1 */
    bool is_total;       /* sum w y alone */
};

/* How n_parts figures are set against each other: the sum of sign times figure, or of sign times
   its logarithm. */
enum { KOM_DESIGN_PARTS_MAX = 4 }; /* two sides of two levels */
struct kom_design_contrast {
    struct kom_design_part part[KOM_DESIGN_PARTS_MAX];
    double sign[KOM_DESIGN_PARTS_MAX];
    size_t n_parts;
    bool is_log;
};

/* A figure and what its error rests on. */
struct kom_design_figure {
    double estimate; /* NaN: sum w x is 0; of logarithms also where a figure is not above 0 */
    double variance; /* NaN: none, as the scores do not vary, or no two clusters are there */
    double df;       /* NaN or 0: the data cannot tell how far off the variance is */
    size_t clusters, strata; /* where the rows lie */
    size_t n_empty;          /* replicates in which the figure is none: no variance then */
    bool is_complete;        /* every cluster there is was taken: the variance is 0 */
};

/* The contrast; a single figure has n_parts 1 and sign 1. */
void kom_design_estimate(const struct kom_design *d, struct kom_design_desk *desk,
                         const struct kom_design_contrast *c, struct kom_design_figure *out);

/* ---- shares ---- */

/* The interval of a share. */
enum kom_design_ci_kind {
    /* Korn & Graubard 1998, Surv Methodol 24:193: Clopper and Pearson's for the effective size
       p (1 - p) / V times (t of n - 1 over t of df)^2, as R's svyciprop method beta. Below
       KOM_DESIGN_STABLE rows with, or without, what is counted an effective size above n is chance,
       and n is taken (Parker and others 2017, NCHS Vital Health Stat 2(175), take it everywhere).
       Where all rows or none count, or the clusters happen to have one share (V is NaN), there is
       no V: n over Kish's 1 + cv^2 of the weights. V of 0, of all there is, has the share itself.
     */
    KOM_DESIGN_BETA,
    /* logit p -+ t sqrt(V) / (p (1 - p)), as R's svyciprop methods logit and xlogit */
    KOM_DESIGN_LOGIT,
};
enum { KOM_DESIGN_STABLE = 30 };

/* Reads "beta" or "logit". KOM_EUSAGE for any other text. */
enum kom_status kom_design_ci_parse(const char *text, enum kom_design_ci_kind *kind,
                                    struct kom_error *err) KOM_MUSTUSE;
const char *kom_design_ci_text(enum kom_design_ci_kind kind);

/* What it rests on. */
struct kom_design_share {
    double share, variance, df;
    double n;      /* observations */
    double events; /* of them those that count, unweighted */
    double kish;   /* n sum w^2 / (sum w)^2 */
};

/* The effective size that beta rests on, and the interval; NaN where df is not above 0. */
double kom_design_effective(const struct kom_design_share *s, double level);
struct kom_ci kom_design_share_ci(enum kom_design_ci_kind kind, const struct kom_design_share *s,
                                  double level);

/* The interval of the second share less the first, of two intervals and the correlation of the two
   shares (MOVER: Zou & Donner 2008, Stat Med 27:1693; of correlated estimates Zou 2007, Psychol
   Methods 12:399): where one has no variance of its own, r is 0. */
struct kom_ci kom_design_difference_ci(const double share[2], const struct kom_ci ci[2], double r);

/* n sum w^2 / (sum w)^2 of these rows: 1 where weights are alike (Kish 1965); NaN without weight.
 */
double kom_design_kish(const struct kom_design *d, const size_t *row, size_t n);

/* ---- quantiles ---- */

/* The numbers of a part with their rows, in the order of the numbers. */
struct kom_design_sorted {
    const size_t *row; /* n of them */
    const double *y;   /* of each, rising */
    size_t n;
    uint32_t num, den; /* the quantile asked for: num / den */
};

/* A quantile: the number at place `at`, the first up to which the weights make that share of all.
   The interval is Woodruff's (1952, JASA 47:635): that of the share of the weights up to the
   quantile, by t with its design's error, through the weighted distribution; std_error is its
   length over 2 t. So has R's svyquantile with interval.type "mean" and qrule "math". */
struct kom_design_quantile {
    size_t at;        /* SIZE_MAX: there is no weight */
    size_t low, high; /* ends of the interval; SIZE_MAX: it has none */
    double t;         /* that they are apart by: std_error = (high - low) / (2 t) */
    struct kom_design_figure share;
};

/* KOM_ENOMEM. */
enum kom_status kom_design_quantile(const struct kom_design *d, struct kom_design_desk *desk,
                                    const struct kom_design_sorted *sorted, double level,
                                    struct kom_design_quantile *out) KOM_MUSTUSE;

#endif
