/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells of one column after the other, a block of rows at a time: the way of the hot loops. */
#ifndef KOM_COLUMNS_H
#define KOM_COLUMNS_H

#include "extract.h"

/* Rows in a block: its columns as numbers stay in the second-level cache. */
enum { KOM_BLOCK_ROWS = 512 };

/* The months met last, by their text YYYY-MM-: a month comes again and again. One a column and
   thread; zero-initialised is empty. */
enum { KOM_N_MONTHS = 512 };
struct kom_months {
    struct kom_month_met {
        uint64_t text;
        int32_t first, n_days; /* its first day; how many days it has */
    } month[KOM_N_MONTHS];
};

/* Rows from..from+n-1 of a batch, n up to KOM_BLOCK_ROWS, as kom_view_day reads them (enum kom_cell
   in cell[]), but nothing is noted: where a cell is KOM_CELL_BAD the caller asks the other for that
   row, who notes it. Days are KOM_DAY_NONE but for KOM_CELL_VALUE. */
struct kom_days {
    int32_t *day;
    uint8_t *cell;
    struct kom_months *months;
};
void kom_columns_days(const struct kom_view *v, int column, uint32_t from, uint32_t n,
                      struct kom_days days);

/* Numbers of at most two decimals below 10^15, as hundredths; KOM_NO_HUNDREDTHS for any other cell,
   blank ones too. */
#define KOM_NO_HUNDREDTHS INT64_MIN
void kom_columns_hundredths(const struct kom_view *v, int column, uint32_t from, uint32_t n,
                            int64_t *value);

/* Whether a code is empty. */
void kom_columns_blank(const struct kom_view *v, int column, uint32_t from, uint32_t n,
                       bool *is_blank);

/* Codes (without blanks around them) and their keys (intern.h; NULL: not asked for). */
void kom_columns_codes(const struct kom_view *v, int column, uint32_t from, uint32_t n,
                       struct kom_text *code, uint64_t *key);

#endif
