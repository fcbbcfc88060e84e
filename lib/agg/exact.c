/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums in machine words while they fit, beside them one pair of integer sums per decimal scale;
   brought together in wide integers when a figure is asked for.

   Decimals are added as whole numbers of the finest unit that came: a sum in 64 bits and one of
   squares in 128, without rounding. What would overflow is put aside by scale, wider; doubles go
   into integers of 2^-1074. Only when a figure is asked for are all of them brought to one
   denominator in wide integers (wide.c), and the quotient, or its root, is rounded once. So n,
   mean, sd and sum do not depend on the order of rows or threads, and there is nothing to cancel:
   the textbook formula n Q - S^2 is exact in integers, and one pass is enough. */
#include "exact_more.h"

#include <math.h>
#include <string.h>

#include "mem.h"

static struct kom_exact_more *more_of(struct kom_exact *e) {
    if (!e->more)
        e->more = kom_alloc(1, sizeof *e->more);
    e->failed = e->failed || !e->more;
    return e->more;
}

static struct kom_exact_slot *slot_of(struct kom_exact *e, int8_t scale) {
    struct kom_exact_more *more = more_of(e);
    if (!more)
        return NULL;
    for (size_t i = 0; i < more->n_slots; i++)
        if (more->slot[i].scale == scale)
            return &more->slot[i];
    void *p = kom_resize(more->slot, more->n_slots + 1, sizeof *more->slot);
    if (!p) {
        e->failed = true;
        return NULL;
    }
    more->slot = p;
    struct kom_exact_slot *slot = &more->slot[more->n_slots++];
    *slot = (struct kom_exact_slot){.scale = scale};
    return slot;
}

void kom_exact_put_aside(struct kom_exact *e, const struct kom_exact_slot *from) {
    struct kom_exact_slot *slot = slot_of(e, from->scale);
    if (!slot)
        return;
    slot->sum += from->sum;
    slot->square_low += from->square_low;
    slot->square_high += from->square_high + (slot->square_low < from->square_low);
}

static kom_u128 square_of(const struct kom_exact *e) {
    return (kom_u128)e->square[1] << 64 | e->square[0];
}

static void set_square(struct kom_exact *e, kom_u128 square) {
    e->square[0] = (uint64_t)square;
    e->square[1] = (uint64_t)(square >> 64);
}

/* The plain sums as they stand; they begin anew. */
static void empty(struct kom_exact *e, int8_t scale) {
    if (e->sum || e->square[0] || e->square[1])
        kom_exact_put_aside(e, &(struct kom_exact_slot){e->sum, square_of(e), 0, e->scale});
    e->sum = 0;
    set_square(e, 0);
    e->scale = scale;
}

/* The plain sums in a finer unit. */
static void refine(struct kom_exact *e, int8_t scale) {
    kom_u128 factor = (kom_u128)kom_pow10[scale - e->scale], square;
    int64_t sum;
    if (__builtin_mul_overflow(e->sum, (int64_t)factor, &sum) ||
        __builtin_mul_overflow(square_of(e), factor * factor, &square)) {
        empty(e, scale);
        return;
    }
    e->sum = sum;
    set_square(e, square);
    e->scale = scale;
}

/* Adds a sum and a sum of squares of the scale of e, if they fit. */
static bool add_plain(struct kom_exact *e, int64_t sum, kom_u128 square) {
    if (__builtin_add_overflow(e->sum, sum, &sum) ||
        __builtin_add_overflow(square_of(e), square, &square))
        return false;
    e->sum = sum;
    set_square(e, square);
    return true;
}

void kom_exact_add_carefully(struct kom_exact *e, int64_t mantissa, int scale) {
    const struct kom_exact_slot one = {mantissa, (kom_u128)((kom_i128)mantissa * mantissa), 0,
                                       (int8_t)scale};
    int64_t m;
    e->n++;
    if (scale > e->scale)
        refine(e, (int8_t)scale);
    if (__builtin_mul_overflow(mantissa, kom_pow10[e->scale - scale], &m)) {
        kom_exact_put_aside(e, &one);
        return;
    }
    kom_u128 square = (kom_u128)((kom_i128)m * m);
    if (add_plain(e, m, square))
        return;
    empty(e, e->scale);
    (void)add_plain(e, m, square); /* one number fits */
}

struct kom_exact_reals *kom_exact_real(struct kom_exact *e) {
    struct kom_exact_more *more = more_of(e);
    if (more && !more->real) {
        more->real = kom_alloc(1, sizeof *more->real);
        e->failed = e->failed || !more->real;
    }
    return more ? more->real : NULL;
}

static void add_real(struct kom_exact *e, double x) {
    struct kom_exact_reals *r = kom_exact_real(e);
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
    if (x->is_exact) {
        kom_exact_add_decimal(e, negative ? -x->mantissa : x->mantissa, x->scale);
        return;
    }
    e->n++;
    add_real(e, negative ? -x->real : x->real);
}

void kom_exact_add(struct kom_exact *e, const struct kom_num *x) {
    add_signed(e, x, false);
}

void kom_exact_add_negative(struct kom_exact *e, const struct kom_num *x) {
    add_signed(e, x, true);
}

static void add_wide(struct kom_exact *e, const struct kom_exact_reals *from) {
    struct kom_exact_reals *r = kom_exact_real(e);
    if (!r)
        return;
    kom_wide_add(&r->sum, &from->sum);
    kom_wide_add(&r->square, &from->square);
}

/* The plain sums of another. */
static void merge_plain(struct kom_exact *e, const struct kom_exact *from) {
    const struct kom_exact_slot all = {from->sum, square_of(from), 0, from->scale};
    kom_u128 square;
    int64_t sum;
    if (from->scale == e->scale && add_plain(e, from->sum, all.square_low))
        return;
    if (from->scale > e->scale)
        refine(e, from->scale);
    kom_u128 factor = (kom_u128)kom_pow10[e->scale - from->scale];
    if (__builtin_mul_overflow(from->sum, (int64_t)factor, &sum) ||
        __builtin_mul_overflow(all.square_low, factor * factor, &square) ||
        !add_plain(e, sum, square))
        kom_exact_put_aside(e, &all);
}

void kom_exact_merge(struct kom_exact *e, const struct kom_exact *from) {
    e->n += from->n;
    e->failed = e->failed || from->failed;
    merge_plain(e, from);
    for (size_t i = 0; from->more && i < from->more->n_slots; i++)
        kom_exact_put_aside(e, &from->more->slot[i]);
    if (from->more && from->more->real)
        add_wide(e, from->more->real);
}

void kom_exact_fini(struct kom_exact *e) {
    if (e->more) {
        kom_free(e->more->slot);
        kom_free(e->more->real);
        kom_free(e->more);
    }
    *e = (struct kom_exact){0};
}

size_t kom_exact_nbytes(const struct kom_exact *e) {
    const struct kom_exact_more *more = e->more;
    return more ? sizeof *more + more->n_slots * sizeof *more->slot +
                      (more->real ? sizeof *more->real : 0)
                : 0;
}

void kom_exact_pack_more(const struct kom_exact *e, struct kom_buf *out) {
    const struct kom_exact_more *more = e->more;
    if (!more)
        return;
    kom_buf_add(out, (const char *)&more->n_slots, sizeof more->n_slots);
    kom_buf_add(out, (const char *)more->slot, more->n_slots * sizeof *more->slot);
    kom_buf_byte(out, more->real ? '1' : '0');
    if (more->real)
        kom_buf_add(out, (const char *)more->real, sizeof *more->real);
}

void kom_exact_unpack_more(struct kom_exact *e, const char **at) {
    size_t n;
    memcpy(&n, *at, sizeof n);
    *at += sizeof n;
    for (; n > 0; n--) {
        struct kom_exact_slot slot;
        memcpy(&slot, *at, sizeof slot);
        *at += sizeof slot;
        kom_exact_put_aside(e, &slot);
    }
    if (*(*at)++ == '1') {
        struct kom_exact_reals *real = kom_alloc(1, sizeof *real);
        e->failed = e->failed || !real;
        if (real) {
            memcpy(real, *at, sizeof *real);
            add_wide(e, real);
        }
        *at += sizeof *real;
        kom_free(real);
    }
}

unsigned kom_exact_scale(const struct kom_exact *e) {
    int scale = e->scale;
    for (size_t i = 0; e->more && i < e->more->n_slots; i++)
        if (e->more->slot[i].scale > scale)
            scale = e->more->slot[i].scale;
    return (unsigned)scale;
}

static void add_slot(const struct kom_exact_slot *slot, unsigned scale, struct kom_wide *sum,
                     struct kom_wide *square) {
    unsigned up = scale - (unsigned)slot->scale;
    uint64_t limb[3] = {(uint64_t)slot->square_low, (uint64_t)(slot->square_low >> 64),
                        slot->square_high};
    struct kom_wide w;
    kom_wide_from_i128(&w, slot->sum);
    kom_wide_mul_pow10(&w, up);
    kom_wide_add(sum, &w);
    kom_wide_from_limbs(&w, limb, 3);
    kom_wide_mul_pow10(&w, 2 * up);
    kom_wide_add(square, &w);
}

void kom_exact_decimals(const struct kom_exact *e, unsigned scale, struct kom_wide *sum,
                        struct kom_wide *square) {
    kom_wide_zero(sum);
    kom_wide_zero(square);
    add_slot(&(struct kom_exact_slot){e->sum, square_of(e), 0, e->scale}, scale, sum, square);
    for (size_t i = 0; e->more && i < e->more->n_slots; i++)
        add_slot(&e->more->slot[i], scale, sum, square);
}

void kom_exact_sums(const struct kom_exact *e, struct kom_wide *sum, struct kom_wide *square,
                    struct kom_wide *den) {
    unsigned scale = kom_exact_scale(e);
    kom_exact_decimals(e, scale, sum, square);
    kom_wide_from_u64(den, 1);
    kom_wide_mul_pow10(den, scale);
    const struct kom_exact_reals *real = e->more ? e->more->real : NULL;
    if (!real)
        return;
    struct kom_wide w;
    kom_wide_shift_left(sum, REAL_EXPONENT);
    kom_wide_copy(&w, &real->sum);
    kom_wide_mul_pow10(&w, scale);
    kom_wide_add(sum, &w);
    kom_wide_shift_left(square, 2 * REAL_EXPONENT);
    kom_wide_copy(&w, &real->square);
    kom_wide_mul_pow10(&w, 2 * scale);
    kom_wide_add(square, &w);
    kom_wide_shift_left(den, REAL_EXPONENT);
}

/* 10^scale, where the decimals alone are all there is and it fits a word; else 0. */
static uint64_t plain_unit(const struct kom_exact *e) {
    return e->more || e->scale > 18 ? 0 : (uint64_t)kom_pow10[e->scale];
}

double kom_exact_sum(const struct kom_exact *e) {
    struct kom_wide sum, square, den;
    kom_exact_sums(e, &sum, &square, &den);
    return kom_wide_ratio(&sum, &den);
}

double kom_exact_mean(const struct kom_exact *e) {
    struct kom_wide sum, square, den;
    uint64_t unit = plain_unit(e);
    double mean;
    if (e->n == 0)
        return KOM_NAN;
    if (!__builtin_mul_overflow(unit, e->n, &unit) && kom_words_ratio(e->sum, unit, &mean))
        return mean;
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

/* The same in words, where it fits. */
static bool plain_sd(const struct kom_exact *e, double *sd) {
    const kom_u128 sum = (kom_u128)(e->sum < 0 ? -(uint64_t)e->sum : (uint64_t)e->sum);
    uint64_t unit = plain_unit(e), den;
    kom_u128 num;
    if (unit == 0 || __builtin_mul_overflow(square_of(e), (kom_u128)e->n, &num) ||
        __builtin_mul_overflow(unit, unit, &den) || __builtin_mul_overflow(den, e->n, &den) ||
        __builtin_mul_overflow(den, e->n - 1, &den))
        return false;
    return kom_words_ratio_sqrt(num - sum * sum, den, sd);
}

double kom_exact_sd(const struct kom_exact *e) {
    struct kom_wide num, den;
    double sd;
    if (e->n < 2)
        return KOM_NAN;
    if (plain_sd(e, &sd))
        return sd;
    variance_ratio(e, &num, &den);
    return kom_wide_ratio_sqrt(&num, &den);
}

void kom_buf_decimal(struct kom_buf *out, const struct kom_wide *value, unsigned scale) {
    char digits[KOM_WIDE_LIMBS * 20 + 2];
    size_t n = 0;
    uint64_t rest = value->n ? value->limb[0] : 0;
    if (value->n > 1) {
        struct kom_wide w, ten, digit;
        kom_wide_copy(&w, value);
        w.negative = false;
        for (kom_wide_from_u64(&ten, 10); w.n > 1;) {
            kom_wide_divide(&w, &digit, &w, &ten);
            digits[n++] = (char)('0' + (digit.n ? (int)digit.limb[0] : 0));
        }
        rest = w.n ? w.limb[0] : 0;
    }
    for (; rest || n <= scale; rest /= 10)
        digits[n++] = (char)('0' + (int)(rest % 10));
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
    if (e->more && e->more->real) {
        kom_buf_shortest(out, kom_exact_sum(e));
        return;
    }
    unsigned scale = kom_exact_scale(e);
    kom_exact_decimals(e, scale, &sum, &square);
    kom_buf_decimal(out, &sum, scale);
}

/* ---- for programs that do not see the struct ---- */

struct kom_exact *kom_exact_new(void) {
    return kom_alloc(1, sizeof(struct kom_exact));
}

void kom_exact_free(struct kom_exact *e) {
    if (e)
        kom_exact_fini(e);
    kom_free(e);
}

uint64_t kom_exact_n(const struct kom_exact *e) {
    return e->n;
}

bool kom_exact_failed(const struct kom_exact *e) {
    return e->failed;
}
