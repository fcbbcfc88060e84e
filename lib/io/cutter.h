/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A source cut into chunks of whole records, in one sequential pass that keeps the quote state. */
#ifndef KOM_CUTTER_H
#define KOM_CUTTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "kom/error.h"
#include "source.h"

/* Fuzzing has small inputs, which are to be cut all the same. */
#ifndef KOM_CHUNK
#define KOM_CHUNK (512 * 1024)
#endif
enum { KOM_CHUNK_NBYTES = KOM_CHUNK, KOM_RECORD_MAX = 1 << 30 };

/* Whole records: n bytes of p, owned by the chunk; the last may lack its line end at the end of a
 * file. */
struct kom_chunk {
    char *p;
    size_t n, cap;
    uint64_t first_line; /* of its first byte, from 1 */
    bool has_quote;
    uint64_t at; /* place of its first byte, as the cutter's */
};

void kom_chunk_fini(struct kom_chunk *chunk);

/* What one look at a run of bytes, which starts at a record, found. */
struct kom_cut {
    size_t end;        /* after the last whole record; 0: none */
    size_t open_quote; /* where the quote opened in which the bytes end; SIZE_MAX: none */
    bool has_quote;
};

/* Finds the last record end in n bytes by the grammar of docs/csv.md. at_end: nothing follows, so
   that a quote as the last byte closes its field. */
struct kom_cut kom_cut_find(const char *p, size_t n, char delimiter, bool at_end);

/* The same from quote to quote alone: what the other is held to (tests/unit/test_cutter.c). */
struct kom_cut kom_cut_find_careful(const char *p, size_t n, char delimiter, bool at_end);

/* The end of the record that holds byte `from`, which lies outside quotes: the offset after its
   line end; 0: it does not end within the n bytes (at_end: then its end is n). A quote at `from`
   opens a field where the byte before it, if there is one, ends one. */
size_t kom_cut_first(const char *p, size_t n, size_t from, char delimiter, bool at_end);

/* Cuts one source. Zero-initialise, then kom_cutter_init; not thread-safe. */
struct kom_cutter {
    struct kom_source *source; /* borrowed */
    char delimiter;
    struct kom_buf carry; /* bytes after the last whole record */
    uint64_t line;        /* of the first byte of carry */
    uint64_t at;   /* place of that byte in the file; of a packed one, in what was undone of it */
    uint64_t stop; /* the first record that starts there or later is not read; 0: all are */
    bool stops_at_mark;      /* of the source, and the one that starts with it is read too */
    bool is_guess;           /* the first byte was taken to lie outside quotes: */
    struct kom_error broken; /* then a quote was never closed, where the rows end; no text: none */
    bool at_end;
};

/* Starts at `rest`, bytes that were already read from the source, whose first line is `line`. */
enum kom_status kom_cutter_init(struct kom_cutter *cutter, struct kom_source *source,
                                char delimiter, struct kom_text rest, uint64_t line,
                                struct kom_error *err) KOM_MUSTUSE;

/* The next chunk; chunk->n = 0 at the end. Memory of the chunk is used again. KOM_EDATA: a quote
   that is never closed (naming the line where it opened, and the stage before when that spoiled its
   stream), a record too long. */
enum kom_status kom_cutter_next(struct kom_cutter *cutter, struct kom_chunk *chunk,
                                struct kom_error *err) KOM_MUSTUSE;

void kom_cutter_fini(struct kom_cutter *cutter);

#endif
