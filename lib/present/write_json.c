/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table as JSON. Numbers are the digits as they stand, which no tree of doubles would keep. */
#include <string.h>

#include "numerals.h"
#include "writers.h"

void kom_write_number(struct kom_buf *buf, const struct kom_column *column,
                      const struct kom_cell *cell) {
    const struct kom_num value = column->is_percent ? kom_number_percent(&cell->num) : cell->num;
    if (column->decimals == KOM_DIGITS_OPEN && column->significant > 0)
        kom_number_significant(buf, &value, column->significant);
    else if (column->decimals != KOM_DIGITS_OPEN || column->is_percent)
        kom_number_cell(buf, column, cell, column->decimals);
    else
        kom_buf_text(buf, cell->text);
}

static void add_string(struct kom_buf *buf, struct kom_text t) {
    kom_buf_byte(buf, '"');
    for (size_t i = 0; i < t.n; i++) {
        char c = t.p[i];
        if (c == '"' || c == '\\') {
            kom_buf_byte(buf, '\\');
            kom_buf_byte(buf, c);
        } else if (c == '\n') {
            kom_buf_str(buf, "\\n");
        } else if (c == '\t') {
            kom_buf_str(buf, "\\t");
        } else if ((unsigned char)c < ' ' || c == 0x7f) {
            kom_buf_printf(buf, "\\u%04x", (unsigned)(unsigned char)c);
        } else {
            kom_buf_byte(buf, c);
        }
    }
    kom_buf_byte(buf, '"');
}

static void add_name(struct kom_buf *buf, struct kom_text name, const char *suffix) {
    add_string(buf, name);
    if (suffix[0]) { /* within the quotes */
        buf->n -= buf->failed ? 0 : 1;
        kom_buf_str(buf, suffix);
        kom_buf_byte(buf, '"');
    }
    kom_buf_byte(buf, ':');
}

static void add_value(struct kom_buf *buf, const struct kom_column *column,
                      const struct kom_cell *cell) {
    if (cell->has_num)
        kom_write_number(buf, column, cell);
    else if (cell->sign || cell->text.n == 0)
        kom_buf_str(buf, "null");
    else
        add_string(buf, cell->text);
}

static bool has_column(const struct kom_grid *grid, struct kom_text name, const char *suffix) {
    size_t k = strlen(suffix);
    for (size_t j = 0; j < grid->n_cols; j++) {
        struct kom_text t = grid->column[j].name;
        if (t.n == name.n + k && kom_text_equal((struct kom_text){t.p, name.n}, name) &&
            kom_text_is((struct kom_text){t.p + name.n, k}, suffix))
            return true;
    }
    return false;
}

/* A column that says itself why numbers are blank. */
static bool has_state(const struct kom_grid *grid) {
    bool found = false;
    for (size_t j = 0; j < grid->n_cols; j++)
        found = found || kom_text_is(grid->column[j].base, "state") ||
                kom_text_is(grid->column[j].base, "warning");
    return found;
}

/* The word that says why a cell is empty or marked; "" for plain missing and for what a column says
 * already. */
static const char *status_of(const struct kom_grid *grid, const struct kom_column *column,
                             const struct kom_cell *cell) {
    bool is_state = cell->sign >= KOM_SIGN_NOT_STARTED && cell->sign <= KOM_SIGN_NOT_REPORTED;
    if (cell->sign == KOM_SIGN_MISSING || (is_state && has_state(grid)) ||
        has_column(grid, column->name, "_status"))
        return "";
    return kom_sign_word(cell->sign ? cell->sign : cell->mark);
}

static void add_row(struct kom_buf *buf, const struct kom_grid *grid, size_t row) {
    kom_buf_byte(buf, '{');
    for (size_t j = 0; j < grid->n_cols; j++) {
        const struct kom_column *column = &grid->column[j];
        const struct kom_cell *cell = kom_grid_cell(grid, row, j);
        kom_buf_str(buf, j ? "," : "");
        add_name(buf, column->name, "");
        add_value(buf, column, cell);
        if (!cell->sign && !cell->mark)
            continue;
        const char *word = status_of(grid, column, cell);
        if (!word[0])
            continue;
        kom_buf_byte(buf, ',');
        add_name(buf, column->name, "_status");
        add_string(buf, kom_text_of(word));
    }
    kom_buf_byte(buf, '}');
}

static void add_member(struct kom_buf *buf, const char *name, const char *text) {
    if (!text)
        return;
    add_name(buf, kom_text_of(name), "");
    add_string(buf, kom_text_of(text));
    kom_buf_str(buf, ",\n");
}

/* What columns of --percent are in; no member when there are none. */
static void add_units(struct kom_buf *buf, const struct kom_grid *grid) {
    bool is_open = false;
    for (size_t j = 0; j < grid->n_cols; j++) {
        const struct kom_column *column = &grid->column[j];
        if (column->unit == KOM_UNIT_NONE)
            continue;
        kom_buf_str(buf, is_open ? "," : "\"units\":{");
        is_open = true;
        add_name(buf, column->name, "");
        add_string(buf, kom_text_of(kom_label_unit(column->unit, KOM_PRESENT_EN)));
    }
    kom_buf_str(buf, is_open ? "},\n" : "");
}

void kom_write_json(struct kom_buf *buf, const struct kom_grid *grid,
                    const struct kom_present *opts) {
    kom_buf_byte(buf, '{');
    add_member(buf, "caption", opts->caption);
    add_member(buf, "note", opts->note);
    add_member(buf, "source", opts->source);
    if (opts->min_n) {
        kom_buf_printf(buf, "\"min_n\":%lld,\n\"protection\":\"", (long long)opts->min_n);
        kom_buf_str(buf, kom_label_phrase(KOM_PHRASE_FEW, KOM_PRESENT_EN));
        kom_buf_int(buf, opts->min_n);
        kom_buf_printf(buf, "%s\",\n", kom_label_phrase(KOM_PHRASE_FEW_END, KOM_PRESENT_EN));
    }
    add_units(buf, grid);
    kom_buf_str(buf, "\"columns\":[");
    for (size_t j = 0; j < grid->n_cols; j++) {
        kom_buf_str(buf, j ? "," : "");
        add_string(buf, grid->column[j].name);
    }
    kom_buf_str(buf, "],\n\"rows\":[");
    for (size_t i = 0; i < grid->n_rows; i++) {
        kom_buf_str(buf, i ? ",\n" : "\n");
        add_row(buf, grid, i);
    }
    kom_buf_str(buf, "]}\n");
}

void kom_write_jsonl(struct kom_buf *buf, const struct kom_grid *grid) {
    for (size_t i = 0; i < grid->n_rows; i++) {
        add_row(buf, grid, i);
        kom_buf_byte(buf, '\n');
    }
}
