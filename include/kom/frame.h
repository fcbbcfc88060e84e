/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table in memory, as text cells: for tables that are small (panels, estimates, side tables). */
#ifndef KOM_FRAME_H
#define KOM_FRAME_H

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

struct kom_frame; /* opaque */

/* A column that is not there. */
enum { KOM_NO_COLUMN = -1 };

/* Why a cell holds no value. Different nothings survive every function. */
enum kom_nothing {
    KOM_VALUE = 0, /* there is a value */
    KOM_MISSING,   /* empty, .. or a text that was said to mean it */
    KOM_IMPOSSIBLE /* . */
};

/* An empty frame; NULL when memory runs out. Owned by the caller: kom_frame_free takes NULL. All
   texts of a frame are its own and go with it. */
KOM_API struct kom_frame *kom_frame_new(void) KOM_MUSTUSE;
KOM_API void kom_frame_free(struct kom_frame *frame);

/* Reads files into an empty frame; the arguments are those of kom_extract_open, and so are the
   errors. KOM_EDATA as well when rows cannot be read. After a failure the frame is empty. */
KOM_API enum kom_status kom_frame_load(struct kom_frame *frame, const char *label,
                                       const char *const *paths, size_t n_paths,
                                       const struct kom_reading *reading,
                                       struct kom_error *err) KOM_MUSTUSE;

/* The same from canonical CSV in memory (header, comma, decimal point, UTF-8), which is not needed
   afterwards. name: what messages call it. */
KOM_API enum kom_status kom_frame_parse(struct kom_frame *frame, const char *name,
                                        struct kom_text csv, struct kom_error *err) KOM_MUSTUSE;

/* How many rows and columns there are. */
KOM_API size_t kom_frame_n_rows(const struct kom_frame *frame);
KOM_API size_t kom_frame_n_columns(const struct kom_frame *frame);

/* The heading of a column, as it stands; a cell as it stands: UTF-8, quotes undone, blanks kept. */
KOM_API struct kom_text kom_frame_heading(const struct kom_frame *frame, int column);
KOM_API struct kom_text kom_frame_cell(const struct kom_frame *frame, size_t row, int column);

/* The column of that name: the heading as it stands first, then through the vocabulary (case and
   ae/oe/aa alike, aliases). KOM_NO_COLUMN when there is none; KOM_EDATA when two headings mean that
   word. */
KOM_API enum kom_status kom_frame_find(const struct kom_frame *frame, const char *name, int *column,
                                       struct kom_error *err) KOM_MUSTUSE;

/* The same for a column that must be there: KOM_EDATA names the near misses and the headings. */
KOM_API enum kom_status kom_frame_need(const struct kom_frame *frame, const char *name, int *column,
                                       struct kom_error *err) KOM_MUSTUSE;

/* Reads a number cell. *nothing says whether there is one. KOM_EDATA, naming file, line, column and
   remedy, when the text is neither a number nor a sign for missing. */
KOM_API enum kom_status kom_frame_number(const struct kom_frame *frame, size_t row, int column,
                                         struct kom_num *value, enum kom_nothing *nothing,
                                         struct kom_error *err) KOM_MUSTUSE;

/* Reads a day, ISO unless the reading says otherwise (KOM_DAY_NONE when empty); a day in the year
   9999 becomes KOM_DAY_OPEN. KOM_EDATA as above. */
KOM_API enum kom_status kom_frame_day(const struct kom_frame *frame, size_t row, int column,
                                      int32_t *day, struct kom_error *err) KOM_MUSTUSE;

/* Reads a period; *is_there is false when the cell is empty. KOM_EDATA as above. */
KOM_API enum kom_status kom_frame_period(const struct kom_frame *frame, size_t row, int column,
                                         struct kom_period *period, bool *is_there,
                                         struct kom_error *err) KOM_MUSTUSE;

/* KOM_EDATA with "FILE:LINE: column "NAME": " before the message (column -1: without a column). The
   cell's text is the caller's to quote. */
KOM_API enum kom_status kom_frame_fail(const struct kom_frame *frame, size_t row, int column,
                                       struct kom_error *err, const char *format, ...)
    KOM_PRINTF(5, 6);

#ifdef __cplusplus
}
#endif

#endif
