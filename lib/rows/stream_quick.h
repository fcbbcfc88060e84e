/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that are nearly as they should be: copied many at a time, marks exchanged. Every
   row could go the careful way (stream_row.c), which writes the same. */
#ifndef KOM_STREAM_QUICK_H
#define KOM_STREAM_QUICK_H

#include "columns.h"
#include "stream_row.h"

/* KOM_QUICK_LOOSE: bytes that may be read behind the last of those made ready. */
enum { KOM_QUICK_COLUMNS = 64, KOM_NOT_PLAIN = 255, KOM_QUICK_LOOSE = 64 };

/* What the quick way needs to know of a batch; made for each. */
struct kom_stream_quick {
    bool is_on;
    char delimiter, decimal;
    uint32_t n_columns, n_numbers, n_days;
    uint8_t number[KOM_QUICK_COLUMNS], day[KOM_QUICK_COLUMNS]; /* columns of these kinds */
    uint32_t from, until;                                      /* rows that were looked at */
    uint8_t commas[KOM_BLOCK_ROWS];   /* that each has for a delimiter or mark; or KOM_NOT_PLAIN */
    bool by_row;                      /* some text among them has a comma */
    uint32_t ready_from, ready_until; /* rows whose bytes lie in the room of the caller */
    struct kom_months months;
};

/* is_on: the rows of the view may go the quick way. */
void kom_stream_quick_begin(struct kom_stream_quick *q, const struct kom_stream_columns *columns,
                            const struct kom_view *v);

/* Adds rows from this one on to view->out, with their line ends; returns how many. 0, and nothing
   added, when it is to go the careful way. Rows in order. */
uint32_t kom_stream_quick_rows(struct kom_stream_quick *q, struct kom_view *v, uint32_t row);

/* A row as it is to be added, without its line end; NULL: it is to go the careful way. Rows in
   order; the bytes lie in `room`, which is the caller's for nothing else while he asks, and in it
   the rows until q->ready_until stand as they stand in the chunk. */
struct kom_text kom_stream_quick_text(struct kom_stream_quick *q, const struct kom_view *v,
                                      uint32_t row, struct kom_buf *room);

/* Adds a row to view->out, without its line end, by whichever way; false, and nothing added: it is
   bad, which has been noted. Rows in order; `room` as above. */
bool kom_stream_quick_row(struct kom_stream_quick *q, const struct kom_stream_columns *columns,
                          struct kom_view *v, uint32_t row, struct kom_buf *room);

#endif
