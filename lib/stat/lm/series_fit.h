/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One series before and after its start: step or segmented regression with Newey-West errors. */
#ifndef KOM_SERIES_FIT_H
#define KOM_SERIES_FIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ddouble.h"
#include "kom/error.h"
#include "kom/test.h"

enum kom_series_model {
    KOM_SERIES_STEP,     /* y = a + b after: the difference of the means before and after */
    KOM_SERIES_COMMON,   /* y = a + b (t - start) + c after: the step beside one slope for all */
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
                      Newey & West 1994 without their second step, n the observations */
    double level;
};

/* A series by numbered periods (month 0, 1, 2, ...); strictly ascending, gaps are allowed. */
struct kom_series_data {
    size_t n;
    const int64_t *period;
    const struct kom_dd *value; /* finite; exact decimals, so that an exact line is seen as one */
};

struct kom_series_fit {
    /* Level at the start and slope per period as they were before, change of level (STEP: of the
       mean) and of slope; what the model has not is NaN. t with df = n - k. */
    struct kom_test before, slope, change, slope_change;
    /* The mean of the fit over the periods after, less what the line from before would have given
       for the same periods: c + d mean(t - start). STEP, COMMON: as change. */
    struct kom_test average;
    double counterfactual; /* the mean that line gives; STEP: the mean before */
    bool is_exact;         /* the series lies on the fitted lines: estimates without errors */
    int k;                 /* coefficients: 2, 3 or 4 */
    int lag;               /* the lag used */
    double factor;         /* the small-sample factor n / (n - k) of the variances */
    double sigma;          /* residual standard deviation, n - k */
    double autocorr1;      /* of residuals of neighbouring periods: sum e_t e_(t-1) / sum e_t^2 */
};

/* Least squares, and errors of Newey & West 1987: V = (X'X)^-1 S (X'X)^-1 n / (n - k), S = sum over
   l = -lag..lag of (1 - |l| / (lag + 1)) sum x_t e_t e_(t-l) x_(t-l)', pairs l periods apart, where
   one of them is missing left out (Datta & Du 2012). Without gaps this is R's sandwich::
   NeweyWest(fit, lag, prewhite = FALSE, adjust = TRUE) and Stata's newey. Bartlett's weights are
   positive definite over any periods, so no variance is negative. KOM_EESTIMATE: fewer than 2
   periods on a side (3 for SEGMENTED), no more periods than coefficients, or an outcome that never
   varies. KOM_EUSAGE: periods not ascending, a lag below -1 or not below n. KOM_EDATA: a value that
   is not finite. KOM_ENOMEM. */
enum kom_status kom_series_fit(struct kom_series_data data, struct kom_series_plan plan,
                               struct kom_series_fit *fit, struct kom_error *err) KOM_MUSTUSE;

#endif
