/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hedges' g and the noncentral t against R 4.2.2. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "digits.h"
#include "dist.h"
#include "kom/effect.h"
#include "rng.h"

/* R 4.2.2 pt(t, df, ncp); its own accuracy is some 1e-12. */
static void noncentral_t_of_r(void **state) {
    (void)state;
    static const double row[][4] = {
        {1, 5, .5, 0.6665357026869924},    {3, 2, 1, 0.8335594263366817},
        {-2, 30, 1, 0.001914401833958079}, {30, 4, 20, 0.77555780177836},
        {1.9, 1, 0, 0.8457858855496666},   {5, 200, 4, 0.8325046182400621}};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        kom_assert_digits(kom_noncentral_t(row[i][0], row[i][1], row[i][2]), row[i][3], 10);
    }
    /* without noncentrality it is Student's */
    for (int i = -8; i <= 8; i++) {
        const double p = kom_t_p(i / 2.0, 7) / 2;
        kom_assert_digits(kom_noncentral_t(i / 2.0, 7, 0), i > 0 ? 1 - p : p, 12);
    }
    /* a large noncentrality: T <= t is nearly chi^2 / df >= (delta / t)^2 */
    kom_assert_digits(kom_noncentral_t(1000, 6, 900), kom_chi2_p(6 * .81, 6), 5);
    assert_true(isnan(kom_noncentral_t(1, .5, 0)) && isnan(kom_noncentral_t((double)NAN, 5, 0)));
}

/* R 4.2.2: g by lgamma, the limits by uniroot on pt(ncp = ), t and p by t.test(var.equal = TRUE).
   The first is Student's sleep data. */
static void hedges(void **state) {
    (void)state;
    struct kom_test t = kom_hedges_g((struct kom_sample){10, .75, 1.78900965775916},
                                     (struct kom_sample){10, 2.33, 2.00224873579683}, .95);
    kom_assert_digits(t.estimate, 0.7969352391911219, 13);
    kom_assert_digits(t.std_error, 0.4646263492168898, 13);
    kom_assert_digits(t.statistic, 1.860813467486853, 13);
    kom_assert_digits(t.df, 18, 17);
    kom_assert_digits(t.p_value, 0.07918671421593811, 12);
    kom_assert_digits(t.conf_low, -0.09545039821142239, 10);
    kom_assert_digits(t.conf_high, 1.738816899103421, 10);
    t = kom_hedges_g((struct kom_sample){5, 10, 2}, (struct kom_sample){7, 20, 3}, .95);
    kom_assert_digits(t.estimate, 3.48765057469364, 13);
    kom_assert_digits(t.std_error, 0.921779934866332, 13);
    kom_assert_digits(t.conf_low, 1.755064282262727, 10);
    kom_assert_digits(t.conf_high, 5.744782415142549, 10);
    t = kom_hedges_g((struct kom_sample){60, 0, 1}, (struct kom_sample){40, .1, 1.2}, .95);
    kom_assert_digits(t.estimate, 0.09154101913900875, 12);
    kom_assert_digits(t.conf_low, -0.308269507379192, 10);
    kom_assert_digits(t.conf_high, 0.4922981523636664, 10);
    kom_assert_digits(t.p_value, 0.652320582695366, 12);
}

/* The noncentrality by plain halving, 50 evaluations an end. */
static double halved(double t, double df, double p) {
    const double width = 10 * sqrt(1 + t * t / (2 * df));
    double low = t - width, high = t + width;
    while (high - low > 1e-13 * fmax(1, fabs(low))) {
        const double delta = low + (high - low) / 2;
        *(kom_noncentral_t(t, df, delta) > p ? &low : &high) = delta;
    }
    return low + (high - low) / 2;
}

/* Every printed digit of the limits is that of the halving. */
static void limits_are_those_of_halving(void **state) {
    (void)state;
    for (uint64_t i = 0; i < 1000; i++) { /* 470, 562 and 918 are decided by rounding */
        const struct kom_sample before = {2 + (int64_t)kom_rng_below(5, i, 0, 40), 0,
                                          .1 + (double)kom_rng_below(5, i, 1, 1000) / 1000};
        const struct kom_sample after = {2 + (int64_t)kom_rng_below(5, i, 2, i % 5 == 0 ? 900 : 40),
                                         (double)kom_rng_below(5, i, 3, 3000) / 1000 - 1,
                                         .1 + (double)kom_rng_below(5, i, 4, 1000) / 1000};
        const double level = (double[]){.95, .9, .99, .5}[i % 4], tail = kom_level_tail(level);
        const double scale = sqrt(1.0 / (double)before.n + 1.0 / (double)after.n);
        const struct kom_test t = kom_hedges_g(before, after, level);
        char got[64], want[64];
        (void)snprintf(got, sizeof got, "%.12g %.12g", t.conf_low, t.conf_high);
        (void)snprintf(want, sizeof want, "%.12g %.12g",
                       halved(t.statistic, t.df, 1 - tail) * scale,
                       halved(t.statistic, t.df, tail) * scale);
        assert_string_equal(got, want);
    }
}

/* Hedges 1981, table 2 has J of 2 degrees of freedom .5642 and of 10 .9228; here t = d / scale. */
static void edges(void **state) {
    (void)state;
    const struct kom_test two =
        kom_hedges_g((struct kom_sample){2, 0, 1}, (struct kom_sample){2, 1, 1}, .95);
    assert_true(fabs(two.estimate - .5642) < .00005);
    const struct kom_test ten =
        kom_hedges_g((struct kom_sample){6, 0, 1}, (struct kom_sample){6, 1, 1}, .95);
    assert_true(fabs(ten.estimate - .9228) < .0001);
    assert_true(
        isnan(kom_hedges_g((struct kom_sample){1, 0, 1}, (struct kom_sample){6, 1, 1}, .95).df));
    assert_true(isnan(
        kom_hedges_g((struct kom_sample){4, 0, 0}, (struct kom_sample){6, 1, 0}, .95).estimate));
    assert_true(isnan(
        kom_hedges_g((struct kom_sample){4, 0, 1}, (struct kom_sample){6, 1, 1}, 1).conf_low));
    /* a million rows and a hundred thousand standard errors are no obstacle */
    const struct kom_test large =
        kom_hedges_g((struct kom_sample){500000, 0, 1}, (struct kom_sample){500000, 2, 1}, .95);
    kom_assert_digits(large.conf_low, large.estimate - 1.96 * large.std_error, 5);
    const struct kom_test apart =
        kom_hedges_g((struct kom_sample){3, 0, 1e-3}, (struct kom_sample){3, 2, 1e-3}, .95);
    assert_true(apart.conf_low > 0 && apart.conf_low < apart.estimate &&
                apart.conf_high > apart.estimate);
}

static int setup(void **state) {
    (void)state;
    kom_stat_init();
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(noncentral_t_of_r),
        cmocka_unit_test(hedges),
        cmocka_unit_test(limits_are_those_of_halving),
        cmocka_unit_test(edges),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
