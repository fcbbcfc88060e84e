/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside table only: what is done to a batch before a tool sees it. */
#ifndef KOM_PREPARE_H
#define KOM_PREPARE_H

#include "extract.h"

/* How much of a column's cells is looked at, once the columns are known. */
void kom_prepare_columns(struct kom_extract *x);

/* Municipality codes in the digits asked for; letters composed and blanks that cannot be seen taken
   off where a column holds codes, numbers or days. Returns how many cells were changed so; memory
   that runs out is batch->extra.failed. */
uint64_t kom_prepare_cells(const struct kom_extract *x, struct kom_batch *batch);

#endif
