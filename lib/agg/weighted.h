/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values with sampling weights: sums of products exactly, quantiles of the weighted distribution.
 */
#ifndef KOM_WEIGHTED_H
#define KOM_WEIGHTED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "quantile.h"
#include "units.h"

struct kom_weighted_item {
    struct kom_num x, w;
};

/* A pair in units: 10^-scale of values and of weights. */
struct kom_weighted_small {
    int64_t x, w;
};

/* Observations with weights above 0. Zero-initialised is empty. What the functions below give is a
   function of the multiset of pairs alone. After memory ran out `failed` is set and results mean
   nothing. */
struct kom_weighted {
    struct kom_weighted_item *item;
    size_t n, cap;
    bool failed;
    /* from kom_weighted_sort on, where all pairs are short decimals; NULL: they are not */
    struct kom_weighted_small *small;
    unsigned x_scale, w_scale;
};

void kom_weighted_add(struct kom_weighted *s, const struct kom_num *x, const struct kom_num *w);

/* Adds what `from` holds; it stays. */
void kom_weighted_merge(struct kom_weighted *s, const struct kom_weighted *from);

/* Sorts by value. To be called once all is added, before the figures and quantiles. */
void kom_weighted_sort(struct kom_weighted *s);

/* The same without the short way, for the tests. */
void kom_weighted_sort_wide(struct kom_weighted *s);

/* NaN where a figure does not exist (no observation, fewer than two), or where numbers lie too far
 * apart (1e-150 beside 1e150). */
struct kom_weighted_figures {
    double mean;     /* sum w x / sum w */
    double variance; /* sum w (x - m)^2 / sum w times n / (n - 1) */
    double sd;
    double std_error; /* of the mean, linearised: sqrt(n / (n - 1) sum w^2 (x - m)^2) / sum w
                         (Saerndal, Swensson and Wretman 1992, 5.7, with replacement) */
    double cv;        /* sd / mean */
};

void kom_weighted_figure(const struct kom_weighted *s, struct kom_weighted_figures *out);

/* Adds sum w x as exact decimal text, the nearest double where reals take part. */
void kom_weighted_sum_text(const struct kom_weighted *s, struct kom_buf *out);

/* The smallest value x with sum of weights up to x at least p of all; n > 0, sorted. */
struct kom_num kom_weighted_quantile(const struct kom_weighted *s, struct kom_share p);

void kom_weighted_fini(struct kom_weighted *s);

#endif
