/* SPDX-License-Identifier: GPL-3.0-or-later */
/* McNemar's tests and Tango's interval against published values, R, and the likelihood. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "digits.h"
#include "dist.h"
#include "kom/share.h"

/* Complete response (Cavo 2012), before/after 59 6 / 16 80: R package contingencytables 3.0, tests
   of chapter 8; airway hyper-responsiveness (Bentur 2009): Fagerland, Lydersen & Laake 2014 (Stat
   Med 33:2850). All digits of p: R 4.2.2 binom.test, mcnemar.test(correct = FALSE) and pbinom. */
static void published(void **state) {
    (void)state;
    const struct kom_share_pairs cavo = {59, 6, 16, 80}, bentur = {1, 1, 7, 12};
    struct kom_test t = kom_mcnemar(cavo, KOM_MCNEMAR_NORMAL, .95);
    kom_assert_digits(t.estimate, -10 / 161.0, 15);
    assert_true(fabs(t.conf_low + .1240) < .00005 && fabs(t.conf_high + .0054) < .00005);
    assert_true(fabs(t.statistic + 2.132) < .0005);
    kom_assert_digits(t.p_value, 0.03300625766123244, 13);
    kom_assert_digits(kom_mcnemar(cavo, KOM_MCNEMAR_EXACT, .95).p_value, 0.05247879028320316, 13);
    kom_assert_digits(kom_mcnemar(cavo, KOM_MCNEMAR_MIDP, .95).p_value, 0.03468966484069828, 13);
    t = kom_mcnemar(bentur, KOM_MCNEMAR_NORMAL, .95);
    assert_true(fabs(t.conf_low + .517) < .0005 && fabs(t.conf_high + .026) < .0005);
    kom_assert_digits(t.p_value, 0.03389485352468927, 13);
    kom_assert_digits(kom_mcnemar(bentur, KOM_MCNEMAR_EXACT, .95).p_value, .0703125, 14);
    kom_assert_digits(kom_mcnemar(bentur, KOM_MCNEMAR_MIDP, .95).p_value, .0390625, 14);
}

/* Agresti 2002, section 10.1, approval of the prime minister (the example of R's ?mcnemar.test):
   -.04 with standard error .0095, z^2 = 17.36. p: R 4.2.2 as above. */
static void agresti(void **state) {
    (void)state;
    const struct kom_share_pairs pairs = {794, 86, 150, 570};
    const struct kom_test t = kom_mcnemar(pairs, KOM_MCNEMAR_NORMAL, .95);
    assert_true(fabs(t.statistic * t.statistic - 17.36) < .005 && t.statistic < 0);
    kom_assert_digits(kom_mcnemar(pairs, KOM_MCNEMAR_EXACT, .95).p_value, 3.71593613957143e-05, 12);
    kom_assert_digits(kom_mcnemar(pairs, KOM_MCNEMAR_MIDP, .95).p_value, 2.893389517615475e-05, 12);
    kom_assert_digits(t.p_value, 3.099293441045218e-05, 12);
    assert_true(fabs(t.estimate + .04) < .0005 && fabs(t.std_error - .0095) < .0001);
}

/* The most likely share of `lost` given the difference, by thirds on the likelihood. */
static double likelihood(double gained, double lost, double n, double d, double r) {
    const double rest = n - gained - lost;
    return (gained > 0 ? gained * log(r + d) : 0) + (lost > 0 ? lost * log(r) : 0) +
           (rest > 0 ? rest * log(1 - 2 * r - d) : 0);
}

static double brute_z(double gained, double lost, double n, double d) {
    double low = fmax(0, -d), high = (1 - d) / 2;
    for (int i = 0; i < 300; i++) {
        const double a = low + (high - low) / 3, b = high - (high - low) / 3;
        if (likelihood(gained, lost, n, d, a) < likelihood(gained, lost, n, d, b)) {
            low = a;
        } else {
            high = b;
        }
    }
    return (gained - lost - n * d) / sqrt(n * (2 * (low + high) / 2 + d * (1 - d)));
}

static void limits_are_roots(void **state) {
    (void)state;
    const double z = kom_normal_quantile_upper(.025);
    for (int n = 1; n <= 41; n += 5) {
        for (int gained = 0; gained <= n; gained += 1 + n / 9) {
            for (int lost = 0; gained + lost <= n; lost += 1 + n / 9) {
                const struct kom_share_pairs pairs = {(n - gained - lost) / 2, gained, lost,
                                                      n - gained - lost - (n - gained - lost) / 2};
                const struct kom_test t = kom_mcnemar(pairs, KOM_MCNEMAR_NORMAL, .95);
                assert_true(t.conf_low >= -1 && t.conf_high <= 1);
                if (lost < n) {
                    assert_true(fabs(brute_z(gained, lost, n, t.conf_low) - z) < 1e-5);
                } else {
                    kom_assert_digits(t.conf_low, -1, 15);
                }
                if (gained < n) {
                    assert_true(fabs(brute_z(gained, lost, n, t.conf_high) + z) < 1e-5);
                } else {
                    kom_assert_digits(t.conf_high, 1, 15);
                }
                if (gained + lost > 0) {
                    assert_true((t.p_value < .05) == (t.conf_low > 0 || t.conf_high < 0));
                }
            }
        }
    }
}

/* Nobody changed: +-z^2 / (n + z^2), Tango 1998. */
static void nobody_changed(void **state) {
    (void)state;
    const struct kom_test t =
        kom_mcnemar((struct kom_share_pairs){12, 0, 0, 18}, KOM_MCNEMAR_EXACT, .95);
    const double z = kom_normal_quantile_upper(.025);
    kom_assert_digits(t.conf_high, z * z / (30 + z * z), 10);
    kom_assert_digits(t.conf_low, -z * z / (30 + z * z), 10);
    assert_true(isnan(t.statistic) && isnan(t.std_error));
    kom_assert_digits(t.p_value, 1, 17);
    kom_assert_digits(t.estimate, 0, 17);
}

/* The p-values by their sums, for all counts up to 20. */
static void p_enumerated(void **state) {
    (void)state;
    for (int b = 0; b <= 20; b++) {
        for (int c = 0; c <= 20; c++) {
            if (b + c == 0) {
                continue;
            }
            double way = 1, tail = 0, own = 0;
            for (int i = 0; i <= (b < c ? b : c); i++) {
                own = way;
                tail += way;
                way = way * (b + c - i) / (i + 1);
            }
            const double all = pow(2, b + c);
            const double midp = b == c ? 1 - own / all / 2 : (2 * tail - own) / all;
            const struct kom_share_pairs pairs = {3, b, c, 4};
            kom_assert_digits(kom_mcnemar(pairs, KOM_MCNEMAR_EXACT, .95).p_value,
                              fmin(1, 2 * tail / all), 13);
            kom_assert_digits(kom_mcnemar(pairs, KOM_MCNEMAR_MIDP, .95).p_value, midp, 13);
        }
    }
}

static void edges(void **state) {
    (void)state;
    assert_true(isnan(kom_mcnemar((struct kom_share_pairs){0}, KOM_MCNEMAR_EXACT, .95).p_value));
    assert_true(
        isnan(kom_mcnemar((struct kom_share_pairs){1, -1, 1, 1}, KOM_MCNEMAR_EXACT, .95).p_value));
    assert_true(
        isnan(kom_mcnemar((struct kom_share_pairs){1000000000, 1, 0, 0}, KOM_MCNEMAR_EXACT, .95)
                  .estimate));
    const struct kom_test t =
        kom_mcnemar((struct kom_share_pairs){5, 4, 3, 5}, KOM_MCNEMAR_EXACT, 0);
    assert_true(isnan(t.conf_low) && isnan(t.conf_high) && t.p_value > .9);
    const struct kom_share_pairs bulk = {400000000, 100010000, 100000000, 300000000};
    const struct kom_test large = kom_mcnemar(bulk, KOM_MCNEMAR_MIDP, .95);
    kom_assert_digits(large.conf_low, large.estimate - 1.959963984540054 * large.std_error, 6);
    kom_assert_digits(large.p_value, kom_normal_p(large.statistic), 4);
}

static int setup(void **state) {
    (void)state;
    kom_stat_init();
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published),        cmocka_unit_test(agresti),
        cmocka_unit_test(limits_are_roots), cmocka_unit_test(nobody_changed),
        cmocka_unit_test(p_enumerated),     cmocka_unit_test(edges),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
