/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table in memory (kom/frame.h) from inside. */
#ifndef KOM_FRAME_FLOOR_H
#define KOM_FRAME_FLOOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "days.h"
#include "kom/error.h"
#include "kom/frame.h"
#include "mem.h"
#include "num.h"
#include "vocab.h"

/* A column that must read as a kind; of texts, that is a key or a group. */
struct kom_typed_column {
    const char *name;
    enum kom_kind kind;
};

/* What the cells of a column must read as; of a table that is shown, a column by its place. */
struct kom_read_as {
    bool number, status; /* a number; a word of COL_status */
};

/* Adds one to a list (NULL: none) of which n stand and cap fit, unless its name is NULL; returns
   how many there are then, whether they fit or not. */
static inline size_t kom_typed_add(struct kom_typed_column *list, size_t cap, size_t n,
                                   const char *name, enum kom_kind kind) {
    if (list && name && n < cap)
        list[n] = (struct kom_typed_column){name, kind};
    return n + (name != NULL);
}

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
    struct kom_frame_blanked {
        size_t cell;
        struct kom_text text;
    } * blanked; /* cells that something is said against, in order, as they were read */
    size_t n_blanked, cap_blanked;
    uint64_t n_not_asked;   /* rows that --only and --except left out */
    struct kom_buf *nearly; /* the extract's */
    char delimiter;         /* in which rows set aside are written */
    struct kom_arena arena;
};

/* Where its headings stand, for messages. */
struct kom_header_at kom_frame_place(const struct kom_frame *frame);

/* How that cell is written. */
const struct kom_cell_form *kom_frame_form(const struct kom_frame *frame, size_t row, int column);

/* A cell as a group (kom_view_group); text: room for it. */
struct kom_text kom_frame_group(const struct kom_frame *frame, size_t row, int column,
                                char text[16]);

/* A cell as it was read, whatever is said beside it: for rows that are set aside. */
struct kom_text kom_frame_raw(const struct kom_frame *frame, size_t row, int column);

/* Fails because a cell that must be there is not, whether it is empty or something says that it has
   no value. */
enum kom_status kom_frame_needs(const struct kom_frame *frame, size_t row, int column,
                                struct kom_error *err);

/* Adds a number cell that holds a value as the stream writes numbers (cell.h). */
void kom_frame_number_text(const struct kom_frame *frame, size_t row, int column,
                           struct kom_buf *out);

/* Frees what it has; it is empty then, and ready to be filled again. */
void kom_frame_fini(struct kom_frame *frame);

#endif
