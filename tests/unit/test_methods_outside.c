/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom/sum.h, kom/diff.h and kom/did.h: rows are what the CSV has, which is written by the functions
   of the tools; what the tools refuse is refused. tests/install/outside.sh compares bytes. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "digits.h"
#include "kom/did.h"
#include "kom/diff.h"
#include "kom/sum.h"
#include "kom/test.h"
#include "mem.h"
#include "num.h"

static const char panel[] = "kom,period,value,start,buyers,recipients\n"
                            "101,2018-H2,3.9,,1,20\n"
                            "101,2019-H1,4.0,,2,20\n"
                            "101,2019-H2,4.1,,2,21\n"
                            "101,2020-H1,4.0,,3,22\n"
                            "151,2018-H2,3.7,2019-H2,0,10\n"
                            "151,2019-H1,3.8,2019-H2,1,11\n"
                            "151,2019-H2,3.2,2019-H2,0,12\n"
                            "151,2020-H1,3.3,2019-H2,2,10\n"
                            "461,2018-H2,2.9,,1,30\n"
                            "461,2019-H1,3.1,,4,31\n"
                            "461,2019-H2,,,2,30\n"
                            "461,2020-H1,3.0,,1,30\n"
                            "621,2018-H2,3.4,2019-H2,2,40\n"
                            "621,2019-H1,3.6,2019-H2,2,40\n"
                            "621,2019-H2,3.0,2019-H2,2,41\n"
                            "621,2020-H1,3.1,2019-H2,3,42\n";
static const char regions[] = "kom,region\n101,a\n151,a\n461,b\n621,b\n";

static struct kom_frame *frame(const char *name, struct kom_text csv) {
    struct kom_frame *f = kom_frame_new();
    struct kom_error err;
    assert_non_null(f);
    assert_int_equal(kom_frame_parse(f, name, csv, &err), KOM_OK);
    return f;
}

static struct kom_extract *extract(const char *csv) {
    static const struct kom_reading plain = {.delimiter = ',', .decimal = '.'};
    struct kom_extract *x = kom_extract_new();
    assert_non_null(x);
    assert_int_equal(kom_extract_open_memory(x, "rows", kom_text_of(csv), &plain, NULL), KOM_OK);
    return x;
}

static bool is_cell(const struct kom_frame *f, size_t row, const char *name, struct kom_text t) {
    int column;
    assert_int_equal(kom_frame_need(f, name, &column, NULL), KOM_OK);
    return kom_text_equal(kom_frame_cell(f, row, column), t);
}

static void same_text(const struct kom_frame *f, size_t row, const char *name, const char *want) {
    assert_true(is_cell(f, row, name, kom_text_of(want)));
}

/* Digits of a cell: 12, or all where the estimate is exact. */
static void same(const struct kom_frame *f, size_t row, const char *name, double x) {
    char computed[32], exact[32];
    struct kom_text a = {computed, kom_num_significant(computed, x, 12)},
                    b = {exact, kom_num_shortest(exact, x)};
    assert_true(is_cell(f, row, name, a) || is_cell(f, row, name, b));
}

static void same_count(const struct kom_frame *f, size_t row, const char *name, int64_t n) {
    same(f, row, name, n < 0 ? KOM_NAN : (double)n);
}

static void same_test(const struct kom_frame *f, size_t row, const struct kom_test *test) {
    same(f, row, "estimate", test->estimate);
    same(f, row, "std_error", test->std_error);
    same(f, row, "conf_low", test->conf_low);
    same(f, row, "conf_high", test->conf_high);
    same(f, row, "statistic", test->statistic);
    same(f, row, "df", test->df);
    same(f, row, "p_value", test->p_value);
}

/* ---- sums ---- */

static void sums(void **state) {
    static const char *const by[] = {"region"}, *const values[] = {"value"},
                             *const stats[] = {"n", "missing", "sum", "max"};
    struct kom_frame *r = frame("regions", kom_text_of(regions));
    const struct kom_beside beside = {.municipalities = r};
    const struct kom_sum_request request = {.by = by,
                                            .n_by = 1,
                                            .values = values,
                                            .n_values = 1,
                                            .stats = stats,
                                            .n_stats = 4,
                                            .n_threads = 3};
    struct kom_extract *x = extract(panel);
    struct kom_buf out = {0}, notes = {0};
    struct kom_error err;
    (void)state;
    assert_int_equal(kom_sum_csv(x, &request, &beside, &out, &notes, &err), KOM_OK);
    assert_true(kom_text_is(kom_buf_view(&out), "region,measure,n,missing,sum,max\n"
                                                "a,value,8,0,30,4.1\n"
                                                "b,value,7,1,22.1,3.6\n"));
    assert_int_equal(notes.n, 0);
    assert_string_equal(kom_sum_reason_text(0), "no_group");
    assert_null(kom_sum_reason_text(99));
    kom_buf_fini(&out);
    kom_buf_fini(&notes);
    kom_extract_free(x);
    kom_frame_free(r);
}

static void not_summed(struct kom_sum_request request, enum kom_status want, const char *word) {
    struct kom_extract *x = extract(panel);
    struct kom_buf out = {0};
    struct kom_error err;
    assert_int_equal(kom_sum_csv(x, &request, NULL, &out, NULL, &err), want);
    assert_non_null(strstr(err.text, word));
    kom_buf_fini(&out);
    kom_extract_free(x);
}

static void sums_that_are_refused(void **state) {
    static const char *const values[] = {"value"}, *const persons[] = {"buyers"},
                             *const stats[] = {"sum"}, *const none[] = {"p150"};
    (void)state;
    not_summed((struct kom_sum_request){0}, KOM_EUSAGE, "values: name");
    not_summed((struct kom_sum_request){.values = values, .n_values = 1, .level = 0.9}, KOM_EUSAGE,
               "level");
    not_summed((struct kom_sum_request){.values = values, .n_values = 1, .ci = "exact"}, KOM_EUSAGE,
               "ci: has no use for figures");
    not_summed(
        (struct kom_sum_request){.values = values, .n_values = 1, .stats = none, .n_stats = 1},
        KOM_EUSAGE, "p150");
    not_summed((struct kom_sum_request){.count = "buyers"}, KOM_EUSAGE, "count: needs of");
    not_summed((struct kom_sum_request){.count = "buyers", .of = "recipients", .ci = "normal"},
               KOM_EUSAGE, "normal");
    not_summed((struct kom_sum_request){.count = "buyers", .of = "recipients"}, KOM_EDATA,
               "does not add");
    not_summed(
        (struct kom_sum_request){.values = persons, .n_values = 1, .stats = stats, .n_stats = 1},
        KOM_EDATA, "buyers");
}

/* ---- before and after ---- */

static const char *const values[] = {"value"}, *const by_kom[] = {"kom"};

static struct kom_diff_request at_2019h2(void) {
    return (struct kom_diff_request){.by = by_kom,
                                     .n_by = 1,
                                     .values = values,
                                     .n_values = 1,
                                     .sides = KOM_DIFF_AT,
                                     .at = kom_day_of((struct kom_ymd){2019, 7, 1})};
}

static void before_and_after(void **state) {
    const struct kom_diff_request request = at_2019h2();
    struct kom_frame *f = frame("panel", kom_text_of(panel));
    struct kom_diff_result *result;
    struct kom_error err;
    struct kom_buf csv = {0};
    size_t n;
    (void)state;
    assert_int_equal(kom_diff_open(&result, f, &request, NULL, &err), KOM_OK);
    assert_int_equal(kom_diff_csv(result, &csv, &err), KOM_OK);
    const struct kom_diff_estimate *row = kom_diff_rows(result, &n);
    struct kom_frame *written = frame("rows", kom_buf_view(&csv));
    assert_int_equal(n, kom_frame_n_rows(written));
    assert_int_equal(n, 5); /* 151 has the step beside its slope, too */
    for (size_t i = 0; i < n; i++) {
        assert_true(is_cell(written, i, "kom", row[i].by[0]));
        same_text(written, i, "measure", row[i].measure);
        same_text(written, i, "term", row[i].term);
        same_text(written, i, "method", row[i].method);
        same_text(written, i, "warning", row[i].warning);
        same_text(written, i, "scale", row[i].scale);
        same_count(written, i, "n", row[i].n);
        same_test(written, i, &row[i].test);
        same_count(written, i, "n_before", row[i].before.n);
        same(written, i, "mean_after", row[i].after.mean);
        same(written, i, "sd_before", row[i].before.sd);
    }
    kom_frame_free(written);
    kom_buf_fini(&csv);
    /* by hand, and by another door */
    const struct kom_test welch = kom_welch((struct kom_sample){2, 3.75, sqrt(0.005)},
                                            (struct kom_sample){2, 3.25, sqrt(0.005)}, 0.95);
    kom_assert_digits(row[1].test.estimate, -0.5, 15);
    kom_assert_digits(row[1].test.p_value, welch.p_value, 12);
    kom_assert_digits(row[1].test.conf_low, welch.conf_low, 12);
    assert_int_equal(kom_diff_row_reason(result, 10), KOM_DIFF_MISSING);
    assert_int_equal(kom_diff_row_reason(result, 9), KOM_DIFF_USED);
    assert_int_equal(kom_diff_unmatched(result).n, 0);
    kom_diff_close(result);
    kom_frame_free(f);
}

static void not_compared(struct kom_diff_request request, enum kom_status want, const char *word) {
    struct kom_frame *f = frame("panel", kom_text_of(panel));
    struct kom_diff_result *result;
    struct kom_error err;
    assert_int_equal(kom_diff_open(&result, f, &request, NULL, &err), want);
    assert_non_null(strstr(err.text, word));
    assert_true(want == KOM_EESTIMATE ? result != NULL : result == NULL);
    kom_diff_close(result);
    kom_frame_free(f);
}

static void comparisons_that_are_refused(void **state) {
    struct kom_diff_request request = at_2019h2();
    (void)state;
    request.level = 1;
    not_compared(request, KOM_EUSAGE, "level");
    request = at_2019h2();
    request.skip = -1;
    not_compared(request, KOM_EUSAGE, "skip");
    request = at_2019h2();
    request.sides = KOM_DIFF_PARTICIPATION;
    not_compared(request, KOM_EUSAGE, "participation");
    request.sides = KOM_DIFF_PHASE;
    not_compared(request, KOM_EUSAGE, "phase");
    request = at_2019h2();
    request.n_values = 0;
    request.count = "buyers";
    request.of = "recipients";
    not_compared(request, KOM_EDATA, "recipients");
    request = at_2019h2();
    request.at = kom_day_of((struct kom_ymd){2000, 1, 1});
    not_compared(request, KOM_EESTIMATE, "");
}

/* ---- differences in differences ---- */

static void treated_and_control(void **state) {
    const struct kom_did_request request = {
        .values = values, .n_values = 1, .treated = "start", .draws = 99};
    struct kom_frame *f = frame("panel", kom_text_of(panel));
    struct kom_did_result *result;
    struct kom_error err;
    struct kom_buf csv = {0};
    size_t n;
    (void)state;
    assert_int_equal(kom_did_open(&result, f, &request, NULL, &err), KOM_OK);
    assert_int_equal(kom_did_csv(result, &csv, &err), KOM_OK);
    const struct kom_did_estimate *row = kom_did_rows(result, &n);
    struct kom_frame *written = frame("rows", kom_buf_view(&csv));
    assert_true(n > 0);
    assert_int_equal(n, kom_frame_n_rows(written));
    for (size_t i = 0; i < n; i++) {
        same_text(written, i, "measure", row[i].measure);
        same_text(written, i, "term", row[i].term);
        same_text(written, i, "method", row[i].method);
        same_text(written, i, "warning", row[i].warning);
        same_text(written, i, "cohort", row[i].cohort);
        same_count(written, i, "n", row[i].n);
        same_test(written, i, &row[i].test);
        same(written, i, "p_permutation", row[i].p_permutation);
        same_count(written, i, "n_treated", row[i].n_treated);
        same_count(written, i, "n_control", row[i].n_control);
    }
    assert_true(row[0].is_enumerated);
    assert_int_equal(row[0].n_treated, 2);
    assert_int_equal(kom_did_row_reason(result, 10), KOM_DID_MISSING);
    assert_int_equal(kom_did_unmatched(result).n, 0);
    kom_frame_free(written);
    kom_buf_fini(&csv);
    kom_did_close(result);
    kom_frame_free(f);
}

static void the_design_table(void **state) {
    const struct kom_did_request request = {
        .values = values, .n_values = 1, .treated = "start", .wants_design = true};
    struct kom_frame *f = frame("panel", kom_text_of(panel));
    struct kom_did_result *result;
    struct kom_error err;
    struct kom_buf csv = {0};
    (void)state;
    assert_int_equal(kom_did_open(&result, f, &request, NULL, &err), KOM_OK);
    assert_int_equal(kom_did_csv(result, &csv, &err), KOM_OK);
    struct kom_frame *written = frame("rows", kom_buf_view(&csv));
    same_text(written, 0, "cohort", "2019-H2");
    same_text(written, 1, "cohort", "never");
    kom_frame_free(written);
    kom_buf_fini(&csv);
    kom_did_close(result);
    kom_frame_free(f);
}

static void designs_that_are_refused(void **state) {
    const struct kom_did_request bad[] = {
        {.values = values, .n_values = 1, .treated = "start", .level = 2},
        {.values = values, .n_values = 1, .treated = "start", .draws = -1},
        {.values = values, .n_values = 1, .treated = "start", .n_cluster = 3},
        {.values = values, .n_values = 1},
    };
    struct kom_frame *f = frame("panel", kom_text_of(panel));
    struct kom_did_result *result;
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(kom_did_open(&result, f, &bad[i], NULL, NULL), KOM_EUSAGE);
        assert_null(result);
    }
    kom_frame_free(f);
}

/* ---- memory ---- */

static enum kom_status all_three(struct kom_frame *f, struct kom_extract *x) {
    const struct kom_diff_request diff = at_2019h2();
    const struct kom_did_request did = {.values = values, .n_values = 1, .treated = "start"};
    const struct kom_sum_request sum = {.values = values, .n_values = 1};
    struct kom_diff_result *a = NULL;
    struct kom_did_result *b = NULL;
    struct kom_buf out = {0};
    enum kom_status status = kom_diff_open(&a, f, &diff, NULL, NULL);
    status = status ? status : kom_did_open(&b, f, &did, NULL, NULL);
    status = status ? status : kom_sum_csv(x, &sum, NULL, &out, NULL, NULL);
    kom_buf_fini(&out);
    kom_diff_close(a);
    kom_did_close(b);
    return status;
}

static void memory_may_run_out_anywhere(void **state) {
    struct kom_frame *f = frame("panel", kom_text_of(panel));
    enum kom_status status = KOM_ENOMEM;
    (void)state;
    for (uint64_t n = 1; status == KOM_ENOMEM && n < 5000; n++) {
        struct kom_extract *x = extract(panel);
        kom_mem_fail_after(n);
        status = all_three(f, x);
        kom_mem_fail_after(0);
        kom_extract_free(x);
    }
    assert_int_equal(status, KOM_OK);
    kom_frame_free(f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums),
        cmocka_unit_test(sums_that_are_refused),
        cmocka_unit_test(before_and_after),
        cmocka_unit_test(comparisons_that_are_refused),
        cmocka_unit_test(treated_and_control),
        cmocka_unit_test(the_design_table),
        cmocka_unit_test(designs_that_are_refused),
        cmocka_unit_test(memory_may_run_out_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
