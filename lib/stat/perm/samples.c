/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Permutation tests of means: assignments of two samples, and signs of pairs.

   The statistic is a sum over the smaller side, or over the differences turned round, about its
   mean. Up to KOM_ASSIGN_MAX_ENUMERATED assignments all are gone through: choices by assign.c,
   signs as all sums of two halves. Beyond, each draw is a shuffle (shuffle.c) or the bits of its
   own stream. Ties are told by a bound on what rounding can do to a sum; whole numbers have none.
   Limits need no search: every assignment stops counting at one shift of its own, so each limit is
   an order statistic of these shifts. */
#include "kom/permutation.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "choose.h"
#include "dist.h"
#include "kom/assign.h"
#include "mem.h"
#include "num.h"
#include "rng.h"
#include "shuffle.h"
#include "tally.h"

/* 2^23 is above KOM_ASSIGN_MAX_ENUMERATED. */
enum { MAX_PAIRS = 22, HALF_PAIRS = 11, CHUNK = 4096 };

/* What the assignments were found to be. The statistic is a sum about its mean; the test is of its
   size. */
struct counts {
    struct kom_tally size, greater, less;
    double seen, largest; /* largest: the greatest |statistic| there is */
    int64_t extreme, same;
    double *shift; /* of every assignment that is not the data: where it begins to count */
    size_t n;
};

/* near: what counts as equal; room for the shifts of so many assignments. */
static enum kom_status open_counts(struct counts *c, double near, int64_t total,
                                   struct kom_error *err) {
    c->size = (struct kom_tally){.seen = fabs(c->seen), .near = near};
    c->greater = (struct kom_tally){.seen = c->seen, .near = near};
    c->less = (struct kom_tally){.seen = -c->seen, .near = near};
    c->shift = kom_alloc((size_t)total, sizeof *c->shift);
    return c->shift ? KOM_OK : kom_no_memory(err);
}

/* An assignment with this statistic; it turns round the data's where the shift is `shift`. */
static void take(struct counts *c, double statistic, double shift, bool is_same) {
    kom_tally_take(&c->size, fabs(statistic));
    kom_tally_take(&c->greater, statistic);
    kom_tally_take(&c->less, -statistic);
    c->extreme += fabs(statistic) >= c->largest - c->size.near;
    if (is_same) {
        c->same++;
    } else {
        c->shift[c->n++] = shift;
    }
}

/* From counts to p-values and limits. A shift is rejected on a side while no more than the level
   allows count there, so the limit is where the next one comes in. */
static void conclude(struct counts *c, double level, struct kom_permutation *out) {
    const bool all = out->is_enumerated; /* else the data are one besides those drawn */
    const uint64_t n = (uint64_t)out->total - !all;
    const double tail = kom_level_tail(level), total = (double)out->total;
    out->strict = (int64_t)c->size.strict;
    out->ties = (int64_t)c->size.ties + !all;
    out->test.p_value = kom_tally_p(&c->size, n, all);
    out->p_greater = kom_tally_p(&c->greater, n, all);
    out->p_less = kom_tally_p(&c->less, n, all);
    out->p_min = all ? (double)c->extreme / total : 1 / total;
    if (isnan(tail))
        return;
    const double rank = kom_level_count(tail, total) - (double)(c->same + !all);
    out->test.conf_low = -KOM_INF;
    out->test.conf_high = KOM_INF;
    if (rank >= 0 && (size_t)rank < c->n) {
        out->test.conf_low = kom_tally_low(c->shift, c->n, (uint64_t)rank);
        out->test.conf_high = kom_tally_high(c->shift, c->n, (uint64_t)rank);
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

/* ---- two samples: the smaller side is chosen from all ---- */

/* Values about their mean, those of the smaller side first; whole ones n times as large, so that
   they stay whole. */
struct pool {
    double *value;
    size_t n, few;
    double unit;        /* what the values were multiplied by: n or 1 */
    double near;        /* what counts as equal */
    uint64_t n_choices; /* when they are to be enumerated, else 0 */
};

static void take_chosen(struct counts *c, const struct pool *p, double sum, size_t kept) {
    const double changed = (double)(p->few - kept) * p->unit;
    take(c, sum, kept < p->few ? (c->seen - sum) / changed : 0, kept == p->few);
}

/* Sums of all choices, a chunk at a time: of the values, and of how many were the first. */
static enum kom_status sum_choices(struct counts *c, const struct pool *p,
                                   const struct kom_assign *assign, double *few, double *sum) {
    const double *const table[2] = {p->value, few};
    double *const out[2] = {sum, sum + CHUNK};
    enum kom_status status = KOM_OK;
    for (uint64_t first = 0; !status && first < p->n_choices; first += CHUNK) {
        const uint64_t left = p->n_choices - first;
        const struct kom_assign_range range = {first, left < CHUNK ? left : CHUNK};
        status = kom_assign_sums(assign, range, 2, table, out);
        for (uint64_t j = 0; !status && j < range.count; j++)
            take_chosen(c, p, out[0][j], (size_t)out[1][j]);
    }
    return status;
}

static enum kom_status enumerate_choices(struct counts *c, const struct pool *p,
                                         struct kom_error *err) {
    struct kom_assign *assign = NULL;
    struct kom_assign_facts facts;
    uint32_t *group = kom_alloc(p->n, sizeof *group);
    double *few = kom_alloc(p->n, sizeof *few), *sum = kom_alloc(2 * CHUNK, sizeof *sum);
    enum kom_status status = group && few && sum ? KOM_OK : kom_no_memory(err);
    for (size_t i = 0; !status && i < p->few; i++)
        few[i] = group[i] = 1;
    const struct kom_assign_spec spec = {
        .n = p->n, .group = group, .n_groups = 1, .max_enumerated = p->n_choices};
    if (!status)
        status = kom_assign_open(&assign, &spec, &facts, err);
    if (!status && sum_choices(c, p, assign, few, sum) != KOM_OK)
        status = kom_no_memory(err);
    kom_assign_close(assign);
    kom_free(group);
    kom_free(few);
    kom_free(sum);
    return status;
}

static enum kom_status draw_choices(struct counts *c, const struct pool *p,
                                    struct kom_permutation_plan plan, struct kom_error *err) {
    struct kom_shuffle shuffle;
    if (kom_shuffle_init(&shuffle, p->n, p->few) != KOM_OK)
        return kom_no_memory(err);
    for (int64_t d = 0; d < plan.draws; d++) {
        size_t kept;
        const double sum = kom_shuffle_sum(&shuffle, plan.seed, (uint64_t)d, p->value, &kept);
        take_chosen(c, p, sum, kept);
    }
    kom_shuffle_fini(&shuffle);
    return KOM_OK;
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
    struct counts c = {0};
    double *scratch = kom_alloc(p->n, sizeof *scratch);
    if (!scratch)
        return kom_no_memory(err);
    c.largest = largest_sum(p, scratch);
    kom_free(scratch);
    for (size_t i = 0; i < p->few; i++)
        c.seen += p->value[i];
    enum kom_status status = open_counts(&c, p->near, out->total, err);
    if (!status)
        status =
            out->is_enumerated ? enumerate_choices(&c, p, err) : draw_choices(&c, p, plan, err);
    if (!status)
        conclude(&c, plan.level, out);
    kom_free(c.shift);
    return status;
}

enum kom_status kom_permutation_means(struct kom_sides sides, struct kom_permutation_plan plan,
                                      struct kom_permutation *out, struct kom_error *err) {
    const bool is_before = sides.n_before < sides.n_after;
    struct pool p = {.n = sides.n_before + sides.n_after,
                     .few = is_before ? sides.n_before : sides.n_after};
    *out = nothing();
    if (sides.n_before == 0 || sides.n_after == 0)
        return KOM_OK;
    p.value = kom_alloc_table(p.n, sizeof *p.value);
    if (!p.value)
        return kom_no_memory(err);
    const double estimate = fill_pool(&p, sides, is_before);
    enum kom_status status = KOM_OK;
    p.n_choices = kom_choose(p.n, p.few);
    p.n_choices = p.n_choices <= KOM_ASSIGN_MAX_ENUMERATED ? p.n_choices : 0;
    if (isfinite(estimate) && (p.n_choices > 0 || is_plan(plan))) {
        out->is_enumerated = p.n_choices > 0;
        out->total = out->is_enumerated ? (int64_t)p.n_choices : plan.draws + 1;
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
static void take_turned(struct counts *c, double sum, size_t number) {
    take(c, c->seen - 2 * sum, number > 0 ? sum / (double)number : 0, number == 0);
}

/* All subsets, of up to 22: each is one of the first 11 and one of the others. */
static void enumerate_signs(struct counts *c, const double *d, size_t n) {
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
            take_turned(c, sum[0][a] + sum[1][b], (size_t)number[0][a] + number[1][b]);
    }
}

/* Draw d takes its signs from the bits of the numbers 0, 1, ... of stream d. */
static void draw_signs(struct counts *c, const double *d, size_t n, uint64_t seed, int64_t draws) {
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
        take_turned(c, sum, number);
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
    struct counts c = {0};
    for (size_t i = 0; i < n; i++) {
        d[i] = sides.after[i] - sides.before[i];
        c.seen += d[i];
        c.largest += fabs(d[i]);
    }
    enum kom_status status = KOM_OK;
    if (isfinite(c.largest)) {
        out->is_enumerated = n <= MAX_PAIRS;
        out->total = out->is_enumerated ? (int64_t)1 << n : plan.draws + 1;
        out->test.estimate = c.seen / (double)n;
        if (!(c.largest > 0)) {
            conclude_constant(0, out);
        } else {
            const double near = are_whole(d, n, 2) ? 0 : rounding_of(d, n);
            status = open_counts(&c, near, out->total, err);
        }
    }
    if (c.shift) {
        if (out->is_enumerated) {
            enumerate_signs(&c, d, n);
        } else {
            draw_signs(&c, d, n, plan.seed, plan.draws);
        }
        conclude(&c, plan.level, out);
    }
    kom_free(c.shift);
    kom_free(d);
    return status;
}
