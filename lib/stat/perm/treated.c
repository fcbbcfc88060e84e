/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The permutation test: statistics from sums over treated units, counts, interval by inversion.

   Changes of units become tables, one number a unit and start, of which an assignment's statistic
   is the sum over its treated units (assign.c); with weights two sums more make the controls' mean.
   So an assignment costs an addition, and ranges of them are computed by threads into fixed places.
   Afterwards extreme ones are counted, ties by tolerance, and each assignment gives the effects
   from and to which it counts; the interval's ends are order statistics of those, selected without
   sorting. Missing cells take refit.c instead. */
#include "kom/permutation.h"

#include <math.h>
#include <string.h>

#include "dist.h"
#include "mem.h"
#include "refit.h"
#include "tally.h"

/* Without weights a statistic is one sum over the treated units plus a constant: 1 table. With
   weights: the units' own values, the values for each start, and (shared) the weights by start. */
struct kom_permute {
    struct kom_assign *assign;
    struct kom_assign_facts facts;
    size_t n;
    uint32_t n_groups;
    bool weighted, mirror; /* mirror: treated and controls could change places */
    bool has_dose;
    double *values;       /* all tables, each n_groups x n */
    const double **table; /* n_tables into values */
    size_t n_tables;
    double *total;   /* [change, dose][n_groups]: weighted sum over all units */
    double shift[2]; /* without weights: the constant */
    double all_weight;
    double observed, scale, noise;
    double *t, *h; /* facts.count: statistics of changes and of doses; then the roots */
    uint64_t made; /* the first of them that are numbers, once all were run */
    const struct kom_refit *refit;
};

enum { CHUNK = 4096 };

void kom_permute_close(struct kom_permute *p) {
    if (p) {
        kom_assign_close(p->assign);
        kom_free(p->values);
        kom_free(p->table);
        kom_free(p->total);
        kom_free(p->t);
        kom_free(p->h);
        kom_free(p);
    }
}

static enum kom_status check(const struct kom_permute_data *data, struct kom_error *err) {
    const size_t n = data->design.n, all = n * data->design.n_groups;
    size_t n_treated = 0;
    for (size_t i = 0; i < n; i++) {
        n_treated += data->design.group[i] > 0;
        if (data->weight && (!(data->weight[i] > 0) || isinf(data->weight[i])))
            return kom_fail(err, KOM_EDATA, "unit %zu: a weight must be positive and finite",
                            i + 1);
    }
    for (size_t i = 0; i < all; i++)
        if (!isfinite(data->change[i]) || (data->dose && !isfinite(data->dose[i])))
            return kom_fail(err, KOM_EDATA, "unit %zu: a change or dose is not a number",
                            i % n + 1);
    if (n_treated == 0 || n_treated == n)
        return kom_fail(err, KOM_EESTIMATE, "there is no %s unit",
                        n_treated ? "control" : "treated");
    return KOM_OK;
}

static double weight_of(const struct kom_permute_data *data, size_t i) {
    return data->weight ? data->weight[i] : 1;
}

/* The value of unit i for start g (from 0), with the mean over the units taken off changes: that
   moves no statistic, and spares digits. */
static double value_of(const struct kom_permute_data *data, bool dose, size_t g, size_t i) {
    if (!dose)
        return data->change[g * data->design.n + i];
    return data->dose ? data->dose[g * data->design.n + i] : data->design.group[i] > 0;
}

static double mean_of(const struct kom_permute_data *data, bool dose, size_t g) {
    double sum = 0;
    for (size_t i = 0; i < data->design.n; i++)
        sum += value_of(data, dose, g, i);
    return sum / (double)data->design.n;
}

/* Values less their mean, into out (n_groups x n); the largest of them, and of the means. */
static void centre(const struct kom_permute_data *data, bool dose, double *out, double *largest,
                   double *offset) {
    *largest = *offset = 0;
    for (size_t g = 0; g < data->design.n_groups; g++) {
        const double mean = mean_of(data, dose, g);
        *offset = fmax(*offset, fabs(mean));
        for (size_t i = 0; i < data->design.n; i++) {
            const double value = value_of(data, dose, g, i) - mean;
            out[g * data->design.n + i] = value;
            *largest = fmax(*largest, fabs(value));
        }
    }
}

/* How many units each start has; [0] are the controls. */
static void count_groups(const struct kom_permute_data *data, double *count) {
    for (size_t i = 0; i < data->design.n; i++)
        count[data->design.group[i]] += 1;
}

/* One table, in place: (own + sum over starts of value times units / controls) / treated units. */
static double fold(const struct kom_permute_data *data, const double *count, double *table) {
    const size_t n = data->design.n, n_groups = data->design.n_groups;
    const double treated = (double)n - count[0];
    double shift = 0;
    for (size_t i = 0; i < n; i++) {
        double against = 0;
        for (size_t g = 0; g < n_groups; g++)
            against += count[g + 1] / count[0] * table[g * n + i];
        for (size_t g = 0; g < n_groups; g++)
            table[g * n + i] = (table[g * n + i] + against) / treated;
        shift -= against / treated;
    }
    return shift;
}

/* Weighted: own values from the centred ones, then a table for each start whatever the unit's own.
 */
static void spread(const struct kom_permute_data *data, double *own, double *each, double *total) {
    const size_t n = data->design.n, n_groups = data->design.n_groups;
    for (size_t g = 0; g < n_groups; g++) {
        for (size_t i = 0; i < n; i++) {
            own[g * n + i] *= weight_of(data, i);
            total[g] += own[g * n + i];
            for (size_t any = 0; any < n_groups; any++)
                each[(g * n_groups + any) * n + i] = own[g * n + i];
        }
    }
}

static void weights_by_start(const struct kom_permute_data *data, double *table) {
    const size_t n = data->design.n, n_groups = data->design.n_groups;
    for (size_t g = 0; g < n_groups; g++)
        for (size_t i = 0; i < n; i++)
            table[(g * n_groups + g) * n + i] = weight_of(data, i);
}

static enum kom_status fill_tables(struct kom_permute *p, const struct kom_permute_data *data,
                                   struct kom_error *err) {
    const size_t size = p->n * p->n_groups, n_sides = p->has_dose ? 2 : 1;
    const size_t a_side = p->weighted ? 1 + (size_t)p->n_groups : 1;
    p->n_tables = n_sides * a_side + (p->weighted ? p->n_groups : 0);
    p->values = kom_alloc(p->n_tables, size * sizeof *p->values);
    p->table = kom_alloc(p->n_tables, sizeof *p->table);
    p->total = kom_alloc(2 * (size_t)p->n_groups, sizeof *p->total);
    double *count = kom_alloc((size_t)p->n_groups + 1, sizeof *count);
    if (!p->values || !p->table || !p->total || !count) {
        kom_free(count);
        return kom_no_memory(err);
    }
    count_groups(data, count);
    for (size_t side = 0; side < n_sides; side++) {
        double *own = p->values + side * a_side * size, largest, offset;
        centre(data, side == 1, own, &largest, &offset);
        if (side == 0)
            p->scale = largest > 1e-14 * offset ? largest : 0;
        if (p->weighted)
            spread(data, own, own + size, p->total + side * p->n_groups);
        else
            p->shift[side] = fold(data, count, own);
    }
    if (p->weighted)
        weights_by_start(data, p->values + n_sides * a_side * size);
    for (size_t i = 0; i < p->n; i++)
        p->all_weight += weight_of(data, i);
    for (size_t t = 0; t < p->n_tables; t++)
        p->table[t] = p->values + t * size;
    kom_free(count);
    return KOM_OK;
}

/* The statistic of a side from the sums sum[t * stride] over the treated units. */
static double statistic(const struct kom_permute *p, size_t side, const double *sum,
                        size_t stride) {
    if (!p->weighted)
        return sum[side * stride] + p->shift[side];
    const size_t own = side * (1 + (size_t)p->n_groups), weights = p->n_tables - p->n_groups;
    double treated = 0, result = sum[own * stride];
    for (size_t g = 0; g < p->n_groups; g++)
        treated += sum[(weights + g) * stride];
    for (size_t g = 0; g < p->n_groups; g++) {
        const double controls = p->total[side * p->n_groups + g] - sum[(own + 1 + g) * stride];
        result -= sum[(weights + g) * stride] * (controls / (p->all_weight - treated));
    }
    return result / treated;
}

static enum kom_status observe_refitted(struct kom_permute *p, const uint32_t *group) {
    struct kom_refit_desk *desk;
    double h;
    enum kom_status status = kom_refit_desk_open(&desk, p->refit);
    if (!status && !kom_refit_make(p->refit, desk, group, &p->observed, &h))
        p->observed = (double)NAN;
    kom_refit_desk_close(desk);
    return status;
}

/* The observed assignment, through the same tables. */
static enum kom_status observe(struct kom_permute *p, const uint32_t *group) {
    if (p->refit)
        return observe_refitted(p, group);
    double *sum = kom_alloc(p->n_tables, sizeof *sum);
    if (!sum)
        return KOM_ENOMEM;
    for (size_t t = 0; t < p->n_tables; t++)
        for (size_t i = 0; i < p->n; i++)
            sum[t] += group[i] > 0 ? p->table[t][(group[i] - 1) * p->n + i] : 0;
    p->observed = statistic(p, 0, sum, 1);
    kom_free(sum);
    return KOM_OK;
}

/* Every stratum has as many treated as control units, and there is one start. */
static enum kom_status find_mirror(struct kom_permute *p, const struct kom_assign_spec *spec) {
    int64_t *balance = kom_alloc(spec->n_strata + (size_t)1, sizeof *balance);
    if (!balance)
        return KOM_ENOMEM;
    p->mirror = spec->n_groups == 1 && !p->refit; /* whose effects are fitted to the controls */
    for (size_t i = 0; i < spec->n; i++)
        balance[spec->stratum ? spec->stratum[i] : 0] += spec->group[i] > 0 ? 1 : -1;
    for (size_t h = 0; h <= spec->n_strata; h++)
        p->mirror = p->mirror && balance[h] == 0;
    kom_free(balance);
    return KOM_OK;
}

static enum kom_status prepare(struct kom_permute *p, const struct kom_permute_data *data,
                               struct kom_error *err) {
    p->n = data->design.n;
    p->n_groups = data->design.n_groups;
    p->weighted = data->weight;
    p->refit = data->refit;
    p->noise = data->noise;
    p->has_dose = data->dose || p->n_groups == 1;
    enum kom_status status = fill_tables(p, data, err);
    if (status)
        return status;
    if (!(p->scale > 0))
        return kom_fail(err, KOM_EESTIMATE, "the change is the same in every unit");
    if (p->facts.total_exact == 1)
        return kom_fail(err, KOM_EESTIMATE, "no other assignment is possible within the strata");
    p->t = kom_alloc(p->facts.count, sizeof *p->t);
    p->h = kom_alloc(p->facts.count, sizeof *p->h);
    if (!p->t || !p->h || observe(p, data->design.group) != KOM_OK ||
        find_mirror(p, &data->design) != KOM_OK)
        return kom_no_memory(err);
    if (isnan(p->observed))
        return kom_fail(err, KOM_EESTIMATE, "the assignment observed has no statistic");
    return KOM_OK;
}

enum kom_status kom_permute_open(struct kom_permute **out, const struct kom_permute_data *data,
                                 struct kom_permute_result *result, struct kom_error *err) {
    *out = NULL;
    struct kom_permute *p = kom_alloc(1, sizeof *p);
    if (!p)
        return kom_no_memory(err);
    enum kom_status status = kom_assign_open(&p->assign, &data->design, &p->facts, err);
    if (!status)
        status = check(data, err);
    if (!status)
        status = prepare(p, data, err);
    if (!status) {
        *result = (struct kom_permute_result){.statistic = p->observed, .facts = p->facts};
        *out = p;
    } else {
        kom_permute_close(p);
    }
    return status;
}

static enum kom_status run_refitted(struct kom_permute *p, struct kom_assign_range range) {
    uint32_t *group = kom_alloc(p->n, sizeof *group);
    struct kom_refit_desk *desk = NULL;
    enum kom_status status = group ? kom_refit_desk_open(&desk, p->refit) : KOM_ENOMEM;
    for (uint64_t j = range.first; !status && j < range.first + range.count; j++) {
        status = kom_assign_get(p->assign, j, group);
        if (!status && !kom_refit_make(p->refit, desk, group, &p->t[j], &p->h[j]))
            p->t[j] = (double)NAN;
    }
    kom_free(group);
    kom_refit_desk_close(desk);
    return status;
}

enum kom_status kom_permute_run(struct kom_permute *p, struct kom_assign_range range) {
    if (p->refit)
        return run_refitted(p, range);
    double *sum = kom_alloc(p->n_tables * CHUNK, sizeof *sum);
    double **out = kom_alloc(p->n_tables, sizeof *out);
    enum kom_status status = sum && out ? KOM_OK : KOM_ENOMEM;
    for (size_t t = 0; !status && t < p->n_tables; t++)
        out[t] = sum + t * CHUNK;
    for (uint64_t done = 0; !status && done < range.count; done += CHUNK) {
        const uint64_t rest = range.count - done;
        const struct kom_assign_range some = {range.first + done, rest < CHUNK ? rest : CHUNK};
        status = kom_assign_sums(p->assign, some, p->n_tables, p->table, out);
        for (uint64_t j = 0; !status && j < some.count; j++) {
            p->t[some.first + j] = statistic(p, 0, sum + j, CHUNK);
            p->h[some.first + j] = p->has_dose ? statistic(p, 1, sum + j, CHUNK) : 0;
        }
    }
    kom_free(sum);
    kom_free(out);
    return status;
}

/* How extreme: what p counts. */
static double extreme(enum kom_permute_side side, double t) {
    if (side == KOM_PERMUTE_TWO_SIDED)
        return fabs(t);
    return side == KOM_PERMUTE_GREATER ? t : -t;
}

static double tolerance_of(const struct kom_permute *p) {
    return 1e-9 * fabs(p->observed) + 1e-13 * p->scale + 8 * p->noise;
}

/* Statistics that are numbers move together. */
static void close_up(struct kom_permute *p) {
    p->made = 0;
    for (uint64_t j = 0; j < p->facts.count; j++) {
        if (isnan(p->t[j]))
            continue;
        p->t[p->made] = p->t[j];
        p->h[p->made++] = p->h[j];
    }
}

static void count(const struct kom_permute *p, enum kom_permute_side side,
                  struct kom_permute_result *result) {
    const bool all = p->facts.enumerated, both = side == KOM_PERMUTE_TWO_SIDED && p->mirror;
    const double n = (double)p->made;
    struct kom_tally tally = {.seen = extreme(side, p->observed), .near = tolerance_of(p)};
    for (uint64_t j = 0; j < p->made; j++)
        kom_tally_take(&tally, extreme(side, p->t[j]));
    result->strict = tally.strict;
    result->ties = tally.ties;
    result->p_value = kom_tally_p(&tally, p->made, all);
    result->p_min = all ? (both ? 2 : 1) / n : 1 / (n + 1);
}

/* The end of {tau: a + b tau >= 0}, b >= 0 but for rounding: from where on it holds. An a that is 0
   by the tolerance of the count is 0. */
static double root(double a, double b, double tolerance) {
    if (b > 1e-12)
        return fabs(a) <= tolerance ? 0 : -a / b;
    return a >= -tolerance ? -HUGE_VAL : HUGE_VAL;
}

/* From where (low) to where (high) assignment j counts. Two-sided: (T_A - T + tau (1 - h)) (T_A + T
   - tau (1 + h)) >= 0, each factor of one sign beyond its root. */
static void roots(const struct kom_permute *p, enum kom_permute_side side, uint64_t j) {
    const double t = p->t[j], h = p->h[j], tolerance = tolerance_of(p);
    double low, high;
    if (fabs(h) > 1 + 1e-9) {
        low = -HUGE_VAL;
        high = HUGE_VAL;
    } else if (side == KOM_PERMUTE_GREATER) {
        low = root(t - p->observed, 1 - h, tolerance);
        high = HUGE_VAL;
    } else if (side == KOM_PERMUTE_LESS) {
        low = -HUGE_VAL;
        high = -root(p->observed - t, 1 - h, tolerance);
    } else {
        const double rise = root(t - p->observed, 1 - h, tolerance);
        const double fall = -root(t + p->observed, 1 + h, tolerance);
        const bool always = (1 - h <= 1e-12 && fabs(t - p->observed) <= tolerance) ||
                            (1 + h <= 1e-12 && fabs(t + p->observed) <= tolerance);
        low = always ? -HUGE_VAL : fmin(rise, fall);
        high = always ? HUGE_VAL : fmax(rise, fall);
    }
    p->t[j] = low;
    p->h[j] = high;
}

/* p > alpha first holds with this many counted; as a place among the sorted roots, or none: p is
   above alpha with nothing counted. */
static bool place(const struct kom_permute *p, double level, uint64_t *m) {
    const double n = (double)p->made + (p->facts.enumerated ? 0 : 1);
    const double most = kom_level_count(kom_level_alpha(level), n);
    if (!p->facts.enumerated && most < 1)
        return false;
    *m = (uint64_t)most - (p->facts.enumerated ? 0 : 1);
    *m = *m < p->made ? *m : p->made - 1; /* a level next to 0 */
    return p->made > 0;
}

static void invert(struct kom_permute *p, const struct kom_permute_spec *spec,
                   struct kom_permute_result *result) {
    uint64_t m = 0;
    result->conf_low = -HUGE_VAL;
    result->conf_high = HUGE_VAL;
    if (!place(p, spec->level, &m))
        return;
    for (uint64_t j = 0; j < p->made; j++)
        roots(p, spec->side, j);
    if (spec->side != KOM_PERMUTE_LESS)
        result->conf_low = kom_tally_low(p->t, p->made, m);
    if (spec->side != KOM_PERMUTE_GREATER)
        result->conf_high = kom_tally_high(p->h, p->made, m);
}

void kom_permute_finish(struct kom_permute *p, const struct kom_permute_spec *spec,
                        struct kom_permute_result *result) {
    *result = (struct kom_permute_result){.statistic = p->observed, .facts = p->facts};
    result->conf_low = result->conf_high = (double)NAN;
    close_up(p);
    result->made = p->made;
    count(p, spec->side, result);
    if (p->has_dose && spec->level > 0 && spec->level < 1)
        invert(p, spec, result);
}

enum kom_status kom_permute_test(const struct kom_permute_data *data,
                                 const struct kom_permute_spec *spec,
                                 struct kom_permute_result *result, struct kom_error *err) {
    struct kom_permute *p;
    enum kom_status status = kom_permute_open(&p, data, result, err);
    if (status)
        return status;
    status = kom_permute_run(p, (struct kom_assign_range){0, p->facts.count});
    if (!status)
        kom_permute_finish(p, spec, result);
    else
        (void)kom_no_memory(err);
    kom_permute_close(p);
    return status;
}
