/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells that have no value, though something stands there.

   A column that a tool asks for (but one of numbers: measured.h reads those) or that the vocabulary
   knows is blank where COL_status says hidden, missing or impossible, and where its text is one
   that means missing: so a person, a day or a municipality that somebody marked is none for any
   tool. Tools that pass cells on as they stand say so (x->keeps_cells). */
#ifndef KOM_HEED_H
#define KOM_HEED_H

#include "extract.h"

struct kom_heed {
    int column, status; /* KOM_NO_COLUMN: no column beside */
    bool blank_speaks;  /* a hidden cell must not be taken for a blank one */
    bool is_lenient;    /* another word is none of our business */
};

/* Once the columns are asked for; asks for those beside them. KOM_EDATA: one stands twice. */
enum kom_status kom_heeds_make(struct kom_extract *x, struct kom_error *err) KOM_MUSTUSE;

/* Is the row bad by what stands beside a cell, another word or a hidden end? And why, in words. */
bool kom_heed_is_bad(const struct kom_batch *b, const struct kom_heed *h, uint32_t row);
void kom_heed_explain(const struct kom_view *v, uint32_t row, const struct kom_heed *h,
                      struct kom_buf *out);

/* Has the cell no value by what stands beside it? */
bool kom_heed_denies(const struct kom_view *v, int column, uint32_t row);

/* Blanks such cells of a batch. A row with another word beside, or whose end is hidden, is bad and
   leaves the batch. */
void kom_heeds_apply(struct kom_view *v, struct kom_batch *b);

#endif
