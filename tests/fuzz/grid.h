/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CSV as a result has it, read by a reader of its own: strict, small, and no part of the library.
 */
#ifndef KOM_FUZZ_GRID_H
#define KOM_FUZZ_GRID_H

#include <stdbool.h>
#include <stddef.h>

struct grid {
    char *bytes;  /* cells without their quotes, each ended by a NUL */
    char **cell;  /* row by row */
    size_t *ends; /* of each row: the cells before its end */
    size_t n_cells, n_rows;
};

/* Takes text apart. NULL, or what is wrong: a quote out of place, a row of another width, a last
   row without its line end. */
const char *grid_read(struct grid *g, const char *text, size_t n, char delimiter);
void grid_free(struct grid *g);

/* The cell of a row of equal ones; "" beyond the end. */
const char *grid_at(const struct grid *g, size_t row, size_t column);
size_t grid_width(const struct grid *g);

/* The last column of that heading; -1: none. */
int grid_column(const struct grid *g, const char *heading);

/* The cell under a heading as a number. False: blank, or no such column. */
bool grid_number(const struct grid *g, size_t row, const char *heading, double *value);

#endif
