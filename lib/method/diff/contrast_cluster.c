/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The contrast of two levels that share clusters: leaders and staff of the same places.

   Their differences hang together, so that errors cannot be added in squares. One regression has
   both: y = a + b after + c level + d after level, least squares (weighted when asked for); d is
   the difference of the differences, since there is a parameter for each mean, and its variance is
   CR2 by cluster (Bell & McCaffrey 2002), t with Satterthwaite df (Pustejovsky & Tipton 2018, eq.
   11). Where no cluster is shared, the variance is the sum of the two. */
#include "work.h"

#include <string.h>

#include "beyond.h"
#include "dist.h"
#include "vcov.h"

enum { ONE, AFTER, LEVEL, BOTH, N_COLUMNS };

struct joint {
    struct kom_diff_cell cell[2];
    struct kom_dd *y, *x;
    double *weight;
    struct kom_text *label;
    uint32_t *cluster;
    size_t n, n_clusters;
};

static enum kom_status collect(struct kom_diff_work *work, const struct kom_diff_group *group,
                               const struct kom_diff_measure *measure, struct kom_diff_cell *cell) {
    enum kom_status status = kom_diff_collect_again(work, group, measure, cell);
    return status ? status : kom_diff_drop_one_sided(work, cell);
}

static enum kom_status fill(const struct kom_diff_work *work, struct joint *j) {
    const size_t n = j->n = j->cell[0].n_uses + j->cell[1].n_uses;
    j->y = kom_alloc(n + 1, sizeof *j->y);
    j->x = kom_alloc(N_COLUMNS * n + 1, sizeof *j->x);
    j->weight = kom_alloc(n + 1, sizeof *j->weight);
    j->label = kom_alloc(n + 1, sizeof *j->label);
    j->cluster = kom_alloc(n + 1, sizeof *j->cluster);
    if (!j->y || !j->x || !j->weight || !j->label || !j->cluster)
        return KOM_ENOMEM;
    for (size_t i = 0; i < n; i++) {
        const bool is_later = i >= j->cell[0].n_uses;
        const struct kom_diff_cell *cell = &j->cell[is_later];
        const struct kom_diff_use *use = &cell->use[is_later ? i - j->cell[0].n_uses : i];
        const bool is_after = use->side == KOM_DIFF_AFTER;
        const struct kom_num y = kom_diff_subtract(&use->value, &cell->base.value);
        const bool value[N_COLUMNS] = {true, is_after, is_later, is_after && is_later};
        j->y[i] = kom_dd_from_num(&y);
        for (size_t k = 0; k < N_COLUMNS; k++)
            j->x[k * n + i] = kom_dd(value[k] ? 1.0 : 0.0);
        j->weight[i] = kom_num_double(&use->weight);
        j->label[i] = kom_text_trim(kom_frame_cell(work->frame, use->row, work->column.cluster));
    }
    return kom_diff_number_clusters(j->label, n, j->cluster, &j->n_clusters);
}

enum kom_status kom_diff_fit_cr2(struct kom_diff_work *work, const struct kom_lsq *in,
                                 const uint32_t *cluster, size_t n_clusters, size_t which,
                                 struct kom_test *test) {
    const struct kom_vcov_spec spec = {
        .kind = KOM_VCOV_CR2, .n_ways = 1, .cluster = {{cluster, n_clusters}}};
    struct kom_lsq_fit lsq = {0};
    struct kom_vcov v = {0};
    enum kom_status status = kom_lsq_solve(in, &lsq, work->err);
    if (!status)
        status = kom_vcov_estimate(&lsq, &spec, &v, work->err);
    if (!status && v.n_saturated == 0 && v.se[which] > 0.0)
        *test = kom_diff_t(lsq.coef[which], v.se[which], v.df[which], work->request->level);
    kom_lsq_fit_free(&lsq);
    kom_vcov_free(&v);
    return status == KOM_EESTIMATE ? KOM_OK : status; /* this pair has none; others may */
}

enum kom_status kom_diff_contrast_cluster(struct kom_diff_work *work,
                                          const struct kom_diff_group *a,
                                          const struct kom_diff_group *b,
                                          const struct kom_diff_measure *measure,
                                          struct kom_test *test, unsigned *n_lost) {
    struct joint j = {0};
    enum kom_status status = collect(work, a, measure, &j.cell[0]);
    if (!status)
        status = collect(work, b, measure, &j.cell[1]);
    if (!status && j.cell[0].shift == j.cell[1].shift)
        status = fill(work, &j);
    if (!status && j.n_clusters > 1) {
        const struct kom_lsq in = {.n = j.n,
                                   .k = N_COLUMNS,
                                   .y = j.y,
                                   .x = j.x,
                                   .weight = work->request->weight ? j.weight : NULL,
                                   .has_intercept = true};
        status = kom_diff_fit_cr2(work, &in, j.cluster, j.n_clusters, BOTH, test);
    }
    if (!status)
        kom_beyond_test_back(test, j.cell[0].shift, n_lost);
    kom_free(j.cell[0].use);
    kom_free(j.cell[1].use);
    kom_free(j.y);
    kom_free(j.x);
    kom_free(j.weight);
    kom_free(j.label);
    kom_free(j.cluster);
    return status;
}
