/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Permutation tests of means: assignments enumerated or drawn, counted, and turned into limits.

   The statistic is a sum over the smaller side, or over the differences turned round, about its
   mean. Up to KOM_PERMUTATION_ENUMERATED assignments all are gone through: choices in lexicographic
   order with sums up to each place, signs as all sums of two halves. Beyond, each draw is a shuffle
   by its own stream. Ties are told by a bound on what rounding can do to a sum; whole numbers have
   none. Limits need no search: every assignment stops counting at one shift of its own, so each
   limit is an order statistic of these shifts, found by Hoare's selection. */
#include "kom/permutation.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "dist.h"
#include "incomplete.h"
#include "mem.h"
#include "rng.h"
#include "select.h"

/* choose(24, 12) is below KOM_PERMUTATION_ENUMERATED, choose(25, 12) is not, nor is 2^23. */
enum { MAX_CHOSEN = 12, MAX_PAIRS = 22, HALF_PAIRS = 11 };

/* What the assignments are compared with, and what they were found to be. The statistic is a sum
   about its mean; the test is of its size. */
struct tally {
    double seen, near, largest; /* near: what counts as equal; largest: the greatest |statistic| */
    int64_t strict, ties, extreme, greater, less, same;
    double *shift; /* of every assignment that is not the data: where it begins to count */
    size_t n;
};

/* An assignment with this statistic; it turns round the data's where the shift is `shift`. */
static void take(struct tally *t, double statistic, double shift, bool is_same) {
    const double size = fabs(statistic), seen = fabs(t->seen);
    t->strict += size > seen + t->near;
    t->ties += fabs(size - seen) <= t->near;
    t->extreme += size >= t->largest - t->near;
    t->greater += statistic >= t->seen - t->near;
    t->less += statistic <= t->seen + t->near;
    if (is_same) {
        t->same++;
    } else {
        t->shift[t->n++] = shift;
    }
}

/* From counts to p-values and limits. A shift is rejected on a side while no more than `allowed`
   assignments count there, so the limit is where the next one comes in. */
static void conclude(struct tally *t, double level, struct kom_permutation *out) {
    const double tail = kom_level_tail(level), total = (double)out->total;
    out->strict = t->strict;
    out->ties = t->ties;
    out->test.p_value = (double)(t->strict + t->ties) / total;
    out->p_greater = (double)t->greater / total;
    out->p_less = (double)t->less / total;
    out->p_min = out->is_enumerated ? (double)t->extreme / total : 1 / total;
    if (isnan(tail))
        return;
    const double rank = floor(tail * total * (1 + 1e-12)) - (double)t->same;
    out->test.conf_low = -KOM_INF;
    out->test.conf_high = KOM_INF;
    if (rank >= 0 && (size_t)rank < t->n) {
        out->test.conf_low = kom_select_smallest(t->shift, t->n, (size_t)rank);
        out->test.conf_high = kom_select_smallest(t->shift, t->n, t->n - 1 - (size_t)rank);
    }
}

static struct kom_permutation nothing(void) {
    const struct kom_test none = {KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN};
    return (struct kom_permutation){none, false, 0, 0, 0, KOM_NAN, KOM_NAN, KOM_NAN};
}

/* All values are alike, so every assignment is the data. */
static void conclude_constant(double estimate, struct kom_permutation *out) {
    out->test.estimate = estimate;
    out->test.p_value = out->p_greater = out->p_less = out->p_min = 1;
    out->ties = out->total;
}

static enum kom_status tally_init(struct tally *t, int64_t total, struct kom_error *err) {
    t->shift = kom_alloc((size_t)total, sizeof *t->shift);
    return t->shift != NULL ? KOM_OK : kom_no_memory(err);
}

/* The data are one assignment besides those drawn. */
static void take_data(struct tally *t) {
    t->ties++;
    t->greater++;
    t->less++;
    t->same++;
}

/* ---- two samples: the smaller side is chosen from all ---- */

/* Values about their mean, those of the smaller side first; whole ones n times as large, so that
   they stay whole. */
struct pool {
    double *value;
    size_t n, few;
    double unit; /* what the values were multiplied by: n or 1 */
    double near; /* what counts as equal */
};

static void take_chosen(struct tally *t, const struct pool *p, double sum, size_t kept) {
    const double changed = (double)(p->few - kept) * p->unit;
    take(t, sum, kept < p->few ? (t->seen - sum) / changed : 0, kept == p->few);
}

/* The next in lexicographic order of `few` from n; false after the last. *from: the first place
   that changed. */
static bool next_choice(size_t *place, size_t few, size_t n, size_t *from) {
    size_t i = few;
    while (i > 0 && place[i - 1] == n - few + i - 1)
        i--;
    if (i == 0)
        return false;
    *from = i - 1;
    place[i - 1]++;
    for (; i < few; i++)
        place[i] = place[i - 1] + 1;
    return true;
}

static void enumerate_choices(struct tally *t, const struct pool *p) {
    size_t place[MAX_CHOSEN], kept[MAX_CHOSEN + 1] = {0};
    double sum[MAX_CHOSEN + 1] = {0};
    for (size_t i = 0; i < p->few; i++)
        place[i] = i;
    size_t from = 0;
    do {
        for (size_t i = from; i < p->few; i++) {
            sum[i + 1] = sum[i] + p->value[place[i]];
            kept[i + 1] = kept[i] + (place[i] < p->few);
        }
        take_chosen(t, p, sum[p->few], kept[p->few]);
    } while (next_choice(place, p->few, p->n, &from));
}

/* Where there are many values, each place of the shuffle is a line of memory that is not near. So
   numbers are drawn for some steps at once, and what they will look at is asked for before it is
   needed: a step costs the same however many values there are. */
enum { STEPS = 256 };

#if defined(__GNUC__)
#define ASK_FOR(p) __builtin_prefetch(p)
#else
#define ASK_FOR(p) ((void)0)
#endif

struct shuffle {
    uint32_t *place;   /* 0 .. n - 1 between the draws */
    uint32_t *swapped; /* of each step, the place that it took from */
};

/* The steps from `from` to `to` of a draw; their values are added in that order. */
static void take_steps(const struct pool *p, const struct shuffle *s, size_t from, size_t to,
                       double *sum, size_t *kept) {
    uint32_t chosen[STEPS];
    for (size_t i = from; i < to; i++) {
        const uint32_t j = s->swapped[i];
        chosen[i - from] = s->place[j];
        s->place[j] = s->place[i];
        s->place[i] = chosen[i - from];
        ASK_FOR(&p->value[chosen[i - from]]);
    }
    for (size_t i = 0; i < to - from; i++) {
        *sum += p->value[chosen[i]];
        *kept += chosen[i] < p->few;
    }
}

/* Draw d takes the numbers 0, 1, ... of stream d for the first steps of a shuffle of 0 .. n - 1,
   which is undone afterwards. */
static void draw_choices(struct tally *t, const struct pool *p, uint64_t seed, int64_t draws,
                         const struct shuffle *s) {
    for (size_t i = 0; i < p->n; i++)
        s->place[i] = (uint32_t)i;
    for (int64_t d = 0; d < draws; d++) {
        double sum = 0;
        size_t kept = 0;
        for (size_t from = 0; from < p->few; from += STEPS) {
            const size_t to = from + STEPS < p->few ? from + STEPS : p->few;
            for (size_t i = from; i < to; i++) {
                const size_t j = i + (size_t)kom_rng_below(seed, (uint64_t)d, i, p->n - i);
                s->swapped[i] = (uint32_t)j;
                ASK_FOR(&s->place[j]);
            }
            take_steps(p, s, from, to, &sum, &kept);
        }
        for (size_t i = 0; i < p->few; i++) {
            s->place[s->swapped[i]] = s->swapped[i];
            s->place[i] = (uint32_t)i;
        }
        take_chosen(t, p, sum, kept);
    }
}

static int by_number(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The greatest |sum| of `few` of the values, exactly as an enumeration would come to it but for
   rounding. */
static double largest_sum(const struct pool *p, double *scratch) {
    double low = 0, high = 0;
    for (size_t i = 0; i < p->n; i++)
        scratch[i] = p->value[i];
    qsort(scratch, p->n, sizeof *scratch, by_number);
    for (size_t i = 0; i < p->few; i++) {
        low += scratch[i];
        high += scratch[p->n - 1 - i];
    }
    return fmax(-low, high);
}

/* choose(n, k) when it is to be enumerated, else 0. */
static int64_t choices(size_t n, size_t k) {
    double number = 1;
    for (size_t i = 0; i < k && number <= KOM_PERMUTATION_ENUMERATED; i++)
        number = number * (double)(n - i) / (double)(i + 1);
    return number <= KOM_PERMUTATION_ENUMERATED && k <= MAX_CHOSEN ? (int64_t)(number + 0.5) : 0;
}

/* Whole numbers whose sums, `times` as large, a double holds without rounding. */
static bool are_whole(const double *x, size_t n, double times) {
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        if (rint(x[i]) < x[i] || rint(x[i]) > x[i])
            return false;
        sum += fabs(x[i]);
    }
    return sum * times < 4503599627370496.0; /* 2^52 */
}

/* What rounding can have done to a sum of some of the values: they are equal when no further apart.
 */
static double rounding_of(const double *x, size_t n) {
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += fabs(x[i]);
    return 4 * DBL_EPSILON * (double)n * sum;
}

static double mean_of(const double *x, size_t n) {
    double mean = 0;
    for (size_t i = 0; i < n; i++)
        mean += (x[i] - mean) / (double)(i + 1);
    return mean;
}

/* Fills the pool; returns the difference of the means, NaN when a value is not finite. */
static double fill_pool(struct pool *p, struct kom_sides sides, bool is_before) {
    const double *first = is_before ? sides.before : sides.after;
    const double *second = is_before ? sides.after : sides.before;
    const double n = (double)p->n, few = (double)p->few;
    double total = 0, sum[2] = {0, 0};
    for (size_t i = 0; i < p->n; i++) {
        p->value[i] = i < p->few ? first[i] : second[i - p->few];
        total += p->value[i];
    }
    const bool is_whole = are_whole(p->value, p->n, n);
    const double mean = is_whole ? total : mean_of(p->value, p->n);
    p->unit = is_whole ? n : 1;
    p->near = is_whole ? 0 : rounding_of(p->value, p->n);
    for (size_t i = 0; i < p->n; i++) {
        p->value[i] = p->value[i] * p->unit - mean;
        sum[i >= p->few] += p->value[i];
    }
    const double difference = is_whole ? sum[0] / (few * (n - few)) /* for sum[1] = -sum[0] */
                                       : sum[0] / few - sum[1] / (n - few);
    return is_before ? 0 - difference : difference;
}

static bool is_plan(struct kom_permutation_plan plan) {
    return plan.draws >= 1 && plan.draws <= 100000000;
}

static bool all_equal(const double *x, size_t n) {
    for (size_t i = 1; i < n; i++) {
        if (x[i] < x[0] || x[i] > x[0])
            return false;
    }
    return true;
}

/* The smaller side was `before`: what counted for it counts against the shift of after. */
static void turn(struct kom_permutation *out) {
    const double greater = out->p_greater, low = out->test.conf_low;
    out->p_greater = out->p_less;
    out->p_less = greater;
    out->test.conf_low = 0 - out->test.conf_high; /* never -0 */
    out->test.conf_high = 0 - low;
}

static enum kom_status run_choices(struct pool *p, struct kom_permutation_plan plan,
                                   struct kom_permutation *out, struct kom_error *err) {
    struct tally t = {0};
    double *scratch = kom_alloc(p->n, sizeof *scratch);
    /* more values than that many numbers tell apart are more than any memory holds */
    uint32_t *place = p->n <= UINT32_MAX ? kom_alloc_table(p->n + p->few, sizeof *place) : NULL;
    enum kom_status status = tally_init(&t, out->total, err);
    if (!status && (!scratch || !place))
        status = kom_no_memory(err);
    if (!status) {
        for (size_t i = 0; i < p->few; i++)
            t.seen += p->value[i];
        t.largest = largest_sum(p, scratch);
        t.near = p->near;
        if (out->is_enumerated) {
            enumerate_choices(&t, p);
        } else {
            const struct shuffle s = {place, place + p->n};
            draw_choices(&t, p, plan.seed, plan.draws, &s);
            take_data(&t);
        }
        conclude(&t, plan.level, out);
    }
    kom_free(scratch);
    kom_free(place);
    kom_free(t.shift);
    return status;
}

enum kom_status kom_permutation_means(struct kom_sides sides, struct kom_permutation_plan plan,
                                      struct kom_permutation *out, struct kom_error *err) {
    const bool is_before = sides.n_before < sides.n_after;
    struct pool p = {NULL, sides.n_before + sides.n_after,
                     is_before ? sides.n_before : sides.n_after, 1, 0};
    *out = nothing();
    if (sides.n_before == 0 || sides.n_after == 0)
        return KOM_OK;
    p.value = kom_alloc_table(p.n, sizeof *p.value);
    if (!p.value)
        return kom_no_memory(err);
    const double estimate = fill_pool(&p, sides, is_before);
    const int64_t number = choices(p.n, p.few);
    enum kom_status status = KOM_OK;
    if (isfinite(estimate) && (number > 0 || is_plan(plan))) {
        out->is_enumerated = number > 0;
        out->total = number > 0 ? number : plan.draws + 1;
        if (all_equal(p.value, p.n)) {
            conclude_constant(estimate, out);
        } else {
            status = run_choices(&p, plan, out, err);
            out->test.estimate = estimate;
            if (is_before)
                turn(out);
        }
    }
    kom_free(p.value);
    return status;
}

/* ---- pairs: any of the differences are turned round ---- */

/* The statistic is the sum of the differences; turning round some of them takes twice their sum
   away. */
static void take_turned(struct tally *t, double sum, size_t number) {
    take(t, t->seen - 2 * sum, number > 0 ? sum / (double)number : 0, number == 0);
}

/* All subsets, of up to 22: each is one of the first 11 and one of the others. */
static void enumerate_signs(struct tally *t, const double *d, size_t n) {
    double sum[2][1 << HALF_PAIRS];
    uint8_t number[2][1 << HALF_PAIRS];
    const size_t first = n < HALF_PAIRS ? n : HALF_PAIRS, count[2] = {first, n - first};
    for (size_t half = 0; half < 2; half++) {
        sum[half][0] = 0;
        number[half][0] = 0;
        for (size_t i = 0; i < count[half]; i++) {
            for (size_t s = 0; s < (size_t)1 << i; s++) {
                const size_t with = s | (size_t)1 << i;
                sum[half][with] = sum[half][s] + d[half * first + i];
                number[half][with] = (uint8_t)(number[half][s] + 1);
            }
        }
    }
    for (size_t a = 0; a < (size_t)1 << count[0]; a++) {
        for (size_t b = 0; b < (size_t)1 << count[1]; b++)
            take_turned(t, sum[0][a] + sum[1][b], (size_t)number[0][a] + number[1][b]);
    }
}

/* Draw d takes its signs from the bits of the numbers 0, 1, ... of stream d. */
static void draw_signs(struct tally *t, const double *d, size_t n, uint64_t seed, int64_t draws) {
    for (int64_t k = 0; k < draws; k++) {
        double sum = 0;
        size_t number = 0;
        uint64_t bits = 0;
        for (size_t i = 0; i < n; i++) {
            bits = i % 64 == 0 ? kom_rng_bits(seed, (uint64_t)k, i / 64) : bits >> 1;
            if ((bits & 1) != 0) {
                sum += d[i];
                number++;
            }
        }
        take_turned(t, sum, number);
    }
}

enum kom_status kom_permutation_pairs(struct kom_sides sides, struct kom_permutation_plan plan,
                                      struct kom_permutation *out, struct kom_error *err) {
    const size_t n = sides.n_after;
    *out = nothing();
    if (n == 0 || sides.n_before != n || (n > MAX_PAIRS && !is_plan(plan)))
        return KOM_OK;
    double *d = kom_alloc(n, sizeof *d);
    if (!d)
        return kom_no_memory(err);
    struct tally t = {0};
    for (size_t i = 0; i < n; i++) {
        d[i] = sides.after[i] - sides.before[i];
        t.seen += d[i];
        t.largest += fabs(d[i]);
    }
    enum kom_status status = KOM_OK;
    if (isfinite(t.largest)) {
        out->is_enumerated = n <= MAX_PAIRS;
        out->total = out->is_enumerated ? (int64_t)1 << n : plan.draws + 1;
        out->test.estimate = t.seen / (double)n;
        t.near = are_whole(d, n, 2) ? 0 : rounding_of(d, n);
        if (!(t.largest > 0)) {
            conclude_constant(0, out);
        } else {
            status = tally_init(&t, out->total, err);
        }
    }
    if (t.shift) {
        if (out->is_enumerated) {
            enumerate_signs(&t, d, n);
        } else {
            draw_signs(&t, d, n, plan.seed, plan.draws);
            take_data(&t);
        }
        conclude(&t, plan.level, out);
    }
    kom_free(t.shift);
    kom_free(d);
    return status;
}
