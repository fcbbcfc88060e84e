/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Normal form C, blanks that cannot be seen, and how messages show them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unicode.h"

static void settles(const char *from, const char *to) {
    struct kom_buf out = {0};
    assert_int_equal(kom_unicode_settle(&out, kom_text_of(from)), KOM_OK);
    kom_buf_byte(&out, '\0');
    assert_string_equal(out.p, to);
    kom_buf_fini(&out);
}

/* Pairs of the Unicode Character Database, NormalizationTest.txt, version 15, and the letters that
 * macOS decomposes in Danish names. */
static void composes(void **state) {
    (void)state;
    settles("A\xcc\x8arhus", "\xc3\x85rhus");
    settles("omra\xcc\x8a"
            "de",
            "omr\xc3\xa5"
            "de");
    settles("\xe2\x84\xab", "\xc3\x85");                  /* U+212B ANGSTROM SIGN */
    settles("\xe2\x84\xa6", "\xce\xa9");                  /* U+2126 OHM SIGN */
    settles("D\xcc\xa3\xcc\x87", "\xe1\xb8\x8c\xcc\x87"); /* U+1E0C U+0307 */
    settles("\xe1\x84\x80\xe1\x85\xa1", "\xea\xb0\x80");  /* hangul */
    settles("\xc3\x86r\xc3\xb8", "\xc3\x86r\xc3\xb8");
    settles("", "");
}

static void trims_what_cannot_be_seen(void **state) {
    (void)state;
    settles("\xe2\x80\x8bkom\xc2\xa0", "kom");
    settles("\xef\xbb\xbf\xc2\xad"
            "a b\xe2\x80\xaf",
            "a b");
    settles("a\xc2\xa0"
            "b",
            "a\xc2\xa0"
            "b");              /* inside it belongs to the text */
    settles(" kom ", " kom "); /* seen blanks are the caller's */
    settles("\xc2\xa0\xe2\x80\x8b", "");
    struct kom_text t = kom_unicode_trim(kom_text_of(" \xc2\xa0 kom\t\xe2\x80\x8b"));
    assert_true(kom_text_is(t, "kom"));
}

static void leaves_what_is_no_text(void **state) {
    (void)state;
    settles("a\xff\xe2\x80", "a\xff\xe2\x80");
}

static void knows_plain_texts(void **state) {
    (void)state;
    assert_true(kom_unicode_is_plain(kom_text_of("R\xc3\xb8"
                                                 "dovre 1.250,00")));
    assert_true(kom_unicode_is_plain(kom_text_of("\xc5\x81\xc3\xb3"
                                                 "d\xc5\xba")));
    assert_false(kom_unicode_is_plain(kom_text_of("1\xc2\xa0"
                                                  "000")));
    assert_false(kom_unicode_is_plain(kom_text_of("a\xcc\x8a")));
    assert_false(kom_unicode_is_plain(kom_text_of("\xe2\x80\x8b")));
    assert_false(kom_unicode_is_plain(kom_text_of("\x80")));
}

static void shows(const char *from, const char *to, size_t size) {
    char out[64];
    kom_unicode_show(out, size, from);
    assert_string_equal(out, to);
}

static void messages_hide_nothing(void **state) {
    (void)state;
    shows("a\xe2\x80\x8b"
          "b\xc2\xa0",
          "a<U+200B>b<U+00A0>", 64);
    shows("\x1b[31m\x7f", "?[31m?", 64);
    shows("\xc2\x9b"
          "31m",
          "?31m", 64); /* the eight-bit CSI */
    shows("\xff", "?", 64);
    shows("\xc3\xa6\xc3\xb8", "\xc3\xa6", 4); /* cut at a whole letter */
    struct kom_error err;
    assert_int_equal(kom_fail(&err, KOM_EDATA, "\"%s\"", "\xe2\x80\x8bkom"), KOM_EDATA);
    assert_string_equal(err.text, "\"<U+200B>kom\"");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(composes),
        cmocka_unit_test(trims_what_cannot_be_seen),
        cmocka_unit_test(leaves_what_is_no_text),
        cmocka_unit_test(knows_plain_texts),
        cmocka_unit_test(messages_hide_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
