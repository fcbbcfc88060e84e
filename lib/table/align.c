/* SPDX-License-Identifier: GPL-3.0-or-later */
/* KOM in one year's file is Kom in the next and kommune in the one after: one column all the same,
   as each alone would be found by the same name. */
#include "align.h"

#include "companion.h"
#include "extract_next.h"
#include "heading_index.h"

/* The heading of the table that a field stands for, -1: none; *by_word: as both mean a word. */
static int meant_by(const struct kom_extract *x, const struct kom_file_plan *plan, uint32_t field,
                    bool *by_word) {
    const struct kom_text name = plan->headings[field];
    *by_word = false;
    if (kom_heading_spelt(x->index, name, 0) >= 0)
        return -1;
    int at = kom_heading_sole_alike(x->index, name),
        own = kom_heading_sole_alike(plan->index, name);
    const struct kom_word *word = plan->index->word[field];
    if (at < 0 && word) {
        at = kom_heading_sole_meant(x->index, word);
        own = kom_heading_sole_meant(plan->index, word);
        *by_word = true;
    }
    bool is_sole =
        at >= 0 && own == (int)field && kom_heading_spelt(plan->index, x->headings[at], 0) < 0;
    return is_sole ? at : -1;
}

enum { SHOWN_MAX = 8 };

/* The lines about one file: what is but spelt otherwise, and what has another name. */
struct said {
    struct kom_buf *line[2];
    size_t n[2];
};

static void say(struct said *said, const struct kom_extract *x, const struct kom_file_plan *plan,
                uint32_t field, int at, bool by_word) {
    struct kom_buf *line = said->line[by_word];
    struct kom_text from = plan->headings[field], to = x->headings[at];
    const size_t n = said->n[by_word]++;
    if (n == 0)
        kom_buf_printf(line, "%s: ", plan->name);
    if (n < SHOWN_MAX)
        kom_buf_printf(line, "%s%.*s for %.*s", n ? ", " : "taken as one column: ", (int)from.n,
                       from.p, (int)to.n, to.p);
}

static void end(const struct said *said) {
    for (int i = 0; i < 2; i++) {
        if (said->n[i] > SHOWN_MAX)
            kom_buf_printf(said->line[i], " and %zu more", said->n[i] - SHOWN_MAX);
        if (said->n[i])
            kom_buf_byte(said->line[i], '\n');
    }
}

enum kom_status kom_headings_align(struct kom_extract *x, struct kom_file_plan *plan,
                                   struct kom_error *err) {
    const uint32_t n_fields = plan->split.n_fields;
    struct kom_text *name = kom_arena_take(&x->arena, (n_fields + 1) * sizeof *name);
    struct said said = {{&x->aligned, &x->aligned_words}, {0, 0}};
    if (!name)
        return kom_extract_no_memory(x, err);
    for (uint32_t i = 0; i < n_fields; i++) {
        bool by_word;
        const int at = meant_by(x, plan, i, &by_word);
        name[i] = at < 0 ? plan->headings[i] : x->headings[at];
        if (at >= 0)
            say(&said, x, plan, i, at, by_word);
    }
    if (said.n[0] + said.n[1] == 0)
        return KOM_OK;
    end(&said);
    if (kom_companions_follow(&x->arena, plan->headings, name, n_fields, err))
        return kom_extract_no_memory(x, err);
    plan->headings = name;
    kom_file_plan_forget_index(plan);
    plan->index = kom_heading_index_new(plan->headings, n_fields);
    return plan->index && !x->aligned.failed && !x->aligned_words.failed
               ? KOM_OK
               : kom_extract_no_memory(x, err);
}
