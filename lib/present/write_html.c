/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table as one HTML element. */
#include "writers.h"

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

static const char *aligned(const struct kom_sheet_column *column) {
    return column->is_right ? " style=\"text-align:right\"" : " style=\"text-align:left\"";
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
        kom_buf_str(buf, "<th scope=\"colgroup\" colspan=\"");
        kom_buf_int(buf, (int64_t)column->span);
        kom_buf_str(buf, "\">");
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
        kom_buf_printf(buf, "<th scope=\"col\"%s>", aligned(&sheet->column[j]));
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
        kom_buf_printf(buf, "<%s%s>", column->is_head ? "th scope=\"row\"" : "td", aligned(column));
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
        kom_buf_str(buf, "<caption>");
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
        kom_buf_str(buf, "<tr><td colspan=\"");
        kom_buf_int(buf, (int64_t)sheet->n_cols);
        kom_buf_str(buf, "\">");
        add(buf, sheet->foot[i]);
        kom_buf_str(buf, "</td></tr>\n");
    }
    if (sheet->n_foot)
        kom_buf_str(buf, "</tfoot>\n");
    kom_buf_str(buf, "</table>\n");
}
