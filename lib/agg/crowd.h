/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who was seen where and when: for each person the groups, and of each group the periods, as bits.
 */
#ifndef KOM_CROWD_H
#define KOM_CROWD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kom/error.h"

/* 64 neighbouring periods of one group in which a person was seen: period block * 64 + i for bit i.
 */
struct kom_seen {
    uint64_t bits;
    uint32_t group;
    int32_t block;
    uint32_t next; /* place + 1 in `more` of the person's next one; 0: none */
};

/* By person (a dense number), the first entry in place, since most have one, and chains for the
   others: one look at memory per sighting. Zero-initialised is empty. */
struct kom_crowd {
    struct kom_seen *first; /* bits 0: never seen */
    struct kom_seen *more;
    size_t n, cap, n_more, cap_more;
};

/* Notes a sighting. KOM_ENOMEM: nothing was noted. */
enum kom_status kom_crowd_add(struct kom_crowd *crowd, uint32_t person, uint32_t group,
                              int32_t period) KOM_MUSTUSE;

/* Notes all sightings of one entry. */
enum kom_status kom_crowd_merge(struct kom_crowd *crowd, uint32_t person, uint32_t group,
                                int32_t block, uint64_t bits) KOM_MUSTUSE;

/* The entries of a person, one after the other: start with NULL; NULL at the end. */
const struct kom_seen *kom_crowd_next(const struct kom_crowd *crowd, uint32_t person,
                                      const struct kom_seen *seen);

/* Was the person seen in that group and period? */
bool kom_crowd_has(const struct kom_crowd *crowd, uint32_t person, uint32_t group, int32_t period);

/* Asks for the memory of a person's first entry. Changes nothing. */
void kom_crowd_prefetch(const struct kom_crowd *crowd, uint32_t person);

void kom_crowd_fini(struct kom_crowd *crowd);

#endif
