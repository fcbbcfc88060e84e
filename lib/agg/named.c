/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Open addressing: one look at memory, asked for ahead, and an OR. */
#include "named.h"

#include <stdlib.h>

#include "mem.h"
#include "prefetch.h"

enum { FIRST_SIZE = 256 };

/* Persons are told apart by the lower bits as well as places are: a person's places lie apart, so
   that one with many of them costs no long searches. */
static uint64_t hash_of(uint64_t key, uint32_t place, struct kom_hash_seed seed) {
    return kom_hash_seeded(key, seed) ^ place * UINT64_C(0x9E3779B97F4A7C15);
}

uint64_t kom_named_hash(const struct kom_named_table *t, const struct kom_named_one *one) {
    return hash_of(one->is.key, one->place, t->seed);
}

/* Where the search for a hash starts: with a cache line, which holds two places. */
static size_t home_of(const struct kom_named_table *t, uint64_t hash) {
    return hash & (t->size - 2);
}

static struct kom_text name_of(const struct kom_named_table *t, const struct kom_named *e) {
    return (struct kom_text){t->names.p + (e->rest >> 32), (uint32_t)e->rest};
}

static bool is_same(const struct kom_named_table *t, const struct kom_named *e,
                    struct kom_text_words is, struct kom_text who) {
    return e->key == is.key &&
           (kom_named_has_name(is.key) ? kom_text_equal(name_of(t, e), who) : e->rest == is.rest);
}

static enum kom_status grow(struct kom_named_table *t) {
    struct kom_named *old = t->seen;
    size_t n_old = t->size, size = t->size ? 2 * t->size : FIRST_SIZE;
    struct kom_named *fresh = kom_alloc_table(size, sizeof *fresh);
    if (!fresh)
        return KOM_ENOMEM;
    t->seen = fresh;
    t->size = size;
    for (size_t i = 0; i < n_old; i++) {
        const struct kom_named *e = &old[i];
        if (e->bits == 0)
            continue;
        size_t at = home_of(t, hash_of(e->key, e->place, t->seed));
        while (fresh[at].bits)
            at = (at + 1) & (size - 1);
        fresh[at] = *e;
    }
    kom_free(old);
    return KOM_OK;
}

/* Where the entry is, or would be. */
static struct kom_named *find(const struct kom_named_table *t, const struct kom_named_one *one,
                              uint64_t hash) {
    size_t at = home_of(t, hash);
    for (;; at = (at + 1) & (t->size - 1)) {
        struct kom_named *e = &t->seen[at];
        if (e->bits == 0 || (e->place == one->place && is_same(t, e, one->is, one->who)))
            return e;
    }
}

void kom_named_prefetch(const struct kom_named_table *t, uint64_t hash) {
    if (t->size)
        kom_prefetch_to_write(&t->seen[home_of(t, hash)]);
}

/* It is known where it is found in the first cache line. */
void kom_named_prefetch_name(const struct kom_named_table *t, uint64_t key, uint64_t hash) {
    if (t->size == 0 || !kom_named_has_name(key))
        return;
    const struct kom_named *e = &t->seen[home_of(t, hash)];
    e = e->key == key ? e : e + 1;
    kom_prefetch(e->key == key && t->names.p ? name_of(t, e).p : NULL);
}

enum kom_status kom_named_enter(struct kom_named_table *t, const struct kom_named_one *one,
                                uint64_t hash, uint64_t max_nbytes, bool *waits) {
    *waits = false;
    struct kom_named *e = t->size ? find(t, one, hash) : NULL;
    if (e && e->bits) {
        e->bits |= one->bits;
        return KOM_OK;
    }
    bool is_full = 3 * (t->n + 1) > 2 * t->size;
    uint64_t places = t->size ? (is_full ? 2 : 1) * t->size : FIRST_SIZE;
    if (max_nbytes && places * sizeof *e + t->names.n > max_nbytes) {
        *waits = true;
        return KOM_OK;
    }
    if (is_full && grow(t))
        return KOM_ENOMEM;
    e = find(t, one, hash);
    uint64_t rest = one->is.rest;
    if (kom_named_has_name(one->is.key)) {
        rest = (uint64_t)t->names.n << 32 | one->who.n;
        kom_buf_text(&t->names, one->who);
        if (t->names.failed || t->names.n > UINT32_MAX)
            return KOM_ENOMEM;
    }
    *e = (struct kom_named){one->is.key, one->bits, rest, one->place};
    t->n++;
    return KOM_OK;
}

static int by_key(const void *a, const void *b) {
    const struct kom_named *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->rest > y->rest) - (x->rest < y->rest);
}

/* Two persons with one hash are rare but must not lie between each other's entries: all entries of
   a person take the place of its first name. */
static void unite_names(struct kom_named_table *t, size_t from, size_t to) {
    for (size_t i = from; i < to; i++)
        for (size_t k = from; k < i; k++) {
            if (kom_text_equal(name_of(t, &t->seen[k]), name_of(t, &t->seen[i]))) {
                t->seen[i].rest = t->seen[k].rest;
                break;
            }
        }
    qsort(t->seen + from, to - from, sizeof *t->seen, by_key);
}

void kom_named_sort(struct kom_named_table *t) {
    size_t n = 0;
    for (size_t i = 0; i < t->size; i++)
        if (t->seen[i].bits)
            t->seen[n++] = t->seen[i];
    t->size = n;
    if (n)
        qsort(t->seen, n, sizeof *t->seen, by_key);
    for (size_t i = 0, k; i < n; i = k) {
        for (k = i + 1; k < n && t->seen[k].key == t->seen[i].key;)
            k++;
        if (k > i + 1 && kom_named_has_name(t->seen[i].key))
            unite_names(t, i, k);
    }
}

bool kom_named_same(const struct kom_named_table *t, const struct kom_named *a,
                    const struct kom_named *b) {
    struct kom_text who = kom_named_has_name(b->key) ? name_of(t, b) : (struct kom_text){NULL, 0};
    return is_same(t, a, (struct kom_text_words){b->key, b->rest}, who);
}

struct kom_text kom_named_text(const struct kom_named_table *t, const struct kom_named *e,
                               struct kom_hash_seed seed, char room[16]) {
    if (kom_named_has_name(e->key))
        return name_of(t, e);
    if (kom_key_has_rest(e->key))
        return kom_words_text((struct kom_text_words){e->key, e->rest}, seed, room);
    memcpy(room, &e->key, 8); /* up to 7 bytes and their length */
    return (struct kom_text){room, (size_t)(e->key >> 56)};
}

void kom_named_fini(struct kom_named_table *t) {
    kom_free(t->seen);
    kom_buf_fini(&t->names);
    t->seen = NULL;
    t->n = t->size = 0;
}
