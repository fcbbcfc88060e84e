/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The variance of a figure from its scores, cluster by cluster, or from replicate weights.

   Only clusters and strata in which a row of the figure lies are gone through; those of a stratum
   without one have the total 0, and enter by their number. What was met is forgotten afterwards, so
   that many small domains cost no more than their rows. */
#include "design.h"

#include <math.h>

#include "mem.h"
#include "num.h"

/* Scores that vary by less than this part of their size do not vary: what is left is rounding. */
static const double least_spread = 1e-14;

enum kom_status kom_design_desk_init(struct kom_design_desk *desk, const struct kom_design *d) {
    *desk = (struct kom_design_desk){
        .total = kom_alloc(d->n_clusters + 1, sizeof *desk->total),
        .sum = kom_alloc(d->n_strata + 1, sizeof *desk->sum),
        .squares = kom_alloc(d->n_strata + 1, sizeof *desk->squares),
        .n_met = kom_alloc(d->n_strata + 1, sizeof *desk->n_met),
        .is_met = kom_alloc(d->n_clusters + 1, sizeof *desk->is_met),
        .met = kom_alloc(d->n_clusters + 1, sizeof *desk->met),
        .strata_met = kom_alloc(d->n_strata + 1, sizeof *desk->strata_met),
    };
    const bool has_all = desk->total && desk->sum && desk->squares && desk->n_met && desk->is_met &&
                         desk->met && desk->strata_met;
    return has_all ? KOM_OK : KOM_ENOMEM;
}

void kom_design_desk_fini(struct kom_design_desk *desk) {
    kom_free(desk->total);
    kom_free(desk->sum);
    kom_free(desk->squares);
    kom_free(desk->n_met);
    kom_free(desk->is_met);
    kom_free(desk->met);
    kom_free(desk->strata_met);
    *desk = (struct kom_design_desk){0};
}

/* ---- the figure ---- */

/* Numerator and denominator of a part. */
struct sums {
    struct kom_dd above, below;
};

static double x_of(const struct kom_design_part *part, size_t i) {
    return part->x ? part->x[i] : 1.0;
}

static struct sums sums_of(const struct kom_design_part *part, const double *weight) {
    struct sums s = {kom_dd(0), kom_dd(0)};
    for (size_t i = 0; i < part->n; i++) {
        const double w = weight[part->row[i]];
        s.above = kom_dd_add(s.above, kom_dd_two_prod(w, part->y[i]));
        s.below = kom_dd_add(s.below, kom_dd_two_prod(w, x_of(part, i)));
    }
    if (part->is_total)
        s.below = kom_dd(1);
    return s;
}

static bool has_ratio(const struct sums *s) {
    return fabs(s->below.hi) > 0.0 && isfinite(s->below.hi) && isfinite(s->above.hi);
}

/* The contrast under some weights; NaN: there is none. */
static double contrast_of(const struct kom_design_contrast *c, const double *weight) {
    struct kom_dd all = kom_dd(0);
    double logs = 0.0;
    for (size_t k = 0; k < c->n_parts; k++) {
        const struct sums s = sums_of(&c->part[k], weight);
        if (!has_ratio(&s))
            return KOM_NAN;
        const struct kom_dd ratio = kom_dd_div(s.above, s.below);
        if (c->is_log && !(ratio.hi > 0.0))
            return KOM_NAN;
        if (c->is_log)
            logs += c->sign[k] * log(kom_dd_double(ratio));
        else
            all = kom_dd_add(all, kom_dd_mul_double(ratio, c->sign[k]));
    }
    return c->is_log ? logs : kom_dd_double(all);
}

/* ---- linearisation ---- */

static void meet(const struct kom_design *d, struct kom_design_desk *desk, uint32_t cluster) {
    const uint32_t h = d->stratum[cluster];
    if (desk->is_met[cluster])
        return;
    desk->is_met[cluster] = true;
    desk->total[cluster] = kom_dd(0);
    desk->met[desk->n_clusters_met++] = cluster;
    if (desk->n_met[h] == 0) {
        desk->sum[h] = kom_dd(0);
        desk->strata_met[desk->n_strata_met++] = h;
    }
    desk->n_met[h]++;
}

static void forget(struct kom_design_desk *desk) {
    for (size_t i = 0; i < desk->n_clusters_met; i++)
        desk->is_met[desk->met[i]] = false;
    for (size_t i = 0; i < desk->n_strata_met; i++)
        desk->n_met[desk->strata_met[i]] = 0;
    desk->n_clusters_met = 0;
    desk->n_strata_met = 0;
}

/* Adds the scores of a part to the clusters; returns the sum of their magnitudes. */
static double add_scores(const struct kom_design *d, struct kom_design_desk *desk,
                         const struct kom_design_contrast *c, size_t k) {
    const struct kom_design_part *part = &c->part[k];
    const struct sums s = sums_of(part, d->weight);
    const struct kom_dd ratio = kom_dd_div(s.above, s.below);
    struct kom_dd scale = kom_dd_div(kom_dd(c->sign[k]), s.below);
    double size = 0.0;
    if (c->is_log)
        scale = kom_dd_div(scale, ratio);
    for (size_t i = 0; i < part->n; i++) {
        const double w = d->weight[part->row[i]];
        const uint32_t cluster = d->cluster[part->row[i]];
        struct kom_dd u = kom_dd(part->y[i]);
        if (!(w > 0.0))
            continue;
        if (!part->is_total)
            u = kom_dd_sub(u, kom_dd_mul_double(ratio, x_of(part, i)));
        size += fabs(w * scale.hi) * (fabs(part->y[i]) + fabs(ratio.hi * x_of(part, i)));
        u = kom_dd_mul(kom_dd_mul_double(u, w), scale);
        desk->total[cluster] = kom_dd_add(desk->total[cluster], u);
    }
    return size;
}

/* What a stratum adds: the squares about its mean, over all of its clusters. */
static double of_stratum(const struct kom_design *d, const struct kom_design_desk *desk, uint32_t h,
                         double squares) {
    const double n = (double)d->n_in[h], met = (double)desk->n_met[h];
    const double mean = kom_dd_double(desk->sum[h]) / n;
    const double left = isinf(d->population[h]) ? 1.0 : 1.0 - n / d->population[h];
    return n > 1.0 ? left * n / (n - 1.0) * (squares + (n - met) * mean * mean) : 0.0;
}

/* The squares of all strata met; they are added up stratum by stratum, in their numbers' order of
   meeting, which is that of the rows. */
static double spread_of(const struct kom_design *d, struct kom_design_desk *desk) {
    struct kom_dd variance = kom_dd(0);
    for (size_t i = 0; i < desk->n_clusters_met; i++) {
        const uint32_t h = d->stratum[desk->met[i]];
        desk->sum[h] = kom_dd_add(desk->sum[h], desk->total[desk->met[i]]);
        desk->squares[h] = 0.0;
    }
    for (size_t i = 0; i < desk->n_clusters_met; i++) {
        const uint32_t h = d->stratum[desk->met[i]];
        const double mean = kom_dd_double(desk->sum[h]) / (double)d->n_in[h];
        const double off = kom_dd_double(kom_dd_sub(desk->total[desk->met[i]], kom_dd(mean)));
        desk->squares[h] += off * off;
    }
    for (size_t i = 0; i < desk->n_strata_met; i++) {
        const uint32_t h = desk->strata_met[i];
        variance = kom_dd_add(variance, kom_dd(of_stratum(d, desk, h, desk->squares[h])));
    }
    return kom_dd_double(variance);
}

static bool is_complete(const struct kom_design *d, const struct kom_design_desk *desk) {
    for (size_t i = 0; i < desk->n_strata_met; i++) {
        const uint32_t h = desk->strata_met[i];
        if (d->population[h] > (double)d->n_in[h])
            return false;
    }
    return desk->n_strata_met > 0;
}

static void by_linearisation(const struct kom_design *d, struct kom_design_desk *desk,
                             const struct kom_design_contrast *c, struct kom_design_figure *out) {
    double size = 0.0;
    for (size_t k = 0; k < c->n_parts; k++)
        size += add_scores(d, desk, c, k);
    out->is_complete = is_complete(d, desk);
    const double variance = spread_of(d, desk);
    const bool varies = variance > 0.0 && sqrt(variance) > least_spread * size;
    out->variance = out->is_complete ? 0.0 : varies ? variance : KOM_NAN;
}

/* ---- replicates ---- */

static void by_replicates(const struct kom_design *d, const struct kom_design_contrast *c,
                          struct kom_design_figure *out) {
    struct kom_dd variance = kom_dd(0);
    double size = 0.0;
    for (size_t r = 0; r < d->n_replicates; r++) {
        const double figure = contrast_of(c, d->replicate[r]);
        const double off = figure - out->estimate;
        out->n_empty += isnan(figure) != 0;
        size = fmax(size, fabs(figure));
        variance = kom_dd_add(variance, kom_dd(d->factor[r] * off * off));
    }
    const double v = kom_dd_double(variance);
    const bool varies = v > 0.0 && sqrt(v) > least_spread * size;
    out->variance = out->n_empty == 0 && varies ? v : KOM_NAN;
}

void kom_design_estimate(const struct kom_design *d, struct kom_design_desk *desk,
                         const struct kom_design_contrast *c, struct kom_design_figure *out) {
    *out = (struct kom_design_figure){
        .estimate = contrast_of(c, d->weight), .variance = KOM_NAN, .df = KOM_NAN};
    for (size_t k = 0; k < c->n_parts; k++)
        for (size_t i = 0; i < c->part[k].n; i++)
            if (d->weight[c->part[k].row[i]] > 0.0)
                meet(d, desk, d->cluster[c->part[k].row[i]]);
    out->clusters = desk->n_clusters_met;
    out->strata = desk->n_strata_met;
    out->df = d->replicate ? d->replicate_df : (double)(out->clusters - out->strata);
    if (!isnan(out->estimate) && d->replicate)
        by_replicates(d, c, out);
    else if (!isnan(out->estimate))
        by_linearisation(d, desk, c, out);
    forget(desk);
}
