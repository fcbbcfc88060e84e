/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Step and segmented regression with Newey-West errors against R and against brute force. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "digits.h"
#include "dist.h"
#include "mem.h"
#include "series_fit.h"

/* The Nile at Aswan, 1871 to 1970 (Cobb 1978; R datasets), whose level changed in 1899. */
static const double nile[] = {
    1120, 1160, 963, 1210, 1160, 1160, 813,  1230, 1370, 1140, 995,  935,  1110, 994,  1020,
    960,  1180, 799, 958,  1140, 1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774,  840,
    874,  694,  940, 833,  701,  916,  692,  1020, 1050, 969,  831,  726,  456,  824,  702,
    1120, 1100, 832, 764,  821,  768,  845,  864,  862,  698,  845,  744,  796,  1040, 759,
    781,  865,  845, 944,  984,  897,  822,  1010, 771,  676,  649,  846,  812,  742,  801,
    1040, 860,  874, 848,  890,  744,  749,  838,  1050, 918,  986,  797,  923,  975,  815,
    1020, 906,  901, 1170, 912,  746,  919,  718,  714,  740};

enum { N = sizeof nile / sizeof *nile };

static int64_t year[N];

/* Doubles as what the fit takes. */
static const struct kom_dd *taken(const double *value, size_t n) {
    static struct kom_dd dd[300];
    for (size_t i = 0; i < n; i++) {
        dd[i] = kom_dd(value[i]);
    }
    return dd;
}

static struct kom_series_fit fit_nile(enum kom_series_model model, int lag) {
    const struct kom_series_data data = {N, year, taken(nile, N)};
    const struct kom_series_plan plan = {model, 1899, lag, .95};
    struct kom_series_fit fit;
    assert_int_equal(kom_series_fit(data, plan, &fit, NULL), KOM_OK);
    return fit;
}

static void assert_test(struct kom_test t, double estimate, double se, double p) {
    kom_assert_digits(t.estimate, estimate, 12);
    kom_assert_digits(t.std_error, se, 11);
    kom_assert_digits(t.p_value, p, 10);
    kom_assert_digits(t.statistic, estimate / se, 11);
}

/* R 4.2.2: lm.fit, and the sums of Newey & West 1987 with crossprod, times n / (n - k); pt. */
static void step(void **state) {
    (void)state;
    struct kom_series_fit f = fit_nile(KOM_SERIES_STEP, -1);
    assert_true(f.k == 2 && f.lag == 4);
    kom_assert_digits(f.factor, 100 / 98.0, 15);
    assert_test(f.before, 1097.75, 27.47513761008382, 1.848672940432344e-62);
    assert_test(f.change, -247.7777777777778, 31.65762386770146, 5.929371777811326e-12);
    kom_assert_digits(f.change.conf_low, -310.6013020303023, 12);
    kom_assert_digits(f.change.df, 98, 15);
    kom_assert_digits(f.sigma, 127.6737389472872, 13);
    kom_assert_digits(f.autocorr1, 0.1598561521570628, 11);
    kom_assert_digits(f.counterfactual, 1097.75, 14);
    kom_assert_digits(f.average.std_error, f.change.std_error, 17);
    assert_true(isnan(f.slope.estimate) && isnan(f.slope_change.p_value));
    f = fit_nile(KOM_SERIES_STEP, 0);
    assert_test(f.change, -247.7777777777778, 29.29174556800409, 2.634953781273086e-13);
}

static void segmented(void **state) {
    (void)state;
    struct kom_series_fit f = fit_nile(KOM_SERIES_SEGMENTED, -1);
    assert_true(f.k == 4 && f.lag == 4);
    kom_assert_digits(f.before.estimate, 1114.563492063492, 12);
    kom_assert_digits(f.before.std_error, 55.90251360376194, 11);
    assert_test(f.slope, 1.159551176792597, 2.643722520103264, 0.6619329158297571);
    assert_test(f.change, -289.1026853663844, 63.04980366351806, 1.366963376971674e-05);
    assert_test(f.slope_change, -0.4690887676344511, 2.757285921475337, 0.8652682813193499);
    kom_assert_digits(f.change.conf_low, -414.2555564830389, 12);
    kom_assert_digits(f.average.estimate, -305.7553366174075, 12);
    kom_assert_digits(f.average.std_error, 146.9351299693311, 11);
    kom_assert_digits(f.counterfactual, 1155.727558839629, 12);
    kom_assert_digits(f.sigma, 128.2971435617887, 12);
    kom_assert_digits(f.autocorr1, 0.1498997776655344, 11);
    f = fit_nile(KOM_SERIES_SEGMENTED, 11);
    assert_test(f.change, -289.1026853663844, 50.75432171471272, 1.338628448708076e-07);
    kom_assert_digits(f.average.std_error, 127.6528567344109, 11);
}

/* Python 3.11, fractions: normal equations and the sums of Newey & West, rounded at the end. */
static void common_slope(void **state) {
    (void)state;
    const struct kom_series_fit f = fit_nile(KOM_SERIES_COMMON, -1);
    assert_true(f.k == 3 && f.lag == 4 && !f.is_exact);
    kom_assert_digits(f.before.estimate, 1108.1391343963553, 13);
    kom_assert_digits(f.before.std_error, 30.479282428660387, 12);
    kom_assert_digits(f.slope.estimate, 0.71649202733485196, 12);
    kom_assert_digits(f.slope.std_error, 0.76276478179233786, 12);
    kom_assert_digits(f.change.estimate, -283.6023791445204, 12);
    kom_assert_digits(f.change.std_error, 48.80570999066574, 12);
    kom_assert_digits(f.change.df, 97, 17);
    assert_true(isnan(f.slope_change.estimate));
    kom_assert_digits(f.average.std_error, f.change.std_error, 17);
}

/* Tenths on a line, and on two levels: the estimates are there, errors are not (of doubles the
   tenths would leave residuals of 1e-17, and t of 1e16). */
static void exact_lines(void **state) {
    (void)state;
    int64_t period[12];
    struct kom_dd line[12], stairs[12];
    for (int i = 0; i < 12; i++) {
        const struct kom_num y = {1 + 3 * i + (i >= 6 ? 20 + i - 6 : 0), 0, 1, true};
        period[i] = i;
        line[i] = kom_dd_from_num(&y);
        stairs[i] = kom_dd(i >= 6 ? 4 : 1);
    }
    struct kom_series_fit f;
    const struct kom_series_plan plan = {KOM_SERIES_SEGMENTED, 6, -1, .95};
    assert_int_equal(kom_series_fit((struct kom_series_data){12, period, line}, plan, &f, NULL),
                     KOM_OK);
    assert_true(f.is_exact);
    kom_assert_digits(f.change.estimate, 2, 14);
    kom_assert_digits(f.slope_change.estimate, .1, 14);
    assert_true(isnan(f.change.std_error) && isnan(f.change.p_value) && isnan(f.slope.statistic));
    assert_int_equal(kom_series_fit((struct kom_series_data){12, period, stairs},
                                    (struct kom_series_plan){KOM_SERIES_STEP, 6, -1, .95}, &f,
                                    NULL),
                     KOM_OK);
    assert_true(f.is_exact && isnan(f.change.std_error));
}

/* With gaps: the variance as a double sum over all pairs of rows by their distance in periods, for
   the step model, whose coefficients are means: change = mean after - mean before, so each row has
   an influence of e / n of its side. */
static void gaps(void **state) {
    (void)state;
    int64_t period[N];
    double value[N], sum[2] = {0, 0}, many[2] = {0, 0}, influence[N];
    size_t n = 0;
    for (size_t i = 0; i < N; i++) {
        if (i % 7 != 3 && i % 11 != 5) {
            period[n] = year[i];
            value[n++] = nile[i];
        }
    }
    for (size_t i = 0; i < n; i++) {
        sum[period[i] >= 1899] += value[i];
        many[period[i] >= 1899]++;
    }
    for (size_t i = 0; i < n; i++) {
        const int side = period[i] >= 1899;
        influence[i] = (value[i] - sum[side] / many[side]) / many[side] * (side == 1 ? 1 : -1);
    }
    double neighbours = 0, squares = 0;
    for (size_t i = 0; i < n; i++) {
        const double e = influence[i] * many[period[i] >= 1899];
        squares += e * e;
        for (size_t j = 0; j < n; j++) {
            if (period[i] - period[j] == 1) {
                const double other = influence[j] * many[period[j] >= 1899];
                neighbours += e * other * ((period[i] >= 1899) == (period[j] >= 1899) ? 1 : -1);
            }
        }
    }
    for (int lag = 0; lag < 9; lag++) {
        double variance = 0;
        for (size_t i = 0; i < n; i++) {
            for (size_t j = 0; j < n; j++) {
                const double distance = fabs((double)(period[i] - period[j]));
                variance += fmax(0, 1 - distance / (lag + 1)) * influence[i] * influence[j];
            }
        }
        const struct kom_series_data data = {n, period, taken(value, n)};
        struct kom_series_fit f;
        assert_int_equal(kom_series_fit(data,
                                        (struct kom_series_plan){KOM_SERIES_STEP, 1899, lag, .95},
                                        &f, NULL),
                         KOM_OK);
        kom_assert_digits(f.change.std_error, sqrt(variance * (double)n / (double)(n - 2)), 11);
        kom_assert_digits(f.change.estimate, sum[1] / many[1] - sum[0] / many[0], 12);
        kom_assert_digits(f.autocorr1, neighbours / squares, 11);
    }
}

/* The rule at 24, 48, 100 and 120 periods: 4 (n / 100)^(2/9) = 2.91, 3.40, 4, 4.17. */
static void lag_rule(void **state) {
    (void)state;
    static const int expected[][2] = {{24, 2}, {48, 3}, {100, 4}, {120, 4}, {300, 5}, {6, 2}};
    int64_t period[300];
    double value[300];
    for (int i = 0; i < 300; i++) {
        period[i] = i;
        value[i] = i * 7919 % 101;
    }
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        const struct kom_series_data data = {(size_t)expected[i][0], period, taken(value, 300)};
        struct kom_series_fit f;
        assert_int_equal(
            kom_series_fit(data, (struct kom_series_plan){KOM_SERIES_STEP, 3, -1, .95}, &f, NULL),
            KOM_OK);
        assert_int_equal(f.lag, expected[i][1]);
    }
}

static void expect(enum kom_status status, struct kom_series_data data,
                   struct kom_series_plan plan) {
    struct kom_series_fit f;
    struct kom_error err;
    assert_int_equal(kom_series_fit(data, plan, &f, &err), status);
    assert_true(isnan(f.change.estimate) && isnan(f.average.p_value) && strlen(err.text) > 10);
}

static void refusals(void **state) {
    (void)state;
    int64_t period[] = {1, 2, 3, 4, 5, 6};
    const double value[] = {1, 3, 2, 5, 4, 9}, flat[] = {3, 3, 3, 3, 3, 3};
    const double odd[] = {1, 3, (double)NAN, 5, 4, 9};
    struct kom_series_data data = {6, period, taken(value, 6)};
    const struct kom_series_plan plan = {KOM_SERIES_STEP, 4, 1, .95};
    struct kom_series_fit f;
    assert_int_equal(kom_series_fit(data, plan, &f, NULL), KOM_OK);
    expect(KOM_EESTIMATE, data, (struct kom_series_plan){KOM_SERIES_STEP, 6, 1, .95});
    expect(KOM_EESTIMATE, data, (struct kom_series_plan){KOM_SERIES_STEP, 1, 1, .95});
    expect(KOM_EESTIMATE, data, (struct kom_series_plan){KOM_SERIES_SEGMENTED, 5, 1, .95});
    expect(KOM_EUSAGE, data, (struct kom_series_plan){KOM_SERIES_STEP, 4, -2, .95});
    expect(KOM_EUSAGE, data, (struct kom_series_plan){KOM_SERIES_STEP, 4, 6, .95});
    expect(KOM_EESTIMATE, (struct kom_series_data){6, period, taken(flat, 6)}, plan);
    expect(KOM_EDATA, (struct kom_series_data){6, period, taken(odd, 6)}, plan);
    data.value = taken(value, 6);
    expect(KOM_EESTIMATE, (struct kom_series_data){0, period, data.value}, plan);
    for (uint64_t fails = 1; fails < 3; fails++) {
        kom_mem_fail_after(fails);
        const enum kom_status status = kom_series_fit(data, plan, &f, NULL);
        kom_mem_fail_after(0);
        assert_int_equal(status, KOM_ENOMEM);
    }
    period[3] = 3;
    expect(KOM_EUSAGE, data, plan);
}

static int setup(void **state) {
    (void)state;
    kom_stat_init();
    for (int i = 0; i < N; i++) {
        year[i] = 1871 + i;
    }
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(step),        cmocka_unit_test(segmented), cmocka_unit_test(common_slope),
        cmocka_unit_test(exact_lines), cmocka_unit_test(gaps),      cmocka_unit_test(lag_rule),
        cmocka_unit_test(refusals),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
