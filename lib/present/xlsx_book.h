/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A workbook of Excel while its sheets are laid out, one after the other. */
#ifndef KOM_XLSX_BOOK_H
#define KOM_XLSX_BOOK_H

#include "grid.h"
#include "intern.h"
#include "sheet.h"
#include "xlsx_styles.h"

#define KOM_XLSX_XML "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define KOM_XLSX_MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

enum { KOM_SHEET_NAME_MAX = 31 }; /* signs of a sheet's name (Excel's specifications and limits) */

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

/* Why Excel takes no sheet of that name, as a message goes on behind it ("is ..."); NULL: it does.
 */
const char *kom_xlsx_name_fault(const char *name);

/* Lays a table out as the next sheet. The name is borrowed, one that Excel takes, and no other
   sheet's, whatever its case. KOM_EDATA: more rows, columns or signs than Excel holds; KOM_ENOMEM.
 */
enum kom_status kom_xlsx_book_add(struct kom_xlsx_book *book, const char *name,
                                  const struct kom_sheet *sheet, const struct kom_grid *grid,
                                  struct kom_error *err) KOM_MUSTUSE;

/* Adds the bytes of the workbook; it has at least one sheet. KOM_EDATA: 4 GiB or more; KOM_ENOMEM.
 */
enum kom_status kom_xlsx_book_write(const struct kom_xlsx_book *book, struct kom_buf *out,
                                    struct kom_error *err) KOM_MUSTUSE;

void kom_xlsx_book_fini(struct kom_xlsx_book *book);

#endif
