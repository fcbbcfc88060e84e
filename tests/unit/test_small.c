/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compensated dot products against exact answers, and the inverse of a Hilbert matrix. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "digits.h"
#include "small.h"

/* Plain sums would give 0 in each; by hand: the halves that cancel are exact powers of 2. */
static void dots(void **state) {
    (void)state;
    const double big[3] = {0x1p60, 1, -0x1p60}, ones[3] = {1, 1, 1};
    kom_assert_digits(kom_small_dot(big, ones, NULL, 3), 1, 15);
    /* (2^30 + 1)^2 - 2^60 - 2^31 = 1: the 1 is lost in the rounded product */
    const double a[3] = {0x1p30 + 1, 0x1p30, 0x1p31}, b[3] = {0x1p30 + 1, -0x1p30, -1};
    kom_assert_digits(kom_small_dot(a, b, NULL, 3), 1, 15);
    const double weight[3] = {3, 3, 3};
    kom_assert_digits(kom_small_dot(a, b, weight, 3), 3, 15);
}

/* The inverse has whole numbers: 9 -36 30, 192 -180, 180. */
static void hilbert(void **state) {
    (void)state;
    const double expected[9] = {9, -36, 30, -36, 192, -180, 30, -180, 180};
    double m[9], product[9];
    size_t collinear = 0;
    for (size_t i = 0; i < 9; i++)
        m[i] = 1 / (double)(i / 3 + i % 3 + 1);
    double copy[9];
    for (size_t i = 0; i < 9; i++)
        copy[i] = m[i];
    assert_int_equal(kom_small_invert(m, 3, &collinear), KOM_OK);
    assert_int_equal(collinear, 3);
    for (size_t i = 0; i < 9; i++)
        kom_assert_digits(m[i], expected[i], 12);
    kom_small_product(copy, m, product, 3);
    for (size_t i = 0; i < 9; i++)
        assert_true(fabs(product[i] - (i % 4 == 0)) < 1e-12);
}

/* The third column is the first less the second; a column of zeros is collinear too. */
static void collinear_columns(void **state) {
    (void)state;
    double m[9] = {2, 1, 1, 1, 2, -1, 1, -1, 2}, zero[1] = {0};
    size_t collinear = 9;
    assert_int_equal(kom_small_invert(m, 3, &collinear), KOM_EESTIMATE);
    assert_int_equal(collinear, 2);
    assert_int_equal(kom_small_invert(zero, 1, &collinear), KOM_EESTIMATE);
    assert_int_equal(collinear, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dots),
        cmocka_unit_test(hilbert),
        cmocka_unit_test(collinear_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
