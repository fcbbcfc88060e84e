/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells as numbers, days and periods, however they are written, and what messages say of others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cell.h"

static const struct kom_cell_form danish = {.number = {',', '.'}, .heading = {"timer", 5}};

static void is_number(struct kom_cell_form form, const char *text, const char *expected) {
    struct kom_num v;
    struct kom_buf out = {0};
    if (kom_cell_number(&form, kom_text_of(text), &v) != KOM_CELL_VALUE)
        fail_msg("\"%s\" is no number", text);
    kom_cell_number_text(&form, kom_text_of(text), &out);
    kom_buf_byte(&out, '\0');
    assert_string_equal(out.p, expected);
    struct kom_num back;
    assert_true(kom_num_parse(kom_text_of(out.p), (struct kom_num_form){'.', '\0'}, &back));
    assert_int_equal(kom_num_compare(&v, &back), 0);
    kom_buf_fini(&out);
}

static void is_cell(struct kom_cell_form form, const char *text, enum kom_cell expected) {
    struct kom_num v;
    if (kom_cell_number(&form, kom_text_of(text), &v) != expected)
        fail_msg("\"%s\" is another cell than %d", text, (int)expected);
}

static void plain_numbers(void **state) {
    (void)state;
    is_number(danish, " 1.234,50 ", "1234.50"); /* the digits stay */
    is_number(danish, "-0,10", "-0.10");
    is_number(danish, "007", "007");
    is_cell(danish, "", KOM_CELL_MISSING);
    is_cell(danish, " \t", KOM_CELL_MISSING);
    is_cell(danish, " .. ", KOM_CELL_MISSING);
    is_cell(danish, ".", KOM_CELL_IMPOSSIBLE);
    is_cell(danish, "-", KOM_CELL_BAD);
    is_cell(danish, "NA", KOM_CELL_BAD);
    is_cell(danish, "...", KOM_CELL_BAD);
    struct kom_cell_form statbank = danish;
    statbank.nil_is_zero = true;
    is_number(statbank, "-", "0");
}

static void listed_texts(void **state) {
    (void)state;
    const struct kom_text missing[] = {{"999", 3}, {"x", 1}, {"1900-01-01", 10}};
    struct kom_cell_form form = danish;
    form.missing = missing;
    form.n_missing = 3;
    form.lists_digits = true;
    int32_t day;
    is_cell(form, "999", KOM_CELL_MISSING);
    is_cell(form, "x", KOM_CELL_MISSING);
    is_cell(form, "998", KOM_CELL_VALUE);
    assert_int_equal(kom_cell_day(&form, kom_text_of("1900-01-01"), &day), KOM_CELL_MISSING);
    assert_true(day == KOM_DAY_NONE);
}

static void thousands_of_several_bytes(void **state) {
    (void)state;
    static const struct {
        char mark;
        const char *text;
    } cases[] = {
        {KOM_MARK_NBSP, "1\xc2\xa0"
                        "234,50"},
        {KOM_MARK_NNBSP, "1\xe2\x80\xaf"
                         "234,50"},
        {KOM_MARK_THIN, "1\xe2\x80\x89"
                        "234,50"},
        {KOM_MARK_APOSTROPHE, "1'234,50"},
        {KOM_MARK_APOSTROPHE, "1\xe2\x80\x99"
                              "234,50"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct kom_cell_form form = {.number = {',', cases[i].mark}};
        is_number(form, cases[i].text, "1234.50");
        is_number(form, "12,5", "12.5");
        assert_int_equal(kom_mark_parse(kom_mark_word(cases[i].mark)), cases[i].mark);
        form.number.thousands = cases[i].mark == KOM_MARK_THIN ? KOM_MARK_NBSP : KOM_MARK_THIN;
        is_cell(form, cases[i].text, KOM_CELL_BAD);
    }
    const struct kom_cell_form nbsp = {.number = {',', KOM_MARK_NBSP}};
    is_cell(nbsp,
            "1\xc2\xa0"
            "23,50",
            KOM_CELL_BAD); /* groups have three digits */
    is_cell(nbsp,
            "12\xc2\xa0"
            "1234",
            KOM_CELL_BAD);
    assert_int_equal(kom_mark_parse("dot"), '\0');
}

static void minus_signs(void **state) {
    (void)state;
    struct kom_cell_form form = danish;
    is_number(form,
              "\xe2\x88\x92"
              "50,00",
              "-50.00"); /* U+2212 needs no option */
    is_cell(form, "50,00-", KOM_CELL_BAD);
    is_cell(form, "(50,00)", KOM_CELL_BAD);
    form.negative = KOM_NEGATIVE_TRAILING | KOM_NEGATIVE_PARENTHESES;
    is_number(form, "1.234,50-", "-1234.50");
    is_number(form, "1.234,50 \xe2\x88\x92", "-1234.50");
    is_number(form, "(200,00)", "-200.00");
    is_number(form, "( 200,00 )", "-200.00");
    is_number(form, "7", "7");
    is_cell(form, "-5-", KOM_CELL_BAD);
    is_cell(form, "(-5)", KOM_CELL_BAD);
    is_cell(form, "(5", KOM_CELL_BAD);
    is_cell(form, "()", KOM_CELL_BAD);
    is_cell(form, "-", KOM_CELL_BAD);
    is_cell(form,
            "\xe2\x88\x92\xe2\x88\x92"
            "5",
            KOM_CELL_BAD);
}

static void suffixes(void **state) {
    (void)state;
    struct kom_cell_form form = danish;
    form.suffix = kom_text_of("kr.");
    form.negative = KOM_NEGATIVE_TRAILING | KOM_NEGATIVE_PARENTHESES;
    is_number(form, "1.250,00 kr.", "1250.00");
    is_number(form, "5kr.", "5");
    is_number(form, "(12,50) kr.", "-12.50");
    is_number(form, "(12,50 kr.)", "-12.50");
    is_number(form, "12,50- kr.", "-12.50");
    is_number(form, "-12,50 kr.", "-12.50");
    is_cell(form, "12,50", KOM_CELL_BAD); /* perhaps another unit */
    is_cell(form, "12,50 EUR", KOM_CELL_BAD);
    is_cell(form, "", KOM_CELL_MISSING);
    is_cell(form, "kr.", KOM_CELL_BAD);
}

static void day_cells(void **state) {
    (void)state;
    const struct kom_cell_form iso = {.heading = {"dato", 4}};
    int32_t day;
    assert_int_equal(kom_cell_day(&iso, kom_text_of(" 1970-01-02 "), &day), KOM_CELL_VALUE);
    assert_int_equal(day, 1);
    assert_int_equal(kom_cell_day(&iso, kom_text_of("9999-12-31"), &day), KOM_CELL_VALUE);
    assert_true(day == KOM_DAY_OPEN);
    assert_int_equal(kom_cell_day(&iso, kom_text_of("9999-01-01"), &day), KOM_CELL_VALUE);
    assert_true(day == KOM_DAY_OPEN);
    assert_int_equal(kom_cell_day(&iso, kom_text_of("9998-12-31"), &day), KOM_CELL_VALUE);
    assert_true(day != KOM_DAY_OPEN);
    assert_int_equal(kom_cell_day(&iso, kom_text_of(""), &day), KOM_CELL_MISSING);
    assert_true(day == KOM_DAY_NONE);
    assert_int_equal(kom_cell_day(&iso, kom_text_of("01-02-1970"), &day), KOM_CELL_BAD);
}

/* ---- messages ---- */

static void says(const struct kom_buf *out, const char *expected) {
    if (!out->p || strcmp(out->p, expected) != 0)
        fail_msg("%s\nis not: %s", out->p ? out->p : "", expected);
}

static void number_says(struct kom_cell_form form, const char *text, const char *expected) {
    struct kom_buf out = {0};
    kom_cell_explain_number(&form, kom_text_of(text), &out);
    kom_buf_byte(&out, '\0');
    says(&out, expected);
    kom_buf_fini(&out);
}

static void what_helps_a_number(void **state) {
    (void)state;
    const struct kom_cell_form comma = {.number = {',', '\0'}, .heading = {"timer", 5}},
                               point = {.number = {'.', '\0'},
                                        .heading = {"bel\xc3\xb8"
                                                    "b i alt",
                                                    12}};
    number_says(comma, "12.5", "\"12.5\" is no number with a decimal comma; use --decimal .");
    number_says(comma, "1.234",
                "\"1.234\" is no number with a decimal comma; use --thousands . if the "
                "mark parts thousands, --decimal . if decimals");
    number_says(comma, "1.234,5",
                "\"1.234,5\" is no number without a thousands mark; use --thousands .");
    number_says(point, "1,234.5",
                "\"1,234.5\" is no number without a thousands mark; use --thousands ,");
    number_says(point, "1.234,5",
                "\"1.234,5\" is no number with a decimal point; use --decimal , "
                "--thousands .");
    number_says(comma,
                "1\xc2\xa0"
                "234,5",
                "\"1\xc2\xa0"
                "234,5\" is no number without a thousands mark; "
                "use --thousands nbsp");
    number_says(comma, "1 234",
                "\"1 234\" is no number without a thousands mark; use --thousands ' '");
    number_says(comma, "12,5-", "\"12,5-\" is no number; use --negative trailing");
    number_says(comma, "(1.200,00)",
                "\"(1.200,00)\" is no number without a thousands mark; use "
                "--thousands . --negative parentheses");
    number_says(
        comma, "12,5 kr.",
        "\"12,5 kr.\" is no number; use --suffix timer=kr. if every cell ends so; else correct it");
    number_says(point, "5 %",
                "\"5 %\" is no number; use --suffix 'bel\xc3\xb8"
                "b i alt=%' if every cell ends so; else correct it");
    number_says(comma, "ten",
                "\"ten\" is no number; correct it, or use --missing ten if it means missing");
    struct kom_cell_form side = comma, hidden = comma;
    side.side = "prices";
    number_says(side, "12.5",
                "\"12.5\" is no number with a decimal comma; turn the table first, with "
                "kom-read --decimal .");
    number_says(side, "ten",
                "\"ten\" is no number; correct it, or turn the table first, with kom-read "
                "--missing ten if it means missing");
    hidden.is_hidden = true;
    number_says(
        hidden, "0101701234x", /* what stands behind the digits is hidden, too */
        "\"(hidden)\" is no number; correct it, or use --missing TEXT for a text that means "
        "missing");
    number_says(hidden, "ten",
                "\"(hidden)\" is no number; correct it, or use --missing TEXT for a text "
                "that means missing");
}

static void day_says(struct kom_cell_form form, const char *text, const char *expected) {
    struct kom_buf out = {0};
    kom_cell_explain_day(&form, kom_text_of(text), &out);
    kom_buf_byte(&out, '\0');
    says(&out, expected);
    kom_buf_fini(&out);
}

static void what_helps_a_day(void **state) {
    (void)state;
    struct kom_cell_form form = {.heading = {"dato", 4}};
    day_says(form, "31-12-2019",
             "\"31-12-2019\" is no day written as YYYY-MM-DD; use --day dato=dmy");
    day_says(form, "01-02-2019",
             "\"01-02-2019\" is no day written as YYYY-MM-DD; use --day dato=dmy or "
             "--day dato=mdy");
    day_says(form, "31-12-19",
             "\"31-12-19\" is no day written as YYYY-MM-DD; use --day dato=dmy "
             "--century 1930 or --day dato=ymd --century 1930");
    day_says(form, "43497", "\"43497\" is no day written as YYYY-MM-DD; use --day dato=excel");
    day_says(form, "2019-02-01T12:30",
             "\"2019-02-01T12:30\" is no day written as YYYY-MM-DD; use --day "
             "dato=ymd+time");
    form.day.shape = KOM_DAY_DMY;
    day_says(form, "31/31/2019",
             "\"31/31/2019\" is no day written as day, month, year; correct it: no "
             "other form of --day reads it either (mdy, ymd, ddmmyyyy, excel, sas, "
             "date9, statbank, words)");
    form.side = "offerings";
    form.heading = kom_text_of("start");
    day_says(form, "2019-02-01",
             "\"2019-02-01\" is no day written as day, month, year; use --day "
             "offerings:start=ymd");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_numbers),
        cmocka_unit_test(listed_texts),
        cmocka_unit_test(thousands_of_several_bytes),
        cmocka_unit_test(minus_signs),
        cmocka_unit_test(suffixes),
        cmocka_unit_test(day_cells),
        cmocka_unit_test(what_helps_a_number),
        cmocka_unit_test(what_helps_a_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
