/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Means, standard deviations and their differences that no order of the rows can change. */
#include "diff_work.h"

#include <math.h>
#include <stdlib.h>

#include "exact.h"
#include "wide.h"

static const struct kom_diff_moments none = {0, (double)NAN, (double)NAN};

static bool on_side(const struct kom_diff_use *use, int side) {
    return side == 2 || use->side == side;
}

/* The exact sums of the values of one side (2: of all), or of their second numbers. */
static enum kom_status add_up(struct kom_exact *sum, const struct kom_diff_use *use, size_t n,
                              int side, bool is_second) {
    *sum = (struct kom_exact){0};
    for (size_t i = 0; i < n; i++)
        if (on_side(&use[i], side))
            kom_exact_add(sum, is_second ? &use[i].second : &use[i].value);
    return sum->failed ? KOM_ENOMEM : KOM_OK;
}

static enum kom_status unweighted(const struct kom_diff_use *use, size_t n, int side,
                                  struct kom_diff_moments *moments) {
    struct kom_exact sum;
    enum kom_status status = add_up(&sum, use, n, side, false);
    *moments = none;
    if (status == KOM_OK)
        *moments =
            (struct kom_diff_moments){(int64_t)sum.n, kom_exact_mean(&sum), kom_exact_sd(&sum)};
    kom_exact_fini(&sum);
    return status;
}

static int by_value(const void *pa, const void *pb) {
    const struct kom_diff_use *a = pa, *b = pb;
    int order = kom_num_compare(&a->value, &b->value);
    return order ? order : kom_num_compare(&a->weight, &b->weight);
}

/* Doubles summed in the order of the values. Deviations are taken from the smallest value, so that
   values that are all alike have an sd of exactly 0. */
static struct kom_diff_moments sums_in_order(const struct kom_diff_use *use, size_t n) {
    if (n == 0)
        return none;
    double base = kom_num_double(&use[0].value), weights = 0.0, first = 0.0, second = 0.0;
    for (size_t i = 0; i < n; i++) {
        double w = kom_num_double(&use[i].weight);
        weights += w;
        first += w * (kom_num_double(&use[i].value) - base);
    }
    double shift = first / weights;
    for (size_t i = 0; i < n; i++) {
        double d = kom_num_double(&use[i].value) - base - shift;
        second += kom_num_double(&use[i].weight) * d * d;
    }
    double dn = (double)n, sd = n > 1 ? sqrt(second / weights * dn / (dn - 1.0)) : (double)NAN;
    return (struct kom_diff_moments){(int64_t)n, base + shift, sd};
}

static enum kom_status weighted(const struct kom_diff_use *use, size_t n, int side,
                                struct kom_diff_moments *moments) {
    size_t n_own = 0;
    struct kom_diff_use *own = kom_alloc(n ? n : 1, sizeof *own);
    if (!own)
        return KOM_ENOMEM;
    for (size_t i = 0; i < n; i++)
        if (on_side(&use[i], side))
            own[n_own++] = use[i];
    qsort(own, n_own, sizeof *own, by_value);
    *moments = sums_in_order(own, n_own);
    kom_free(own);
    return KOM_OK;
}

enum kom_status kom_diff_moments_of(const struct kom_diff_use *use, size_t n, int side,
                                    bool is_weighted, struct kom_diff_moments *moments) {
    return is_weighted ? weighted(use, n, side, moments) : unweighted(use, n, side, moments);
}

/* S2 / (d2 n2) - S1 / (d1 n1) = (S2 d1 n1 - S1 d2 n2) / (d1 n1 d2 n2). A sum of doubles has up to
   2,200 bits and its denominator 1,140, so all of it fits a kom_wide. */
static double difference_of(const struct kom_exact *before, const struct kom_exact *after) {
    struct kom_wide sum[2], den[2], square, a, b;
    kom_exact_sums(before, &sum[0], &square, &den[0]);
    kom_exact_sums(after, &sum[1], &square, &den[1]);
    kom_wide_mul_u64(&den[0], before->n);
    kom_wide_mul_u64(&den[1], after->n);
    kom_wide_mul(&a, &sum[0], &den[1]);
    kom_wide_mul(&b, &sum[1], &den[0]);
    kom_wide_sub(&b, &a);
    kom_wide_mul(&a, &den[0], &den[1]);
    return kom_wide_ratio(&b, &a);
}

enum kom_status kom_diff_mean_difference(const struct kom_diff_use *use, size_t n,
                                         double *difference) {
    struct kom_exact before, after = {0};
    enum kom_status status = add_up(&before, use, n, KOM_DIFF_BEFORE, false);
    if (status == KOM_OK)
        status = add_up(&after, use, n, KOM_DIFF_AFTER, false);
    if (status == KOM_OK)
        *difference = difference_of(&before, &after);
    kom_exact_fini(&before);
    kom_exact_fini(&after);
    return status;
}

enum kom_status kom_diff_sum_second(const struct kom_diff_use *use, size_t n, int side,
                                    double *sum) {
    struct kom_exact exact;
    enum kom_status status = add_up(&exact, use, n, side, true);
    if (status == KOM_OK)
        *sum = kom_exact_sum(&exact);
    kom_exact_fini(&exact);
    return status;
}

struct kom_num kom_diff_subtract(const struct kom_num *b, const struct kom_num *a) {
    struct kom_num rounded = {0, kom_num_double(b) - kom_num_double(a), 0, false};
    if (!a->is_exact || !b->is_exact)
        return rounded;
    kom_i128 bm = b->mantissa, am = a->mantissa;
    int scale = a->scale > b->scale ? a->scale : b->scale;
    for (int s = b->scale; s < scale; s++)
        bm *= 10;
    for (int s = a->scale; s < scale; s++)
        am *= 10;
    kom_i128 m = bm - am, limit = 1;
    for (int i = 0; i < KOM_SCALE_MAX; i++)
        limit *= 10;
    while (scale > 0 && m % 10 == 0) {
        m /= 10;
        scale--;
    }
    if (m <= -limit || m >= limit)
        return rounded;
    return (struct kom_num){(int64_t)m, 0.0, (int8_t)scale, true};
}
