/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Linked persons of clusters: the mean of their differences, with CR2 errors by cluster.

   Persons of one place change together, so that their differences are no independent draws. The
   mean is that of paired, each id counting once; its variance is CR2 of Bell & McCaffrey 2002 with
   Satterthwaite df (Pustejovsky & Tipton 2018, eq. 11) of the regression of the differences on a
   constant. Where each cluster has one id it is paired t. */
#include "work.h"

#include "dist.h"
#include "vcov.h"

struct paired_design {
    struct kom_dd *y, *x;
    struct kom_text *label;
    uint32_t *cluster;
    size_t n_clusters;
};

static struct kom_text text_of(const struct kom_diff_work *work, const struct kom_diff_use *use,
                               int column) {
    return kom_text_trim(kom_frame_cell(work->frame, use->row, column));
}

int64_t kom_diff_pair_labels(const struct kom_diff_work *work, const struct kom_diff_cell *cell,
                             struct kom_text *label) {
    int64_t n_moved = 0;
    size_t pair = 0;
    for (size_t from = 0, to; from < cell->n_uses; from = to, pair++) {
        const struct kom_text id = text_of(work, &cell->use[from], work->link);
        bool has_moved = false;
        label[pair] = text_of(work, &cell->use[from], work->column.cluster);
        for (to = from + 1;
             to < cell->n_uses && kom_text_equal(id, text_of(work, &cell->use[to], work->link));
             to++)
            has_moved = has_moved || !kom_text_equal(label[pair], text_of(work, &cell->use[to],
                                                                          work->column.cluster));
        n_moved += has_moved;
    }
    return n_moved;
}

static enum kom_status fit(struct kom_diff_work *work, struct kom_diff_cell *cell,
                           const struct kom_diff_pairs *pairs, const struct paired_design *d,
                           struct kom_diff_row *row) {
    const struct kom_lsq in = {.n = pairs->n, .k = 1, .y = d->y, .x = d->x, .has_intercept = true};
    const struct kom_vcov_spec spec = {
        .kind = KOM_VCOV_CR2, .n_ways = 1, .cluster = {{d->cluster, d->n_clusters}}};
    struct kom_lsq_fit lsq = {0};
    struct kom_vcov v = {0};
    enum kom_status status = kom_lsq_solve(&in, &lsq, work->err);
    if (!status)
        status = kom_vcov_estimate(&lsq, &spec, &v, work->err);
    if (!status && v.se[0] > 0.0) {
        row->test = kom_diff_t(lsq.coef[0], v.se[0], v.df[0], work->request->level);
        row->test.estimate = row->gap;
        if (v.df[0] < (double)KOM_DIFF_FEW_DF)
            cell->note = "few_clusters";
    }
    kom_lsq_fit_free(&lsq);
    kom_vcov_free(&v);
    return status;
}

enum kom_status kom_diff_paired_cluster(struct kom_diff_work *work, struct kom_diff_cell *cell,
                                        const struct kom_diff_pairs *pairs,
                                        struct kom_diff_row *row) {
    const size_t n = pairs->n;
    struct paired_design d = {.y = kom_alloc(n + 1, sizeof *d.y),
                              .x = kom_alloc(n + 1, sizeof *d.x),
                              .label = kom_alloc(n + 1, sizeof *d.label),
                              .cluster = kom_alloc(n + 1, sizeof *d.cluster)};
    enum kom_status status = d.y && d.x && d.label && d.cluster ? KOM_OK : KOM_ENOMEM;
    if (!status) {
        cell->n_moved = kom_diff_pair_labels(work, cell, d.label);
        status = kom_diff_number_clusters(d.label, n, d.cluster, &d.n_clusters);
    }
    for (size_t i = 0; i < n && !status; i++) {
        d.y[i] = kom_dd_from_num(&pairs->pair[i].difference);
        d.x[i] = kom_dd(1.0);
    }
    row->clusters = (int64_t)d.n_clusters;
    if (!status && n == 1)
        row->test.estimate = pairs->differences.mean;
    else if (!status && d.n_clusters == 1)
        cell->why = "single_cluster";
    else if (!status && pairs->differences.sd > 0.0)
        status = fit(work, cell, pairs, &d, row);
    kom_free(d.y);
    kom_free(d.x);
    kom_free(d.label);
    kom_free(d.cluster);
    return status;
}
