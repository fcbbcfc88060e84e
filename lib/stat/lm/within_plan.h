/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan of a demeaning, shared by within.c, within_facts.c and within_fit.c. */
#ifndef KOM_WITHIN_PLAN_H
#define KOM_WITHIN_PLAN_H

#include "kom/within.h"

struct kom_within {
    size_t n, n_factors;
    struct kom_factor factor[KOM_WITHIN_MAX_FACTORS];
    const double *weight;                  /* NULL: 1 */
    double *total[KOM_WITHIN_MAX_FACTORS]; /* weight of each level */
};

static inline double kom_within_weight(const struct kom_within *w, size_t row) {
    return w->weight ? w->weight[row] : 1;
}

#endif
