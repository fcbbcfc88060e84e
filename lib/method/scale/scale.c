/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs of a questionnaire, and its end. */
#include <string.h>

#include "work.h"

enum kom_status kom_scale_new(struct kom_scale **out, const struct kom_scale_request *request,
                              struct kom_error *err) {
    struct kom_scale *s = *out = kom_alloc(1, sizeof *s);
    if (!s)
        return scale_no_memory(err);
    s->given.ask = *request;
    enum kom_status status = scale_book_read(&s->given.book, request->codebook, err);
    if (!status && request->labels)
        status = scale_book_label(&s->given.book, request->labels, err);
    return status;
}

/* ---- the verbs ---- */

enum kom_status kom_scale_ask(struct kom_scale *s, struct kom_extract *x, struct kom_error *err) {
    return scale_ask(&s->given, x, err);
}

void kom_scale_header(const struct kom_scale *s, struct kom_buf *out) {
    scale_scores_header(&s->given, out);
}

static bool books_init(struct scale_books *b, const struct scale_given *g) {
    b->g = g;
    b->block.code = kom_alloc((g->n_used + 1) * KOM_BLOCK_ROWS, sizeof *b->block.code);
    b->met = kom_alloc(g->n_used + 1, sizeof *b->met);
    b->sum = kom_alloc((g->n_scores + 1) * KOM_BLOCK_ROWS, sizeof *b->sum);
    b->units = kom_alloc(g->n_used + 1, sizeof *b->units);
    b->last = KOM_GROUP_NONE;
    return b->block.code && b->met && b->sum && b->units;
}

static enum kom_status hire(void *method, unsigned *n, void *worker[], struct kom_error *err) {
    struct kom_scale *s = method;
    s->books = kom_alloc(*n, sizeof *s->books);
    if (!s->books)
        return scale_no_memory(err);
    while (s->n_books < *n) {
        struct scale_books *b = &s->books[s->n_books];
        worker[s->n_books++] = b;
        if (!books_init(b, &s->given))
            return scale_no_memory(err);
    }
    return KOM_OK;
}

static enum kom_status finish(void *method, const struct kom_extract *x, struct kom_error *err) {
    (void)x;
    return scale_judge_seen(method, err);
}

static enum kom_status finish_tally(void *method, const struct kom_extract *x,
                                    struct kom_error *err) {
    enum kom_status status = finish(method, x, err);
    return status ? status : scale_tally_gather(method, err);
}

static enum kom_status write_items(void *method, const struct kom_out *to, struct kom_error *err) {
    return scale_items_write(method, to, err);
}

static enum kom_status write_reliability(void *method, const struct kom_out *to,
                                         struct kom_error *err) {
    return scale_reliability_write(method, to, err);
}

const struct kom_method *kom_scale_method(const struct kom_scale *s) {
    static const struct kom_method of[] = {
        [KOM_SCALE_SCORES] = {.is_streaming = true,
                              .hire = hire,
                              .take = scale_take_wide,
                              .finish = finish},
        [KOM_SCALE_ITEMS] = {.hire = hire,
                             .take = scale_take_wide,
                             .finish = finish_tally,
                             .write = write_items},
        [KOM_SCALE_RELIABILITY] = {.hire = hire,
                                   .take = scale_take_wide,
                                   .finish = finish_tally,
                                   .write = write_reliability},
    };
    return &of[s->given.ask.table];
}

/* ---- the end ---- */

static void books_fini(struct scale_books *b) {
    for (size_t i = 0; b->met && i < b->g->n_used; i++) {
        kom_codes_fini(&b->met[i].texts);
        kom_free(b->met[i].code);
    }
    kom_free(b->met);
    kom_free(b->block.code);
    kom_free(b->sum);
    kom_free(b->units);
    scale_tally_fini(&b->tally);
    kom_buf_fini(&b->key);
    kom_free(b->seen);
}

void kom_scale_free(struct kom_scale *s) {
    if (!s)
        return;
    for (unsigned i = 0; i < s->n_books; i++)
        books_fini(&s->books[i]);
    kom_free(s->books);
    scale_tally_fini(&s->answer);
    kom_free(s->order);
    scale_book_fini(&s->given.book);
    kom_arena_fini(&s->given.arena);
    kom_free(s);
}
