/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Miettinen and Nurminen's interval against published tables and their closed form. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "digits.h"
#include "dist.h"
#include "kom/rate.h"
#include "kom/share.h"
#include "share_score.h"

/* 56/70 - 48/80, 9/10 - 3/10, 10/10 - 0/20: Newcombe 1998 (Stat Med 17:873) Table II, method 6; the
   first two and 84/101 - 89/105 also SAS 9.4 in Garner 2016 (WUSS paper 127), recorded in the test
   data of the Python package DBCI. 0/16 - 15/72: R package contingencytables 3.0, which goes with
   Fagerland, Lydersen & Laake 2017, tests of chapter 4 (Ritland 2007). */
static void published(void **state) {
    (void)state;
    static const struct {
        int x1, n1, x2, n2;
        double low, high;
    } row[] = {{48, 80, 56, 70, .0528, .3382},
               {3, 10, 9, 10, .1700, .8406},
               {0, 20, 10, 10, .7156, 1},
               {89, 105, 84, 101, -.1191, .0860},
               {15, 72, 0, 16, -.3164, -.0056}};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        const struct kom_test t = kom_share_score(row[i].x1, row[i].n1, row[i].x2, row[i].n2, .95);
        assert_true(fabs(t.conf_low - row[i].low) < .000051);
        assert_true(fabs(t.conf_high - row[i].high) < .000051);
        const struct kom_test turned =
            kom_share_score(row[i].x2, row[i].n2, row[i].x1, row[i].n1, .95);
        kom_assert_digits(turned.conf_low, -t.conf_high, 12);
        kom_assert_digits(turned.conf_high, -t.conf_low, 12);
    }
}

/* z(d) with the restricted shares in closed form: Miettinen & Nurminen 1985, appendix I. */
static double closed_form(int x1, int n1, int x2, int n2, double d) {
    const double m1 = n1, m2 = n2, n = m1 + m2, x = x1 + x2;
    const double l3 = n, l2 = (m2 + 2 * m1) * d - n - x;
    const double l1 = (m1 * d - n - 2 * x1) * d + x, l0 = x1 * d * (1 - d);
    const double q = pow(l2, 3) / pow(3 * l3, 3) - l1 * l2 / (6 * l3 * l3) + l0 / (2 * l3);
    const double root = sqrt(fmax(0, l2 * l2 / pow(3 * l3, 2) - l1 / (3 * l3)));
    const double p = q > 0 ? root : -root;
    const double cosine = fabs(p) > 0 ? fmax(-1, fmin(1, q / pow(p, 3))) : 1;
    const double a = (acos(-1) + acos(cosine)) / 3;
    const double r1 = 2 * p * cos(a) - l2 / (3 * l3), r2 = r1 + d;
    const double v = (r1 * (1 - r1) / m1 + r2 * (1 - r2) / m2) * n / (n - 1);
    return (x2 / m2 - x1 / m1 - d) / sqrt(v);
}

/* The limits are where z is the quantile, the p-value is that of z(0). */
static void limits_are_roots(void **state) {
    (void)state;
    static const int size[][2] = {{3, 8}, {10, 10}, {7, 25}, {60, 41}};
    const double z = kom_normal_quantile_upper(.05);
    for (size_t s = 0; s < sizeof size / sizeof *size; s++) {
        const int n1 = size[s][0], n2 = size[s][1];
        for (int i = 0; i <= n1; i += 1 + n1 / 10) {
            for (int j = 0; j <= n2; j += 1 + n2 / 10) {
                const struct kom_test t = kom_share_score(i, n1, j, n2, .9);
                if (t.conf_low > -1 + 1e-9) {
                    assert_true(fabs(closed_form(i, n1, j, n2, t.conf_low) - z) < 1e-6);
                }
                if (t.conf_high < 1 - 1e-9) {
                    assert_true(fabs(closed_form(i, n1, j, n2, t.conf_high) + z) < 1e-6);
                }
                if (i + j > 0 && i + j < n1 + n2) {
                    assert_true(fabs(closed_form(i, n1, j, n2, 1e-12) - t.statistic) < 1e-6);
                    kom_assert_digits(kom_share_score_z(i, n1, j, n2, 0), t.statistic, 10);
                    assert_true((t.p_value < .1) == (t.conf_low > 0 || t.conf_high < 0));
                } else {
                    assert_true(isnan(t.statistic) && isnan(t.p_value));
                    assert_true(t.conf_low < 0 && t.conf_high > 0);
                }
            }
        }
    }
}

/* z(0): the root of R 4.2.2 prop.test(correct = FALSE)'s chi-square times (N - 1) / N. */
static void test_of_no_difference(void **state) {
    (void)state;
    const struct kom_test t = kom_share_score(48, 80, 56, 70, .95);
    kom_assert_digits(t.statistic, 2.65017195125853 * sqrt(149.0 / 150), 13);
    kom_assert_digits(t.estimate, .2, 14);
    assert_true(isnan(t.df));
    kom_assert_digits(kom_share_score(0, 20, 0, 20, .95).conf_high,
                      -kom_share_score(0, 20, 0, 20, .95).conf_low, 10);
    /* all and none: the interval ends at -1; beyond 1e9 and outside 0..n nothing */
    kom_assert_digits(kom_share_score(10, 10, 0, 20, .95).conf_low, -1, 15);
    assert_true(isnan(kom_share_score(1, 0, 1, 2, .95).conf_low));
    assert_true(isnan(kom_share_score(3, 2, 1, 2, .95).estimate));
    assert_true(isnan(kom_share_score(1, 2, 1, 2, 1).conf_low));
    assert_true(isnan(kom_share_score_z(1, 2, 1, 2, 1)));
    const struct kom_test bulk = kom_share_score(200000000, 1000000000, 200050000, 1000000000, .95);
    const struct kom_test wald = kom_newcombe(200000000, 1000000000, 200050000, 1000000000, .95);
    kom_assert_digits(bulk.conf_low, wald.conf_low, 4);
    kom_assert_digits(bulk.statistic, wald.statistic, 8);
}

/* The test rejects exactly when the interval of level 1 - 2 alpha lies within the margin; and on
   the scale of one-sided normal tails of closed_form. */
static void equivalence(void **state) {
    (void)state;
    for (int j = 20; j <= 60; j += 2) {
        const int64_t count[] = {40, j}, n[] = {80, 75};
        const struct kom_test t = kom_share_score_equivalence(count, n, .15, .95);
        const struct kom_test inner = kom_share_score(40, 80, j, 75, .9);
        kom_assert_digits(t.conf_low, inner.conf_low, 10);
        kom_assert_digits(t.conf_high, inner.conf_high, 10);
        assert_true((t.p_value < .05) == (t.conf_low > -.15 && t.conf_high < .15));
        const double above = closed_form(40, 80, j, 75, -.15);
        const double below = -closed_form(40, 80, j, 75, .15);
        const double z = fmin(above, below);
        kom_assert_digits(t.p_value, erfc(z / sqrt(2)) / 2, 7);
        kom_assert_digits(fabs(t.statistic), fabs(z), 8);
    }
    const int64_t count[] = {40, 40}, n[] = {80, 80};
    assert_true(isnan(kom_share_score_equivalence(count, n, 0, .95).p_value));
    assert_true(isnan(kom_share_score_equivalence(count, n, 1, .95).p_value));
    assert_true(isnan(kom_share_score_equivalence(count, n, .1, .4).conf_low));
}

static int setup(void **state) {
    (void)state;
    kom_stat_init();
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published),
        cmocka_unit_test(limits_are_roots),
        cmocka_unit_test(test_of_no_difference),
        cmocka_unit_test(equivalence),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
