/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Integers in ascending order. */
#ifndef KOM_SORT_INTEGERS_H
#define KOM_SORT_INTEGERS_H

#include <stddef.h>
#include <stdint.h>

/* So many need no room to be sorted in. */
enum { KOM_SORT_SMALL = 48 };

/* scratch: room for n; NULL where n is at most KOM_SORT_SMALL. */
void kom_sort_integers(int64_t *a, size_t n, int64_t *scratch);

#endif
