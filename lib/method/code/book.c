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

struct book_columns {
    int code, parent, name;
};

static enum kom_status read_code(struct kom_code *c, const struct book_columns *column, size_t row,
                                 struct kom_error *err) {
    const struct kom_frame *f = c->ask.codebook;
    struct code_book *book = &c->work->book;
    char room[16];
    uint32_t id;
    const struct kom_text code = kom_frame_group(f, row, column->code, room);
    if (code.n == 0)
        return kom_frame_needs(f, row, column->code, err);
    enum kom_status status = add(book, code, &id, err);
    if (status || column->name < 0)
        return status;
    const struct kom_text name = kom_text_trim(kom_frame_cell(f, row, column->name));
    if (name.n && !book->entry[id].name)
        book->entry[id].name = kom_arena_copy(&c->work->arena, name.p, name.n);
    return !name.n || book->entry[id].name ? KOM_OK : kom_no_memory(err);
}

static enum kom_status read_parent(struct kom_code *c, const struct book_columns *column,
                                   size_t row, struct kom_error *err) {
    const struct kom_frame *f = c->ask.codebook;
    struct code_book *book = &c->work->book;
    char room[16], other[16];
    const struct kom_text parent = kom_frame_group(f, row, column->parent, room),
                          code = kom_frame_group(f, row, column->code, other);
    if (parent.n == 0)
        return KOM_OK;
    const uint32_t id = kom_intern_find(&book->codes, code),
                   above = kom_intern_find(&book->codes, parent);
    if (above == KOM_NO_ID) {
        struct kom_buf near = {0};
        const bool has_near = kom_names_near(book->codes.text, book->codes.n, parent, &near);
        const enum kom_status status = kom_frame_fail(
            f, row, column->parent, err,
            "\"%.*s\" is no code of the codebook%s%.*s; give it a row of its own, with a blank "
            "parent",
            (int)parent.n, parent.p, has_near ? "; did you mean " : "", (int)near.n,
            near.p ? near.p : "");
        kom_buf_fini(&near);
        return status;
    }
    if (book->entry[id].parent != KOM_NO_ID && book->entry[id].parent != above)
        return kom_frame_fail(f, row, column->parent, err,
                              "code \"%.*s\" lies under \"%.*s\" already; a code has one parent",
                              (int)code.n, code.p, (int)book->codes.text[book->entry[id].parent].n,
                              book->codes.text[book->entry[id].parent].p);
    book->entry[id].parent = above;
    return id != above && !code_is_under(book, above, id)
               ? KOM_OK
               : kom_frame_fail(f, row, column->parent, err, "code \"%.*s\" would lie under itself",
                                (int)code.n, code.p);
}

enum kom_status code_book_read(struct kom_code *c, struct kom_error *err) {
    const struct kom_frame *f = c->ask.codebook;
    struct book_columns column;
    if (!f)
        return KOM_OK;
    struct kom_ask ask = {f, err, KOM_OK};
    kom_ask_need(&ask, "code", &column.code);
    kom_ask_find(&ask, "parent", &column.parent);
    kom_ask_find(&ask, "name", &column.name);
    enum kom_status status = ask.status;
    for (size_t row = 0; row < f->n_rows && !status; row++)
        status = read_code(c, &column, row, err);
    for (size_t row = 0; row < f->n_rows && !status && column.parent >= 0; row++)
        status = read_parent(c, &column, row, err);
    c->has_names = column.name >= 0;
    return status ? status
                  : kom_meet_add_column(&c->work->book.known, "the codebook", f, column.code, err);
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
