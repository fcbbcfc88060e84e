/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A grid laid out for people: every cell as the text that is printed, with legend; escaping is the
 * writers'. */
#ifndef KOM_SHEET_H
#define KOM_SHEET_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "grid.h"
#include "kom/error.h"
#include "mem.h"
#include "present.h"

/* value is aligned right in number columns; suffix (stars, p, b) stands after the aligned values.
 */
struct kom_sheet_cell {
    struct kom_text value, suffix;
};

struct kom_sheet_column {
    struct kom_text label, spanner; /* spanner: empty for none */
    size_t span; /* columns under this spanner, from here; 0: not the first of them */
    bool is_right;
    bool is_head;  /* leading text that names the row */
    bool is_aside; /* text that does not tell rows apart, or a setting */
    bool is_tied;  /* it is read with the column before: a bound, or a column of one spanner */
    /* of text (fit.h) */
    size_t lead;        /* the column where its spanner begins; itself */
    size_t width;       /* of a line of it, suffix included */
    size_t suffix;      /* the part of it that suffixes take */
    size_t full, least; /* the width it would like (in every format), and the least that does */
    size_t part;        /* of the table in which it stands */
    bool is_out;        /* it stands below the table, or has no value at all */
};

/* Owned by the sheet's arena; texts may also be borrowed from the grid. Zero-initialised is empty.
 */
/* Columns from `from` to before `to`. */
struct kom_fit_range {
    size_t from, to;
};

struct kom_sheet {
    size_t n_rows, n_cols;
    struct kom_sheet_column *column;
    struct kom_sheet_cell *cell; /* row by row */
    bool *has_break;             /* a new group begins with this row */
    bool has_spanners;
    bool is_chosen;            /* the columns were asked for: none may be left out */
    size_t limit;              /* of a line of text; 0: none */
    size_t small_limit;        /* of a line in smaller letters, before anything is cut; 0: none */
    bool is_small;             /* it took them */
    size_t n_parts;            /* of text */
    size_t n_heads;            /* columns in front that may name the rows, of text */
    struct kom_fit_range seen; /* the others that fitting looks at (fit.c) */
    struct kom_text caption;   /* empty: none */
    struct kom_text *foot; /* what left the table, signs, stars, note, source: those there are */
    size_t n_foot;
    enum kom_present_lang lang;
    struct kom_arena arena;
};

/* Lays the grid out. The grid must outlive the sheet. KOM_ENOMEM. */
enum kom_status kom_sheet_make(struct kom_sheet *sheet, struct kom_grid *grid,
                               const struct kom_present *opts, struct kom_error *err) KOM_MUSTUSE;

static inline const struct kom_sheet_cell *kom_sheet_cell(const struct kom_sheet *sheet, size_t row,
                                                          size_t col) {
    return &sheet->cell[row * sheet->n_cols + col];
}

void kom_sheet_fini(struct kom_sheet *sheet);

#endif
