/* SPDX-License-Identifier: GPL-3.0-or-later */
/* styles.xml: built from the styles that cells asked for (ECMA-376, part 1, 18.8). */
#include "xlsx_styles.h"

#include <string.h>

/* Formats of one's own begin here (ECMA-376, part 1, 18.8.30); 0 and 49 are built in. */
enum { OWN_FORMATS = 164, GENERAL = 0, TEXT = 49 };

static bool is_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* Does a character's number begin here: _xHHHH_? */
static bool is_number_of_character(struct kom_text t) {
    return t.n >= 7 && t.p[1] == 'x' && is_hex(t.p[2]) && is_hex(t.p[3]) && is_hex(t.p[4]) &&
           is_hex(t.p[5]) && t.p[6] == '_';
}

/* U+FFFE and U+FFFF, which are no characters of XML. */
static bool is_no_character(struct kom_text t) {
    return t.n >= 3 && memcmp(t.p, "\xef\xbf", 2) == 0 && (unsigned char)t.p[2] >= 0xbe;
}

void kom_xlsx_text(struct kom_buf *out, struct kom_text t) {
    for (; t.n > 0; t.p++, t.n--) {
        char c = t.p[0];
        if (c == '&') {
            kom_buf_str(out, "&amp;");
        } else if (c == '<') {
            kom_buf_str(out, "&lt;");
        } else if (c == '>') {
            kom_buf_str(out, "&gt;");
        } else if (c == '"') {
            kom_buf_str(out, "&quot;");
        } else if (c == '_' && is_number_of_character(t)) {
            kom_buf_str(out, "_x005F_");
        } else if (c == '\xef' && is_no_character(t)) {
            kom_buf_byte(out, '?');
            t.p += 2;
            t.n -= 2;
        } else {
            bool is_blank = (unsigned char)c < ' ' && c != '\n' && c != '\t';
            kom_buf_byte(out, is_blank ? ' ' : c);
        }
    }
}

/* ---- formats of numbers ---- */

/* Are there marks between thousands, beside the decimal mark? */
static bool is_grouped(struct kom_text printed, size_t decimals) {
    size_t n_marks = 0;
    for (size_t i = 0; i < printed.n; i++)
        n_marks += printed.p[i] == ',' || printed.p[i] == '.';
    return n_marks > (decimals > 0);
}

/* 1 in the last decimal: what a smaller p-value is printed as less than. */
static void add_least(struct kom_buf *out, char mark, size_t decimals) {
    kom_buf_byte(out, '0');
    kom_buf_byte(out, mark);
    for (size_t i = 1; i < decimals; i++)
        kom_buf_byte(out, '0');
    kom_buf_byte(out, '1');
}

/* What stands behind a number, in quotes; and blanks as wide as stars. */
static void add_suffix(struct kom_buf *out, struct kom_text suffix, size_t room) {
    if (suffix.n) {
        kom_buf_byte(out, '"');
        kom_buf_text(out, suffix);
        kom_buf_byte(out, '"');
    }
    for (size_t i = suffix.n; i < room; i++)
        kom_buf_str(out, "_*");
}

/* One section of a code: "#,##0.00%" and what stands behind. */
static void add_section(struct kom_buf *out, const struct kom_column *column,
                        const struct kom_sheet_cell *cell, size_t suffix_room) {
    size_t decimals = column->decimals > 0 ? (size_t)column->decimals : 0;
    kom_buf_str(out, is_grouped(cell->value, decimals) ? "#,##0" : "0");
    for (size_t i = 0; i < decimals; i++)
        kom_buf_str(out, i ? "0" : ".0");
    kom_buf_str(out, column->unit == KOM_UNIT_PERCENT ? "%" : "");
    add_suffix(out, cell->suffix, suffix_room);
}

void kom_xlsx_format(struct kom_buf *out, const struct kom_column *column,
                     const struct kom_cell *number, const struct kom_sheet_cell *cell,
                     size_t suffix_room) {
    struct kom_text printed = cell->value;
    if (memchr(printed.p, 'e', printed.n)) {
        kom_buf_str(out, "General");
        return;
    }
    if (column->is_p_value && !column->is_percent && column->decimals > 0) {
        size_t decimals = (size_t)column->decimals;
        kom_buf_str(out, "[<");
        add_least(out, '.', decimals);
        kom_buf_str(out, "]\"<");
        add_least(out, memchr(printed.p, ',', printed.n) ? ',' : '.', decimals);
        kom_buf_str(out, "\";");
    }
    add_section(out, column, cell, suffix_room);
    if (kom_num_double(&number->num) < 0.0 && printed.p[0] != '-') { /* it rounds to nothing */
        kom_buf_byte(out, ';');
        add_section(out, column, cell, suffix_room);
    }
}

/* ---- styles ---- */

static uint32_t format_number(struct kom_xlsx_styles *styles, const char *code) {
    if (!code)
        return TEXT;
    if (strcmp(code, "General") == 0)
        return GENERAL;
    uint32_t id = kom_intern_add(&styles->format, kom_text_of(code));
    styles->failed = styles->failed || id == KOM_NO_ID;
    return OWN_FORMATS + id;
}

uint32_t kom_xlsx_style(struct kom_xlsx_styles *styles, const struct kom_xlsx_style *style) {
    static const char *const aligned[] = {"left", "right", "center"};
    struct kom_buf *out = &styles->scratch;
    kom_buf_reset(out);
    kom_buf_printf(out,
                   "<xf numFmtId=\"%u\" fontId=\"%u\" fillId=\"0\" borderId=\"%u\" xfId=\"0\" "
                   "applyNumberFormat=\"1\" applyFont=\"1\" applyBorder=\"1\" applyAlignment=\"1\">"
                   "<alignment horizontal=\"%s\" vertical=\"%s\"%s%s/></xf>",
                   format_number(styles, style->format), (unsigned)style->font, style->rules,
                   aligned[style->align], style->font == KOM_XLSX_BOLD ? "bottom" : "top",
                   style->wraps ? " wrapText=\"1\"" : "",
                   style->is_indented ? " indent=\"1\"" : "");
    uint32_t id = kom_intern_add(&styles->style, kom_buf_view(out));
    styles->failed = styles->failed || out->failed || id == KOM_NO_ID;
    return id + 1; /* the first is that of cells without one */
}

static void add_fonts(struct kom_buf *out) {
    static const struct {
        unsigned size;
        bool is_bold;
    } fonts[] = {{11, false}, {11, true}, {13, true}, {9, false}}; /* enum kom_xlsx_font */
    kom_buf_str(out, "<fonts count=\"4\">");
    for (size_t i = 0; i < sizeof fonts / sizeof *fonts; i++)
        kom_buf_printf(out,
                       "<font>%s<sz val=\"%u\"/><name val=\"Calibri\"/><family val=\"2\"/></font>",
                       fonts[i].is_bold ? "<b/>" : "", fonts[i].size);
    kom_buf_str(out, "</fonts>");
}

static void add_borders(struct kom_buf *out) {
    kom_buf_str(out, "<borders count=\"4\">");
    for (unsigned rules = 0; rules < 4; rules++)
        kom_buf_printf(out, "<border><left/><right/>%s%s<diagonal/></border>",
                       rules & KOM_XLSX_RULE_ABOVE ? "<top style=\"hair\"/>" : "<top/>",
                       rules & KOM_XLSX_RULE_BELOW ? "<bottom style=\"thin\"/>" : "<bottom/>");
    kom_buf_str(out, "</borders>");
}

void kom_xlsx_styles_write(struct kom_buf *out, const struct kom_xlsx_styles *styles) {
    const struct kom_intern *format = &styles->format, *style = &styles->style;
    kom_buf_str(out, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<styleSheet "
                     "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">");
    if (format->n)
        kom_buf_printf(out, "<numFmts count=\"%zu\">", format->n);
    for (size_t i = 0; i < format->n; i++) {
        kom_buf_printf(out, "<numFmt numFmtId=\"%zu\" formatCode=\"", OWN_FORMATS + i);
        kom_xlsx_text(out, format->text[i]);
        kom_buf_str(out, "\"/>");
    }
    kom_buf_str(out, format->n ? "</numFmts>" : "");
    add_fonts(out);
    kom_buf_str(out, "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill>"
                     "<patternFill patternType=\"gray125\"/></fill></fills>");
    add_borders(out);
    kom_buf_printf(out,
                   "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" "
                   "borderId=\"0\"/></cellStyleXfs><cellXfs count=\"%zu\"><xf numFmtId=\"0\" "
                   "fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>",
                   style->n + 1);
    for (size_t i = 0; i < style->n; i++)
        kom_buf_text(out, style->text[i]);
    kom_buf_str(out, "</cellXfs><cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" "
                     "builtinId=\"0\"/></cellStyles></styleSheet>");
}

void kom_xlsx_styles_fini(struct kom_xlsx_styles *styles) {
    kom_intern_fini(&styles->format);
    kom_intern_fini(&styles->style);
    kom_buf_fini(&styles->scratch);
    *styles = (struct kom_xlsx_styles){.failed = false};
}
