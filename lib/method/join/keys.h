/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside kom-join only: the keys of the table, each with a note, found by one look at memory. */
#ifndef KOM_JOIN_KEYS_H
#define KOM_JOIN_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "intern.h"

enum { KOM_JOIN_LINE_KEYS = 3 };

/* A cache line: three keys as two words each (kom_text_words), and their notes. A first word of 0
   is free, and none behind it is taken. A text that two words do not hold stands elsewhere. */
struct kom_join_line {
    uint64_t key[KOM_JOIN_LINE_KEYS];
    union kom_join_rest {
        uint64_t word;
        const struct kom_text *longer;
    } rest[KOM_JOIN_LINE_KEYS];
    uint32_t note[KOM_JOIN_LINE_KEYS];
};

/* Open addressing, line by line. Once no key is added any more a key's number is where it stands.
   Zero-initialised is empty. */
struct kom_join_keys {
    struct kom_join_line *line;
    size_t n, n_lines;
    struct kom_arena arena;    /* of the longer texts that do not last themselves */
    struct kom_hash_seed seed; /* once there are lines */
};

/* A key's number and note; number KOM_NO_ID: there is none. */
struct kom_join_found {
    uint32_t number, note;
};

/* Room for n keys in all, which is to be made before they are added; where the table has to grow
   for them, for `most`. */
enum kom_status kom_join_keys_reserve(struct kom_join_keys *keys, size_t n,
                                      size_t most) KOM_MUSTUSE;

/* A text's words, by which it will be added; asks for the memory where it will be looked for. */
struct kom_text_words kom_join_keys_prefetch(const struct kom_join_keys *keys,
                                             struct kom_text text);

/* The note of a key, which for one that is new is how many there were before. KOM_NO_ID: memory ran
   out. A text that lasts as long as the table, and what tells where it is too, is not copied. */
uint32_t kom_join_keys_add(struct kom_join_keys *keys, struct kom_text_words is,
                           const struct kom_text *text, bool lasts);

/* Safe for several threads while nobody adds. */
struct kom_join_found kom_join_keys_find(const struct kom_join_keys *keys, struct kom_text text);

/* The same of n texts, whose memory is asked for ahead. */
void kom_join_keys_find_all(const struct kom_join_keys *keys, const struct kom_text *text,
                            uint32_t n, struct kom_join_found *found);

/* Numbers are below this. */
static inline size_t kom_join_keys_end(const struct kom_join_keys *keys) {
    return keys->n_lines * KOM_JOIN_LINE_KEYS;
}

/* Has a key this number? */
static inline bool kom_join_keys_has(const struct kom_join_keys *keys, size_t number) {
    return keys->line[number / KOM_JOIN_LINE_KEYS].key[number % KOM_JOIN_LINE_KEYS];
}

/* The note of the key that has it. */
static inline uint32_t *kom_join_keys_note(const struct kom_join_keys *keys, size_t number) {
    return &keys->line[number / KOM_JOIN_LINE_KEYS].note[number % KOM_JOIN_LINE_KEYS];
}

void kom_join_keys_fini(struct kom_join_keys *keys);

#endif
