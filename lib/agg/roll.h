/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A roll of persons, or of other codes that are many: each with a few bytes of the caller's, and
   none of its text but where two words cannot hold it. */
#ifndef KOM_ROLL_H
#define KOM_ROLL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "intern.h"

/* Open addressing over records of one size, each of which begins with the two words of its text
   (intern.h); what follows is the caller's. At most four of five places are taken, at least half of
   them once there are some. A text that the words do not hold whole is known by its number among
   such texts, so that equal words are equal texts always. Zero-initialised with `size` filled in is
   empty. */
struct kom_roll {
    size_t size; /* of a record, the words included */
    char *record;
    size_t n, n_places;
    struct kom_intern longer; /* texts that two words do not hold */
    struct kom_hash_seed seed;
};

/* A record of which nothing is kept but that it is there. */
struct kom_roll_entry {
    struct kom_text_words is;
};

/* The record of a text, new ones zeroed behind their words; NULL: memory ran out. It stands where
   it does until the next one is added. */
void *kom_roll_add(struct kom_roll *roll, struct kom_text text);

/* The record of a text; NULL: there is none. Safe for several threads while nobody adds. */
const void *kom_roll_find(const struct kom_roll *roll, struct kom_text text);

/* The records of n texts, NULL where there is none. Each is a wait for memory: they are asked for
   ahead. */
void kom_roll_find_all(const struct kom_roll *roll, const struct kom_text *text, uint32_t n,
                       const void **record);

/* Asks for the memory where a text will be looked for. */
void kom_roll_prefetch(const struct kom_roll *roll, struct kom_text text);

/* Bytes had. */
uint64_t kom_roll_nbytes(const struct kom_roll *roll);

void kom_roll_fini(struct kom_roll *roll);

#endif
