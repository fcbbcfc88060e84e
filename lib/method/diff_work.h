/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of the before-after comparison share; no other file needs it. */
#ifndef KOM_DIFF_WORK_H
#define KOM_DIFF_WORK_H

#include "diff.h"
#include "num.h"

enum { KOM_DIFF_BEFORE = 0, KOM_DIFF_AFTER = 1 };

/* Where a row of the frame was put. time is the first day of its period, KOM_DAY_NONE when it has
 * none. */
struct kom_diff_mark {
    uint8_t side;   /* meant only when reason is KOM_DIFF_USED */
    uint8_t reason; /* enum kom_diff_reason, before any measure is looked at */
    int32_t time;
};

/* Columns of the frame; KOM_NO_COLUMN when not there or not asked for. */
struct kom_diff_columns {
    int *by;
    int *place; /* of each by-column: in the lookup, or KOM_NO_COLUMN */
    int kom;    /* key of the lookup */
    int unit, time, id, person, phase, state, weight;
};

/* One use of a row for one measure. The second number is `of` or `exposure`, else not set. */
struct kom_diff_use {
    struct kom_num value, second, weight;
    size_t row;
    uint8_t side;
};

/* One measure of the request. */
struct kom_diff_measure {
    const char *name;
    int column, second;        /* value or count; of or exposure */
    int status, second_status; /* their COL_status */
};

/* Rows with the same by-values. */
struct kom_diff_group {
    const struct kom_text *by; /* in the arena of the result */
    size_t *member;            /* rows of the frame, in their order */
    size_t n_members;
    bool has_siblings;   /* other groups of the same unit stand beside it */
    const char *several; /* municipalities of it that are in other networks too; NULL: none */
};

struct kom_diff_groups {
    struct kom_diff_group *group;
    size_t n_groups;
};

/* One group under one measure, as the estimating parts get it. */
struct kom_diff_cell {
    const struct kom_diff_measure *measure;
    size_t *member; /* rows of the frame, in their order */
    size_t n_members;
    struct kom_diff_use *use; /* in the order of the rows; room for n_members */
    size_t n_uses;
    uint32_t aside; /* bit r: a row was set aside for reason r */
};

struct kom_diff_work {
    const struct kom_frame *frame;
    const struct kom_diff_request *request;
    struct kom_diff *out;
    struct kom_error *err;
    struct kom_diff_columns column;
    struct kom_diff_measure *measure;
    size_t n_measures;
    struct kom_diff_mark *mark;  /* of each row */
    enum kom_diff_method method; /* resolved */
    struct kom_arena arena;      /* dies with the work */
};

/* diff.c: the row does not count under this measure. */
void kom_diff_set_aside(struct kom_diff_work *work, struct kom_diff_cell *cell, size_t row,
                        enum kom_diff_reason reason);

/* diff_rows.c: the groups, sorted; the numbers of one row, or in *reason why there are none;
   KOM_EDATA when a column that no option names mixes `total` with other values. */
enum kom_status kom_diff_group_rows(struct kom_diff_work *work,
                                    struct kom_diff_groups *groups) KOM_MUSTUSE;
enum kom_status kom_diff_use_read(struct kom_diff_work *work,
                                  const struct kom_diff_measure *measure, size_t row,
                                  struct kom_diff_use *use,
                                  enum kom_diff_reason *reason) KOM_MUSTUSE;
enum kom_status kom_diff_refuse_totals(struct kom_diff_work *work) KOM_MUSTUSE;

/* diff_sides.c: fills work->mark. */
enum kom_status kom_diff_mark_rows(struct kom_diff_work *work) KOM_MUSTUSE;

/* diff_mean.c: fills the sides and the test from cell->use; paired: uses without partner leave the
 * cell. */
enum kom_status kom_diff_means(struct kom_diff_work *work, struct kom_diff_cell *cell,
                               struct kom_diff_row *row) KOM_MUSTUSE;

/* diff_count.c: the same for shares and rates. */
enum kom_status kom_diff_counts(struct kom_diff_work *work, struct kom_diff_cell *cell,
                                struct kom_diff_row *row) KOM_MUSTUSE;

/* diff_exact.c: the exact (weighted: order-free) mean and sd of the uses of one side (2: of all),
   and the difference of the unweighted means, after - before, rounded once (no side empty). */
struct kom_diff_moments {
    int64_t n;
    double mean, sd; /* NaN when n is 0 (sd: below 2) */
};
enum kom_status kom_diff_moments_of(const struct kom_diff_use *use, size_t n, int side,
                                    bool is_weighted, struct kom_diff_moments *moments) KOM_MUSTUSE;
enum kom_status kom_diff_mean_difference(const struct kom_diff_use *use, size_t n,
                                         double *difference) KOM_MUSTUSE;

/* The sum of the second numbers of one side, likewise. */
enum kom_status kom_diff_sum_second(const struct kom_diff_use *use, size_t n, int side,
                                    double *sum) KOM_MUSTUSE;

/* b - a, exactly when both are decimals and the difference is one. */
struct kom_num kom_diff_subtract(const struct kom_num *b, const struct kom_num *a);

/* diff_warn.c: the text of row->warning. */
enum kom_status kom_diff_warn(struct kom_diff_work *work, const struct kom_diff_cell *cell,
                              const struct kom_diff_group *group,
                              struct kom_diff_row *row) KOM_MUSTUSE;

#endif
