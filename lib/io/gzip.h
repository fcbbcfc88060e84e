/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gzip undone (RFC 1952): all members, their headers and their checks. */
#ifndef KOM_GZIP_H
#define KOM_GZIP_H

#include <stdbool.h>
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
    uint64_t n_out;      /* bytes written, of all members */
    /* Where members start, and how many bytes were written before each; kept while somebody asks
       for the first that starts at `limit` of the file or later (UINT64_MAX: nobody does). */
    struct kom_gzip_start {
        uint64_t at, n_before;
    } * start;
    size_t n_starts, cap_starts;
    bool keeps_starts;
};

/* KOM_ENOMEM only. Fields are read from the first read on. */
enum kom_status kom_gzip_init(struct kom_gzip *gzip, struct kom_raw *raw,
                              const struct kom_inflater *inflater,
                              struct kom_error *err) KOM_MUSTUSE;

/* Looks for a member that starts at that byte of the file or later, and goes on with it; *at is
   where. It is one when it can be undone to its end, or for long. *has_one false: there is none,
   and nothing can be read any more. KOM_EIO, KOM_ENOMEM. */
enum kom_status kom_gzip_seek(struct kom_gzip *gzip, uint64_t from, uint64_t *at, bool *has_one,
                              struct kom_error *err) KOM_MUSTUSE;

/* Up to cap bytes; *n = 0 after the last member only, which zero bytes may follow (as on tapes).
   KOM_EDATA: damaged, cut short, followed by something else; the bytes before it came first. */
enum kom_status kom_gzip_read(struct kom_gzip *gzip, char *p, size_t cap, size_t *n,
                              struct kom_error *err) KOM_MUSTUSE;

void kom_gzip_fini(struct kom_gzip *gzip);

#endif
