/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The value of a cell as text. */
#include <string.h>

#include "num.h"
#include "packed/xml.h"
#include "xlsx.h"

enum kom_status kom_xl_fail(const struct kom_book *b, const struct kom_book_sheet *sheet,
                            const struct kom_xl_cell *cell, const char *what,
                            struct kom_error *err) {
    struct kom_buf at = {0};
    kom_xl_put_column(&at, cell->column);
    enum kom_status status =
        at.failed ? kom_no_memory_in(err, b->package.path)
                  : kom_fail(err, KOM_EDATA,
                             "%s: sheet \"%s\", cell %.*s%u: %s; fetch it again, or write it anew",
                             b->package.path, sheet->name, (int)at.n, at.p, cell->row, what);
    kom_buf_fini(&at);
    return status;
}

/* A whole number as Excel writes it, which is how it is written here too. */
static bool is_plain_whole(struct kom_text t) {
    return t.n > 0 && t.n <= 15 && kom_is_digits(t) && (t.n == 1 || t.p[0] != '0');
}

static bool put_number(const struct kom_book *b, const struct kom_xl_cell *cell, struct kom_text t,
                       struct kom_buf *out, enum kom_xl_fault *fault) {
    struct kom_xl_shown shown = {.kind = KOM_XL_NUMBER};
    struct kom_num number;
    if (b->n_styles)
        shown = b->style[cell->style];
    if (shown.kind == KOM_XL_NUMBER && is_plain_whole(t)) {
        kom_buf_text(out, t);
        return true;
    }
    if (!kom_num_parse(t, (struct kom_num_form){'.', '\0'}, &number))
        return false;
    double value = kom_num_double(&number);
    if (!kom_xl_put_number(shown, b->is_1904, value, out)) {
        kom_buf_shortest(out, value);
        *fault = KOM_XL_NO_DAY;
    }
    return true;
}

/* A day without its empty time, where the format shows days. */
static bool put_iso(const struct kom_book *b, const struct kom_xl_cell *cell, struct kom_text t,
                    struct kom_buf *out) {
    static const char midnight[] = "T00:00:00";
    bool ok = t.n >= 5 && t.n <= 40;
    for (size_t i = 0; i < t.n && ok; i++)
        ok = t.p[i] != '\0' && strchr("0123456789-:.+TZ", t.p[i]);
    bool is_day = b->n_styles && b->style[cell->style].kind == KOM_XL_DAY;
    if (ok && is_day && t.n > 10 && strncmp(t.p + 10, midnight, t.n - 10) == 0)
        t.n = 10;
    if (ok)
        kom_buf_text(out, t);
    return ok;
}

static bool put_boolean(struct kom_text t, struct kom_buf *out) {
    bool is_true = kom_text_is(t, "1") || kom_text_is(t, "true"),
         is_false = kom_text_is(t, "0") || kom_text_is(t, "false");
    kom_buf_byte(out, is_true ? '1' : '0');
    return is_true || is_false;
}

/* #DIV/0! and the like; nothing else of the file gets into a message. */
static void put_error(struct kom_text t, struct kom_buf *out) {
    bool ok = t.n > 1 && t.n < 20 && t.p[0] == '#';
    for (size_t i = 1; i < t.n && ok; i++)
        ok = (t.p[i] >= 'A' && t.p[i] <= 'Z') || strchr("/0!?_", t.p[i]);
    kom_buf_text(out, ok ? t : kom_text_of("#?"));
}

static bool put_shared(struct kom_book *b, struct kom_text t, struct kom_buf *out) {
    unsigned long i;
    if (!kom_xml_whole(t.p, t.n, UINT32_MAX, &i) || i >= b->n_strings)
        return false;
    uint64_t from = i ? b->string_end[i - 1] : 0, end = b->string_end[i];
    b->n_given += end - from;
    if (end > from)
        kom_buf_add(out, b->strings.p + from, end - from);
    return true;
}

static bool put_value(struct kom_book *b, const struct kom_xl_cell *cell, struct kom_buf *out,
                      enum kom_xl_fault *fault) {
    struct kom_text t = cell->value;
    switch (cell->type) {
    case KOM_XL_OF_NUMBER:
        return put_number(b, cell, kom_text_trim(t), out, fault);
    case KOM_XL_OF_SHARED:
        return put_shared(b, kom_text_trim(t), out);
    case KOM_XL_OF_INLINE:
    case KOM_XL_OF_FORMULA:
        kom_book_put_text(out, t);
        return true;
    case KOM_XL_OF_BOOLEAN:
        return put_boolean(kom_text_trim(t), out);
    case KOM_XL_OF_ERROR:
        put_error(kom_text_trim(t), out);
        *fault = KOM_XL_ERROR;
        return true;
    case KOM_XL_OF_ISO:
        return put_iso(b, cell, kom_text_trim(t), out);
    }
    return false;
}

enum kom_status kom_xl_cell_text(struct kom_book *b, const struct kom_book_sheet *sheet,
                                 const struct kom_xl_cell *cell, struct kom_buf *out,
                                 enum kom_xl_fault *fault, struct kom_error *err) {
    static const char *const no_value[] = {
        [KOM_XL_OF_NUMBER] = "holds what is no number",
        [KOM_XL_OF_SHARED] = "names a shared string that the workbook has not",
        [KOM_XL_OF_BOOLEAN] = "is neither true nor false",
        [KOM_XL_OF_ISO] = "holds what is no day or time",
    };
    bool is_text = cell->type == KOM_XL_OF_FORMULA || cell->type == KOM_XL_OF_INLINE;
    bool is_empty = cell->value.n == 0 && !(is_text && cell->has_value);
    size_t n = out->n;
    *fault = KOM_XL_FINE;
    if (b->n_styles ? cell->style >= b->n_styles : cell->style > 0)
        return kom_xl_fail(b, sheet, cell, "has a style that the workbook has not", err);
    if (is_empty)
        *fault = cell->has_formula ? KOM_XL_UNCOMPUTED : KOM_XL_BLANK;
    else if (!put_value(b, cell, out, fault))
        return kom_xl_fail(b, sheet, cell, no_value[cell->type], err);
    if (*fault == KOM_XL_FINE && out->n == n)
        *fault = KOM_XL_BLANK;
    return out->failed ? kom_no_memory_in(err, b->package.path) : kom_book_check_given(b, err);
}

void kom_xl_explain(enum kom_xl_fault fault, struct kom_text error, struct kom_buf *out) {
    switch (fault) {
    case KOM_XL_FINE:
    case KOM_XL_BLANK:
    case KOM_XL_TEXT: /* by its column: notes.c */
        break;
    case KOM_XL_ERROR:
        kom_buf_text(out, error);
        break;
    case KOM_XL_UNCOMPUTED:
        kom_buf_str(out, "a formula without its value; open and save the workbook in Excel or "
                         "LibreOffice, which compute it");
        break;
    case KOM_XL_NO_DAY:
        kom_buf_printf(out, "%.*s is shown as a day, and no day has that number", (int)error.n,
                       error.p);
        break;
    }
}
