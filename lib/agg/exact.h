/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exact sums (kom/exact.h) from inside. */
#ifndef KOM_EXACT_FLOOR_H
#define KOM_EXACT_FLOOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "kom/exact.h"
#include "num.h"
#include "state.h"
#include "wide.h"

struct kom_exact_more; /* sums that found no room, and those of numbers that fit no scale */

/* A multiset of numbers, as far as n, sum and sum of squares know it: the order of adding and
   merging cannot change a bit of what is made of it. 48 bytes while the sums are plain: decimals
   are added up as whole multiples of the finest unit that came, and what would overflow is put
   aside in `more`. Zero-initialised is empty. After memory ran out `failed` is set and results mean
   nothing. */
struct kom_exact {
    uint64_t n;
    int64_t sum;        /* times 10^-scale */
    uint64_t square[2]; /* the sum of squares, times 10^-2scale, low word first */
    struct kom_exact_more *more;
    int8_t scale;
    bool failed;
};

/* The same number, which does not go the plain way. */
void kom_exact_add_carefully(struct kom_exact *e, int64_t mantissa, int scale);

/* Adds mantissa * 10^-scale, of less than 2^63 in magnitude; trailing zeros do no harm. */
static inline void kom_exact_add_decimal(struct kom_exact *e, int64_t mantissa, int scale) {
    kom_u128 square = (kom_u128)e->square[1] << 64 | e->square[0];
    int64_t sum;
    if (scale != e->scale || __builtin_add_overflow(e->sum, mantissa, &sum) ||
        __builtin_add_overflow(square, (kom_u128)((kom_i128)mantissa * mantissa), &square)) {
        kom_exact_add_carefully(e, mantissa, scale);
        return;
    }
    e->n++;
    e->sum = sum;
    e->square[0] = (uint64_t)square;
    e->square[1] = (uint64_t)(square >> 64);
}

/* Frees what it has beside itself; it is empty then. */
void kom_exact_fini(struct kom_exact *e);

/* Bytes that e has beside itself. */
size_t kom_exact_nbytes(const struct kom_exact *e);

/* All that e holds beside itself, as bytes of this process, and back: adds it to an e that was
   copied without. *at moves on. */
void kom_exact_pack_more(const struct kom_exact *e, struct kom_buf *out);
void kom_exact_unpack_more(struct kom_exact *e, const char **at);

/* The same as fields of a line of a state, a function of the multiset alone, and back to an empty e
   (out->has_failed: they are damaged). */
void kom_exact_save(const struct kom_exact *e, struct kom_state_out *out);
void kom_exact_load(struct kom_exact *e, struct kom_state_in *in);

/* The same of the sum alone: n and squares are lost. */
void kom_exact_save_sum(const struct kom_exact *e, struct kom_state_out *out);
void kom_exact_load_sum(struct kom_exact *e, struct kom_state_in *in);

/* sum / den and square / den^2 are the sum and the sum of squares. For statistics that are made of
 * several. */
void kom_exact_sums(const struct kom_exact *e, struct kom_wide *sum, struct kom_wide *square,
                    struct kom_wide *den);

/* Adds w / 10^scale as decimal text without trailing zeros. */
void kom_buf_decimal(struct kom_buf *out, const struct kom_wide *w, unsigned scale);

#endif
