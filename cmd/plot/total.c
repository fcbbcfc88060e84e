/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words are those of lib/rows, whose header cannot stand beside the grid's. */
#include "total.h"

#include "totals.h"

bool kom_plot_is_total(struct kom_text name) {
    return kom_total_is_word(name, false);
}
