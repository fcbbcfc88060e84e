/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Least squares on demeaned columns. */
#include <math.h>
#include <string.h>

#include "kom/within.h"
#include "mem.h"
#include "small.h"
#include "within_plan.h"

void kom_within_fit_fini(struct kom_within_fit *fit) {
    kom_free(fit->coef);
    kom_free(fit->bread);
    kom_free(fit->residual);
    *fit = (struct kom_within_fit){0};
}

/* coef += bread X'W residual, and the residuals that follow: a step of refinement. */
static void refine(const struct kom_within *w, const double *y, const double *const *x,
                   struct kom_within_fit *fit, double *score) {
    const size_t k = fit->k;
    for (size_t a = 0; a < k; a++)
        score[a] = kom_small_dot(x[a], fit->residual, w->weight, fit->n);
    for (size_t a = 0; a < k; a++)
        for (size_t b = 0; b < k; b++)
            fit->coef[a] += fit->bread[a * k + b] * score[b];
    memcpy(fit->residual, y, fit->n * sizeof *y);
    for (size_t a = 0; a < k; a++)
        for (size_t i = 0; i < fit->n; i++)
            fit->residual[i] -= fit->coef[a] * x[a][i];
}

enum kom_status kom_within_fit(const struct kom_within *w, const double *y, const double *const *x,
                               size_t k, struct kom_within_fit *fit, struct kom_error *err) {
    *fit = (struct kom_within_fit){.n = w->n, .k = k, .collinear = k};
    fit->coef = kom_alloc(k, sizeof *fit->coef);
    fit->bread = kom_alloc(k * k, sizeof *fit->bread);
    fit->residual = kom_alloc(w->n, sizeof *fit->residual);
    double *score = kom_alloc(k, sizeof *score);
    enum kom_status status = KOM_OK;
    if (!fit->coef || !fit->bread || !fit->residual || !score)
        status = kom_no_memory(err);
    if (!status) {
        for (size_t a = 0; a < k; a++)
            for (size_t b = a; b < k; b++)
                fit->bread[a * k + b] = kom_small_dot(x[a], x[b], w->weight, w->n);
        status = kom_small_invert(fit->bread, k, &fit->collinear);
        if (status == KOM_EESTIMATE)
            (void)kom_fail(err, status, "column %zu is collinear", fit->collinear + 1);
        else if (status)
            (void)kom_no_memory(err);
    }
    if (!status) {
        memcpy(fit->residual, y, w->n * sizeof *y);
        for (int round = 0; round < 2; round++)
            refine(w, y, x, fit, score);
        fit->ss_total = kom_small_dot(y, y, w->weight, w->n);
        fit->ss_residual = kom_small_dot(fit->residual, fit->residual, w->weight, w->n);
    }
    kom_free(score);
    return status;
}
