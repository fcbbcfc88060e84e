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

/* SHA-256 of bytes as they come. NULL when memory runs out. */
enum { KOM_SHA256_DIGITS = 64 };
struct kom_sha256;
struct kom_sha256 *kom_sha256_new(void) KOM_MUSTUSE;
void kom_sha256_add(struct kom_sha256 *sha, struct kom_text bytes);
void kom_sha256_free(struct kom_sha256 *sha);

/* The digits of all that was added so far; more may follow. */
void kom_sha256_hex(const struct kom_sha256 *sha, char hex[KOM_SHA256_DIGITS + 1]);

#endif
