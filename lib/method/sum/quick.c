/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The quick way: rows of known groups (known.c), with plain numbers or blanks, are added up as
   hundredths, a block at a time, so that what is looked for in memory is asked for ahead. All
   others go the careful way (take.c), which every row could go. */
#include <string.h>

#include "columns.h"
#include "work.h"

enum { HUNDREDTHS_SCALE = 2 };

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
    return ok;
}

/* Adds row i of the block; false, and nothing added, when it is to go the careful way. */
static bool add_row(struct kom_summary_worker *w, uint32_t i, uint32_t group) {
    struct kom_summary_table *t = &w->table;
    size_t n = w->plan->n_measures, at = group * n;
    for (size_t k = 0; k < n; k++) {
        int64_t x = w->hundredths[k * KOM_BLOCK_ROWS + i];
        if ((x <= -most_hundredths || x >= most_hundredths) && x != KOM_BLANK_HUNDREDTHS)
            return false; /* KOM_NO_HUNDREDTHS too */
    }
    for (size_t k = 0; k < n; k++, at++) {
        int64_t x = w->hundredths[k * KOM_BLOCK_ROWS + i];
        if (x == KOM_BLANK_HUNDREDTHS) {
            kom_summary_add_missing(&t->sums[at]);
            continue;
        }
        kom_summary_widen_hundredths(&t->sums[at], x);
        kom_exact_add_decimal(&t->sums[at].exact, x, HUNDREDTHS_SCALE);
        if (t->few)
            kom_few_add_hundredths(&t->few[at], x, &w->sorter, &t->nbytes);
    }
    return true;
}

static void prefetch_groups(const struct kom_summary_worker *w, uint32_t n) {
    const struct kom_summary_table *t = &w->table;
    size_t n_measures = w->plan->n_measures;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t group = w->quick.group[i];
        if (group == KOM_GROUP_NONE)
            continue;
        __builtin_prefetch(&t->sums[group * n_measures], 1);
        if (t->few)
            __builtin_prefetch(&t->few[group * n_measures], 1);
    }
}

void kom_summary_quick_block(struct kom_summary_worker *w, const struct kom_view *view,
                             uint32_t n) {
    struct kom_summary_quick *q = &w->quick;
    memset(q->is_entered, 0, n);
    if (!q->is_known)
        return;
    kom_summary_known_find(q, view, w->from, n);
    if (!q->is_on)
        return;
    prefetch_groups(w, n);
    for (uint32_t i = 0; i < n; i++)
        q->is_entered[i] = q->group[i] != KOM_GROUP_NONE && !(w->has_flags && w->flag[i]) &&
                           add_row(w, i, q->group[i]);
}
