/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Estimate rows of regressions on panels: what they say, warn of, and refuse. */
#include "regress.h"

#include <math.h>
#include <string.h>

#include "wild.h"

void kom_did_regression_say(const struct kom_did_request *request,
                            const struct kom_did_regression *r, struct kom_buf *text) {
    char digits[32];
    kom_buf_str(text, kom_vcov_name(r->kind));
    if (r->n_ways > 0)
        kom_buf_printf(text, " by %s",
                       request->n_cluster ? request->cluster[0]
                       : request->unit    ? request->unit
                                          : "kom");
    if (r->n_ways == 2)
        kom_buf_printf(text, " and %s (V1+V2-V12)", request->cluster[1]);
    if (r->kind == KOM_VCOV_CR1) {
        kom_buf_printf(text, ", ssc %s, K=%zu, factor ", kom_ssc_name(r->ssc), r->n_parameters);
        kom_buf_add(text, digits, kom_num_significant(digits, r->factor, 6));
    }
    if (r->kind == KOM_VCOV_CR2)
        kom_buf_str(text, ", Satterthwaite df");
    else if (r->n_ways > 0)
        kom_buf_str(text, ", t(G-1)");
    if (request->weight)
        kom_buf_printf(text, ", weighted by %s", request->weight);
    kom_did_say_side(request, text);
}

/* ---- the wild bootstrap ---- */

static enum kom_status wild_of(struct kom_did_work *work, struct kom_did_cell *cell,
                               const struct kom_did_regression *r, size_t j,
                               struct kom_did_row *row, struct kom_buf *own) {
    double **x;
    size_t n_columns;
    struct kom_error why;
    if (!r->units_nested) {
        kom_did_say(own, "wild_needs_units_within_clusters");
        row->is_estimated = false;
        row->test.p_value = row->test.conf_low = row->test.conf_high = KOM_NAN;
        return KOM_OK;
    }
    enum kom_status status = kom_did_explicit(cell, r, false, &x, &n_columns, &why);
    if (status)
        return status;
    const struct kom_wild_data data = {
        .n = r->n,
        .k = n_columns,
        .y = r->y,
        .x = (const double *const *)x,
        .weight = r->w,
        .cluster = r->cluster[0].of_row,
        .n_clusters = r->cluster[0].n,
    };
    const struct kom_did_tested tested = {&data, j, r->factor};
    return kom_did_wild(work, cell, &tested, row, own);
}

enum kom_status kom_did_regression_row(struct kom_did_work *work, struct kom_did_cell *cell,
                                       const struct kom_did_regression *r, size_t j,
                                       struct kom_did_row *row, struct kom_buf *own) {
    row->n = (int64_t)r->n;
    row->n_clusters = r->n_ways ? (int64_t)r->n_clusters : -1;
    kom_did_student(work->request, r->fit.coef[j], r->se[j], r->df[j], &row->test);
    row->is_estimated = row->test.p_value >= 0.0;
    if (!row->is_estimated)
        kom_did_say(own, "no_variance");
    if (work->request->test == KOM_DID_WILD && row->is_estimated)
        return wild_of(work, cell, r, j, row, own);
    return KOM_OK;
}

/* ---- warnings ---- */

const char *kom_did_regression_lacks(const struct kom_did_panel *p) {
    const char *lacks = kom_did_panel_lacks(p);
    return !lacks && p->n_treated == 1 ? "one_treated" : lacks;
}

void kom_did_regression_warn(struct kom_did_work *work, const struct kom_did_cell *cell,
                             const struct kom_did_regression *r, struct kom_buf *own) {
    const struct kom_did_panel *p = &cell->panel;
    if (r->n_ways > 0 && r->n_treated < kom_did_few_treated(work->request))
        kom_did_say(own, "few_treated_clusters(%zu)", r->n_treated);
    if (r->n_ways > 0 && r->n_clusters < 10)
        kom_did_say(own, "few_clusters(%zu)", r->n_clusters);
    if (r->n_ways == 0)
        kom_did_say(own, "not_clustered");
    if (p->n_always > 0)
        kom_did_say(own, "always_treated(%zu)", p->n_always);
    if (r->n_missing > 0)
        kom_did_say(own, "unbalanced(%zu)", r->n_missing);
    for (size_t j = 0; j < work->request->n_covariates; j++)
        kom_did_say(own, "over_control:%s", work->request->covariates[j]);
}
