/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a unit starts, by the participation table, for the rows of another one. */
#ifndef KOM_STARTS_H
#define KOM_STARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "codes.h"
#include "frame.h"
#include "kom/error.h"
#include "mem.h"

/* Borrowed. */
struct kom_starts_spec {
    const struct kom_frame *frame, *participation;
    const char *unit; /* the column of both that names the unit; NULL: kom */
    int column;       /* of the unit in frame */
    const char *const *by;
    size_t n_by;
};

/* Zero-initialised is empty. Arrays live in the arena. */
struct kom_starts {
    struct kom_starts_spec spec;
    int unit, start;           /* columns of participation */
    struct kom_start_row *row; /* its rows by unit */
    size_t n_rows;
    struct kom_start_key *key; /* columns of both that tell several starts of a unit apart: the
                                  by-columns, and the words that split a participation */
    size_t n_keys;
    struct kom_codes codes; /* units, to tell 0101 from a unit that is not there */
};

/* KOM_EDATA: the table has no such columns; KOM_ENOMEM. kom_starts_fini is due in every case. */
enum kom_status kom_starts_load(struct kom_starts *starts, const struct kom_starts_spec *spec,
                                struct kom_arena *arena, struct kom_error *err) KOM_MUSTUSE;

/* The start of the unit of a row: KOM_DAY_NONE when it has none (an open day is none). *is_listed:
   the unit stands in the table. KOM_EDATA: two starts that nothing tells apart, a day that cannot
   be read, a code spelt otherwise there. */
enum kom_status kom_starts_find(const struct kom_starts *starts, size_t row, int32_t *start,
                                bool *is_listed, struct kom_error *err) KOM_MUSTUSE;

void kom_starts_fini(struct kom_starts *starts);

#endif
