/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys of several cells, and the days that each has taken. */
#ifndef KOM_CHECK_KEY_H
#define KOM_CHECK_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "extract.h"
#include "intern.h"
#include "mem.h"

/* The hash of a key (keyset.h). */
static inline uint64_t kom_check_hash(const struct kom_extract *x, struct kom_text key) {
    return kom_hash_bytes(key.p, key.n, x->seed);
}

/* Adds a cell to a key: its length (7 bits a byte, the lowest first), then its bytes, so that no
   two lists of cells make one key. */
void kom_check_key_add(struct kom_buf *key, struct kom_text cell);

/* The cells of a key, one a call; false at its end. */
bool kom_check_key_next(struct kom_text *key, struct kom_text *cell);

/* A municipality code in as many digits as were asked for; `room` holds what is padded. */
struct kom_text kom_check_code(struct kom_text cell, int digits, char room[4]);

/* ---- days that are taken ---- */

struct kom_check_span {
    int32_t first, last;
    uint32_t file;
    uint64_t line;
};

/* Spans of one key, apart from each other and in order of days; each names the row that took its
 * days first. */
struct kom_check_spans {
    struct kom_check_span *span;
    size_t n, cap;
};

/* Takes the days of a span. *taken is the earliest span that has a day in common with it, and the
   function true, when there is one; its days that were free are taken all the same. *failed: out of
   memory. */
bool kom_check_spans_take(struct kom_check_spans *spans, struct kom_check_span span,
                          struct kom_check_span *taken, bool *failed);

#endif
