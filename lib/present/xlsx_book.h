/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A workbook of Excel while its sheets are laid out, one after the other. */
#ifndef KOM_XLSX_BOOK_H
#define KOM_XLSX_BOOK_H

#include "grid.h"
#include "intern.h"
#include "present.h"
#include "sheet.h"
#include "xlsx_styles.h"

#define KOM_XLSX_XML "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define KOM_XLSX_MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

/* A sheet that is whole. */
struct kom_xlsx_page {
    const char *name; /* borrowed; NULL: the word for a table */
    struct kom_buf xml, caption;
    size_t header; /* rows down to the headings */
    enum kom_present_lang lang;
};

/* Zero-initialised is empty. */
struct kom_xlsx_book {
    struct kom_xlsx_styles styles;
    struct kom_intern texts; /* shared strings */
    size_t n_texts;
    size_t n_as_text; /* numbers that no double holds */
    struct kom_xlsx_page *page;
    size_t n, cap;
};

/* Lays a table out as the next sheet. The name is borrowed, one that Excel takes, and no other
   sheet's, whatever its case. KOM_EDATA: more rows, columns or signs than Excel holds; KOM_ENOMEM.
 */
enum kom_status kom_xlsx_book_add(struct kom_xlsx_book *book, const char *name,
                                  const struct kom_sheet *sheet, const struct kom_grid *grid,
                                  struct kom_error *err) KOM_MUSTUSE;

void kom_xlsx_book_fini(struct kom_xlsx_book *book);

#endif
