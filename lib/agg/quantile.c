/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a quantile lies is worked out in whole numbers: no p * n that a double cannot hold. */
#include "quantile.h"

/* Between the ranks low and low + 1 (from 1; 0 and n + 1 stand for the ends), num / den of the way.
 */
struct place {
    uint64_t low;
    kom_u128 num, den;
};

/* Types 1 to 3 step: R's quantile.default has the same rules. */
static struct place step_place(uint64_t n, int type, struct kom_share p) {
    kom_u128 np = (kom_u128)n * p.num * 2, den = (kom_u128)p.den * 2;
    kom_u128 half = type == 3 ? den / 2 : 0;
    if (np < half)
        return (struct place){1, 0, 1};
    uint64_t j = (uint64_t)((np - half) / den);
    bool whole = (np - half) % den == 0;
    if (type == 2 && whole)
        return (struct place){j, 1, 2};
    bool stay = type == 3 ? whole && j % 2 == 0 : whole;
    return (struct place){stay ? j : j + 1, 0, 1};
}

/* Types 4 to 9: position a + p (n + 1 - a - b), with a and b in parts of 24. */
static struct place line_place(uint64_t n, int type, struct kom_share p) {
    static const uint8_t a24[] = {0, 12, 0, 24, 8, 9}, b24[] = {24, 12, 0, 24, 8, 9};
    unsigned a = a24[type - 4], b = b24[type - 4];
    kom_u128 den = (kom_u128)24 * p.den;
    kom_u128 at = (kom_u128)a * p.den + ((kom_u128)24 * (n + 1) - a - b) * p.num;
    return (struct place){(uint64_t)(at / den), at % den, den};
}

static uint64_t rank_within(uint64_t rank, uint64_t n) {
    return rank < 1 ? 0 : rank > n ? n - 1 : rank - 1;
}

/* low + (high - low) * num / den. */
static void point_between(const struct kom_num *low, const struct kom_num *high, struct place place,
                          struct kom_ratio *r) {
    struct kom_units units = {0};
    struct kom_wide a, b, part;
    kom_units_cover(&units, low);
    kom_units_cover(&units, high);
    kom_units_of(&a, low, units);
    kom_units_of(&b, high, units);
    kom_wide_sub(&b, &a);
    kom_wide_from_i128(&part, (kom_i128)place.num);
    kom_wide_mul(&r->num, &b, &part);
    kom_wide_from_i128(&part, (kom_i128)place.den);
    kom_wide_mul(&b, &a, &part);
    kom_wide_add(&r->num, &b);
    kom_units_one(&a, units);
    kom_wide_mul(&r->den, &a, &part);
}

static struct place place_of(uint64_t n, int type, struct kom_share p) {
    return type <= 3 ? step_place(n, type, p) : line_place(n, type, p);
}

void kom_values_quantile(const struct kom_values *v, int type, struct kom_share p,
                         struct kom_quantile *q) {
    struct place place = place_of(v->n, type, p);
    uint64_t low = rank_within(place.low, v->n), high = rank_within(place.low + 1, v->n);
    q->x = kom_values_rank(v, low);
    q->is_observed = true;
    if (place.num == 0 || low == high)
        return;
    struct kom_num upper = kom_values_rank(v, high);
    q->is_observed = kom_num_order(&q->x, &upper) == 0;
    if (!q->is_observed)
        point_between(&q->x, &upper, place, &q->between);
}

bool kom_values_quantile_plain(const struct kom_values *v, int type, struct kom_share p,
                               struct kom_num *x) {
    const struct place place = place_of(v->n, type, p);
    const uint64_t low = rank_within(place.low, v->n), high = rank_within(place.low + 1, v->n);
    *x = kom_values_rank(v, low);
    if (place.num == 0 || low == high)
        return true;
    const struct kom_num upper = kom_values_rank(v, high);
    if (!x->is_exact || !upper.is_exact || x->scale != upper.scale || place.den > UINT32_MAX)
        return false;
    if (x->mantissa == upper.mantissa)
        return true;
    const int64_t num = (int64_t)place.num, den = (int64_t)place.den;
    int64_t length, part, whole;
    uint64_t unit;
    if (__builtin_sub_overflow(upper.mantissa, x->mantissa, &length) ||
        __builtin_mul_overflow(length, num, &part) ||
        __builtin_mul_overflow(x->mantissa, den, &whole) ||
        __builtin_add_overflow(whole, part, &whole) ||
        __builtin_mul_overflow((uint64_t)kom_pow10[x->scale], (uint64_t)den, &unit))
        return false;
    x->is_exact = false;
    x->scale = 0;
    x->mantissa = 0;
    return kom_words_ratio(whole, unit, &x->real);
}

void kom_quantile_ratio(const struct kom_quantile *q, struct kom_ratio *r) {
    if (q->is_observed) {
        point_between(&q->x, &q->x, (struct place){0, 0, 1}, r);
        return;
    }
    kom_wide_copy(&r->num, &q->between.num);
    kom_wide_copy(&r->den, &q->between.den);
}

void kom_buf_quantile(struct kom_buf *out, const struct kom_quantile *q) {
    if (q->is_observed)
        kom_buf_num(out, &q->x);
    else
        kom_buf_shortest(out, kom_wide_ratio(&q->between.num, &q->between.den));
}

double kom_quantile_distance(const struct kom_quantile *high, const struct kom_quantile *low) {
    struct kom_ratio a, b;
    struct kom_wide num, other, den;
    kom_quantile_ratio(high, &a);
    kom_quantile_ratio(low, &b);
    kom_wide_mul(&num, &a.num, &b.den);
    kom_wide_mul(&other, &b.num, &a.den);
    kom_wide_sub(&num, &other);
    kom_wide_mul(&den, &a.den, &b.den);
    return kom_wide_ratio(&num, &den);
}

/* ---- distance from the median ---- */

/* The values below and above the middle, read outwards: both sides are ascending distances. */
struct outward {
    const struct kom_values *v;
    struct kom_units units;
    struct kom_wide twice_median; /* in units */
    size_t below, above;          /* runs not yet read: [0, below) and [above, all) */
    struct kom_wide low, high;    /* distances of the next ones, doubled */
};

static void distance(const struct outward *o, size_t run, struct kom_wide *d) {
    uint64_t count;
    struct kom_num x = kom_values_run(o->v, run, &count);
    kom_units_of(d, &x, o->units);
    kom_wide_mul_u64(d, 2);
    kom_wide_sub(d, &o->twice_median);
    d->negative = false;
}

/* Reads the nearest run not yet read: its doubled distance and count. */
static uint64_t nearest(struct outward *o, struct kom_wide *d) {
    size_t n = kom_values_runs(o->v), run;
    uint64_t count;
    bool take_low = o->above == n || (o->below > 0 && kom_wide_compare(&o->low, &o->high) <= 0);
    kom_wide_copy(d, take_low ? &o->low : &o->high);
    run = take_low ? --o->below : o->above++;
    if (take_low && o->below > 0)
        distance(o, o->below - 1, &o->low);
    if (!take_low && o->above < n)
        distance(o, o->above, &o->high);
    (void)kom_values_run(o->v, run, &count);
    return count;
}

static void start_outward(struct outward *o, const struct kom_values *v) {
    struct kom_num low = kom_values_rank(v, (v->n - 1) / 2), high = kom_values_rank(v, v->n / 2);
    struct kom_wide other;
    o->v = v;
    o->units = kom_values_units(v);
    kom_units_of(&o->twice_median, &low, o->units);
    kom_units_of(&other, &high, o->units);
    kom_wide_add(&o->twice_median, &other);
    uint64_t count;
    o->below = 0;
    while (o->below < kom_values_runs(v)) {
        struct kom_num x = kom_values_run(v, o->below, &count);
        if (kom_num_order(&x, &high) >= 0)
            break;
        o->below++;
    }
    o->above = o->below;
    kom_wide_zero(&o->low);
    kom_wide_zero(&o->high);
    if (o->below > 0)
        distance(o, o->below - 1, &o->low);
    distance(o, o->above, &o->high);
}

double kom_values_mad(const struct kom_values *v) {
    struct outward o;
    struct kom_wide d, sum, den;
    start_outward(&o, v);
    uint64_t read = 0, low = (v->n - 1) / 2, high = v->n / 2;
    kom_wide_zero(&sum);
    while (read <= high) {
        uint64_t count = nearest(&o, &d);
        if (read <= low && low < read + count)
            kom_wide_add(&sum, &d);
        if (high < read + count)
            kom_wide_add(&sum, &d);
        read += count;
    }
    kom_wide_mul_u64(&sum, 14826);
    kom_units_one(&den, o.units);
    kom_wide_mul_u64(&den, 4 * 10000);
    return kom_wide_ratio(&sum, &den);
}
