/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Municipalities that stand in a table under two spellings, 0101 and 101, and so would be two. */
#ifndef KOM_TWICE_H
#define KOM_TWICE_H

#include "extract.h"

enum { KOM_TWICE_SHORT = 1, KOM_TWICE_LONG = 2, KOM_TWICE_CODES = 1000 };

/* What one worker saw of a column: of each three digits, the spellings. */
struct kom_twice {
    uint8_t seen[KOM_TWICE_CODES];
};

/* How many columns of an extract hold such codes: so many a worker has, zeroed, in their order. */
size_t kom_twice_columns(const struct kom_extract *x);

/* Looks at a batch of rows that count. */
void kom_twice_look(struct kom_twice *t, const struct kom_view *v);

/* Adds what another saw. */
void kom_twice_merge(struct kom_twice *t, const struct kom_twice *other, size_t n);

/* Adds a line about each column with two spellings of a code. */
void kom_twice_say(const struct kom_extract *x, struct kom_buf *lines);

#endif
