/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Covariances of a fit on demeaned columns. */
#include <math.h>
#include <string.h>

#include "mem.h"
#include "sandwich.h"
#include "small.h"
#include "within_plan.h"

struct work {
    const struct kom_within_scores *in;
    double *score, *meat, *half;
};

/* meat += s s' */
static void add_square(double *meat, const double *s, size_t k) {
    for (size_t a = 0; a < k; a++)
        for (size_t b = 0; b < k; b++)
            meat[a * k + b] += s[a] * s[b];
}

/* The score squares the residual: hc2 divides it by the root of 1 - h, hc3 by all of it. A row of
   leverage 1 has no residual, and stays out. */
static double residual(const struct kom_within_scores *in, enum kom_vcov_kind kind, size_t i) {
    if (kind != KOM_VCOV_HC2 && kind != KOM_VCOV_HC3)
        return in->fit->residual[i];
    const double rest = in->rest[i], by = kind == KOM_VCOV_HC2 ? sqrt(rest) : rest;
    return rest > 1e-12 ? in->fit->residual[i] / by : 0;
}

/* The middle of one way; cluster NULL: rows. */
static void fill_meat(struct work *k, enum kom_vcov_kind kind, const struct kom_clusters *c) {
    const struct kom_within_fit *fit = k->in->fit;
    memset(k->meat, 0, fit->k * fit->k * sizeof *k->meat);
    memset(k->score, 0, (c ? c->n_clusters : 1) * fit->k * sizeof *k->score);
    for (size_t i = 0; i < fit->n; i++) {
        const double wu = kom_within_weight(k->in->within, i) * residual(k->in, kind, i);
        double *s = k->score + (c ? c->of_row[i] * fit->k : 0);
        for (size_t a = 0; a < fit->k; a++)
            s[a] = (c ? s[a] : 0) + wu * k->in->x[a][i];
        if (!c)
            add_square(k->meat, s, fit->k);
    }
    for (size_t g = 0; c && g < c->n_clusters; g++)
        add_square(k->meat, k->score + g * fit->k, fit->k);
}

/* v += factor bread (middle) bread */
static void add_sandwich(struct work *k, double factor, double *v) {
    const struct kom_within_fit *fit = k->in->fit;
    kom_small_product(fit->bread, k->meat, k->half, fit->k);
    kom_small_product(k->half, fit->bread, k->meat, fit->k);
    for (size_t i = 0; i < fit->k * fit->k; i++)
        v[i] += factor * k->meat[i];
}

static enum kom_status add_ways(const struct kom_within_scores *in,
                                const struct kom_vcov_spec *spec, const struct kom_clusters *way,
                                double *v, double *factor) {
    const size_t k = in->fit->k;
    size_t n_clusters[3], most = 1;
    for (size_t w = 0; w < 3; w++) {
        n_clusters[w] = way[w].n_clusters;
        most = n_clusters[w] > most ? n_clusters[w] : most;
    }
    const struct kom_sandwich s = kom_sandwich_of(spec, in->fit->n, spec->n_parameters, n_clusters);
    struct work work = {in, kom_alloc(most * k, sizeof(double)), kom_alloc(k * k, sizeof(double)),
                        kom_alloc(k * k, sizeof(double))};
    const bool ready = work.score && work.meat && work.half;
    for (size_t w = 0; ready && w < s.n; w++) {
        fill_meat(&work, spec->kind, spec->n_ways > 0 ? &way[w] : NULL);
        add_sandwich(&work, s.sign[w] * kom_correction_double(s.correction[w]), v);
    }
    *factor = kom_correction_double(s.correction[0]);
    kom_free(work.score);
    kom_free(work.meat);
    kom_free(work.half);
    return ready ? KOM_OK : KOM_ENOMEM;
}

enum kom_status kom_within_covariance(const struct kom_within_scores *in,
                                      const struct kom_vcov_spec *spec, double *v, double *factor,
                                      struct kom_error *err) {
    const struct kom_within_fit *fit = in->fit;
    struct kom_clusters way[3] = {spec->cluster[0], spec->cluster[1], {0}};
    uint32_t *both = NULL;
    enum kom_status status = kom_vcov_check(spec, fit->n, spec->n_parameters, err);
    const bool is_hc = spec->kind == KOM_VCOV_HC2 || spec->kind == KOM_VCOV_HC3;
    if (!status && (spec->kind > KOM_VCOV_CR1 || (is_hc && !in->rest)))
        status = kom_fail(err, KOM_EUSAGE, "%s needs leverages", kom_vcov_name(spec->kind));
    for (size_t w = 0; !status && w < spec->n_ways; w++)
        status = kom_vcov_few_clusters(spec->cluster[w].n_clusters, err);
    if (status)
        return status;
    *factor = 1;
    memset(v, 0, fit->k * fit->k * sizeof *v);
    if (spec->kind == KOM_VCOV_IID) {
        const double square = fit->ss_residual / (double)(fit->n - spec->n_parameters);
        for (size_t i = 0; i < fit->k * fit->k; i++)
            v[i] = fit->bread[i] * square;
        return KOM_OK;
    }
    if (spec->n_ways == 2) {
        both = kom_alloc(fit->n, sizeof *both);
        if (!both)
            return kom_no_memory(err);
        way[2].of_row = both;
        status = kom_cluster_cross((struct kom_rows_used){.n = fit->n}, way, both,
                                   &way[2].n_clusters, err);
    }
    if (!status && add_ways(in, spec, way, v, factor) != KOM_OK)
        status = kom_no_memory(err);
    kom_free(both);
    return status;
}
