/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From segments to a table, step by step. */
#include "work.h"

const char *kom_code_reason_text(enum kom_code_reason reason) {
    static const char *const text[KOM_CODE_REASONS] = {
        "", "no_document", "no_coder", "several_networks", "hidden", "missing"};
    return text[reason];
}

static enum kom_status make_table(struct kom_code *c, struct kom_error *err) {
    switch (c->ask.table) {
    case KOM_CODE_COUNTS:
        return code_counts(c, err);
    case KOM_CODE_PAIRS:
        return code_pairs(c, err);
    case KOM_CODE_AGREEMENT:
        return code_agreement(c, err);
    case KOM_CODE_QUOTES:
        break;
    }
    return code_quotes(c, err);
}

enum kom_status kom_code_make(struct kom_code *c, const struct kom_frame *segments,
                              const struct kom_code_request *request, struct kom_error *err) {
    *c = (struct kom_code){.ask = *request, .work = kom_alloc(1, sizeof *c->work)};
    if (!c->work)
        return kom_no_memory(err);
    c->work->frame = segments;
    enum kom_status status = code_ask(c, err);
    if (!status)
        status = code_book_read(c, err);
    if (!status)
        status = code_take(c, err);
    if (!status)
        status = code_book_order(c, err);
    if (!status)
        status = code_units(c, err);
    if (!status)
        status = make_table(c, err);
    return !status && c->lines.failed ? kom_no_memory(err) : status;
}

static void work_fini(struct kom_code_work *w) {
    code_book_fini(&w->book);
    kom_intern_fini(&w->documents);
    kom_intern_fini(&w->coders);
    kom_intern_fini(&w->texts);
    kom_pairs_fini(&w->units);
    kom_free(w->unit);
    kom_groups_fini(&w->groups);
    kom_pairs_fini(&w->group_documents);
    kom_pairs_fini(&w->readers);
    kom_free(w->segment);
    kom_buf_fini(&w->key);
    kom_unmet_fini(&w->unmet_codes);
    kom_unmet_fini(&w->unmet_documents);
    kom_unmet_fini(&w->unmet_koms);
    kom_unmet_fini(&w->unmet_listed_koms);
    kom_free(w->of_row.group);
    kom_free(w->seen);
    kom_meet_fini(&w->known_documents);
    kom_free(w->listed_row);
    kom_arena_fini(&w->arena);
    kom_free(w);
}

void kom_code_fini(struct kom_code *c) {
    struct kom_code_agreement *row = c->rows;
    for (size_t i = 0; i < c->n_rows && c->ask.table == KOM_CODE_AGREEMENT; i++)
        kom_buf_fini(&row[i].warning);
    kom_free(c->rows);
    kom_free(c->reason);
    kom_buf_fini(&c->lines);
    if (c->work)
        work_fini(c->work);
    *c = (struct kom_code){0};
}
