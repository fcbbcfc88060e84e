/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sandwiches of a fit that has an orthogonal basis, in double-double.

   Every kind is root B root' with another middle B (kom/lm.h), so the kinds differ in how a row or
   cluster is scored (vcov_cluster.c) and by a factor (sandwich.c). hc2 and hc3 are the cluster
   kinds with every row its own cluster: one way to score, not two. Two ways of clustering are three
   sandwiches, each with its factor. Degrees of freedom of Satterthwaite
   come from the same pieces, contrast by contrast. Sums are double-double and are rounded at the
   end; an entry that is 0 but for the last digits of its parts is 0. */
#include "vcov.h"

#include "cholesky.h"
#include "vcov_work.h"

static const double zero_below = 0x1p-168; /* the square of what lsq.h calls 0 */
static const double singular_below = 1e-13;

static size_t parameters(const struct kom_lsq_fit *fit, const struct kom_vcov_spec *spec) {
    return spec->n_parameters ? spec->n_parameters : fit->k;
}

static enum kom_adjust adjust_of(enum kom_vcov_kind kind) {
    if (kind == KOM_VCOV_HC2 || kind == KOM_VCOV_CR2)
        return KOM_ADJUST_ROOT;
    const bool is_whole = kind == KOM_VCOV_HC3 || kind == KOM_VCOV_CR3 || kind == KOM_VCOV_CR3J;
    return is_whole ? KOM_ADJUST_WHOLE : KOM_ADJUST_NONE;
}

/* out = root b root'; b is lost. */
static void sandwich(const struct kom_dd *root, struct kom_dd *b, struct kom_dd *out, size_t k) {
    for (size_t i = 0; i < k; i++) { /* b = root b: row i needs rows from i on only */
        for (size_t j = 0; j < k; j++) {
            struct kom_dd sum = kom_dd(0);
            for (size_t l = i; l < k; l++)
                sum = kom_dd_add(sum, kom_dd_mul(root[i * k + l], b[l * k + j]));
            b[i * k + j] = sum;
        }
    }
    for (size_t i = 0; i < k; i++) {
        for (size_t j = i; j < k; j++) {
            struct kom_dd sum = kom_dd(0);
            for (size_t l = j; l < k; l++)
                sum = kom_dd_add(sum, kom_dd_mul(b[i * k + l], root[j * k + l]));
            out[i * k + j] = out[j * k + i] = sum;
        }
    }
}

/* v += factor * root (middle) root'. */
static enum kom_status add_sandwich(const struct kom_lsq_fit *fit, struct kom_dd *middle,
                                    struct kom_dd factor, struct kom_dd *v, struct kom_error *err) {
    const size_t n = fit->k * fit->k;
    struct kom_dd *part = kom_alloc(n, sizeof *part);
    if (!part)
        return kom_no_memory(err);
    sandwich(fit->root, middle, part, fit->k);
    for (size_t i = 0; i < n; i++)
        v[i] = kom_dd_add(v[i], kom_dd_mul(part[i], factor));
    kom_free(part);
    return KOM_OK;
}

static enum kom_status iid(const struct kom_lsq_fit *fit, size_t n_parameters, struct kom_vcov *out,
                           struct kom_error *err) {
    const size_t k = fit->k;
    struct kom_dd *b = kom_alloc(k, k * sizeof *b);
    if (!b)
        return kom_no_memory(err);
    const double df = (double)(fit->n_used - n_parameters);
    for (size_t i = 0; i < k; i++)
        b[i * (k + 1)] = kom_dd_div(fit->ss_resid_dd, kom_dd(df));
    const enum kom_status status = add_sandwich(fit, b, kom_dd(1), out->v_dd, err);
    kom_free(b);
    return status;
}

static void close_df(struct kom_satterthwaite *df, size_t n) {
    for (size_t j = 0; df && j < n; j++) {
        kom_free(df[j].v);
        kom_free(df[j].outer);
    }
    kom_free(df);
}

/* Room for the degrees of freedom of n contrasts; v is to be filled. */
static struct kom_satterthwaite *open_df(size_t n, size_t k) {
    struct kom_satterthwaite *df = kom_alloc(n, sizeof *df);
    bool ok = df != NULL;
    for (size_t j = 0; ok && j < n; j++) {
        df[j].v = kom_alloc(k, sizeof *df[j].v);
        df[j].outer = kom_alloc(k, k * sizeof *df[j].outer);
        ok = df[j].v && df[j].outer;
    }
    if (!ok) {
        close_df(df, n);
        return NULL;
    }
    return df;
}

/* Adds the sandwich of one way of clustering, with its factor, and degrees of freedom. */
static enum kom_status add_way(const struct kom_lsq_fit *fit, const struct kom_vcov_spec *spec,
                               const struct kom_cluster_rows *rows, struct kom_dd factor,
                               struct kom_vcov *out, struct kom_error *err) {
    const size_t k = fit->k;
    const size_t asked = spec->n_df > 0 && spec->n_df < k ? spec->n_df : k;
    const size_t n_df = spec->kind == KOM_VCOV_CR2 ? asked : 0;
    struct kom_meat meat = {.b = kom_alloc(k, k * sizeof *meat.b), .n_df = n_df};
    enum kom_status status = meat.b ? KOM_OK : kom_no_memory(err);
    if (!status && n_df > 0) {
        meat.df = open_df(n_df, k);
        status = meat.df ? KOM_OK : kom_no_memory(err);
        for (size_t j = 0; meat.df && j < n_df * k; j++)
            meat.df[j / k].v[j % k] = fit->root[j];
    }
    if (!status)
        status = kom_meat_add(fit, rows, adjust_of(spec->kind), &meat, err);
    if (!status)
        status = add_sandwich(fit, meat.b, factor, out->v_dd, err);
    for (size_t j = 0; !status && j < k; j++)
        out->df[j] = j < n_df ? kom_satterthwaite_df(&meat.df[j], k) : KOM_NAN;
    out->n_saturated += meat.n_saturated;
    kom_free(meat.b);
    close_df(meat.df, n_df);
    return status;
}

/* The rows of the ways that are added up: rows alone, clusters, or two ways and both. */
static enum kom_status gather(const struct kom_lsq_fit *fit, const struct kom_vcov_spec *spec,
                              struct kom_cluster_rows rows[3], struct kom_vcov *out,
                              struct kom_error *err) {
    const struct kom_rows_used used = {fit->n, fit->is_used};
    struct kom_clusters ways[3] = {spec->cluster[0], spec->cluster[1], {0}};
    if (spec->n_ways == 0)
        return kom_cluster_rows_make(used, NULL, &rows[0], err);
    uint32_t *cross = spec->n_ways == 2 ? kom_alloc(fit->n, sizeof *cross) : NULL;
    enum kom_status status = KOM_OK;
    if (spec->n_ways == 2 && !cross)
        status = kom_no_memory(err);
    if (cross) {
        ways[2].of_row = cross;
        status = kom_cluster_cross(used, ways, cross, &ways[2].n_clusters, err);
    }
    for (size_t w = 0; w < (spec->n_ways == 2 ? 3 : 1) && !status; w++) {
        status = kom_cluster_rows_make(used, &ways[w], &rows[w], err);
        out->n_per_way[w] = rows[w].n_clusters;
        if (!status)
            status = kom_vcov_few_clusters(rows[w].n_clusters, err);
    }
    kom_free(cross);
    const size_t a = out->n_per_way[0], b = out->n_per_way[1];
    out->n_clusters = spec->n_ways == 2 && b < a ? b : a;
    return status;
}

static enum kom_status robust(const struct kom_lsq_fit *fit, const struct kom_vcov_spec *spec,
                              struct kom_vcov *out, struct kom_error *err) {
    struct kom_cluster_rows rows[3] = {0};
    enum kom_status status = gather(fit, spec, rows, out, err);
    if (!status) {
        const struct kom_sandwich s =
            kom_sandwich_of(spec, fit->n_used, parameters(fit, spec), out->n_per_way);
        for (size_t w = 0; w < s.n && !status; w++) {
            const struct kom_dd factor = kom_correction_dd(s.correction[w]);
            const struct kom_dd signed_factor = s.sign[w] < 0 ? kom_dd_neg(factor) : factor;
            status = add_way(fit, spec, &rows[w], signed_factor, out, err);
        }
        out->factor = kom_dd_double(kom_correction_dd(s.correction[0]));
    }
    for (size_t w = 0; w < 3; w++)
        kom_cluster_rows_free(&rows[w]);
    return status;
}

/* Rounds, and sets to 0 what is so but for the last digits of its parts. */
static void finish(const struct kom_lsq_fit *fit, struct kom_vcov *out) {
    const size_t k = out->k;
    for (size_t i = 0; i < k; i++) {
        struct kom_dd bread = kom_dd(0), *v = &out->v_dd[i * (k + 1)];
        for (size_t l = i; l < k; l++) {
            const struct kom_dd r = fit->root[i * k + l];
            bread = kom_dd_add(bread, kom_dd_mul(r, r));
        }
        const bool is_zero = !(fabs(v->hi) > zero_below * bread.hi * fit->ss_resid_dd.hi);
        *v = is_zero ? kom_dd(0) : *v;
        out->n_negative += v->hi < 0;
        out->se[i] = v->hi < 0 ? KOM_NAN : kom_dd_double(kom_dd_sqrt(*v));
    }
    for (size_t i = 0; i < k * k; i++)
        out->v[i] = kom_dd_double(out->v_dd[i]);
}

static bool open_vcov(struct kom_vcov *out, size_t k) {
    *out = (struct kom_vcov){.k = k, .factor = 1};
    out->v = kom_alloc(k, k * sizeof *out->v);
    out->v_dd = kom_alloc(k, k * sizeof *out->v_dd);
    out->se = kom_alloc(k, sizeof *out->se);
    out->df = kom_alloc(k, sizeof *out->df);
    return out->v && out->v_dd && out->se && out->df;
}

enum kom_status kom_vcov_estimate(const struct kom_lsq_fit *fit, const struct kom_vcov_spec *spec,
                                  struct kom_vcov *out, struct kom_error *err) {
    *out = (struct kom_vcov){0};
    enum kom_status status = kom_vcov_check(spec, fit->n_used, parameters(fit, spec), err);
    if (status)
        return status;
    if (!open_vcov(out, fit->k)) {
        status = kom_no_memory(err);
    } else if (spec->kind == KOM_VCOV_IID) {
        status = iid(fit, parameters(fit, spec), out, err);
    } else {
        status = robust(fit, spec, out, err);
    }
    if (status) {
        kom_vcov_free(out);
        return status;
    }
    for (size_t j = 0; j < fit->k && spec->kind != KOM_VCOV_CR2; j++) {
        out->df[j] = kom_vcov_is_clustered(spec->kind)
                         ? (double)(out->n_clusters - 1)
                         : (double)(fit->n_used - parameters(fit, spec));
    }
    finish(fit, out);
    return KOM_OK;
}

void kom_vcov_free(struct kom_vcov *v) {
    if (!v)
        return;
    kom_free(v->v);
    kom_free(v->v_dd);
    kom_free(v->se);
    kom_free(v->df);
    *v = (struct kom_vcov){0};
}

/* The contrast seen from Q: v = root' contrast. */
static void turn(const struct kom_lsq_fit *fit, const double *contrast, struct kom_dd *v) {
    for (size_t j = 0; j < fit->k; j++) {
        v[j] = kom_dd(0);
        for (size_t i = 0; i <= j; i++) {
            const struct kom_dd part = kom_dd_mul_double(fit->root[i * fit->k + j], contrast[i]);
            v[j] = kom_dd_add(v[j], part);
        }
    }
}

/* v' b v. */
static struct kom_dd form(const struct kom_dd *b, const struct kom_dd *v, size_t k) {
    struct kom_dd sum = kom_dd(0);
    for (size_t i = 0; i < k * k; i++)
        sum = kom_dd_add(sum, kom_dd_mul(kom_dd_mul(v[i / k], v[i % k]), b[i]));
    return sum;
}

enum kom_status kom_vcov_contrast(const struct kom_lsq_fit *fit,
                                  const struct kom_clusters *clusters, const double *contrast,
                                  double *variance, double *df, struct kom_error *err) {
    const size_t k = fit->k;
    struct kom_cluster_rows rows;
    const struct kom_rows_used used = {fit->n, fit->is_used};
    enum kom_status status = kom_cluster_rows_make(used, clusters, &rows, err);
    if (status)
        return status;
    struct kom_meat meat = {.n_df = 1};
    status = kom_vcov_few_clusters(rows.n_clusters, err);
    if (status)
        goto out;
    meat.b = kom_alloc(k, k * sizeof *meat.b);
    meat.df = open_df(1, k);
    if (!meat.b || !meat.df) {
        status = kom_no_memory(err);
        goto out;
    }
    turn(fit, contrast, meat.df->v);
    status = kom_meat_add(fit, &rows, KOM_ADJUST_ROOT, &meat, err);
    if (!status) {
        *variance = kom_dd_double(form(meat.b, meat.df->v, k));
        *df = kom_satterthwaite_df(meat.df, k);
    }
out:
    kom_free(meat.b);
    close_df(meat.df, 1);
    kom_cluster_rows_free(&rows);
    return status;
}

/* b'a^-1 b of a positive definite a (q x q by rows); both are lost. False when a pivot falls below
   its diagonal by singular_below. */
static bool quadratic(struct kom_dd *a, struct kom_dd *b, size_t q, struct kom_dd *out) {
    *out = kom_dd(0);
    if (!kom_dd_cholesky(a, q, singular_below, NULL))
        return false;
    kom_dd_forward(a, q, b);
    for (size_t i = 0; i < q; i++)
        *out = kom_dd_add(*out, kom_dd_mul(b[i], b[i]));
    return true;
}

enum kom_status kom_vcov_wald(const struct kom_lsq_fit *fit, const struct kom_vcov *v,
                              const size_t *which, size_t q, double *f, struct kom_error *err) {
    struct kom_dd *a = kom_alloc(q, q * sizeof *a);
    struct kom_dd *b = kom_alloc(q, sizeof *b);
    enum kom_status status = a && b ? KOM_OK : kom_no_memory(err);
    struct kom_dd sum = kom_dd(0);
    for (size_t i = 0; !status && i < q; i++) {
        b[i] = fit->coef_dd[which[i]];
        for (size_t j = 0; j < q; j++)
            a[i * q + j] = v->v_dd[which[i] * v->k + which[j]];
    }
    if (!status && !quadratic(a, b, q, &sum)) {
        status = kom_fail(err, KOM_EESTIMATE,
                          "the covariance of %zu coefficients is singular; clusters are too few to "
                          "test them together",
                          q);
    }
    if (!status)
        *f = kom_dd_double(kom_dd_div(sum, kom_dd((double)q)));
    kom_free(a);
    kom_free(b);
    return status;
}
