/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Share and rate intervals against published values, R, and their defining equations. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "digits.h"
#include "dist.h"
#include "incomplete.h"
#include "kom/interval.h"

static void same(struct kom_ci ci, double low, double high, double digits) {
    kom_assert_digits(ci.low, low, digits);
    kom_assert_digits(ci.high, high, digits);
}

/* Newcombe 1998 (Stat Med 17:857) Table I prints four digits; all digits from R 4.2.2
   prop.test(correct = FALSE), binom.test. */
static void published_shares(void **state) {
    (void)state;
    same(kom_share_ci(KOM_CI_WILSON, 81, 263, .95), 0.2552885198783, 0.3662095769828, 12);
    same(kom_share_ci(KOM_CI_WILSON, 0, 20, .95), 0, 0.1611251580528, 12);
    same(kom_share_ci(KOM_CI_EXACT, 81, 263, .95), 0.2527367455853, 0.3676219226014, 12);
    same(kom_share_ci(KOM_CI_EXACT, 0, 20, .95), 0, 0.1684334709831, 12);
    /* prop.test(7, 98, correct = FALSE)$conf.int */
    same(kom_share_ci(KOM_CI_WILSON, 7, 98, .95), 0.0350284535980609, 0.14016010936338, 13);
}

/* Newcombe 1998 Table I prints for the mid-P method 81/263: 0.2544 0.3658, 15/148: 0.0601 0.1581,
   0/20: 0 0.1391, 1/29: 0.0017 0.1585. */
static void published_midp(void **state) {
    (void)state;
    static const struct {
        int k, n;
        double low, high;
    } row[] = {
        {81, 263, .2544, .3658}, {15, 148, .0601, .1581}, {0, 20, 0, .1391}, {1, 29, .0017, .1585}};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        const struct kom_ci ci = kom_share_ci(KOM_CI_MIDP, row[i].k, row[i].n, .95);
        assert_true(fabs(ci.low - row[i].low) < 0.00005);
        assert_true(fabs(ci.high - row[i].high) < 0.00005);
    }
}

/* R 4.2.2: binom.test(k, n, conf.level = )$conf.int; qbeta(c(.025, .975), k + .5, n - k + .5) */
static void shares_of_r(void **state) {
    (void)state;
    same(kom_share_ci(KOM_CI_EXACT, 4, 359, .95), 0.00304395038977944, 0.0282809240350081, 13);
    same(kom_share_ci(KOM_CI_EXACT, 7, 98, .9), 0.0340015871988831, 0.129975792049981, 13);
    same(kom_share_ci(KOM_CI_EXACT, 3, 200000, .95), 3.09337129690532e-06, 4.38357333119673e-05,
         10);
    same(kom_share_ci(KOM_CI_EXACT, 12, 40, .99), 0.134356816688574, 0.514308392633145, 13);
    same(kom_share_ci(KOM_CI_JEFFREYS, 7, 98, .95), 0.0325167676895245, 0.135111712104238, 13);
    same(kom_share_ci(KOM_CI_JEFFREYS, 0, 20, .95), 0, 0.116638982904875, 13);
    same(kom_share_ci(KOM_CI_JEFFREYS, 359, 359, .95), 0.993032206198205, 1, 13);
}

/* The tail P(X >= k) or P(X <= k) as a sum of at most 61 probabilities, independent of the beta
 * function. */
static double sum_below(int64_t k, double n, double p) {
    double sum = 0;
    for (int64_t i = k; i >= 0; i--) {
        sum += kom_binomial_pmf((double)i, n, p, 1 - p);
    }
    return sum;
}

static double sum_above(int64_t k, double n, double p) {
    double sum = 0;
    for (double i = (double)k; i <= n && i < (double)k + 400; i++) {
        sum += kom_binomial_pmf(i, n, p, 1 - p);
    }
    return sum;
}

static const int64_t walk[] = {1,     2,     3,      5,      8,      13,    20,    31,    47,
                               60,    61,    71,     98,     150,    263,   359,   500,   773,
                               1000,  1777,  2500,   5000,   7919,   10000, 20000, 35000, 50000,
                               77777, 99999, 100000, 100001, 150000, 200000};

/* Every k up to 60 (and its mirror image) for n up to 200,000 solves Clopper and Pearson's
 * equations. */
static void exact_walk(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof walk / sizeof *walk; i++) {
        const int64_t n = walk[i];
        const double m = (double)n;
        for (int64_t k = 0; k <= 60 && k <= n; k++) {
            const struct kom_ci ci = kom_share_ci(KOM_CI_EXACT, k, n, .95);
            assert_true(ci.low >= 0 && ci.low <= (double)k / m && ci.high >= (double)k / m &&
                        ci.high <= 1);
            if (k > 0) {
                kom_assert_digits(sum_above(k, m, ci.low), .025, 10);
            }
            if (k < n) {
                kom_assert_digits(sum_below(k, m, ci.high), .025, 10);
            }
            const struct kom_ci mirror = kom_share_ci(KOM_CI_EXACT, n - k, n, .95);
            assert_true(fabs(mirror.low - (1 - ci.high)) < 1e-14);
            assert_true(fabs(mirror.high - (1 - ci.low)) < 1e-14);
        }
    }
}

/* mid-P: half of the point probability belongs to the tail. */
static void midp_walk(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof walk / sizeof *walk; i++) {
        const int64_t n = walk[i];
        const double m = (double)n;
        for (int64_t k = 0; k <= 60 && k <= n; k++) {
            const struct kom_ci ci = kom_share_ci(KOM_CI_MIDP, k, n, .9);
            const double x = (double)k;
            if (k > 0) {
                const double half = kom_binomial_pmf(x, m, ci.low, 1 - ci.low) / 2;
                kom_assert_digits(sum_above(k, m, ci.low) - half, .05, 10);
            } else {
                kom_assert_digits(ci.low, 0, 17);
            }
            if (k < n) {
                const double half = kom_binomial_pmf(x, m, ci.high, 1 - ci.high) / 2;
                kom_assert_digits(sum_below(k, m, ci.high) - half, .05, 10);
            } else {
                kom_assert_digits(ci.high, 1, 17);
            }
        }
    }
}

/* At the Wilson limits the score statistic is exactly the normal quantile. */
static void wilson_equation(void **state) {
    (void)state;
    const double z = kom_normal_quantile_upper(.025);
    for (size_t i = 0; i < sizeof walk / sizeof *walk; i++) {
        const double n = (double)walk[i];
        for (int64_t k = 0; k <= 60 && k <= walk[i]; k++) {
            const struct kom_ci ci = kom_share_ci(KOM_CI_WILSON, k, walk[i], .95);
            const double share = (double)k / n;
            if (k > 0) {
                kom_assert_digits((share - ci.low) / sqrt(ci.low * (1 - ci.low) / n), z, 10);
            }
            if (k < walk[i]) {
                kom_assert_digits((ci.high - share) / sqrt(ci.high * (1 - ci.high) / n), z, 10);
            }
        }
    }
}

/* The ends, the largest counts, and what cannot be. */
static void edges(void **state) {
    (void)state;
    for (int i = KOM_CI_EXACT; i <= KOM_CI_JEFFREYS; i++) {
        const enum kom_ci_kind kind = (enum kom_ci_kind)i;
        same(kom_share_ci(kind, 0, 0, .95), (double)NAN, (double)NAN, 17);
        same(kom_share_ci(kind, 3, 2, .95), (double)NAN, (double)NAN, 17);
        same(kom_share_ci(kind, -1, 2, .95), (double)NAN, (double)NAN, 17);
        same(kom_share_ci(kind, 1, 2, 1), (double)NAN, (double)NAN, 17);
        same(kom_share_ci(kind, 1, 2000000000, .95), (double)NAN, (double)NAN, 17);
        kom_assert_digits(kom_share_ci(kind, 0, 7, .95).low, 0, 17);
        kom_assert_digits(kom_share_ci(kind, 7, 7, .95).high, 1, 17);
        assert_true(kom_share_ci(kind, 1, 1, .95).low > 0 &&
                    kom_share_ci(kind, 1, 1, .95).low < .5);
        const struct kom_ci half = kom_share_ci(kind, 500000000, 1000000000, .95);
        same(half, .499969009, .500030991, 8);
        const struct kom_ci rare = kom_share_ci(kind, 0, 1000000000, .95);
        assert_true(rare.high > 1e-9 && rare.high < 5e-9);
    }
    enum kom_ci_kind kind = KOM_CI_EXACT;
    struct kom_error err = {KOM_OK, ""};
    assert_int_equal(kom_ci_kind_parse("wald", &kind, &err), KOM_EUSAGE);
    assert_int_equal(kind, KOM_CI_EXACT);
    for (int i = KOM_CI_EXACT; i <= KOM_CI_JEFFREYS; i++) {
        assert_int_equal(kom_ci_kind_parse(kom_ci_kind_text((enum kom_ci_kind)i), &kind, &err),
                         KOM_OK);
        assert_int_equal(kind, i);
    }
}

/* R 4.2.2: poisson.test(k, exposure, conf.level = )$conf.int */
static void rates(void **state) {
    (void)state;
    same(kom_rate_ci(0, 100, .95), 0, 0.0368887945411394, 13);
    same(kom_rate_ci(7, 98, .9), 0.0335236295091293, 0.13416442655543, 13);
    same(kom_rate_ci(25, 1e4, .95), 0.00161786818478293, 0.00369049316975304, 13);
    same(kom_rate_ci(123456, 1, .95), 122768.288698516, 124146.608395345, 13);
    same(kom_rate_ci(3, 0, .95), (double)NAN, (double)NAN, 17);
    same(kom_rate_ci(-3, 2, .95), (double)NAN, (double)NAN, 17);
    const struct kom_ci large = kom_rate_ci(1000000000, 1e9, .95);
    same(large, 1 - 1.959963984540 / sqrt(1e9), 1 + 1.959963984540 / sqrt(1e9), 8);
}

static int setup(void **state) {
    (void)state;
    kom_stat_init();
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_shares),
        cmocka_unit_test(published_midp),
        cmocka_unit_test(shares_of_r),
        cmocka_unit_test(exact_walk),
        cmocka_unit_test(midp_walk),
        cmocka_unit_test(wilson_equation),
        cmocka_unit_test(edges),
        cmocka_unit_test(rates),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
