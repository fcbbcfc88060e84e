/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A regression with effects of units and periods, for the methods that are one. */
#ifndef KOM_DID_REGRESS_H
#define KOM_DID_REGRESS_H

#include "kom/within.h"
#include "vcov.h"
#include "work.h"

/* Numbers of clusters from 0, every one used. */
struct kom_did_clusters {
    uint32_t *of_row;
    size_t n;
};

/* The used rows of a panel, and k columns. Arrays live in the arena of the cell. */
struct kom_did_regression {
    size_t n, k;
    size_t *at;        /* of each row: its observation in the panel */
    const char **name; /* of the columns, the caller's */
    double **x;        /* k columns of n, the caller's to fill; demeaned by the run */
    double *y, *w;     /* w NULL: none */
    uint32_t *unit, *period;
    size_t n_units, n_periods;
    size_t n_missing; /* cells that its units lack, of its periods */
    struct kom_did_clusters cluster[KOM_DID_CLUSTERS_MAX];
    size_t n_ways;
    enum kom_vcov_kind kind;
    enum kom_ssc ssc;
    bool units_nested; /* every unit lies in one cluster (of the first way) */
    /* after the run */
    struct kom_within *within;
    struct kom_within_fit fit;
    size_t rank, n_parameters; /* of the effects; K of the small-sample factor */
    double *v, *se, *df;       /* k x k, k, k */
    bool *is_lost; /* k: one cluster, or one row under hc, decides it: no robust error */
    double factor;
    size_t n_clusters; /* the fewer of two ways; 0: none */
    size_t n_treated;  /* clusters (of the first way) with a treated unit */
    const char *lacks; /* why there is no estimate; NULL: there is one */
};

/* Rows of the panel that are not set aside; columns of zeros. */
enum kom_status kom_did_regression_take(struct kom_did_work *work, struct kom_did_cell *cell,
                                        size_t k, struct kom_did_regression *r) KOM_MUSTUSE;

/* Estimates; r->lacks says what the data cannot carry. */
enum kom_status kom_did_regression_run(struct kom_did_work *work, struct kom_did_cell *cell,
                                       struct kom_did_regression *r) KOM_MUSTUSE;
void kom_did_regression_fini(struct kom_did_regression *r);

/* covariance.c: the kind asked for, into r->v, r->factor and (cr2) r->df; others have their df. */
enum kom_status kom_did_covariance(struct kom_did_cell *cell, struct kom_did_regression *r,
                                   struct kom_error *why) KOM_MUSTUSE;

/* covariance.c: the columns with units partialled out and periods beside them: r->k columns, then
   the periods but the first (and with_units also the units). *n_columns of r->n; y is r->y. */
enum kom_status kom_did_explicit(struct kom_did_cell *cell, const struct kom_did_regression *r,
                                 bool with_units, double ***x, size_t *n_columns,
                                 struct kom_error *err) KOM_MUSTUSE;

/* What is said of a coefficient that is lost. */
const char *kom_did_lost_word(const struct kom_did_regression *r);

/* What a row says of the way its standard error was made, added to a method text. */
void kom_did_regression_say(const struct kom_did_request *request,
                            const struct kom_did_regression *r, struct kom_buf *text);

/* Estimate, t and interval of column j into a row; wild replaces p and interval where asked for. */
enum kom_status kom_did_regression_row(struct kom_did_work *work, struct kom_did_cell *cell,
                                       const struct kom_did_regression *r, size_t j,
                                       struct kom_did_row *row, struct kom_buf *own) KOM_MUSTUSE;

/* The Wald statistic of columns which[0 .. q - 1] being 0 together, divided by q; NaN when their
   covariance is singular. */
enum kom_status kom_did_regression_wald(const struct kom_did_regression *r, const size_t *which,
                                        size_t q, double *f) KOM_MUSTUSE;

/* Warnings that both regressions give, lacks: what they cannot do
 * without, or NULL. */
const char *kom_did_regression_lacks(const struct kom_did_panel *p);
void kom_did_regression_warn(struct kom_did_work *work, const struct kom_did_cell *cell,
                             const struct kom_did_regression *r, struct kom_buf *own);

#endif
