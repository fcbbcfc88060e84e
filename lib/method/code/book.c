/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The codes: those of --codebook with what they lie under, and those that the rows have. */
#include <stdlib.h>

#include "ask.h"
#include "work.h"

/* The number of a code, with room for what is known of it. */
static enum kom_status add(struct code_book *book, struct kom_text code, uint32_t *id,
                           struct kom_error *err) {
    void *entry = book->entry;
    *id = kom_intern_add(&book->codes, code);
    if (*id == KOM_NO_ID || kom_grow(&entry, &book->cap, book->codes.n, sizeof *book->entry))
        return kom_no_memory(err);
    book->entry = entry;
    if (book->n < book->codes.n)
        book->entry[book->n++] = (struct code_entry){KOM_NO_ID, NULL, NULL};
    return KOM_OK;
}

/* --codebook as it is read. */
struct reading {
    struct kom_code *c;
    const struct kom_frame *frame;
    int code, parent, name;
    size_t *first; /* of each code: its first row */
    struct kom_error *err;
};

static struct kom_text cell_of(const struct reading *r, size_t row, int column, char room[16]) {
    static const struct kom_text none = {"", 0};
    return column < 0 ? none : kom_frame_group(r->frame, row, column, room);
}

/* Of several projects: a code lies where any of them says that it does. */
static enum kom_status join_parents(const struct reading *r, size_t row, size_t *first) {
    char rooms[3][16];
    const struct kom_text code = cell_of(r, row, r->code, rooms[0]),
                          parent = cell_of(r, row, r->parent, rooms[1]),
                          other = cell_of(r, *first, r->parent, rooms[2]);
    if (other.n == 0)
        *first = row;
    return parent.n == 0 || other.n == 0 || kom_text_equal(parent, other)
               ? KOM_OK
               : kom_fail(r->err, KOM_EDATA,
                          "code \"%.*s\" lies under \"%.*s\" in one project and under \"%.*s\" in "
                          "another; say where in a table of all codes: --codebook FILE",
                          (int)code.n, code.p, (int)other.n, other.p, (int)parent.n, parent.p);
}

/* A code that stands there twice says the same of itself. */
static enum kom_status check_again(const struct reading *r, size_t row, size_t *first) {
    const int column[] = {r->parent, r->name};
    if (r->c->ask.has_book_of_several)
        return join_parents(r, row, first);
    for (size_t i = 0; i < sizeof column / sizeof column[0]; i++) {
        char a[16], b[16];
        if (kom_text_equal(cell_of(r, row, column[i], a), cell_of(r, *first, column[i], b)))
            continue;
        return kom_frame_fail(r->frame, row, column[i], r->err,
                              "the code stands on line %llu with another value; keep one of the "
                              "rows",
                              (unsigned long long)r->frame->line[*first]);
    }
    return KOM_OK;
}

static enum kom_status read_code(const struct reading *r, size_t row) {
    struct code_book *book = &r->c->work->book;
    const size_t had = book->n;
    char room[16];
    uint32_t id;
    const struct kom_text code = cell_of(r, row, r->code, room);
    if (code.n == 0)
        return kom_frame_needs(r->frame, row, r->code, r->err);
    enum kom_status status = add(book, code, &id, r->err);
    if (!status && book->n == had)
        return check_again(r, row, &r->first[id]);
    if (status)
        return status;
    r->first[id] = row;
    const struct kom_text name = cell_of(r, row, r->name, room);
    if (name.n)
        book->entry[id].name = kom_arena_copy(&r->c->work->arena, name.p, name.n);
    return !name.n || book->entry[id].name ? KOM_OK : kom_no_memory(r->err);
}

static enum kom_status read_parent(const struct reading *r, size_t row) {
    struct code_book *book = &r->c->work->book;
    char room[16], other[16];
    const struct kom_text parent = cell_of(r, row, r->parent, room),
                          code = cell_of(r, row, r->code, other);
    if (parent.n == 0)
        return KOM_OK;
    const uint32_t id = kom_intern_find(&book->codes, code),
                   above = kom_intern_find(&book->codes, parent);
    if (above == KOM_NO_ID) {
        struct kom_buf near = {0};
        const bool has_near = kom_names_near(book->codes.text, book->codes.n, parent, &near);
        const enum kom_status status = kom_frame_fail(
            r->frame, row, r->parent, r->err,
            "\"%.*s\" is no code of the codebook%s%.*s; give it a row of its own, with a blank "
            "parent",
            (int)parent.n, parent.p, has_near ? "; did you mean " : "", (int)near.n,
            near.p ? near.p : "");
        kom_buf_fini(&near);
        return status;
    }
    book->entry[id].parent = above;
    return id != above && !code_is_under(book, above, id)
               ? KOM_OK
               : kom_frame_fail(r->frame, row, r->parent, r->err,
                                "code \"%.*s\" would lie under itself", (int)code.n, code.p);
}

enum kom_status code_book_read(struct kom_code *c, struct kom_error *err) {
    const struct kom_frame *f = c->ask.codebook;
    struct reading r = {.c = c, .frame = f, .err = err};
    if (!f)
        return KOM_OK;
    struct kom_ask ask = {f, err, KOM_OK};
    kom_ask_need(&ask, "code", &r.code);
    kom_ask_find(&ask, "parent", &r.parent);
    kom_ask_find(&ask, "name", &r.name);
    r.first = kom_alloc(f->n_rows + 1, sizeof *r.first);
    enum kom_status status = r.first ? ask.status : kom_no_memory(err);
    for (size_t row = 0; row < f->n_rows && !status; row++)
        status = read_code(&r, row);
    for (size_t row = 0; row < f->n_rows && !status && r.parent >= 0; row++)
        status = read_parent(&r, row);
    kom_free(r.first);
    c->has_names = r.name >= 0;
    return status ? status
                  : kom_meet_add_column(&c->work->book.known, "the codebook", f, r.code, err);
}

/* ---- the order of codes ---- */

struct ordered {
    struct kom_text text;
    uint32_t id;
};

static int by_text(const void *a, const void *b) {
    return kom_text_compare(((const struct ordered *)a)->text, ((const struct ordered *)b)->text);
}

/* place[id]: where a code goes. */
static enum kom_status move(struct kom_code *c, const struct ordered *item, const uint32_t *place,
                            struct kom_error *err) {
    struct code_book *book = &c->work->book;
    struct code_entry *entry = kom_alloc(book->n + 1, sizeof *entry);
    bool is_done = entry;
    for (size_t i = 0; i < book->n && is_done; i++) {
        entry[i] = book->entry[item[i].id];
        entry[i].parent = entry[i].parent == KOM_NO_ID ? KOM_NO_ID : place[entry[i].parent];
        entry[i].text = kom_arena_copy(&c->work->arena, item[i].text.p, item[i].text.n);
        is_done = entry[i].text;
    }
    if (!is_done) {
        kom_free(entry);
        return kom_no_memory(err);
    }
    kom_free(book->entry);
    book->entry = entry;
    book->cap = book->n;
    for (size_t i = 0; i < c->work->n_segments; i++) {
        uint32_t *code = &c->work->segment[i].code;
        *code = *code == KOM_NO_ID ? KOM_NO_ID : place[*code];
    }
    return KOM_OK;
}

enum kom_status code_book_order(struct kom_code *c, struct kom_error *err) {
    struct code_book *book = &c->work->book;
    struct ordered *item = kom_alloc(book->codes.n + 1, sizeof *item);
    uint32_t *place = kom_alloc(book->codes.n + 1, sizeof *place), id;
    enum kom_status status = item && place ? KOM_OK : kom_no_memory(err);
    for (uint32_t i = 0; i < book->codes.n && !status; i++) {
        item[i] = (struct ordered){book->codes.text[i], i};
        status = add(book, book->codes.text[i], &id, err);
    }
    if (!status) {
        qsort(item, book->n, sizeof *item, by_text);
        for (uint32_t i = 0; i < book->n; i++)
            place[item[i].id] = i;
        status = move(c, item, place, err);
    }
    kom_free(item);
    kom_free(place);
    return status;
}

void code_book_fini(struct code_book *book) {
    kom_intern_fini(&book->codes);
    kom_free(book->entry);
    kom_meet_fini(&book->known);
}
