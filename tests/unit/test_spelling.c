/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Codes that are the same but for how they are spelt, and names of municipalities. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "places.h"
#include "spelling.h"

static void folds(const char *code, const char *want) {
    struct kom_buf out = {0};
    kom_spelling_fold(&out, kom_text_of(code));
    kom_buf_byte(&out, '\0');
    assert_string_equal(out.p, want);
    kom_buf_fini(&out);
}

static void codes_are_folded(void **state) {
    (void)state;
    folds("", "");
    folds("Reng\xC3\xB8ring", "rengoering");
    folds("RENG\xC3\x98RING", "rengoering");
    folds(" \xC3\x86gte  hj\xC3\xA6lp\t", "aegtehjaelp");
    folds("A\xCC\x8Arhus", "aarhus"); /* a ring of its own */
    folds("\xC3\x85rhus", "aarhus");
    folds("\xC3\x89lite", "\xC3\xA9lite");
    folds("E\xCC\x81lan", "\xC3\xA9lan");
    folds("ren\xE2\x80\x8Bgoering\xC2\xA0", "rengoering");
    folds("0101", "101");
    folds("000", "0");
    folds("100", "100");
    folds("p001", "p1");
    folds("p0", "p0");
    folds("p00x", "p0x");
    folds("1.05", "1.05");
    folds("0.05", "0.05");
    folds("83,08", "83,08");
    folds("2019-04", "2019-4");
    folds("\xFF\x30", "\xFF\x30"); /* no UTF-8: itself, and a padding zero is kept */
}

static bool near(const char *a, const char *b) {
    struct kom_buf x = {0}, y = {0};
    kom_spelling_fold(&x, kom_text_of(a));
    kom_spelling_fold(&y, kom_text_of(b));
    bool is_near = kom_spelling_near(kom_buf_view(&x), kom_buf_view(&y));
    assert_int_equal(is_near, kom_spelling_near(kom_buf_view(&y), kom_buf_view(&x)));
    kom_buf_fini(&x);
    kom_buf_fini(&y);
    return is_near;
}

static void a_letter_apart_is_near(void **state) {
    (void)state;
    assert_true(near("101", "0101"));
    assert_false(near("101", "102"));
    assert_false(near("10101", "10102"));
    assert_true(near("rengoering", "rengoring"));
    assert_true(near("rengoering", "rengjoering"));
    assert_true(near("rengoering", "rengoerink"));
    assert_true(near("rengoering", "srengoering"));
    assert_false(near("rengoering", "rengerong"));
    assert_false(near("rengoering", "rengoering1"));
    assert_false(near("service1", "service2"));
    assert_true(near("serviceA", "serviceb"));
    assert_true(near("abcde", "abcdx"));
    assert_false(near("abcd", "abcx")); /* four letters tell nothing */
    assert_false(near("abcd", "abcde"));
    assert_true(near("abcdef", "abcde"));
    assert_true(near("\xC3\xA9lite\xC3\xA9", "\xC3\xA9lite\xC3\xA8")); /* one sign of two bytes */
    assert_false(near("", "abcde"));
    assert_false(near("svc01a", "svc02a"));
}

static void shows(const char *code, const char *want) {
    struct kom_buf out = {0};
    kom_spelling_show(&out, kom_text_of(code));
    kom_buf_byte(&out, '\0');
    assert_string_equal(out.p, want);
    kom_buf_fini(&out);
}

static void masks(const char *code, const char *want) {
    struct kom_buf out = {0};
    kom_spelling_mask(&out, kom_text_of(code));
    kom_buf_byte(&out, '\0');
    assert_string_equal(out.p, want);
    kom_buf_fini(&out);
}

static void codes_in_messages(void **state) {
    (void)state;
    shows("101", "101");
    shows("", "\"\"");
    shows("a b", "\"a b\"");
    shows("a\xC2\xA0", "\"a<U+00A0>\"");
    shows("A\xCC\x8A", "\"A<U+030A>\"");
    shows("abcdefghijabcdefghijabcdefghijabcdefghijk",
          "\"abcdefghijabcdefghijabcdefghijabcdefghij...\"");
    masks("P-0041b \xC3\x98\xC2\xA0", "A-9999a A<U+00A0>");
}

static void names_have_codes(void **state) {
    (void)state;
    assert_string_equal(kom_place_named(kom_text_of("Ballerup"))->code, "151");
    assert_string_equal(kom_place_named(kom_text_of("HOLB\xC3\x86K"))->code, "316");
    assert_string_equal(kom_place_named(kom_text_of("Holbaek"))->code, "316");
    assert_string_equal(kom_place_named(kom_text_of("\xC3\x85rhus Kommune"))->code, "751");
    assert_string_equal(kom_place_named(kom_text_of("K\xC3\xB8"
                                                    "benhavns kommune"))
                            ->code,
                        "101");
    assert_string_equal(kom_place_named(kom_text_of("Bornholms Regionskommune"))->code, "400");
    assert_string_equal(kom_place_named(kom_text_of("Vesthimmerlands Kommune"))->code, "820");
    assert_null(kom_place_named(kom_text_of("151")));
    assert_null(kom_place_named(kom_text_of("")));
    assert_null(kom_place_named(kom_text_of("kommune")));
    assert_null(kom_place_named(kom_text_of("Ballerups"))); /* the genitive is of Kommune */
    for (int i = 0; i < KOM_PLACES; i++)
        assert_ptr_equal(kom_place_named(kom_text_of(kom_places[i].name)), &kom_places[i]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_are_folded),
        cmocka_unit_test(a_letter_apart_is_near),
        cmocka_unit_test(codes_in_messages),
        cmocka_unit_test(names_have_codes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
