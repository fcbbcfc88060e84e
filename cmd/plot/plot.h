/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A figure from a frame, step by step: rows, what is not drawn, the script, the finished picture.
 */
#ifndef KOM_PLOT_H
#define KOM_PLOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "frame.h"
#include "kom/error.h"
#include "present.h"

/* In the order of their words (words.def, --figure). */
enum kom_figure {
    KOM_FIGURE_SERIES,
    KOM_FIGURE_SLOPE,
    KOM_FIGURE_WHISKER,
    KOM_FIGURE_EVENT,
    KOM_FIGURE_BARS,
    KOM_FIGURE_LIKERT,
    KOM_FIGURE_POWER,
    KOM_FIGURE_FOREST,
};

/* What is asked for. Borrowed. */
struct kom_plot_request {
    enum kom_figure figure;
    const char *value;     /* NULL: the first of estimate, uptake, share, mean and value there is */
    const char *time;      /* NULL: the figure's own */
    const char *const *by; /* columns that name a row; has_by false: those that tell rows apart */
    size_t n_by;
    bool has_by;
    int32_t at;               /* the day of the start; KOM_DAY_NONE: none */
    size_t small;             /* counts of persons from 1 to small - 1 are not drawn; 0: all are */
    struct kom_present words; /* lang, percent, digits, sort, caption, note, source */
};

/* What is drawn where --value does not say: the first of these that is there. */
enum { KOM_PLOT_N_VALUES = 5 };
extern const char *const kom_plot_values[KOM_PLOT_N_VALUES];

/* Which columns are read while the rows are loaded (context: the request): those that are drawn,
   and where no --by says what names a row all that might. KOM_EDATA, KOM_ENOMEM. */
enum kom_status kom_plot_check(const void *context, const struct kom_heading_index *index,
                               struct kom_read_as *as, struct kom_error *err) KOM_MUSTUSE;

struct kom_plot; /* opaque */

/* Reads the rows; frame and request must outlive the plot. *plot is NULL on failure, else the
   caller's: kom_plot_free takes NULL. KOM_EDATA: a column is not there or not of numbers, a time
   that cannot be placed, two rows for one place, more than a figure has room for; KOM_EUSAGE;
   KOM_ENOMEM. */
enum kom_status kom_plot_make(struct kom_plot **plot, const struct kom_frame *frame,
                              const struct kom_plot_request *request,
                              struct kom_error *err) KOM_MUSTUSE;
void kom_plot_free(struct kom_plot *plot);

/* Has no row a value? The figure then says so. */
bool kom_plot_is_empty(const struct kom_plot *plot);

/* The day on which the unit of a row of the frame starts, of a series. */
void kom_plot_start(struct kom_plot *plot, size_t row, int32_t day);

/* Why rows of the frame are not drawn: reason[row] is 0 for those that are, else the place of its
   name in kom_plot_reason_names. A line below the figure says so, too. */
enum { KOM_PLOT_N_REASONS = 13 };
void kom_plot_reasons(struct kom_plot *plot, uint8_t *reason);
void kom_plot_reason_names(const char *names[KOM_PLOT_N_REASONS]);

/* Adds the script for gnuplot, which holds its data. KOM_ENOMEM. */
enum kom_status kom_plot_script(struct kom_plot *plot, struct kom_buf *script,
                                struct kom_error *err) KOM_MUSTUSE;

/* Adds the picture: what gnuplot made of the script (svg.h), with title, description and table.
   KOM_EIO, KOM_ENOMEM. */
enum kom_status kom_plot_picture(struct kom_plot *plot, struct kom_text drawn, struct kom_buf *out,
                                 struct kom_error *err) KOM_MUSTUSE;

#endif
