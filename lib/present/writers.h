/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One writer a format. They only add to buf; memory that ran out is in buf->failed. */
#ifndef KOM_WRITERS_H
#define KOM_WRITERS_H

#include "buf.h"
#include "grid.h"
#include "present.h"
#include "sheet.h"

/* Columns set apart by two blanks, a rule of hyphens under the header; laid out by fit.h. */
void kom_write_text(struct kom_buf *buf, const struct kom_sheet *sheet);

/* A pipe table (GitHub, pandoc). Spanners are put before the labels: it has one header row. */
void kom_write_md(struct kom_buf *buf, const struct kom_sheet *sheet);

enum kom_html_kind {
    KOM_HTML_ELEMENT,    /* <table lang> with caption, scopes and the legend in tfoot */
    KOM_HTML_PAGE,       /* a whole page, with a title and a style sheet */
    KOM_HTML_FOR_PANDOC, /* the element; what is below the table stands in paragraphs behind it */
};

void kom_write_html(struct kom_buf *buf, const struct kom_sheet *sheet, enum kom_html_kind kind);

/* A text with what HTML and XML take for signs written out, control characters as blanks. */
void kom_html_text(struct kom_buf *buf, struct kom_text t);

/* table > tabular with \hline; UTF-8 input, no package. */
void kom_write_latex(struct kom_buf *buf, const struct kom_sheet *sheet);

/* Numbers with their digits, blanks null. A cell that is empty for another reason than missing, or
   that is marked, has a member COL_status beside it that says so (not_* only where no state column
   is shown). caption, note and source are members when given. */
void kom_write_json(struct kom_buf *buf, const struct kom_grid *grid,
                    const struct kom_present *opts);

/* The rows of the same, one object a line. */
void kom_write_jsonl(struct kom_buf *buf, const struct kom_grid *grid);

/* Would a spreadsheet run the text: does it begin with = + - @ or a tab, and is no number? */
bool kom_begins_formula(struct kom_text t);

/* Danish CSV for Excel: BOM, semicolon, decimal comma, signs in the cells, marks left out. */
/* Counts the texts that a spreadsheet would run: an apostrophe stands before them. */
void kom_write_csv_da(struct kom_buf *buf, const struct kom_grid *grid, size_t *n_guarded);

/* The number of a cell for a data format: times 100 and rounded where asked, else as it stands. */
void kom_write_number(struct kom_buf *buf, const struct kom_column *column,
                      const struct kom_cell *cell);

#endif
