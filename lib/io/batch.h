/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A batch: the records of one chunk as views of the columns asked for. */
#ifndef KOM_BATCH_H
#define KOM_BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "cutter.h"
#include "kom/error.h"

/* How the records of one file are to be split. Borrowed by the batches; does not change while they
 * live. */
struct kom_split {
    char delimiter;
    uint32_t n_fields;      /* of the header */
    uint32_t n_least;       /* rows may end after so many, the others are blank; 0: n_fields */
    uint32_t n_loose;       /* further fields that a row may have where they are empty */
    uint32_t n_columns;     /* asked for */
    const int32_t *column;  /* for each field the column it goes to, -1: not asked for */
    const uint32_t *absent; /* columns that no field goes to: blank in every row */
    uint32_t n_absent;
    const bool *is_beside; /* of each column: what is no text in it is blank, and the row is none
                              the worse; NULL: of none */
    enum { KOM_TEXT_AUTO, KOM_TEXT_UTF8, KOM_TEXT_WINDOWS1252, KOM_TEXT_RAW } encoding;
};

/* A record that cannot be split into the fields of the header. */
enum kom_odd_kind {
    KOM_ODD_BLANK,    /* an empty line in a table of several columns */
    KOM_ODD_RAGGED,   /* another number of fields than the header, or than it may have */
    KOM_ODD_QUOTE,    /* something follows a closing quote */
    KOM_ODD_CR,       /* a carriage return without line feed outside quotes */
    KOM_ODD_ENCODING, /* no UTF-8 where that was asked for, or bytes that Windows-1252 has not
                         either */
};

struct kom_odd {
    enum kom_odd_kind kind;
    uint32_t start, end; /* bytes of the chunk, without the line end */
    uint32_t n_fields;
    uint32_t field; /* the first field that is odd, from 0 */
    uint32_t row;   /* number of good rows before it in the batch */
};

/* Views into a chunk and into `extra` (undone quotes, converted text). Good rows only; odd records
   stand aside. Zero-initialised is empty; memory is used again by the next split. */
struct kom_batch {
    const struct kom_chunk *chunk;
    uint32_t n_rows, n_columns;
    uint32_t **offset; /* offset[column][row]; the top bit says that it counts in extra */
    uint32_t **length;
    uint32_t *start, *end; /* of each row's bytes in the chunk, without the line end */
    struct kom_odd *odd;
    uint32_t n_odd;
    bool has_high;       /* a byte of the chunk is no ASCII */
    bool is_utf8;        /* the whole chunk, or nobody is to look (KOM_TEXT_RAW) */
    bool has_utf8_cells; /* though the chunk is not UTF-8, cells that are no ASCII were taken for it
                          */
    bool is_plain;  /* every line is a row, its cells and the delimiters between them lie in it but
                       for cells in `extra`, and it has no quote and no carriage return */
    bool has_moved; /* cells lie in `extra` */
    uint32_t n_converted; /* cells taken for Windows-1252 though nobody said so */
    struct kom_buf extra;
    struct kom_scan *scan; /* room for scan.h, made at the first split */
    size_t cap_rows, cap_columns, cap_odd;
};

/* Splits a chunk. KOM_ENOMEM only: what is wrong with a record is said in `odd`. */
enum kom_status kom_batch_split(struct kom_batch *batch, const struct kom_chunk *chunk,
                                const struct kom_split *split, struct kom_error *err) KOM_MUSTUSE;

#define KOM_IN_EXTRA UINT32_C(0x80000000)

/* The same by the careful splitter alone, byte by byte: what the scan is held to. */
enum kom_status kom_batch_split_careful(struct kom_batch *batch, const struct kom_chunk *chunk,
                                        const struct kom_split *split,
                                        struct kom_error *err) KOM_MUSTUSE;

/* The text of a cell; valid until the next split. */
static inline struct kom_text kom_batch_cell(const struct kom_batch *b, uint32_t column,
                                             uint32_t row) {
    uint32_t at = b->offset[column][row];
    const char *p = at & KOM_IN_EXTRA ? b->extra.p + (at & ~KOM_IN_EXTRA) : b->chunk->p + at;
    return (struct kom_text){p, b->length[column][row]};
}

/* The bytes of a row as they were read. */
struct kom_text kom_batch_raw(const struct kom_batch *b, uint32_t row);

/* The line in the file of a byte of the chunk. */
uint64_t kom_chunk_line(const struct kom_chunk *chunk, uint32_t offset);

void kom_batch_fini(struct kom_batch *batch);

#endif
