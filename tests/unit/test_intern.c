/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts by number, where two of them have one hash. */
#include "intern.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* As if: the table is asked for a text with another's key. */
static void one_hash_is_not_one_text(void **state) {
    const struct kom_text own = kom_text_of("a text that is longer"),
                          other = kom_text_of("another of its length"),
                          first = kom_text_of("one that comes before");
    struct kom_intern t = {.n = 0};
    (void)state;
    assert_int_equal(kom_intern_add(&t, first), 0);
    const uint64_t key = kom_text_key(own, t.seed);
    assert_int_equal(kom_intern_add_key(&t, key, own), 1);
    assert_int_equal(kom_intern_find_key(&t, key, other), KOM_NO_ID);
    assert_int_equal(kom_intern_add_key(&t, key, other), 2);
    assert_int_equal(kom_intern_find_key(&t, key, other), 2);
    assert_int_equal(kom_intern_find_key(&t, key, own), 1);
    kom_intern_fini(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_hash_is_not_one_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
