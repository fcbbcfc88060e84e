/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of an extract as the stream between tools has them. */
#ifndef KOM_STREAM_ROW_H
#define KOM_STREAM_ROW_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "extract.h"

/* One column of the result. */
struct kom_stream_column {
    int column;     /* of the extract */
    int month;      /* the column that holds the month of this year; -1: none */
    bool is_status; /* COL_status of that column */
    bool
        has_status; /* a COL_status column tells why a value is not there, so it is written blank */
};

/* Those of a row, in their order. */
struct kom_stream_columns {
    const struct kom_stream_column *out;
    size_t n;
};

/* Adds a cell of a kind; false, and nothing added, when it cannot be read. */
bool kom_stream_cell(struct kom_buf *out, enum kom_kind kind, const struct kom_cell_form *f,
                     struct kom_text cell, bool has_status);

/* The word of COL_status for a number cell. */
const char *kom_stream_status_word(const struct kom_cell_form *f, struct kom_text cell);

/* Notes a row as bad because of such a cell. */
void kom_stream_bad_cell(struct kom_view *v, enum kom_kind kind, const struct kom_cell_form *f,
                         int column, uint32_t row);

/* Adds a row to view->out, without line end; false when it is bad, which has been noted: the caller
   takes back what was added. */
bool kom_stream_row(struct kom_view *v, const struct kom_stream_columns *columns, uint32_t row);

/* All columns of an extract as they stand, in the arena. */
enum kom_status kom_stream_all(const struct kom_extract *x, struct kom_arena *arena,
                               struct kom_stream_columns *columns,
                               struct kom_error *err) KOM_MUSTUSE;

/* Adds their headings, with commas between; returns the byte where the last begins. */
size_t kom_stream_headings(const struct kom_extract *x, const struct kom_stream_columns *columns,
                           struct kom_buf *out);

/* Would who reads the result take a heading for that name? The same letters, or the same word; but
   the code of a municipality beside its name is known everywhere. */
bool kom_stream_is_taken(struct kom_text heading, struct kom_text name);

/* Adds a heading, with _status behind it if asked for. One that holds another delimiter is quoted
   too, so that the next reader cannot take it for several. */
void kom_stream_heading(struct kom_buf *out, struct kom_text name, bool is_status);

/* Ends a header whose last heading begins at byte `last`: an empty line is none, and an unquoted
   empty heading at the end no column. */
void kom_stream_header_end(struct kom_buf *out, size_t last);

#endif
