/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names and headings: folding, aliases, and which of two headings is meant. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "vocab.h"

static void assert_fold(const char *name, const char *folded) {
    struct kom_buf buf = {0};
    kom_name_fold(&buf, kom_text_of(name));
    if (!kom_text_is(kom_buf_view(&buf), folded))
        fail_msg("%s became %.*s", name, (int)buf.n, buf.p);
    kom_buf_fini(&buf);
}

static void folding(void **state) {
    (void)state;
    assert_fold("OMR\xc3\x85"
                "DE",
                "omraade");
    assert_fold("\xc3\xa6\xc3\xb8\xc3\xa5\xc3\x86\xc3\x98\xc3\x85", "aeoeaaaeoeaa");
    assert_fold("\xc3", "\xc3");
    assert_fold("\xc3\xa9", "\xc3\xa9"); /* another letter stays */
    assert_fold("K_1 x", "k_1 x");
    assert_true(kom_name_alike(kom_text_of("Bel\xc3\xb8"
                                           "b"),
                               kom_text_of("BELOEB")));
    assert_false(kom_name_alike(kom_text_of("amount"), kom_text_of("amounts")));
}

static void words(void **state) {
    (void)state;
    static const char *const pairs[][2] = {
        {"kom", "kom"},
        {"Kommunekode", "kom"},
        {"omr\xc3\xa5"
         "de",
         "kom"},
        {"borger", "person"},
        {"DATO", "date"},
        {"Bel\xc3\xb8"
         "b",
         "amount"},
        {"Tid", "period"},
        {"leverand\xc3\xb8rtype", "provider"},
        {"INDHOLD", "value"},
        {"kpr", NULL},
        {"", NULL},
        {"kommunekode,komkode", NULL},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        const struct kom_word *word = kom_word_find(kom_text_of(pairs[i][0]));
        assert_int_equal(word != NULL, pairs[i][1] != NULL);
        if (word)
            assert_string_equal(word->name, pairs[i][1]);
    }
    assert_null(kom_word_canonical(kom_text_of("dato")));
    assert_true(kom_word_find(kom_text_of("amount"))->adds == KOM_ADDS_ROWS);
    assert_true(kom_word_find(kom_text_of("buyers"))->adds == KOM_ADDS_NOTHING);
}

/* The headings end with NULL; -2 stands for a refusal. */
static int find(const char *const *headings, const char *name, struct kom_error *err) {
    struct kom_text list[8];
    size_t n = 0;
    int column;
    while (headings[n]) {
        list[n] = kom_text_of(headings[n]);
        n++;
    }
    if (kom_heading_find(list, n, kom_text_of(name), (struct kom_header_at){"x.csv", NULL, 1},
                         &column, err)) {
        assert_int_equal(err->status, KOM_EDATA);
        return -2;
    }
    return column;
}

#define HEADINGS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void headings(void **state) {
    (void)state;
    struct kom_error err;
    assert_int_equal(find(HEADINGS("a", "kom"), "kom", &err), 1);
    assert_int_equal(find(HEADINGS("a", "KOM"), "kom", &err), 1);
    assert_int_equal(find(HEADINGS("a", "Kommunekode"), "kom", &err), 1);
    assert_int_equal(find(HEADINGS("a", "b"), "kom", &err), -1);
    assert_int_equal(find(HEADINGS("komkode", "kom"), "kom", &err),
                     1); /* the canonical name wins */
    assert_int_equal(find(HEADINGS("kom", "Komkode"), "komkode", &err),
                     1); /* as it stands, then folded */
    assert_int_equal(find(HEADINGS("kommune", "kommunekode"), "kom", &err), 1);
    assert_int_equal(find(HEADINGS("kommunekode", "kommune"), "kom", &err), 0);
    assert_int_equal(find(HEADINGS("borger", "pnr"), "person", &err), -2);
    assert_non_null(strstr(err.text, "\"borger\" and \"pnr\" both mean person"));
    assert_int_equal(find(HEADINGS("aar", "maaned"), "period", &err), -2);
    assert_non_null(strstr(err.text, "make one period together"));
    assert_int_equal(find(HEADINGS("kommunekode", "komnr", "kommune"), "kom", &err), -2);
}

static void near_misses(void **state) {
    (void)state;
    struct kom_text list[] = {kom_text_of("ammount"), kom_text_of("kom"), kom_text_of("hours")};
    struct kom_error err;
    assert_int_equal(kom_heading_missing(list, 3, kom_text_of("amount"),
                                         (struct kom_header_at){"x.csv", NULL, 1}, &err),
                     KOM_EDATA);
    assert_non_null(strstr(err.text, "x.csv: no column \"amount\"; did you mean \"ammount\""));
    assert_non_null(strstr(err.text, "--rename amount="));
    assert_int_equal(kom_heading_missing(list, 3, kom_text_of("zzz"),
                                         (struct kom_header_at){"x.csv", NULL, 1}, &err),
                     KOM_EDATA);
    assert_null(strstr(err.text, "did you mean"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folding),
        cmocka_unit_test(words),
        cmocka_unit_test(headings),
        cmocka_unit_test(near_misses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
