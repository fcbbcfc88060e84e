/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The figures of collapsing: each unit's mean after a start less its mean before.

   In double-double arithmetic from the decimals, less the mean of all figures, and rounded once: a
   level of the values and a change that all units share cost no digit, and changes that are the
   same are the same numbers. A unit has a figure for every start; those of a start are rounded
   about their mean and laid side by side. Weights that move differently by period are warned of;
   where cells are missing (unbalanced.c), the cells are laid out for refit.h. */
#include "collapse.h"

#include <math.h>
#include <string.h>

/* What differs from 0 by less than this part of the largest value is 0. */
static const double ZERO_BELOW = 0x1p-84;

int kom_did_side(const struct kom_did_start *start, int32_t number) {
    if (number >= start->first)
        return 1;
    return kom_did_is_split(start, number) ? -1 : 0;
}

bool kom_did_is_left_out(const struct kom_did_panel *p, size_t u) {
    return kom_did_is_always(p, &p->start[u]) || p->aside[p->begin[u]] == KOM_DID_INCOMPLETE;
}

struct side {
    struct kom_dd weight, sum, dose;
};

static struct kom_dd value_of(const struct kom_did_panel *p, size_t i) {
    return p->effect ? kom_dd_sub(p->exact[i], p->effect[p->period[i]]) : p->exact[i];
}

static struct kom_dd mean_change(const struct side side[2], bool is_dose) {
    const struct kom_dd before = is_dose ? side[0].dose : side[0].sum;
    const struct kom_dd after = is_dose ? side[1].dose : side[1].sum;
    return kom_dd_sub(kom_dd_div(after, side[1].weight), kom_dd_div(before, side[0].weight));
}

/* The change of a unit over one start; false when a side has no row. */
static bool change_of(const struct kom_did_panel *p, size_t u, const struct kom_did_start *start,
                      struct kom_dd *change, double *dose) {
    struct side side[2] = {{{0.0, 0.0}, {0.0, 0.0}, {0.0, 0.0}}};
    for (size_t i = p->begin[u]; i < p->begin[u + 1]; i++) {
        int32_t number = p->number[p->period[i]];
        int s = kom_did_side(start, number);
        double w = p->w ? p->w[i] : 1.0;
        if (s < 0 || p->aside[i] != KOM_DID_USED)
            continue;
        side[s].weight = kom_dd_add(side[s].weight, kom_dd(w));
        side[s].sum = kom_dd_add(side[s].sum, kom_dd_mul_double(value_of(p, i), w));
        if (number >= p->start[u].first)
            side[s].dose = kom_dd_add(side[s].dose, kom_dd(w));
    }
    if (!(side[0].weight.hi > 0.0) || !(side[1].weight.hi > 0.0))
        return false;
    *change = mean_change(side, false);
    *dose = kom_dd_double(mean_change(side, true));
    return true;
}

static uint32_t group_of(const struct kom_did_panel *p, size_t u) {
    for (size_t s = 0; s < p->n_cohorts; s++)
        if (kom_did_is_same_start(&p->start[u], &p->cohort[s]))
            return (uint32_t)s + 1;
    return 0;
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

/* Figures before they are rounded; unit i under start s at [s * n_units + i]. */
struct raw {
    struct kom_dd *change;
    double *dose;
    uint8_t *is_there;
};

static bool allocate(struct kom_did_cell *cell, struct kom_did_figures *f, struct raw *raw) {
    const struct kom_did_panel *p = &cell->panel;
    const size_t n = p->n_units * p->n_cohorts + 1;
    f->n_starts = p->n_cohorts;
    f->unit = kom_arena_take(&cell->arena, (p->n_units + 1) * sizeof *f->unit);
    f->change = kom_arena_take(&cell->arena, n * sizeof *f->change);
    f->dose = kom_arena_take(&cell->arena, n * sizeof *f->dose);
    f->group = kom_arena_take(&cell->arena, (p->n_units + 1) * sizeof *f->group);
    f->weight = kom_arena_take(&cell->arena, (p->n_units + 1) * sizeof *f->weight);
    f->stratum = kom_arena_take(&cell->arena, (p->n_units + 1) * sizeof *f->stratum);
    raw->change = kom_arena_take(&cell->arena, n * sizeof *raw->change);
    raw->dose = kom_arena_take(&cell->arena, n * sizeof *raw->dose);
    raw->is_there = kom_arena_take(&cell->arena, n);
    return f->unit && f->change && f->dose && f->group && f->weight && f->stratum && raw->change &&
           raw->dose && raw->is_there;
}

/* One unit, if it has both sides of a start at least. */
static bool take_unit(const struct kom_did_panel *p, size_t u, struct kom_did_figures *f,
                      struct raw *raw) {
    bool any = false;
    for (size_t s = 0; s < f->n_starts; s++) {
        const size_t at = s * p->n_units + f->n;
        raw->is_there[at] = change_of(p, u, &p->cohort[s], &raw->change[at], &raw->dose[at]);
        any = any || raw->is_there[at];
    }
    if (!any)
        return false;
    f->unit[f->n] = (uint32_t)u;
    f->group[f->n] = group_of(p, u);
    f->n_treated += f->group[f->n] > 0;
    if (p->stratum)
        f->stratum[f->n] = p->stratum[u];
    if (p->w)
        f->weight[f->n] = weight_of(p, u);
    f->n++;
    return true;
}

/* The largest value and effect: what the changes are made of. */
static double scale_of(const struct kom_did_panel *p) {
    double scale = 0.0;
    for (size_t i = 0; i < p->n; i++)
        scale = p->aside[i] == KOM_DID_USED ? fmax(scale, fabs(p->y[i])) : scale;
    for (size_t t = 0; p->effect && t < p->n_periods; t++)
        scale = fmax(scale, fabs(p->effect[t].hi));
    return scale;
}

/* Rounds the figures of a start about their mean, and lays them side by side. */
static void round_start(const struct kom_did_panel *p, const struct raw *raw, size_t s,
                        struct kom_did_figures *f) {
    const struct kom_dd *change = raw->change + s * p->n_units;
    const uint8_t *is_there = raw->is_there + s * p->n_units;
    const double zero = fmax(ZERO_BELOW * scale_of(p), f->noise);
    struct kom_dd sum = kom_dd(0.0);
    double n = 0.0;
    for (size_t i = 0; i < f->n; i++) {
        sum = is_there[i] ? kom_dd_add(sum, change[i]) : sum;
        n += is_there[i];
    }
    const struct kom_dd mean = n > 0.0 ? kom_dd_div(sum, kom_dd(n)) : kom_dd(0.0);
    for (size_t i = 0; i < f->n; i++) {
        const double own = is_there[i] ? kom_dd_double(kom_dd_sub(change[i], mean)) : 0.0;
        f->change[s * f->n + i] = fabs(own) > zero ? own : 0.0;
        f->dose[s * f->n + i] = is_there[i] ? raw->dose[s * p->n_units + i] : 0.0;
    }
}

/* ---- weights that differ by period ---- */

/* Adds the weights with which periods are in the change of a unit over a start, times factor. */
static void add_periods(const struct kom_did_panel *p, size_t u, const struct kom_did_start *start,
                        double factor, double *to) {
    double weight[2] = {0.0, 0.0};
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = p->begin[u]; i < p->begin[u + 1]; i++) {
            int s = kom_did_side(start, p->number[p->period[i]]);
            if (s < 0 || p->aside[i] != KOM_DID_USED)
                continue;
            if (pass == 0)
                weight[s] += p->w[i];
            else
                to[p->period[i]] += factor * p->w[i] / weight[s];
        }
}

/* With weights that move differently over time, treated and controls are means over periods of
   other weights, and a trend is taken for an effect: how much of the weight lies in other periods.
 */
static enum kom_status warn_weights(struct kom_did_cell *cell, const struct kom_did_figures *f) {
    static const double MOST = 0.05;
    const struct kom_did_panel *p = &cell->panel;
    double *gap = kom_arena_take(&cell->arena, (p->n_periods + 1) * sizeof *gap), most = 0.0;
    char digits[32];
    if (!gap)
        return KOM_ENOMEM;
    for (size_t s = 0; s < f->n_starts; s++) {
        double whole[2] = {0.0, 0.0}, moved = 0.0;
        memset(gap, 0, p->n_periods * sizeof *gap);
        for (size_t i = 0; i < f->n; i++)
            whole[f->group[i] == s + 1] +=
                f->group[i] == 0 || f->group[i] == s + 1 ? f->weight[i] : 0.0;
        for (size_t i = 0; i < f->n; i++)
            if (f->group[i] == 0 || f->group[i] == s + 1)
                add_periods(p, f->unit[i], &p->cohort[s],
                            f->group[i] ? f->weight[i] / whole[1] : -f->weight[i] / whole[0], gap);
        for (size_t t = 0; t < p->n_periods; t++)
            moved += fabs(gap[t]) /
                     4.0; /* what is more in one period is less in another, on two sides */
        most = fmax(most, moved);
    }
    if (most > MOST)
        kom_did_say(&cell->warning, "unlike_weights(%.*s)",
                    (int)kom_num_significant(digits, most, 2), digits);
    return KOM_OK;
}

/* ---- where cells are missing ---- */

/* The cells of the units in the order of refit.h: those compared, then the other controls. */
struct layout {
    size_t n_units;
    size_t *begin;
    uint32_t *period;
    double *y, *dose, *w;
    int8_t *side;
};

static bool take_layout(struct kom_did_cell *cell, struct layout *l) {
    const struct kom_did_panel *p = &cell->panel;
    l->n_units = 0;
    l->begin = kom_arena_take(&cell->arena, (p->n_units + 2) * sizeof *l->begin);
    l->period = kom_arena_take(&cell->arena, (p->n + 1) * sizeof *l->period);
    l->y = kom_arena_take(&cell->arena, (p->n + 1) * sizeof *l->y);
    l->dose = kom_arena_take(&cell->arena, (p->n + 1) * sizeof *l->dose);
    l->w = kom_arena_take(&cell->arena, (p->n + 1) * sizeof *l->w);
    l->side = kom_arena_take(&cell->arena, p->n_cohorts * p->n_periods + 1);
    if (l->begin)
        l->begin[0] = 0;
    return l->begin && l->period && l->y && l->dose && l->w && l->side;
}

/* A unit's values less effects and its own mean: small numbers, and the statistics are the same. */
static void lay_unit(const struct kom_did_panel *p, size_t u, struct layout *l) {
    size_t at = l->begin[l->n_units], n = at;
    struct kom_dd sum = kom_dd(0.0);
    for (size_t i = p->begin[u]; i < p->begin[u + 1]; i++)
        if (p->aside[i] == KOM_DID_USED) {
            sum = kom_dd_add(sum, value_of(p, i));
            n++;
        }
    for (size_t i = p->begin[u]; i < p->begin[u + 1]; i++) {
        if (p->aside[i] != KOM_DID_USED)
            continue;
        const struct kom_dd mean = kom_dd_div(sum, kom_dd((double)(n - l->begin[l->n_units])));
        l->period[at] = p->period[i];
        l->y[at] = kom_dd_double(kom_dd_sub(value_of(p, i), mean));
        l->dose[at] = p->number[p->period[i]] >= p->start[u].first ? 1.0 : 0.0;
        l->w[at++] = p->w ? p->w[i] : 1.0;
    }
    l->begin[++l->n_units] = at;
}

static void lay_sides(const struct kom_did_panel *p, struct layout *l) {
    for (size_t s = 0; s < p->n_cohorts; s++)
        for (size_t t = 0; t < p->n_periods; t++)
            l->side[s * p->n_periods + t] = (int8_t)kom_did_side(&p->cohort[s], p->number[t]);
}

static enum kom_status make_refit(struct kom_did_work *work, struct kom_did_cell *cell,
                                  struct kom_did_figures *f) {
    const struct kom_did_panel *p = &cell->panel;
    const char *control = work->request->control;
    struct layout l;
    if (!take_layout(cell, &l))
        return KOM_ENOMEM;
    for (size_t i = 0; i < f->n; i++)
        lay_unit(p, f->unit[i], &l);
    for (size_t u = 0, i = 0; u < p->n_units; u++) {
        if (i < f->n && f->unit[i] == u)
            i++;
        else if (!kom_did_is_left_out(p, u))
            lay_unit(p, u, &l);
    }
    lay_sides(p, &l);
    const struct kom_refit_spec spec = {
        .cells = {.n_units = l.n_units,
                  .n_periods = p->n_periods,
                  .begin = l.begin,
                  .period = l.period,
                  .weight = p->w ? l.w : NULL},
        .n = f->n,
        .y = l.y,
        .dose = l.dose,
        .n_groups = (uint32_t)p->n_cohorts,
        .side = l.side,
        .unit_weight = f->weight,
        .has_notyet = control && kom_did_control_of(control) == 1,
        .group = f->group,
    };
    return kom_refit_open(&f->refit, &spec, work->err);
}

/* ---- all ---- */

enum kom_status kom_did_figures(struct kom_did_work *work, struct kom_did_cell *cell,
                                struct kom_did_figures *f) {
    const struct kom_did_panel *p = &cell->panel;
    struct raw raw;
    size_t n_one_sided = 0;
    *f = (struct kom_did_figures){.noise = 4.0 * p->noise};
    if (!allocate(cell, f, &raw))
        return KOM_ENOMEM;
    for (size_t u = 0; u < p->n_units; u++)
        if (!kom_did_is_left_out(p, u))
            n_one_sided += !take_unit(p, u, f, &raw);
    for (size_t s = 0; s < f->n_starts; s++)
        round_start(p, &raw, s, f);
    for (size_t i = 0; i < f->n && p->stratum; i++)
        f->n_strata = f->stratum[i] >= f->n_strata ? f->stratum[i] + 1 : f->n_strata;
    if (!p->w)
        f->weight = NULL;
    if (!p->stratum)
        f->stratum = NULL;
    if (n_one_sided > 0)
        kom_did_say(&cell->warning, "units_left_out(%zu)", n_one_sided);
    if (p->effect)
        return make_refit(work, cell, f);
    return p->w && f->n_treated > 0 && f->n_treated < f->n ? warn_weights(cell, f) : KOM_OK;
}

void kom_did_figures_fini(struct kom_did_figures *f) {
    kom_refit_close(f->refit);
    f->refit = NULL;
}
