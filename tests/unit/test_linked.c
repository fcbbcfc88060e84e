/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Periods that hang together, against a plain search that walks from period to period. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "linked.h"
#include "rng.h"

enum { PERIODS = 12, UNITS = 8 };

/* All periods that can be reached from one; none when no unit has it. */
static uint64_t reached(const uint64_t *unit, size_t n_units, size_t period) {
    uint64_t set = 0, more = 0;
    for (size_t u = 0; u < n_units; u++)
        more |= unit[u] >> period & 1 ? unit[u] : 0;
    while (more != set) {
        set = more;
        for (size_t u = 0; u < n_units; u++)
            more |= unit[u] & set ? unit[u] : 0;
    }
    return set;
}

/* The largest of them that meets every need, the earliest of several; 0: none. */
static uint64_t plainly(const struct kom_linked_spec *spec, const uint64_t *unit, size_t n_units) {
    uint64_t best = 0;
    uint32_t most = 0;
    for (size_t t = 0; t < spec->n_periods; t++) {
        uint64_t set = reached(unit, n_units, t);
        uint32_t size = 0;
        bool meets = set != 0;
        for (size_t i = 0; i < spec->n_need; i++)
            meets = meets && (set & spec->need[i]);
        for (size_t k = 0; k < spec->n_periods; k++)
            size += set >> k & 1 ? spec->size ? spec->size[k] : 1 : 0;
        if (meets && size > most) {
            best = set;
            most = size;
        }
    }
    return best;
}

static void as_by_walking(void **state) {
    uint32_t size[PERIODS];
    uint64_t unit[UNITS], need[2], room[PERIODS], set;
    size_t n_several = 0;
    (void)state;
    for (uint64_t world = 0; world < 20000; world++) {
        const size_t n_units = 1 + (size_t)kom_rng_below(9, world, 0, UNITS);
        for (size_t u = 0; u < n_units; u++) {
            unit[u] = 0;
            for (uint64_t k = kom_rng_below(9, world, 1 + u, 4); k > 0; k--)
                unit[u] |= UINT64_C(1) << kom_rng_below(9, world, 100 + 10 * u + k, PERIODS);
        }
        for (size_t t = 0; t < PERIODS; t++)
            size[t] = 1 + (uint32_t)kom_rng_below(9, world, 300 + t, 3);
        for (size_t i = 0; i < 2; i++)
            need[i] = kom_rng_bits(9, world, 400 + i) & ((UINT64_C(1) << PERIODS) - 1);
        const struct kom_linked_spec spec = {.n_periods = PERIODS,
                                             .n_words = 1,
                                             .size = world % 2 ? size : NULL,
                                             .need = need,
                                             .n_need = world % 3};
        const uint64_t expected = plainly(&spec, unit, n_units);
        assert_int_equal(kom_linked_largest(&spec, unit, n_units, room, &set), expected != 0);
        if (expected)
            assert_true(set == expected);
        n_several += expected && expected != reached(unit, n_units, 0);
    }
    assert_true(n_several > 1000);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(as_by_walking)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
