/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside kom-join only: keys of rows like those that were met. Every row could go the careful way
   (take.c), which finds the same. */
#ifndef KOM_JOIN_KNOWN_H
#define KOM_JOIN_KNOWN_H

#include "work.h"

/* The numbers of the keys of n rows of a block, as far as they are known; else KOM_JOIN_OPEN. */
void kom_join_known_find(struct kom_join_worker *w, const struct kom_view *v, uint32_t from,
                         uint32_t n);

/* Teaches the number of row i of the block found last. */
void kom_join_known_learn(struct kom_join_worker *w, uint32_t i);

#endif
