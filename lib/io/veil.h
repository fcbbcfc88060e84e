/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keyed hashes in the place of texts that name persons: equal texts have equal ones, and without
   the key nobody can tell whose they are, or try texts until one fits.

   BLAKE2b with a key (Aumasson, Neves, Wilcox-O'Hearn and Winnerlein 2013; RFC 7693) with 128 bits,
   by libsodium: two of 2^32 persons share one with a chance below 2^-64. */
#ifndef KOM_VEIL_H
#define KOM_VEIL_H

#include "buf.h"
#include "kom/error.h"

/* Letters of a hash (base64 for URLs, RFC 4648), and digits of the check value of a key. */
enum { KOM_VEIL_LETTERS = 22, KOM_VEIL_CHECK_DIGITS = 16 };

struct kom_veil;

/* Takes the key from a file: one line of 64 hexadecimal digits, which none but its owner may read.
   KOM_EIO: it cannot be read; KOM_EDATA: others may read it, or it is no key. Messages never show
   what stands there. *veil is NULL after a failure. */
enum kom_status kom_veil_open(struct kom_veil **veil, const char *path,
                              struct kom_error *err) KOM_MUSTUSE;

/* What tells keys apart, and nothing of the key: hexadecimal digits. */
const char *kom_veil_check(const struct kom_veil *veil);

/* The hash of a text, in room, which it lives as long as. */
struct kom_text kom_veil_text(const struct kom_veil *veil, struct kom_text text,
                              char room[KOM_VEIL_LETTERS + 1]);

/* The first 64 bits of the hash of a number, which no text has. */
uint64_t kom_veil_word(const struct kom_veil *veil, uint64_t word);

/* Forgets the key; NULL is allowed. */
void kom_veil_free(struct kom_veil *veil);

#endif
