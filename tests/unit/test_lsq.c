/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Least squares against NIST StRD, exact rational arithmetic and R; double-double numbers. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "digits.h"
#include "regress.h"
#include "rows.h"
#include "vcov.h"

static const struct set {
    const char *name;
    unsigned degree; /* powers of the column x; 0: the columns x1 .. x6 */
    bool has_intercept;
} sets[] = {
    {"Norris", 1, true},   {"Pontius", 2, true},  {"NoInt1", 1, false},  {"NoInt2", 1, false},
    {"Filip", 10, true},   {"Longley", 0, true},  {"Wampler1", 5, true}, {"Wampler2", 5, true},
    {"Wampler3", 5, true}, {"Wampler4", 5, true}, {"Wampler5", 5, true},
};

enum { N_SETS = sizeof sets / sizeof sets[0] };

static void open_set(const struct set *set, struct regress *r) {
    char name[64];
    struct columns c;
    (void)snprintf(name, sizeof name, "nist/lls_%s.csv", set->name);
    columns_open(&c, name);
    regress_open(r, c.n_rows, 11);
    regress_y(r, &c, "y");
    if (set->has_intercept) {
        regress_intercept(r);
    }
    for (unsigned p = 1; p <= set->degree; p++) {
        regress_power(r, &c, "x", p);
    }
    for (unsigned j = 1; set->degree == 0 && j <= 6; j++) {
        (void)snprintf(name, sizeof name, "x%u", j);
        regress_add(r, &c, name);
    }
    columns_close(&c);
}

/* What a row of a table of certified values speaks of. */
static double figure(const struct kom_lsq_fit *fit, struct kom_text parameter) {
    const struct {
        const char *name;
        double value;
    } known[] = {
        {"resid_sd", fit->sigma}, {"r2", fit->r_squared},    {"F", fit->f},
        {"df_res", fit->df},      {"ss_res", fit->ss_resid}, {"ms_res", fit->ss_resid / fit->df},
        {"df_reg", fit->f_df},    {"ss_reg", fit->ss_model}, {"ms_reg", fit->ss_model / fit->f_df},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (kom_text_is(parameter, known[i].name)) {
            return known[i].value;
        }
    }
    fail_msg("unknown parameter");
    return KOM_NAN;
}

static double expected(const struct columns *c, size_t row, const char *name) {
    struct kom_num v;
    if (kom_text_is(columns_cell(c, row, name), "Infinity")) {
        return KOM_INF;
    }
    assert_true(columns_num(c, row, name, &v));
    return kom_num_double(&v);
}

static void compare(const char *what, double actual, double wanted, double digits) {
    if (!(kom_digits(actual, wanted) >= digits)) {
        fail_msg("%s: %.17g, expected %.17g: %.1f digits of %g", what, actual, wanted,
                 kom_digits(actual, wanted), digits);
    }
}

/* Compares a fit with every row of a table that is about its set. */
static void check_set(const struct set *set, const struct columns *table, double digits) {
    struct regress r;
    struct kom_lsq_fit fit;
    struct kom_vcov v;
    const struct kom_vcov_spec spec = {.kind = KOM_VCOV_IID};
    size_t n_checked = 0;
    open_set(set, &r);
    regress_fit(&r, &fit);
    assert_int_equal(kom_vcov_estimate(&fit, &spec, &v, NULL), KOM_OK);
    for (size_t i = 0; i < table->n_rows; i++) {
        const struct kom_text parameter = columns_cell(table, i, "parameter");
        char what[64];
        if (!kom_text_is(columns_cell(table, i, "dataset"), set->name)) {
            continue;
        }
        (void)snprintf(what, sizeof what, "%s %.*s", set->name, (int)parameter.n, parameter.p);
        n_checked++;
        if (parameter.p[0] != 'B') {
            compare(what, figure(&fit, parameter), expected(table, i, "estimate"), digits);
            continue;
        }
        const struct kom_text number = {parameter.p + 1, parameter.n - 1};
        const size_t j = (size_t)rows_int(number) - !set->has_intercept;
        compare(what, fit.coef[j], expected(table, i, "estimate"), digits);
        compare(what, v.se[j], expected(table, i, "std_error"), digits);
    }
    assert_true(n_checked >= r.k + 3);
    kom_vcov_free(&v);
    kom_lsq_fit_free(&fit);
    regress_close(&r);
}

/* The certified values have 15 digits, so that 14 may be asked for (F of NoInt2 has 16). */
static void nist_certified(void **state) {
    (void)state;
    struct columns table;
    columns_open(&table, "nist/lls_certified.csv");
    for (size_t i = 0; i < N_SETS; i++) {
        check_set(&sets[i], &table, 14);
    }
    columns_close(&table);
}

/* A column with its first row taken off, and that. */
static struct kom_dd take_off(struct kom_dd *column, size_t n) {
    const struct kom_dd base = column[0];
    for (size_t i = 0; i < n; i++) {
        column[i] = kom_dd_sub(column[i], base);
    }
    return base;
}

/* What the caller took off columns and y is given back: the same fit, its covariance included. */
static void check_bases(const struct set *set, enum kom_vcov_kind kind) {
    struct regress r;
    struct kom_lsq_fit whole, based;
    struct kom_vcov v, w;
    struct kom_dd base[12] = {{0, 0}};
    const struct kom_vcov_spec spec = {.kind = kind};
    open_set(set, &r);
    regress_fit(&r, &whole);
    for (size_t j = 1; j <= r.k; j++) {
        base[j] = take_off(j < r.k ? r.x + j * r.n : r.y, r.n);
    }
    const struct kom_lsq in = {
        .n = r.n, .k = r.k, .y = r.y, .x = r.x, .has_intercept = true, .base = base};
    assert_int_equal(kom_lsq_solve(&in, &based, NULL), KOM_OK);
    assert_int_equal(kom_vcov_estimate(&whole, &spec, &v, NULL), KOM_OK);
    assert_int_equal(kom_vcov_estimate(&based, &spec, &w, NULL), KOM_OK);
    for (size_t j = 0; j < r.k; j++) {
        compare(set->name, based.coef[j], whole.coef[j], 15);
        compare(set->name, w.se[j], v.se[j], 15);
    }
    kom_vcov_free(&v);
    kom_vcov_free(&w);
    kom_lsq_fit_free(&whole);
    kom_lsq_fit_free(&based);
    regress_close(&r);
}

static void bases(void **state) {
    (void)state;
    for (size_t i = 0; i < N_SETS; i++) {
        if (sets[i].has_intercept) {
            check_bases(&sets[i], KOM_VCOV_IID);
            check_bases(&sets[i], KOM_VCOV_HC3);
        }
    }
}

/* Robust errors of every coefficient, where the table has them. */
static void check_robust(const struct set *set, const struct columns *table) {
    static const enum kom_vcov_kind kinds[] = {KOM_VCOV_HC0, KOM_VCOV_HC1, KOM_VCOV_HC2,
                                               KOM_VCOV_HC3};
    struct regress r;
    struct kom_lsq_fit fit;
    open_set(set, &r);
    regress_fit(&r, &fit);
    for (size_t kind = 0; kind < 4; kind++) {
        const struct kom_vcov_spec spec = {.kind = kinds[kind]};
        struct kom_vcov v;
        size_t j = 0;
        assert_int_equal(kom_vcov_estimate(&fit, &spec, &v, NULL), KOM_OK);
        for (size_t i = 0; i < table->n_rows; i++) {
            if (kom_text_is(columns_cell(table, i, "dataset"), set->name) && j < r.k) {
                compare(set->name, v.se[j++], expected(table, i, kom_vcov_name(kinds[kind])), 17);
            }
        }
        assert_int_equal(j, r.k);
        kom_vcov_free(&v);
    }
    kom_lsq_fit_free(&fit);
    regress_close(&r);
}

/* Every figure is the double next to the exact one (tests/nist/lls_exact.py). */
static void nist_exact(void **state) {
    (void)state;
    struct columns table;
    columns_open(&table, "nist/lls_exact.csv");
    for (size_t i = 0; i < N_SETS; i++) {
        check_set(&sets[i], &table, 17);
        check_robust(&sets[i], &table);
    }
    columns_close(&table);
}

/* The same bits when the rows come backwards or cut like cards. */
static void order_of_rows(void **state) {
    (void)state;
    for (size_t s = 0; s < N_SETS; s++) {
        struct regress r;
        struct kom_lsq_fit fit, again;
        struct kom_vcov v, w;
        const struct kom_vcov_spec spec = {.kind = KOM_VCOV_HC3};
        open_set(&sets[s], &r);
        regress_fit(&r, &fit);
        assert_int_equal(kom_vcov_estimate(&fit, &spec, &v, NULL), KOM_OK);
        for (size_t shift = 0; shift < r.n; shift += 1 + r.n / 7) {
            for (size_t i = 0; i + shift < r.n; i++) {
                regress_swap(&r, i, (i * 5 + shift) % r.n);
            }
            regress_fit(&r, &again);
            assert_int_equal(kom_vcov_estimate(&again, &spec, &w, NULL), KOM_OK);
            assert_memory_equal(fit.coef, again.coef, r.k * sizeof fit.coef[0]);
            assert_memory_equal(v.se, w.se, r.k * sizeof v.se[0]);
            assert_true(rows_same(fit.sigma, again.sigma) && rows_same(fit.f, again.f));
            kom_vcov_free(&w);
            kom_lsq_fit_free(&again);
        }
        kom_vcov_free(&v);
        kom_lsq_fit_free(&fit);
        regress_close(&r);
    }
}

/* R 4.2.2: hatvalues(lm(y ~ ., Longley)), and their sum is k. Residuals are orthogonal to all. */
static void longley_rows(void **state) {
    (void)state;
    struct regress r;
    struct kom_lsq_fit fit;
    double sum = 0;
    open_set(&sets[5], &r);
    regress_fit(&r, &fit);
    for (size_t i = 0; i < r.n; i++) {
        sum += fit.leverage[i];
        struct kom_dd u = r.y[i];
        for (size_t j = 0; j < r.k; j++) {
            u = kom_dd_sub(u, kom_dd_mul(r.x[j * r.n + i], fit.coef_dd[j]));
        }
        kom_assert_digits(fit.resid[i], kom_dd_double(u), 15);
    }
    kom_assert_digits(sum, 7, 15);
    kom_assert_digits(fit.leverage[0], 0.424536930626536, 10);
    kom_assert_digits(fit.leverage[15], 0.688614601693893, 10);
    kom_lsq_fit_free(&fit);
    regress_close(&r);
}

/* A weight of 3 is a row three times, but for the rows counted; a weight of 0 is no row, whose
   residual is still that of its prediction. */
static void weights(void **state) {
    (void)state;
    const double y[] = {1, 4, 2, 8, 5, 7, 50}, x[] = {1, 2, 4, 5, 7, 9, 3};
    const double w[] = {1, 3, 2, 1, 0.5, 2, 0};
    struct regress r, copies;
    struct kom_lsq_fit fit, many;
    regress_open(&r, 7, 2);
    regress_intercept(&r);
    struct kom_dd *column = regress_column(&r);
    r.weight = kom_alloc(7, sizeof *r.weight);
    regress_open(&copies, 19, 2);
    regress_intercept(&copies);
    struct kom_dd *copy = regress_column(&copies);
    size_t at = 0;
    for (size_t i = 0; i < 7; i++) {
        r.y[i] = kom_dd(y[i]);
        column[i] = kom_dd(x[i]);
        r.weight[i] = w[i];
        for (int c = 0; c < (int)(2 * w[i]); c++) {
            copies.y[at] = kom_dd(y[i]);
            copy[at++] = kom_dd(x[i]);
        }
    }
    assert_int_equal(at, 19);
    regress_fit(&r, &fit);
    regress_fit(&copies, &many);
    assert_int_equal(fit.n_used, 6);
    kom_assert_digits(fit.df, 4, 17);
    for (size_t j = 0; j < 2; j++) {
        kom_assert_digits(fit.coef[j], many.coef[j], 17);
    }
    kom_assert_digits(fit.ss_resid, many.ss_resid / 2, 15);
    kom_assert_digits(fit.r_squared, many.r_squared, 15);
    kom_assert_digits(fit.resid[6], 50 - fit.coef[0] - 3 * fit.coef[1], 15);
    kom_assert_digits(fit.resid[1], 4 - fit.coef[0] - 2 * fit.coef[1], 14);
    kom_assert_digits(fit.leverage[6], 0, 17);
    kom_lsq_fit_free(&fit);
    kom_lsq_fit_free(&many);
    regress_close(&r);
    regress_close(&copies);
}

/* Nothing but the last digits of large numbers is 0: a difference of two equal means. */
static void exact_zero(void **state) {
    (void)state;
    const double y[] = {0.1, 0.7, 0.4, 0.4, 0.3, 0.5};
    struct regress r;
    struct kom_lsq_fit fit;
    regress_open(&r, 6, 2);
    regress_intercept(&r);
    struct kom_dd *column = regress_column(&r);
    for (size_t i = 0; i < 6; i++) {
        const struct kom_num tenths = {
            .mantissa = (int64_t)(y[i] * 10 + 0.5), .scale = 1, .is_exact = true};
        r.y[i] = kom_dd_from_num(&tenths);
        column[i] = kom_dd(i < 2 ? 1 : 0);
    }
    regress_fit(&r, &fit);
    assert_true(rows_same(fit.coef[1], 0.0));
    kom_assert_digits(fit.coef[0], 0.4, 17);
    kom_lsq_fit_free(&fit);
    regress_close(&r);
}

static void refused(const struct kom_lsq *in, enum kom_status status, const char *text) {
    struct kom_lsq_fit fit;
    struct kom_error err = {0};
    assert_int_equal(kom_lsq_solve(in, &fit, &err), status);
    if (!strstr(err.text, text)) {
        fail_msg("\"%s\" does not speak of \"%s\"", err.text, text);
    }
    assert_null(fit.coef);
}

/* x3 = x1 + x2 in doubles, a constant column, a column of zeros: the first that adds nothing. */
static void collinear(void **state) {
    (void)state;
    enum { N = 8 };
    struct kom_dd y[N], x[4 * N];
    const char *const names[] = {"(intercept)", "price", "cost", "both"};
    struct kom_lsq in = {N, 4, y, x, NULL, true, 0, "sales", names, NULL};
    for (size_t i = 0; i < N; i++) {
        y[i] = kom_dd((double)(i * i % 5));
        x[i] = kom_dd(1);
        x[N + i] = kom_dd(0.1 * (double)(i * i % 7));
        x[2 * N + i] = kom_dd(0.3 * (double)(i * i * i % 11));
        x[3 * N + i] = kom_dd(x[N + i].hi + x[2 * N + i].hi);
    }
    refused(&in, KOM_EESTIMATE, "column \"both\" is 0 everywhere or a combination");
    in.names = NULL;
    refused(&in, KOM_EESTIMATE, "column 4 is");
    in.names = names;
    for (size_t i = 0; i < N; i++) {
        x[N + i] = kom_dd(2000.1);
    }
    refused(&in, KOM_EESTIMATE, "\"price\"");
    for (size_t i = 0; i < N; i++) {
        x[N + i] = kom_dd((double)i);
        x[2 * N + i] = kom_dd(0);
    }
    refused(&in, KOM_EESTIMATE, "\"cost\"");
    in.k = 2;
    in.tolerance = 0.9; /* a ramp and a constant are not that far apart */
    refused(&in, KOM_EESTIMATE, "\"price\"");
    in.tolerance = 0;
    struct kom_lsq_fit fit;
    assert_int_equal(kom_lsq_solve(&in, &fit, NULL), KOM_OK);
    kom_lsq_fit_free(&fit);
}

static void refusals(void **state) {
    (void)state;
    struct kom_dd y[] = {{3, 0}, {3, 0}, {3, 0}, {4, 0}};
    struct kom_dd x[] = {{1, 0}, {1, 0}, {1, 0}, {1, 0}, {1, 0}, {2, 0}, {4, 0}, {9, 0}};
    double weight[] = {1, 1, 1, 0};
    struct kom_lsq in = {2, 2, y, x, NULL, true, 0, NULL, NULL, NULL};
    refused(&in, KOM_EESTIMATE, "2 rows for 2 coefficients");
    in.n = 3;
    in.k = 1;
    refused(&in, KOM_EESTIMATE, "the outcome never varies");
    in.n = 4;
    in.weight = weight;
    in.y_name = "sales";
    refused(&in, KOM_EESTIMATE, "column \"sales\" never varies");
    in.k = 2;
    weight[2] = 0;
    refused(&in, KOM_EESTIMATE, "2 rows for 2 coefficients");
    weight[2] = -1;
    refused(&in, KOM_EDATA, "a weight is below 0");
    in.weight = NULL;
    y[1] = kom_dd(KOM_INF);
    refused(&in, KOM_EDATA, "column \"sales\": a number that is not finite");
    y[1] = kom_dd(1);
    x[5] = kom_dd(1e101);
    refused(&in, KOM_EDATA, "column 2: ");
    in.k = 0;
    refused(&in, KOM_EESTIMATE, "no columns");
}

/* Without an intercept a constant outcome can be explained, and zeros cannot. */
static void constant_without_intercept(void **state) {
    (void)state;
    struct kom_dd y[] = {{2, 0}, {2, 0}, {2, 0}}, x[] = {{1, 0}, {2, 0}, {3, 0}};
    struct kom_lsq in = {3, 1, y, x, NULL, false, 0, NULL, NULL, NULL};
    struct kom_lsq_fit fit;
    assert_int_equal(kom_lsq_solve(&in, &fit, NULL), KOM_OK);
    kom_assert_digits(fit.coef[0], 12.0 / 14, 16);
    kom_lsq_fit_free(&fit);
    y[0] = y[1] = y[2] = kom_dd(0);
    refused(&in, KOM_EESTIMATE, "never varies");
}

static void memory(void **state) {
    (void)state;
    struct regress r;
    struct kom_lsq_fit fit;
    open_set(&sets[0], &r);
    r.weight = kom_alloc(r.n, sizeof *r.weight);
    for (size_t i = 0; i < r.n; i++) {
        r.weight[i] = 1;
    }
    uint64_t failures = 0;
    for (;; failures++) {
        kom_mem_fail_after(failures + 1);
        const enum kom_status status = regress_try(&r, &fit, NULL);
        kom_mem_fail_after(0);
        if (status == KOM_OK) {
            break;
        }
        assert_int_equal(status, KOM_ENOMEM);
        assert_null(fit.q);
    }
    assert_int_equal(failures, 13);
    kom_lsq_fit_free(&fit);
    regress_close(&r);
}

/* 1/3 and its root by identities; 0.1 is not its double; (-6.860120914)^10 from Python's fractions.
 */
static void double_double(void **state) {
    (void)state;
    const struct kom_num tenth = {.mantissa = 1, .scale = 1, .is_exact = true};
    const struct kom_num filip = {.mantissa = -6860120914, .scale = 9, .is_exact = true};
    const struct kom_num real = {.real = 1.5};
    const struct kom_dd t = kom_dd_from_num(&tenth);
    struct kom_dd sum = kom_dd(-1);
    for (int i = 0; i < 10; i++) {
        sum = kom_dd_add(sum, t);
    }
    assert_true(fabs(sum.hi) < 1e-31);
    assert_true(rows_same(t.hi, 0.1) && fabs(t.lo) > 0);
    const struct kom_dd third = kom_dd_div(kom_dd(1), kom_dd(3)), root = kom_dd_sqrt(third);
    assert_true(fabs(kom_dd_sub(kom_dd_mul_double(third, 3), kom_dd(1)).hi) < 1e-31);
    assert_true(fabs(kom_dd_sub(kom_dd_mul(root, root), third).hi) < 1e-31);
    assert_true(rows_same(kom_dd_sqrt(kom_dd(-1)).hi, 0.0));
    const struct kom_dd even = kom_dd_power(&filip, 10), odd = kom_dd_power(&filip, 9);
    const struct kom_dd x = kom_dd_from_num(&filip);
    assert_true(odd.hi < 0);
    assert_true(fabs(kom_dd_sub(kom_dd_div(even, odd), x).hi) < 1e-30);
    kom_assert_digits(even.hi, 230843528.99180466, 17);
    kom_assert_digits(even.lo, -5.347682052145491e-09, 15);
    kom_assert_digits(kom_dd_power(&real, 5).hi, 7.59375, 17);
    assert_true(kom_dd_less(x, t) && !kom_dd_less(t, x) && !kom_dd_less(t, t));
    assert_true(kom_dd_less((struct kom_dd){1, -1e-20}, kom_dd(1)));
}

/* 10^13 + 0.1 less 10^13 is 0.1 to the last bit of two doubles; the largest decimals fit. */
static void differences(void **state) {
    (void)state;
    const struct kom_num tenth = {.mantissa = 1, .scale = 1, .is_exact = true};
    const struct kom_num high = {.mantissa = 100000000000001, .scale = 1, .is_exact = true};
    const struct kom_num level = {.mantissa = 10000000000000, .is_exact = true};
    const struct kom_num large = {.mantissa = 999999999999999999, .is_exact = true};
    const struct kom_num least = {.mantissa = -999999999999999999, .scale = 18, .is_exact = true};
    const struct kom_num real = {.real = 1.5};
    struct kom_dd d = kom_dd_difference(&high, &level);
    const struct kom_dd t = kom_dd_from_num(&tenth);
    assert_true(rows_same(d.hi, t.hi) && rows_same(d.lo, t.lo));
    d = kom_dd_difference(&level, &high);
    assert_true(rows_same(d.hi, -t.hi) && rows_same(d.lo, -t.lo));
    d = kom_dd_difference(&large, &least); /* 10^18 - 10^-18 */
    assert_true(rows_same(d.hi, 1e18) && fabs(d.lo) < 0x1p-104 * 1e18);
    d = kom_dd_difference(&real, &tenth);
    assert_true(rows_same(kom_dd_add(d, t).hi, 1.5));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nist_certified),
        cmocka_unit_test(nist_exact),
        cmocka_unit_test(order_of_rows),
        cmocka_unit_test(longley_rows),
        cmocka_unit_test(weights),
        cmocka_unit_test(exact_zero),
        cmocka_unit_test(collinear),
        cmocka_unit_test(differences),
        cmocka_unit_test(bases),
        cmocka_unit_test(refusals),
        cmocka_unit_test(constant_without_intercept),
        cmocka_unit_test(memory),
        cmocka_unit_test(double_double),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
