/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The values of one of very many groups: 16 bytes and a short list while they are few, all that
 * kom_values has once they are many. */
#ifndef KOM_FEW_H
#define KOM_FEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "prefetch.h"
#include "valueset.h"

/* Zero-initialised is empty. After memory ran out `failed` is set and results mean nothing. */
struct kom_few {
    union {
        int64_t *list;           /* times 10^-scale, as they came */
        struct kom_values *many; /* instead, with is_many */
    } as;
    uint32_t n; /* in the list; its room follows from it */
    int8_t scale;
    bool is_many, failed;
};

/* What was had for the lists and values of one thread is added up in *nbytes. */
void kom_few_add(struct kom_few *few, const struct kom_num *x, struct kom_sorter *sorter,
                 uint64_t *nbytes);
void kom_few_add_hundredths(struct kom_few *few, int64_t hundredths, struct kom_sorter *sorter,
                            uint64_t *nbytes);

/* Asks for the place of the next values: those of many may be several in a block of rows, and the
   line that is being filled is there already. */
static inline void kom_few_prefetch(const struct kom_few *few) {
    enum { AHEAD = 6 };
    const struct kom_values *v = few->as.many;
    if (few->is_many && v->n_fresh + AHEAD < v->cap_fresh)
        kom_prefetch_to_write(v->fresh + v->n_fresh + AHEAD);
    else if (few->n)
        kom_prefetch_to_write(few->as.list + few->n);
}

/* Can the values of both stand in one list? */
bool kom_few_can_join(const struct kom_few *few, const struct kom_few *other);

/* Moves those of the other behind those of `few`, where they can; memory of it is not counted. */
void kom_few_join(struct kom_few *few, struct kom_few *other);

/* Moves all values to the empty v, sealed; few is empty then. */
void kom_few_move(struct kom_few *few, struct kom_values *v, struct kom_sorter *sorter);

void kom_few_fini(struct kom_few *few);

#endif
