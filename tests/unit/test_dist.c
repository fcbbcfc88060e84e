/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distribution functions and quantiles against R 4.2.2 and against their own defining equations. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "digits.h"
#include "dist.h"
#include "incomplete.h"

/* R 4.2.2: pbeta(x, a, b, lower.tail = ) */
static void beta_tails(void **state) {
    (void)state;
    kom_assert_digits(kom_beta_lower(.01, 4, 356), 0.483288267019162, 13);
    kom_assert_digits(kom_beta_upper(4.4e-5, 4, 199997), 0.0244314460016631, 13);
    kom_assert_digits(kom_beta_lower(.5, 5e6, 5e6 + 1), 0.500126156622947, 11);
    kom_assert_digits(kom_beta_upper(.5003, 5e8, 5e8), 1.40779654009725e-80, 10);
    assert_true(isnan(kom_beta_lower(.5, 0, 1)));
    assert_true(isnan(kom_beta_lower((double)NAN, 1, 1)));
    kom_assert_digits(kom_beta_lower(0, 2, 3), 0, 17);
    kom_assert_digits(kom_beta_upper(0, 2, 3), 1, 17);
    kom_assert_digits(kom_beta_lower(1, 2, 3), 1, 17);
    kom_assert_digits(kom_beta_upper(1.5, 2, 3), 0, 17);
}

/* The binomial tail is a sum of probabilities, the beta tail a continued fraction: two roads to one
 * number. */
static void beta_is_binomial_sum(void **state) {
    (void)state;
    static const double sizes[] = {1, 2, 7, 20, 359, 5000, 200000, 1e7, 1e9};
    static const double means[] = {0.01, 0.9, 3.3, 17, 60};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        for (size_t j = 0; j < sizeof means / sizeof *means; j++) {
            const double n = sizes[i], p = means[j] / n;
            double sum = 0;
            for (double k = 0; k < fmin(n, 60) && p < 1; k++) {
                sum += kom_binomial_pmf(k, n, p, 1 - p);
                kom_assert_digits(kom_beta_upper(p, k + 1, n - k), sum, 12);
            }
        }
    }
}

/* R 4.2.2: qbeta */
static void beta_quantiles(void **state) {
    (void)state;
    kom_assert_digits(kom_beta_quantile(.025, 7.5, 91.5), 0.0325167676895245, 13);
    kom_assert_digits(kom_beta_quantile_upper(.025, 7.5, 91.5), 0.135111712104238, 13);
    kom_assert_digits(kom_beta_quantile(.975, .5, 20.5), 0.116638982904875, 13);
    kom_assert_digits(kom_beta_quantile(.025, 359.5, .5), 0.993032206198205, 13);
    kom_assert_digits(kom_beta_quantile(.025, 5e8, 5e8 + 1), 0.499969009748422, 13);
    kom_assert_digits(kom_beta_quantile_upper(.025, 61, 1e9 - 60), 7.72318927412175e-08, 13);
    kom_assert_digits(kom_beta_quantile(0, 2, 3), 0, 17);
    kom_assert_digits(kom_beta_quantile(1, 2, 3), 1, 17);
    kom_assert_digits(kom_beta_quantile_upper(0, 2, 3), 1, 17);
    assert_true(isnan(kom_beta_quantile(1.1, 2, 3)));
    assert_true(isnan(kom_beta_quantile((double)NAN, 2, 3)));
    assert_true(isnan(kom_beta_quantile(.5, -1, 3)));
}

/* R 4.2.2: qgamma(.025, a), qgamma(.025, a, lower = FALSE), 2 * qgamma = qchisq(.975, 3) */
static void gamma_quantiles(void **state) {
    (void)state;
    kom_assert_digits(kom_gamma_quantile(.025, 1), 0.0253178079842899, 13);
    kom_assert_digits(kom_gamma_quantile(.025, 7), 2.81436305151987, 13);
    kom_assert_digits(kom_gamma_quantile(.025, 1e6), 998040.983340294, 13);
    kom_assert_digits(kom_gamma_quantile_upper(.025, 1), 3.68887945411393, 13);
    kom_assert_digits(kom_gamma_quantile_upper(.025, 8), 14.4226753617024, 13);
    kom_assert_digits(kom_gamma_quantile_upper(.025, 1e6), 1001960.91096545, 13);
    kom_assert_digits(2 * kom_gamma_quantile(.975, 1.5), 9.34840360449614, 13);
    assert_true(isnan(kom_gamma_quantile(.5, 0)));
    assert_true(isinf(kom_gamma_quantile(1, 2)));
    kom_assert_digits(kom_gamma_quantile(0, 2), 0, 17);
}

/* A quantile put back into its distribution gives the probability: the whole range of shapes and of
 * tails. */
static void quantiles_round_trip(void **state) {
    (void)state;
    static const double p[] = {1e-12, 1e-4, .005, .025, .3, .5, .9};
    static const double a[] = {.5, 1, 1.3, 2, 2.5, 4, 17.776, 60.5, 1e3, 1e6};
    for (size_t i = 0; i < sizeof p / sizeof *p; i++) {
        for (size_t j = 0; j < sizeof a / sizeof *a; j++) {
            kom_assert_digits(kom_gamma_lower(kom_gamma_quantile(p[i], a[j]), a[j]), p[i], 11);
            kom_assert_digits(kom_gamma_upper(kom_gamma_quantile_upper(p[i], a[j]), a[j]), p[i],
                              11);
            kom_assert_digits(kom_beta_lower(kom_beta_quantile(p[i], a[j], 30), a[j], 30), p[i],
                              10);
            const double t = kom_t_quantile_upper(p[i] / 2, a[j]);
            kom_assert_digits(kom_t_p(t, a[j]), p[i], 11);
            kom_assert_digits(kom_t_quantile_upper(1 - p[i] / 2, a[j]) / t, -1,
                              p[i] > .001 ? 12 : 3);
        }
        kom_assert_digits(kom_normal_p(kom_normal_quantile_upper(p[i] / 2)), p[i], 12);
    }
}

/* R 4.2.2: qt(.975, df), 2 * pt(-t, df), 2 * pnorm(-z), qnorm */
static void normal_and_t(void **state) {
    (void)state;
    kom_assert_digits(kom_t_quantile_upper(.025, 1), 12.7062047361747, 13);
    kom_assert_digits(kom_t_quantile_upper(.025, 2.5), 3.57465484200369, 13);
    kom_assert_digits(kom_t_quantile_upper(.025, 17.77647351618), 2.10281724156979, 13);
    kom_assert_digits(kom_t_quantile_upper(.025, 1e6), 1.95996635681411, 13);
    kom_assert_digits(kom_t_quantile_upper(.025, (double)INFINITY), 1.95996398454005, 13);
    kom_assert_digits(kom_t_p(-.5, 1.7), 0.674184524924327, 13);
    kom_assert_digits(kom_t_p(3.1, 17.3), 0.00640217064994823, 13);
    kom_assert_digits(kom_t_p(-40, 5), 1.8411962171773e-07, 12);
    kom_assert_digits(kom_t_p((double)INFINITY, 5), 0, 17);
    kom_assert_digits(kom_normal_p(.3), 0.764177155622095, 13);
    kom_assert_digits(kom_normal_p(-1.96), 0.0499957902964409, 13);
    kom_assert_digits(kom_normal_p(9.5), 2.09890301507252e-21, 12);
    kom_assert_digits(kom_normal_quantile_upper(.025), 1.95996398454005, 13);
    kom_assert_digits(kom_normal_quantile_upper(.0005), 3.29052673149193, 13);
    assert_true(isnan(kom_normal_quantile_upper(0)));
    assert_true(isnan(kom_t_quantile_upper(.025, 0)));
    assert_true(isnan(kom_t_p((double)NAN, 3)));
}

/* R 4.2.2: pf(f, 3, df2, lower = FALSE), pchisq(x, df, lower = FALSE), dbinom */
static void f_chi2_and_binomial(void **state) {
    (void)state;
    kom_assert_digits(kom_f_p(.2, 3, 10), 0.894018111420721, 13);
    kom_assert_digits(kom_f_p(4.1, 3, 25.5), 0.0167487534146337, 13);
    kom_assert_digits(kom_f_p(60, 3, 4), 0.000879658400169148, 13);
    kom_assert_digits(kom_f_p(-1, 3, 4), 1, 17);
    kom_assert_digits(kom_chi2_p(.01, 1), 0.920344325445942, 13);
    kom_assert_digits(kom_chi2_p(3.84, 1), 0.0500435212487052, 13);
    kom_assert_digits(kom_chi2_p(90, 4.5), 3.02688722794192e-18, 13);
    assert_true(isnan(kom_f_p(1, 0, 4)));
    kom_assert_digits(kom_binomial_pmf(0, 20, .1, .9), 0.121576654590569, 13);
    kom_assert_digits(kom_binomial_pmf(3, 359, .011, .989), 0.198404859483677, 13);
    kom_assert_digits(kom_binomial_pmf(180, 1000, .2, .8), 0.00909780366439657, 13);
    kom_assert_digits(kom_level_tail(.9), .05, 15);
    assert_true(isnan(kom_level_tail(1)));
}

/* All tables with these margins: the probabilities sum to one. */
static void hypergeometric_sums_to_one(void **state) {
    (void)state;
    double sum = 0;
    for (int k = -1; k <= 41; k++) {
        sum += kom_hypergeometric_pmf(k, 40, 1000, 333);
    }
    kom_assert_digits(sum, 1, 13);
    kom_assert_digits(kom_hypergeometric_pmf(3, 3, 3, 3), 1, 15);
    kom_assert_digits(kom_hypergeometric_pmf(0, 0, 3, 2), 1, 15);
}

/* Against whole numbers: k / n is above 1 - a / 1000 when 1000 k > (1000 - a) n. */
static void levels_are_decimals(void **state) {
    (void)state;
    for (int a = 1; a < 1000; a++) {
        const double level = a / 1000.0;
        for (int n = 1; n <= 200; n++) {
            const int most = (1000 - a) * n / 1000;
            for (int k = most > 0 ? most - 1 : 0; k <= most + 1; k++)
                assert_int_equal(kom_p_is_above((double)k / n, level), 1000 * k > (1000 - a) * n);
            assert_int_equal((int)kom_level_count(kom_level_alpha(level), n), most);
            assert_int_equal((int)kom_level_count(kom_level_tail(level), n), (1000 - a) * n / 2000);
        }
    }
    for (double part = 1e-4; part > 5e-12; part /= 10) { /* levels next to 1 */
        assert_false(kom_p_is_above(part, 1 - part));
        assert_true(kom_p_is_above(part * (1 + 1e-10), 1 - part));
    }
    assert_false(kom_p_is_above((double)NAN, .95));
    assert_false(kom_p_is_above(.5, 1));
}

static int setup(void **state) {
    (void)state;
    kom_stat_init();
    kom_stat_init();
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(beta_tails),           cmocka_unit_test(beta_is_binomial_sum),
        cmocka_unit_test(beta_quantiles),       cmocka_unit_test(gamma_quantiles),
        cmocka_unit_test(quantiles_round_trip), cmocka_unit_test(normal_and_t),
        cmocka_unit_test(f_chi2_and_binomial),  cmocka_unit_test(hypergeometric_sums_to_one),
        cmocka_unit_test(levels_are_decimals),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
