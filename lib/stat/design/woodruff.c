/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quantiles of a sample with a design, and Woodruff's intervals. */
#include "design.h"

#include <math.h>

#include "dist.h"
#include "mem.h"
#include "num.h"

static bool reaches(struct kom_dd sum, struct kom_dd least) {
    return !kom_dd_less(sum, least);
}

/* The first place up to which the weights make `least`. */
static size_t place_of(const struct kom_design *d, const struct kom_design_sorted *s,
                       struct kom_dd least) {
    struct kom_dd sum = kom_dd(0);
    size_t last = SIZE_MAX;
    for (size_t i = 0; i < s->n; i++) {
        if (!(d->weight[s->row[i]] > 0.0))
            continue;
        sum = kom_dd_add(sum, kom_dd(d->weight[s->row[i]]));
        last = i;
        if (reaches(sum, least))
            return i;
    }
    return last;
}

static struct kom_dd sum_of(const struct kom_design *d, const struct kom_design_sorted *s) {
    struct kom_dd sum = kom_dd(0);
    for (size_t i = 0; i < s->n; i++)
        sum = kom_dd_add(sum, kom_dd(d->weight[s->row[i]]));
    return sum;
}

enum kom_status kom_design_quantile(const struct kom_design *d, struct kom_design_desk *desk,
                                    const struct kom_design_sorted *s, double level,
                                    struct kom_design_quantile *out) {
    double *is_below = kom_alloc(s->n + 1, sizeof *is_below);
    const struct kom_dd sum = sum_of(d, s);
    const struct kom_dd least =
        kom_dd_div(kom_dd_mul_double(sum, (double)s->num), kom_dd((double)s->den));
    *out = (struct kom_design_quantile){
        SIZE_MAX, SIZE_MAX, SIZE_MAX, KOM_NAN, {.variance = KOM_NAN, .df = KOM_NAN}};
    if (!is_below)
        return KOM_ENOMEM;
    if (sum.hi > 0.0)
        out->at = place_of(d, s, least);
    for (size_t i = 0; i < s->n && out->at != SIZE_MAX; i++)
        is_below[i] = s->y[i] <= s->y[out->at];
    const struct kom_design_contrast c = {
        .part = {{.row = s->row, .n = s->n, .y = is_below}}, .sign = {1.0}, .n_parts = 1};
    if (out->at != SIZE_MAX)
        kom_design_estimate(d, desk, &c, &out->share);
    kom_free(is_below);
    if (!(out->share.df > 0.0) || isnan(out->share.variance))
        return KOM_OK;
    out->t = kom_t_quantile_upper(kom_level_tail(level), out->share.df);
    const double half = out->t * sqrt(out->share.variance);
    const double low = out->share.estimate - half, high = out->share.estimate + half;
    if (low >= 0.0)
        out->low = place_of(d, s, kom_dd_mul_double(sum, low));
    if (high <= 1.0)
        out->high = place_of(d, s, kom_dd_mul_double(sum, high));
    return KOM_OK;
}
