/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One pair of integer sums per decimal scale; brought together in wide integers when a figure is
 * asked for. */
#include "exact.h"

#include <math.h>

#include "mem.h"

/* Doubles are integers of 2^-1074. */
enum { REAL_EXPONENT = 1074 };

struct kom_exact_real {
    struct kom_wide sum;    /* in units of 2^-1074 */
    struct kom_wide square; /* in units of 2^-2148 */
};

/* Slot i of e. */
static const struct kom_exact_slot *slot_at(const struct kom_exact *e, uint32_t i) {
    return i ? &e->more[i - 1] : &e->one;
}

static struct kom_exact_slot *slot_of(struct kom_exact *e, int8_t scale) {
    if (e->n_slots && e->one.scale == scale)
        return &e->one;
    for (uint32_t i = 1; i < e->n_slots; i++)
        if (e->more[i - 1].scale == scale)
            return &e->more[i - 1];
    if (e->n_slots == 0) {
        e->n_slots = 1;
        e->one = (struct kom_exact_slot){.scale = scale};
        return &e->one;
    }
    void *p = kom_resize(e->more, e->n_slots, sizeof *e->more);
    if (!p) {
        e->failed = true;
        return NULL;
    }
    e->more = p;
    struct kom_exact_slot *slot = &e->more[e->n_slots++ - 1];
    *slot = (struct kom_exact_slot){.scale = scale};
    return slot;
}

static void add_square(struct kom_exact_slot *slot, kom_u128 low, uint64_t high) {
    slot->square_low += low;
    slot->square_high += high + (slot->square_low < low);
}

static struct kom_exact_real *real_of(struct kom_exact *e) {
    if (!e->real) {
        e->real = kom_alloc(1, sizeof *e->real);
        e->failed = e->failed || !e->real;
    }
    return e->real;
}

static void add_real(struct kom_exact *e, double x) {
    struct kom_exact_real *r = real_of(e);
    struct kom_wide w, square;
    int exponent;
    if (!r)
        return;
    kom_wide_from_double(&w, &exponent, x);
    int shift = exponent + REAL_EXPONENT;
    /* Subnormals come with trailing zero bits below 2^-1074: drop them. */
    for (; shift < 0 && w.n; shift++)
        w.limb[0] >>= 1;
    kom_wide_shift_left(&w, shift > 0 ? (unsigned)shift : 0);
    kom_wide_mul(&square, &w, &w);
    kom_wide_add(&r->sum, &w);
    kom_wide_add(&r->square, &square);
}

static void add_signed(struct kom_exact *e, const struct kom_num *x, bool negative) {
    e->n++;
    if (!x->is_exact) {
        add_real(e, negative ? -x->real : x->real);
        return;
    }
    struct kom_exact_slot *slot = slot_of(e, x->scale);
    if (!slot)
        return;
    kom_i128 m = x->mantissa;
    slot->sum += negative ? -m : m;
    add_square(slot, (kom_u128)(m * m), 0);
}

void kom_exact_add(struct kom_exact *e, const struct kom_num *x) {
    add_signed(e, x, false);
}

void kom_exact_add_negative(struct kom_exact *e, const struct kom_num *x) {
    add_signed(e, x, true);
}

void kom_exact_merge(struct kom_exact *e, const struct kom_exact *from) {
    e->n += from->n;
    e->failed = e->failed || from->failed;
    for (uint32_t i = 0; i < from->n_slots; i++) {
        const struct kom_exact_slot *other = slot_at(from, i);
        struct kom_exact_slot *slot = slot_of(e, other->scale);
        if (!slot)
            return;
        slot->sum += other->sum;
        add_square(slot, other->square_low, other->square_high);
    }
    struct kom_exact_real *r = from->real ? real_of(e) : NULL;
    if (r) {
        kom_wide_add(&r->sum, &from->real->sum);
        kom_wide_add(&r->square, &from->real->square);
    }
}

void kom_exact_fini(struct kom_exact *e) {
    kom_free(e->more);
    kom_free(e->real);
    *e = (struct kom_exact){0};
}

static unsigned scale_of(const struct kom_exact *e) {
    int scale = 0;
    for (uint32_t i = 0; i < e->n_slots; i++)
        if (slot_at(e, i)->scale > scale)
            scale = slot_at(e, i)->scale;
    return (unsigned)scale;
}

/* The decimals alone: sum * 10^-scale, square * 10^-2scale. */
static void decimal_sums(const struct kom_exact *e, unsigned scale, struct kom_wide *sum,
                         struct kom_wide *square) {
    kom_wide_zero(sum);
    kom_wide_zero(square);
    for (uint32_t i = 0; i < e->n_slots; i++) {
        const struct kom_exact_slot *slot = slot_at(e, i);
        unsigned up = scale - (unsigned)slot->scale;
        struct kom_wide w;
        kom_wide_from_i128(&w, slot->sum);
        kom_wide_mul_pow10(&w, up);
        kom_wide_add(sum, &w);
        uint64_t limb[3] = {(uint64_t)slot->square_low, (uint64_t)(slot->square_low >> 64),
                            slot->square_high};
        kom_wide_from_limbs(&w, limb, 3);
        kom_wide_mul_pow10(&w, 2 * up);
        kom_wide_add(square, &w);
    }
}

void kom_exact_sums(const struct kom_exact *e, struct kom_wide *sum, struct kom_wide *square,
                    struct kom_wide *den) {
    unsigned scale = scale_of(e);
    decimal_sums(e, scale, sum, square);
    kom_wide_from_u64(den, 1);
    kom_wide_mul_pow10(den, scale);
    if (!e->real)
        return;
    struct kom_wide w;
    kom_wide_shift_left(sum, REAL_EXPONENT);
    kom_wide_copy(&w, &e->real->sum);
    kom_wide_mul_pow10(&w, scale);
    kom_wide_add(sum, &w);
    kom_wide_shift_left(square, 2 * REAL_EXPONENT);
    kom_wide_copy(&w, &e->real->square);
    kom_wide_mul_pow10(&w, 2 * scale);
    kom_wide_add(square, &w);
    kom_wide_shift_left(den, REAL_EXPONENT);
}

double kom_exact_sum(const struct kom_exact *e) {
    struct kom_wide sum, square, den;
    kom_exact_sums(e, &sum, &square, &den);
    return kom_wide_ratio(&sum, &den);
}

double kom_exact_mean(const struct kom_exact *e) {
    struct kom_wide sum, square, den;
    if (e->n == 0)
        return KOM_NAN;
    kom_exact_sums(e, &sum, &square, &den);
    kom_wide_mul_u64(&den, e->n);
    return kom_wide_ratio(&sum, &den);
}

/* (n Q - S^2) / (n (n - 1) den^2): exact, whatever the mean (textbook formula, safe in integers).
 */
static void variance_ratio(const struct kom_exact *e, struct kom_wide *num, struct kom_wide *den) {
    struct kom_wide sum, square, scale;
    kom_exact_sums(e, &sum, &square, &scale);
    kom_wide_mul(num, &sum, &sum);
    kom_wide_mul_u64(&square, e->n);
    kom_wide_sub(&square, num);
    kom_wide_copy(num, &square);
    kom_wide_mul(den, &scale, &scale);
    kom_wide_mul_u64(den, e->n);
    kom_wide_mul_u64(den, e->n - 1);
}

double kom_exact_variance(const struct kom_exact *e) {
    struct kom_wide num, den;
    if (e->n < 2)
        return KOM_NAN;
    variance_ratio(e, &num, &den);
    return kom_wide_ratio(&num, &den);
}

double kom_exact_sd(const struct kom_exact *e) {
    struct kom_wide num, den;
    if (e->n < 2)
        return KOM_NAN;
    variance_ratio(e, &num, &den);
    return kom_wide_ratio_sqrt(&num, &den);
}

void kom_buf_decimal(struct kom_buf *out, const struct kom_wide *value, unsigned scale) {
    char digits[KOM_WIDE_LIMBS * 20 + 2];
    size_t n = 0;
    struct kom_wide w, ten, rest;
    kom_wide_copy(&w, value);
    w.negative = false;
    kom_wide_from_u64(&ten, 10);
    while (w.n || n <= scale) {
        kom_wide_divide(&w, &rest, &w, &ten);
        digits[n++] = (char)('0' + (rest.n ? (int)rest.limb[0] : 0));
    }
    size_t last = 0; /* trailing zeros of the decimals go */
    while (last < scale && digits[last] == '0')
        last++;
    if (value->negative)
        kom_buf_byte(out, '-');
    while (n-- > last) {
        kom_buf_byte(out, digits[n]);
        if (n == scale && n > last)
            kom_buf_byte(out, '.');
    }
}

void kom_exact_sum_text(const struct kom_exact *e, struct kom_buf *out) {
    struct kom_wide sum, square;
    if (e->real) {
        kom_buf_shortest(out, kom_exact_sum(e));
        return;
    }
    unsigned scale = scale_of(e);
    decimal_sums(e, scale, &sum, &square);
    kom_buf_decimal(out, &sum, scale);
}
