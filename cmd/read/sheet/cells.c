/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the XML of a sheet to its cells, in one walk.

   The walk knows where in the sheet it is by a place, which an element known there moves to another
   one; any other element is left out with all that is in it. Rows and cells may say their address,
   or follow the one before; rows have to come in order, since nothing is kept to sort them. What
   does not fit the form (an address outside of the sheet, a type that is none) is an error with the
   cell's address: whether a damaged sheet means what it seems to mean is not for a reader to
   guess. */
#include "cells.h"

#include <string.h>

#include "packed/xml.h"

/* Where in the sheet the walk is; each has one element around it. */
enum place {
    OUTSIDE,
    SHEET,
    COLUMNS,
    DATA,
    ROW,
    CELL,
    VALUE,
    FORMULA,
    INLINE,
    INLINE_TEXT,
    INLINE_RUN,
    RUN_TEXT,
    FILTER,
    MERGES,
    N_PLACES,
};

static const enum place around[N_PLACES] = {
    [SHEET] = OUTSIDE,      [COLUMNS] = SHEET,     [DATA] = SHEET,          [ROW] = DATA,
    [CELL] = ROW,           [VALUE] = CELL,        [FORMULA] = CELL,        [INLINE] = CELL,
    [INLINE_TEXT] = INLINE, [INLINE_RUN] = INLINE, [RUN_TEXT] = INLINE_RUN, [FILTER] = SHEET,
    [MERGES] = SHEET,
};

/* No cell of a spreadsheet has more than 32,767 signs, nor a row more cells than columns. */
enum { VALUE_MAX = 16 << 20 };

struct walk {
    const struct kom_book *book;
    const struct kom_book_sheet *sheet;
    const struct kom_xl_watcher *watcher;
    enum place place;
    unsigned skipped; /* elements within one that says nothing to us */
    uint32_t row;     /* the last one */
    bool is_hidden;
    bool has_inline; /* the cell has its text in itself */
    struct kom_xl_cell cell;
    struct kom_buf value;
};

/* ---- errors ---- */

static void fail_at(struct kom_xml *x, const struct walk *w, const char *what) {
    struct kom_buf at = {0};
    kom_xl_put_column(&at, w->cell.column);
    kom_xml_stop(x, kom_fail(x->err, KOM_EDATA,
                             "%s: sheet \"%s\", cell %.*s%u: %s; fetch it again, or write it anew",
                             w->book->package.path, w->sheet->name, (int)at.n, at.p, w->row, what));
    kom_buf_fini(&at);
}

static void fail_in_row(struct kom_xml *x, const struct walk *w, const char *what) {
    kom_xml_stop(x, kom_fail(x->err, KOM_EDATA,
                             "%s: sheet \"%s\", row %u: %s; fetch it again, or write it anew",
                             w->book->package.path, w->sheet->name, w->row, what));
}

/* ---- rows and cells ---- */

static void start_row(struct kom_xml *x, struct walk *w, const char **attributes) {
    const char *r = kom_xml_attribute(attributes, "r");
    unsigned long row = w->row + 1UL;
    bool ok = !r || kom_xml_whole(r, strlen(r), KOM_XL_ROWS, &row);
    if (!ok || row > KOM_XL_ROWS || row == 0)
        fail_in_row(x, w, "the next row has no number that a row may have");
    else if (row <= w->row)
        fail_in_row(x, w, "the next row has a number that is not greater");
    else
        w->row = (uint32_t)row;
    w->is_hidden = kom_xml_is_true(kom_xml_attribute(attributes, "hidden"));
    w->cell.column = 0;
    w->place = ROW;
}

static bool take_type(const char *t, enum kom_xl_type *type) {
    static const char *const names[] = {"n", "s", "inlineStr", "str", "b", "e", "d"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(t, names[i]) == 0) {
            *type = (enum kom_xl_type)i;
            return true;
        }
    return false;
}

static void start_cell(struct kom_xml *x, struct walk *w, const char **attributes) {
    struct kom_xl_cell *c = &w->cell;
    uint32_t row = w->row, column = c->column + 1;
    unsigned long style = 0;
    bool ok = true, has_type = true;
    c->type = KOM_XL_OF_NUMBER;
    for (const char **a = attributes; *a; a += 2) {
        const char *name = a[0], *value = a[1];
        if (strcmp(name, "r") == 0)
            ok = ok && kom_xl_parse_cell(kom_text_of(value), &row, &column);
        else if (strcmp(name, "s") == 0)
            ok = ok && kom_xml_whole(value, strlen(value), UINT32_MAX, &style);
        else if (strcmp(name, "t") == 0)
            has_type = take_type(value, &c->type);
    }
    c->row = w->row;
    c->column = column;
    c->style = (uint32_t)style;
    c->has_formula = c->has_value = w->has_inline = false;
    kom_buf_reset(&w->value);
    w->place = CELL;
    if (!ok || column > KOM_XL_COLUMNS)
        fail_in_row(x, w, "a cell has no address or style that a cell may have");
    else if (row != w->row)
        fail_at(x, w, "it says to be in another row");
    else if (!has_type)
        fail_at(x, w, "it is of a type that cells do not have");
}

static void end_cell(struct kom_xml *x, struct walk *w) {
    struct kom_xl_cell *c = &w->cell;
    if (!c->has_formula && !c->has_value)
        return;
    if (w->value.failed) {
        kom_xml_stop(x, kom_no_memory_in(x->err, w->book->package.path));
        return;
    }
    c->value = kom_buf_view(&w->value);
    enum kom_status status = w->watcher->cell(w->watcher->context, c, x->err);
    if (status)
        kom_xml_stop(x, status);
}

static void end_row(struct kom_xml *x, struct walk *w) {
    bool is_enough = false;
    enum kom_status status =
        w->watcher->row(w->watcher->context, w->row, w->is_hidden, &is_enough, x->err);
    if (status)
        kom_xml_stop(x, status);
    else if (is_enough)
        kom_xml_enough(x);
}

/* ---- what stands around ---- */

static void take_columns(const struct walk *w, const char **attributes) {
    const char *first = kom_xml_attribute(attributes, "min"),
               *last = kom_xml_attribute(attributes, "max");
    unsigned long from, to;
    if (w->watcher->hidden_columns && first && last &&
        kom_xml_is_true(kom_xml_attribute(attributes, "hidden")) &&
        kom_xml_whole(first, strlen(first), KOM_XL_COLUMNS, &from) &&
        kom_xml_whole(last, strlen(last), KOM_XL_COLUMNS, &to))
        w->watcher->hidden_columns(w->watcher->context, (uint32_t)from, (uint32_t)to);
}

static void take_merged(struct kom_xml *x, const struct walk *w, const char **attributes) {
    const char *ref = kom_xml_attribute(attributes, "ref");
    struct kom_xl_range range;
    enum kom_status status = KOM_OK;
    if (!w->watcher->merged)
        return;
    if (!ref || !kom_xl_parse_range(kom_text_of(ref), &range))
        status = kom_fail(x->err, KOM_EDATA,
                          "%s: sheet \"%s\": merged cells without an address; fetch it again",
                          w->book->package.path, w->sheet->name);
    else
        status = w->watcher->merged(w->watcher->context, range, x->err);
    if (status)
        kom_xml_stop(x, status);
}

/* ---- the walk ---- */

/* Where an element leads that changes nothing else; OUTSIDE: nowhere. */
static enum place inside(enum place place, const char *name) {
    static const struct {
        enum place from;
        const char *name;
        enum place to;
    } ways[] = {
        {CELL, "v", VALUE},
        {CELL, "f", FORMULA},
        {CELL, "is", INLINE},
        {INLINE, "t", INLINE_TEXT},
        {INLINE, "r", INLINE_RUN},
        {INLINE_RUN, "t", RUN_TEXT},
        {SHEET, "cols", COLUMNS},
        {SHEET, "sheetData", DATA},
        {SHEET, "autoFilter", FILTER},
        {SHEET, "mergeCells", MERGES},
    };
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++)
        if (ways[i].from == place && strcmp(name, ways[i].name) == 0)
            return ways[i].to;
    return OUTSIDE;
}

static void start_sheet(struct kom_xml *x, struct walk *w, const char *name) {
    w->place = SHEET;
    if (strcmp(name, "worksheet") != 0)
        kom_xml_stop(x, kom_fail(x->err, KOM_EDATA, "%s: sheet \"%s\" is none of cells",
                                 w->book->package.path, w->sheet->name));
}

static void start(struct kom_xml *x, const char *name, const char **attributes) {
    struct walk *w = x->context;
    if (w->skipped) {
        w->skipped++;
    } else if (w->place == OUTSIDE) {
        start_sheet(x, w, name);
    } else if (w->place == DATA && strcmp(name, "row") == 0 && !w->watcher->skips_rows) {
        start_row(x, w, attributes);
    } else if (w->place == ROW && strcmp(name, "c") == 0) {
        start_cell(x, w, attributes);
    } else {
        enum place place = inside(w->place, name);
        w->cell.has_formula = w->cell.has_formula || place == FORMULA;
        w->cell.has_value = w->cell.has_value || place == VALUE || place == INLINE;
        if (place == INLINE) { /* what stands in v beside it is not shown */
            w->cell.type = KOM_XL_OF_INLINE;
            w->has_inline = true;
            kom_buf_reset(&w->value);
        }
        if (w->place == COLUMNS && strcmp(name, "col") == 0)
            take_columns(w, attributes);
        else if (w->place == MERGES && strcmp(name, "mergeCell") == 0)
            take_merged(x, w, attributes);
        else if (w->place == FILTER && strcmp(name, "filterColumn") == 0 && w->watcher->filter)
            w->watcher->filter(w->watcher->context);
        if (place == OUTSIDE)
            w->skipped = 1;
        else
            w->place = place;
    }
}

static void end(struct kom_xml *x) {
    struct walk *w = x->context;
    if (w->skipped) {
        w->skipped--;
        return;
    }
    if (w->place == CELL)
        end_cell(x, w);
    else if (w->place == ROW)
        end_row(x, w);
    w->place = around[w->place];
}

static void text(struct kom_xml *x, const char *p, size_t n) {
    struct walk *w = x->context;
    bool is_value =
        (w->place == VALUE && !w->has_inline) || w->place == INLINE_TEXT || w->place == RUN_TEXT;
    if (!is_value || w->skipped)
        return;
    kom_buf_add(&w->value, p, n);
    if (w->value.n > VALUE_MAX)
        fail_at(x, w, "its text is longer than a cell may have");
}

enum kom_status kom_xl_read_sheet(const struct kom_book *b, const struct kom_book_sheet *sheet,
                                  const struct kom_xl_watcher *watcher, struct kom_error *err) {
    static const struct kom_xml_handlers handlers = {kom_book_spaces, start, end, text};
    struct walk w = {.book = b, .sheet = sheet, .watcher = watcher};
    enum kom_status status = kom_xml_read(&b->package, sheet->place, &handlers, &w, err);
    kom_buf_fini(&w.value);
    return status;
}

/* ---- addresses ---- */

/* Letters and digits of an address, each of which may be missing: 0. */
static bool take_address(struct kom_text *t, uint32_t *row, uint32_t *column) {
    *row = *column = 0;
    size_t i = t->n && t->p[0] == '$';
    for (; i < t->n && ((t->p[i] | 0x20) >= 'a' && (t->p[i] | 0x20) <= 'z'); i++) {
        *column = 26 * *column + (uint32_t)((t->p[i] | 0x20) - 'a') + 1;
        if (*column > KOM_XL_COLUMNS)
            return false;
    }
    i += i < t->n && i > 0 && t->p[i] == '$';
    for (; i < t->n && t->p[i] >= '0' && t->p[i] <= '9'; i++) {
        *row = 10 * *row + (uint32_t)(t->p[i] - '0');
        if (*row > KOM_XL_ROWS || *row == 0)
            return false;
    }
    *t = (struct kom_text){t->p + i, t->n - i};
    return true;
}

bool kom_xl_parse_cell(struct kom_text t, uint32_t *row, uint32_t *column) {
    return take_address(&t, row, column) && t.n == 0 && *row && *column;
}

bool kom_xl_parse_range(struct kom_text t, struct kom_xl_range *range) {
    *range = (struct kom_xl_range){0, 0, 0, 0};
    bool ok = take_address(&t, &range->row, &range->column) && (range->row || range->column);
    bool is_cell = t.n == 0;
    if (!ok || (!is_cell && t.p[0] != ':'))
        return false;
    if (is_cell) {
        range->last_row = range->row;
        range->last_column = range->column;
        return range->row && range->column;
    }
    t = (struct kom_text){t.p + 1, t.n - 1};
    if (!take_address(&t, &range->last_row, &range->last_column) || t.n)
        return false;
    range->row = range->row ? range->row : 1;
    range->column = range->column ? range->column : 1;
    range->last_row = range->last_row ? range->last_row : KOM_XL_ROWS;
    range->last_column = range->last_column ? range->last_column : KOM_XL_COLUMNS;
    return range->row <= range->last_row && range->column <= range->last_column;
}

void kom_xl_put_column(struct kom_buf *out, uint32_t column) {
    char letters[8];
    size_t n = 0;
    for (; column > 0; column = (column - 1) / 26)
        letters[n++] = (char)('A' + (column - 1) % 26);
    while (n > 0)
        kom_buf_byte(out, letters[--n]);
}
