/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words for what stands over all, apart from what the grid calls a column and a cell. */
#ifndef KOM_PLOT_TOTAL_H
#define KOM_PLOT_TOTAL_H

#include <stdbool.h>

#include "buf.h"

/* Does the name of a row stand for all others: total, I alt, Hele landet? */
bool kom_plot_is_total(struct kom_text name);

#endif
