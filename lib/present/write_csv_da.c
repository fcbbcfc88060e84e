/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table as Danish CSV: what Excel opens by a double click where the list separator is a
 * semicolon. */
#include <string.h>

#include "writers.h"

/* A text that a spreadsheet would run, or take for a formula; -17 and +4,5 are numbers. */
bool kom_begins_formula(struct kom_text t) {
    struct kom_num number;
    if (t.n == 0 || !strchr("=+-@\t\r", t.p[0]) || t.p[0] == '\0')
        return false;
    bool is_sign = t.p[0] == '-' || t.p[0] == '+';
    struct kom_text rest = {t.p + 1, t.n - 1};
    return !is_sign || (rest.n && !kom_num_parse(rest, (struct kom_num_form){',', '\0'}, &number));
}

/* A text, behind an apostrophe where it would be run. */
static void add_text(struct kom_buf *buf, struct kom_text t, size_t *n_guarded,
                     void (*add)(struct kom_buf *, struct kom_text, char)) {
    struct kom_buf guarded = {0};
    bool is_guarded = kom_begins_formula(t);
    if (is_guarded)
        kom_buf_byte(&guarded, '\'');
    kom_buf_text(&guarded, t);
    add(buf, kom_buf_view(&guarded), ';');
    buf->failed = buf->failed || guarded.failed;
    if (n_guarded)
        *n_guarded += is_guarded;
    kom_buf_fini(&guarded);
}

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
static void add_heading(struct kom_buf *buf, const struct kom_column *column, size_t *n_guarded) {
    struct kom_buf text = {0};
    if (column->has_user_label && column->spanner.n) {
        kom_buf_text(&text, column->spanner);
        kom_buf_byte(&text, ' ');
    }
    kom_buf_text(&text, column->has_user_label ? column->label : column->name);
    if (column->unit != KOM_UNIT_NONE && !column->has_user_label)
        kom_buf_printf(&text, " (%s)", kom_label_unit(column->unit, KOM_PRESENT_DA));
    add_text(buf, kom_buf_view(&text), n_guarded, kom_buf_heading);
    buf->failed = buf->failed || text.failed;
    kom_buf_fini(&text);
}

void kom_write_csv_da(struct kom_buf *buf, const struct kom_grid *grid, size_t *n_guarded) {
    kom_buf_str(buf, "\xef\xbb\xbf");
    for (size_t j = 0; j < grid->n_cols; j++) {
        kom_buf_str(buf, j ? ";" : "");
        add_heading(buf, &grid->column[j], n_guarded);
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
                add_text(buf, cell->text, n_guarded, kom_buf_csv_with);
        }
        kom_buf_byte(buf, '\n');
    }
}
