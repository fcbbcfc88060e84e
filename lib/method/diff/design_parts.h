/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the files of before and after in a sample with a design: sides as parts of a contrast. */
#ifndef KOM_DIFF_DESIGN_PARTS_H
#define KOM_DIFF_DESIGN_PARTS_H

#include "design_rows.h"
#include "work.h"

enum { KOM_DIFF_FEW = 5 }; /* clusters or events */

/* The sides of one cell, or of two, as parts of a contrast: after less before, of the later cell
   less that of the earlier. */
struct kom_diff_parts {
    struct kom_design_contrast both;
    size_t *row;
    double *y, *x;
};

/* A mean is that of values less the base of its cell; shares and rates have a second number.
   KOM_ENOMEM; fini is due in every case. */
enum kom_status kom_diff_parts_make(const struct kom_diff_work *work,
                                    const struct kom_diff_cell *const *cell, size_t n_cells,
                                    struct kom_diff_parts *p) KOM_MUSTUSE;
void kom_diff_parts_fini(struct kom_diff_parts *p);

void kom_diff_design_figure(struct kom_diff_work *work, const struct kom_design_contrast *c,
                            struct kom_design_figure *f);

/* t of a figure that was estimated; none where the data do not carry its error. */
struct kom_test kom_diff_design_t(double estimate, const struct kom_design_figure *f, double level);

/* The correlation of two figures from their variances and that of their difference: 0 where one has
   none. */
double kom_diff_design_correlation(double v, double w, double of_difference);

/* The fewest of a share's rows that do, or do not, count on a side. */
int64_t kom_diff_least_events(const struct kom_diff_row *row);

/* The clusters of the side that lies in the fewest. */
size_t kom_diff_least_clusters(struct kom_diff_work *work, const struct kom_design_contrast *c);

/* `; TEXT(N)` */
void kom_diff_design_say(struct kom_buf *out, const char *text, int64_t n);

#endif
