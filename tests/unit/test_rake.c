/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Raking against R's survey, by hand, and where it cannot come to an end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "digits.h"
#include "rake.h"

/* The example of ?rake in R's survey 4.1-1 (R 4.2.2), apiclus1 of 183 schools with weights of
   33.846996307373047, raked to stype and sch.wide:
   rake(svydesign(id=~dnum, weights=~pw, data=apiclus1), list(~stype, ~sch.wide), ...,
   control=list(maxit=1000, epsilon=1e-13)); a unit is a combination. */
static void schools(void **state) {
    (void)state;
    enum { N = 6 };
    const double rows[N] = {12, 3, 8, 132, 11, 17}, start = 33.846996307373047;
    const uint32_t stype[N] = {0, 1, 2, 0, 1, 2}, wide[N] = {0, 0, 0, 1, 1, 1};
    const double types[] = {4421, 755, 1018}, wides[] = {1072, 5122};
    const double want[N] = {39.839236247129776, 67.125529241194698, 49.069072163857321,
                            29.870675492684686, 50.329401116039229, 36.791024864069961};
    const struct kom_rake_margin margin[] = {{stype, types, 3}, {wide, wides, 2}};
    double mass[N], factor[N], weight[N], room[3];
    for (size_t i = 0; i < N; i++) {
        mass[i] = rows[i] * start;
        factor[i] = 1;
    }
    const struct kom_rake_request q = {mass, N, margin, 2, 1000};
    assert_int_equal(kom_rake_n_room(&q), 3);
    const struct kom_rake_answer a = kom_rake(&q, factor, room);
    assert_true(a.holds);
    assert_true(a.off <= KOM_RAKE_NEAR);
    for (size_t i = 0; i < N; i++) {
        weight[i] = start * factor[i];
        kom_assert_digits(weight[i], want[i], 11);
    }
    /* length(w) * sum(w^2) / sum(w)^2 there */
    kom_assert_digits(kom_kish(weight, rows, N), 1.0516566956038327, 11);
}

/* One margin is post-stratification: total over mass, at once. */
static void one_margin(void **state) {
    (void)state;
    const uint32_t code[] = {0, 1, 1};
    const double total[] = {10, 30}, mass[] = {4, 2, 3};
    const struct kom_rake_margin margin = {code, total, 2};
    double factor[] = {1, 1, 1}, room[2];
    const struct kom_rake_answer a =
        kom_rake(&(struct kom_rake_request){mass, 3, &margin, 1, 10}, factor, room);
    assert_true(a.holds);
    assert_int_equal(a.n_rounds, 1);
    kom_assert_digits(factor[0], 2.5, 15);
    kom_assert_digits(factor[1], 6, 15);
    kom_assert_digits(factor[2], 6, 15);
}

/* Rows of (1, x), (1, y) and (2, x): all of 2 are x, so that no weights have 10 of 2 and 5 of x. */
static void cannot(void **state) {
    (void)state;
    const uint32_t a_code[] = {0, 0, 1}, b_code[] = {0, 1, 0};
    const double a_total[] = {10, 10}, b_total[] = {5, 15}, mass[] = {1, 1, 1};
    const struct kom_rake_margin margin[] = {{a_code, a_total, 2}, {b_code, b_total, 2}};
    double factor[] = {1, 1, 1}, room[2];
    const struct kom_rake_answer a =
        kom_rake(&(struct kom_rake_request){mass, 3, margin, 2, 1000}, factor, room);
    assert_false(a.holds);
    assert_int_equal(a.n_rounds, 1000);
    kom_assert_digits(a.off, 0.5, 6);
}

/* A total of a category that has no mass never holds; one of 0 does. */
static void nobody(void **state) {
    (void)state;
    const uint32_t code[] = {0, 0};
    const double total[] = {10, 5}, none[] = {10, 0}, mass[] = {1, 1};
    const struct kom_rake_margin lacking = {code, total, 2}, whole = {code, none, 2};
    double factor[] = {1, 1}, room[2];
    assert_false(kom_rake(&(struct kom_rake_request){mass, 2, &lacking, 1, 5}, factor, room).holds);
    assert_true(kom_rake(&(struct kom_rake_request){mass, 2, &whole, 1, 5}, factor, room).holds);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(schools), cmocka_unit_test(one_margin),
                                       cmocka_unit_test(cannot), cmocka_unit_test(nobody)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
