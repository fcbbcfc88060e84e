/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who was seen where and when: one table for all threads, each entry a person in a group and its
   periods as bits. */
#ifndef KOM_CROWD_H
#define KOM_CROWD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "intern.h"
#include "kom/error.h"

/* A person as kom_text_words has it (intern.h), or a number below 2^32 as its own key; one table
   holds the one or the other. `who` matters only where the words are not all of it. Groups and
   periods are dense numbers. */
struct kom_sighting {
    struct kom_text_words is;
    struct kom_text who;
    uint32_t group, period;
};

/* 64 neighbouring periods of one group in which a person was seen: period block * 64 + i for bit i.
   32 bytes, so that none lies in two cache lines. */
struct kom_seen {
    uint64_t key, bits; /* no bits: a free place */
    uint32_t group, block;
    uint64_t rest; /* of the key; where it is a hash alone: where the text lies, and its length */
};

/* A person's entries all lie in one part; a part has one lock. */
struct kom_crowd {
    struct kom_crowd_part *part;
    unsigned n_parts;
    uint64_t max_nbytes; /* of all entries; beyond it new ones wait in temporary files; 0: no end */
    const char *folder;  /* of these files */
    struct kom_hash_seed seed;
};

enum { KOM_SIGHTINGS_MAX = 2048, KOM_CROWD_PARTS = 16 };

/* Zero-initialise before; kom_crowd_fini is due in every case. */
enum kom_status kom_crowd_init(struct kom_crowd *crowd) KOM_MUSTUSE;

/* Notes up to KOM_SIGHTINGS_MAX sightings, any thread at any time. `turn`, another for each thread,
   is where it starts, so that they seldom wait for each other. KOM_ENOMEM, KOM_EIO: some were not
   noted. */
enum kom_status kom_crowd_enter(struct kom_crowd *crowd, const struct kom_sighting *list, size_t n,
                                unsigned turn, struct kom_error *err) KOM_MUSTUSE;

/* ---- once nobody enters any more ---- */

/* Brings a part together with what waits in its file. Needed, part by part, before its entries are
   looked at; kom_crowd_leave frees them again, so that one part at a time need be whole. */
enum kom_status kom_crowd_gather(struct kom_crowd *crowd, unsigned part,
                                 struct kom_error *err) KOM_MUSTUSE;
void kom_crowd_leave(struct kom_crowd *crowd, unsigned part);

/* Was the person with this number seen in that group and period? */
bool kom_crowd_has(const struct kom_crowd *crowd, uint32_t person, uint32_t group, uint32_t period);

/* Brings the entries of each person of a part side by side; kom_crowd_has does not work any more.
 */
void kom_crowd_sort(struct kom_crowd *crowd, unsigned part);

/* The places of a part, free ones among them before kom_crowd_sort. */
const struct kom_seen *kom_crowd_entries(const struct kom_crowd *crowd, unsigned part, size_t *n);

/* Do two entries of one part speak of the same person? */
bool kom_crowd_same(const struct kom_crowd *crowd, unsigned part, const struct kom_seen *a,
                    const struct kom_seen *b);

void kom_crowd_fini(struct kom_crowd *crowd);

#endif
