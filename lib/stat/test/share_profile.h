/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside of share_exact.c: does P(d), the supremum over the nuisance share, exceed `tail`?

   What makes it fast changes no answer. Along the share there are six points per standard
   deviation; those are left out that neighbours show to be too low to matter, and once the tables
   no longer change between the ends of a bracket, only the peaks that were near `tail` are looked
   at. */
#ifndef KOM_SHARE_PROFILE_H
#define KOM_SHARE_PROFILE_H

#include <stdbool.h>
#include <stdint.h>

#include "share_stair.h"

enum { KOM_PROFILE_MAX = 1300 }; /* 32 + 19 sqrt(2 KOM_SHARE_EXACT_MAX_N) */

/* Points along the share where P has a peak that came near `tail`, ascending; no two are
 * neighbours. */
struct kom_profile_peaks {
    int16_t at[KOM_PROFILE_MAX / 2 + 1];
    int n;
};

struct kom_profile {
    struct kom_stair stair;
    double tail, d;
    int n_grid, witness;               /* the point where `tail` was exceeded last; -1: none yet */
    double highest;                    /* after an answer of no: the largest P met */
    double value[KOM_PROFILE_MAX + 2]; /* along the share; NaN: not yet known */
    struct kom_profile_peaks peaks;    /* after an answer of no */
};

void kom_profile_init(struct kom_profile *s, struct kom_share_pair pair, double tail);

/* Whether P(d) exceeds `tail`. */
bool kom_profile_exceeds(struct kom_profile *s, double d);

/* True when P plainly is no more than `tail` from one d to another: at most what the tables of
   either end have at the shares of the upper one, at few points, with a margin. Far away the cuts,
   too, are found roughly. */
bool kom_profile_is_far(struct kom_profile *s, double from, double to, bool is_rough);

/* Halves between a d of answer no and one of yes, down to 1e-13; returns the former. */
double kom_profile_halve(struct kom_profile *s, double low, double high);

#endif
