/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table as an HTML element, or as a whole page.

   The element has caption, scopes and its legend in tfoot, alignment in its cells and nothing else:
   it lies in whatever page somebody puts it into. A page has title, language and a style sheet
   within, in light or dark as its reader has it. For pandoc, which knows neither tfoot nor how wide
   Word's columns are to be, what stands below is paragraphs, and columns have their widths. A text
   that a spreadsheet would run when it opens the file is marked as a text; all texts have what HTML
   and XML take for signs written out, so that both parse it. */
#include "writers.h"

#include <stdio.h>
#include <string.h>

/* XML allows tab and line ends but no other control character. */
void kom_html_text(struct kom_buf *buf, struct kom_text t) {
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

/* The table while it is written. */
struct html {
    struct kom_buf *buf;
    const struct kom_sheet *sheet;
    enum kom_html_kind kind;
};

enum align { NONE, LEFT, RIGHT, LEFT_SHORT, CENTRE };

/* Spreadsheets open HTML, too, and would run such a text. To Excel the style, to LibreOffice sdnum
   says that the cell is a text; a browser shows it as it stands. A page has a style sheet, in which
   only numbers are named. */
static void open_cell(const struct html *h, const char *tag, enum align align,
                      struct kom_text text) {
    static const char *const styles[] = {"", "text-align:left", "text-align:right",
                                         "text-align:left", "text-align:center"};
    struct kom_buf *buf = h->buf;
    const bool is_guarded = is_run(text), is_page = h->kind == KOM_HTML_PAGE;
    const char *style = is_page ? "" : styles[align];
    kom_buf_printf(buf, "<%s", tag);
    if (is_page && (align == RIGHT || align == LEFT_SHORT))
        kom_buf_str(buf, align == RIGHT ? " class=\"n\"" : " class=\"s\"");
    if (*style || is_guarded)
        kom_buf_printf(buf, " style=\"%s%s%s\"", style, *style && is_guarded ? ";" : "",
                       is_guarded ? "mso-number-format:'\\@'" : "");
    kom_buf_str(buf, is_guarded ? " sdnum=\"1033;0;@\">" : ">");
}

static size_t smaller(size_t a, size_t b) {
    return a < b ? a : b;
}

/* Short texts stay on their line: a browser would break 2019-Q1. */
static enum align aligned(const struct kom_sheet_column *column) {
    enum { SHORT = 24 };
    if (column->is_right)
        return RIGHT;
    return column->full <= SHORT ? LEFT_SHORT : LEFT;
}

static void add_spanners(const struct html *h) {
    struct kom_buf *buf = h->buf;
    kom_buf_str(buf, "<tr>");
    for (size_t j = 0; j < h->sheet->n_cols; j++) {
        const struct kom_sheet_column *column = &h->sheet->column[j];
        if (column->span == 0)
            continue;
        if (column->spanner.n == 0) {
            kom_buf_str(buf, "<td></td>");
            continue;
        }
        char tag[64];
        (void)snprintf(tag, sizeof tag, "th scope=\"colgroup\" colspan=\"%zu\"", column->span);
        open_cell(h, tag, h->kind == KOM_HTML_FOR_PANDOC ? CENTRE : NONE, column->spanner);
        kom_html_text(buf, column->spanner);
        kom_buf_str(buf, "</th>");
    }
    kom_buf_str(buf, "</tr>\n");
}

static void add_header(const struct html *h) {
    struct kom_buf *buf = h->buf;
    kom_buf_str(buf, "<thead>\n");
    if (h->sheet->has_spanners)
        add_spanners(h);
    kom_buf_str(buf, "<tr>");
    for (size_t j = 0; j < h->sheet->n_cols; j++) {
        const struct kom_sheet_column *column = &h->sheet->column[j];
        open_cell(h, "th scope=\"col\"", aligned(column), column->label);
        kom_html_text(buf, column->label);
        kom_buf_str(buf, "</th>");
    }
    kom_buf_str(buf, "</tr>\n</thead>\n");
}

static void add_row(const struct html *h, size_t row) {
    struct kom_buf *buf = h->buf;
    if (h->sheet->has_break[row])
        kom_buf_str(buf, "</tbody>\n<tbody>\n");
    kom_buf_str(buf, "<tr>");
    for (size_t j = 0; j < h->sheet->n_cols; j++) {
        const struct kom_sheet_column *column = &h->sheet->column[j];
        const struct kom_sheet_cell *cell = kom_sheet_cell(h->sheet, row, j);
        open_cell(h, column->is_head ? "th scope=\"row\"" : "td", aligned(column), cell->value);
        kom_html_text(buf, cell->value);
        if (cell->suffix.n) {
            kom_buf_str(buf, "<sup>");
            kom_html_text(buf, cell->suffix);
            kom_buf_str(buf, "</sup>");
        }
        kom_buf_str(buf, column->is_head ? "</th>" : "</td>");
    }
    kom_buf_str(buf, "</tr>\n");
}

static void add_foot(const struct html *h) {
    struct kom_buf *buf = h->buf;
    if (h->sheet->n_foot)
        kom_buf_str(buf, "<tfoot>\n");
    for (size_t i = 0; i < h->sheet->n_foot; i++) {
        char tag[64];
        (void)snprintf(tag, sizeof tag, "td colspan=\"%zu\"", h->sheet->n_cols);
        kom_buf_str(buf, "<tr>");
        open_cell(h, tag, NONE, h->sheet->foot[i]);
        kom_html_text(buf, h->sheet->foot[i]);
        kom_buf_str(buf, "</td></tr>\n");
    }
    if (h->sheet->n_foot)
        kom_buf_str(buf, "</tfoot>\n");
}

static void add_paragraphs(const struct html *h) {
    for (size_t i = 0; i < h->sheet->n_foot; i++) {
        kom_buf_str(h->buf, "<p>");
        kom_html_text(h->buf, h->sheet->foot[i]);
        kom_buf_str(h->buf, "</p>\n");
    }
}

static const char *lang_of(const struct html *h) {
    return h->sheet->lang == KOM_PRESENT_DA ? "da" : "en";
}

enum { LINE = 64, LONG = 30, SHORT = 8, AROUND = 3 }; /* signs of a line, of texts, beside a text */

/* What the columns take where none gets more than so much for its longest word. */
static size_t width_at_most(const struct kom_sheet *sheet, size_t most) {
    size_t n = 0;
    for (size_t j = 0; j < sheet->n_cols; j++)
        n += smaller(sheet->column[j].least, most) + AROUND;
    return n;
}

/* pandoc gives a table without widths columns of one width, and Word then breaks names: so every
   column gets room for its longest word, the long ones less where that is more than a line, and
   what is left of the line goes by what texts would like. */
static void add_widths(const struct html *h) {
    const struct kom_sheet *sheet = h->sheet;
    size_t most = LONG, more = 0;
    while (most > SHORT && width_at_most(sheet, most) > LINE)
        most--;
    const size_t least = width_at_most(sheet, most);
    for (size_t j = 0; j < sheet->n_cols; j++)
        more += smaller(sheet->column[j].full, LONG) - smaller(sheet->column[j].least, most);
    const size_t room = least < LINE ? smaller(LINE - least, more) : 0;
    kom_buf_str(h->buf, "<colgroup>");
    for (size_t j = 0; j < sheet->n_cols; j++) {
        const size_t own = smaller(sheet->column[j].least, most);
        const size_t rest = smaller(sheet->column[j].full, LONG) - own;
        const size_t width = own + AROUND + (more ? rest * room / more : 0);
        kom_buf_printf(h->buf, "<col style=\"width:%zu%%\">",
                       width * 100 / (least > LINE ? least : LINE));
    }
    kom_buf_str(h->buf, "</colgroup>\n");
}

static void add_table(const struct html *h) {
    struct kom_buf *buf = h->buf;
    kom_buf_printf(buf, "<table lang=\"%s\">\n", lang_of(h));
    if (h->sheet->caption.n) {
        bool is_heading = h->kind == KOM_HTML_PAGE; /* of the page, too */
        open_cell(h, "caption", NONE, h->sheet->caption);
        kom_buf_str(buf, is_heading ? "<h1>" : "");
        kom_html_text(buf, h->sheet->caption);
        kom_buf_str(buf, is_heading ? "</h1></caption>\n" : "</caption>\n");
    }
    if (h->kind == KOM_HTML_FOR_PANDOC)
        add_widths(h);
    add_header(h);
    kom_buf_str(buf, "<tbody>\n");
    for (size_t i = 0; i < h->sheet->n_rows; i++)
        add_row(h, i);
    kom_buf_str(buf, "</tbody>\n");
    if (h->kind != KOM_HTML_FOR_PANDOC)
        add_foot(h);
    kom_buf_str(buf, "</table>\n");
    if (h->kind == KOM_HTML_FOR_PANDOC)
        add_paragraphs(h);
}

/* Colours are the browser's, light or dark as its user has them; lines are those of text. */
static const char style_sheet[] =
    ":root{color-scheme:light dark}\n"
    "body{margin:2rem;font:1rem/1.4 system-ui,sans-serif}\n"
    "table{border-collapse:collapse;font-variant-numeric:tabular-nums}\n"
    "caption,h1{margin:0;font-size:1.2rem;font-weight:600;text-align:start}\n"
    "caption{padding:0 .6rem .6rem}\n"
    "th,td{padding:.2rem .6rem;text-align:start;vertical-align:top}\n"
    "thead th{border-block-end:1px solid;vertical-align:bottom}\n"
    "thead th[scope=colgroup]{text-align:center}\n"
    "tbody th{font-weight:inherit}\n"
    "th.n,td.n{text-align:end}\n"
    "td.n,tbody .s{white-space:nowrap}\n"
    "tbody+tbody>tr:first-child>*{border-block-start:1px solid #8888}\n"
    "tfoot{border-block-start:1px solid;font-size:.85rem}\n"
    "sup{line-height:0}\n"
    "td.n sup{position:absolute}\n" /* digits stand below digits */
    "@media print{body{margin:0}}\n";

static void add_page(const struct html *h) {
    struct kom_buf *buf = h->buf;
    kom_buf_printf(buf,
                   "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n<meta "
                   "name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>",
                   lang_of(h));
    kom_html_text(buf, h->sheet->caption.n
                           ? h->sheet->caption
                           : kom_text_of(kom_label_phrase(KOM_PHRASE_TABLE, h->sheet->lang)));
    kom_buf_printf(buf, "</title>\n<style>\n%s</style>\n</head>\n<body>\n<main>\n", style_sheet);
    add_table(h);
    kom_buf_str(buf, "</main>\n</body>\n</html>\n");
}

void kom_write_html(struct kom_buf *buf, const struct kom_sheet *sheet, enum kom_html_kind kind) {
    const struct html h = {buf, sheet, kind};
    if (kind == KOM_HTML_PAGE)
        add_page(&h);
    else
        add_table(&h);
}
