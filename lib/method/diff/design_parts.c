/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sides of one cell, or of two levels, as parts of one contrast of a sample with a design. */
#include "design_parts.h"

#include <math.h>

#include "dist.h"

void kom_diff_parts_fini(struct kom_diff_parts *p) {
    kom_free(p->row);
    kom_free(p->y);
    kom_free(p->x);
}

/* The rows of one side of a cell, from place *at on. */
static struct kom_design_part side_of(const struct kom_diff_cell *cell, int side, bool is_mean,
                                      struct kom_diff_parts *p, size_t *at) {
    const size_t first = *at;
    for (size_t i = 0; i < cell->n_uses; i++) {
        const struct kom_diff_use *use = &cell->use[i];
        if (use->side != side)
            continue;
        p->row[*at] = use->row;
        p->y[*at] = is_mean ? kom_dd_double(kom_dd_difference(&use->value, &cell->base.value))
                            : kom_num_double(&use->value);
        p->x[(*at)++] = is_mean ? 1.0 : kom_num_double(&use->second);
    }
    return (struct kom_design_part){
        .row = p->row + first, .n = *at - first, .y = p->y + first, .x = p->x + first};
}

enum kom_status kom_diff_parts_make(const struct kom_diff_work *work,
                                    const struct kom_diff_cell *const *cell, size_t n_cells,
                                    struct kom_diff_parts *p) {
    const bool is_mean = work->way->measure == 'm';
    size_t n = 0, at = 0;
    for (size_t c = 0; c < n_cells; c++)
        n += cell[c]->n_uses;
    *p = (struct kom_diff_parts){.both.n_parts = 2 * n_cells,
                                 .row = kom_alloc(n + 1, sizeof *p->row),
                                 .y = kom_alloc(n + 1, sizeof *p->y),
                                 .x = kom_alloc(n + 1, sizeof *p->x)};
    if (!p->row || !p->y || !p->x)
        return KOM_ENOMEM;
    for (size_t c = 0; c < n_cells; c++)
        for (int side = 0; side < 2; side++) {
            const bool is_added = (side == KOM_DIFF_AFTER) == (c + 1 == n_cells);
            p->both.part[2 * c + (size_t)side] = side_of(cell[c], side, is_mean, p, &at);
            p->both.sign[2 * c + (size_t)side] = is_added ? 1.0 : -1.0;
        }
    return KOM_OK;
}

void kom_diff_design_figure(struct kom_diff_work *work, const struct kom_design_contrast *c,
                            struct kom_design_figure *f) {
    kom_design_estimate(&work->design->design, &work->design->desk, c, f);
}

struct kom_test kom_diff_design_t(double estimate, const struct kom_design_figure *f,
                                  double level) {
    struct kom_test test = kom_test_none();
    test.estimate = estimate;
    if (isnan(f->variance) || !(f->variance > 0.0))
        return test;
    test.std_error = sqrt(f->variance);
    if (!(f->df > 0.0))
        return test;
    const double half = test.std_error * kom_t_quantile_upper(kom_level_tail(level), f->df);
    test.df = f->df;
    test.statistic = estimate / test.std_error;
    test.p_value = kom_t_p(test.statistic, f->df);
    test.conf_low = estimate - half;
    test.conf_high = estimate + half;
    return test;
}

double kom_diff_design_correlation(double v, double w, double of_difference) {
    const double r = (v + w - of_difference) / (2.0 * sqrt(v * w));
    return r >= -1.0 && r <= 1.0 ? r : r > 1.0 ? 1.0 : r < -1.0 ? -1.0 : 0.0;
}

int64_t kom_diff_least_events(const struct kom_diff_row *row) {
    int64_t least = INT64_MAX;
    for (int side = 0; side < 2; side++) {
        const int64_t with = row->side[side].count, without = row->side[side].n - with;
        least = with < least ? with : least;
        least = without < least ? without : least;
    }
    return least;
}

size_t kom_diff_least_clusters(struct kom_diff_work *work, const struct kom_design_contrast *c) {
    size_t least = SIZE_MAX;
    for (size_t k = 0; k < c->n_parts; k++) {
        const struct kom_design_contrast one = {.part = {c->part[k]}, .sign = {1.0}, .n_parts = 1};
        struct kom_design_figure f;
        kom_diff_design_figure(work, &one, &f);
        least = f.clusters < least ? f.clusters : least;
    }
    return least;
}

void kom_diff_design_say(struct kom_buf *out, const char *text, int64_t n) {
    if (out->n > 0)
        kom_buf_str(out, "; ");
    kom_buf_printf(out, "%s(%lld)", text, (long long)n);
}
