/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of a frame with the keys of their groups, in the order of groups. */
#ifndef KOM_KEYED_H
#define KOM_KEYED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "frame.h"
#include "kom/error.h"
#include "lookup.h"
#include "mem.h"

/* Borrowed. */
struct kom_keyed_spec {
    const struct kom_frame *frame;
    const struct kom_lookup *lookup; /* tables beside, NULL: none */
    int kom;                         /* the lookup's key; KOM_NO_COLUMN: nothing is looked up */
    const int *column;               /* of each by-column, in the frame ... */
    const int *place;                /* ... or, unless KOM_NO_COLUMN, in the lookup */
    size_t n_by;
    int last; /* one column more that parts the groups, KOM_NO_COLUMN: none */
};

/* A row and its keys: the by-values, then that of the last column. */
struct kom_keyed {
    const struct kom_text *key;
    size_t n_keys, row;
};

/* By group, then row; a row of a municipality with several networks stands once for each. */
struct kom_keyed_rows {
    struct kom_keyed_spec spec;
    struct kom_keyed *item;
    size_t n, n_keys;
    struct kom_text *cell; /* room for the keys of what comes next */
    uint8_t *seen;         /* of each municipality of the lookup; NULL: nothing is looked up */
    bool *is_dropped;      /* of each row of the frame: it stands nowhere; NULL: none is */
};

/* Items live in the arena, keys in `keys`. KOM_EDATA: municipalities that the lookup does not have
   (meet.h), or one with several networks that is to be refused. */
enum kom_status kom_keyed_make(struct kom_keyed_rows *rows, const struct kom_keyed_spec *spec,
                               struct kom_arena *arena, struct kom_arena *keys,
                               struct kom_error *err) KOM_MUSTUSE;

/* The order of n keys: bytes, before ahead of after, total last. */
int kom_keyed_compare(const struct kom_text *a, const struct kom_text *b, size_t n);

bool kom_keyed_same_group(const struct kom_keyed *a, const struct kom_keyed *b);

/* The municipalities of these rows that stand in other networks too, with blanks between them; NULL
   when there are none or nobody asked for both. */
enum kom_status kom_keyed_several(struct kom_keyed_rows *rows, const size_t *row, size_t n,
                                  struct kom_arena *arena, const char **several) KOM_MUSTUSE;

/* The rows of one group. */
struct kom_keyed_group {
    const struct kom_text *key;
    size_t *member; /* rows of the frame, in their order */
    size_t n_members;
    const char *several; /* as kom_keyed_several */
};

/* The groups, in the arena. KOM_ENOMEM only. */
enum kom_status kom_keyed_groups(struct kom_keyed_rows *rows, struct kom_arena *arena,
                                 struct kom_keyed_group **group, size_t *n_groups) KOM_MUSTUSE;

#endif
