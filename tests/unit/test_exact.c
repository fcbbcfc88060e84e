/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exact sums: decimals stay decimals, and neither order nor splitting changes a bit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "digits.h"
#include "exact.h"
#include "mem.h"
#include "rng.h"
#include "units.h"

static struct kom_num number(const char *text) {
    struct kom_num x = {0};
    assert_true(kom_num_parse(kom_text_of(text), (struct kom_num_form){'.', '\0'}, &x));
    return x;
}

static void add_text(struct kom_exact *e, const char *text) {
    struct kom_num x = number(text);
    kom_exact_add(e, &x);
}

static void assert_sum(const struct kom_exact *e, const char *expected) {
    struct kom_buf out = {0};
    kom_exact_sum_text(e, &out);
    kom_buf_byte(&out, '\0');
    assert_string_equal(out.p, expected);
    kom_buf_fini(&out);
}

static void tenths_make_one(void **state) {
    (void)state;
    struct kom_exact e = {0};
    for (int i = 0; i < 10; i++)
        add_text(&e, "0.1");
    assert_sum(&e, "1");
    kom_assert_digits(kom_exact_sum(&e), 1.0, 17);
    kom_assert_digits(kom_exact_mean(&e), 0.1, 17);
    kom_assert_digits(kom_exact_sd(&e), 0.0, 17);
    kom_exact_fini(&e);
}

static void scales_meet(void **state) {
    (void)state;
    struct kom_exact e = {0};
    add_text(&e, "123456789012345678");
    add_text(&e, "-123456789012345677");
    add_text(&e, "0.000000000000000001");
    assert_sum(&e, "1.000000000000000001");
    struct kom_num x = number("0.000000000000000001");
    kom_exact_add_negative(&e, &x);
    assert_sum(&e, "1");
    kom_exact_fini(&e);
}

/* NIST StRD NumAcc4: 1001 values around 10000000.2 with sd 0.1 exactly. */
static void large_means(void **state) {
    (void)state;
    struct kom_exact e = {0};
    add_text(&e, "10000000.2");
    for (int i = 0; i < 500; i++) {
        add_text(&e, "10000000.1");
        add_text(&e, "10000000.3");
    }
    kom_assert_digits(kom_exact_mean(&e), 10000000.2, 17);
    kom_assert_digits(kom_exact_sd(&e), 0.1, 17);
    kom_assert_digits(kom_exact_variance(&e), 0.01, 17);
    kom_exact_fini(&e);
}

/* A double that no decimal of 18 digits holds is added as it is: 1e300 - 1e300 + 1e-300. */
static void reals_cancel(void **state) {
    (void)state;
    struct kom_exact e = {0};
    add_text(&e, "1e300");
    add_text(&e, "1e-300");
    add_text(&e, "-1e300");
    kom_assert_digits(kom_exact_sum(&e), 1e-300, 17);
    add_text(&e, "0.5");
    kom_assert_digits(kom_exact_sum(&e), 0.5, 17);
    kom_exact_fini(&e);
}

static const char *const mixed[] = {
    "1.5",    "-3", "0.12345678901234567", "1e-25", "1e200", "99.99", "-0.1", "7", "2e-310", "1e17",
    "-1e200", "0",  "123456789.123456789"};

enum { N_MIXED = sizeof mixed / sizeof mixed[0] };

/* Sums from every starting point, in both directions, in one piece and in two. */
static void order_and_splits(void **state) {
    (void)state;
    double mean = 0, sd = 0;
    for (size_t start = 0; start < N_MIXED; start++) {
        for (size_t cut = 0; cut <= N_MIXED; cut++) {
            struct kom_exact a = {0}, b = {0};
            for (size_t i = 0; i < N_MIXED; i++) {
                size_t at = (start + (start % 2 ? N_MIXED - i : i)) % N_MIXED;
                add_text(i < cut ? &a : &b, mixed[at]);
            }
            kom_exact_merge(&a, &b);
            double m = kom_exact_mean(&a), s = kom_exact_sd(&a);
            if (start == 0 && cut == 0) {
                mean = m;
                sd = s;
            }
            assert_memory_equal(&m, &mean, sizeof m);
            assert_memory_equal(&s, &sd, sizeof s);
            assert_int_equal(a.n, N_MIXED);
            kom_exact_fini(&a);
            kom_exact_fini(&b);
        }
    }
}

static void too_few(void **state) {
    (void)state;
    struct kom_exact e = {0};
    assert_true(isnan(kom_exact_mean(&e)));
    assert_true(isnan(kom_exact_sd(&e)));
    assert_sum(&e, "0");
    add_text(&e, "4");
    kom_assert_digits(kom_exact_mean(&e), 4, 17);
    assert_true(isnan(kom_exact_variance(&e)));
    kom_exact_fini(&e);
}

static void memory_runs_out(void **state) {
    (void)state;
    struct kom_exact e = {0};
    kom_mem_fail_after(1);
    add_text(&e, "4"); /* decimals need no memory of their own while the words hold them */
    add_text(&e, "0.5");
    assert_false(e.failed);
    add_text(&e, "1e-30");
    kom_mem_fail_after(0);
    assert_true(e.failed);
    kom_exact_fini(&e);
}

/* Values side by side in one order, exact decimals and doubles alike. */
static void order_of_values(void **state) {
    (void)state;
    static const char *const ascending[] = {"-1e300", "-2",    "-1e-20", "0",
                                            "4e-324", "1e-20", "0.1",    "0.10000000000000000001e1",
                                            "1.1",    "1e17",  "1e18",   "1e300"};
    for (size_t i = 0; i < sizeof ascending / sizeof ascending[0]; i++) {
        for (size_t j = 0; j < sizeof ascending / sizeof ascending[0]; j++) {
            struct kom_num a = number(ascending[i]), b = number(ascending[j]);
            assert_int_equal(kom_num_order(&a, &b), (i > j) - (i < j));
        }
    }
    /* The double nearest to 0.1 lies above it. */
    struct kom_num tenth = number("0.1"), real = number("0.1000000000000000000000");
    assert_false(real.is_exact);
    assert_int_equal(kom_num_order(&tenth, &real), -1);
}

/* mean and sd by wide integers, whatever the words hold. */
static double wide_mean(const struct kom_exact *e) {
    struct kom_wide sum, square, den;
    kom_exact_sums(e, &sum, &square, &den);
    kom_wide_mul_u64(&den, e->n);
    return kom_wide_ratio(&sum, &den);
}

static double wide_sd(const struct kom_exact *e) {
    struct kom_wide sum, square, unit, num, den;
    kom_exact_sums(e, &sum, &square, &unit);
    kom_wide_mul(&num, &sum, &sum);
    kom_wide_mul_u64(&square, e->n);
    kom_wide_sub(&square, &num);
    kom_wide_mul(&den, &unit, &unit);
    kom_wide_mul_u64(&den, e->n);
    kom_wide_mul_u64(&den, e->n - 1);
    return kom_wide_ratio_sqrt(&square, &den);
}

/* What words are wide enough for is what wide integers give, to the last bit. */
static void words_are_wide_integers(void **state) {
    (void)state;
    for (uint64_t i = 0; i < 100000; i++) {
        struct kom_exact e = {0};
        const uint64_t n = 2 + kom_rng_below(5, 0, i, i % 10 ? 12 : 300);
        const unsigned bits = 1 + (unsigned)kom_rng_below(5, 1, i, 62);
        const int scale = (int)kom_rng_below(5, 2, i, i % 5 ? 3 : 19);
        const uint64_t wild = kom_rng_bits(5, 3, i) >> 2;
        for (uint64_t k = 0; k < n; k++) {
            int64_t m = (int64_t)(kom_rng_bits(6, i, k) >> (64 - bits));
            if (i % 3 == 1) /* near to each other */
                m = (int64_t)(wild >> 1) + (m & 3);
            kom_exact_add_decimal(&e, i % 7 == 2 ? -m : m, scale);
        }
        double mean = kom_exact_mean(&e), sd = kom_exact_sd(&e);
        double slow_mean = wide_mean(&e), slow_sd = wide_sd(&e);
        assert_memory_equal(&mean, &slow_mean, sizeof mean);
        assert_memory_equal(&sd, &slow_sd, sizeof sd);
        kom_exact_fini(&e);
    }
}

/* Roots at their borders: squares, and what is one more or less. */
static void roots_of_words(void **state) {
    (void)state;
    for (uint64_t i = 0; i < 200000; i++) {
        const uint64_t r = (kom_rng_bits(8, 0, i) >> (1 + i % 63)) + 2;
        const uint64_t den = i % 3 ? 1 : 1 + kom_rng_below(8, 1, i, UINT64_C(1) << 40);
        kom_u128 num = (kom_u128)r * r;
        num += i % 4 == 1 ? 1 : i % 4 == 2 ? r : 0;
        num -= i % 4 == 3 ? 1 : 0;
        const uint64_t limb[2] = {(uint64_t)num, (uint64_t)(num >> 64)};
        struct kom_wide wide, below;
        double x, y;
        kom_wide_from_limbs(&wide, limb, 2);
        kom_wide_from_u64(&below, den);
        if (!kom_words_ratio_sqrt(num, den, &x))
            continue;
        y = kom_wide_ratio_sqrt(&wide, &below);
        assert_memory_equal(&x, &y, sizeof x);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tenths_make_one),
        cmocka_unit_test(scales_meet),
        cmocka_unit_test(large_means),
        cmocka_unit_test(reals_cancel),
        cmocka_unit_test(order_and_splits),
        cmocka_unit_test(too_few),
        cmocka_unit_test(memory_runs_out),
        cmocka_unit_test(order_of_values),
        cmocka_unit_test(words_are_wide_integers),
        cmocka_unit_test(roots_of_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
