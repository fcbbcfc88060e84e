/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Raking: weights whose sums in every category of every margin are given totals.

   Rows that are alike in all margins and in what they start from are one unit, whose mass is the
   sum of their start weights; what is found for it is a factor. Post-stratification is raking to
   one margin. Pure and without memory; safe in any number of threads. */
#ifndef KOM_RAKE_H
#define KOM_RAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How near every sum is to be to its total, as a share of the total; and how near it is brought
   where further rounds still gain, so that weights are as good as their margins. */
#define KOM_RAKE_NEAR 1e-10
#define KOM_RAKE_CLOSE 1e-13

struct kom_rake_margin {
    const uint32_t *code; /* of each unit, its category */
    const double *total;  /* of each category; those of 0 have no unit with a mass */
    size_t n;             /* categories */
};

struct kom_rake_request {
    const double *mass; /* of each unit, at least 0 */
    size_t n_units;
    const struct kom_rake_margin *margin;
    size_t n_margins;
    uint32_t rounds; /* at most so many */
};

struct kom_rake_answer {
    bool holds;        /* every margin is KOM_RAKE_NEAR */
    uint32_t n_rounds; /* that were gone */
    double off;        /* the largest distance of a sum to its total, as a share of the total, */
    size_t margin, category; /* and where it is */
};

/* Room for the sums of the categories of the largest margin. */
size_t kom_rake_n_room(const struct kom_rake_request *q);

/* Iterative proportional fitting (Deming & Stephan 1940, sec. 5): margin after margin, each mass
   times its factor is multiplied by what its category lacks to its total. factor[unit]: where it
   starts (1 at first) and what was found. A category with a total and no mass: it does not hold. */
struct kom_rake_answer kom_rake(const struct kom_rake_request *q, double *factor, double *room);

/* The design effect of weighting alone, 1 + cv^2 = n sum w^2 / (sum w)^2 (Kish 1965, sec. 11.7;
   Kish 1992, eq. 2.1), of units of n[unit] rows with a weight each. */
double kom_kish(const double *weight, const double *n, size_t n_units);

#endif
