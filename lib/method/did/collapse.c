/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One figure a unit: its mean after the start minus its mean before; then treated against controls
   by a pooled t (equal variances, n - 2 degrees of freedom), and by permutation.

   Collapsing to one figure a unit is the remedy of Bertrand, Duflo & Mullainathan 2004 (QJE 119,
   section IV.C) for serial correlation; with normal changes of equal variance the t is exact for
   any number of treated units, one included (Donald & Lang 2007). With several starts each treated
   unit is compared over its own periods, and only permutation carries the inference. */
#include "collapse.h"

#include <math.h>
#include <string.h>

#include "dist.h"
#include "kom/permutation.h"

/* Multiplications that refitting may cost: some 20 seconds. More assignments than that are drawn.
 */
static const double REFIT_WORK_MAX = 3e10, DRAWN_WORK_MAX = 2e11;

/* ---- Student's t ---- */

static double mean_of(const struct kom_did_figures *f, uint32_t group, double *weight) {
    double sum = 0.0;
    *weight = 0.0;
    for (size_t i = 0; i < f->n; i++) {
        double w = f->weight ? f->weight[i] : 1.0;
        if (f->group[i] != group)
            continue;
        sum += w * f->change[i];
        *weight += w;
    }
    return sum / *weight;
}

/* Weighted least squares of the change on treatment: s^2 = sum w r^2 / (n - 2), and the variance
   of the difference s^2 (1 / sum of weights treated + 1 / sum of weights control). */
static void pooled_t(const struct kom_did_request *request, const struct kom_did_figures *f,
                     struct kom_test *test) {
    double weight[2], mean[2] = {mean_of(f, 0, &weight[0]), mean_of(f, 1, &weight[1])};
    double squares = 0.0, size = 0.0, df = (double)f->n - 2.0;
    for (size_t i = 0; i < f->n; i++) {
        double w = f->weight ? f->weight[i] : 1.0, r = f->change[i] - mean[f->group[i]];
        squares += w * r * r;
        size += w * f->change[i] * f->change[i];
    }
    /* What rounding leaves of changes that are all alike is no variance. */
    double rest = weight[0] + weight[1], zero = 1e-24 * size + rest * f->noise * f->noise;
    bool varies = squares > zero;
    double se =
        varies && df > 0.0 ? sqrt(squares / df * (1.0 / weight[0] + 1.0 / weight[1])) : KOM_NAN;
    kom_did_student(request, mean[1] - mean[0], se, df, test);
}

/* ---- permutation ---- */

static enum kom_permute_side permute_side(enum kom_did_alternative alternative) {
    return alternative == KOM_DID_GREATER ? KOM_PERMUTE_GREATER
           : alternative == KOM_DID_LESS  ? KOM_PERMUTE_LESS
                                          : KOM_PERMUTE_TWO_SIDED;
}

/* How many assignments are gone through one by one: as many as a refit of each has time for. */
static enum kom_status limit(const struct kom_did_request *request, const struct kom_did_figures *f,
                             struct kom_assign_spec *design, struct kom_error *err) {
    double work = f->refit ? kom_refit_work(f->refit) : 0.0;
    double most = work > 0.0 ? REFIT_WORK_MAX / work : KOM_ASSIGN_MAX_ENUMERATED;
    design->max_enumerated =
        most < KOM_ASSIGN_MAX_ENUMERATED ? (uint64_t)most : KOM_ASSIGN_MAX_ENUMERATED;
    design->draws = (uint64_t)kom_did_draws_of(request);
    if ((double)design->draws * work > DRAWN_WORK_MAX)
        return kom_fail(err, KOM_EESTIMATE,
                        "cells are missing in too many periods to refit each of %llu assignments; "
                        "use --unbalanced periods or drop, or fewer --draws",
                        (unsigned long long)design->draws);
    return KOM_OK;
}

/* The test asked for; intervals are two-sided whatever the test is. */
static enum kom_status permute(const struct kom_did_request *request,
                               const struct kom_did_figures *f, struct kom_permute_result *result,
                               struct kom_error *err) {
    struct kom_permute_data data = {
        .design = {.n = f->n,
                   .group = f->group,
                   .n_groups = (uint32_t)f->n_starts,
                   .stratum = f->stratum,
                   .n_strata = f->stratum ? f->n_strata : 1,
                   .seed = request->seed},
        .change = f->change,
        .dose = f->dose,
        .weight = f->weight,
        .refit = f->refit,
        .noise = f->noise,
    };
    struct kom_permute_spec spec = {KOM_PERMUTE_TWO_SIDED, request->level};
    enum kom_status status = limit(request, f, &data.design, err);
    if (!status)
        status = kom_permute_test(&data, &spec, result, err);
    if (status || request->alternative == KOM_DID_TWO_SIDED)
        return status;
    double low = result->conf_low, high = result->conf_high;
    spec.side = permute_side(request->alternative);
    status = kom_permute_test(&data, &spec, result, err);
    result->conf_low = low;
    result->conf_high = high;
    return status;
}

static void take_permuted(const struct kom_permute_result *result, struct kom_did_row *row) {
    row->p_permutation = result->p_value;
    row->p_min = result->p_min;
    row->draws = (int64_t)result->made;
    row->is_enumerated = result->facts.enumerated;
    row->is_drawn = !row->is_enumerated;
    row->n_extreme = (int64_t)result->strict;
    row->n_ties = (int64_t)result->ties;
}

/* ---- the row ---- */

static void describe(const struct kom_did_request *request, const struct kom_did_row *row,
                     const struct kom_did_figures *f, bool is_t, struct kom_buf *text) {
    const char *cells = request->control && kom_did_control_of(request->control) == 1
                            ? "cells not yet treated"
                            : "units never treated";
    kom_buf_str(text, "collapse: mean after minus mean before of each unit");
    if (f->refit)
        kom_buf_printf(text, ", period effects of %s taken off", cells);
    if (request->weight)
        kom_buf_printf(text, ", weighted by %s", request->weight);
    kom_buf_str(text, is_t ? ", pooled t with n-2 df" : ", permutation test and its inversion");
    if (!(row->p_permutation >= 0.0))
        return;
    kom_buf_str(text, is_t ? "; p_permutation: units over " : ": units over ");
    kom_buf_str(text, f->n_starts > 1 ? "starts" : "treatment");
    if (request->strata)
        kom_buf_printf(text, " within %s", request->strata);
    if (row->is_enumerated)
        kom_buf_printf(text, ", all %lld assignments", (long long)row->draws);
    else
        kom_buf_printf(text, ", %lld random assignments, (m+1)/(B+1)", (long long)row->draws);
    if (f->refit)
        kom_buf_str(text, ", effects fitted to the controls of each");
    kom_did_say_side(request, text);
}

static void warn(const struct kom_did_request *request, const struct kom_did_figures *f,
                 const struct kom_did_panel *p, const struct kom_did_row *row, bool is_t,
                 struct kom_buf *own) {
    if (f->n_treated == 1)
        kom_did_say(own, "one_treated");
    else if (f->n_treated < 5 && is_t)
        kom_did_say(own, "few_treated(%zu)", f->n_treated);
    if (p->n_always > 0)
        kom_did_say(own, "always_treated(%zu)", p->n_always);
    if (p->n_missing > 0)
        kom_did_say(own, "unbalanced(%zu)", p->n_missing);
    if (kom_p_is_above(row->p_min, request->level))
        kom_did_say(own, "p_min_too_large");
    if (row->p_permutation >= 0.0)
        kom_did_say(own, "assignment_not_random");
}

/* Under adjust, changes over fewer cells vary more, and period effects vary as well: beyond 5 % the
   size of the 5 % test leaves 4 to 6 %. */
static enum kom_status warn_cells(const struct kom_did_figures *f, struct kom_buf *own) {
    static const double RATIO_MAX = 1.05;
    double ratio = 1.0;
    char digits[32];
    if (!f->refit)
        return KOM_OK;
    enum kom_status status = kom_refit_ratio(f->refit, f->group, &ratio);
    if (ratio > RATIO_MAX || ratio < 1.0 / RATIO_MAX)
        kom_did_say(own, "unequal_cells(%.*s)", (int)kom_num_significant(digits, ratio, 2), digits);
    return status;
}

/* The estimate of several starts where no permutation made it. */
static enum kom_status plain_estimate(const struct kom_did_figures *f, double *estimate) {
    double sum = 0.0, whole = 0.0, h;
    struct kom_refit_desk *desk;
    if (f->refit) {
        enum kom_status status = kom_refit_desk_open(&desk, f->refit);
        if (!status && !kom_refit_make(f->refit, desk, f->group, estimate, &h))
            *estimate = KOM_NAN;
        kom_refit_desk_close(desk);
        return status;
    }
    for (size_t i = 0; i < f->n; i++) {
        double w = f->weight ? f->weight[i] : 1.0, controls = 0.0, weight = 0.0;
        const double *change = f->change + (f->group[i] ? f->group[i] - 1 : 0) * f->n;
        if (f->group[i] == 0)
            continue;
        for (size_t c = 0; c < f->n; c++) {
            double own = f->group[c] ? 0.0 : f->weight ? f->weight[c] : 1.0;
            controls += own * change[c];
            weight += own;
        }
        sum += w * (change[i] - controls / weight);
        whole += w;
    }
    *estimate = sum / whole;
    return KOM_OK;
}

/* Where nothing varies there is an estimate all the same, and nothing to judge it by. */
static void settle(const struct kom_did_figures *f, bool is_t, struct kom_did_row *row,
                   struct kom_buf *own) {
    row->is_estimated = !isnan(row->test.estimate);
    if (is_t && !(row->test.p_value >= 0.0))
        kom_did_say(own, f->n < 3                    ? "too_few_units"
                         : row->p_permutation >= 0.0 ? "no_variance"
                                                     : "constant");
}

static enum kom_status estimate(struct kom_did_work *work, struct kom_did_cell *cell,
                                const struct kom_did_figures *f) {
    const struct kom_did_request *request = work->request;
    struct kom_did_row row = kom_did_row_of(cell, "att");
    struct kom_permute_result permuted;
    struct kom_error why;
    struct kom_buf own = {0}, method = {0};
    bool is_t = f->n_starts == 1 && request->test != KOM_DID_PERMUTATION;
    row.n = (int64_t)f->n;
    row.n_treated = (int64_t)f->n_treated;
    row.n_control = (int64_t)(f->n - f->n_treated);
    if (f->n_starts == 1)
        row.cohort = kom_did_period_text(work, cell->panel.cohort[0].first);
    enum kom_status status = row.cohort ? permute(request, f, &permuted, &why) : KOM_ENOMEM;
    if (!status)
        take_permuted(&permuted, &row);
    else if (status == KOM_EESTIMATE)
        kom_did_say(&own, "no_permutation: %s", why.text);
    else if (status == KOM_EDATA || status == KOM_EUSAGE)
        return kom_fail(work->err, status, "%s", why.text);
    if (is_t)
        pooled_t(request, f, &row.test);
    else if (!status)
        row.test = (struct kom_test){.estimate = permuted.statistic,
                                     .std_error = KOM_NAN,
                                     .conf_low = permuted.conf_low,
                                     .conf_high = permuted.conf_high,
                                     .statistic = KOM_NAN,
                                     .df = KOM_NAN,
                                     .p_value = permuted.p_value};
    else if (status == KOM_EESTIMATE && plain_estimate(f, &row.test.estimate) != KOM_OK)
        status = KOM_ENOMEM;
    settle(f, is_t, &row, &own);
    if (row.is_estimated && (kom_did_spread(cell, &own) != KOM_OK || warn_cells(f, &own) != KOM_OK))
        status = KOM_ENOMEM;
    warn(request, f, &cell->panel, &row, is_t, &own);
    describe(request, &row, f, is_t, &method);
    kom_buf_byte(&method, '\0');
    row.method = method.failed ? "" : method.p;
    if (!status || status == KOM_EESTIMATE)
        status = method.failed ? KOM_ENOMEM : kom_did_add(work, cell, &row, &own);
    kom_buf_fini(&own);
    kom_buf_fini(&method);
    return status;
}

/* n counts units in a row without an estimate, too. */
static enum kom_status refuse(struct kom_did_work *work, struct kom_did_cell *cell, size_t n_units,
                              const char *why) {
    struct kom_did_row row = kom_did_row_of(cell, "att");
    struct kom_buf own = {0};
    row.n = (int64_t)n_units;
    kom_did_say(&own, "%s", why);
    enum kom_status status = kom_did_add(work, cell, &row, &own);
    kom_buf_fini(&own);
    return status;
}

static enum kom_status compare(struct kom_did_work *work, struct kom_did_cell *cell) {
    struct kom_did_figures f;
    enum kom_status status = kom_did_figures(work, cell, &f);
    if (!status)
        status = f.n_treated == 0 || f.n_treated == f.n
                     ? refuse(work, cell, f.n, f.n_treated ? "no_control" : "no_treated")
                     : estimate(work, cell, &f);
    kom_did_figures_fini(&f);
    return status;
}

enum kom_status kom_did_collapse(struct kom_did_work *work, struct kom_did_cell *cell) {
    struct kom_did_panel *p = &cell->panel;
    const char *lacks = kom_did_panel_lacks(p);
    enum kom_status status = KOM_OK;
    if (!lacks && p->n_never == 0)
        lacks = "no_control";
    if (!lacks && p->n_cohorts > 1 && work->request->test == KOM_DID_T)
        lacks = "several_starts_need_permutation";
    if (!lacks)
        status = kom_did_unbalanced(work, cell, &lacks);
    if (status)
        return status;
    return lacks ? refuse(work, cell, p->n_treated + p->n_never, lacks) : compare(work, cell);
}
