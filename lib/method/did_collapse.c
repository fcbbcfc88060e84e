/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One figure a unit: its mean after the start minus its mean before; then treated against controls
   by a pooled t (equal variances, n - 2 degrees of freedom), and by permutation.

   Collapsing to one figure a unit is the remedy of Bertrand, Duflo & Mullainathan 2004 (QJE 119,
   section IV.C) for serial correlation; with normal changes of equal variance the t is exact for
   any number of treated units, one included (Donald & Lang 2007). With several starts each treated
   unit is compared over its own periods, and only permutation carries the inference. */
#include "did_work.h"

#include <math.h>
#include <string.h>

#include "permute.h"

/* The units that have both sides of every start, and their figures; unit i under start s stands at
   [s * n + i], as permute.h wants it. */
struct figures {
    size_t n, n_starts;
    double *change; /* mean after minus mean before */
    double *dose;   /* the same of being treated, as it really was */
    double *weight; /* mean of the unit's weights; NULL: none */
    uint32_t *group, *stratum;
    size_t n_treated;
    uint32_t n_strata;
};

struct side {
    double weight, sum, dose;
};

/* Which side of a start a period lies on: 0 before, 1 after, -1 split by it. */
static int side_of(const struct kom_did_start *start, int32_t number) {
    if (number >= start->first)
        return 1;
    return start->straddles && number == start->first - 1 ? -1 : 0;
}

/* The change of a unit over one start; false when a side has no row. */
static bool change_of(const struct kom_did_panel *p, size_t u, const struct kom_did_start *start,
                      double *change, double *dose) {
    struct side side[2] = {{0.0, 0.0, 0.0}, {0.0, 0.0, 0.0}};
    for (size_t i = p->begin[u]; i < p->begin[u + 1]; i++) {
        int32_t number = p->number[p->period[i]];
        int s = side_of(start, number);
        double w = p->w ? p->w[i] : 1.0;
        if (s < 0)
            continue;
        side[s].weight += w;
        side[s].sum += w * p->y[i];
        side[s].dose += number >= p->start[u].first ? w : 0.0;
    }
    if (!(side[0].weight > 0.0) || !(side[1].weight > 0.0))
        return false;
    *change = side[1].sum / side[1].weight - side[0].sum / side[0].weight;
    *dose = side[1].dose / side[1].weight - side[0].dose / side[0].weight;
    return true;
}

static void leave_out(struct kom_did_panel *p, size_t u, enum kom_did_reason reason) {
    for (size_t i = p->begin[u]; i < p->begin[u + 1]; i++)
        p->aside[i] = (uint8_t)reason;
}

static uint32_t group_of(const struct kom_did_panel *p, size_t u) {
    for (size_t s = 0; s < p->n_cohorts; s++)
        if (kom_did_is_same_start(&p->start[u], &p->cohort[s]))
            return (uint32_t)s + 1;
    return 0;
}

/* One start for all: a period that it splits counts on neither side, for controls as well. */
static void leave_split_period(struct kom_did_panel *p) {
    for (size_t i = 0; p->n_cohorts == 1 && i < p->n; i++)
        if (p->aside[i] == KOM_DID_USED && side_of(&p->cohort[0], p->number[p->period[i]]) < 0)
            p->aside[i] = KOM_DID_BETWEEN;
}

static double weight_of(const struct kom_did_panel *p, size_t u) {
    double sum = 0.0;
    size_t n = 0;
    for (size_t i = p->begin[u]; i < p->begin[u + 1]; i++)
        if (p->aside[i] == KOM_DID_USED) {
            sum += p->w[i];
            n++;
        }
    return sum / (double)n;
}

static bool allocate(struct kom_did_cell *cell, struct figures *f) {
    const struct kom_did_panel *p = &cell->panel;
    const size_t size = p->n_units * p->n_cohorts * sizeof *f->change;
    f->n_starts = p->n_cohorts;
    f->change = kom_arena_take(&cell->arena, size + 1);
    f->dose = kom_arena_take(&cell->arena, size + 1);
    f->group = kom_arena_take(&cell->arena, (p->n_units + 1) * sizeof *f->group);
    f->weight = kom_arena_take(&cell->arena, (p->n_units + 1) * sizeof *f->weight);
    f->stratum = kom_arena_take(&cell->arena, (p->n_units + 1) * sizeof *f->stratum);
    return f->change && f->dose && f->group && f->weight && f->stratum;
}

/* One unit, if it has both sides of every start: permutation may give it any of them. */
static bool take_unit(const struct kom_did_panel *p, size_t u, struct figures *f) {
    const size_t room = p->n_units;
    for (size_t s = 0; s < f->n_starts; s++)
        if (!change_of(p, u, &p->cohort[s], &f->change[s * room + f->n], &f->dose[s * room + f->n]))
            return false;
    f->group[f->n] = group_of(p, u);
    f->n_treated += f->group[f->n] > 0;
    if (p->stratum)
        f->stratum[f->n] = p->stratum[u];
    f->n++;
    return true;
}

/* Rows of figures that were laid out for all units move together. */
static void close_up(struct figures *f, size_t room) {
    for (size_t s = 1; s < f->n_starts && f->n < room; s++) {
        memmove(f->change + s * f->n, f->change + s * room, f->n * sizeof *f->change);
        memmove(f->dose + s * f->n, f->dose + s * room, f->n * sizeof *f->dose);
    }
}

static enum kom_status figures_make(struct kom_did_cell *cell, struct figures *f) {
    struct kom_did_panel *p = &cell->panel;
    size_t n_one_sided = 0;
    *f = (struct figures){0};
    if (!allocate(cell, f))
        return KOM_ENOMEM;
    leave_split_period(p);
    for (size_t u = 0; u < p->n_units; u++) {
        if (kom_did_is_always(p, &p->start[u])) {
            leave_out(p, u, KOM_DID_ALWAYS);
        } else if (take_unit(p, u, f)) {
            if (p->w)
                f->weight[f->n - 1] = weight_of(p, u);
        } else {
            leave_out(p, u, KOM_DID_NO_SIDE);
            n_one_sided++;
        }
    }
    close_up(f, p->n_units);
    for (size_t i = 0; i < f->n && p->stratum; i++)
        f->n_strata = f->stratum[i] >= f->n_strata ? f->stratum[i] + 1 : f->n_strata;
    if (!p->w)
        f->weight = NULL;
    if (!p->stratum)
        f->stratum = NULL;
    if (n_one_sided > 0)
        kom_did_say(&cell->warning, "units_left_out(%zu)", n_one_sided);
    return KOM_OK;
}

/* ---- Student's t ---- */

static double mean_of(const struct figures *f, uint32_t group, double *weight) {
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
static void pooled_t(const struct kom_did_request *request, const struct figures *f,
                     struct kom_test *test) {
    double weight[2], mean[2] = {mean_of(f, 0, &weight[0]), mean_of(f, 1, &weight[1])};
    double squares = 0.0, size = 0.0, df = (double)f->n - 2.0;
    for (size_t i = 0; i < f->n; i++) {
        double w = f->weight ? f->weight[i] : 1.0, r = f->change[i] - mean[f->group[i]];
        squares += w * r * r;
        size += w * f->change[i] * f->change[i];
    }
    /* What rounding leaves of changes that are all alike is no variance. */
    bool varies = squares > 1e-24 * size;
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

/* The test asked for; intervals are two-sided whatever the test is. */
static enum kom_status permute(const struct kom_did_request *request, const struct figures *f,
                               struct kom_permute_result *result, struct kom_error *err) {
    struct kom_permute_data data = {
        .design = {.n = f->n,
                   .group = f->group,
                   .n_groups = (uint32_t)f->n_starts,
                   .stratum = f->stratum,
                   .n_strata = f->stratum ? f->n_strata : 1,
                   .max_enumerated = KOM_ASSIGN_MAX_ENUMERATED,
                   .draws = (uint64_t)kom_did_draws_of(request),
                   .seed = request->seed},
        .change = f->change,
        .dose = f->dose,
        .weight = f->weight,
    };
    struct kom_permute_spec spec = {KOM_PERMUTE_TWO_SIDED, request->level};
    enum kom_status status = kom_permute_test(&data, &spec, result, err);
    if (status != KOM_OK || request->alternative == KOM_DID_TWO_SIDED)
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
    row->draws = (int64_t)result->facts.count;
    row->is_enumerated = result->facts.enumerated;
    row->is_drawn = !row->is_enumerated;
    row->n_extreme = (int64_t)result->strict;
    row->n_ties = (int64_t)result->ties;
}

/* ---- the row ---- */

static void describe(const struct kom_did_request *request, const struct kom_did_row *row,
                     size_t n_starts, bool is_t, struct kom_buf *text) {
    kom_buf_str(text, "collapse: mean after minus mean before of each unit");
    if (request->weight)
        kom_buf_printf(text, ", weighted by %s", request->weight);
    kom_buf_str(text, is_t ? ", pooled t with n-2 df" : ", permutation test and its inversion");
    if (!(row->p_permutation >= 0.0))
        return;
    kom_buf_str(text, is_t ? "; p_permutation: units over " : ": units over ");
    kom_buf_str(text, n_starts > 1 ? "starts" : "treatment");
    if (request->strata)
        kom_buf_printf(text, " within %s", request->strata);
    if (row->is_enumerated)
        kom_buf_printf(text, ", all %lld assignments", (long long)row->draws);
    else
        kom_buf_printf(text, ", %lld random assignments, (m+1)/(B+1)", (long long)row->draws);
    kom_did_say_side(request, text);
}

static void warn(const struct kom_did_request *request, const struct figures *f,
                 const struct kom_did_panel *p, const struct kom_did_row *row, bool is_t,
                 struct kom_buf *own) {
    if (f->n_treated == 1 && is_t)
        kom_did_say(own, "one_treated");
    else if (f->n_treated < 5 && is_t)
        kom_did_say(own, "few_treated(%zu)", f->n_treated);
    if (p->n_always > 0)
        kom_did_say(own, "always_treated(%zu)", p->n_always);
    if (!kom_did_is_balanced(p))
        kom_did_say(own, "unbalanced(%zu)", p->n_units * p->n_periods - p->n);
    if (row->p_min > 1.0 - request->level)
        kom_did_say(own, "p_min_too_large");
    if (row->p_permutation >= 0.0)
        kom_did_say(own, "assignment_not_random");
}

/* Without a t there may be a permutation p all the same; without either there is no number. */
static void settle(const struct figures *f, bool is_t, struct kom_did_row *row,
                   struct kom_buf *own) {
    row->is_estimated = row->test.p_value >= 0.0 || row->p_permutation >= 0.0;
    if (is_t && !(row->test.p_value >= 0.0))
        kom_did_say(own, f->n < 3            ? "too_few_units"
                         : row->is_estimated ? "no_variance"
                                             : "constant");
    if (!row->is_estimated)
        row->test.estimate = KOM_NAN;
}

static enum kom_status estimate(struct kom_did_work *work, struct kom_did_cell *cell,
                                const struct figures *f) {
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
    if (status == KOM_OK)
        take_permuted(&permuted, &row);
    else if (status == KOM_EESTIMATE)
        kom_did_say(&own, "no_permutation: %s", why.text);
    else if (status == KOM_EDATA || status == KOM_EUSAGE)
        return kom_fail(work->err, status, "%s", why.text);
    if (is_t)
        pooled_t(request, f, &row.test);
    else if (status == KOM_OK)
        row.test = (struct kom_test){.estimate = permuted.statistic,
                                     .std_error = KOM_NAN,
                                     .conf_low = permuted.conf_low,
                                     .conf_high = permuted.conf_high,
                                     .statistic = KOM_NAN,
                                     .df = KOM_NAN,
                                     .p_value = permuted.p_value};
    settle(f, is_t, &row, &own);
    if (row.is_estimated && kom_did_spread(cell, &own) != KOM_OK)
        status = KOM_ENOMEM;
    warn(request, f, &cell->panel, &row, is_t, &own);
    describe(request, &row, f->n_starts, is_t, &method);
    kom_buf_byte(&method, '\0');
    row.method = method.failed ? "" : method.p;
    if (status == KOM_OK || status == KOM_EESTIMATE)
        status = method.failed ? KOM_ENOMEM : kom_did_add(work, cell, &row, &own);
    kom_buf_fini(&own);
    kom_buf_fini(&method);
    return status;
}

enum kom_status kom_did_collapse(struct kom_did_work *work, struct kom_did_cell *cell) {
    struct kom_did_panel *p = &cell->panel;
    struct figures f;
    const char *lacks = kom_did_panel_lacks(p);
    if (!lacks && p->n_never == 0)
        lacks = "no_control";
    if (!lacks && p->n_cohorts > 1 && work->request->test == KOM_DID_T)
        lacks = "several_starts_need_permutation";
    if (lacks)
        return kom_did_refuse(work, cell, "att", lacks);
    enum kom_status status = figures_make(cell, &f);
    if (status != KOM_OK)
        return status;
    if (f.n_treated == 0 || f.n_treated == f.n)
        return kom_did_refuse(work, cell, "att", f.n_treated ? "no_control" : "no_treated");
    return estimate(work, cell, &f);
}
