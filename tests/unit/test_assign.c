/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Assignments: numbers and back, counts against binomials, sums against a plain loop, fair draws.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "digits.h"
#include "kom/assign.h"
#include "mem.h"

enum { MAX_UNITS = 120 };

static struct kom_assign *open_plan(const struct kom_assign_spec *spec,
                                    struct kom_assign_facts *facts) {
    struct kom_assign *a;
    assert_int_equal(kom_assign_open(&a, spec, facts, NULL), KOM_OK);
    return a;
}

/* n units, the first k in group 1. */
static struct kom_assign_spec choose(uint32_t *group, size_t n, size_t k) {
    for (size_t i = 0; i < n; i++)
        group[i] = i < k;
    return (struct kom_assign_spec){.n = n,
                                    .group = group,
                                    .n_groups = 1,
                                    .max_enumerated = KOM_ASSIGN_MAX_ENUMERATED,
                                    .draws = 99};
}

/* 98 choose 3 and 4 (DESIGN.md names the first); 98 choose 9 = 1573664496040 (R 4.2.2
   choose(98, 9)); 100 choose 50 = 100891344545564193334812497256, beyond 63 bits. */
static void totals(void **state) {
    (void)state;
    uint32_t group[MAX_UNITS];
    struct kom_assign_facts facts;
    struct kom_assign_spec spec = choose(group, 98, 3);
    kom_assign_close(open_plan(&spec, &facts));
    assert_true(facts.enumerated && facts.count == 152096 && facts.total_exact == 152096);
    spec = choose(group, 98, 4);
    kom_assign_close(open_plan(&spec, &facts));
    assert_true(facts.enumerated && facts.count == 3612280);
    spec = choose(group, 98, 9);
    kom_assign_close(open_plan(&spec, &facts));
    assert_true(!facts.enumerated && facts.count == 99 && facts.total_exact == 1573664496040);
    spec = choose(group, 100, 50);
    kom_assign_close(open_plan(&spec, &facts));
    assert_true(!facts.enumerated && facts.total_exact == 0);
    kom_assert_digits(facts.total, 1.00891344545564193e29, 11);
    spec.draws = 0;
    struct kom_assign *a;
    assert_int_equal(kom_assign_open(&a, &spec, &facts, NULL), KOM_EUSAGE);
    spec.max_enumerated = 0; /* the edge: as many as allowed are enumerated, one more are drawn */
    spec = choose(group, 5, 2);
    spec.max_enumerated = 10;
    kom_assign_close(open_plan(&spec, &facts));
    assert_true(facts.enumerated && facts.count == 10);
    spec.max_enumerated = 9;
    kom_assign_close(open_plan(&spec, &facts));
    assert_true(!facts.enumerated && facts.count == 99 && facts.total_exact == 10);
}

/* Starts of 2, 2 and 3 among 98 are 98! / (2! 2! 3! 91!) = 3.2e12 (fact 7 of the design); by
   hand. */
static void several_starts(void **state) {
    (void)state;
    uint32_t group[98] = {1, 1, 2, 2, 3, 3, 3};
    struct kom_assign_facts facts;
    const struct kom_assign_spec spec = {
        .n = 98, .group = group, .n_groups = 3, .max_enumerated = 5000000, .draws = 1};
    kom_assign_close(open_plan(&spec, &facts));
    uint64_t expected = 1;
    for (uint64_t i = 92; i <= 98; i++)
        expected *= i;
    assert_true(facts.total_exact == expected / (2 * 2 * 6));
}

/* A design with three groups, three strata (one empty of treated), out of order in the data. */
static uint32_t mixed_group[11] = {0, 1, 2, 0, 3, 0, 0, 2, 0, 1, 0};
static uint32_t mixed_stratum[11] = {0, 0, 0, 1, 0, 2, 1, 1, 0, 1, 2};
static const struct kom_assign_spec mixed = {.n = 11,
                                             .group = mixed_group,
                                             .n_groups = 3,
                                             .stratum = mixed_stratum,
                                             .n_strata = 3,
                                             .max_enumerated = 5000000};

static void same_counts(const uint32_t *group) {
    int count[3][4] = {{0}}, expected[3][4] = {{0}};
    for (size_t i = 0; i < 11; i++) {
        assert_true(group[i] < 4);
        count[mixed_stratum[i]][group[i]]++;
        expected[mixed_stratum[i]][mixed_group[i]]++;
    }
    assert_memory_equal(count, expected, sizeof count);
}

/* Every number gives an assignment of its own, and the assignment its number. 5!/(2!1!1!1!) times
   4!/(2!1!1!) times 1. */
static void round_trip(void **state) {
    (void)state;
    struct kom_assign_facts facts;
    struct kom_assign *a = open_plan(&mixed, &facts);
    uint32_t group[11];
    assert_int_equal(facts.count, 60 * 12);
    for (uint64_t j = 0; j < facts.count; j++) {
        assert_int_equal(kom_assign_get(a, j, group), KOM_OK);
        same_counts(group);
        assert_int_equal(kom_assign_rank(a, group), j);
    }
    assert_int_equal(kom_assign_get(a, facts.number, group), KOM_OK);
    assert_memory_equal(group, mixed_group, sizeof group);
    kom_assign_close(a);
}

/* Round trips far out in 98 choose 9, and the order of the first and last sets. */
static void big_ranks(void **state) {
    (void)state;
    uint32_t group[98], got[98];
    struct kom_assign_facts facts;
    struct kom_assign_spec spec = choose(group, 98, 9);
    spec.max_enumerated = UINT64_MAX;
    struct kom_assign *a = open_plan(&spec, &facts);
    assert_true(facts.enumerated && facts.number == 0);
    for (uint64_t j = 0; j < facts.count; j += facts.count / 1000) {
        assert_int_equal(kom_assign_get(a, j, got), KOM_OK);
        assert_true(kom_assign_rank(a, got) == j);
    }
    assert_int_equal(kom_assign_get(a, facts.count - 1, got), KOM_OK);
    for (size_t i = 0; i < 98; i++)
        assert_int_equal(got[i], i >= 89);
    kom_assign_close(a);
}

/* Sums of ranges of every length against assignments taken one by one. */
static void check_sums(const struct kom_assign_spec *spec, uint64_t from, uint64_t step) {
    struct kom_assign_facts facts;
    struct kom_assign *a = open_plan(spec, &facts);
    double table[2][3 * MAX_UNITS], out[2][64];
    const double *const tables[2] = {table[0], table[1]};
    double *const outs[2] = {out[0], out[1]};
    uint32_t group[MAX_UNITS];
    for (size_t i = 0; i < 3 * MAX_UNITS; i++) {
        table[0][i] = 1 / (double)(i + 3);
        table[1][i] = (double)(i * i % 1009);
    }
    for (uint64_t first = from; first < facts.count; first += step) {
        const uint64_t n = facts.count - first < 64 ? facts.count - first : 1 + first % 64;
        assert_int_equal(kom_assign_sums(a, (struct kom_assign_range){first, n}, 2, tables, outs),
                         KOM_OK);
        for (uint64_t j = 0; j < n; j++) {
            double sum[2] = {0};
            assert_int_equal(kom_assign_get(a, first + j, group), KOM_OK);
            for (size_t i = 0; i < spec->n; i++)
                for (size_t t = 0; t < 2; t++)
                    sum[t] += group[i] ? table[t][(group[i] - 1) * spec->n + i] : 0;
            kom_assert_digits(out[0][j], sum[0], 14);
            assert_true(fabs(out[1][j] - sum[1]) < .5); /* whole numbers */
        }
    }
    kom_assign_close(a);
}

static void sums(void **state) {
    (void)state;
    uint32_t group[MAX_UNITS];
    struct kom_assign_spec spec = mixed;
    check_sums(&spec, 0, 1);
    spec.max_enumerated = 0;
    spec.draws = 500;
    check_sums(&spec, 0, 37);
    for (size_t k = 1; k <= 7; k++) {
        spec = choose(group, 7, k);
        check_sums(&spec, 0, 1);
    }
    spec = choose(group, 98, 3);
    check_sums(&spec, 0, 5003);
    spec = choose(group, 98, 95);
    check_sums(&spec, 150000, 517);
}

/* Draws keep the counts, do not depend on the order they are asked in, and fall on each of the 720
   assignments equally often: chi-square with 719 df below its .9999 quantile, 868.65 (R 4.2.2
   qchisq(.9999, 719)), and above its .0001 quantile, 586.45. */
static void draws(void **state) {
    (void)state;
    static uint32_t hits[720];
    struct kom_assign_spec spec = mixed;
    struct kom_assign_facts facts;
    struct kom_assign *all = open_plan(&mixed, &facts);
    spec.max_enumerated = 0;
    spec.draws = 72000;
    spec.seed = 11;
    struct kom_assign *a = open_plan(&spec, &facts);
    uint32_t group[11], again[11];
    assert_false(facts.enumerated);
    memset(hits, 0, sizeof hits);
    for (uint64_t j = 0; j < 72000; j++) {
        assert_int_equal(kom_assign_get(a, j, group), KOM_OK);
        same_counts(group);
        hits[kom_assign_rank(all, group)]++;
    }
    double chi_square = 0;
    for (size_t i = 0; i < 720; i++)
        chi_square += (hits[i] - 100.) * (hits[i] - 100.) / 100;
    assert_true(chi_square < 868.65);
    assert_true(chi_square > 586.45);
    assert_int_equal(kom_assign_get(a, 71999, again), KOM_OK);
    assert_memory_equal(group, again, sizeof group);
    kom_assign_close(a);
    kom_assign_close(all);
}

static void refused(void **state) {
    (void)state;
    uint32_t group[MAX_UNITS];
    struct kom_assign *a;
    struct kom_assign_facts facts;
    struct kom_assign_spec spec = choose(group, 5, 2);
    group[4] = 2;
    assert_int_equal(kom_assign_open(&a, &spec, &facts, NULL), KOM_EUSAGE);
    group[4] = 0;
    spec.stratum = mixed_stratum;
    spec.n_strata = 1;
    assert_int_equal(kom_assign_open(&a, &spec, &facts, NULL), KOM_EUSAGE);
    spec.stratum = NULL;
    for (uint64_t n = 1; n < 6; n++) {
        kom_mem_fail_after(n);
        assert_int_equal(kom_assign_open(&a, &spec, &facts, NULL), KOM_ENOMEM);
    }
    kom_mem_fail_after(0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(totals),     cmocka_unit_test(several_starts), cmocka_unit_test(big_ranks),
        cmocka_unit_test(round_trip), cmocka_unit_test(sums),           cmocka_unit_test(draws),
        cmocka_unit_test(refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
