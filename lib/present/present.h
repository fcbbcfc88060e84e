/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables for people: a frame, shown as text, Markdown, HTML, LaTeX, JSON or Danish CSV. */
#ifndef KOM_PRESENT_H
#define KOM_PRESENT_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "frame.h"
#include "kom/error.h"
#include "num.h"

enum kom_present_format {
    KOM_PRESENT_TEXT,   /* aligned, UTF-8, display width counted */
    KOM_PRESENT_MD,     /* pipe table */
    KOM_PRESENT_HTML,   /* one whole <table> */
    KOM_PRESENT_LATEX,  /* table with a plain tabular, no package needed */
    KOM_PRESENT_JSON,   /* {"columns":[...],"rows":[{...}]} */
    KOM_PRESENT_JSONL,  /* one object a line */
    KOM_PRESENT_CSV_DA, /* semicolon, decimal comma, UTF-8 with BOM */
    KOM_PRESENT_XLSX,   /* a workbook of Excel: bytes, not text */
    KOM_PRESENT_DOCX,   /* the HTML that pandoc is to make a docx of */
};

enum { KOM_STARS_MAX = 3 };

enum kom_present_lang { KOM_PRESENT_EN, KOM_PRESENT_DA };

/* A column to show; label NULL: the known label of the language, else the heading. */
struct kom_present_column {
    const char *name, *label;
};

/* Decimals of a column, 0 to 15; name NULL: of all columns that have some; p-values
   then have as many significant digits in data formats, and stay as they are for people. */
struct kom_present_digits {
    const char *name;
    int decimals;
};

/* A column that rows are sorted by. */
struct kom_present_sort {
    const char *name;
    bool is_down;
};

struct kom_xlsx_book;
struct kom_heading_index;

/* What is asked for. Zero-initialised: aligned text in English, all columns but COL_status and
   COL_why. Texts and arrays are borrowed; names are looked up as kom_frame_need does. */
struct kom_present {
    enum kom_present_format format;
    enum kom_present_lang lang;
    const struct kom_present_column *columns;
    size_t n_columns; /* 0: all */
    const struct kom_present_digits *digits;
    size_t n_digits;
    const char *const *percent; /* times 100 */
    size_t n_percent;
    const char *wide; /* NULL: rows as they stand */
    bool is_page;     /* html: a whole page */
    bool stars;
    const struct kom_num *star_levels; /* falling; a p-value below k of them gets k stars */
    size_t n_star_levels;              /* at most KOM_STARS_MAX; 0: one star below 0.05 */
    bool estimate_ci; /* an estimate and its bounds in one column; data formats leave it out */
    const struct kom_present_sort *sort;
    size_t n_sort;
    int64_t min_n; /* counts of persons from 1 to min_n - 1 are hidden; 0: none */
    size_t width;  /* columns that a line of text may take; 0: any number */
    const char *caption, *note, *source; /* NULL: none */
    struct kom_xlsx_book
        *book;         /* xlsx: the workbook that gets a further sheet; NULL: one of its own */
    const char *sheet; /* its name, which outlives the workbook; NULL: the word for a table */
    /* Added to; NULL: nobody asks. csv-da: texts that got an apostrophe; xlsx without a book:
       numbers that stand as texts, as no double holds them. */
    size_t *n_guarded, *n_as_text;
    size_t *n_hidden;      /* cells that min_n hides, likewise */
    struct kom_buf *notes; /* lines on what kom_present_compare took for the same, likewise */
};

/* Whether the format writes numbers in full and has no place for a legend (json, jsonl, csv-da). */
static inline bool kom_present_is_data(enum kom_present_format format) {
    return format == KOM_PRESENT_JSON || format == KOM_PRESENT_JSONL ||
           format == KOM_PRESENT_CSV_DA;
}

/* Adds the table to buf.

   Numbers. A column is one of numbers when every cell is a number, blank, `..` or `.`, no number is
   written with leading zeros (a code), and the vocabulary does not know it as text (kom, period
   ...). For people: whole numbers as they are; p_value and p_min with 3 decimals or <0.001; any
   other column gets one number of decimals, so that its largest value shows 4 significant digits
   (percent: 3) and its smallest 2 as long as that takes at most 4 decimals, never more than the
   data have; estimate, uptake, share and the bounds beside them share theirs, as do
   both sides of a comparison. Rounding is half away
   from zero on the decimal digits as written. Data formats keep the digits as they stand unless
   `digits` names the column.

   Nothings. A blank number shows the sign of COL_status, else of `state` when it is not_*, else of
   a not_* that `warning` names, else of missing. A cell whose status is hidden is never shown,
   whatever stands in it.

   Per cent. What --percent makes of a difference of shares is per cent points; headings say which.

   Few persons. With min_n, numbers of rows with 1 to min_n - 1 persons are hidden (min_n.c),
   whether the counts are shown or not. That hides nothing that totals or other rows give away.

   Sort. Numbers as numbers; texts by bytes, in Danish (lang, or csv-da) by its alphabet; before
   stands before after, total last, blanks and signs after everything, up or down; rows that are
   alike stay in their order. With wide and compare the columns are those of the result.

   Wide. Rows are known by the shown columns that are not numbers and not state, method, warning or
   scale.

   Workbooks. Numbers are written in full, under formats that round as above; per cent is a format
   of the value as it is, and no heading says so. Estimates with bounds are texts.

   Width. A line of text that would be longer is made shorter: headings and texts go on in further
   lines of their column; without `columns`, columns without a value and texts that are the same in
   all rows go below the table; what still does not fit follows in a further part of the table with
   the columns that name the rows. No column is left out without a word.

   KOM_EDATA: no such column; percent or digits of a column that is not of numbers; an unknown
   status; two rows in one wide cell; more rows or signs than a workbook holds. KOM_EUSAGE: a column
   named twice; estimate_ci without an estimate among the columns. KOM_ENOMEM. On failure buf holds
   what was written so far. */
enum kom_status kom_present_write(const struct kom_frame *frame, const struct kom_present *opts,
                                  struct kom_buf *buf, struct kom_error *err) KOM_MUSTUSE;

/* What the result rests on, for the loading of a table that is to be shown: rows in which it cannot
   be read are bad then. as: of each heading, zero-initialised. shows_all: there are no
   opts->columns, or all columns have a say. KOM_ENOMEM. */
enum kom_status kom_present_check(const struct kom_present *opts, bool shows_all,
                                  const struct kom_heading_index *index, struct kom_read_as *as,
                                  struct kom_error *err) KOM_MUSTUSE;

/* The same for what changed from `old` to `frame`: rows are matched by all columns that are not
   numbers but state and warning, codes also where one table pads them with zeros; each number
   column becomes old, new and new minus old (exact for decimals); the last column says same,
   changed, only_old or only_new; a sign, mark, state or warning that is another is a change, too.
   Rows stand as in `frame`, then those that are only in `old`. wide, stars and estimate_ci must not
   be asked for. KOM_EDATA also when the tables have not the same columns or a key stands twice in
   one of them. */
enum kom_status kom_present_compare(const struct kom_frame *old, const struct kom_frame *frame,
                                    const struct kom_present *opts, struct kom_buf *buf,
                                    struct kom_error *err) KOM_MUSTUSE;

/* ---- workbooks of several sheets ---- */

enum { KOM_SHEET_NAME_MAX = 31 }; /* signs of a sheet's name (Excel's specifications and limits) */

/* Why Excel takes no sheet of that name, as a message goes on behind it ("is empty"); NULL: it
   does. No two of a workbook are the same but for case (kom_unicode_is_alike). */
const char *kom_xlsx_name_fault(const char *name);

/* An empty workbook, for `book` above; NULL: memory ran out. */
struct kom_xlsx_book *kom_xlsx_book_new(void) KOM_MUSTUSE;

/* Adds its bytes, once it has at least one sheet. KOM_EDATA: 4 GiB or more; KOM_ENOMEM. */
enum kom_status kom_xlsx_book_write(const struct kom_xlsx_book *book, struct kom_buf *buf,
                                    struct kom_error *err) KOM_MUSTUSE;

void kom_xlsx_book_free(struct kom_xlsx_book *book);

#endif
