/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Municipalities whose codes stand in one table in two spellings, 0101 and 147: as where files of
   several years are read together. One that stands in both would be two. */
#ifndef KOM_CODE_DIGITS_H
#define KOM_CODE_DIGITS_H

#include "extract.h"

/* The first code of each spelling in a column: of three digits; of four, the first a zero. */
struct kom_code_digits {
    struct kom_code_digits_code {
        bool is_seen;
        uint64_t seq; /* of the batch, and the row in it */
        uint32_t row;
        char text[4];
    } code[2];
};

/* Does a column hold codes of municipalities? */
bool kom_code_digits_has(const struct kom_column *column);

/* A code as --kom-digits 3 or 4 has it (0: as it is), in room where it has to be padded; other
   texts stay. */
struct kom_text kom_code_digits_write(struct kom_text code, int digits, char room[4]);

/* How many columns of an extract hold such codes: so many a worker has, zeroed, in their order. */
size_t kom_code_digits_columns(const struct kom_extract *x);

/* Looks at a batch of rows that count. */
void kom_code_digits_look(struct kom_code_digits *t, const struct kom_view *v);

/* Adds what another saw: the first of both stays. */
void kom_code_digits_merge(struct kom_code_digits *t, const struct kom_code_digits *other,
                           size_t n);

/* Adds a line about each column with both spellings. */
void kom_code_digits_say(const struct kom_extract *x, struct kom_buf *lines);

#endif
