/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which columns hold CPR numbers: every cell of every column is looked at, whoever asks for what.

   A person column does with one such value, any column with one that has a hyphen, unless the
   numbers after it run on by one within a date (serial numbers). Ids of other kinds pass as ten
   digits by chance: there a column does when at least half of 20 or more distinct values look so,
   all of 5 to 19, or 2 to 4 that all have modulus 11. Beside such, nine digits that would be one
   with a zero ahead, which a spreadsheet took away, are one, as long as they are not the most.
   Values are gathered from blocks where some look so, 1,024 at most a column. */
#ifndef KOM_CPR_WATCH_H
#define KOM_CPR_WATCH_H

#include "cpr.h"
#include "extract.h"

enum { KOM_CPR_VALUES = 1024, KOM_CPR_SLOTS = 2 * KOM_CPR_VALUES, KOM_CPR_HYPHENS = 64 };

/* What was seen of one column. */
struct kom_cpr_column {
    bool is_person, is_exempt; /* by --not-cpr */
    bool is_odd_row;           /* no column: records that cannot be split */
    uint64_t *value;           /* hashes of distinct values, open addressing; NULL: none yet; behind
                                  them, at KOM_CPR_SLOTS, the same in the order of the input */
    uint32_t n_values, n_alike, n_right;
    uint32_t n_nine, n_nine_right;    /* of these, with a zero ahead */
    uint64_t hyphen[KOM_CPR_HYPHENS]; /* distinct: DDMMYY * 10000 + NNNN */
    uint32_t n_hyphens;
    bool has_right;   /* modulus 11 of one of those, or of a person */
    bool has_person;  /* a value of a person column */
    const char *file; /* where the first was */
    uint64_t line;
};

/* The last bits of a hash: enum kom_cpr, and whether it is of nine digits. */
enum { KOM_CPR_NINE = 4, KOM_CPR_KIND = 7 };

/* One thing that a thread saw in a block. */
struct kom_cpr_sight {
    uint32_t column, at; /* at: byte of the block */
    uint64_t value; /* a hash whose last bits say what it is, or the number that has a hyphen */
    uint8_t what;   /* enum kom_cpr */
    bool has_hyphen, is_nine;
};

/* A thread's sights of its block, used again. */
struct kom_cpr_sights {
    struct kom_cpr_sight *sight;
    size_t n, cap;
    struct kom_batch batch;     /* of the columns that nobody asked for */
    uint8_t *is_suspect, *left; /* of each column; left: what there is to learn of it yet */
    bool failed;
};

/* Room for the columns of an extract: before the fold. KOM_ENOMEM. */
enum kom_status kom_cpr_watch_init(struct kom_extract *x) KOM_MUSTUSE;
enum kom_status kom_cpr_sights_init(struct kom_cpr_sights *s,
                                    const struct kom_extract *x) KOM_MUSTUSE;
void kom_cpr_sights_fini(struct kom_cpr_sights *s);
void kom_cpr_watch_fini(struct kom_extract *x);

/* Looks at the block of a view. Columns of which enough was seen are passed over, by `left`, which
   kom_cpr_left fills with the lock held. */
void kom_cpr_look(struct kom_cpr_sights *s, const struct kom_view *view);
void kom_cpr_left(const struct kom_extract *x, uint8_t *left);

/* Adds the sights of a block, in the order of the input. */
void kom_cpr_add(struct kom_extract *x, const struct kom_cpr_sights *s,
                 const struct kom_view *view);

/* Adds what another part of the input saw of a column, after what this one did: one sight a time,
   so that columns become as one run would have them. false: memory ran out. */
bool kom_cpr_column_add(struct kom_cpr_column *c, const struct kom_cpr_sight *sight);

/* What a column is taken for; *stops: --forbid-cpr does not let it pass. */
enum kom_cpr kom_cpr_verdict(const struct kom_cpr_column *c, bool *stops);

/* What the first records of the first file say of heading i, before any row is read. Free with
   kom_cpr_column_fini. */
enum kom_status kom_cpr_foresee(const struct kom_extract *x, size_t i,
                                struct kom_cpr_column *c) KOM_MUSTUSE;
void kom_cpr_column_fini(struct kom_cpr_column *c);

/* A message on column i of x->cpr, `FILE:LINE: column "x": looks like ...; use pseudonyms`. */
void kom_cpr_explain(const struct kom_extract *x, size_t i, struct kom_buf *out);

#endif
