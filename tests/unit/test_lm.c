/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Linear models by the public header: NIST StRD, Petersen's test data (R packages sandwich 3.0-2
   and clubSandwich), and what cannot be tested or asked. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "digits.h"
#include "kom/frame.h"
#include "kom/lm.h"
#include "mem.h"
#include "num.h"

enum { ROWS_MAX = 6000, COLUMNS_MAX = 8 };

/* A table as a regression reads it: y, then an intercept and the other columns. */
struct table {
    size_t n, k;
    struct kom_num y[ROWS_MAX], x[COLUMNS_MAX][ROWS_MAX];
    uint32_t cluster[2][ROWS_MAX];
    const struct kom_num *column[COLUMNS_MAX];
};

static void read_column(const struct kom_frame *f, const char *name, struct kom_num *to) {
    int column;
    enum kom_nothing nothing;
    assert_int_equal(kom_frame_need(f, name, &column, NULL), KOM_OK);
    for (size_t i = 0; i < kom_frame_n_rows(f); i++) {
        assert_int_equal(kom_frame_number(f, i, column, &to[i], &nothing, NULL), KOM_OK);
        assert_int_equal(nothing, KOM_VALUE);
    }
}

static struct table *load(const char *path, const char *y, const char *const *x, size_t n_x) {
    static const struct kom_reading plain = {.delimiter = ',', .decimal = '.'};
    struct table *t = kom_alloc(1, sizeof *t);
    struct kom_frame *f = kom_frame_new();
    struct kom_error err;
    assert_true(t && f);
    assert_int_equal(kom_frame_load(f, "rows", &path, 1, &plain, &err), KOM_OK);
    t->n = kom_frame_n_rows(f);
    t->k = n_x + 1;
    read_column(f, y, t->y);
    for (size_t i = 0; i < t->n; i++)
        t->x[0][i] = kom_num_of_double(1);
    for (size_t j = 0; j < n_x; j++)
        read_column(f, x[j], t->x[j + 1]);
    for (size_t j = 0; j < t->k; j++)
        t->column[j] = t->x[j];
    kom_frame_free(f);
    return t;
}

static struct kom_lm *fit(const struct table *t) {
    const struct kom_lm_data data = {
        .n = t->n, .k = t->k, .y = t->y, .x = t->column, .has_intercept = true};
    struct kom_lm *lm;
    struct kom_error err;
    assert_int_equal(kom_lm_fit(&lm, &data, &err), KOM_OK);
    return lm;
}

/* ---- NIST ---- */

static void longley(void **state) {
    static const char *const x[] = {"x1", "x2", "x3", "x4", "x5", "x6"};
    static const double coef[] = {-3482258.63459582, 15.0618722713733,  -0.0358191792925910,
                                  -2.02022980381683, -1.03322686717359, -0.0511041056535807,
                                  1829.15146461355};
    static const double se[] = {890420.383607373,  84.9149257747669,  0.0334910077722432,
                                0.488399681651699, 0.214274163161675, 0.226073200069370,
                                455.478499142212};
    const struct kom_vcov_spec iid = {.kind = KOM_VCOV_IID};
    struct table *t = load("tests/nist/lls_Longley.csv", "y", x, 6);
    struct kom_lm *lm = fit(t);
    const struct kom_lm_facts facts = kom_lm_facts(lm);
    struct kom_test test[7];
    (void)state;
    assert_int_equal(kom_lm_test(lm, &iid, 0.95, test, NULL), KOM_OK);
    for (size_t j = 0; j < 7; j++) {
        kom_assert_digits(kom_lm_coef(lm)[j], coef[j], 14);
        kom_assert_digits(test[j].estimate, coef[j], 14);
        kom_assert_digits(test[j].std_error, se[j], 14);
    }
    kom_assert_digits(facts.sigma, 304.854073561965, 14);
    kom_assert_digits(facts.r_squared, 0.995479004577296, 14);
    kom_assert_digits(facts.f, 330.285339234588, 14);
    assert_int_equal(facts.n, 16);
    kom_lm_free(lm);
    kom_free(t);
}

/* ---- Petersen ---- */

static double number_of(const struct kom_num *v) {
    return kom_num_double(v);
}

static struct table *petersen(void) {
    static const char *const x[] = {"x", "firm", "year"};
    struct table *t = load("tests/ref/petersen_cl.csv.gz", "y", x, 3);
    for (size_t i = 0; i < t->n; i++) {
        t->cluster[0][i] = (uint32_t)number_of(&t->x[2][i]) - 1;
        t->cluster[1][i] = (uint32_t)number_of(&t->x[3][i]) - 1;
    }
    t->k = 2;
    return t;
}

static void petersens_errors(void **state) {
    struct table *t = petersen();
    struct kom_lm *lm = fit(t);
    const struct kom_clusters firm = {t->cluster[0], 500}, year = {t->cluster[1], 10};
    const struct {
        struct kom_vcov_spec spec;
        double std_error;
    } cases[] = {
        {{.kind = KOM_VCOV_IID}, 0.02858328779128},
        {{.kind = KOM_VCOV_HC1}, 0.02839516146794},
        {{.kind = KOM_VCOV_HC3}, 0.02841210127043},
        {{.kind = KOM_VCOV_CR1, .n_ways = 1, .cluster = {firm}}, 0.05059572588403},
        {{.kind = KOM_VCOV_CR1, .n_ways = 1, .cluster = {year}}, 0.03338891341193},
        {{.kind = KOM_VCOV_CR1, .ssc = KOM_SSC_STATA, .n_ways = 2, .cluster = {firm, year}},
         0.05355802294494},
        {{.kind = KOM_VCOV_CR0, .n_ways = 1, .cluster = {firm}}, 0.05054004906051},
        {{.kind = KOM_VCOV_CR2, .n_ways = 1, .cluster = {firm}}, 0.05067776674031},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct kom_test test[2];
        double covariance[4];
        assert_int_equal(kom_lm_test(lm, &cases[i].spec, 0.95, test, NULL), KOM_OK);
        assert_int_equal(kom_lm_covariance(lm, &cases[i].spec, covariance, NULL), KOM_OK);
        kom_assert_digits(test[1].estimate, 1.03483343946170, 13);
        kom_assert_digits(test[1].std_error, cases[i].std_error, 12);
        kom_assert_digits(sqrt(covariance[3]), cases[i].std_error, 12);
        kom_assert_digits(test[1].statistic, test[1].estimate / test[1].std_error, 15);
        assert_true(test[1].conf_low < test[1].estimate && test[1].estimate < test[1].conf_high);
    }
    kom_lm_free(lm);
    kom_free(t);
}

/* ---- what cannot be ---- */

static const double ones[] = {1, 1, 1, 1, 1, 1}, rising[] = {1, 2, 3, 4, 5, 6},
                    treated[] = {1, 1, 0, 0, 0, 0}, bent[] = {1.5, 2, 3.25, 4, 5, 7};

static enum kom_status fit_doubles(const double *y, const double *first, const double *second,
                                   struct kom_lm **lm, struct kom_error *err) {
    struct kom_num v[3][6];
    const double *const from[] = {y, first, second};
    for (size_t j = 0; j < 3; j++)
        for (size_t i = 0; i < 6; i++)
            v[j][i] = kom_num_of_double(from[j][i]);
    const struct kom_num *const x[] = {v[1], v[2]};
    const struct kom_lm_data data = {.n = 6, .k = 2, .y = v[0], .x = x, .has_intercept = true};
    return kom_lm_fit(lm, &data, err);
}

static void refused(const double *y, const double *first, const double *second,
                    enum kom_status want, const char *word) {
    struct kom_lm *lm;
    struct kom_error err;
    assert_int_equal(fit_doubles(y, first, second, &lm, &err), want);
    assert_null(lm);
    assert_non_null(strstr(err.text, word));
}

static void what_is_no_regression_is_refused(void **state) {
    const double hole[] = {1, 2, (double)NAN, 4, 5, 6};
    (void)state;
    refused(bent, ones, ones, KOM_EESTIMATE, "column 2");
    refused(ones, ones, rising, KOM_EESTIMATE, "never varies");
    refused(bent, rising, ones, KOM_EUSAGE, "no intercept: row 2");
    refused(hole, ones, rising, KOM_EDATA, "finite");
    refused(bent, ones, hole, KOM_EDATA, "finite");
}

static void what_rests_on_one_cluster_has_no_test(void **state) {
    static const uint32_t cluster[] = {0, 0, 1, 1, 2, 2};
    const struct kom_vcov_spec cr = {.kind = KOM_VCOV_CR1, .n_ways = 1, .cluster = {{cluster, 3}}};
    const struct kom_vcov_spec beyond = {
        .kind = KOM_VCOV_CR1, .n_ways = 1, .cluster = {{cluster, 2}}};
    const struct kom_vcov_spec iid = {.kind = KOM_VCOV_IID};
    struct kom_test test[2];
    struct kom_error err;
    struct kom_lm *lm;
    (void)state;
    assert_int_equal(fit_doubles(bent, ones, treated, &lm, &err), KOM_OK);
    assert_int_equal(kom_lm_test(lm, &iid, 0.95, test, &err), KOM_OK);
    assert_true(test[1].p_value > 0);
    assert_int_equal(kom_lm_test(lm, &cr, 0.95, test, &err), KOM_OK);
    assert_true(isnan(test[1].estimate) && isnan(test[1].p_value) && isnan(test[1].conf_low));
    assert_int_equal(kom_lm_test(lm, &beyond, 0.95, test, &err), KOM_EUSAGE);
    assert_non_null(strstr(err.text, "row 5: cluster 2 of 2"));
    kom_lm_free(lm);
    assert_int_equal(fit_doubles(rising, ones, rising, &lm, &err), KOM_OK);
    assert_int_equal(kom_lm_test(lm, &iid, 0.95, test, &err), KOM_OK);
    assert_true(kom_lm_facts(lm).is_exact && isnan(test[1].std_error));
    kom_assert_digits(test[1].estimate, 1, 15);
    kom_lm_free(lm);
}

static void doubles_become_numbers(void **state) {
    (void)state;
    assert_true(kom_num_of_double(-12).is_exact);
    assert_int_equal(kom_num_of_double(-12).mantissa, -12);
    assert_false(kom_num_of_double(0.1).is_exact);
    assert_false(kom_num_of_double(1e300).is_exact);
    assert_true(isnan(kom_num_of_double((double)NAN).real));
}

static void memory_may_run_out_anywhere(void **state) {
    static const uint32_t cluster[] = {0, 1, 1, 2, 2, 0};
    const struct kom_vcov_spec cr = {.kind = KOM_VCOV_CR2, .n_ways = 1, .cluster = {{cluster, 3}}};
    enum kom_status status = KOM_ENOMEM;
    (void)state;
    for (uint64_t n = 1; status == KOM_ENOMEM && n < 500; n++) {
        struct kom_test test[2];
        struct kom_lm *lm;
        kom_mem_fail_after(n);
        status = fit_doubles(bent, ones, rising, &lm, NULL);
        status = status ? status : kom_lm_test(lm, &cr, 0.95, test, NULL);
        kom_mem_fail_after(0);
        kom_lm_free(lm);
    }
    assert_int_equal(status, KOM_OK);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(longley),
        cmocka_unit_test(petersens_errors),
        cmocka_unit_test(what_is_no_regression_is_refused),
        cmocka_unit_test(what_rests_on_one_cluster_has_no_test),
        cmocka_unit_test(doubles_become_numbers),
        cmocka_unit_test(memory_may_run_out_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
