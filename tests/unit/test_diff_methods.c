/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Before and after: the methods beside the first, seasons, series, contrasts and equivalence. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "diff_call.h"
#include "dist.h"
#include "rng.h"

static const char *const extra[] = {"extra"};
static const char *const by_sex[] = {"sex"};
static const char *const by_kom[] = {"kom"};

/* Student 1908, R's `sleep`. */
static const char sleep_csv[] =
    "extra,group,ID\n0.7,1,1\n-1.6,1,2\n-0.2,1,3\n-1.2,1,4\n-0.1,1,5\n3.4,1,6\n3.7,1,7\n0.8,1,8\n"
    "0,1,9\n2,1,10\n1.9,2,1\n0.8,2,2\n1.1,2,3\n0.1,2,4\n-0.1,2,5\n4.4,2,6\n5.5,2,7\n1.6,2,8\n"
    "4.6,2,9\n3.4,2,10\n";

/* R's first sample is the one after here. */
static struct kom_diff_request sleep_request(enum kom_diff_method method, const char *id) {
    struct kom_diff_request request = by_phase();
    request.values = extra;
    request.phase = "group";
    request.before = "2";
    request.after = "1";
    request.method = method;
    request.id = id;
    return request;
}

/* W 25.5 and V 0: R 4.2.2 wilcox.test. The exact p with ties: R package coin, wilcox_test and
   wilcoxsign_test with distribution = "exact" (Wilcoxon's zeros). The estimates: medians of the
   differences and of the Walsh averages, R: median(outer(x, y, "-")). */
static void ranks_of_sleep(void **state) {
    (void)state;
    struct call call;
    call_make(&call, sleep_csv, NULL, sleep_request(KOM_DIFF_WILCOXON, NULL));
    assert_int_equal(call.status, KOM_OK);
    kom_assert_digits(call.diff.rows[0].test.statistic, 25.5, 17);
    kom_assert_digits(call.diff.rows[0].test.p_value, 0.06581653640477, 12);
    kom_assert_digits(call.diff.rows[0].test.estimate, -1.35, 14);
    assert_int_equal(call.diff.rows[0].n, 20);
    call_fini(&call);
    call_make(&call, sleep_csv, NULL, sleep_request(KOM_DIFF_WILCOXON, "ID"));
    assert_int_equal(call.status, KOM_OK);
    assert_true(fabs(call.diff.rows[0].test.statistic) < 1e-12);
    kom_assert_digits(call.diff.rows[0].test.p_value, 0.00390625, 14);
    assert_int_equal(call.diff.rows[0].n, 9); /* person 5 slept the same twice */
    assert_int_equal(call.diff.rows[0].side[0].n, 10);
    assert_string_equal(call.diff.rows[0].warning, "zeros_dropped(1)");
    call_fini(&call);
}

/* All 184,756 splits and all 1,024 signs are gone through here, on tenths as whole numbers. */
static void permutations_of_sleep(void **state) {
    (void)state;
    static const int v[20] = {7,  -16, -2, -12, -1, 34, 37, 8,  0,  20,
                              19, 8,   11, 1,   -1, 44, 55, 16, 46, 34};
    int all = 0, total = 0, as_far = 0;
    for (int i = 0; i < 20; i++)
        all += v[i];
    for (unsigned mask = 0; mask < 1u << 20; mask++) {
        int n = 0, sum = 0;
        for (int i = 0; i < 20; i++)
            if (mask >> i & 1) {
                n++;
                sum += v[i];
            }
        total += n == 10;
        as_far += n == 10 && abs(2 * sum - all) >= 2 * 233 - all;
    }
    assert_int_equal(total, 184756);
    struct call call;
    call_make(&call, sleep_csv, NULL, sleep_request(KOM_DIFF_PERMUTATION, NULL));
    const struct kom_diff_row *row = &call.diff.rows[0];
    assert_int_equal(call.status, KOM_OK);
    kom_assert_digits(row->test.p_value, (double)as_far / total, 14);
    kom_assert_digits(row->test.estimate, -1.58, 14);
    assert_true(row->is_enumerated);
    assert_non_null(strstr(call.text.p, ",enumerated,,"));
    call_fini(&call);
    call_make(&call, sleep_csv, NULL, sleep_request(KOM_DIFF_PERMUTATION, "ID"));
    kom_assert_digits(call.diff.rows[0].test.p_value, 4.0 / 1024, 14); /* one difference is 0 */
    kom_assert_digits(call.diff.rows[0].p_min, 4.0 / 1024, 14);
    call_fini(&call);
}

/* One row on each side in every cluster: CR2 is Student's paired t (R 4.2.2, t.test paired). */
static void clusters_of_pairs(void **state) {
    (void)state;
    struct call call;
    struct kom_diff_request request = sleep_request(KOM_DIFF_DEFAULT, NULL);
    request.cluster = "ID";
    call_make(&call, sleep_csv, NULL, request);
    assert_int_equal(call.status, KOM_OK);
    const struct kom_diff_row *row = &call.diff.rows[0];
    kom_assert_digits(row->test.statistic, -4.062127683382, 12);
    kom_assert_digits(row->test.p_value, 0.002832890197384, 12);
    kom_assert_digits(row->test.df, 9, 12);
    assert_int_equal(row->clusters, 10);
    assert_string_equal(row->method, "least squares on after, CR2 by ID, t with Satterthwaite df");
    call_fini(&call);
}

static void clusters_refuse(void **state) {
    (void)state;
    struct kom_diff_request request = by_phase();
    request.cluster = "c";
    refused("side,value,c\nbefore,1,a\nbefore,2,a\nafter,3,a\nafter,5,a\n", NULL, request,
            KOM_EESTIMATE, "single_cluster");
    refused("side,value,c\nbefore,1,a\nbefore,2,b\nafter,3,c\nafter,5,c\n", NULL, request,
            KOM_EESTIMATE, "no_before; no_after; one_sided");
    warned("side,value,c\nbefore,1,a\nbefore,2,b\nafter,3,a\nafter,5,b\nafter,99,c\n", NULL,
           request, "few_clusters");
    request.cluster = "person"; /* who may come and go */
    refused("side,value,person\nbefore,1,a\nbefore,2,b\nafter,3,c\nafter,5,c\n", NULL, request,
            KOM_EESTIMATE, "single_cluster_on_a_side");
    request.cluster = "c";
    refused("side,value,c\nbefore,1,a\nbefore,1,b\nafter,3,a\nafter,3,b\n", NULL, request,
            KOM_EESTIMATE, "constant");
    refused("side,value,c\nbefore,1,\nafter,3,a\nafter,4,b\n", NULL, request, KOM_EESTIMATE,
            "no_before; no_after; no_cluster; one_sided");
    warned("side,value,c\nbefore,1,a\nbefore,2,b\nafter,3,a\nafter,5,b\n", NULL, request,
           "few_clusters");
    request.cluster = NULL;
    request.method = KOM_DIFF_CLUSTER;
    refused("side,value\nbefore,1\nafter,3\n", NULL, request, KOM_EUSAGE, "no clusters");
    request.cluster = "c";
    request.method = KOM_DIFF_WELCH;
    refused("side,value,c\nbefore,1,a\nafter,3,b\n", NULL, request, KOM_EUSAGE, "--cluster");
}

/* Agresti 2002, Categorical Data Analysis, table 10.1: 794, 150, 86, 570. McNemar's chi-square is
   (150 - 86)^2 / (150 + 86); 0.55 - 0.59 = -0.04 in the book. */
static void persons_twice(void **state) {
    (void)state;
    static const struct {
        int n;
        char before, after;
    } cell[] = {{794, '1', '1'}, {150, '1', '0'}, {86, '0', '1'}, {570, '0', '0'}};
    struct kom_buf csv = {0};
    struct kom_diff_request request = shares_by_phase();
    struct call call;
    int id = 0;
    request.of = NULL;
    request.id = "person";
    request.method = KOM_DIFF_MCNEMAR;
    kom_buf_str(&csv, "person,side,count\nx,before,1\ny,after,0\nz,after,1\n");
    for (size_t i = 0; i < 4; i++)
        for (int k = 0; k < cell[i].n; k++, id++)
            kom_buf_printf(&csv, "%d,before,%c\n%d,after,%c\n", id, cell[i].before, id,
                           cell[i].after);
    kom_buf_byte(&csv, '\0');
    call_make(&call, csv.p, NULL, request);
    assert_int_equal(call.status, KOM_OK);
    const struct kom_diff_row *row = &call.diff.rows[0];
    assert_int_equal(row->n, 1600);
    assert_int_equal(row->side[0].count, 944);
    assert_int_equal(row->side[1].count, 880);
    kom_assert_digits(row->test.estimate, -0.04, 14);
    kom_assert_digits(row->test.statistic * row->test.statistic, 4096.0 / 236, 13);
    assert_true(row->test.p_value < 0.001);
    assert_int_equal(row->unlinked[0], 1);
    assert_int_equal(row->unlinked[1], 2);
    assert_string_equal(row->warning, "");
    call_fini(&call);
    kom_buf_fini(&csv);
    refused("person,side,count\na,before,1\na,before,0\na,after,1\n", NULL, request, KOM_EDATA,
            "a second row on the same side");
    refused("person,side,count\na,before,2\na,after,1\n", NULL, request, KOM_EDATA, "0 or 1");
    warned("person,side,count\na,before,1\na,after,1\nb,before,0\nb,after,0\n", NULL, request,
           "nobody_changed");
    request.id = NULL;
    refused("person,side,count\na,before,1\na,after,1\n", NULL, request, KOM_EUSAGE, "--id");
}

/* Months that both sides have; the pairs are 1-4, 2-5, 3-7: differences 3, 3, 4; June has no other.
 */
static void seasons_are_paired(void **state) {
    (void)state;
    struct call call;
    struct kom_diff_request request = means_at(day(2019, 1, 1));
    request.by_season = true;
    call_make(&call,
              "period,value\n2018-01,1\n2018-02,2\n2018-03,3\n2018-06,50\n2019-01,4\n2019-02,5\n"
              "2019-03,7\n2019-04,90\n",
              NULL, request);
    assert_int_equal(call.status, KOM_OK);
    const struct kom_diff_row *row = &call.diff.rows[0];
    assert_int_equal(row->n, 3);
    kom_assert_digits(row->test.estimate, 10.0 / 3, 15);
    kom_assert_digits(row->test.std_error, 1.0 / 3, 14);
    kom_assert_digits(row->test.df, 2, 17);
    assert_int_equal(call.diff.reason[3], KOM_DIFF_ONE_SIDED);
    assert_int_equal(row->unlinked[0], 1);
    assert_string_equal(row->method, "paired t, differences within calendar month or quarter");
    call_fini(&call);
    refused("period,value\n2018,1\n2019,2\n", NULL, request, KOM_EDATA, "calendar months");
    warned("kom,period,value\n1,2018-Q1,1\n1,2019-Q1,2\n2,2018-Q1,5\n2,2019-Q1,9\n", NULL, request,
           "pairs_share_units");
    /* With ids the seasons of one id are a mean: (3 + 5) / 2 and 1 and 2. */
    request.id = "kom";
    call_make(&call,
              "kom,period,value\n1,2018-01,1\n1,2018-02,2\n1,2019-01,4\n1,2019-02,7\n"
              "2,2018-03,1\n2,2019-03,2\n3,2018-04,3\n3,2019-04,5\n3,2019-05,7\n4,2018-01,1\n",
              NULL, request);
    assert_int_equal(call.diff.rows[0].n, 3);
    kom_assert_digits(call.diff.rows[0].test.estimate, 7.0 / 3, 15);
    assert_int_equal(call.diff.rows[0].unlinked[0], 1);
    call_fini(&call);
    request.method = KOM_DIFF_WELCH;
    refused("period,value\n2018,1\n2019,2\n", NULL, request, KOM_EUSAGE, "--match");
}

/* Pairs of calendar months stand in time where their first row after stands: eighteen months on
   each side, January to June twice before, July to December twice after. The differences rise from
   July 2018 to June 2019; in that order their lag-1 autocorrelation is the one below, by last rows
   or by rows before another. */
static void pairs_stand_where_their_first_row_does(void **state) {
    (void)state;
    struct kom_buf csv = {0};
    struct kom_diff_request request = means_at(day(2018, 7, 1));
    double product = 0, square = 0, e[12];
    char want[64];
    request.by_season = true;
    kom_buf_str(&csv, "period,value\n");
    for (int i = -6; i < 12; i++) /* January 2017 to June 2018, then the same months higher */
        kom_buf_printf(&csv, "%d-%02d,%d\n", 2017 + (i + 6) / 12, (i + 6) % 12 + 1,
                       5 * ((i + 12) % 12) % 7);
    for (int i = 0; i < 18; i++)
        kom_buf_printf(&csv, "%d-%02d,%d\n", 2018 + (i + 6) / 12, (i + 6) % 12 + 1,
                       5 * (i % 12) % 7 + 10 * (i % 12) + 100);
    kom_buf_byte(&csv, '\0');
    for (int i = 0; i < 12; i++) {
        e[i] = 10 * i - 55;
        square += e[i] * e[i];
        product += i > 0 ? e[i] * e[i - 1] : 0;
    }
    struct call call;
    call_make(&call, csv.p, NULL, request);
    assert_int_equal(call.status, KOM_OK);
    snprintf(want, sizeof want, "serial(%.2f)", product / square);
    if (strncmp(call.diff.rows[0].warning, want, strlen(want)) != 0)
        fail_msg("%s, not %s", call.diff.rows[0].warning, want);
    assert_int_equal(call.diff.rows[0].n, 12);
    kom_assert_digits(call.diff.rows[0].test.estimate, 155, 15);
    call_fini(&call);
    kom_buf_fini(&csv);
}

/* A line of slope 1, then a jump of 5 and slope 3, with the same small error around both. */
static void series_have_level_and_slope(void **state) {
    (void)state;
    struct kom_buf csv = {0};
    struct call call;
    struct kom_diff_request request = means_at(day(2011, 1, 1));
    static const int wiggle[4] = {1, -1, -1, 1};
    request.is_series = true;
    kom_buf_str(&csv, "period,value\n");
    for (int i = 0; i < 24; i++)
        kom_buf_printf(&csv, "%d,%d\n", 1999 + i,
                       100 * (i < 12 ? i : 12 + 5 + 3 * (i - 12)) + wiggle[i % 4]);
    kom_buf_byte(&csv, '\0');
    call_make(&call, csv.p, NULL, request);
    assert_int_equal(call.status, KOM_OK);
    assert_int_equal(call.diff.n_rows, 4);
    assert_string_equal(call.diff.rows[3].term, "given_trend");
    assert_string_equal(call.diff.rows[0].term, "difference");
    assert_string_equal(call.diff.rows[1].term, "level");
    assert_string_equal(call.diff.rows[2].term, "slope");
    /* four periods of the wiggle and a line are orthogonal but for its own slope of order 1/n */
    assert_true(fabs(call.diff.rows[1].test.estimate - 500) < 1);
    assert_true(fabs(call.diff.rows[2].test.estimate - 200) < 0.2);
    assert_true(call.diff.rows[1].test.std_error < 2);
    kom_assert_digits(call.diff.rows[1].test.df, 20, 17);
    call_fini(&call);
    kom_buf_fini(&csv);
    refused("period,value\n2001,1\n2001,2\n2011,3\n2012,4\n", NULL, request, KOM_EESTIMATE,
            "several_rows_a_period");
    static const char few[] = "period,value\n2001,1\n2003,2\n2011,3\n2012,5\n";
    warned(few, NULL, request, "no_segments; short_series(4)");
    call_make(&call, few, NULL, request);
    assert_string_equal(
        call.diff.rows[1].method,
        "segmented regression, Newey-West errors (Bartlett, lag 1, factor n/(n-4)), t");
    call_fini(&call);
    request.id = "kom";
    refused("period,value\n2001,1\n", NULL, request, KOM_EUSAGE, "--se newey-west");
}

/* ---- contrasts ---- */

/* By hand: (9 - 5) - (4 - 2) = 2; each of the four means has variance 2 / 2 = 1, so the error is
   sqrt(4), and the df are 4^2 / (4 * 1^2 / 1). */
static void contrasts_of_means(void **state) {
    (void)state;
    struct call call;
    struct kom_diff_request request = by_phase();
    request.contrast = "sex";
    static const char csv[] =
        "sex,side,value\nf,before,1\nf,before,3\nf,after,3\nf,after,5\nm,before,4\nm,before,6\n"
        "m,after,8\nm,after,10\n,before,1\n,before,2\n,after,1\n,after,3\ntotal,before,1\n"
        "total,before,4\ntotal,after,4\ntotal,after,9\n";
    call_make(&call, csv, NULL, request);
    assert_int_equal(call.status, KOM_OK);
    assert_int_equal(call.diff.n_rows, 5);
    const struct kom_diff_row *row = &call.diff.rows[3];
    assert_string_equal(row->term, "contrast");
    assert_true(kom_text_is(row->by[0], "m - f"));
    kom_assert_digits(row->test.estimate, 2, 15);
    kom_assert_digits(row->test.std_error, 2, 14);
    kom_assert_digits(row->test.df, 4, 14);
    kom_assert_digits(row->test.p_value, kom_t_p(1, 4), 14);
    assert_int_equal(row->n, 8);
    assert_string_equal(row->warning, "");
    assert_string_equal(call.diff.rows[1].warning, ""); /* f: its contrast is there */
    assert_true(kom_text_is(call.diff.rows[4].by[0], "total"));
    call_fini(&call);
    request.by = by_sex; /* naming it in --by as well changes nothing */
    request.n_by = 1;
    call_make(&call, csv, NULL, request);
    assert_int_equal(call.diff.n_rows, 5);
    call_fini(&call);
    request.method = KOM_DIFF_WILCOXON;
    refused(csv, NULL, request, KOM_EUSAGE, "--contrast");
}

static void contrasts_say_what_hangs_together(void **state) {
    (void)state;
    struct call call;
    struct kom_diff_request request = by_phase();
    request.contrast = "sex";
    call_make(&call,
              "person,sex,side,value\n1,f,before,1\n2,f,before,3\n3,f,after,3\n4,f,after,5\n"
              "1,m,before,4\n5,m,before,6\n6,m,after,8\n7,m,after,9\n8,x,before,1\n",
              NULL, request);
    assert_int_equal(call.status, KOM_OK);
    assert_int_equal(call.diff.n_rows, 6);
    assert_string_equal(call.diff.rows[2].warning, "levels_not_independent");
    assert_true(kom_text_is(call.diff.rows[4].by[0], "x - f"));
    assert_string_equal(call.diff.rows[4].warning, "no_estimate_of_a_level");
    assert_true(isnan(call.diff.rows[4].test.estimate));
    call_fini(&call);
}

/* The ratio of two ratios, and its error from the four counts. */
static void contrasts_of_rates(void **state) {
    (void)state;
    struct call call;
    struct kom_diff_request request = shares_by_phase();
    request.of = NULL;
    request.exposure = "days";
    request.contrast = "sex";
    call_make(&call,
              "sex,side,count,days\nf,before,10,1000\nf,after,20,1100\nm,before,12,900\n"
              "m,after,15,1000\n",
              NULL, request);
    assert_int_equal(call.diff.n_rows, 5);
    const struct kom_diff_row *row = &call.diff.rows[4];
    const double ratio = 15.0 / 1000 / (12.0 / 900) / (20.0 / 1100 / (10.0 / 1000));
    const double error = sqrt(1.0 / 10 + 1.0 / 20 + 1.0 / 12 + 1.0 / 15);
    kom_assert_digits(row->test.estimate, ratio, 13);
    kom_assert_digits(row->test.std_error, error, 13);
    kom_assert_digits(row->test.conf_high, ratio * exp(1.959963984540054 * error), 12);
    kom_assert_digits(row->test.p_value, kom_normal_p(log(ratio) / error), 12);
    assert_string_equal(row->scale, "log");
    kom_assert_digits(call.diff.rows[1].test.estimate, 20.0 / 1100 - 0.01, 12);
    assert_string_equal(call.diff.rows[1].term, "difference");
    call_fini(&call);
}

/* ---- equivalence, effect, order ---- */

/* Schuirmann 1987: the larger of two one-sided p-values of Welch's t. */
static void equivalence_of_sleep(void **state) {
    (void)state;
    struct call call;
    struct kom_diff_request request = sleep_request(KOM_DIFF_WELCH, NULL);
    request.has_margin = true;
    request.margin = 3;
    call_make(&call, sleep_csv, NULL, request);
    const struct kom_test *t = &call.diff.rows[0].test;
    kom_assert_digits(call.diff.rows[0].p_equivalence,
                      kom_t_p((3 + t->estimate) / t->std_error, t->df) / 2, 12);
    assert_non_null(strstr(call.text.p, ",equivalence_margin,p_equivalence,conf_level\n"));
    call_fini(&call);
    request.margin = 0;
    refused(sleep_csv, NULL, request, KOM_EUSAGE, "--equivalence");
    request.margin = 1;
    request.method = KOM_DIFF_WILCOXON;
    refused(sleep_csv, NULL, request, KOM_EUSAGE, "--equivalence");
}

/* g = J(18) 1.58 / pooled sd (R 4.2.2: gamma(9) / (sqrt(9) * gamma(8.5))). */
static void effect_of_sleep(void **state) {
    (void)state;
    struct call call;
    call_make(&call, sleep_csv, NULL, sleep_request(KOM_DIFF_WELCH, NULL));
    kom_assert_digits(call.diff.rows[0].effect.g, -0.796935239191, 11);
    call_fini(&call);
    call_make(&call, sleep_csv, NULL, sleep_request(KOM_DIFF_PAIRED, "ID"));
    kom_assert_digits(call.diff.rows[0].effect.g, -0.796935239191, 11);
    assert_true(isnan(call.diff.rows[0].effect.low)); /* not of independent rows */
    call_fini(&call);
}

/* Rows in any order, for every method of means; drawn permutations, too. */
static void order_changes_nothing(void **state) {
    (void)state;
    enum { N = 30 };
    char line[N][64];
    uint64_t index = 0;
    for (int i = 0; i < N; i++)
        snprintf(line[i], sizeof line[i], "%d,20%02d-%02d,%d.%d,%c\n", i % 3, 17 + i / 12,
                 i % 12 + 1, (i * 7) % 11, i % 10, "abcd"[i % 4]);
    for (int method = KOM_DIFF_WELCH; method <= KOM_DIFF_SERIES; method++) {
        struct kom_buf first = {0};
        for (int round = 0; round < 10; round++) {
            size_t order[N];
            struct kom_buf csv = {0};
            kom_buf_str(&csv, "kom,period,value,c\n");
            for (size_t i = 0; i < N; i++)
                order[i] = i;
            for (size_t i = N; round > 0 && i > 1; i--) {
                const size_t k = (size_t)kom_rng_below(3, 0, index++, i), held = order[i - 1];
                order[i - 1] = order[k];
                order[k] = held;
            }
            for (size_t i = 0; i < N; i++)
                kom_buf_str(&csv, line[order[i]]);
            kom_buf_byte(&csv, '\0');
            struct kom_diff_request request = means_at(day(2018, 4, 1));
            request.method =
                method == KOM_DIFF_SERIES ? KOM_DIFF_DEFAULT : (enum kom_diff_method)method;
            request.is_series = method == KOM_DIFF_SERIES;
            request.by_season = method == KOM_DIFF_PAIRED;
            request.draws = method == KOM_DIFF_PERMUTATION ? 200 : 0;
            request.has_seed = method == KOM_DIFF_PERMUTATION;
            request.seed = 5;
            struct call call;
            call_make(&call, csv.p, NULL, request);
            if (call.status != KOM_OK)
                fail_msg("%s", call.err.text);
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

/* An option that a method has no use for is refused. */
static void nothing_is_ignored(void **state) {
    (void)state;
    static const char csv[] = "kom,side,value,count,of\n1,before,1,1,2\n1,after,2,1,2\n";
    struct kom_diff_request request = by_phase();
    request.draws = 10;
    refused(csv, NULL, request, KOM_EUSAGE, "--draws");
    request = shares_by_phase();
    request.by_season = true;
    refused(csv, NULL, request, KOM_EUSAGE, "--match");
    request = shares_by_phase();
    request.is_series = true;
    refused(csv, NULL, request, KOM_EUSAGE, "--se newey-west");
    request = shares_by_phase();
    request.method = KOM_DIFF_MIDP;
    refused(csv, NULL, request, KOM_EUSAGE, "mn, mcnemar or design");
    request = by_phase();
    request.method = KOM_DIFF_WILCOXON;
    request.weight = "of";
    refused(csv, NULL, request, KOM_EUSAGE, "--weight");
    request = by_phase();
    request.by = by_kom;
    request.n_by = 1;
    request.method = KOM_DIFF_CLUSTER;
    refused(csv, NULL, request, KOM_EUSAGE, "no clusters");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranks_of_sleep),
        cmocka_unit_test(permutations_of_sleep),
        cmocka_unit_test(clusters_of_pairs),
        cmocka_unit_test(clusters_refuse),
        cmocka_unit_test(persons_twice),
        cmocka_unit_test(seasons_are_paired),
        cmocka_unit_test(pairs_stand_where_their_first_row_does),
        cmocka_unit_test(series_have_level_and_slope),
        cmocka_unit_test(contrasts_of_means),
        cmocka_unit_test(contrasts_say_what_hangs_together),
        cmocka_unit_test(contrasts_of_rates),
        cmocka_unit_test(equivalence_of_sleep),
        cmocka_unit_test(effect_of_sleep),
        cmocka_unit_test(order_changes_nothing),
        cmocka_unit_test(nothing_is_ignored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
