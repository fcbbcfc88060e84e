/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sightings of persons that are no single word: a table of two words and, where those do not tell
   all, of names. */
#ifndef KOM_NAMED_H
#define KOM_NAMED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "intern.h"
#include "kom/error.h"

/* A person in a place, and bits of it. 32 bytes, so that none lies in two cache lines. */
struct kom_named {
    uint64_t key, bits; /* no bits: a free place */
    uint64_t rest; /* of the key; where it is a hash alone: where the text lies, and its length */
    uint32_t place;
};

/* Of one thread at a time. Zero-initialised but for the seed is empty. */
struct kom_named_table {
    struct kom_named *seen;
    size_t n, size; /* size: a power of two, or 0 */
    struct kom_buf names;
    struct kom_hash_seed seed;
};

/* What is entered: kom_text_words of the text, and where. */
struct kom_named_one {
    struct kom_text_words is;
    struct kom_text who;
    uint64_t bits;
    uint32_t place;
};

/* Does the key leave the text open? Then the name is needed. */
static inline bool kom_named_has_name(uint64_t key) {
    return kom_key_is_hash(key) && !kom_key_has_rest(key);
}

uint64_t kom_named_hash(const struct kom_named_table *t, const struct kom_named_one *one);

/* Asks for the memory that one will be looked for in, and later for the name it will be compared
   with. */
void kom_named_prefetch(const struct kom_named_table *t, uint64_t hash);
void kom_named_prefetch_name(const struct kom_named_table *t, uint64_t key, uint64_t hash);

/* Notes one; *waits: it was not, for the table would need more than max_nbytes. KOM_ENOMEM. */
enum kom_status kom_named_enter(struct kom_named_table *t, const struct kom_named_one *one,
                                uint64_t hash, uint64_t max_nbytes, bool *waits) KOM_MUSTUSE;

/* The text of an entry whose key was made with that seed. */
struct kom_text kom_named_text(const struct kom_named_table *t, const struct kom_named *e,
                               struct kom_hash_seed seed, char room[16]);

/* Brings the entries of each person side by side, without free places; nothing is entered any more.
 */
void kom_named_sort(struct kom_named_table *t);

/* Do two entries speak of the same person? */
bool kom_named_same(const struct kom_named_table *t, const struct kom_named *a,
                    const struct kom_named *b);

void kom_named_fini(struct kom_named_table *t);

#endif
