/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hash tables: texts to dense numbers, and sets of 64-bit keys with a number each. */
#ifndef KOM_INTERN_H
#define KOM_INTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "hash_seed.h"
#include "mem.h"
#include "prefetch.h"

#define KOM_NO_ID UINT32_MAX

/* Texts, each with the number of its first coming: 0, 1, 2 ... Zero-initialised is empty. Texts are
 * copied. */
struct kom_intern {
    struct kom_arena arena;
    struct kom_text *text; /* by number */
    struct kom_intern_bucket *bucket;
    size_t n, cap, n_buckets;
    struct kom_hash_seed seed; /* once there are buckets */
};

struct kom_intern_bucket {
    uint64_t key;    /* kom_text_key */
    uint32_t number; /* + 1; 0 is free */
};

/* The number of a text, given to it now if it is new; KOM_NO_ID when memory runs out. The names
   that end in _key are for callers who have the text's key (below) already. */
uint32_t kom_intern_add(struct kom_intern *t, struct kom_text text);

uint32_t kom_intern_add_key(struct kom_intern *t, uint64_t key, struct kom_text text);

/* The number of a text; KOM_NO_ID when it has none. Safe for several threads while nobody adds. */
uint32_t kom_intern_find(const struct kom_intern *t, struct kom_text text);

uint32_t kom_intern_find_key(const struct kom_intern *t, uint64_t key, struct kom_text text);

/* Where the search for a key starts: with a cache line, which holds four buckets. */
static inline size_t kom_intern_home(uint64_t key, struct kom_hash_seed seed, size_t n_buckets) {
    return kom_hash_seeded(key, seed) & (n_buckets - 4);
}

/* Asks for the memory that finding this key will look at, so that it is there some rows later.
 * Changes nothing. */
static inline void kom_intern_prefetch(const struct kom_intern *t, uint64_t key) {
    if (t->n_buckets)
        kom_prefetch(&t->bucket[kom_intern_home(key, t->seed, t->n_buckets)]);
}

/* The numbers in `all`, to which they are added, of all texts of another one, by their numbers
   there; to be freed with kom_free. NULL when memory runs out. Where `all` is empty it takes the
   other as it is, which is empty then. */
uint32_t *kom_intern_map(struct kom_intern *all, struct kom_intern *other) KOM_MUSTUSE;

/* Bytes had for texts and buckets. */
uint64_t kom_intern_nbytes(const struct kom_intern *t);

void kom_intern_fini(struct kom_intern *t);

/* A hash of bytes. Others may be found for which it is the same only by who knows the seed. */
uint64_t kom_hash_bytes(const char *p, size_t n, struct kom_hash_seed seed);

/* The same on every run: for memos, where two keys of one place cost a look elsewhere and no
 * search.
 */
static inline uint64_t kom_hash_u64(uint64_t x) {
    return kom_hash_fold(x ^ UINT64_C(0x9E3779B97F4A7C15), UINT64_C(0xD6E8FEB86659FD93));
}

/* A text of up to 10 letters, digits and -, or of up to 7 bytes, packed into 63 bits: equal keys
   are equal texts. Others have their hash, marked by the top bit, and are to be compared. The seed
   is kom_hash_seed(), as in the tables that are asked with the key. */
uint64_t kom_text_key(struct kom_text text, struct kom_hash_seed seed);

/* The text that such a key is, where it is one of up to 10 letters, digits and dashes (bit 62). */
struct kom_text kom_key_letters(uint64_t key, char room[16]);

/* The key of the empty text. */
#define KOM_KEY_EMPTY (UINT64_C(1) << 62)

static inline bool kom_key_is_hash(uint64_t key) {
    return key >> 63;
}

/* A text as two words, for tables that have room for both; cheaper than kom_text_key, and not to be
   mixed with it. Up to 7 bytes, and 8 to 16 bytes of ASCII, are all there: equal words are equal
   texts. Others have their hash as key (kom_key_is_hash alone) and are to be compared. */
struct kom_text_words {
    uint64_t key, rest;
};

#define KOM_TEXT_TOP_BITS (UINT64_C(3) << 62)

/* Is a key of kom_text_words, with its rest, a text of 8 to 16 bytes? */
static inline bool kom_key_has_rest(uint64_t key) {
    return key >> 62 == 3;
}

/* The text of 8 to 16 bytes that two such words are (kom_key_has_rest). */
struct kom_text kom_words_text(struct kom_text_words words, struct kom_hash_seed seed,
                               char room[16]);

struct kom_text_words kom_text_hash_words(struct kom_text text, struct kom_hash_seed seed);

static inline struct kom_text_words kom_text_words(struct kom_text t, struct kom_hash_seed seed) {
    const uint64_t high = UINT64_C(0x8080808080808080);
    uint64_t first, last;
    if (t.n < 8)
        return (struct kom_text_words){kom_text_word(t), 0};
    memcpy(&first, t.p, 8);
    memcpy(&last, t.p + t.n - 8, 8);
    if (t.n > 16 || ((first | last) & high))
        return kom_text_hash_words(t, seed);
    /* Eight times seven bits side by side, and the length. */
    first = (first & UINT64_C(0x007F007F007F007F)) | (first >> 1 & UINT64_C(0x3F803F803F803F80));
    first = (first & UINT64_C(0x00003FFF00003FFF)) | (first >> 2 & UINT64_C(0x0FFFC0000FFFC000));
    first = (first & UINT64_C(0x0FFFFFFF)) | (first >> 4 & UINT64_C(0x00FFFFFFF0000000));
    /* Moved on by a hash of the last bytes, which can be taken back where those are known: the key
       looks like a hash and tells all that the rest does not. */
    uint64_t key = (first << 4 | (t.n - 8)) + kom_hash_seeded(last, seed);
    return (struct kom_text_words){key | KOM_TEXT_TOP_BITS, last};
}

/* Pairs of 32-bit numbers, each pair with the number of its first coming. Zero-initialised is
 * empty. */
struct kom_pairs {
    uint64_t *pair;   /* by number: first << 32 | second */
    uint32_t *bucket; /* number + 1; 0 is free */
    size_t n, cap, n_buckets;
    struct kom_hash_seed seed;
};

/* The number of a pair, given now if it is new; KOM_NO_ID when memory runs out. *is_new may be
 * NULL. */
uint32_t kom_pairs_add(struct kom_pairs *t, uint32_t first, uint32_t second, bool *is_new);
uint32_t kom_pairs_find(const struct kom_pairs *t, uint32_t first, uint32_t second);

/* Asks for the memory that finding a pair will look at: first of these, and some pairs later of
   that to which the first leads. Change nothing. */
void kom_pairs_prefetch(const struct kom_pairs *t, uint32_t first, uint32_t second);
void kom_pairs_prefetch_pair(const struct kom_pairs *t, uint32_t first, uint32_t second);
void kom_pairs_fini(struct kom_pairs *t);

#endif
