/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The true size of robust t tests under the plainest errors there are. In doubles: two digits are
 * asked.
 */
#include <string.h>

#include "dist.h"
#include "vcov.h"

/* Rows by cluster are not needed: sums by cluster are enough. */
struct desk {
    const struct kom_lsq_fit *fit;
    const struct kom_vcov_spec *spec;
    size_t n_clusters;
    double *part;   /* n_clusters: c'c, c the cluster's part of the coefficient's contrast */
    double *scores; /* n_clusters x k: t = Q' c */
    double *outer;  /* k x k: sum of t t' */
};

static bool is_row(const struct desk *d) {
    return d->spec->kind < KOM_VCOV_CR0;
}

/* What the square of a row's residual is multiplied by. */
static double adjust(const struct desk *d, size_t i) {
    const double rest = 1 - d->fit->leverage[i];
    if (!(rest > 1e-12))
        return 0;
    return d->spec->kind == KOM_VCOV_HC2   ? 1 / rest
           : d->spec->kind == KOM_VCOV_HC3 ? 1 / (rest * rest)
                                           : 1;
}

/* Fills part and scores for coefficient j; the square of the whole contrast. */
static double contrast(struct desk *d, size_t j) {
    const struct kom_lsq_fit *fit = d->fit;
    const size_t k = fit->k;
    double whole = 0;
    memset(d->part, 0, d->n_clusters * sizeof *d->part);
    memset(d->scores, 0, d->n_clusters * k * sizeof *d->scores);
    for (size_t i = 0; i < fit->n; i++) {
        const size_t g = is_row(d) ? i : d->spec->cluster[0].of_row[i];
        double own = 0;
        for (size_t l = j; l < k; l++)
            own += fit->q[l * fit->n + i].hi * fit->root[j * k + l].hi;
        whole += own * own;
        own *= is_row(d) ? sqrt(adjust(d, i)) : 1;
        d->part[g] += own * own;
        for (size_t l = 0; l < k; l++)
            d->scores[g * k + l] += own * fit->q[l * fit->n + i].hi;
    }
    return whole;
}

/* With S_gh = c_g' (I - H) c_h: sum of S_gg, and of S_gh^2. */
static void moments(struct desk *d, double *sum, double *squares) {
    const size_t k = d->fit->k;
    *sum = *squares = 0;
    memset(d->outer, 0, k * k * sizeof *d->outer);
    for (size_t g = 0; g < d->n_clusters; g++) {
        const double *t = d->scores + g * k;
        double tt = 0;
        for (size_t a = 0; a < k; a++) {
            tt += t[a] * t[a];
            for (size_t b = 0; b < k; b++)
                d->outer[a * k + b] += t[a] * t[b];
        }
        *sum += d->part[g] - tt;
        *squares += d->part[g] * (d->part[g] - 2 * tt);
    }
    for (size_t a = 0; a < k * k; a++)
        *squares += d->outer[a] * d->outer[a];
}

enum kom_status kom_vcov_size(const struct kom_lsq_fit *fit, const struct kom_vcov_spec *spec,
                              const struct kom_vcov *v, double alpha, double *size,
                              struct kom_error *err) {
    struct desk d = {.fit = fit, .spec = spec};
    enum kom_status status = KOM_OK;
    const bool is_known =
        spec->kind != KOM_VCOV_IID && spec->kind < KOM_VCOV_CR2 && spec->n_ways < 2;
    for (size_t j = 0; j < fit->k; j++)
        size[j] = KOM_NAN;
    if (!is_known)
        return KOM_OK;
    d.n_clusters = is_row(&d) ? fit->n : spec->cluster[0].n_clusters;
    d.part = kom_alloc(d.n_clusters, sizeof *d.part);
    d.scores = kom_alloc(d.n_clusters, fit->k * sizeof *d.scores);
    d.outer = kom_alloc(fit->k, fit->k * sizeof *d.outer);
    if (!d.part || !d.scores || !d.outer)
        status = kom_no_memory(err);
    for (size_t j = 0; j < fit->k && !status; j++) {
        double sum, squares;
        const double whole = contrast(&d, j);
        moments(&d, &sum, &squares);
        const double ratio = v->factor * sum / whole, df = sum * sum / squares;
        if (ratio > 0 && df > 0 && v->df[j] > 0)
            size[j] = kom_t_p(kom_t_quantile_upper(alpha / 2, v->df[j]) * sqrt(ratio), df);
    }
    kom_free(d.part);
    kom_free(d.scores);
    kom_free(d.outer);
    return status;
}
