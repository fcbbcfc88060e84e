/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Buyers that are still in the states of parts, and come to the crowd some at a time. */
#ifndef KOM_UPTAKE_PARTS_H
#define KOM_UPTAKE_PARTS_H

#include "state.h"
#include "work.h"

/* A state tells periods as bits of blocks of neighbours. */
enum { KOM_PERIOD_BLOCK = 64 };

static inline int32_t kom_block_of_period(int32_t period) {
    const int64_t low = period < 0 ? KOM_PERIOD_BLOCK - 1 : 0;
    return (int32_t)((period - low) / KOM_PERIOD_BLOCK);
}

static inline unsigned kom_bit_of_period(int32_t period) {
    return (unsigned)(period - (int64_t)kom_block_of_period(period) * KOM_PERIOD_BLOCK);
}

/* The buyers of a part, as its state has them. */
struct kom_uptake_part {
    struct kom_state_lines lines; /* from the second on; valid until all is done */
    struct kom_state_in first;
    bool has_first;
    uint32_t *seat; /* the crowd's group of each of its seats; KOM_NO_ID: it has no cell */
    size_t n_seats, cap_seats;
};

/* Takes over a part, and what it owns. seed: of the words that persons are. KOM_ENOMEM. */
enum kom_status kom_uptake_parts_add(struct sold *sold, struct kom_uptake_part *part,
                                     struct kom_hash_seed seed, struct kom_error *err) KOM_MUSTUSE;

/* Once all books are one, and nobody is in the crowd: enters persons who are still in states, each
   with all that any part has of them, some or, with `all`, all of them. *more: there may be others,
   for whom this is to be called again when the crowd has been left. Without parts nobody comes.
   KOM_EDATA: a state is damaged. */
enum kom_status kom_uptake_next_persons(struct kom_uptake *u, bool all, bool *more,
                                        struct kom_error *err) KOM_MUSTUSE;

/* The number of a person of the side tables, whom states with a key name by a hash; KOM_NO_ID:
 * none. */
uint32_t kom_uptake_known_person(const struct kom_uptake_worker *w, struct kom_text who);

void kom_uptake_part_fini(struct kom_uptake_part *part);
void kom_uptake_parts_free(struct kom_uptake_parts *parts);

#endif
