/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes that somebody makes while they are read. */
#ifndef KOM_STREAM_H
#define KOM_STREAM_H

#include <stddef.h>

#include "kom/error.h"

/* Zero-initialised is none. One thread at a time reads. */
struct kom_stream {
    void *self;
    /* As kom_source_read: up to cap bytes, *n = 0 at the end only. */
    enum kom_status (*read)(void *self, char *p, size_t cap, size_t *n, struct kom_error *err);
    /* Ends it, read to its end or not. */
    void (*close)(void *self);
};

#endif
