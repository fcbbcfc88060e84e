/* SPDX-License-Identifier: GPL-3.0-or-later */
/* By-columns that the table at hand has not, from tables beside it: --municipalities, --networks,
   found by the code of the municipality. */
#ifndef KOM_LOOKUP_H
#define KOM_LOOKUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "frame.h"
#include "kom/reading.h"
#include "meet.h"

/* What is done with a municipality in several networks. */
enum kom_overlap { KOM_OVERLAP_REFUSE, KOM_OVERLAP_BOTH, KOM_OVERLAP_DROP, KOM_OVERLAP_ASSIGN };

struct kom_overlap_rule {
    enum kom_overlap way;
    const struct kom_pair *assign; /* KOM:NETWORK */
    size_t n_assign;
};

/* Reads "refuse", "both", "drop" or "assign=730:A,751:B"; the pairs live in the arena. KOM_EUSAGE:
   any other text. */
enum kom_status kom_overlap_parse(const char *text, struct kom_arena *arena,
                                  struct kom_overlap_rule *rule, struct kom_error *err) KOM_MUSTUSE;

/* What one municipality has in the columns asked for. */
struct kom_lookup_unit {
    const struct kom_text *value; /* n times n_columns; one row of them is always there */
    size_t n;                     /* how many values count: 0 when dropped */
    uint32_t tables;              /* of the lookup's meet: those that have it */
    uint32_t id;                  /* below n_units; KOM_NO_ID: the tables have no such one */
    bool is_several;              /* of several networks, however that was settled */
    bool is_refused;              /* and it was not settled */
};

/* Tables, rule, then kom_lookup_want for every by-column, then kom_lookup_make; from then on it
   does not change and several threads may find. Zero-initialised: no table. Frames are borrowed. */
struct kom_lookup {
    const struct kom_frame *municipalities, *networks; /* NULL: not given */
    struct kom_overlap_rule overlap;
    struct kom_unmatched *unmatched; /* where codes that meet nothing are told; NULL: nowhere */
    bool lists_units; /* where kom is a by-column, municipalities says which there are: it is used
                         then, though no by-column may be of it */
    /* filled by want and make */
    struct kom_lookup_column *column;
    size_t n_columns, cap_columns;
    bool is_named[2];        /* the table has a column of --by */
    bool is_list;            /* municipalities is used as the list of them */
    bool has_several;        /* some municipality does */
    struct kom_intern units; /* codes of the tables that are used */
    struct kom_lookup_unit *unit;
    struct kom_text *blank; /* the values of one that is in no table */
    struct kom_meet meet;   /* their codes, */
    uint32_t asked;         /* and which of its tables are used */
    struct kom_arena arena;
};

/* A by-column. has_own: the input has it, and its own wins; then *place is KOM_NO_COLUMN, as when
   no table has it. Municipalities come before networks; a code of the municipality is never looked
   up. */
enum kom_status kom_lookup_want(struct kom_lookup *l, const char *name, bool has_own, int *place,
                                struct kom_error *err) KOM_MUSTUSE;

/* The input has not the by-column, as err says, and no table beside it either: says that too, and
   what they have that is near to the name. Returns status, for the failing path. */
enum kom_status kom_lookup_missing(const struct kom_lookup *l, const char *name,
                                   enum kom_status status, struct kom_error *err);

/* Is there anything to be looked up? */
bool kom_lookup_is_used(const struct kom_lookup *l);

/* Is the by-column at that place one of networks? */
bool kom_lookup_is_network(const struct kom_lookup *l, int place);

/* KOM_EUSAGE: a table was given that has no column of --by. */
enum kom_status kom_lookup_check(const struct kom_lookup *l, struct kom_error *err) KOM_MUSTUSE;

/* Reads the tables. KOM_EDATA: no column kom; a municipality stands twice with different values;
   the tables spell a code differently. */
enum kom_status kom_lookup_make(struct kom_lookup *l, struct kom_error *err) KOM_MUSTUSE;

/* The values of a municipality; blank ones when no table has it. Where not all tables asked have it
   the caller notes that (kom_unmet_note), and has it judged in the end. */
struct kom_lookup_unit kom_lookup_find(const struct kom_lookup *l, struct kom_text kom);

/* What follows from the municipality of a row for all rows that have it. */
struct kom_lookup_note {
    uint32_t lacks;  /* tables that should know it and do not */
    bool is_dropped; /* it is of several networks, and so of none */
};

/* Finds that, and notes in u and seen[id] (units.n bytes) that it was seen. */
struct kom_lookup_note kom_lookup_note(const struct kom_lookup *l, struct kom_text kom,
                                       struct kom_unmet *u, uint8_t *seen);

/* KOM_EDATA, naming them, when a municipality that was seen is refused. seen[id]: units.n bytes. */
enum kom_status kom_lookup_refuse(const struct kom_lookup *l, const uint8_t *seen,
                                  struct kom_error *err) KOM_MUSTUSE;

/* Adds the municipalities seen that are in several networks, with a mark between them; says how
   many. */
size_t kom_lookup_several(const struct kom_lookup *l, const uint8_t *seen, const char *mark,
                          struct kom_buf *out);

void kom_lookup_fini(struct kom_lookup *l);

/* Fails because no by-column is of the table of that option, naming those it has. */
enum kom_status kom_lookup_idle(const struct kom_frame *f, const char *option,
                                struct kom_error *err) KOM_MUSTUSE;

#endif
