/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns asked for in a row: the first failure stays, and nothing is found after it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "ask.h"

#include <cmocka.h>

static void load(struct kom_frame *f, const char *csv) {
    struct kom_error err;
    *f = (struct kom_frame){0};
    assert_int_equal(kom_frame_parse(f, "table", kom_text_of(csv), &err), KOM_OK);
}

static void first_failure_stays(void **state) {
    (void)state;
    struct kom_frame f;
    struct kom_error err;
    int kom, nothing, missing, later, optional;
    load(&f, "kom,value\n101,1\n");
    struct kom_ask ask = {&f, &err, KOM_OK};
    kom_ask_need(&ask, "kom", &kom);
    kom_ask_named(&ask, NULL, &nothing);
    kom_ask_find(&ask, "person", &optional);
    assert_int_equal(ask.status, KOM_OK);
    assert_int_equal(kom, 0);
    assert_int_equal(nothing, KOM_NO_COLUMN);
    assert_int_equal(optional, KOM_NO_COLUMN);
    kom_ask_need(&ask, "treated", &missing);
    assert_int_equal(ask.status, KOM_EDATA);
    kom_ask_need(&ask, "weight", &nothing);
    kom_ask_need(&ask, "value", &later);
    assert_int_equal(later, KOM_NO_COLUMN);
    assert_non_null(strstr(err.text, "treated"));
    kom_frame_fini(&f);
}

static void time_is_period_else_date(void **state) {
    (void)state;
    struct kom_frame f;
    struct kom_error err;
    int time;
    load(&f, "date,period,month\n2019-01-01,2019,1\n");
    struct kom_ask ask = {&f, &err, KOM_OK};
    kom_ask_time(&ask, NULL, true, &time);
    assert_int_equal(time, 1);
    kom_ask_time(&ask, "date", true, &time);
    assert_int_equal(time, 0);
    kom_frame_fini(&f);
    load(&f, "date,value\n2019-01-01,1\n");
    kom_ask_time(&ask, NULL, true, &time);
    assert_int_equal(time, 0);
    kom_frame_fini(&f);
    load(&f, "kom,value\n101,1\n");
    kom_ask_time(&ask, NULL, false, &time);
    assert_int_equal(ask.status, KOM_OK);
    assert_int_equal(time, KOM_NO_COLUMN);
    kom_ask_time(&ask, NULL, true, &time);
    assert_int_equal(ask.status, KOM_EDATA);
    assert_non_null(strstr(err.text, "period"));
    kom_frame_fini(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_failure_stays),
        cmocka_unit_test(time_is_period_else_date),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
