/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Styles of cells, of which the number format alone is taken. */
#include <stdlib.h>
#include <string.h>

#include "book.h"
#include "packed/xml.h"

/* Excel has at most 65,490 styles and fewer formats. */
enum { STYLES_MAX = 1 << 20, ID_MAX = 1 << 30 };

struct code {
    unsigned long id;
    size_t place; /* in the file */
    struct kom_xl_shown shown;
};

struct reading {
    struct kom_book *book;
    struct code *code;
    size_t n_codes, cap_codes;
    unsigned long *id; /* of each style */
    size_t cap_ids;
    bool is_cells; /* within cellXfs */
};

static void fail_for_memory(struct kom_xml *x) {
    kom_xml_stop(x, kom_no_memory_in(x->err, x->part->package->path));
}

static unsigned long whole(const char *value) {
    unsigned long v = 0;
    return value && kom_xml_whole(value, strlen(value), ID_MAX, &v) ? v : 0;
}

static void take_code(struct kom_xml *x, struct reading *r, const char **attributes) {
    const char *id = kom_xml_attribute(attributes, "numFmtId"),
               *code = kom_xml_attribute(attributes, "formatCode");
    void *p = r->code;
    if (!id || !code)
        return;
    if (r->n_codes == STYLES_MAX ||
        kom_grow(&p, &r->cap_codes, r->n_codes + 1, sizeof *r->code) != KOM_OK) {
        fail_for_memory(x);
        return;
    }
    r->code = p;
    r->code[r->n_codes] =
        (struct code){whole(id), r->n_codes, kom_xl_shown_of_code(kom_text_of(code))};
    r->n_codes++;
}

static void take_style(struct kom_xml *x, struct reading *r, const char **attributes) {
    struct kom_book *b = r->book;
    void *style = b->style, *id = r->id;
    if (b->n_styles == STYLES_MAX ||
        kom_grow(&style, &b->cap_styles, b->n_styles + 1, sizeof *b->style) != KOM_OK) {
        fail_for_memory(x);
        return;
    }
    b->style = style;
    if (kom_grow(&id, &r->cap_ids, b->n_styles + 1, sizeof *r->id) != KOM_OK) {
        fail_for_memory(x);
        return;
    }
    r->id = id;
    r->id[b->n_styles++] = whole(kom_xml_attribute(attributes, "numFmtId"));
}

static void start(struct kom_xml *x, const char *name, const char **attributes) {
    struct reading *r = x->context;
    if (x->depth == 2)
        r->is_cells = strcmp(name, "cellXfs") == 0;
    if (x->depth == 3 && strcmp(name, "numFmt") == 0)
        take_code(x, r, attributes);
    else if (x->depth == 3 && r->is_cells && strcmp(name, "xf") == 0)
        take_style(x, r, attributes);
}

static void end(struct kom_xml *x) {
    struct reading *r = x->context;
    if (x->depth == 1)
        r->is_cells = false;
}

static int by_id(const void *a, const void *b) {
    unsigned long x = ((const struct code *)a)->id, y = ((const struct code *)b)->id;
    return (x > y) - (x < y);
}

static int by_id_and_place(const void *a, const void *b) {
    size_t x = ((const struct code *)a)->place, y = ((const struct code *)b)->place;
    int order = by_id(a, b);
    return order ? order : (x > y) - (x < y);
}

/* Of codes with one number, which R's openxlsx writes, the last is what other readers take. */
static void sort(struct reading *r) {
    size_t n = 0;
    if (r->n_codes)
        qsort(r->code, r->n_codes, sizeof *r->code, by_id_and_place);
    for (size_t i = 0; i < r->n_codes; i++) {
        n -= n > 0 && r->code[n - 1].id == r->code[i].id;
        r->code[n++] = r->code[i];
    }
    r->n_codes = n;
}

/* Codes of the workbook go before those that Excel knows by their number. */
static struct kom_xl_shown find(const struct reading *r, unsigned long id) {
    struct code key = {.id = id};
    const struct code *c =
        r->n_codes ? bsearch(&key, r->code, r->n_codes, sizeof *r->code, by_id) : NULL;
    return c ? c->shown : kom_xl_shown_of_id(id);
}

enum kom_status kom_book_read_styles(struct kom_book *b, int64_t place, struct kom_error *err) {
    static const struct kom_xml_handlers handlers = {kom_book_spaces, start, end, NULL};
    struct reading r = {.book = b};
    enum kom_status status = kom_xml_read(&b->package, place, &handlers, &r, err);
    sort(&r);
    for (size_t i = 0; i < b->n_styles && !status; i++)
        b->style[i] = find(&r, r.id[i]);
    kom_free(r.code);
    kom_free(r.id);
    return status;
}
