/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Before and after in a sample with a design: means, shares and rates of two domains whose clusters
   may be the same.

   The sides are two domains of one sample, and what sets them against each other is one score a row
   (design.h): a cluster with rows on both sides adds the difference of its scores, so that persons
   asked twice, as clusters, count as such. Rows on no side stay in the sample. The interval of a
   difference of shares squares and adds those of the two shares, less what they have in common
   (MOVER: Zou & Donner 2008, Stat Med 27:1693, eq. 3 and 4), as a difference of rare shares is far
   from normal; that of means, rates and log ratios is by t. */
#include "work.h"

#include <math.h>
#include <string.h>

#include "design_parts.h"

static void one_side(struct kom_diff_work *work, const struct kom_diff_parts *p, int side,
                     struct kom_design_figure *f) {
    const struct kom_design_contrast c = {
        .part = {p->both.part[side]}, .sign = {1.0}, .n_parts = 1};
    kom_diff_design_figure(work, &c, f);
}

/* What the error rests on, and where that is little: clusters less strata are too many df where few
   clusters of a side have nothing of the other (docs/methods/sample.md). */
static enum kom_status rest_on(struct kom_diff_work *work, const struct kom_diff_parts *p,
                               const struct kom_design_figure *f, struct kom_diff_row *row) {
    const struct kom_diff_figures *a = &row->side[0], *b = &row->side[1];
    const bool has_clusters = !work->design->design.replicate;
    struct kom_buf own = {0};
    row->clusters = has_clusters ? (int64_t)f->clusters : -1;
    row->strata = has_clusters ? (int64_t)f->strata : -1;
    if (f->n_empty > 0)
        kom_diff_design_say(&own, "empty_replicates", (int64_t)f->n_empty);
    const size_t least_clusters =
        has_clusters ? kom_diff_least_clusters(work, &p->both) : KOM_DIFF_FEW;
    if (least_clusters < KOM_DIFF_FEW)
        kom_diff_design_say(&own, "few_clusters", (int64_t)least_clusters);
    const int64_t least = kom_diff_least_events(row), count = a->count + b->count;
    if (work->way->measure == 's' && least < KOM_DIFF_FEW && count > 0 && count < a->n + b->n)
        kom_diff_design_say(&own, "few_events", least);
    row->own = own.n ? kom_arena_copy(&work->out->arena, own.p, own.n) : NULL;
    const bool has_failed = own.failed || (own.n && !row->own);
    kom_buf_fini(&own);
    return has_failed ? KOM_ENOMEM : KOM_OK;
}

/* ---- means ---- */

static enum kom_status means(struct kom_diff_work *work, struct kom_diff_cell *cell,
                             const struct kom_diff_parts *p, struct kom_diff_row *row) {
    struct kom_design_figure f;
    kom_diff_design_figure(work, &p->both, &f);
    row->test = kom_diff_design_t(row->gap, &f, work->request->level);
    if (isnan(row->test.std_error) && f.df > 0.0 && f.n_empty == 0)
        row->test = kom_test_none();
    if (isnan(row->test.std_error))
        cell->why = f.n_empty > 0 ? "empty_replicates" : !(f.df > 0.0) ? "no_df" : "constant";
    return rest_on(work, p, &f, row);
}

/* ---- shares ---- */

static struct kom_ci share_interval(const struct kom_diff_work *work,
                                    const struct kom_diff_parts *p, int side,
                                    const struct kom_diff_figures *figures,
                                    const struct kom_design_figure *f) {
    const struct kom_design *d = &work->design->design;
    const struct kom_design_part *part = &p->both.part[side];
    const struct kom_design_share s = {.share = figures->mean,
                                       .variance = f->variance,
                                       .df = f->n_empty > 0 ? KOM_NAN : f->df,
                                       .n = (double)figures->n,
                                       .events = (double)figures->count,
                                       .kish = kom_design_kish(d, part->row, part->n)};
    return kom_design_share_ci(work->request->uses_logit ? KOM_DESIGN_LOGIT : KOM_DESIGN_BETA, &s,
                               work->request->level);
}

static enum kom_status shares(struct kom_diff_work *work, struct kom_diff_cell *cell,
                              const struct kom_diff_parts *p, struct kom_diff_row *row) {
    struct kom_design_figure f, side[2];
    struct kom_ci ci[2];
    bool has_both = true;
    kom_diff_design_figure(work, &p->both, &f);
    for (int s = 0; s < 2; s++) {
        struct kom_diff_figures *own = &row->side[s];
        one_side(work, p, s, &side[s]);
        own->mean = own->count == 0 ? 0.0 : own->count == own->n ? 1.0 : side[s].estimate;
        if (own->count == 0 || own->count == own->n) {
            side[s].variance = f.variance = KOM_NAN;
            has_both = false;
        }
        ci[s] = share_interval(work, p, s, own, &side[s]);
    }
    const double v = side[0].variance, w = side[1].variance;
    const double r = kom_diff_design_correlation(v, w, f.variance);
    const double share[2] = {row->side[0].mean, row->side[1].mean};
    const struct kom_ci gap = kom_design_difference_ci(share, ci, r);
    row->test = kom_diff_design_t(share[1] - share[0], &f, work->request->level);
    row->test.conf_low = gap.low;
    row->test.conf_high = gap.high;
    row->n = row->side[0].n + row->side[1].n;
    if (f.n_empty == 0 && (has_both || !(f.df > 0.0)) && isnan(f.variance))
        cell->why = f.df > 0.0 ? "constant" : "no_df";
    return rest_on(work, p, &f, row);
}

/* ---- rates ---- */

static enum kom_status rates(struct kom_diff_work *work, struct kom_diff_cell *cell,
                             const struct kom_diff_parts *p, struct kom_diff_row *row) {
    struct kom_design_contrast logs = p->both;
    struct kom_design_figure f, side;
    const double level = work->request->level;
    for (int s = 0; s < 2; s++) {
        enum kom_status status =
            kom_diff_sum_second(cell->use, cell->n_uses, s, &row->side[s].exposure);
        if (status)
            return status;
        one_side(work, p, s, &side);
        row->side[s].mean = side.estimate;
    }
    row->n = row->side[0].n + row->side[1].n;
    logs.is_log = true;
    kom_diff_design_figure(work, &logs, &f);
    if (!isnan(f.estimate)) {
        row[0].test = kom_diff_design_t(f.estimate, &f, level);
        row[0].test.estimate = exp(f.estimate);
        row[0].test.conf_low = exp(row[0].test.conf_low);
        row[0].test.conf_high = exp(row[0].test.conf_high);
    }
    kom_diff_design_figure(work, &p->both, &f);
    row[1].test = kom_diff_design_t(f.estimate, &f, level);
    row[1].clusters = row->clusters;
    enum kom_status status = rest_on(work, p, &f, row);
    row[1].clusters = row[0].clusters;
    row[1].strata = row[0].strata;
    row[1].own = row[0].own;
    return status;
}

/* Any two numbers may stand in a ratio; counts are added up where they are counts. */
static void count_up(const struct kom_diff_cell *cell, struct kom_diff_row *row) {
    for (size_t i = 0; i < cell->n_uses; i++) {
        struct kom_diff_figures *side = &row->side[cell->use[i].side];
        const struct kom_num *x = &cell->use[i].value;
        const bool is_count = x->is_exact && x->scale == 0 && x->mantissa >= 0;
        const bool has_sum = is_count && side->count >= 0 && x->mantissa < INT32_MAX;
        side->count = has_sum ? side->count + x->mantissa : -1;
        side->n++;
    }
}

static enum kom_status add_up(struct kom_diff_work *work, struct kom_diff_cell *cell,
                              struct kom_diff_row *row) {
    if (work->way->measure == 'm')
        return kom_diff_both_sides(work, cell, row);
    if (work->way->measure == 's')
        return kom_diff_add_up(work, cell, row);
    count_up(cell, row);
    return KOM_OK;
}

enum kom_status kom_diff_by_design(struct kom_diff_work *work, struct kom_diff_cell *cell,
                                   struct kom_diff_row *row) {
    struct kom_diff_parts p = {.row = NULL};
    const struct kom_diff_cell *const one[] = {cell};
    enum kom_status status = add_up(work, cell, row);
    if (status || row->side[0].n == 0 || row->side[1].n == 0)
        return status;
    status = kom_diff_parts_make(work, one, 1, &p);
    if (!status)
        status = work->way->measure == 'm'   ? means(work, cell, &p, row)
                 : work->way->measure == 's' ? shares(work, cell, &p, row)
                                             : rates(work, cell, &p, row);
    kom_diff_parts_fini(&p);
    return status;
}

enum kom_status kom_diff_make_design(struct kom_diff_work *work) {
    const struct kom_design_request *asked = work->request->design;
    const struct kom_design_request rows = {.weight = work->request->weight,
                                            .cluster = work->request->cluster};
    const struct kom_design_replicates none = {0};
    const struct kom_measured_frame f = {work->frame, work->column.beside,
                                         work->request->skips_bad_rows};
    if (work->way->method != KOM_DIFF_DESIGN)
        return KOM_OK;
    work->design = kom_arena_take(&work->arena, sizeof *work->design);
    if (!work->design)
        return KOM_ENOMEM;
    return kom_design_rows_make(work->design, asked ? asked : &rows,
                                asked ? work->request->replicates : &none, &f, work->column.beside,
                                work->err);
}

void kom_diff_design_fini(struct kom_diff_work *work) {
    if (work->design)
        kom_design_rows_fini(work->design);
}

enum kom_diff_reason kom_diff_design_reason(const struct kom_diff_work *work, size_t row) {
    static const enum kom_diff_reason reason_of[] = {
        [KOM_DESIGN_HAS_ALL] = KOM_DIFF_USED,
        [KOM_DESIGN_UNREADABLE] = KOM_DIFF_UNREADABLE,
        [KOM_DESIGN_NO_WEIGHT] = KOM_DIFF_NO_WEIGHT,
        [KOM_DESIGN_ZERO_WEIGHT] = KOM_DIFF_ZERO_WEIGHT,
        [KOM_DESIGN_NO_STRATUM] = KOM_DIFF_NO_STRATUM,
        [KOM_DESIGN_NO_CLUSTER] = KOM_DIFF_NO_CLUSTER,
        [KOM_DESIGN_NO_FPC] = KOM_DIFF_NO_FPC,
    };
    return work->design ? reason_of[work->design->lack[row]] : KOM_DIFF_USED;
}
