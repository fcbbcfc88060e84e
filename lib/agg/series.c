/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lag-1 autocorrelation from exact sums of products. */
#include "series.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "units.h"

static bool reserve(struct kom_series *s, size_t n) {
    void *p = s->item;
    if (kom_grow(&p, &s->cap, s->n + n, sizeof *s->item)) {
        s->failed = true;
        return false;
    }
    s->item = p;
    return true;
}

void kom_series_add(struct kom_series *s, uint64_t order, const struct kom_num *x) {
    if (reserve(s, 1))
        s->item[s->n++] = (struct kom_series_item){order, *x};
}

void kom_series_merge(struct kom_series *s, const struct kom_series *from) {
    s->failed = s->failed || from->failed;
    if (from->n && reserve(s, from->n)) {
        memcpy(s->item + s->n, from->item, from->n * sizeof *s->item);
        s->n += from->n;
    }
}

static int by_order(const void *a, const void *b) {
    uint64_t x = ((const struct kom_series_item *)a)->order;
    uint64_t y = ((const struct kom_series_item *)b)->order;
    return (x > y) - (x < y);
}

/* Sums in units: of the values, of their squares, of the products of neighbours. */
struct sums {
    struct kom_wide sum, square, product;
};

static void add_up(const struct kom_series *s, struct kom_units units, struct sums *sums) {
    struct kom_wide x, last, w;
    kom_wide_zero(&sums->sum);
    kom_wide_zero(&sums->square);
    kom_wide_zero(&sums->product);
    kom_wide_zero(&last);
    for (size_t i = 0; i < s->n; i++) {
        kom_units_of(&x, &s->item[i].x, units);
        kom_wide_add(&sums->sum, &x);
        kom_wide_mul(&w, &x, &x);
        kom_wide_add(&sums->square, &w);
        kom_wide_mul(&w, &x, &last);
        kom_wide_add(&sums->product, &w);
        kom_wide_copy(&last, &x);
    }
}

/* With S the sum, P the products, Q the squares, m = S / n, times n^2:
   n^2 P - n S (2 S - first - last) + (n - 1) S^2 over n (n Q - S^2). */
static double autocorr(const struct kom_series *s, struct kom_units units) {
    struct sums sums;
    struct kom_wide square_of_sum, end, w;
    add_up(s, units, &sums);
    kom_wide_mul(&square_of_sum, &sums.sum, &sums.sum);
    kom_wide_mul_u64(&sums.square, s->n);
    kom_wide_sub(&sums.square, &square_of_sum);
    kom_wide_mul_u64(&sums.square, s->n);
    if (sums.square.n == 0)
        return KOM_NAN;
    kom_wide_mul_u64(&sums.product, s->n);
    kom_wide_mul_u64(&sums.product, s->n);
    kom_wide_copy(&w, &sums.sum);
    kom_wide_mul_u64(&w, 2);
    kom_units_of(&end, &s->item[0].x, units);
    kom_wide_sub(&w, &end);
    kom_units_of(&end, &s->item[s->n - 1].x, units);
    kom_wide_sub(&w, &end);
    kom_wide_mul(&end, &w, &sums.sum);
    kom_wide_mul_u64(&end, s->n);
    kom_wide_sub(&sums.product, &end);
    kom_wide_mul_u64(&square_of_sum, s->n - 1);
    kom_wide_add(&sums.product, &square_of_sum);
    return kom_wide_ratio(&sums.product, &sums.square);
}

double kom_series_autocorr(struct kom_series *s, bool *is_tied) {
    struct kom_units units = {0};
    *is_tied = false;
    if (s->n < 2)
        return KOM_NAN;
    qsort(s->item, s->n, sizeof *s->item, by_order);
    for (size_t i = 0; i < s->n; i++) {
        kom_units_cover(&units, &s->item[i].x);
        *is_tied = *is_tied || (i && s->item[i].order == s->item[i - 1].order);
    }
    return *is_tied ? KOM_NAN : autocorr(s, units);
}

void kom_series_fini(struct kom_series *s) {
    kom_free(s->item);
    *s = (struct kom_series){0};
}
