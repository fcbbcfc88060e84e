/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Normal equations of period effects, units partialled out. */
#include "period_fit.h"

#include "cholesky.h"
#include "mem.h"

/* What the fit needs while it runs. The first period with a cell has no place: its effect is 0. */
struct work {
    const struct kom_period_cells *cells;
    const uint8_t *counts;
    size_t n;        /* places */
    uint32_t *place; /* of each period, + 1; 0: the first one, and those without a cell */
    double *matrix, *x;
    struct kom_dd *score;
};

static double weight_of(const struct work *k, size_t i) {
    return k->cells->weight ? k->cells->weight[i] : 1.0;
}

static void find_places(struct work *k) {
    const struct kom_period_cells *c = k->cells;
    size_t n = 0;
    for (size_t i = 0; i < c->begin[c->n_units]; i++)
        if (k->counts[i])
            k->place[c->period[i]] = 1;
    for (size_t t = 0; t < c->n_periods; t++)
        k->place[t] = k->place[t] ? (uint32_t)n++ : 0;
    k->n = n > 0 ? n - 1 : 0;
}

static void add_unit(struct work *k, size_t u) {
    const struct kom_period_cells *c = k->cells;
    double whole = 0.0;
    for (size_t i = c->begin[u]; i < c->begin[u + 1]; i++)
        whole += k->counts[i] ? weight_of(k, i) : 0.0;
    for (size_t i = c->begin[u]; i < c->begin[u + 1]; i++) {
        const uint32_t a = k->counts[i] ? k->place[c->period[i]] : 0;
        if (a == 0)
            continue;
        k->matrix[(a - 1) * k->n + a - 1] += weight_of(k, i);
        for (size_t j = c->begin[u]; j < c->begin[u + 1]; j++) {
            const uint32_t b = k->counts[j] ? k->place[c->period[j]] : 0;
            if (b >= a)
                k->matrix[(a - 1) * k->n + b - 1] -= weight_of(k, i) * weight_of(k, j) / whole;
        }
    }
}

/* What the effects leave of a value. */
static struct kom_dd left(const struct work *k, const struct kom_dd *y, const struct kom_dd *effect,
                          size_t i) {
    return kom_dd_sub(y[i], effect[k->cells->period[i]]);
}

static void add_score(struct work *k, size_t u, const struct kom_dd *y,
                      const struct kom_dd *effect) {
    const struct kom_period_cells *c = k->cells;
    struct kom_dd sum = kom_dd(0.0), whole = kom_dd(0.0);
    for (size_t i = c->begin[u]; i < c->begin[u + 1]; i++) {
        if (!k->counts[i])
            continue;
        sum = kom_dd_add(sum, kom_dd_mul_double(left(k, y, effect, i), weight_of(k, i)));
        whole = kom_dd_add(whole, kom_dd(weight_of(k, i)));
    }
    const struct kom_dd mean = whole.hi > 0.0 ? kom_dd_div(sum, whole) : kom_dd(0.0);
    for (size_t i = c->begin[u]; i < c->begin[u + 1]; i++) {
        const uint32_t a = k->counts[i] ? k->place[c->period[i]] : 0;
        if (a == 0)
            continue;
        const struct kom_dd rest = kom_dd_sub(left(k, y, effect, i), mean);
        k->score[a - 1] = kom_dd_add(k->score[a - 1], kom_dd_mul_double(rest, weight_of(k, i)));
    }
}

/* One solution and two rounds of refinement. */
static void solve(struct work *k, const struct kom_dd *y, struct kom_dd *effect) {
    enum { ROUNDS = 3 };
    for (int round = 0; round < ROUNDS; round++) {
        for (size_t a = 0; a < k->n; a++)
            k->score[a] = kom_dd(0.0);
        for (size_t u = 0; u < k->cells->n_units; u++)
            add_score(k, u, y, effect);
        for (size_t a = 0; a < k->n; a++)
            k->x[a] = kom_dd_double(k->score[a]);
        kom_cholesky_solve(k->matrix, k->n, k->x);
        for (size_t t = 0; t < k->cells->n_periods; t++)
            if (k->place[t] > 0)
                effect[t] = kom_dd_add(effect[t], kom_dd(k->x[k->place[t] - 1]));
    }
}

enum kom_status kom_period_fit(const struct kom_period_cells *cells, const struct kom_dd *y,
                               const uint8_t *counts, struct kom_dd *effect,
                               struct kom_error *err) {
    struct work k = {.cells = cells, .counts = counts};
    enum kom_status status = KOM_OK;
    for (size_t t = 0; t < cells->n_periods; t++)
        effect[t] = kom_dd(0.0);
    k.place = kom_alloc(cells->n_periods + 1, sizeof *k.place);
    if (k.place)
        find_places(&k);
    if (k.n >= KOM_PERIOD_FIT_MAX) {
        status = kom_fail(err, KOM_EESTIMATE, "%zu periods are too many to fit (the limit is %d)",
                          k.n + 1, (int)KOM_PERIOD_FIT_MAX);
        goto out;
    }
    k.matrix = kom_alloc(k.n * k.n + 1, sizeof *k.matrix);
    k.x = kom_alloc(k.n + 1, sizeof *k.x);
    k.score = kom_alloc(k.n + 1, sizeof *k.score);
    if (!k.place || !k.matrix || !k.x || !k.score) {
        status = kom_no_memory(err);
        goto out;
    }
    for (size_t u = 0; u < cells->n_units; u++)
        add_unit(&k, u);
    if (kom_cholesky(k.matrix, k.n, KOM_PIVOT_LEAST, NULL) == k.n)
        solve(&k, y, effect);
    else
        status = kom_fail(err, KOM_EESTIMATE, "the periods do not hang together");
out:
    kom_free(k.place);
    kom_free(k.matrix);
    kom_free(k.x);
    kom_free(k.score);
    return status;
}
