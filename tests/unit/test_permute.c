/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The permutation test against R, and its interval against testing every tau anew. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "digits.h"
#include "kom/permutation.h"
#include "mem.h"
#include "rng.h"

static const double change9[9] = {1.2, -.4, .3, 2.5, .7, -1.1, .3, .9, 1.6};
static const uint32_t group9[9] = {1, 0, 0, 1, 0, 0, 0, 1, 0};
static const double weight9[9] = {1, 2, 3, 1, 2, 3, 1, 2, 3};

static struct kom_permute_data nine(void) {
    return (struct kom_permute_data){.design = {.n = 9,
                                                .group = group9,
                                                .n_groups = 1,
                                                .max_enumerated = 5000000,
                                                .draws = 999,
                                                .seed = 5},
                                     .change = change9};
}

static struct kom_permute_result test(const struct kom_permute_data *data,
                                      enum kom_permute_side side, double level) {
    struct kom_permute_result result;
    const struct kom_permute_spec spec = {side, level};
    assert_int_equal(kom_permute_test(data, &spec, &result, NULL), KOM_OK);
    return result;
}

/* R 4.2.2: combn(9, 3), differences of means, and bisection of the p of change - tau * treated (its
   comparison has a slack of 1e-9, so that its ends are exact to that). */
static void against_r(void **state) {
    (void)state;
    struct kom_permute_data data = nine();
    struct kom_permute_result r = test(&data, KOM_PERMUTE_TWO_SIDED, .95);
    kom_assert_digits(r.statistic, 1.3, 14);
    assert_true(r.facts.enumerated && r.facts.count == 84 && r.strict == 6 && r.ties == 2);
    kom_assert_digits(r.p_value, 8. / 84, 14);
    kom_assert_digits(r.p_min, 1. / 84, 14);
    assert_true(fabs(r.conf_low + .4) < 1e-12 && fabs(r.conf_high - 2.9) < 1e-12);
    r = test(&data, KOM_PERMUTE_TWO_SIDED, .9);
    assert_true(fabs(r.conf_low - .1) < 1e-12 && fabs(r.conf_high - 2.5) < 1e-12);
    r = test(&data, KOM_PERMUTE_TWO_SIDED, .8);
    assert_true(fabs(r.conf_low - .5) < 1e-12 && fabs(r.conf_high - 2.2) < 1e-12);
    r = test(&data, KOM_PERMUTE_GREATER, .9);
    assert_true(r.strict == 3 && r.ties >= 1 && isinf(r.conf_high));
    data.weight = weight9;
    r = test(&data, KOM_PERMUTE_TWO_SIDED, .95);
    kom_assert_digits(r.statistic, 1.139285714285714, 14);
    kom_assert_digits(r.p_value, 13. / 84, 14);
    assert_true(fabs(r.conf_low + .689795920082) < 1e-8);
    assert_true(fabs(r.conf_high - 2.815584416675) < 1e-8);
    r = test(&data, KOM_PERMUTE_TWO_SIDED, .8);
    assert_true(fabs(r.conf_low - .020879119956) < 1e-8);
    assert_true(fabs(r.conf_high - 2.269642858810) < 1e-8);
}

/* A random design of n units: two starts or one, strata, weights, doses. */
enum { UNITS = 10 };
struct world {
    double change[2 * UNITS], dose[2 * UNITS], weight[UNITS], moved[2 * UNITS];
    uint32_t group[UNITS], stratum[UNITS];
    struct kom_permute_data data;
};

static void world_make(struct world *w, uint64_t number) {
    const uint32_t n_groups = 1 + (uint32_t)(number & 1);
    memset(w, 0, sizeof *w);
    for (size_t i = 0; i < UNITS; i++) {
        w->group[i] = i < 2 ? 1 : i < 4 ? n_groups : 0;
        w->stratum[i] = i % 2;
        w->weight[i] = 1 + (double)kom_rng_below(number, 1, i, 4) / 2;
        for (size_t g = 0; g < n_groups; g++) {
            w->change[g * UNITS + i] = (double)kom_rng_below(number, 2 + g, i, 20) / 4 + 1000;
            if (w->group[i] > 0) /* of another start's periods, a part */
                w->dose[g * UNITS + i] = w->group[i] == g + 1 ? 1 : .4 + .2 * (double)g;
        }
    }
    w->data = (struct kom_permute_data){.design = {.n = UNITS,
                                                   .group = w->group,
                                                   .n_groups = n_groups,
                                                   .stratum = number & 2 ? w->stratum : NULL,
                                                   .n_strata = 2,
                                                   .max_enumerated = 5000000},
                                        .change = w->change,
                                        .dose = w->dose,
                                        .weight = number & 4 ? w->weight : NULL};
}

/* p when the effect is tau, by a test of the changes freed of it. */
static double p_of(struct world *w, enum kom_permute_side side, double tau) {
    struct kom_permute_data data = w->data;
    for (size_t i = 0; i < UNITS * data.design.n_groups; i++)
        w->moved[i] = w->change[i] - tau * w->dose[i];
    data.change = w->moved;
    return test(&data, side, .9).p_value;
}

/* The statistic by its definition. */
static double plain(const struct world *w, const uint32_t *group) {
    double result = 0, weights = 0;
    for (size_t i = 0; i < UNITS; i++) {
        const double own = w->data.weight ? w->weight[i] : 1;
        double controls = 0, their = 0;
        for (size_t c = 0; group[i] && c < UNITS; c++) {
            const double one = group[c] ? 0 : w->data.weight ? w->weight[c] : 1;
            controls += one * w->change[(group[i] - 1) * UNITS + c];
            their += one;
        }
        if (group[i]) {
            result += own * (w->change[(group[i] - 1) * UNITS + i] - controls / their);
            weights += own;
        }
    }
    return result / weights;
}

/* Counts one by one over all assignments. */
static void check_counts(const struct world *w, const struct kom_permute_result *r) {
    struct kom_assign *a;
    struct kom_assign_facts facts;
    uint32_t group[UNITS];
    uint64_t strict = 0, ties = 0;
    const double observed = plain(w, w->group);
    assert_int_equal(kom_assign_open(&a, &w->data.design, &facts, NULL), KOM_OK);
    for (uint64_t j = 0; j < facts.count; j++) {
        assert_int_equal(kom_assign_get(a, j, group), KOM_OK);
        const double above = fabs(plain(w, group)) - fabs(observed);
        strict += above > 1e-9;
        ties += fabs(above) <= 1e-9;
    }
    kom_assign_close(a);
    assert_true(fabs(r->statistic - observed) < 1e-10);
    assert_int_equal(r->strict, strict);
    assert_int_equal(r->ties, ties);
}

/* Just inside the interval tau is not rejected, just outside it is. */
static void inversion(void **state) {
    (void)state;
    static const enum kom_permute_side sides[] = {KOM_PERMUTE_TWO_SIDED, KOM_PERMUTE_GREATER,
                                                  KOM_PERMUTE_LESS};
    struct world w;
    size_t n_finite = 0;
    for (uint64_t number = 0; number < 80; number++) {
        world_make(&w, number);
        for (size_t s = 0; s < 3; s++) {
            const struct kom_permute_result r = test(&w.data, sides[s], .9);
            if (s == 0)
                check_counts(&w, &r);
            if (isfinite(r.conf_low)) {
                assert_true(p_of(&w, sides[s], r.conf_low + 1e-6) > .1);
                assert_true(p_of(&w, sides[s], r.conf_low - 1e-6) <= .1);
            }
            if (isfinite(r.conf_high)) {
                assert_true(p_of(&w, sides[s], r.conf_high - 1e-6) > .1);
                assert_true(p_of(&w, sides[s], r.conf_high + 1e-6) <= .1);
            }
            n_finite += (size_t)isfinite(r.conf_low) + (size_t)isfinite(r.conf_high);
            assert_true(isfinite(r.conf_low) == (s != 2));
            assert_true(isfinite(r.conf_high) == (s != 1));
        }
    }
    assert_true(n_finite >= 320);
}

/* Ranges in another order give the same result; drawn, p and interval follow the counting with one
   more draw, and lie near the enumerated ones. */
static void drawn(void **state) {
    (void)state;
    struct kom_permute_data data = nine();
    struct kom_permute *p;
    struct kom_permute_result r;
    const struct kom_permute_spec spec = {KOM_PERMUTE_TWO_SIDED, .9};
    data.design.max_enumerated = 0;
    data.design.draws = 9999;
    const struct kom_permute_result whole = test(&data, KOM_PERMUTE_TWO_SIDED, .9);
    assert_int_equal(kom_permute_open(&p, &data, &r, NULL), KOM_OK);
    assert_int_equal(kom_permute_run(p, (struct kom_assign_range){5001, 4998}), KOM_OK);
    assert_int_equal(kom_permute_run(p, (struct kom_assign_range){0, 5001}), KOM_OK);
    kom_permute_finish(p, &spec, &r);
    kom_permute_close(p);
    assert_true(r.strict == whole.strict && r.ties == whole.ties);
    assert_memory_equal(&r.conf_low, &whole.conf_low, sizeof r.conf_low);
    kom_assert_digits(r.p_value, (double)(r.strict + r.ties + 1) / 10000, 14);
    kom_assert_digits(r.p_min, 1. / 10000, 14);
    assert_true(fabs(r.p_value - 8. / 84) < .012); /* four standard errors */
    assert_true(fabs(r.conf_low - .1) < .21 && fabs(r.conf_high - 2.5) < .21);
}

/* 20 draws, and the level beyond what so few can reject: no end. */
static void too_few_draws(void **state) {
    (void)state;
    struct kom_permute_data data = nine();
    data.design.max_enumerated = 0;
    data.design.draws = 18;
    const struct kom_permute_result r = test(&data, KOM_PERMUTE_TWO_SIDED, .95);
    assert_true(isinf(r.conf_low) && isinf(r.conf_high));
}

/* As many treated as controls: the mirror always ties, and p_min doubles. */
static void mirror(void **state) {
    (void)state;
    static const uint32_t group[4] = {1, 1, 0, 0};
    static const double change[4] = {5, 4, 1, 0};
    struct kom_permute_data data = nine();
    data.design.n = 4;
    data.design.group = group;
    data.change = change;
    struct kom_permute_result r = test(&data, KOM_PERMUTE_TWO_SIDED, .5);
    assert_true(r.strict == 0 && r.ties == 2);
    kom_assert_digits(r.p_min, 2. / 6, 14);
    assert_true(isfinite(r.conf_low) && r.conf_low < 4 && r.conf_high > 4);
    r = test(&data, KOM_PERMUTE_TWO_SIDED, .9); /* p is never below 1/3 */
    assert_true(isinf(r.conf_low) && isinf(r.conf_high));
    kom_assert_digits(test(&data, KOM_PERMUTE_GREATER, .5).p_min, 1. / 6, 14);
}

static void refused(void **state) {
    (void)state;
    static const uint32_t none[9] = {0}, all[9] = {1, 1, 1, 1, 1, 1, 1, 1, 1};
    static const uint32_t own[9] = {1, 0, 0, 1, 0, 0, 0, 1, 0}; /* strata that tell all */
    static const double constant[9] = {.1, .1, .1, .1, .1, .1, .1, .1, .1};
    const double missing[9] = {0, 1, (double)NAN};
    const struct kom_permute_spec spec = {KOM_PERMUTE_TWO_SIDED, .9};
    struct kom_permute_result r;
    struct kom_permute_data data = nine();
    data.design.group = none;
    assert_int_equal(kom_permute_test(&data, &spec, &r, NULL), KOM_EESTIMATE);
    data.design.group = all;
    assert_int_equal(kom_permute_test(&data, &spec, &r, NULL), KOM_EESTIMATE);
    data = nine();
    data.design.stratum = own;
    data.design.n_strata = 2;
    assert_int_equal(kom_permute_test(&data, &spec, &r, NULL), KOM_EESTIMATE);
    data = nine();
    data.change = constant;
    assert_int_equal(kom_permute_test(&data, &spec, &r, NULL), KOM_EESTIMATE);
    data.change = missing;
    assert_int_equal(kom_permute_test(&data, &spec, &r, NULL), KOM_EDATA);
    data = nine();
    data.weight = missing;
    assert_int_equal(kom_permute_test(&data, &spec, &r, NULL), KOM_EDATA);
    data = nine();
    for (uint64_t n = 1; n < 17; n++) {
        kom_mem_fail_after(n);
        assert_int_equal(kom_permute_test(&data, &spec, &r, NULL), KOM_ENOMEM);
    }
    kom_mem_fail_after(0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(against_r), cmocka_unit_test(inversion), cmocka_unit_test(drawn),
        cmocka_unit_test(mirror),    cmocka_unit_test(refused),   cmocka_unit_test(too_few_draws),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
