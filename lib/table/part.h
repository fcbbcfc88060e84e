/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Part I of N of an input: some of its files, or some bytes of a plain one.

   Where there are as many files as parts, or more, a part has whole files that follow each other.
   Else the files' bytes are laid end to end and cut into N stretches of one length; a part has the
   records that start within its stretch, or, of a file packed by gzip, within the members that
   start within it. It cannot know whether its first byte lies in quotes, and takes it not to: that
   each part ends where the next began, which is seen once all are there, proves it. Header and
   dialect always come from the start of a file. A pipe has no stretches: what comes through it is
   the part. */
#ifndef KOM_PART_H
#define KOM_PART_H

#include <stdbool.h>
#include <stdint.h>

#include "extract.h"

enum { KOM_PARTS_MAX = 1000000 };

/* A byte of a file; of one that is packed, so many bytes into the member that starts there. */
struct kom_spot {
    uint64_t at, within;
};

static inline bool kom_spot_same(struct kom_spot a, struct kom_spot b) {
    return a.at == b.at && a.within == b.within;
}

/* Adds it as --began-at takes it: BYTE, or BYTE+N. */
void kom_spot_add(struct kom_spot spot, struct kom_buf *out);

struct kom_part {
    uint32_t i, n; /* 1 to n */
    bool is_told;  /* where it begins: */
    struct kom_spot began;
};

/* What was read of a file: bytes from where a record starts to where one ends. */
struct kom_range {
    uint32_t file;
    uint64_t size; /* of the file; UINT64_MAX: not known, as of a pipe */
    struct kom_spot began, ended;
    uint64_t from, to; /* the same as the cutter counts (kom_chunk.at) */
    uint64_t line;    /* of its first byte, from 1; 0: not known, and lines count from the part's */
    uint64_t n_lines; /* line ends in it */
    uint64_t base, shift; /* what lines and bytes of the part that was added last lack (saved.h) */
    const char *broken;   /* that a quote is never closed, FILE:LINE: and so on; NULL: none is */
};

/* How large a file is; UINT64_MAX: it is no regular one. KOM_EIO. */
enum kom_status kom_file_size(const char *path, uint64_t *nbytes,
                              struct kom_error *err) KOM_MUSTUSE;

/* How much was noted of headings. */
struct kom_noted {
    uint64_t n_converted, n_settled;
    size_t n_lacks, n_aligned, n_words;
};
struct kom_noted kom_noted(const struct kom_extract *x);

/* Once a file is open and its columns are bound: goes to where the part begins in it, or leaves it
   where the part has nothing of it. What was noted of it since `before` is forgotten where another
   part has its header. Without a part: does nothing. KOM_EDATA: it has no parts. */
enum kom_status kom_part_enter(struct kom_extract *x, const struct kom_noted *before,
                               struct kom_error *err) KOM_MUSTUSE;

/* Before the next file is opened: *skips says that the part has nothing of it, and it counts as
   read. */
enum kom_status kom_part_skip(struct kom_extract *x, bool *skips,
                              struct kom_error *err) KOM_MUSTUSE;

/* Before the first byte of a file is read: where the part ends in it. */
enum kom_status kom_part_limit(const struct kom_extract *x, size_t file, uint64_t *limit,
                               struct kom_error *err) KOM_MUSTUSE;

/* The file at hand was read as far as it will be. */
void kom_part_leave(struct kom_extract *x);

#endif
