/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One series before and after its start: step or segmented regression with Newey-West errors. */
#ifndef KOM_SERIES_FIT_H
#define KOM_SERIES_FIT_H

#include <stddef.h>
#include <stdint.h>

#include "htest.h"
#include "kom/error.h"

enum kom_series_model {
    KOM_SERIES_STEP,     /* y = a + b after: the difference of the means before and after */
    KOM_SERIES_SEGMENTED /* y = a + b (t - start) + c after + d (t - start) after, `after` being 1
                            from t = start on: c is the change of level at the start, d the change
                            of slope (Wagner, Soumerai, Zhang & Ross-Degnan 2002, eq. 1, with time
                            counted from the start) */
};

enum { KOM_SERIES_TERMS = 4 };

struct kom_series_plan {
    enum kom_series_model model;
    int64_t start; /* the first period that is after */
    int lag;       /* of the Bartlett kernel, 0 or more; -1: the rule floor(4 (n / 100)^(2/9)) of
                      Newey & West 1994 (their form with the constant 4; R package sandwich,
                      bwNeweyWest aside; Stata's usual advice) */
    double level;
};

/* A series by numbered periods (month 0, 1, 2, ...); strictly ascending, gaps are allowed. */
struct kom_series_data {
    size_t n;
    const int64_t *period;
    const double *value; /* finite */
};

struct kom_series_fit {
    /* level and slope before, change of level (of mean for STEP), change of slope: the terms that
       the model has not are NaN. estimate, std_error, interval and p_value from t with df = n - k
     */
    struct kom_test before, slope, change, slope_change;
    int k;            /* coefficients: 2 or 4 */
    int lag;          /* the lag used */
    double factor;    /* the small-sample factor n / (n - k) that is in the errors */
    double sigma;     /* residual standard deviation, n - k */
    double autocorr1; /* of the residuals of neighbouring periods: sum e_t e_(t-1) / sum e_t^2 */
    double
        mean_after; /* the fitted mean of the periods after, and what the line from before would */
    double counterfactual; /* have given for them (STEP: the mean before) */
};

/* Least squares, and errors of Newey & West 1987: V = (X'X)^-1 S (X'X)^-1 n / (n - k), S = sum over
   l = -lag..lag of (1 - |l| / (lag + 1)) sum x_t e_t e_(t-l) x_(t-l)', pairs l periods apart, where
   one of them is missing left out (Datta & Du 2012). Without gaps this is R's sandwich::
   NeweyWest(fit, lag, prewhite = FALSE, adjust = TRUE) and Stata's newey.
   KOM_EESTIMATE: fewer than 2 periods on a side (3 for SEGMENTED), or a series that never varies
   around the fit (sigma 0 within rounding). KOM_EUSAGE: periods not ascending, lag below -1 or not
   below n. */
enum kom_status kom_series_fit(struct kom_series_data data, struct kom_series_plan plan,
                               struct kom_series_fit *fit, struct kom_error *err) KOM_MUSTUSE;

#endif
