/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the files of summary only: one statistic of one cell. */
#ifndef KOM_SUMMARY_FIGURES_H
#define KOM_SUMMARY_FIGURES_H

#include "sum.h"

/* What writing one row of figures needs. */
struct kom_figure_row {
    const struct kom_summary *plan;
    struct kom_summary_cell *cell;
    struct kom_weighted_figures weighted; /* when there are weights */
    struct kom_summary_notes *notes;
    const struct kom_stat *stat;
};

/* Adds the headings of a statistic, each after a comma. */
void kom_stat_heading(const struct kom_stat *stat, struct kom_buf *out);

/* Adds the headings of a table of figures, behind the by-columns. */
void kom_figures_heading(const struct kom_summary *s, struct kom_buf *out);

/* Adds its fields, each after a comma; blank where the figure does not exist. */
void kom_stat_write(struct kom_figure_row *row, struct kom_buf *out);

#endif
