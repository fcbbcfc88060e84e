/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Round numbers along an axis. */
#ifndef KOM_PLOT_AXIS_H
#define KOM_PLOT_AXIS_H

#include <stddef.h>

#include "buf.h"
#include "present.h"

enum { KOM_AXIS_TICKS_MAX = 24 };

/* Ticks stand at first * mantissa * 10^-scale and on, in steps of one mantissa; exactly, as
   decimals. On a logarithmic axis they stand at 1, 2 and 5 times powers of ten. */
struct kom_axis {
    double low, high; /* what the axis shows */
    double tick[KOM_AXIS_TICKS_MAX];
    size_t n_ticks;
    int decimals; /* that every tick can be written with */
    bool is_log;
};

/* An axis that shows all from low to high with at most n_ticks ticks, on round numbers at both
   ends. low may equal high. */
void kom_axis_make(struct kom_axis *axis, double low, double high, size_t n_ticks);

/* The same from low to high as they are, with ticks at whole numbers only. */
void kom_axis_make_whole(struct kom_axis *axis, double low, double high, size_t n_ticks);

/* The same, logarithmic: low must be above 0. */
void kom_axis_make_log(struct kom_axis *axis, double low, double high);

/* A tick as people write it. */
void kom_axis_tick(struct kom_buf *buf, const struct kom_axis *axis, size_t i,
                   enum kom_present_lang lang);

#endif
