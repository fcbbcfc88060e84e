/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The step is the smallest of 1, 2, 2.5 and 5 times a power of ten that needs no more ticks than
 * are wanted. */
#include "axis.h"

#include <math.h>
#include <stdlib.h>

#include "num.h"
#include "numerals.h"

enum { DECIMALS_MAX = 9 }; /* of a tick; smaller ones are written with a power of ten */

/* 10^e, exactly rounded where that can be. */
static double power(int e) {
    double p = 1.0;
    for (int i = 0; i < abs(e); i++)
        p *= 10.0;
    return e < 0 ? 1.0 / p : p;
}

/* n steps of so many tenths of 10^e: the double that the decimal has. */
static double steps(double n, int tenths, int e) {
    return e <= 0 ? n * tenths / (10.0 * power(-e)) : n * tenths / 10.0 * power(e);
}

static double n_steps(double low, double high, double step) {
    return ceil(high / step - 1e-9) - floor(low / step + 1e-9);
}

/* Values that are one, or that a double hardly tells apart, get room on both sides. */
static void part(double *low, double *high) {
    double size = fmax(fabs(*low), fabs(*high));
    if (*high - *low > size * 1e-9)
        return;
    double around = size > 0.0 ? size / 2.0 : 1.0;
    *high = *low + around;
    *low -= around;
}

void kom_axis_make(struct kom_axis *axis, double low, double high, size_t n_ticks) {
    static const int tenths[] = {10, 20, 25, 50};
    enum { TRIES = 16 }; /* four powers of ten are more than enough */
    if (n_ticks > KOM_AXIS_TICKS_MAX)
        n_ticks = KOM_AXIS_TICKS_MAX;
    part(&low, &high);
    int e = (int)floor(log10((high - low) / (double)n_ticks)) - 1, k = 0;
    for (int i = 0; i < TRIES; i++) {
        if (n_steps(low, high, steps(1.0, tenths[k], e)) + 1.0 <= (double)n_ticks)
            break;
        k = (k + 1) % 4;
        e += k == 0;
    }
    double step = steps(1.0, tenths[k], e);
    double first = floor(low / step + 1e-9), last = ceil(high / step - 1e-9);
    *axis = (struct kom_axis){.decimals = e < 0 ? -e : 0};
    axis->decimals += tenths[k] == 25 && e < 1; /* 2.5 has one more than its power says */
    for (double i = first; i <= last && axis->n_ticks < KOM_AXIS_TICKS_MAX; i++)
        axis->tick[axis->n_ticks++] = steps(i, tenths[k], e) + 0.0; /* no negative zero */
    axis->low = axis->tick[0];
    axis->high = axis->tick[axis->n_ticks - 1];
}

void kom_axis_make_whole(struct kom_axis *axis, double low, double high, size_t n_ticks) {
    kom_axis_make(axis, low, high, n_ticks);
    if (axis->decimals == 0)
        return;
    axis->n_ticks = 0;
    axis->decimals = 0;
    for (double t = ceil(low); t <= high; t++)
        axis->tick[axis->n_ticks++] = t;
    axis->low = low;
    axis->high = high;
}

/* Ticks at 1, 2 and 5 times powers of ten, of many powers at every k-th alone. */
static void add_powers(struct kom_axis *axis, double low, double high) {
    static const double times[] = {1, 2, 5};
    int from = (int)floor(log10(low) + 1e-9), to = (int)ceil(log10(high) - 1e-9);
    int apart = (to - from) / 8 + 1;
    bool is_coarse = to - from > 3;
    for (int e = from; e <= to; e += is_coarse ? apart : 1)
        for (int k = 0; k < (is_coarse ? 1 : 3); k++) {
            double tick = e < 0 ? times[k] / power(-e) : times[k] * power(e);
            bool is_last = axis->n_ticks && axis->tick[axis->n_ticks - 1] >= high;
            if (is_last || axis->n_ticks == KOM_AXIS_TICKS_MAX)
                continue;
            if (tick <= low)
                axis->n_ticks = 0; /* only the last one below is of use */
            axis->tick[axis->n_ticks++] = tick;
        }
}

void kom_axis_make_log(struct kom_axis *axis, double low, double high) {
    if (high <= low * (1.0 + 1e-9)) { /* one value */
        low /= 2.0;
        high *= 2.0;
    }
    if (high < low * 3.0) { /* even steps are rounder in so short a stretch */
        kom_axis_make(axis, low, high, 7);
        axis->is_log = true;
        if (axis->low > 0.0)
            return;
    }
    *axis = (struct kom_axis){.is_log = true};
    add_powers(axis, low, high);
    axis->low = fmin(low, axis->tick[0]);
    axis->high = fmax(high, axis->tick[axis->n_ticks - 1]);
}

void kom_axis_tick(struct kom_buf *buf, const struct kom_axis *axis, size_t i,
                   enum kom_present_lang lang) {
    struct kom_num tick = {.real = axis->tick[i]};
    double size = fabs(tick.real);
    int decimals = axis->decimals;
    if (axis->is_log && decimals == 0)
        for (double t = size; t > 0.0 && t < 0.99 && decimals <= DECIMALS_MAX; t *= 10.0)
            decimals++;
    if (decimals <= DECIMALS_MAX && size < 1e15)
        kom_number_people(buf, &tick, decimals, lang);
    else
        kom_buf_significant(buf, tick.real, 4);
}
