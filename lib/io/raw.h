/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes as they lie in a file, standard input or memory, read in large blocks. */
#ifndef KOM_RAW_H
#define KOM_RAW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "kom/error.h"

/* KOM_RAW_BACK: so many bytes that were taken can be given back (by lowering `at`). */
enum { KOM_RAW_BLOCK = 256 * 1024, KOM_RAW_BACK = 8 };

struct kom_heard;

/* Bytes read and not yet taken: block[at, n). One thread at a time. */
struct kom_raw {
    char *name; /* in messages */
    int fd;
    bool owns_fd, is_memory, at_end;
    struct kom_text memory; /* what is left of a source in memory */
    char *block;
    size_t at, n;
    uint64_t n_read;         /* place in the file behind block[n] */
    struct kom_heard *heard; /* of a pipe whose bytes are hashed (seal.h); NULL: none */
};

/* The place in the file of the next byte that is taken. */
static inline uint64_t kom_raw_place(const struct kom_raw *raw) {
    return raw->n_read - (raw->n - raw->at);
}

/* Opens path ("-": standard input; `memory` not NULL: these bytes, path being their name). KOM_EIO:
   cannot be opened, is a directory. To be closed by kom_raw_fini in any case. */
enum kom_status kom_raw_init(struct kom_raw *raw, const char *path, const struct kom_text *memory,
                             struct kom_error *err) KOM_MUSTUSE;

/* Makes sure that bytes wait in the block; at == n afterwards means the end. */
enum kom_status kom_raw_refill(struct kom_raw *raw, struct kom_error *err) KOM_MUSTUSE;

/* Makes sure that at least n (up to KOM_RAW_BACK) bytes wait in a block of which none was taken,
   unless the source has fewer: a pipe may give single bytes. */
enum kom_status kom_raw_peek(struct kom_raw *raw, size_t n, struct kom_error *err) KOM_MUSTUSE;

/* Up to cap bytes: those that wait first, then straight from the file. *n = 0 at the end only. */
enum kom_status kom_raw_read(struct kom_raw *raw, char *p, size_t cap, size_t *n,
                             struct kom_error *err) KOM_MUSTUSE;

/* Goes on at that byte of a file; nothing waits then. KOM_EIO: it is none that can be sought in. */
enum kom_status kom_raw_seek(struct kom_raw *raw, uint64_t at, struct kom_error *err) KOM_MUSTUSE;

void kom_raw_fini(struct kom_raw *raw);

#endif
