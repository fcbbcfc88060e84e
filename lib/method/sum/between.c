/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One-way analysis of variance from exact sums: the differences of large sums lose no digit. */
#include <math.h>

#include "dist.h"
#include "sum.h"

/* S^2 / n is cut off 2^-512 units below the exact value. A sum of squares that is not zero is at
   least 1 / (n^2 k) units, so some 400 bits of it are right; that it is zero is decided without
   division. */
enum { FRACTION = 512 };

/* The sums of one group in the unit of all. */
struct sums {
    struct kom_wide sum, square;
};

static void bring_to(const struct kom_exact *e, const struct kom_wide *unit, struct sums *s) {
    struct kom_wide sum, square, own, up, w;
    kom_exact_sums(e, &sum, &square, &own);
    kom_wide_divide(&up, NULL, unit, &own);
    kom_wide_mul(&s->sum, &sum, &up);
    kom_wide_mul(&w, &square, &up);
    kom_wide_mul(&s->square, &w, &up);
}

/* S^2 / n * 2^FRACTION, cut off. */
static void mean_square(const struct kom_wide *sum, uint64_t n, struct kom_wide *out) {
    struct kom_wide square, den;
    kom_wide_mul(&square, sum, sum);
    kom_wide_shift_left(&square, FRACTION);
    kom_wide_from_u64(&den, n);
    kom_wide_divide(out, NULL, &square, &den);
}

/* n Q = S^2: all values of the group are equal. */
static bool is_constant(const struct sums *s, uint64_t n) {
    struct kom_wide square, all;
    kom_wide_mul(&square, &s->sum, &s->sum);
    kom_wide_copy(&all, &s->square);
    kom_wide_mul_u64(&all, n);
    return kom_wide_compare(&square, &all) == 0;
}

/* The two means are equal. */
static bool same_mean(const struct kom_wide *a, uint64_t na, const struct kom_wide *b,
                      uint64_t nb) {
    struct kom_wide x, y;
    kom_wide_copy(&x, a);
    kom_wide_copy(&y, b);
    kom_wide_mul_u64(&x, nb);
    kom_wide_mul_u64(&y, na);
    return kom_wide_compare(&x, &y) == 0;
}

/* Sums of squares times 2^FRACTION, in squared units. */
struct parts {
    struct kom_wide between, within, unit;
    kom_u128 n_squares; /* sum of squared group sizes */
};

static void split(const struct kom_exact *const *sums, size_t n, const struct kom_exact *all,
                  struct parts *p) {
    struct sums total, s;
    struct kom_wide w;
    bool constant = true, same = true;
    kom_exact_sums(all, &total.sum, &total.square, &p->unit);
    kom_wide_zero(&p->between);
    p->n_squares = 0;
    for (size_t i = 0; i < n; i++) {
        uint64_t ni = sums[i]->n;
        if (ni == 0)
            continue;
        bring_to(sums[i], &p->unit, &s);
        mean_square(&s.sum, ni, &w);
        kom_wide_add(&p->between, &w);
        constant = constant && is_constant(&s, ni);
        same = same && same_mean(&s.sum, ni, &total.sum, all->n);
        p->n_squares += (kom_u128)ni * ni;
    }
    kom_wide_copy(&p->within, &total.square);
    kom_wide_shift_left(&p->within, FRACTION);
    kom_wide_sub(&p->within, &p->between);
    mean_square(&total.sum, all->n, &w);
    kom_wide_sub(&p->between, &w);
    if (same)
        kom_wide_zero(&p->between);
    if (constant)
        kom_wide_zero(&p->within);
}

static double in_squared_units(const struct kom_wide *ss, const struct kom_wide *unit) {
    struct kom_wide den;
    kom_wide_mul(&den, unit, unit);
    kom_wide_shift_left(&den, FRACTION);
    return kom_wide_ratio(ss, &den);
}

/* (B / (k - 1)) / (W / (n - k)). */
static double f_ratio(const struct parts *p, uint64_t n, uint64_t k) {
    struct kom_wide num, den;
    kom_wide_copy(&num, &p->between);
    kom_wide_copy(&den, &p->within);
    kom_wide_mul_u64(&num, n - k);
    kom_wide_mul_u64(&den, k - 1);
    return kom_wide_ratio(&num, &den);
}

/* (MSB - MSW) / (MSB + (n0 - 1) MSW) with n0 = (n - sum ni^2 / n) / (k - 1), both sides times n (k
 * - 1)(n - k). */
static double intraclass(const struct parts *p, uint64_t n, uint64_t k) {
    struct kom_wide num, den, w, c;
    kom_wide_copy(&num, &p->between);
    kom_wide_mul_u64(&num, n - k);
    kom_wide_copy(&w, &p->within);
    kom_wide_mul_u64(&w, k - 1);
    kom_wide_copy(&den, &num);
    kom_wide_sub(&num, &w);
    kom_wide_mul_u64(&num, n);
    kom_wide_mul_u64(&den, n);
    /* n (n0 - 1)(k - 1) */
    kom_wide_from_i128(&c, (kom_i128)((kom_u128)n * n - p->n_squares) -
                               (kom_i128)n * (kom_i128)(k - 1));
    kom_wide_mul(&w, &p->within, &c);
    kom_wide_add(&den, &w);
    return den.n ? kom_wide_ratio(&num, &den) : KOM_NAN;
}

enum kom_status kom_between_make(const struct kom_exact *const *sums, size_t n,
                                 struct kom_between *out, struct kom_error *err) {
    struct kom_exact all = {0};
    struct parts p;
    *out = (struct kom_between){0, 0, KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN};
    for (size_t i = 0; i < n; i++) {
        kom_exact_merge(&all, sums[i]);
        out->n_groups += sums[i]->n > 0;
    }
    out->n = all.n;
    bool failed = all.failed;
    if (!failed && all.n) {
        split(sums, n, &all, &p);
        out->ss_between = in_squared_units(&p.between, &p.unit);
        out->ss_within = in_squared_units(&p.within, &p.unit);
        if (out->n_groups > 1 && out->n > out->n_groups && p.within.n) {
            out->statistic = f_ratio(&p, out->n, out->n_groups);
            out->p_value = kom_f_p(out->statistic, (double)(out->n_groups - 1),
                                   (double)(out->n - out->n_groups));
        }
        if (out->n_groups > 1 && out->n > out->n_groups)
            out->icc = intraclass(&p, out->n, out->n_groups);
    }
    kom_exact_fini(&all);
    return failed ? kom_no_memory(err) : KOM_OK;
}
