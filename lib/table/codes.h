/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The texts of a column as small numbers, for columns that say the same few things again and again:
   municipality, service, status. */
#ifndef KOM_CODES_H
#define KOM_CODES_H

#include "columns.h"
#include "intern.h"

/* Numbers from 1 in the order of their coming; 0 is no number: what has too many texts, or found no
   memory, goes a way that needs none. One a column and thread; zero-initialised is empty. */
enum {
    KOM_NO_CODE = 0,
    KOM_CODES_MAX = 1 << 14,
    KOM_CODES_BITS = 10,
    KOM_CODES_MET = 1 << KOM_CODES_BITS
};

struct kom_code_met {
    struct kom_text_ends ends;
    const char *p;
    uint32_t n, code; /* code 0: a free place */
};

struct kom_codes {
    struct kom_code_met met[KOM_CODES_MET]; /* those met last, by a few bits of their bytes */
    struct kom_intern texts;
};

/* The codes of rows from..from+n-1, n up to KOM_BLOCK_ROWS: two are equal when and only when the
   cells are, byte by byte as they were read. */
void kom_codes_block(struct kom_codes *codes, const struct kom_view *v, int column, uint32_t from,
                     uint32_t n, uint16_t *code);

/* What the code stands for. */
static inline struct kom_text kom_codes_text(const struct kom_codes *codes, uint16_t code) {
    return codes->texts.text[code - 1];
}

/* Bytes had for the texts. */
uint64_t kom_codes_nbytes(const struct kom_codes *codes);

/* Forgets all, and is empty again. */
void kom_codes_fini(struct kom_codes *codes);

#endif
