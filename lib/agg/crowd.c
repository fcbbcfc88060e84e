/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sightings in parts that all threads share, by the person.

   A sighting is a person, a group, a block of periods and bits of it. Parts are chosen by the upper
   bits of a hash of the person, a lock each; sightings come many together and are sorted by part
   before anything is locked. Nearly all persons are one word (narrow.h): theirs are written to
   lists (sightings.c), several in each part, by further bits. The others are looked up in a table
   of the part (named.c). A part that has no room lets further ones wait in a file, and takes them
   in at the end, when only one part need be whole. A store a thread, merged afterwards, would hold
   every person several times. */
#include "crowd.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "named.h"
#include "spill.h"

enum {
    AHEAD = 16,
    LISTS = KOM_CROWD_LISTS - 1, /* of words; the last is that of names */
    ALL_LISTS = KOM_CROWD_PARTS * LISTS,
    LIST_BITS = 8, /* ALL_LISTS = 2^LIST_BITS */
    PLACE_MASK = (1 << KOM_PLACE_BITS) - 1
};
_Static_assert(ALL_LISTS == 1 << LIST_BITS, "a list is bits of the hash");

struct kom_crowd_part {
    pthread_mutex_t lock;
    struct kom_sightings list[LISTS];
    size_t n_listed, n_packed; /* sightings in all lists; left when they were packed */
    bool is_full;              /* packing would not help any more */
    struct kom_sightings_room room;
    struct kom_named_table named;
    struct kom_seen *named_seen; /* once sorted */
    size_t n_named_seen;
    struct kom_spill spill;
};

/* A sighting in the file of its part; the name follows. */
struct waiting {
    struct kom_seen seen;
    uint64_t n_name;
};

enum kom_status kom_crowd_init(struct kom_crowd *c) {
    c->part = kom_alloc(KOM_CROWD_PARTS, sizeof *c->part);
    c->has_lock = c->part && pthread_mutex_init(&c->lock, NULL) == 0;
    if (!c->has_lock)
        return KOM_ENOMEM;
    c->seed = kom_hash_seed();
    for (; c->n_parts < KOM_CROWD_PARTS; c->n_parts++) {
        c->part[c->n_parts].named.seed = c->seed;
        if (pthread_mutex_init(&c->part[c->n_parts].lock, NULL) != 0)
            return KOM_ENOMEM;
    }
    return KOM_OK;
}

/* A block of 64 is two places side by side. */
static struct kom_place place_of(uint32_t number, uint32_t period) {
    return (struct kom_place){2 * number + (period >> 5 & 1), UINT32_C(1) << (period & 31)};
}

enum kom_status kom_crowd_place(struct kom_crowd *c, uint32_t group, uint32_t period,
                                struct kom_place *place) {
    (void)pthread_mutex_lock(&c->lock);
    uint32_t number = kom_pairs_add(&c->places, group, period / 64, NULL);
    (void)pthread_mutex_unlock(&c->lock);
    if (number > PLACE_MASK / 2)
        return KOM_ENOMEM;
    *place = place_of(number, period);
    return KOM_OK;
}

static unsigned list_of(uint64_t word, struct kom_hash_seed seed) {
    return (unsigned)(kom_hash_seeded(word, seed) >> (64 - LIST_BITS));
}

static bool is_named(uint32_t place) {
    return place >> KOM_PLACE_BITS == KOM_NARROW_NOT;
}

static enum kom_status no_memory(struct kom_error *err) {
    return kom_fail(err, KOM_ENOMEM, "memory ran out for the persons");
}

/* ---- entering ---- */

static enum kom_status let_wait(struct kom_crowd_part *p, const char *folder, struct kom_seen seen,
                                struct kom_text name, struct kom_error *err) {
    const struct waiting w = {seen, name.n};
    enum kom_status status =
        kom_spill_add(&p->spill, folder, (struct kom_text){(const char *)&w, sizeof w}, err);
    if (!status && name.n)
        status = kom_spill_add(&p->spill, folder, name, err);
    return status;
}

/* What the lists take that is allowed for all of the part. */
static uint64_t nbytes_of_lists(const struct kom_crowd_part *p) {
    return p->n_listed * sizeof(struct kom_seen);
}

static enum kom_status pack_part(struct kom_crowd_part *p, struct kom_hash_seed seed) {
    p->n_listed = 0;
    for (unsigned i = 0; i < LISTS; i++) {
        if (kom_sightings_pack(&p->list[i], seed, &p->room))
            return KOM_ENOMEM;
        p->n_listed += p->list[i].n;
    }
    p->n_packed = p->n_listed;
    return KOM_OK;
}

/* Is there room for n more in the lists? Packing them makes some; where it makes less than a
   quarter, it would have to be done too often, and nothing is listed any more. */
static enum kom_status make_room(const struct kom_crowd *c, struct kom_crowd_part *p, size_t n,
                                 uint64_t max_nbytes) {
    const uint64_t one = sizeof(struct kom_seen), named = p->named.size * sizeof *p->named.seen;
    uint64_t room = max_nbytes > named ? (max_nbytes - named) / one : 0;
    room -= room / 5; /* a list that grew may leave a hole */
    if (max_nbytes == 0 || (p->n_listed + n <= room && !p->is_full))
        return KOM_OK;
    if (!p->is_full && 4 * (p->n_listed - p->n_packed) >= room && pack_part(p, c->seed))
        return KOM_ENOMEM;
    p->is_full = p->is_full || 4 * (p->n_listed + n) > 3 * room;
    return KOM_OK;
}

/* Those of one list. */
static enum kom_status enter_listed(const struct kom_crowd *c, struct kom_crowd_part *p,
                                    unsigned list, const struct kom_seen *seen, size_t n,
                                    struct kom_error *err) {
    struct kom_sightings *s = &p->list[list];
    uint64_t max_nbytes = c->max_nbytes / KOM_CROWD_PARTS + (c->max_nbytes > 0);
    enum kom_status status = KOM_OK;
    if (make_room(c, p, n, max_nbytes))
        return no_memory(err);
    for (size_t i = 0; i < n && p->is_full && !status; i++)
        status = let_wait(p, c->folder, seen[i], (struct kom_text){NULL, 0}, err);
    if (p->is_full)
        return status;
    p->n_listed -= s->n;
    status = kom_sightings_add(s, seen, n, c->seed, &p->room);
    p->n_listed += s->n;
    return status ? no_memory(err) : KOM_OK;
}

/* The word of a person that is none is the key of its text (kom_text_words), and the rest of it are
   the last bytes. */
static struct kom_named_one named_one(const struct kom_sighting *s) {
    struct kom_named_one one = {{s->word, 0}, s->who, (uint64_t)s->bits << 32 * (s->place & 1), 0};
    one.place = (s->place & PLACE_MASK) / 2;
    if (kom_key_has_rest(s->word))
        memcpy(&one.is.rest, s->who.p + s->who.n - sizeof one.is.rest, sizeof one.is.rest);
    return one;
}

/* Sightings of persons that are no word: numbers in the list of the call, by part. */
struct named_round {
    const struct kom_sighting *list;
    uint64_t hash[KOM_SIGHTINGS_MAX];
    uint16_t order[KOM_SIGHTINGS_MAX];
};

/* One that would need more than max_nbytes waits (0: none does). */
static enum kom_status enter_named(const struct kom_crowd *c, struct kom_crowd_part *p,
                                   const struct kom_sighting *s, uint64_t max_nbytes,
                                   struct kom_error *err) {
    const struct kom_named_one one = named_one(s);
    const uint64_t listed = nbytes_of_lists(p);
    uint64_t room = max_nbytes == 0 ? 0 : max_nbytes > listed ? max_nbytes - listed : 1;
    bool waits;
    if (kom_named_enter(&p->named, &one, kom_named_hash(&p->named, &one), room, &waits))
        return no_memory(err);
    const struct kom_seen seen = {s->word, s->place, s->bits};
    return waits ? let_wait(p, c->folder, seen, s->who, err) : KOM_OK;
}

/* Those from order[from] to order[until - 1] belong to part p. */
static enum kom_status enter_named_part(const struct kom_crowd *c, struct kom_crowd_part *p,
                                        const struct named_round *r, size_t from, size_t until,
                                        struct kom_error *err) {
    uint64_t max_nbytes = c->max_nbytes / KOM_CROWD_PARTS + (c->max_nbytes > 0);
    enum kom_status status = KOM_OK;
    for (size_t i = from; i < until && i < from + AHEAD; i++)
        kom_named_prefetch(&p->named, r->hash[r->order[i]]);
    for (size_t i = from; i < until && !status; i++) {
        if (i + AHEAD < until)
            kom_named_prefetch(&p->named, r->hash[r->order[i + AHEAD]]);
        size_t next = i + AHEAD / 2 < until ? r->order[i + AHEAD / 2] : r->order[i];
        kom_named_prefetch_name(&p->named, r->list[next].word, r->hash[next]);
        status = enter_named(c, p, &r->list[r->order[i]], max_nbytes, err);
    }
    return status;
}

/* Sightings of one kom_crowd_enter by list: those of list k from start[k] to start[k + 1] - 1. */
struct listed_round {
    struct kom_seen seen[KOM_SIGHTINGS_MAX];
    uint16_t start[ALL_LISTS + 1];
};

struct round {
    struct listed_round listed;
    struct named_round named;
    uint16_t named_start[KOM_CROWD_PARTS + 1];
};

static void sum_up(uint16_t *start, unsigned n) {
    for (unsigned k = 0; k < n; k++)
        start[k + 1] = (uint16_t)(start[k + 1] + start[k]);
}

/* Sorts the sightings by list, or by part. */
static void sort_round(const struct kom_crowd *c, const struct kom_sighting *list, size_t n,
                       struct round *r) {
    uint16_t at[ALL_LISTS], named_at[KOM_CROWD_PARTS];
    uint8_t to[KOM_SIGHTINGS_MAX];
    memset(r->listed.start, 0, sizeof r->listed.start);
    memset(r->named_start, 0, sizeof r->named_start);
    r->named.list = list;
    for (size_t i = 0; i < n; i++) {
        to[i] = (uint8_t)list_of(list[i].word, c->seed);
        if (is_named(list[i].place))
            r->named_start[to[i] / LISTS + 1]++;
        else
            r->listed.start[to[i] + 1]++;
    }
    sum_up(r->listed.start, ALL_LISTS);
    sum_up(r->named_start, KOM_CROWD_PARTS);
    memcpy(at, r->listed.start, sizeof at);
    memcpy(named_at, r->named_start, sizeof named_at);
    for (size_t i = 0; i < n; i++) {
        const struct kom_sighting *s = &list[i];
        if (is_named(s->place))
            r->named.order[named_at[to[i] / LISTS]++] = (uint16_t)i;
        else
            r->listed.seen[at[to[i]]++] = (struct kom_seen){s->word, s->place, s->bits};
    }
    for (unsigned k = 0; k < r->named_start[KOM_CROWD_PARTS]; k++) {
        const struct kom_named_one one = named_one(&list[r->named.order[k]]);
        r->named.hash[r->named.order[k]] = kom_named_hash(&c->part[0].named, &one);
    }
}

enum kom_status kom_crowd_enter(struct kom_crowd *c, const struct kom_sighting *list, size_t n,
                                unsigned turn, struct kom_error *err) {
    struct round r;
    enum kom_status status = KOM_OK;
    sort_round(c, list, n, &r);
    for (unsigned k = 0; k < KOM_CROWD_PARTS && !status; k++) {
        unsigned i = (k + turn) & (KOM_CROWD_PARTS - 1);
        struct kom_crowd_part *p = &c->part[i];
        (void)pthread_mutex_lock(&p->lock);
        for (unsigned j = 0; j < LISTS && !status; j++) {
            const uint16_t *start = &r.listed.start[i * LISTS + j];
            if (start[1] > start[0])
                status = enter_listed(c, p, j, r.listed.seen + start[0],
                                      (size_t)(start[1] - start[0]), err);
        }
        if (!status)
            status = enter_named_part(c, p, &r.named, r.named_start[i], r.named_start[i + 1], err);
        (void)pthread_mutex_unlock(&p->lock);
    }
    return status;
}

/* ---- once nobody enters any more ---- */

static enum kom_status take_waiting(const struct kom_crowd *c, struct kom_crowd_part *p,
                                    struct kom_error *err) {
    struct kom_text bytes;
    enum kom_status status = kom_spill_rewind(&p->spill, err);
    while (!status) {
        struct waiting w;
        struct kom_text who = {NULL, 0};
        status = kom_spill_next(&p->spill, sizeof w, &bytes, err);
        if (status || bytes.n == 0)
            break;
        memcpy(&w, bytes.p, sizeof w);
        if (w.n_name)
            status = kom_spill_next(&p->spill, w.n_name, &who, err);
        const struct kom_sighting s = {w.seen.word, who, w.seen.place, w.seen.bits};
        if (!status && is_named(s.place))
            status = enter_named(c, p, &s, 0, err);
        else if (!status && kom_sightings_add(&p->list[list_of(s.word, c->seed) % LISTS], &w.seen,
                                              1, c->seed, &p->room))
            status = no_memory(err);
    }
    kom_spill_fini(&p->spill);
    return status;
}

enum kom_status kom_crowd_gather(struct kom_crowd *c, unsigned part, struct kom_error *err) {
    struct kom_crowd_part *p = &c->part[part];
    enum kom_status status = take_waiting(c, p, err);
    if (!status && pack_part(p, c->seed))
        status = no_memory(err);
    kom_sightings_room_fini(&p->room);
    return status;
}

bool kom_crowd_has_waiting(const struct kom_crowd *c) {
    for (unsigned i = 0; i < c->n_parts; i++)
        if (kom_spill_end(&c->part[i].spill))
            return true;
    return false;
}

void kom_crowd_leave(struct kom_crowd *c, unsigned part) {
    struct kom_crowd_part *p = &c->part[part];
    for (unsigned i = 0; i < LISTS; i++)
        kom_sightings_fini(&p->list[i]);
    kom_sightings_room_fini(&p->room);
    kom_named_fini(&p->named);
    kom_free(p->named_seen);
    p->named_seen = NULL;
    p->n_named_seen = 0;
    p->n_listed = p->n_packed = 0;
    p->is_full = false;
}

void kom_crowd_count(const struct kom_crowd *c, unsigned part, uint64_t *n) {
    const struct kom_crowd_part *p = &c->part[part];
    for (unsigned i = 0; i < LISTS; i++) {
        const struct kom_sightings *s = &p->list[i];
        for (size_t k = 0; k < s->n; k++)
            for (uint32_t bits = s->seen[k].bits; bits; bits &= bits - 1)
                n[32 * (size_t)(s->seen[k].place & PLACE_MASK) + (size_t)__builtin_ctz(bits)]++;
    }
    for (size_t k = 0; k < p->named.size; k++) {
        const struct kom_named *e = &p->named.seen[k];
        for (uint64_t bits = e->bits; bits; bits &= bits - 1)
            n[64 * (size_t)e->place + (size_t)__builtin_ctzll(bits)]++;
    }
}

static enum kom_status visit_named(const struct kom_named_table *t, const struct kom_named *e,
                                   const struct kom_crowd_visit *visit) {
    char room[16];
    const struct kom_text who = kom_named_text(t, e, visit->seed, room);
    enum kom_status status = KOM_OK;
    for (uint32_t half = 0; half < 2 && !status; half++) {
        const uint32_t bits = (uint32_t)(e->bits >> 32 * half);
        if (bits)
            status = visit->each(visit->context, (struct kom_narrow){e->key, KOM_NARROW_NOT}, who,
                                 2 * e->place + half, bits);
    }
    return status;
}

enum kom_status kom_crowd_visit(const struct kom_crowd *c, unsigned part,
                                const struct kom_crowd_visit *visit) {
    const struct kom_crowd_part *p = &c->part[part];
    const struct kom_text none = {NULL, 0};
    enum kom_status status = KOM_OK;
    for (unsigned i = 0; i < LISTS; i++)
        for (size_t k = 0; k < p->list[i].n && !status; k++) {
            const struct kom_seen *e = &p->list[i].seen[k];
            const struct kom_narrow is = {e->word,
                                          (enum kom_narrow_kind)(e->place >> KOM_PLACE_BITS)};
            status = visit->each(visit->context, is, none, e->place & PLACE_MASK, e->bits);
        }
    for (size_t k = 0; k < p->named.size && !status; k++)
        if (p->named.seen[k].bits)
            status = visit_named(&p->named, &p->named.seen[k], visit);
    return status;
}

enum kom_status kom_crowd_index(struct kom_crowd *c, unsigned part, struct kom_error *err) {
    for (unsigned i = 0; i < LISTS; i++)
        if (kom_sightings_index(&c->part[part].list[i], c->seed))
            return no_memory(err);
    return KOM_OK;
}

bool kom_crowd_has(const struct kom_crowd *c, uint32_t person, uint32_t group, uint32_t period) {
    uint32_t number = kom_pairs_find(&c->places, group, period / 64);
    unsigned list = list_of(person, c->seed);
    if (number == KOM_NO_ID)
        return false;
    struct kom_place at = place_of(number, period);
    at.place |= (uint32_t)KOM_NARROW_NUMBER << KOM_PLACE_BITS;
    return kom_sightings_find(&c->part[list / LISTS].list[list % LISTS], person, at.place,
                              c->seed) &
           at.bits;
}

/* ---- persons side by side ---- */

/* Numbers instead of words; the kind is not needed any more. */
static void number_persons(struct kom_sightings *s) {
    uint64_t word = 0, number = 0;
    uint32_t kind = 0;
    for (size_t i = 0; i < s->n; i++) {
        struct kom_seen *e = &s->seen[i];
        number += i > 0 && (e->word != word || e->place >> KOM_PLACE_BITS != kind);
        word = e->word;
        kind = e->place >> KOM_PLACE_BITS;
        e->word = number;
        e->place &= PLACE_MASK;
    }
}

/* The entries of the table as those of the lists are. */
static enum kom_status list_named(struct kom_crowd_part *p) {
    kom_named_sort(&p->named);
    p->named_seen = kom_alloc(2 * p->named.size, sizeof *p->named_seen);
    if (!p->named_seen)
        return KOM_ENOMEM;
    uint64_t number = 0;
    for (size_t i = 0; i < p->named.size; i++) {
        const struct kom_named *e = &p->named.seen[i];
        number += i > 0 && !kom_named_same(&p->named, e - 1, e);
        for (uint32_t half = 0; half < 2; half++) {
            uint32_t bits = (uint32_t)(e->bits >> 32 * half);
            if (bits)
                p->named_seen[p->n_named_seen++] =
                    (struct kom_seen){number, 2 * e->place + half, bits};
        }
    }
    return KOM_OK;
}

enum kom_status kom_crowd_sort(struct kom_crowd *c, unsigned part, struct kom_error *err) {
    struct kom_crowd_part *p = &c->part[part];
    for (unsigned i = 0; i < LISTS; i++) {
        if (kom_sightings_sort(&p->list[i], c->seed))
            return no_memory(err);
        number_persons(&p->list[i]);
    }
    return list_named(p) ? no_memory(err) : KOM_OK;
}

const struct kom_seen *kom_crowd_entries(const struct kom_crowd *c, unsigned part, unsigned list,
                                         size_t *n) {
    const struct kom_crowd_part *p = &c->part[part];
    *n = list < LISTS ? p->list[list].n : p->n_named_seen;
    return list < LISTS ? p->list[list].seen : p->named_seen;
}

void kom_crowd_fini(struct kom_crowd *c) {
    for (unsigned i = 0; i < c->n_parts; i++) {
        (void)pthread_mutex_destroy(&c->part[i].lock);
        kom_crowd_leave(c, i);
        kom_spill_fini(&c->part[i].spill);
    }
    kom_free(c->part);
    kom_pairs_fini(&c->places);
    if (c->has_lock)
        (void)pthread_mutex_destroy(&c->lock);
    *c = (struct kom_crowd){0};
}
