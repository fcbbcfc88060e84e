/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Made panels without any effect: 98 units, 48 months, one start in the middle. */
#ifndef COVERAGE_WORLD_H
#define COVERAGE_WORLD_H

#include <stdbool.h>
#include <stdint.h>

enum { UNITS = 98, MONTHS = 48, BEFORE = 24, ROWS = UNITS * MONTHS, TREATED_MAX = 9 };

/* Which units are treated. Sizes rise with the number of the unit. */
enum assignment { ASSIGN_RANDOM, ASSIGN_LARGEST, ASSIGN_SMALLEST, ASSIGNMENTS };

/* One cell of the simulation. */
struct cell {
    int treated;
    double rho;
    bool unequal;
    enum assignment assignment;
};

/* The cells are a list; number `index` of it, false past the end. Cells of one panel (rho, sizes)
   stand together. */
bool cell_at(int index, struct cell *cell);
const char *assignment_name(enum assignment assignment);

/* Lognormal sizes, always the same: exp(0.8 z) at the quantiles (i + 1/2) / 98. Denmark's 98
   municipalities have a median of some 43,000 inhabitants and a mean of some 60,000: sqrt(2
   log(mean / median)) is 0.8. */
void world_sizes(double *size);

/* Standard normals: a pair from two uniforms u, v by Box & Muller 1958, sqrt(-2 log(1 - u)) times
   cos and sin of 2 pi v. Number `replication` of its own stream, so that it depends on nothing
   else. */
void world_shocks(uint64_t seed, int replication, double *shock);

/* y of unit i and month t at [i * MONTHS + t]: sd_i e_it, e AR(1) with variance 1 from the first
   month on. sd is 1, or its square in proportion to 1 / size, with mean 1. Effects of units and
   months are left out: they cancel in all the methods. */
void world_outcomes(const struct cell *cell, const double *size, const double *shock, double *y);

/* The treated units of a replication, those of fewer treated being among those of more. */
void world_treated(const struct cell *cell, uint64_t seed, int replication, bool *is_treated);

/* The seed of a replication's permutation and bootstrap. */
uint64_t world_seed(uint64_t seed, int replication);

#endif
