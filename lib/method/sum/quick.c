/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The quick way: rows with plain numbers or blanks are added up as hundredths, a block at a time,
   so that what is looked for in memory is asked for ahead: the group where it is not known
   (known.c), by the hash of its key, then the key itself, then the sums. All others go the careful
   way (take.c), which every row could go. */
#include <string.h>

#include "columns.h"
#include "prefetch.h"
#include "work.h"

/* Hundredths below it go the quick way. */
static const int64_t most_hundredths = INT64_C(1) << 40;

/* Is a row nothing but its group and its numbers? */
static bool is_plain(const struct kom_summary *s) {
    return s->kind != KOM_SUMMARY_SHARES && s->weighted.column < 0 && s->time_column < 0 &&
           !(s->flags & KOM_STAT_SERIES);
}

bool kom_summary_quick_begin(struct kom_summary_worker *w, const struct kom_view *view) {
    bool ok = kom_summary_known_begin(&w->quick, w->plan, view->extract->reading->is_careful);
    w->quick.is_on = w->quick.is_known && is_plain(w->plan);
    w->quick.can_be_vain = w->quick.is_on && w->plan->kom_column < 0;
    return ok;
}

/* Numbers of the block that the quick way can add. */
static void judge_numbers(const struct kom_summary_worker *w, uint32_t n, bool *is_odd) {
    memset(is_odd, 0, n);
    for (size_t k = 0; k < w->plan->n_measures; k++) {
        const int64_t *x = w->hundredths + k * KOM_BLOCK_ROWS;
        for (uint32_t i = 0; i < n; i++) /* KOM_NO_HUNDREDTHS too */
            is_odd[i] |= (x[i] <= -most_hundredths || x[i] >= most_hundredths) &&
                         x[i] != KOM_BLANK_HUNDREDTHS;
    }
}

/* ---- groups that are not known ---- */

/* The key of a row, as the careful way makes it; false: the row has none. */
static bool add_key(struct kom_summary_quick *q, const struct kom_summary *s,
                    const struct kom_view *view, uint32_t row) {
    if (s->between_column >= 0 && kom_view_code(view, s->between_column, row).n == 0)
        return false;
    for (size_t k = 0; k < s->n_by; k++) {
        char room[16];
        kom_group_add_part(&q->keys, kom_view_group(view, s->by_column[k], row, room));
    }
    if (s->between_column >= 0)
        kom_group_add_part(&q->keys, kom_view_code(view, s->between_column, row));
    return !q->keys.failed;
}

/* Where nothing parts the rows all keys are empty, and have no bytes anywhere. */
static struct kom_text key_of(const struct kom_summary_quick *q,
                              const struct kom_summary_open *open) {
    return (struct kom_text){q->keys.p ? q->keys.p + open->at : "", open->n};
}

/* The rows of the block that are looked for by their keys; how many. */
static uint32_t make_keys(struct kom_summary_worker *w, const struct kom_view *view, uint32_t n) {
    struct kom_summary_quick *q = &w->quick;
    uint32_t n_open = 0;
    kom_buf_reset(&q->keys);
    for (uint32_t i = 0; i < n; i++) {
        if (q->group[i] != KOM_GROUP_NONE || q->is_odd[i] || (w->has_flags && w->flag[i]))
            continue;
        struct kom_summary_open *open = &q->open[n_open];
        open->at = q->keys.n;
        open->row = i;
        if (!add_key(q, w->plan, view, w->from + i))
            continue;
        open->n = (uint32_t)(q->keys.n - open->at);
        const struct kom_text key = key_of(q, open);
        open->hash = kom_group_hash(key, view->extract->seed);
        kom_groups_prefetch(&w->table.groups, open->hash);
        n_open++;
    }
    return n_open;
}

/* What is likely to be read of a group. */
static inline void prefetch_cells(const struct kom_summary_table *t, size_t n_measures,
                                  uint32_t group) {
    kom_prefetch_to_write(&t->sums[group * n_measures]);
    if (t->few)
        kom_prefetch_to_write(&t->few[group * n_measures]);
}

/* Finds or makes the groups of rows that no table of known ones has. A group that finds no room is
   left to the careful way, which says so. */
static void find_groups(struct kom_summary_worker *w, const struct kom_view *view, uint32_t n) {
    struct kom_summary_quick *q = &w->quick;
    struct kom_summary_table *t = &w->table;
    uint32_t n_open = make_keys(w, view, n), guess[KOM_BLOCK_ROWS];
    for (uint32_t k = 0; k < n_open; k++) {
        guess[k] = kom_groups_guess(&t->groups, q->open[k].hash);
        if (guess[k] == KOM_GROUP_NONE)
            continue;
        kom_prefetch(&t->groups.at[guess[k]]);
        prefetch_cells(t, w->plan->n_measures, guess[k]);
    }
    for (uint32_t k = 0; k < n_open; k++)
        if (guess[k] != KOM_GROUP_NONE)
            kom_prefetch(kom_groups_key(&t->groups, guess[k]).p);
    for (uint32_t k = 0; k < n_open; k++) {
        const struct kom_summary_open *open = &q->open[k];
        const struct kom_text key = key_of(q, open);
        q->group[open->row] = kom_summary_make_group(w->plan, t, key, open->hash);
        kom_summary_known_learn(q, open->row, q->group[open->row]);
    }
}

/* ---- rows ---- */

/* false: memory ran out. */
static bool add_row(struct kom_summary_worker *w, uint32_t i, uint32_t group) {
    struct kom_summary_table *t = &w->table;
    size_t n = w->plan->n_measures, at = group * n;
    for (size_t k = 0; k < n; k++, at++) {
        int64_t x = w->hundredths[k * KOM_BLOCK_ROWS + i];
        if (x == KOM_BLANK_HUNDREDTHS) {
            if (!kom_summary_add_missing(t, at))
                return false;
            continue;
        }
        if (!kom_summary_add_small(&t->sums[at], x) && !kom_summary_add_hundredths(t, at, x))
            return false;
        if (t->few)
            kom_few_add_hundredths(&t->few[at], x, &w->sorter, &t->nbytes);
    }
    return true;
}

static void prefetch_groups(const struct kom_summary_worker *w, uint32_t n) {
    for (uint32_t i = 0; i < n; i++)
        if (w->quick.group[i] != KOM_GROUP_NONE)
            prefetch_cells(&w->table, w->plan->n_measures, w->quick.group[i]);
}

/* Where the next value goes. */
static void prefetch_values(const struct kom_summary_worker *w, uint32_t n) {
    const struct kom_few *few = w->table.few;
    for (uint32_t i = 0; i < n; i++)
        if (w->quick.group[i] != KOM_GROUP_NONE)
            kom_few_prefetch(&few[w->quick.group[i] * w->plan->n_measures]);
}

bool kom_summary_quick_block(struct kom_summary_worker *w, const struct kom_view *view,
                             uint32_t n) {
    struct kom_summary_quick *q = &w->quick;
    memset(q->is_entered, 0, n);
    if (!q->is_known)
        return true;
    kom_summary_known_find(q, view, w->from, n);
    if (!q->is_on)
        return true;
    judge_numbers(w, n, q->is_odd);
    prefetch_groups(w, n);
    if (w->plan->kom_column < 0)
        find_groups(w, view, n);
    if (w->table.few)
        prefetch_values(w, n);
    for (uint32_t i = 0; i < n; i++) {
        q->is_entered[i] =
            q->group[i] != KOM_GROUP_NONE && !q->is_odd[i] && !(w->has_flags && w->flag[i]);
        if (q->is_entered[i] && !add_row(w, i, q->group[i]))
            return false;
    }
    return true;
}
