/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The wild cluster bootstrap-t: draws on cluster sums, counts, and the interval by inversion.

   All columns are made orthonormal, the tested one last; then data are needed as sums over clusters
   only. A draw is a sign for each cluster, 64 of them from one random number, and costs clusters
   times columns. With the null imposed the residuals are linear in it, so that a draw is kept as
   five numbers, from which its statistic at any null follows: p at the null, and the interval by
   doubling and bisection on the same draws. With few clusters all signs are gone through, the bits
   of the number being the signs. Equal up to a relative 1e-9 is a tie, which p counts. */
#include "wild.h"

#include <math.h>
#include <string.h>

#include "dist.h"
#include "mem.h"
#include "rng.h"
#include "small.h"

/* z: the columns made orthonormal under the weights, the tested one last, so that its direction is
   x less its projection on the others. Sums are over the rows of a cluster. */
struct kom_wild {
    struct kom_wild_spec spec;
    struct kom_wild_base base;
    size_t n_clusters;
    size_t k;         /* columns; once the sums are made, directions (below) */
    double *a0, *a1;  /* n_clusters: x'u0, x'u1 */
    double *s0, *s1;  /* n_clusters x k: z'u0, z'u1 */
    double *sx;       /* n_clusters x k: z'x; s1 is this or zero */
    double raw_error; /* std_error without ssc */
};

void kom_wild_close(struct kom_wild *w) {
    if (w) {
        kom_free(w->a0);
        kom_free(w->a1);
        kom_free(w->s0);
        kom_free(w->s1);
        kom_free(w->sx);
        kom_free(w);
    }
}

static double dot(const struct kom_wild_data *data, const double *a, const double *b) {
    return kom_small_dot_quick(a, b, data->weight, data->n);
}

/* Takes out of x its projection on m orthonormal columns, twice (Giraud, Langou & Rozloznik 2005).
 */
static void project_out(const struct kom_wild_data *data, const double *z, size_t m, double *x) {
    for (size_t c = 0; c < 2 * m; c++) {
        const double *column = z + (c % m) * data->n;
        const double along = dot(data, column, x);
        for (size_t i = 0; i < data->n; i++)
            x[i] -= along * column[i];
    }
}

/* Makes the columns orthonormal into z, the tested one last; its length goes to *length. */
static enum kom_status orthonormalize(const struct kom_wild_data *data, size_t tested, double *z,
                                      double *length, struct kom_error *err) {
    for (size_t c = 0; c < data->k; c++) {
        const size_t from = c + 1 == data->k ? tested : c + (c >= tested);
        double *x = z + c * data->n;
        memcpy(x, data->x[from], data->n * sizeof *x);
        const double before = sqrt(dot(data, x, x));
        project_out(data, z, c, x);
        *length = sqrt(dot(data, x, x));
        if (!(*length > 1e-9 * before))
            return kom_fail(err, KOM_EESTIMATE, "column %zu is collinear", from + 1);
        for (size_t i = 0; i < data->n; i++)
            x[i] /= *length;
    }
    return KOM_OK;
}

/* Sums over clusters of the products of every z with u, into sum[cluster][column]. */
static void cluster_sums(const struct kom_wild_data *data, const double *z, const double *u,
                         double *sum) {
    for (size_t c = 0; c < data->k; c++) {
        const double *column = z + c * data->n;
        for (size_t i = 0; i < data->n; i++)
            sum[data->cluster[i] * data->k + c] +=
                (data->weight ? data->weight[i] : 1) * column[i] * u[i];
    }
}

/* The last column of the sums, times the length of x: sums with x itself. */
static void last_sums(const struct kom_wild *w, const double *sum, double length, double *a) {
    for (size_t g = 0; g < w->n_clusters; g++)
        a[g] = length * sum[g * w->k + w->k - 1];
}

/* With y less its projection on the others: the estimate, its error, and all sums. u is scratch. */
static enum kom_status estimate(struct kom_wild *w, const struct kom_wild_data *data,
                                const double *z, double length, double *u, struct kom_error *err) {
    const double *last = z + (w->k - 1) * data->n;
    double square = 0;
    memcpy(u, data->y, data->n * sizeof *u);
    const double norm = sqrt(dot(data, u, u));
    project_out(data, z, w->k - 1, u);
    const double along = dot(data, last, u);
    w->base.estimate = along / length;
    for (size_t i = 0; i < data->n; i++)
        u[i] -= along * last[i];
    cluster_sums(data, z, u, w->s0);
    last_sums(w, w->s0, length, w->a0);
    for (size_t g = 0; g < w->n_clusters; g++)
        square += w->a0[g] * w->a0[g];
    w->raw_error = sqrt(square) / (length * length);
    if (!(w->raw_error * length > 1e-12 * norm))
        return kom_fail(err, KOM_EESTIMATE, "the residuals do not vary between clusters");
    w->base.std_error = w->raw_error * sqrt(w->spec.ssc);
    w->base.statistic = (w->base.estimate - w->spec.null) / w->base.std_error;
    for (size_t i = 0; i < data->n; i++)
        u[i] = length * last[i];
    cluster_sums(data, z, u, w->sx);
    return KOM_OK;
}

/* WCR: u0 = u + (estimate - null) x, and u1 = x: s0 and a0 follow by their sums. */
static void impose_null(struct kom_wild *w, double length) {
    const double gap = w->base.estimate - w->spec.null;
    const size_t n = w->n_clusters * w->k;
    for (size_t c = 0; c < n; c++)
        w->s0[c] += gap * w->sx[c];
    memcpy(w->s1, w->sx, n * sizeof *w->s1);
    last_sums(w, w->s0, length, w->a0);
    last_sums(w, w->s1, length, w->a1);
}

/* ---- fewer directions than columns ---- */

/* What is left of a row of sx, of the longest, that rounding alone has made. */
static const double rounding = 4e-15;

static double along(const double *a, const double *b, size_t n) {
    double sum = 0;
    for (size_t c = 0; c < n; c++)
        sum += a[c] * b[c];
    return sum;
}

/* The row of the largest rest becomes a direction, its rest is taken out of all; false when there
   is none above `least`. */
static bool next_direction(const struct kom_wild *w, double *rest, double least,
                           double *direction) {
    const size_t k = w->k;
    size_t longest = 0;
    double length = 0;
    for (size_t g = 0; g < w->n_clusters; g++) {
        const double own = sqrt(along(rest + g * k, rest + g * k, k));
        longest = own > length ? g : longest;
        length = fmax(own, length);
    }
    if (!(length > least))
        return false;
    for (size_t c = 0; c < k; c++)
        direction[c] = rest[longest * k + c] / length;
    for (size_t g = 0; g < w->n_clusters; g++) {
        const double part = along(rest + g * k, direction, k);
        for (size_t c = 0; c < k; c++)
            rest[g * k + c] -= part * direction[c];
    }
    return true;
}

/* sum[cluster] on each direction. */
static void turn(const struct kom_wild *w, const double *direction, size_t n, double *sum,
                 double *row) {
    for (size_t g = 0; g < w->n_clusters; g++) {
        memcpy(row, sum + g * w->k, w->k * sizeof *row);
        for (size_t d = 0; d < n; d++)
            sum[g * n + d] = along(row, direction + d * w->k, w->k);
    }
}

/* Draws see the columns only through the rows of sx. Where many clusters have the same row, as
   where all were treated at few times and no cell is missing, those have few directions, and the
   products with them are all that is needed. */
static enum kom_status find_directions(struct kom_wild *w) {
    const size_t k = w->k, n_rest = w->n_clusters * k;
    double *rest = kom_alloc(n_rest, sizeof *rest);
    double *direction = kom_alloc(k * k + k, sizeof *direction), longest = 0;
    size_t n = 0;
    if (rest && direction) {
        memcpy(rest, w->sx, n_rest * sizeof *rest);
        for (size_t g = 0; g < w->n_clusters; g++)
            longest = fmax(longest, along(rest + g * k, rest + g * k, k));
        while (n < k && next_direction(w, rest, rounding * sqrt(longest), direction + n * k))
            n++;
    }
    if (n < k && rest && direction) {
        turn(w, direction, n, w->s0, direction + k * k);
        turn(w, direction, n, w->s1, direction + k * k);
        turn(w, direction, n, w->sx, direction + k * k);
        w->k = n;
    }
    const bool whole = rest && direction;
    kom_free(rest);
    kom_free(direction);
    return whole ? KOM_OK : KOM_ENOMEM;
}

static enum kom_status sums(struct kom_wild *w, const struct kom_wild_data *data,
                            struct kom_error *err) {
    double *z = kom_alloc(data->n * data->k, sizeof *z), *u = kom_alloc(data->n, sizeof *u);
    double length = 0;
    w->a0 = kom_alloc(w->n_clusters, sizeof *w->a0);
    w->a1 = kom_alloc(w->n_clusters, sizeof *w->a1);
    w->s0 = kom_alloc(w->n_clusters * w->k, sizeof *w->s0);
    w->s1 = kom_alloc(w->n_clusters * w->k, sizeof *w->s1);
    w->sx = kom_alloc(w->n_clusters * w->k, sizeof *w->sx);
    enum kom_status status = KOM_OK;
    if (!z || !u || !w->a0 || !w->a1 || !w->s0 || !w->s1 || !w->sx)
        status = kom_no_memory(err);
    if (!status)
        status = orthonormalize(data, w->spec.tested, z, &length, err);
    if (!status)
        status = estimate(w, data, z, length, u, err);
    if (!status && !w->spec.unrestricted)
        impose_null(w, length);
    if (!status && find_directions(w) != KOM_OK)
        status = kom_no_memory(err);
    kom_free(z);
    kom_free(u);
    return status;
}

static enum kom_status check(const struct kom_wild_data *data, const struct kom_wild_spec *spec,
                             struct kom_error *err) {
    if (spec->tested >= data->k || spec->draws == 0 || !(spec->ssc > 0))
        return kom_fail(err, KOM_EUSAGE, "no column to test, or no draws");
    if (data->n_clusters < 2)
        return kom_fail(err, KOM_EESTIMATE, "fewer than two clusters");
    for (size_t i = 0; i < data->n; i++)
        if (data->cluster[i] >= data->n_clusters)
            return kom_fail(err, KOM_EUSAGE, "row %zu: no such cluster", i + 1);
    return KOM_OK;
}

enum kom_status kom_wild_open(struct kom_wild **out, const struct kom_wild_data *data,
                              const struct kom_wild_spec *spec, struct kom_wild_base *base,
                              struct kom_error *err) {
    *out = NULL;
    enum kom_status status = check(data, spec, err);
    if (status)
        return status;
    struct kom_wild *w = kom_alloc(1, sizeof *w);
    if (!w)
        return kom_no_memory(err);
    w->spec = *spec;
    w->n_clusters = data->n_clusters;
    w->k = data->k;
    w->base.n_clusters = data->n_clusters;
    w->base.enumerated = spec->weights == KOM_WILD_RADEMACHER && data->n_clusters < 63 &&
                         UINT64_C(1) << data->n_clusters <= spec->draws;
    w->base.draws = w->base.enumerated ? UINT64_C(1) << data->n_clusters : spec->draws;
    status = sums(w, data, err);
    if (!status) {
        *base = w->base;
        *out = w;
    } else {
        kom_wild_close(w);
    }
    return status;
}

/* ---- draws ---- */

/* Draws are made side by side, so that the sums of one do not wait for each other; each is added up
   in the same order as it would be alone. v, q and e hold LANES numbers for each cluster or
   direction. */
enum { LANES = 8 };

/* 64 clusters take their signs from one number; enumerated, the bits of the number itself. */
static void rademacher(const struct kom_wild *w, uint64_t number, double *v) {
    uint64_t bits = number;
    for (size_t g = 0; g < w->n_clusters; g++, bits >>= 1) {
        if (!w->base.enumerated && g % 64 == 0)
            bits = kom_rng_bits(w->spec.seed, number, g / 64);
        v[g * LANES] = bits & 1 ? -1 : 1;
    }
}

static void webb(const struct kom_wild *w, uint64_t number, double *v) {
    const double half = sqrt(.5), more = sqrt(1.5);
    const double value[6] = {-more, -1, -half, half, 1, more};
    for (size_t g = 0; g < w->n_clusters; g++)
        v[g * LANES] = value[kom_rng_below(w->spec.seed, number, g, 6)];
}

static void mammen(const struct kom_wild *w, uint64_t number, double *v) {
    const double root = sqrt(5), share = (root + 1) / (2 * root);
    for (size_t g = 0; g < w->n_clusters; g++)
        v[g * LANES] = (kom_rng_uniform(w->spec.seed, number, g) < share ? 1 - root : 1 + root) / 2;
}

static void weights(const struct kom_wild *w, uint64_t number, double *v) {
    switch (w->spec.weights) {
    case KOM_WILD_RADEMACHER:
        rademacher(w, number, v);
        break;
    case KOM_WILD_WEBB:
        webb(w, number, v);
        break;
    case KOM_WILD_MAMMEN:
        mammen(w, number, v);
        break;
    }
}

/* q = sum over clusters of v s */
static void weigh(const struct kom_wild *w, const double *v, const double *s, double *q) {
    memset(q, 0, w->k * LANES * sizeof *q);
    for (size_t g = 0; g < w->n_clusters; g++)
        for (size_t c = 0; c < w->k; c++)
            for (size_t l = 0; l < LANES; l++)
                q[c * LANES + l] += v[g * LANES + l] * s[g * w->k + c];
}

/* Sums of LANES draws, of which n are wanted. */
struct lanes {
    double n0[LANES], n1[LANES], d0[LANES], d1[LANES], d2[LANES], whole[LANES];
};

static void add_cluster(const struct kom_wild *w, size_t g, const double *v, const double *q0,
                        const double *q1, struct lanes *sum) {
    const double *s = w->sx + g * w->k;
    double e0[LANES], e1[LANES];
    for (size_t l = 0; l < LANES; l++) {
        e0[l] = v[g * LANES + l] * w->a0[g];
        e1[l] = v[g * LANES + l] * w->a1[g];
        sum->n0[l] += e0[l];
        sum->n1[l] += e1[l];
        sum->whole[l] += e1[l] * e1[l];
    }
    for (size_t c = 0; c < w->k; c++)
        for (size_t l = 0; l < LANES; l++) {
            e0[l] -= s[c] * q0[c * LANES + l];
            e1[l] -= s[c] * q1[c * LANES + l];
        }
    for (size_t l = 0; l < LANES; l++) {
        sum->d0[l] += e0[l] * e0[l];
        sum->d1[l] += e0[l] * e1[l];
        sum->d2[l] += e1[l] * e1[l];
    }
}

static void side_by_side(const struct kom_wild *w, const double *v, double *q0, double *q1,
                         struct kom_wild_draw *draw, size_t n) {
    /* of e1'e1: what rounding leaves of it where the draw takes x out whole, as the sample's own
     * does
     */
    static const double none_below = 1e-24;
    struct lanes sum = {0};
    weigh(w, v, w->s0, q0);
    if (!w->spec.unrestricted)
        weigh(w, v, w->s1, q1);
    for (size_t g = 0; g < w->n_clusters; g++)
        add_cluster(w, g, v, q0, q1, &sum);
    for (size_t l = 0; l < n; l++) {
        const bool is_none = sum.d2[l] <= none_below * sum.whole[l];
        draw[l] = (struct kom_wild_draw){.n0 = sum.n0[l],
                                         .n1 = sum.n1[l],
                                         .d0 = sum.d0[l],
                                         .d1 = is_none ? 0 : sum.d1[l],
                                         .d2 = is_none ? 0 : sum.d2[l]};
    }
}

enum kom_status kom_wild_run(const struct kom_wild *w, uint64_t first, uint64_t n,
                             struct kom_wild_draw *draw) {
    double *v = kom_alloc(w->n_clusters + 2 * w->k, LANES * sizeof *v);
    if (!v)
        return KOM_ENOMEM;
    double *q0 = v + w->n_clusters * LANES, *q1 = q0 + w->k * LANES;
    for (uint64_t j = 0; j < n; j += LANES) {
        const size_t some = n - j < LANES ? (size_t)(n - j) : LANES;
        for (size_t l = 0; l < some; l++)
            weights(w, first + j + l, v + l);
        side_by_side(w, v, q0, q1, draw + j, some);
    }
    kom_free(v);
    return KOM_OK;
}

/* ---- counts ---- */

static struct kom_wild_count count(const struct kom_wild *w, const struct kom_wild_draw *draw,
                                   uint64_t n, double null, double tolerance) {
    struct kom_wild_count count = {.draws = n};
    const double t = fabs(w->base.estimate - null) / w->raw_error;
    const double r = w->spec.unrestricted ? 0 : null - w->spec.null;
    for (uint64_t j = 0; j < n; j++) {
        const struct kom_wild_draw *d = &draw[j];
        const double square = d->d0 - 2 * r * d->d1 + r * r * d->d2;
        const double above = fabs(d->n0 - r * d->n1), limit = t * sqrt(fmax(square, 0));
        const bool tie = fabs(above - limit) <= tolerance * limit && square > 0;
        count.ties += tie;
        count.strict += !tie && above >= limit;
    }
    return count;
}

struct kom_wild_count kom_wild_count(const struct kom_wild *w, const struct kom_wild_draw *draw,
                                     uint64_t n, double null) {
    return count(w, draw, n, null, 1e-9);
}

double kom_wild_p(const struct kom_wild *w, struct kom_wild_count count) {
    const double above = (double)(count.strict + count.ties), draws = (double)count.draws;
    return w->base.enumerated ? above / draws : (above + 1) / (draws + 1);
}

/* The p of a null with ties as narrow as rounding allows: an end is where a draw ties. */
static double p_at(const struct kom_wild *w, const struct kom_wild_draw *draw, double null) {
    return kom_wild_p(w, count(w, draw, w->base.draws, null, 1e-13));
}

/* The end of the interval on the side of `way`, -1 or 1. A p of exactly 1 - level is rejected. */
static double bound(const struct kom_wild *w, const struct kom_wild_draw *draw, double level,
                    double way) {
    double in = 0, out = way * w->raw_error;
    for (int doubled = 0;; doubled++, in = out, out *= 2) {
        if (doubled > 40)
            return way > 0 ? HUGE_VAL : -HUGE_VAL;
        if (!kom_p_is_above(p_at(w, draw, w->base.estimate + out), level))
            break;
    }
    while (fabs(out - in) > 1e-14 * w->raw_error && fabs(out - in) > 1e-15 * fabs(out)) {
        const double middle = in + (out - in) / 2;
        if (kom_p_is_above(p_at(w, draw, w->base.estimate + middle), level))
            in = middle;
        else
            out = middle;
    }
    const double end = w->base.estimate + in;
    /* An end at 0 is there when 0 itself, its ties counted as its p counts them, is not rejected.
     */
    const bool is_null =
        fabs(end) <= 1e-9 * w->raw_error &&
        kom_p_is_above(kom_wild_p(w, kom_wild_count(w, draw, w->base.draws, 0)), level);
    return is_null ? 0 : end;
}

void kom_wild_interval(const struct kom_wild *w, const struct kom_wild_draw *draw, double level,
                       double *low, double *high) {
    *low = *high = (double)NAN;
    if (level > 0 && level < 1) {
        *low = bound(w, draw, level, -1);
        *high = bound(w, draw, level, 1);
    }
}
