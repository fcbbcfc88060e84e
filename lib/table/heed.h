/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside table only: cells that have no value, though something stands there.

   A column that a tool asks for (but one of numbers: measured.h reads those) or that the vocabulary
   knows is blank where COL_status says hidden, missing or impossible, and where its text is one
   that means missing: so a person, a day or a municipality that somebody marked is none for any
   tool. Tools that pass cells on as they stand say so (x->keeps_cells). */
#ifndef KOM_HEED_H
#define KOM_HEED_H

#include "extract.h"

struct kom_heed {
    int column, status; /* KOM_NO_COLUMN: no column beside */
    bool is_end;        /* of a spell: one that is hidden is an end all the same */
};

/* Once the columns are asked for; asks for those beside them. KOM_EDATA: one stands twice. */
enum kom_status kom_heeds_make(struct kom_extract *x, struct kom_error *err) KOM_MUSTUSE;

/* Blanks such cells of a batch. A row with another word beside, or whose end is hidden, is bad and
   leaves the batch. */
void kom_heeds_apply(struct kom_view *v, struct kom_batch *b);

#endif
