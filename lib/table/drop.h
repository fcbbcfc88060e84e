/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside table only: rows that no tool is to see. */
#ifndef KOM_DROP_H
#define KOM_DROP_H

#include "extract.h"

/* Takes the rows out of the batch that `keeps` says no to; each has been set aside by then. */
void kom_drop_rows(struct kom_view *v, struct kom_batch *b,
                   bool (*keeps)(struct kom_view *v, struct kom_batch *b, uint32_t row,
                                 void *context),
                   void *context);

#endif
