/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ways of kom-did to a p-value and an interval, by the library's functions. */
#ifndef COVERAGE_METHODS_H
#define COVERAGE_METHODS_H

#include "world.h"

#include <stdbool.h>
#include <stdint.h>

#include "kom/error.h"

enum method {
    COLLAPSE_T,  /* kom-did's default */
    WEIGHTED_T,  /* --weight: size; unequal sizes only */
    PERMUTATION, /* --test permutation */
    TWFE_CR1,    /* --method twfe: cluster-robust by unit, t with 97 df */
    TWFE_CR2,    /* --vcov cr2: Satterthwaite's df */
    TWFE_WILD,   /* --test wild */
    TWFE_HC1,    /* --vcov hc1 */
    TWFE_IID,    /* --vcov iid */
    METHODS
};

const char *method_name(enum method method);

/* False for what is made in fewer replications: all but least squares on the changes. */
bool method_is_cheap(enum method method);

/* NaN, and is_there false: the method cannot say. */
struct outcome {
    double estimate, p_value, low, high;
    bool is_there,
        warns; /* a warning of kom-did but assignment_not_random, of permutation one_treated */
};

/* Where not all assignments or sign vectors are gone through. With the seed's own draws counted in,
   p is exact at any number of them (Phipson & Smyth 2010). */
enum { WILD_DRAWS = 999, PERMUTE_DRAWS = 999 };

/* What a worker needs over and over. */
struct bench; /* opaque */
enum kom_status bench_open(struct bench **out, struct kom_error *err) KOM_MUSTUSE;
void bench_close(struct bench *bench);

/* Takes a panel; borrowed until the next one. */
enum kom_status bench_panel(struct bench *bench, const double *y,
                            struct kom_error *err) KOM_MUSTUSE;

/* Runs the methods on the panel last taken; outcome has METHODS places. */
struct task {
    const struct cell *cell;
    const double *size;
    const bool *is_treated;
    uint64_t seed;
    bool all; /* else the cheap ones */
};
enum kom_status bench_run(struct bench *bench, const struct task *task, struct outcome *outcome,
                          struct kom_error *err) KOM_MUSTUSE;

#endif
