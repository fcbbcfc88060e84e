/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decimals and their powers as double-double numbers. */
#include "ddouble.h"

#include "wide.h"

struct kom_dd kom_dd_from_num(const struct kom_num *v) {
    if (!v->is_exact)
        return kom_dd(v->real);
    const double ten = (double)kom_pow10[v->scale]; /* exact: up to 10^22 they are doubles */
    const double high = (double)v->mantissa;
    const double rest = (double)(v->mantissa - (int64_t)high);
    return kom_dd_div(kom_dd_quick_sum(high, rest), kom_dd(ten));
}

struct kom_dd kom_dd_difference(const struct kom_num *a, const struct kom_num *b) {
    if (!a->is_exact || !b->is_exact)
        return kom_dd_sub(kom_dd_from_num(a), kom_dd_from_num(b));
    /* mantissas are below 10^18, scales at most 18: below 2 * 10^36 in all */
    const int scale = a->scale > b->scale ? a->scale : b->scale;
    const kom_i128 gap = (kom_i128)a->mantissa * kom_pow10[scale - a->scale] -
                         (kom_i128)b->mantissa * kom_pow10[scale - b->scale];
    const double high = (double)gap, ten = (double)kom_pow10[scale];
    const double rest = (double)(gap - (kom_i128)high);
    return kom_dd_div(kom_dd_quick_sum(high, rest), kom_dd(ten));
}

/* num / den to 106 bits: the nearest double, then that to what it leaves. */
static struct kom_dd ratio(struct kom_wide *num, struct kom_wide *den) {
    const double high = kom_wide_ratio(num, den);
    if (!isfinite(high) || !(fabs(high) > 0))
        return kom_dd(high);
    struct kom_wide whole, product;
    int exponent = 0;
    kom_wide_from_double(&whole, &exponent, high);
    /* over one denominator: whole * 2^exponent = product / den */
    if (exponent < 0) {
        kom_wide_shift_left(num, (unsigned)-exponent);
        kom_wide_mul(&product, &whole, den);
        kom_wide_shift_left(den, (unsigned)-exponent);
    } else {
        kom_wide_mul(&product, &whole, den);
        kom_wide_shift_left(&product, (unsigned)exponent);
    }
    kom_wide_sub(num, &product);
    return kom_dd_quick_sum(high, kom_wide_ratio(num, den));
}

struct kom_dd kom_dd_power(const struct kom_num *v, unsigned power) {
    if (!v->is_exact) {
        struct kom_dd p = kom_dd(v->real);
        for (unsigned i = 1; i < power; i++)
            p = kom_dd_mul_double(p, v->real);
        return p;
    }
    const uint64_t size = v->mantissa < 0 ? 0 - (uint64_t)v->mantissa : (uint64_t)v->mantissa;
    struct kom_wide num, den;
    kom_wide_from_u64(&num, 1);
    kom_wide_from_u64(&den, 1);
    for (unsigned i = 0; i < power; i++) {
        kom_wide_mul_u64(&num, size);
        kom_wide_mul_pow10(&den, (unsigned)v->scale);
    }
    const struct kom_dd p = ratio(&num, &den);
    return v->mantissa < 0 && power % 2 == 1 ? kom_dd_neg(p) : p;
}
