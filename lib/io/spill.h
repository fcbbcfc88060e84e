/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes that find no room in memory: a temporary file that nobody else sees, read back once. */
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
    bool is_open;
    struct kom_buf buf; /* written: bytes on their way out; read: bytes not yet taken */
    size_t at;          /* of the bytes read, those taken */
};

/* Adds bytes. The file is made in `folder` at the first ones: mode 0600, and unlinked at once, so
   that nothing is left behind however the process ends. KOM_EIO, KOM_ENOMEM. */
enum kom_status kom_spill_add(struct kom_spill *spill, const char *folder, struct kom_text bytes,
                              struct kom_error *err) KOM_MUSTUSE;

/* Nothing more will be added: starts to read. */
enum kom_status kom_spill_rewind(struct kom_spill *spill, struct kom_error *err) KOM_MUSTUSE;

/* The next n bytes, valid until the next call; empty at the end. KOM_EIO also when fewer are left.
 */
enum kom_status kom_spill_next(struct kom_spill *spill, size_t n, struct kom_text *bytes,
                               struct kom_error *err) KOM_MUSTUSE;

void kom_spill_fini(struct kom_spill *spill);

#endif
