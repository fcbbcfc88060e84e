/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days, ISO weeks and periods: every day of two centuries against a calendar that only counts, and
 * against Python's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "days.h"
#include "rows.h"

/* A calendar that knows nothing but how to go to the next day. */
struct calendar {
    int year, month, day, weekday; /* Monday is 0 */
    int iso_year, week;
    int32_t number;
};

static const struct kom_day_form iso_form = {.shape = KOM_DAY_ISO};

static int length_of(int year, int month) {
    if (month == 2)
        return year % 400 == 0 || (year % 4 == 0 && year % 100 != 0) ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/* On a Monday the week is the first of its year when 4 January is in it: from 29 December to 4
 * January. */
static void next_day(struct calendar *c) {
    c->number++;
    c->weekday = (c->weekday + 1) % 7;
    if (++c->day > length_of(c->year, c->month)) {
        c->day = 1;
        c->month = c->month % 12 + 1;
        c->year += c->month == 1;
    }
    if (c->weekday)
        return;
    c->week++;
    if ((c->month == 12 && c->day >= 29) || (c->month == 1 && c->day <= 4)) {
        c->week = 1;
        c->iso_year++;
    }
}

static void assert_label(enum kom_period_kind kind, int32_t day, const char *expected) {
    char label[16];
    struct kom_period p = kom_period_of(kind, day), back;
    size_t n = kom_period_format(label, p);
    if (!kom_text_is((struct kom_text){label, n}, expected))
        fail_msg("day %d: \"%.*s\", not \"%s\"", day, (int)n, label, expected);
    assert_true(kom_period_parse((struct kom_text){label, n}, &back));
    assert_true(back.kind == kind && back.number == p.number);
    assert_true(kom_period_first(p) <= day && day <= kom_period_last(p));
    assert_true(kom_period_of(kind, kom_period_first(p)).number == p.number);
    assert_true(kom_period_of(kind, kom_period_last(p)).number == p.number);
    assert_true(kom_period_of(kind, kom_period_last(p) + 1).number == p.number + 1);
}

static void check_day(const struct calendar *c) {
    char text[32], expected[32];
    int32_t day;
    struct kom_ymd ymd = kom_day_ymd(c->number);
    assert_true(ymd.year == c->year && ymd.month == c->month && ymd.day == c->day);
    assert_int_equal(kom_day_of(ymd), c->number);
    (void)snprintf(expected, sizeof expected, "%04d-%02d-%02d", c->year, c->month, c->day);
    assert_int_equal(kom_day_format(text, c->number), 10);
    assert_memory_equal(text, expected, 10);
    assert_true(kom_day_parse(kom_text_of(expected), iso_form, &day) && day == c->number);
    assert_label(KOM_PERIOD_DAY, c->number, expected);
    (void)snprintf(expected, sizeof expected, "%04d-W%02d", c->iso_year, c->week);
    assert_label(KOM_PERIOD_WEEK, c->number, expected);
    (void)snprintf(expected, sizeof expected, "%04d-%02d", c->year, c->month);
    assert_label(KOM_PERIOD_MONTH, c->number, expected);
    (void)snprintf(expected, sizeof expected, "%04d-Q%d", c->year, (c->month + 2) / 3);
    assert_label(KOM_PERIOD_QUARTER, c->number, expected);
    (void)snprintf(expected, sizeof expected, "%04d-H%d", c->year, c->month > 6 ? 2 : 1);
    assert_label(KOM_PERIOD_HALF, c->number, expected);
    (void)snprintf(expected, sizeof expected, "%04d", c->year);
    assert_label(KOM_PERIOD_YEAR, c->number, expected);
}

/* From Monday 1 January 1900, day -25567, to the end of 2100. */
static void every_day(void **state) {
    (void)state;
    struct calendar c = {1900, 1, 1, 0, 1900, 1, -25567};
    for (; c.year <= 2100; next_day(&c))
        check_day(&c);
    assert_int_equal(c.number, 47847);
}

static void python_agrees(void **state) {
    (void)state;
    struct rows rows = rows_open("years.txt");
    while (rows_next(&rows, 205)) {
        int year = rows_int(rows.cell[0]), weeks = rows_int(rows.cell[5]);
        int32_t first = kom_day_of((struct kom_ymd){year, 1, 1}),
                last = kom_day_of((struct kom_ymd){year, 12, 31});
        char label[16];
        struct kom_period p;
        assert_int_equal(first, rows_int(rows.cell[1]));
        assert_int_equal(last, rows_int(rows.cell[2]));
        for (int end = 0; end < 2 && year > 1; end++) { /* the week before the year 1 has no name */
            size_t n = kom_period_format(label, kom_period_of(KOM_PERIOD_WEEK, end ? last : first));
            assert_true(kom_text_equal((struct kom_text){label, n}, rows.cell[3 + end]));
        }
        (void)snprintf(label, sizeof label, "%04d-W53", year);
        assert_int_equal(kom_period_parse(kom_text_of(label), &p), weeks == 53);
    }
}

/* Each form beside the day it stands for, and texts that no form but the named ones takes. */
static void forms_of_people(void **state) {
    (void)state;
    static const struct {
        const char *form, *text, *iso; /* NULL: no day */
        int16_t century;
    } cases[] = {
        {"dmy", "01.02.2019", "2019-02-01", 0},
        {"dmy", "1/2/2019", "2019-02-01", 0},
        {"dmy", "1-2-19", "2019-02-01", 1930},
        {"dmy", "1-2-30", "1930-02-01", 1930},
        {"dmy", "1-2-29", "2029-02-01", 1930},
        {"dmy", "1-2-19", NULL, 0},
        {"dmy", "01022019", "2019-02-01", 0},
        {"dmy", "1022019", NULL, 0},
        {"dmy", "1.2-2019", NULL, 0},
        {"dmy", "001.2.2019", NULL, 0},
        {"dmy", "29.2.2019", NULL, 0},
        {"mdy", "2/1/2019", "2019-02-01", 0},
        {"mdy", "13/1/2019", NULL, 0},
        {"mdy", "02012019", "2019-02-01", 0},
        {"ymd", "2019/2/1", "2019-02-01", 0},
        {"ymd", "20190201", "2019-02-01", 0},
        {"ymd", "19-2-1", "2019-02-01", 1930},
        {"iso", "20190201", "2019-02-01", 0},
        {"iso", "2019-02-01T00:00:00", "2019-02-01", 0},
        {"iso", "2019-02-01 00:00:00.000", "2019-02-01", 0},
        {"iso", "2019-02-01 00:00", "2019-02-01", 0},
        {"iso", "2019-02-01 00:00:01", NULL, 0},
        {"iso", "2019-02-01 0:00", NULL, 0},
        {"iso+time", "2019-02-01 23:59:59.9", "2019-02-01", 0},
        {"iso+time", "2019-02-01 23:60", NULL, 0},
        {"iso+time", "2019-02-01x23:59", NULL, 0},
        {"dmy", "1.2.2019 00:00", "2019-02-01", 0},
        {"dmy+time", "1.2.2019 13:45", "2019-02-01", 0},
        {"ddmmyyyy", "01022019", "2019-02-01", 0},
        {"ddmmyyyy", "01.02.2019", NULL, 0},
        {"excel", "1", "1900-01-01", 0},
        {"excel", "59", "1900-02-28", 0},
        {"excel", "60", NULL, 0}, /* the 29 February 1900 that Excel has */
        {"excel", "61", "1900-03-01", 0},
        {"excel", "43497", "2019-02-01", 0},
        {"excel", "43497,000", "2019-02-01", 0},
        {"excel", "43497.5", NULL, 0},
        {"excel+time", "43497.5", "2019-02-01", 0},
        {"excel", "0", NULL, 0},
        {"excel", "-5", NULL, 0},
        {"sas", "21581", "2019-02-01", 0},
        {"date9", "01FEB2019", "2019-02-01", 0},
        {"date9", "1oct2019", "2019-10-01", 0},
        {"date9", "01MAJ2019", "2019-05-01", 0},
        {"date9", "01FEB19", "2019-02-01", 1930},
        {"date9", "01FEB2019:00:00:00", "2019-02-01", 0},
        {"date9+time", "01FEB2019:13:00:00", "2019-02-01", 0},
        {"date9", "01FEBR2019", NULL, 0},
        {"statbank", "2020M03D21", "2020-03-21", 0},
        {"statbank", "2020-03-21", NULL, 0},
        {"words", "1. februar 2019", "2019-02-01", 0},
        {"words", "den 1. februar 2019", "2019-02-01", 0},
        {"words", "1 Feb 2019", "2019-02-01", 0},
        {"words", "February 1, 2019", "2019-02-01", 0},
        {"words", "21. maj 2019", "2019-05-21", 0},
        {"words", "21 okt. 2019", "2019-10-21", 0},
        {"words", "1. febr 2019", NULL, 0},
        {"words", "1. 2. 2019", NULL, 0},
        {"words", "februar 2019", NULL, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct kom_day_form form;
        int32_t day;
        char out[10];
        assert_true(kom_day_form_parse(kom_text_of(cases[i].form), &form));
        form.century = cases[i].century;
        bool ok = kom_day_parse(kom_text_of(cases[i].text), form, &day);
        (void)(ok && kom_day_format(out, day));
        if (ok != (cases[i].iso != NULL) || (ok && memcmp(out, cases[i].iso, 10) != 0))
            fail_msg("%s as %s", cases[i].text, cases[i].form);
    }
    struct kom_day_form form;
    assert_false(kom_day_form_parse(kom_text_of("dym"), &form));
    assert_false(kom_day_form_parse(kom_text_of("+time"), &form));
    int32_t day;
    assert_true(kom_day_parse(kom_text_of("2020M03D21"), iso_form, &day)); /* everywhere */
    assert_false(kom_day_parse(kom_text_of("20190201"), iso_form, &day));  /* only when told */
}

static void assert_day(const char *text, enum kom_day_shape shape, const char *iso) {
    int32_t day;
    char out[10];
    struct kom_day_form form = {.shape = shape};
    if (!kom_day_parse(kom_text_of(text), form, &day)) {
        if (iso)
            fail_msg("\"%s\" was not read", text);
        return;
    }
    (void)kom_day_format(out, day);
    if (!iso || memcmp(out, iso, 10) != 0)
        fail_msg("\"%s\" was read as %.10s", text, out);
}

static void forms(void **state) {
    (void)state;
    assert_day("2019-04-30", KOM_DAY_ISO, "2019-04-30");
    assert_day("0001-01-01", KOM_DAY_ISO, "0001-01-01");
    assert_day("9999-12-31", KOM_DAY_ISO, "9999-12-31");
    assert_day("30-04-2019", KOM_DAY_DMY, "2019-04-30");
    assert_day("30/04/2019", KOM_DAY_DMY, "2019-04-30");
    assert_day("30.04.2019", KOM_DAY_DMY, "2019-04-30");
    assert_day("30042019", KOM_DAY_COMPACT, "2019-04-30");
    assert_day("0", KOM_DAY_SAS, "1960-01-01");
    assert_day("-1", KOM_DAY_SAS, "1959-12-31");
    assert_day("21669", KOM_DAY_SAS, "2019-04-30");
    assert_day("2936549", KOM_DAY_SAS, "9999-12-31");
    assert_day("-715509", KOM_DAY_SAS, "0001-01-01");
}

static void no_days(void **state) {
    (void)state;
    static const struct {
        const char *text;
        enum kom_day_shape form;
    } wrong[] = {
        {"", KOM_DAY_ISO},           {"2019-4-30", KOM_DAY_ISO},   {"2019-02-29", KOM_DAY_ISO},
        {"1900-02-29", KOM_DAY_ISO}, {"2019-13-01", KOM_DAY_ISO},  {"2019-00-10", KOM_DAY_ISO},
        {"2019-04-31", KOM_DAY_ISO}, {"2019-04-00", KOM_DAY_ISO},  {"0000-01-01", KOM_DAY_ISO},
        {"30-04-2019", KOM_DAY_ISO}, {"2019/04/30", KOM_DAY_ISO},  {"2019-04-30 ", KOM_DAY_ISO},
        {"30-04/2019", KOM_DAY_DMY}, {"2019-04-30", KOM_DAY_DMY},  {"04-30-2019", KOM_DAY_DMY},
        {"30-04-19", KOM_DAY_DMY},   {"3004201", KOM_DAY_COMPACT}, {"20190430", KOM_DAY_COMPACT},
        {"", KOM_DAY_SAS},           {"-", KOM_DAY_SAS},           {"2936550", KOM_DAY_SAS},
        {"-715510", KOM_DAY_SAS},    {"9999999", KOM_DAY_SAS},     {"12.5", KOM_DAY_SAS},
        {"21669 ", KOM_DAY_SAS},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_day(wrong[i].text, wrong[i].form, NULL);
}

static void assert_period(const char *text, const char *canonical) {
    struct kom_period p;
    char label[16];
    bool ok = kom_period_parse(kom_text_of(text), &p);
    if (ok != (canonical != NULL))
        fail_msg("\"%s\": read %d", text, ok);
    if (ok && !kom_text_is((struct kom_text){label, kom_period_format(label, p)}, canonical))
        fail_msg("\"%s\" is not %s", text, canonical ? canonical : "a period");
}

static void statbank_forms(void **state) {
    (void)state;
    static const char *const pairs[][2] = {
        {"2019", "2019"},         {"2019K2", "2019-Q2"},    {"2021Q2", "2021-Q2"},
        {"2019M04", "2019-04"},   {"2019H1", "2019-H1"},    {"2004U27", "2004-W27"},
        {"2019-H2", "2019-H2"},   {"2019-Q4", "2019-Q4"},   {"2019-04", "2019-04"},
        {"2019-W05", "2019-W05"}, {"2020-W53", "2020-W53"}, {"2019-04-30", "2019-04-30"},
        {"2019W05", "2019-W05"},  {"2019-K1", "2019-Q1"},   {"2019-M12", "2019-12"},
    };
    static const char *const wrong[] = {
        "",        "201",     "20190",    "2019K5",  "2019K0",     "2019H3",   "2019M13",
        "2019M4",  "2019M00", "2019-13",  "2019-4",  "2019-",      "2019W53",  "2019U54",
        "2019U00", "2019W5",  "0000",     "2019k2",  "2019-02-30", "2019/04",  "19-04",
        "2019K12", "K22019",  "2019-04-", "2019--4", "201904",     "20190430", "total"};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        assert_period(pairs[i][0], pairs[i][1]);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_period(wrong[i], NULL);
}

static void assert_shift(const char *from, int32_t n, char unit, const char *to) {
    int32_t day;
    char out[10];
    assert_true(kom_day_parse(kom_text_of(from), iso_form, &day));
    (void)kom_day_format(out, kom_day_shift(day, n, unit));
    if (memcmp(out, to, 10) != 0)
        fail_msg("%s %+d%c is %.10s, not %s", from, n, unit, out, to);
}

static void shifts(void **state) {
    (void)state;
    assert_shift("2019-04-30", 1, 'd', "2019-05-01");
    assert_shift("2019-04-30", -2, 'w', "2019-04-16");
    assert_shift("2019-01-31", 1, 'm', "2019-02-28");
    assert_shift("2020-01-31", 1, 'm', "2020-02-29");
    assert_shift("2019-03-31", -1, 'm', "2019-02-28");
    assert_shift("2019-01-15", -13, 'm', "2017-12-15");
    assert_shift("2020-02-29", 1, 'y', "2021-02-28");
    assert_shift("2020-02-29", -4, 'y', "2016-02-29");
    assert_shift("2019-12-01", 12, 'm', "2020-12-01");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day), cmocka_unit_test(python_agrees),
        cmocka_unit_test(forms),     cmocka_unit_test(forms_of_people),
        cmocka_unit_test(no_days),   cmocka_unit_test(statbank_forms),
        cmocka_unit_test(shifts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
