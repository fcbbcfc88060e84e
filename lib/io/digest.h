/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Digests of bytes, by libsodium: the checksum of a state, and what tells a file by its bytes. */
#ifndef KOM_DIGEST_H
#define KOM_DIGEST_H

#include "buf.h"
#include "kom/error.h"

/* Of bytes as they come: BLAKE2b with 128 bits. NULL when memory runs out. */
struct kom_digest;
struct kom_digest *kom_digest_new(void) KOM_MUSTUSE;
void kom_digest_add(struct kom_digest *d, struct kom_text bytes);

/* Adds it in hexadecimal digits; d is as new. */
void kom_digest_hex(struct kom_digest *d, struct kom_buf *out);
void kom_digest_free(struct kom_digest *d);

/* Adds the SHA-256 of a file as it lies on the disk, in hexadecimal digits. KOM_EIO. */
enum kom_status kom_digest_file(const char *path, struct kom_buf *out,
                                struct kom_error *err) KOM_MUSTUSE;

#endif
