/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table as Markdown. */
#include <string.h>

#include "writers.h"

/* Every character that could begin markup gets a backslash; & and < are entities, line ends blanks.
 */
static void add(struct kom_buf *buf, struct kom_text t) {
    for (size_t i = 0; i < t.n; i++) {
        char c = t.p[i];
        if (c == '&') {
            kom_buf_str(buf, "&amp;");
        } else if (c == '<') {
            kom_buf_str(buf, "&lt;");
        } else if ((unsigned char)c < ' ') {
            kom_buf_byte(buf, ' ');
        } else {
            if (strchr("\\`*_{}[]>|~#$", c))
                kom_buf_byte(buf, '\\');
            kom_buf_byte(buf, c);
        }
    }
}

static void add_cell(struct kom_buf *buf, const struct kom_sheet_cell *cell) {
    kom_buf_byte(buf, ' ');
    add(buf, cell->value);
    add(buf, cell->suffix);
    kom_buf_str(buf, " |");
}

static void add_header(struct kom_buf *buf, const struct kom_sheet *sheet) {
    kom_buf_byte(buf, '|');
    for (size_t j = 0; j < sheet->n_cols; j++) {
        const struct kom_sheet_column *column = &sheet->column[j];
        kom_buf_byte(buf, ' ');
        add(buf, column->spanner);
        kom_buf_str(buf, column->spanner.n && column->label.n ? " " : "");
        add(buf, column->label);
        kom_buf_str(buf, " |");
    }
    kom_buf_str(buf, "\n|");
    for (size_t j = 0; j < sheet->n_cols; j++)
        kom_buf_str(buf, sheet->column[j].is_right ? " ---: |" : " :--- |");
    kom_buf_byte(buf, '\n');
}

void kom_write_md(struct kom_buf *buf, const struct kom_sheet *sheet) {
    if (sheet->caption.n) {
        kom_buf_str(buf, "**");
        add(buf, sheet->caption);
        kom_buf_str(buf, "**\n\n");
    }
    add_header(buf, sheet);
    for (size_t i = 0; i < sheet->n_rows; i++) {
        kom_buf_byte(buf, '|');
        for (size_t j = 0; j < sheet->n_cols; j++)
            add_cell(buf, kom_sheet_cell(sheet, i, j));
        kom_buf_byte(buf, '\n');
    }
    for (size_t i = 0; i < sheet->n_foot; i++) { /* one paragraph each */
        kom_buf_byte(buf, '\n');
        add(buf, sheet->foot[i]);
        kom_buf_byte(buf, '\n');
    }
}
