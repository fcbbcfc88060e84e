/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cholesky, row by row. */
#include "cholesky.h"

size_t kom_cholesky(double *a, size_t n, double least, const double *of) {
    for (size_t k = 0; k < n; k++) {
        double *row = a + k * n;
        double whole = of ? of[k] : row[k];
        for (size_t i = 0; i < k && !of; i++)
            whole += a[i * n + k] * a[i * n + k];
        if (!(row[k] > least * whole))
            return k;
        const double root = sqrt(row[k]);
        for (size_t j = k; j < n; j++)
            row[j] /= root;
        for (size_t i = k + 1; i < n; i++) {
            const double factor = row[i];
            double *below = a + i * n;
            for (size_t j = i; j < n; j++)
                below[j] -= factor * row[j];
        }
    }
    return n;
}

void kom_cholesky_solve(const double *a, size_t n, double *x) {
    for (size_t k = 0; k < n; k++) {
        const double *row = a + k * n;
        x[k] /= row[k];
        for (size_t j = k + 1; j < n; j++)
            x[j] -= row[j] * x[k];
    }
    for (size_t k = n; k-- > 0;) {
        const double *row = a + k * n;
        for (size_t j = k + 1; j < n; j++)
            x[k] -= row[j] * x[j];
        x[k] /= row[k];
    }
}

bool kom_dd_cholesky(struct kom_dd *a, size_t n, double least, const double *of) {
    for (size_t i = 0; i < n; i++) {
        const double whole = of ? of[i] : a[i * n + i].hi;
        for (size_t j = 0; j <= i; j++) {
            struct kom_dd sum = a[i * n + j];
            for (size_t l = 0; l < j; l++)
                sum = kom_dd_sub(sum, kom_dd_mul(a[i * n + l], a[j * n + l]));
            if (j == i && !(sum.hi > least * whole && whole > 0))
                return false;
            a[i * n + j] = j == i ? kom_dd_sqrt(sum) : kom_dd_div(sum, a[j * n + j]);
        }
    }
    return true;
}

void kom_dd_forward(const struct kom_dd *l, size_t n, struct kom_dd *x) {
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < i; j++)
            x[i] = kom_dd_sub(x[i], kom_dd_mul(l[i * n + j], x[j]));
        x[i] = kom_dd_div(x[i], l[i * n + i]);
    }
}

void kom_dd_backward(const struct kom_dd *l, size_t n, struct kom_dd *x) {
    for (size_t i = n; i-- > 0;) {
        for (size_t j = i + 1; j < n; j++)
            x[i] = kom_dd_sub(x[i], kom_dd_mul(l[j * n + i], x[j]));
        x[i] = kom_dd_div(x[i], l[i * n + i]);
    }
}
