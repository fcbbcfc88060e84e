/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CPR numbers: shape, day, check digit; the search with vectors beside its plain twin. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cpr_scan.h"
#include "scan.h"
#include "texts.h"

static enum kom_cpr what(const char *text) {
    struct kom_cpr_hit hit = {0, false, KOM_CPR_NONE};
    size_t from = 0;
    return kom_cpr_next(kom_text_of(text), &from, &hit) ? hit.what : KOM_CPR_NONE;
}

/* Made-up numbers; modulus 11 of the first of each pair was computed by hand. */
static void judges(void **state) {
    (void)state;
    assert_int_equal(what("070761-4285"), KOM_CPR_RIGHT); /* the example of CPR-kontoret */
    assert_int_equal(what("0707614285"), KOM_CPR_RIGHT);
    assert_int_equal(what("070761-4286"), KOM_CPR_LIKE);
    assert_int_equal(what("290200-0000"), KOM_CPR_NONE); /* 1900 was no leap year ... */
    assert_int_equal(what("290200-4000"), KOM_CPR_LIKE); /* ... 2000 was */
    assert_int_equal(what("310499-0000"), KOM_CPR_NONE);
    assert_int_equal(what("321299-1234"), KOM_CPR_NONE);
    assert_int_equal(what("011399-1234"), KOM_CPR_NONE);
    assert_int_equal(what("000199-1234"), KOM_CPR_NONE);
}

static void finds_the_shape(void **state) {
    (void)state;
    assert_int_equal(what("ring 070761-4285 i morgen"), KOM_CPR_RIGHT);
    assert_int_equal(what("P0707614285x"), KOM_CPR_RIGHT);
    assert_int_equal(what("10707614285"), KOM_CPR_NONE);
    assert_int_equal(what("07076142851"), KOM_CPR_NONE);
    assert_int_equal(what("1070761-4285"), KOM_CPR_NONE);
    assert_int_equal(what("070761-42851"), KOM_CPR_NONE);
    assert_int_equal(what("070761 4285"), KOM_CPR_NONE);
    assert_int_equal(what("070761--4285"), KOM_CPR_NONE);
    assert_int_equal(what("070761-"), KOM_CPR_NONE);
    assert_int_equal(what(""), KOM_CPR_NONE);
    assert_int_equal(what("1;0707614285"), KOM_CPR_RIGHT);
}

/* Pseudonyms are hashes and UUIDs, and hold ten digits by chance. */
static void passes_hashes(void **state) {
    (void)state;
    assert_int_equal(what("dc7d0601825960d7"), KOM_CPR_NONE);
    assert_int_equal(what("0707614285abcdef"), KOM_CPR_NONE);
    assert_int_equal(what("ABCDEF0707614285"), KOM_CPR_NONE);
    assert_int_equal(what("x;ab070761-4285-4abc-8def-0123456789ab;y"), KOM_CPR_NONE);
    assert_int_equal(what("550e8400-e29b-41d4-a716-ab0707614285"), KOM_CPR_NONE);
    /* Too short, no letter beside it, other letters: */
    assert_int_equal(what("abcde0707614285"), KOM_CPR_RIGHT);
    assert_int_equal(what("abcdef-0707614285"), KOM_CPR_RIGHT);
    assert_int_equal(what("0707614285-0707614285"), KOM_CPR_RIGHT);
    assert_int_equal(what("borger0707614285x"), KOM_CPR_RIGHT);
    assert_int_equal(what("fa-0707614285-0707614285"), KOM_CPR_RIGHT);
}

static void masks(void **state) {
    (void)state;
    char text[] = "\"070761-4285\" and 0707614285, 1234567890";
    kom_cpr_mask(text);
    assert_string_equal(text, "\"(hidden)\" and (hidden), 1234567890");
}

static void same_hits(struct kom_text t) {
    size_t a = 0, b = 0;
    bool more = true;
    while (more) {
        struct kom_cpr_hit x = {0, false, KOM_CPR_NONE}, y = x;
        more = kom_cpr_next(t, &a, &x);
        assert_int_equal(kom_cpr_scan_avx2(t, &b, &y), more);
        assert_true(!more ||
                    (x.at == y.at && x.has_hyphen == y.has_hyphen && x.what == y.what && a == b));
    }
}

static void twins(void **state) {
    (void)state;
    static const char *const pieces[] = {"070761-4285", "0707614285", "070761",      "-",
                                         "7",           "1234",       ";",           "2019-03-01",
                                         "\n",          "abc",        "010170-1234", "12345"};
    uint64_t seed = 7;
    if (!kom_scan_has_avx2())
        skip();
    for (int i = 0; i < 20000; i++) {
        struct kom_buf buf = {0};
        for (uint32_t n = texts_draw(&seed, 40); n > 0; n--)
            kom_buf_str(&buf, pieces[texts_draw(&seed, sizeof pieces / sizeof pieces[0])]);
        same_hits(kom_buf_view(&buf));
        kom_buf_fini(&buf);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(judges),        cmocka_unit_test(finds_the_shape),
        cmocka_unit_test(passes_hashes), cmocka_unit_test(masks),
        cmocka_unit_test(twins),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
