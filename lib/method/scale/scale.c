/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs of a questionnaire, and its end. */
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
    b->has_answer = kom_alloc(g->n_used + 1, sizeof *b->has_answer);
    b->unmet = kom_alloc(g->frame.n_known + 1, sizeof *b->unmet);
    return b->block.code && b->unmet && b->met && b->sum && b->units && b->has_answer &&
           (!g->is_long || scale_store_init(&b->store, g));
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
    struct kom_scale *s = method;
    const struct scale_given *g = &s->given;
    (void)x;
    enum kom_status status = g->is_long ? scale_gather(s, err) : scale_judge_seen(s, err);
    if (status || g->ask.table == KOM_SCALE_SCORES)
        return status;
    if (g->is_long)
        status = scale_people_tally(s, err);
    if (!status && scale_uses_frame(g))
        status = scale_judge_frame(s, err);
    return status ? status : scale_tally_gather(s, err);
}

static enum kom_status write(void *method, const struct kom_out *to, struct kom_error *err) {
    struct kom_scale *s = method;
    switch (s->given.ask.table) {
    case KOM_SCALE_SCORES:
        return scale_people_write(s, to, err);
    case KOM_SCALE_ITEMS:
        return scale_items_write(s, to, err);
    case KOM_SCALE_RELIABILITY:
        return scale_reliability_write(s, to, err);
    case KOM_SCALE_RESPONSE:
        return scale_response_write(s, to, err);
    case KOM_SCALE_COMPARE:
        break;
    }
    return scale_compare_write(s, to, err);
}

bool kom_scale_is_streaming(const struct kom_scale *s) {
    return s->given.ask.table == KOM_SCALE_SCORES && !s->given.is_long;
}

const struct kom_method *kom_scale_method(const struct kom_scale *s) {
    static const struct kom_method streaming = {.is_streaming = true,
                                                .hire = hire,
                                                .take = scale_take_wide,
                                                .finish = finish},
                                   wide = {.reasons = scale_reasons,
                                           .n_reasons = SCALE_N_REASONS,
                                           .hire = hire,
                                           .take = scale_take_wide,
                                           .finish = finish,
                                           .write = write},
                                   gathering = {.reasons = scale_reasons,
                                                .n_reasons = SCALE_N_REASONS,
                                                .hire = hire,
                                                .take = scale_take_long,
                                                .finish = finish,
                                                .write = write};
    return s->given.is_long ? &gathering : kom_scale_is_streaming(s) ? &streaming : &wide;
}

/* ---- notes ---- */

static void say_unknown(const struct kom_scale *s, struct kom_buf *text) {
    uint64_t n = 0;
    for (unsigned i = 0; i < s->n_books; i++)
        n += s->books[i].n_unknown;
    if (n)
        kom_buf_printf(text, "frame: %llu %s not in it, and counted nowhere", (unsigned long long)n,
                       n > 1 ? "respondents are" : "respondent is");
}

/* Items that nobody answered count as asked. */
static void say_unanswered(const struct kom_scale *s, struct kom_buf *text) {
    const struct scale_given *g = &s->given;
    size_t n = 0, n_respondents = s->store.persons.n;
    for (unsigned k = 0; k < s->n_books; k++)
        n_respondents += s->books[k].n_seen;
    for (size_t i = 0; i < g->n_used && n_respondents; i++) {
        bool has_answer = false;
        for (unsigned k = 0; k < s->n_books; k++)
            has_answer = has_answer || s->books[k].has_answer[i];
        if (has_answer)
            continue;
        kom_buf_str(text, n == 0 ? "nobody answered " : n < 5 ? ", " : "");
        if (n < 5)
            kom_buf_text(text, g->book.item[g->used[i]].name);
        n++;
    }
    if (n > 5)
        kom_buf_printf(text, " and %zu more", n - 5);
    if (n)
        kom_buf_str(text, n > 1 ? "; they count as asked" : "; it counts as asked");
}

bool kom_scale_note(const struct kom_scale *s, int i, struct kom_buf *text) {
    const size_t n = s->given.book.n_other_labels;
    kom_buf_reset(text);
    if (i == 0 && n)
        kom_buf_printf(text, "answer-labels: %zu %s of items that the codebook has not", n,
                       n > 1 ? "rows are" : "row is");
    else if (i == 1)
        say_unknown(s, text);
    else if (i == 2)
        say_unanswered(s, text);
    else if (i == 3)
        scale_say_others(s, text);
    else if (i == 4)
        scale_say_twice(&s->given.frame, text);
    return text->n;
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
    kom_free(b->has_answer);
    kom_intern_fini(&b->waves);
    for (size_t i = 0; b->unmet && i < b->g->frame.n_known; i++)
        kom_unmet_fini(&b->unmet[i]);
    kom_free(b->unmet);
    scale_tally_fini(&b->tally);
    scale_store_fini(&b->store);
    kom_codes_fini(&b->items);
    kom_codes_fini(&b->answers);
    kom_free(b->item_of);
    kom_buf_fini(&b->key);
    kom_buf_fini(&b->cell);
    kom_buf_fini(&b->sample);
    kom_free(b->seen);
}

void kom_scale_free(struct kom_scale *s) {
    if (!s)
        return;
    for (unsigned i = 0; i < s->n_books; i++)
        books_fini(&s->books[i]);
    kom_free(s->books);
    scale_store_fini(&s->store);
    kom_free(s->persons);
    kom_free(s->other);
    scale_tally_fini(&s->answer);
    kom_free(s->order);
    scale_frame_fini(&s->given.frame);
    scale_book_fini(&s->given.book);
    kom_arena_fini(&s->given.arena);
    kom_free(s);
}
