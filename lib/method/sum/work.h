/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the summaries: what their rows go through. */
#ifndef KOM_SUMMARY_WORK_H
#define KOM_SUMMARY_WORK_H

#include "sum.h"

/* ---- table.c ---- */

/* Widens the range, before what is in it is added. */
void kom_summary_widen(struct kom_summary_sums *sums, const struct kom_num *min,
                       const struct kom_num *max);

/* A bound as hundredths, where it is a decimal of at most two places that has room. */
static inline bool kom_summary_in_hundredths(int64_t bound, int8_t scale, int64_t *hundredths) {
    static const int64_t unit[] = {100, 10, 1};
    return scale >= 0 && scale <= 2 && !__builtin_mul_overflow(bound, unit[scale], hundredths);
}

/* The same for hundredths. */
static inline void kom_summary_widen_hundredths(struct kom_summary_sums *s, int64_t x) {
    const int8_t scale = 2;
    int64_t low, high;
    if (s->exact.n == 0 || !kom_summary_in_hundredths(s->min, s->min_scale, &low) ||
        !kom_summary_in_hundredths(s->max, s->max_scale, &high)) {
        struct kom_num one = {x, 0.0, scale, true};
        kom_summary_widen(s, &one, &one);
        return;
    }
    if (x < low) {
        s->min = x;
        s->min_scale = scale;
    }
    if (x > high) {
        s->max = x;
        s->max_scale = scale;
    }
}

static inline void kom_summary_add_missing(struct kom_summary_sums *sums) {
    if (++sums->n_missing == 0)
        sums->n_missing_high++;
}

/* The cells of a group, made when it is new, by its key and kom_group_hash; KOM_GROUP_NONE: memory
   ran out. */
uint32_t kom_summary_make_group(const struct kom_summary *s, struct kom_summary_table *t,
                                struct kom_text key, uint32_t hash);

void kom_summary_merge_sums(struct kom_summary_sums *to, const struct kom_summary_sums *from);

/* What is known of a group goes to the n_measures empty cells; the table has it no more. */
void kom_summary_take_group(const struct kom_summary *s, struct kom_summary_table *t,
                            uint32_t group, struct kom_sorter *sorter,
                            struct kom_summary_cell *cell);

/* Memory ran out for a cell. */
bool kom_summary_has_failed(const struct kom_summary_cell *cell);
void kom_summary_fini_cell(struct kom_summary_cell *cell);

/* Bytes of a worker's table, with what sorting its groups takes. */
uint64_t kom_summary_nbytes(const struct kom_summary_worker *w);

/* Forgets all groups and keeps the room for them. */
void kom_summary_reset(struct kom_summary_worker *w);
void kom_summary_fini_table(struct kom_summary_table *t, size_t n_measures);

/* ---- runs.c ---- */

/* When the worker's share of the memory is used up its table goes to a file. KOM_EIO, KOM_ENOMEM.
 */
enum kom_status kom_summary_relieve(struct kom_summary_worker *w,
                                    struct kom_error *err) KOM_MUSTUSE;

/* ---- merge.c ---- */

/* Frees the table, and what finds its groups. */
void kom_summary_forget_table(struct kom_summary_worker *w);

/* ---- known.c ---- */

/* Once a batch: the columns that groups follow from; false: memory ran out. */
bool kom_summary_known_begin(struct kom_summary_quick *q, const struct kom_summary *s,
                             bool is_careful);

/* The groups of rows from..from+n-1 as far as they are known. Where most are not, as there are too
   many, none is from then on: looking for a key costs less than looking twice. */
void kom_summary_known_find(struct kom_summary_quick *q, const struct kom_view *view, uint32_t from,
                            uint32_t n);

/* What row i of the block, which went the careful way, teaches: its group. That it finds no room
   does no harm: its kind goes the careful way again. */
void kom_summary_known_learn(struct kom_summary_quick *q, uint32_t i, uint32_t group);

uint64_t kom_summary_known_nbytes(const struct kom_summary_quick *q);

/* All groups are forgotten; the room for codes stays. */
void kom_summary_known_reset(struct kom_summary_quick *q);
void kom_summary_known_fini(struct kom_summary_quick *q);

/* ---- quick.c ---- */

/* Once a batch, before its rows; false: memory ran out. */
bool kom_summary_quick_begin(struct kom_summary_worker *w, const struct kom_view *view);

/* The groups of the n rows of the block as far as they are known, and the rows that can go the
   quick way. */
void kom_summary_quick_block(struct kom_summary_worker *w, const struct kom_view *view, uint32_t n);

#endif
