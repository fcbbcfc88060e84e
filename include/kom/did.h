/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Difference in differences: what became of the treated units beside those never treated.

   Data: rows of a frame, one a unit and period (a second one is refused), each group of by-columns
   a panel of its own. A unit's start comes from a column that names its first treated period
   (empty, 0, or after the panel's last period: never treated) or from a participation table (no
   start: never treated; a period that holds the start day, but not from its first day, is set aside
   for that unit as straddling). A row without what the method needs is set aside with one reason.

   Periods are calendar periods of one kind, or whole numbers. Event time 0 is the first whole
   treated period, -1 the last whole one before the start; gaps count as the calendar has them.

   Collapsing compares means over the same periods. Where cells are missing it takes the effects of
   periods, fitted to the controls, off every cell first (adjust); or sets aside what is not
   complete (drop, periods), or refuses.

   Weights are weights of rows. Regressions minimise sum w e^2. Collapsing takes them as analytic:
   they make the means within a unit, and the mean of a unit's weights is the weight of the unit
   (so that a unit counts alike whether 10 or 12 of its months are there).

   Order and reproducibility: rows are taken in the order of unit and period (ols: sums in double
   double), and draw number d is a function of seed and d alone: neither the order of the rows nor
   the number of threads changes a byte.

   Sources: Bertrand, Duflo & Mullainathan 2004 and Donald & Lang 2007 (collapse), Fisher 1935 and
   Rosenbaum 2002 (permutation and its interval), Frisch & Waugh 1933 and Lovell 1963 (regressions
   on units and periods), Cameron, Gelbach & Miller 2008 with Roodman, MacKinnon, Nielsen & Webb
   2019 (wild bootstrap); docs/methods has the formulas and assumptions, kom-did(1) the columns and
   warnings. */
#ifndef KOM_DID_H
#define KOM_DID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kom/beside.h"
#include "kom/error.h"
#include "kom/frame.h"
#include "kom/test.h"

#ifdef __cplusplus
extern "C" {
#endif

/* How the estimate is made. */
enum kom_did_method {
    KOM_DID_COLLAPSE, /* each unit's mean after minus its mean before */
    KOM_DID_TWFE,     /* regression on treatment, units and periods */
    KOM_DID_EVENT,    /* regression on event time, units and periods */
    KOM_DID_OLS,      /* least squares on the columns given */
};

/* What the test is made by. */
enum kom_did_inference {
    KOM_DID_DEFAULT, /* t; permutation where collapsing has several starts */
    KOM_DID_T,
    KOM_DID_PERMUTATION,
    KOM_DID_WILD,
};

/* What the p-value is of; intervals are two-sided always. */
enum kom_did_alternative { KOM_DID_TWO_SIDED, KOM_DID_GREATER, KOM_DID_LESS };

/* Why a row is not used, in the order in which reasons are tried. */
enum kom_did_reason {
    KOM_DID_USED = 0,
    KOM_DID_UNREADABLE,   /* a cell is no number or period (skips_bad_rows) */
    KOM_DID_SEVERAL,      /* its municipality is in several networks, and dropped */
    KOM_DID_NOT_STARTED,  /* kom-uptake's column `state` says so: */
    KOM_DID_NOT_OFFERED,  /* nothing was on offer, and 0 is no figure of the offer */
    KOM_DID_NOT_REPORTED, /* or nothing is known */
    KOM_DID_NO_UNIT,      /* blank unit */
    KOM_DID_NO_TIME,      /* blank period */
    KOM_DID_STRADDLES,    /* its period holds days before and after its unit's start */
    KOM_DID_HIDDEN,       /* suppressed: COL_status says hidden */
    KOM_DID_MISSING,      /* no value */
    KOM_DID_NO_COVARIATE, /* a covariate (of ols: also the treatment) is blank */
    KOM_DID_NO_WEIGHT,    /* blank weight */
    KOM_DID_ZERO_WEIGHT,
    KOM_DID_NO_CLUSTER, /* blank cluster */
    KOM_DID_NO_STRATUM, /* blank stratum */
    KOM_DID_ALWAYS,     /* its unit is treated throughout: nothing before */
    KOM_DID_BETWEEN,    /* collapsing: its period straddles a start, and counts for no unit */
    KOM_DID_INCOMPLETE, /* collapsing, drop: its unit lacks a period */
    KOM_DID_NOT_ALL,    /* collapsing, periods: a unit lacks its period */
    KOM_DID_UNTIED,     /* collapsing, adjust: no control ties its period to the others */
    KOM_DID_REASONS,    /* their number */
};

/* The word of a reason, as in "set aside"; static. "" for KOM_DID_USED. */
KOM_API const char *kom_did_reason_text(enum kom_did_reason reason);

struct kom_lookup;
struct kom_unmatched;

/* What is asked. Texts are borrowed; columns are named as in the frame or through the vocabulary.
   Words of NULL are their defaults. */
struct kom_did_request {
    const char *const *by; /* groups; n_by = 0: all rows are one group */
    size_t n_by;
    const char *unit;                      /* NULL: kom */
    const char *time;                      /* NULL: period, else date */
    const char *const *values;             /* what is measured */
    size_t n_values;                       /* at least 1 */
    const char *treated;                   /* first treated period; of ols: a regressor */
    const struct kom_frame *participation; /* NULL: starts come from `treated` */
    const char *const *covariates;         /* of ols also COL^K, K from 2 to 20 */
    size_t n_covariates;
    const char *weight;         /* NULL: none */
    const char *const *cluster; /* at most two */
    size_t n_cluster;
    const char *strata; /* column that is constant within a unit; NULL: none */
    enum kom_did_method method;
    enum kom_did_inference test;
    enum kom_did_alternative alternative;
    const char *vcov, *ssc,
        *wild;              /* words of --vcov, --ssc and --wild; NULL: the method's default */
    const char *unbalanced; /* of collapse, where cells are missing: adjust (NULL), drop,
                               periods, refuse */
    const char *control;    /* of collapse, whose cells give the period effects of adjust:
                               never (NULL): of units never treated; notyet: also those before
                               a unit's start */
    int64_t draws;          /* when not all assignments can be gone through; 0: 9,999 */
    uint64_t seed;
    bool has_seed;             /* it was asked for; else 1 */
    bool no_intercept;         /* of ols */
    bool wants_design;         /* the design table instead of estimates (kom_did_csv) */
    struct kom_lookup *lookup; /* these two inside of the library only: NULL */
    struct kom_unmatched *unmatched;
    bool skips_bad_rows; /* set rows aside whose cells cannot be read, instead of failing */
    double level;        /* of the intervals, between 0 and 1; 0: 0.95 */
};

/* Reads a word of --method, --test, --alternative. KOM_EUSAGE for any other text. */
KOM_API enum kom_status kom_did_method_parse(const char *text, enum kom_did_method *method,
                                             struct kom_error *err) KOM_MUSTUSE;
KOM_API enum kom_status kom_did_test_parse(const char *text, enum kom_did_inference *test,
                                           struct kom_error *err) KOM_MUSTUSE;
KOM_API enum kom_status kom_did_alternative_parse(const char *text,
                                                  enum kom_did_alternative *alternative,
                                                  struct kom_error *err) KOM_MUSTUSE;

/* An event time that is none. */
#define KOM_DID_NO_EVENT INT32_MIN

/* One estimate. NaN and -1: not there. Texts are the result's. */
struct kom_did_estimate {
    const struct kom_text *by;
    const char *measure, *term;
    int64_t n;            /* observations behind the estimate */
    struct kom_test test; /* p_value one-sided where that was asked for */
    const char *method;   /* what was done, in words */
    const char *warning;  /* "" or several joined by "; ": also why there is no estimate */
    const char *cohort;   /* "" or the first treated period */
    int32_t event_time;   /* KOM_DID_NO_EVENT: none */
    double p_permutation; /* of collapse */
    double p_min;         /* the smallest p that permutation or bootstrap can give */
    int64_t draws;
    bool is_enumerated;           /* the draws are all there are */
    int64_t n_treated, n_control; /* units */
    int64_t n_clusters;
};

struct kom_did_result; /* opaque */

/* Makes the estimates: groups in byte order of their values (total last), measures in the order
   asked for. A panel that cannot carry the estimate stays as a row with NaN and a warning. beside
   may be NULL. frame, request and what they point to are borrowed until kom_did_close. KOM_EUSAGE:
   the request contradicts itself. KOM_EDATA: a column is not there, a cell cannot be read, a unit
   has two starts or two rows of one period, keys meet nothing, totals stand beside their parts.
   KOM_EESTIMATE: no row has an estimate; the rows are there all the same. *result is the caller's
   to close, and NULL after any other failure. */
KOM_API enum kom_status kom_did_open(struct kom_did_result **result, const struct kom_frame *frame,
                                     const struct kom_did_request *request,
                                     const struct kom_beside *beside,
                                     struct kom_error *err) KOM_MUSTUSE;

/* The rows, *n of them; the result's. */
KOM_API const struct kom_did_estimate *kom_did_rows(const struct kom_did_result *result, size_t *n);

/* Why a row of the frame was not used; KOM_DID_USED when it was. */
KOM_API enum kom_did_reason kom_did_row_reason(const struct kom_did_result *result, size_t row);

/* What is to be known beside the figures, in lines: keys that meet nothing. The result's; empty
   where there is nothing. */
KOM_API struct kom_text kom_did_unmatched(const struct kom_did_result *result);

/* Adds header and rows as CSV, or, with wants_design, the design table: the bytes of kom-did. */
KOM_API enum kom_status kom_did_csv(const struct kom_did_result *result, struct kom_buf *out,
                                    struct kom_error *err) KOM_MUSTUSE;

/* Frees it; NULL is allowed. */
KOM_API void kom_did_close(struct kom_did_result *result);

#ifdef __cplusplus
}
#endif

#endif
