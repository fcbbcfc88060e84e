/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the files of a sample's figures only. */
#ifndef KOM_SURVEY_WORK_H
#define KOM_SURVEY_WORK_H

#include "keyed.h"
#include "survey.h"

/* How a statistic is written: `n` columns of kom_survey_columns from `first` on, or a quantile. */
struct kom_survey_stat {
    const char *name;
    size_t first, n;
    bool is_quantile, is_moment; /* needs sorted values; sd or var */
    bool is_sum;                 /* of a column that must add */
    uint32_t num, den;           /* of a quantile */
};

/* One column that is described, or the pair of a share or ratio. */
struct kom_survey_measure {
    const char *name;
    int column, second; /* KOM_NO_COLUMN: none */
};

struct kom_survey_work {
    const struct kom_frame *frame;
    const struct kom_survey_request *request;
    struct kom_survey *out;
    struct kom_error *err;
    int *by, *place, kom;
    int *beside;
    struct kom_survey_measure *measure;
    size_t n_measures;
    struct kom_design_rows design;
    struct kom_keyed_group *group;
    size_t n_groups;
    bool *was_used; /* of each row: under some measure */
    struct kom_arena arena;
};

/* The rows of one group that have a value, under one measure; room for those of the largest. */
struct kom_survey_cell {
    size_t *row;
    struct kom_num *value, *second; /* as they were read */
    double *y, *x;                  /* the same as doubles, y as it is or less `base` */
    size_t n;
    int64_t missing;
    struct kom_num base;
};

/* ask.c */
enum kom_status kom_survey_ask(struct kom_survey_work *work) KOM_MUSTUSE;

/* write.c: KOM_EUSAGE: a by-column is called as a column of the table. */
enum kom_status kom_survey_check_by(const struct kom_survey_work *work) KOM_MUSTUSE;

/* rows.c: groups; a cell's rows; room for one. */
enum kom_status kom_survey_group_rows(struct kom_survey_work *work) KOM_MUSTUSE;
enum kom_status kom_survey_name_totals(struct kom_survey_work *work) KOM_MUSTUSE;
enum kom_status kom_survey_cell_init(struct kom_survey_work *work,
                                     struct kom_survey_cell *cell) KOM_MUSTUSE;
enum kom_status kom_survey_collect(struct kom_survey_work *work,
                                   const struct kom_survey_measure *measure,
                                   const struct kom_keyed_group *group,
                                   struct kom_survey_cell *cell) KOM_MUSTUSE;

/* figures.c, shares.c */
enum kom_status kom_survey_figures(struct kom_survey_work *work, struct kom_survey_cell *cell,
                                   struct kom_survey_row *row) KOM_MUSTUSE;
enum kom_status kom_survey_share(struct kom_survey_work *work,
                                 const struct kom_survey_measure *measure,
                                 struct kom_survey_cell *cell,
                                 struct kom_survey_row *row) KOM_MUSTUSE;
enum kom_status kom_survey_ratio(struct kom_survey_work *work, struct kom_survey_cell *cell,
                                 struct kom_survey_row *row) KOM_MUSTUSE;

/* row.c: what a figure's error gives a row, and what is to be said of it. */
void kom_survey_rest_on(const struct kom_survey_work *work, const struct kom_design_figure *f,
                        struct kom_survey_row *row);
double kom_survey_half(const struct kom_survey_work *work, double std_error, double df);
double kom_survey_deff(const struct kom_survey_work *work, const struct kom_survey_cell *cell,
                       const struct kom_design_figure *f, double variance, struct kom_buf *why);
void kom_survey_say(struct kom_buf *warning, const char *text);
void kom_survey_say_count(struct kom_buf *warning, const char *text, int64_t n);
void kom_survey_say_error(const struct kom_survey_work *work, const struct kom_design_figure *f,
                          struct kom_buf *warning);
enum kom_status kom_survey_put_warning(struct kom_survey_work *work, struct kom_survey_row *row,
                                       struct kom_buf *warning) KOM_MUSTUSE;

#endif
