/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How cells of a workbook look: formats of numbers and styles, each once, numbered as they come. */
#ifndef KOM_XLSX_STYLES_H
#define KOM_XLSX_STYLES_H

#include "buf.h"
#include "grid.h"
#include "intern.h"
#include "sheet.h"

enum kom_xlsx_font { KOM_XLSX_PLAIN, KOM_XLSX_BOLD, KOM_XLSX_LARGE, KOM_XLSX_SMALL };
enum kom_xlsx_align { KOM_XLSX_LEFT, KOM_XLSX_RIGHT, KOM_XLSX_CENTRE };

/* Lines around a cell, added up. */
enum { KOM_XLSX_RULE_ABOVE = 1, KOM_XLSX_RULE_BELOW = 2 };

struct kom_xlsx_style {
    const char *format; /* of a number, as Excel stores it; NULL: a text */
    enum kom_xlsx_font font;
    enum kom_xlsx_align align;
    unsigned rules;
    bool wraps, is_indented;
};

/* Zero-initialised is empty. */
struct kom_xlsx_styles {
    struct kom_intern format, style; /* their codes, and their elements */
    struct kom_buf scratch;
    bool failed;
};

/* The number by which a cell names the style. */
uint32_t kom_xlsx_style(struct kom_xlsx_styles *styles, const struct kom_xlsx_style *style);

/* The code of the format under which the number looks as it is printed: as many decimals, marks
   between thousands where there are any, no minus before nothing, stars and marks behind it, which
   room is left for where other cells of the column have some. Per cent is Excel's own, of the value
   that was not multiplied. Marks are those of whoever opens it. */
void kom_xlsx_format(struct kom_buf *out, const struct kom_column *column,
                     const struct kom_cell *number, const struct kom_sheet_cell *cell,
                     size_t suffix_room);

/* styles.xml */
void kom_xlsx_styles_write(struct kom_buf *out, const struct kom_xlsx_styles *styles);

void kom_xlsx_styles_fini(struct kom_xlsx_styles *styles);

/* A text between tags, and in attributes. Control characters that XML does not allow are blanks;
   what Excel would read as a character's number (_x0041_) is written so that it does not. */
void kom_xlsx_text(struct kom_buf *out, struct kom_text t);

#endif
