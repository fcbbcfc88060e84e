/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes that find no room in memory: a temporary file that nobody else sees, read back once in
 * order, or anywhere. */
#ifndef KOM_SPILL_H
#define KOM_SPILL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "kom/error.h"

/* Zero-initialised is empty and has no file yet. One thread at a time. */
struct kom_spill {
    int fd;
    bool is_open, is_reading;
    size_t room;         /* bytes that stay in memory before there is a file; 0: none */
    uint64_t n_written;  /* bytes in the file */
    struct kom_buf buf;  /* written: bytes on their way out; read: bytes not yet taken */
    size_t at;           /* of the bytes read, those taken */
    struct kom_buf back; /* of kom_spill_read */
};

/* Adds bytes. The file is made in `folder` at the first ones that find no room: mode 0600 and
   without a name, so that nothing is left behind however the process ends. KOM_EIO, KOM_ENOMEM.
 */
enum kom_status kom_spill_add(struct kom_spill *spill, const char *folder, struct kom_text bytes,
                              struct kom_error *err) KOM_MUSTUSE;

/* The bytes added so far: the place of the next. */
static inline uint64_t kom_spill_end(const struct kom_spill *spill) {
    return spill->n_written + spill->buf.n;
}

/* At most n bytes from there on, while bytes are still added; fewer where those of one or a few
   additions end. Valid until the next call. What one addition put there is never cut: of m bytes
   added at that place min(n, m) are given at least. */
enum kom_status kom_spill_read(struct kom_spill *spill, uint64_t at, size_t n,
                               struct kom_text *bytes, struct kom_error *err) KOM_MUSTUSE;

/* Nothing more will be added: starts to read, or reads once more from the beginning. */
enum kom_status kom_spill_rewind(struct kom_spill *spill, struct kom_error *err) KOM_MUSTUSE;

/* The next n bytes, valid until the next call; empty at the end. KOM_EIO also when fewer are left.
 */
enum kom_status kom_spill_next(struct kom_spill *spill, size_t n, struct kom_text *bytes,
                               struct kom_error *err) KOM_MUSTUSE;

/* All that was added is in the file, also where that is nothing, and the file stands at its start:
   spill->fd may be given to another program. */
enum kom_status kom_spill_hand_over(struct kom_spill *spill, const char *folder,
                                    struct kom_error *err) KOM_MUSTUSE;

void kom_spill_fini(struct kom_spill *spill);

#endif
