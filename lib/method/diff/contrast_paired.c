/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The contrast of two levels of linked persons who share clusters: leaders and staff of the same
   places, each asked twice.

   One regression has the differences of both levels' pairs: d = a + b level, least squares, each
   pair counting once as in its row; b is the difference of the mean differences, and its variance
   is CR2 by cluster (Bell & McCaffrey 2002), t with Satterthwaite df (Pustejovsky & Tipton 2018,
   eq. 11). */
#include "beyond.h"
#include "dist.h"
#include "vcov.h"
#include "work.h"

enum { ONE, LEVEL, N_COLUMNS };

struct joint_pairs {
    struct kom_diff_cell cell[2];
    struct kom_diff_pairs pairs[2];
    struct kom_dd *y, *x;
    struct kom_text *label;
    uint32_t *cluster;
    size_t n, n_clusters;
};

/* The pairs of a group again, as the method had them. */
static enum kom_status collect(struct kom_diff_work *work, const struct kom_diff_compared *c, int i,
                               struct joint_pairs *j) {
    struct kom_diff_row row = {.gap = KOM_NAN};
    enum kom_status status = kom_diff_collect_again(work, c->group[i], c->measure, &j->cell[i]);
    return status ? status : kom_diff_link(work, &j->cell[i], false, &j->pairs[i], &row);
}

static enum kom_status fill(const struct kom_diff_work *work, struct joint_pairs *j) {
    const size_t first = j->pairs[0].n, n = j->n = first + j->pairs[1].n;
    j->y = kom_alloc(n + 1, sizeof *j->y);
    j->x = kom_alloc(N_COLUMNS * n + 1, sizeof *j->x);
    j->label = kom_alloc(n + 1, sizeof *j->label);
    j->cluster = kom_alloc(n + 1, sizeof *j->cluster);
    if (!j->y || !j->x || !j->label || !j->cluster)
        return KOM_ENOMEM;
    (void)kom_diff_pair_labels(work, &j->cell[0], j->label);
    (void)kom_diff_pair_labels(work, &j->cell[1], j->label + first);
    for (size_t i = 0; i < n; i++) {
        const bool is_later = i >= first;
        const struct kom_diff_pair *pair = &j->pairs[is_later].pair[is_later ? i - first : i];
        j->y[i] = kom_dd_from_num(&pair->difference);
        j->x[ONE * n + i] = kom_dd(1.0);
        j->x[LEVEL * n + i] = kom_dd(is_later ? 1.0 : 0.0);
    }
    return kom_diff_number_clusters(j->label, n, j->cluster, &j->n_clusters);
}

enum kom_status kom_diff_contrast_paired(struct kom_diff_work *work,
                                         const struct kom_diff_compared *c, struct kom_test *test,
                                         unsigned *n_lost) {
    struct joint_pairs j = {.n = 0};
    enum kom_status status = collect(work, c, 0, &j);
    if (!status)
        status = collect(work, c, 1, &j);
    const bool is_alike = j.cell[0].shift == j.cell[1].shift;
    if (!status && is_alike)
        status = fill(work, &j);
    if (!status && is_alike && j.n_clusters > 1) {
        const struct kom_lsq in = {
            .n = j.n, .k = N_COLUMNS, .y = j.y, .x = j.x, .has_intercept = true};
        status = kom_diff_fit_cr2(work, &in, j.cluster, j.n_clusters, LEVEL, test);
    }
    if (!status)
        kom_beyond_test_back(test, j.cell[0].shift, n_lost);
    for (int i = 0; i < 2; i++) {
        kom_diff_unlink(&j.pairs[i]);
        kom_free(j.cell[i].use);
    }
    kom_free(j.y);
    kom_free(j.x);
    kom_free(j.label);
    kom_free(j.cluster);
    return status;
}
