/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where bytes go: standard output, or a file that appears whole or not at all. */
#ifndef KOM_SINK_H
#define KOM_SINK_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "kom/error.h"

/* An open output. Zero-initialised is closed. One thread at a time. */
struct kom_sink {
    int fd;
    bool is_open;
    bool is_private; /* mode 0600, also at the end (identifiers) */
    char *path;      /* as named in messages; owned */
    char *target;    /* the file behind symlinks; owned; NULL for what is written directly */
    char *temporary; /* the name written to until kom_sink_commit; owned; NULL when written directly
                      */
    struct kom_buf buf;
    bool has_written; /* a byte has left this process */
};

/* Opens path for writing; NULL or "-" is standard output. A target that exists and is no regular
   file is written directly; else a temporary file in the same folder takes the bytes (mode 0600)
   until kom_sink_commit. KOM_EIO when that cannot be. */
enum kom_status kom_sink_open(struct kom_sink *sink, const char *path, bool is_private,
                              struct kom_error *err) KOM_MUSTUSE;

/* Adds bytes; they may wait in memory until 64 KiB have come together. */
enum kom_status kom_sink_write(struct kom_sink *sink, struct kom_text bytes,
                               struct kom_error *err) KOM_MUSTUSE;

/* Sends what waits. */
enum kom_status kom_sink_flush(struct kom_sink *sink, struct kom_error *err) KOM_MUSTUSE;

/* Flushes, closes with checks and renames the temporary file to its name; on failure it is removed.
   The file gets the mode of the one it replaces, else what the umask leaves of 0666 (0600 when
   private). */
enum kom_status kom_sink_commit(struct kom_sink *sink, struct kom_error *err) KOM_MUSTUSE;

/* Closes and removes the temporary file: nothing appears. Safe on a closed or zeroed sink. */
void kom_sink_drop(struct kom_sink *sink);

#endif
