/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gzip undone (RFC 1952): all members, their headers and their checks. */
#ifndef KOM_GZIP_H
#define KOM_GZIP_H

#include <stddef.h>
#include <stdint.h>

#include "inflate.h"
#include "raw.h"

/* Reads from raw, which is borrowed. One thread at a time. */
struct kom_gzip {
    struct kom_raw *raw;
    const struct kom_inflater *inflater;
    void *state;
    enum { KOM_GZIP_HEADER, KOM_GZIP_DATA, KOM_GZIP_TRAILER } next; /* to be read */
    uint32_t written;    /* bytes of this member, modulo 2^32 */
    uint32_t header_crc; /* CRC-32 of the header so far */
};

/* KOM_ENOMEM only. Fields are read from the first read on. */
enum kom_status kom_gzip_init(struct kom_gzip *gzip, struct kom_raw *raw,
                              const struct kom_inflater *inflater,
                              struct kom_error *err) KOM_MUSTUSE;

/* Up to cap bytes; *n = 0 after the last member only, which zero bytes may follow (as on tapes).
   KOM_EDATA: damaged, cut short, followed by something else; the bytes before it came first. */
enum kom_status kom_gzip_read(struct kom_gzip *gzip, char *p, size_t cap, size_t *n,
                              struct kom_error *err) KOM_MUSTUSE;

void kom_gzip_fini(struct kom_gzip *gzip);

#endif
