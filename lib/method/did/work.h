/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of difference in differences share; no other file needs it. */
#ifndef KOM_DID_WORK_H
#define KOM_DID_WORK_H

#include "ddouble.h"
#include "did.h"
#include "num.h"

/* No number, no unit, never treated. */
#define KOM_DID_NONE UINT32_MAX
#define KOM_DID_NEVER INT32_MAX

enum { KOM_DID_CLUSTERS_MAX = 2 };

/* Treated clusters below which the p-values of this request are off: with cr1 and t(G-1) the 5 %
   test has size 8 % at 9 of 98 still (docs/methods/coverage.md). */
size_t kom_did_few_treated(const struct kom_did_request *request);

/* Columns of the frame; KOM_NO_COLUMN when not there or not asked for. */
struct kom_did_columns {
    int *by;
    int *place; /* of each by-column: in the lookup, or KOM_NO_COLUMN */
    int kom;    /* key of the lookup */
    int unit, time, treated, weight, strata, measure;
    int state; /* of kom-uptake */
    int cluster[KOM_DID_CLUSTERS_MAX];
    int *value; /* of each measure */
    int *covariate;
    int *power;  /* of each covariate: COL^K, else 1 */
    int *beside; /* of each column of the frame: its COL_status, where it is measured */
};

/* A start: the first whole treated period, and whether the one before it is split by the day. */
struct kom_did_start {
    int32_t first; /* KOM_DID_NEVER */
    bool straddles;
};

/* The frame's columns as numbers, one a row. Names are numbered in byte order. */
struct kom_did_table {
    size_t n_rows;
    enum kom_period_kind kind; /* of the periods; years also stand for plain whole numbers */
    uint32_t *unit;
    struct kom_text *unit_name;
    size_t n_units;
    int32_t *period;
    struct kom_did_start *start;
    double *weight;             /* NULL: none */
    struct kom_num **covariate; /* of panels; ols reads its own */
    uint32_t *cluster[KOM_DID_CLUSTERS_MAX];
    uint32_t *stratum;
    struct kom_text *stratum_name;
    uint8_t *reason;   /* what stands against the row under every measure */
    size_t n_unlisted; /* units that the participation table does not have */
};

/* Rows with the same by-values (and value of a column `measure`). */
struct kom_did_group {
    const struct kom_text *by;
    const char *measure; /* NULL: named by the value column */
    size_t *member;      /* rows of the frame, in their order */
    size_t n_members;
    const char *several; /* municipalities of it that are in other networks too; NULL: none */
};

struct kom_did_groups {
    struct kom_did_group *group;
    size_t n_groups;
};

/* A panel: the used rows of one group under one measure, by unit and period. Units and periods are
   numbered from 0 in their order. Arrays die with the cell.

   Values and covariates are those of the row less that of the unit's first row, subtracted as
   decimals and rounded once: every method takes the unit's level out, and at a level of a million
   (or 10^13) a double that still holds it has lost the digits that are asked for. */
struct kom_did_panel {
    size_t n, n_units, n_periods;
    size_t *row;             /* of the frame, of each observation */
    uint8_t *aside;          /* of each observation: the reason for which the method left it out */
    uint32_t *unit, *period; /* of each observation */
    double *y, *w;           /* w NULL: none */
    struct kom_dd *exact;    /* y before it was rounded */
    int shift;               /* y is to be taken times 2^shift (beyond.h) */
    double noise;            /* how far a y may be off: 0 when all numbers were exact decimals */
    bool varies;             /* not all numbers are the same */
    struct kom_dd *effect;   /* of each period, to be taken off (collapse, adjust); NULL: none */
    double **x;              /* of each covariate */
    uint32_t *cluster[KOM_DID_CLUSTERS_MAX];
    size_t *begin;                       /* of each unit, and one more: its first observation */
    uint32_t *name;                      /* of each unit: in the table */
    struct kom_did_start *start;         /* of each unit */
    uint32_t *stratum;                   /* of each unit; NULL: none */
    int32_t *number;                     /* of each period */
    size_t n_treated, n_never, n_always; /* units */
    size_t n_missing;                    /* cells that --unbalanced speaks of (collapse) */
    struct kom_did_start *cohort;        /* the starts there are, never and always left out */
    size_t n_cohorts;
};

/* One group under one measure, as the methods get it. */
struct kom_did_cell {
    const struct kom_did_group *group;
    size_t measure; /* which of request->values */
    const char *name;
    struct kom_did_panel panel;
    struct kom_buf warning; /* of all rows of the cell */
    struct kom_arena arena;
};

struct kom_did_work {
    const struct kom_frame *frame;
    const struct kom_did_request *request;
    struct kom_did *out;
    struct kom_error *err;
    struct kom_did_columns column;
    struct kom_did_table table;
    struct kom_arena arena; /* dies with the work */
};

/* What out->reason holds of a row until it is known. */
enum { KOM_DID_UNDECIDED = 0xff };

/* result.c: the row does not count under this measure. */
void kom_did_set_aside(struct kom_did_work *work, size_t row, enum kom_did_reason reason);

/* group.c: the groups, sorted; KOM_EDATA when a column that no option names mixes `total` with
   other values. */
enum kom_status kom_did_group_rows(struct kom_did_work *work,
                                   struct kom_did_groups *groups) KOM_MUSTUSE;
enum kom_status kom_did_refuse_totals(struct kom_did_work *work) KOM_MUSTUSE;
enum kom_status kom_did_name_totals(struct kom_did_work *work,
                                    const struct kom_did_groups *groups) KOM_MUSTUSE;

/* ask.c: fills work->column; has_panel: units and periods are among them. */
enum kom_status kom_did_ask(struct kom_did_work *work, bool has_panel) KOM_MUSTUSE;

/* table.c: fills work->table. The number of a value, or in *reason why there is none. */
enum kom_status kom_did_table_read(struct kom_did_work *work) KOM_MUSTUSE;
enum kom_status kom_did_value(struct kom_did_work *work, size_t measure, size_t row,
                              struct kom_num *value, enum kom_did_reason *reason) KOM_MUSTUSE;
enum kom_status kom_did_number(struct kom_did_work *work, size_t row, int column,
                               struct kom_num *number, enum kom_did_reason *reason) KOM_MUSTUSE;
enum kom_status kom_did_weight(struct kom_did_work *work, size_t row, double *weight,
                               enum kom_did_reason *reason) KOM_MUSTUSE;

/* Names of a column as numbers in byte order, KOM_DID_NONE where blank. names may be NULL. */
enum kom_status kom_did_names(struct kom_did_work *work, int column, uint32_t **number,
                              struct kom_text **names, size_t *n_names) KOM_MUSTUSE;

/* A period's label, in the arena of the result; NULL when memory runs out. */
const char *kom_did_period_text(struct kom_did_work *work, int32_t number);

/* start.c: fills table.start, and sets straddling rows aside. */
enum kom_status kom_did_starts(struct kom_did_work *work) KOM_MUSTUSE;

/* A period cell; *is_there is false when blank. */
enum kom_status kom_did_period(struct kom_did_work *work, size_t row, int column,
                               struct kom_period *period, bool *is_there) KOM_MUSTUSE;

/* panel.c: fills cell->panel. */
enum kom_status kom_did_panel_make(struct kom_did_work *work,
                                   struct kom_did_cell *cell) KOM_MUSTUSE;
bool kom_did_is_always(const struct kom_did_panel *panel, const struct kom_did_start *start);
bool kom_did_is_never(const struct kom_did_panel *panel, const struct kom_did_start *start);
bool kom_did_is_same_start(const struct kom_did_start *a, const struct kom_did_start *b);

/* The period that the start lies in, before or after as a whole to nobody: a unit has no cell of it
   by its own start, and lacks none. */
bool kom_did_is_split(const struct kom_did_start *start, int32_t number);

/* Counts never, always and treated units and finds the starts, units left out as incomplete apart.
 */
void kom_did_find_cohorts(struct kom_did_panel *panel);

/* Periods since the start: 0 is the first whole treated one, -1 the last whole one before. */
int32_t kom_did_event_time(const struct kom_did_start *start, int32_t number);

/* What a panel cannot do without: NULL, or the warning that says what is missing. */
const char *kom_did_panel_lacks(const struct kom_did_panel *panel);

/* The methods: each adds its rows to the result. */
enum kom_status kom_did_collapse(struct kom_did_work *work, struct kom_did_cell *cell) KOM_MUSTUSE;
enum kom_status kom_did_twfe(struct kom_did_work *work, struct kom_did_cell *cell) KOM_MUSTUSE;
enum kom_status kom_did_event(struct kom_did_work *work, struct kom_did_cell *cell) KOM_MUSTUSE;
enum kom_status kom_did_ols(struct kom_did_work *work, struct kom_did_cell *cell) KOM_MUSTUSE;
enum kom_status kom_did_design(struct kom_did_work *work, struct kom_did_cell *cell) KOM_MUSTUSE;

/* result.c: a blank row of the cell; rows leave by kom_did_add, with the warnings of the cell,
   those in `own` (NULL: none), and texts copied. */
struct kom_did_row kom_did_row_of(const struct kom_did_cell *cell, const char *term);
enum kom_status kom_did_add(struct kom_did_work *work, struct kom_did_cell *cell,
                            struct kom_did_row *row, const struct kom_buf *own) KOM_MUSTUSE;
void kom_did_say(struct kom_buf *warning, const char *format, ...) KOM_PRINTF(2, 3);

/* Adds a blank row whose warning begins with why. */
enum kom_status kom_did_refuse(struct kom_did_work *work, struct kom_did_cell *cell,
                               const char *term, const char *why) KOM_MUSTUSE;

/* Adds which one-sided p it is, if it is one. */
void kom_did_say_side(const struct kom_did_request *request, struct kom_buf *method);

/* Statistic, p-value and interval of an estimate by Student's t. */
void kom_did_student(const struct kom_did_request *request, double estimate, double std_error,
                     double df, struct kom_test *test);

/* spread.c: adds unequal_spread(R) when, before any start, the treated units' standard
   deviation is R times the controls', and the difference is significant at 1 %. */
enum kom_status kom_did_spread(struct kom_did_cell *cell, struct kom_buf *own) KOM_MUSTUSE;

/* wild.c: the wild cluster bootstrap of one column of a regression, into the row. */
struct kom_did_tested {
    const struct kom_wild_data *data;
    size_t column;
    double ssc; /* factor of the variance */
};
enum kom_status kom_did_wild(struct kom_did_work *work, struct kom_did_cell *cell,
                             const struct kom_did_tested *tested, struct kom_did_row *row,
                             struct kom_buf *own) KOM_MUSTUSE;

/* Words of --vcov, --ssc and --wild as the numbers of vcov.h and wild.h; -1: no such word. */
int kom_did_vcov_of(const char *word);
int kom_did_ssc_of(const char *word);
int kom_did_wild_of(const char *word);

/* Words of --unbalanced and --control, in their order. */
enum kom_did_unbalanced {
    KOM_DID_ADJUST,
    KOM_DID_DROP,
    KOM_DID_PERIODS,
    KOM_DID_REFUSE,
};
int kom_did_unbalanced_of(const char *word);
int kom_did_control_of(const char *word);

/* What is asked, the default put in. */
int64_t kom_did_draws_of(const struct kom_did_request *request);

#endif
