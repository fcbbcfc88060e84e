/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Means, standard deviations and their differences that no order of the rows can change. */
#include "work.h"

#include <math.h>
#include <stdlib.h>

#include "ddouble.h"
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
    if (!status)
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

static double above(const struct kom_diff_use *use, const struct kom_num *base) {
    const struct kom_num d = kom_diff_subtract(&use->value, base);
    return kom_num_double(&d);
}

/* The weighted mean of a side as the smallest value and what it is above that. */
struct weighted_mean {
    struct kom_num base;
    double shift;
};

/* Doubles summed in the order of the values. Deviations are taken from the smallest value, exactly,
   so that values that are all alike have an sd of exactly 0, at any level. n > 0. */
static struct kom_diff_moments sums_in_order(const struct kom_diff_use *use, size_t n,
                                             struct weighted_mean *mean) {
    double weights = 0.0, first = 0.0, second = 0.0;
    mean->base = use[0].value;
    for (size_t i = 0; i < n; i++) {
        double w = kom_num_double(&use[i].weight);
        weights += w;
        first += w * above(&use[i], &mean->base);
    }
    mean->shift = first / weights;
    for (size_t i = 0; i < n; i++) {
        double d = above(&use[i], &mean->base) - mean->shift;
        second += kom_num_double(&use[i].weight) * d * d;
    }
    double dn = (double)n, sd = n > 1 ? sqrt(second / weights * dn / (dn - 1.0)) : (double)NAN;
    return (struct kom_diff_moments){(int64_t)n, kom_num_double(&mean->base) + mean->shift, sd};
}

static enum kom_status weighted(const struct kom_diff_use *use, size_t n, int side,
                                struct weighted_mean *mean, struct kom_diff_moments *moments) {
    size_t n_own = 0;
    struct kom_diff_use *own = kom_alloc(n ? n : 1, sizeof *own);
    if (!own)
        return KOM_ENOMEM;
    for (size_t i = 0; i < n; i++)
        if (on_side(&use[i], side))
            own[n_own++] = use[i];
    qsort(own, n_own, sizeof *own, by_value);
    *moments = n_own > 0 ? sums_in_order(own, n_own, mean) : none;
    kom_free(own);
    return KOM_OK;
}

enum kom_status kom_diff_moments_of(const struct kom_diff_use *use, size_t n, int side,
                                    bool is_weighted, struct kom_diff_moments *moments) {
    struct weighted_mean mean;
    return is_weighted ? weighted(use, n, side, &mean, moments) : unweighted(use, n, side, moments);
}

/* ---- differences of means ---- */

/* num / den as the decimal that it is, else the nearest double. den is above 0. */
static struct kom_num num_of_ratio(const struct kom_wide *num, const struct kom_wide *den) {
    struct kom_num x = {0, kom_wide_ratio(num, den), 0, false};
    struct kom_wide up, quotient, rest, ten;
    int scale = KOM_SCALE_MAX;
    if (kom_wide_bits(den) > 512) /* sums of doubles took part */
        return x;
    kom_wide_copy(&up, num);
    kom_wide_mul_pow10(&up, KOM_SCALE_MAX);
    kom_wide_divide(&quotient, &rest, &up, den);
    if (rest.n > 0)
        return x;
    kom_wide_from_u64(&ten, 10);
    for (; scale > 0; scale--) {
        kom_wide_divide(&up, &rest, &quotient, &ten);
        if (rest.n > 0)
            break;
        kom_wide_copy(&quotient, &up);
    }
    if (quotient.n > 1 || (quotient.n == 1 && quotient.limb[0] >= UINT64_C(1000000000000000000)))
        return x;
    const int64_t magnitude = quotient.n > 0 ? (int64_t)quotient.limb[0] : 0;
    return (struct kom_num){quotient.negative ? -magnitude : magnitude, 0.0, (int8_t)scale, true};
}

/* S2 / (d2 n2) - S1 / (d1 n1) = (S2 d1 n1 - S1 d2 n2) / (d1 n1 d2 n2). A sum of doubles has up to
   2,200 bits and its denominator 1,140, so all of it fits a kom_wide. */
static struct kom_num gap_of(const struct kom_exact *before, const struct kom_exact *after) {
    struct kom_wide sum[2], den[2], square, a, b;
    kom_exact_sums(before, &sum[0], &square, &den[0]);
    kom_exact_sums(after, &sum[1], &square, &den[1]);
    kom_wide_mul_u64(&den[0], before->n);
    kom_wide_mul_u64(&den[1], after->n);
    kom_wide_mul(&a, &sum[0], &den[1]);
    kom_wide_mul(&b, &sum[1], &den[0]);
    kom_wide_sub(&b, &a);
    kom_wide_mul(&a, &den[0], &den[1]);
    return num_of_ratio(&b, &a);
}

static enum kom_status weighted_gap(const struct kom_diff_use *use, size_t n, struct kom_num *gap) {
    struct weighted_mean before, after;
    struct kom_diff_moments moments;
    enum kom_status status = weighted(use, n, KOM_DIFF_BEFORE, &before, &moments);
    if (!status)
        status = weighted(use, n, KOM_DIFF_AFTER, &after, &moments);
    if (status)
        return status;
    const struct kom_num bases = kom_diff_subtract(&after.base, &before.base);
    *gap = (struct kom_num){.real = kom_num_double(&bases) + (after.shift - before.shift)};
    return KOM_OK;
}

enum kom_status kom_diff_gap(const struct kom_diff_use *use, size_t n, bool is_weighted,
                             struct kom_num *gap) {
    struct kom_exact before, after = {0};
    if (is_weighted)
        return weighted_gap(use, n, gap);
    enum kom_status status = add_up(&before, use, n, KOM_DIFF_BEFORE, false);
    if (!status)
        status = add_up(&after, use, n, KOM_DIFF_AFTER, false);
    if (!status)
        *gap = gap_of(&before, &after);
    kom_exact_fini(&before);
    kom_exact_fini(&after);
    return status;
}

enum kom_status kom_diff_mean_above(const struct kom_diff_use *use, size_t n, int side,
                                    const struct kom_diff_base *base, struct kom_num *mean) {
    struct kom_diff_use pair[2] = {{.value = base->value, .weight = kom_num_whole(1)}};
    struct kom_exact own, none_of = {0};
    if (base->is_weighted) {
        struct weighted_mean w;
        struct kom_diff_moments moments;
        enum kom_status status = weighted(use, n, side, &w, &moments);
        if (!status) {
            const struct kom_num bases = kom_diff_subtract(&w.base, &base->value);
            *mean = (struct kom_num){.real = kom_num_double(&bases) + w.shift};
        }
        return status;
    }
    enum kom_status status = add_up(&own, use, n, side, false);
    if (!status)
        status = add_up(&none_of, pair, 1, KOM_DIFF_BEFORE, false);
    if (!status)
        *mean = gap_of(&none_of, &own);
    kom_exact_fini(&own);
    kom_exact_fini(&none_of);
    return status;
}

enum kom_status kom_diff_mean_of_nums(const struct kom_num *x, size_t n, struct kom_num *mean) {
    struct kom_exact sum = {0};
    struct kom_wide total, square, den;
    *mean = x[0];
    for (size_t i = 0; i < n && n > 1; i++)
        kom_exact_add(&sum, &x[i]);
    enum kom_status status = sum.failed ? KOM_ENOMEM : KOM_OK;
    if (!status && n > 1) {
        kom_exact_sums(&sum, &total, &square, &den);
        kom_wide_mul_u64(&den, sum.n);
        *mean = num_of_ratio(&total, &den);
    }
    kom_exact_fini(&sum);
    return status;
}

struct kom_diff_base kom_diff_base_of(const struct kom_diff_use *use, size_t n, bool is_weighted) {
    struct kom_diff_base base = {kom_num_whole(0), is_weighted};
    for (size_t i = 0; i < n; i++)
        if (i == 0 || kom_num_compare(&use[i].value, &base.value) < 0)
            base.value = use[i].value;
    return base;
}

enum kom_status kom_diff_sum_second(const struct kom_diff_use *use, size_t n, int side,
                                    double *sum) {
    struct kom_exact exact;
    enum kom_status status = add_up(&exact, use, n, side, true);
    if (!status)
        *sum = kom_exact_sum(&exact);
    kom_exact_fini(&exact);
    return status;
}

struct kom_num kom_diff_subtract(const struct kom_num *b, const struct kom_num *a) {
    const struct kom_dd difference = kom_dd_sub(kom_dd_from_num(b), kom_dd_from_num(a));
    const struct kom_num rounded = {0, kom_dd_double(difference), 0, false};
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
