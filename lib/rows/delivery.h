/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What became of a sale, by the word of its status. */
#ifndef KOM_DELIVERY_H
#define KOM_DELIVERY_H

#include "buf.h"
#include "extract.h"

enum kom_delivery {
    KOM_DELIVERED,
    KOM_ORDERED,
    KOM_CANCELLED,
    KOM_CREDITED,
    KOM_NO_DELIVERY /* none of these words */
};

/* Of the cell of a status, without blanks around it: English or Danish, in whatever letters; blank
   is delivered. */
enum kom_delivery kom_delivery_of(struct kom_text status);

/* Of the cell of a row; false: it is none of these words, and the row has been noted as bad. */
bool kom_delivery_read(struct kom_view *v, int column, uint32_t row, enum kom_delivery *delivery);

#endif
