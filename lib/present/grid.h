/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table between reading and writing: cells that know whether they are numbers, and why they are
 * empty. */
#ifndef KOM_GRID_H
#define KOM_GRID_H

#include <stdbool.h>
#include <stddef.h>

#include "frame.h"
#include "kom/error.h"
#include "labels.h"
#include "mem.h"
#include "num.h"
#include "present.h"
#include "signs.h"

enum { KOM_DIGITS_OPEN = -1 };

struct kom_cell {
    struct kom_text
        text; /* as it stands; of a number: decimal point, no thousands mark, JSON syntax */
    struct kom_num num;            /* when has_num */
    const struct kom_cell *bounds; /* of has_bounds: low and high */
    bool has_num;
    unsigned char n_stars;
    unsigned char sign; /* enum kom_sign, in place of a value */
    unsigned char mark; /* enum kom_sign, after a value: provisional, break */
};

struct kom_column {
    struct kom_text name;    /* in data formats */
    struct kom_text base;    /* the input column it came from */
    struct kom_text label;   /* for people; set by kom_grid_pick */
    struct kom_text spanner; /* above the labels of neighbours with the same; empty: none */
    size_t n_numbers, n_texts;
    bool is_known_text, is_known_number; /* by the vocabulary */
    bool is_number;
    bool is_aside;     /* text that does not tell rows apart */
    bool is_companion; /* COL_status or COL_why of another column; names.c, as the next */
    int status_col;    /* its COL_status, KOM_NO_COLUMN: none */
    bool is_strict;    /* a figure that cannot be read is refused */
    bool is_picked;    /* named by --columns */
    bool is_percent;
    enum kom_unit unit; /* of is_percent */
    bool is_p_value;
    bool has_user_label;
    bool has_bounds; /* its cells are shown with their bounds */
    int decimals;    /* KOM_DIGITS_OPEN: the rule decides */
    int significant; /* digits of a p-value in data formats; 0: all */
};

struct kom_heading_index;

/* n_rows x n_cols, row by row. Zero-initialised is empty. Texts are borrowed from the frame or live
 * in the arena. */
struct kom_grid {
    size_t n_rows, n_cols;
    struct kom_column *column;
    const struct kom_heading_index *names; /* of the columns: the frame's, or the grid's own */
    struct kom_heading_index *own_names;
    struct kom_cell *cell;
    size_t *origin; /* the frame's row of each row, once they are sorted; NULL: the same */
    struct kom_arena arena;
};

void kom_grid_fini(struct kom_grid *grid);

/* Room for n_rows x n_cols empty cells. KOM_ENOMEM. */
enum kom_status kom_grid_init(struct kom_grid *grid, size_t n_rows, size_t n_cols,
                              struct kom_error *err) KOM_MUSTUSE;

static inline struct kom_cell *kom_grid_cell(const struct kom_grid *grid, size_t row, size_t col) {
    return &grid->cell[row * grid->n_cols + col];
}

/* "a", between, "b" as one text of the grid's arena; p is NULL when memory runs out. */
struct kom_text kom_grid_join(struct kom_grid *grid, struct kom_text a, const char *between,
                              struct kom_text b);

/* All columns of the frame, every cell tried as a number; column i of the grid is column i of the
   frame. Of the columns that are read (NULL: all are) a figure that is no number is KOM_EDATA,
   which loading has told already where kom_present_check was asked to. The frame must outlive the
   grid. */
enum kom_status kom_grid_read(struct kom_grid *grid, const struct kom_frame *frame,
                              const bool *is_read, struct kom_error *err) KOM_MUSTUSE;

/* What the names of the columns say of them. */
enum kom_status kom_grid_know(struct kom_grid *grid, const struct kom_heading_index *index,
                              struct kom_header_at place, struct kom_error *err) KOM_MUSTUSE;

/* Which columns are read (reads.c), to be freed; NULL: memory ran out. */
bool *kom_present_reads(const struct kom_present *opts, bool shows_all,
                        const struct kom_heading_index *index);

/* Decides from n_numbers and n_texts which columns are numbers, and gives empty cells their signs
 * (present.h). */
enum kom_status kom_grid_settle(struct kom_grid *grid, const struct kom_frame *frame,
                                struct kom_error *err) KOM_MUSTUSE;

/* Finds by an index of the columns' names, which must outlive the grid, and links COL_status
   (kom_status_beside) and COL_why to what they speak of. KOM_EDATA: two say it of one column. */
enum kom_status kom_grid_know_names(struct kom_grid *grid, const struct kom_heading_index *names,
                                    struct kom_header_at place, struct kom_error *err) KOM_MUSTUSE;

/* Other columns are to come. */
void kom_grid_forget_names(struct kom_grid *grid);

/* The same by an index of the grid's own, where it has none yet; names stay as they are from then
   on. KOM_ENOMEM. */
enum kom_status kom_grid_name(struct kom_grid *grid, struct kom_error *err) KOM_MUSTUSE;

/* --min-n: hides small counts of persons and what rests on them (min_n.c). After kom_grid_settle,
   before anything is made of the numbers. KOM_EDATA: a row has no count, or no column has. */
enum kom_status kom_grid_hide_small(struct kom_grid *grid, const struct kom_frame *frame,
                                    const struct kom_present *opts,
                                    struct kom_error *err) KOM_MUSTUSE;

/* Columns of a grid, in the order in which they are shown. Freed by kom_pick_fini. */
struct kom_pick {
    size_t *col;
    size_t n, cap;
};

enum kom_status kom_pick_add(struct kom_pick *pick, size_t col, struct kom_error *err) KOM_MUSTUSE;
void kom_pick_fini(struct kom_pick *pick);

/* Puts --columns, --digits and --percent on the columns and lists those shown (all but companions,
   when there are no --columns). kom_grid_headings is to follow. */
enum kom_status kom_grid_pick(struct kom_grid *grid, const struct kom_frame *frame,
                              const struct kom_present *opts, struct kom_pick *pick,
                              struct kom_error *err) KOM_MUSTUSE;

/* Has --percent and --digits of an estimate or of one of its bounds hold for all three, where they
   are there and stay columns of their own. */
enum kom_status kom_grid_agree(struct kom_grid *grid, const struct kom_frame *frame,
                               const struct kom_pick *pick, struct kom_error *err) KOM_MUSTUSE;

/* --estimate-ci: the first shown of estimate, uptake, share and mean gets its bounds, which are
   then shown with it and nowhere else (bounds.c). After kom_grid_sort, which moves cells, and
   before kom_grid_headings. */
enum kom_status kom_grid_bounds(struct kom_grid *grid, const struct kom_frame *frame,
                                struct kom_pick *pick, struct kom_error *err) KOM_MUSTUSE;

/* Gives every column its heading for people (headings.c): the user's, else the known one with the
   unit of --percent (of a workbook not per cent: its cells have the sign), else its name. */
enum kom_status kom_grid_headings(struct kom_grid *grid, const struct kom_present *opts,
                                  struct kom_error *err) KOM_MUSTUSE;

/* "label (unit)"; p is NULL when memory runs out. */
struct kom_text kom_grid_with_unit(struct kom_grid *grid, struct kom_text label, enum kom_unit unit,
                                   enum kom_present_lang lang);

/* The first column of exactly that name, once names are known; KOM_NO_COLUMN when there is none. */
int kom_grid_find(const struct kom_grid *grid, const char *name);

/* The levels that stars stand for, and how many there are. */
size_t kom_star_levels(const struct kom_present *opts, const struct kom_num **levels);

/* Stars for each estimate by its p_value; in data formats as a further column `stars` that pick
   shows after estimate. */
enum kom_status kom_grid_stars(struct kom_grid *grid, const struct kom_frame *frame,
                               const struct kom_present *opts, struct kom_pick *pick,
                               struct kom_error *err) KOM_MUSTUSE;

/* grid becomes its picked columns, in their order, each at most once. */
enum kom_status kom_grid_select(struct kom_grid *grid, const struct kom_pick *pick,
                                struct kom_error *err) KOM_MUSTUSE;

/* out, zero-initialised, becomes one row for each set of keys among the picked columns, and for
   each value of column opts->wide the picked other columns (present.h). Periods, before and after
   stand in their order, other values as they first come, total last. grid must outlive out.
   KOM_EDATA when two rows fall into one cell. */
enum kom_status kom_grid_spread(const struct kom_grid *grid, const struct kom_frame *frame,
                                const struct kom_present *opts, const struct kom_pick *pick,
                                struct kom_grid *out, struct kom_error *err) KOM_MUSTUSE;

/* Sorts the rows by opts->sort (sort.c). Columns are looked up as in a frame: those of `grid`. */
enum kom_status kom_grid_sort(struct kom_grid *grid, const struct kom_present *opts,
                              struct kom_error *err) KOM_MUSTUSE;

/* The two tables of --compare and what came of them; all of it lives until kom_changes_fini.
 * Zero-initialised is empty. */
struct kom_changes {
    struct kom_grid old, now, out;
};

/* changes->out becomes the table of changes of kom_present_compare. */
enum kom_status kom_changes_find(struct kom_changes *changes, const struct kom_frame *old,
                                 const struct kom_frame *now, const struct kom_present *opts,
                                 struct kom_error *err) KOM_MUSTUSE;

void kom_changes_fini(struct kom_changes *changes);

#endif
