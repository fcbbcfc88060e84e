/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers read and written, against Python's decimals and floats (tables/make.py) and by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "num.h"
#include "rng.h"
#include "rows.h"
#include "wide.h"

static const struct kom_num_form point = {'.', '\0'}, comma = {',', '\0'};

static bool parse(const char *text, struct kom_num_form form, struct kom_num *v) {
    return kom_num_parse(kom_text_of(text), form, v);
}

static void assert_exact(const char *text, struct kom_num_form form, int64_t mantissa, int scale) {
    struct kom_num v;
    if (!parse(text, form, &v) || !v.is_exact || v.mantissa != mantissa || v.scale != scale)
        fail_msg("\"%s\" is not %lld * 10^-%d", text, (long long)mantissa, scale);
}

static void assert_refused(const char *text, struct kom_num_form form) {
    struct kom_num v;
    if (parse(text, form, &v))
        fail_msg("\"%s\" was read as %.17g", text, kom_num_double(&v));
}

static void exact_decimals(void **state) {
    (void)state;
    assert_exact("0", point, 0, 0);
    assert_exact("-0.00", point, 0, 0);
    assert_exact("+7", point, 7, 0);
    assert_exact("12.50", point, 125, 1);
    assert_exact("00012.5", point, 125, 1);
    assert_exact(".5", point, 5, 1);
    assert_exact("5.", point, 5, 0);
    assert_exact("61,9", comma, 619, 1);
    assert_exact("-42955,60", comma, -429556, 1);
    assert_exact("999999999999999999", point, INT64_C(999999999999999999), 0);
    assert_exact("0.000000000000000001", point, 1, 18);
    assert_exact("100000000000000000", point, INT64_C(100000000000000000), 0);
    assert_exact("1e3", point, 1000, 0);
    assert_exact("1.5E-3", point, 15, 4);
    assert_exact("1e17", point, INT64_C(100000000000000000), 0);
}

/* What fits no exact decimal is the nearest double, and says so. */
static void beyond_exact(void **state) {
    (void)state;
    static const char *const texts[] = {
        "1000000000000000000",  "0.0000000000000000001", "1234567890123456789", "1e18", "1e300",
        "1.2345678901234567890"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct kom_num v;
        assert_true(parse(texts[i], point, &v));
        assert_false(v.is_exact);
    }
}

static void refused(void **state) {
    (void)state;
    static const char *const texts[] = {
        "",     "-",     "+",      ".",     "..",  "1..2",       "1.2.3",       "1,2",
        " 1",   "1 ",    "--1",    "+-1",   "1-",  "nan",        "NaN",         "inf",
        "-inf", "NA",    "0x1",    "1e",    "1e+", "e5",         ".e5",         "1_0",
        "1e5.", "1e400", "-1e999", "1,234", "1'0", "\xc2\xa0-1", "\xef\xbc\x91"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_refused(texts[i], point);
    assert_refused("12.5", comma);
    assert_refused("1,2,3", comma);
    const struct kom_text with_nul = {"1\0002", 3};
    struct kom_num v;
    assert_false(kom_num_parse(with_nul, point, &v));
}

static void thousands(void **state) {
    (void)state;
    const struct kom_num_form danish = {',', '.'}, english = {'.', ','}, blank = {',', ' '};
    assert_exact("632.340", danish, 632340, 0);
    assert_exact("444", danish, 444, 0);
    assert_exact("5822763", danish, 5822763, 0);
    assert_exact("1.234.567,50", danish, 12345675, 1);
    assert_exact("-1,234.5", english, -12345, 1);
    assert_exact("1 234 567", blank, 1234567, 0);
    static const char *const wrong[] = {"1.23",    "1.2345",   "1234.567",    "1..234",
                                        ".123",    "1.234.",   "1.234,567.8", "0.123",
                                        "000.123", "1.234.56", "12.5",        "1,234.567"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_refused(wrong[i], danish);
}

static void python_reads_the_same(void **state) {
    (void)state;
    struct rows rows = rows_open("parse.txt");
    while (rows_next(&rows, 3000)) {
        struct kom_num v;
        struct kom_num_form form = {rows.cell[0].p[0],
                                    kom_text_is(rows.cell[1], "none") ? '\0' : rows.cell[1].p[0]};
        bool is_number = kom_num_parse(rows.cell[2], form, &v);
        if (is_number != !kom_text_is(rows.cell[3], "-"))
            fail_msg("\"%.*s\": read %d", (int)rows.cell[2].n, rows.cell[2].p, is_number);
        if (is_number && !rows_same(fabs(kom_num_double(&v)), fabs(rows_double(rows.cell[3]))))
            fail_msg("\"%.*s\" became %.17g", (int)rows.cell[2].n, rows.cell[2].p,
                     kom_num_double(&v));
        if (is_number && (kom_num_double(&v) < 0) != (rows_double(rows.cell[3]) < 0))
            fail_msg("\"%.*s\" lost its sign", (int)rows.cell[2].n, rows.cell[2].p);
    }
}

static void assert_text(const char *out, size_t n, struct kom_text expected, struct kom_text of) {
    if (!kom_text_equal((struct kom_text){out, n}, expected))
        fail_msg("%.*s was written \"%.*s\", not \"%.*s\"", (int)of.n, of.p, (int)n, out,
                 (int)expected.n, expected.p);
}

static void python_writes_the_same(void **state) {
    (void)state;
    struct rows rows = rows_open("write.txt");
    while (rows_next(&rows, 2500)) {
        char out[64];
        double x = rows_double(rows.cell[0]);
        assert_text(out, kom_num_shortest(out, x), rows.cell[1], rows.cell[1]);
        assert_text(out, kom_num_significant(out, x, 12), rows.cell[2], rows.cell[1]);
        assert_text(out, kom_num_significant(out, x, rows_int(rows.cell[3])), rows.cell[4],
                    rows.cell[1]);
        if (!kom_text_is(rows.cell[6], "-"))
            assert_text(out, kom_num_fixed(out, x, rows_int(rows.cell[5])), rows.cell[6],
                        rows.cell[1]);
    }
}

static void assert_fixed(double x, int decimals, const char *expected) {
    char out[64];
    assert_text(out, kom_num_fixed(out, x, decimals), kom_text_of(expected), kom_text_of(expected));
}

static void fixed(void **state) {
    (void)state;
    assert_fixed(0.125, 2, "0.13");
    assert_fixed(-0.125, 2, "-0.13");
    assert_fixed(1.005, 2, "1.01"); /* as it is written, not as it is stored */
    assert_fixed(-0.004, 2, "0.00");
    assert_fixed(999.5, 0, "1000");
    assert_fixed(0.0012345678901234567, 3, "0.001");
    assert_fixed(1.2345678901234567e-5, 6, "0.000012");
    assert_fixed(5e-16, 15, "0.000000000000001");
    assert_fixed(0.0, 3, "0.000");
    assert_fixed(123456789012345.6, 1, "123456789012345.6");
}

/* Every decimal of up to five digits and four places comes back as itself. */
static void short_decimals_come_back(void **state) {
    (void)state;
    static const double power[] = {1, 10, 100, 1000, 10000};
    for (int scale = 0; scale <= 4; scale++) {
        for (int m = 0; m < 100000; m++) {
            char out[32];
            struct kom_num v;
            size_t n = kom_num_shortest(out, m / power[scale]);
            assert_true(n > 0 && n <= 6);
            assert_true(kom_num_parse((struct kom_text){out, n}, point, &v) && v.is_exact);
            struct kom_num expected = {m, 0, (int8_t)scale, true};
            assert_int_equal(kom_num_compare(&v, &expected), 0);
        }
    }
}

/* The C library's digits, as many as are needed to read the same back. */
static size_t library_digits(char digits[40], double x) {
    char text[40];
    for (int n = 15; n <= 17; n++) {
        (void)snprintf(text, sizeof text, "%.*e", n - 1, x);
        double back = strtod(text, NULL);
        if (memcmp(&back, &x, sizeof x) == 0)
            break;
    }
    size_t n = 0;
    for (const char *p = text; *p != 'e'; p++)
        if (*p >= '0' && *p <= '9')
            digits[n++] = *p;
    while (n > 1 && digits[n - 1] == '0')
        n--;
    return n;
}

/* Doubles of everyday size: the shortest digits that read back, nearest to the number. Means and
   short decimals are among them, and neighbours of both. */
static void everyday_doubles(void **state) {
    (void)state;
    for (uint64_t i = 0; i < 400000; i++) {
        const uint64_t r = kom_rng_bits(3, 1, i), q = kom_rng_bits(3, 2, i);
        double x = (double)(r % 1000000000) / (double)(1 + q % 5000);
        if (i % 4 == 1)
            x = ldexp((double)(r >> 11), (int)(q % 70) - 70);
        if (i % 4 == 2)
            x = (double)(r % 100000000) / (q & 1 ? 100.0 : 1000.0);
        if (i % 8 > 3)
            x = nextafter(x, q & 2 ? 0.0 : 1e300);
        char out[32], wanted[40], had[40];
        size_t n = kom_num_shortest(out, x), n_had = 0;
        for (size_t k = 0; k < n && out[k] != 'e'; k++)
            if (out[k] >= '0' && out[k] <= '9' && (n_had || out[k] != '0'))
                had[n_had++] = out[k];
        while (n_had > 1 && had[n_had - 1] == '0')
            n_had--;
        if (!(x > 0) || !isfinite(x))
            continue;
        assert_int_equal(n_had, library_digits(wanted, x));
        assert_memory_equal(had, wanted, n_had);
        out[n] = '\0';
        double back = strtod(out, NULL);
        assert_memory_equal(&back, &x, sizeof x);
    }
}

static void order(void **state) {
    (void)state;
    static const char *const rising[] = {"-1e300",
                                         "-1000000000000000000",
                                         "-999999999999999999",
                                         "-2",
                                         "-0.5",
                                         "-0.000000000000000001",
                                         "0",
                                         "0.000000000000000001",
                                         "0.1",
                                         "0.10000000000000001",
                                         "0.5",
                                         "2",
                                         "999999999999999998",
                                         "999999999999999999",
                                         "1e20"};
    size_t n = sizeof rising / sizeof rising[0];
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++) {
            struct kom_num a, b;
            assert_true(parse(rising[i], point, &a) && parse(rising[j], point, &b));
            int c = kom_num_compare(&a, &b);
            assert_int_equal(c, (i > j) - (i < j));
        }
    }
}

static void no_number_is_no_text(void **state) {
    (void)state;
    char out[64];
    assert_int_equal(kom_num_shortest(out, KOM_NAN), 0);
    assert_int_equal(kom_num_shortest(out, -KOM_INF), 0);
    assert_int_equal(kom_num_significant(out, KOM_INF, 12), 0);
    assert_int_equal(kom_num_fixed(out, KOM_NAN, 2), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exact_decimals),
        cmocka_unit_test(beyond_exact),
        cmocka_unit_test(refused),
        cmocka_unit_test(thousands),
        cmocka_unit_test(python_reads_the_same),
        cmocka_unit_test(python_writes_the_same),
        cmocka_unit_test(fixed),
        cmocka_unit_test(short_decimals_come_back),
        cmocka_unit_test(everyday_doubles),
        cmocka_unit_test(order),
        cmocka_unit_test(no_number_is_no_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
