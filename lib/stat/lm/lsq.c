/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Householder QR of the rows times the square roots of their weights, all in double-double.

   Rows are multiplied by the roots of their weights, each column is reflected by Householder's
   method onto the first coordinates that are left, and what of a column is left tells whether it is
   made of those before it. Coefficients come by back substitution, residuals by turning back what
   the reflectors leave, leverages from the first k columns of Q. All of it in double-double: twice
   the digits make the condition of the columns a question of the 30th digit. Normal equations would
   square that condition. Columns may stand as decimals less a base, which is given back at the end
   to the intercept's row. */
#include "lsq.h"

#include <stdint.h>
#include <stdio.h>

static const double usual_tolerance = 1e-11;
static const double zero_below = 0x1p-84;
static const double size_max = 1e100, size_min = 1e-100;

/* The working copies: columns that become reflectors, and what QR gives. */
struct work {
    size_t n, k;
    struct kom_dd *a;      /* n x k by columns; below the diagonal of column j its reflector */
    struct kom_dd *c;      /* n: Q'y */
    struct kom_dd *r;      /* k x k by rows, upper triangular */
    struct kom_dd *beta;   /* k: 2 / v'v of the reflectors */
    struct kom_dd *root_w; /* n, or NULL: no weights */
    double y_norm;
};

static struct kom_dd dot(const struct kom_dd *a, const struct kom_dd *b, size_t n) {
    struct kom_dd sum = kom_dd(0);
    for (size_t i = 0; i < n; i++)
        sum = kom_dd_add(sum, kom_dd_mul(a[i], b[i]));
    return sum;
}

/* a -= factor * b. */
static void subtract(struct kom_dd *a, struct kom_dd factor, const struct kom_dd *b, size_t n) {
    for (size_t i = 0; i < n; i++)
        a[i] = kom_dd_sub(a[i], kom_dd_mul(factor, b[i]));
}

/* (I - beta v v') a for the reflector of column j. */
static void reflect(const struct work *w, size_t j, struct kom_dd *a) {
    const struct kom_dd *v = w->a + j * w->n + j;
    const size_t n = w->n - j;
    subtract(a + j, kom_dd_mul(w->beta[j], dot(v, a + j, n)), v, n);
}

static enum kom_status not_carried(const struct kom_lsq *in, size_t j, struct kom_error *err) {
    const char *tail = "is 0 everywhere or a combination of the columns before it; leave it out";
    if (in->names)
        return kom_fail(err, KOM_EESTIMATE, "column \"%s\" %s", in->names[j], tail);
    return kom_fail(err, KOM_EESTIMATE, "column %zu %s", j + 1, tail);
}

/* Makes the reflector of column j. */
static enum kom_status reduce(struct work *w, size_t j, double whole, const struct kom_lsq *in,
                              struct kom_error *err) {
    struct kom_dd *v = w->a + j * w->n + j;
    const struct kom_dd square = dot(v, v, w->n - j);
    const struct kom_dd norm = kom_dd_sqrt(square);
    const double tolerance = in->tolerance > 0 ? in->tolerance : usual_tolerance;
    if (!(norm.hi > tolerance * whole))
        return not_carried(in, j, err);
    const struct kom_dd size = kom_dd_abs(v[0]);
    /* v'v = 2 norm (norm + |v0|) with v0 away from 0 by norm */
    w->beta[j] = kom_dd_div(kom_dd(1), kom_dd_mul(norm, kom_dd_add(norm, size)));
    const bool negative = v[0].hi < 0;
    w->r[j * w->k + j] = negative ? norm : kom_dd_neg(norm);
    v[0] = negative ? kom_dd_sub(v[0], norm) : kom_dd_add(v[0], norm);
    return KOM_OK;
}

static enum kom_status factor(struct work *w, const struct kom_lsq *in, struct kom_error *err) {
    for (size_t j = 0; j < w->k; j++) {
        struct kom_dd *column = w->a + j * w->n;
        const double whole = sqrt(dot(column, column, w->n).hi);
        for (size_t l = 0; l < j; l++) {
            reflect(w, l, column);
            w->r[l * w->k + j] = column[l];
        }
        const enum kom_status status = reduce(w, j, whole, in, err);
        if (status)
            return status;
        reflect(w, j, w->c);
    }
    return KOM_OK;
}

/* root = R^-1, column by column. */
static void invert(const struct work *w, struct kom_dd *root) {
    const size_t k = w->k;
    for (size_t j = 0; j < k; j++) {
        root[j * k + j] = kom_dd_div(kom_dd(1), w->r[j * k + j]);
        for (size_t i = j; i-- > 0;) {
            struct kom_dd sum = kom_dd(0);
            for (size_t l = i + 1; l <= j; l++)
                sum = kom_dd_add(sum, kom_dd_mul(w->r[i * k + l], root[l * k + j]));
            root[i * k + j] = kom_dd_neg(kom_dd_div(sum, w->r[i * k + i]));
        }
    }
}

/* The coefficients by back substitution, which loses less than root * Q'y. */
static void substitute(const struct work *w, struct kom_lsq_fit *fit) {
    const size_t k = w->k;
    for (size_t i = k; i-- > 0;) {
        struct kom_dd sum = w->c[i];
        for (size_t j = i + 1; j < k; j++)
            sum = kom_dd_sub(sum, kom_dd_mul(w->r[i * k + j], fit->coef_dd[j]));
        fit->coef_dd[i] = kom_dd_div(sum, w->r[i * k + i]);
    }
    for (size_t i = 0; i < k; i++) {
        const struct kom_dd *row = fit->root + i * k;
        const double scale = sqrt(dot(row + i, row + i, k - i).hi) * w->y_norm;
        if (!(fabs(fit->coef_dd[i].hi) > zero_below * scale))
            fit->coef_dd[i] = kom_dd(0);
        fit->coef[i] = kom_dd_double(fit->coef_dd[i]);
    }
}

/* The first k columns of Q, and leverages. */
static void orthonormal(const struct work *w, struct kom_lsq_fit *fit) {
    for (size_t j = 0; j < w->k; j++) {
        struct kom_dd *column = fit->q + j * w->n;
        column[j] = kom_dd(1);
        for (size_t l = j + 1; l-- > 0;)
            reflect(w, l, column);
    }
    for (size_t i = 0; i < w->n; i++) {
        struct kom_dd sum = kom_dd(0);
        for (size_t j = 0; j < w->k; j++) {
            const struct kom_dd q = fit->q[j * w->n + i];
            sum = kom_dd_add(sum, kom_dd_mul(q, q));
        }
        fit->leverage[i] = fmin(kom_dd_double(sum), 1);
    }
}

/* y - X coef for a row without weight, which the reflectors do not see. */
static double outside(const struct kom_lsq *in, const struct kom_lsq_fit *fit, size_t i) {
    struct kom_dd u = in->y[i];
    for (size_t j = 0; j < in->k; j++)
        u = kom_dd_sub(u, kom_dd_mul(in->x[j * in->n + i], fit->coef_dd[j]));
    return kom_dd_double(u);
}

/* Residuals: what the reflectors leave of y, turned back. */
static void rest(const struct work *w, const struct kom_lsq *in, struct kom_lsq_fit *fit) {
    const struct kom_dd *c = w->c;
    bool is_exact = true;
    for (size_t i = 0; i < w->n; i++)
        fit->e[i] = i < w->k ? kom_dd(0) : c[i];
    for (size_t l = w->k; l-- > 0;)
        reflect(w, l, fit->e);
    for (size_t i = 0; i < w->n; i++) {
        if (!(fabs(fit->e[i].hi) > zero_below * w->y_norm)) {
            fit->e[i] = kom_dd(0);
        } else {
            is_exact = false;
        }
        fit->resid[i] = kom_dd_double(fit->e[i]);
        if (w->root_w) {
            fit->resid[i] = in->weight[i] > 0 ? kom_dd_double(kom_dd_div(fit->e[i], w->root_w[i]))
                                              : outside(in, fit, i);
        }
    }
    fit->is_exact = is_exact;
    fit->ss_resid_dd = is_exact ? kom_dd(0) : dot(c + w->k, c + w->k, w->n - w->k);
}

static void summarize(const struct work *w, struct kom_lsq_fit *fit) {
    const size_t first = fit->has_intercept ? 1 : 0;
    struct kom_dd model = kom_dd(0);
    for (size_t j = first; j < w->k; j++) {
        if (fabs(w->c[j].hi) > zero_below * w->y_norm)
            model = kom_dd_add(model, kom_dd_mul(w->c[j], w->c[j]));
    }
    const struct kom_dd mean_square = kom_dd_div(fit->ss_resid_dd, kom_dd(fit->df));
    const struct kom_dd total = kom_dd_add(model, fit->ss_resid_dd);
    fit->f_df = (double)(w->k - first);
    fit->ss_resid = kom_dd_double(fit->ss_resid_dd);
    fit->ss_model = kom_dd_double(model);
    fit->sigma = kom_dd_double(kom_dd_sqrt(mean_square));
    fit->r_squared = kom_dd_double(kom_dd_div(model, total));
    fit->f = KOM_NAN;
    if (w->k > first) {
        const struct kom_dd per = kom_dd_div(model, kom_dd(fit->f_df));
        fit->f = fit->is_exact ? KOM_INF : kom_dd_double(kom_dd_div(per, mean_square));
    }
}

/* The largest number of a column, or NaN when one is not finite. */
static double largest(const struct kom_dd *v, size_t n) {
    double top = 0;
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(v[i].hi))
            return KOM_NAN;
        top = fmax(top, fabs(v[i].hi));
    }
    return top;
}

static enum kom_status check_range(const struct kom_lsq *in, struct kom_error *err) {
    if (in->k == 0)
        return kom_fail(err, KOM_EESTIMATE, "no columns, so there is nothing to estimate");
    for (size_t j = 0; j <= in->k; j++) {
        const double top = largest(j < in->k ? in->x + j * in->n : in->y, in->n);
        if (top <= size_max && (top >= size_min || !(top > 0)))
            continue;
        char name[32];
        const char *given = j < in->k ? in->names ? in->names[j] : NULL : in->y_name;
        (void)snprintf(name, sizeof name, j < in->k ? "%zu" : "of the outcome", j + 1);
        return kom_fail(err, KOM_EDATA,
                        "column %s%s%s: a number that is not finite, above 1e100, or all of them "
                        "below 1e-100; change its unit",
                        given ? "\"" : "", given ? given : name, given ? "\"" : "");
    }
    return KOM_OK;
}

/* Counts the rows of positive weight, and asks whether the outcome varies among them. */
static enum kom_status check_rows(const struct kom_lsq *in, size_t *n_used, struct kom_error *err) {
    struct kom_dd level = kom_dd(0);
    bool varies = false;
    size_t n = 0;
    for (size_t i = 0; i < in->n; i++) {
        if (in->weight && !(in->weight[i] >= 0 && in->weight[i] <= size_max)) {
            return kom_fail(err, KOM_EDATA,
                            "a weight is below 0, above 1e100 or no number; weights count rows");
        }
        if (in->weight && !(in->weight[i] > 0))
            continue;
        level = n == 0 && in->has_intercept ? in->y[i] : level;
        varies = varies || kom_dd_less(level, in->y[i]) || kom_dd_less(in->y[i], level);
        n++;
    }
    *n_used = n;
    if (n <= in->k) {
        return kom_fail(err, KOM_EESTIMATE,
                        "%zu rows for %zu coefficients; more rows than coefficients are needed", n,
                        in->k);
    }
    if (!varies) {
        return kom_fail(err, KOM_EESTIMATE, "%s%s%s never varies; there is nothing to explain",
                        in->y_name ? "column \"" : "the outcome", in->y_name ? in->y_name : "",
                        in->y_name ? "\"" : "");
    }
    return KOM_OK;
}

/* From the columns without their bases to those with: with M = I + e0 base', R becomes R M, so that
   only the intercept's row of its inverse, and its coefficient, change. */
static void restore(const struct kom_lsq *in, struct kom_lsq_fit *fit) {
    const size_t k = in->k;
    struct kom_dd coef = kom_dd_add(fit->coef_dd[0], in->base[k]);
    double scale = fabs(fit->coef_dd[0].hi) + fabs(in->base[k].hi);
    for (size_t j = 1; j < k; j++) {
        const struct kom_dd part = kom_dd_mul(in->base[j], fit->coef_dd[j]);
        coef = kom_dd_sub(coef, part);
        scale += fabs(part.hi);
        for (size_t l = j; l < k; l++) {
            const struct kom_dd r = kom_dd_mul(in->base[j], fit->root[j * k + l]);
            fit->root[l] = kom_dd_sub(fit->root[l], r);
        }
    }
    fit->coef_dd[0] = fabs(coef.hi) > zero_below * scale ? coef : kom_dd(0);
    fit->coef[0] = kom_dd_double(fit->coef_dd[0]);
}

static bool open_fit(struct kom_lsq_fit *fit, const struct kom_lsq *in) {
    const size_t n = in->n, k = in->k;
    fit->coef = kom_alloc(k, sizeof *fit->coef);
    fit->resid = kom_alloc(n, sizeof *fit->resid);
    fit->leverage = kom_alloc(n, sizeof *fit->leverage);
    fit->coef_dd = kom_alloc(k, sizeof *fit->coef_dd);
    fit->root = kom_alloc(k, k * sizeof *fit->root);
    fit->q = kom_alloc(n, k * sizeof *fit->q);
    fit->e = kom_alloc(n, sizeof *fit->e);
    fit->is_used = in->weight ? kom_alloc(n, sizeof *fit->is_used) : NULL;
    for (size_t i = 0; fit->is_used && i < n; i++)
        fit->is_used[i] = in->weight[i] > 0;
    return fit->coef && fit->resid && fit->leverage && fit->coef_dd && fit->root && fit->q &&
           fit->e && (fit->is_used || !in->weight);
}

static bool open_work(struct work *w, const struct kom_lsq *in) {
    w->n = in->n;
    w->k = in->k;
    w->a = kom_alloc(in->n, in->k * sizeof *w->a);
    w->c = kom_alloc(in->n, sizeof *w->c);
    w->r = kom_alloc(in->k, in->k * sizeof *w->r);
    w->beta = kom_alloc(in->k, sizeof *w->beta);
    w->root_w = in->weight ? kom_alloc(in->n, sizeof *w->root_w) : NULL;
    return w->a && w->c && w->r && w->beta && (w->root_w || !in->weight);
}

static void close_work(struct work *w) {
    kom_free(w->a);
    kom_free(w->c);
    kom_free(w->r);
    kom_free(w->beta);
    kom_free(w->root_w);
}

/* Copies the rows, times the square roots of their weights. */
static void fill(struct work *w, const struct kom_lsq *in) {
    for (size_t i = 0; in->weight && i < in->n; i++)
        w->root_w[i] = kom_dd_sqrt(kom_dd(in->weight[i]));
    for (size_t j = 0; j <= in->k; j++) {
        struct kom_dd *to = j < in->k ? w->a + j * in->n : w->c;
        const struct kom_dd *from = j < in->k ? in->x + j * in->n : in->y;
        for (size_t i = 0; i < in->n; i++)
            to[i] = in->weight ? kom_dd_mul(w->root_w[i], from[i]) : from[i];
    }
    w->y_norm = sqrt(dot(w->c, w->c, in->n).hi);
}

enum kom_status kom_lsq_solve(const struct kom_lsq *in, struct kom_lsq_fit *fit,
                              struct kom_error *err) {
    struct work w = {0};
    *fit = (struct kom_lsq_fit){0};
    size_t n_used = 0;
    enum kom_status status = check_range(in, err);
    if (!status)
        status = check_rows(in, &n_used, err);
    if (status)
        return status;
    if (!open_fit(fit, in) || !open_work(&w, in)) {
        status = kom_no_memory(err);
        goto out;
    }
    fit->n = in->n;
    fit->k = in->k;
    fit->n_used = n_used;
    fit->df = (double)(n_used - in->k);
    fit->has_intercept = in->has_intercept;
    fill(&w, in);
    status = factor(&w, in, err);
    if (status)
        goto out;
    invert(&w, fit->root);
    substitute(&w, fit);
    orthonormal(&w, fit);
    rest(&w, in, fit);
    summarize(&w, fit);
    if (in->base && in->has_intercept)
        restore(in, fit);
out:
    close_work(&w);
    if (status)
        kom_lsq_fit_free(fit);
    return status;
}

void kom_lsq_fit_free(struct kom_lsq_fit *fit) {
    if (!fit)
        return;
    kom_free(fit->coef);
    kom_free(fit->resid);
    kom_free(fit->leverage);
    kom_free(fit->coef_dd);
    kom_free(fit->root);
    kom_free(fit->q);
    kom_free(fit->e);
    kom_free(fit->is_used);
    *fit = (struct kom_lsq_fit){0};
}
