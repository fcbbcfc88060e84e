/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table for LaTeX. */
#include "fit.h"
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

/* Whether the lines would run over the edge of a page, by what text takes for it. */
static bool is_wide(const struct kom_sheet *sheet) {
    enum { PAGE = 80, GAP = 2 };
    size_t total = 0;
    for (size_t j = 0; j < sheet->n_cols; j++)
        total += sheet->column[j].full + GAP;
    return total > PAGE + GAP;
}

/* A heading that is wider than its numbers, in lines of a table of its own. */
static void add_stacked(struct kom_buf *buf, const struct kom_sheet_column *column) {
    struct kom_text rest = column->label, line;
    kom_buf_str(buf, "\\begin{tabular}[b]{@{}r@{}}");
    for (bool is_first = true; kom_fit_line(&rest, column->least, &line); is_first = false) {
        kom_buf_str(buf, is_first ? "" : "\\\\");
        add(buf, line);
    }
    kom_buf_str(buf, "\\end{tabular}");
}

static void add_label(struct kom_buf *buf, const struct kom_sheet_column *column, bool may_stack) {
    if (may_stack && column->is_right && kom_width(column->label) > column->least)
        add_stacked(buf, column);
    else
        add(buf, column->label);
}

static void add_header(struct kom_buf *buf, const struct kom_sheet *sheet) {
    bool may_stack = is_wide(sheet);
    kom_buf_str(buf, "\\hline\n");
    for (size_t j = 0; j < sheet->n_cols && sheet->has_spanners; j++) {
        const struct kom_sheet_column *column = &sheet->column[j];
        if (column->span == 0)
            continue;
        kom_buf_str(buf, j ? " & \\multicolumn{" : "\\multicolumn{");
        kom_buf_int(buf, (int64_t)column->span);
        kom_buf_str(buf, "}{c}{");
        add(buf, column->spanner);
        kom_buf_byte(buf, '}');
    }
    kom_buf_str(buf, sheet->has_spanners ? " \\\\\n" : "");
    for (size_t j = 0; j < sheet->n_cols; j++) {
        kom_buf_str(buf, j ? " & " : "");
        add_label(buf, &sheet->column[j], may_stack);
    }
    kom_buf_str(buf, " \\\\\n\\hline\n");
}

/* A text that would run over the edge of the page goes on in further lines. */
static const char *alignment(const struct kom_sheet_column *column) {
    enum { LONG = 30 };
    if (column->is_right)
        return "r";
    return column->full > LONG ? "p{0.3\\textwidth}" : "l";
}

void kom_write_latex(struct kom_buf *buf, const struct kom_sheet *sheet) {
    kom_buf_str(buf, "\\begin{table}\n\\centering\n");
    if (sheet->caption.n) {
        kom_buf_str(buf, "\\caption{");
        add(buf, sheet->caption);
        kom_buf_str(buf, "}\n");
    }
    kom_buf_str(buf, "\\begin{tabular}{");
    for (size_t j = 0; j < sheet->n_cols; j++)
        kom_buf_str(buf, alignment(&sheet->column[j]));
    kom_buf_str(buf, "}\n");
    add_header(buf, sheet);
    for (size_t i = 0; i < sheet->n_rows; i++) {
        kom_buf_str(buf, sheet->has_break[i] ? "\\hline\n" : "");
        for (size_t j = 0; j < sheet->n_cols; j++) {
            kom_buf_str(buf, j ? " & " : "");
            add_value(buf, &sheet->column[j], kom_sheet_cell(sheet, i, j));
        }
        kom_buf_str(buf, " \\\\\n");
    }
    kom_buf_str(buf, "\\hline\n\\end{tabular}\n");
    for (size_t i = 0; i < sheet->n_foot; i++) {
        kom_buf_str(buf, "\\par{\\footnotesize ");
        add(buf, sheet->foot[i]);
        kom_buf_str(buf, "}\n");
    }
    kom_buf_str(buf, "\\end{table}\n");
}
