/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables beside the input (kom/beside.h), ready to be looked up. */
#ifndef KOM_BY_BESIDE_H
#define KOM_BY_BESIDE_H

#include "kom/beside.h"
#include "lookup.h"

/* Zero-initialised: none. Not to be moved once it is open: the lookup points into it. */
struct kom_by_beside {
    struct kom_lookup lookup;
    struct kom_unmatched unmatched; /* keys that meet nothing */
    struct kom_arena arena;
};

/* *lookup is NULL when there is no table beside. from may be NULL. KOM_EUSAGE: a way of overlap
   that is none, or without networks. */
enum kom_status kom_by_beside_open(struct kom_by_beside *beside, const struct kom_beside *from,
                                   struct kom_lookup **lookup, struct kom_error *err) KOM_MUSTUSE;

void kom_by_beside_fini(struct kom_by_beside *beside);

#endif
