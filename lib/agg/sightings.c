/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list that is written to its end only, and packed in place with a small index.

   A table of all sightings has a place of its own for each, and every look goes to memory that was
   not looked at for long: that, not the comparing, is what it takes. Here a sighting is written
   behind the last one of its list. There are so many lists that one of them and its index fit into
   the nearest memory: there equal ones are brought together, when the list has grown to twice what
   was left the last time, so that each is looked at a few times and the list is never more than
   twice as long as it must be. */
#include "sightings.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"

enum { FIRST_PACK = 8192, BUCKET = 4, LEAST_SLOTS = 64 };

static uint64_t hash_of(uint64_t word, uint32_t place, struct kom_hash_seed seed) {
    return kom_hash_seeded(word, seed) ^ place * UINT64_C(0x9E3779B97F4A7C15);
}

enum kom_status kom_sightings_add(struct kom_sightings *s, const struct kom_seen *list, size_t n,
                                  struct kom_hash_seed seed, struct kom_sightings_room *room) {
    size_t pack_at = s->pack_at ? s->pack_at : FIRST_PACK;
    if (s->n >= pack_at && s->n > s->n_single) {
        if (kom_sightings_pack(s, seed, room))
            return KOM_ENOMEM;
        s->pack_at = 2 * s->n > FIRST_PACK ? 2 * s->n : FIRST_PACK;
    }
    void *p = s->seen;
    if (kom_grow(&p, &s->cap, s->n + n, sizeof *s->seen))
        return KOM_ENOMEM;
    s->seen = p;
    memcpy(s->seen + s->n, list, n * sizeof *list);
    s->n += n;
    return KOM_OK;
}

/* A slot has the number of a sighting, + 1, in its lower bits (mask) and bits of its hash in the
   others. */
struct slots {
    uint32_t *slot;
    size_t mask;
};

/* The slot of a sighting, or a free one. */
static uint32_t *slot_of(const struct kom_seen *seen, struct slots t, uint64_t word, uint32_t place,
                         uint64_t hash) {
    uint32_t upper = (uint32_t)(hash >> 24) & ~(uint32_t)t.mask;
    for (size_t at = hash & t.mask;; at = (at + 1) & t.mask) {
        uint32_t v = t.slot[at];
        if (v == 0)
            return &t.slot[at];
        if ((v & ~(uint32_t)t.mask) != upper)
            continue;
        const struct kom_seen *e = &seen[(v & t.mask) - 1];
        if (e->word == word && e->place == place)
            return &t.slot[at];
    }
}

static void pack_with(struct kom_sightings *s, struct slots t, struct kom_hash_seed seed) {
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++) {
        const struct kom_seen e = s->seen[i];
        uint64_t hash = hash_of(e.word, e.place, seed);
        uint32_t *slot = slot_of(s->seen, t, e.word, e.place, hash);
        /* No branch: which of both it is nobody can foresee. */
        bool is_known = *slot != 0;
        size_t at = is_known ? (*slot & t.mask) - 1 : n;
        uint32_t bits = s->seen[at].bits & (is_known ? UINT32_MAX : 0);
        s->seen[at] = (struct kom_seen){e.word, e.place, e.bits | bits};
        *slot = ((uint32_t)(hash >> 24) & ~(uint32_t)t.mask) | (uint32_t)(at + 1);
        n += !is_known;
    }
    s->n = s->n_single = n;
}

/* More slots than sightings by half at least: never full, and the numbers fit into the mask. */
static size_t slots_for(size_t n) {
    size_t size = LEAST_SLOTS;
    while (2 * size < 3 * (n + 1))
        size *= 2;
    return size;
}

enum kom_status kom_sightings_pack(struct kom_sightings *s, struct kom_hash_seed seed,
                                   struct kom_sightings_room *room) {
    size_t size = slots_for(s->n);
    if (s->n_single == s->n)
        return KOM_OK;
    if (size > UINT32_MAX)
        return KOM_ENOMEM;
    if (room->n < size) {
        kom_sightings_room_fini(room);
        room->slot = kom_alloc(size, sizeof *room->slot);
        room->n = room->slot ? size : 0;
    } else {
        memset(room->slot, 0, size * sizeof *room->slot);
    }
    if (!room->slot)
        return KOM_ENOMEM;
    pack_with(s, (struct slots){room->slot, size - 1}, seed);
    return KOM_OK;
}

/* Where that one is in the table of an index, or would be. */
static struct kom_seen *place_in(struct kom_seen *table, size_t size, uint64_t word, uint32_t place,
                                 struct kom_hash_seed seed) {
    for (size_t at = hash_of(word, place, seed) & (size - 1);; at = (at + 1) & (size - 1)) {
        struct kom_seen *e = &table[at];
        if (e->bits == 0 || (e->word == word && e->place == place))
            return e;
    }
}

enum kom_status kom_sightings_index(struct kom_sightings *s, struct kom_hash_seed seed) {
    size_t size = slots_for(s->n);
    struct kom_seen *table = kom_alloc(size, sizeof *table);
    if (!table)
        return KOM_ENOMEM;
    for (size_t i = 0; i < s->n; i++) {
        const struct kom_seen *e = &s->seen[i];
        struct kom_seen *to = place_in(table, size, e->word, e->place, seed);
        *to = (struct kom_seen){e->word, e->place, e->bits | to->bits};
    }
    kom_sightings_fini(s);
    s->table = table;
    s->n_table = size;
    return KOM_OK;
}

uint32_t kom_sightings_find(const struct kom_sightings *s, uint64_t word, uint32_t place,
                            struct kom_hash_seed seed) {
    return s->n_table ? place_in(s->table, s->n_table, word, place, seed)->bits : 0;
}

/* ---- sorting ---- */

/* One kind after the other would be as good: those of a word only have to come together. */
static int by_word(const void *a, const void *b) {
    const struct kom_seen *x = a, *y = b;
    if (x->word != y->word)
        return x->word < y->word ? -1 : 1;
    return (x->place > y->place) - (x->place < y->place);
}

static void sort_few(struct kom_seen *e, size_t n) {
    for (size_t i = 1; i < n; i++) {
        const struct kom_seen one = e[i];
        size_t k = i;
        for (; k > 0 && by_word(&e[k - 1], &one) > 0; k--)
            e[k] = e[k - 1];
        e[k] = one;
    }
}

/* By buckets of their hash, a few in each but for persons with many places. */
static void sort_into(const struct kom_sightings *s, struct kom_seen *to, uint32_t *start,
                      size_t n_buckets, struct kom_hash_seed seed) {
    const unsigned shift = 8; /* lists of a crowd have the upper bits in common */
    for (size_t i = 0; i < s->n; i++)
        start[(kom_hash_seeded(s->seen[i].word, seed) >> shift) & (n_buckets - 1)]++;
    uint32_t sum = 0;
    for (size_t i = 0; i < n_buckets; i++) {
        uint32_t n = start[i];
        start[i] = sum;
        sum += n;
    }
    for (size_t i = 0; i < s->n; i++)
        to[start[(kom_hash_seeded(s->seen[i].word, seed) >> shift) & (n_buckets - 1)]++] =
            s->seen[i];
    for (size_t i = 0, from = 0; i < n_buckets; from = start[i++]) {
        if (start[i] - from <= 8 * BUCKET)
            sort_few(to + from, start[i] - from);
        else
            qsort(to + from, start[i] - from, sizeof *to, by_word);
    }
}

enum kom_status kom_sightings_sort(struct kom_sightings *s, struct kom_hash_seed seed) {
    size_t n_buckets = 1;
    while (BUCKET * n_buckets < s->n)
        n_buckets *= 2;
    uint32_t *start = kom_alloc(n_buckets, sizeof *start);
    struct kom_seen *to = start ? kom_alloc(s->n, sizeof *to) : NULL;
    if (to) {
        sort_into(s, to, start, n_buckets, seed);
        kom_free(s->seen);
        s->seen = to;
        s->cap = s->n;
    }
    kom_free(start);
    return to ? KOM_OK : KOM_ENOMEM;
}

void kom_sightings_fini(struct kom_sightings *s) {
    kom_free(s->seen);
    kom_free(s->table);
    *s = (struct kom_sightings){0};
}

void kom_sightings_room_fini(struct kom_sightings_room *room) {
    kom_free(room->slot);
    *room = (struct kom_sightings_room){0};
}
