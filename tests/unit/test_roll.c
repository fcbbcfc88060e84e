/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A roll against a plain list of texts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "rng.h"
#include "roll.h"

enum { N_TEXTS = 3000, TEXT_MAX = 40 };

struct entry {
    struct kom_text_words is;
    uint64_t first;
};

/* Empty ones, short ones, such as fill two words, longer ones, and such as have letters above
   ASCII; many are equal. */
static struct kom_text make_text(char *p, uint64_t i) {
    static const char letters[] = "01a\xc3\xa6";
    const size_t longest[] = {3, 8, 17, TEXT_MAX};
    size_t n = (size_t)kom_rng_below(5, i, 0, longest[i % 4]);
    for (size_t k = 0; k < n; k++)
        p[k] = k < 7 ? letters[kom_rng_below(5, i, k + 1, i % 8 < 4 ? 2 : 5)] : 'x';
    return (struct kom_text){p, n};
}

static void equal_texts_have_one_record(void **state) {
    static char bytes[N_TEXTS][TEXT_MAX];
    static struct kom_text text[N_TEXTS];
    static const void *found[N_TEXTS];
    struct kom_roll roll = {.size = sizeof(struct entry)};
    size_t n_distinct = 0;
    (void)state;
    assert_null(kom_roll_find(&roll, kom_text_of("nobody")));
    for (size_t i = 0; i < N_TEXTS; i++) {
        text[i] = make_text(bytes[i], i);
        size_t k = 0;
        while (k < i && !kom_text_equal(text[k], text[i]))
            k++;
        const size_t before = roll.n;
        struct entry *e = kom_roll_add(&roll, text[i]);
        assert_non_null(e);
        assert_int_equal(roll.n - before, k == i);
        if (k == i)
            e->first = i;
        assert_int_equal(e->first, k);
        n_distinct += k == i;
    }
    assert_int_equal(roll.n, n_distinct);
    assert_true(n_distinct > 500 && n_distinct < N_TEXTS);
    kom_roll_find_all(&roll, text, N_TEXTS, found);
    for (size_t i = 0; i < N_TEXTS; i++) {
        assert_ptr_equal(found[i], kom_roll_find(&roll, text[i]));
        const struct entry *e = found[i];
        assert_true(kom_text_equal(text[e->first], text[i]));
    }
    kom_roll_fini(&roll);
}

static void others_are_not_found(void **state) {
    struct kom_roll roll = {.size = sizeof(struct kom_roll_entry)};
    const struct kom_text absent[] = {kom_text_of(""), kom_text_of("0123456789abcdeg"),
                                      kom_text_of("0123456789abcdef0"), kom_text_of("123")};
    const void *found[4] = {&roll, &roll, &roll, &roll};
    (void)state;
    kom_roll_find_all(&roll, absent, 4, found);
    for (size_t i = 0; i < 4; i++)
        assert_null(found[i]);
    assert_non_null(kom_roll_add(&roll, kom_text_of("0123456789abcdef")));
    assert_non_null(kom_roll_add(&roll, kom_text_of("0123456789abcdef1")));
    kom_roll_find_all(&roll, absent, 4, found);
    for (size_t i = 0; i < 4; i++)
        assert_null(found[i]);
    kom_roll_fini(&roll);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_texts_have_one_record),
        cmocka_unit_test(others_are_not_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
