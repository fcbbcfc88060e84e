/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Uptake by the public header: each row is the row that kom_uptake_csv writes, which is that of the
   tool; what is blank there is nothing here; what would not be used is refused. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kom/uptake.h"
#include "mem.h"
#include "num.h"

static const char offerings[] = "kom,service,start,end\n"
                                "151,clean,2019-07-01,\n"
                                "461,clean,2019-09-01,2019-12-31\n"
                                "306,clean,2019-07-01,\n";
static const char participation[] = "kom,planned,start,reports_from,reports_to\n"
                                    "151,yes,2019-07-01,2019-01-01,2019-12-31\n"
                                    "461,yes,2019-09-01,2019-01-01,2019-12-31\n"
                                    "306,yes,2019-07-01,2019-01-01,2019-08-31\n"
                                    "101,yes,,,\n";
static const char recipients[] = "person,kom,start,end\n"
                                 "P1,151,2018-03-01,\n"
                                 "P2,151,2019-01-15,2019-10-31\n"
                                 "P3,306,2019-02-01,\n"
                                 "P4,461,2017-05-01,\n";
static const char sales[] = "kom,person,service,date,amount,status\n"
                            "151,P1,clean,2019-07-04,540.25,delivered\n"
                            "151,P2,clean,2019-09-12,0.1,\n"
                            "151,P2,clean,2019-09-13,0.2,\n"
                            "151,P1,clean,2019-09-14,7,cancelled\n"
                            "461,P4,clean,2019-09-20,360,\n"
                            "461,P4,clean,2019-08-20,1,\n";

static struct kom_frame *frame(const char *name, const char *csv) {
    struct kom_frame *f = kom_frame_new();
    struct kom_error err;
    assert_non_null(f);
    assert_int_equal(kom_frame_parse(f, name, kom_text_of(csv), &err), KOM_OK);
    return f;
}

static const struct kom_reading plain = {.delimiter = ',', .decimal = '.'};

static struct kom_extract *extract(const char *name, const char *csv) {
    struct kom_extract *x = kom_extract_new();
    struct kom_error err;
    assert_non_null(x);
    assert_int_equal(kom_extract_open_memory(x, name, kom_text_of(csv), &plain, &err), KOM_OK);
    return x;
}

/* ---- a row against its line of the CSV ---- */

static struct kom_text cell(const struct kom_frame *f, size_t row, const char *name) {
    int column;
    assert_int_equal(kom_frame_need(f, name, &column, NULL), KOM_OK);
    return kom_frame_cell(f, row, column);
}

/* A number that is written with `digits`, or all of them (0). */
static void same(const struct kom_frame *f, size_t row, const char *name, double x, int digits) {
    char text[32];
    size_t n = digits ? kom_num_significant(text, x, digits) : kom_num_shortest(text, x);
    assert_true(kom_text_equal(cell(f, row, name), (struct kom_text){text, n}));
}

static double count(int64_t n) {
    return n < 0 ? KOM_NAN : (double)n;
}

static void same_row(const struct kom_frame *f, size_t i, const struct kom_uptake_row *row) {
    assert_true(kom_text_equal(cell(f, i, "kom"), row->by[0]));
    assert_true(kom_text_equal(cell(f, i, "period"), row->period));
    assert_true(kom_text_is(cell(f, i, "state"), kom_uptake_state_text(row->state)));
    same(f, i, "recipients", row->recipients, 0);
    same(f, i, "person_days", count(row->person_days), 0);
    same(f, i, "buyers", count(row->buyers), 0);
    same(f, i, "uptake", row->uptake, 0);
    same(f, i, "conf_low", row->conf_low, 12);
    same(f, i, "conf_high", row->conf_high, 12);
    same(f, i, "sales", count(row->sales), 0);
    same(f, i, "quantity", row->quantity, 0);
    same(f, i, "amount", row->amount, 0);
    same(f, i, "days_offered", count(row->days_offered), 0);
    same(f, i, "largest_share", row->largest_share, 0);
}

/* ---- ---- */

static void check_rows(struct kom_uptake *u) {
    struct kom_buf csv = {0};
    struct kom_error err;
    const struct kom_uptake_row *row;
    size_t n = 0;
    assert_int_equal(kom_uptake_csv(u, &csv, &err), KOM_OK);
    kom_buf_byte(&csv, '\0');
    struct kom_frame *f = frame("rows", csv.p);
    for (;;) {
        assert_int_equal(kom_uptake_next(u, &row, &err), KOM_OK);
        if (!row)
            break;
        same_row(f, n++, row);
    }
    assert_int_equal(n, kom_frame_n_rows(f));
    assert_int_equal(n, 4 * 2);
    kom_frame_free(f);
    kom_buf_fini(&csv);
}

static void rows_are_those_of_the_tool(void **state) {
    struct kom_frame *o = frame("offerings", offerings), *p = frame("participation", participation);
    const struct kom_uptake_request request = {.period = "quarter",
                                               .from = "2019-Q3",
                                               .to = "2019-12-31",
                                               .wants_dominance = true,
                                               .offerings = o,
                                               .participation = p};
    struct kom_extract *r = extract("recipients", recipients), *s = extract("sales", sales);
    struct kom_uptake *u;
    struct kom_error err;
    (void)state;
    assert_int_equal(kom_uptake_open(&u, &request, &err), KOM_OK);
    assert_int_equal(kom_uptake_read_recipients(u, r, &err), KOM_OK);
    assert_int_equal(kom_uptake_read_sales(u, s, 3, &err), KOM_OK);
    assert_int_equal(kom_uptake_finish(u, s, &err), KOM_OK);
    assert_int_equal(kom_extract_n_read(s), 6);
    assert_int_equal(kom_extract_n_aside(s, KOM_SALE_CANCELLED), 1);
    assert_int_equal(kom_extract_n_aside(s, KOM_SALE_NOT_OFFERED), 1);
    assert_string_equal(kom_uptake_reason_text(KOM_SALE_CANCELLED), "cancelled");
    assert_null(kom_uptake_reason_text(KOM_N_SALE_REASONS));
    check_rows(u);
    kom_uptake_free(u);
    kom_extract_free(s);
    kom_extract_free(r);
    kom_frame_free(o);
    kom_frame_free(p);
}

/* The first row of sales and recipients alone. */
static void first_row(const char *csv_sales, const struct kom_uptake_request *request,
                      struct kom_uptake_row *out) {
    struct kom_extract *r = extract("recipients", recipients), *s = extract("sales", csv_sales);
    struct kom_uptake *u;
    struct kom_error err;
    const struct kom_uptake_row *row;
    assert_int_equal(kom_uptake_open(&u, request, &err), KOM_OK);
    assert_int_equal(kom_uptake_read_recipients(u, r, &err), KOM_OK);
    assert_int_equal(kom_uptake_read_sales(u, s, 0, &err), KOM_OK);
    assert_int_equal(kom_uptake_finish(u, s, &err), KOM_OK);
    assert_int_equal(kom_uptake_next(u, &row, &err), KOM_OK);
    assert_non_null(row);
    *out = *row;
    kom_uptake_free(u);
    kom_extract_free(s);
    kom_extract_free(r);
}

/* No by-columns is another thing than the default. */
static void a_list_of_none_means_no_columns(void **state) {
    static const char *const none[] = {NULL};
    const struct kom_uptake_request request = {.by = none};
    struct kom_uptake_row row;
    (void)state;
    first_row("kom,person,service,date\n151,P1,clean,2019-07-04\n", &request, &row);
    assert_true(fabs(row.recipients - 4) < 0.5);
    assert_int_equal(row.buyers, 1);
    assert_true(isnan(row.amount));
    assert_int_equal(row.days_offered, -1);
    assert_true(isnan(row.largest_share));
}

static void refused(const struct kom_uptake_request *request, const char *word) {
    struct kom_uptake *u;
    struct kom_error err;
    enum kom_status status = kom_uptake_open(&u, request, &err);
    struct kom_extract *s = extract("sales", sales);
    if (status)
        assert_null(u);
    else
        status = kom_uptake_read_sales(u, s, 1, &err);
    assert_int_equal(status, KOM_EUSAGE);
    assert_non_null(strstr(err.text, word));
    kom_extract_free(s);
    kom_uptake_free(u);
}

static void what_has_no_use_is_refused(void **state) {
    (void)state;
    refused(&(struct kom_uptake_request){.level = 0.9}, "--level: has no use");
    refused(&(struct kom_uptake_request){.ci = "wilson"}, "--ci: has no use");
    refused(&(struct kom_uptake_request){.kind = "during"}, "--kind");
    refused(&(struct kom_uptake_request){.level = -1}, "--level: lies between");
    refused(&(struct kom_uptake_request){.level = (double)NAN}, "--level: lies between");
    refused(&(struct kom_uptake_request){.from = "yesterday"}, "--from");
    refused(&(struct kom_uptake_request){.period = "fortnight"}, "--period");
}

/* Wherever memory runs out, that is what is said, and nothing leaks (under asan). */
static void memory_may_run_out_anywhere(void **state) {
    enum kom_status status = KOM_ENOMEM;
    (void)state;
    for (uint64_t n = 1; status == KOM_ENOMEM && n < 5000; n++) {
        const struct kom_uptake_request request = {.period = "month"};
        struct kom_extract *r = extract("recipients", recipients), *s = extract("sales", sales);
        const struct kom_uptake_row *row = NULL;
        struct kom_uptake *u;
        kom_mem_fail_after(n);
        status = kom_uptake_open(&u, &request, NULL);
        status = status ? status : kom_uptake_read_recipients(u, r, NULL);
        status = status ? status : kom_uptake_read_sales(u, s, 1, NULL);
        status = status ? status : kom_uptake_finish(u, s, NULL);
        status = status ? status : kom_uptake_next(u, &row, NULL);
        kom_mem_fail_after(0);
        assert_true(status == KOM_ENOMEM || row);
        kom_uptake_free(u);
        kom_extract_free(s);
        kom_extract_free(r);
    }
    assert_int_equal(status, KOM_OK);
}

/* A file by its name alone; what fails leaves nothing behind, memory that ran out too. */
static void by_name(void **state) {
    (void)state;
    struct kom_extract *x;
    struct kom_error err;
    int column;
    char path[4096];
    const char *root = getenv("SOURCE_DIR");
    (void)snprintf(path, sizeof path, "%s/data/sample/sales.csv.gz", root ? root : ".");
    assert_int_equal(kom_extract_file(&x, "sales", "no/such/file.csv", &err), KOM_EIO);
    assert_null(x);
    assert_non_null(strstr(err.text, "no/such/file.csv"));
    enum kom_status status = KOM_ENOMEM;
    for (uint64_t fails = 1; status == KOM_ENOMEM && fails < 500; fails++) {
        kom_mem_fail_after(fails);
        status = kom_extract_file(&x, "sales", path, &err);
        kom_mem_fail_after(0);
        assert_true(status ? !x : x != NULL);
    }
    assert_int_equal(status, KOM_OK);
    assert_int_equal(kom_extract_need(x, "kom", KOM_KIND_TEXT, &column, &err), KOM_OK);
    kom_extract_free(x);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_those_of_the_tool),
        cmocka_unit_test(a_list_of_none_means_no_columns),
        cmocka_unit_test(what_has_no_use_is_refused),
        cmocka_unit_test(memory_may_run_out_anywhere),
        cmocka_unit_test(by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
