/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys that are numbers and rise from row to row, as serial numbers do: one to two bytes each, and
   no search for the next one. */
#ifndef KOM_LADDER_H
#define KOM_LADDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"

/* Where a piece of the ladder begins: its first key, and the row of it. */
struct kom_ladder_piece {
    uint64_t number, line, at; /* at: of the steps that follow, among the bytes */
    uint32_t file, n;          /* keys in it */
};

enum { KOM_LADDER_HEAD = 8, KOM_LADDER_PIECE = 64 };

/* Keys of one kind: the same bytes first, then a number, either of always so many digits or without
   leading zeros; so that equal numbers are equal keys. The first key says which kind. Only what is
   larger than all before is kept, and a number far above them is not, nor are then such as are
   larger: one odd id is no end of a ladder. Zero-initialised, with its limit filled in, is empty;
   without one it keeps nothing. */
struct kom_ladder {
    uint64_t max_nbytes;
    struct kom_ladder_piece *piece;
    size_t n_pieces, cap_pieces;
    unsigned char *step;
    size_t n_steps, cap_steps;
    uint64_t number, line; /* of the last key */
    char head[KOM_LADDER_HEAD];
    size_t n_head, n_digits; /* n_digits 0: no leading zeros */
    uint64_t ceiling;        /* no number from there on is kept; 0: none was refused */
};

/* The row of a key. */
struct kom_keyset_row {
    uint64_t line;
    uint32_t file;
};

enum kom_ladder_answer {
    KOM_LADDER_NEW,  /* it is kept */
    KOM_LADDER_SEEN, /* on the row that is told */
    KOM_LADDER_NOT,  /* it is not among those kept; if it was seen, then elsewhere */
};

/* The key is one cell: its length in one byte, and its bytes. Where memory ends, or the room that
   may be taken, it is KOM_LADDER_NOT for all keys to come that are not kept. What was so once is so
   each time. */
enum kom_ladder_answer kom_ladder_add(struct kom_ladder *ladder, struct kom_text key,
                                      struct kom_keyset_row *row);

/* Whether the key is kept, and its row. */
bool kom_ladder_find(const struct kom_ladder *ladder, struct kom_text key,
                     struct kom_keyset_row *row);

/* Bytes had. */
uint64_t kom_ladder_nbytes(const struct kom_ladder *ladder);

/* Forgets all keys, not the limit. */
void kom_ladder_fini(struct kom_ladder *ladder);

#endif
