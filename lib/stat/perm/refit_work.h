/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of refit share; no other file needs it. */
#ifndef KOM_REFIT_WORK_H
#define KOM_REFIT_WORK_H

#include "linked.h"
#include "refit.h"

/* Periods brought together are called bands here. Cells stand at [unit * n_bands + band]: weight 0
   is no cell. */
struct kom_refit {
    size_t n_units, n, n_bands, n_words, n_treated;
    uint32_t n_groups;
    bool has_notyet;
    double *w, *y, *dose; /* n_units x n_bands; means */
    double *unit_weight;  /* n */
    int8_t *side;         /* n_groups x n_bands */
    uint32_t *size;       /* n_bands: periods */
    uint64_t *set;        /* n_units sets: what each has */
    uint64_t *before;     /* n_groups sets */
    uint64_t *need;       /* 2 n_groups sets: both sides of every start */
    uint64_t *usual;      /* the set under the observed assignment */
    bool is_usual_always; /* more units have everything than are treated */
    double *sums;         /* of all units as controls, in the usual set */
};

struct kom_refit_desk {
    double *sums, *factor, *x, *own; /* own: n_bands */
    double *own_weight;              /* n_groups */
    uint32_t *band;                  /* those in the set */
    uint64_t *set, *room, *unit;     /* one, n_bands, n_units sets */
};

/* Numbers in sums: the matrix, its two right-hand sides, and of each start the controls' weight,
   change, dose and bands. */
static inline size_t kom_refit_sums_size(const struct kom_refit *r) {
    return (r->n_bands + 2) * r->n_bands + (size_t)r->n_groups * (r->n_bands + 3);
}

/* The sums of all units in a set, in the groups of an assignment (NULL: all are controls). */
void kom_refit_add_all(const struct kom_refit *refit, const uint32_t *group, const uint64_t *set,
                       double *sums);

/* The set of an assignment; false when there is none. */
bool kom_refit_find_set(const struct kom_refit *refit, struct kom_refit_desk *desk,
                        const uint32_t *group, uint64_t *set);

#endif
