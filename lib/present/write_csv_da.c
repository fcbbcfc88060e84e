/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table as Danish CSV: what Excel opens by a double click where the list separator is a
 * semicolon. */
#include "writers.h"

static void add_number(struct kom_buf *buf, const struct kom_column *column,
                       const struct kom_cell *cell) {
    size_t start = buf->n;
    kom_write_number(buf, column, cell);
    for (size_t i = start; i < buf->n; i++) {
        if (buf->p[i] == '.')
            buf->p[i] = ',';
    }
}

/* Labels are the user's own; known labels would hide which column it is. A column times 100 says
   so: read back it must not be taken for the share it was. */
static void add_heading(struct kom_buf *buf, const struct kom_column *column) {
    struct kom_buf text = {0};
    if (column->has_user_label && column->spanner.n) {
        kom_buf_text(&text, column->spanner);
        kom_buf_byte(&text, ' ');
    }
    kom_buf_text(&text, column->has_user_label ? column->label : column->name);
    if (column->unit != KOM_UNIT_NONE && !column->has_user_label)
        kom_buf_printf(&text, " (%s)", kom_label_unit(column->unit, KOM_PRESENT_DA));
    kom_buf_csv_with(buf, kom_buf_view(&text), ';');
    buf->failed = buf->failed || text.failed;
    kom_buf_fini(&text);
}

void kom_write_csv_da(struct kom_buf *buf, const struct kom_grid *grid) {
    kom_buf_str(buf, "\xef\xbb\xbf");
    for (size_t j = 0; j < grid->n_cols; j++) {
        kom_buf_str(buf, j ? ";" : "");
        add_heading(buf, &grid->column[j]);
    }
    kom_buf_byte(buf, '\n');
    for (size_t i = 0; i < grid->n_rows; i++) {
        for (size_t j = 0; j < grid->n_cols; j++) {
            const struct kom_cell *cell = kom_grid_cell(grid, i, j);
            kom_buf_str(buf, j ? ";" : "");
            if (cell->has_num && !cell->sign)
                add_number(buf, &grid->column[j], cell);
            else if (cell->sign)
                kom_buf_csv_with(buf, kom_text_of(kom_sign_text(cell->sign)), ';');
            else
                kom_buf_csv_with(buf, cell->text, ';');
        }
        kom_buf_byte(buf, '\n');
    }
}
