/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys and where they were first seen; compared as bytes, so that equal hashes never make two keys
 * one. */
#ifndef KOM_CHECK_MAP_H
#define KOM_CHECK_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "extract.h"
#include "intern.h"
#include "mem.h"

/* A key with what its owner wants to know: the row of a side table, or the line and file of a row.
 */
struct kom_check_entry {
    const char *key;
    uint64_t hash, line;
    uint32_t n, file;
    uint32_t
        next; /* the next entry of the same key, by order of arrival; KOM_CHECK_NO_ENTRY: none */
    uint32_t last; /* of the first entry: the last of its chain */
};

#define KOM_CHECK_NO_ENTRY UINT32_MAX

struct kom_check_map {
    struct kom_check_entry *entries;
    size_t n_entries, cap_entries;
    uint32_t *slots; /* entry + 1; 0: empty */
    size_t n_slots;  /* a power of two */
    size_t n_keys;
    struct kom_arena arena;
};

/* The hash that a map is asked with. */
static inline uint64_t kom_check_hash(const struct kom_extract *x, struct kom_text key) {
    return kom_hash_bytes(key.p, key.n, x->seed);
}

/* The first entry of a key, KOM_CHECK_NO_ENTRY when there is none. */
uint32_t kom_check_map_find(const struct kom_check_map *map, struct kom_text key, uint64_t hash);

/* Adds an entry; *first is the first one of its key (itself when the key is new). False: out of
 * memory. */
bool kom_check_map_add(struct kom_check_map *map, struct kom_text key, uint64_t hash, uint64_t line,
                       uint32_t file, uint32_t *first);

void kom_check_map_fini(struct kom_check_map *map);

/* Adds a cell to a key: its length (7 bits a byte, the lowest first), then its bytes, so that no
   two lists of cells make one key. */
void kom_check_key_add(struct kom_buf *key, struct kom_text cell);

/* The cells of a key, one a call; false at its end. */
bool kom_check_key_next(struct kom_text *key, struct kom_text *cell);

/* ---- days that are taken ---- */

struct kom_check_span {
    int32_t first, last;
    uint32_t file;
    uint64_t line;
};

/* Spans of one key, apart from each other and in order of days; each names the row that took its
 * days first. */
struct kom_check_spans {
    struct kom_check_span *span;
    size_t n, cap;
};

/* Takes the days of a span. *taken is the earliest span that has a day in common with it, and the
   function true, when there is one; its days that were free are taken all the same. *failed: out of
   memory. */
bool kom_check_spans_take(struct kom_check_spans *spans, struct kom_check_span span,
                          struct kom_check_span *taken, bool *failed);

#endif
