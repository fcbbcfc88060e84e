/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the codebook: an item a row. What contradicts itself is refused with its line: nothing
   here may be guessed, as every score rests on it. */
#include "book.h"

#include <string.h>

#include "ask.h"

struct columns {
    int item, scale, reversed, lowest, highest, kind[SCALE_N_KINDS];
};

static enum kom_status no_memory(struct kom_error *err) {
    return kom_no_memory_in(err, "the codebook");
}

/* ---- cells ---- */

static enum kom_status read_bound(const struct kom_frame *f, size_t row, int column, int32_t *bound,
                                  struct kom_error *err) {
    struct kom_num value;
    enum kom_nothing nothing;
    enum kom_status status = kom_frame_number(f, row, column, &value, &nothing, err);
    if (status)
        return status;
    if (nothing)
        return kom_frame_needs(f, row, column, err);
    if (!value.is_exact || value.scale || value.mantissa < -SCALE_BOUND_MAX ||
        value.mantissa > SCALE_BOUND_MAX)
        return kom_frame_fail(f, row, column, err, "is no whole number from -%d to %d",
                              SCALE_BOUND_MAX, SCALE_BOUND_MAX);
    *bound = (int32_t)value.mantissa;
    return KOM_OK;
}

static enum kom_status read_bounds(struct scale_item *item, const struct kom_frame *f,
                                   const struct columns *c, struct kom_error *err) {
    enum kom_status status = read_bound(f, item->row, c->lowest, &item->lowest, err);
    if (!status)
        status = read_bound(f, item->row, c->highest, &item->highest, err);
    if (status)
        return status;
    if (item->highest <= item->lowest)
        return kom_frame_fail(f, item->row, c->highest, err,
                              "%d is not above the lowest answer, %d; correct one of the two",
                              (int)item->highest, (int)item->lowest);
    if (scale_width(item) > SCALE_WIDTH_MAX)
        return kom_frame_fail(f, item->row, c->highest, err,
                              "%d lies %u above the lowest answer, and at most %d are counted one "
                              "by one",
                              (int)item->highest, scale_width(item), SCALE_WIDTH_MAX);
    return KOM_OK;
}

static bool is_word(struct kom_text t, const char *const *words) {
    bool is_one = false;
    for (; *words; words++)
        is_one = is_one || kom_name_alike(kom_text_of(*words), t);
    return is_one;
}

static enum kom_status read_reversed(struct scale_item *item, const struct kom_frame *f, int column,
                                     struct kom_error *err) {
    static const char *const yes[] = {"yes", "ja", "1", "x", "true", NULL};
    static const char *const no[] = {"no", "nej", "0", "false", NULL};
    if (column < 0)
        return KOM_OK;
    const struct kom_text cell = kom_text_trim(kom_frame_cell(f, item->row, column));
    item->is_reversed = is_word(cell, yes);
    if (cell.n == 0 || item->is_reversed || is_word(cell, no))
        return KOM_OK;
    return kom_frame_fail(f, item->row, column, err,
                          "\"%.*s\" is neither yes nor no; yes where the highest answer means the "
                          "least",
                          (int)cell.n, cell.p);
}

/* The next piece of a list with | between its pieces, without blanks around it. */
static struct kom_text next_piece(struct kom_text *rest) {
    const char *bar = rest->n ? memchr(rest->p, '|', rest->n) : NULL;
    const size_t n = bar ? (size_t)(bar - rest->p) : rest->n;
    const struct kom_text piece = {rest->p, n};
    const size_t step = bar ? n + 1 : n;
    rest->p += step;
    rest->n -= step;
    return kom_text_trim(piece);
}

static enum kom_status read_kinds(struct scale_item *item, const struct kom_frame *f,
                                  const struct columns *c, struct kom_error *err) {
    enum kom_status status = KOM_OK;
    for (uint16_t kind = SCALE_DONT_KNOW; kind < SCALE_N_KINDS; kind++) {
        if (c->kind[kind] < 0)
            continue;
        const struct scale_said at = {f, item->row, c->kind[kind]};
        struct kom_text rest = kom_text_trim(kom_frame_cell(f, item->row, c->kind[kind]));
        while (rest.n && !status) {
            const struct kom_text piece = next_piece(&rest);
            if (piece.n)
                status = scale_item_say(item, piece, kind, &at, err);
        }
    }
    return status;
}

/* ---- scales ---- */

static enum kom_status join_scale(struct scale_book *book, uint32_t i, struct kom_text name,
                                  int column, struct kom_error *err) {
    const size_t n = book->scales.n;
    const uint32_t id = kom_intern_add(&book->scales, name);
    void *p = book->scale;
    if (id == KOM_NO_ID || kom_grow(&p, &book->cap_scales, book->scales.n, sizeof *book->scale))
        return no_memory(err);
    book->scale = p;
    if (book->scales.n > n) {
        book->scale[id] = (struct scale_scale){.name = book->scales.text[id], .is_even = true};
        book->n_scales = book->scales.n;
    }
    struct scale_scale *s = &book->scale[id];
    const struct scale_item *item = &book->item[i];
    if (s->n && s->item[s->n - 1] == i)
        return kom_frame_fail(book->frame, item->row, column, err, "names the scale \"%.*s\" twice",
                              (int)name.n, name.p);
    p = s->item;
    if (kom_grow(&p, &s->cap, s->n + 1, sizeof *s->item))
        return no_memory(err);
    s->item = p;
    s->item[s->n++] = i;
    const struct scale_item *first = &book->item[s->item[0]];
    s->is_even = s->is_even && first->lowest == item->lowest && first->highest == item->highest;
    return KOM_OK;
}

static enum kom_status join_scales(struct scale_book *book, uint32_t i, int column,
                                   struct kom_error *err) {
    enum kom_status status = KOM_OK;
    struct kom_text rest = {NULL, 0};
    if (column >= 0)
        rest = kom_text_trim(kom_frame_cell(book->frame, book->item[i].row, column));
    while (rest.n && !status) {
        const struct kom_text piece = next_piece(&rest);
        if (piece.n)
            status = join_scale(book, i, piece, column, err);
    }
    return status;
}

/* ---- items ---- */

static enum kom_status read_name(struct scale_book *book, size_t row, int column,
                                 struct kom_error *err) {
    struct scale_item *item = &book->item[row];
    item->name = kom_text_trim(kom_frame_cell(book->frame, row, column));
    item->row = row;
    if (item->name.n == 0)
        return kom_frame_needs(book->frame, row, column, err);
    const uint32_t id = kom_intern_add(&book->items, item->name);
    if (id == KOM_NO_ID)
        return no_memory(err);
    if (id != row)
        return kom_frame_fail(book->frame, row, column, err,
                              "item \"%.*s\" stands on line %llu already; an item has one row, "
                              "which may name several scales with | between them",
                              (int)item->name.n, item->name.p,
                              (unsigned long long)book->frame->line[id]);
    return KOM_OK;
}

static void note_bytes(struct scale_item *item) {
    for (unsigned b = 0; b < SCALE_BYTES; b++)
        item->by_byte[b] = SCALE_OPEN;
    item->by_byte[' '] = item->by_byte['\t'] = SCALE_BLANK;
    for (int32_t digit = 0; digit <= 9; digit++)
        if (digit >= item->lowest && digit <= item->highest)
            item->by_byte['0' + digit] = (uint16_t)(SCALE_FIRST + digit - item->lowest);
}

static enum kom_status read_item(struct scale_book *book, size_t row, const struct columns *c,
                                 struct kom_error *err) {
    struct scale_item *item = &book->item[row];
    enum kom_status status = read_name(book, row, c->item, err);
    if (!status)
        status = read_bounds(item, book->frame, c, err);
    if (status)
        return status;
    note_bytes(item);
    status = read_reversed(item, book->frame, c->reversed, err);
    if (!status)
        status = read_kinds(item, book->frame, c, err);
    return status ? status : join_scales(book, (uint32_t)row, c->scale, err);
}

enum kom_status scale_book_read(struct scale_book *book, const struct kom_frame *frame,
                                struct kom_error *err) {
    struct kom_ask ask = {.frame = frame, .err = err};
    struct columns c;
    kom_ask_need(&ask, "item", &c.item);
    kom_ask_need(&ask, "lowest", &c.lowest);
    kom_ask_need(&ask, "highest", &c.highest);
    kom_ask_find(&ask, "scale", &c.scale);
    kom_ask_find(&ask, "reversed", &c.reversed);
    for (uint16_t kind = SCALE_DONT_KNOW; kind < SCALE_N_KINDS; kind++)
        kom_ask_find(&ask, scale_kind_word(kind), &c.kind[kind]);
    if (ask.status)
        return ask.status;
    book->frame = frame;
    book->n = frame->n_rows;
    book->item = kom_alloc(book->n + 1, sizeof *book->item);
    if (!book->item)
        return no_memory(err);
    enum kom_status status = KOM_OK;
    for (size_t row = 0; row < book->n && !status; row++)
        status = read_item(book, row, &c, err);
    if (!status)
        status = kom_meet_add_column(&book->spelt, "the codebook", frame, c.item, err);
    if (!status && book->n == 0)
        status = kom_fail(err, KOM_EDATA, "--codebook: it has no item");
    return status;
}

void scale_book_fini(struct scale_book *book) {
    for (size_t i = 0; book->item && i < book->n; i++) {
        kom_intern_fini(&book->item[i].texts);
        kom_free(book->item[i].code);
    }
    for (size_t i = 0; i < book->n_scales; i++)
        kom_free(book->scale[i].item);
    kom_free(book->item);
    kom_free(book->scale);
    kom_intern_fini(&book->items);
    kom_meet_fini(&book->spelt);
    kom_intern_fini(&book->scales);
}
