/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each value is a line of memory that is not near, and asked for AHEAD values before. */
#include "dense.h"

#include "mem.h"
#include "prefetch.h"

enum { AHEAD = 24 };

bool kom_dense_begin(struct kom_dense *d, int64_t first, size_t n) {
    uint16_t *count = kom_alloc(n, sizeof *count);
    if (count)
        *d = (struct kom_dense){count, first, n};
    return count;
}

/* Where a value is counted; d->n or more: nowhere. */
static inline uint64_t place_of(const struct kom_dense *d, int64_t value) {
    return (uint64_t)value - (uint64_t)d->first;
}

size_t kom_dense_take(struct kom_dense *d, int64_t *value, size_t n) {
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        const uint64_t at = place_of(d, value[i]),
                       next = i + AHEAD < n ? place_of(d, value[i + AHEAD]) : 0;
        kom_prefetch_to_write(&d->count[next < d->n ? next : 0]);
        if (at < d->n && d->count[at] < UINT16_MAX)
            d->count[at]++;
        else
            value[kept++] = value[i];
    }
    return kept;
}

size_t kom_dense_distinct(const struct kom_dense *d) {
    size_t distinct = 0;
    for (size_t i = 0; i < d->n; i++)
        distinct += d->count[i] != 0;
    return distinct;
}

void kom_dense_fini(struct kom_dense *d) {
    kom_free(d->count);
    *d = (struct kom_dense){.count = NULL};
}
