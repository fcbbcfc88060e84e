/* SPDX-License-Identifier: GPL-3.0-or-later */
/* zstd undone (RFC 8878), where the build found libzstd: all frames, with their checks. */
#ifndef KOM_UNZSTD_H
#define KOM_UNZSTD_H

#include <stdbool.h>
#include <stddef.h>

#include "raw.h"

/* A frame that wants to look back further is refused: 128 MB, as zstd itself has it. */
enum { KOM_ZSTD_WINDOW_LOG = 27 };

/* Reads from raw, which is borrowed. One thread at a time. */
struct kom_unzstd {
    struct kom_raw *raw;
    void *stream;
    bool is_within; /* a frame that is not at its end */
    size_t failure; /* of libzstd, to be told behind the bytes that came before it; 0: none */
    bool has_frame; /* one came to its end */
};

/* Could these four bytes begin a frame, of data or to be skipped? */
bool kom_unzstd_begins(const char bytes[4]);

/* KOM_ENOMEM only. */
enum kom_status kom_unzstd_init(struct kom_unzstd *z, struct kom_raw *raw,
                                struct kom_error *err) KOM_MUSTUSE;

/* Up to cap bytes; *n = 0 after the last frame only. KOM_EDATA: damaged, cut short, followed by
   something else, or wanting more memory than a window; the bytes before it came first. */
enum kom_status kom_unzstd_read(struct kom_unzstd *z, char *p, size_t cap, size_t *n,
                                struct kom_error *err) KOM_MUSTUSE;

void kom_unzstd_fini(struct kom_unzstd *z);

#endif
