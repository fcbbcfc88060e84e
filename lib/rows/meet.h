/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys that meet nothing: codes of the main input that no row of the side table has which should
   know them. They are named; and where it is their spelling, or a whole column misses, the run
   stops, lest a spelling become `offered, 0 buyers`.

   One struct kom_meet holds what the side tables have under one key. The rows of the main input are
   noted in struct kom_unmet, one a worker; what cannot be found is all that is kept of them. */
#ifndef KOM_MEET_H
#define KOM_MEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "extract.h"
#include "frame.h"
#include "intern.h"
#include "kom/error.h"

/* What the key is: of municipalities, --kom-digits and names are spoken of; persons are never
   named, and no single one is missed. */
enum kom_key { KOM_KEY_CODE, KOM_KEY_KOM, KOM_KEY_PERSON };

enum { KOM_MEET_TABLES = 8 };

/* Zero-initialised but for the kind: no table. Up to KOM_MEET_TABLES of them, each a bit. */
struct kom_meet {
    enum kom_key kind;
    struct kom_meet_table {
        const char *name, *file; /* "offerings", and where it was read from */
        struct kom_text heading; /* of the key in it */
        bool is_partial;         /* it need not know every code, as networks need not */
    } table[KOM_MEET_TABLES];    /* borrowed */
    unsigned n_tables;
    uint32_t knows_all;      /* tables with an empty cell, which stands for every code */
    struct kom_intern codes; /* as they stand, without blanks around them */
    struct kom_meet_code {
        uint32_t tables; /* that have it */
        uint32_t fold;   /* its number among the alike */
    } * code;            /* of each */
    size_t cap_codes;
    struct kom_intern folds;
    uint32_t *first; /* of each fold: the code that came first */
    size_t cap_folds;
    const struct kom_intern *persons; /* of KOM_KEY_PERSON: the codes; borrowed */
};

/* The table whose codes come now. */
void kom_meet_begin(struct kom_meet *m, struct kom_meet_table table);

/* A code of the table begun last. An empty one makes it know all; where municipalities are the key,
   it is none. */
enum kom_status kom_meet_add(struct kom_meet *m, struct kom_text code,
                             struct kom_error *err) KOM_MUSTUSE;

/* The same for a table of one frame, with all its cells. */
enum kom_status kom_meet_add_column(struct kom_meet *m, const char *table,
                                    const struct kom_frame *frame, int column,
                                    struct kom_error *err) KOM_MUSTUSE;

/* The tables that know a code. Safe for several threads while nobody adds. */
uint32_t kom_meet_find(const struct kom_meet *m, struct kom_text code);

/* A code of the tables that is near an unknown one; NULL text: none. Not for hot loops. */
struct kom_text kom_meet_near(const struct kom_meet *m, struct kom_text code);

/* A known person who is near; NULL text: none. false: memory ran out. */
bool kom_meet_near_person(const struct kom_meet *m, struct kom_text code, struct kom_text *near);

/* The same of one that is but spelt otherwise. */
struct kom_text kom_meet_alike(const struct kom_meet *m, struct kom_text code);

void kom_meet_fini(struct kom_meet *m);

/* ---- the rows of the main input ---- */

/* Codes that a table does not have. Zero-initialised: no row was seen. */
struct kom_unmet {
    uint32_t met;   /* tables that some row met */
    bool is_lost;   /* of persons: there were KOM_LOST_PERSONS or more, of whom the first is kept */
    bool is_veiled; /* of persons: codes are keyed hashes, with what else is told of them (veiled.h)
                     */
    struct kom_intern codes;
    struct kom_unmet_code {
        uint64_t n_rows;
        uint64_t line; /* of the first of them, in this file */
        uint32_t file;
        uint32_t tables; /* that do not have it */
    } * code;
    size_t cap;
};

/* A row with a code that the tables `missing` do not have, each of them asked. false: memory ran
   out. (That a table is met is noted in u->met, which is all there is to do for most rows.) */
bool kom_unmet_note(struct kom_unmet *u, struct kom_text code, uint32_t missing,
                    const struct kom_view *v, uint32_t row);

/* A row of a batch or frame, looked up; an empty cell does not count. wanted: the tables that
   should know it. */
bool kom_unmet_view(struct kom_unmet *u, const struct kom_meet *m, uint32_t wanted,
                    const struct kom_view *v, int column, uint32_t row);
bool kom_unmet_frame(struct kom_unmet *u, const struct kom_meet *m, uint32_t wanted,
                     const struct kom_frame *frame, size_t row, int column);

/* A code that stands in another side table, in n rows. */
bool kom_unmet_code(struct kom_unmet *u, const struct kom_meet *m, uint32_t wanted,
                    struct kom_text code, uint64_t n_rows);

/* Rows with a code that is kept, whatever the tables have: how many, and where the first is. */
bool kom_unmet_keep(struct kom_unmet *u, struct kom_text code, const struct kom_unmet_code *rows);

/* The same of a code that stands in a part of n rows, the first of them known. */
bool kom_unmet_rows(struct kom_unmet *u, const struct kom_meet *m, uint32_t wanted,
                    struct kom_text code, const struct kom_unmet_code *rows);

/* A person whom no table has, as far as need be: of many so many are kept, once one is met none. */
enum { KOM_LOST_PERSONS = 10 };
bool kom_unmet_person(struct kom_unmet *u, struct kom_text person, uint32_t missing,
                      const struct kom_view *v, uint32_t row);

/* Which code stands first in the input: who read it first depends on the threads. */
uint32_t kom_unmet_earliest(const struct kom_unmet *u);

/* Adds what another worker saw. */
bool kom_unmet_merge(struct kom_unmet *u, const struct kom_unmet *other);

void kom_unmet_fini(struct kom_unmet *u);

/* ---- the verdict ---- */

/* A key of the main input (or of a side table), and how it is called. Borrowed. */
struct kom_meeting {
    const struct kom_meet *known;
    const struct kom_unmet *unmet;
    const char *label;                 /* of the table that was read: "sales" */
    struct kom_text heading;           /* of the key in it */
    const struct kom_extract *extract; /* the table, */
    const struct kom_frame *frame;     /* or this one; */
    bool show_values;                  /* of persons */
    bool is_side; /* a side table, which may speak of other units than the next: only spellings stop
                   */
};

/* What --unmatched says, and what is to be said on standard error: a line each. */
struct kom_unmatched {
    bool warns; /* goes on where it would stop */
    struct kom_buf lines;
};

/* KOM_EDATA where the run is to stop; else adds what is to be said. */
enum kom_status kom_meet_judge(const struct kom_meeting *one, struct kom_unmatched *unmatched,
                               struct kom_error *err) KOM_MUSTUSE;

/* Adds the call that turns the municipalities' names in that column into codes. */
void kom_meet_add_naming(struct kom_buf *out, const char *file, struct kom_text heading);

/* Adds the call that makes a code of the table of one that is but spelt otherwise, or is a
   municipality's name; nothing where no call does. */
void kom_meet_add_remedy(const struct kom_meet *m, struct kom_text code, const char *file,
                         struct kom_text heading, struct kom_buf *out);

/* The same of side tables among themselves: one spells a code otherwise than another, or has a
   municipality by its name where another has its code. One table alone may hold both spellings:
   they meet nothing. key: what the message calls it; unmatched may be NULL: stop. */
enum kom_status kom_meet_compare(const struct kom_meet *m, const char *key,
                                 struct kom_unmatched *unmatched,
                                 struct kom_error *err) KOM_MUSTUSE;

#endif
