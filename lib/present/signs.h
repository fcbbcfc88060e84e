/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The signs for cells without a value, and the marks on values, with what explains them. */
#ifndef KOM_SIGNS_H
#define KOM_SIGNS_H

#include <stdbool.h>

#include "buf.h"
#include "present.h"

/* `.` `..` `-` as Statistics Denmark writes and our readers read them; c, p, b as Eurostat's flags
   (SDMX CL_OBS_STATUS and CL_CONF_STATUS); n/s, n/o, n/r are ours. In the order in which a legend
   names them. */
enum kom_sign {
    KOM_SIGN_NONE = 0,     /* a value, or an empty text */
    KOM_SIGN_NIL,          /* - exactly nothing */
    KOM_SIGN_IMPOSSIBLE,   /* . cannot be */
    KOM_SIGN_MISSING,      /* .. not available */
    KOM_SIGN_HIDDEN,       /* c confidential */
    KOM_SIGN_NOT_STARTED,  /* n/s */
    KOM_SIGN_NOT_OFFERED,  /* n/o */
    KOM_SIGN_NOT_REPORTED, /* n/r */
    KOM_SIGN_NO_ROW,       /* an empty cell: the input has no such row */
    KOM_SIGN_PROVISIONAL,  /* p after a value */
    KOM_SIGN_BREAK,        /* b after a value */
    KOM_SIGN_END,
};

/* The sign as it stands in a cell. */
const char *kom_sign_text(enum kom_sign sign);

/* What it means, for the legend. */
const char *kom_sign_meaning(enum kom_sign sign, enum kom_present_lang lang);

/* The word that COL_status or state has for it; "" where there is none. */
const char *kom_sign_word(enum kom_sign sign);

/* A word of COL_status to its sign (an empty one: none); false for a word that is no status. */
bool kom_sign_of_status(struct kom_text word, enum kom_sign *sign);

/* A word of `state` to its sign; none for offered and for any other word. */
enum kom_sign kom_sign_of_state(struct kom_text word);

#endif
