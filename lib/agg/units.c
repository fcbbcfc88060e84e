/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decimals and doubles brought to one unit. */
#include "units.h"

#include "exact.h"
#include "mem.h"

void kom_units_cover(struct kom_units *units, const struct kom_num *x) {
    if (x->is_exact) {
        if ((unsigned)x->scale > units->scale)
            units->scale = (unsigned)x->scale;
        return;
    }
    struct kom_wide w;
    int exponent;
    kom_wide_from_double(&w, &exponent, x->real);
    if (w.n == 0)
        return;
    for (; exponent < 0 && (w.limb[0] & 1) == 0; exponent++)
        w.limb[0] >>= 1;
    if (exponent < 0 && (unsigned)-exponent > units->binary)
        units->binary = (unsigned)-exponent;
}

void kom_units_of(struct kom_wide *w, const struct kom_num *x, struct kom_units units) {
    if (x->is_exact) {
        kom_wide_from_i128(w, x->mantissa);
        kom_wide_mul_pow10(w, units.scale - (unsigned)x->scale);
        kom_wide_shift_left(w, units.binary);
        return;
    }
    int exponent;
    kom_wide_from_double(w, &exponent, x->real);
    int shift = exponent + (int)units.binary;
    for (; shift < 0 && w->n; shift++)
        w->limb[0] >>= 1; /* zero bits, for units cover x */
    kom_wide_shift_left(w, shift > 0 ? (unsigned)shift : 0);
    kom_wide_mul_pow10(w, units.scale);
}

void kom_units_one(struct kom_wide *w, struct kom_units units) {
    kom_wide_from_u64(w, 1);
    kom_wide_mul_pow10(w, units.scale);
    kom_wide_shift_left(w, units.binary);
}

KOM_APART static int order_exactly(const struct kom_num *a, const struct kom_num *b) {
    struct kom_units units = {0};
    struct kom_wide v, w;
    kom_units_cover(&units, a);
    kom_units_cover(&units, b);
    kom_units_of(&v, a, units);
    kom_units_of(&w, b, units);
    return kom_wide_compare(&v, &w);
}

int kom_num_order(const struct kom_num *a, const struct kom_num *b) {
    if (a->is_exact && b->is_exact)
        return kom_num_compare(a, b);
    double x = kom_num_double(a), y = kom_num_double(b);
    if (x < y || x > y)
        return x < y ? -1 : 1;
    return order_exactly(a, b);
}

void kom_buf_num(struct kom_buf *out, const struct kom_num *x) {
    struct kom_wide w;
    if (!x->is_exact) {
        kom_buf_shortest(out, x->real);
        return;
    }
    kom_wide_from_i128(&w, x->mantissa);
    kom_buf_decimal(out, &w, (unsigned)x->scale);
}
