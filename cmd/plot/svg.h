/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The picture as it is handed out. */
#ifndef KOM_PLOT_SVG_H
#define KOM_PLOT_SVG_H

#include "canvas.h"
#include "rows.h"

/* What the figure shows, in words, for those who do not see it. */
void kom_plot_describe(struct kom_buf *buf, const struct kom_plot_rows *rows,
                       const struct kom_plot_request *request, const struct kom_canvas *c);

/* `drawn` as gnuplot wrote it, with a title, a description and the table of its figures, without
   the program's name and version; ids begin with letters of its own, so that several pictures may
   stand in one page. KOM_EIO: it is no picture; KOM_ENOMEM. */
enum kom_status kom_svg_finish(struct kom_buf *out, struct kom_text drawn,
                               const struct kom_canvas *c, const struct kom_plot_rows *rows,
                               struct kom_text description, struct kom_error *err) KOM_MUSTUSE;

#endif
