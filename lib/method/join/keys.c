/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys of the joined table.

   The table is larger than the caches, and a row of the input waits for its key longer than for all
   else: so all that is to be known of a key of up to 16 bytes lies in one cache line, with that of
   two others, and texts are looked at where two words do not hold them. Lines are as many as need
   be, no power of two; a key whose line is full stands in the next that is not. Many keys are
   looked for at once: those of a block are asked for some steps ahead of the first look. */
#include "keys.h"

#include <assert.h>

#include "prefetch.h"

/* Keys that are looked for together, and how many of them are asked for before the first of them
   is looked at: few enough that the processor waits for all of them at once. */
enum { TOGETHER = 256, AHEAD = 64, FIRST_LINES = 32 };

_Static_assert(sizeof(struct kom_join_line) == 64, "a line of keys is a cache line");

/* The words of a text, the first of which must not be 0. */
static inline struct kom_text_words words_of(const struct kom_join_keys *t, struct kom_text text) {
    struct kom_text_words is = kom_text_words(text, t->seed);
    if (text.n == 0)
        is.key = KOM_KEY_EMPTY;
    return is;
}

/* Is the key a hash, and the text beside? */
static inline bool is_longer(uint64_t key) {
    return kom_key_is_hash(key) && !kom_key_has_rest(key);
}

static inline size_t home_of(const struct kom_join_keys *t, uint64_t key) {
    return (size_t)((kom_hash_seeded(key, t->seed) >> 32) * t->n_lines >> 32);
}

/* Which of a line's keys it is, as bits; of a longer text, which may be. All are looked at, as
   guesses where a search ends are wrong too often. */
static inline unsigned hits_of(const struct kom_join_line *line, struct kom_text_words is) {
    const uint64_t heeded = is_longer(is.key) ? 0 : UINT64_MAX;
    unsigned hits = 0;
    for (unsigned i = 0; i < KOM_JOIN_LINE_KEYS; i++) {
        const uint64_t differs =
            (line->key[i] ^ is.key) | ((line->rest[i].word ^ is.rest) & heeded);
        hits |= (unsigned)(differs == 0) << i;
    }
    return hits;
}

static const struct kom_join_found none = {KOM_NO_ID, KOM_NO_ID};

static inline struct kom_join_found found_at(const struct kom_join_keys *t,
                                             const struct kom_join_line *line, unsigned i) {
    return (struct kom_join_found){(uint32_t)(line - t->line) * KOM_JOIN_LINE_KEYS + i,
                                   line->note[i]};
}

/* ---- one key ---- */

static inline size_t line_behind(const struct kom_join_keys *t, size_t at) {
    return at + 1 == t->n_lines ? 0 : at + 1;
}

/* *end: the line that the search ended in, which has room where nothing was found. */
static struct kom_join_found search(const struct kom_join_keys *t, struct kom_text_words is,
                                    struct kom_text text, size_t *end) {
    for (*end = home_of(t, is.key);; *end = line_behind(t, *end)) {
        const struct kom_join_line *line = &t->line[*end];
        for (unsigned hits = hits_of(line, is); hits; hits &= hits - 1) {
            const unsigned i = (unsigned)__builtin_ctz(hits);
            if (!is_longer(is.key) || kom_text_equal(*line->rest[i].longer, text))
                return found_at(t, line, i);
        }
        if (line->key[KOM_JOIN_LINE_KEYS - 1] == 0)
            return none;
    }
}

static struct kom_join_found find(const struct kom_join_keys *t, struct kom_text_words is,
                                  struct kom_text text) {
    size_t end;
    return search(t, is, text, &end);
}

struct kom_join_found kom_join_keys_find(const struct kom_join_keys *t, struct kom_text text) {
    return t->n_lines ? find(t, words_of(t, text), text) : none;
}

/* ---- many keys ---- */

static inline struct kom_text_words prefetch(const struct kom_join_keys *t, struct kom_text text) {
    const struct kom_text_words is = words_of(t, text);
    kom_prefetch(&t->line[home_of(t, is.key)]);
    return is;
}

struct kom_text_words kom_join_keys_prefetch(const struct kom_join_keys *t, struct kom_text text) {
    return prefetch(t, text);
}

/* What the line says where the search begins; it is not the last word on a longer text, nor on a
   key that it has not. What that will need is asked for. */
static inline struct kom_join_found glance(const struct kom_join_keys *t,
                                           struct kom_text_words is) {
    const struct kom_join_line *line = &t->line[home_of(t, is.key)];
    const unsigned hits = hits_of(line, is);
    if (!hits) {
        kom_prefetch(line + 1);
        return none;
    }
    const unsigned i = (unsigned)__builtin_ctz(hits);
    if (is_longer(is.key))
        kom_prefetch(line->rest[i].longer);
    return found_at(t, line, i);
}

static struct kom_text longer_of(const struct kom_join_keys *t, uint32_t number) {
    return *t->line[number / KOM_JOIN_LINE_KEYS].rest[number % KOM_JOIN_LINE_KEYS].longer;
}

/* What the glances left is looked for once more, when all have been. */
static void find_some(const struct kom_join_keys *t, const struct kom_text *text, uint32_t n,
                      struct kom_join_found *found) {
    struct kom_text_words is[TOGETHER];
    for (uint32_t i = 0; i < n + AHEAD; i++) {
        if (i < n)
            is[i] = prefetch(t, text[i]);
        if (i >= AHEAD)
            found[i - AHEAD] = glance(t, is[i - AHEAD]);
    }
    for (uint32_t i = 0; i < n; i++)
        if (is_longer(is[i].key) && found[i].number != KOM_NO_ID)
            kom_prefetch(longer_of(t, found[i].number).p);
    for (uint32_t i = 0; i < n; i++) {
        bool is_right = found[i].number != KOM_NO_ID;
        if (is_right && is_longer(is[i].key))
            is_right = kom_text_equal(longer_of(t, found[i].number), text[i]);
        if (!is_right)
            found[i] = find(t, is[i], text[i]);
    }
}

void kom_join_keys_find_all(const struct kom_join_keys *t, const struct kom_text *text, uint32_t n,
                            struct kom_join_found *found) {
    for (uint32_t i = 0; i < n && t->n_lines == 0; i++)
        found[i] = none;
    for (uint32_t i = 0; i < n && t->n_lines; i += TOGETHER)
        find_some(t, text + i, n - i < TOGETHER ? n - i : TOGETHER, found + i);
}

/* ---- making ---- */

/* At most two of three places are taken. */
static bool has_room(const struct kom_join_keys *t, size_t n) {
    return 3 * n <= 2 * KOM_JOIN_LINE_KEYS * t->n_lines;
}

/* Puts a key behind those of a line that has room. */
static inline void put_in(struct kom_join_line *line, uint64_t key, union kom_join_rest rest,
                          uint32_t note) {
    unsigned i = 0;
    for (unsigned k = 0; k + 1 < KOM_JOIN_LINE_KEYS; k++)
        i += line->key[k] != 0;
    line->key[i] = key;
    line->rest[i] = rest;
    line->note[i] = note;
}

/* Puts in a key that is not there. */
static void put(struct kom_join_keys *t, uint64_t key, union kom_join_rest rest, uint32_t note) {
    size_t at = home_of(t, key);
    while (t->line[at].key[KOM_JOIN_LINE_KEYS - 1])
        at = line_behind(t, at);
    put_in(&t->line[at], key, rest, note);
}

static enum kom_status resize(struct kom_join_keys *t, size_t n_lines) {
    struct kom_join_keys next = *t;
    assert(n_lines <= KOM_NO_ID / KOM_JOIN_LINE_KEYS);
    next.n_lines = n_lines;
    next.line = kom_alloc_table(n_lines, sizeof *next.line);
    if (!next.line)
        return KOM_ENOMEM;
    for (size_t at = 0; at < t->n_lines; at++) {
        const struct kom_join_line *old = &t->line[at];
        for (size_t i = 0; i < KOM_JOIN_LINE_KEYS && old->key[i]; i++)
            put(&next, old->key[i], old->rest[i], old->note[i]);
    }
    kom_free(t->line);
    *t = next;
    return KOM_OK;
}

enum kom_status kom_join_keys_reserve(struct kom_join_keys *t, size_t n, size_t most) {
    if (has_room(t, n))
        return KOM_OK;
    if (t->n_lines == 0)
        t->seed = kom_hash_seed();
    return resize(t, most / 8 * 5 + FIRST_LINES); /* `most` take 8 of 15 places */
}

/* A copy that lasts; NULL: memory ran out. */
static const struct kom_text *keep(struct kom_join_keys *t, struct kom_text text) {
    struct kom_text *own = kom_arena_take(&t->arena, sizeof *own);
    if (own)
        *own = (struct kom_text){kom_arena_copy(&t->arena, text.p, text.n), text.n};
    return own && own->p ? own : NULL;
}

uint32_t kom_join_keys_add(struct kom_join_keys *t, struct kom_text_words is,
                           const struct kom_text *text, bool lasts) {
    size_t end;
    const struct kom_join_found found = search(t, is, *text, &end);
    union kom_join_rest rest = {.word = is.rest};
    if (found.number != KOM_NO_ID)
        return found.note;
    if (is_longer(is.key)) {
        rest.longer = lasts ? text : keep(t, *text);
        if (!rest.longer)
            return KOM_NO_ID;
    }
    put_in(&t->line[end], is.key, rest, (uint32_t)t->n);
    return (uint32_t)t->n++;
}

void kom_join_keys_fini(struct kom_join_keys *t) {
    kom_free(t->line);
    kom_arena_fini(&t->arena);
    *t = (struct kom_join_keys){.n = 0};
}
