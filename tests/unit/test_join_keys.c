/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys of a joined table against a plain list of texts: one at a time and many at once, in two
   words or beside, kept or borrowed. */
#include "join/keys.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "rng.h"

enum { N = 6000, LONGEST = 40 };

static char bytes[N][LONGEST];
static struct kom_text text[N];

/* Of 0 to 39 bytes, of few letters, so that many are equal, or differ in the middle alone, where
   both words of a text meet; some above ASCII. */
static void make_texts(void) {
    static const char letters[] = "01a\xc3\xa6";
    for (size_t i = 0; i < N; i++) {
        const size_t n = (size_t)kom_rng_below(11, i, 0, i % 3 ? 18 : LONGEST);
        memset(bytes[i], 'x', sizeof bytes[i]);
        for (size_t k = n / 2; k < n && k < n / 2 + 5; k++)
            bytes[i][k] = letters[kom_rng_below(11, i, k + 1, i % 5 ? 3 : 5)];
        text[i] = (struct kom_text){bytes[i], n};
    }
}

/* The first text that is the same. */
static size_t first_of(size_t i) {
    size_t k = 0;
    while (!kom_text_equal(text[k], text[i]))
        k++;
    return k;
}

/* The first half of the texts; says how many are distinct. Notes are numbers of first comings. */
static uint32_t fill(struct kom_join_keys *keys, size_t most, uint32_t *note) {
    uint32_t n = 0;
    for (size_t i = 0; i < N / 2; i++) {
        const size_t first = first_of(i);
        struct kom_text own = text[i];
        assert_int_equal(kom_join_keys_reserve(keys, keys->n + 1, most > n ? most : 2 * n + 1),
                         KOM_OK);
        const struct kom_text_words is = kom_join_keys_prefetch(keys, text[i]);
        note[i] = kom_join_keys_add(keys, is, i % 2 ? &text[i] : &own, i % 2);
        assert_int_equal(note[i], first == i ? n : note[first]);
        n += first == i;
        own.p = NULL;
    }
    assert_int_equal(keys->n, n);
    return n;
}

/* Each key has one number, which has its note. */
static void has_all(const struct kom_join_keys *keys, const uint32_t *note, uint32_t n) {
    static struct kom_join_found found[N];
    uint32_t n_numbers = 0;
    kom_join_keys_find_all(keys, text, N, found);
    for (size_t i = 0; i < N; i++) {
        const struct kom_join_found one = kom_join_keys_find(keys, text[i]);
        const size_t first = first_of(i);
        assert_int_equal(found[i].number, one.number);
        assert_int_equal(found[i].note, one.note);
        assert_int_equal(one.note, first < N / 2 ? note[first] : KOM_NO_ID);
        assert_int_equal(one.number == KOM_NO_ID, first >= N / 2);
        if (one.number == KOM_NO_ID)
            continue;
        assert_true(one.number < kom_join_keys_end(keys));
        assert_true(kom_join_keys_has(keys, one.number));
        assert_int_equal(*kom_join_keys_note(keys, one.number), one.note);
    }
    for (size_t number = 0; number < kom_join_keys_end(keys); number++)
        n_numbers += kom_join_keys_has(keys, number);
    assert_int_equal(n_numbers, n);
}

static void keys_are_texts(void **state) {
    const size_t most[] = {0, N};
    static uint32_t note[N];
    (void)state;
    make_texts();
    for (size_t k = 0; k < 2; k++) {
        struct kom_join_keys keys = {.n = 0};
        struct kom_join_found none;
        assert_int_equal(kom_join_keys_find(&keys, text[0]).number, KOM_NO_ID);
        kom_join_keys_find_all(&keys, text, 1, &none);
        assert_int_equal(none.number, KOM_NO_ID);
        const uint32_t n = fill(&keys, most[k], note);
        assert_true(n > 500 && n < N / 2);
        has_all(&keys, note, n);
        kom_join_keys_fini(&keys);
    }
}

/* Two texts of one hash, as if: a text is added by the words of another. */
static void one_hash_is_not_one_text(void **state) {
    const struct kom_text own = kom_text_of("a text that is longer"),
                          other = kom_text_of("another of its length");
    const struct kom_text both[] = {own, other};
    struct kom_join_keys keys = {.n = 0};
    struct kom_join_found found[2];
    (void)state;
    assert_int_equal(kom_join_keys_reserve(&keys, 2, 2), KOM_OK);
    const struct kom_text_words is = kom_join_keys_prefetch(&keys, own);
    assert_int_equal(kom_join_keys_add(&keys, is, &other, true), 0);
    assert_int_equal(kom_join_keys_find(&keys, own).number, KOM_NO_ID);
    kom_join_keys_find_all(&keys, both, 1, found);
    assert_int_equal(found[0].number, KOM_NO_ID);
    assert_int_equal(kom_join_keys_add(&keys, is, &own, false), 1);
    kom_join_keys_find_all(&keys, both, 1, found);
    assert_int_equal(found[0].note, 1);
    kom_join_keys_fini(&keys);
}

/* Where memory ends there is no key, and those before it stay. */
static void memory_ends(void **state) {
    const struct kom_text longer = kom_text_of("a text that is longer"), brief = kom_text_of("a");
    struct kom_join_keys keys = {.n = 0};
    (void)state;
    kom_mem_fail_after(1);
    assert_int_equal(kom_join_keys_reserve(&keys, 1, 1), KOM_ENOMEM);
    kom_mem_fail_after(0);
    assert_int_equal(kom_join_keys_reserve(&keys, 2, 2), KOM_OK);
    const struct kom_text_words is = kom_join_keys_prefetch(&keys, longer);
    assert_int_equal(kom_join_keys_add(&keys, kom_join_keys_prefetch(&keys, brief), &brief, false),
                     0);
    kom_mem_fail_after(1);
    assert_int_equal(kom_join_keys_add(&keys, is, &longer, false), KOM_NO_ID);
    assert_int_equal(kom_join_keys_reserve(&keys, 1000, 1000), KOM_ENOMEM);
    kom_mem_fail_after(0);
    assert_int_equal(kom_join_keys_find(&keys, longer).number, KOM_NO_ID);
    assert_int_equal(kom_join_keys_add(&keys, is, &longer, false), 1);
    assert_int_equal(kom_join_keys_find(&keys, brief).note, 0);
    kom_join_keys_fini(&keys);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_texts),
        cmocka_unit_test(one_hash_is_not_one_text),
        cmocka_unit_test(memory_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
