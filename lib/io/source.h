/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes from a file, standard input or memory; gzip and zstd undone, UTF-16 and byte order marks
 * gone. */
#ifndef KOM_SOURCE_H
#define KOM_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "kom/error.h"
#include "stream.h"

/* An open source of bytes. One thread at a time. */
struct kom_source;

/* Opens path ("-": standard input; `memory` not NULL: these bytes, path being their name).
   force_utf16 takes UTF-16 (little endian) without a mark. KOM_EIO: cannot be opened, is a
   directory. */
enum kom_status kom_source_open(struct kom_source **source, const char *path,
                                const struct kom_text *memory, bool force_utf16,
                                struct kom_error *err) KOM_MUSTUSE;

/* A source of what a stream makes, text in UTF-8 without a mark, under the name of a file. The
   stream is closed with it, or at once when it cannot be opened. */
enum kom_status kom_source_open_stream(struct kom_source **source, const char *name,
                                       const struct kom_stream *stream,
                                       struct kom_error *err) KOM_MUSTUSE;

/* Up to cap bytes; *n = 0 at the end only. KOM_EIO when reading fails, KOM_EDATA when gzip or zstd
   data are damaged or cut short, or UTF-16 is malformed. */
enum kom_status kom_source_read(struct kom_source *source, char *p, size_t cap, size_t *n,
                                struct kom_error *err) KOM_MUSTUSE;

/* Gives back the last bytes that were read: they come again. KOM_ENOMEM: there is no memory. */
enum kom_status kom_source_return(struct kom_source *source, struct kom_text bytes,
                                  struct kom_error *err) KOM_MUSTUSE;

/* Goes on at that byte of a plain file, whose first bytes were looked at; of one packed by gzip
   with the first member that starts there or later (*at: where; *has_one false: there is none). */
enum kom_status kom_source_seek(struct kom_source *source, uint64_t from, uint64_t *at,
                                bool *has_one, struct kom_error *err) KOM_MUSTUSE;

/* Before the first read: looks out for the first member of gzip that starts at `limit` or later. */
void kom_source_limit(struct kom_source *source, uint64_t limit);

/* Was it reached? Then how many bytes came before it since the last seek. */
bool kom_source_mark(const struct kom_source *source, uint64_t *n_before);

/* Where the byte before byte n (above 0) since the last seek lies: the member that it is of, and
   how many bytes of it come before byte n. Of what is not packed: byte n, and 0. */
void kom_source_place(const struct kom_source *source, uint64_t n, uint64_t *at, uint64_t *within);

/* Its name in messages. Lives as long as the source. */
const char *kom_source_name(const struct kom_source *source);

/* What it was taken to be, known after the first read. */
const char *kom_source_packing(const struct kom_source *source); /* "gzip", "zstd"; NULL: plain */
bool kom_source_has_mark(const struct kom_source *source);
bool kom_source_is_utf16(const struct kom_source *source);

void kom_source_close(struct kom_source *source);

#endif
