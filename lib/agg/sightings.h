/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sightings of persons that are one word, noted one after the other and brought together now and
   then. */
#ifndef KOM_SIGHTINGS_H
#define KOM_SIGHTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hash_seed.h"
#include "kom/error.h"

/* A person and a place: bits of it. */
struct kom_seen {
    uint64_t word;
    uint32_t place, bits;
};

/* Of one thread at a time. Zero-initialised is empty. */
struct kom_sightings {
    struct kom_seen *seen;
    size_t n, cap;
    size_t n_single;        /* the first of them, each of another person or place than all before */
    size_t pack_at;         /* so many are brought together before there are more; 0: FIRST_PACK */
    struct kom_seen *table; /* once indexed; no bits: a free place */
    size_t n_table;
};

/* Room for the index of one list after the other. */
struct kom_sightings_room {
    uint32_t *slot;
    size_t n;
};

/* Notes n of them. KOM_ENOMEM: some were not noted. */
enum kom_status kom_sightings_add(struct kom_sightings *s, const struct kom_seen *list, size_t n,
                                  struct kom_hash_seed seed,
                                  struct kom_sightings_room *room) KOM_MUSTUSE;

/* Brings all of one person and place together: what is left lies in the order of its first coming.
   KOM_ENOMEM. */
enum kom_status kom_sightings_pack(struct kom_sightings *s, struct kom_hash_seed seed,
                                   struct kom_sightings_room *room) KOM_MUSTUSE;

/* Makes a table of the list, which is empty then: only kom_sightings_find is possible any more.
   KOM_ENOMEM. */
enum kom_status kom_sightings_index(struct kom_sightings *s, struct kom_hash_seed seed) KOM_MUSTUSE;

/* The bits of that word in that place; 0: none. Once there is a table. */
uint32_t kom_sightings_find(const struct kom_sightings *s, uint64_t word, uint32_t place,
                            struct kom_hash_seed seed);

/* Brings those of a word side by side, in the order of their places. KOM_ENOMEM. */
enum kom_status kom_sightings_sort(struct kom_sightings *s, struct kom_hash_seed seed) KOM_MUSTUSE;

void kom_sightings_fini(struct kom_sightings *s);
void kom_sightings_room_fini(struct kom_sightings_room *room);

#endif
