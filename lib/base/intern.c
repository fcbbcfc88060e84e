/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts and pairs of numbers as dense numbers, so that arrays can hang on them.

   Open addressing with linear steps, at most three quarters full. A bucket has the number and, of a
   text, its key: what is packed into the key needs no look at the text, and so a search is one look
   at memory, which can be asked for ahead. Pairs lie by number, for whoever goes through all; their
   buckets have the number alone, so that a search is two looks, asked for one after the other. Both
   hash with a secret, for a file may be made by somebody who wants all its texts in one place. */
#include "intern.h"

#include <string.h>

#include "prefetch.h"

uint64_t kom_hash_bytes(const char *p, size_t n, struct kom_hash_seed seed) {
    uint64_t h = seed.add ^ n;
    for (; n >= 8; p += 8, n -= 8) {
        uint64_t v;
        memcpy(&v, p, 8);
        h = kom_hash_fold(h ^ v, seed.times);
    }
    uint64_t v = 0;
    while (n > 0)
        v = v << 8 | (unsigned char)p[--n];
    return kom_hash_fold(h ^ v, seed.times ^ UINT64_C(0xA0761D6478BD642E));
}

/* Buckets doubled; put() gives the hash of a number. NULL: memory ran out, the old ones stay. */
static uint32_t *rehash(const void *table, uint32_t *bucket, size_t n, size_t *n_buckets,
                        uint64_t (*hash)(const void *table, size_t number)) {
    size_t size = *n_buckets ? *n_buckets * 2 : 64;
    uint32_t *fresh = kom_alloc_table(size, sizeof *fresh);
    if (!fresh)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        size_t at = hash(table, i) & (size - 1);
        while (fresh[at])
            at = (at + 1) & (size - 1);
        fresh[at] = (uint32_t)i + 1;
    }
    kom_free(bucket);
    *n_buckets = size;
    return fresh;
}

/* Digits, letters and - as 1 to 63; 0: another byte. */
static const uint8_t six_bits[256] = {
    ['0'] = 1,  ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,  ['6'] = 7,  ['7'] = 8,
    ['8'] = 9,  ['9'] = 10, ['A'] = 11, ['B'] = 12, ['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16,
    ['G'] = 17, ['H'] = 18, ['I'] = 19, ['J'] = 20, ['K'] = 21, ['L'] = 22, ['M'] = 23, ['N'] = 24,
    ['O'] = 25, ['P'] = 26, ['Q'] = 27, ['R'] = 28, ['S'] = 29, ['T'] = 30, ['U'] = 31, ['V'] = 32,
    ['W'] = 33, ['X'] = 34, ['Y'] = 35, ['Z'] = 36, ['a'] = 37, ['b'] = 38, ['c'] = 39, ['d'] = 40,
    ['e'] = 41, ['f'] = 42, ['g'] = 43, ['h'] = 44, ['i'] = 45, ['j'] = 46, ['k'] = 47, ['l'] = 48,
    ['m'] = 49, ['n'] = 50, ['o'] = 51, ['p'] = 52, ['q'] = 53, ['r'] = 54, ['s'] = 55, ['t'] = 56,
    ['u'] = 57, ['v'] = 58, ['w'] = 59, ['x'] = 60, ['y'] = 61, ['z'] = 62, ['-'] = 63,
};

static const uint64_t hash_mark = UINT64_C(1) << 63;

/* Eight letters or digits at once, six bits each as in the table, the first highest; false where
   another byte is among them. The bytes of a word are handled side by side: x + 127 - h has its
   top bit where x > h, x + 128 - l where x >= l. */
static bool pack_eight(const char *p, uint64_t *key) {
    const uint64_t ones = UINT64_C(0x0101010101010101), top = ones << 7;
    uint64_t w;
    memcpy(&w, p, 8);
    uint64_t is_letter = w >> 6 & ones, is_lower = w >> 5 & is_letter;
    uint64_t letters = is_letter * 255, place = w & ones * 31; /* a and A: 1 */
    uint64_t bad = w & top;
    bad |= letters & ((place + ones * (127 - 26)) | ~(place + ones * (128 - 1)));
    bad |= ~letters & ((w + ones * (127 - '9')) | ~(w + ones * (128 - '0')));
    uint64_t x = (letters & (place + ones * 10)) | (~letters & ((w & ones * 15) + ones));
    x = __builtin_bswap64(x + is_lower * 26);
    x = (x & UINT64_C(0x003F003F003F003F)) | (x >> 2 & UINT64_C(0x0FC00FC00FC00FC0));
    x = (x & UINT64_C(0x00000FFF00000FFF)) | (x >> 4 & UINT64_C(0x00FFF00000FFF000));
    *key = (x & UINT64_C(0xFFFFFF)) | (x >> 8 & UINT64_C(0xFFFFFF000000));
    return (bad & top) == 0;
}

/* Up to 10 letters, digits and -, six bits each: none is 0, so that lengths differ too. */
static bool pack(const char *p, size_t n, uint64_t *key) {
    size_t i = 0;
    *key = 0;
    if (n >= 8 && pack_eight(p, key))
        i = 8;
    else
        *key = 0;
    for (; i < n && six_bits[(unsigned char)p[i]]; i++)
        *key = *key << 6 | six_bits[(unsigned char)p[i]];
    return i == n;
}

/* Bit 62 tells packed letters from a word of plain bytes. */
uint64_t kom_text_key(struct kom_text t, struct kom_hash_seed seed) {
    uint64_t key = 0;
    if (t.n <= 10 && pack(t.p, t.n, &key))
        return key | KOM_KEY_EMPTY;
    return t.n > 7 ? kom_hash_bytes(t.p, t.n, seed) | hash_mark : kom_text_word(t);
}

struct kom_text kom_key_letters(uint64_t key, char room[16]) {
    static const char letter[64] = {0,   '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B',
                                    'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O',
                                    'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W', 'X', 'Y', 'Z', 'a', 'b',
                                    'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o',
                                    'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z', '-'};
    size_t n = 0;
    for (uint64_t rest = key & ~KOM_KEY_EMPTY; rest; rest >>= 6)
        n++;
    for (size_t i = 0; i < n; i++)
        room[i] = letter[key >> 6 * (n - 1 - i) & 63];
    return (struct kom_text){room, n};
}

struct kom_text kom_words_text(struct kom_text_words words, struct kom_hash_seed seed,
                               char room[16]) {
    const uint64_t key = (words.key - kom_hash_seeded(words.rest, seed)) & ~KOM_TEXT_TOP_BITS;
    const size_t n = (size_t)(key & 15) + 8;
    for (size_t i = 0; i < 8; i++)
        room[i] = (char)(key >> (4 + 7 * i) & 127);
    memcpy(room + n - 8, &words.rest, 8);
    return (struct kom_text){room, n};
}

struct kom_text_words kom_text_hash_words(struct kom_text t, struct kom_hash_seed seed) {
    return (struct kom_text_words){
        (kom_hash_bytes(t.p, t.n, seed) & ~KOM_TEXT_TOP_BITS) | hash_mark, 0};
}

/* The bucket where the text is, or would be. */
static size_t text_slot(const struct kom_intern *t, struct kom_text text, uint64_t key) {
    size_t at = kom_intern_home(key, t->seed, t->n_buckets);
    for (;; at = (at + 1) & (t->n_buckets - 1)) {
        const struct kom_intern_bucket *b = &t->bucket[at];
        if (b->number == 0)
            return at;
        if (b->key == key &&
            (!kom_key_is_hash(key) || kom_text_equal(t->text[b->number - 1], text)))
            return at;
    }
}

uint32_t kom_intern_find_key(const struct kom_intern *t, uint64_t key, struct kom_text text) {
    if (t->n_buckets == 0)
        return KOM_NO_ID;
    uint32_t number = t->bucket[text_slot(t, text, key)].number;
    return number ? number - 1 : KOM_NO_ID;
}

uint32_t kom_intern_find(const struct kom_intern *t, struct kom_text text) {
    return kom_intern_find_key(t, kom_text_key(text, t->seed), text);
}

static enum kom_status more_buckets(struct kom_intern *t) {
    size_t size = t->n_buckets ? t->n_buckets * 2 : 64;
    struct kom_intern_bucket *fresh = kom_alloc_table(size, sizeof *fresh);
    if (!fresh)
        return KOM_ENOMEM;
    if (t->n_buckets == 0)
        t->seed = kom_hash_seed();
    for (size_t i = 0; i < t->n_buckets; i++) {
        if (t->bucket[i].number == 0)
            continue;
        size_t at = kom_intern_home(t->bucket[i].key, t->seed, size);
        while (fresh[at].number)
            at = (at + 1) & (size - 1);
        fresh[at] = t->bucket[i];
    }
    kom_free(t->bucket);
    t->bucket = fresh;
    t->n_buckets = size;
    return KOM_OK;
}

uint32_t kom_intern_add(struct kom_intern *t, struct kom_text text) {
    if (t->n_buckets == 0 && more_buckets(t))
        return KOM_NO_ID;
    return kom_intern_add_key(t, kom_text_key(text, t->seed), text);
}

KOM_APART static enum kom_status more_texts(struct kom_intern *t) {
    void *p = t->text;
    enum kom_status status = kom_grow(&p, &t->cap, t->n + 1, sizeof *t->text);
    t->text = p;
    return status;
}

uint32_t kom_intern_add_key(struct kom_intern *t, uint64_t key, struct kom_text text) {
    if (4 * (t->n + 1) > 3 * t->n_buckets && more_buckets(t))
        return KOM_NO_ID;
    size_t at = text_slot(t, text, key);
    if (t->bucket[at].number)
        return t->bucket[at].number - 1;
    if (t->n == t->cap && more_texts(t))
        return KOM_NO_ID;
    const char *own = kom_arena_copy(&t->arena, text.p, text.n);
    if (!own)
        return KOM_NO_ID;
    t->text[t->n] = (struct kom_text){own, text.n};
    t->bucket[at] = (struct kom_intern_bucket){.key = key, .number = (uint32_t)++t->n};
    return (uint32_t)t->n - 1;
}

uint32_t *kom_intern_map(struct kom_intern *all, struct kom_intern *other) {
    uint32_t *map = kom_alloc(other->n + 1, sizeof *map);
    if (map && all->n == 0) { /* the first are taken as they are */
        struct kom_intern none = *all;
        *all = *other;
        *other = none;
        for (size_t i = 0; i < all->n; i++)
            map[i] = (uint32_t)i;
        return map;
    }
    for (size_t i = 0; map && i < other->n; i++) {
        map[i] = kom_intern_add(all, other->text[i]);
        if (map[i] == KOM_NO_ID) {
            kom_free(map);
            return NULL;
        }
    }
    return map;
}

uint64_t kom_intern_nbytes(const struct kom_intern *t) {
    return t->arena.nbytes + t->cap * sizeof *t->text + t->n_buckets * sizeof *t->bucket;
}

void kom_intern_fini(struct kom_intern *t) {
    kom_arena_fini(&t->arena);
    kom_free(t->text);
    kom_free(t->bucket);
    *t = (struct kom_intern){0};
}

static uint64_t pair_hash(const void *table, size_t number) {
    const struct kom_pairs *t = table;
    return kom_hash_seeded(t->pair[number], t->seed);
}

static size_t pair_slot(const struct kom_pairs *t, uint64_t pair) {
    size_t at = kom_hash_seeded(pair, t->seed) & (t->n_buckets - 1);
    while (t->bucket[at] && t->pair[t->bucket[at] - 1] != pair)
        at = (at + 1) & (t->n_buckets - 1);
    return at;
}

uint32_t kom_pairs_find(const struct kom_pairs *t, uint32_t first, uint32_t second) {
    if (t->n_buckets == 0)
        return KOM_NO_ID;
    uint32_t number = t->bucket[pair_slot(t, (uint64_t)first << 32 | second)];
    return number ? number - 1 : KOM_NO_ID;
}

/* Where the search for a pair starts. */
static const uint32_t *pair_home(const struct kom_pairs *t, uint32_t first, uint32_t second) {
    uint64_t hash = kom_hash_seeded((uint64_t)first << 32 | second, t->seed);
    return t->n_buckets ? &t->bucket[hash & (t->n_buckets - 1)] : NULL;
}

void kom_pairs_prefetch(const struct kom_pairs *t, uint32_t first, uint32_t second) {
    kom_prefetch(pair_home(t, first, second));
}

void kom_pairs_prefetch_pair(const struct kom_pairs *t, uint32_t first, uint32_t second) {
    const uint32_t *home = pair_home(t, first, second);
    if (home && *home)
        kom_prefetch(&t->pair[*home - 1]);
}

KOM_APART static enum kom_status more_pairs(struct kom_pairs *t) {
    void *p = t->pair;
    enum kom_status status = kom_grow(&p, &t->cap, t->n + 1, sizeof *t->pair);
    t->pair = p;
    return status;
}

uint32_t kom_pairs_add(struct kom_pairs *t, uint32_t first, uint32_t second, bool *is_new) {
    uint64_t pair = (uint64_t)first << 32 | second;
    if (is_new)
        *is_new = false;
    if (2 * (t->n + 1) > t->n_buckets) {
        if (t->n_buckets == 0)
            t->seed = kom_hash_seed();
        uint32_t *fresh = rehash(t, t->bucket, t->n, &t->n_buckets, pair_hash);
        if (!fresh)
            return KOM_NO_ID;
        t->bucket = fresh;
    }
    size_t at = pair_slot(t, pair);
    if (t->bucket[at])
        return t->bucket[at] - 1;
    if (t->n == t->cap && more_pairs(t))
        return KOM_NO_ID;
    t->pair[t->n] = pair;
    t->bucket[at] = (uint32_t)++t->n;
    if (is_new)
        *is_new = true;
    return (uint32_t)t->n - 1;
}

void kom_pairs_fini(struct kom_pairs *t) {
    kom_free(t->pair);
    kom_free(t->bucket);
    *t = (struct kom_pairs){0};
}
