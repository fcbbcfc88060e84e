/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts by number: one at a time and many at once, kept or borrowed, with what hangs on them. */
#include "intern.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

enum { N = 5000, LONGEST = 40 };

static char text[2 * N][LONGEST + 1];

/* Texts of all lengths, packed into their keys or hashed; the first N are put into the table. */
static struct kom_text text_of(size_t i) {
    const size_t n = i % LONGEST;
    (void)snprintf(text[i], sizeof text[i], "%zu%.*s", i, (int)n,
                   i % 3 ? "aBc-dEf7gHiJkLmNoPqRsTuVwXyZ0123456789" : ".:.:.:.:.:.:.:.:.:.:");
    return kom_text_of(text[i]);
}

static void fill(struct kom_intern *t) {
    assert_int_equal(kom_intern_begin(t), KOM_OK);
    for (uint32_t i = 0; i < N; i++) {
        const struct kom_text own = text_of(i);
        const uint64_t key = kom_text_key(own, t->seed);
        assert_int_equal(
            i % 2 ? kom_intern_add_lasting(t, key, own) : kom_intern_add_key(t, key, own), i);
        assert_int_equal(kom_intern_add_lasting(t, key, own), i);
    }
}

static void lasting_texts_are_not_copied(void **state) {
    struct kom_intern t = {.n = 0};
    (void)state;
    fill(&t);
    for (uint32_t i = 0; i < N; i++)
        assert_int_equal(t.text[i].p == text[i], i % 2);
    kom_intern_fini(&t);
}

/* Every second text asked for is there. */
static void many_at_once_are_found_as_each_alone(void **state) {
    static struct kom_text asked[2 * N];
    static uint64_t key[2 * N];
    static struct kom_intern_found found[2 * N];
    static uint32_t mark[N];
    struct kom_intern t = {.n = 0};
    (void)state;
    fill(&t);
    for (uint32_t i = 0; i < N; i++)
        mark[i] = 7 * i;
    kom_intern_mark(&t, mark);
    for (size_t i = 0; i < 2 * N; i++) {
        asked[i] = text_of(i % 2 ? i / 2 : N + i / 2);
        key[i] = kom_text_key(asked[i], t.seed);
        kom_intern_prefetch(&t, key[i]);
    }
    kom_intern_glance(&t, key, 2 * N, found);
    kom_intern_settle(&t, key, asked, 2 * N, found);
    for (size_t i = 0; i < 2 * N; i++) {
        assert_int_equal(found[i].number, kom_intern_find(&t, asked[i]));
        assert_int_equal(found[i].number, i % 2 ? i / 2 : KOM_NO_ID);
        if (i % 2)
            assert_int_equal(found[i].mark, 7 * (i / 2));
    }
    kom_intern_fini(&t);
}

/* Two texts of one hash, as if: the table is asked for a text with another's key. */
static void one_hash_is_not_one_text(void **state) {
    const struct kom_text own = kom_text_of("a text that is longer"),
                          other = kom_text_of("another of its length");
    struct kom_intern t = {.n = 0};
    struct kom_intern_found found[2];
    (void)state;
    assert_int_equal(kom_intern_begin(&t), KOM_OK);
    const uint64_t key = kom_text_key(own, t.seed), keys[] = {key, key};
    const struct kom_text both[] = {other, own};
    assert_int_equal(kom_intern_add_key(&t, key, own), 0);
    kom_intern_glance(&t, keys, 1, found);
    kom_intern_settle(&t, keys, both, 1, found);
    assert_int_equal(found[0].number, KOM_NO_ID);
    assert_int_equal(kom_intern_add_key(&t, key, other), 1);
    kom_intern_glance(&t, keys, 2, found);
    kom_intern_settle(&t, keys, both, 2, found);
    assert_int_equal(found[0].number, 1);
    assert_int_equal(found[1].number, 0);
    kom_intern_fini(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lasting_texts_are_not_copied),
        cmocka_unit_test(many_at_once_are_found_as_each_alone),
        cmocka_unit_test(one_hash_is_not_one_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
