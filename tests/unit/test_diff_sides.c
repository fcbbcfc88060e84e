/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sides of the before-after comparison: every way of naming them, against brute force. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "diff_call.h"
#include "rng.h"

static const char *const by_kom[] = {"kom"};

/* ---- sides ---- */

/* One value a period, and where brute force puts it: the reason, and the side when it is used. */
struct expected {
    enum kom_diff_reason reason;
    int side;
};

/* Sides by days and counting: the periods after stand in a row, and so do those before. */
static void brute(const struct kom_period *period, size_t n, int32_t at, int64_t skip,
                  int64_t window, struct expected *expected) {
    for (size_t i = 0; i < n; i++) {
        int32_t n_before = 0, n_after = 0;
        for (int32_t d = kom_period_first(period[i]); d <= kom_period_last(period[i]); d++) {
            n_before += d < at;
            n_after += d >= at;
        }
        expected[i] = (struct expected){KOM_DIFF_USED, n_after > 0};
        if (n_before > 0 && n_after > 0)
            expected[i].reason = KOM_DIFF_STRADDLES;
    }
    for (size_t i = 0; i < n; i++) {
        int64_t between = 0;
        if (expected[i].reason == KOM_DIFF_STRADDLES)
            continue;
        for (size_t k = 0; k < n; k++)
            if (expected[k].reason != KOM_DIFF_STRADDLES && expected[k].side == expected[i].side)
                between += expected[i].side ? k < i : k > i;
        if (between < skip)
            expected[i].reason = KOM_DIFF_SKIPPED;
        else if (window > 0 && between >= skip + window)
            expected[i].reason = KOM_DIFF_OUTSIDE_WINDOW;
    }
}

enum { N_PERIODS = 24 };

static void compare_sides(const struct call *call, const struct expected *expected) {
    int64_t n[2] = {0, 0};
    double sum[2] = {0, 0};
    for (size_t i = 0; i < N_PERIODS; i++) {
        assert_int_equal(call->diff.reason[i], expected[i].reason);
        if (expected[i].reason == KOM_DIFF_USED) {
            n[expected[i].side]++;
            sum[expected[i].side] += (double)(i * i);
        }
    }
    assert_int_equal(call->diff.n_used, n[0] + n[1]);
    for (int side = 0; side < 2 && call->status == KOM_OK; side++) {
        assert_int_equal(call->diff.rows[0].side[side].n, n[side]);
        if (n[side] > 0)
            kom_assert_digits(call->diff.rows[0].side[side].mean, sum[side] / (double)n[side], 14);
    }
}

static void sides_by_brute_force(void **state) {
    (void)state;
    static const enum kom_period_kind kind[] = {KOM_PERIOD_YEAR,    KOM_PERIOD_HALF,
                                                KOM_PERIOD_QUARTER, KOM_PERIOD_MONTH,
                                                KOM_PERIOD_WEEK,    KOM_PERIOD_DAY};
    uint64_t index = 0;
    for (int world = 0; world < 600; world++) {
        struct kom_period period[N_PERIODS];
        struct expected expected[N_PERIODS];
        struct kom_buf csv = {0};
        kom_buf_str(&csv, "kom,period,value\n");
        period[0] = kom_period_of(kind[world % 6], day(2019, 1, 1));
        for (int i = 0; i < N_PERIODS; i++) {
            char label[16];
            period[i] = (struct kom_period){period[0].kind, period[0].number + i};
            size_t n = kom_period_format(label, period[i]);
            kom_buf_printf(&csv, "101,%.*s,%d\n", (int)n, label, i * i);
        }
        kom_buf_byte(&csv, '\0');
        const int32_t low = kom_period_first(period[1]),
                      high = kom_period_last(period[N_PERIODS - 2]);
        int32_t at = low + (int32_t)kom_rng_below(7, 0, index++, (uint64_t)(high - low + 1));
        if (world % 3 == 0) /* starts on the first day of a period are the usual case */
            at = kom_period_first(kom_period_of(period[0].kind, at));
        struct kom_diff_request request = means_at(at);
        request.skip = (int64_t)kom_rng_below(7, 0, index++, 4);
        request.window = (int64_t)kom_rng_below(7, 0, index++, 8);
        brute(period, N_PERIODS, at, request.skip, request.window, expected);
        struct call call;
        call_make(&call, csv.p, NULL, request);
        assert_true(call.status == KOM_OK || call.status == KOM_EESTIMATE);
        compare_sides(&call, expected);
        call_fini(&call);
        /* each unit's own start says the same */
        char start[10], participation[64];
        kom_day_format(start, at);
        snprintf(participation, sizeof participation, "kom,start\n101,%.10s\n", start);
        call_make(&call, csv.p, participation, request);
        compare_sides(&call, expected);
        call_fini(&call);
        kom_buf_fini(&csv);
    }
}

static void starts_of_units(void **state) {
    (void)state;
    struct call call;
    struct kom_diff_request request = means_at(0);
    request.by = by_kom;
    request.n_by = 1;
    call_make(&call,
              "kom,period,value\n101,2019-01,1\n101,2019-02,2\n101,2019-03,4\n101,2019-04,9\n"
              "102,2019-01,1\n102,2019-02,2\n102,2019-03,4\n103,2019-01,7\n104,2019-01,7\n",
              "kom,planned,start\n102,yes,2019-02-10\n101,yes,2019-03-01\n103,no,\n", request);
    assert_int_equal(call.status, KOM_OK);
    assert_int_equal(call.diff.n_rows, 4);
    kom_assert_digits(call.diff.rows[0].test.estimate, 5, 17);
    assert_int_equal(call.diff.reason[5], KOM_DIFF_STRADDLES);
    kom_assert_digits(call.diff.rows[1].test.estimate, 3, 17);
    assert_string_equal(call.diff.rows[1].warning, "one_observation");
    assert_string_equal(call.diff.rows[2].warning, "no_before; no_after; no_start");
    assert_string_equal(call.diff.rows[3].warning, "no_before; no_after; no_start");
    assert_int_equal(call.diff.reason[7], KOM_DIFF_NO_START);
    call_fini(&call);
}

static void several_starts(void **state) {
    (void)state;
    static const char two[] = "kom,section,start\n101,83,2019-03-01\n101,85,2019-04-01\n";
    static const char rows[] = "kom,period,value\n101,2019-01,1\n101,2019-09,2\n";
    static const char told[] = "kom,section,period,value\n101,83,2019-02,1\n101,83,2019-03,2\n"
                               "101,85,2019-03,4\n101,85,2019-04,9\n";
    refused(rows, two, means_at(0), KOM_EDATA, "another start than in line 2");
    refused(rows, "kom,section,start\n101,83,2019-03-01\n101,85,\n", means_at(0), KOM_EDATA,
            "another start than in line 2");
    refused("kom,period,value\n0101,2019-01,1\n0101,2019-09,2\n", two, means_at(0), KOM_EDATA,
            "--kom-digits");
    warned(rows, "kom,section,start\n101,83,2019-03-01\n101,85,2019-03-01\n", means_at(0),
           "one_observation");
    struct call call;
    call_make(&call, told, two, means_at(0));
    assert_int_equal(call.status, KOM_OK);
    kom_assert_digits(call.diff.rows[0].side[0].mean, 2.5, 17);
    kom_assert_digits(call.diff.rows[0].side[1].mean, 5.5, 17);
    call_fini(&call);
}

static void phases_states_and_values(void **state) {
    (void)state;
    struct call call;
    call_make(&call,
              "side,state,value,value_status\nbefore,offered,1,\nbefore,offered,2,\n"
              "after,offered,4,\nafter,offered,8,\nafter,not_reported,,\nafter,offered,,\n"
              "after,offered,..,\nafter,offered,9,hidden\nlater,offered,9,\n,offered,9,\n",
              NULL, by_phase());
    assert_int_equal(call.status, KOM_OK);
    static const uint8_t want[] = {KOM_DIFF_USED,       KOM_DIFF_USED,         KOM_DIFF_USED,
                                   KOM_DIFF_USED,       KOM_DIFF_NOT_REPORTED, KOM_DIFF_MISSING,
                                   KOM_DIFF_MISSING,    KOM_DIFF_HIDDEN,       KOM_DIFF_OTHER_PHASE,
                                   KOM_DIFF_OTHER_PHASE};
    assert_memory_equal(call.diff.reason, want, sizeof want);
    assert_int_equal(call.diff.n_used, 4);
    kom_assert_digits(call.diff.rows[0].test.estimate, 4.5, 17);
    call_fini(&call);
    refused("side,state,value\nbefore,offered,1\nafter,offfered,2\n", NULL, by_phase(), KOM_EDATA,
            "rows.csv:3: column \"state\"");
    /* a column of that name which is something else */
    warned("side,state,value\nbefore,Ohio,1\nafter,Utah,2\n", NULL, by_phase(), "one_observation");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sides_by_brute_force),
        cmocka_unit_test(starts_of_units),
        cmocka_unit_test(several_starts),
        cmocka_unit_test(phases_states_and_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
