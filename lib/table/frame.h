/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table in memory, as text cells: for inputs that are small (panels, estimate rows, side tables).
 */
#ifndef KOM_FRAME_H
#define KOM_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "days.h"
#include "kom/error.h"
#include "mem.h"
#include "num.h"
#include "vocab.h"

enum { KOM_NO_COLUMN = -1 };

/* Why a cell holds no value. Different nothings survive every tool. */
enum kom_nothing {
    KOM_VALUE = 0,  /* there is a value */
    KOM_MISSING,    /* empty, .. or a text of --missing */
    KOM_IMPOSSIBLE, /* . */
};

/* A column that must read as a kind. */
struct kom_typed_column {
    const char *name;
    enum kom_kind kind;
};

/* A file of the table. */
struct kom_frame_file {
    const char *name; /* as the user wrote it, "standard input" for - */
};

struct kom_cell_form;

/* n_rows x n_cols cells, row by row, UTF-8, quotes undone, blanks kept. Zero-initialised is empty.
   All texts live in the arena and die with the frame. */
struct kom_frame {
    size_t n_rows, n_cols;
    struct kom_text *name;           /* heading of each column, as it stands (after --rename) */
    struct kom_heading_index *index; /* of these */
    struct kom_text *cell;           /* cell[row * n_cols + column] */
    uint64_t *line;                  /* line of each row in its file, from 1 */
    uint32_t *file;                  /* index into files, of each row */
    struct kom_frame_file *files;
    size_t n_files;
    const char *side;           /* the option that names this side table; NULL: the main input */
    uint64_t header_line;       /* of the first file; 0: the call gives the names */
    struct kom_cell_form *form; /* form[file * n_cols + column]: how cells are written (cell.h) */
    char delimiter;             /* in which rows set aside are written */
    struct kom_arena arena;
};

/* The cell as it stands. */
struct kom_text kom_frame_cell(const struct kom_frame *frame, size_t row, int column);

/* The column of that name: the heading as it stands first, then through the vocabulary (case and
   ae/oe/aa alike, aliases). KOM_NO_COLUMN when there is none; KOM_EDATA when two headings mean that
   word. */
enum kom_status kom_frame_find(const struct kom_frame *frame, const char *name, int *column,
                               struct kom_error *err) KOM_MUSTUSE;

/* The same for a column that must be there: KOM_EDATA names the near misses and the headings. */
enum kom_status kom_frame_need(const struct kom_frame *frame, const char *name, int *column,
                               struct kom_error *err) KOM_MUSTUSE;

/* How that cell is written. */
const struct kom_cell_form *kom_frame_form(const struct kom_frame *frame, size_t row, int column);

/* Reads a number cell. *nothing says whether there is one. KOM_EDATA, naming file, line, column and
   remedy, when the text is neither a number nor a sign for missing. */
enum kom_status kom_frame_number(const struct kom_frame *frame, size_t row, int column,
                                 struct kom_num *value, enum kom_nothing *nothing,
                                 struct kom_error *err) KOM_MUSTUSE;

/* Adds a number cell that holds a value as the stream writes numbers (cell.h). */
void kom_frame_number_text(const struct kom_frame *frame, size_t row, int column,
                           struct kom_buf *out);

/* Reads a day, ISO unless call or schema say otherwise (KOM_DAY_NONE when empty); a day in the year
 * 9999 becomes KOM_DAY_OPEN. */
enum kom_status kom_frame_day(const struct kom_frame *frame, size_t row, int column, int32_t *day,
                              struct kom_error *err) KOM_MUSTUSE;

/* Reads a period; *is_there is false when the cell is empty. */
enum kom_status kom_frame_period(const struct kom_frame *frame, size_t row, int column,
                                 struct kom_period *period, bool *is_there,
                                 struct kom_error *err) KOM_MUSTUSE;

/* KOM_EDATA with "FILE:LINE: column "NAME": " before the message. The cell's text is the caller's
 * to quote. */
enum kom_status kom_frame_fail(const struct kom_frame *frame, size_t row, int column,
                               struct kom_error *err, const char *format, ...) KOM_PRINTF(5, 6);

void kom_frame_fini(struct kom_frame *frame);

/* A frame from canonical CSV text in memory (header, comma, decimal point): for tests and examples.
 */
enum kom_status kom_frame_parse(struct kom_frame *frame, const char *name, struct kom_text csv,
                                struct kom_error *err) KOM_MUSTUSE;

#endif
