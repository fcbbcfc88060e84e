/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Difference in differences from rows written as text: figures by hand, reasons, memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "did/did.h"
#include "digits.h"

/* One call and what came of it. */
struct call {
    struct kom_frame frame, participation;
    struct kom_did did;
    struct kom_error err;
    enum kom_status status;
};

static const char *const value[] = {"value"};

static struct kom_did_request request_of(enum kom_did_method method) {
    return (struct kom_did_request){.values = value,
                                    .n_values = 1,
                                    .treated = "first",
                                    .method = method,
                                    .seed = 1,
                                    .level = 0.95};
}

static void call_make(struct call *call, const char *csv, const char *participation,
                      struct kom_did_request request) {
    struct kom_error err;
    *call = (struct call){0};
    assert_int_equal(kom_frame_parse(&call->frame, "rows.csv", kom_text_of(csv), &err), KOM_OK);
    if (participation) {
        assert_int_equal(
            kom_frame_parse(&call->participation, "p.csv", kom_text_of(participation), &err),
            KOM_OK);
        request.participation = &call->participation;
        request.treated = NULL;
    }
    call->status = kom_did_make(&call->did, &call->frame, &request, &call->err);
}

static void call_fini(struct call *call) {
    kom_did_fini(&call->did);
    kom_frame_fini(&call->frame);
    kom_frame_fini(&call->participation);
}

static size_t n_aside(const struct call *call, enum kom_did_reason reason) {
    size_t n = 0;
    for (size_t row = 0; row < call->did.n_reasons; row++)
        n += call->did.reason[row] == reason;
    return n;
}

/* Five units, 2018 to 2021; d and e start in 2020. Changes of means: a 1, b 2, c 3, d 6, e 10. */
static const char five[] = "kom,period,value,first,w\n"
                           "a,2018,1,,1\na,2019,3,,1\na,2020,3,,1\na,2021,3,,1\n"
                           "b,2018,0,,2\nb,2019,0,,2\nb,2020,1,,2\nb,2021,3,,2\n"
                           "c,2018,2,0,1\nc,2019,4,0,1\nc,2020,6,0,1\nc,2021,6,0,1\n"
                           "d,2018,1,2020,1\nd,2019,1,2020,1\nd,2020,7,2020,1\nd,2021,7,2020,1\n"
                           "e,2018,5,2020,3\ne,2019,5,2020,3\ne,2020,14,2020,3\ne,2021,16,2020,3\n";

/* By hand: 8 - 2; squares 2 + 8 over 3 degrees of freedom; {d, e} is the furthest of 10 pairs, and
   none lies as far on the other side. */
static void collapse_by_hand(void **state) {
    (void)state;
    struct call call;
    call_make(&call, five, NULL, request_of(KOM_DID_COLLAPSE));
    assert_int_equal(call.status, KOM_OK);
    const struct kom_did_row *row = &call.did.rows[0];
    kom_assert_digits(row->test.estimate, 6, 15);
    kom_assert_digits(row->test.std_error, sqrt(10.0 / 3.0 * (1.0 / 3.0 + 1.0 / 2.0)), 14);
    kom_assert_digits(row->test.df, 3, 15);
    kom_assert_digits(row->p_permutation, 0.1, 14);
    kom_assert_digits(row->p_min, 0.1, 14);
    assert_int_equal(row->draws, 10);
    assert_true(row->is_enumerated);
    assert_int_equal(row->n, 5);
    assert_int_equal(row->n_treated, 2);
    assert_string_equal(row->cohort, "2020");
    call_fini(&call);
}

/* By hand: treated (6 + 3 * 10) / 4 = 9, controls (1 + 2 * 2 + 3) / 4 = 2; squares 9 + 3 + 1 + 0 +
   1 = 14. */
static void collapse_with_weights(void **state) {
    (void)state;
    struct call call;
    struct kom_did_request request = request_of(KOM_DID_COLLAPSE);
    request.weight = "w";
    call_make(&call, five, NULL, request);
    assert_int_equal(call.status, KOM_OK);
    const struct kom_did_row *row = &call.did.rows[0];
    kom_assert_digits(row->test.estimate, 7, 14);
    kom_assert_digits(row->test.std_error, sqrt(14.0 / 3.0 * (1.0 / 4.0 + 1.0 / 4.0)), 14);
    call_fini(&call);
}

/* In a balanced panel with one start the regression gives the difference of the changes. */
static void twfe_is_the_difference(void **state) {
    (void)state;
    struct call call;
    call_make(&call, five, NULL, request_of(KOM_DID_TWFE));
    assert_int_equal(call.status, KOM_OK);
    kom_assert_digits(call.did.rows[0].test.estimate, 6, 13);
    assert_int_equal(call.did.rows[0].n, 20);
    assert_int_equal(call.did.rows[0].n_clusters, 5);
    call_fini(&call);
}

/* Event times -2, 0, 1, then the joint tests: each period's gap against 2019's. By hand: gaps of
   treated and control means are 3 - 1, 3 - 7/3, 10.5 - 10/3, 11.5 - 4. */
static void event_by_hand(void **state) {
    (void)state;
    static const double gap[] = {2, 2.0 / 3.0, 10.5 - 10.0 / 3.0, 7.5};
    struct call call;
    struct kom_did_request request = request_of(KOM_DID_EVENT);
    request.vcov = "iid";
    call_make(&call, five, NULL, request);
    assert_int_equal(call.status, KOM_OK);
    assert_int_equal(call.did.n_rows, 5);
    static const int32_t time[] = {-2, 0, 1};
    static const int place[] = {0, 2, 3};
    for (int i = 0; i < 3; i++) {
        assert_int_equal(call.did.rows[i].event_time, time[i]);
        kom_assert_digits(call.did.rows[i].test.estimate, gap[place[i]] - gap[1], 12);
    }
    /* One restriction: F is the square of its t. */
    const double t = call.did.rows[0].test.statistic;
    assert_string_equal(call.did.rows[3].term, "pretrend");
    kom_assert_digits(call.did.rows[3].test.statistic, t * t, 12);
    kom_assert_digits(call.did.rows[3].test.p_value, call.did.rows[0].test.p_value, 10);
    call_fini(&call);
}

/* A start within a period sets it aside for its unit, and by collapse for all. */
static void a_start_within_a_period(void **state) {
    (void)state;
    struct call call;
    call_make(&call, five, "kom,start\na,\nb,\nc,\nd,2020-07-01\ne,2020-07-01\n",
              request_of(KOM_DID_COLLAPSE));
    assert_int_equal(call.status, KOM_OK);
    assert_int_equal(n_aside(&call, KOM_DID_STRADDLES), 2);
    assert_int_equal(n_aside(&call, KOM_DID_BETWEEN), 3);
    /* Changes from 2018-19 to 2021: a 1, b 3, c 3, d 6, e 11. */
    kom_assert_digits(call.did.rows[0].test.estimate, 8.5 - 7.0 / 3.0, 14);
    assert_string_equal(call.did.rows[0].cohort, "2021");
    call_fini(&call);
    /* And the last whole period before it is event time -1, the first after it 0. */
    struct kom_did_request request = request_of(KOM_DID_EVENT);
    request.vcov = "iid";
    call_make(&call, five, "kom,start\na,\nb,\nc,\nd,2020-07-01\ne,2020-07-01\n", request);
    assert_int_equal(call.status, KOM_OK);
    assert_int_equal(call.did.rows[0].event_time, -2);
    assert_int_equal(call.did.rows[1].event_time, 0);
    call_fini(&call);
}

/* Months are counted by the calendar; a start may be a longer period. */
static void periods_of_other_kinds(void **state) {
    (void)state;
    static const char rows[] =
        "kom,period,value,first\n"
        "1,2019-11,1,\n1,2019-12,2,\n1,2020-01,1,\n1,2020-02,2,\n"
        "2,2019-11,0,\n2,2019-12,3,\n2,2020-01,1,\n2,2020-02,1,\n"
        "3,2019-11,1,2020\n3,2019-12,1,2020\n3,2020-01,5,2020\n3,2020-02,4,2020\n"
        "4,2019-11,1,2020\n4,2019-12,1,2020\n4,2020-01,5,2020\n4,2020-02,4,2020\n";
    struct kom_did_request request = request_of(KOM_DID_EVENT);
    request.vcov = "iid";
    struct call call;
    call_make(&call, rows, NULL, request);
    assert_int_equal(call.status, KOM_OK);
    /* 2020 begins with its January: December is the reference, November two periods before. */
    assert_int_equal(call.did.rows[0].event_time, -2);
    assert_int_equal(call.did.rows[1].event_time, 0);
    kom_assert_digits(call.did.rows[1].test.estimate, (5.0 - 1.0) - (1.0 - 2.5), 13);
    call_fini(&call);
}

static void refused(const char *csv, struct kom_did_request request, enum kom_status status,
                    const char *why) {
    struct call call;
    call_make(&call, csv, NULL, request);
    assert_int_equal(call.status, status);
    if (!strstr(call.err.text, why))
        fail_msg("\"%s\" is not in: %s", why, call.err.text);
    call_fini(&call);
}

static void refusals(void **state) {
    (void)state;
    static const char *const by_kom[] = {"kom"};
    struct kom_did_request request = request_of(KOM_DID_COLLAPSE);
    refused("kom,period,value,first\na,2018,1,\na,2018,2,\n", request, KOM_EDATA,
            "unit a has a second row of period 2018, the other is in line 2");
    refused(
        "person,period,value,first\nanna,2018,1,\nanna,2018,2,\n",
        (struct kom_did_request){
            .unit = "person", .values = value, .n_values = 1, .treated = "first", .level = 0.95},
        KOM_EDATA, "unit (a person) has");
    refused("kom,period,value,first\na,2018,1,2019\na,2019,2,2020\n", request, KOM_EDATA,
            "starts here at another time than in line 2");
    refused("kom,period,value,first\na,2018,1,\nb,2018-Q1,1,\n", request, KOM_EDATA,
            "another kind");
    refused("kom,period,value,first\na,2018,1,\na,2019,2,\n", request, KOM_EESTIMATE, "no_treated");
    request.by = by_kom;
    request.n_by = 1;
    refused(five, request, KOM_EESTIMATE, "none of 5 estimates");
    request = request_of(KOM_DID_OLS);
    request.treated = "w";
    refused("value,w\n1,1\n2,1\n3,1\n", request, KOM_EESTIMATE, "\"w\"");
}

/* Every allocation fails once; none of them leaks or crashes, and nothing else is told. */
static void memory_runs_out(void **state) {
    (void)state;
    static const char *const covariates[] = {"w"};
    static const enum kom_did_method methods[] = {KOM_DID_COLLAPSE, KOM_DID_TWFE, KOM_DID_EVENT,
                                                  KOM_DID_OLS};
    struct kom_frame frame;
    struct kom_did did;
    struct kom_error err;
    assert_int_equal(kom_frame_parse(&frame, "rows.csv", kom_text_of(five), &err), KOM_OK);
    for (size_t m = 0; m < 2 * sizeof methods / sizeof methods[0]; m++) {
        struct kom_did_request request = request_of(methods[m / 2]);
        static const char *const cluster[] = {"kom"};
        enum kom_status status = KOM_ENOMEM;
        uint64_t n = 0;
        request.wants_design = m == 1;
        request.cluster = cluster;
        if (m >= 2) {
            request.test = m % 2 ? KOM_DID_WILD : KOM_DID_T;
            request.n_cluster = 1;
        }
        if (request.method == KOM_DID_OLS) {
            request.treated = NULL;
            request.covariates = covariates;
            request.n_covariates = 1;
        }
        while (status == KOM_ENOMEM && ++n < 20000) {
            kom_mem_fail_after(n);
            status = kom_did_make(&did, &frame, &request, &err);
            kom_mem_fail_after(0);
            kom_did_fini(&did);
        }
        assert_int_equal(status, KOM_OK);
        assert_true(n > 10);
    }
    kom_frame_fini(&frame);
}

/* Two starts, and a cell missing on each side. */
static const char holes[] = "kom,period,value,first,w\n"
                            "a,2018,1,,1\na,2019,3,,1\na,2020,3,,1\na,2021,3,,1\n"
                            "b,2018,0,,2\nb,2020,1,,2\nb,2021,3,,2\n"
                            "c,2018,2,0,1\nc,2019,4,0,1\nc,2020,6,0,1\nc,2021,6,0,1\n"
                            "d,2018,1,2020,1\nd,2019,1,2020,1\nd,2021,7,2020,1\n"
                            "e,2018,5,2021,3\ne,2019,5,2021,3\ne,2020,4,2021,3\ne,2021,16,2021,3\n";

static void memory_runs_out_with_holes(void **state) {
    (void)state;
    static const char *const ways[] = {NULL, "drop", "periods"};
    struct kom_frame frame;
    struct kom_did did;
    struct kom_error err;
    assert_int_equal(kom_frame_parse(&frame, "rows.csv", kom_text_of(holes), &err), KOM_OK);
    for (size_t way = 0; way < sizeof ways / sizeof ways[0]; way++) {
        struct kom_did_request request = request_of(KOM_DID_COLLAPSE);
        enum kom_status status = KOM_ENOMEM;
        uint64_t n = 0;
        request.unbalanced = ways[way];
        request.weight = way == 0 ? "w" : NULL;
        while (status == KOM_ENOMEM && ++n < 20000) {
            kom_mem_fail_after(n);
            status = kom_did_make(&did, &frame, &request, &err);
            kom_mem_fail_after(0);
            kom_did_fini(&did);
        }
        assert_int_equal(status, KOM_OK);
    }
    kom_frame_fini(&frame);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(collapse_by_hand),
        cmocka_unit_test(collapse_with_weights),
        cmocka_unit_test(twfe_is_the_difference),
        cmocka_unit_test(event_by_hand),
        cmocka_unit_test(a_start_within_a_period),
        cmocka_unit_test(periods_of_other_kinds),
        cmocka_unit_test(refusals),
        cmocka_unit_test(memory_runs_out),
        cmocka_unit_test(memory_runs_out_with_holes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
