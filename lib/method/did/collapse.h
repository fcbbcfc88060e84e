/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Collapsing to one figure a unit: what its parts share. */
#ifndef KOM_DID_COLLAPSE_H
#define KOM_DID_COLLAPSE_H

#include "refit.h"
#include "work.h"

/* The units that are compared, and their figures; unit i under start s stands at [s * n + i], as
   permutation.h wants it (0 where it has not both sides). Arrays live in the arena of the cell. */
struct kom_did_figures {
    size_t n, n_starts;
    uint32_t *unit; /* of each figure: in the panel */
    double *change; /* mean after minus mean before, less the mean of all figures of the start */
    double *dose;   /* the same of being treated, as it really was */
    double *weight; /* mean of the unit's weights; NULL: none */
    uint32_t *group, *stratum;
    size_t n_treated;
    uint32_t n_strata;
    double noise;            /* how far a change may be off */
    struct kom_refit *refit; /* where cells are missing; NULL: none */
};

/* unbalanced.c: what is done about missing cells. Afterwards observations that do not count are
   set aside, panel->effect holds what comes off the values, and warnings are in cell->warning.
   *lacks: why nothing can be compared, naming unit, period and remedy; NULL: it can. */
enum kom_status kom_did_unbalanced(struct kom_did_work *work, struct kom_did_cell *cell,
                                   const char **lacks) KOM_MUSTUSE;

/* figures.c: the figures; kom_did_figures_fini is due in every case. */
enum kom_status kom_did_figures(struct kom_did_work *work, struct kom_did_cell *cell,
                                struct kom_did_figures *figures) KOM_MUSTUSE;
void kom_did_figures_fini(struct kom_did_figures *figures);

/* Which side of a start a period lies on: 0 before, 1 after, -1 split by it. */
int kom_did_side(const struct kom_did_start *start, int32_t number);

/* The unit is left out as a whole: treated throughout, or lacking a period under drop. */
bool kom_did_is_left_out(const struct kom_did_panel *panel, size_t unit);

#endif
