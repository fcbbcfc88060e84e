/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Midranks, and the distributions of sums of ranks. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "incomplete.h"
#include "mem.h"
#include "rank_work.h"

/* ---- ranks ---- */

static int by_value(const void *a, const void *b) {
    const double x = ((const struct kom_ranked *)a)->value,
                 y = ((const struct kom_ranked *)b)->value;
    return (x > y) - (x < y);
}

double kom_rank_all(struct kom_ranked *r, size_t n, double near) {
    double ties = 0;
    qsort(r, n, sizeof *r, by_value);
    for (size_t first = 0, end; first < n; first = end) {
        for (end = first + 1; end < n && r[end].value - r[first].value <= near; end++) {
        }
        for (size_t i = first; i < end; i++)
            r[i].rank2 = (int64_t)(first + end + 1);
        const double t = (double)(end - first);
        ties += t * t * t - t;
    }
    return ties;
}

/* ---- distributions of sums of scores ---- */

void kom_rank_sums_fini(struct kom_rank_sums *s) {
    kom_free(s->ways);
    s->ways = NULL;
}

static void sums_total(struct kom_rank_sums *s) {
    s->total = 0;
    for (size_t i = 0; i < s->n; i++)
        s->total += s->ways[i];
}

/* All ways to choose k of the n scores, which ascend (Streitberg & Roehmel 1986): row j of the
   table counts the ways to choose j of the scores so far. */
enum kom_status kom_rank_sums_of_chosen(const size_t *score, size_t n, size_t k,
                                        struct kom_rank_sums *out, struct kom_error *err) {
    size_t width = 1;
    for (size_t i = n - k; i < n; i++)
        width += score[i];
    double *row = kom_alloc((k + 1) * width, sizeof *row);
    *out = (struct kom_rank_sums){kom_alloc(width, sizeof *out->ways), width, 0};
    if (!row || !out->ways) {
        kom_free(row);
        kom_rank_sums_fini(out);
        return kom_no_memory(err);
    }
    row[0] = 1;
    for (size_t i = 0; i < n; i++) {
        size_t top = 0; /* the largest sum of j - 1 of the scores before */
        const size_t most = i + 1 < k ? i + 1 : k;
        for (size_t j = 1; j < most; j++)
            top += score[i - j];
        for (size_t j = most; j > 0 && j + (n - 1 - i) >= k; j--) {
            const double *from = row + (j - 1) * width;
            double *to = row + j * width + score[i];
            for (size_t s = 0; s <= top; s++)
                to[s] += from[s];
            top -= j > 1 ? score[i - (j - 1)] : 0;
        }
    }
    memcpy(out->ways, row + k * width, width * sizeof *row);
    kom_free(row);
    sums_total(out);
    return KOM_OK;
}

/* All ways to choose any of the n scores. */
enum kom_status kom_rank_sums_of_any(const size_t *score, size_t n, struct kom_rank_sums *out,
                                     struct kom_error *err) {
    size_t width = 1;
    for (size_t i = 0; i < n; i++)
        width += score[i];
    *out = (struct kom_rank_sums){kom_alloc(width, sizeof *out->ways), width, 0};
    if (!out->ways)
        return kom_no_memory(err);
    out->ways[0] = 1;
    size_t top = 0;
    for (size_t i = 0; i < n; i++) {
        for (size_t s = top + 1; s-- > 0;)
            out->ways[s + score[i]] += out->ways[s];
        top += score[i];
    }
    sums_total(out);
    return KOM_OK;
}

double kom_rank_two_sided(const struct kom_rank_sums *s, size_t seen, int64_t share, int64_t of) {
    const int64_t limit = llabs((int64_t)seen * of - share);
    double ways = 0;
    for (size_t i = 0; i < s->n; i++)
        ways += llabs((int64_t)i * of - share) >= limit ? s->ways[i] : 0;
    return ways / s->total;
}

uint64_t kom_rank_sums_quantile(const struct kom_rank_sums *s, size_t first, double tail) {
    const double limit = tail * s->total, near = 1e-12 * limit;
    double below = 0;
    for (size_t i = first; i < s->n; i++) {
        below += s->ways[i];
        if (below >= limit - near)
            return i == first && below <= limit + near ? 1 : i - first;
    }
    return s->n - 1 - first;
}

double kom_rank_deviate(double statistic, double mean, double variance, enum kom_rank_how how) {
    const double away = statistic - mean;
    const double correction = how == KOM_RANK_CORRECTED ? fmin(0.5, fabs(away)) : 0;
    return variance > 0 ? copysign(fabs(away) - correction, away) / sqrt(variance) : KOM_NAN;
}
