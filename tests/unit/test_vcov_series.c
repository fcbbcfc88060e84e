/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two ways to the root of a cluster's adjustment. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <math.h>

#include "digits.h"
#include "lsq.h"
#include "vcov.h"

#include <cmocka.h>

/* cr2 of many clusters goes by a series where few degrees of freedom are asked for, and by
   eigenvalues where all are: to the last digit the same, with as many columns as rows of a cluster
   and with more. */
static void series_and_eigenvalues(void **state) {
    (void)state;
    enum { G = 90, K = 10, ROWS_MAX = 12 };
    static struct kom_dd x[K * G * ROWS_MAX], y[G * ROWS_MAX];
    static uint32_t cluster[G * ROWS_MAX];
    for (size_t rows = 9; rows <= ROWS_MAX; rows += 3) {
        const struct kom_lsq in = {.n = G * rows, .k = K, .y = y, .x = x};
        uint32_t draw = 7;
        for (size_t i = 0; i < in.n * (K + 1); i++) {
            draw = draw * 1664525U + 1013904223U;
            *(i < in.n * K ? &x[i] : &y[i - in.n * K]) =
                kom_dd((double)(draw >> 8) / (1 << 24) - .5);
        }
        for (size_t i = 0; i < in.n; i++)
            cluster[i] = (uint32_t)(i / rows);
        struct kom_lsq_fit fit;
        struct kom_vcov all, one;
        struct kom_vcov_spec spec = {.kind = KOM_VCOV_CR2, .n_ways = 1, .cluster = {{cluster, G}}};
        assert_int_equal(kom_lsq_solve(&in, &fit, NULL), KOM_OK);
        assert_int_equal(kom_vcov_estimate(&fit, &spec, &all, NULL), KOM_OK);
        spec.n_df = 1;
        assert_int_equal(kom_vcov_estimate(&fit, &spec, &one, NULL), KOM_OK);
        kom_assert_digits(one.df[0], all.df[0], 15.5);
        assert_true(isnan(one.df[1]) && !isnan(all.df[1]));
        for (size_t j = 0; j < K * K; j++)
            assert_true(fabs(kom_dd_sub(one.v_dd[j], all.v_dd[j]).hi) <= 1e-28 * fabs(all.v[0]));
        kom_vcov_free(&all);
        kom_vcov_free(&one);
        kom_lsq_fit_free(&fit);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(series_and_eigenvalues),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
