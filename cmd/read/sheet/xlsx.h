/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One workbook while it is read. Inside cmd/read only. */
#ifndef KOM_READ_XLSX_H
#define KOM_READ_XLSX_H

#include <pthread.h>

#include "cell.h"
#include "cells.h"
#include "read/formats.h"

/* What a cell holds instead of a value. */
enum kom_xl_fault {
    KOM_XL_FINE,
    KOM_XL_BLANK,
    KOM_XL_ERROR,      /* #DIV/0! */
    KOM_XL_UNCOMPUTED, /* a formula that nobody computed */
    KOM_XL_NO_DAY,     /* a number that is to be a day and is none */
    KOM_XL_TEXT,       /* a text that is not written as the call says */
};

/* Adds the value of a cell as text; an error's name where it is one. KOM_EDATA: damaged. */
enum kom_status kom_xl_cell_text(struct kom_book *b, const struct kom_book_sheet *sheet,
                                 const struct kom_xl_cell *cell, struct kom_buf *out,
                                 enum kom_xl_fault *fault, struct kom_error *err) KOM_MUSTUSE;

/* KOM_EDATA with the cell's address. */
enum kom_status kom_xl_fail(const struct kom_book *b, const struct kom_book_sheet *sheet,
                            const struct kom_xl_cell *cell, const char *what,
                            struct kom_error *err);

/* What is wrong with it, in words. */
void kom_xl_explain(enum kom_xl_fault fault, struct kom_text error, struct kom_buf *out);

/* What was met in a sheet, to be said at the end. */
struct kom_xl_met {
    uint64_t n_hidden_rows, n_formulas, n_merged, n_serials;
    uint32_t first_hidden_row, n_hidden_columns, first_hidden_column;
    uint32_t formula_row, formula_column;
    uint64_t n_marked; /* texts that are numbers with a mark */
    uint32_t marked_row, marked_column;
    uint32_t foot_row, foot_column, foot_above; /* notes beneath the table; 0: none */
    uint32_t second_row, second_column;         /* of headings; 0: none */
    struct kom_xl_range first_merged;
    bool has_filter;
};

/* A sheet that is read. Lists lie in the arena. */
struct kom_xl_plan {
    const struct kom_book_sheet *sheet;
    uint32_t first_row;                 /* with something in it; 0: there is none */
    uint32_t first_column, last_column; /* as far as the first rows go */
    struct kom_text *heading;           /* of each of these */
    uint32_t *column_of;                /* of each, its place in the table */
    struct kom_xl_met met;
};

/* How numbers and days are written in the texts of a column, if the call says that (told.c). */
struct kom_xl_told {
    bool is_number, is_day;
    bool is_percent; /* 5% is 0.05, as its cells have it */
    struct kom_cell_form form;
    const char *const *missing; /* texts that a schema says to mean missing */
    size_t n_missing;
};

/* Merged cells, to be filled (merged.c). */
struct kom_xl_merged {
    struct kom_xl_range range;
    struct kom_buf text; /* of its first cell, once that has passed */
    enum kom_xl_fault fault;
};

struct kom_xl_merges {
    struct kom_xl_merged *item; /* by their first row */
    size_t n, cap, next;
    size_t *active;
    size_t n_active;
};

/* What the rows of a sheet look like (shape.c). */
struct kom_xl_shape {
    uint8_t *seen;  /* of each column of the table */
    size_t n_cells; /* of the row at hand */
    bool is_text, is_note;
    uint32_t column; /* the last of it */
    size_t n_rows;
    bool is_second; /* the first row has texts alone */
    uint32_t second_row, last_row, foot_row, foot_column;
};

/* A cell of the row at hand. */
struct kom_xl_slot {
    size_t at, n; /* in the row's text */
    uint32_t row; /* else it is an old one */
    enum kom_xl_fault fault;
};

/* From a line of the text on, lines are rows of that sheet one by one. */
struct kom_xl_mark {
    uint64_t line;
    uint32_t row, plan;
};

struct kom_xlsx {
    struct kom_read_file file; /* first */
    struct kom_arena arena;
    struct kom_book book;
    struct kom_xl_range range; /* all of the sheet, unless --range says less */
    struct kom_xl_plan *plan;
    size_t n_plans;
    size_t n_columns;
    bool *has_status; /* of each column of the table */
    bool *is_status;  /* of each field */
    const char **made_by;
    struct kom_xl_told *told; /* of each column of the table */
    struct kom_buf description;
    pthread_mutex_t lock; /* of the marks */
    bool has_lock;
    struct kom_xl_mark *mark;
    size_t n_marks, cap_marks;
    char **name; /* of each plan's rows in messages */
    /* of the thread alone, until it has ended */
    struct kom_buf block;
    struct kom_buf row_text, retold;
    struct kom_xl_slot *slot; /* of each column of the table */
    struct kom_xl_merges merges;
    struct kom_xl_shape shape;
    uint64_t line;     /* of the text, of the next row */
    size_t at_plan;    /* which is read */
    uint32_t last_row; /* that was written, or left out above the first */
    bool has_cells;    /* the row at hand has */
    uint32_t bad_row, bad_column;
    char bad_word[96];
};

/* choose.c: the sheets that are read, into x->plan. */
enum kom_status kom_xl_choose(struct kom_xlsx *x, struct kom_error *err) KOM_MUSTUSE;

/* survey.c: where a sheet's first row with something in it is, its columns and headings; of the
   first n_rows such rows. */
enum kom_status kom_xl_survey(struct kom_xlsx *x, struct kom_xl_plan *plan, size_t n_rows,
                              struct kom_error *err) KOM_MUSTUSE;

/* rows.c: header and rows of all sheets into the channel. */
void kom_xl_rows(struct kom_xlsx *x);

/* Is a text what the format writes as the last, further field of a row that cannot be read? Adds
   what is wrong. */
void kom_xl_explain_row(const struct kom_foreign_table *table, struct kom_text mark,
                        struct kom_buf *out);

/* Adds --range from the row that a line of the text is. */
void kom_xl_begin_at(const struct kom_foreign_table *table, uint64_t line, struct kom_buf *out);

/* faults.c: notes the first cell of a row that makes it one that cannot be read. */
void kom_xl_note_bad(struct kom_xlsx *x, uint32_t row, uint32_t column, int fault,
                     struct kom_text word);

/* Is a text one that means missing; or that, or impossible, or nil? */
bool kom_xl_is_missing(const struct kom_xlsx *x, struct kom_text t);
bool kom_xl_is_sign(const struct kom_xlsx *x, struct kom_text t);

/* told.c: what is said of each column; then of a cell whose text is the last of the row's, the
   number or day that its text is by that. */
enum kom_status kom_xl_tell(struct kom_xlsx *x, struct kom_error *err) KOM_MUSTUSE;
void kom_xl_retell(struct kom_xlsx *x, const struct kom_xl_cell *cell, uint32_t column, size_t at,
                   enum kom_xl_fault *fault);

/* shape.c: of the sheet at hand, its cells, rows and end. */
void kom_xl_shape_begin(struct kom_xlsx *x);
void kom_xl_shape_cell(struct kom_xlsx *x, const struct kom_xl_cell *cell, uint32_t column,
                       struct kom_text text);
void kom_xl_shape_row(struct kom_xlsx *x, uint32_t row);
void kom_xl_shape_end(struct kom_xlsx *x);

/* places.c: which row of which sheet a line of the text is. */
enum kom_status kom_xl_mark_line(struct kom_xlsx *x, uint64_t line, uint32_t row) KOM_MUSTUSE;
uint64_t kom_xl_place(const struct kom_foreign_table *table, uint64_t line, const char **name);

/* merged.c: read before the rows; then each row's cells are filled, those of rows that are not
   there too. */
enum kom_status kom_xl_read_merges(struct kom_xlsx *x, struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_xl_fill(struct kom_xlsx *x, uint32_t row, struct kom_error *err) KOM_MUSTUSE;
void kom_xl_merges_fini(struct kom_xl_merges *m);

/* notes.c */
void kom_xl_note(const struct kom_xlsx *x, struct kom_buf *out);
void kom_xl_warn(const struct kom_xlsx *x, struct kom_buf *out);

#endif
