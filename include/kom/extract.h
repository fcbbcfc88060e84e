/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An extract: one table in one or more files, read by threads in batches of rows, in any of the
   dialects that the tools read. A batch is seen through a view.

   The order of calls: kom_extract_new, open, need or want for each column, fold, then what it
   found, free. Which columns are read, and as what, is fixed when the fold begins. */
#ifndef KOM_EXTRACT_H
#define KOM_EXTRACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kom/column.h"
#include "kom/days.h"
#include "kom/error.h"
#include "kom/num.h"
#include "kom/reading.h"

#ifdef __cplusplus
extern "C" {
#endif

struct kom_extract; /* opaque */
struct kom_view;    /* opaque; lives while `take` runs */

/* An extract that is not open yet; NULL when memory runs out. Owned by the caller: kom_extract_free
   closes it too, and takes NULL. */
KOM_API struct kom_extract *kom_extract_new(void) KOM_MUSTUSE;
KOM_API void kom_extract_free(struct kom_extract *x);

/* Opens the first file ("-": standard input) and reads its header. label: what messages call the
   table ("sales"). label, paths and reading are borrowed until the extract is closed. KOM_EIO: it
   cannot be read; KOM_EDATA: no bytes at all, no delimiter fits. */
KOM_API enum kom_status kom_extract_open(struct kom_extract *x, const char *label,
                                         const char *const *paths, size_t n_paths,
                                         const struct kom_reading *reading,
                                         struct kom_error *err) KOM_MUSTUSE;

/* New and open in one, of one file of which everything is found: no reading to fill in. *x is NULL
   after a failure, else the caller's to free; label and path are borrowed until then. */
KOM_API enum kom_status kom_extract_file(struct kom_extract **x, const char *label,
                                         const char *path, struct kom_error *err) KOM_MUSTUSE;

/* As kom_extract_open, with bytes in memory, borrowed, as the one file of that name. */
KOM_API enum kom_status kom_extract_open_memory(struct kom_extract *x, const char *name,
                                                struct kom_text bytes,
                                                const struct kom_reading *reading,
                                                struct kom_error *err) KOM_MUSTUSE;

/* Closes the files and forgets all: x may be opened anew. Allowed twice, and after a failed open.
 */
KOM_API void kom_extract_close(struct kom_extract *x);

/* The headings of the table, after renaming; theirs until the extract is closed. */
KOM_API const struct kom_text *kom_extract_headings(const struct kom_extract *x, size_t *n);

/* Asks for a column by name: the heading as it stands, else through the vocabulary. *column is its
   index, or -1 when the table has none; asking twice gives the same index. The kind is the one
   given. KOM_EDATA: two headings mean that name. */
KOM_API enum kom_status kom_extract_want(struct kom_extract *x, const char *name,
                                         enum kom_kind kind, int *column,
                                         struct kom_error *err) KOM_MUSTUSE;

/* The same; a column that is not there is KOM_EDATA with the near misses. */
KOM_API enum kom_status kom_extract_need(struct kom_extract *x, const char *name,
                                         enum kom_kind kind, int *column,
                                         struct kom_error *err) KOM_MUSTUSE;

/* ---- the fold ---- */

/* What is done with the rows. Zeros but for n_threads, workers and take are ready. */
struct kom_fold {
    unsigned n_threads;
    void *const *workers; /* n_threads states, one a thread */
    /* Called with every batch, in no order, by the thread of that worker. Another status than
       KOM_OK, with err filled, stops the fold. */
    enum kom_status (*take)(void *worker, struct kom_view *view, struct kom_error *err);
    /* Called with every batch that `take` took, in the order of the input and one at a time, by the
       same thread: what gets a number there gets the same with any number of threads, and others
       take batches meanwhile. Bad rows are told by `take` alone. NULL: none. */
    enum kom_status (*in_order)(void *worker, struct kom_view *view, struct kom_error *err);
    /* Called in the order of the input with what `take` added to kom_view_out; NULL: none. */
    enum kom_status (*emit)(void *context, struct kom_text bytes, struct kom_error *err);
    /* Called in the order of the input with rendered rows set aside; NULL: not asked for. */
    enum kom_status (*aside)(void *context, struct kom_text bytes, struct kom_error *err);
    void *context;
    void *aside_context; /* of `aside`; NULL: context */
    /* Called in the order of the input with the rows read so far; NULL: not asked for. */
    void (*progress)(void *context, uint64_t n_read);
    void *progress_context;
    const char *const *reasons; /* words of the reasons given to kom_view_aside, at most 24 */
    int n_reasons;
    bool is_streaming; /* what a batch with a bad row has to emit, and all after it, is not emitted
                        */
};

/* Reads every file to its end. KOM_EDATA after the end when there were bad rows and they are not
   skipped: err then says how many, and kom_extract_finding the first of them. A later file that has
   other columns, or cannot be read, stops the fold. */
KOM_API enum kom_status kom_extract_fold(struct kom_extract *x, const struct kom_fold *fold,
                                         struct kom_error *err) KOM_MUSTUSE;

/* Why rows are not used: the caller's own reasons from 0, and these. */
enum {
    KOM_ASIDE_BLANK = -1,
    KOM_ASIDE_RAGGED = -2,
    KOM_ASIDE_QUOTE = -3,
    KOM_ASIDE_CR = -4,
    KOM_ASIDE_ENCODING = -5,
    KOM_ASIDE_UNREADABLE = -6,
    KOM_ASIDE_NOT_ASKED = -7
};

/* The word of a reason below zero; static. */
KOM_API const char *kom_aside_name(int reason);

/* What the fold met: rows read, and rows set aside for a reason (0 for one that is none). */
KOM_API uint64_t kom_extract_n_read(const struct kom_extract *x);
KOM_API uint64_t kom_extract_n_aside(const struct kom_extract *x, int reason);

/* Bad row i of those shown, at most five, in the order of the input; NULL: there are no more. The
   extract's until it is closed. */
KOM_API const struct kom_error *kom_extract_finding(const struct kom_extract *x, unsigned i);

/* ---- one batch ---- */

/* How many rows the batch has: rows 0 to that less one of the functions below. */
KOM_API uint32_t kom_view_n_rows(const struct kom_view *v);

/* The cell as it stands, quotes undone and in UTF-8; the view's, until `take` returns. A column of
   -1 is none of these functions' business: ask only for columns that are there. */
KOM_API struct kom_text kom_view_cell(const struct kom_view *v, int column, uint32_t row);

/* The cell as a group: without blanks around it; in a column of periods the canonical spelling
   (2019K2 is 2019-Q2), and of days in a form that was told the ISO day, which `room` then holds. */
KOM_API struct kom_text kom_view_group(const struct kom_view *v, int column, uint32_t row,
                                       char room[16]);

/* What reading a cell as its kind gave. */
enum kom_cell {
    KOM_CELL_VALUE,
    KOM_CELL_MISSING,    /* empty, "..", or a text that was said to mean it */
    KOM_CELL_IMPOSSIBLE, /* "." */
    KOM_CELL_BAD         /* none of these: it cannot be read as its kind */
};

/* A number, a day (KOM_DAY_OPEN in the year 9999, KOM_DAY_NONE without a value), a period. On
   KOM_CELL_BAD the row has been noted as bad: leave it. */
KOM_API enum kom_cell kom_view_number(struct kom_view *v, int column, uint32_t row,
                                      struct kom_num *value);
KOM_API enum kom_cell kom_view_day(struct kom_view *v, int column, uint32_t row, int32_t *day);
KOM_API enum kom_cell kom_view_period(struct kom_view *v, int column, uint32_t row,
                                      struct kom_period *period);

/* Notes a bad row: counted, and shown if among the first; with skip_bad_rows of the reading set
   aside as unreadable. column: whose cell is wrong. The format is printf's. */
KOM_API void kom_view_bad(struct kom_view *v, int column, uint32_t row, const char *format, ...)
    KOM_PRINTF(4, 5);

/* Notes a row that does not count, for a reason of the caller (0 and above). */
KOM_API void kom_view_aside(struct kom_view *v, uint32_t row, int reason);

/* The line of a row in its file, from 1. Not for hot loops. */
KOM_API uint64_t kom_view_line(const struct kom_view *v, uint32_t row);

/* Where `take` adds what `emit` is to get; the view's. */
KOM_API struct kom_buf *kom_view_out(struct kom_view *v);

#ifdef __cplusplus
}
#endif

#endif
