/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The official list: the bytes of data/municipalities.csv, and who is there on which day, from each
 * of its rows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "days.h"
#include "official.h"

static void read_file(struct kom_buf *bytes) {
    char block[4096];
    FILE *f = fopen("data/municipalities.csv", "rb");
    assert_non_null(f);
    for (size_t n; (n = fread(block, 1, sizeof block, f)) > 0;)
        kom_buf_add(bytes, block, n);
    assert_int_equal(fclose(f), 0);
    kom_buf_byte(bytes, '\0');
}

static void is_the_file(void **state) {
    (void)state;
    struct kom_buf file = {0}, table = {0};
    read_file(&file);
    kom_official_table(&table, KOM_DAY_NONE);
    kom_buf_byte(&table, '\0');
    assert_string_equal(table.p, file.p);
    kom_buf_fini(&file);
    kom_buf_fini(&table);
}

/* Municipalities, Christiansø not among them, on a day. */
static int count_on(int32_t year, int32_t month, int32_t day) {
    struct kom_buf table = {0};
    int n = -2;
    kom_official_table(&table, kom_day_of((struct kom_ymd){year, month, day}));
    for (size_t i = 0; i < table.n; i++)
        n += table.p[i] == '\n';
    kom_buf_fini(&table);
    return n;
}

/* Statistics Denmark, "Amter og kommuner", versions 1970 to 2006, and 98 since. */
static void numbers_of_municipalities(void **state) {
    (void)state;
    assert_int_equal(count_on(1975, 1, 1), 275);
    assert_int_equal(count_on(2002, 12, 31), 275);
    assert_int_equal(count_on(2003, 1, 1), 271);
    assert_int_equal(count_on(2005, 12, 31), 271);
    assert_int_equal(count_on(2006, 1, 1), 270);
    assert_int_equal(count_on(2006, 12, 31), 270);
    assert_int_equal(count_on(2007, 1, 1), 98);
    assert_int_equal(count_on(1970, 3, 31), 0);
}

static int32_t day_of(const char *text, int32_t blank) {
    int32_t day = blank;
    if (*text)
        assert_true(
            kom_day_parse(kom_text_of(text), (struct kom_day_form){.shape = KOM_DAY_ISO}, &day));
    return day;
}

/* Each code on the days around each row's ends, against a walk through the file. */
struct spell {
    char code[4];
    int32_t from, to;
};

static bool is_there(const struct spell *s, size_t n, const char *code, int32_t day) {
    bool found = false;
    for (size_t i = 0; i < n; i++)
        found |= strcmp(s[i].code, code) == 0 && s[i].from <= day && day <= s[i].to;
    return found;
}

static void every_code_on_every_border(void **state) {
    (void)state;
    struct kom_buf file = {0};
    static struct spell s[400];
    size_t n = 0;
    read_file(&file);
    for (char *line = strchr(file.p, '\n') + 1; *line; line = strchr(line, '\n') + 1) {
        char from[11] = "", to[11] = "";
        assert_true(n < 400);
        memcpy(s[n].code, line, 3);
        const char *p = strchr(strchr(line, ',') + 1, ',') + 1;
        memcpy(from, p, strcspn(p, ",") < 10 ? strcspn(p, ",") : 10);
        p = strchr(p, ',') + 1;
        memcpy(to, p, strcspn(p, ",") < 10 ? strcspn(p, ",") : 10);
        s[n].from = day_of(from, INT32_MIN + 1);
        s[n++].to = day_of(to, KOM_DAY_OPEN);
    }
    assert_int_equal(n, 343);
    const int32_t days[] = {
        day_of("1970-03-31", 0), day_of("1970-04-01", 0), day_of("2002-12-31", 0),
        day_of("2003-01-01", 0), day_of("2005-12-31", 0), day_of("2006-01-01", 0),
        day_of("2006-12-31", 0), day_of("2007-01-01", 0), day_of("2026-01-01", 0)};
    for (int c = 0; c < 1000; c++) {
        char code[16], padded[16];
        bool ever = false;
        (void)snprintf(code, sizeof code, "%03d", c);
        (void)snprintf(padded, sizeof padded, "0%03d", c);
        for (size_t i = 0; i < n; i++)
            ever |= strcmp(s[i].code, code) == 0;
        assert_int_equal(kom_official_holds(kom_text_of(code), KOM_DAY_NONE, KOM_DAY_NONE), ever);
        for (size_t d = 0; d < sizeof days / sizeof days[0]; d++) {
            const bool there = is_there(s, n, code, days[d]);
            assert_int_equal(kom_official_holds(kom_text_of(code), days[d], days[d]), there);
            assert_int_equal(kom_official_holds(kom_text_of(padded), days[d], days[d]), there);
        }
    }
    kom_buf_fini(&file);
}

static void told(const char *code, const char *expected) {
    struct kom_buf text = {0};
    kom_official_tell(&text, kom_text_of(code));
    kom_buf_byte(&text, '\0');
    assert_string_equal(text.p, expected);
    kom_buf_fini(&text);
}

static void who_had_a_code(void **state) {
    (void)state;
    told("0601", "601 (Br\xc3\xa6"
                 "dstrup) was one to 2006-12-31, and became part of 615, 746");
    told("401", "401 (Allinge-Gudhjem) was one to 2002-12-31, and became part of 400");
    told("190", "190 (Fures\xc3\xb8) is one from 2007-01-01 on");
    told("400", "400 (Bornholm) is one from 2003-01-01 on");
    told("615", "615 (Horsens) is one from 2007-01-01 on; 615 (Horsens) was one to 2006-12-31, and "
                "became part of 615");
    told("999", "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_the_file),
        cmocka_unit_test(numbers_of_municipalities),
        cmocka_unit_test(every_code_on_every_border),
        cmocka_unit_test(who_had_a_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
