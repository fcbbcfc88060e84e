/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums of powers in whole numbers: cancellation costs nothing there. */
#include "spread.h"

#include <math.h>

/* Moments take the sixth power of deviations: 6 * 1000 bits and their counts fit a wide integer. */
enum { BITS_MAX = 1000, SHORT_BITS = 20 };

static const uint64_t many = UINT64_C(1) << 40;

/* Sums of the first four powers of the distance from the smallest value. */
struct powers {
    struct kom_wide sum[5];
};

/* Distances below 2^20, fewer than 2^40 of them: 120 bits. */
static void add_short(const struct kom_values *v, struct powers *p) {
    kom_u128 sum[5] = {0};
    uint64_t count;
    int64_t least = kom_values_run(v, 0, &count).mantissa;
    for (size_t i = 0; i < kom_values_runs(v); i++) {
        kom_u128 d = (kom_u128)(kom_values_run(v, i, &count).mantissa - least), w = count;
        for (int k = 1; k <= 4; k++) {
            w *= d;
            sum[k] += w;
        }
    }
    for (int k = 1; k <= 4; k++)
        kom_wide_from_i128(&p->sum[k], (kom_i128)sum[k]);
}

static bool add_long(const struct kom_values *v, struct powers *p) {
    struct kom_units units = kom_values_units(v);
    struct kom_wide least, d, power, next;
    uint64_t count;
    struct kom_num x = kom_values_run(v, 0, &count);
    kom_units_of(&least, &x, units);
    for (size_t i = 0; i < kom_values_runs(v); i++) {
        x = kom_values_run(v, i, &count);
        kom_units_of(&d, &x, units);
        kom_wide_sub(&d, &least);
        if (kom_wide_bits(&d) > BITS_MAX)
            return false;
        kom_wide_copy(&power, &d);
        kom_wide_mul_u64(&power, count);
        for (int k = 1; k <= 4; k++) {
            kom_wide_add(&p->sum[k], &power);
            kom_wide_mul(&next, &power, &d);
            kom_wide_copy(&power, &next);
        }
    }
    return true;
}

static bool add_powers(const struct kom_values *v, struct powers *p) {
    for (int k = 0; k <= 4; k++)
        kom_wide_zero(&p->sum[k]);
    uint64_t count;
    struct kom_num least = kom_values_run(v, 0, &count),
                   most = kom_values_run(v, kom_values_runs(v) - 1, &count);
    bool is_short = v->n_odd == 0 && !v->paged && v->n < many &&
                    (kom_i128)most.mantissa - least.mantissa < INT64_C(1) << SHORT_BITS;
    if (!is_short)
        return add_long(v, p);
    add_short(v, p);
    return true;
}

/* to += (or -=) factor * product of the sums of those powers; 0 ends the list. */
static void add_product(struct kom_wide *to, bool minus, kom_u128 factor, const int power[4],
                        const struct powers *p) {
    struct kom_wide product, next;
    kom_wide_from_i128(&product, (kom_i128)factor);
    for (int i = 0; i < 4 && power[i]; i++) {
        kom_wide_mul(&next, &product, &p->sum[power[i]]);
        kom_wide_copy(&product, &next);
    }
    if (minus)
        kom_wide_sub(to, &product);
    else
        kom_wide_add(to, &product);
}

/* n^2 times the second central moment: n S2 - S1^2. */
static void second(uint64_t n, const struct powers *p, struct kom_wide *a) {
    kom_wide_zero(a);
    add_product(a, false, n, (const int[4]){2}, p);
    add_product(a, true, 1, (const int[4]){1, 1}, p);
}

/* n^3 times the third: n^2 S3 - 3 n S1 S2 + 2 S1^3. */
static void third(uint64_t n, const struct powers *p, struct kom_wide *a) {
    kom_wide_zero(a);
    add_product(a, false, (kom_u128)n * n, (const int[4]){3}, p);
    add_product(a, true, (kom_u128)3 * n, (const int[4]){1, 2}, p);
    add_product(a, false, 2, (const int[4]){1, 1, 1}, p);
}

/* n^4 times the fourth: n^3 S4 - 4 n^2 S1 S3 + 6 n S1^2 S2 - 3 S1^4, for n below 2^40. */
static void fourth(uint64_t n, const struct powers *p, struct kom_wide *a) {
    kom_wide_zero(a);
    add_product(a, false, (kom_u128)n * n * n, (const int[4]){4}, p);
    add_product(a, true, (kom_u128)4 * n * n, (const int[4]){1, 3}, p);
    add_product(a, false, (kom_u128)6 * n, (const int[4]){1, 1, 2}, p);
    add_product(a, true, 3, (const int[4]){1, 1, 1, 1}, p);
}

/* G1^2 = n (n - 1) m3^2 / ((n - 2)^2 m2^3), the powers of n being those of the integers. */
double kom_values_skewness(const struct kom_values *v) {
    struct powers p;
    struct kom_wide a2, a3, num, den, w;
    if (v->n < 3 || v->n >= many || !add_powers(v, &p))
        return KOM_NAN;
    second(v->n, &p, &a2);
    third(v->n, &p, &a3);
    if (a2.n == 0)
        return KOM_NAN;
    kom_wide_mul(&num, &a3, &a3);
    kom_wide_mul_u64(&num, v->n);
    kom_wide_mul_u64(&num, v->n - 1);
    kom_wide_mul(&w, &a2, &a2);
    kom_wide_mul(&den, &w, &a2);
    kom_wide_mul_u64(&den, v->n - 2);
    kom_wide_mul_u64(&den, v->n - 2);
    double g = kom_wide_ratio_sqrt(&num, &den);
    return a3.negative ? -g : g;
}

/* G2 = (n - 1) ((n + 1) (m4 / m2^2 - 3) + 6) / ((n - 2) (n - 3)). */
double kom_values_kurtosis(const struct kom_values *v) {
    struct powers p;
    struct kom_wide a2, num, den, w;
    if (v->n < 4 || v->n >= many || !add_powers(v, &p))
        return KOM_NAN;
    second(v->n, &p, &a2);
    fourth(v->n, &p, &num);
    if (a2.n == 0)
        return KOM_NAN;
    kom_wide_mul(&den, &a2, &a2);
    kom_wide_copy(&w, &den);
    kom_wide_mul_u64(&w, 3);
    kom_wide_sub(&num, &w);
    kom_wide_mul_u64(&num, v->n + 1);
    kom_wide_mul_u64(&w, 2);
    kom_wide_add(&num, &w);
    kom_wide_mul_u64(&num, v->n - 1);
    kom_wide_mul_u64(&den, v->n - 2);
    kom_wide_mul_u64(&den, v->n - 3);
    return kom_wide_ratio(&num, &den);
}

double kom_values_gini(const struct kom_values *v) {
    struct kom_units units = kom_values_units(v);
    struct kom_wide num, den, x, weight, w;
    uint64_t below = 0, count;
    kom_wide_zero(&num);
    kom_wide_zero(&den);
    for (size_t i = 0; i < kom_values_runs(v); i++) {
        struct kom_num value = kom_values_run(v, i, &count);
        kom_units_of(&x, &value, units);
        if (x.negative)
            return KOM_NAN;
        /* The ranks below + 1 .. below + count together: count (2 below + count - n). */
        kom_i128 ranks = (kom_i128)2 * below + count - (kom_i128)v->n;
        kom_wide_from_i128(&weight, ranks);
        kom_wide_mul_u64(&x, count);
        kom_wide_mul(&w, &x, &weight);
        kom_wide_add(&num, &w);
        kom_wide_add(&den, &x);
        below += count;
    }
    kom_wide_mul_u64(&den, v->n);
    return den.n ? kom_wide_ratio(&num, &den) : KOM_NAN;
}

double kom_values_largest_share(const struct kom_values *v) {
    struct kom_units units = kom_values_units(v);
    struct kom_wide sum, most, x;
    uint64_t count;
    kom_wide_zero(&sum);
    kom_wide_zero(&most);
    for (size_t i = 0; i < kom_values_runs(v); i++) {
        struct kom_num value = kom_values_run(v, i, &count);
        kom_units_of(&x, &value, units);
        x.negative = false;
        if (kom_wide_compare(&x, &most) > 0)
            kom_wide_copy(&most, &x);
        kom_wide_mul_u64(&x, count);
        kom_wide_add(&sum, &x);
    }
    return sum.n ? kom_wide_ratio(&most, &sum) : KOM_NAN;
}
