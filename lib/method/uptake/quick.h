/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside kom-uptake's method: the quick way of sales (quick.c). */
#ifndef KOM_UPTAKE_QUICK_H
#define KOM_UPTAKE_QUICK_H

#include <stdbool.h>

#include "cells.h"
#include "codes.h"
#include "lanes.h"

struct kom_uptake_worker;
struct sale;

/* What the quick way knows (quick.c), and of a block: keys of the rows, and where the cell of each
   would be noted (kind 0: it can have none). Cells of whole periods lie in lanes, others in routes.
 */
struct quick {
    bool is_on;
    struct kom_kind_columns columns;
    struct kom_codes codes[KOM_KIND_COLUMNS];
    struct kom_kinds kinds;
    struct kom_lanes lanes;
    struct kom_routes routes;
    struct kom_kind_key key[KOM_BLOCK_ROWS];
    bool is_open[KOM_BLOCK_ROWS];
    struct lead {
        const uint32_t *spot; /* in the lanes; NULL: none */
        uint64_t hash;        /* of the routes, if there are any */
        uint32_t kind, trait;
        int32_t period;
    } lead[KOM_BLOCK_ROWS];
};

/* quick.c: the rows of the block that can go the quick way; one of the others once more, in its
   turn; and what a row that went the careful way and was used teaches. */
void kom_uptake_quick_begin(struct kom_uptake_worker *w, bool is_careful);
void kom_uptake_quick_block(struct kom_uptake_worker *w, const struct kom_view *v);
enum kom_status kom_uptake_quick_open(struct kom_uptake_worker *w, uint32_t i) KOM_MUSTUSE;
void kom_uptake_quick_learn(struct kom_uptake_worker *w, const struct sale *s);
void kom_uptake_quick_end(struct kom_uptake_worker *w);

#endif
