/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table as aligned text. */
#include "mem.h"
#include "width.h"
#include "writers.h"

/* Widths of one column: all of it, and the part that suffixes take. */
struct room {
    size_t width, suffix;
};

static void add_many(struct kom_buf *buf, char c, size_t n) {
    while (n-- > 0)
        kom_buf_byte(buf, c);
}

/* Text on one line: line ends and other control characters become blanks. */
static void add_line(struct kom_buf *buf, struct kom_text t) {
    for (size_t i = 0; i < t.n; i++)
        kom_buf_byte(buf, (unsigned char)t.p[i] < ' ' || t.p[i] == 0x7f ? ' ' : t.p[i]);
}

static void pad(struct kom_buf *buf, struct kom_text t, size_t width, bool is_right) {
    size_t w = kom_width(t);
    size_t rest = w < width ? width - w : 0;
    if (is_right)
        add_many(buf, ' ', rest);
    add_line(buf, t);
    if (!is_right)
        add_many(buf, ' ', rest);
}

/* Ends a line; blanks at its end go. */
static void end_line(struct kom_buf *buf) {
    while (buf->n && buf->p[buf->n - 1] == ' ')
        buf->n--;
    kom_buf_byte(buf, '\n');
}

static size_t larger(size_t a, size_t b) {
    return a > b ? a : b;
}

static void measure(const struct kom_sheet *sheet, struct room *room) {
    for (size_t j = 0; j < sheet->n_cols; j++) {
        size_t value = 0;
        for (size_t i = 0; i < sheet->n_rows; i++) {
            const struct kom_sheet_cell *cell = kom_sheet_cell(sheet, i, j);
            value = larger(value, kom_width(cell->value));
            room[j].suffix = larger(room[j].suffix, kom_width(cell->suffix));
        }
        room[j].width = larger(kom_width(sheet->column[j].label), value + room[j].suffix);
    }
    for (size_t j = 0; j < sheet->n_cols; j++) { /* a long spanner widens its last column */
        size_t total = 0, span = sheet->column[j].span;
        for (size_t k = j; k < j + span; k++)
            total += room[k].width + (k > j ? 2 : 0);
        size_t need = span ? kom_width(sheet->column[j].spanner) : 0;
        if (need > total)
            room[j + span - 1].width += need - total;
    }
}

static void add_spanners(struct kom_buf *buf, const struct kom_sheet *sheet,
                         const struct room *room, bool is_rule) {
    for (size_t j = 0; j < sheet->n_cols; j += larger(sheet->column[j].span, 1)) {
        const struct kom_sheet_column *column = &sheet->column[j];
        size_t total = room[j].width;
        for (size_t k = j + 1; k < j + column->span; k++)
            total += room[k].width + 2;
        if (j)
            kom_buf_str(buf, "  ");
        if (is_rule)
            add_many(buf, column->spanner.n ? '-' : ' ', total);
        else
            pad(buf, column->spanner, total, column->is_right && column->span == 1);
    }
    end_line(buf);
}

static void add_rule(struct kom_buf *buf, const struct kom_sheet *sheet, const struct room *room) {
    for (size_t j = 0; j < sheet->n_cols; j++) {
        if (j)
            kom_buf_str(buf, "  ");
        add_many(buf, '-', room[j].width);
    }
    end_line(buf);
}

static void add_row(struct kom_buf *buf, const struct kom_sheet *sheet, const struct room *room,
                    size_t row) {
    if (sheet->has_break[row])
        end_line(buf);
    for (size_t j = 0; j < sheet->n_cols; j++) {
        const struct kom_sheet_cell *cell = kom_sheet_cell(sheet, row, j);
        if (j)
            kom_buf_str(buf, "  ");
        pad(buf, cell->value, room[j].width - room[j].suffix, sheet->column[j].is_right);
        pad(buf, cell->suffix, room[j].suffix, false);
    }
    end_line(buf);
}

void kom_write_text(struct kom_buf *buf, const struct kom_sheet *sheet) {
    struct room *room = kom_alloc(sheet->n_cols + 1, sizeof *room);
    if (!room) {
        buf->failed = true;
        return;
    }
    measure(sheet, room);
    if (sheet->caption.n) {
        add_line(buf, sheet->caption);
        kom_buf_str(buf, "\n\n");
    }
    if (sheet->has_spanners) {
        add_spanners(buf, sheet, room, false);
        add_spanners(buf, sheet, room, true);
    }
    for (size_t j = 0; j < sheet->n_cols; j++) {
        if (j)
            kom_buf_str(buf, "  ");
        size_t suffix = sheet->column[j].is_right ? room[j].suffix : 0;
        size_t width = kom_width(sheet->column[j].label);
        if (width + suffix > room[j].width)
            suffix = room[j].width - width;
        pad(buf, sheet->column[j].label, room[j].width - suffix, sheet->column[j].is_right);
        add_many(buf, ' ', suffix);
    }
    end_line(buf);
    add_rule(buf, sheet, room);
    for (size_t i = 0; i < sheet->n_rows; i++)
        add_row(buf, sheet, room, i);
    if (sheet->n_foot)
        end_line(buf);
    for (size_t i = 0; i < sheet->n_foot; i++) {
        add_line(buf, sheet->foot[i]);
        end_line(buf);
    }
    kom_free(room);
}
