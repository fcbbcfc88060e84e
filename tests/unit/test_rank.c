/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wilcoxon's tests against R 4.2.2 and published values, and against brute force with ties. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "digits.h"
#include "dist.h"
#include "kom/rank.h"
#include "mem.h"
#include "rng.h"

static const double sleep1[] = {.7, -1.6, -.2, -1.2, -.1, 3.4, 3.7, .8, 0, 2};
static const double sleep2[] = {1.9, .8, 1.1, .1, -.1, 4.4, 5.5, 1.6, 4.6, 3.4};
static const struct kom_sides sleep_sides = {sleep1, sleep2, 10, 10};

static struct kom_rank_test rank_sum(struct kom_sides sides, enum kom_rank_how how, double level) {
    struct kom_rank_test t;
    assert_int_equal(kom_wilcoxon(sides, how, level, &t, NULL), KOM_OK);
    return t;
}

static struct kom_rank_test signed_rank(struct kom_sides sides, enum kom_rank_how how,
                                        double level) {
    struct kom_rank_test t;
    assert_int_equal(kom_signed_rank(sides, how, level, &t, NULL), KOM_OK);
    return t;
}

/* Student's sleep data. The normal p-values: R 4.2.2 wilcox.test(extra ~ group), correct = TRUE and
   FALSE; exact with ties: R package coin, wilcox_test(distribution = "exact"). R's W is that of
   group 1, 25.5 = 100 - 74.5. */
static void sleep_rank_sum(void **state) {
    (void)state;
    struct kom_rank_test t = rank_sum(sleep_sides, KOM_RANK_CORRECTED, .95);
    kom_assert_digits(t.test.statistic, 74.5, 17);
    kom_assert_digits(t.test.p_value, 0.06932757543362658, 13);
    assert_true(t.how == KOM_RANK_CORRECTED && t.has_ties && t.n_zero == 0);
    t = rank_sum(sleep_sides, KOM_RANK_NORMAL, .95);
    kom_assert_digits(t.test.p_value, 0.06372225015502522, 13);
    t = rank_sum(sleep_sides, KOM_RANK_AUTO, .95);
    kom_assert_digits(t.test.p_value, 0.06581653640477, 13);
    assert_true(t.how == KOM_RANK_EXACT && t.conf_how == KOM_RANK_EXACT && isnan(t.z));
    const struct kom_sides turned = {sleep2, sleep1, 10, 10};
    const struct kom_rank_test u = rank_sum(turned, KOM_RANK_AUTO, .95);
    kom_assert_digits(u.test.statistic, 25.5, 17);
    kom_assert_digits(u.test.p_value, t.test.p_value, 15);
    kom_assert_digits(u.test.estimate, -t.test.estimate, 15);
    kom_assert_digits(u.test.conf_low, -t.test.conf_high, 15);
}

/* R 4.2.2 wilcox.test(paired = TRUE); exact: 2 of the 512 sign changes of the 9 that differ. */
static void sleep_signed_rank(void **state) {
    (void)state;
    struct kom_rank_test t = signed_rank(sleep_sides, KOM_RANK_CORRECTED, .95);
    kom_assert_digits(t.test.statistic, 45, 17);
    kom_assert_digits(t.test.p_value, 0.009090698015925056, 13);
    assert_true(t.n_zero == 1 && t.has_ties);
    t = signed_rank(sleep_sides, KOM_RANK_NORMAL, .95);
    kom_assert_digits(t.test.p_value, 0.007632441648205516, 13);
    t = signed_rank(sleep_sides, KOM_RANK_AUTO, .95);
    kom_assert_digits(t.test.p_value, 0.00390625, 15);
    const struct kom_sides turned = {sleep2, sleep1, 10, 10};
    kom_assert_digits(signed_rank(turned, KOM_RANK_AUTO, .95).test.statistic, 0, 17);
}

/* Hollander & Wolfe 1973, table 3.1 (depression) and 4.1 (permeability), the examples of R's
   ?wilcox.test; R 4.2.2 with conf.int = TRUE, the signs turned to after - before. */
static void hollander_wolfe(void **state) {
    (void)state;
    static const double x[] = {1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30};
    static const double y[] = {0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29};
    const struct kom_sides pairs = {x, y, 9, 9};
    struct kom_rank_test t = signed_rank(pairs, KOM_RANK_AUTO, .95);
    kom_assert_digits(t.test.statistic, 5, 17);
    kom_assert_digits(t.test.p_value, 0.0390625, 15);
    kom_assert_digits(t.test.estimate, -.46, 14);
    kom_assert_digits(t.test.conf_low, -.786, 14);
    kom_assert_digits(t.test.conf_high, -.01, 13);
    assert_false(t.has_ties);
    t = signed_rank(pairs, KOM_RANK_AUTO, .9);
    kom_assert_digits(t.test.conf_low, -.726, 14);
    kom_assert_digits(t.test.conf_high, -.175, 14);
    t = signed_rank(pairs, KOM_RANK_AUTO, .99);
    kom_assert_digits(t.test.conf_low, -.987, 14);
    kom_assert_digits(t.test.conf_high, .1135, 14);
    static const double p[] = {.80, .83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, .73, 1.46};
    static const double q[] = {1.15, .88, .90, .74, 1.21};
    const struct kom_sides sides = {p, q, 10, 5};
    t = rank_sum(sides, KOM_RANK_EXACT, .95);
    kom_assert_digits(t.test.statistic, 15, 17);
    kom_assert_digits(t.test.p_value, 0.2544122544122544, 14);
    kom_assert_digits(t.test.estimate, -.305, 13);
    kom_assert_digits(t.test.conf_low, -.76, 14);
    kom_assert_digits(t.test.conf_high, .15, 13);
    t = rank_sum(sides, KOM_RANK_EXACT, .9);
    kom_assert_digits(t.test.conf_low, -.72, 14);
    kom_assert_digits(t.test.conf_high, .08, 13);
    t = rank_sum(sides, KOM_RANK_EXACT, .5);
    kom_assert_digits(t.test.conf_low, -.56, 14);
    kom_assert_digits(t.test.conf_high, -.16, 13);
    assert_true(isnan(t.test.std_error) && isnan(t.test.df));
}

/* Where a probability is just (1 - level) / 2: 3 of 16, 1 and 2 of 20. R 4.2.2 as above. */
static void levels_met_exactly(void **state) {
    (void)state;
    static const double zero[4], d[] = {1.1, -.4, 2.5, 3.2};
    struct kom_rank_test t = signed_rank((struct kom_sides){zero, d, 4, 4}, KOM_RANK_EXACT, .625);
    kom_assert_digits(t.test.conf_low, .35, 14);
    kom_assert_digits(t.test.conf_high, 2.85, 14);
    static const double x[] = {1, 2.5, 4}, y[] = {3.1, 5, 7.7};
    t = rank_sum((struct kom_sides){x, y, 3, 3}, KOM_RANK_EXACT, .9);
    kom_assert_digits(t.test.conf_low, -.9, 14);
    kom_assert_digits(t.test.conf_high, 6.7, 14);
    t = rank_sum((struct kom_sides){x, y, 3, 3}, KOM_RANK_EXACT, .8);
    kom_assert_digits(t.test.conf_low, -.9, 14);
    t = rank_sum((struct kom_sides){x, y, 3, 3}, KOM_RANK_EXACT, .91);
    assert_true(isinf(t.test.conf_low) && isinf(t.test.conf_high));
}

/* 40 and 45, 90 and 110 values, 150 pairs: R 4.2.2 wilcox.test(exact = TRUE, conf.int = TRUE), and
   for the last two exact = FALSE. */
static void larger(void **state) {
    (void)state;
    double a[150], b[150];
    for (int i = 0; i < 150; i++) {
        a[i] = (i + 1) * 37 % 101 / 7.0;
        b[i] = (i + 1) * 53 % 199 / 11.0 + 1.3;
    }
    struct kom_rank_test t = rank_sum((struct kom_sides){a, b, 40, 45}, KOM_RANK_AUTO, .95);
    kom_assert_digits(t.test.statistic, 1239, 17);
    kom_assert_digits(t.test.p_value, 0.002581952726929098, 12);
    kom_assert_digits(t.test.estimate, 3.442857142857144, 14);
    kom_assert_digits(t.test.conf_low, 1.222077922077922, 14);
    kom_assert_digits(t.test.conf_high, 5.689610389610388, 14);
    const struct kom_sides sides = {a, b, 90, 110};
    t = rank_sum(sides, KOM_RANK_AUTO, .95);
    assert_true(t.how == KOM_RANK_EXACT);
    kom_assert_digits(t.test.p_value, 1.363390245626593e-05, 11);
    kom_assert_digits(t.test.conf_low, 1.793506493506493, 14);
    kom_assert_digits(t.test.conf_high, 4.715584415584416, 14);
    t = rank_sum(sides, KOM_RANK_CORRECTED, .95);
    kom_assert_digits(t.test.p_value, 1.737163288765397e-05, 12);
    kom_assert_digits(t.test.estimate, 3.24805194805195, 14);
    assert_true(fabs(t.test.conf_low - 1.7935) < .03 && t.conf_how == KOM_RANK_CORRECTED);
    assert_true(rank_sum((struct kom_sides){a, b, 91, 110}, KOM_RANK_AUTO, .95).how ==
                KOM_RANK_CORRECTED);
    for (int i = 0; i < 150; i++) {
        a[i] = 0;
        b[i] = (i + 1) * 67 % 331 / 13.0 - 11.01;
    }
    t = signed_rank((struct kom_sides){a, b, 150, 150}, KOM_RANK_AUTO, .95);
    kom_assert_digits(t.test.statistic, 6851, 17);
    kom_assert_digits(t.test.p_value, 0.02552061974452503, 12);
    kom_assert_digits(t.test.estimate, 1.451538461538462, 14);
    kom_assert_digits(t.test.conf_low, 0.2207692307692319, 13);
    kom_assert_digits(t.test.conf_high, 2.682307692307692, 13);
    t = signed_rank((struct kom_sides){a, b, 150, 150}, KOM_RANK_CORRECTED, .95);
    kom_assert_digits(t.test.p_value, 0.02581573453549984, 12);
}

static double small_number(uint64_t stream, uint64_t index, uint64_t values) {
    return (double)kom_rng_below(7, stream, index, values) - 2;
}

/* Twice W of the values whose bits are set against the others. */
static int twice_w(const double *x, int n, unsigned set) {
    int w2 = 0;
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
            if ((set >> i & 1) == 1 && (set >> j & 1) == 0) {
                w2 += x[i] > x[j] ? 2 : x[i] < x[j] ? 0 : 1;
            }
        }
    }
    return w2;
}

/* Every choice of sides among up to 9 values from a few: p by the definition of Mann & Whitney. */
static void rank_sum_enumerated(void **state) {
    (void)state;
    for (uint64_t world = 0; world < 400; world++) {
        double x[9];
        const int n = 2 + (int)kom_rng_below(7, world, 90, 8);
        const int n2 = 1 + (int)kom_rng_below(7, world, 91, (uint64_t)(n - 1)), n1 = n - n2;
        for (int i = 0; i < n; i++) {
            x[i] = small_number(world, (uint64_t)i, 2 + world % 7);
        }
        const unsigned seen = ((1u << n2) - 1) << n1;
        const int distance = abs(twice_w(x, n, seen) - n1 * n2);
        int far = 0, all = 0;
        for (unsigned set = 0; set < 1u << n; set++) {
            if (__builtin_popcount(set) == n2) {
                all++;
                far += abs(twice_w(x, n, set) - n1 * n2) >= distance;
            }
        }
        const struct kom_sides sides = {x, x + n1, (size_t)n1, (size_t)n2};
        const struct kom_rank_test t = rank_sum(sides, KOM_RANK_EXACT, .95);
        kom_assert_digits(t.test.statistic, twice_w(x, n, seen) / 2.0, 15);
        bool varies = false;
        for (int i = 1; i < n; i++) {
            varies = varies || fabs(x[i] - x[0]) > 0;
        }
        kom_assert_digits(t.test.p_value, varies ? (double)far / all : (double)NAN, 14);
    }
}

/* Every sign of up to 9 differences. */
static void signed_rank_enumerated(void **state) {
    (void)state;
    for (uint64_t world = 0; world < 400; world++) {
        double zero[9] = {0}, d[9], used[9];
        int rank2[9], n_used = 0, all2 = 0, seen2 = 0, far = 0;
        const int n = 1 + (int)kom_rng_below(8, world, 90, 9);
        for (int i = 0; i < n; i++) {
            d[i] = small_number(world, (uint64_t)i, 2 + world % 7);
            if (fabs(d[i]) > 0) {
                used[n_used++] = d[i];
            }
        }
        for (int i = 0; i < n_used; i++) {
            rank2[i] = 1;
            for (int j = 0; j < n_used; j++) {
                rank2[i] += fabs(used[j]) < fabs(used[i])   ? 2
                            : fabs(used[j]) > fabs(used[i]) ? 0
                                                            : 1;
            }
            all2 += rank2[i];
            seen2 += used[i] > 0 ? rank2[i] : 0;
        }
        for (unsigned set = 0; set < 1u << n_used; set++) {
            int sum2 = 0;
            for (int i = 0; i < n_used; i++) {
                sum2 += (set >> i & 1) == 1 ? rank2[i] : 0;
            }
            far += abs(2 * sum2 - all2) >= abs(2 * seen2 - all2);
        }
        const struct kom_sides sides = {zero, d, (size_t)n, (size_t)n};
        const struct kom_rank_test t = signed_rank(sides, KOM_RANK_EXACT, .95);
        assert_int_equal(t.n_zero, n - n_used);
        kom_assert_digits(t.test.statistic, seen2 / 2.0, 15);
        kom_assert_digits(t.test.p_value, n_used > 0 ? (double)far / (1 << n_used) : (double)NAN,
                          14);
    }
}

/* The exact p of the differences less a shift, those equal to it dropped. */
static double p_of_shift(const double *d, size_t n, double shift) {
    double zero[64] = {0}, e[64];
    size_t left = 0;
    for (size_t i = 0; i < n; i++) {
        e[left] = d[i] - shift;
        left += fabs(d[i] - shift) > 0;
    }
    return left == 0 ? 1
                     : signed_rank((struct kom_sides){zero, e, left, left}, KOM_RANK_EXACT, 2)
                           .test.p_value;
}

static int by_number(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The shift and its limits among all differences, written down and sorted. With level near 0 the
   limits come together at the middle; with levels on a grid every k is met. */
static void shift_is_order_statistic(void **state) {
    (void)state;
    for (uint64_t world = 0; world < 60; world++) {
        double x[16], all[64];
        const size_t n1 = 1 + world % 7, n2 = 1 + world % 5;
        for (size_t i = 0; i < n1 + n2; i++) {
            x[i] = small_number(world, i, world % 2 == 0 ? 5 : 1000000) / 7;
        }
        for (size_t i = 0; i < n1 * n2; i++) {
            all[i] = x[n1 + i / n1] - x[i % n1];
        }
        const size_t m = n1 * n2;
        qsort(all, m, sizeof *all, by_number);
        for (int g = 1; g < 40; g++) {
            const struct kom_sides sides = {x, x + n1, n1, n2};
            const struct kom_rank_test t = rank_sum(sides, KOM_RANK_EXACT, g / 40.0);
            kom_assert_digits(t.test.estimate, (all[(m - 1) / 2] + all[m / 2]) / 2, 15);
            size_t k = 0;
            while (k < m && all[k] < t.test.conf_low) {
                k++;
            }
            if (isinf(t.test.conf_low)) {
                assert_true(isinf(t.test.conf_high));
            } else {
                kom_assert_digits(t.test.conf_low, all[k], 17);
                assert_true(t.test.conf_high >= t.test.conf_low);
            }
        }
    }
}

/* Noether 1967: with ties, too, the closed interval covers the true shift at least as often. All
   pairs of samples of 3 and 4 from three values, each as probable as the next. */
static void interval_covers_with_ties(void **state) {
    (void)state;
    static const double shift = 1;
    for (int g = 0; g < 3; g++) {
        const double level = (double[]){.5, .8, .9}[g];
        int covered = 0, all = 0;
        for (int code = 0; code < 2187; code++) {
            double x[7];
            for (int i = 0, rest = code; i < 7; i++, rest /= 3) {
                x[i] = rest % 3 + (i >= 3 ? shift : 0);
            }
            const struct kom_sides sides = {x, x + 3, 3, 4};
            const struct kom_rank_test t = rank_sum(sides, KOM_RANK_EXACT, level);
            covered += t.test.conf_low <= shift && shift <= t.test.conf_high;
            all++;
        }
        assert_true(covered >= level * all);
    }
}

/* .3 - .1 and .2 - 0 differ in the last bit: tied all the same, as 3 - 1 and 2 - 0 are. */
static void rounding_breaks_no_tie(void **state) {
    (void)state;
    static const double b[] = {.1, 0, .7, .4}, a[] = {.3, .2, .6, .9};
    static const double b10[] = {1, 0, 7, 4}, a10[] = {3, 2, 6, 9};
    const struct kom_rank_test t = signed_rank((struct kom_sides){b, a, 4, 4}, KOM_RANK_NORMAL, .5);
    const struct kom_rank_test u =
        signed_rank((struct kom_sides){b10, a10, 4, 4}, KOM_RANK_NORMAL, .5);
    assert_true(t.has_ties && u.has_ties && a[0] - b[0] < a[1] - b[1]);
    kom_assert_digits(t.test.p_value, u.test.p_value, 15);
}

/* With ties the interval is the test turned round: from the first to the last shift whose p is
   above 1 - level, among all Walsh averages of the differences that are not 0 and the gaps between
   them. */
static void signed_interval_is_inversion(void **state) {
    (void)state;
    for (uint64_t world = 0; world < 160; world++) {
        double zero[40] = {0}, all[40], d[40], walsh[820];
        const size_t n_all = world % 10 == 0 ? 40 : 2 + (size_t)kom_rng_below(7, world, 90, 11);
        const double level = (double[]){.95, .9, .8, .99}[world % 4], alpha = 1 - level;
        size_t n = 0, m = 0;
        for (size_t i = 0; i < n_all; i++) {
            all[i] = 2 * small_number(world, i, world % 10 == 0 ? 60 : 2 + world % 9);
            d[n] = all[i];
            n += fabs(all[i]) > 0;
        }
        const struct kom_rank_test t =
            signed_rank((struct kom_sides){zero, all, n_all, n_all}, KOM_RANK_AUTO, level);
        assert_int_equal(t.n_zero, n_all - n);
        if (!t.has_ties) {
            continue;
        }
        for (size_t i = 0; i < n; i++) {
            for (size_t j = i; j < n; j++) {
                walsh[m++] = (d[i] + d[j]) / 2;
            }
        }
        qsort(walsh, m, sizeof *walsh, by_number);
        double low = (double)INFINITY, high = -(double)INFINITY;
        for (size_t i = 0; i <= m; i++) { /* below average i, and at it */
            const double from = i > 0 ? walsh[i - 1] : -(double)INFINITY;
            const double to = i < m ? walsh[i] : (double)INFINITY;
            const double gap = i == 0 ? walsh[0] - 1 : i == m ? walsh[m - 1] + 1 : (from + to) / 2;
            if (p_of_shift(d, n, gap) > alpha + 1e-12) {
                low = fmin(low, from);
                high = fmax(high, to);
            }
            if (i < m && p_of_shift(d, n, walsh[i]) > alpha + 1e-12) {
                low = fmin(low, walsh[i]);
                high = fmax(high, walsh[i]);
            }
        }
        kom_assert_digits(t.test.conf_low, low, 15);
        kom_assert_digits(t.test.conf_high, high, 15);
    }
}

/* A p of just 1 - level is no longer above it: six pairs that all rise have p 2 / 64, and the
   highest shift that leaves all of them is not kept at that level, but at one above it. */
static void just_the_level(void **state) {
    (void)state;
    static const double zero[6], d[] = {2, 3, 3, 4, 5, 6};
    const struct kom_sides sides = {zero, d, 6, 6};
    const double p = signed_rank(sides, KOM_RANK_EXACT, 2).test.p_value;
    kom_assert_digits(p, 2 / 64.0, 15);
    assert_true(signed_rank(sides, KOM_RANK_EXACT, 1 - p).test.conf_low > 0);
    assert_true(isinf(signed_rank(sides, KOM_RANK_EXACT, 1 - p + 1e-6).test.conf_low));
}

/* 45 of 72 pairs without a difference, 13 twos, 12 ones and 2 minus ones; the p by exact sums in
   Python: 0.0005 at shift 0.99, 0.078 at 1, 0.57 at 1.5, 0.013 at 1.51. */
static void many_zeros(void **state) {
    (void)state;
    double zero[72] = {0}, d[72] = {0};
    for (int i = 0; i < 27; i++) {
        d[i * 2] = i < 13 ? 2 : i < 25 ? 1 : -1;
    }
    const struct kom_rank_test t =
        signed_rank((struct kom_sides){zero, d, 72, 72}, KOM_RANK_AUTO, .95);
    kom_assert_digits(t.test.p_value, 1.5795230865478516e-06, 13);
    kom_assert_digits(t.test.estimate, 1.5, 17);
    kom_assert_digits(t.test.conf_low, 1, 17);
    kom_assert_digits(t.test.conf_high, 1.5, 17);
    assert_int_equal(t.n_zero, 45);
}

/* n pairs that all fell by 1, beside some that stayed: 2 of 2^n sign vectors are as far out, under
   every shift but that which leaves nothing. Normal: R 4.2.2 wilcox.test(c(rep(-1, n), rep(0, 5)),
   exact = FALSE). */
static void one_size(void **state) {
    (void)state;
    static const double corrected[] = {[9] = 0.00335343645494632, [12] = 0.000626925216328418};
    static const double zero[20];
    for (size_t n = 1; n <= 12; n++) {
        double d[20] = {0}, p = n < 2 ? 1 : 2 / (double)(1 << n);
        for (size_t i = 0; i < n; i++)
            d[i] = -1;
        const struct kom_sides sides = {zero, d, n + 5, n + 5};
        const struct kom_rank_test t = signed_rank(sides, KOM_RANK_AUTO, .95);
        assert_true(t.how == KOM_RANK_EXACT && t.n_zero == 5);
        kom_assert_digits(t.test.p_value, p, 15);
        kom_assert_digits(t.test.estimate, -1, 17);
        kom_assert_digits(t.test.conf_low, p > .05 ? -(double)INFINITY : -1, 17);
        kom_assert_digits(t.test.conf_high, p > .05 ? (double)INFINITY : -1, 17);
        if (n == 9 || n == 12)
            kom_assert_digits(signed_rank(sides, KOM_RANK_CORRECTED, .95).test.p_value,
                              corrected[n], 13);
    }
}

static void edges(void **state) {
    (void)state;
    static const double one[] = {1}, odd[] = {1, (double)NAN}, two[] = {1, 2}, same[] = {3, 3};
    struct kom_rank_test t = rank_sum((struct kom_sides){one, odd, 1, 2}, KOM_RANK_AUTO, .95);
    assert_true(isnan(t.test.estimate) && isnan(t.test.p_value) && isnan(t.test.conf_low));
    t = rank_sum((struct kom_sides){one, two, 0, 2}, KOM_RANK_AUTO, .95);
    assert_true(isnan(t.test.estimate));
    t = signed_rank((struct kom_sides){one, two, 1, 2}, KOM_RANK_AUTO, .95);
    assert_true(isnan(t.test.estimate));
    t = rank_sum((struct kom_sides){one, two, 1, 2}, KOM_RANK_AUTO, .95);
    kom_assert_digits(t.test.estimate, .5, 15);
    assert_true(isinf(t.test.conf_low) && isinf(t.test.conf_high)); /* too few to exclude any */
    t = rank_sum((struct kom_sides){same, same, 2, 2}, KOM_RANK_AUTO, .95);
    assert_true(isnan(t.test.p_value));
    kom_assert_digits(t.test.estimate, 0, 17);
    t = rank_sum((struct kom_sides){same, same, 2, 2}, KOM_RANK_CORRECTED, .95);
    assert_true(isnan(t.test.p_value) && isnan(t.z));
    t = signed_rank((struct kom_sides){same, same, 2, 2}, KOM_RANK_AUTO, .95);
    assert_true(isnan(t.test.p_value) && t.n_zero == 2);
    t = rank_sum((struct kom_sides){two, two, 2, 2}, KOM_RANK_AUTO, 2);
    assert_true(isnan(t.test.conf_low) && isnan(t.test.conf_high));
    kom_assert_digits(t.test.p_value, 1, 17);
}

static void no_memory(void **state) {
    (void)state;
    struct kom_rank_test t;
    for (uint64_t fails = 1; fails < 12; fails++) {
        kom_mem_fail_after(fails);
        const enum kom_status sum = kom_wilcoxon(sleep_sides, KOM_RANK_AUTO, .95, &t, NULL);
        kom_mem_fail_after(0);
        assert_true(sum == (fails <= 7 ? KOM_ENOMEM : KOM_OK));
    }
    enum kom_status pairs = KOM_ENOMEM;
    uint64_t n = 0;
    while (pairs == KOM_ENOMEM && ++n < 1000) {
        kom_mem_fail_after(n);
        pairs = kom_signed_rank(sleep_sides, KOM_RANK_AUTO, .95, &t, NULL);
        kom_mem_fail_after(0);
    }
    assert_true(pairs == KOM_OK && n > 5);
}

static int setup(void **state) {
    (void)state;
    kom_stat_init();
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sleep_rank_sum),
        cmocka_unit_test(sleep_signed_rank),
        cmocka_unit_test(hollander_wolfe),
        cmocka_unit_test(levels_met_exactly),
        cmocka_unit_test(larger),
        cmocka_unit_test(rank_sum_enumerated),
        cmocka_unit_test(signed_rank_enumerated),
        cmocka_unit_test(shift_is_order_statistic),
        cmocka_unit_test(interval_covers_with_ties),
        cmocka_unit_test(rounding_breaks_no_tie),
        cmocka_unit_test(signed_interval_is_inversion),
        cmocka_unit_test(one_size),
        cmocka_unit_test(many_zeros),
        cmocka_unit_test(just_the_level),
        cmocka_unit_test(edges),
        cmocka_unit_test(no_memory),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
