/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of a file and its headings before its rows are read. */
#include "extract.h"
#include "extract_next.h"
#include "head.h"
#include "heading_index.h"

void kom_file_plan_forget(struct kom_file_plan *plan) {
    kom_free(plan->sample);
    plan->sample = NULL;
    kom_arena_fini(&plan->sample_arena);
    kom_buf_fini(&plan->sample_bytes);
}

void kom_file_plan_forget_index(struct kom_file_plan *plan) {
    kom_heading_index_free(plan->index);
    plan->index = NULL;
}

bool kom_heading_means(const char *name, struct kom_text heading) {
    const struct kom_word *word = kom_word_find(kom_text_of(name));
    return kom_text_is(heading, name) || kom_name_alike(heading, kom_text_of(name)) ||
           (word && kom_word_find(heading) == word);
}

bool kom_reading_is_ours(const struct kom_reading *r, const char *side) {
    return side && r->side ? strcmp(side, r->side) == 0 : side == r->side;
}

/* ---- columns of several files ---- */

int kom_plan_field(const struct kom_extract *x, const struct kom_file_plan *plan, uint32_t at) {
    return kom_heading_spelt(plan->index, x->headings[at], x->index->nth[at]);
}

int kom_plan_heading(const struct kom_extract *x, const struct kom_file_plan *plan,
                     uint32_t field) {
    return kom_heading_spelt(x->index, plan->headings[field], plan->index->nth[field]);
}

const struct kom_text *kom_extract_headings(const struct kom_extract *x, size_t *n) {
    *n = x->n_headings;
    return x->headings;
}

const char *kom_aside_name(int reason) {
    static const char *const names[KOM_N_BUILTIN] = {
        "blank", "ragged", "quote", "carriage_return", "encoding", "unreadable", "not_asked"};
    return names[-reason - 1];
}

struct kom_header_at kom_extract_place(const struct kom_extract *x) {
    const struct kom_file_plan *plan = x->files[0];
    return (struct kom_header_at){plan->name, x->reading->side,
                                  x->reading->n_header ? 0 : plan->header_line};
}
