/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table as a sheet of a workbook (ECMA-376, part 1: SpreadsheetML).

   Caption, headings (frozen, and repeated on each page), rows, and below them what the table has
   below it everywhere else. A number is a number, in full, under a format that prints it as the
   other writers do; what an estimate's bounds or a sign leave no number for is a text, and so is a
   number that a double does not hold: Excel would show another one. Texts are texts for good: no
   cell is a formula or a link, and their format keeps Excel from making one of what is typed anew.
   Styles and texts are the workbook's, in the order in which its cells first ask for them. */
#include <math.h>
#include <string.h>

#include "fit.h"
#include "numerals.h"
#include "width.h"
#include "writers.h"
#include "xlsx_book.h"

enum {
    ROWS_MAX = 1048576, /* of a sheet (Excel's specifications and limits) */
    COLUMNS_MAX = 16384,
    TEXT_MAX = 32767, /* signs of a cell */
    TEXT_WIDE = 50,   /* columns of a text before it goes on in further lines */
    LINE_HEIGHT = 15, /* points */
    FOOT_HEIGHT = 12,
};

/* The sheet while it is made. */
struct page {
    struct kom_xlsx_book *book;
    const struct kom_sheet *sheet;
    const struct kom_grid *grid;
    struct kom_buf rows, merged;
    size_t n_merged;
    size_t row;    /* the next, from 0 */
    size_t header; /* rows down to the headings */
    struct kom_error *err;
    enum kom_status status; /* the first failure */
};

/* "AB12" of the column and row, from 0. */
static void add_address(struct kom_buf *out, size_t row, size_t col) {
    char letters[4];
    size_t n = sizeof letters;
    for (size_t rest = col + 1; rest > 0; rest = (rest - 1) / 26)
        letters[--n] = (char)('A' + (rest - 1) % 26);
    kom_buf_add(out, letters + n, sizeof letters - n);
    kom_buf_int(out, (int64_t)row + 1);
}

static void add_range(struct kom_buf *out, size_t row, size_t col, size_t last_row,
                      size_t last_col) {
    add_address(out, row, col);
    kom_buf_byte(out, ':');
    add_address(out, last_row, last_col);
}

/* ---- cells ---- */

/* A height in points, of its own, or as whoever opens it would find it, too; 0: that of a line. */
static void open_row(struct page *b, size_t height, bool is_own) {
    kom_buf_printf(&b->rows, "<row r=\"%zu\"", b->row + 1);
    if (height)
        kom_buf_printf(&b->rows, " ht=\"%zu\"%s", height, is_own ? " customHeight=\"1\"" : "");
    kom_buf_byte(&b->rows, '>');
}

static void close_row(struct page *b) {
    kom_buf_str(&b->rows, "</row>");
    b->row++;
}

static void open_cell(struct page *b, size_t col, const struct kom_xlsx_style *style) {
    kom_buf_str(&b->rows, "<c r=\"");
    add_address(&b->rows, b->row, col);
    kom_buf_printf(&b->rows, "\" s=\"%u\"", kom_xlsx_style(&b->book->styles, style));
}

static size_t n_signs(struct kom_text t) {
    size_t n = 0;
    for (size_t i = 0; i < t.n; i++) {
        unsigned char c = (unsigned char)t.p[i];
        n += (c & 0xc0) != 0x80; /* not the rest of a sign */
        n += c >= 0xf0;          /* two units of UTF-16 */
    }
    return n;
}

static void refuse_text(struct page *b, size_t col) {
    struct kom_text name = b->grid->column[col].name;
    b->status = kom_fail(b->err, KOM_EDATA,
                         "column \"%.*s\": a text of more than %d signs, which is all that a cell "
                         "of Excel holds; -f csv-da keeps it whole",
                         (int)name.n, name.p, TEXT_MAX);
}

/* A text; an empty one leaves the cell empty. */
static void add_text(struct page *b, size_t col, struct kom_text t,
                     const struct kom_xlsx_style *style) {
    open_cell(b, col, style);
    if (t.n == 0) {
        kom_buf_str(&b->rows, "/>");
        return;
    }
    if (n_signs(t) > TEXT_MAX && !b->status)
        refuse_text(b, col);
    uint32_t id = kom_intern_add(&b->book->texts, t);
    b->rows.failed = b->rows.failed || id == KOM_NO_ID;
    b->book->n_texts++;
    kom_buf_printf(&b->rows, " t=\"s\"><v>%u</v></c>", id);
}

/* ---- numbers ---- */

/* The digits that count, with neither sign, marks, exponent nor zeros at the ends: how many there
   are, and the first of them. */
static size_t significant(struct kom_text t, char *out, size_t cap) {
    size_t n = 0, n_whole = 0;
    for (size_t i = 0; i < t.n && (t.p[i] | 0x20) != 'e'; i++) {
        bool is_digit = t.p[i] >= '0' && t.p[i] <= '9';
        if (!is_digit || (n == 0 && t.p[i] == '0'))
            continue;
        if (n < cap)
            out[n] = t.p[i];
        n++;
        n_whole = t.p[i] == '0' ? n_whole : n;
    }
    return n_whole;
}

/* Does Excel hold this number? The digits of the double nearest to it are those that were written;
   its range is that of normal doubles. */
static bool is_held(struct kom_text written, double x) {
    enum { DIGITS = 20 };
    char shortest[32], a[DIGITS], b[DIGITS];
    size_t n_a = significant(written, a, DIGITS);
    size_t n_b = significant((struct kom_text){shortest, kom_num_shortest(shortest, x)}, b, DIGITS);
    bool is_normal = n_b == 0 || (fabs(x) >= 2.2250738585072014e-308 && fabs(x) < 9.99e307);
    return is_normal && n_a == n_b && n_a <= DIGITS && memcmp(a, b, n_a) == 0;
}

/* The number as it is computed with: per cent by the format, other hundreds multiplied. */
static struct kom_num number_of(const struct kom_column *column, const struct kom_cell *cell) {
    bool is_times_100 = column->is_percent && column->unit != KOM_UNIT_PERCENT;
    return is_times_100 ? kom_number_percent(&cell->num) : cell->num;
}

/* Whether the cell is a number on the sheet, too; text is what is then written. */
static bool is_number(const struct kom_column *column, const struct kom_cell *cell,
                      struct kom_buf *text) {
    if (!cell->has_num || cell->sign || (column->has_bounds && cell->bounds))
        return false;
    struct kom_num num = number_of(column, cell);
    if (cell->num.is_exact)
        kom_number_plain(text, &num);
    else
        kom_buf_shortest(text, kom_num_double(&num));
    return true;
}

static void add_number(struct page *b, size_t col, const struct kom_cell *cell,
                       const struct kom_sheet_cell *shown, struct kom_xlsx_style *style) {
    struct kom_buf text = {0}, format = {0};
    const struct kom_column *column = &b->grid->column[col];
    bool is_written = is_number(column, cell, &text);
    struct kom_num num = number_of(column, cell);
    bool is_lost = is_written && !is_held(cell->num.is_exact ? kom_buf_view(&text) : cell->text,
                                          kom_num_double(&num));
    if (is_lost || !is_written) {
        kom_buf_text(&format, shown->value); /* the printed text and what hangs on it */
        kom_buf_text(&format, shown->suffix);
        add_text(b, col, is_lost && !column->is_percent ? cell->text : kom_buf_view(&format),
                 style);
        b->book->n_as_text += is_lost;
    } else {
        kom_xlsx_format(&format, column, cell, shown, b->sheet->column[col].suffix);
        kom_buf_byte(&format, '\0');
        style->format = format.failed ? "" : format.p;
        open_cell(b, col, style);
        kom_buf_str(&b->rows, "><v>");
        kom_buf_text(&b->rows, kom_buf_view(&text));
        kom_buf_str(&b->rows, "</v></c>");
    }
    b->rows.failed = b->rows.failed || text.failed || format.failed;
    kom_buf_fini(&text);
    kom_buf_fini(&format);
}

/* ---- widths ---- */

static size_t smaller(size_t a, size_t b) {
    return a < b ? a : b;
}

/* A text beside the ends of numbers. */
static bool is_apart(const struct kom_sheet *sheet, size_t col) {
    return col > 0 && !sheet->column[col].is_right && sheet->column[col - 1].is_right;
}

/* Numbers as wide as they are printed or a word of their heading; texts up to a width. */
static size_t width_of(const struct kom_sheet *sheet, size_t col) {
    enum { LEAST = 6, AROUND = 2 };
    const struct kom_sheet_column *column = &sheet->column[col];
    size_t width = column->is_right ? column->least : smaller(column->full, TEXT_WIDE);
    if (width <= kom_width(column->label)) /* which is in bold */
        width++;
    return (width > LEAST ? width : LEAST) + AROUND + is_apart(sheet, col);
}

/* Where texts go on in further lines, so many; not all programs look for themselves. */
static size_t height_of(size_t n_lines) {
    return n_lines > 1 ? n_lines * LINE_HEIGHT : 0;
}

static size_t height_of_headings(const struct kom_sheet *sheet) {
    size_t n = 1;
    for (size_t j = 0; j < sheet->n_cols; j++) {
        const size_t n_here = kom_fit_n_lines(sheet->column[j].label, width_of(sheet, j) - 1);
        n = n_here > n ? n_here : n;
    }
    return height_of(n);
}

static bool is_wrapped(const struct kom_sheet_column *column) {
    return !column->is_right && column->full > TEXT_WIDE;
}

static size_t height_of_row(const struct kom_sheet *sheet, size_t row) {
    size_t n = 1;
    for (size_t j = 0; j < sheet->n_cols; j++) {
        if (!is_wrapped(&sheet->column[j]))
            continue;
        const size_t n_here = kom_fit_n_lines(kom_sheet_cell(sheet, row, j)->value, TEXT_WIDE);
        n = n_here > n ? n_here : n;
    }
    return height_of(n);
}

/* ---- the sheet from above ---- */

static void merge(struct page *b, size_t col, size_t last_col) {
    kom_buf_str(&b->merged, "<mergeCell ref=\"");
    add_range(&b->merged, b->row, col, b->row, last_col);
    kom_buf_str(&b->merged, "\"/>");
    b->n_merged++;
}

static void add_caption(struct page *b) {
    const struct kom_xlsx_style style = {.font = KOM_XLSX_LARGE};
    if (b->sheet->caption.n == 0)
        return;
    open_row(b, 0, false);
    add_text(b, 0, b->sheet->caption, &style);
    close_row(b);
}

static void add_spanners(struct page *b) {
    open_row(b, 0, false);
    for (size_t j = 0, span; j < b->sheet->n_cols; j += span) {
        const struct kom_sheet_column *column = &b->sheet->column[j];
        struct kom_xlsx_style style = {.font = KOM_XLSX_BOLD, .align = KOM_XLSX_CENTRE};
        style.rules = column->spanner.n ? KOM_XLSX_RULE_BELOW : 0;
        span = column->span ? column->span : 1;
        add_text(b, j, column->spanner, &style);
        for (size_t k = j + 1; k < j + span; k++)
            add_text(b, k, (struct kom_text){NULL, 0}, &style);
        if (span > 1 && column->spanner.n)
            merge(b, j, j + span - 1);
    }
    close_row(b);
}

static void add_headings(struct page *b) {
    open_row(b, height_of_headings(b->sheet), false);
    for (size_t j = 0; j < b->sheet->n_cols; j++) {
        const struct kom_sheet_column *column = &b->sheet->column[j];
        struct kom_xlsx_style style = {.font = KOM_XLSX_BOLD,
                                       .align = column->is_right ? KOM_XLSX_RIGHT : KOM_XLSX_LEFT,
                                       .rules = KOM_XLSX_RULE_BELOW,
                                       .wraps = true,
                                       .is_indented = is_apart(b->sheet, j)};
        add_text(b, j, column->label, &style);
    }
    close_row(b);
    b->header = b->row;
}

static void add_row(struct page *b, size_t row) {
    const struct kom_sheet *sheet = b->sheet;
    open_row(b, height_of_row(sheet, row), false);
    for (size_t j = 0; j < sheet->n_cols; j++) {
        const struct kom_sheet_column *column = &sheet->column[j];
        const struct kom_sheet_cell *shown = kom_sheet_cell(sheet, row, j);
        struct kom_xlsx_style style = {.align = column->is_right ? KOM_XLSX_RIGHT : KOM_XLSX_LEFT,
                                       .wraps = is_wrapped(column),
                                       .is_indented = is_apart(sheet, j)};
        style.rules = (sheet->has_break[row] ? KOM_XLSX_RULE_ABOVE : 0) |
                      (row + 1 == sheet->n_rows ? KOM_XLSX_RULE_BELOW : 0);
        if (column->is_right)
            add_number(b, j, kom_grid_cell(b->grid, row, j), shown, &style);
        else
            add_text(b, j, shown->value, &style);
    }
    close_row(b);
}

/* Each in one cell, over all columns where it is longer than they are. */
static void add_foot(struct page *b) {
    size_t width = 0, n_cols = b->sheet->n_cols;
    for (size_t j = 0; j < n_cols; j++)
        width += width_of(b->sheet, j);
    b->row += b->sheet->n_foot > 0;
    for (size_t i = 0; i < b->sheet->n_foot; i++) {
        struct kom_text text = b->sheet->foot[i];
        size_t n_lines = kom_fit_n_lines(text, width);
        struct kom_xlsx_style style = {.font = KOM_XLSX_SMALL, .wraps = n_lines > 1};
        open_row(b, n_lines > 1 ? n_lines * FOOT_HEIGHT + 2 : 0, true);
        add_text(b, 0, text, &style);
        if (n_lines > 1 && n_cols > 1)
            merge(b, 0, n_cols - 1);
        close_row(b);
    }
}

/* ---- the whole ---- */

/* The headings stay in sight, and the columns in front that name the rows where others follow. */
static void add_view(struct kom_buf *out, const struct page *b) {
    size_t n_heads = 0;
    while (n_heads < b->sheet->n_cols && b->sheet->column[n_heads].is_head)
        n_heads++;
    n_heads = n_heads < b->sheet->n_cols ? n_heads : 0;
    const char *pane = n_heads ? "bottomRight" : "bottomLeft";
    kom_buf_str(out, "<sheetViews><sheetView workbookViewId=\"0\"><pane ");
    if (n_heads)
        kom_buf_printf(out, "xSplit=\"%zu\" ", n_heads);
    kom_buf_printf(out, "ySplit=\"%zu\" topLeftCell=\"", b->header);
    add_address(out, b->header, n_heads);
    kom_buf_printf(out, "\" activePane=\"%s\" state=\"frozen\"/><selection pane=\"%s\"/>", pane,
                   pane);
    kom_buf_str(out, "</sheetView></sheetViews><sheetFormatPr defaultRowHeight=\"15\"/>");
}

static void add_sheet(struct kom_buf *out, const struct page *b) {
    size_t n_cols = b->sheet->n_cols;
    kom_buf_str(out, KOM_XLSX_XML
                "<worksheet xmlns=\"" KOM_XLSX_MAIN
                "\"><sheetPr><pageSetUpPr fitToPage=\"1\"/></sheetPr><dimension ref=\"");
    add_range(out, 0, 0, b->row ? b->row - 1 : 0, n_cols - 1);
    kom_buf_str(out, "\"/>");
    add_view(out, b);
    kom_buf_str(out, "<cols>");
    for (size_t j = 0; j < n_cols; j++)
        kom_buf_printf(out, "<col min=\"%zu\" max=\"%zu\" width=\"%zu\" customWidth=\"1\"/>", j + 1,
                       j + 1, width_of(b->sheet, j));
    kom_buf_str(out, "</cols><sheetData>");
    kom_buf_text(out, kom_buf_view(&b->rows));
    kom_buf_str(out, "</sheetData>");
    if (b->n_merged) {
        kom_buf_printf(out, "<mergeCells count=\"%zu\">", b->n_merged);
        kom_buf_text(out, kom_buf_view(&b->merged));
        kom_buf_str(out, "</mergeCells>");
    }
    kom_buf_str(out, "<pageMargins left=\"0.5\" right=\"0.5\" top=\"0.75\" bottom=\"0.75\" "
                     "header=\"0.3\" footer=\"0.3\"/><pageSetup paperSize=\"9\" "
                     "orientation=\"landscape\" fitToHeight=\"0\"/><ignoredErrors><ignoredError "
                     "sqref=\"");
    add_range(out, 0, 0, b->row ? b->row - 1 : 0, n_cols - 1); /* codes are texts on purpose */
    kom_buf_str(out, "\" numberStoredAsText=\"1\"/></ignoredErrors></worksheet>");
}

static void lay(struct page *b) {
    add_caption(b);
    if (b->sheet->has_spanners)
        add_spanners(b);
    add_headings(b);
    for (size_t i = 0; i < b->sheet->n_rows && !b->status; i++)
        add_row(b, i);
    add_foot(b);
    bool failed = b->rows.failed || b->merged.failed || b->book->styles.failed;
    if (!b->status && failed)
        b->status = kom_no_memory_in(b->err, "the workbook");
}

enum kom_status kom_xlsx_book_add(struct kom_xlsx_book *book, const char *name,
                                  const struct kom_sheet *sheet, const struct kom_grid *grid,
                                  struct kom_error *err) {
    enum { AROUND = 8 }; /* caption, two rows of headings, an empty row, signs and words below */
    if (sheet->n_rows + sheet->n_foot + AROUND > ROWS_MAX || sheet->n_cols > COLUMNS_MAX)
        return kom_fail(err, KOM_EDATA,
                        "%zu rows and %zu columns: a sheet of Excel holds %d and %d; -f csv-da "
                        "holds any number",
                        sheet->n_rows, sheet->n_cols, ROWS_MAX, COLUMNS_MAX);
    void *p = book->page;
    if (kom_grow(&p, &book->cap, book->n + 1, sizeof *book->page))
        return kom_no_memory_in(err, "the workbook");
    book->page = p;
    struct kom_xlsx_page *made = &book->page[book->n++];
    *made = (struct kom_xlsx_page){.name = name, .lang = sheet->lang};
    struct page page = {.book = book, .sheet = sheet, .grid = grid, .err = err};
    lay(&page);
    add_sheet(&made->xml, &page);
    made->header = page.header;
    kom_buf_text(&made->caption, sheet->caption);
    bool failed = made->xml.failed || made->caption.failed;
    if (!page.status && failed)
        page.status = kom_no_memory_in(err, "the workbook");
    kom_buf_fini(&page.rows);
    kom_buf_fini(&page.merged);
    return page.status;
}
