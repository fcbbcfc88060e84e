/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table for LaTeX: as wide as a page of article, and as high.

   A table that fits is a tabular in a table. One that is wider has smaller letters and gaps; then
   it is fitted as text is (fit.c): headings and texts go on in further lines, what is the same in
   all rows stands below, and what still does not fit follows in a further tabular. One that is
   higher than a page goes on in a further table, under the same number. No package is needed. */
#include "fit.h"
#include "labels.h"
#include "width.h"
#include "writers.h"

static const char *escaped(char c) {
    switch (c) {
    case '\\':
        return "\\textbackslash{}";
    case '~':
        return "\\textasciitilde{}";
    case '^':
        return "\\textasciicircum{}";
    case '<':
        return "$<$";
    case '>':
        return "$>$";
    case '|':
        return "$|$";
    case '"':
        return "\\textquotedbl{}";
    case '[': /* after \\ it would be an option */
        return "{[}";
    case ']':
        return "{]}";
    default:
        return NULL;
    }
}

static void add(struct kom_buf *buf, struct kom_text t) {
    for (size_t i = 0; i < t.n; i++) {
        char c = t.p[i];
        const char *text = escaped(c);
        if (text) {
            kom_buf_str(buf, text);
        } else if (c == '&' || c == '%' || c == '$' || c == '#' || c == '_' || c == '{' ||
                   c == '}') {
            kom_buf_byte(buf, '\\');
            kom_buf_byte(buf, c);
        } else {
            kom_buf_byte(buf, (unsigned char)c < ' ' || c == 0x7f ? ' ' : c);
        }
    }
}

/* A number, or one with its bounds: a minus, not a hyphen. */
static void add_number(struct kom_buf *buf, struct kom_text t) {
    for (size_t i = 0; i < t.n; i++) {
        bool may_be = i == 0 || t.p[i - 1] == '(' || t.p[i - 1] == ' ';
        bool is_minus = may_be && t.p[i] == '-' && i + 1 < t.n;
        if (is_minus)
            kom_buf_str(buf, "$-$");
        else
            add(buf, (struct kom_text){t.p + i, 1});
    }
}

static void add_value(struct kom_buf *buf, const struct kom_sheet_column *column,
                      const struct kom_sheet_cell *cell) {
    if (column->is_right)
        add_number(buf, cell->value);
    else
        add(buf, cell->value);
    if (cell->suffix.n) {
        kom_buf_str(buf, "\\textsuperscript{");
        add(buf, cell->suffix);
        kom_buf_byte(buf, '}');
    }
}

/* ---- a tabular ---- */

/* The columns of one part and some rows of the table: a tabular of its own. */
struct block {
    size_t part;
    struct kom_fit_range range; /* of the part's columns */
    size_t first, end;          /* rows from first to before end */
};

struct latex {
    struct kom_buf *buf;
    const struct kom_sheet *sheet;
};

static bool is_shown(const struct latex *l, const struct block *b, size_t col) {
    return kom_fit_is_in(l->sheet, col, b->part);
}

/* A text in lines, in a tabular of its own. */
static void add_stacked(const struct latex *l, struct kom_text rest, size_t width, char align) {
    struct kom_text line;
    kom_buf_printf(l->buf, "\\begin{tabular}[b]{@{}%c@{}}", align);
    for (bool is_first = true; kom_fit_line(&rest, width, &line); is_first = false) {
        kom_buf_str(l->buf, is_first ? "" : "\\\\");
        add(l->buf, line);
    }
    kom_buf_str(l->buf, "\\end{tabular}");
}

static void add_in(const struct latex *l, struct kom_text text, size_t width, char align) {
    if (l->sheet->is_small && kom_width(text) > width)
        add_stacked(l, text, width, align);
    else
        add(l->buf, text);
}

/* The columns of the block under the spanner of col, from it on: how many, how wide, and the column
   behind them. */
static size_t under_spanner(const struct latex *l, const struct block *b, size_t col, size_t *width,
                            size_t *behind) {
    enum { GAP = 2 };
    const struct kom_sheet *sheet = l->sheet;
    size_t n = 0;
    *width = 0;
    for (*behind = col; *behind < b->range.to; *behind = kom_fit_next(sheet, b->range, *behind)) {
        const struct kom_sheet_column *column = &sheet->column[*behind];
        if (column->lead != sheet->column[col].lead)
            break;
        if (!is_shown(l, b, *behind))
            continue;
        *width += column->width + (n ? GAP : 0);
        n++;
    }
    return n;
}

static void add_spanners(const struct latex *l, const struct block *b) {
    struct kom_buf lines = {0};
    size_t at = 0, width, behind;
    for (size_t j = kom_fit_first(l->sheet, b->range); j < b->range.to; j = behind) {
        struct kom_text spanner = l->sheet->column[l->sheet->column[j].lead].spanner;
        size_t n = under_spanner(l, b, j, &width, &behind);
        if (n == 0)
            continue;
        kom_buf_str(l->buf, at ? " & \\multicolumn{" : "\\multicolumn{");
        kom_buf_int(l->buf, (int64_t)n);
        kom_buf_str(l->buf, "}{c}{");
        add_in(l, spanner, width, 'c');
        kom_buf_byte(l->buf, '}');
        if (spanner.n)
            kom_buf_printf(&lines, "\\cline{%zu-%zu}", at + 1, at + n);
        at += n;
    }
    kom_buf_str(l->buf, " \\\\\n");
    kom_buf_text(l->buf, kom_buf_view(&lines));
    kom_buf_str(l->buf, lines.n ? "\n" : "");
    l->buf->failed = l->buf->failed || lines.failed;
    kom_buf_fini(&lines);
}

static bool has_spanner(const struct latex *l, const struct block *b) {
    bool found = false;
    for (size_t j = kom_fit_first(l->sheet, b->range); j < b->range.to && l->sheet->has_spanners;
         j = kom_fit_next(l->sheet, b->range, j))
        found =
            found || (is_shown(l, b, j) && l->sheet->column[l->sheet->column[j].lead].spanner.n);
    return found;
}

static void add_header(const struct latex *l, const struct block *b) {
    bool is_first = true;
    kom_buf_str(l->buf, "\\hline\n");
    if (has_spanner(l, b))
        add_spanners(l, b);
    for (size_t j = kom_fit_first(l->sheet, b->range); j < b->range.to;
         j = kom_fit_next(l->sheet, b->range, j)) {
        const struct kom_sheet_column *column = &l->sheet->column[j];
        if (!is_shown(l, b, j))
            continue;
        kom_buf_str(l->buf, is_first ? "" : " & ");
        is_first = false;
        add_in(l, column->label, column->width, column->is_right ? 'r' : 'l');
    }
    kom_buf_str(l->buf, " \\\\\n\\hline\n");
}

/* A text that would run over the edge of the page goes on in further lines. */
static bool is_paragraph(const struct latex *l, size_t col) {
    enum { LONG = 30, SMALL_LONG = 12 }; /* capitals may be wider than what was counted */
    const struct kom_sheet_column *column = &l->sheet->column[col];
    if (column->is_right)
        return false;
    return column->full > (l->sheet->is_small ? SMALL_LONG : LONG);
}

static void add_columns(const struct latex *l, const struct block *b) {
    const char *edge = l->sheet->is_small ? "@{}" : "";
    kom_buf_printf(l->buf, "\\begin{tabular}{%s", edge);
    for (size_t j = kom_fit_first(l->sheet, b->range); j < b->range.to;
         j = kom_fit_next(l->sheet, b->range, j)) {
        const struct kom_sheet_column *column = &l->sheet->column[j];
        if (!is_shown(l, b, j))
            continue;
        if (!is_paragraph(l, j))
            kom_buf_byte(l->buf, column->is_right ? 'r' : 'l');
        else if (l->sheet->is_small)
            kom_buf_printf(l->buf, "p{%zupt}", column->width * 17 / 4); /* 4.25pt a sign */
        else
            kom_buf_str(l->buf, "p{0.3\\textwidth}");
    }
    kom_buf_printf(l->buf, "%s}\n", edge);
}

/* Narrow lines are ragged at the right; then \\ is to be what it was in the tabular. */
static void add_cell(const struct latex *l, size_t row, size_t col) {
    bool is_ragged = l->sheet->is_small && is_paragraph(l, col);
    kom_buf_str(l->buf, is_ragged ? "\\raggedright\\let\\\\\\tabularnewline " : "");
    add_value(l->buf, &l->sheet->column[col], kom_sheet_cell(l->sheet, row, col));
}

static void add_block(const struct latex *l, const struct block *b) {
    add_columns(l, b);
    add_header(l, b);
    for (size_t i = b->first; i < b->end; i++) {
        bool is_first = true;
        kom_buf_str(l->buf, l->sheet->has_break[i] && i > b->first ? "\\hline\n" : "");
        for (size_t j = kom_fit_first(l->sheet, b->range); j < b->range.to;
             j = kom_fit_next(l->sheet, b->range, j)) {
            if (!is_shown(l, b, j))
                continue;
            kom_buf_str(l->buf, is_first ? "" : " & ");
            is_first = false;
            add_cell(l, i, j);
        }
        kom_buf_str(l->buf, " \\\\\n");
    }
    kom_buf_str(l->buf, "\\hline\n\\end{tabular}\n");
}

/* ---- pages ---- */

/* Lines that a row takes. */
static size_t height_of(const struct latex *l, const struct block *b, size_t row) {
    size_t height = 1;
    for (size_t j = kom_fit_first(l->sheet, b->range); j < b->range.to;
         j = kom_fit_next(l->sheet, b->range, j)) {
        if (!is_shown(l, b, j) || !is_paragraph(l, j))
            continue;
        size_t n =
            kom_fit_n_lines(kom_sheet_cell(l->sheet, row, j)->value, l->sheet->column[j].width);
        height = n > height ? n : height;
    }
    return height;
}

static void open_float(const struct latex *l, bool is_first) {
    kom_buf_str(l->buf, "\\begin{table}\n\\centering\n");
    if (l->sheet->caption.n) {
        kom_buf_str(l->buf, is_first ? "\\caption{" : "\\addtocounter{table}{-1}\n\\caption{");
        add(l->buf, l->sheet->caption);
        kom_buf_str(l->buf, is_first ? "" : kom_label_phrase(KOM_PHRASE_CONTINUED, l->sheet->lang));
        kom_buf_str(l->buf, "}\n");
    }
    if (l->sheet->is_small)
        kom_buf_str(l->buf, "\\footnotesize\n\\setlength{\\tabcolsep}{3pt}\n");
}

/* Parts one below the other, and rows, as many as a page has lines for; then the table goes on in
   another float. */
static void add_blocks(const struct latex *l) {
    enum { LINES = 36, SMALL_LINES = 44, HEADER = 4 };
    const size_t limit = l->sheet->is_small ? SMALL_LINES : LINES;
    struct kom_fit_range range = {0, 0};
    size_t n_lines = 0;
    open_float(l, true);
    for (size_t part = 0; part < l->sheet->n_parts; part++) {
        size_t row = 0;
        range = kom_fit_part(l->sheet, part, range);
        do {
            struct block b = {part, range, row, row};
            size_t height = HEADER;
            for (; b.end < l->sheet->n_rows; b.end++) {
                size_t more = height_of(l, &b, b.end);
                if (b.end > b.first && height + more > limit)
                    break;
                height += more;
            }
            if (n_lines && n_lines + height > limit) {
                kom_buf_str(l->buf, "\\end{table}\n");
                open_float(l, false);
                n_lines = 0;
            }
            kom_buf_str(l->buf, n_lines ? "\\par\\medskip\n" : "");
            add_block(l, &b);
            n_lines += height;
            row = b.end;
        } while (row < l->sheet->n_rows);
    }
}

void kom_write_latex(struct kom_buf *buf, const struct kom_sheet *sheet) {
    const struct latex l = {buf, sheet};
    add_blocks(&l);
    for (size_t i = 0; i < sheet->n_foot; i++) {
        kom_buf_str(buf, "\\par{\\footnotesize ");
        add(buf, sheet->foot[i]);
        kom_buf_str(buf, "}\n");
    }
    kom_buf_str(buf, "\\end{table}\n");
}
