/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Effects of periods by least squares: the cells of units on an effect for each unit and period.

   Units are taken out by hand: with w the weights of a unit's cells and W their sum, it adds
   diag(w)
   - w w' / W to the matrix of the normal equations, and w (y - its mean) to their right-hand side
   (Frisch & Waugh 1933). What is left is as large as there are periods; Cholesky, then rounds of
   refinement in double-double arithmetic, so that the effects carry every digit of the values. */
#ifndef KOM_PERIOD_FIT_H
#define KOM_PERIOD_FIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ddouble.h"
#include "kom/error.h"

enum { KOM_PERIOD_FIT_MAX = 4000 }; /* periods; beyond them the matrix takes minutes */

/* The cells of a panel, those of a unit standing together; borrowed. */
struct kom_period_cells {
    size_t n_units, n_periods;
    const size_t *begin;    /* n_units + 1 */
    const uint32_t *period; /* below n_periods, no period twice within a unit */
    const double *weight;   /* positive; NULL: 1 */
};

/* Fits the cells that count, whose periods must hang together (linked.h), into effect[0 ..
   n_periods - 1]: 0 for the first period that has a cell, and for periods without. KOM_EESTIMATE:
   more than KOM_PERIOD_FIT_MAX periods, or they do not hang together. KOM_ENOMEM. */
enum kom_status kom_period_fit(const struct kom_period_cells *cells, const struct kom_dd *y,
                               const uint8_t *counts, struct kom_dd *effect,
                               struct kom_error *err) KOM_MUSTUSE;

#endif
