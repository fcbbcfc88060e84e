/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys and taken days of kom-check against a day-by-day count. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "check/key.h"
#include "check/work.h"

static void keys_apart(void **state) {
    (void)state;
    struct kom_buf a = {0}, b = {0};
    kom_check_key_add(&a, kom_text_of("ab"));
    kom_check_key_add(&a, kom_text_of("c"));
    kom_check_key_add(&b, kom_text_of("a"));
    kom_check_key_add(&b, kom_text_of("bc"));
    assert_false(kom_text_equal(kom_buf_view(&a), kom_buf_view(&b)));
    struct kom_text key = kom_buf_view(&b), cell;
    assert_true(kom_check_key_next(&key, &cell) && kom_text_is(cell, "a"));
    assert_true(kom_check_key_next(&key, &cell) && kom_text_is(cell, "bc"));
    assert_false(kom_check_key_next(&key, &cell));
    kom_buf_fini(&a);
    kom_buf_fini(&b);
}

enum { DAYS = 60 };

/* Random spans; each day remembers the first span that took it. */
static void taken_days(void **state) {
    (void)state;
    uint32_t x = 2019;
    for (int round = 0; round < 500; round++) {
        struct kom_check_spans spans = {0};
        uint64_t owner[DAYS] = {0};
        for (uint64_t line = 1; line <= 25; line++) {
            x = x * 1664525u + 1013904223u;
            int32_t first = (int32_t)(x >> 16) % DAYS, length = (int32_t)(x >> 8) % 9;
            int32_t last = first + length < DAYS ? first + length : DAYS - 1;
            uint64_t expected = 0;
            for (int32_t d = last; d >= first; d--) {
                expected = owner[d] ? owner[d] : expected;
                owner[d] = owner[d] ? owner[d] : line;
            }
            struct kom_check_span taken = {0};
            bool failed = false;
            bool found = kom_check_spans_take(&spans, (struct kom_check_span){first, last, 0, line},
                                              &taken, &failed);
            assert_false(failed);
            assert_int_equal(found, expected != 0);
            assert_int_equal(found ? taken.line : 0, expected);
        }
        for (size_t i = 1; i < spans.n; i++)
            assert_true(spans.span[i - 1].last < spans.span[i].first);
        kom_free(spans.span);
    }
}

/* One odd byte at every place of texts of every length. */
static void plain_bytes(void **state) {
    (void)state;
    static const char odd[] = {'\0', '\t', '\n', '\x1f', (char)0x80, (char)0xC3, (char)0xFF};
    char text[20];
    for (size_t n = 0; n <= sizeof text; n++) {
        for (size_t i = 0; i < n; i++)
            text[i] = i % 2 ? ' ' : '~';
        assert_true(kom_check_is_plain((struct kom_text){text, n}));
        for (size_t i = 0; i < n; i++) {
            for (size_t k = 0; k < sizeof odd; k++) {
                char was = text[i];
                text[i] = odd[k];
                assert_false(kom_check_is_plain((struct kom_text){text, n}));
                text[i] = was;
            }
        }
    }
}

/* Codes in three or four digits; what is no code stays. */
static void codes(void **state) {
    (void)state;
    char room[4];
    assert_true(kom_text_is(kom_check_code(kom_text_of("0101"), 3, room), "101"));
    assert_true(kom_text_is(kom_check_code(kom_text_of(" 101 "), 4, room), "0101"));
    assert_true(kom_text_is(kom_check_code(kom_text_of("7"), 3, room), "007"));
    assert_true(kom_text_is(kom_check_code(kom_text_of("0101"), 0, room), "0101"));
    assert_true(kom_text_is(kom_check_code(kom_text_of("1101"), 3, room), "1101"));
    assert_true(kom_text_is(kom_check_code(kom_text_of("DK1"), 4, room), "DK1"));
    assert_true(kom_text_is(kom_check_code(kom_text_of("084101"), 3, room), "084101"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_apart),
        cmocka_unit_test(taken_days),
        cmocka_unit_test(plain_bytes),
        cmocka_unit_test(codes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
