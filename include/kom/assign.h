/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All the ways treatment could have fallen: assignments of units to groups, numbered, or drawn.

   Group 0 are the controls, groups 1 .. n_groups the starts; every stratum keeps its number of
   units in each group. When there are at most max_enumerated assignments, number j is the j-th in a
   fixed order (from 0); else number j is a random one, every assignment equally likely, a pure
   function of (seed, j). So ranges of numbers may be computed in any thread and order. The order:
   by unit within stratum 0, then 1, ...; the first unit that differs decides, and group 1 comes
   before 2 .. n_groups before 0. For one group and stratum that is the lexicographic order of the
   sets of treated units: {0,1,2}, {0,1,3}, ... */
#ifndef KOM_ASSIGN_H
#define KOM_ASSIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kom/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Tests go through all assignments when there are no more: 98 choose 4 = 3,612,280 is below. */
enum { KOM_ASSIGN_MAX_ENUMERATED = 5000000, KOM_ASSIGN_MAX_GROUPS = 255 };

/* The design, as observed. */
struct kom_assign_spec {
    size_t n;                /* units */
    const uint32_t *group;   /* n: 0 .. n_groups */
    uint32_t n_groups;       /* 1 .. KOM_ASSIGN_MAX_GROUPS */
    const uint32_t *stratum; /* n: 0 .. n_strata - 1; NULL: all in one */
    uint32_t n_strata;
    uint64_t max_enumerated; /* 0: always draw */
    uint64_t draws, seed;    /* when there are more */
};

struct kom_assign; /* opaque */

/* What is known of all assignments together. */
struct kom_assign_facts {
    double total;         /* assignments in all; exact below 2^53, Inf beyond 1e308 */
    uint64_t total_exact; /* the same; 0 when it does not fit into 63 bits */
    bool enumerated;
    uint64_t count;  /* numbers there are: total_exact, or the draws */
    uint64_t number; /* of the observed assignment; only when enumerated */
};

/* Nothing of spec is borrowed. KOM_EUSAGE: a group or stratum out of range, no units, draws needed
   and none asked for. */
KOM_API enum kom_status kom_assign_open(struct kom_assign **out, const struct kom_assign_spec *spec,
                                        struct kom_assign_facts *facts,
                                        struct kom_error *err) KOM_MUSTUSE;

/* Frees the plan; NULL is allowed. */
KOM_API void kom_assign_close(struct kom_assign *assign);

/* Assignment number j into group[0 .. n - 1], by unit. KOM_ENOMEM is the only failure. */
KOM_API enum kom_status kom_assign_get(const struct kom_assign *assign, uint64_t j,
                                       uint32_t *group) KOM_MUSTUSE;

/* The number of an assignment (an enumerated plan only; the counts must be the plan's). */
KOM_API uint64_t kom_assign_rank(const struct kom_assign *assign, const uint32_t *group);

/* For assignments first .. first + count - 1 and every table t < n_tables: out[t][j] = sum over the
   treated units i of table[t][(g - 1) * n + i], g the group of i. Sums are built in the order of
   the units, never by adding and taking away, so that equal assignments give equal bits. About one
   addition per assignment and table for one group and stratum. KOM_ENOMEM is the only failure. */
struct kom_assign_range {
    uint64_t first, count;
};
KOM_API enum kom_status kom_assign_sums(const struct kom_assign *assign,
                                        struct kom_assign_range range, size_t n_tables,
                                        const double *const *table, double *const *out) KOM_MUSTUSE;

#ifdef __cplusplus
}
#endif

#endif
