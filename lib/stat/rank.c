/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wilcoxon's tests by the distribution of rank sums, and shifts as order statistics of differences.
 */
#include "rank.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "dist.h"
#include "incomplete.h"
#include "mem.h"

/* ---- ranks ---- */

struct ranked {
    double value;
    int64_t rank2; /* twice the midrank, a whole number */
    bool is_after;
};

static int by_value(const void *a, const void *b) {
    const double x = ((const struct ranked *)a)->value, y = ((const struct ranked *)b)->value;
    return (x > y) - (x < y);
}

static int by_number(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Sorts and ranks; values within `near` of the first of their group are tied. Returns the sum of
   t^3 - t over the groups. */
static double rank_all(struct ranked *r, size_t n, double near) {
    double ties = 0;
    qsort(r, n, sizeof *r, by_value);
    for (size_t first = 0, end; first < n; first = end) {
        for (end = first + 1; end < n && r[end].value - r[first].value <= near; end++) {
        }
        for (size_t i = first; i < end; i++) {
            r[i].rank2 = (int64_t)(first + end + 1);
        }
        const double t = (double)(end - first);
        ties += t * t * t - t;
    }
    return ties;
}

/* ---- distributions of sums of scores ---- */

/* In how many ways each sum comes about; doubles, for 2^500 and choose(200, 100) fit well. */
struct sums {
    double *ways;
    size_t n;     /* sums 0 .. n - 1 */
    double total; /* of all ways */
};

static void sums_fini(struct sums *s) {
    kom_free(s->ways);
    s->ways = NULL;
}

static void sums_total(struct sums *s) {
    s->total = 0;
    for (size_t i = 0; i < s->n; i++) {
        s->total += s->ways[i];
    }
}

/* All ways to choose k of the n scores, which ascend (Streitberg & Roehmel 1986): row j of the
   table counts the ways to choose j of the scores so far. */
static enum kom_status sums_of_chosen(const size_t *score, size_t n, size_t k, struct sums *out,
                                      struct kom_error *err) {
    size_t width = 1;
    for (size_t i = n - k; i < n; i++) {
        width += score[i];
    }
    double *row = kom_alloc((k + 1) * width, sizeof *row);
    *out = (struct sums){kom_alloc(width, sizeof *out->ways), width, 0};
    if (row == NULL || out->ways == NULL) {
        kom_free(row);
        sums_fini(out);
        return kom_fail(err, KOM_ENOMEM, "out of memory");
    }
    row[0] = 1;
    for (size_t i = 0; i < n; i++) {
        size_t top = 0; /* the largest sum of j - 1 of the scores before */
        const size_t most = i + 1 < k ? i + 1 : k;
        for (size_t j = 1; j < most; j++) {
            top += score[i - j];
        }
        for (size_t j = most; j > 0 && j + (n - 1 - i) >= k; j--) {
            const double *from = row + (j - 1) * width;
            double *to = row + j * width + score[i];
            for (size_t s = 0; s <= top; s++) {
                to[s] += from[s];
            }
            top -= j > 1 ? score[i - (j - 1)] : 0;
        }
    }
    memcpy(out->ways, row + k * width, width * sizeof *row);
    kom_free(row);
    sums_total(out);
    return KOM_OK;
}

/* All ways to choose any of the n scores. */
static enum kom_status sums_of_any(const size_t *score, size_t n, struct sums *out,
                                   struct kom_error *err) {
    size_t width = 1;
    for (size_t i = 0; i < n; i++) {
        width += score[i];
    }
    *out = (struct sums){kom_alloc(width, sizeof *out->ways), width, 0};
    if (out->ways == NULL) {
        return kom_fail(err, KOM_ENOMEM, "out of memory");
    }
    out->ways[0] = 1;
    size_t top = 0;
    for (size_t i = 0; i < n; i++) {
        for (size_t s = top + 1; s-- > 0;) {
            out->ways[s + score[i]] += out->ways[s];
        }
        top += score[i];
    }
    sums_total(out);
    return KOM_OK;
}

/* Probability of a sum at least as far from its mean as `seen`, the mean being share / of: in whole
   numbers, for ties in distance are to be exact. */
static double two_sided(const struct sums *s, size_t seen, int64_t share, int64_t of) {
    const int64_t limit = llabs((int64_t)seen * of - share);
    double ways = 0;
    for (size_t i = 0; i < s->n; i++) {
        ways += llabs((int64_t)i * of - share) >= limit ? s->ways[i] : 0;
    }
    return ways / s->total;
}

/* The smallest q with P(sum <= first + q) >= tail; 1 instead of 0 when that is equal: the first
   order statistic will do then. */
static uint64_t sums_quantile(const struct sums *s, size_t first, double tail) {
    const double limit = tail * s->total, near = 1e-12 * limit;
    double below = 0;
    for (size_t i = first; i < s->n; i++) {
        below += s->ways[i];
        if (below >= limit - near) {
            return i == first && below <= limit + near ? 1 : i - first;
        }
    }
    return s->n - 1 - first;
}

static double normal_deviate(double statistic, double mean, double variance,
                             enum kom_rank_how how) {
    const double away = statistic - mean;
    const double correction = how == KOM_RANK_CORRECTED ? fmin(0.5, fabs(away)) : 0;
    return variance > 0 ? copysign(fabs(away) - correction, away) / sqrt(variance) : KOM_NAN;
}

/* ---- order statistics of differences ---- */

/* The pairwise differences after - before, or, with `before` NULL, the Walsh averages of `after`;
   both arrays ascend. */
struct differences {
    const double *before, *after;
    size_t n_before, n_after;
};

static uint64_t differences_number(const struct differences *d) {
    return d->before != NULL ? (uint64_t)d->n_before * d->n_after
                             : (uint64_t)d->n_after * (d->n_after + 1) / 2;
}

static uint64_t number_up_to(const struct differences *d, double x) {
    uint64_t number = 0, own = 0;
    if (d->before != NULL) {
        for (size_t i = 0, j = 0; i < d->n_before; i++) {
            while (j < d->n_after && d->after[j] - d->before[i] <= x) {
                j++;
            }
            number += j;
        }
        return number;
    }
    for (size_t i = 0, j = d->n_after; i < d->n_after; i++) {
        while (j > 0 && (d->after[i] + d->after[j - 1]) / 2 > x) {
            j--;
        }
        number += j;
        own += d->after[i] <= x;
    }
    return (number + own) / 2; /* every pair but that of a value with itself was met twice */
}

/* Doubles as whole numbers in the same order, and back. */
static int64_t number_of(double x) {
    int64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits < 0 ? INT64_MIN - bits : bits;
}

static double double_of(int64_t number) {
    const int64_t bits = number < 0 ? INT64_MIN - number : number;
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* The k-th smallest, k from 1, without making them: the smallest double that k of them do not
   exceed, by halving over all doubles. */
static double kth(const struct differences *d, uint64_t k) {
    int64_t low = number_of(-DBL_MAX), high = number_of(DBL_MAX);
    while (low < high) {
        const int64_t middle = (low & high) + ((low ^ high) >> 1);
        if (number_up_to(d, double_of(middle)) >= k) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return double_of(low);
}

static double median(const struct differences *d) {
    const uint64_t m = differences_number(d);
    const double upper = kth(d, m / 2 + 1);
    return m % 2 == 1 ? upper : (kth(d, m / 2) + upper) / 2;
}

static void set_shift(struct kom_test *test, const struct differences *d, bool has_interval,
                      uint64_t k) {
    test->estimate = median(d);
    if (has_interval) {
        test->conf_low = k > 0 ? kth(d, k) : -KOM_INF;
        test->conf_high = k > 0 ? kth(d, differences_number(d) + 1 - k) : KOM_INF;
    }
}

/* k by the normal distribution: m differences, variance of the rank sum. */
static uint64_t normal_k(uint64_t m, double variance, double tail) {
    const double k = floor((double)m / 2 + 0.5 - kom_normal_quantile_upper(tail) * sqrt(variance));
    return k >= 1 ? (uint64_t)k : 0;
}

/* ---- the tests ---- */

static struct kom_rank_test nothing(void) {
    const struct kom_test none = {KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN};
    return (struct kom_rank_test){none, KOM_NAN, KOM_RANK_EXACT, KOM_RANK_EXACT, false, 0};
}

static bool are_finite(const double *x, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(x[i])) {
            return false;
        }
    }
    return n > 0;
}

static enum kom_rank_how how_for(enum kom_rank_how asked, bool is_feasible) {
    if (asked == KOM_RANK_AUTO || asked == KOM_RANK_EXACT) {
        return is_feasible ? KOM_RANK_EXACT : KOM_RANK_CORRECTED;
    }
    return asked;
}

/* What one call works with; `score` are ranks, doubled only where there are ties. */
struct work {
    struct ranked *r;
    double *before, *after; /* sorted; for pairs `after` are the differences */
    size_t *score;
    int64_t sum2; /* twice the sum of the ranks that count for after */
    double tail;  /* of the interval, NaN for none, and the rank it is cut at */
    uint64_t k;
};

static enum kom_status work_init(struct work *w, size_t n_before, size_t n_after,
                                 struct kom_error *err) {
    const size_t n = n_before + n_after;
    *w = (struct work){kom_alloc(n, sizeof *w->r),
                       kom_alloc(n, sizeof *w->before),
                       NULL,
                       kom_alloc(n, sizeof *w->score),
                       0,
                       KOM_NAN,
                       0};
    w->after = w->before != NULL ? w->before + n_before : NULL;
    return w->r != NULL && w->before != NULL && w->score != NULL
               ? KOM_OK
               : kom_fail(err, KOM_ENOMEM, "out of memory");
}

static void work_fini(struct work *w) {
    kom_free(w->r);
    kom_free(w->before);
    kom_free(w->score);
}

static void fill_scores(struct work *w, size_t n, bool has_ties) {
    for (size_t i = 0; i < n; i++) {
        w->score[i] = (size_t)(has_ties ? w->r[i].rank2 : w->r[i].rank2 / 2);
    }
}

/* The exact p of the rank sum, and k for the interval. */
static enum kom_status exact_sum(struct work *w, size_t n1, size_t n2, struct kom_rank_test *test,
                                 struct kom_error *err) {
    const size_t n = n1 + n2, few = n1 < n2 ? n1 : n2;
    const int64_t all2 = (int64_t)(n * (n + 1)), few2 = n2 <= n1 ? w->sum2 : all2 - w->sum2;
    const int64_t unit = test->has_ties ? 1 : 2;
    struct sums s = {NULL, 0, 0};
    fill_scores(w, n, test->has_ties);
    enum kom_status status = sums_of_chosen(w->score, n, few, &s, err);
    if (status == KOM_OK && test->how == KOM_RANK_EXACT) {
        test->test.p_value =
            two_sided(&s, (size_t)(few2 / unit), (int64_t)few * all2 / unit, (int64_t)n);
    }
    if (status == KOM_OK && test->has_ties) {
        sums_fini(&s);
        for (size_t i = 0; i < n; i++) {
            w->score[i] = i + 1;
        }
        status = sums_of_chosen(w->score, n, few, &s, err);
    }
    if (status == KOM_OK) {
        w->k = isnan(w->tail) ? 0 : sums_quantile(&s, few * (few + 1) / 2, w->tail);
    }
    sums_fini(&s);
    return status;
}

enum kom_status kom_wilcoxon(struct kom_sides sides, enum kom_rank_how how, double level,
                             struct kom_rank_test *test, struct kom_error *err) {
    const size_t n1 = sides.n_before, n2 = sides.n_after, n = n1 + n2;
    *test = nothing();
    if (!are_finite(sides.before, n1) || !are_finite(sides.after, n2)) {
        return KOM_OK;
    }
    struct work w;
    enum kom_status status = work_init(&w, n1, n2, err);
    if (status != KOM_OK) {
        work_fini(&w);
        return status;
    }
    for (size_t i = 0; i < n; i++) {
        w.before[i] = i < n1 ? sides.before[i] : sides.after[i - n1];
        w.r[i] = (struct ranked){w.before[i], 0, i >= n1};
    }
    const double ties = rank_all(w.r, n, 0);
    for (size_t i = 0; i < n; i++) {
        w.sum2 += w.r[i].is_after ? w.r[i].rank2 : 0;
    }
    const double m = (double)n1 * (double)n2, total = (double)n;
    const double variance = m / 12 * (total + 1);
    w.tail = kom_level_tail(level);
    w.k = isnan(w.tail) ? 0 : normal_k((uint64_t)n1 * n2, variance, w.tail);
    test->has_ties = ties > 0;
    test->how = how_for(how, n <= KOM_RANK_EXACT_MAX);
    test->conf_how = test->how == KOM_RANK_EXACT ? KOM_RANK_EXACT : KOM_RANK_CORRECTED;
    test->test.statistic = (double)(w.sum2 - (int64_t)(n2 * (n2 + 1))) / 2;
    if (test->how == KOM_RANK_EXACT) {
        status = exact_sum(&w, n1, n2, test, err);
    } else {
        const double tied = total > 1 ? ties / (total * (total - 1)) : 0;
        test->z =
            normal_deviate(test->test.statistic, m / 2, m / 12 * (total + 1 - tied), test->how);
        test->test.p_value = kom_normal_p(test->z);
    }
    if (n > 1 && !(w.r[n - 1].value > w.r[0].value)) { /* all equal: nothing to test */
        test->test.p_value = test->z = KOM_NAN;
    }
    qsort(w.before, n1, sizeof *w.before, by_number);
    qsort(w.after, n2, sizeof *w.after, by_number);
    const struct differences d = {w.before, w.after, n1, n2};
    set_shift(&test->test, &d, !isnan(w.tail), w.k);
    work_fini(&w);
    return status;
}

/* The exact p of the signed rank sum of the n_used pairs that differ, and k from all n. */
static enum kom_status exact_signed(struct work *w, size_t n_used, size_t n,
                                    struct kom_rank_test *test, struct kom_error *err) {
    const int64_t all2 = (int64_t)(n_used * (n_used + 1)), unit = test->has_ties ? 1 : 2;
    struct sums s = {NULL, 0, 0};
    fill_scores(w, n_used, test->has_ties);
    enum kom_status status = sums_of_any(w->score, n_used, &s, err);
    if (status == KOM_OK && n_used > 0) {
        test->test.p_value = two_sided(&s, (size_t)(w->sum2 / unit), all2 / unit, 2);
    }
    if (status == KOM_OK && (test->has_ties || n_used < n)) {
        sums_fini(&s);
        for (size_t i = 0; i < n; i++) {
            w->score[i] = i + 1;
        }
        status = sums_of_any(w->score, n, &s, err);
    }
    if (status == KOM_OK) {
        w->k = isnan(w->tail) ? 0 : sums_quantile(&s, 0, w->tail);
    }
    sums_fini(&s);
    return status;
}

/* The differences into w->after, those that are not 0 into w->r, by size. Returns how many. */
static size_t take_differences(struct kom_sides sides, struct work *w, double *ties) {
    const size_t n = sides.n_after;
    double largest = 0;
    for (size_t i = 0; i < n; i++) {
        largest = fmax(largest, fmax(fabs(sides.before[i]), fabs(sides.after[i])));
    }
    const double near = 8 * DBL_EPSILON * largest; /* what rounding can have done to a difference */
    size_t n_used = 0;
    for (size_t i = 0; i < n; i++) {
        const double d = sides.after[i] - sides.before[i];
        w->after[i] = d;
        if (fabs(d) > near) {
            w->r[n_used++] = (struct ranked){fabs(d), 0, d > 0};
        }
    }
    *ties = rank_all(w->r, n_used, near);
    return n_used;
}

enum kom_status kom_signed_rank(struct kom_sides sides, enum kom_rank_how how, double level,
                                struct kom_rank_test *test, struct kom_error *err) {
    const size_t n = sides.n_after;
    *test = nothing();
    if (sides.n_before != n || !are_finite(sides.before, n) || !are_finite(sides.after, n)) {
        return KOM_OK;
    }
    struct work w;
    enum kom_status status = work_init(&w, 0, n, err);
    if (status != KOM_OK) {
        work_fini(&w);
        return status;
    }
    double ties;
    const size_t n_used = take_differences(sides, &w, &ties);
    for (size_t i = 0; i < n_used; i++) {
        w.sum2 += w.r[i].is_after ? w.r[i].rank2 : 0;
    }
    const double m = (double)n_used, all = (double)n;
    w.tail = kom_level_tail(level);
    w.k = isnan(w.tail)
              ? 0
              : normal_k((uint64_t)n * (n + 1) / 2, all * (all + 1) * (2 * all + 1) / 24, w.tail);
    test->n_zero = n - n_used;
    test->has_ties = ties > 0;
    test->how = how_for(how, n <= KOM_RANK_EXACT_MAX_PAIRS);
    test->conf_how = test->how == KOM_RANK_EXACT ? KOM_RANK_EXACT : KOM_RANK_CORRECTED;
    test->test.statistic = (double)w.sum2 / 2;
    if (test->how == KOM_RANK_EXACT) {
        status = exact_signed(&w, n_used, n, test, err);
    } else {
        test->z = normal_deviate(test->test.statistic, m * (m + 1) / 4,
                                 m * (m + 1) * (2 * m + 1) / 24 - ties / 48, test->how);
        test->test.p_value = kom_normal_p(test->z);
    }
    qsort(w.after, n, sizeof *w.after, by_number);
    const struct differences d = {NULL, w.after, 0, n};
    set_shift(&test->test, &d, !isnan(w.tail), w.k);
    work_fini(&w);
    return status;
}
