/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Demeaning by factors: symmetric sweeps, sped up by conjugate gradients. */
#include "kom/within.h"

#include <math.h>
#include <string.h>

#include "mem.h"
#include "within_plan.h"

void kom_within_close(struct kom_within *within) {
    if (within) {
        for (size_t f = 0; f < KOM_WITHIN_MAX_FACTORS; f++)
            kom_free(within->total[f]);
        kom_free(within);
    }
}

/* The weight of every level. */
static enum kom_status weigh(struct kom_within *w, size_t f, struct kom_error *err) {
    const struct kom_factor *factor = &w->factor[f];
    w->total[f] = kom_alloc(factor->n_levels, sizeof *w->total[f]);
    if (!w->total[f])
        return kom_no_memory(err);
    for (size_t i = 0; i < w->n; i++) {
        if (factor->level[i] >= factor->n_levels)
            return kom_fail(err, KOM_EDATA, "row %zu: no such level of factor %zu", i + 1, f + 1);
        w->total[f][factor->level[i]] += kom_within_weight(w, i);
    }
    return KOM_OK;
}

static enum kom_status fill(struct kom_within *w, struct kom_error *err) {
    for (size_t i = 0; w->weight && i < w->n; i++)
        if (!(w->weight[i] > 0) || isinf(w->weight[i]))
            return kom_fail(err, KOM_EDATA, "row %zu: a weight must be positive and finite", i + 1);
    enum kom_status status = KOM_OK;
    for (size_t f = 0; !status && f < w->n_factors; f++)
        status = weigh(w, f, err);
    return status;
}

enum kom_status kom_within_open(struct kom_within **out, size_t n, const struct kom_factor *factor,
                                size_t n_factors, const double *weight, struct kom_error *err) {
    *out = NULL;
    if (n == 0 || n_factors == 0 || n_factors > KOM_WITHIN_MAX_FACTORS)
        return kom_fail(err, KOM_EUSAGE, "from 1 to %d factors, and rows, are needed",
                        KOM_WITHIN_MAX_FACTORS);
    struct kom_within *w = kom_alloc(1, sizeof *w);
    if (!w)
        return kom_no_memory(err);
    w->n = n;
    w->n_factors = n_factors;
    w->weight = weight;
    memcpy(w->factor, factor, n_factors * sizeof *factor);
    const enum kom_status status = fill(w, err);
    if (!status)
        *out = w;
    else
        kom_within_close(w);
    return status;
}

static void sum_levels(const struct kom_within *w, size_t f, const double *x, double *mean) {
    const uint32_t *level = w->factor[f].level;
    memset(mean, 0, w->factor[f].n_levels * sizeof *mean);
    if (w->weight)
        for (size_t i = 0; i < w->n; i++)
            mean[level[i]] += w->weight[i] * x[i];
    else
        for (size_t i = 0; i < w->n; i++)
            mean[level[i]] += x[i];
    for (size_t l = 0; l < w->factor[f].n_levels; l++)
        mean[l] = w->total[f][l] > 0 ? mean[l] / w->total[f][l] : 0;
}

static void demean(const struct kom_within *w, size_t f, double *x, double *mean) {
    const uint32_t *level = w->factor[f].level;
    sum_levels(w, f, x, mean);
    for (size_t i = 0; i < w->n; i++)
        x[i] -= mean[level[i]];
}

/* S: the factors forth and back. */
static void sweep(const struct kom_within *w, double *x, double *mean) {
    for (size_t f = 0; f < w->n_factors; f++)
        demean(w, f, x, mean);
    for (size_t f = w->n_factors - 1; f-- > 0;)
        demean(w, f, x, mean);
}

static double dot(const struct kom_within *w, const double *a, const double *b) {
    double sum = 0;
    for (size_t i = 0; i < w->n; i++)
        sum += kom_within_weight(w, i) * a[i] * b[i];
    return sum;
}

/* out = (I - S) x */
static void unswept(const struct kom_within *w, const double *x, double *out, double *mean) {
    memcpy(out, x, w->n * sizeof *out);
    sweep(w, out, mean);
    for (size_t i = 0; i < w->n; i++)
        out[i] = x[i] - out[i];
}

struct work {
    double *r, *p, *q, *mean;
};

/* One step of conjugate gradients: x less its way along p; the new square of the residual, negative
   when p has no length left. */
static double cg_step(const struct kom_within *w, struct work *k, double *x, double rr) {
    unswept(w, k->p, k->q, k->mean);
    const double pq = dot(w, k->p, k->q);
    if (!(pq > 0))
        return -1;
    const double alpha = rr / pq;
    for (size_t i = 0; i < w->n; i++) {
        x[i] -= alpha * k->p[i];
        k->r[i] -= alpha * k->q[i];
    }
    const double next = dot(w, k->r, k->r), beta = next / rr;
    for (size_t i = 0; i < w->n; i++)
        k->p[i] = k->r[i] + beta * k->p[i];
    return next;
}

/* Takes out of x what more sweeps would take; *used counts the iterations. */
static void converge(const struct kom_within *w, struct work *k, double *x, double enough,
                     unsigned *used) {
    unswept(w, x, k->r, k->mean);
    double rr = dot(w, k->r, k->r);
    if (rr > enough)
        memcpy(k->p, k->r, w->n * sizeof *k->p);
    for (; rr > enough && *used < KOM_WITHIN_MAX_ITERATIONS; (*used)++)
        rr = cg_step(w, k, x, rr);
}

/* The weighted norm of x about its weighted mean, which is taken off. */
static double centre(const struct kom_within *w, double *x) {
    double sum = 0, weight = 0;
    for (size_t i = 0; i < w->n; i++) {
        sum += kom_within_weight(w, i) * x[i];
        weight += kom_within_weight(w, i);
    }
    for (size_t i = 0; i < w->n; i++)
        x[i] -= sum / weight;
    return sqrt(dot(w, x, x));
}

static enum kom_status solve(const struct kom_within *w, struct work *k, double *x,
                             struct kom_error *err) {
    static const double tolerance = 1e-15;
    sweep(w, x, k->mean);
    const double enough = tolerance * tolerance * dot(w, x, x);
    unsigned used = 0;
    if (w->n_factors > 1) {
        converge(w, k, x, enough, &used);
        if (used > 0) {
            sweep(w, x, k->mean);
            converge(w, k, x, enough, &used);
        }
    }
    if (used >= KOM_WITHIN_MAX_ITERATIONS)
        return kom_fail(err, KOM_EESTIMATE, "demeaning by the fixed effects did not converge");
    return KOM_OK;
}

enum kom_status kom_within_demean(const struct kom_within *w, double *column, double *left,
                                  struct kom_error *err) {
    size_t n_mean = 0;
    for (size_t f = 0; f < w->n_factors; f++)
        n_mean = w->factor[f].n_levels > n_mean ? w->factor[f].n_levels : n_mean;
    const bool many = w->n_factors > 1;
    struct work k = {many ? kom_alloc(w->n, sizeof(double)) : NULL,
                     many ? kom_alloc(w->n, sizeof(double)) : NULL,
                     many ? kom_alloc(w->n, sizeof(double)) : NULL,
                     kom_alloc(n_mean, sizeof(double))};
    enum kom_status status = KOM_ENOMEM;
    if (k.mean && (!many || (k.r && k.p && k.q))) {
        double scale = 0; /* of the values as given: a constant leaves only rounding of it */
        for (size_t i = 0; i < w->n; i++)
            scale = fmax(scale, fabs(column[i]));
        const double before = centre(w, column);
        status = solve(w, &k, column, err);
        const double after = sqrt(dot(w, column, column));
        if (left)
            *left = before > 1e-14 * scale ? after / before : 0;
    } else {
        status = kom_no_memory(err);
    }
    kom_free(k.r);
    kom_free(k.p);
    kom_free(k.q);
    kom_free(k.mean);
    return status;
}
