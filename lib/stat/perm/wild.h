/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The wild cluster bootstrap-t for one coefficient, on sums over clusters.

   Source: Cameron, Gelbach & Miller 2008; the computation of Roodman, MacKinnon, Nielsen & Webb
   2019: with x the tested column less its projection on the others, a draw of cluster
   weights v gives the statistic sum v_g a_g / sqrt(sum_g e_g^2), a_g = x_g'u_g and e_g = v_g a_g -
   x_g'X_g (X'X)^-1 sum_h v_h X_h'u_h. u are the residuals with the null imposed (WCR), or those
   of the full regression (WCU). Under WCR u = u0 - (null - null0) x, so that one pass over the
   draws serves every null, and the interval costs no second bootstrap.

   A draw is a pure function of (seed, its number): ranges may be computed in any thread and order.
   Statistics are compared with a relative tolerance of 1e-9: |t*| above |t| is strict, within the
   tolerance a tie. A draw without variance counts as above.
   Not the business of this file: warning when fewer than 5 clusters are treated, and refusing when
   one is. The caller sees the design and must do both. */
#ifndef KOM_WILD_H
#define KOM_WILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kom/error.h"

enum kom_wild_weights {
    KOM_WILD_RADEMACHER, /* -1, 1 */
    KOM_WILD_WEBB,       /* +-sqrt(1/2), +-1, +-sqrt(3/2), each 1/6 (Webb 2014) */
    KOM_WILD_MAMMEN, /* (1 - sqrt 5)/2 with share (sqrt 5 + 1)/(2 sqrt 5), else (1 + sqrt 5)/2 */
};

/* The regression. Fixed effects may be partialled out of y and x before only when each of their
   levels lies in one cluster (units within clusters); all others, such as periods, must be columns,
   partialled out like the rest. The constant, too, is a column unless it is partialled out. */
struct kom_wild_data {
    size_t n, k;
    const double *y;
    const double *const *x;  /* k columns of n */
    const double *weight;    /* positive; NULL for 1 */
    const uint32_t *cluster; /* 0 .. n_clusters - 1, every one used */
    size_t n_clusters;
};

struct kom_wild_spec {
    size_t tested;     /* column of x */
    double null;       /* the tested value */
    bool unrestricted; /* WCU instead of WCR */
    enum kom_wild_weights weights;
    uint64_t draws; /* asked for; 2^clusters when that is not more and the weights are Rademacher */
    uint64_t seed;
    double ssc; /* small-sample factor of the variance, as 1 or G/(G-1) (n-1)/(n-k): it moves
                   std_error and statistic, never p or the interval */
};

struct kom_wild; /* opaque */

/* What is known before any draw. */
struct kom_wild_base {
    double estimate, std_error; /* CR, times sqrt(ssc) */
    double statistic;           /* (estimate - null) / std_error */
    uint64_t draws;             /* to be made: numbers 0 .. draws - 1 */
    bool enumerated;            /* every sign vector once, the sample's own among them */
    size_t n_clusters;
};

/* The numbers of one draw: statistic at null0 + r: (n0 - r n1) / sqrt(d0 - 2 r d1 + r^2 d2). */
struct kom_wild_draw {
    double n0, n1, d0, d1, d2;
};

struct kom_wild_count {
    uint64_t strict, ties, draws;
};

/* Sums the data by cluster; the data are not needed afterwards. KOM_EESTIMATE: fewer than two
   clusters, a collinear column (named by its number from 1), no variance at all. KOM_EUSAGE: no
   draws, tested >= k. */
enum kom_status kom_wild_open(struct kom_wild **out, const struct kom_wild_data *data,
                              const struct kom_wild_spec *spec, struct kom_wild_base *base,
                              struct kom_error *err) KOM_MUSTUSE;

void kom_wild_close(struct kom_wild *wild);

/* Computes draws first .. first + n - 1 into draw[0 .. n - 1]. KOM_ENOMEM is the only failure. */
enum kom_status kom_wild_run(const struct kom_wild *wild, uint64_t first, uint64_t n,
                             struct kom_wild_draw *draw) KOM_MUSTUSE;

/* How many of n draws lie above, or tie with, the statistic of this null. Counts of ranges add. */
struct kom_wild_count kom_wild_count(const struct kom_wild *wild, const struct kom_wild_draw *draw,
                                     uint64_t n, double null);

/* Two-sided p, a tie counting as above. Enumerated: (strict + ties) / draws. Drawn: (strict + ties
   + 1) / (draws + 1), the sample being one more draw. strict / draws is what boottest reports. */
double kom_wild_p(const struct kom_wild *wild, struct kom_wild_count count);

/* The nulls with p > 1 - level, all draws given: from the estimate outward by doubling steps of the
   standard error, then bisection to 1e-14 of a standard error. p need not be monotone; this is the
   crossing next to the estimate that the doubling brackets. Infinite when p stays above 1 - level
   as far as 2^40 standard errors: so are both ends where no p can be as small (2 / draws when
   enumerated), and callers need not ask. NaN for a level outside (0, 1). */
void kom_wild_interval(const struct kom_wild *wild, const struct kom_wild_draw *draw, double level,
                       double *low, double *high);

#endif
