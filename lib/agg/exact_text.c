/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exact sums as text, for states: whole numbers of the coarsest unit that they have, and doubles as
 * integers of 2^-1074 in hexadecimal digits. */
#include "exact_more.h"

#include <string.h>

static void save_wide(const struct kom_wide *w, struct kom_state_out *out) {
    struct kom_buf text = {0};
    kom_buf_decimal(&text, w, 0);
    kom_state_text(out, kom_buf_view(&text));
    out->line.failed = out->line.failed || text.failed;
    kom_buf_fini(&text);
}

/* In hexadecimal digits, the highest limb first. */
static void save_limbs(const struct kom_wide *w, struct kom_state_out *out) {
    kom_buf_byte(&out->line, '\t');
    kom_buf_str(&out->line, w->negative ? "-" : "");
    for (uint32_t i = w->n; i-- > 0;)
        kom_buf_printf(&out->line, "%016llx", (unsigned long long)w->limb[i]);
}

/* In the coarsest unit that both sums have, whatever it was while they grew. */
static void save_decimals(const struct kom_exact *e, struct kom_state_out *out) {
    struct kom_wide sum, square, ten, hundred, tenth, hundredth, rest, rest_square;
    unsigned scale = kom_exact_scale(e);
    kom_exact_decimals(e, scale, &sum, &square);
    kom_wide_from_u64(&ten, 10);
    kom_wide_from_u64(&hundred, 100);
    for (; scale > 0; scale--) {
        kom_wide_divide(&tenth, &rest, &sum, &ten);
        kom_wide_divide(&hundredth, &rest_square, &square, &hundred);
        if (rest.n || rest_square.n)
            break;
        kom_wide_copy(&sum, &tenth);
        kom_wide_copy(&square, &hundredth);
    }
    kom_state_whole(out, scale);
    save_wide(&sum, out);
    save_wide(&square, out);
}

/* The same of sums that are short, as nearly all are. */
static bool save_short(const struct kom_exact *e, struct kom_state_out *out) {
    int64_t sum = e->sum;
    uint64_t square = e->square[0];
    unsigned scale = (unsigned)e->scale;
    if (e->more || e->square[1])
        return false;
    for (; scale > 0 && sum % 10 == 0 && square % 100 == 0; scale--) {
        sum /= 10;
        square /= 100;
    }
    kom_state_whole(out, scale);
    kom_state_signed(out, sum);
    kom_state_whole(out, square);
    return true;
}

/* Doubles, which are few. */
static void save_reals(const struct kom_exact *e, bool has_square, struct kom_state_out *out) {
    const struct kom_exact_reals *real = e->more ? e->more->real : NULL;
    kom_state_whole(out, real ? 1 : 0);
    if (real)
        save_limbs(&real->sum, out);
    if (real && has_square)
        save_limbs(&real->square, out);
}

void kom_exact_save(const struct kom_exact *e, struct kom_state_out *out) {
    kom_state_whole(out, e->n);
    if (!save_short(e, out))
        save_decimals(e, out);
    save_reals(e, true, out);
}

void kom_exact_save_sum(const struct kom_exact *e, struct kom_state_out *out) {
    struct kom_wide sum, square, ten, tenth, rest;
    unsigned scale = kom_exact_scale(e);
    kom_exact_decimals(e, scale, &sum, &square);
    kom_wide_from_u64(&ten, 10);
    for (; scale > 0; scale--) {
        kom_wide_divide(&tenth, &rest, &sum, &ten);
        if (rest.n)
            break;
        kom_wide_copy(&sum, &tenth);
    }
    kom_state_whole(out, scale);
    save_wide(&sum, out);
    save_reals(e, false, out);
}

static void load_wide(struct kom_state_in *in, struct kom_wide *w) {
    enum { DIGITS_MAX = 120 };
    struct kom_text t = kom_state_take(in);
    const bool negative = t.n && t.p[0] == '-';
    struct kom_wide digit;
    kom_wide_zero(w);
    in->has_failed = in->has_failed || t.n == (size_t)negative || t.n > DIGITS_MAX;
    for (size_t i = negative; i < t.n && !in->has_failed; i++) {
        in->has_failed = t.p[i] < '0' || t.p[i] > '9';
        kom_wide_mul_u64(w, 10);
        kom_wide_from_u64(&digit, (uint64_t)(t.p[i] - '0'));
        kom_wide_add(w, &digit);
    }
    w->negative = negative && w->n;
}

static void load_limbs(struct kom_state_in *in, struct kom_wide *w) {
    struct kom_text t = kom_state_take(in);
    uint64_t limb[KOM_WIDE_LIMBS] = {0};
    const bool negative = t.n && t.p[0] == '-';
    const size_t n = (t.n - negative) / 16;
    in->has_failed = in->has_failed || n > KOM_WIDE_LIMBS || (t.n - negative) % 16;
    for (size_t i = 0; i < 16 * n && !in->has_failed; i++) {
        const char c = t.p[negative + i];
        const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        in->has_failed = digit < 0;
        limb[n - 1 - i / 16] = limb[n - 1 - i / 16] << 4 | (uint64_t)digit;
    }
    kom_wide_from_limbs(w, limb, in->has_failed ? 0 : n);
    w->negative = negative && w->n;
}

static uint64_t limb_of(const struct kom_wide *w, uint32_t i) {
    return i < w->n ? w->limb[i] : 0;
}

/* Sums of one scale, where they fit a slot. */
static bool slot_from(const struct kom_wide *sum, const struct kom_wide *square, int8_t scale,
                      struct kom_exact_slot *slot) {
    const kom_i128 s = (kom_i128)((kom_u128)(limb_of(sum, 1) & INT64_MAX) << 64 | limb_of(sum, 0));
    *slot = (struct kom_exact_slot){sum->negative ? -s : s,
                                    (kom_u128)limb_of(square, 1) << 64 | limb_of(square, 0),
                                    limb_of(square, 2), scale};
    return kom_wide_bits(sum) < 127 && kom_wide_bits(square) <= 192;
}

/* Whole units, and what is left of them. */
static bool load_slots(struct kom_exact *e, const struct kom_wide *sum,
                       const struct kom_wide *square, unsigned scale) {
    struct kom_wide unit, unit_square, q, r, q_square, r_square;
    struct kom_exact_slot slot;
    if (slot_from(sum, square, (int8_t)scale, &slot)) {
        kom_exact_put_aside(e, &slot);
        return true;
    }
    kom_wide_from_u64(&unit, 1);
    kom_wide_mul_pow10(&unit, scale);
    kom_wide_from_u64(&unit_square, 1);
    kom_wide_mul_pow10(&unit_square, 2 * scale);
    kom_wide_divide(&q, &r, sum, &unit);
    kom_wide_divide(&q_square, &r_square, square, &unit_square);
    if (!slot_from(&q, &q_square, 0, &slot))
        return false;
    kom_exact_put_aside(e, &slot);
    if (!slot_from(&r, &r_square, (int8_t)scale, &slot))
        return false;
    kom_exact_put_aside(e, &slot);
    return true;
}

/* Decimals of that scale to an empty e. */
static void load_decimals(struct kom_exact *e, const struct kom_wide *sum,
                          const struct kom_wide *square, unsigned scale, struct kom_state_in *in) {
    e->scale = (int8_t)scale;
    if (kom_wide_bits(sum) < 63 && kom_wide_bits(square) <= 128) {
        e->sum = sum->negative ? -(int64_t)limb_of(sum, 0) : (int64_t)limb_of(sum, 0);
        e->square[0] = limb_of(square, 0);
        e->square[1] = limb_of(square, 1);
        return;
    }
    in->has_failed = !load_slots(e, sum, square, scale);
}

static void load_reals(struct kom_exact *e, bool has_square, struct kom_state_in *in) {
    const bool has_reals = kom_state_take_whole(in) != 0;
    struct kom_exact_reals *real = has_reals && !in->has_failed ? kom_exact_real(e) : NULL;
    if (real)
        load_limbs(in, &real->sum);
    if (real && has_square)
        load_limbs(in, &real->square);
}

void kom_exact_load(struct kom_exact *e, struct kom_state_in *in) {
    struct kom_wide sum, square;
    e->n = kom_state_take_whole(in);
    const uint64_t scale = kom_state_take_whole(in);
    load_wide(in, &sum);
    load_wide(in, &square);
    in->has_failed = in->has_failed || square.negative || scale > KOM_SCALE_MAX;
    if (!in->has_failed)
        load_decimals(e, &sum, &square, (unsigned)scale, in);
    load_reals(e, true, in);
}

void kom_exact_load_sum(struct kom_exact *e, struct kom_state_in *in) {
    struct kom_wide sum, square;
    const uint64_t scale = kom_state_take_whole(in);
    e->n = 1;
    kom_wide_zero(&square);
    load_wide(in, &sum);
    in->has_failed = in->has_failed || scale > KOM_SCALE_MAX;
    if (!in->has_failed)
        load_decimals(e, &sum, &square, (unsigned)scale, in);
    load_reals(e, false, in);
}
