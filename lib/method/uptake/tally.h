/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside kom-uptake's method: what is added up of the sales of a cell. */
#ifndef KOM_UPTAKE_TALLY_H
#define KOM_UPTAKE_TALLY_H

#include "crowd.h"
#include "prefetch.h"
#include "total.h"

/* What sales added up to in one (atom, period). */
struct tally {
    uint64_t sales;
    struct kom_place place; /* in the crowd, of a worker's cell */
    struct kom_sums sums;   /* of the figures */
};

/* Asks for one ahead. */
static inline void kom_tally_prefetch(const struct tally *t) {
    kom_prefetch_to_write(t);
    kom_prefetch_to_write(&t->sums.rest); /* it may lie in two cache lines */
}

#endif
