/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How often each whole number of a range was seen: 2 bytes a number, whether or not it was. */
#ifndef KOM_DENSE_H
#define KOM_DENSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zero-initialised: no range. */
struct kom_dense {
    uint16_t *count; /* of first, first + 1, ...; NULL: no range */
    int64_t first;
    size_t n;
};

/* false: no memory. */
bool kom_dense_begin(struct kom_dense *d, int64_t first, size_t n);

/* Counts the values of the range. The others stay, in front and in their order, and so do those of
   which no more can be counted. How many stay. */
size_t kom_dense_take(struct kom_dense *d, int64_t *value, size_t n);

/* How many numbers were seen. */
size_t kom_dense_distinct(const struct kom_dense *d);

void kom_dense_fini(struct kom_dense *d);

#endif
