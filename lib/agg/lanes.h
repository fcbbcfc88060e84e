/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What becomes of rows of one kind and trait, period by period: a map of one thread, as those in
   cells.h, for whole periods. */
#ifndef KOM_LANES_H
#define KOM_LANES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hash_seed.h"

/* The periods of a kind and trait lie side by side in pages of KOM_LANE_PAGE, for KOM_LANE_PAGES of
   them around the first period that was learned; what lies further off has no place here. */
enum { KOM_LANE_PAGE = 64, KOM_LANE_PAGES = 64, KOM_LANES_MAX_NBYTES = 1 << 25 };

/* Zero-initialised is empty. */
struct kom_lanes {
    struct kom_lane *lane;               /* by a hash of kind and trait */
    size_t size, n;                      /* size: a power of two, or 0 */
    uint32_t (*page_of)[KOM_LANE_PAGES]; /* of each lane: number of the page, + 1 */
    size_t cap_lanes;
    uint32_t (*page)[KOM_LANE_PAGE]; /* cells, + 1; 0: not known */
    size_t n_pages, cap_pages;
    size_t max_nbytes; /* 0: KOM_LANES_MAX_NBYTES */
    int32_t base;      /* first of the periods that have a place */
    struct kom_hash_seed seed;
};

/* Where the cell of a period would be noted, + 1; NULL: nowhere. Valid until something is learned.
 */
const uint32_t *kom_lanes_spot(const struct kom_lanes *l, uint32_t kind, uint32_t trait,
                               int32_t period);

/* The cell that was noted first for a kind and trait, + 1; 0: none was. */
uint32_t kom_lanes_first(const struct kom_lanes *l, uint32_t kind, uint32_t trait);

/* Notes the cell of all rows of a kind (not 0), trait and period; false: there is no room. */
bool kom_lanes_learn(struct kom_lanes *l, uint32_t kind, uint32_t trait, int32_t period,
                     uint32_t cell);

void kom_lanes_fini(struct kom_lanes *l);

#endif
