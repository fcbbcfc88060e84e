/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Period effects for every assignment: sums over all units, less what the treated add.

   The normal equations of period effects are sums over controls. Those over all units are made
   once, with periods that no unit tells apart brought together; an assignment takes away what its
   treated give, solves by Cholesky for the bands of its set, and corrects the statistic by one
   product. Which bands hang together depends on the assignment too, so the set is found each time.
   Values and doses share the matrix. How unlike the units' cells are is judged beside: the variance
   of the observed statistic under independent errors over that which the test takes it for. */
#include "refit.h"

#include <math.h>
#include <string.h>

#include "cholesky.h"
#include "mem.h"
#include "refit_work.h"

/* ---- places within sums, of which the matrix comes first ---- */

static double *score_of(const struct kom_refit *r, double *sums, int which) {
    return sums + (r->n_bands + (size_t)which) * r->n_bands;
}

static double *controls_of(const struct kom_refit *r, double *sums, uint32_t g) {
    return sums + (r->n_bands + 2) * r->n_bands + (size_t)(g - 1) * (r->n_bands + 3);
}

/* ---- one unit ---- */

/* What a unit in a group gives to the normal equations: a control all its cells, a treated one
   those before its start if they count, else none. */
static bool counts(const struct kom_refit *r, uint32_t g, size_t t, const uint64_t *set) {
    return kom_linked_has(set, t) &&
           (g == 0 || (r->has_notyet && r->side[(g - 1) * r->n_bands + t] == 0));
}

static void add_equations(const struct kom_refit *r, size_t u, uint32_t g, double sign,
                          const uint64_t *set, double *sums) {
    const double *w = r->w + u * r->n_bands, *y = r->y + u * r->n_bands;
    const double *dose = r->dose + u * r->n_bands;
    double *matrix = sums, *score = score_of(r, sums, 0);
    double *dosed = score_of(r, sums, 1), whole = 0, mean = 0, mean_dose = 0;
    for (size_t t = 0; t < r->n_bands; t++) {
        const double own = counts(r, g, t, set) ? w[t] : 0;
        whole += own;
        mean += own * y[t];
        mean_dose += own * dose[t];
    }
    if (!(whole > 0))
        return;
    mean /= whole;
    mean_dose /= whole;
    for (size_t a = 0; a < r->n_bands; a++) {
        if (!(w[a] > 0) || !counts(r, g, a, set))
            continue;
        const double own = sign * w[a], part = own / whole;
        double *row = matrix + a * r->n_bands;
        row[a] += own;
        if (g == 0) /* bands outside the set are never read */
            for (size_t b = a; b < r->n_bands; b++)
                row[b] -= part * w[b];
        else
            for (size_t b = a; b < r->n_bands; b++)
                row[b] -= counts(r, g, b, set) ? part * w[b] : 0;
        score[a] += own * (y[a] - mean);
        dosed[a] += own * (dose[a] - mean_dose);
    }
}

/* A unit's change over a start, and that of its dose; inverse: of
   the weights before, with its sign, and after. */
struct change {
    size_t unit;
    uint32_t group;
    double value, dose, inverse[2];
};

/* False when a side has no cell. */
static bool change_of(const struct kom_refit *r, size_t u, uint32_t g, const uint64_t *set,
                      struct change *c) {
    const double *w = r->w + u * r->n_bands, *y = r->y + u * r->n_bands;
    const double *dose = r->dose + u * r->n_bands;
    const int8_t *side = r->side + (g - 1) * r->n_bands;
    double weight[2] = {0, 0}, sum[2] = {0, 0}, dosed[2] = {0, 0};
    for (size_t t = 0; t < r->n_bands; t++) {
        if (side[t] < 0 || !kom_linked_has(set, t))
            continue;
        weight[side[t]] += w[t];
        sum[side[t]] += w[t] * y[t];
        dosed[side[t]] += w[t] * dose[t];
    }
    if (!(weight[0] > 0) || !(weight[1] > 0))
        return false;
    *c = (struct change){.unit = u,
                         .group = g,
                         .value = sum[1] / weight[1] - sum[0] / weight[0],
                         .dose = dosed[1] / weight[1] - dosed[0] / weight[0],
                         .inverse = {-1 / weight[0], 1 / weight[1]}};
    return true;
}

/* to += factor times the weights with which bands are in the change. */
static void add_bands(const struct kom_refit *r, const struct change *c, double factor,
                      const uint64_t *set, double *to) {
    const double *w = r->w + c->unit * r->n_bands;
    const int8_t *side = r->side + (c->group - 1) * r->n_bands;
    for (size_t t = 0; t < r->n_bands; t++)
        if (side[t] >= 0 && kom_linked_has(set, t))
            to[t] += factor * w[t] * c->inverse[side[t]];
}

/* A control among those compared. */
static void add_control(const struct kom_refit *r, size_t u, double sign, const uint64_t *set,
                        double *sums) {
    struct change c;
    for (uint32_t g = 1; g <= r->n_groups; g++) {
        double *to = controls_of(r, sums, g);
        const double weight = sign * r->unit_weight[u];
        if (!change_of(r, u, g, set, &c))
            continue;
        to[0] += weight;
        to[1] += weight * c.value;
        to[2] += weight * c.dose;
        add_bands(r, &c, weight, set, to + 3);
    }
}

void kom_refit_add_all(const struct kom_refit *r, const uint32_t *group, const uint64_t *set,
                       double *sums) {
    memset(sums, 0, kom_refit_sums_size(r) * sizeof *sums);
    for (size_t u = 0; u < r->n_units; u++) {
        const uint32_t g = group && u < r->n ? group[u] : 0;
        add_equations(r, u, g, 1, set, sums);
        if (u < r->n && g == 0)
            add_control(r, u, 1, set, sums);
    }
}

/* ---- the set of an assignment ---- */

bool kom_refit_find_set(const struct kom_refit *r, struct kom_refit_desk *d, const uint32_t *group,
                        uint64_t *set) {
    const struct kom_linked_spec spec = {.n_periods = r->n_bands,
                                         .n_words = r->n_words,
                                         .size = r->size,
                                         .need = r->need,
                                         .n_need = 2 * (size_t)r->n_groups};
    for (size_t u = 0; u < r->n_units; u++) {
        const uint32_t g = u < r->n ? group[u] : 0;
        const uint64_t *before = g > 0 ? r->before + (g - 1) * r->n_words : NULL;
        for (size_t w = 0; w < r->n_words; w++) {
            const uint64_t all = r->set[u * r->n_words + w];
            d->unit[u * r->n_words + w] = g == 0 ? all : r->has_notyet ? all & before[w] : 0;
        }
    }
    return kom_linked_largest(&spec, d->unit, r->n_units, d->room, set);
}

/* ---- an assignment ---- */

/* The sums of its controls, in its set; false when there is no set. */
static bool sum_up(const struct kom_refit *r, struct kom_refit_desk *d, const uint32_t *group) {
    const size_t set_size = r->n_words * sizeof *d->set;
    if (r->is_usual_always)
        memcpy(d->set, r->usual, set_size);
    else if (!kom_refit_find_set(r, d, group, d->set))
        return false;
    if (memcmp(d->set, r->usual, set_size) != 0) {
        kom_refit_add_all(r, group, d->set, d->sums);
        return true;
    }
    memcpy(d->sums, r->sums, kom_refit_sums_size(r) * sizeof *d->sums);
    for (size_t u = 0; u < r->n; u++) {
        if (group[u] == 0)
            continue;
        add_equations(r, u, 0, -1, d->set, d->sums);
        if (r->has_notyet)
            add_equations(r, u, group[u], 1, d->set, d->sums);
        add_control(r, u, -1, d->set, d->sums);
    }
    return true;
}

/* What the treated have by themselves: own are their bands. */
static bool add_treated(const struct kom_refit *r, struct kom_refit_desk *d, const uint32_t *group,
                        double *t, double *h) {
    struct change c;
    memset(d->own, 0, r->n_bands * sizeof *d->own);
    memset(d->own_weight, 0, r->n_groups * sizeof *d->own_weight);
    *t = *h = 0;
    for (size_t u = 0; u < r->n; u++) {
        if (group[u] == 0)
            continue;
        if (!change_of(r, u, group[u], d->set, &c))
            return false;
        *t += r->unit_weight[u] * c.value;
        *h += r->unit_weight[u] * c.dose;
        d->own_weight[group[u] - 1] += r->unit_weight[u];
        add_bands(r, &c, r->unit_weight[u], d->set, d->own);
    }
    return true;
}

/* Less the controls' means over the same starts; then both per unit of treated weight. */
static bool compare(const struct kom_refit *r, struct kom_refit_desk *d, double *t, double *h) {
    double whole = 0;
    for (uint32_t g = 1; g <= r->n_groups; g++) {
        const double *controls = controls_of(r, d->sums, g), own = d->own_weight[g - 1];
        whole += own;
        if (!(own > 0))
            continue;
        /* what taking all away leaves of a sum is no weight */
        if (!(controls[0] > 1e-9 * own))
            return false;
        *t -= own * controls[1] / controls[0];
        *h -= own * controls[2] / controls[0];
        for (size_t b = 0; b < r->n_bands; b++)
            d->own[b] -= own / controls[0] * controls[3 + b];
    }
    *t /= whole;
    *h /= whole;
    for (size_t b = 0; b < r->n_bands; b++)
        d->own[b] /= whole;
    return true;
}

/* Solves for the bands of the set but its first, whose effect is 0. */
static bool solve(const struct kom_refit *r, struct kom_refit_desk *d, double *t, double *h) {
    const double *matrix = d->sums, *score = score_of(r, d->sums, 0);
    const double *dosed = score_of(r, d->sums, 1);
    size_t n = 0;
    bool is_first = true;
    for (size_t b = 0; b < r->n_bands; b++) {
        if (!kom_linked_has(d->set, b))
            continue;
        if (!is_first)
            d->band[n++] = (uint32_t)b;
        is_first = false;
    }
    for (size_t i = 0; i < n; i++) {
        const double *row = matrix + d->band[i] * r->n_bands;
        for (size_t j = i; j < n; j++)
            d->factor[i * n + j] = row[d->band[j]];
        d->x[i] = d->own[d->band[i]];
    }
    if (kom_cholesky(d->factor, n, KOM_PIVOT_LEAST, NULL) < n)
        return false;
    kom_cholesky_solve(d->factor, n, d->x);
    for (size_t i = 0; i < n; i++) {
        *t -= d->x[i] * score[d->band[i]];
        *h -= d->x[i] * dosed[d->band[i]];
    }
    return true;
}

bool kom_refit_make(const struct kom_refit *r, struct kom_refit_desk *d, const uint32_t *group,
                    double *t, double *h) {
    return sum_up(r, d, group) && add_treated(r, d, group, t, h) && compare(r, d, t, h) &&
           solve(r, d, t, h);
}

double kom_refit_work(const struct kom_refit *r) {
    const double n = (double)r->n_bands, k = (double)r->n_treated;
    return n * n * n / 6 + (k / 2 + 3) * n * n + (double)r->n_units + k * n * (double)r->n_groups;
}

/* ---- how unlike the units' cells are ---- */

/* A unit's part in the statistic, cell by cell, into part (n_bands): by its own change or as a
   control, and (is_fitted) through the period effects; x holds L^-1 Q by band. */
static void take_part(const struct kom_refit *r, struct kom_refit_desk *d, size_t u, uint32_t g,
                      bool is_fitted, double *part) {
    const double *w = r->w + u * r->n_bands, *x = part + r->n_bands;
    double whole = 0, mean = 0, treated = 0;
    struct change c;
    memset(part, 0, r->n_bands * sizeof *part);
    for (uint32_t h = 1; h <= r->n_groups; h++)
        treated += d->own_weight[h - 1];
    for (uint32_t h = 1; h <= r->n_groups && u < r->n; h++) {
        const double own = r->unit_weight[u];
        const double controls = controls_of(r, d->sums, h)[0];
        if ((g > 0 && h != g) || !(d->own_weight[h - 1] > 0) || !change_of(r, u, h, d->set, &c))
            continue;
        add_bands(r, &c, g > 0 ? own / treated : -d->own_weight[h - 1] / treated * own / controls,
                  d->set, part);
    }
    for (size_t b = 0; b < r->n_bands && is_fitted; b++) {
        const double own = counts(r, g, b, d->set) ? w[b] : 0;
        whole += own;
        mean += own * x[b];
    }
    for (size_t b = 0; b < r->n_bands && whole > 0; b++)
        if (counts(r, g, b, d->set))
            part[b] -= w[b] * (x[b] - mean / whole);
}

static double variance_of(const struct kom_refit *r, size_t u, const double *part) {
    const double *w = r->w + u * r->n_bands;
    double sum = 0;
    for (size_t b = 0; b < r->n_bands; b++)
        sum += w[b] > 0 ? part[b] * part[b] / w[b] : 0;
    return sum;
}

/* The variance of a unit's change over a start, times its weight; 0 when it has none. */
static double own_variance(const struct kom_refit *r, struct kom_refit_desk *d, size_t u,
                           uint32_t g) {
    struct change c;
    if (!change_of(r, u, g, d->set, &c))
        return 0;
    return r->unit_weight[u] * (c.inverse[1] - c.inverse[0]); /* 1 / after + 1 / before */
}

/* b' L^-1 b for a combination of bands b, the set's first band being 0; x (n_bands) is lost. */
static double through_effects(const struct kom_refit *r, struct kom_refit_desk *d,
                              const double *bands, double *x) {
    size_t n = 0, seen = 0;
    double sum = 0;
    for (size_t b = 0; b < r->n_bands; b++)
        if (kom_linked_has(d->set, b) && seen++ > 0)
            x[n++] = bands[b];
    kom_cholesky_solve(d->factor, n, x);
    for (size_t i = 0; i < n; i++)
        sum += x[i] * bands[d->band[i]];
    return sum;
}

/* What the pooled t takes the variance to be, on average: the changes of treated (sign 1) vary by
   their own errors and by the period effects, those of controls (-1) by their own errors less what
   the effects took up of them. room: 3 n_bands. */
static double pooled_variance(const struct kom_refit *r, struct kom_refit_desk *d,
                              const uint32_t *group, double *room) {
    const size_t size = r->n_bands * sizeof *room;
    double squares = 0, n = 0, weight[2] = {controls_of(r, d->sums, 1)[0], d->own_weight[0]};
    double *own = room, *all = room + r->n_bands, *x = room + 2 * r->n_bands;
    struct change c;
    for (int g = 0; g < 2; g++) {
        const double sign = g == 0 ? -1 : 1;
        memset(all, 0, size);
        for (size_t u = 0; u < r->n; u++) {
            if ((group[u] > 0) != (g == 1) || !change_of(r, u, 1, d->set, &c))
                continue;
            memset(own, 0, size);
            add_bands(r, &c, 1, d->set, own);
            add_bands(r, &c, r->unit_weight[u], d->set, all);
            squares += own_variance(r, d, u, 1) * (1 - r->unit_weight[u] / weight[g]) +
                       sign * r->unit_weight[u] * through_effects(r, d, own, x);
            n++;
        }
        squares -= sign / weight[g] * through_effects(r, d, all, x);
    }
    return squares / (n - 2) * (1 / weight[0] + 1 / weight[1]);
}

/* What permuting units over several starts takes that of the treated to be: as if any could have
   had any start. */
static double permuted_variance(const struct kom_refit *r, struct kom_refit_desk *d) {
    double treated = 0, sum = 0;
    for (uint32_t g = 1; g <= r->n_groups; g++) {
        double all = 0, n = 0;
        for (size_t u = 0; u < r->n; u++) {
            const double own = own_variance(r, d, u, g);
            all += own;
            n += own > 0;
        }
        sum += n > 0 ? d->own_weight[g - 1] * all / n : 0;
        treated += d->own_weight[g - 1];
    }
    return sum / (treated * treated);
}

enum kom_status kom_refit_ratio(const struct kom_refit *r, const uint32_t *group, double *ratio) {
    struct kom_refit_desk *d = NULL;
    double t, h, actual = 0, taken = 0;
    double *part = kom_alloc(5 * r->n_bands + 1, sizeof *part);
    enum kom_status status = part ? kom_refit_desk_open(&d, r) : KOM_ENOMEM;
    *ratio = (double)NAN;
    if (status) {
        kom_free(part);
        return status;
    }
    if (kom_refit_make(r, d, group, &t, &h)) {
        for (size_t b = 0, i = 0, n = 0; b < r->n_bands; b++)
            if (kom_linked_has(d->set, b) && n++ > 0)
                part[r->n_bands + b] = d->x[i++];
        for (size_t u = 0; u < r->n_units; u++) {
            const uint32_t g = u < r->n ? group[u] : 0;
            take_part(r, d, u, g, true, part);
            actual += variance_of(r, u, part);
            take_part(r, d, u, g, false, part);
            taken += g == 0 ? variance_of(r, u, part) : 0;
        }
        taken = r->n_groups == 1 ? pooled_variance(r, d, group, part + 2 * r->n_bands)
                                 : taken + permuted_variance(r, d);
        *ratio = sqrt(actual / taken);
    }
    kom_free(part);
    kom_refit_desk_close(d);
    return KOM_OK;
}
