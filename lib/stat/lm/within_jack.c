/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The jackknife over clusters by normal equations, in double-double arithmetic. */
#include "within_jack.h"

#include <string.h>

#include "cholesky.h"
#include "mem.h"

/* What is left of a column's square. */
static const double LEFT_LEAST = 1e-6;

/* Matrices of all rows, and of the rows that stay. The residuals are column k. The first period
   with its effect 0 has no place. */
struct desk {
    const struct kom_within_columns *c;
    const double *residual;
    size_t n;                      /* periods, less 1 */
    size_t *begin, *row;           /* rows by cluster, and by unit within it */
    struct kom_dd *whole, *rest;   /* n x n */
    struct kom_dd *sums, *less;    /* (k + 1) x n */
    struct kom_dd *square, *stays; /* (k + 1) x (k + 1) */
    struct kom_dd *own, *step;     /* k x k; k */
    struct kom_dd *v;              /* k x k */
    double *length, *cells;        /* k: of the columns, squared; n: diagonal of whole */
};

static double value(const struct desk *d, size_t column, size_t i) {
    return column < d->c->k ? d->c->x[column][i] : d->residual[i];
}

static void add_to(struct kom_dd *sum, struct kom_dd x) {
    *sum = kom_dd_add(*sum, x);
}

/* Adds the rows of one unit, row[from .. to - 1], times sign. */
static void add_unit(const struct desk *d, size_t from, size_t to, double sign,
                     struct kom_dd *matrix) {
    const struct kom_dd share = kom_dd_div(kom_dd(-sign), kom_dd((double)(to - from)));
    for (size_t r = from; r < to; r++) {
        const size_t a = d->c->factor[1].level[d->row[r]];
        if (a == 0)
            continue;
        add_to(&matrix[(a - 1) * d->n + a - 1], kom_dd(sign));
        for (size_t s = from; s < to; s++) {
            const size_t b = d->c->factor[1].level[d->row[s]];
            if (b > 0 && b <= a)
                add_to(&matrix[(a - 1) * d->n + b - 1], share);
        }
    }
}

/* The same of a cluster, whose rows stand unit by unit. */
static void add_units(const struct desk *d, size_t g, double sign, struct kom_dd *matrix) {
    const uint32_t *unit = d->c->factor[0].level;
    for (size_t r = d->begin[g], from = r; r < d->begin[g + 1]; r++) {
        if (r + 1 < d->begin[g + 1] && unit[d->row[r + 1]] == unit[d->row[r]])
            continue;
        add_unit(d, from, r + 1, sign, matrix);
        from = r + 1;
    }
}

/* Adds the sums by period and the products of a cluster, times sign. */
static void add_columns(const struct desk *d, size_t g, double sign, struct kom_dd *sums,
                        struct kom_dd *square) {
    const size_t m = d->c->k + 1;
    for (size_t r = d->begin[g]; r < d->begin[g + 1]; r++) {
        const size_t i = d->row[r], t = d->c->factor[1].level[i];
        for (size_t a = 0; a < m; a++) {
            const double x = sign * value(d, a, i);
            if (t > 0)
                add_to(&sums[a * d->n + t - 1], kom_dd(x));
            for (size_t b = 0; b <= a; b++)
                add_to(&square[a * m + b], kom_dd_two_prod(x, value(d, b, i)));
        }
    }
}

/* b_g - b into step; false where it rests on too little. */
static bool leave(struct desk *d, size_t g) {
    const size_t k = d->c->k, m = k + 1, n = d->n;
    memcpy(d->rest, d->whole, n * n * sizeof *d->rest);
    memcpy(d->less, d->sums, m * n * sizeof *d->less);
    memcpy(d->stays, d->square, m * m * sizeof *d->stays);
    add_units(d, g, -1, d->rest);
    add_columns(d, g, -1, d->less, d->stays);
    if (!kom_dd_cholesky(d->rest, n, LEFT_LEAST, d->cells))
        return false;
    for (size_t a = 0; a < m; a++) {
        kom_dd_forward(d->rest, n, d->less + a * n);
        for (size_t b = 0; b <= a; b++)
            for (size_t t = 0; t < n; t++) {
                const struct kom_dd part = kom_dd_mul(d->less[a * n + t], d->less[b * n + t]);
                add_to(&d->stays[a * m + b], kom_dd_neg(part));
            }
    }
    for (size_t a = 0; a < k; a++) {
        memcpy(d->own + a * k, d->stays + a * m, k * sizeof *d->own);
        d->step[a] = d->stays[k * m + a];
    }
    if (!kom_dd_cholesky(d->own, k, LEFT_LEAST, d->length))
        return false;
    kom_dd_forward(d->own, k, d->step);
    kom_dd_backward(d->own, k, d->step);
    return true;
}

static bool leave_each(struct desk *d, size_t n_clusters, double *v) {
    const size_t k = d->c->k;
    for (size_t g = 0; g < n_clusters; g++) {
        add_units(d, g, 1, d->whole);
        add_columns(d, g, 1, d->sums, d->square);
    }
    for (size_t t = 0; t < d->n; t++)
        d->cells[t] = d->whole[t * (d->n + 1)].hi;
    for (size_t a = 0; a < k; a++)
        d->length[a] = d->square[a * (k + 1) + a].hi;
    for (size_t g = 0; g < n_clusters; g++) {
        if (!leave(d, g))
            return false;
        for (size_t a = 0; a < k; a++)
            for (size_t b = 0; b < k; b++)
                add_to(&d->v[a * k + b], kom_dd_mul(d->step[a], d->step[b]));
    }
    for (size_t a = 0; a < k * k; a++)
        v[a] = kom_dd_double(d->v[a]);
    return true;
}

static bool open_desk(struct desk *d) {
    const size_t k = d->c->k, m = k + 1, n = d->n;
    d->whole = kom_alloc(n * n + 1, sizeof *d->whole);
    d->rest = kom_alloc(n * n + 1, sizeof *d->rest);
    d->sums = kom_alloc(m * n + 1, sizeof *d->sums);
    d->less = kom_alloc(m * n + 1, sizeof *d->less);
    d->square = kom_alloc(m * m, sizeof *d->square);
    d->stays = kom_alloc(m * m, sizeof *d->stays);
    d->own = kom_alloc(m * m, sizeof *d->own);
    d->step = kom_alloc(m, sizeof *d->step);
    d->v = kom_alloc(m * m, sizeof *d->v);
    d->length = kom_alloc(m, sizeof *d->length);
    d->cells = kom_alloc(n + 1, sizeof *d->cells);
    return d->whole && d->rest && d->sums && d->less && d->square && d->stays && d->own &&
           d->step && d->v && d->length && d->cells;
}

static void close_desk(struct desk *d) {
    kom_free(d->begin);
    kom_free(d->row);
    kom_free(d->whole);
    kom_free(d->rest);
    kom_free(d->sums);
    kom_free(d->less);
    kom_free(d->square);
    kom_free(d->stays);
    kom_free(d->own);
    kom_free(d->step);
    kom_free(d->v);
    kom_free(d->length);
    kom_free(d->cells);
}

enum kom_status kom_within_jackknife(const struct kom_within_columns *c, const double *residual,
                                     const uint32_t *cluster, size_t n_clusters, double *v,
                                     bool *is_plain) {
    const size_t levels = c->factor[1].n_levels;
    struct desk d = {.c = c, .residual = residual, .n = levels > 0 ? levels - 1 : 0};
    enum kom_status status = kom_within_by_cluster(c, cluster, n_clusters, &d.begin, &d.row);
    *is_plain = false;
    if (!status && !open_desk(&d))
        status = KOM_ENOMEM;
    if (!status)
        *is_plain = leave_each(&d, n_clusters, v);
    close_desk(&d);
    return status;
}
