/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Groups: combinations of by-values, each with a dense number in the order of first sight. */
#ifndef KOM_GROUPS_H
#define KOM_GROUPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "hash_seed.h"
#include "mem.h"

#define KOM_GROUP_NONE UINT32_MAX

/* One table a thread. Zero-initialised is ready. Keys live in the arena and die with the table. */
struct kom_groups {
    struct kom_arena arena;
    struct kom_text *key; /* of each group, packed */
    uint32_t *bucket;     /* group + 1, 0: free */
    size_t n, cap, n_buckets;
    struct kom_hash_seed seed; /* once there are buckets */
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

/* The number of that key; KOM_GROUP_NONE: it has none. */
uint32_t kom_groups_find(const struct kom_groups *groups, struct kom_text key);

/* The number of that key, made when it is new; KOM_GROUP_NONE when memory runs out. The key is
 * copied. */
uint32_t kom_groups_intern(struct kom_groups *groups, struct kom_text key);

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
