/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the summaries: what their rows go through. */
#ifndef KOM_SUMMARY_WORK_H
#define KOM_SUMMARY_WORK_H

#include "sum.h"

/* Widens the range of a cell, before what is in it is added. */
void kom_summary_widen(struct kom_summary_cell *cell, const struct kom_num *min,
                       const struct kom_num *max);

/* ---- quick.c ---- */

/* Once a batch, before its rows; false when memory ran out. */
bool kom_summary_quick_begin(struct kom_summary_worker *w, const struct kom_view *view);

/* The n rows of the block that can go the quick way. */
void kom_summary_quick_block(struct kom_summary_worker *w, const struct kom_view *view, uint32_t n);

/* Once a batch, after its rows: what was added up goes to the cells. */
void kom_summary_quick_end(struct kom_summary_worker *w);

/* The group of a code as far as it is known, else KOM_GROUP_NONE; and what a row that went the
   careful way teaches. Only where one column's codes are the groups. */
uint32_t kom_summary_quick_group(const struct kom_summary_worker *w, uint64_t key);
void kom_summary_quick_learn(struct kom_summary_worker *w, uint64_t key, uint32_t group);

#endif
