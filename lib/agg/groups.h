/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Groups: combinations of by-values, each with a dense number in the order of first sight. */
#ifndef KOM_GROUPS_H
#define KOM_GROUPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "buf.h"
#include "hash_seed.h"
#include "mem.h"
#include "prefetch.h"

#define KOM_GROUP_NONE UINT32_MAX

/* A place for a group: its hash stands beside its number, so that keys are read only where they
   are likely to be the one, and growing reads none. */
struct kom_group_bucket {
    uint32_t hash;
    uint32_t number; /* + 1; 0: free */
};

/* One table a thread. Zero-initialised is ready. Each key lies once in a page, behind its length,
   and dies with the table. */
struct kom_groups {
    char **page;
    size_t n_pages, cap_pages;
    uint32_t used, size; /* units of the last page */
    uint32_t *at;        /* of each group: page and unit of its key */
    struct kom_group_bucket *bucket;
    size_t n, cap, n_buckets;
    struct kom_hash_seed seed; /* once there are buckets */
    uint64_t nbytes;           /* of pages */
};

/* A by-value of a packed key. */
struct kom_group_part {
    struct kom_text text; /* "total" for a margin */
    bool is_total;
};

/* Packing: the parts one after the other, so that ("a", "bc") and ("ab", "c") are two keys. */
void kom_group_add_part(struct kom_buf *key, struct kom_text part);
void kom_group_add_total(struct kom_buf *key);

/* Unpacks n parts. */
void kom_group_parts(struct kom_text key, struct kom_group_part *part, size_t n);

/* Is that n packed parts, and nothing else? To be asked of a key that a file told. */
bool kom_group_has_parts(struct kom_text key, size_t n);

enum { KOM_GROUP_UNIT = 4, KOM_GROUP_UNIT_BITS = 16 };

/* The key of a group, valid until the table is reset. */
static inline struct kom_text kom_groups_key(const struct kom_groups *groups, uint32_t group) {
    const uint32_t at = groups->at[group], unit = at & ((1U << KOM_GROUP_UNIT_BITS) - 1);
    const char *p = groups->page[at >> KOM_GROUP_UNIT_BITS] + (size_t)unit * KOM_GROUP_UNIT;
    uint32_t n;
    memcpy(&n, p, sizeof n);
    return (struct kom_text){p + sizeof n, n};
}

/* The hash of a key in every table of this process, whose kom_hash_seed is `seed`. */
uint32_t kom_group_hash(struct kom_text key, struct kom_hash_seed seed);

/* What is looked at first for a hash: asked for ahead of kom_groups_intern_hashed. */
static inline void kom_groups_prefetch(const struct kom_groups *groups, uint32_t hash) {
    if (groups->n_buckets)
        kom_prefetch(&groups->bucket[hash & (groups->n_buckets - 1)]);
}

/* The first group whose hash is that, most likely the one; KOM_GROUP_NONE: there is none. */
uint32_t kom_groups_guess(const struct kom_groups *groups, uint32_t hash);

/* The number of that key; KOM_GROUP_NONE: it has none. */
uint32_t kom_groups_find(const struct kom_groups *groups, struct kom_text key);

/* The number of that key, made when it is new; KOM_GROUP_NONE when memory runs out. The key is
 * copied. */
uint32_t kom_groups_intern(struct kom_groups *groups, struct kom_text key);

/* The same for a key whose kom_group_hash is known. */
uint32_t kom_groups_intern_hashed(struct kom_groups *groups, struct kom_text key, uint32_t hash);

/* Frees what finds keys: none is looked for any more. */
void kom_groups_seal(struct kom_groups *groups);

/* Bytes had, and what kom_groups_sorted will take beside them. */
uint64_t kom_groups_nbytes(const struct kom_groups *groups);

/* Forgets all keys; the room for their numbers stays. */
void kom_groups_reset(struct kom_groups *groups);

/* Order of packed keys of n parts: part by part as bytes, "before" before "after", "total" last. */
int kom_group_compare(struct kom_text a, struct kom_text b, size_t n);

/* The numbers of all groups in that order, to be freed with kom_free; NULL when memory runs out. */
uint32_t *kom_groups_sorted(const struct kom_groups *groups, size_t n_parts) KOM_MUSTUSE;

void kom_groups_fini(struct kom_groups *groups);

#endif
