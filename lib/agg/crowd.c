/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sightings as bits in open addressing: one look at memory, asked for ahead, and an OR.

   A sighting is a person, a group, a block of 64 periods and a bit in it: entries of one size in an
   open-addressed table, where noting is one look at memory and an OR, whatever the number of
   periods. Several threads share it in parts by the upper bits of the hash, a lock each; sightings
   come in blocks, are sorted by part, and the memory of one is asked for while another is noted. A
   part that has no room lets further entries wait in a file, and takes them in at the end, when
   only one part need be whole. A table a thread, merged afterwards, would hold every person several
   times. */
#include "crowd.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "intern.h"
#include "mem.h"
#include "spill.h"

enum { AHEAD = 16, FIRST_SIZE = 256 };

struct kom_crowd_part {
    pthread_mutex_t lock;
    struct kom_seen *seen;
    size_t n, size; /* size: a power of two, or 0 */
    struct kom_buf names;
    struct kom_spill spill;
    struct kom_hash_seed seed; /* the crowd's */
};

/* A sighting in the file of its part; the name follows. */
struct waiting {
    struct kom_text_words is;
    uint32_t group, period, n_name, gap;
};

enum kom_status kom_crowd_init(struct kom_crowd *c) {
    c->part = kom_alloc(KOM_CROWD_PARTS, sizeof *c->part);
    if (!c->part)
        return KOM_ENOMEM;
    c->seed = kom_hash_seed();
    for (; c->n_parts < KOM_CROWD_PARTS; c->n_parts++) {
        c->part[c->n_parts].seed = c->seed;
        if (pthread_mutex_init(&c->part[c->n_parts].lock, NULL) != 0)
            return KOM_ENOMEM;
    }
    return KOM_OK;
}

/* The upper bits choose the part, the lower ones the place: a person's groups lie apart, so that
   one with many of them costs no long searches. */
static unsigned part_of(uint64_t key, struct kom_hash_seed seed) {
    return (unsigned)(kom_hash_seeded(key, seed) >> 60); /* of KOM_CROWD_PARTS */
}

static uint64_t hash_of(uint64_t key, uint32_t group, uint32_t block, struct kom_hash_seed seed) {
    return kom_hash_seeded(key, seed) ^
           ((uint64_t)block << 32 | group) * UINT64_C(0x9E3779B97F4A7C15);
}

/* Where the search for a hash starts: with a cache line, which holds two places. */
static size_t home_of(const struct kom_crowd_part *p, uint64_t hash) {
    return hash & (p->size - 2);
}

/* Does the key leave the text open? Then the part keeps it. */
static bool has_name(uint64_t key) {
    return kom_key_is_hash(key) && !kom_key_has_rest(key);
}

static struct kom_text name_of(const struct kom_crowd_part *p, const struct kom_seen *e) {
    return (struct kom_text){p->names.p + (e->rest >> 32), (uint32_t)e->rest};
}

static bool is_same(const struct kom_crowd_part *p, const struct kom_seen *e,
                    struct kom_text_words is, struct kom_text who) {
    return e->key == is.key &&
           (has_name(is.key) ? kom_text_equal(name_of(p, e), who) : e->rest == is.rest);
}

static enum kom_status grow(struct kom_crowd_part *p) {
    struct kom_seen *old = p->seen;
    size_t n_old = p->size, size = p->size ? 2 * p->size : FIRST_SIZE;
    struct kom_seen *fresh = kom_alloc_table(size, sizeof *fresh);
    if (!fresh)
        return KOM_ENOMEM;
    p->seen = fresh;
    p->size = size;
    for (size_t i = 0; i < n_old; i++) {
        const struct kom_seen *e = &old[i];
        if (e->bits == 0)
            continue;
        size_t at = home_of(p, hash_of(e->key, e->group, e->block, p->seed));
        while (fresh[at].bits)
            at = (at + 1) & (size - 1);
        fresh[at] = *e;
    }
    kom_free(old);
    return KOM_OK;
}

/* Where the entry is, or would be; hash is the sighting's. */
static struct kom_seen *find(const struct kom_crowd_part *p, const struct kom_sighting *s,
                             uint64_t hash) {
    uint32_t block = s->period / 64;
    size_t at = home_of(p, hash);
    for (;; at = (at + 1) & (p->size - 1)) {
        struct kom_seen *e = &p->seen[at];
        if (e->bits == 0 ||
            (e->group == s->group && e->block == block && is_same(p, e, s->is, s->who)))
            return e;
    }
}

static enum kom_status no_memory(struct kom_error *err) {
    return kom_fail(err, KOM_ENOMEM, "memory ran out for the persons");
}

static enum kom_status let_wait(struct kom_crowd_part *p, const char *folder,
                                const struct kom_sighting *s, struct kom_error *err) {
    const struct waiting w = {s->is, s->group, s->period,
                              has_name(s->is.key) ? (uint32_t)s->who.n : 0, 0};
    enum kom_status status =
        kom_spill_add(&p->spill, folder, (struct kom_text){(const char *)&w, sizeof w}, err);
    if (!status && w.n_name)
        status = kom_spill_add(&p->spill, folder, s->who, err);
    return status;
}

/* Notes a sighting; one that would need more than max_nbytes waits (0: none does). */
static enum kom_status enter_one(struct kom_crowd_part *p, const struct kom_sighting *s,
                                 uint64_t hash, uint64_t max_nbytes, const char *folder,
                                 struct kom_error *err) {
    struct kom_seen *e = find(p, s, hash);
    uint64_t bit = UINT64_C(1) << (s->period & 63);
    if (e->bits) {
        e->bits |= bit;
        return KOM_OK;
    }
    bool is_full = 3 * (p->n + 1) > 2 * p->size;
    uint64_t want = (is_full ? 2 : 1) * p->size * sizeof *e + p->names.n;
    if (max_nbytes && want > max_nbytes)
        return let_wait(p, folder, s, err);
    if (is_full) {
        if (grow(p))
            return no_memory(err);
        e = find(p, s, hash);
    }
    uint64_t rest = s->is.rest;
    if (has_name(s->is.key)) {
        rest = (uint64_t)p->names.n << 32 | s->who.n;
        kom_buf_text(&p->names, s->who);
        if (p->names.failed || p->names.n > UINT32_MAX)
            return no_memory(err);
    }
    *e = (struct kom_seen){s->is.key, bit, s->group, s->period / 64, rest};
    p->n++;
    return KOM_OK;
}

/* The name that the search will be compared with, where it is found in the first cache line. */
static const char *likely_name(const struct kom_crowd_part *p, uint64_t key, uint64_t hash) {
    const struct kom_seen *e = &p->seen[home_of(p, hash)];
    e = e->key == key ? e : e + 1;
    return e->key == key && p->names.p ? name_of(p, e).p : NULL;
}

/* Sightings of one kom_crowd_enter, and what follows from each. */
struct round {
    const struct kom_sighting *list;
    uint64_t hash[KOM_SIGHTINGS_MAX];
    uint16_t order[KOM_SIGHTINGS_MAX]; /* by part */
};

/* Those from order[from] to order[until - 1] belong to part p. */
static enum kom_status enter_part(const struct kom_crowd *c, struct kom_crowd_part *p,
                                  const struct round *r, size_t from, size_t until,
                                  struct kom_error *err) {
    enum kom_status status = p->size || !grow(p) ? KOM_OK : no_memory(err);
    uint64_t max_nbytes = c->max_nbytes / KOM_CROWD_PARTS + (c->max_nbytes > 0);
    for (size_t i = from; i < until && i < from + AHEAD && !status; i++)
        __builtin_prefetch(&p->seen[home_of(p, r->hash[r->order[i]])], 1);
    for (size_t i = from; i < until && !status; i++) {
        if (i + AHEAD < until)
            __builtin_prefetch(&p->seen[home_of(p, r->hash[r->order[i + AHEAD]])], 1);
        size_t next = i + AHEAD / 2 < until ? r->order[i + AHEAD / 2] : r->order[i];
        if (has_name(r->list[next].is.key))
            __builtin_prefetch(likely_name(p, r->list[next].is.key, r->hash[next]));
        const struct kom_sighting *s = &r->list[r->order[i]];
        status = enter_one(p, s, r->hash[r->order[i]], max_nbytes, c->folder, err);
    }
    return status;
}

enum kom_status kom_crowd_enter(struct kom_crowd *c, const struct kom_sighting *list, size_t n,
                                unsigned turn, struct kom_error *err) {
    struct round r;
    uint16_t start[KOM_CROWD_PARTS + 1] = {0}, at[KOM_CROWD_PARTS];
    uint8_t part[KOM_SIGHTINGS_MAX];
    enum kom_status status = KOM_OK;
    r.list = list;
    for (size_t i = 0; i < n; i++) {
        r.hash[i] = hash_of(list[i].is.key, list[i].group, list[i].period / 64, c->seed);
        part[i] = (uint8_t)part_of(list[i].is.key, c->seed);
        start[part[i] + 1]++;
    }
    for (unsigned k = 0; k < KOM_CROWD_PARTS; k++) {
        start[k + 1] = (uint16_t)(start[k + 1] + start[k]);
        at[k] = start[k];
    }
    for (size_t i = 0; i < n; i++)
        r.order[at[part[i]]++] = (uint16_t)i;
    for (unsigned k = 0; k < KOM_CROWD_PARTS && !status; k++) {
        unsigned i = (k + turn) & (KOM_CROWD_PARTS - 1);
        struct kom_crowd_part *p = &c->part[i];
        (void)pthread_mutex_lock(&p->lock);
        status = enter_part(c, p, &r, start[i], start[i + 1], err);
        (void)pthread_mutex_unlock(&p->lock);
    }
    return status;
}

enum kom_status kom_crowd_gather(struct kom_crowd *c, unsigned part, struct kom_error *err) {
    struct kom_crowd_part *p = &c->part[part];
    struct kom_text bytes;
    enum kom_status status = kom_spill_rewind(&p->spill, err);
    while (!status) {
        struct waiting w;
        status = kom_spill_next(&p->spill, sizeof w, &bytes, err);
        if (status || bytes.n == 0)
            break;
        memcpy(&w, bytes.p, sizeof w);
        struct kom_text who = {NULL, 0};
        if (w.n_name)
            status = kom_spill_next(&p->spill, w.n_name, &who, err);
        const struct kom_sighting s = {w.is, who, w.group, w.period};
        if (!status)
            status =
                enter_one(p, &s, hash_of(w.is.key, w.group, w.period / 64, c->seed), 0, NULL, err);
    }
    kom_spill_fini(&p->spill);
    return status;
}

void kom_crowd_leave(struct kom_crowd *c, unsigned part) {
    struct kom_crowd_part *p = &c->part[part];
    kom_free(p->seen);
    kom_buf_fini(&p->names);
    p->seen = NULL;
    p->n = p->size = 0;
}

bool kom_crowd_has(const struct kom_crowd *c, uint32_t person, uint32_t group, uint32_t period) {
    struct kom_sighting s = {{person, 0}, {NULL, 0}, group, period};
    const struct kom_crowd_part *p = &c->part[part_of(person, c->seed)];
    uint64_t hash = hash_of(person, group, period / 64, c->seed);
    return p->size && (find(p, &s, hash)->bits >> (period & 63) & 1);
}

static int by_key(const void *a, const void *b) {
    const struct kom_seen *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->rest > y->rest) - (x->rest < y->rest);
}

/* Two persons with one hash are rare but must not lie between each other's entries: all entries of
   a person take the place of its first name. */
static void unite_names(struct kom_crowd_part *p, size_t from, size_t to) {
    for (size_t i = from; i < to; i++)
        for (size_t k = from; k < i; k++) {
            if (kom_text_equal(name_of(p, &p->seen[k]), name_of(p, &p->seen[i]))) {
                p->seen[i].rest = p->seen[k].rest;
                break;
            }
        }
    qsort(p->seen + from, to - from, sizeof *p->seen, by_key);
}

static void sort_part(struct kom_crowd_part *p) {
    size_t n = 0;
    for (size_t i = 0; i < p->size; i++)
        if (p->seen[i].bits)
            p->seen[n++] = p->seen[i];
    p->size = n;
    if (n)
        qsort(p->seen, n, sizeof *p->seen, by_key);
    for (size_t i = 0, k; i < n; i = k) {
        for (k = i + 1; k < n && p->seen[k].key == p->seen[i].key;)
            k++;
        if (k > i + 1 && has_name(p->seen[i].key))
            unite_names(p, i, k);
    }
}

void kom_crowd_sort(struct kom_crowd *c, unsigned part) {
    sort_part(&c->part[part]);
}

const struct kom_seen *kom_crowd_entries(const struct kom_crowd *c, unsigned part, size_t *n) {
    *n = c->part[part].size;
    return c->part[part].seen;
}

bool kom_crowd_same(const struct kom_crowd *c, unsigned part, const struct kom_seen *a,
                    const struct kom_seen *b) {
    const struct kom_crowd_part *p = &c->part[part];
    struct kom_text who = has_name(b->key) ? name_of(p, b) : (struct kom_text){NULL, 0};
    return is_same(p, a, (struct kom_text_words){b->key, b->rest}, who);
}

void kom_crowd_fini(struct kom_crowd *c) {
    for (unsigned i = 0; i < c->n_parts; i++) {
        (void)pthread_mutex_destroy(&c->part[i].lock);
        kom_free(c->part[i].seen);
        kom_buf_fini(&c->part[i].names);
        kom_spill_fini(&c->part[i].spill);
    }
    kom_free(c->part);
    *c = (struct kom_crowd){0};
}
