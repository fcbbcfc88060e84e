/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of kom-read that are nearly as they should be: copied whole, marks exchanged. Every row
   could go the careful way (canonical.c), which writes the same. */
#ifndef KOM_CANONICAL_QUICK_H
#define KOM_CANONICAL_QUICK_H

#include "canonical.h"
#include "columns.h"

enum { KOM_QUICK_COLUMNS = 64 };

/* What the quick way needs to know of a batch; made for each. */
struct kom_canonical_quick {
    bool is_on;
    char delimiter, decimal;
    uint32_t n_columns, n_numbers, n_days;
    uint8_t number[KOM_QUICK_COLUMNS], day[KOM_QUICK_COLUMNS]; /* columns of these kinds */
    uint32_t from, until;                                      /* rows whose days were looked at */
    bool ok[KOM_BLOCK_ROWS];
    struct kom_months months;
};

/* is_on: the rows of the view may go the quick way. */
void kom_canonical_quick_begin(struct kom_canonical_quick *q, const struct kom_canonical *k,
                               const struct kom_view *v);

/* Adds the row with its line end to view->out; false, and nothing added, when it is to go the
   careful way. Rows in order. */
bool kom_canonical_quick_row(struct kom_canonical_quick *q, struct kom_view *v, uint32_t row);

#endif
