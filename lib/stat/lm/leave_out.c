/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Coefficients that one cluster or row decides, from Q and R of the fit, in double-double. */
#include "leave_out.h"

#include "vcov_work.h"

/* Below this, 1 - eigenvalue is 0: rounding leaves some 1e-28. */
static const double null_below = 1e-24;
/* A component of a null vector, of length 1 and with columns scaled, that counts. */
static const double distance_above = 1e-9;
/* Leverages that add up to less have no eigenvalue of 1. */
static const double trace_below = 1 - 1e-6;

/* What one cluster at a time needs. */
struct desk {
    const struct kom_lsq_fit *fit;
    const size_t *row;
    size_t n_rows, order; /* of the matrix: rows, or columns where these are fewer */
    double *norm;         /* k: of the weighted columns of X */
    struct kom_dd *a;     /* order x order: I - Q_g Q_g' or I - Q_g' Q_g */
    struct kom_dd *w, *z; /* a null vector of a; of the columns of Q */
    size_t *place;        /* the pivots, in their order */
};

static struct kom_dd entry(const struct desk *d, size_t r, size_t j) {
    return d->fit->q[j * d->fit->n + d->row[r]];
}

/* The columns' lengths, from R = root^-1: those of the columns of R. */
static enum kom_status find_norms(const struct kom_lsq_fit *fit, double *norm) {
    const size_t k = fit->k;
    struct kom_dd *column = kom_alloc(k, sizeof *column);
    if (!column)
        return KOM_ENOMEM;
    for (size_t j = 0; j < k; j++) {
        double square = 0;
        for (size_t i = j + 1; i-- > 0;) { /* root times the column is the unit vector */
            struct kom_dd sum = kom_dd(i == j ? 1 : 0);
            for (size_t l = i + 1; l <= j; l++)
                sum = kom_dd_sub(sum, kom_dd_mul(fit->root[i * k + l], column[l]));
            column[i] = kom_dd_div(sum, fit->root[i * k + i]);
            square += column[i].hi * column[i].hi;
        }
        norm[j] = sqrt(square);
    }
    kom_free(column);
    return KOM_OK;
}

static void fill(struct desk *d) {
    const size_t k = d->fit->k;
    const bool by_rows = d->n_rows < k;
    const size_t m = by_rows ? d->n_rows : k, inner = by_rows ? k : d->n_rows;
    d->order = m;
    for (size_t i = 0; i < m; i++)
        for (size_t j = i; j < m; j++) {
            struct kom_dd sum = kom_dd(i == j ? 1 : 0);
            for (size_t l = 0; l < inner; l++)
                sum = kom_dd_sub(sum, by_rows ? kom_dd_mul(entry(d, i, l), entry(d, j, l))
                                              : kom_dd_mul(entry(d, l, i), entry(d, l, j)));
            d->a[i * m + j] = d->a[j * m + i] = sum;
        }
}

/* Gauss's elimination with the largest diagonal as pivot, in place; the number of pivots above 0.
   What lies in the columns of the pivots is not needed any more, and left. */
static size_t eliminate(struct desk *d) {
    const size_t m = d->order;
    for (size_t i = 0; i < m; i++)
        d->place[i] = i;
    for (size_t p = 0; p < m; p++) {
        size_t best = p;
        for (size_t i = p; i < m; i++)
            if (d->a[d->place[i] * (m + 1)].hi > d->a[d->place[best] * (m + 1)].hi)
                best = i;
        const size_t own = d->place[best];
        d->place[best] = d->place[p];
        d->place[p] = own;
        if (!(d->a[own * (m + 1)].hi > null_below))
            return p;
        for (size_t i = p + 1; i < m; i++) {
            const size_t row = d->place[i];
            const struct kom_dd factor = kom_dd_div(d->a[row * m + own], d->a[own * (m + 1)]);
            for (size_t j = p + 1; j < m; j++) {
                const size_t column = d->place[j];
                const struct kom_dd part = kom_dd_mul(factor, d->a[own * m + column]);
                d->a[row * m + column] = kom_dd_sub(d->a[row * m + column], part);
            }
        }
    }
    return m;
}

/* The null vector in which the free place number `free` is 1 and the other free places are 0. */
static void null_vector(struct desk *d, size_t rank, size_t free) {
    const size_t m = d->order;
    for (size_t i = 0; i < m; i++)
        d->w[d->place[i]] = kom_dd(i == free ? 1 : 0);
    for (size_t i = rank; i-- > 0;) {
        const struct kom_dd *row = d->a + d->place[i] * m;
        struct kom_dd sum = kom_dd(0);
        for (size_t j = i + 1; j < m; j++)
            sum = kom_dd_sub(sum, kom_dd_mul(row[d->place[j]], d->w[d->place[j]]));
        d->w[d->place[i]] = kom_dd_div(sum, row[d->place[i]]);
    }
}

/* z: the vector seen from the columns of Q. */
static void turn(struct desk *d) {
    const size_t k = d->fit->k;
    const bool by_rows = d->n_rows < k;
    for (size_t j = 0; j < k; j++) {
        d->z[j] = by_rows ? kom_dd(0) : d->w[j];
        for (size_t r = 0; by_rows && r < d->n_rows; r++)
            d->z[j] = kom_dd_add(d->z[j], kom_dd_mul(entry(d, r, j), d->w[r]));
    }
}

/* u = R^-1 z, columns scaled; what is apart from 0 in it is lost. */
static void mark(struct desk *d, bool *is_lost) {
    const size_t k = d->fit->k;
    double square = 0;
    for (size_t i = 0; i < k; i++) {
        struct kom_dd sum = kom_dd(0);
        for (size_t j = i; j < k; j++)
            sum = kom_dd_add(sum, kom_dd_mul(d->fit->root[i * k + j], d->z[j]));
        d->z[i] = kom_dd(sum.hi * d->norm[i]);
        square += d->z[i].hi * d->z[i].hi;
    }
    for (size_t i = 0; i < k; i++)
        is_lost[i] = is_lost[i] || fabs(d->z[i].hi) > distance_above * sqrt(square);
}

static void look(struct desk *d, bool *is_lost) {
    double trace = 0;
    for (size_t r = 0; r < d->n_rows; r++)
        trace += d->fit->leverage[d->row[r]];
    if (trace < trace_below)
        return;
    fill(d);
    const size_t rank = eliminate(d);
    for (size_t free = rank; free < d->order; free++) {
        null_vector(d, rank, free);
        turn(d);
        mark(d, is_lost);
    }
}

static bool open_desk(struct desk *d, const struct kom_lsq_fit *fit, size_t longest) {
    const size_t k = fit->k, m = longest < k ? longest : k;
    d->fit = fit;
    d->norm = kom_alloc(k, sizeof *d->norm);
    d->a = kom_alloc(m, m * sizeof *d->a);
    d->w = kom_alloc(m, sizeof *d->w);
    d->z = kom_alloc(k, sizeof *d->z);
    d->place = kom_alloc(m, sizeof *d->place);
    return d->norm && d->a && d->w && d->z && d->place && find_norms(fit, d->norm) == KOM_OK;
}

static void close_desk(struct desk *d) {
    kom_free(d->norm);
    kom_free(d->a);
    kom_free(d->w);
    kom_free(d->z);
    kom_free(d->place);
}

/* The rows one by one, or by clusters. */
static enum kom_status look_all(struct desk *d, const struct kom_cluster_rows *rows,
                                bool *is_lost) {
    size_t longest = 1;
    for (size_t g = 0; rows && g < rows->n_clusters; g++) {
        const size_t n = rows->start[g + 1] - rows->start[g];
        longest = n > longest ? n : longest;
    }
    const struct kom_lsq_fit *fit = d->fit;
    if (!open_desk(d, fit, longest))
        return KOM_ENOMEM;
    for (size_t g = 0; rows && g < rows->n_clusters; g++) {
        d->row = rows->row + rows->start[g];
        d->n_rows = rows->start[g + 1] - rows->start[g];
        look(d, is_lost);
    }
    for (size_t i = 0; !rows && i < fit->n; i++) {
        d->row = &i;
        d->n_rows = 1;
        look(d, is_lost);
    }
    return KOM_OK;
}

enum kom_status kom_leave_out(const struct kom_lsq_fit *fit, const struct kom_clusters *clusters,
                              bool *is_lost, struct kom_error *err) {
    struct desk d = {.fit = fit};
    struct kom_cluster_rows rows = {0};
    const struct kom_rows_used used = {fit->n, fit->is_used};
    enum kom_status status = clusters ? kom_cluster_rows_make(used, clusters, &rows, err) : KOM_OK;
    if (!status && look_all(&d, clusters ? &rows : NULL, is_lost) != KOM_OK)
        status = kom_no_memory(err);
    close_desk(&d);
    kom_cluster_rows_free(&rows);
    return status;
}
