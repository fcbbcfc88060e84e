/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The figures, one function each, and what several of them need. */
#ifndef KOM_PLOT_FIGURES_H
#define KOM_PLOT_FIGURES_H

#include "canvas.h"
#include "rows.h"
#include "words.h"

/* Each draws the rows onto the canvas, whose title, subtitle and first lines below are set. */
void kom_draw_series(struct kom_canvas *c, const struct kom_plot_rows *rows,
                     const struct kom_plot_request *request);
void kom_draw_slope(struct kom_canvas *c, const struct kom_plot_rows *rows);
void kom_draw_ranks(struct kom_canvas *c, const struct kom_plot_rows *rows,
                    const struct kom_plot_request *request);
void kom_draw_event(struct kom_canvas *c, const struct kom_plot_rows *rows);
void kom_draw_likert(struct kom_canvas *c, const struct kom_plot_rows *rows);

/* The least and the largest of all values and bounds that are drawn; false: none is. */
bool kom_plot_extent(const struct kom_plot_rows *rows, double *low, double *high);

/* Labels that stand at these heights, in their order, moved apart so that none is nearer to the
   next than `apart` and all stand from top to bottom, as far as there is room. False: memory ran
   out. */
bool kom_plot_spread(double *y, size_t n, double apart, double top, double bottom);

/* A line below: a word, and a count behind it unless it is 0. */
void kom_plot_say(struct kom_canvas *c, enum kom_plot_word word, size_t n);

/* A line below: "Bands: 95 per cent confidence interval", where rows have bounds. */
void kom_plot_say_intervals(struct kom_canvas *c, const struct kom_plot_rows *rows,
                            enum kom_plot_word what);

#endif
