/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of recipients as kom-check keeps it: spells by person, and of their texts each once. */
#ifndef KOM_CHECK_RECIPIENTS_H
#define KOM_CHECK_RECIPIENTS_H

#include "cells.h"
#include "codes.h"
#include "columns.h"
#include "extract.h"
#include "kom/error.h"
#include "roll.h"

enum { KOM_CHECK_N_AGREE = 4 };

/* provider, section, setting, group: where two tables both say something, they must say the same.
 */
extern const char *const kom_check_agree[KOM_CHECK_N_AGREE];

struct kom_check_spell {
    int32_t first, last;
    uint32_t next; /* of the same person: its number among the others + 1; 0: none */
    uint32_t trait;
};

/* What the roll has of a person. */
struct kom_check_person {
    struct kom_text_words is;
    struct kom_check_spell spell;
};

/* What few spells differ in: numbers of texts. */
struct kom_check_trait {
    uint32_t kom, agree[KOM_CHECK_N_AGREE]; /* 0: blank, or no such column */
};

struct kom_check_recipients {
    const char *file; /* its name, and how the column of municipalities is called in it */
    struct kom_text heading;
    int person, kom, start, end, agree[KOM_CHECK_N_AGREE]; /* KOM_NO_COLUMN: not there */
    struct kom_roll persons;
    struct kom_check_spell *other; /* beyond the first of a person */
    size_t n_other, cap_other;
    struct kom_intern koms, agrees[KOM_CHECK_N_AGREE]; /* 0 of the latter: blank */
    struct kom_intern trait_keys;
    struct kom_check_trait *trait;
    size_t cap_traits;
    struct kom_codes *codes; /* while rows are read: of kom and the four, */
    struct kom_kinds kinds;  /* and the traits of rows by them */
    struct kom_months months;
    enum kom_status status; /* of the first row with days that cannot be; the message in `err` */
    struct kom_error err;
    struct kom_arena arena;
};

/* Chooses the columns of an opened table; zero-initialise before. */
enum kom_status kom_check_recipients_plan(struct kom_check_recipients *r, struct kom_extract *x,
                                          struct kom_error *err) KOM_MUSTUSE;

/* The `take` of its fold, by one thread. Days that cannot be are noted for the check, which names
   first what is wrong with the tables as a whole. */
enum kom_status kom_check_take_recipients(void *recipients, struct kom_view *view,
                                          struct kom_error *err);

/* The rows were read: gives back what was needed only for them. */
void kom_check_recipients_end(struct kom_check_recipients *r);

/* The spells of a person, one after the other; NULL: no more. */
static inline const struct kom_check_spell *
kom_check_next_spell(const struct kom_check_recipients *r, const struct kom_check_spell *spell) {
    return spell->next ? &r->other[spell->next - 1] : NULL;
}

/* Bytes had. */
uint64_t kom_check_recipients_nbytes(const struct kom_check_recipients *r);

void kom_check_recipients_fini(struct kom_check_recipients *r);

#endif
