/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The quick way where one column's codes are the groups: rows of groups that were met before, with
   plain numbers, are added up as hundredths, a block at a time, so that what is looked for in
   memory is asked for ahead. All other rows go the careful way (take.c), which every row
   could go.
 */
#include <string.h>

#include "columns.h"
#include "intern.h"
#include "work.h"

enum { HUNDREDTHS_SCALE = 2, CODES_FIRST = 256 };

/* Hundredths below it go the quick way. */
static const int64_t most_hundredths = INT64_C(1) << 40;

/* Are the groups the codes of one column of the input, as they stand? */
static bool is_one_code(const struct kom_summary *s, const struct kom_view *view) {
    if (s->n_by != 1 || s->by_place[0] >= 0 || s->between_column >= 0 || s->spreads)
        return false;
    const struct kom_word *word = view->extract->columns[s->by_column[0]].word;
    return (!word || word->kind != KOM_KIND_PERIOD) &&
           kom_view_form(view, s->by_column[0])->day.shape == KOM_DAY_ISO;
}

/* Is a row nothing but its group and its numbers? */
static bool is_plain(const struct kom_summary *s) {
    return s->kind == KOM_SUMMARY_FIGURES && s->weighted.column < 0 && s->time_column < 0 &&
           s->kom_column < 0 && !(s->flags & KOM_STAT_SERIES);
}

void kom_summary_quick_begin(struct kom_summary_worker *w, const struct kom_view *view) {
    w->quick.is_one_code = is_one_code(w->plan, view);
    w->quick.is_on = w->quick.is_one_code && is_plain(w->plan);
}

/* Where a code is, or would be. */
static struct kom_summary_code *find(const struct kom_summary_quick *q, uint64_t key) {
    size_t mask = q->n_codes - 1, i = (size_t)kom_hash_u64(key) & mask;
    while (q->code[i].group && q->code[i].key != key)
        i = (i + 1) & mask;
    return &q->code[i];
}

uint32_t kom_summary_quick_group(const struct kom_summary_worker *w, uint64_t key) {
    if (w->quick.n_codes == 0 || kom_key_is_hash(key))
        return KOM_GROUP_NONE;
    return find(&w->quick, key)->group - 1;
}

/* Room for one code more; two of three are taken at most. */
static bool make_room(struct kom_summary_quick *q) {
    struct kom_summary_quick old = {.code = q->code, .n_codes = q->n_codes};
    if (q->n_codes && q->n + 1 <= q->n_codes / 3 * 2)
        return true;
    size_t n = q->n_codes ? 2 * q->n_codes : CODES_FIRST;
    struct kom_summary_code *code = kom_alloc(n, sizeof *code);
    if (!code)
        return false;
    q->code = code;
    q->n_codes = n;
    for (size_t i = 0; i < old.n_codes; i++)
        if (old.code[i].group)
            *find(q, old.code[i].key) = old.code[i];
    kom_free(old.code);
    return true;
}

/* That a code finds no room does no harm: its rows go the careful way. */
void kom_summary_quick_learn(struct kom_summary_worker *w, uint64_t key, uint32_t group) {
    struct kom_summary_quick *q = &w->quick;
    if (group == KOM_GROUP_NONE || kom_key_is_hash(key) || !make_room(q))
        return;
    *find(q, key) = (struct kom_summary_code){key, group + 1};
    q->n++;
}

/* Adds row i of the block; false, and nothing added, when it is to go the careful way. */
static bool add_row(struct kom_summary_worker *w, uint32_t i, uint32_t group) {
    struct kom_summary_table *t = &w->table;
    size_t n = w->plan->n_measures, at = group * n;
    for (size_t k = 0; k < n; k++) {
        int64_t x = w->hundredths[k * KOM_BLOCK_ROWS + i];
        if (x <= -most_hundredths || x >= most_hundredths)
            return false; /* KOM_NO_HUNDREDTHS too */
    }
    for (size_t k = 0; k < n; k++, at++) {
        int64_t x = w->hundredths[k * KOM_BLOCK_ROWS + i];
        kom_summary_widen_hundredths(&t->sums[at], x);
        kom_exact_add_decimal(&t->sums[at].exact, x, HUNDREDTHS_SCALE);
        if (t->few)
            kom_few_add_hundredths(&t->few[at], x, &w->sorter, &t->nbytes);
    }
    return true;
}

static void find_groups(struct kom_summary_worker *w, const struct kom_view *view, uint32_t n) {
    struct kom_summary_quick *q = &w->quick;
    const struct kom_summary_table *t = &w->table;
    size_t mask = q->n_codes - 1, n_measures = w->plan->n_measures;
    for (uint32_t i = 0; i < n; i++) {
        q->key[i] = kom_text_key(kom_view_code(view, w->plan->by_column[0], w->from + i),
                                 view->extract->seed);
        __builtin_prefetch(&q->code[(size_t)kom_hash_u64(q->key[i]) & mask]);
    }
    for (uint32_t i = 0; i < n; i++) {
        q->group[i] = kom_summary_quick_group(w, q->key[i]);
        if (q->group[i] == KOM_GROUP_NONE)
            continue;
        __builtin_prefetch(&t->sums[q->group[i] * n_measures], 1);
        if (t->few)
            __builtin_prefetch(&t->few[q->group[i] * n_measures], 1);
    }
}

void kom_summary_quick_block(struct kom_summary_worker *w, const struct kom_view *view,
                             uint32_t n) {
    struct kom_summary_quick *q = &w->quick;
    memset(q->is_entered, 0, n);
    if (q->n == 0)
        return;
    find_groups(w, view, n);
    for (uint32_t i = 0; i < n; i++)
        q->is_entered[i] = q->group[i] != KOM_GROUP_NONE && !(w->has_flags && w->flag[i]) &&
                           add_row(w, i, q->group[i]);
}
