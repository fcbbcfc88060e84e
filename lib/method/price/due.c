/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decimals are whole numbers of their scale here, and are rounded once: half up to the oere. */
#include "due.h"

enum { OERE_SCALE = 2, OERE_BITS = 60 };

bool kom_price_hundredths(const struct kom_num *x, int64_t *hundredths) {
    *hundredths = 0;
    if (!x->is_exact || x->scale > OERE_SCALE || x->mantissa < 0 || x->mantissa > PRICE_QUICK_MAX)
        return false;
    const int64_t value = x->mantissa * kom_pow10[OERE_SCALE - x->scale];
    *hundredths = value <= PRICE_QUICK_MAX ? value : 0;
    return value <= PRICE_QUICK_MAX;
}

/* |x| * 10^(scale - x->scale); scale is at least that of x. */
static void raise(struct kom_wide *w, const struct kom_num *x, int scale) {
    kom_wide_from_i128(w, x->mantissa < 0 ? -(kom_i128)x->mantissa : x->mantissa);
    kom_wide_mul_pow10(w, (unsigned)(scale - x->scale));
}

static int larger(int a, int b) {
    return a > b ? a : b;
}

/* Up to whole steps; whether that changed it. */
static bool round_up(struct kom_wide *x, const struct kom_wide *step) {
    struct kom_wide n, rest, one;
    kom_wide_divide(&n, &rest, x, step);
    if (rest.n == 0)
        return false;
    kom_wide_from_u64(&one, 1);
    kom_wide_add(&n, &one);
    kom_wide_mul(x, &n, step);
    return true;
}

/* x * 10^-scale to whole oere, half up; false: 2^60 oere or more. */
static bool to_oere(struct kom_wide *x, int scale, int64_t *oere) {
    struct kom_wide one, half, whole;
    kom_wide_mul_u64(x, 2 * (uint64_t)kom_pow10[OERE_SCALE]);
    kom_wide_from_u64(&half, 1);
    kom_wide_mul_pow10(&half, (unsigned)scale);
    kom_wide_add(x, &half);
    kom_wide_from_u64(&one, 2);
    kom_wide_mul_pow10(&one, (unsigned)scale);
    kom_wide_divide(&whole, NULL, x, &one);
    if (kom_wide_bits(&whole) > OERE_BITS)
        return false;
    *oere = whole.n ? (int64_t)whole.limb[0] : 0;
    return true;
}

bool kom_price_due(const struct price_item *item, const struct kom_num *price,
                   const struct kom_num *units, struct price_due *due) {
    const int scale = larger(larger(units->scale, item->rounding.scale), item->minimum.scale);
    struct kom_wide charged, step, minimum, kroner, product;
    raise(&charged, units, scale);
    raise(&step, &item->rounding, scale);
    raise(&minimum, &item->minimum, scale);
    raise(&kroner, price, price->scale);
    due->how = step.n && round_up(&charged, &step) ? PRICE_ROUNDED : PRICE_PLAIN;
    if (kom_wide_compare(&charged, &minimum) < 0) {
        kom_wide_copy(&charged, &minimum);
        due->how = PRICE_MINIMUM;
    }
    kom_wide_mul(&product, &charged, &kroner);
    if (!to_oere(&product, scale + price->scale, &due->oere))
        return false;
    due->oere = units->mantissa < 0 ? -due->oere : due->oere;
    return true;
}

struct price_difference kom_price_difference(const struct kom_num *amount, int64_t due) {
    const int scale = larger(amount->scale, OERE_SCALE);
    /* below 10^18 * 10^2 and 2^60 * 10^16 */
    return (struct price_difference){(kom_i128)amount->mantissa * kom_pow10[scale - amount->scale] -
                                         (kom_i128)due * kom_pow10[scale - OERE_SCALE],
                                     scale};
}

int kom_price_side(struct price_difference d, const struct kom_num *tolerance) {
    const int scale = larger(d.scale, tolerance->scale);
    const kom_i128 far = d.value * kom_pow10[scale - d.scale],
                   most = (kom_i128)tolerance->mantissa * kom_pow10[scale - tolerance->scale];
    return far > most ? 1 : far < -most ? -1 : 0;
}
