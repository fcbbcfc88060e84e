/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Codes that one of two tables pads with zeros. */
#ifndef KOM_PADDED_H
#define KOM_PADDED_H

#include "grid.h"

/* A code without the zeros in front of it; any other text as it is. */
struct kom_text kom_padded_bare(struct kom_text t);

/* What is to be said of a column that names rows in both tables. */
struct kom_padded {
    bool is_padded;           /* codes are to be compared without zeros in front */
    size_t n;                 /* codes of `now` that meet one of `old` so and not else */
    struct kom_text old, now; /* the first of them */
};

/* Looks whether codes of digits that stand in one table alone are those of the other but for zeros
   in front, and no table has a code in both spellings: then nobody knows which are one. KOM_ENOMEM.
 */
enum kom_status kom_padded_find(const struct kom_grid *old, size_t old_col,
                                const struct kom_grid *now, size_t now_col,
                                struct kom_padded *found, struct kom_error *err) KOM_MUSTUSE;

#endif
