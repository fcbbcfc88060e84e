/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decimals of any length, by their digits: nothing is lost to a double. */
#ifndef KOM_DECIMALS_H
#define KOM_DECIMALS_H

#include <stdbool.h>

#include "buf.h"

/* Is the text digits, perhaps with a minus before and a point among them? */
bool kom_decimal_is_plain(struct kom_text t);

/* How many digits stand after the point. */
int kom_decimal_scale(struct kom_text t);

/* Adds such a text, its point moved n_right digits to the right, with so many decimals: rounded
   half away from zero. What becomes 0 has no minus. */
void kom_decimal_fixed(struct kom_buf *buf, struct kom_text t, int n_right, int decimals);

#endif
