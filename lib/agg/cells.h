/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What becomes of rows like one that was met: a map of one thread, taught by rows that went the
   careful way. What it does not know, or has no more room for, goes the careful way again; its "not
   known" is never an answer. */
#ifndef KOM_CELLS_H
#define KOM_CELLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hash_seed.h"
#include "intern.h"
#include "kom/error.h"
#include "prefetch.h"

/* Kinds of rows by the codes of up to KOM_KIND_COLUMNS columns, side by side in two words. Each has
   a number, 0, 1, 2 ... in the order of learning, and a word that the caller gave. Zero-initialised
   is empty. */
enum { KOM_KIND_COLUMNS = 8, KOM_KINDS_MAX = 1 << 17 };

/* The columns whose texts make a kind. */
struct kom_kind_columns {
    int column[KOM_KIND_COLUMNS];
    unsigned n;
    bool are_too_many;
};

/* One more, unless it is there already, or below 0: not in the table. */
void kom_kind_columns_add(struct kom_kind_columns *columns, int column);

struct kom_kind_key {
    uint64_t word[2];
};

struct kom_row_kind {
    struct kom_kind_key key;
    uint32_t number; /* + 1; 0: a free place */
    uint32_t note;   /* the caller's */
};

struct kom_kinds {
    struct kom_row_kind *kind;
    size_t n, size; /* size: a power of two, or 0 */
    struct kom_hash_seed seed;
};

/* Adds column k's codes of n rows to their keys, which are zeros at first. A row with a code 0
   becomes no kind: its `is_open` is set. */
void kom_kinds_pack(struct kom_kind_key *key, uint32_t n, unsigned k, const uint16_t *code,
                    bool *is_open);

/* The kind of a key; NULL: not known. Valid until the next is learned. */
const struct kom_row_kind *kom_kinds_find(const struct kom_kinds *kinds, struct kom_kind_key key);

/* The kind, learned now if it is not known; NULL: there is no room for more. */
const struct kom_row_kind *kom_kinds_learn(struct kom_kinds *kinds, struct kom_kind_key key,
                                           uint32_t note);

void kom_kinds_fini(struct kom_kinds *kinds);

/* Where rows of one kind and trait (any two numbers) go, in days first..last of a period: the
   method's cell. */
struct kom_route {
    uint32_t kind, trait;
    int32_t period, first, last;
    uint32_t cell; /* + 1; 0: a free place */
};

enum { KOM_ROUTES_MAX = 1 << 20, KOM_ROUTE_STEPS = 16 };

struct kom_routes {
    struct kom_route *route;
    size_t n, size, max_size; /* max_size 0: KOM_ROUTES_MAX */
    struct kom_hash_seed seed;
};

/* Folded twice: numbers so alike as these lie close together after one fold with some seeds. */
static inline uint64_t kom_route_hash(const struct kom_routes *r, uint32_t kind, uint32_t trait,
                                      int32_t period) {
    uint64_t h = kom_hash_seeded((uint64_t)kind << 32 | (uint32_t)period, r->seed);
    return kom_hash_seeded(h ^ trait, r->seed);
}

static inline void kom_routes_prefetch(const struct kom_routes *r, uint64_t hash) {
    if (r->size)
        kom_prefetch(&r->route[hash & (r->size - 1)]);
}

/* The route of a row of that hash on that day; NULL: not known. */
const struct kom_route *kom_routes_find(const struct kom_routes *r, uint64_t hash, uint32_t kind,
                                        uint32_t trait, int32_t period, int32_t day);

/* Teaches a route, which no other of its kind, trait and period overlaps. */
void kom_routes_learn(struct kom_routes *r, const struct kom_route *route);

void kom_routes_fini(struct kom_routes *r);

#endif
