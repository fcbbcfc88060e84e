/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Before and after: published values, warnings, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "diff_call.h"
#include "kom/rate.h"
#include "kom/share.h"
#include "rng.h"

static const char *const extra[] = {"extra"};
static const char *const by_kom[] = {"kom"};
static const char *const by_kom_sex[] = {"kom", "sex"};

/* Student 1908, R's `sleep`: extra hours of sleep under two drugs (group), the same ten persons
 * (ID). */
static const char sleep_csv[] =
    "extra,group,ID\n0.7,1,1\n-1.6,1,2\n-0.2,1,3\n-1.2,1,4\n-0.1,1,5\n3.4,1,6\n3.7,1,7\n0.8,1,8\n"
    "0,1,9\n2,1,10\n1.9,2,1\n0.8,2,2\n1.1,2,3\n0.1,2,4\n-0.1,2,5\n4.4,2,6\n5.5,2,7\n1.6,2,8\n"
    "4.6,2,9\n3.4,2,10\n";

/* ---- published values ---- */

static struct kom_diff_request sleep_request(void) {
    struct kom_diff_request request = by_phase();
    request.values = extra;
    request.phase = "group";
    request.before = "1";
    request.after = "2";
    return request;
}

/* R 4.2.2, t.test(extra ~ group, data = sleep), signs turned: after minus before. The sd are the
   nearest doubles of Python's decimal arithmetic with 50 digits. */
static void welch_sleep(void **state) {
    (void)state;
    struct call call;
    call_make(&call, sleep_csv, NULL, sleep_request());
    assert_int_equal(call.status, KOM_OK);
    assert_int_equal(call.diff.n_rows, 1);
    const struct kom_diff_row *row = &call.diff.rows[0];
    assert_int_equal(row->n, 20);
    kom_assert_digits(row->test.estimate, 1.58, 17);
    kom_assert_digits(row->test.statistic, 1.860813467487, 12);
    kom_assert_digits(row->test.df, 17.77647351618, 12);
    kom_assert_digits(row->test.p_value, 0.07939414018736, 12);
    kom_assert_digits(row->test.conf_low, -0.2054832307117, 12);
    kom_assert_digits(row->test.conf_high, 3.365483230712, 12);
    assert_string_equal(
        call.text.p,
        "measure,term,n,estimate,std_error,conf_low,conf_high,statistic,df,p_value,method,warning,"
        "scale,n_before,mean_before,sd_before,n_after,mean_after,sd_after,hedges_g,hedges_g_low,"
        "hedges_g_high,conf_level\n"
        "extra,difference,20,1.58,0.849091017239,-0.205483230712,3.36548323071,1.86081346749,"
        "17.7764735162,0.0793941401874,\"Welch t, unequal variances, Satterthwaite df\",,"
        "difference,10,0.75,1.7890096577591625,10,2.33,2.002248735796829,0.796935239191,"
        "-0.0954503982114,1.73881689911,0.95\n");
    call_fini(&call);
}

/* R 4.2.2, t.test(Pair(extra_1, extra_2) ~ 1). */
static void paired_sleep(void **state) {
    (void)state;
    struct call call;
    struct kom_diff_request request = sleep_request();
    request.id = "ID";
    request.method = KOM_DIFF_PAIRED;
    call_make(&call, sleep_csv, NULL, request);
    assert_int_equal(call.status, KOM_OK);
    const struct kom_diff_row *row = &call.diff.rows[0];
    assert_int_equal(row->n, 10);
    assert_int_equal(row->side[0].n, 10);
    kom_assert_digits(row->test.estimate, 1.58, 17);
    kom_assert_digits(row->test.statistic, 4.062127683382, 12);
    kom_assert_digits(row->test.p_value, 0.002832890197384, 12);
    kom_assert_digits(row->test.df, 9, 17);
    assert_string_equal(row->warning, "");
    assert_string_equal(call.diff.rows[0].method, "paired t, differences within ID");
    call_fini(&call);
}

/* The same persons, told by --id and not linked: said. */
static void unlinked_ids_are_said(void **state) {
    (void)state;
    struct kom_diff_request request = sleep_request();
    request.id = "ID";
    warned(sleep_csv, NULL, request, "same_persons");
    warned("person,side,value\na,before,1\nb,before,2\na,after,4\nc,after,7\n", NULL, by_phase(),
           "same_persons");
    warned("person,side,value\na,before,1\nb,before,2\nc,after,4\nd,after,7\n", NULL, by_phase(),
           "");
}

/* Newcombe 1998 (Stat Med 17:873), Table II, method 10. */
static void newcombe_published(void **state) {
    (void)state;
    static const struct {
        const char *csv;
        double estimate, low, high;
    } c[] = {
        {"count,of,side\n48,80,before\n56,70,after\n", 0.2, 0.0524314724, 0.3338726540},
        {"count,of,side\n3,10,before\n9,10,after\n", 0.6, 0.1705227239, 0.8090179735},
        {"count,of,side\n40,50,before\n8,30,before\n56,70,after\n", 0.2, 0.0524314724,
         0.3338726540},
    };
    for (size_t i = 0; i < sizeof c / sizeof c[0]; i++) {
        struct call call;
        call_make(&call, c[i].csv, NULL, shares_by_phase());
        assert_int_equal(call.status, KOM_OK);
        kom_assert_digits(call.diff.rows[0].test.estimate, c[i].estimate, 14);
        kom_assert_digits(call.diff.rows[0].test.conf_low, c[i].low, 8.5);
        kom_assert_digits(call.diff.rows[0].test.conf_high, c[i].high, 8.5);
        assert_string_equal(call.diff.rows[0].warning, "same_persons");
        assert_string_equal(call.diff.rows[0].measure, "count/of");
        call_fini(&call);
    }
}

/* Counts and exposures of a side are summed; the test itself has its references in test_htest.c. */
static void rates_are_summed(void **state) {
    (void)state;
    struct call call;
    struct kom_diff_request request = shares_by_phase();
    request.of = NULL;
    request.exposure = "days";
    call_make(&call, "count,days,side\n11,800,before\n6,500.25,after\n8,500.25,after\n7,83,after\n",
              NULL, request);
    assert_int_equal(call.status, KOM_OK);
    const struct kom_diff_row *row = &call.diff.rows[0];
    const struct kom_test want = kom_rate_ratio_exact(11, 800, 21, 1083.5, 0.95);
    kom_assert_digits(row->test.conf_low, want.conf_low, 17);
    kom_assert_digits(row->test.conf_high, want.conf_high, 17);
    kom_assert_digits(row->test.estimate, 21 / 1083.5 / (11.0 / 800), 14);
    kom_assert_digits(row->side[1].exposure, 1083.5, 17);
    assert_int_equal(row->side[1].count, 21);
    assert_int_equal(row->side[1].n, 3);
    assert_string_equal(call.diff.rows[0].term, "ratio");
    assert_string_equal(call.diff.rows[0].scale, "ratio");
    assert_true(strstr(call.text.p, ",count_before,count_after,exposure_before,exposure_after,"
                                    "conf_level\n") != NULL);
    call_fini(&call);
}

/* Doubles would give 0.19999999999999998. */
static void differences_are_exact(void **state) {
    (void)state;
    struct call call;
    call_make(&call, "side,value\nbefore,0.1\nafter,0.3\n", NULL, by_phase());
    kom_assert_digits(call.diff.rows[0].test.estimate, 0.2, 17);
    assert_true(isnan(call.diff.rows[0].test.std_error));
    assert_string_equal(call.diff.rows[0].warning, "one_observation");
    call_fini(&call);
}

/* m = 9/4, sum w (y - m)^2 = 4.75, sd^2 = 4.75 / 4 * 3 / 2; any scale of the weights gives the
 * same. */
static void weights_are_analytic(void **state) {
    (void)state;
    static const char *const csv[] = {
        "side,value,w\nbefore,1,1\nbefore,2,2\nbefore,4,1\nbefore,9,0\nbefore,9,\nafter,5,3\n"
        "after,5,1\nafter,7,4\n",
        "side,value,w\nbefore,4,2.5\nbefore,2,5\nbefore,1,2.5\nafter,7,12\nafter,5,3\nafter,5,9\n",
    };
    struct kom_diff_request request = by_phase();
    request.weight = "w";
    for (size_t i = 0; i < 2; i++) {
        struct call call;
        call_make(&call, csv[i], NULL, request);
        assert_int_equal(call.status, KOM_OK);
        const struct kom_diff_row *row = &call.diff.rows[0];
        const double sd = sqrt(4.75 / 4 * 1.5);
        assert_int_equal(row->side[0].n, 3);
        kom_assert_digits(row->side[0].mean, 2.25, 15);
        kom_assert_digits(row->side[0].sd, sd, 15);
        kom_assert_digits(row->side[1].mean, 6, 15);
        kom_assert_digits(row->side[1].sd, sqrt(1.5), 15);
        const struct kom_test want =
            kom_welch((struct kom_sample){3, 2.25, sd}, (struct kom_sample){3, 6, sqrt(1.5)}, 0.95);
        kom_assert_digits(row->test.p_value, want.p_value, 13);
        call_fini(&call);
    }
    refused("side,value,w\nbefore,1,-1\nafter,2,1\n", NULL, request, KOM_EDATA, "negative");
}

/* ---- warnings ---- */

static void blanks_have_reasons(void **state) {
    (void)state;
    struct call call;
    struct kom_diff_request request = by_phase();
    request.by = by_kom;
    request.n_by = 1;
    call_make(&call,
              "kom,side,state,value\n1,before,offered,1\n1,before,offered,2\n1,after,offered,3\n"
              "1,after,offered,5\n2,before,not_offered,\n2,after,offered,1\n3,before,offered,4\n"
              "3,before,offered,4\n3,after,offered,6\n3,after,offered,6\n4,before,offered,4\n",
              NULL, request);
    assert_int_equal(call.status, KOM_OK);
    assert_string_equal(call.diff.rows[0].warning, "");
    assert_string_equal(call.diff.rows[1].warning, "no_before; not_offered");
    assert_string_equal(call.diff.rows[2].warning, "constant");
    assert_true(isnan(call.diff.rows[2].test.estimate));
    kom_assert_digits(call.diff.rows[2].side[1].mean, 6, 17);
    assert_int_equal(call.diff.rows[2].n, 4);
    assert_string_equal(call.diff.rows[3].warning, "no_after");
    call_fini(&call);
    refused("kom,side,value\n1,before,4\n1,before,4\n1,after,6\n1,after,6\n", NULL, request,
            KOM_EESTIMATE, "constant");
    refused("kom,side,value\n", NULL, request, KOM_EESTIMATE, "no rows");
}

/* Deviations 1 1 -1 -1 on both sides: products 1 -1 1 -1 1 -1 1 sum to 1 of 8: 0.125, not above 2 /
   sqrt(8); -4..4 twice: the series below has r = 0.375 and 0.77 by hand. */
static void series_are_tested(void **state) {
    (void)state;
    struct kom_buf csv = {0};
    double e[20], product = 0, square = 0;
    kom_buf_str(&csv, "period,value\n");
    for (int i = 0; i < 20; i++) {
        const int v = (i % 10 < 5 ? 3 : -3) + (i % 2);
        kom_buf_printf(&csv, "20%02d,%d\n", i + 1, v + (i < 10 ? 0 : 10));
        e[i] = v - 0.5;
        square += e[i] * e[i];
        if (i > 0)
            product += e[i] * e[i - 1];
    }
    kom_buf_byte(&csv, '\0');
    assert_true(product / square > 2 / sqrt(20.0));
    char want[32];
    snprintf(want, sizeof want, "serial(%.2f); trend(0.0000026)", product / square);
    warned(csv.p, NULL, means_at(day(2011, 1, 1)), want);
    kom_buf_fini(&csv);
    warned("period,value\n2001,1\n2002,1\n2003,-1\n2004,-1\n2005,1\n2006,1\n2007,-1\n2008,-1\n",
           NULL, means_at(day(2005, 1, 1)), "trend(0.0066); short_series(8)");
}

/* Different units or persons, each at a time of its own, are no series. */
static void series_are_of_one_unit(void **state) {
    (void)state;
    static const char rows[] =
        "%s,period,value\n1,2001,1\n%c,2002,2\n1,2003,3\n%c,2004,4\n1,2005,5\n"
        "%c,2006,6\n";
    char csv[256];
    snprintf(csv, sizeof csv, rows, "kom", '1', '1', '1');
    warned(csv, NULL, means_at(day(2004, 1, 1)), "exact_trend; short_series(6)");
    snprintf(csv, sizeof csv, rows, "kom", '2', '2', '2');
    warned(csv, NULL, means_at(day(2004, 1, 1)), "");
    snprintf(csv, sizeof csv, rows, "person", '2', '3', '4');
    warned(csv, NULL, means_at(day(2004, 1, 1)), "same_persons");
}

static void subgroups_are_said(void **state) {
    (void)state;
    struct call call;
    static const char *const sex[] = {"sex"};
    struct kom_diff_request request = by_phase();
    request.by = by_kom_sex;
    request.n_by = 2;
    request.measured_after = sex;
    request.n_measured_after = 1;
    call_make(&call,
              "kom,sex,side,value\n1,m,before,1\n1,m,after,2\n1,f,before,1\n1,f,after,3\n"
              "1,total,before,1\n1,total,after,2\n2,f,before,1\n2,f,after,2\n",
              NULL, request);
    assert_int_equal(call.status, KOM_OK);
    assert_int_equal(call.diff.n_rows, 4);
    assert_string_equal(call.diff.rows[0].warning,
                        "one_observation; subgroups_without_contrast; measured_after:sex");
    assert_true(kom_text_is(call.diff.rows[2].by[1], "total"));
    assert_string_equal(call.diff.rows[2].warning, "one_observation; measured_after:sex");
    assert_string_equal(call.diff.rows[3].warning, "one_observation; measured_after:sex");
    call_fini(&call);
    request.by = by_kom;
    request.n_by = 1;
    refused("kom,sex,side,value\n1,m,before,1\n", NULL, request, KOM_EUSAGE,
            "\"sex\" is no column of --by");
    request.n_measured_after = 0;
    refused("kom,sex,side,value\n1,m,before,1\n1,total,before,1\n", NULL, request, KOM_EDATA,
            "a total beside its parts");
}

static void shares_with_zeros(void **state) {
    (void)state;
    struct call call;
    call_make(&call, "count,of,side\n0,359,before\n0,400,after\n", NULL, shares_by_phase());
    assert_int_equal(call.status, KOM_OK);
    const struct kom_diff_row *row = &call.diff.rows[0];
    assert_string_equal(row->warning, "no_events; same_persons");
    assert_true(row->test.conf_low < 0 && row->test.conf_high > 0); /* what the zeros rule out */
    assert_true(isnan(row->test.p_value));
    call_fini(&call);
    struct kom_diff_request request = shares_by_phase();
    request.method = KOM_DIFF_EXACT;
    warned("count,of,side\n5,3000,before\n9,3000,after\n", NULL, request,
           "too_large_for_exact; same_persons");
    refused("count,of,side\n5,4,before\n9,30,after\n", NULL, request, KOM_EDATA, "more than in");
    refused("count,of,side\n2.5,4,before\n9,30,after\n", NULL, request, KOM_EDATA, "whole number");
    request.of = NULL;
    request.exposure = "of";
    warned("count,of,side\n0,359,before\n4,400,after\n", NULL, request, "no_events_before");
    warned("count,of,side\n0,359,before\n0,400,after\n", NULL, request, "no_events");
    refused("count,of,side\n1,0,before\n4,400,after\n", NULL, request, KOM_EESTIMATE,
            "no_exposure_before");
    refused("count,of,side\n1,-1,before\n4,400,after\n", NULL, request, KOM_EDATA, "negative");
}

static void persons_are_not_added(void **state) {
    (void)state;
    struct kom_diff_request request = shares_by_phase();
    request.count = "buyers";
    request.of = "recipients";
    static const char rows[] = "buyers,modtagere,side\n1,9,before\n2,8,after\n3,8,after\n";
    refused(rows, NULL, request, KOM_EDATA,
            "`kom-uptake --by '' --period event:12m --participation FILE`");
    request.count = "sales";
    refused("sales,recipients,side,sex\n1,9,before,f\n2,8,after,f\n3,8,after,m\n", NULL, request,
            KOM_EDATA, "column \"recipients\": 2 rows stand on one side");
    warned("sales,recipients,side\n1,9,before\n2,8,after\n", NULL, request, "same_persons");
}

/* ---- pairs, order, memory, usage ---- */

static void pairs(void **state) {
    (void)state;
    struct call call;
    struct kom_diff_request request = by_phase();
    request.method = KOM_DIFF_PAIRED;
    call_make(&call,
              "kom,side,value\n1,before,1\n1,before,2\n1,after,4\n2,before,0.1\n2,after,0.3\n"
              "3,before,5\n,after,5\n",
              NULL, request);
    assert_int_equal(call.status, KOM_OK);
    const struct kom_diff_row *row = &call.diff.rows[0];
    assert_int_equal(row->n, 2);
    kom_assert_digits(row->side[0].mean, 0.8, 17);
    kom_assert_digits(row->side[1].mean, 2.15, 17);
    kom_assert_digits(row->test.estimate, 1.35, 17);
    assert_int_equal(call.diff.reason[5], KOM_DIFF_ONE_SIDED);
    assert_int_equal(call.diff.reason[6], KOM_DIFF_NO_ID);
    assert_int_equal(call.diff.n_used, 5);
    call_fini(&call);
    warned("kom,side,value\n1,before,1\n1,after,2\n", NULL, request, "one_observation");
    refused("kom,side,value\n1,before,1\n1,after,2\n2,before,3\n2,after,4\n", NULL, request,
            KOM_EESTIMATE, "constant");
    request.by = by_kom;
    request.n_by = 1;
    refused("kom,side,value\n1,before,1\n", NULL, request, KOM_EUSAGE, "nothing to pair by");
}

static const char *const shuffled_rows[] = {
    "101,m,2019-01,0.1,3\n",    "101,m,2019-02,0.7,2\n",   "101,m,2019-07,0.3,1\n",
    "101,m,2019-08,1e-3,7\n",   "101,f,2019-01,1e300,2\n", "101,f,2019-02,0.2,2\n",
    "101,f,2019-09,-1e300,5\n", "101,f,2019-10,0.4,2\n",   "102,m,2019-01,3,1\n",
    "102,m,2019-02,4,1\n",      "102,m,2019-11,5,1\n",     "102,m,2019-12,7.25,3\n"};

static void order_changes_nothing(void **state) {
    (void)state;
    enum { N = sizeof shuffled_rows / sizeof shuffled_rows[0] };
    uint64_t index = 0;
    for (int method = 0; method < 3; method++) {
        struct kom_buf first = {0};
        for (int round = 0; round < 20; round++) {
            size_t order[N];
            struct kom_buf csv = {0};
            kom_buf_str(&csv, "kom,sex,period,value,w\n");
            for (size_t i = 0; i < N; i++)
                order[i] = i;
            for (size_t i = N; round > 0 && i > 1; i--) {
                const size_t k = (size_t)kom_rng_below(7, 0, index++, i), held = order[i - 1];
                order[i - 1] = order[k];
                order[k] = held;
            }
            for (size_t i = 0; i < N; i++)
                kom_buf_str(&csv, shuffled_rows[order[i]]);
            kom_buf_byte(&csv, '\0');
            struct kom_diff_request request = means_at(day(2019, 7, 1));
            request.by = method == 2 ? &by_kom_sex[1] : by_kom_sex;
            request.n_by = method == 2 ? 1 : 2;
            request.method = method == 2 ? KOM_DIFF_PAIRED : KOM_DIFF_WELCH;
            request.weight = method == 1 ? "w" : NULL;
            struct call call;
            call_make(&call, csv.p, NULL, request);
            assert_int_equal(call.status, KOM_OK);
            if (round == 0)
                kom_buf_str(&first, call.text.p);
            kom_buf_byte(&first, '\0');
            assert_string_equal(call.text.p, first.p);
            call_fini(&call);
            kom_buf_fini(&csv);
        }
        kom_buf_fini(&first);
    }
}

static void memory_may_run_out(void **state) {
    (void)state;
    struct kom_frame frame;
    struct kom_diff diff;
    struct kom_error err;
    struct kom_diff_request request = sleep_request();
    request.id = "ID";
    request.level = 0.95;
    parse(&frame, sleep_csv);
    for (int method = KOM_DIFF_WELCH; method < KOM_DIFF_SERIES; method++) {
        request.method = (enum kom_diff_method)method;
        request.id = method == KOM_DIFF_CLUSTER ? NULL : "ID";
        request.cluster = method == KOM_DIFF_CLUSTER ? "ID" : NULL;
        enum kom_status status = KOM_ENOMEM;
        uint64_t n = 0;
        while (status == KOM_ENOMEM && ++n < 1000) {
            kom_mem_fail_after(n);
            status = kom_diff_make(&diff, &frame, &request, &err);
            kom_mem_fail_after(0);
            kom_diff_fini(&diff);
        }
        assert_int_equal(status, KOM_OK);
        assert_true(n > 3);
    }
    kom_frame_fini(&frame);
}

static void contradictions(void **state) {
    (void)state;
    static const char rows[] = "kom,side,value,count,of\n1,before,1,1,2\n1,after,2,1,2\n";
    struct kom_diff_request request = by_phase();
    request.method = KOM_DIFF_NEWCOMBE;
    refused(rows, NULL, request, KOM_EUSAGE, "welch or paired");
    request = by_phase();
    request.skip = 1;
    refused(rows, NULL, request, KOM_EUSAGE, "--skip");
    request = by_phase();
    request.count = "count";
    refused(rows, NULL, request, KOM_EUSAGE, "cannot both");
    request = by_phase();
    request.n_values = 0;
    refused(rows, NULL, request, KOM_EUSAGE, "nothing to compare");
    request = shares_by_phase();
    request.exposure = "of";
    refused(rows, NULL, request, KOM_EUSAGE, "either --of or --exposure");
    request = shares_by_phase();
    request.weight = "of";
    refused(rows, NULL, request, KOM_EUSAGE, "--weight");
    request = by_phase();
    request.after = "before";
    refused(rows, NULL, request, KOM_EUSAGE, "same value");
    request = by_phase();
    request.phase = "sid";
    refused(rows, NULL, request, KOM_EDATA, "side");
    refused("period,value\n2019-01,1\n2019,2\n", NULL, means_at(day(2019, 1, 1)), KOM_EDATA,
            "another kind");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(welch_sleep),           cmocka_unit_test(paired_sleep),
        cmocka_unit_test(unlinked_ids_are_said), cmocka_unit_test(newcombe_published),
        cmocka_unit_test(rates_are_summed),      cmocka_unit_test(differences_are_exact),
        cmocka_unit_test(weights_are_analytic),  cmocka_unit_test(blanks_have_reasons),
        cmocka_unit_test(series_are_tested),     cmocka_unit_test(series_are_of_one_unit),
        cmocka_unit_test(subgroups_are_said),    cmocka_unit_test(shares_with_zeros),
        cmocka_unit_test(persons_are_not_added), cmocka_unit_test(pairs),
        cmocka_unit_test(order_changes_nothing), cmocka_unit_test(memory_may_run_out),
        cmocka_unit_test(contradictions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
