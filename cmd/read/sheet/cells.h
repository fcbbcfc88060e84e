/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cells of one sheet as they pass by, and what is said of its rows and columns. Inside cmd/read
   only. */
#ifndef KOM_READ_CELLS_H
#define KOM_READ_CELLS_H

#include <stdbool.h>
#include <stdint.h>

#include "book.h"

enum { KOM_XL_ROWS = 1048576, KOM_XL_COLUMNS = 16384 };

/* Rows and columns from 1, both ends included. */
struct kom_xl_range {
    uint32_t row, column, last_row, last_column;
};

enum kom_xl_type {
    KOM_XL_OF_NUMBER,
    KOM_XL_OF_SHARED,
    KOM_XL_OF_INLINE,
    KOM_XL_OF_FORMULA, /* the text that a formula gave */
    KOM_XL_OF_BOOLEAN,
    KOM_XL_OF_ERROR,
    KOM_XL_OF_ISO, /* a day or time as ISO 8601 */
};

/* A cell that has something in it: a value or a formula. */
struct kom_xl_cell {
    uint32_t row, column;
    enum kom_xl_type type;
    uint32_t style;
    bool has_formula, has_value;
    struct kom_text value; /* as it stands in the XML */
};

/* Who looks on; KOM_OK: go on. Rows come in order, cells of a row in any. */
struct kom_xl_watcher {
    void *context;
    enum kom_status (*cell)(void *context, const struct kom_xl_cell *cell, struct kom_error *err);
    /* Behind the cells of a row that is there; *is_enough: no more is wanted. */
    enum kom_status (*row)(void *context, uint32_t row, bool is_hidden, bool *is_enough,
                           struct kom_error *err);
    /* NULL: not wanted. */
    enum kom_status (*merged)(void *context, struct kom_xl_range range, struct kom_error *err);
    void (*hidden_columns)(void *context, uint32_t first, uint32_t last);
    void (*filter)(void *context);
    bool skips_rows; /* only what stands around them is wanted */
};

/* Reads a sheet; KOM_EDATA with the sheet and the cell where it is no sheet. */
enum kom_status kom_xl_read_sheet(const struct kom_book *b, const struct kom_book_sheet *sheet,
                                  const struct kom_xl_watcher *watcher,
                                  struct kom_error *err) KOM_MUSTUSE;

/* "A3"; "A3:F200", "A3:F", "A3:", "A:F", "3:200" where ranges may be open, "$" anywhere. */
bool kom_xl_parse_cell(struct kom_text t, uint32_t *row, uint32_t *column);
bool kom_xl_parse_range(struct kom_text t, struct kom_xl_range *range);

/* Adds "F". */
void kom_xl_put_column(struct kom_buf *out, uint32_t column);

#endif
