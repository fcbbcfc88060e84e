/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compensated dot products and the inverse of a small symmetric matrix. */
#include "small.h"

#include <math.h>

#include "cholesky.h"
#include "mem.h"

struct part {
    double high, low;
};

/* Dekker 1971: x = high + low, each of 26 bits. */
static struct part split(double x) {
    const double c = 134217729 * x;
    const double high = c - (c - x);
    return (struct part){high, x - high};
}

/* p + e = a b exactly. */
static double product_error(double a, double b, double p) {
    const struct part x = split(a), y = split(b);
    return x.low * y.low - (((p - x.high * y.high) - x.low * y.high) - x.high * y.low);
}

double kom_small_dot(const double *a, const double *b, const double *weight, size_t n) {
    double sum = 0, rest = 0;
    for (size_t i = 0; i < n; i++) {
        const double f = weight ? weight[i] * a[i] : a[i];
        const double p = f * b[i], next = sum + p, back = next - sum;
        rest += ((sum - (next - back)) + (p - back)) + product_error(f, b[i], p);
        sum = next;
    }
    return sum + rest;
}

double kom_small_dot_quick(const double *a, const double *b, const double *weight, size_t n) {
    double sum[4] = {0, 0, 0, 0};
    size_t i = 0;
    for (; i + 4 <= n; i += 4)
        for (size_t s = 0; s < 4; s++)
            sum[s] += (weight ? weight[i + s] * a[i + s] : a[i + s]) * b[i + s];
    for (; i < n; i++)
        sum[0] += (weight ? weight[i] * a[i] : a[i]) * b[i];
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

/* The factor of the scaled matrix, U, into l as L = U'; the first column of which too little is
   left, or k. */
static size_t factor(const double *m, const double *scale, double *l, size_t k) {
    for (size_t j = 0; j < k; j++)
        for (size_t i = j; i < k; i++)
            l[j * k + i] = m[j * k + i] * scale[i] * scale[j];
    const size_t collinear = kom_cholesky(l, k, KOM_PIVOT_LEAST, NULL);
    for (size_t j = 0; j < k; j++)
        for (size_t i = j; i < k; i++)
            l[i * k + j] = l[j * k + i];
    return collinear;
}

/* Turns l into its inverse, in place. */
static void invert_lower(double *l, size_t k) {
    for (size_t j = 0; j < k; j++) {
        l[j * k + j] = 1 / l[j * k + j];
        for (size_t i = j + 1; i < k; i++) {
            double sum = 0;
            for (size_t c = j; c < i; c++)
                sum -= l[i * k + c] * l[c * k + j];
            l[i * k + j] = sum / l[i * k + i];
        }
    }
}

/* m = scale L^-T L^-1 scale */
static void square(double *m, const double *inverse, const double *scale, size_t k) {
    for (size_t i = 0; i < k; i++) {
        for (size_t j = i; j < k; j++) {
            double sum = 0;
            for (size_t c = j; c < k; c++)
                sum += inverse[c * k + i] * inverse[c * k + j];
            m[i * k + j] = m[j * k + i] = sum * scale[i] * scale[j];
        }
    }
}

enum kom_status kom_small_invert(double *m, size_t k, size_t *collinear) {
    double *l = kom_alloc(k * k, sizeof *l), *scale = kom_alloc(k, sizeof *scale);
    enum kom_status status = l && scale ? KOM_OK : KOM_ENOMEM;
    *collinear = k;
    for (size_t i = 0; !status && i < k; i++)
        scale[i] = m[i * k + i] > 0 ? 1 / sqrt(m[i * k + i]) : 0;
    if (!status) {
        *collinear = factor(m, scale, l, k);
        status = *collinear == k ? KOM_OK : KOM_EESTIMATE;
    }
    if (!status) {
        invert_lower(l, k);
        square(m, l, scale, k);
    }
    kom_free(l);
    kom_free(scale);
    return status;
}

void kom_small_product(const double *a, const double *b, double *out, size_t k) {
    for (size_t i = 0; i < k; i++) {
        for (size_t j = 0; j < k; j++) {
            double sum = 0;
            for (size_t c = 0; c < k; c++)
                sum += a[i * k + c] * b[c * k + j];
            out[i * k + j] = sum;
        }
    }
}
