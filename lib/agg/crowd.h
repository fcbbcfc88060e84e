/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who was seen where and when: one store for all threads, each entry a person in a group and its
   periods as bits. */
#ifndef KOM_CROWD_H
#define KOM_CROWD_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "intern.h"
#include "kom/error.h"
#include "narrow.h"
#include "sightings.h"

/* A person, and where: a place of the crowd (kom_crowd_place) and bits of it. `who` matters only
   for the kind KOM_NARROW_NOT. */
struct kom_sighting {
    uint64_t word;
    struct kom_text who;
    uint32_t place, bits; /* place: with the kind of the word above */
};

/* Place numbers are below 2^KOM_PLACE_BITS; in a sighting the kind lies above them. */
enum { KOM_PLACE_BITS = 28 };
_Static_assert(KOM_NARROW_KINDS <= 1 << (32 - KOM_PLACE_BITS), "kinds fit beside a place");

/* 32 neighbouring periods of one group; groups and periods are dense numbers. */
struct kom_place {
    uint32_t place, bits;
};

static inline struct kom_sighting kom_sighting(struct kom_narrow is, struct kom_text who,
                                               struct kom_place at) {
    return (struct kom_sighting){is.word, who, at.place | (uint32_t)is.kind << KOM_PLACE_BITS,
                                 at.bits};
}

/* A person's entries all lie in one part; a part has one lock. */
struct kom_crowd {
    struct kom_crowd_part *part;
    unsigned n_parts;
    uint64_t max_nbytes; /* of all entries; beyond it new ones wait in temporary files; 0: no end */
    const char *folder;  /* of these files */
    struct kom_hash_seed seed;
    pthread_mutex_t lock; /* of the places */
    bool has_lock;
    struct kom_pairs places; /* group, block of 64 periods: two places each */
};

/* A part has KOM_CROWD_LISTS lists of entries, once nobody enters any more. */
enum { KOM_SIGHTINGS_MAX = 2048, KOM_CROWD_PARTS = 16, KOM_CROWD_LISTS = 17 };

/* Zero-initialise before; kom_crowd_fini is due in every case. */
enum kom_status kom_crowd_init(struct kom_crowd *crowd) KOM_MUSTUSE;

/* The place of a group and period, any thread at any time. KOM_ENOMEM. */
enum kom_status kom_crowd_place(struct kom_crowd *crowd, uint32_t group, uint32_t period,
                                struct kom_place *place) KOM_MUSTUSE;

/* Notes up to KOM_SIGHTINGS_MAX sightings, any thread at any time. `turn`, another for each thread,
   is where it starts, so that they seldom wait for each other. KOM_ENOMEM, KOM_EIO: some were not
   noted. */
enum kom_status kom_crowd_enter(struct kom_crowd *crowd, const struct kom_sighting *list, size_t n,
                                unsigned turn, struct kom_error *err) KOM_MUSTUSE;

/* ---- once nobody enters any more ---- */

/* Brings a part together with what waits in its file, each person and place once. Needed, part by
   part, before its entries are looked at; kom_crowd_leave frees them again, so that one part at a
   time need be whole. Then others may be entered, as into an empty crowd that has its places. */
enum kom_status kom_crowd_gather(struct kom_crowd *crowd, unsigned part,
                                 struct kom_error *err) KOM_MUSTUSE;
void kom_crowd_leave(struct kom_crowd *crowd, unsigned part);

/* Does anybody wait in a file? If not, different threads may gather different parts, and whatever
   follows of each. */
bool kom_crowd_has_waiting(const struct kom_crowd *crowd);

/* The group of a place, and the period of its first bit. */
static inline uint32_t kom_place_group(const struct kom_crowd *c, uint32_t place) {
    return (uint32_t)(c->places.pair[place / 2] >> 32);
}

static inline uint32_t kom_place_period(const struct kom_crowd *c, uint32_t place) {
    return (uint32_t)c->places.pair[place / 2] * 64 + (place & 1) * 32;
}

static inline uint32_t kom_crowd_n_places(const struct kom_crowd *c) {
    return 2 * (uint32_t)c->places.n;
}

/* Adds the persons of a part to those of each place and bit: n[32 * place + bit]. */
void kom_crowd_count(const struct kom_crowd *crowd, unsigned part, uint64_t *n);

/* Each person and place of a part, as it was entered; `who` is the text of persons that are no
   single word, valid until `each` returns, and `seed` that of their words. KOM_OK, or what each
   returned. */
struct kom_crowd_visit {
    enum kom_status (*each)(void *context, struct kom_narrow is, struct kom_text who,
                            uint32_t place, uint32_t bits);
    void *context;
    struct kom_hash_seed seed;
};
enum kom_status kom_crowd_visit(const struct kom_crowd *crowd, unsigned part,
                                const struct kom_crowd_visit *visit) KOM_MUSTUSE;

/* For each part before kom_crowd_has, which alone is possible then: was the person with this number
   (KOM_NARROW_NUMBER) seen in that group and period? */
enum kom_status kom_crowd_index(struct kom_crowd *crowd, unsigned part,
                                struct kom_error *err) KOM_MUSTUSE;
bool kom_crowd_has(const struct kom_crowd *crowd, uint32_t person, uint32_t group, uint32_t period);

/* Brings the entries of each person of a part side by side, in one list. Then, and only then,
   `word` is the same for all entries of a person and another for the others of the list, and
   `place` is without kind. Nothing else is possible any more but kom_crowd_leave. */
enum kom_status kom_crowd_sort(struct kom_crowd *crowd, unsigned part,
                               struct kom_error *err) KOM_MUSTUSE;
const struct kom_seen *kom_crowd_entries(const struct kom_crowd *crowd, unsigned part,
                                         unsigned list, size_t *n);

void kom_crowd_fini(struct kom_crowd *crowd);

#endif
