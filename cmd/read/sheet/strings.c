/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared strings of a workbook, and text as its cells have it. */
#include <string.h>

#include "book.h"
#include "packed/xml.h"

/* ---- signs by their number ---- */

static int hex(char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* The number in "_x000D_" at p; -1: that is not what stands there. */
static int32_t escape_at(const char *p, size_t n) {
    int32_t v = 0;
    if (n < 7 || p[0] != '_' || p[1] != 'x' || p[6] != '_')
        return -1;
    for (int i = 2; i < 6; i++) {
        int digit = hex(p[i]);
        if (digit < 0)
            return -1;
        v = v << 4 | digit;
    }
    return v;
}

static void put_sign(struct kom_buf *out, uint32_t c) {
    char p[4];
    bool is_none = c == 0 || (c >= 0xD800 && c < 0xE000);
    c = is_none ? 0xFFFD : c;
    size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const unsigned char first[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = n; i-- > 1; c >>= 6)
        p[i] = (char)(0x80 | (c & 0x3F));
    p[0] = (char)(n == 1 ? c : first[n] | c);
    kom_buf_add(out, p, n);
}

void kom_book_put_text(struct kom_buf *out, struct kom_text t) {
    size_t from = 0;
    const char *p = t.n ? memchr(t.p, '_', t.n) : NULL;
    while (p) {
        size_t at = (size_t)(p - t.p), n = 7;
        int32_t v = escape_at(p, t.n - at);
        int32_t low = v >= 0xD800 && v < 0xDC00 ? escape_at(p + 7, t.n - at - 7) : -1;
        if (v >= 0) {
            uint32_t c = (uint32_t)v;
            kom_buf_add(out, t.p + from, at - from);
            if (low >= 0xDC00 && low < 0xE000) {
                c = 0x10000 + ((c - 0xD800) << 10) + ((uint32_t)low - 0xDC00);
                n = 14;
            }
            put_sign(out, c);
            from = at + n;
        }
        at += v >= 0 ? n : 1;
        p = at < t.n ? memchr(t.p + at, '_', t.n - at) : NULL;
    }
    if (t.n > from)
        kom_buf_add(out, t.p + from, t.n - from);
}

/* ---- shared strings ---- */

/* All that is held of them, with their places; and of one, of which Excel knows no longer one than
   32,767 signs. */
static const size_t held_max = (size_t)1 << 30, one_max = (size_t)1 << 20;

/* What cells may have of them without a question, and beyond that for each byte of the file. */
static const uint64_t given_free = UINT64_C(64) << 20, given_ratio = 5000;

struct reading {
    struct kom_book *book;
    struct kom_buf text; /* of the string at hand */
    unsigned t_depth;    /* of the element t whose text is taken; 0: none */
    bool is_string;      /* within an element si */
    unsigned aside;      /* of rPh, which says how a text is spoken */
};

static void start(struct kom_xml *x, const char *name, const char **attributes) {
    struct reading *r = x->context;
    (void)attributes;
    if (x->depth == 1 && strcmp(name, "sst") != 0)
        kom_xml_stop(x, kom_fail(x->err, KOM_EDATA, "%s: %s holds no shared strings",
                                 r->book->package.path, x->part->name));
    if (x->depth == 2) {
        r->is_string = strcmp(name, "si") == 0;
        kom_buf_reset(&r->text);
    }
    if (strcmp(name, "rPh") == 0 && !r->aside)
        r->aside = x->depth;
    if (strcmp(name, "t") == 0 && !r->aside && x->depth > 2)
        r->t_depth = x->depth;
}

static void add_string(struct kom_xml *x, struct reading *r) {
    struct kom_book *b = r->book;
    void *p = b->string_end;
    kom_book_put_text(&b->strings, kom_buf_view(&r->text));
    if (r->text.failed || b->strings.failed ||
        kom_grow(&p, &b->cap_strings, b->n_strings + 1, sizeof *b->string_end) != KOM_OK) {
        kom_xml_stop(x, kom_no_memory_in(x->err, b->package.path));
        return;
    }
    b->string_end = p;
    b->string_end[b->n_strings++] = b->strings.n;
    if (b->strings.n + b->n_strings * sizeof *b->string_end > held_max)
        kom_xml_stop(x, kom_fail(x->err, KOM_EDATA,
                                 "%s: has more than %zu MB of shared strings, which would have to "
                                 "be held; take the table as CSV",
                                 b->package.path, held_max >> 20));
}

static void end(struct kom_xml *x) {
    struct reading *r = x->context;
    unsigned depth = x->depth + 1; /* of what ends */
    r->t_depth = depth == r->t_depth ? 0 : r->t_depth;
    r->aside = depth == r->aside ? 0 : r->aside;
    if (depth == 2 && r->is_string)
        add_string(x, r);
}

static void text(struct kom_xml *x, const char *p, size_t n) {
    struct reading *r = x->context;
    if (r->t_depth && x->depth == r->t_depth)
        kom_buf_add(&r->text, p, n);
    if (r->text.n > one_max)
        kom_xml_stop(x,
                     kom_fail(x->err, KOM_EDATA,
                              "%s: shared string %zu has more than %zu KB, as no cell has; it is "
                              "not read",
                              r->book->package.path, r->book->n_strings, one_max >> 10));
}

enum kom_status kom_book_read_strings(struct kom_book *b, struct kom_error *err) {
    static const struct kom_xml_handlers handlers = {kom_book_spaces, start, end, text};
    struct reading r = {.book = b};
    if (b->strings_place < 0)
        return KOM_OK;
    enum kom_status status = kom_xml_read(&b->package, b->strings_place, &handlers, &r, err);
    b->strings_place = -1;
    kom_buf_fini(&r.text);
    return status;
}

enum kom_status kom_book_check_given(const struct kom_book *b, struct kom_error *err) {
    const bool is_bomb = b->n_given > given_free && b->n_given / given_ratio > b->package.nbytes;
    return is_bomb
               ? kom_fail(err, KOM_EDATA,
                          "%s: its cells have more than %llu MB of text from a file of %llu KB, "
                          "as no table does; it is not read",
                          b->package.path, (unsigned long long)(b->n_given >> 20),
                          (unsigned long long)(b->package.nbytes >> 10))
               : KOM_OK;
}
