/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decimals as whole numbers in a unit of their own, for tests that compare and permute them. */
#include "work.h"

#include <math.h>

enum { SCALE_MAX = 15 }; /* 10^15 is below 2^52 */

/* The decimals that all of the numbers have at most, -1 when there is none. */
static int scale_of(const struct kom_num *x, size_t n, const struct kom_num *base) {
    int scale = 0;
    for (size_t i = 0; i < n; i++) {
        const struct kom_num d = kom_diff_subtract(&x[i], base);
        if (!d.is_exact || d.scale > SCALE_MAX)
            return -1;
        scale = d.scale > scale ? d.scale : scale;
    }
    return scale;
}

double kom_diff_whole(const struct kom_num *x, size_t n, const struct kom_num *base, double *out) {
    const double limit = 4503599627370496.0; /* 2^52 */
    const int scale = scale_of(x, n, base);
    const double unit = scale >= 0 ? (double)kom_pow10[scale] : 1;
    bool is_whole = scale >= 0;
    for (size_t i = 0; i < n && is_whole; i++) {
        const struct kom_num d = kom_diff_subtract(&x[i], base);
        const double mantissa = (double)d.mantissa * (double)kom_pow10[scale - d.scale];
        is_whole = fabs(mantissa) < limit; /* and then nothing was rounded */
        out[i] = mantissa;
    }
    for (size_t i = 0; i < n && !is_whole; i++) {
        const struct kom_num d = kom_diff_subtract(&x[i], base);
        out[i] = kom_num_double(&d);
    }
    return is_whole ? unit : 1;
}
