/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Weighted sums of powers, exactly.

   Pairs are kept as they come. Once all are there they are sorted and added up in integers of a
   common unit: where values and weights are short decimals, which they nearly always are, as pairs
   of 64 bits with sums of 128; else as wide integers. Both hold every product whole, so that both
   give the same figures, whatever the order of the rows; the short way takes a
   quarter of the instructions.
   Variance and error are then fractions of these sums, rounded once. */
#include "weighted.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "exact.h"
#include "mem.h"

/* The linearised error has weights to the fourth and values to the second power: 6 * 1000 bits fit
 * a wide integer. */
enum { BITS_MAX = 1000 };

/* Short: the sum of the squares of products of a value and its weight has no more bits. */
enum { SHORT_BITS = 126 };

static bool reserve(struct kom_weighted *s, size_t n) {
    void *p = s->item;
    if (kom_grow(&p, &s->cap, s->n + n, sizeof *s->item)) {
        s->failed = true;
        return false;
    }
    s->item = p;
    return true;
}

void kom_weighted_add(struct kom_weighted *s, const struct kom_num *x, const struct kom_num *w) {
    if (reserve(s, 1))
        s->item[s->n++] = (struct kom_weighted_item){*x, *w};
}

void kom_weighted_merge(struct kom_weighted *s, const struct kom_weighted *from) {
    s->failed = s->failed || from->failed;
    if (from->n && reserve(s, from->n)) {
        memcpy(s->item + s->n, from->item, from->n * sizeof *s->item);
        s->n += from->n;
    }
}

static int by_value(const void *a, const void *b) {
    const struct kom_weighted_item *p = a, *q = b;
    int c = kom_num_order(&p->x, &q->x);
    if (c == 0)
        c = q->x.is_exact - p->x.is_exact;
    return c ? c : kom_num_order(&p->w, &q->w);
}

void kom_weighted_sort_wide(struct kom_weighted *s) {
    if (s->n > 1)
        qsort(s->item, s->n, sizeof *s->item, by_value);
}

/* ---- short decimals ---- */

/* The scales that make whole numbers of all; false: some are no decimals. */
static bool find_scales(struct kom_weighted *s) {
    bool ok = true;
    s->x_scale = s->w_scale = 0;
    for (size_t i = 0; i < s->n && ok; i++) {
        const struct kom_num *x = &s->item[i].x, *w = &s->item[i].w;
        ok = x->is_exact && w->is_exact;
        s->x_scale = (unsigned)x->scale > s->x_scale ? (unsigned)x->scale : s->x_scale;
        s->w_scale = (unsigned)w->scale > s->w_scale ? (unsigned)w->scale : s->w_scale;
    }
    return ok;
}

static bool in_units(const struct kom_num *x, unsigned scale, int64_t *units) {
    return !__builtin_mul_overflow(x->mantissa, kom_pow10[scale - (unsigned)x->scale], units);
}

static uint64_t magnitude(int64_t x) {
    return x < 0 ? 0 - (uint64_t)x : (uint64_t)x;
}

static int bits(uint64_t x) {
    return 64 - __builtin_clzll(x);
}

/* The bits of values and weights, put into units. false: they are too many. */
static bool fill_small(struct kom_weighted *s) {
    uint64_t x = 1, w = 1;
    bool ok = true;
    for (size_t i = 0; i < s->n && ok; i++) {
        struct kom_weighted_small *one = &s->small[i];
        ok = in_units(&s->item[i].x, s->x_scale, &one->x) &&
             in_units(&s->item[i].w, s->w_scale, &one->w);
        x |= ok ? magnitude(one->x) : 0;
        w |= ok ? magnitude(one->w) : 0;
    }
    return ok && 2 * (bits(x) + bits(w)) + bits(s->n) <= SHORT_BITS;
}

static int by_small(const void *a, const void *b) {
    const struct kom_weighted_small *p = a, *q = b;
    int order = (p->x > q->x) - (p->x < q->x);
    return order ? order : (p->w > q->w) - (p->w < q->w);
}

void kom_weighted_sort(struct kom_weighted *s) {
    if (!s->small && s->n && find_scales(s)) {
        s->small = kom_alloc(s->n, sizeof *s->small);
        s->failed = s->failed || !s->small;
    }
    if (s->small && !fill_small(s)) {
        kom_free(s->small);
        s->small = NULL;
    }
    if (!s->small) {
        kom_weighted_sort_wide(s);
        return;
    }
    if (s->n > 1)
        qsort(s->small, s->n, sizeof *s->small, by_small);
}

/* Sums in units of the weights, the values and their products. */
struct sums {
    struct kom_units x_unit, w_unit;
    struct kom_wide w, wx, wxx, ww, wwx, wwxx;
    bool too_wide;
};

static void cover(const struct kom_weighted *s, struct sums *sums) {
    for (size_t i = 0; i < s->n; i++) {
        kom_units_cover(&sums->x_unit, &s->item[i].x);
        kom_units_cover(&sums->w_unit, &s->item[i].w);
    }
}

static void add_pair(struct sums *sums, const struct kom_wide *x, const struct kom_wide *w) {
    struct kom_wide wx, ww, product;
    kom_wide_add(&sums->w, w);
    kom_wide_mul(&wx, w, x);
    kom_wide_add(&sums->wx, &wx);
    kom_wide_mul(&product, &wx, x);
    kom_wide_add(&sums->wxx, &product);
    kom_wide_mul(&ww, w, w);
    kom_wide_add(&sums->ww, &ww);
    kom_wide_mul(&product, &ww, x);
    kom_wide_add(&sums->wwx, &product);
    kom_wide_mul(&product, &wx, &wx);
    kom_wide_add(&sums->wwxx, &product);
}

static void add_up_small(const struct kom_weighted *s, struct sums *sums) {
    kom_i128 w = 0, wx = 0, wxx = 0, ww = 0, wwx = 0, wwxx = 0;
    for (size_t i = 0; i < s->n; i++) {
        const kom_i128 weight = s->small[i].w, x = s->small[i].x, product = weight * x;
        w += weight;
        wx += product;
        wxx += product * x;
        ww += weight * weight;
        wwx += product * weight;
        wwxx += product * product;
    }
    sums->x_unit = (struct kom_units){.scale = s->x_scale};
    sums->w_unit = (struct kom_units){.scale = s->w_scale};
    kom_wide_from_i128(&sums->w, w);
    kom_wide_from_i128(&sums->wx, wx);
    kom_wide_from_i128(&sums->wxx, wxx);
    kom_wide_from_i128(&sums->ww, ww);
    kom_wide_from_i128(&sums->wwx, wwx);
    kom_wide_from_i128(&sums->wwxx, wwxx);
}

static void add_up(const struct kom_weighted *s, struct sums *sums) {
    sums->x_unit = sums->w_unit = (struct kom_units){0};
    sums->too_wide = false;
    if (s->small) {
        add_up_small(s, sums);
        return;
    }
    struct kom_wide *const all[] = {&sums->w,  &sums->wx,  &sums->wxx,
                                    &sums->ww, &sums->wwx, &sums->wwxx};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        kom_wide_zero(all[i]);
    cover(s, sums);
    for (size_t i = 0; i < s->n && !sums->too_wide; i++) {
        struct kom_wide x, w;
        kom_units_of(&x, &s->item[i].x, sums->x_unit);
        kom_units_of(&w, &s->item[i].w, sums->w_unit);
        sums->too_wide = kom_wide_bits(&x) > BITS_MAX || kom_wide_bits(&w) > BITS_MAX;
        if (!sums->too_wide)
            add_pair(sums, &x, &w);
    }
}

/* (W Wxx - Wx^2) n over W^2 (n - 1), in squared units of x. */
static void variance(const struct sums *s, uint64_t n, struct kom_wide *num, struct kom_wide *den) {
    struct kom_wide square;
    kom_wide_mul(num, &s->w, &s->wxx);
    kom_wide_mul(&square, &s->wx, &s->wx);
    kom_wide_sub(num, &square);
    kom_wide_mul_u64(num, n);
    kom_wide_mul(den, &s->w, &s->w);
    kom_wide_mul_u64(den, n - 1);
}

/* W^2 Wwxx - 2 W Wx Wwx + Wx^2 Ww, times n over W^4 (n - 1). */
static void squared_error(const struct sums *s, uint64_t n, struct kom_wide *num,
                          struct kom_wide *den) {
    struct kom_wide square, a, b;
    kom_wide_mul(&square, &s->w, &s->w);
    kom_wide_mul(num, &square, &s->wwxx);
    kom_wide_mul(den, &square, &square);
    kom_wide_mul(&a, &s->w, &s->wx);
    kom_wide_mul(&b, &a, &s->wwx);
    kom_wide_mul_u64(&b, 2);
    kom_wide_sub(num, &b);
    kom_wide_mul(&a, &s->wx, &s->wx);
    kom_wide_mul(&b, &a, &s->ww);
    kom_wide_add(num, &b);
    kom_wide_mul_u64(num, n);
    kom_wide_mul_u64(den, n - 1);
}

/* den * one^2. */
static void in_squared_units(struct kom_wide *den, const struct kom_wide *one) {
    struct kom_wide w;
    kom_wide_mul(&w, den, one);
    kom_wide_mul(den, &w, one);
}

static void spread(const struct sums *s, uint64_t n, struct kom_weighted_figures *out) {
    struct kom_wide num, den, w, one;
    kom_units_one(&one, s->x_unit);
    variance(s, n, &num, &den);
    kom_wide_mul(&w, &s->wx, &s->wx);
    kom_wide_mul_u64(&w, n - 1);
    struct kom_wide ratio;
    kom_wide_copy(&ratio, &num);
    if (w.n)
        out->cv = kom_wide_ratio_sqrt(&ratio, &w);
    if (s->wx.negative)
        out->cv = -out->cv;
    in_squared_units(&den, &one);
    out->variance = kom_wide_ratio(&num, &den);
    out->sd = kom_wide_ratio_sqrt(&num, &den);
    squared_error(s, n, &num, &den);
    in_squared_units(&den, &one);
    out->std_error = kom_wide_ratio_sqrt(&num, &den);
}

void kom_weighted_figure(const struct kom_weighted *s, struct kom_weighted_figures *out) {
    struct sums sums;
    struct kom_wide one, den;
    *out = (struct kom_weighted_figures){KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN};
    if (s->n == 0)
        return;
    add_up(s, &sums);
    if (sums.too_wide)
        return;
    kom_units_one(&one, sums.x_unit);
    kom_wide_mul(&den, &sums.w, &one);
    out->mean = kom_wide_ratio(&sums.wx, &den);
    if (s->n > 1)
        spread(&sums, s->n, out);
}

void kom_weighted_sum_text(const struct kom_weighted *s, struct kom_buf *out) {
    struct sums sums;
    add_up(s, &sums);
    if (sums.too_wide)
        return;
    if (sums.x_unit.binary == 0 && sums.w_unit.binary == 0) {
        kom_buf_decimal(out, &sums.wx, sums.x_unit.scale + sums.w_unit.scale);
        return;
    }
    struct kom_wide x_one, w_one, den;
    kom_units_one(&x_one, sums.x_unit);
    kom_units_one(&w_one, sums.w_unit);
    kom_wide_mul(&den, &x_one, &w_one);
    kom_buf_shortest(out, kom_wide_ratio(&sums.wx, &den));
}

/* A value as it was before it got units: without zeros at its end. */
static struct kom_num number_of(int64_t x, unsigned scale) {
    struct kom_num number = kom_num_whole(x);
    for (; scale && number.mantissa % 10 == 0; scale--)
        number.mantissa /= 10;
    number.scale = (int8_t)scale;
    return number;
}

/* A weight has at most 62 bits and a sum of n of them, n being what SHORT_BITS leaves, 90; a share
   has 32. */
static struct kom_num quantile_small(const struct kom_weighted *s, struct kom_share p) {
    kom_i128 all = 0, sum = 0;
    size_t i;
    for (i = 0; i < s->n; i++)
        all += s->small[i].w;
    for (i = 0; i + 1 < s->n; i++) {
        sum += s->small[i].w;
        if (sum * p.den >= all * p.num)
            break;
    }
    return number_of(s->small[i].x, s->x_scale);
}

struct kom_num kom_weighted_quantile(const struct kom_weighted *s, struct kom_share p) {
    if (s->small)
        return quantile_small(s, p);
    struct kom_units units = {0};
    struct kom_wide all, sum, w;
    size_t i;
    for (i = 0; i < s->n; i++)
        kom_units_cover(&units, &s->item[i].w);
    kom_wide_zero(&all);
    for (i = 0; i < s->n; i++) {
        kom_units_of(&w, &s->item[i].w, units);
        kom_wide_add(&all, &w);
    }
    kom_wide_mul_u64(&all, p.num);
    kom_wide_zero(&sum);
    for (i = 0; i + 1 < s->n; i++) {
        kom_units_of(&w, &s->item[i].w, units);
        kom_wide_mul_u64(&w, p.den);
        kom_wide_add(&sum, &w);
        if (kom_wide_compare(&sum, &all) >= 0)
            break;
    }
    return s->item[i].x;
}

void kom_weighted_fini(struct kom_weighted *s) {
    kom_free(s->item);
    kom_free(s->small);
    *s = (struct kom_weighted){0};
}
