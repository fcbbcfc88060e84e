/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table as aligned text.

   Every column has its width already (fit.c). A part of the table is written line by line:
   spanners, the rule below them, headings from below so that they stand on the rule, then rows, in
   which longer texts go on in further lines. Numbers end in one column, with what hangs behind them
   (signs, bounds) in a room of its own, so that digits stand below digits. Widths are those of
   signs on a terminal, not bytes (width.c); blanks at the end of a line go. */
#include "fit.h"
#include "mem.h"
#include "width.h"
#include "writers.h"

enum { GAP = 2 };

/* What is still to be written of each column's cell. */
struct lines {
    const struct kom_sheet *sheet;
    size_t part;
    struct kom_fit_range range; /* of the part */
    struct kom_text *rest;
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

/* ---- headings ---- */

/* The first column of the first spanner over the range: it may begin in the part before. */
static size_t first_lead(const struct lines *l) {
    size_t from = l->range.from;
    return from < l->sheet->n_cols ? l->sheet->column[from].lead : from;
}

/* The columns of this part under one spanner, from col on: their width, and the column whose
   spanner is next. None of the other parts is walked over. */
static size_t span_width(const struct lines *l, size_t col, size_t *behind) {
    const struct kom_sheet *sheet = l->sheet;
    size_t total = 0, span = sheet->column[col].span, end = col + (span ? span : 1);
    size_t from = col < sheet->n_heads || col > l->range.from ? col : l->range.from;
    for (size_t k = from; k < end && k < l->range.to; k = kom_fit_next(sheet, l->range, k)) {
        if (kom_fit_is_in(sheet, k, l->part))
            total += sheet->column[k].width + (total ? GAP : 0);
    }
    *behind = end >= sheet->n_heads && end < first_lead(l) ? first_lead(l) : end;
    return total;
}

/* Where the spanners of the part begin. */
static size_t first_spanner(const struct lines *l) {
    return l->sheet->n_heads ? 0 : first_lead(l);
}

/* One line of spanners, or the rule below them. */
static void add_spanner_line(struct kom_buf *buf, struct lines *l, bool is_rule) {
    bool is_first = true;
    size_t behind;
    for (size_t j = first_spanner(l); j < l->range.to; j = behind) {
        const struct kom_sheet_column *column = &l->sheet->column[j];
        size_t total = span_width(l, j, &behind);
        struct kom_text line = {NULL, 0};
        if (total == 0)
            continue;
        kom_buf_str(buf, is_first ? "" : "  ");
        is_first = false;
        if (is_rule) {
            add_many(buf, column->spanner.n ? '-' : ' ', total);
            continue;
        }
        (void)kom_fit_line(&l->rest[j], total, &line);
        pad(buf, line, total, column->is_right && column->span == 1);
    }
    end_line(buf);
}

static bool has_rest(const struct lines *l) {
    size_t lead = first_lead(l);
    if (lead < l->sheet->n_cols && l->rest[lead].n > 0)
        return true;
    for (size_t j = kom_fit_first(l->sheet, l->range); j < l->range.to;
         j = kom_fit_next(l->sheet, l->range, j)) {
        if (l->rest[j].n > 0)
            return true;
    }
    return false;
}

static void add_spanners(struct kom_buf *buf, struct lines *l) {
    size_t behind;
    for (size_t j = kom_fit_first(l->sheet, l->range); j < l->range.to;
         j = kom_fit_next(l->sheet, l->range, j))
        l->rest[j] = (struct kom_text){NULL, 0};
    for (size_t j = first_spanner(l); j < l->range.to; j = behind)
        l->rest[j] = span_width(l, j, &behind) > 0 ? l->sheet->column[j].spanner
                                                   : (struct kom_text){NULL, 0};
    do {
        add_spanner_line(buf, l, false);
    } while (has_rest(l));
    add_spanner_line(buf, l, true);
}

/* Does anything span columns of this part? */
static bool has_spanner(const struct lines *l) {
    size_t behind;
    for (size_t j = first_spanner(l); l->sheet->has_spanners && j < l->range.to; j = behind) {
        if (span_width(l, j, &behind) > 0 && l->sheet->column[j].spanner.n)
            return true;
    }
    return false;
}

/* Right-aligned numbers end before their suffixes, and so does what stands above them, if it can.
 */
static void add_label_line(struct kom_buf *buf, const struct kom_sheet_column *column,
                           struct kom_text line) {
    size_t suffix = column->is_right ? column->suffix : 0, width = kom_width(line);
    if (width + suffix > column->width)
        suffix = column->width > width ? column->width - width : 0;
    pad(buf, line, column->width - suffix, column->is_right);
    add_many(buf, ' ', suffix);
}

/* The i-th line from below, of the labels that have so many. */
static void add_labels_from_below(struct kom_buf *buf, struct lines *l, size_t i) {
    bool is_first = true;
    for (size_t j = kom_fit_first(l->sheet, l->range); j < l->range.to;
         j = kom_fit_next(l->sheet, l->range, j)) {
        const struct kom_sheet_column *column = &l->sheet->column[j];
        struct kom_text line = {NULL, 0};
        if (!kom_fit_is_in(l->sheet, j, l->part))
            continue;
        kom_buf_str(buf, is_first ? "" : "  ");
        is_first = false;
        if (kom_fit_n_lines(l->rest[j], column->width) > i)
            (void)kom_fit_line(&l->rest[j], column->width, &line);
        add_label_line(buf, column, line);
    }
    end_line(buf);
}

/* Labels stand on the line above the rule, the longer ones begin higher. */
static void add_labels(struct kom_buf *buf, struct lines *l) {
    size_t n = 1;
    for (size_t j = kom_fit_first(l->sheet, l->range); j < l->range.to;
         j = kom_fit_next(l->sheet, l->range, j)) {
        const struct kom_sheet_column *column = &l->sheet->column[j];
        size_t lines = kom_fit_n_lines(column->label, column->width);
        l->rest[j] = column->label;
        if (kom_fit_is_in(l->sheet, j, l->part) && lines > n)
            n = lines;
    }
    while (n-- > 0)
        add_labels_from_below(buf, l, n);
}

static void add_rule(struct kom_buf *buf, const struct lines *l) {
    bool is_first = true;
    for (size_t j = kom_fit_first(l->sheet, l->range); j < l->range.to;
         j = kom_fit_next(l->sheet, l->range, j)) {
        if (!kom_fit_is_in(l->sheet, j, l->part))
            continue;
        kom_buf_str(buf, is_first ? "" : "  ");
        is_first = false;
        add_many(buf, '-', l->sheet->column[j].width);
    }
    end_line(buf);
}

/* ---- rows ---- */

static void add_row(struct kom_buf *buf, struct lines *l, size_t row) {
    const struct kom_sheet *sheet = l->sheet;
    for (size_t j = kom_fit_first(sheet, l->range); j < l->range.to;
         j = kom_fit_next(sheet, l->range, j))
        l->rest[j] = kom_fit_is_in(sheet, j, l->part) ? kom_sheet_cell(sheet, row, j)->value
                                                      : (struct kom_text){NULL, 0};
    bool is_top = true;
    do {
        bool is_first = true;
        for (size_t j = kom_fit_first(sheet, l->range); j < l->range.to;
             j = kom_fit_next(sheet, l->range, j)) {
            const struct kom_sheet_column *column = &sheet->column[j];
            struct kom_text line = {NULL, 0}, suffix = {NULL, 0};
            if (!kom_fit_is_in(sheet, j, l->part))
                continue;
            kom_buf_str(buf, is_first ? "" : "  ");
            is_first = false;
            (void)kom_fit_line(&l->rest[j], column->width - column->suffix, &line);
            if (is_top)
                suffix = kom_sheet_cell(sheet, row, j)->suffix;
            pad(buf, line, column->width - column->suffix, column->is_right);
            pad(buf, suffix, column->suffix, false);
        }
        end_line(buf);
        is_top = false;
    } while (has_rest(l));
}

static void add_part(struct kom_buf *buf, struct lines *l) {
    if (has_spanner(l))
        add_spanners(buf, l);
    add_labels(buf, l);
    add_rule(buf, l);
    for (size_t i = 0; i < l->sheet->n_rows; i++) {
        if (l->sheet->has_break[i])
            end_line(buf);
        add_row(buf, l, i);
    }
}

/* ---- the whole ---- */

static void add_paragraph(struct kom_buf *buf, struct kom_text text, size_t limit) {
    struct kom_text line;
    while (kom_fit_line(&text, limit ? limit : SIZE_MAX, &line)) {
        add_line(buf, line);
        end_line(buf);
    }
}

void kom_write_text(struct kom_buf *buf, const struct kom_sheet *sheet) {
    struct lines l = {.sheet = sheet};
    l.rest = kom_alloc(sheet->n_cols + 1, sizeof *l.rest);
    if (!l.rest) {
        buf->failed = true;
        return;
    }
    add_paragraph(buf, sheet->caption, sheet->limit);
    if (sheet->caption.n)
        end_line(buf);
    for (l.part = 0; l.part < sheet->n_parts; l.part++) {
        if (l.part)
            end_line(buf);
        l.range = kom_fit_part(sheet, l.part, l.range);
        add_part(buf, &l);
    }
    if (sheet->n_foot)
        end_line(buf);
    for (size_t i = 0; i < sheet->n_foot; i++)
        add_paragraph(buf, sheet->foot[i], sheet->limit);
    kom_free(l.rest);
}
