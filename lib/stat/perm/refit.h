/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes of units whose cells are not all there, for every assignment of treatment anew.

   Under an assignment its controls give the effects of periods (period_fit.h), which come off every
   cell; then a unit's change over a start is its mean after less its mean before, and the statistic
   is that of permutation.h: treated units' changes less the controls' mean change over the same
   start. With Q the same combination of the units' weights of periods, L and r the matrix and
   right-hand side of the controls' normal equations, taking the effects off is T = (statistic of
   the values as they are) - Q' L^-1 r. So an assignment costs one Cholesky of as many periods as
   differ: the sums over all units are made once, and what the treated add to them is taken out.

   Periods that every unit has with the same weight, or that the same units lack, on the same side
   of every start, are one (their cells are brought together first): often few are left. A period
   effect is there only where controls tie the period to others, else the largest set with both
   sides of every start is taken. An assignment has no statistic when a treated unit has no cell on
   a side, or no control has both. */
#ifndef KOM_REFIT_H
#define KOM_REFIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kom/error.h"
#include "period_fit.h"

/* Borrowed while it is opened only. */
struct kom_refit_spec {
    struct kom_period_cells cells;
    size_t n; /* the first n units may be treated; the others are controls always, never compared */
    const double *y;    /* of each cell */
    const double *dose; /* of each cell: what an effect of 1 really added to it */
    uint32_t n_groups;
    const int8_t *side; /* of group g (from 1) and period t at [(g - 1) * n_periods + t]: 0 before
                           the start, 1 from it on, -1 neither */
    const double *unit_weight; /* n, positive; NULL: 1 */
    bool has_notyet;           /* cells before a unit's start are controls' cells too */
    const uint32_t *group;     /* n: the assignment that was observed; 0 are controls */
};

struct kom_refit;      /* opaque, and only read after opening */
struct kom_refit_desk; /* what one thread needs */

/* KOM_ENOMEM is the only failure. */
enum kom_status kom_refit_open(struct kom_refit **out, const struct kom_refit_spec *spec,
                               struct kom_error *err) KOM_MUSTUSE;
void kom_refit_close(struct kom_refit *refit);

enum kom_status kom_refit_desk_open(struct kom_refit_desk **out,
                                    const struct kom_refit *refit) KOM_MUSTUSE;
void kom_refit_desk_close(struct kom_refit_desk *desk);

/* The statistics of the values (t) and of the doses (h) under an assignment of the first n units;
   false when it has none. */
bool kom_refit_make(const struct kom_refit *refit, struct kom_refit_desk *desk,
                    const uint32_t *group, double *t, double *h);

/* Multiplications that one assignment costs, about. */
double kom_refit_work(const struct kom_refit *refit);

/* How far units whose cells are not all there are from alike: the standard deviation of the
   observed assignment's statistic, over what the pooled t (one start) or permutation (several)
   takes it for when errors are independent with variance 1 / weight. Above 1, p-values are too
   small. NaN when there is no statistic. KOM_ENOMEM is the only failure. */
enum kom_status kom_refit_ratio(const struct kom_refit *refit, const uint32_t *group,
                                double *ratio) KOM_MUSTUSE;

#endif
