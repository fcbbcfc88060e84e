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
    uint8_t kind;   /* enum kom_period_kind, when there is a time */
    int32_t time;
};

/* Columns of the frame; KOM_NO_COLUMN when not there or not asked for. */
struct kom_diff_columns {
    int *by;
    int *place; /* of each by-column: in the lookup, or KOM_NO_COLUMN */
    int kom;    /* key of the lookup */
    int unit, time, id, person, phase, state, weight, cluster;
    int *beside; /* of each column of the frame: its COL_status, where it is measured */
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
    int column, second; /* value or count; of or exposure */
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

/* What is taken off values, exactly, before anything is rounded: the smallest of a cell. Levels
   then cost no digits. */
struct kom_diff_base {
    struct kom_num value;
    bool is_weighted;
};

/* The step beside a common slope. */
struct kom_diff_trend {
    double p;        /* of the slope; NaN: not tested, or the fit is exact */
    bool is_evident; /* the fit is exact, and slopes */
    struct kom_test step;
    bool is_exact;
    double serial; /* of the residuals, NaN: not looked at */
    const char *method;
};

/* One group under one measure, as the estimating parts get it. */
struct kom_diff_cell {
    const struct kom_diff_measure *measure;
    size_t *member; /* rows of the frame, in their order */
    size_t n_members;
    struct kom_diff_use *use; /* in the order of the rows; room for n_members */
    size_t n_uses;
    struct kom_diff_base base;
    int shift;         /* values were divided by 2^shift (near.c) */
    int near;          /* and once more by 2^near, for the look at time */
    uint32_t aside;    /* bit r: a row was set aside for reason r */
    const char *why;   /* set by a method that has no estimate for another reason than `constant` */
    const char *note;  /* set by a method that has something to warn of */
    double serial;     /* lag-1 autocorrelation of what was compared, NaN: not a series */
    size_t n_points;   /* of that series; 0: none */
    bool shares_units; /* by season: several pairs have the same unit */
    bool has_several;  /* linked: an id has several rows on a side */
    int64_t n_moved;   /* linked: ids that have rows in several clusters */
    bool has_same_persons; /* the same persons, period after period, in rows that hang together */
    int32_t unlike_months, unlike_units;
    struct kom_diff_trend trend;
    size_t n_rows; /* of the result: the terms of the method, and the step beside a trend */
};

/* What a method can do beside its estimate. */
enum {
    KOM_DIFF_LINKS = 1,        /* works on ids that are on both sides */
    KOM_DIFF_MAY_LINK = 2,     /* does so when there are ids or seasons */
    KOM_DIFF_WEIGHS = 4,       /* takes weights */
    KOM_DIFF_CONTRASTS = 8,    /* its estimates can be set against each other */
    KOM_DIFF_EQUIVALENCE = 16, /* carries two one-sided tests */
    KOM_DIFF_CLUSTERS = 32,    /* takes clusters */
    KOM_DIFF_DRAWS = 64,       /* makes draws */
    KOM_DIFF_DESIGNS = 256,    /* takes the design of a sample */
    KOM_DIFF_INDEPENDENT = 128 /* takes the rows of a side to be independent, unless linked */
};

enum { KOM_DIFF_TERMS = 3 }; /* at most, of one cell */

struct kom_design_rows;
struct kom_diff_work;
struct kom_diff_cell;

/* A method: a row in the table of methods.c and a function in a file of its own. The function
   gets one zeroed row a term (all NaN) and fills sides, n and test of the first, and the tests of
   the others. A cell whose sides are empty or that cannot carry an estimate is no failure. */
struct kom_diff_way {
    enum kom_diff_method method;
    char measure; /* m mean, s share, r rate */
    const char *name, *text;
    unsigned can;
    enum kom_status (*make)(struct kom_diff_work *work, struct kom_diff_cell *cell,
                            struct kom_diff_row *row);
    const char *term[KOM_DIFF_TERMS], *scale[KOM_DIFF_TERMS]; /* the main one first */
};

/* Clusters are what the method works on; others may be told of them. */
static inline bool kom_diff_goes_by_clusters(const struct kom_diff_way *way) {
    return way->method == KOM_DIFF_CLUSTER || way->method == KOM_DIFF_DESIGN;
}

struct kom_diff_work {
    const struct kom_frame *frame;
    const struct kom_diff_request *request;
    struct kom_diff *out;
    struct kom_error *err;
    struct kom_diff_columns column;
    struct kom_diff_measure *measure;
    size_t n_measures;
    struct kom_diff_mark *mark; /* of each row */
    const struct kom_diff_way *way;
    const char *method; /* the text of the column */
    size_t n_terms;
    const char *contrast_method, *joint_method; /* of levels that share no clusters, and some, or
                                                   of one sample */
    size_t *first;                              /* the first row of each group and measure */
    size_t contrast; /* which of the by-columns (out->by_names, the contrast among them) */
    struct kom_design_rows *design; /* of the sample; NULL: none */
    bool is_linked;
    int link;               /* column that links; KOM_NO_COLUMN: seasons alone */
    struct kom_arena arena; /* dies with the work */
};

/* In out->reason: placed, and not yet looked at under any measure. */
enum { KOM_DIFF_UNDECIDED = 0xff };

/* words.c: the row does not count under this measure. */
void kom_diff_set_aside(struct kom_diff_work *work, struct kom_diff_cell *cell, size_t row,
                        enum kom_diff_reason reason);

/* rows.c: the groups, sorted; the numbers of one row, or in *reason why there are none;
   KOM_EDATA when a column that no option names mixes `total` with other values. */
enum kom_status kom_diff_group_rows(struct kom_diff_work *work,
                                    struct kom_diff_groups *groups) KOM_MUSTUSE;
enum kom_status kom_diff_use_read(struct kom_diff_work *work,
                                  const struct kom_diff_measure *measure, size_t row,
                                  struct kom_diff_use *use,
                                  enum kom_diff_reason *reason) KOM_MUSTUSE;
enum kom_status kom_diff_refuse_totals(struct kom_diff_work *work) KOM_MUSTUSE;
enum kom_status kom_diff_name_totals(struct kom_diff_work *work,
                                     const struct kom_diff_groups *groups) KOM_MUSTUSE;

/* sides.c: fills work->mark. */
enum kom_status kom_diff_mark_rows(struct kom_diff_work *work) KOM_MUSTUSE;

/* methods.c: the way that the request asks for; KOM_EUSAGE when it contradicts itself. Then
   the text that `method` has. */
enum kom_status kom_diff_choose(const struct kom_diff_request *request,
                                const struct kom_diff_way **way, struct kom_error *err) KOM_MUSTUSE;
enum kom_status kom_diff_describe(struct kom_diff_work *work, const char **text) KOM_MUSTUSE;

/* words.c: does the way link rows in pairs? A copy of a text for one row's `method`, with what
 * kom_diff_describe adds to it. */
bool kom_diff_is_linked(const struct kom_diff_request *request, const struct kom_diff_way *way);
enum kom_status kom_diff_method_text(struct kom_diff_work *work, const char *base,
                                     const char **text) KOM_MUSTUSE;

/* ask.c: the columns and measures of the request in the frame. */
enum kom_status kom_diff_find_columns(struct kom_diff_work *work) KOM_MUSTUSE;
enum kom_status kom_diff_find_measures(struct kom_diff_work *work) KOM_MUSTUSE;

/* collect.c: the uses of the group's rows under the cell's measure, and why others have none. */
enum kom_status kom_diff_collect(struct kom_diff_work *work,
                                 struct kom_diff_cell *cell) KOM_MUSTUSE;

/* The uses of a group again, as its method had them; the caller frees cell->use in every case. */
enum kom_status kom_diff_collect_again(struct kom_diff_work *work,
                                       const struct kom_diff_group *group,
                                       const struct kom_diff_measure *measure,
                                       struct kom_diff_cell *cell) KOM_MUSTUSE;

/* cluster.c: numbers n labels from 0, in their order; t with its interval. */
enum { KOM_DIFF_FEW_DF = 4 }; /* below, t is not to be trusted (Tipton 2015) */
enum kom_status kom_diff_number_clusters(const struct kom_text *label, size_t n, uint32_t *number,
                                         size_t *n_clusters) KOM_MUSTUSE;
struct kom_test kom_diff_t(double estimate, double std_error, double df, double level);

/* The ways: mean.c, link.c, cluster.c, rank.c, series.c, count.c,
   paired_share.c. */
enum kom_status kom_diff_cluster(struct kom_diff_work *work, struct kom_diff_cell *cell,
                                 struct kom_diff_row *row) KOM_MUSTUSE;
enum kom_status kom_diff_by_design(struct kom_diff_work *work, struct kom_diff_cell *cell,
                                   struct kom_diff_row *row) KOM_MUSTUSE;
enum kom_status kom_diff_wilcoxon(struct kom_diff_work *work, struct kom_diff_cell *cell,
                                  struct kom_diff_row *row) KOM_MUSTUSE;
enum kom_status kom_diff_permutation(struct kom_diff_work *work, struct kom_diff_cell *cell,
                                     struct kom_diff_row *row) KOM_MUSTUSE;
enum kom_status kom_diff_series(struct kom_diff_work *work, struct kom_diff_cell *cell,
                                struct kom_diff_row *row) KOM_MUSTUSE;
enum kom_status kom_diff_mcnemar(struct kom_diff_work *work, struct kom_diff_cell *cell,
                                 struct kom_diff_row *row) KOM_MUSTUSE;
enum kom_status kom_diff_welch(struct kom_diff_work *work, struct kom_diff_cell *cell,
                               struct kom_diff_row *row) KOM_MUSTUSE;
enum kom_status kom_diff_paired(struct kom_diff_work *work, struct kom_diff_cell *cell,
                                struct kom_diff_row *row) KOM_MUSTUSE;
enum kom_status kom_diff_shares(struct kom_diff_work *work, struct kom_diff_cell *cell,
                                struct kom_diff_row *row) KOM_MUSTUSE;
enum kom_status kom_diff_rates(struct kom_diff_work *work, struct kom_diff_cell *cell,
                               struct kom_diff_row *row) KOM_MUSTUSE;

/* design.c: the design of all rows, where the way has one, and what a row lacks of it. */
enum kom_status kom_diff_make_design(struct kom_diff_work *work) KOM_MUSTUSE;
void kom_diff_design_fini(struct kom_diff_work *work);
enum kom_diff_reason kom_diff_design_reason(const struct kom_diff_work *work, size_t row);

/* near.c: brings the values of a cell of means near 1, and its weights; the same for whatever
   method, base included, when the look at time squares them; a margin of --equivalence likewise.
   Then a row's figures are brought back; returns how many of them lie beyond the doubles, and are
   NaN. */
void kom_diff_bring_near(const struct kom_diff_work *work, struct kom_diff_cell *cell);
void kom_diff_bring_nearer(struct kom_diff_cell *cell);
double kom_diff_near_margin(double margin, int shift);
unsigned kom_diff_put_back(const struct kom_diff_work *work, const struct kom_diff_cell *cell,
                           struct kom_diff_row *row);

/* mean.c: n, mean and sd of both sides. */
enum kom_status kom_diff_both_sides(struct kom_diff_work *work, const struct kom_diff_cell *cell,
                                    struct kom_diff_row *row) KOM_MUSTUSE;

/* count.c: counts and n of both sides; a whole number from 0 that the tests carry. */
enum kom_status kom_diff_add_up(const struct kom_diff_work *work, const struct kom_diff_cell *cell,
                                struct kom_diff_row *row) KOM_MUSTUSE;
enum kom_status kom_diff_count_read(const struct kom_diff_work *work,
                                    const struct kom_diff_use *use, const struct kom_num *number,
                                    int column, int64_t *count) KOM_MUSTUSE;

/* One id (and season) that is on both sides. */
struct kom_diff_pair {
    struct kom_num value[2];   /* its only row on a side as it was written; else not set */
    struct kom_num above[2];   /* the mean of its rows less the base of the cell */
    struct kom_num difference; /* of the means, after - before */
    int32_t time;              /* the first of its rows after */
};

struct kom_diff_moments {
    int64_t n;
    double mean, sd; /* NaN when n is 0 (sd: below 2) */
};

/* What linking makes of a cell. */
struct kom_diff_pairs {
    struct kom_diff_pair *pair; /* by id, then season */
    size_t n;
    int64_t unlinked[2]; /* ids on this side only */
    size_t n_kept;       /* uses with a partner */
    bool shares_units;   /* several pairs have the same unit, by season */
    struct kom_diff_moments differences;
};

/* link.c: links the uses of the cell; those without partner leave it (one_sided). Ids that
   have several rows on a side: the means are compared, or KOM_EDATA when is_single. Then the sides,
   n, gap and unlinked of the row; kom_diff_unlink frees. */
enum kom_status kom_diff_link(struct kom_diff_work *work, struct kom_diff_cell *cell,
                              bool is_single, struct kom_diff_pairs *pairs,
                              struct kom_diff_row *row) KOM_MUSTUSE;
void kom_diff_unlink(struct kom_diff_pairs *pairs);

/* paired_cluster.c: the mean difference of the pairs, its errors by the clusters of the rows. */
enum kom_status kom_diff_paired_cluster(struct kom_diff_work *work, struct kom_diff_cell *cell,
                                        const struct kom_diff_pairs *pairs,
                                        struct kom_diff_row *row) KOM_MUSTUSE;

/* Two levels under one measure, the earlier first. */
struct kom_diff_compared {
    const struct kom_diff_group *group[2];
    const struct kom_diff_row *row[2];
    const struct kom_diff_measure *measure;
};

/* contrast_design.c: the contrast of two levels of one sample with a design, both estimated: test,
   clusters, strata, n_beyond and own of the row. */
enum kom_status kom_diff_contrast_design(struct kom_diff_work *work,
                                         const struct kom_diff_compared *c,
                                         struct kom_diff_row *row) KOM_MUSTUSE;

/* paired_cluster.c: the cluster of each pair, from its first row (those of an id stand together,
   before first); how many ids have rows in several. */
int64_t kom_diff_pair_labels(const struct kom_diff_work *work, const struct kom_diff_cell *cell,
                             struct kom_text *label);

/* contrast_paired.c: the same as kom_diff_contrast_cluster, of pairs. */
enum kom_status kom_diff_contrast_paired(struct kom_diff_work *work,
                                         const struct kom_diff_compared *c, struct kom_test *test,
                                         unsigned *n_lost) KOM_MUSTUSE;

/* contrast_cluster.c: coefficient `which` of a regression with CR2 errors by cluster; *test stays
   where there is none. */
struct kom_lsq;
enum kom_status kom_diff_fit_cr2(struct kom_diff_work *work, const struct kom_lsq *in,
                                 const uint32_t *cluster, size_t n_clusters, size_t which,
                                 struct kom_test *test) KOM_MUSTUSE;

/* contrast_cluster.c: b's difference less that of a under a measure, of method cluster; *test stays
   where there is no estimate. n_lost: as kom_beyond_test_back. */
enum kom_status kom_diff_contrast_cluster(struct kom_diff_work *work,
                                          const struct kom_diff_group *a,
                                          const struct kom_diff_group *b,
                                          const struct kom_diff_measure *measure,
                                          struct kom_test *test, unsigned *n_lost) KOM_MUSTUSE;

/* time.c: is the cell one series, and what of it: serial, n_points, trend. */
enum kom_status kom_diff_look_at_time(struct kom_diff_work *work,
                                      struct kom_diff_cell *cell) KOM_MUSTUSE;
bool kom_diff_has_trend(const struct kom_diff_cell *cell);

/* units.c: method cluster leaves out units that are on one side only; others count them, and
   the calendar months that the sides have unlike shares of. */
enum kom_status kom_diff_drop_one_sided(struct kom_diff_work *work,
                                        struct kom_diff_cell *cell) KOM_MUSTUSE;
enum kom_status kom_diff_look_for_unlike(const struct kom_diff_work *work,
                                         struct kom_diff_cell *cell) KOM_MUSTUSE;

/* persons.c: KOM_EDATA with the right call when the same persons stand in several periods of
   one unit and side, and the method takes rows to be independent; else what is to be said. */
enum kom_status kom_diff_check_persons(const struct kom_diff_work *work,
                                       struct kom_diff_cell *cell) KOM_MUSTUSE;
enum kom_status kom_diff_may_share_persons(const struct kom_diff_work *work,
                                           const struct kom_diff_cell *cell,
                                           bool *may_be) KOM_MUSTUSE;

/* The by-columns as --by takes them, without column `but` (KOM_NO_COLUMN: all). */
void kom_diff_by_text(const struct kom_diff_work *work, int but, struct kom_buf *out);

/* time.c: when these times are a series (no two alike): its lag-1 autocorrelation, else NaN.
   Sorts the points. */
struct kom_diff_point {
    int32_t time;
    double deviation; /* from the mean of its side */
    size_t use;       /* whose it is */
};
double kom_diff_autocorrelation(struct kom_diff_point *point, size_t n);

/* persons.c: do rows of both groups that are on a side have the same text in the column? */
enum kom_status kom_diff_have_common(const struct kom_diff_work *work, int column,
                                     const struct kom_diff_group *a, const struct kom_diff_group *b,
                                     bool *is_common) KOM_MUSTUSE;

/* contrast.c: adds the contrasts to out->rows, which has room for them
   (kom_diff_contrasts_max), and puts all rows in order. */
size_t kom_diff_contrasts_max(const struct kom_diff_work *work,
                              const struct kom_diff_groups *groups);
enum kom_status kom_diff_contrasts(struct kom_diff_work *work,
                                   const struct kom_diff_groups *groups) KOM_MUSTUSE;

/* extra.c: the two one-sided tests and the effect size of a row, as far as they are asked for;
   its figures are to be taken times 2^shift.
 */
void kom_diff_extras(const struct kom_diff_work *work, int shift, struct kom_diff_row *row);

/* exact.c: the exact (weighted: order-free) mean and sd of the uses of one side (2: of all).
 */
enum kom_status kom_diff_moments_of(const struct kom_diff_use *use, size_t n, int side,
                                    bool is_weighted, struct kom_diff_moments *moments) KOM_MUSTUSE;

/* The mean after minus the mean before (no side empty), the mean of one side minus the base, and
   the mean of n numbers: the decimal that it is, else rounded once (weighted: from exact
   differences). */
enum kom_status kom_diff_gap(const struct kom_diff_use *use, size_t n, bool is_weighted,
                             struct kom_num *gap) KOM_MUSTUSE;
enum kom_status kom_diff_mean_above(const struct kom_diff_use *use, size_t n, int side,
                                    const struct kom_diff_base *base,
                                    struct kom_num *mean) KOM_MUSTUSE;
enum kom_status kom_diff_mean_of_nums(const struct kom_num *x, size_t n,
                                      struct kom_num *mean) KOM_MUSTUSE;

/* The base for these uses. */
struct kom_diff_base kom_diff_base_of(const struct kom_diff_use *use, size_t n, bool is_weighted);

/* The numbers less `base`, multiplied by what makes all of them whole numbers below 2^52: returned
   (a power of ten), or 1 when there is no such number. */
double kom_diff_whole(const struct kom_num *x, size_t n, const struct kom_num *base, double *out);

/* The sum of the second numbers of one side, likewise. */
enum kom_status kom_diff_sum_second(const struct kom_diff_use *use, size_t n, int side,
                                    double *sum) KOM_MUSTUSE;

/* b - a, exactly when both are decimals and the difference is one, else rounded once. */
struct kom_num kom_diff_subtract(const struct kom_num *b, const struct kom_num *a);

/* warn.c: the text of warning, of all rows of a cell; a count for row->own; one more warning.
 */
enum kom_status kom_diff_warn(struct kom_diff_work *work, const struct kom_diff_cell *cell,
                              const struct kom_diff_group *group,
                              struct kom_diff_row *row) KOM_MUSTUSE;
enum kom_status kom_diff_say_count(struct kom_diff_work *work, struct kom_diff_row *row,
                                   const char *text, int64_t n) KOM_MUSTUSE;
enum kom_status kom_diff_add_warning(struct kom_diff *diff, struct kom_diff_row *row,
                                     const char *text) KOM_MUSTUSE;

/* slow.c: the exact intervals of shares, by as many threads as the request says. */
enum kom_status kom_diff_slow_intervals(struct kom_diff_work *work) KOM_MUSTUSE;

/* agree.c: is the hypothesis of no difference outside an interval whose p is above 1 - level,
   or inside one whose p is not? Says p_by_other_rule in such rows. */
bool kom_diff_disagrees(const struct kom_diff_row *row, double level);
enum kom_status kom_diff_say_rules(struct kom_diff *out) KOM_MUSTUSE;

#endif
