/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes from a thread that makes them to one that reads them; whoever is ahead waits. */
#ifndef KOM_READ_CHANNEL_H
#define KOM_READ_CHANNEL_H

#include <pthread.h>
#include <stdbool.h>

#include "buf.h"
#include "kom/error.h"

/* The maker fills a block of its own; full ones change hands, so at most three are in memory. */
enum { KOM_CHANNEL_BLOCK = 128 * 1024 };

struct kom_channel {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct kom_buf ready; /* handed over and not yet taken; empty: none */
    bool is_begun;        /* the maker has said what its bytes are */
    bool is_done;         /* nothing more comes, for the reason in err */
    bool is_closed;       /* nobody reads any more */
    struct kom_error err;
    enum kom_status status;
    struct kom_buf taken; /* the reader's */
    size_t taken_at;
};

/* KOM_ENOMEM: there is none. Else to be ended by kom_channel_fini. */
enum kom_status kom_channel_init(struct kom_channel *c, struct kom_error *err) KOM_MUSTUSE;
void kom_channel_fini(struct kom_channel *c);

/* ---- the maker ---- */

/* What the reader asked before the first bytes can be answered. */
void kom_channel_begin(struct kom_channel *c);

/* Hands the block over and leaves an empty one; false when nobody reads any more. */
bool kom_channel_give(struct kom_channel *c, struct kom_buf *block);

/* The last word; err is copied. */
void kom_channel_end(struct kom_channel *c, enum kom_status status, const struct kom_error *err);

/* ---- the reader ---- */

/* Waits until the maker has begun or ended; its status when it ended without beginning. */
enum kom_status kom_channel_wait(struct kom_channel *c, struct kom_error *err) KOM_MUSTUSE;

/* As kom_source_read; an error of the maker comes behind its last byte. */
enum kom_status kom_channel_read(struct kom_channel *c, char *p, size_t cap, size_t *n,
                                 struct kom_error *err) KOM_MUSTUSE;

/* The maker's next kom_channel_give says false. */
void kom_channel_close(struct kom_channel *c);

#endif
