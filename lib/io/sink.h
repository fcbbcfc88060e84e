/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One output: bytes gathered and written, every write looked at. files.h opens and ends it. */
#ifndef KOM_SINK_H
#define KOM_SINK_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "buf.h"
#include "kom/error.h"
#include "seal.h"

/* Who may write to the descriptor. TAKEN: the process is ending, and only what ends it may. */
enum kom_pen { KOM_PEN_FREE, KOM_PEN_HELD, KOM_PEN_TAKEN };

/* An open output. One thread at a time; what ends the process may come in between from any. */
struct kom_sink {
    int fd; /* -1: closed */
    bool is_stdout;
    bool is_private; /* mode 0600, also at the end (identifiers) */
    char *path;      /* as named in messages; owned */
    char *target; /* the file that is replaced or made; owned; NULL: written as it is, a stream */
    char *temporary;      /* its name until then; owned; without a name yet, the room for one */
    char *backup;         /* where the old file is kept while several change; owned */
    atomic_bool is_named; /* temporary is the name of a file */
    mode_t mode;          /* of a file that was not there before */
    struct kom_buf buf;
    _Atomic int pen;
    pthread_t writer;       /* who holds the pen */
    size_t n_written;       /* bytes that have left this process */
    struct kom_sha256 *sha; /* of them, where somebody asks (files.h); owned */
    bool is_cut;            /* they may end within a row */
};

/* Adds bytes; they may wait in memory until 64 KiB have come together. */
enum kom_status kom_sink_write(struct kom_sink *sink, struct kom_text bytes,
                               struct kom_error *err) KOM_MUSTUSE;

/* Sends what waits. */
enum kom_status kom_sink_flush(struct kom_sink *sink, struct kom_error *err) KOM_MUSTUSE;

/* What was written so far, once nothing waits; not known where nobody asked for it. */
void kom_sink_seal(const struct kom_sink *sink, struct kom_seal *seal);

/* Is it a stream, and has a byte left this process, or may one just now? */
static inline bool kom_sink_has_begun(const struct kom_sink *sink) {
    return sink->fd >= 0 && !sink->target && (sink->n_written > 0 || sink->is_cut);
}

/* A stream that has begun ends with a quote that is never closed, and the text: every reader here
   refuses that, wherever the bytes were cut (docs/data-model.md). Does nothing to other outputs.
   Safe in a signal handler that has taken the pen; may wait for a reader. */
void kom_sink_spoil(struct kom_sink *sink, const char *text);

#endif
