/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wilcoxon's rank sum test, and shifts as order statistics of differences. */
#include "kom/rank.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "dist.h"
#include "incomplete.h"
#include "mem.h"
#include "rank_work.h"

int kom_rank_by_number(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* ---- order statistics of differences ---- */

static uint64_t differences_number(const struct kom_rank_differences *d) {
    return d->before != NULL ? (uint64_t)d->n_before * d->n_after
                             : (uint64_t)d->n_after * (d->n_after + 1) / 2;
}

static uint64_t number_up_to(const struct kom_rank_differences *d, double x) {
    uint64_t number = 0, own = 0;
    if (d->before) {
        for (size_t i = 0, j = 0; i < d->n_before; i++) {
            while (j < d->n_after && d->after[j] - d->before[i] <= x)
                j++;
            number += j;
        }
        return number;
    }
    for (size_t i = 0, j = d->n_after; i < d->n_after; i++) {
        while (j > 0 && (d->after[i] + d->after[j - 1]) / 2 > x)
            j--;
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
static double kth(const struct kom_rank_differences *d, uint64_t k) {
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

double kom_rank_median(const struct kom_rank_differences *d) {
    const uint64_t m = differences_number(d);
    const double upper = kth(d, m / 2 + 1);
    return m % 2 == 1 ? upper : (kth(d, m / 2) + upper) / 2;
}

void kom_rank_limits(const struct kom_rank_differences *d, uint64_t k, struct kom_test *test) {
    test->conf_low = k > 0 ? kth(d, k) : -KOM_INF;
    test->conf_high = k > 0 ? kth(d, differences_number(d) + 1 - k) : KOM_INF;
}

uint64_t kom_rank_normal_k(uint64_t m, double variance, double tail) {
    const double k = floor((double)m / 2 + 0.5 - kom_normal_quantile_upper(tail) * sqrt(variance));
    return k >= 1 ? (uint64_t)k : 0;
}

/* ---- the tests ---- */

struct kom_rank_test kom_rank_nothing(void) {
    const struct kom_test none = {KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN};
    return (struct kom_rank_test){none, KOM_NAN, KOM_RANK_EXACT, KOM_RANK_EXACT, false, 0};
}

bool kom_rank_are_finite(const double *x, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(x[i]))
            return false;
    }
    return n > 0;
}

enum kom_rank_how kom_rank_how_for(enum kom_rank_how asked, bool is_feasible) {
    if (asked == KOM_RANK_AUTO || asked == KOM_RANK_EXACT)
        return is_feasible ? KOM_RANK_EXACT : KOM_RANK_CORRECTED;
    return asked;
}

/* What one call works with; `score` are ranks, doubled only where there are ties. */
struct work {
    struct kom_ranked *r;
    double *before, *after; /* sorted */
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
    return w->r != NULL && w->before != NULL && w->score != NULL ? KOM_OK : kom_no_memory(err);
}

static void work_fini(struct work *w) {
    kom_free(w->r);
    kom_free(w->before);
    kom_free(w->score);
}

static void fill_scores(struct work *w, size_t n, bool has_ties) {
    for (size_t i = 0; i < n; i++)
        w->score[i] = (size_t)(has_ties ? w->r[i].rank2 : w->r[i].rank2 / 2);
}

/* The exact p of the rank sum, and k for the interval. */
static enum kom_status exact_sum(struct work *w, size_t n1, size_t n2, struct kom_rank_test *test,
                                 struct kom_error *err) {
    const size_t n = n1 + n2, few = n1 < n2 ? n1 : n2;
    const int64_t all2 = (int64_t)(n * (n + 1)), few2 = n2 <= n1 ? w->sum2 : all2 - w->sum2;
    const int64_t unit = test->has_ties ? 1 : 2;
    struct kom_rank_sums s = {NULL, 0, 0};
    fill_scores(w, n, test->has_ties);
    enum kom_status status = kom_rank_sums_of_chosen(w->score, n, few, &s, err);
    if (!status && test->how == KOM_RANK_EXACT) {
        test->test.p_value =
            kom_rank_two_sided(&s, (size_t)(few2 / unit), (int64_t)few * all2 / unit, (int64_t)n);
    }
    if (!status && test->has_ties) {
        kom_rank_sums_fini(&s);
        for (size_t i = 0; i < n; i++)
            w->score[i] = i + 1;
        status = kom_rank_sums_of_chosen(w->score, n, few, &s, err);
    }
    if (!status)
        w->k = isnan(w->tail) ? 0 : kom_rank_sums_quantile(&s, few * (few + 1) / 2, w->tail);
    kom_rank_sums_fini(&s);
    return status;
}

enum kom_status kom_wilcoxon(struct kom_sides sides, enum kom_rank_how how, double level,
                             struct kom_rank_test *test, struct kom_error *err) {
    const size_t n1 = sides.n_before, n2 = sides.n_after, n = n1 + n2;
    *test = kom_rank_nothing();
    if (!kom_rank_are_finite(sides.before, n1) || !kom_rank_are_finite(sides.after, n2))
        return KOM_OK;
    struct work w;
    enum kom_status status = work_init(&w, n1, n2, err);
    if (status) {
        work_fini(&w);
        return status;
    }
    for (size_t i = 0; i < n; i++) {
        w.before[i] = i < n1 ? sides.before[i] : sides.after[i - n1];
        w.r[i] = (struct kom_ranked){w.before[i], 0, i >= n1};
    }
    const double ties = kom_rank_all(w.r, n, 0);
    for (size_t i = 0; i < n; i++)
        w.sum2 += w.r[i].is_after ? w.r[i].rank2 : 0;
    const double m = (double)n1 * (double)n2, total = (double)n;
    const double variance = m / 12 * (total + 1);
    w.tail = kom_level_tail(level);
    w.k = isnan(w.tail) ? 0 : kom_rank_normal_k((uint64_t)n1 * n2, variance, w.tail);
    test->has_ties = ties > 0;
    test->how = kom_rank_how_for(how, n <= KOM_RANK_EXACT_MAX);
    test->conf_how = test->how == KOM_RANK_EXACT ? KOM_RANK_EXACT : KOM_RANK_CORRECTED;
    test->test.statistic = (double)(w.sum2 - (int64_t)(n2 * (n2 + 1))) / 2;
    if (test->how == KOM_RANK_EXACT) {
        status = exact_sum(&w, n1, n2, test, err);
    } else {
        const double tied = total > 1 ? ties / (total * (total - 1)) : 0;
        test->z =
            kom_rank_deviate(test->test.statistic, m / 2, m / 12 * (total + 1 - tied), test->how);
        test->test.p_value = kom_normal_p(test->z);
    }
    if (n > 1 && !(w.r[n - 1].value > w.r[0].value)) { /* all equal: nothing to test */
        test->test.p_value = test->z = KOM_NAN;
    }
    qsort(w.before, n1, sizeof *w.before, kom_rank_by_number);
    qsort(w.after, n2, sizeof *w.after, kom_rank_by_number);
    const struct kom_rank_differences d = {w.before, w.after, n1, n2};
    test->test.estimate = kom_rank_median(&d);
    if (!isnan(w.tail))
        kom_rank_limits(&d, w.k, &test->test);
    work_fini(&w);
    return status;
}
