/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of a stream as a figure needs them: what each is called, where it stands, its value. */
#ifndef KOM_PLOT_ROWS_H
#define KOM_PLOT_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "frame.h"
#include "grid.h"
#include "kom/error.h"
#include "mem.h"
#include "plot.h"
#include "present.h"
#include "sheet.h"

/* A row that is drawn, or why it is not. */
struct kom_mark {
    double value, low, high, std_error; /* in hundredths where --percent says so */
    double after;         /* the second side, of a slope whose sides are two columns */
    int32_t first, last;  /* days of the period, of a series over periods */
    struct kom_text term; /* as it stands; empty: none */
    double x;             /* the time as a number: middle of the period, a number, or its place */
    int32_t start;        /* of the unit, by the participation; KOM_DAY_NONE: none */
    uint32_t name;        /* which of the names */
    bool has_value, has_bounds;
    bool is_whole;      /* of all: `total`, or an estimate pooled over the others */
    unsigned char flag; /* enum kom_sign, beside a value: provisional, break */
    unsigned char sign; /* enum kom_sign: why there is no value */
    bool is_other;      /* a row of another kind than the figure's */
};

enum {
    KOM_PLOT_ANSWERS_MAX = 10, /* that shades keep apart */
    KOM_PLOT_NAMES_MAX = 400,  /* that a figure has room for */
};

enum kom_plot_time { KOM_TIME_NONE, KOM_TIME_PERIODS, KOM_TIME_NUMBERS, KOM_TIME_SIDES };

/* Zero-initialised is empty. Columns are those of the grid, and KOM_NO_COLUMN where there is none.
 */
struct kom_plot_rows {
    struct kom_grid grid;                         /* the columns that the figure shows */
    struct kom_sheet sheet;                       /* the same as texts */
    size_t n_keys;                                /* the first columns of both */
    int time, value, low, high, std_error, after; /* after: of a slope from two columns */
    enum kom_plot_time time_kind;
    struct kom_text method; /* of the first row; empty: none */
    size_t n_times;         /* words along the axis, where they are words */
    struct kom_mark *mark;  /* of each row */
    size_t n;
    struct kom_text *name; /* of each of the names, for people, in the order of their first rows */
    size_t n_names;
    struct kom_text subject; /* what the values are: "uptake (%)", "hours: difference" */
    struct kom_text level;   /* of the intervals, in per cent; empty: rows do not say */
    bool is_ratio;           /* estimates are ratios: 1 is no effect */
    struct kom_arena arena;
};

/* Reads the rows. frame must outlive them. KOM_EDATA: a column is not there or not of numbers, a
   time that cannot be placed, two rows for one place; KOM_EUSAGE; KOM_ENOMEM. */
enum kom_status kom_plot_rows_make(struct kom_plot_rows *rows, const struct kom_frame *frame,
                                   const struct kom_plot_request *request,
                                   struct kom_error *err) KOM_MUSTUSE;

void kom_plot_rows_fini(struct kom_plot_rows *rows);

/* Is the row drawn? */
static inline bool kom_mark_is_drawn(const struct kom_mark *mark) {
    return mark->has_value && !mark->is_other;
}

/* The printed text of a cell; a negative column has none. */
static inline struct kom_text kom_plot_text(const struct kom_plot_rows *rows, size_t row,
                                            int column) {
    return column < 0 ? (struct kom_text){"", 0}
                      : kom_sheet_cell(&rows->sheet, row, (size_t)column)->value;
}

#endif
