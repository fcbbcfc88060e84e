/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The quick way where one column's codes are the groups: rows of groups that were met before, with
   plain numbers, are added up as hundredths, and brought to their cells once a batch. All other
   rows go the careful way (take.c), which every row could go. */
#include <string.h>

#include "columns.h"
#include "intern.h"
#include "work.h"

/* Below this the sum of a batch, and the sum of squares, cannot overflow. */
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

bool kom_summary_quick_begin(struct kom_summary_worker *w, const struct kom_view *view) {
    struct kom_summary_quick *q = &w->quick;
    q->is_one_code = is_one_code(w->plan, view);
    q->is_on = q->is_one_code && is_plain(w->plan);
    if (q->is_on && !q->tally)
        q->tally = kom_alloc(KOM_SUMMARY_QUICK_GROUPS * w->plan->n_measures, sizeof *q->tally);
    return !q->is_on || q->tally;
}

uint32_t kom_summary_quick_group(const struct kom_summary_worker *w, uint64_t key) {
    const struct kom_summary_quick *q = &w->quick;
    size_t at = kom_hash_u64(key) % KOM_SUMMARY_MEMO;
    return q->memo[at].key == key ? q->memo[at].group - 1 : KOM_GROUP_NONE;
}

void kom_summary_quick_learn(struct kom_summary_worker *w, uint64_t key, uint32_t group) {
    size_t at = kom_hash_u64(key) % KOM_SUMMARY_MEMO;
    if (kom_key_is_hash(key))
        return;
    w->quick.memo[at].key = key;
    w->quick.memo[at].group = group + 1; /* KOM_GROUP_NONE becomes 0: not kept */
}

static void add(struct kom_summary_tally *t, int64_t x) {
    t->sum += x;
    t->square += (kom_u128)((kom_i128)x * x);
    t->min = t->n == 0 || x < t->min ? x : t->min;
    t->max = t->n == 0 || x > t->max ? x : t->max;
    t->n++;
}

/* Adds row i of the block; false, and nothing added, when it is to go the careful way. */
static bool add_row(struct kom_summary_worker *w, uint32_t i, uint32_t group) {
    size_t n = w->plan->n_measures, first = group * n;
    for (size_t k = 0; k < n; k++) {
        int64_t x = w->hundredths[k * KOM_BLOCK_ROWS + i];
        if (x <= -most_hundredths || x >= most_hundredths)
            return false; /* KOM_NO_HUNDREDTHS too */
    }
    for (size_t k = 0; k < n; k++) {
        int64_t x = w->hundredths[k * KOM_BLOCK_ROWS + i];
        add(&w->quick.tally[first + k], x);
        if (w->plan->flags & KOM_STAT_VALUES)
            kom_values_add_hundredths(&w->table.cell[first + k].values, x, &w->sorter);
    }
    return true;
}

void kom_summary_quick_block(struct kom_summary_worker *w, const struct kom_view *view,
                             uint32_t n) {
    int column = w->plan->by_column[0];
    for (uint32_t i = 0; i < n; i++) {
        uint64_t key = kom_text_key(kom_view_code(view, column, w->from + i), view->extract->seed);
        uint32_t group = kom_summary_quick_group(w, key);
        w->quick.is_entered[i] = group < KOM_SUMMARY_QUICK_GROUPS &&
                                 !(w->has_flags && w->flag[i]) && add_row(w, i, group);
    }
}

/* What a tally holds goes to its cell. */
static void settle(struct kom_summary_cell *cell, struct kom_summary_tally *t) {
    const struct kom_exact sums = {
        .n = t->n, .n_slots = 1, .one = {.sum = t->sum, .square_low = t->square, .scale = 2}};
    struct kom_num min = kom_num_hundredths(t->min), max = kom_num_hundredths(t->max);
    kom_summary_widen(cell, &min, &max);
    kom_exact_merge(&cell->exact, &sums);
    *t = (struct kom_summary_tally){0};
}

void kom_summary_quick_end(struct kom_summary_worker *w) {
    size_t n = w->table.n < KOM_SUMMARY_QUICK_GROUPS ? w->table.n : KOM_SUMMARY_QUICK_GROUPS;
    for (size_t i = 0; w->quick.is_on && i < n * w->plan->n_measures; i++)
        if (w->quick.tally[i].n)
            settle(&w->table.cell[i], &w->quick.tally[i]);
}
