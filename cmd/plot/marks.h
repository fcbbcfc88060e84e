/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside kom-plot's rows: from cells to marks. */
#ifndef KOM_PLOT_MARKS_H
#define KOM_PLOT_MARKS_H

#include "rows.h"

enum { KOM_PLOT_KEYS_MAX = 64 }; /* columns that may name a row */

/* Columns of the frame; KOM_NO_COLUMN: none. */
struct kom_plot_columns {
    int key[KOM_PLOT_KEYS_MAX];
    size_t n_keys;
    int time, value, low, high, std_error, term, scale, state, method;
    int after; /* of a slope whose sides are two columns */
};

/* rows->mark from the whole grid: values, signs and times. KOM_EDATA: a time that cannot be placed,
   more than two sides; KOM_ENOMEM. */
enum kom_status kom_marks_make(struct kom_plot_rows *rows, const struct kom_plot_columns *c,
                               const struct kom_plot_request *request,
                               struct kom_error *err) KOM_MUSTUSE;

/* Once the keys are known: which rows are over all, and the order of the answers to items.
   KOM_EDATA: they have none. */
enum kom_status kom_marks_settle(struct kom_plot_rows *rows, const struct kom_plot_columns *c,
                                 enum kom_figure figure, struct kom_error *err) KOM_MUSTUSE;

/* rows->name, once the sheet has the texts. KOM_EDATA: two rows for one place; KOM_ENOMEM. */
enum kom_status kom_marks_name(struct kom_plot_rows *rows, struct kom_error *err) KOM_MUSTUSE;

#endif
