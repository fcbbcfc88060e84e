/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A person whom no side table has and whose text a state must not hold: a keyed hash, and what the
   message on such persons says, as one code of struct kom_unmet. */
#ifndef KOM_VEILED_H
#define KOM_VEILED_H

#include "meet.h"
#include "veil.h"

struct kom_veiled {
    struct kom_text hash;
    struct kom_text form; /* letters as A and a, digits as 9 */
    struct kom_text near; /* the form of a known person who is near; NULL: nobody is */
};

/* Adds such a code of a person as read. */
void kom_veiled_make(const struct kom_veil *veil, const struct kom_meet *known,
                     struct kom_text person, struct kom_buf *out);

/* Adds one of what a state tells. */
void kom_veiled_join(const struct kom_veiled *person, struct kom_buf *out);

struct kom_veiled kom_veiled_split(struct kom_text code);

#endif
