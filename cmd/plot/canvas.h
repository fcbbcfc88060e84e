/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A figure on its way to a script of gnuplot: texts, panels, what is plotted in them. */
#ifndef KOM_PLOT_CANVAS_H
#define KOM_PLOT_CANVAS_H

#include <stdbool.h>
#include <stddef.h>

#include "axis.h"
#include "buf.h"
#include "kom/error.h"
#include "mem.h"
#include "present.h"

/* Measures in pixels. */
enum {
    KOM_CANVAS_WIDTH = 720,
    KOM_CANVAS_EDGE = 14,
    KOM_CANVAS_LINE = 15, /* of small text */
    KOM_FONT_TITLE = 16,
    KOM_FONT_TEXT = 12,
    KOM_FONT_SMALL = 11,
};

enum kom_align { KOM_ALIGN_LEFT, KOM_ALIGN_CENTER, KOM_ALIGN_RIGHT };

/* How a text is written. */
struct kom_style {
    int size;
    const char *colour;
    enum kom_align align;
};

/* Colours that the colour-blind keep apart (Okabe and Ito, 2008), each with a pattern of dashes and
   a symbol, by which they are kept apart without colour. */
enum { KOM_N_COLOURS = 6 };
const char *kom_colour(size_t i);

extern const char kom_ink[], kom_grey[], kom_pale[];

/* A rectangle of the canvas with its axes. Zero ticks: none are shown. */
struct kom_panel {
    double left, top, width, height; /* of the rectangle in which is drawn, from the upper left */
    struct kom_axis x, y;
    bool has_x_ticks, has_y_ticks; /* with their numbers */
    bool is_flat;                  /* rows below each other: no axis at the left */
};

/* Zero-initialised is empty; sticky in memory (buf.failed). */
struct kom_canvas {
    enum kom_present_lang lang;
    double width, height, top; /* of all; where the figure itself begins */
    struct kom_text title, subtitle;
    const char *note, *source; /* the user's, below all other lines; NULL: none */
    struct kom_text *foot;
    size_t n_foot, cap_foot;
    struct kom_buf data, body, plots;
    size_t n_blocks, n_plots;
    bool failed;
    struct kom_arena arena;
};

void kom_canvas_fini(struct kom_canvas *c);

/* A line below the figure; long ones are cut at blanks. */
void kom_canvas_foot(struct kom_canvas *c, struct kom_text text);

/* All lines below the figure are known, and how high it is: writes title, subtitle and lines. */
void kom_canvas_open(struct kom_canvas *c, double height);

/* Text whose middle is at that height. */
void kom_canvas_text(struct kom_canvas *c, double x, double y, struct kom_text text,
                     struct kom_style style);
/* Pixels that a text takes, about: no font is asked. */
double kom_canvas_text_width(struct kom_text text, int size);

/* The text, or as much of it as takes so many pixels, with an ellipsis. Lives as long as the
   canvas. */
struct kom_text kom_canvas_fit(struct kom_canvas *c, struct kom_text text, int size, double room);

/* Pixels that the numbers of an axis take. */
double kom_canvas_axis_width(struct kom_canvas *c, const struct kom_axis *axis);

/* Begins a panel; what is added until its end stands in it, in its axes' measures. */
void kom_panel_begin(struct kom_canvas *c, const struct kom_panel *panel);
void kom_panel_end(struct kom_canvas *c);

/* Where a value stands on the canvas. */
double kom_panel_x(const struct kom_panel *panel, double x);
double kom_panel_y(const struct kom_panel *panel, double y);

/* A line without data, from end to end or between points. */
void kom_panel_line(struct kom_canvas *c, double x1, double y1, double x2, double y2,
                    const char *style);
/* A filled rectangle behind what is plotted. */
void kom_panel_box(struct kom_canvas *c, double x1, double y1, double x2, double y2,
                   const char *colour);
/* Text at a point of the panel. */
void kom_panel_text(struct kom_canvas *c, double x, double y, struct kom_text text,
                    struct kom_style style);

/* Data: rows of numbers. A row of none is a gap in a line. */
void kom_data_begin(struct kom_canvas *c);
void kom_data_row(struct kom_canvas *c, const double *value, size_t n);
void kom_data_gap(struct kom_canvas *c);
void kom_data_end(struct kom_canvas *c);
/* Plots the block that ended last: "using 1:2 with lines ...". */
void kom_data_plot(struct kom_canvas *c, const char *how);
void kom_data_plot_styled(struct kom_canvas *c, const char *how, size_t style, const char *rest);

/* The whole script. */
void kom_canvas_script(const struct kom_canvas *c, struct kom_buf *out);

#endif
