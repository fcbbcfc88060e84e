/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells by kind, trait and period, against a plain table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lanes.h"
#include "rng.h"

enum { KINDS = 60, TRAITS = 5, PERIODS = 900 };

static uint32_t cell_of(const struct kom_lanes *l, uint32_t kind, uint32_t trait, int32_t period) {
    const uint32_t *spot = kom_lanes_spot(l, kind, trait, period);
    return spot ? *spot : 0;
}

static void lanes_lead_by_kind_trait_and_period(void **state) {
    static uint32_t cell[KINDS][TRAITS][PERIODS];
    struct kom_lanes l = {0};
    const int32_t first = -300;
    (void)state;
    assert_int_equal(cell_of(&l, 1, 0, 0), 0);
    for (uint64_t i = 0; i < 100000; i++) {
        uint32_t k = (uint32_t)kom_rng_below(2, i, 0, KINDS),
                 t = (uint32_t)kom_rng_below(2, i, 1, TRAITS),
                 p = (uint32_t)kom_rng_below(2, i, 2, PERIODS);
        if (cell[k][t][p])
            continue;
        cell[k][t][p] = (uint32_t)i + 1;
        assert_true(kom_lanes_learn(&l, k + 1, t, first + (int32_t)p, (uint32_t)i));
    }
    for (uint32_t k = 0; k < KINDS; k++)
        for (uint32_t t = 0; t < TRAITS; t++)
            for (uint32_t p = 0; p < PERIODS; p++)
                assert_int_equal(cell_of(&l, k + 1, t, first + (int32_t)p), cell[k][t][p]);
    kom_lanes_fini(&l);
}

/* Periods too far from the first have no place, at both ends of what there is too. */
static void far_periods_have_no_place(void **state) {
    static const int32_t firsts[] = {0, INT32_MAX, INT32_MIN, -5};
    const int32_t half = KOM_LANE_PAGE * KOM_LANE_PAGES / 2;
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        struct kom_lanes l = {0};
        assert_true(kom_lanes_learn(&l, 1, 0, firsts[i], 7));
        for (int64_t off = -half - 2; off <= half + 2; off++) {
            int64_t period = firsts[i] + off;
            if (off == 0 || period < INT32_MIN || period > INT32_MAX)
                continue;
            bool is_near = off >= -half && off < half;
            assert_int_equal(kom_lanes_learn(&l, 1, 0, (int32_t)period, 9), is_near);
            assert_int_equal(cell_of(&l, 1, 0, (int32_t)period), is_near ? 10 : 0);
        }
        assert_int_equal(cell_of(&l, 1, 0, firsts[i]), 8);
        kom_lanes_fini(&l);
    }
}

/* What was learned before there was no more room stays known. */
static void lanes_keep_to_their_room(void **state) {
    struct kom_lanes l = {.max_nbytes = 40 * 256};
    uint32_t n = 0;
    (void)state;
    for (uint32_t i = 0; i < 1000; i++)
        n += kom_lanes_learn(&l, i + 1, 0, 3, i);
    assert_true(n == 20 && l.n + l.n_pages <= 40);
    for (uint32_t i = 0; i < 1000; i++)
        assert_int_equal(cell_of(&l, i + 1, 0, 3), i < n ? i + 1 : 0);
    kom_lanes_fini(&l);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lanes_lead_by_kind_trait_and_period),
        cmocka_unit_test(far_periods_have_no_place),
        cmocka_unit_test(lanes_keep_to_their_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
