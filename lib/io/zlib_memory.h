/* SPDX-License-Identifier: GPL-3.0-or-later */
/* zlib's memory comes through the same door as all other, where failures are counted. */
#ifndef KOM_ZLIB_MEMORY_H
#define KOM_ZLIB_MEMORY_H

#include "mem.h"

static inline void *kom_zlib_take(void *unused, unsigned n, unsigned size) {
    (void)unused;
    return kom_alloc(n, size);
}

static inline void kom_zlib_give(void *unused, void *p) {
    (void)unused;
    kom_free(p);
}

#endif
