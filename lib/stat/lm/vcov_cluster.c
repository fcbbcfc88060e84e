/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The adjusted scores of clusters.

   A cluster's score needs a power of I - H, H being its part of the projection. Its eigenvalues lie
   between 0 and 1, and both Q Q' and Q' Q have those that are not 0: the smaller of the two is
   taken, so a large cluster costs as many columns as there are, not rows. Jacobi's rotations find
   them, slowly and to full precision in double-double, with eigenvectors orthogonal to the last
   digit; where all eigenvalues are small, as they are with many clusters, and few vectors are
   adjusted, the power series of the root gives the same digits without them. An eigenvalue of 1 is
   a direction that the cluster decides alone; the generalized inverse leaves it out, and its number
   is told. Scores are added in the order of clusters. */
#include <string.h>

#include "cholesky.h"
#include "vcov_work.h"

/* 1 - h below this is leverage 1; the tolerance of clubSandwich's matrix powers. */
static const double saturated_below = 1e-12;
/* 1 - h is inverted by Cholesky where its pivots are above this; its eigenvalues are asked else. */
static const double pivot_least = 1e-3;

/* The series of (1 - x)^-1/2 is added up to where what is left out is below this. */
static const double series_least = 0x1p-112;

/* Of smaller matrices the eigenvalues cost less; a sweep of rotations costs as much as a term of
   the series for so many vectors, by experience, times the order. */
enum { SWEEPS_MAX = 60, SERIES_ORDER = 8, SERIES_TERMS = 128, SWEEPS_COST = 16 };

/* One rotation of Jacobi's method: makes a[p][q] 0. */
static void rotate(struct kom_dd *a, struct kom_dd *v, size_t m, size_t p, size_t q) {
    const struct kom_dd off = a[p * m + q];
    const struct kom_dd gap = kom_dd_sub(a[q * m + q], a[p * m + p]);
    const struct kom_dd theta = kom_dd_div(gap, kom_dd_mul_double(off, 2));
    const struct kom_dd root = kom_dd_sqrt(kom_dd_add(kom_dd_mul(theta, theta), kom_dd(1)));
    struct kom_dd t = kom_dd_div(kom_dd(1), kom_dd_add(kom_dd_abs(theta), root));
    t = theta.hi < 0 ? kom_dd_neg(t) : t;
    const struct kom_dd c =
        kom_dd_div(kom_dd(1), kom_dd_sqrt(kom_dd_add(kom_dd_mul(t, t), kom_dd(1))));
    const struct kom_dd s = kom_dd_mul(t, c);
    for (size_t i = 0; i < m; i++) {
        const struct kom_dd x = a[i * m + p], y = a[i * m + q];
        a[i * m + p] = kom_dd_sub(kom_dd_mul(c, x), kom_dd_mul(s, y));
        a[i * m + q] = kom_dd_add(kom_dd_mul(s, x), kom_dd_mul(c, y));
    }
    for (size_t i = 0; i < m; i++) {
        const struct kom_dd x = a[p * m + i], y = a[q * m + i];
        a[p * m + i] = kom_dd_sub(kom_dd_mul(c, x), kom_dd_mul(s, y));
        a[q * m + i] = kom_dd_add(kom_dd_mul(s, x), kom_dd_mul(c, y));
    }
    for (size_t i = 0; i < m; i++) {
        const struct kom_dd x = v[i * m + p], y = v[i * m + q];
        v[i * m + p] = kom_dd_sub(kom_dd_mul(c, x), kom_dd_mul(s, y));
        v[i * m + q] = kom_dd_add(kom_dd_mul(s, x), kom_dd_mul(c, y));
    }
}

/* Eigenvalues (left on the diagonal of a) and eigenvectors (columns of v) of a symmetric matrix
   whose eigenvalues lie between 0 and 1, by cyclic Jacobi rotations. */
static void eigen(struct kom_dd *a, struct kom_dd *v, size_t m) {
    for (size_t i = 0; i < m * m; i++)
        v[i] = kom_dd(i % (m + 1) == 0 ? 1 : 0);
    bool moved = true;
    for (int sweep = 0; sweep < SWEEPS_MAX && moved; sweep++) {
        moved = false;
        for (size_t p = 0; p + 1 < m; p++) {
            for (size_t q = p + 1; q < m; q++) {
                if (fabs(a[p * m + q].hi) > 0x1p-108) {
                    rotate(a, v, m, p, q);
                    moved = true;
                }
            }
        }
    }
}

/* out = (I - h)^power, generalized where an eigenvalue of h is 1; h and v are lost. Returns whether
   there was one. */
static bool adjustment(struct kom_dd *h, struct kom_dd *v, struct kom_dd *out, size_t m,
                       enum kom_adjust adjust) {
    bool is_saturated = false;
    eigen(h, v, m);
    for (size_t l = 0; l < m; l++) {
        struct kom_dd d = kom_dd_sub(kom_dd(1), h[l * m + l]);
        const bool is_one = d.hi < saturated_below;
        is_saturated = is_saturated || is_one;
        d = adjust == KOM_ADJUST_ROOT ? kom_dd_sqrt(d) : d;
        h[l * m + l] = is_one ? kom_dd(0) : kom_dd_div(kom_dd(1), d);
    }
    for (size_t i = 0; i < m; i++) {
        for (size_t j = i; j < m; j++) {
            struct kom_dd sum = kom_dd(0);
            for (size_t l = 0; l < m; l++) {
                const struct kom_dd part = kom_dd_mul(v[i * m + l], v[j * m + l]);
                sum = kom_dd_add(sum, kom_dd_mul(part, h[l * m + l]));
            }
            out[i * m + j] = out[j * m + i] = sum;
        }
    }
    return is_saturated;
}

/* The factor of I - h into out; false where an eigenvalue of h may be near 1. */
static bool factor(const struct kom_dd *h, struct kom_dd *out, size_t m) {
    for (size_t i = 0; i < m * m; i++) {
        const bool is_diagonal = i % (m + 1) == 0;
        out[i] = kom_dd_sub(kom_dd(is_diagonal ? 1 : 0), h[i]);
        if (is_diagonal && !(out[i].hi > pivot_least))
            return false;
    }
    return kom_dd_cholesky(out, m, pivot_least, NULL);
}

/* What one cluster at a time needs; the matrices have room for order x order. */
struct desk {
    const struct kom_lsq_fit *fit;
    const size_t *row;
    size_t n_rows, order;
    bool by_rows;                     /* A is n_rows x n_rows; else (I - Q'Q)^power, k x k */
    bool is_factor;                   /* a is Cholesky's factor of I - h instead */
    size_t n_terms;                   /* A is the series of h, of so many terms; 0: a */
    struct kom_dd term[SERIES_TERMS]; /* of (1 - x)^-1/2 */
    struct kom_dd *h, *v, *a;         /* Q Q' or Q'Q; eigenvectors; the adjustment */
    struct kom_dd *s, *p, *t, *x;     /* vectors of order or k, whichever is longer */
};

static struct kom_dd entry(const struct desk *d, size_t r, size_t j) {
    return d->fit->q[j * d->fit->n + d->row[r]];
}

/* Q Q' or Q'Q, whichever is smaller. */
static void gram(struct desk *d) {
    const size_t k = d->fit->k, m = d->by_rows ? d->n_rows : k;
    const size_t inner = d->by_rows ? k : d->n_rows;
    for (size_t i = 0; i < m; i++) {
        for (size_t j = i; j < m; j++) {
            struct kom_dd sum = kom_dd(0);
            for (size_t l = 0; l < inner; l++) {
                const struct kom_dd x = d->by_rows ? entry(d, i, l) : entry(d, l, i);
                const struct kom_dd y = d->by_rows ? entry(d, j, l) : entry(d, l, j);
                sum = kom_dd_add(sum, kom_dd_mul(x, y));
            }
            d->h[i * m + j] = d->h[j * m + i] = sum;
        }
    }
}

/* out = matrix * in, of order m. */
static void multiply(const struct kom_dd *matrix, const struct kom_dd *in, struct kom_dd *out,
                     size_t m) {
    for (size_t i = 0; i < m; i++) {
        struct kom_dd sum = kom_dd(0);
        for (size_t j = 0; j < m; j++)
            sum = kom_dd_add(sum, kom_dd_mul(matrix[i * m + j], in[j]));
        out[i] = sum;
    }
}

/* out (k) = Q' in (n_rows). */
static void project(const struct desk *d, const struct kom_dd *in, struct kom_dd *out) {
    for (size_t j = 0; j < d->fit->k; j++) {
        out[j] = kom_dd(0);
        for (size_t r = 0; r < d->n_rows; r++)
            out[j] = kom_dd_add(out[j], kom_dd_mul(entry(d, r, j), in[r]));
    }
}

/* out (n_rows) = Q in (k). */
static void expand(const struct desk *d, const struct kom_dd *in, struct kom_dd *out) {
    for (size_t r = 0; r < d->n_rows; r++) {
        out[r] = kom_dd(0);
        for (size_t j = 0; j < d->fit->k; j++)
            out[r] = kom_dd_add(out[r], kom_dd_mul(entry(d, r, j), in[j]));
    }
}

static struct kom_dd inner(const struct kom_dd *a, const struct kom_dd *b, size_t n) {
    struct kom_dd sum = kom_dd(0);
    for (size_t i = 0; i < n; i++)
        sum = kom_dd_add(sum, kom_dd_mul(a[i], b[i]));
    return sum;
}

static void add_outer(struct kom_dd *to, const struct kom_dd *s, size_t k) {
    for (size_t i = 0; i < k; i++) {
        for (size_t j = i; j < k; j++) {
            to[i * k + j] = kom_dd_add(to[i * k + j], kom_dd_mul(s[i], s[j]));
            to[j * k + i] = to[i * k + j];
        }
    }
}

/* (1 - x)^-1/2 = sum of term[n] x^n, term[n] = (2 n choose n) / 4^n. */
static void fill_series(struct kom_dd *term) {
    term[0] = kom_dd(1);
    for (size_t n = 1; n < SERIES_TERMS; n++) {
        const struct kom_dd ratio = kom_dd_div(kom_dd(2 * (double)n - 1), kom_dd(2 * (double)n));
        term[n] = kom_dd_mul(term[n - 1], ratio);
    }
}

/* How many terms for the matrix h of order m and n vectors: no row sum of |h| and so no eigenvalue
   is above x, and what the terms leave out is at most x^n / (1 - x). 0 where eigenvalues come near
   1, or cost less. */
static size_t count_terms(const struct kom_dd *h, size_t m, size_t n_vectors) {
    double x = 0;
    for (size_t i = 0; i < m; i++) {
        double sum = 0;
        for (size_t j = 0; j < m; j++)
            sum += fabs(h[i * m + j].hi);
        x = fmax(x, sum);
    }
    const size_t most = SWEEPS_COST * m / n_vectors;
    double left = x < 1 ? 1 / (1 - x) : KOM_INF;
    for (size_t n = 1; m >= SERIES_ORDER && n < SERIES_TERMS && n <= most; n++) {
        left *= x;
        if (left < series_least)
            return n;
    }
    return 0;
}

/* out = sum of term[n] h^n in, by Horner; t is lost. What the later half of the terms gives is made
   small by as many products as come after it, which no digit of a double outlives. */
static void add_series(const struct desk *d, const struct kom_dd *in, struct kom_dd *out,
                       size_t m) {
    const size_t half = (d->n_terms + 1) / 2;
    for (size_t i = 0; i < m; i++)
        out[i] = kom_dd(d->term[d->n_terms - 1].hi * in[i].hi);
    for (size_t n = d->n_terms - 1; n-- > half;) {
        for (size_t i = 0; i < m; i++) {
            double sum = d->term[n].hi * in[i].hi;
            for (size_t j = 0; j < m; j++)
                sum += d->h[i * m + j].hi * out[j].hi;
            d->t[i] = kom_dd(sum);
        }
        memcpy(out, d->t, m * sizeof *out);
    }
    for (size_t n = half < d->n_terms - 1 ? half : d->n_terms - 1; n-- > 0;) {
        multiply(d->h, out, d->t, m);
        for (size_t i = 0; i < m; i++)
            out[i] = kom_dd_add(d->t[i], kom_dd_mul(d->term[n], in[i]));
    }
}

/* out = A in, of order m; t is lost. */
static void adjust_vector(const struct desk *d, const struct kom_dd *in, struct kom_dd *out,
                          size_t m) {
    if (d->n_terms > 0) {
        add_series(d, in, out, m);
    } else if (d->is_factor) {
        memcpy(out, in, m * sizeof *out);
        kom_dd_forward(d->a, m, out);
        kom_dd_backward(d->a, m, out);
    } else {
        multiply(d->a, in, out, m);
    }
}

/* The score Q' A e of the cluster. Q' A = (I - Q'Q)^power Q', so both sizes give the same. */
static void score(struct desk *d, enum kom_adjust adjust) {
    for (size_t r = 0; r < d->n_rows; r++)
        d->x[r] = d->fit->e[d->row[r]];
    if (adjust != KOM_ADJUST_NONE && d->by_rows) {
        adjust_vector(d, d->x, d->p, d->n_rows);
        project(d, d->p, d->s);
        return;
    }
    project(d, d->x, d->s);
    if (adjust != KOM_ADJUST_NONE) {
        adjust_vector(d, d->s, d->p, d->fit->k);
        for (size_t j = 0; j < d->fit->k; j++)
            d->s[j] = d->p[j];
    }
}

/* The cluster's part of the degrees of freedom: p = A Q v. */
static void weigh(struct desk *d, struct kom_satterthwaite *df) {
    const size_t k = d->fit->k;
    if (d->by_rows) {
        expand(d, df->v, d->x);
        adjust_vector(d, d->x, d->p, d->n_rows);
    } else {
        adjust_vector(d, df->v, d->x, k);
        expand(d, d->x, d->p);
    }
    project(d, d->p, d->t);
    const struct kom_dd pp = inner(d->p, d->p, d->n_rows), tt = inner(d->t, d->t, k);
    df->trace = kom_dd_add(df->trace, kom_dd_sub(pp, tt));
    const struct kom_dd less = kom_dd_sub(pp, kom_dd_mul_double(tt, 2));
    df->square = kom_dd_add(df->square, kom_dd_mul(pp, less));
    add_outer(df->outer, d->t, k);
}

double kom_satterthwaite_df(const struct kom_satterthwaite *s, size_t k) {
    const struct kom_dd square = kom_dd_add(s->square, inner(s->outer, s->outer, k * k));
    const struct kom_dd df = kom_dd_div(kom_dd_mul(s->trace, s->trace), square);
    return s->trace.hi > 0 && square.hi > 0 ? kom_dd_double(df) : KOM_NAN;
}

static bool open_desk(struct desk *d, const struct kom_cluster_rows *rows, bool adjusts) {
    const size_t k = d->fit->k;
    size_t longest = k;
    for (size_t g = 0; g < rows->n_clusters; g++) {
        const size_t n = rows->start[g + 1] - rows->start[g];
        const size_t m = n < k ? n : k;
        longest = n > longest ? n : longest;
        d->order = m > d->order ? m : d->order;
    }
    const size_t square = adjusts ? d->order : 1;
    d->h = kom_alloc(square, square * sizeof *d->h);
    d->v = kom_alloc(square, square * sizeof *d->v);
    d->a = kom_alloc(square, square * sizeof *d->a);
    d->s = kom_alloc(longest, sizeof *d->s);
    d->p = kom_alloc(longest, sizeof *d->p);
    d->t = kom_alloc(longest, sizeof *d->t);
    d->x = kom_alloc(longest, sizeof *d->x);
    return d->h && d->v && d->a && d->s && d->p && d->t && d->x;
}

static void close_desk(struct desk *d) {
    kom_free(d->h);
    kom_free(d->v);
    kom_free(d->a);
    kom_free(d->s);
    kom_free(d->p);
    kom_free(d->t);
    kom_free(d->x);
}

enum kom_status kom_meat_add(const struct kom_lsq_fit *fit, const struct kom_cluster_rows *rows,
                             enum kom_adjust adjust, struct kom_meat *meat, struct kom_error *err) {
    struct desk d = {.fit = fit};
    if (!open_desk(&d, rows, adjust != KOM_ADJUST_NONE)) {
        close_desk(&d);
        return kom_no_memory(err);
    }
    fill_series(d.term);
    for (size_t g = 0; g < rows->n_clusters; g++) {
        d.row = rows->row + rows->start[g];
        d.n_rows = rows->start[g + 1] - rows->start[g];
        d.by_rows = d.n_rows < fit->k;
        if (adjust != KOM_ADJUST_NONE) {
            const size_t m = d.by_rows ? d.n_rows : fit->k;
            gram(&d);
            d.is_factor = adjust == KOM_ADJUST_WHOLE && meat->n_df == 0 && factor(d.h, d.a, m);
            d.n_terms = adjust == KOM_ADJUST_ROOT ? count_terms(d.h, m, meat->n_df + 1) : 0;
            if (!d.is_factor && d.n_terms == 0)
                meat->n_saturated += adjustment(d.h, d.v, d.a, m, adjust);
        }
        score(&d, adjust);
        add_outer(meat->b, d.s, fit->k);
        for (size_t j = 0; j < meat->n_df; j++)
            weigh(&d, &meat->df[j]);
    }
    close_desk(&d);
    return KOM_OK;
}
