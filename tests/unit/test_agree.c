/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kappa and Krippendorff's alpha against published figures and R, and what has no figure. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "digits.h"
#include "kom/agree.h"
#include "kom/dist.h"
#include "mem.h"
#include "rng.h"

static const struct kom_codings_plan no_draws = {.draws = 0, .level = 0.95};

/* Krippendorff 2011, "Computing Krippendorff's alpha-reliability", section E: four coders, twelve
   units, 0 not coded. He prints 0.743, 0.815, 0.849 and 0.797; the digits are those of R's irr
   0.84.1, kripp.alpha. */
static const uint8_t canonical[12][4] = {{1, 1, 0, 1}, {2, 2, 3, 2}, {3, 3, 3, 3}, {3, 3, 3, 3},
                                         {2, 2, 2, 2}, {1, 2, 3, 4}, {4, 4, 4, 4}, {1, 1, 2, 1},
                                         {2, 2, 2, 2}, {0, 5, 5, 5}, {0, 0, 1, 1}, {0, 0, 3, 0}};

struct data {
    size_t from[13];
    uint32_t category[48];
    double value[5];
    struct kom_codings codings;
};

static void take_canonical(struct data *d, double times, double more) {
    size_t n = 0;
    for (size_t u = 0; u < 12; u++) {
        d->from[u] = n;
        for (size_t c = 0; c < 4; c++)
            if (canonical[u][c])
                d->category[n++] = canonical[u][c] - 1U;
    }
    d->from[12] = n;
    for (size_t i = 0; i < 5; i++)
        d->value[i] = more + times * (double)(i + 1);
    d->codings = (struct kom_codings){12, d->from, d->category, 5, d->value};
}

static double alpha_of(const struct kom_codings *codings, enum kom_measurement measurement) {
    struct kom_krippendorff out;
    assert_int_equal(kom_krippendorff(codings, measurement, &no_draws, &out, NULL), KOM_OK);
    return out.alpha;
}

static void test_canonical(void **state) {
    static const double expected[] = {.74342105263158, .81538750375488, .84910714285714,
                                      .79740277471161};
    struct data d;
    (void)state;
    take_canonical(&d, 1, 0);
    for (int m = KOM_NOMINAL; m <= KOM_RATIO; m++)
        assert_true(fabs(alpha_of(&d.codings, (enum kom_measurement)m) - expected[m]) < 1e-12);
    struct kom_krippendorff out;
    assert_int_equal(kom_krippendorff(&d.codings, KOM_NOMINAL, &no_draws, &out, NULL), KOM_OK);
    assert_int_equal(out.n_units, 11);
    assert_int_equal(out.n_codings, 40);
    assert_true(isnan(out.ci.low));
    /* far from zero, where squares would lose what they differ by */
    take_canonical(&d, 1, 1e8);
    kom_assert_digits(alpha_of(&d.codings, KOM_INTERVAL), .84910714285714, 13);
    take_canonical(&d, 1e-3, 0);
    kom_assert_digits(alpha_of(&d.codings, KOM_RATIO), .79740277471161, 13);
}

/* Two coders from a table of k by k. */
static struct kom_kappa cohen(const int64_t *table, size_t k, const double *value,
                              enum kom_kappa_weights weights) {
    static uint32_t first[8000], second[8000];
    struct kom_kappa out;
    size_t n = 0;
    for (size_t i = 0; i < k * k; i++)
        for (int64_t u = 0; u < table[i]; u++) {
            first[n] = (uint32_t)(i / k);
            second[n++] = (uint32_t)(i % k);
        }
    assert_true(n <= 8000);
    const struct kom_two_coders coders = {first, second, n, k, value};
    assert_int_equal(kom_cohen(&coders, weights, &out, NULL), KOM_OK);
    return out;
}

/* R's psych 2.2.9, cohen.kappa, and vcd 1.4-11, Kappa, on the vision of 7477 women by right and
   left eye (Stuart 1953; Agresti, Categorical Data Analysis). */
static void test_vision(void **state) {
    static const int64_t table[16] = {1520, 266, 124,  66,  234, 1512, 432, 78,
                                      117,  362, 1772, 205, 36,  82,   179, 492};
    static const double value[4] = {1, 2, 3, 4}, far[4] = {-7.5, -5, -2.5, 0};
    (void)state;
    const struct kom_kappa none = cohen(table, 4, NULL, KOM_KAPPA_NONE);
    kom_assert_digits(none.kappa, 0.59538882808943416, 14);
    kom_assert_digits(none.agreement, 5296.0 / 7477, 15);
    kom_assert_digits(cohen(table, 4, value, KOM_KAPPA_LINEAR).kappa, 0.65238042950059805, 14);
    kom_assert_digits(cohen(table, 4, value, KOM_KAPPA_QUADRATIC).kappa, 0.70233425249009795, 14);
    /* the unit and origin of the values do not matter */
    kom_assert_digits(cohen(table, 4, far, KOM_KAPPA_QUADRATIC).kappa, 0.70233425249009795, 14);
}

/* Fleiss from counts of k categories. */
static struct kom_kappa fleiss(const int64_t *count, size_t n, size_t k) {
    static size_t from[31];
    static uint32_t category[200];
    struct kom_kappa out;
    size_t at = 0;
    for (size_t u = 0; u < n; u++) {
        from[u] = at;
        for (size_t i = 0; i < k; i++)
            for (int64_t j = 0; j < count[u * k + i]; j++)
                category[at++] = (uint32_t)i;
    }
    from[n] = at;
    const struct kom_codings codings = {n, from, category, k, NULL};
    assert_int_equal(kom_fleiss(&codings, &out, NULL), KOM_OK);
    return out;
}

/* Fleiss 1971, table 1: 30 patients, 6 psychiatrists, 5 diagnoses (depression, personality
   disorder, schizophrenia, neurosis, other). He prints 0.556, 0.220 and 0.430. */
static void test_fleiss(void **state) {
    static const int64_t count[30 * 5] = {
        0, 0, 0, 6, 0, 0, 3, 0, 0, 3, 0, 1, 4, 0, 1, 0, 0, 0, 0, 6, 0, 3, 0, 3, 0, 2, 0, 4, 0, 0,
        0, 0, 4, 0, 2, 2, 0, 3, 1, 0, 2, 0, 0, 4, 0, 0, 0, 0, 0, 6, 1, 0, 0, 5, 0, 1, 1, 0, 4, 0,
        0, 3, 3, 0, 0, 1, 0, 0, 5, 0, 0, 2, 0, 3, 1, 0, 0, 5, 0, 1, 3, 0, 0, 1, 2, 5, 1, 0, 0, 0,
        0, 2, 0, 4, 0, 1, 0, 2, 0, 3, 0, 0, 0, 0, 6, 0, 1, 0, 5, 0, 0, 2, 0, 1, 3, 2, 0, 0, 4, 0,
        1, 0, 0, 4, 1, 0, 5, 0, 1, 0, 4, 0, 0, 0, 2, 0, 2, 0, 4, 0, 1, 0, 5, 0, 0, 0, 0, 0, 0, 6};
    (void)state;
    const struct kom_kappa k = fleiss(count, 30, 5);
    assert_true(fabs(k.agreement - 0.556) < 0.0005);
    assert_true(fabs(k.kappa - 0.430) < 0.0005);
    kom_assert_digits(k.kappa, 0.43024452006014086, 14); /* the same in R 4.2.2, by his formulas */
}

/* Cohen 1968, table 1, as in the example of psych's cohen.kappa: two judges, 200 patients; kappa is
   .492. */
static void test_cohen(void **state) {
    static const int64_t table[9] = {88, 14, 18, 10, 40, 10, 2, 6, 12};
    (void)state;
    const struct kom_kappa k = cohen(table, 3, NULL, KOM_KAPPA_NONE);
    kom_assert_digits(k.agreement, 0.7, 15);
    kom_assert_digits(k.kappa, (0.7 - 0.41) / (1 - 0.41), 14);
}

static void test_nothing_varies(void **state) {
    static const int64_t same[4] = {9, 0, 0, 0}, three[4] = {3, 0, 3, 0}, alone[2] = {1, 0},
                         unlike[4] = {2, 1, 1, 1};
    static const size_t from[] = {0, 2, 4, 5};
    static const uint32_t category[] = {1, 1, 1, 1, 0};
    static const double value[] = {0.1, 0.3};
    const struct kom_codings codings = {3, from, category, 2, value};
    (void)state;
    assert_true(isnan(cohen(same, 2, NULL, KOM_KAPPA_NONE).kappa));
    assert_true(isnan(cohen(same, 2, value, KOM_KAPPA_LINEAR).kappa));
    assert_true(cohen(same, 2, NULL, KOM_KAPPA_NONE).agreement >= 1);
    assert_true(isnan(cohen(same, 0, NULL, KOM_KAPPA_NONE).agreement));
    assert_true(isnan(fleiss(three, 2, 2).kappa));
    assert_true(fleiss(three, 2, 2).agreement >= 1);
    assert_true(isnan(fleiss(alone, 1, 2).agreement));
    assert_true(isnan(fleiss(alone, 0, 2).agreement));
    assert_true(isnan(fleiss(unlike, 2, 2).agreement));
    /* what varies is a unit coded once, which tells nothing */
    for (int m = KOM_NOMINAL; m <= KOM_RATIO; m++)
        assert_true(isnan(alpha_of(&codings, (enum kom_measurement)m)));
    const struct kom_codings none = {0, from, category, 0, NULL};
    assert_true(isnan(alpha_of(&none, KOM_NOMINAL)));
}

/* ---- the interval ---- */

static double unit_alpha(const struct kom_codings *c, const size_t *unit, size_t n) {
    static size_t from[65];
    static uint32_t category[256];
    size_t at = 0;
    for (size_t u = 0; u < n; u++) {
        from[u] = at;
        for (size_t i = c->from[unit[u]]; i < c->from[unit[u] + 1]; i++)
            category[at++] = c->category[i];
    }
    from[n] = at;
    const struct kom_codings drawn = {n, from, category, c->n_categories, c->value};
    return alpha_of(&drawn, KOM_INTERVAL);
}

/* Draws are units that count, in the order of their codings: here they are in that order. */
static void test_draws_are_units(void **state) {
    static const size_t from[] = {0, 2, 4, 6, 8};
    static const uint32_t category[] = {0, 0, 0, 1, 1, 1, 1, 2};
    static const double value[] = {1, 2, 4};
    const struct kom_codings codings = {4, from, category, 3, value};
    (void)state;
    double low = 9, high = -9;
    struct kom_krippendorff out;
    const struct kom_codings_plan plan = {.draws = 39, .seed = 5, .level = 0.95};
    assert_int_equal(kom_krippendorff(&codings, KOM_INTERVAL, &plan, &out, NULL), KOM_OK);
    size_t n_undefined = 0;
    for (uint64_t d = 0; d < 39; d++) {
        size_t unit[4];
        for (uint64_t u = 0; u < 4; u++)
            unit[u] = kom_rng_below(5, d, u, 4);
        const double alpha = unit_alpha(&codings, unit, 4);
        n_undefined += isnan(alpha) ? 1 : 0;
        low = alpha < low ? alpha : low;
        high = alpha > high ? alpha : high;
    }
    /* of 39 draws the first and last are the ends, unless one has no alpha */
    assert_int_equal(out.n_undefined, n_undefined);
    if (n_undefined) {
        assert_true(isnan(out.ci.low) && isnan(out.ci.high));
    } else {
        kom_assert_digits(out.ci.low, low, 15);
        kom_assert_digits(out.ci.high, high, 15);
    }
    assert_int_equal(n_undefined, 0); /* by this seed */
}

static void test_any_threads(void **state) {
    struct data d;
    struct kom_krippendorff one, many;
    (void)state;
    take_canonical(&d, 1, 0);
    for (int m = KOM_NOMINAL; m <= KOM_RATIO; m++) {
        struct kom_codings_plan plan = {.draws = 9999, .seed = 1, .level = 0.95};
        assert_int_equal(kom_krippendorff(&d.codings, (enum kom_measurement)m, &plan, &one, NULL),
                         KOM_OK);
        plan.n_threads = 5;
        assert_int_equal(kom_krippendorff(&d.codings, (enum kom_measurement)m, &plan, &many, NULL),
                         KOM_OK);
        assert_memory_equal(&one, &many, sizeof one);
        assert_true(one.ci.low < one.alpha && one.alpha < one.ci.high);
    }
}

/* An end among draws that have no alpha is none. */
static void test_undefined_draws(void **state) {
    static const size_t from[] = {0, 2, 4, 6, 8};
    static const uint32_t category[] = {0, 0, 0, 0, 0, 0, 0, 1}, alike[] = {0, 0, 0, 0, 1, 1, 1, 1};
    struct kom_codings codings = {4, from, category, 2, NULL};
    const struct kom_codings_plan plan = {.draws = 999, .seed = 1, .level = 0.95};
    struct kom_krippendorff out;
    (void)state;
    assert_int_equal(kom_krippendorff(&codings, KOM_NOMINAL, &plan, &out, NULL), KOM_OK);
    assert_int_equal(out.n_apart, 1);
    assert_in_range(out.n_undefined, 200, 450); /* (3/4)^4 of them */
    assert_true(isnan(out.ci.low) && isnan(out.ci.high));
    /* where all agree no draw could tell */
    codings.category = alike;
    assert_int_equal(kom_krippendorff(&codings, KOM_NOMINAL, &plan, &out, NULL), KOM_OK);
    assert_true(out.alpha >= 1);
    assert_int_equal(out.n_apart, 0);
    assert_true(isnan(out.ci.low) && isnan(out.ci.high));
}

static void test_no_memory(void **state) {
    struct data d;
    struct kom_krippendorff out;
    struct kom_error err;
    const struct kom_codings_plan plan = {.draws = 200, .seed = 1, .level = 0.95};
    uint64_t n = 0;
    (void)state;
    take_canonical(&d, 1, 0);
    enum kom_status status = KOM_ENOMEM;
    while (status) {
        assert_true(++n < 100);
        kom_mem_fail_after(n);
        status = kom_krippendorff(&d.codings, KOM_ORDINAL, &plan, &out, &err);
        kom_mem_fail_after(0);
        assert_true(status == KOM_OK || status == KOM_ENOMEM);
    }
    assert_true(n > 5);
}

static void test_words(void **state) {
    enum kom_measurement m = KOM_RATIO;
    enum kom_kappa_weights w = KOM_KAPPA_LINEAR;
    struct kom_error err;
    (void)state;
    for (int i = KOM_NOMINAL; i <= KOM_RATIO; i++) {
        assert_int_equal(
            kom_measurement_parse(kom_measurement_text((enum kom_measurement)i), &m, &err), KOM_OK);
        assert_int_equal(m, i);
    }
    assert_int_equal(kom_measurement_parse("metric", &m, &err), KOM_EUSAGE);
    assert_int_equal(kom_kappa_weights_parse("quadratic", &w, &err), KOM_OK);
    assert_int_equal(w, KOM_KAPPA_QUADRATIC);
    assert_int_equal(kom_kappa_weights_parse("square", &w, &err), KOM_EUSAGE);
    assert_int_equal(w, KOM_KAPPA_QUADRATIC);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_canonical),      cmocka_unit_test(test_vision),
        cmocka_unit_test(test_fleiss),         cmocka_unit_test(test_cohen),
        cmocka_unit_test(test_nothing_varies), cmocka_unit_test(test_draws_are_units),
        cmocka_unit_test(test_any_threads),    cmocka_unit_test(test_undefined_draws),
        cmocka_unit_test(test_no_memory),      cmocka_unit_test(test_words),
    };
    kom_stat_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
