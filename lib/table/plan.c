/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of a file and its headings before its rows are read. */
#include "extract.h"
#include "extract_next.h"
#include "head.h"

void kom_file_plan_forget(struct kom_file_plan *plan) {
    kom_free(plan->sample);
    plan->sample = NULL;
    kom_arena_fini(&plan->sample_arena);
    kom_buf_fini(&plan->sample_bytes);
}

bool kom_heading_means(const char *name, struct kom_text heading) {
    const struct kom_word *word = kom_word_find(kom_text_of(name));
    return kom_text_is(heading, name) || kom_name_alike(heading, kom_text_of(name)) ||
           (word && kom_word_find(heading) == word);
}

bool kom_reading_is_ours(const struct kom_reading *r, const char *side) {
    return side && r->side ? strcmp(side, r->side) == 0 : side == r->side;
}

/* The running number of heading i among those that are spelt alike. */
static uint32_t nth_of(const struct kom_text *headings, uint32_t i) {
    uint32_t nth = 0;
    for (uint32_t k = 0; k < i; k++)
        nth += kom_text_equal(headings[k], headings[i]);
    return nth;
}

/* Where the nth heading of that spelling is; -1: nowhere. */
static int place_of(const struct kom_text *headings, size_t n, struct kom_text heading,
                    uint32_t nth) {
    for (size_t i = 0; i < n; i++)
        if (kom_text_equal(headings[i], heading) && nth-- == 0)
            return (int)i;
    return -1;
}

/* ---- columns of several files ---- */

int kom_heading_place(const struct kom_text *of, uint32_t i, const struct kom_text *in, size_t n) {
    return place_of(in, n, of[i], nth_of(of, i));
}

int kom_plan_field(const struct kom_extract *x, const struct kom_file_plan *plan, uint32_t at) {
    return kom_heading_place(x->headings, at, plan->headings, plan->split.n_fields);
}

int kom_plan_heading(const struct kom_extract *x, const struct kom_file_plan *plan,
                     uint32_t field) {
    return kom_heading_place(plan->headings, field, x->headings, x->n_headings);
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
