/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of balance tables share; no other file needs it. */
#ifndef KOM_TABLE1_WORK_H
#define KOM_TABLE1_WORK_H

#include "ddouble.h"
#include "intern.h"
#include "keyed.h"
#include "num.h"
#include "table1.h"

/* No group, no unit, no level. */
#define KOM_TABLE1_NONE UINT32_MAX

/* Beyond so many it is no table that anybody reads; and steps of the tests grow with their cubes.
 */
enum { KOM_TABLE1_GROUPS_MAX = 200, KOM_TABLE1_LEVELS_MAX = 200, KOM_TABLE1_CELLS_MAX = 1000 };

/* What the call says of a variable. */
enum kom_table1_told { KOM_TABLE1_GUESS, KOM_TABLE1_LEVELS, KOM_TABLE1_NUMBER };

/* A variable; what it has of each row of the frame is to be asked of rows in a group only. */
struct kom_table1_variable {
    const char *name; /* as it was asked for */
    int column;
    enum kom_table1_told told;
    bool is_levels;
    struct kom_num *number; /* of each row */
    bool *has;              /* of each row: there is a value */
    uint32_t *level;        /* of each row, KOM_TABLE1_NONE: there is no value */
    struct kom_text *level_name;
    size_t n_levels;
    int shift; /* numbers are to be taken times 2^-shift (beyond.h) */
};

struct kom_table1_work {
    const struct kom_frame *frame;
    const struct kom_table1_request *request;
    struct kom_table1 *out;
    struct kom_error *err;
    int by, place, kom, unit_column;
    int person, home;       /* whose a row is, and the municipality it is of, as far as known */
    int *beside;            /* of each column of the frame: its COL_status, where it is measured */
    uint32_t *group, *unit; /* of each row; unit NULL: there are none */
    struct kom_text *group_name;
    size_t n_groups, n_units;
    bool shares_units;   /* groups are those of municipalities, and some have several rows */
    bool shares_persons; /* some persons have several rows, whichever their groups */
    struct kom_table1_variable *variable;
    struct kom_arena arena; /* dies with the work */
};

/* A test as a row has it. */
struct kom_table1_test {
    double statistic, df, df_resid, p_value;
    struct kom_buf method, warning;
};
void kom_table1_test_fini(struct kom_table1_test *test);

/* result.c: adds a warning to others. */
void kom_table1_say(struct kom_buf *warning, const char *code);

/* rows.c: the row is not used, for the first reason that there is. */
void kom_table1_set_aside(struct kom_table1_work *work, size_t row, enum kom_table1_reason reason);

/* ask.c: the name of a variable without what is said of it. */
struct kom_text kom_table1_name(const char *value, enum kom_table1_told *told);

/* ask.c: finds the columns; rows.c: groups and units. */
enum kom_status kom_table1_ask(struct kom_table1_work *work) KOM_MUSTUSE;
enum kom_status kom_table1_group_rows(struct kom_table1_work *work) KOM_MUSTUSE;
enum kom_status kom_table1_name_totals(struct kom_table1_work *work) KOM_MUSTUSE;

/* variable.c: chooses what a variable is, and reads one of numbers; then one of levels, of rows in
   a group. What the variable is not is done at once. */
enum kom_status kom_table1_read_numbers(struct kom_table1_work *work, size_t i) KOM_MUSTUSE;
enum kom_status kom_table1_read_levels(struct kom_table1_work *work, size_t i) KOM_MUSTUSE;

/* The rows that a test rests on, and where they stand. Arrays of n, in work that the caller frees
   by kom_table1_sample_fini. Units are numbered from 0, all used; without units all are 0. */
struct kom_table1_sample {
    size_t n, n_groups, n_units;
    size_t *row;
    uint32_t *group, *unit;
    size_t *n_in; /* of each group */
    bool has_units;
};

/* sample.c: the rows that have a value of the variables from..to-1. KOM_ENOMEM only. */
enum kom_status kom_table1_sample_make(const struct kom_table1_work *work, size_t from, size_t to,
                                       struct kom_table1_sample *sample) KOM_MUSTUSE;
void kom_table1_sample_fini(struct kom_table1_sample *sample);

/* What stands against comparing the groups in these rows, in *why: 0 none. KOM_ENOMEM only. */
enum kom_status kom_table1_sample_lacks(const struct kom_table1_work *work,
                                        const struct kom_table1_sample *sample,
                                        struct kom_buf *why) KOM_MUSTUSE;

/* numbers.c, levels.c: the test of a variable, figures NaN with a warning where there is none. */
enum kom_status kom_table1_test_numbers(const struct kom_table1_variable *v,
                                        const struct kom_table1_sample *sample,
                                        struct kom_table1_test *test) KOM_MUSTUSE;
enum kom_status kom_table1_test_levels(const struct kom_table1_variable *v,
                                       const struct kom_table1_sample *sample,
                                       struct kom_table1_test *test) KOM_MUSTUSE;

/* joint.c: the regression of being in the second group on all variables. */
enum kom_status kom_table1_test_joint(const struct kom_table1_work *work,
                                      const struct kom_table1_sample *sample,
                                      struct kom_table1_test *test) KOM_MUSTUSE;

/* sample.c: the numbers of a variable in the rows of a sample, each less that of the first row of
   its unit, subtracted as decimals: effects of units take levels out, and a level would cost the
   digits that are asked for. KOM_ENOMEM only. */
enum kom_status kom_table1_numbers(const struct kom_table1_variable *v,
                                   const struct kom_table1_sample *sample,
                                   struct kom_dd *y) KOM_MUSTUSE;

/* sample.c: the rows of a sample unit by unit: those of unit u are order[begin[u]] ..
   order[begin[u + 1] - 1]. The caller frees both, after a failure too. KOM_ENOMEM only. */
enum kom_status kom_table1_by_unit(const struct kom_table1_sample *sample, size_t **begin,
                                   size_t **order) KOM_MUSTUSE;

/* apart.c: the distance of two distributions over n levels, counts a of n_a and b of n_b: the root
   of (a - b)' S^-1 (a - b), shares without one level, S the mean of their multinomial covariances
   (Yang & Dalton 2012, eq. 2). NaN: they share no level. false: memory ran out. */
bool kom_table1_apart(const size_t *a, const size_t *b, size_t n, double *distance);

/* describe.c: adds the rows of a variable, its test in the last. */
enum kom_status kom_table1_describe(struct kom_table1_work *work,
                                    const struct kom_table1_variable *v,
                                    const struct kom_table1_test *test) KOM_MUSTUSE;

/* result.c: adds a row; texts of test and warning are copied. */
enum kom_status kom_table1_add(struct kom_table1_work *work, struct kom_table1_row *row,
                               const char *warning) KOM_MUSTUSE;
struct kom_table1_row kom_table1_row_of(const char *measure, struct kom_text level,
                                        struct kom_text group);
enum kom_status kom_table1_put_test(struct kom_table1_work *work, struct kom_table1_row *row,
                                    const struct kom_table1_test *test) KOM_MUSTUSE;

#endif
