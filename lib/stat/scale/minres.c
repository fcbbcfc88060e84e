/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One common factor by minimum residuals.

   The sum of squares f(l) = sum over i < j of (R_ij - l_i l_j)^2 is a polynomial whose gradient and
   Hessian are at hand, so Newton's method with Levenberg's damping is both short and exact: far
   away the damping keeps the step downhill, near the least it is 0 and digits double a step. The
   surface may have several hollows where items correlate negatively, so it is descended from
   several starts: the first principal component, and the loadings that follow if one item were the
   factor itself, of the items that correlate most. The lowest end counts. */
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "cholesky.h"
#include "kom/reliability.h"
#include "mem.h"

enum { STEPS_MAX = 500, STARTS_MAX = 8, POWER_STEPS = 200 };

/* Loadings beyond it are on their way to no end. */
static const double loading_max = 1e3;

static const double nowhere = (double)INFINITY;

/* The desk of one call: rooms for k or k x k numbers. */
struct desk {
    const double *r;
    size_t k;
    double *at, *gradient, *step, *next, *hessian, *factor;
};

static double value_of(const struct desk *d, const double *l) {
    double sum = 0;
    for (size_t i = 0; i < d->k; i++) {
        for (size_t j = 0; j < i; j++) {
            const double e = d->r[i * d->k + j] - l[i] * l[j];
            sum += e * e;
        }
    }
    return sum;
}

/* Halves of gradient and Hessian; the largest part of the gradient. */
static double slope_of(struct desk *d) {
    const size_t k = d->k;
    const double *l = d->at;
    double all = 0, most = 0;
    for (size_t i = 0; i < k; i++)
        all += l[i] * l[i];
    for (size_t i = 0; i < k; i++) {
        double g = 0;
        for (size_t j = 0; j < k; j++) {
            const double e = d->r[i * k + j] - l[i] * l[j];
            g -= j == i ? 0 : e * l[j];
            d->hessian[i * k + j] = j == i ? all - l[i] * l[i] : l[i] * l[j] - e;
        }
        d->gradient[i] = g;
        most = fmax(most, fabs(g));
    }
    return most;
}

/* Fills the step under a damping; false: the damped Hessian is not positive definite. */
static bool damped_step(struct desk *d, double damping) {
    const size_t k = d->k;
    memcpy(d->factor, d->hessian, k * k * sizeof *d->factor);
    for (size_t i = 0; i < k; i++) {
        d->factor[i * k + i] += damping;
        d->step[i] = -d->gradient[i];
    }
    if (kom_cholesky(d->factor, k, KOM_PIVOT_LEAST, NULL) < k)
        return false;
    kom_cholesky_solve(d->factor, k, d->step);
    return true;
}

/* Goes down from d->at; the value at the end, or infinity where there is none. */
static double descend(struct desk *d) {
    double value = value_of(d, d->at), damping = 1e-3;
    for (int n = 0; n < STEPS_MAX; n++) {
        const double most = slope_of(d);
        if (most < 4 * DBL_EPSILON)
            return value;
        double next = nowhere;
        while (damping < 1e12) {
            if (damped_step(d, damping)) {
                for (size_t i = 0; i < d->k; i++)
                    d->next[i] = d->at[i] + d->step[i];
                next = value_of(d, d->next);
                if (next < value)
                    break;
            }
            damping = damping > 0 ? damping * 8 : 1e-12;
        }
        if (!(next < value)) /* as low as doubles tell */
            return most < 1e-6 ? value : nowhere;
        memcpy(d->at, d->next, d->k * sizeof *d->at);
        value = next;
        damping = damping > 1e-10 ? damping / 16 : 0;
        for (size_t i = 0; i < d->k; i++)
            if (fabs(d->at[i]) > loading_max)
                return nowhere;
    }
    return nowhere;
}

/* ---- starts ---- */

static void start_component(struct desk *d) {
    const size_t k = d->k;
    double size = 0;
    for (size_t i = 0; i < k; i++)
        d->at[i] = 1 + (double)i / (double)(8 * k); /* no eigenvector of a plain matrix */
    for (int n = 0; n < POWER_STEPS; n++) {
        size = 0;
        for (size_t i = 0; i < k; i++) {
            d->next[i] = 0;
            for (size_t j = 0; j < k; j++)
                d->next[i] += d->r[i * k + j] * d->at[j];
            size += d->next[i] * d->next[i];
        }
        size = sqrt(size);
        for (size_t i = 0; i < k && size > 0; i++)
            d->at[i] = d->next[i] / size;
    }
    for (size_t i = 0; i < k; i++)
        d->at[i] *= sqrt(size);
}

static void start_item(struct desk *d, size_t item) {
    for (size_t i = 0; i < d->k; i++)
        d->at[i] = d->r[item * d->k + i];
}

static double weight_of(const struct desk *d, size_t item) {
    double sum = 0;
    for (size_t j = 0; j < d->k; j++)
        sum += d->r[item * d->k + j] * d->r[item * d->k + j];
    return sum;
}

/* The item with the n-th largest sum of squared correlations, the first of equal ones. */
static size_t nth_item(const struct desk *d, size_t n) {
    for (size_t i = 0; i < d->k; i++) {
        size_t before = 0;
        for (size_t j = 0; j < d->k; j++) {
            const double own = weight_of(d, i), other = weight_of(d, j);
            before += other > own || (!(other < own) && j < i);
        }
        if (before == n)
            return i;
    }
    return 0;
}

static void keep(const struct desk *d, double *loading) {
    double sum = 0;
    for (size_t i = 0; i < d->k; i++)
        sum += d->at[i];
    for (size_t i = 0; i < d->k; i++)
        loading[i] = sum < 0 ? -d->at[i] : d->at[i];
}

enum kom_status kom_minres(const double *correlation, size_t k, double *loading, double *least,
                           struct kom_error *err) {
    if (k < 3)
        return kom_fail(err, KOM_EESTIMATE, "fewer than three items tell no loadings apart");
    double *room = kom_alloc(4 * k + 2 * k * k, sizeof *room);
    if (!room)
        return kom_no_memory(err);
    struct desk d = {.r = correlation, .k = k, .at = room, .gradient = room + k};
    d.step = room + 2 * k;
    d.next = room + 3 * k;
    d.hessian = room + 4 * k;
    d.factor = d.hessian + k * k;
    *least = nowhere;
    for (size_t n = 0; n <= k && n <= STARTS_MAX; n++) {
        if (n == 0)
            start_component(&d);
        else
            start_item(&d, nth_item(&d, n - 1));
        const double value = descend(&d);
        if (value < *least * (1 - 1e-9)) { /* of equal ends the first */
            *least = value;
            keep(&d, loading);
        }
    }
    kom_free(room);
    return isfinite(*least) ? KOM_OK
                            : kom_fail(err, KOM_EESTIMATE, "no loadings make the residuals least");
}
