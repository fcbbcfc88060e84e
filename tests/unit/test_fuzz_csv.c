/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The checks of the fuzzer on what it found worth keeping, on every short text of a small alphabet,
 * and on random texts. */
#include "csv_check.h"
#include "texts.h"

static void must_hold(struct kom_text bytes, char delimiter) {
    texts_refuse(csv_check(bytes, delimiter), bytes);
}

static void all_short_texts(void **state) {
    (void)state;
    texts_short(7, must_hold);
}

/* Longer texts of pieces that are likely to go together. */
static void random_texts(void **state) {
    (void)state;
    static const char *const pieces[] = {"a",    "\"",    ";",   "\n",   "\r\n",  "\"\"", "\";\"",
                                         "\"\n", ";\"",   "x y", "\xc3", "\xa6",  "\r",   "1,5",
                                         "\n\n", "\"b\"", "\t",  "|",    "\"\r\n"};
    uint64_t seed = 20190401;
    for (int text = 0; text < 4000; text++) {
        struct kom_buf buf = {0};
        for (uint32_t n = texts_draw(&seed, 90) + 1; n > 0; n--)
            kom_buf_str(&buf, pieces[texts_draw(&seed, sizeof pieces / sizeof pieces[0])]);
        must_hold(kom_buf_view(&buf), ';');
        kom_buf_fini(&buf);
    }
}

static void see(struct kom_text t) {
    static const char delimiters[] = {',', ';', '\t', '|', '\n'};
    if (t.n >= 2)
        must_hold((struct kom_text){t.p + 1, t.n - 1}, delimiters[(unsigned char)t.p[0] % 5]);
}

/* tests/fuzz/corpus/csv: inputs of tests/fuzz/fuzz_csv.c. */
static void kept_inputs(void **state) {
    (void)state;
    assert_true(texts_kept("csv", see) >= 20);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_short_texts),
        cmocka_unit_test(random_texts),
        cmocka_unit_test(kept_inputs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
