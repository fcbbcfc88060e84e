/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where rows lie, for messages that are made once all were read: file and line in one number, in
   the order of the input. */
#ifndef KOM_PLACE_H
#define KOM_PLACE_H

#include <stdint.h>

#include "extract.h"

/* How far the lines of a batch are counted. */
struct kom_placing {
    uint64_t at, line;
};

/* For each batch; then its rows, in their order. */
void kom_placing_begin(struct kom_placing *p, const struct kom_view *v);
uint64_t kom_placing_row(struct kom_placing *p, const struct kom_view *v, uint32_t row);

/* Adds FILE:LINE. */
void kom_place_say(const struct kom_extract *x, uint64_t place, struct kom_buf *out);

/* The first places of many, and how many there are. */
struct kom_first_places {
    uint64_t place[KOM_N_SHOWN], n; /* in their order */
};
void kom_first_places_add(struct kom_first_places *f, uint64_t place);
void kom_first_places_merge(struct kom_first_places *f, const struct kom_first_places *other);

/* Adds them as FILE:LINE, FILE:LINE and so many more; in one file its name once. */
void kom_first_places_say(const struct kom_extract *x, const struct kom_first_places *f,
                          struct kom_buf *out);

#endif
