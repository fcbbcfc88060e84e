/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Period effects, the sets they hang together in, and statistics fitted anew for every assignment.
   The statistics of panels with holes are compared with their definition in
   tests/prop/test_unbalanced.py. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "digits.h"
#include "kom/permutation.h"
#include "linked.h"
#include "mem.h"
#include "refit.h"
#include "rng.h"

/* Three units of three periods; the second lacks the last, the third the first. In fractions, by
   the normal equations: effects 0, 8/5, 4. */
static void period_effects(void **state) {
    (void)state;
    static const size_t begin[] = {0, 3, 5, 7};
    static const uint32_t period[] = {0, 1, 2, 0, 1, 1, 2};
    static const uint8_t counts[] = {1, 1, 1, 1, 1, 1, 1}, apart[] = {0, 0, 1, 1, 1, 0, 0};
    const struct kom_period_cells cells = {3, 3, begin, period, NULL};
    struct kom_dd y[7], effect[3];
    struct kom_error err;
    const double value[] = {1, 2, 5, 10, 12, 7, 9};
    for (size_t i = 0; i < 7; i++)
        y[i] = kom_dd(value[i]);
    assert_int_equal(kom_period_fit(&cells, y, counts, effect, &err), KOM_OK);
    kom_assert_digits(effect[0].hi, 0, 17);
    kom_assert_digits(effect[1].hi, 1.6, 16);
    kom_assert_digits(effect[2].hi, 4, 16);
    assert_true(fabs(effect[2].lo) < 1e-30);
    /* the last period alone, the first two by another unit */
    assert_int_equal(kom_period_fit(&cells, y, apart, effect, &err), KOM_EESTIMATE);
    for (uint64_t n = 1; n <= 4; n++) {
        kom_mem_fail_after(n);
        assert_int_equal(kom_period_fit(&cells, y, counts, effect, &err), KOM_ENOMEM);
        kom_mem_fail_after(0);
    }
}

static void put(uint64_t *set, const char *periods) {
    for (size_t t = 0; periods[t]; t++)
        if (periods[t] == '1')
            kom_linked_put(set, 60 + t); /* over the end of a word */
}

/* The set that units (one text each) tie together, meeting both needs, against the one wanted;
   NULL: none. */
static void links(const char *const *unit, size_t n_units, const char *first, const char *second,
                  const char *want) {
    enum { WORDS = 2, PERIODS = 70 };
    uint64_t sets[4 * WORDS] = {0}, need[2 * WORDS] = {0}, room[PERIODS * WORDS];
    uint64_t found[WORDS], wanted[WORDS] = {0};
    for (size_t u = 0; u < n_units; u++)
        put(sets + u * WORDS, unit[u]);
    put(need, first);
    put(need + WORDS, second);
    const struct kom_linked_spec spec = {
        .n_periods = PERIODS, .n_words = WORDS, .need = need, .n_need = 2};
    assert_int_equal(kom_linked_words(PERIODS), WORDS);
    assert_int_equal(kom_linked_largest(&spec, sets, n_units, room, found), want != NULL);
    if (!want)
        return;
    put(wanted, want);
    assert_memory_equal(found, wanted, sizeof found);
}

static void sets(void **state) {
    (void)state;
    static const char *const chain[] = {"1100000000", "0110000000", "0000000011", "0001100000"};
    static const char *const joined[] = {"1100000000", "0000001100", "0011000011", "0100000010"};
    links(chain, 4, "1000000000", "0100000000", "1110000000");
    links(chain, 4, "0000000010", "0000000001", "0000000011");
    links(chain, 4, "1000000000", "0001000000", NULL);
    links(joined, 4, "1000000000", "0000000001", "1111000011");
    /* the larger one, though it comes later; of two as large the earlier one */
    links(chain, 4, "1001000000", "0110100000", "1110000000");
    static const char *const later[] = {"1100000000", "0011000000", "0001100000"};
    links(later, 3, "1010000000", "0101000000", "0011100000");
    links(chain + 2, 2, "0001000010", "0000100001", "0001100000");
}

enum { UNITS = 9, PERIODS = 6, CELLS = UNITS * PERIODS };

/* A full panel, in which fitting changes nothing: the statistic of permutation.h by its own way. */
struct world {
    size_t begin[UNITS + 1];
    uint32_t period[CELLS], group[UNITS];
    double y[CELLS], dose[CELLS], weight[CELLS], unit_weight[UNITS];
    int8_t side[2 * PERIODS];
    double change[2 * UNITS], changed_dose[2 * UNITS];
};

static int start_of(uint32_t g) {
    return g == 1 ? 2 : 4;
}

static void world_make(struct world *w, uint64_t number, uint32_t n_groups) {
    memset(w, 0, sizeof *w);
    for (uint32_t g = 1; g <= n_groups; g++)
        for (int t = 0; t < PERIODS; t++)
            w->side[(g - 1) * PERIODS + (uint32_t)t] = t >= start_of(g);
    for (size_t u = 0; u < UNITS; u++) {
        w->begin[u + 1] = (u + 1) * PERIODS;
        w->group[u] = u < 2 ? 1 : u < 4 ? n_groups : 0;
        w->unit_weight[u] = 1 + (double)kom_rng_below(number, 1, u, 3);
        for (int t = 0; t < PERIODS; t++) {
            const size_t i = u * PERIODS + (size_t)t;
            w->period[i] = (uint32_t)t;
            w->weight[i] = w->unit_weight[u];
            w->y[i] = (double)kom_rng_below(number, 2, i, 20) / 4 + t;
            w->dose[i] = w->group[u] > 0 && t >= start_of(w->group[u]);
            for (uint32_t g = 1; g <= n_groups; g++) {
                const double n = t >= start_of(g) ? PERIODS - start_of(g) : -start_of(g);
                w->change[(g - 1) * UNITS + u] += w->y[i] / n;
                w->changed_dose[(g - 1) * UNITS + u] += w->dose[i] / n;
            }
        }
    }
}

static void full_panels(void **state) {
    (void)state;
    for (uint64_t number = 0; number < 8; number++) {
        static struct world w;
        const uint32_t n_groups = 1 + (uint32_t)(number & 1);
        const bool weighted = number & 2;
        struct kom_refit *refit;
        struct kom_permute_result plain, fitted;
        world_make(&w, number, n_groups);
        const struct kom_refit_spec spec = {
            .cells = {UNITS, PERIODS, w.begin, w.period, weighted ? w.weight : NULL},
            .n = UNITS,
            .y = w.y,
            .dose = w.dose,
            .n_groups = n_groups,
            .side = w.side,
            .unit_weight = weighted ? w.unit_weight : NULL,
            .has_notyet = number & 4,
            .group = w.group};
        struct kom_permute_data data = {.design = {.n = UNITS,
                                                   .group = w.group,
                                                   .n_groups = n_groups,
                                                   .max_enumerated = 100000},
                                        .change = w.change,
                                        .dose = w.changed_dose,
                                        .weight = spec.unit_weight};
        const struct kom_permute_spec ask = {KOM_PERMUTE_TWO_SIDED, .9};
        assert_int_equal(kom_refit_open(&refit, &spec, NULL), KOM_OK);
        assert_int_equal(kom_permute_test(&data, &ask, &plain, NULL), KOM_OK);
        data.refit = refit;
        assert_int_equal(kom_permute_test(&data, &ask, &fitted, NULL), KOM_OK);
        kom_assert_digits(fitted.statistic, plain.statistic, 12);
        assert_int_equal(fitted.strict, plain.strict);
        assert_int_equal(fitted.ties, plain.ties);
        assert_int_equal(fitted.made, plain.facts.count);
        assert_true(fabs(fitted.conf_low - plain.conf_low) < 1e-11);
        assert_true(fabs(fitted.conf_high - plain.conf_high) < 1e-11);
        kom_refit_close(refit);
    }
}

/* The one before the start, or the one after, is all that a control has: an assignment that treats
   it has no statistic, and is not counted. */
static void impossible_assignments(void **state) {
    (void)state;
    static struct world w;
    struct kom_refit *refit;
    struct kom_permute_result r;
    world_make(&w, 3, 1);
    w.group[2] = w.group[3] = 0;
    size_t to = 0;
    for (size_t u = 0, i = 0; u < UNITS; u++) {
        for (size_t t = 0; t < PERIODS; t++, i++) {
            if (u == 8 && t < 2) /* the last unit has nothing before */
                continue;
            w.period[to] = (uint32_t)t;
            w.y[to] = w.y[i];
            w.dose[to++] = w.dose[i];
        }
        w.begin[u + 1] = to;
    }
    const struct kom_refit_spec spec = {.cells = {UNITS, PERIODS, w.begin, w.period, NULL},
                                        .n = UNITS,
                                        .y = w.y,
                                        .dose = w.dose,
                                        .n_groups = 1,
                                        .side = w.side,
                                        .group = w.group};
    const struct kom_permute_data data = {
        .design = {.n = UNITS, .group = w.group, .n_groups = 1, .max_enumerated = 100000},
        .change = w.change,
        .refit = NULL};
    struct kom_permute_data with = data;
    const struct kom_permute_spec ask = {KOM_PERMUTE_TWO_SIDED, .9};
    assert_int_equal(kom_refit_open(&refit, &spec, NULL), KOM_OK);
    with.refit = refit;
    assert_int_equal(kom_permute_test(&with, &ask, &r, NULL), KOM_OK);
    assert_int_equal(r.facts.count, 36);
    assert_int_equal(r.made, 28);
    kom_assert_digits(r.p_min, 1. / 28, 15);
    kom_assert_digits(r.p_value, (double)(r.strict + r.ties) / 28, 15);
    kom_refit_close(refit);
    for (uint64_t n = 1; n <= 30; n++) {
        kom_mem_fail_after(n);
        enum kom_status status = kom_refit_open(&refit, &spec, NULL);
        if (status == KOM_OK) {
            double ratio;
            status = kom_refit_ratio(refit, w.group, &ratio);
            kom_refit_close(refit);
        }
        kom_mem_fail_after(0);
        assert_int_equal(status, KOM_ENOMEM);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(period_effects),
        cmocka_unit_test(sets),
        cmocka_unit_test(full_panels),
        cmocka_unit_test(impossible_assignments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
