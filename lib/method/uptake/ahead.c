/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Persons of a block looked up ahead of their rows. */
#include "prefetch.h"
#include "work.h"

/* Persons among the recipients: each step asks for the memory that the next one will look at, some
   rows later. Called for rows from -PERSONS_AHEAD on, so that the first ones find theirs too. */
enum { AHEAD = PERSONS_AHEAD / 2 };
void kom_uptake_find_person(const struct given *g, struct sale_block *b, int32_t row) {
    int32_t n = (int32_t)b->n, i = row + PERSONS_AHEAD;
    if (i >= 0 && i < n)
        kom_intern_prefetch(&g->persons, b->person_key[i]);
    i -= AHEAD;
    if (i >= 0 && i < n) {
        b->person_id[i] = kom_intern_find_key(&g->persons, b->person_key[i], b->person[i]);
        b->person_is[i] = (struct kom_narrow){b->person_id[i], KOM_NARROW_NUMBER};
        if (b->person_id[i] != KOM_NO_ID)
            kom_prefetch(&g->spell[b->person_id[i]]);
    }
}
