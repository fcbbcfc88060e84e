/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns beside two effects, without one cluster: normal equations first, demeaning near the
   border.

   Which columns vanish when a cluster is left out? Where units lie in clusters, the normal
   equations of periods and columns are a sum over units; a cluster's part is taken away, and
   Cholesky tells what is left. Only where a pivot comes near the border, where rounding could
   decide, the other rows are demeaned anew and made orthogonal, twice. Without such nesting, or
   where that is too much work, clusters are left out by halves: a column that stays without a whole
   half stays without any cluster of it, so that nearly all are cleared by few fits and the search
   goes on only where something vanished. */
#include "within_leave.h"

#include <math.h>
#include <string.h>

#include "cholesky.h"
#include "mem.h"
#include "small.h"

/* What is left of a column, of its length on all rows, below which it is made of others. */
static const double LEFT_BELOW = 1e-9;
/* The same for its square by way of normal equations, which have lost half of the digits: above it
   there is no doubt. */
static const double SQUARE_ABOVE = 1e-8;
/* Multiplications that normal equations of all clusters may cost. */
static const double WORK_MAX = 2e9;

struct desk {
    const struct kom_within_columns *c;
    const uint32_t *cluster; /* NULL: rows */
    size_t n_clusters;
    size_t *begin, *row; /* rows by cluster */
    double *length;      /* k: of the columns on all rows */
    bool *is_lost;
    /* of the rows that stay */
    uint32_t *level[2];
    double *weight;
    double **x;         /* k columns */
    double *triangle;   /* k x k: of their orthogonalization */
    double *square;     /* k x k: X'X of all rows */
    uint8_t *is_inside; /* n_clusters */
    bool *is_hit;       /* k: lost with those left out */
};

static double weight_of(const struct desk *d, size_t i) {
    return d->c->weight ? d->c->weight[i] : 1;
}

/* ---- the other rows, demeaned anew ---- */

/* The rows outside the clusters marked; their number. */
static size_t gather(struct desk *d) {
    size_t n = 0;
    for (size_t g = 0; g < d->n_clusters; g++)
        for (size_t r = d->begin[g]; r < d->begin[g + 1] && !d->is_inside[g]; r++, n++) {
            const size_t i = d->row[r];
            d->level[0][n] = d->c->factor[0].level[i];
            d->level[1][n] = d->c->factor[1].level[i];
            d->weight[n] = weight_of(d, i);
            for (size_t j = 0; j < d->c->k; j++)
                d->x[j][n] = d->c->x[j][i] / d->length[j];
        }
    return n;
}

/* Columns made orthogonal one after the other (twice, Giraud, Langou & Rozloznik 2005); one of
   which next to nothing is left is a combination of those before it, and all that take part are
   hit. */
static void orthogonalize(struct desk *d, size_t n) {
    const size_t k = d->c->k;
    double *u = d->square + k * k; /* a null vector */
    for (size_t j = 0; j < k; j++) {
        for (size_t twice = 0; twice < 2; twice++)
            for (size_t l = 0; l < j; l++) {
                const double own = d->triangle[l * k + l];
                const double along =
                    own > 0 ? kom_small_dot_quick(d->x[l], d->x[j], d->weight, n) / own : 0;
                d->triangle[l * k + j] = along + (twice ? d->triangle[l * k + j] : 0);
                for (size_t i = 0; i < n; i++)
                    d->x[j][i] -= along * d->x[l][i];
            }
        const double left = kom_small_dot_quick(d->x[j], d->x[j], d->weight, n);
        d->triangle[j * k + j] = left > LEFT_BELOW * LEFT_BELOW ? left : 0;
        if (d->triangle[j * k + j] > 0)
            continue;
        double whole = 1;
        u[j] = 1;
        for (size_t l = j; l-- > 0;) {
            u[l] = d->triangle[l * k + l] > 0 ? -d->triangle[l * k + j] : 0;
            for (size_t m = l + 1; m < j && d->triangle[l * k + l] > 0; m++)
                u[l] -= d->triangle[l * k + m] * u[m];
            whole += u[l] * u[l];
        }
        for (size_t l = 0; l <= j; l++)
            d->is_hit[l] = d->is_hit[l] || fabs(u[l]) > LEFT_BELOW * sqrt(whole);
    }
}

/* Which columns are lost without the clusters marked. */
static enum kom_status leave(struct desk *d, struct kom_error *err) {
    const size_t n = gather(d), k = d->c->k;
    const struct kom_factor factor[2] = {{d->level[0], d->c->factor[0].n_levels},
                                         {d->level[1], d->c->factor[1].n_levels}};
    struct kom_within *within = NULL;
    for (size_t j = 0; j < k; j++)
        d->is_hit[j] = n == 0;
    if (n == 0)
        return KOM_OK;
    enum kom_status status = kom_within_open(&within, n, factor, 2, d->weight, err);
    for (size_t j = 0; j < k && !status; j++)
        status = kom_within_demean(within, d->x[j], NULL, err);
    kom_within_close(within);
    if (!status)
        orthogonalize(d, n);
    return status;
}

static enum kom_status leave_one(struct desk *d, size_t g, struct kom_error *err) {
    memset(d->is_inside, 0, d->n_clusters);
    d->is_inside[g] = 1;
    enum kom_status status = leave(d, err);
    for (size_t j = 0; j < d->c->k && !status; j++)
        d->is_lost[j] = d->is_lost[j] || d->is_hit[j];
    return status;
}

/* ---- sets of clusters left out together ---- */

enum { DEPTH_MAX = 130 };

struct range {
    size_t from, to;
};

static enum kom_status leave_sets(struct desk *d, struct kom_error *err) {
    struct range stack[DEPTH_MAX];
    size_t n = 1;
    enum kom_status status = KOM_OK;
    stack[0] = (struct range){0, d->n_clusters};
    while (n > 0 && !status) {
        const struct range set = stack[--n];
        bool is_in_doubt = false;
        memset(d->is_inside, 0, d->n_clusters);
        memset(d->is_inside + set.from, 1, set.to - set.from);
        status = leave(d, err);
        for (size_t j = 0; j < d->c->k && !status; j++) {
            is_in_doubt = is_in_doubt || (d->is_hit[j] && !d->is_lost[j]);
            if (set.to - set.from == 1)
                d->is_lost[j] = d->is_lost[j] || d->is_hit[j];
        }
        if (!is_in_doubt || set.to - set.from == 1)
            continue;
        const size_t middle = set.from + (set.to - set.from) / 2;
        stack[n++] = (struct range){middle, set.to};
        stack[n++] = (struct range){set.from, middle};
    }
    return status;
}

/* ---- normal equations ---- */

/* The second factor's matrix of all rows, its first level's effect being 0, and by cluster what
   goes off it; each unit lies in one cluster. */
struct equations {
    size_t n;              /* levels of the second factor, less 1 */
    double *whole, *rest;  /* n x n */
    double *sums;          /* k x n: A */
    double *solved, *left; /* n; k x k */
    double *own;           /* k: the columns' squares on all rows */
};

static bool open_equations(struct equations *e, const struct kom_within_columns *c) {
    const size_t levels = c->factor[1].n_levels;
    e->n = levels > 0 ? levels - 1 : 0;
    e->whole = kom_alloc(e->n * e->n + 1, sizeof *e->whole);
    e->rest = kom_alloc(e->n * e->n + 1, sizeof *e->rest);
    e->sums = kom_alloc(e->n * c->k + 1, sizeof *e->sums);
    e->solved = kom_alloc(e->n + 1, sizeof *e->solved);
    e->left = kom_alloc(c->k * c->k + 1, sizeof *e->left);
    e->own = kom_alloc(c->k + 1, sizeof *e->own);
    return e->whole && e->rest && e->sums && e->solved && e->left && e->own;
}

static void close_equations(struct equations *e) {
    kom_free(e->whole);
    kom_free(e->rest);
    kom_free(e->sums);
    kom_free(e->solved);
    kom_free(e->left);
    kom_free(e->own);
}

/* Adds the rows r of one unit, row[from .. to - 1], times sign. */
static void add_unit(const struct desk *d, struct equations *e, const struct range rows,
                     double sign, double *matrix) {
    double whole = 0;
    for (size_t r = rows.from; r < rows.to; r++)
        whole += weight_of(d, d->row[r]);
    for (size_t r = rows.from; r < rows.to; r++) {
        const uint32_t a = d->c->factor[1].level[d->row[r]];
        const double own = sign * weight_of(d, d->row[r]);
        if (a == 0)
            continue;
        matrix[(a - 1) * e->n + a - 1] += own;
        for (size_t s = rows.from; s < rows.to; s++) {
            const uint32_t b = d->c->factor[1].level[d->row[s]];
            if (b >= a)
                matrix[(a - 1) * e->n + b - 1] -= own / whole * weight_of(d, d->row[s]);
        }
    }
}

/* The rows of a cluster stand unit by unit. */
static void add_cluster(const struct desk *d, struct equations *e, size_t g, double sign,
                        double *matrix) {
    for (size_t r = d->begin[g], from = r; r < d->begin[g + 1]; r++) {
        const uint32_t own = d->c->factor[0].level[d->row[r]];
        if (r + 1 < d->begin[g + 1] && d->c->factor[0].level[d->row[r + 1]] == own)
            continue;
        add_unit(d, e, (struct range){from, r + 1}, sign, matrix);
        from = r + 1;
    }
}

/* X'X of the columns that stay, into e->left; false when the periods do not hang together any more.
 */
static bool reduce(const struct desk *d, struct equations *e, size_t g) {
    const size_t k = d->c->k;
    memcpy(e->rest, e->whole, e->n * e->n * sizeof *e->rest);
    memcpy(e->left, d->square, k * k * sizeof *e->left);
    memset(e->sums, 0, e->n * k * sizeof *e->sums);
    add_cluster(d, e, g, -1, e->rest);
    for (size_t r = d->begin[g]; r < d->begin[g + 1]; r++) {
        const size_t i = d->row[r];
        const uint32_t t = d->c->factor[1].level[i];
        for (size_t a = 0; a < k; a++) {
            const double own = weight_of(d, i) * d->c->x[a][i];
            if (t > 0)
                e->sums[a * e->n + t - 1] += own;
            for (size_t b = a; b < k; b++)
                e->left[a * k + b] -= own * d->c->x[b][i];
        }
    }
    if (kom_cholesky(e->rest, e->n, KOM_PIVOT_LEAST, NULL) < e->n)
        return false;
    for (size_t a = 0; a < k; a++) {
        memcpy(e->solved, e->sums + a * e->n, e->n * sizeof *e->solved);
        kom_cholesky_solve(e->rest, e->n, e->solved);
        for (size_t b = 0; b < k; b++)
            for (size_t t = 0; t < e->n; t++)
                if (b >= a)
                    e->left[a * k + b] -= e->solved[t] * e->sums[b * e->n + t];
    }
    return true;
}

static enum kom_status leave_each(struct desk *d, struct kom_error *err) {
    struct equations e = {0};
    enum kom_status status = KOM_OK;
    if (!open_equations(&e, d->c))
        status = kom_no_memory(err);
    for (size_t g = 0; !status && g < d->n_clusters; g++)
        add_cluster(d, &e, g, 1, e.whole);
    for (size_t j = 0; !status && j < d->c->k; j++)
        e.own[j] = d->square[j * (d->c->k + 1)];
    if (!status)
        memcpy(e.rest, e.whole, e.n * e.n * sizeof *e.rest);
    const bool hang_together = !status && kom_cholesky(e.rest, e.n, KOM_PIVOT_LEAST, NULL) == e.n;
    for (size_t g = 0; hang_together && !status && g < d->n_clusters; g++) {
        /* plainly of full rank: of no column less than a doubt is left */
        if (!reduce(d, &e, g) || kom_cholesky(e.left, d->c->k, SQUARE_ABOVE, e.own) < d->c->k)
            status = leave_one(d, g, err);
    }
    close_equations(&e);
    return !status && !hang_together ? leave_sets(d, err) : status;
}

/* ---- opening ---- */

enum kom_status kom_within_by_cluster(const struct kom_within_columns *c, const uint32_t *cluster,
                                      size_t n_clusters, size_t **begin, size_t **row) {
    const struct kom_factor *unit = &c->factor[0];
    const size_t n = c->n, n_levels = unit->n_levels;
    size_t *start = kom_alloc(n_levels + 2, sizeof *start),
           *by_unit = kom_alloc(n + 1, sizeof *start);
    *begin = kom_alloc(n_clusters + 2, sizeof **begin);
    *row = kom_alloc(n + 1, sizeof **row);
    if (!start || !by_unit || !*begin || !*row) {
        kom_free(start);
        kom_free(by_unit);
        return KOM_ENOMEM;
    }
    for (size_t i = 0; i < n; i++)
        start[unit->level[i] + 1]++;
    for (size_t u = 0; u < n_levels; u++)
        start[u + 1] += start[u];
    for (size_t i = 0; i < n; i++)
        by_unit[start[unit->level[i]]++] = i;
    for (size_t i = 0; i < n; i++)
        (*begin)[(cluster ? cluster[i] : i) + 1]++;
    for (size_t g = 0; g < n_clusters; g++)
        (*begin)[g + 1] += (*begin)[g];
    for (size_t r = 0; r < n; r++)
        (*row)[(*begin)[cluster ? cluster[by_unit[r]] : by_unit[r]]++] = by_unit[r];
    memmove(*begin + 1, *begin, n_clusters * sizeof **begin);
    (*begin)[0] = 0;
    kom_free(start);
    kom_free(by_unit);
    return KOM_OK;
}

static bool open_desk(struct desk *d) {
    const size_t n = d->c->n + 1, k = d->c->k;
    d->length = kom_alloc(k + 1, sizeof *d->length);
    d->level[0] = kom_alloc(n, sizeof *d->level[0]);
    d->level[1] = kom_alloc(n, sizeof *d->level[1]);
    d->weight = kom_alloc(n, sizeof *d->weight);
    d->x = kom_alloc(k + 1, sizeof *d->x);
    d->triangle = kom_alloc(k * k + 1, sizeof *d->triangle);
    d->square = kom_alloc(k * k + k + 1, sizeof *d->square);
    d->is_inside = kom_alloc(d->n_clusters + 1, 1);
    d->is_hit = kom_alloc(k + 1, sizeof *d->is_hit);
    bool is_there = d->length && d->level[0] && d->level[1] && d->weight && d->x && d->triangle &&
                    d->square && d->is_inside && d->is_hit;
    for (size_t j = 0; j < k && is_there; j++) {
        d->x[j] = kom_alloc(n, sizeof *d->x[j]);
        is_there = d->x[j] != NULL;
    }
    return is_there &&
           kom_within_by_cluster(d->c, d->cluster, d->n_clusters, &d->begin, &d->row) == KOM_OK;
}

static void close_desk(struct desk *d) {
    for (size_t j = 0; d->x && j < d->c->k; j++)
        kom_free(d->x[j]);
    kom_free(d->begin);
    kom_free(d->row);
    kom_free(d->length);
    kom_free(d->level[0]);
    kom_free(d->level[1]);
    kom_free(d->weight);
    kom_free(d->x);
    kom_free(d->triangle);
    kom_free(d->square);
    kom_free(d->is_inside);
    kom_free(d->is_hit);
}

static void measure(struct desk *d) {
    const size_t k = d->c->k;
    for (size_t a = 0; a < k; a++) {
        for (size_t b = a; b < k; b++)
            d->square[a * k + b] = kom_small_dot(d->c->x[a], d->c->x[b], d->c->weight, d->c->n);
        d->length[a] = sqrt(d->square[a * (k + 1)]);
        d->length[a] = d->length[a] > 0 ? d->length[a] : 1;
    }
}

enum kom_status kom_within_leave(const struct kom_within_columns *c, const uint32_t *cluster,
                                 size_t n_clusters, bool *is_lost, struct kom_error *err) {
    struct desk d = {
        .c = c, .cluster = cluster, .n_clusters = cluster ? n_clusters : c->n, .is_lost = is_lost};
    const double levels = (double)c->factor[1].n_levels, k = (double)c->k;
    const double work = (double)d.n_clusters * levels * levels * (levels / 6 + k);
    bool is_nested = false;
    enum kom_status status = open_desk(&d) ? KOM_OK : KOM_ENOMEM;
    if (!status && cluster)
        status = kom_within_nested(&c->factor[0], cluster, c->n, &is_nested);
    if (status) {
        close_desk(&d);
        return kom_no_memory(err);
    }
    measure(&d);
    status = is_nested && work < WORK_MAX ? leave_each(&d, err) : leave_sets(&d, err);
    close_desk(&d);
    return status;
}
