/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which keys were seen, and on which row first: 16 bytes a slot in memory, the keys themselves in a
   log that goes to a file when it grows; numbers that rise, in less (ladder.h). */
#ifndef KOM_KEYSET_H
#define KOM_KEYSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "kom/error.h"
#include "ladder.h"
#include "prefetch.h"
#include "spill.h"

struct kom_keyset_slot {
    uint64_t hash, place; /* of the key's record in the log, + 1; 0: empty */
};

enum { KOM_KEYSET_SEGMENT = 1 << 18 }; /* slots that are had at once: 4 MB */

/* Open addressing; the slots stand in the order of the upper bits of the hash, so that a table can
   grow segment by segment, giving back the old ones on the way. At most 80 of 100 slots are taken.
   Zero-initialised, with the limits filled in, is ready for use. */
struct kom_keyset {
    uint64_t max_nbytes;  /* of slots; beyond it no key is added; 0: no end */
    const char *folder;   /* where the log finds room, borrowed */
    struct kom_spill log; /* .room: its bytes in memory */
    struct kom_keyset_slot **segment;
    struct kom_keyset_slot *spare; /* left over by the last growth, for the next; NULL: none */
    uint64_t n_slots, n_keys;
    struct kom_ladder ladder; /* keys that are not in the table; with .max_nbytes of its own */
    uint64_t n_compared;      /* records read back */
};

enum kom_keyset_answer {
    KOM_KEYSET_NEW,  /* it is kept */
    KOM_KEYSET_SEEN, /* before, on the row that is told */
    KOM_KEYSET_FULL, /* not seen before, and not kept */
};

/* Looks for the key, and keeps it with its row where it is new; *row is the first row of a key that
   was seen. Equal hashes are told apart by the keys. KOM_ENOMEM, KOM_EIO. */
enum kom_status kom_keyset_add(struct kom_keyset *set, struct kom_text key, uint64_t hash,
                               struct kom_keyset_row *row, enum kom_keyset_answer *answer,
                               struct kom_error *err) KOM_MUSTUSE;

/* Whether the key was kept. */
enum kom_status kom_keyset_find(struct kom_keyset *set, struct kom_text key, uint64_t hash,
                                bool *found, struct kom_error *err) KOM_MUSTUSE;

/* No further key finds room. */
bool kom_keyset_is_full(const struct kom_keyset *set);

/* Forgets all keys and keeps the slots. */
void kom_keyset_reset(struct kom_keyset *set);

/* Asks for the memory that a hash will be looked for in: two cache lines, as a search in a table so
   full goes through some eight slots. */
static inline void kom_keyset_prefetch(const struct kom_keyset *set, uint64_t hash) {
    uint64_t i = (hash >> 32) * set->n_slots >> 32;
    if (set->n_slots == 0)
        return;
    const struct kom_keyset_slot *slot =
        &set->segment[i / KOM_KEYSET_SEGMENT][i % KOM_KEYSET_SEGMENT];
    kom_prefetch_to_write(slot);
    kom_prefetch_to_write((const char *)slot + 64);
}

void kom_keyset_fini(struct kom_keyset *set);

#endif
