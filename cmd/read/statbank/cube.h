/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of a statistics bank: a cube of cells over dimensions, written as a row a cell. */
#ifndef KOM_READ_CUBE_H
#define KOM_READ_CUBE_H

#include <stdbool.h>
#include <stdint.h>

#include "mem.h"
#include "read/formats.h"
#include "signs.h"

/* Texts are borrowed, of the file that has them. */
struct kom_cube_category {
    const char *code;
    const char *text; /* NULL: none */
    bool is_total;    /* of others, by the file's own word */
};

struct kom_cube_dimension {
    const char *id, *label;
    const char *form; /* for the codebook: time, geo, metric, TLIST(A1); "" none */
    uint64_t n;
    struct kom_cube_category *category;
    bool has_text;  /* of some category; filled by kom_cube_check, as is the next */
    bool has_label; /* COL_label stands behind it */
    bool is_period; /* the codes are periods, and stay them where texts are asked for */
    bool has_total;
};

struct kom_cube {
    struct kom_cube_dimension *dimension;
    size_t n_dimensions;
    uint64_t n_cells;
    const char *label, *unit; /* of the values; "" none */
};

/* A file with one cube that is written; a format's own struct begins with it. */
struct kom_cube_file {
    struct kom_read_file file; /* first */
    struct kom_arena arena;
    struct kom_cube cube;
    struct kom_buf description;
    bool *is_status, *is_code; /* of each field */
    const char **made_by;
    bool has_status; /* value_status is asked for */
    /* of the thread alone, until it has ended */
    struct kom_buf block, row; /* rows to be given; the codes of the cell at hand */
    uint64_t *at;              /* which category of each dimension */
    size_t *start;             /* where each dimension's fields begin in `row` */
    uint64_t n_untold;         /* categories without a text, as they are written */
    struct kom_sign_counts counts;
};

/* Names that repeat or are empty, codes that repeat, cells beyond counting; fills n_cells and what
   the header needs. `what` names the form: "JSON-stat, ". */
enum kom_status kom_cube_check(struct kom_cube_file *f, const char *what,
                               struct kom_error *err) KOM_MUSTUSE;

/* What is to be said, quiet or not. */
void kom_cube_warn(const struct kom_cube_file *f, struct kom_buf *out);

void kom_cube_codebook(const struct kom_cube_file *f, struct kom_buf *out);

/* What is to be said of both formats. */
void kom_cube_note(const struct kom_cube_file *f, struct kom_buf *out);

void kom_cube_fini(struct kom_cube_file *f);

/* ---- writing, in the thread ---- */

/* The header; then cells come at the first category of all dimensions. */
enum kom_status kom_cube_begin(struct kom_cube_file *f, struct kom_error *err) KOM_MUSTUSE;

/* Writes the cell at hand. False: nobody reads any more. */
bool kom_cube_put(struct kom_cube_file *f, const struct kom_cube_cell *cell);

/* Goes on to the next cell, the last dimension first; dimensions that are `is_fixed` (NULL: none)
   stay. Behind the last comes the first. */
void kom_cube_next(struct kom_cube_file *f, const bool *is_fixed);

/* After `at` was changed: the row from this dimension on. */
void kom_cube_place(struct kom_cube_file *f, size_t dimension);

/* The last rows, and the last word to the channel. */
void kom_cube_end(struct kom_cube_file *f, enum kom_status status, struct kom_error *err);

#endif
