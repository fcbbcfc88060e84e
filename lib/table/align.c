/* SPDX-License-Identifier: GPL-3.0-or-later */
/* KOM in one year's file is Kom in the next and kommune in the one after: one column all the same,
   as each alone would be found by the same name. */
#include "align.h"

#include "extract_next.h"
#include "heading_index.h"

/* The heading of the table that a field stands for, -1: none. */
static int meant_by(const struct kom_extract *x, const struct kom_file_plan *plan, uint32_t field) {
    const struct kom_text name = plan->headings[field];
    if (kom_heading_spelt(x->index, name, 0) >= 0)
        return -1;
    int at = kom_heading_sole_alike(x->index, name),
        own = kom_heading_sole_alike(plan->index, name);
    const struct kom_word *word = plan->index->word[field];
    if (at < 0 && word) {
        at = kom_heading_sole_meant(x->index, word);
        own = kom_heading_sole_meant(plan->index, word);
    }
    bool is_sole =
        at >= 0 && own == (int)field && kom_heading_spelt(plan->index, x->headings[at], 0) < 0;
    return is_sole ? at : -1;
}

enum { SHOWN_MAX = 8 };

static void say(struct kom_extract *x, const struct kom_file_plan *plan, uint32_t field, int at,
                size_t n) {
    struct kom_text from = plan->headings[field], to = x->headings[at];
    if (n == 0)
        kom_buf_printf(&x->aligned, "%s: ", plan->name);
    if (n < SHOWN_MAX)
        kom_buf_printf(&x->aligned, "%s%.*s for %.*s",
                       n ? ", " : "taken as one column: ", (int)from.n, from.p, (int)to.n, to.p);
}

enum kom_status kom_headings_align(struct kom_extract *x, struct kom_file_plan *plan,
                                   struct kom_error *err) {
    const uint32_t n_fields = plan->split.n_fields;
    struct kom_text *name = kom_arena_take(&x->arena, (n_fields + 1) * sizeof *name);
    size_t n = 0;
    if (!name)
        return kom_extract_no_memory(x, err);
    for (uint32_t i = 0; i < n_fields; i++) {
        const int at = meant_by(x, plan, i);
        name[i] = at < 0 ? plan->headings[i] : x->headings[at];
        if (at >= 0)
            say(x, plan, i, at, n++);
    }
    if (n == 0)
        return KOM_OK;
    if (n > SHOWN_MAX)
        kom_buf_printf(&x->aligned, " and %zu more", n - SHOWN_MAX);
    kom_buf_byte(&x->aligned, '\n');
    plan->headings = name;
    kom_file_plan_forget_index(plan);
    plan->index = kom_heading_index_new(plan->headings, n_fields);
    return plan->index && !x->aligned.failed ? KOM_OK : kom_extract_no_memory(x, err);
}
