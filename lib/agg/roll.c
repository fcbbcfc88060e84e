/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Open addressing with linear steps; a place whose key is 0 is free. */
#include "roll.h"

#include <string.h>

#include "prefetch.h"

enum { FIRST_PLACES = 64, AHEAD = 24 };

/* The words of a text that must not be 0, and of one that is longer than two words its number. */
static inline struct kom_text_words words_of(const struct kom_roll *r, struct kom_text t) {
    struct kom_text_words is = kom_text_words(t, r->seed);
    if (t.n == 0)
        is.key = KOM_KEY_EMPTY;
    else if (kom_key_is_hash(is.key) && !kom_key_has_rest(is.key))
        is.rest = (uint64_t)kom_intern_find(&r->longer, t) + 1;
    return is;
}

static inline size_t home_of(const struct kom_roll *r, uint64_t key) {
    return (size_t)((kom_hash_seeded(key, r->seed) >> 32) * r->n_places >> 32);
}

static inline struct kom_text_words *record_at(const struct kom_roll *r, size_t place) {
    return (struct kom_text_words *)(void *)(r->record + place * r->size);
}

/* Where the words are, or would be. */
static inline struct kom_text_words *place_of(const struct kom_roll *r, struct kom_text_words is) {
    for (size_t at = home_of(r, is.key);; at = at + 1 == r->n_places ? 0 : at + 1) {
        struct kom_text_words *record = record_at(r, at);
        if (record->key == 0 || (record->key == is.key && record->rest == is.rest))
            return record;
    }
}

/* Half as many places again. */
static bool grow(struct kom_roll *r) {
    struct kom_roll next = *r;
    next.n_places = r->n_places ? r->n_places + r->n_places / 2 : FIRST_PLACES;
    if (next.n_places > UINT32_MAX)
        return false;
    next.record = kom_alloc_table(next.n_places, r->size);
    if (!next.record)
        return false;
    for (size_t i = 0; i < r->n_places; i++)
        if (record_at(r, i)->key)
            memcpy(place_of(&next, *record_at(r, i)), record_at(r, i), r->size);
    kom_free(r->record);
    *r = next;
    return true;
}

void *kom_roll_add(struct kom_roll *r, struct kom_text text) {
    if (r->n_places == 0)
        r->seed = kom_hash_seed();
    if (5 * (r->n + 1) > 4 * r->n_places && !grow(r))
        return NULL;
    struct kom_text_words is = words_of(r, text);
    bool is_longer = kom_key_is_hash(is.key) && !kom_key_has_rest(is.key);
    if (is_longer) {
        uint32_t number = kom_intern_add(&r->longer, text);
        if (number == KOM_NO_ID)
            return NULL;
        is.rest = (uint64_t)number + 1;
    }
    struct kom_text_words *record = place_of(r, is);
    r->n += record->key == 0;
    *record = is;
    return record;
}

static inline const void *find(const struct kom_roll *r, struct kom_text_words is) {
    const struct kom_text_words *record = place_of(r, is);
    return record->key ? record : NULL;
}

const void *kom_roll_find(const struct kom_roll *r, struct kom_text text) {
    return r->n_places ? find(r, words_of(r, text)) : NULL;
}

void kom_roll_find_all(const struct kom_roll *r, const struct kom_text *text, uint32_t n,
                       const void **record) {
    struct kom_text_words is[AHEAD];
    for (uint32_t i = 0; i < n + AHEAD; i++) {
        if (i >= AHEAD)
            record[i - AHEAD] = r->n_places ? find(r, is[i % AHEAD]) : NULL;
        if (i >= n || r->n_places == 0)
            continue;
        is[i % AHEAD] = words_of(r, text[i]);
        kom_prefetch(record_at(r, home_of(r, is[i % AHEAD].key)));
    }
}

void kom_roll_prefetch(const struct kom_roll *r, struct kom_text text) {
    if (r->n_places)
        kom_prefetch_to_write(record_at(r, home_of(r, kom_text_words(text, r->seed).key)));
}

uint64_t kom_roll_nbytes(const struct kom_roll *r) {
    return r->n_places * r->size + kom_intern_nbytes(&r->longer);
}

void kom_roll_fini(struct kom_roll *r) {
    kom_free(r->record);
    kom_intern_fini(&r->longer);
    *r = (struct kom_roll){.size = r->size};
}
