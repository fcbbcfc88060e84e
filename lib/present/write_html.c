/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table as one HTML element. */
#include "writers.h"

#include <stdio.h>
#include <string.h>

/* XML allows tab and line ends but no other control character. */
static void add(struct kom_buf *buf, struct kom_text t) {
    for (size_t i = 0; i < t.n; i++) {
        char c = t.p[i];
        if (c == '&')
            kom_buf_str(buf, "&amp;");
        else if (c == '<')
            kom_buf_str(buf, "&lt;");
        else if (c == '>')
            kom_buf_str(buf, "&gt;");
        else if (c == '"')
            kom_buf_str(buf, "&quot;");
        else
            kom_buf_byte(buf, (unsigned char)c < ' ' || c == 0x7f ? ' ' : c);
    }
}

/* A number with the marks that people read beside it. */
static bool is_printed_number(struct kom_text t) {
    size_t n_digits = 0;
    for (size_t i = 1; i < t.n; i++) {
        unsigned char c = (unsigned char)t.p[i];
        n_digits += c >= '0' && c <= '9';
        if (!(c >= '0' && c <= '9') && !strchr(".,% '", c) && c < 0x80)
            return false;
    }
    return n_digits > 0 && strchr("+-", t.p[0]);
}

/* Blanks in front are no part of a cell. */
static bool is_run(struct kom_text t) {
    while (t.n && (unsigned char)t.p[0] <= ' ') {
        t.p++;
        t.n--;
    }
    return kom_begins_formula(t) && !is_printed_number(t);
}

/* Spreadsheets open HTML, too, and would run such a text. To Excel the style, to LibreOffice sdnum
   says that the cell is a text; a browser shows it as it stands. */
static void open_cell(struct kom_buf *buf, const char *tag, const char *align,
                      struct kom_text text) {
    const bool is_guarded = is_run(text);
    kom_buf_printf(buf, "<%s", tag);
    if (*align || is_guarded)
        kom_buf_printf(buf, " style=\"%s%s%s\"", align, *align && is_guarded ? ";" : "",
                       is_guarded ? "mso-number-format:'\\@'" : "");
    kom_buf_str(buf, is_guarded ? " sdnum=\"1033;0;@\">" : ">");
}

static const char *aligned(const struct kom_sheet_column *column) {
    return column->is_right ? "text-align:right" : "text-align:left";
}

static void add_spanners(struct kom_buf *buf, const struct kom_sheet *sheet) {
    kom_buf_str(buf, "<tr>");
    for (size_t j = 0; j < sheet->n_cols; j++) {
        const struct kom_sheet_column *column = &sheet->column[j];
        if (column->span == 0)
            continue;
        if (column->spanner.n == 0) {
            kom_buf_str(buf, "<td></td>");
            continue;
        }
        char tag[64];
        (void)snprintf(tag, sizeof tag, "th scope=\"colgroup\" colspan=\"%zu\"", column->span);
        open_cell(buf, tag, "", column->spanner);
        add(buf, column->spanner);
        kom_buf_str(buf, "</th>");
    }
    kom_buf_str(buf, "</tr>\n");
}

static void add_header(struct kom_buf *buf, const struct kom_sheet *sheet) {
    kom_buf_str(buf, "<thead>\n");
    if (sheet->has_spanners)
        add_spanners(buf, sheet);
    kom_buf_str(buf, "<tr>");
    for (size_t j = 0; j < sheet->n_cols; j++) {
        open_cell(buf, "th scope=\"col\"", aligned(&sheet->column[j]), sheet->column[j].label);
        add(buf, sheet->column[j].label);
        kom_buf_str(buf, "</th>");
    }
    kom_buf_str(buf, "</tr>\n</thead>\n");
}

static void add_row(struct kom_buf *buf, const struct kom_sheet *sheet, size_t row) {
    if (sheet->has_break[row])
        kom_buf_str(buf, "</tbody>\n<tbody>\n");
    kom_buf_str(buf, "<tr>");
    for (size_t j = 0; j < sheet->n_cols; j++) {
        const struct kom_sheet_column *column = &sheet->column[j];
        const struct kom_sheet_cell *cell = kom_sheet_cell(sheet, row, j);
        open_cell(buf, column->is_head ? "th scope=\"row\"" : "td", aligned(column), cell->value);
        add(buf, cell->value);
        if (cell->suffix.n) {
            kom_buf_str(buf, "<sup>");
            add(buf, cell->suffix);
            kom_buf_str(buf, "</sup>");
        }
        kom_buf_str(buf, column->is_head ? "</th>" : "</td>");
    }
    kom_buf_str(buf, "</tr>\n");
}

void kom_write_html(struct kom_buf *buf, const struct kom_sheet *sheet) {
    kom_buf_printf(buf, "<table lang=\"%s\">\n", sheet->lang == KOM_PRESENT_DA ? "da" : "en");
    if (sheet->caption.n) {
        open_cell(buf, "caption", "", sheet->caption);
        add(buf, sheet->caption);
        kom_buf_str(buf, "</caption>\n");
    }
    add_header(buf, sheet);
    kom_buf_str(buf, "<tbody>\n");
    for (size_t i = 0; i < sheet->n_rows; i++)
        add_row(buf, sheet, i);
    kom_buf_str(buf, "</tbody>\n");
    if (sheet->n_foot)
        kom_buf_str(buf, "<tfoot>\n");
    for (size_t i = 0; i < sheet->n_foot; i++) {
        char tag[64];
        (void)snprintf(tag, sizeof tag, "td colspan=\"%zu\"", sheet->n_cols);
        kom_buf_str(buf, "<tr>");
        open_cell(buf, tag, "", sheet->foot[i]);
        add(buf, sheet->foot[i]);
        kom_buf_str(buf, "</td></tr>\n");
    }
    if (sheet->n_foot)
        kom_buf_str(buf, "</tfoot>\n");
    kom_buf_str(buf, "</table>\n");
}
