/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a unit starts, by the participation table, for the rows of another one. */
#ifndef KOM_STARTS_H
#define KOM_STARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "frame.h"
#include "kom/error.h"
#include "meet.h"
#include "mem.h"

/* Borrowed. */
struct kom_starts_spec {
    const struct kom_frame *frame, *participation;
    const char *unit; /* the column of both that names the unit; NULL: kom */
    int column;       /* of the unit in frame */
    const char *const *by;
    size_t n_by;
    struct kom_unmatched *unmatched; /* where codes that meet nothing are told; NULL: nowhere */
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
};

/* KOM_EDATA: the table has no such columns, or the rows' units or keys meet nothing in it (meet.h);
   KOM_ENOMEM. */
enum kom_status kom_starts_load(struct kom_starts *starts, const struct kom_starts_spec *spec,
                                struct kom_arena *arena, struct kom_error *err) KOM_MUSTUSE;

/* The start of the unit of a row: KOM_DAY_NONE when it has none (an open day is none). *is_listed:
   the unit stands in the table. KOM_EDATA: two starts that nothing tells apart, a day that cannot
   be read. */
enum kom_status kom_starts_find(const struct kom_starts *starts, size_t row, int32_t *start,
                                bool *is_listed, struct kom_error *err) KOM_MUSTUSE;

#endif
