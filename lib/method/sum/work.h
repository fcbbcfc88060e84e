/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the summaries: what their rows go through. */
#ifndef KOM_SUMMARY_WORK_H
#define KOM_SUMMARY_WORK_H

#include "sum.h"

/* ---- table.c ---- */

/* Widens the range, before what is in it is added. */
void kom_summary_widen(struct kom_summary_sums *sums, const struct kom_num *min,
                       const struct kom_num *max);

/* The sums at place `at` of the columns of the table, which are brief no more; NULL: memory ran
   out. Valid until the next call. */
struct kom_summary_sums *kom_summary_wide(struct kom_summary_table *t, size_t at);

/* The sums at place `at` in full: what hangs on them stays the table's. */
struct kom_summary_sums kom_summary_sums_at(const struct kom_summary_table *t, size_t at);

/* Adds hundredths to brief sums; false: they, or the sums, are not small. */
static inline bool kom_summary_add_small(struct kom_summary_brief *b, int64_t hundredths) {
    uint64_t square;
    if (b->n >= KOM_SUMMARY_IS_WIDE - 1 || hundredths != (int32_t)hundredths ||
        __builtin_add_overflow(b->square, (uint64_t)(hundredths * hundredths), &square))
        return false;
    const int32_t x = (int32_t)hundredths;
    b->min = b->n == 0 || x < b->min ? x : b->min;
    b->max = b->n == 0 || x > b->max ? x : b->max;
    b->square = square;
    b->sum += x;
    b->n++;
    return true;
}

/* Adds hundredths, and a row without a number; false: memory ran out. */
bool kom_summary_add_hundredths(struct kom_summary_table *t, size_t at, int64_t hundredths);
bool kom_summary_add_missing(struct kom_summary_table *t, size_t at);

/* The cells of a group, made when it is new, by its key and kom_group_hash; KOM_GROUP_NONE: memory
   ran out. */
uint32_t kom_summary_make_group(const struct kom_summary *s, struct kom_summary_table *t,
                                struct kom_text key, uint32_t hash);

void kom_summary_set_missing(struct kom_summary_sums *sums, uint64_t n);
void kom_summary_merge_sums(struct kom_summary_sums *to, const struct kom_summary_sums *from);

/* What is known of a group goes to the n_measures empty cells; the table has it no more. */
void kom_summary_take_group(const struct kom_summary *s, struct kom_summary_table *t,
                            uint32_t group, struct kom_sorter *sorter,
                            struct kom_summary_cell *cell);

/* A group that several tables know of, the i-th of them by the number group[i]. */
struct kom_summary_shared {
    struct kom_summary_table **table;
    uint32_t *group;
    size_t n;
};

/* Brings it together in the n_measures empty cells, as taking it from each table and merging would;
   false, and nothing done, where that is not as simple as adding up sums and joining lists. */
bool kom_summary_join_group(const struct kom_summary *s, const struct kom_summary_shared *shared,
                            struct kom_sorter *sorter, struct kom_summary_cell *cell);

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

/* What the workers noted of rows goes to the first of them. KOM_ENOMEM. */
enum kom_status kom_summary_gather_notes(struct kom_summary_crew *crew,
                                         struct kom_error *err) KOM_MUSTUSE;

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
   quick way; false: memory ran out. */
bool kom_summary_quick_block(struct kom_summary_worker *w, const struct kom_view *view, uint32_t n);

/* ---- state.c ---- */

/* Verbs of the method: the tables are empty once they are saved. */
enum kom_status kom_summary_save(struct kom_summary_crew *crew, struct kom_state_out *o,
                                 struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_summary_load(void *worker, const struct kom_extract *x, uint32_t part,
                                 const struct kom_state_lines *lines,
                                 struct kom_error *err) KOM_MUSTUSE;

#endif
