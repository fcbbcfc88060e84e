/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of an extract with columns of another table: the work of kom-join.

   The other table is in memory, its rows found by key; the extract streams through, in its order,
   by threads. What becomes of each row is decided by its key alone (and, with spells, its day): it
   is written with what it met, or it met nothing, and is then kept, set aside, or the reason to
   stop. Nothing is found by a guess: a key that is missing meets nothing, not even a missing one.
 */
#ifndef KOM_JOIN_H
#define KOM_JOIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "cells.h"
#include "codes.h"
#include "columns.h"
#include "extract.h"
#include "frame.h"
#include "intern.h"
#include "keys.h"
#include "kom/error.h"
#include "meet.h"
#include "mem.h"
#include "method.h"
#include "parallel.h"
#include "stream_quick.h"
#include "stream_row.h"

/* How many rows of a key there may be: in the input, in the table. */
enum kom_join_expect { KOM_JOIN_N_1, KOM_JOIN_1_1, KOM_JOIN_1_N, KOM_JOIN_N_N };

/* What is done with rows that meet nothing. */
enum kom_join_no_match { KOM_JOIN_STOP, KOM_JOIN_KEEP, KOM_JOIN_ASIDE };

/* What is added to the name or code of a municipality, if that is what is asked. */
enum kom_join_naming { KOM_JOIN_NO_NAMING, KOM_JOIN_TO_CODE, KOM_JOIN_TO_NAME };

enum { KOM_JOIN_KEYS_MAX = 16 };

/* A list of borrowed texts. */
struct kom_join_list {
    const char *const *item;
    size_t n;
};

/* What is asked; texts are borrowed. With naming there is no table: on is one column, COL or
   COL=NEW, the new one's name; add, within and expect are left as they are. */
struct kom_join_request {
    enum kom_join_naming naming;
    int year;                    /* of whose list the names are; 0: of now */
    struct kom_join_list on;     /* COL, or COL=COL: of the input, of the table */
    struct kom_join_list add;    /* columns of the table */
    bool adds_all;               /* all but the keys; add is empty */
    struct kom_join_list number; /* further number columns, of either */
    const char *within;          /* START,END=DAYCOL; NULL: no spells */
    enum kom_join_expect expect;
    enum kom_join_no_match no_match;
    bool warns_unmatched, show_values;
    unsigned n_threads; /* that may make the table ready; 0: one */
};

/* Reads "n:1" and "stop"; KOM_EUSAGE: the text is none of them. */
enum kom_status kom_join_parse(struct kom_join_request *q, const char *expect, const char *no_match,
                               struct kom_error *err) KOM_MUSTUSE;

/* A column of the table that is written. */
struct kom_join_added {
    struct kom_text name;
    int column;
    enum kom_kind kind;
    bool is_status; /* COL_status of the column before it */
};

/* A row of the table under its key. */
struct kom_join_item {
    uint32_t row;
    int32_t start, end; /* of its spell, both included */
    int32_t last;       /* the last end of this and all before it of the key */
};

/* The table, ready to be met: read-only once it is made. */
struct kom_join_side {
    const struct kom_frame *frame; /* borrowed; NULL: it is the list of municipalities */
    size_t n_rows, n_numbers;      /* numbers of keys are below that */
    int column[KOM_JOIN_KEYS_MAX]; /* of the keys */
    int status[KOM_JOIN_KEYS_MAX]; /* COL_status beside them */
    int start, end;                /* KOM_NO_COLUMN: no spells */
    int start_status, end_status;
    struct kom_join_added *added;
    size_t n_added;
    struct kom_join_keys keys;  /* the note: the text of the one row that the key has, KOM_NO_ID:
                                   it has several, or spells */
    uint32_t *key_of;           /* of each row; KOM_NO_ID: it has none, or no start */
    struct kom_join_item *item; /* by key, then start, then row; NULL where is_plain */
    uint32_t *from;             /* of each number, and one more: its first item; likewise */
    struct kom_buf texts; /* what rows add, with the commas before their cells (kom_join_text) */
    size_t longest;       /* bytes of one */
    uint32_t *text;       /* of each row, in texts */
    uint32_t *only; /* in place of keys, of each name: what it adds, KOM_NO_ID: it was split */
    uint32_t blank; /* in texts: what a row that met nothing gets */
    bool is_plain;  /* no spells, and a key a row */
    uint64_t n_no_key, n_no_start;
};

/* Why a row is written without anything from the table, or is not written. */
enum kom_join_lack {
    KOM_JOIN_NO_MATCH,   /* no row of the table has its key */
    KOM_JOIN_NO_KEY,     /* its key is missing */
    KOM_JOIN_NO_DAY,     /* its day is missing */
    KOM_JOIN_NOT_WITHIN, /* rows of the table have its key, and none holds the day */
    KOM_JOIN_SPLIT,      /* the municipality was split */
    KOM_JOIN_N_LACKS,
};

struct kom_join {
    struct kom_join_request request;
    struct kom_join_side side;
    int column[KOM_JOIN_KEYS_MAX]; /* of the keys, in the extract */
    int status[KOM_JOIN_KEYS_MAX];
    int day, day_status; /* KOM_NO_COLUMN: no spells */
    const struct kom_extract *extract;
    struct kom_stream_columns columns; /* of the extract, as they are written */
    struct kom_kind_columns deciding;  /* whose texts decide which key it is */
    bool is_single;                    /* one plain column: the keys' own table finds it */
    bool is_packed;                    /* several, and nothing is said beside them: likewise */
    struct kom_arena arena;
};

/* Asks for the columns of both, and makes the table ready. join is empty, and not to be moved
   afterwards. KOM_EDATA: a column is not there, is there already, cannot be read; a key breaks what
   is expected; KOM_EUSAGE: the request contradicts itself. */
enum kom_status kom_join_ask(struct kom_join *join, const struct kom_join_request *request,
                             struct kom_extract *x, const struct kom_frame *table,
                             struct kom_error *err) KOM_MUSTUSE;

/* The same of names and codes of municipalities. KOM_EUSAGE: there is no list of the year. */
enum kom_status kom_join_ask_names(struct kom_join *join, const struct kom_join_request *request,
                                   struct kom_extract *x, struct kom_error *err) KOM_MUSTUSE;

/* Adds the header line. */
void kom_join_header(const struct kom_join *join, struct kom_buf *out);

void kom_join_fini(struct kom_join *join);

/* ---- the rows ---- */

/* What one thread saw. */
struct kom_join_worker {
    const struct kom_join *join;
    uint8_t *met;           /* a bit of what may be met (kom_join_meetable) */
    uint64_t (*by)[2];      /* where the first two rows lie that met it (kom_join_place), if one
                               alone may; else NULL */
    struct kom_unmet unmet; /* whole keys, packed, */
    bool is_over;           /* and more of them than are kept */
    uint64_t n_matched, n_written, n_lack[KOM_JOIN_N_LACKS];
    uint64_t first[KOM_JOIN_N_LACKS]; /* where the first row lies */
    uint32_t first_split;             /* the key of the first row that was split */
    /* for the batch at hand */
    struct kom_stream_quick quick;
    struct kom_codes *codes; /* of each deciding column; NULL: no memory for them */
    struct kom_kinds kinds;
    struct kom_join_search { /* keys of the block that are looked for together */
        struct kom_text code[KOM_BLOCK_ROWS];
        struct kom_join_found found[KOM_BLOCK_ROWS];
        uint32_t row[KOM_BLOCK_ROWS]; /* of the block, where some rows have none */
        struct kom_buf packed;        /* keys of several parts, one after the other */
    } search;
    struct kom_kind_key key[KOM_BLOCK_ROWS];
    bool is_open[KOM_BLOCK_ROWS];
    uint32_t number[KOM_BLOCK_ROWS]; /* of the key; */
    uint32_t only[KOM_BLOCK_ROWS];   /* and the text of the one row that has it (kom_join_only) */
    int32_t day[KOM_BLOCK_ROWS];
    uint8_t day_cell[KOM_BLOCK_ROWS];
    struct kom_months months;
    struct kom_buf packed, room;
    uint32_t *found; /* items that a row met */
    size_t cap_found;
    uint32_t at; /* byte of the chunk up to which lines were counted */
    uint64_t line;
};

/* A join at work: its books, a worker a thread, and what is to be said on standard error in the
   end, whether it failed or not. Zero-initialised but for join. */
struct kom_join_crew {
    const struct kom_join *join;
    struct kom_join_worker *worker; /* when all is read, the first has what all saw */
    unsigned n;
    struct kom_buf lines;
};

/* The join as a method (method.h); what it is handed is the crew. Its columns were asked for
   before. finish is KOM_EDATA where a key breaks what is expected, where rows met nothing and that
   is to stop, or are but spelt otherwise. */
extern const struct kom_method kom_join_method;

void kom_join_crew_fini(struct kom_join_crew *crew);

/* ---- the end ---- */

/* Rows of the table that nobody met. */
uint64_t kom_join_n_unused(const struct kom_join_crew *crew);

/* Adds them, with a header, as the stream has them. */
enum kom_status kom_join_unused(const struct kom_join_crew *crew, struct kom_buf *out,
                                struct kom_error *err) KOM_MUSTUSE;

#endif
