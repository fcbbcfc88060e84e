/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a block is cut: the fast way against the careful one, on random bytes and on tables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cutter.h"
#include "rng.h"

/* Random numbers of one test. */
struct dice {
    uint64_t stream, index;
};

static size_t below(struct dice *dice, size_t n) {
    return (size_t)kom_rng_below(1, dice->stream, dice->index++, n);
}

/* How many blocks had an end before a quote that is open: the case that the fast way is for. */
static unsigned compare(const char *p, size_t n, char delimiter) {
    unsigned n_open = 0;
    for (unsigned at_end = 0; at_end < 2; at_end++) {
        struct kom_cut fast = kom_cut_find(p, n, delimiter, at_end),
                       slow = kom_cut_find_careful(p, n, delimiter, at_end);
        if (fast.end != slow.end)
            fail_msg("cut after %zu, not %zu: \"%.*s\"", fast.end, slow.end, (int)n, p);
        assert_true(fast.open_quote == slow.open_quote && fast.has_quote == slow.has_quote);
        n_open += fast.end && fast.open_quote != SIZE_MAX;
    }
    return n_open;
}

static void random_bytes(void **state) {
    (void)state;
    static const char letters[] = "\"\"\n,;\raaaaaaaa";
    struct dice dice = {.stream = 1};
    char p[200];
    for (unsigned i = 0; i < 200000; i++) {
        size_t n = below(&dice, sizeof p), rare = below(&dice, 4);
        for (size_t k = 0; k < n; k++)
            p[k] = rare && below(&dice, 20) ? 'b' : letters[below(&dice, sizeof letters - 1)];
        (void)compare(p, n, i % 3 ? ',' : '\n');
    }
}

/* Well-formed fields, quoted or not, with delimiters, line ends and now and then a doubled quote in
   the quotes; cut off anywhere. */
static void tables(void **state) {
    (void)state;
    static const char *const fields[] = {"a",        "\"b\"",     "\"\"", "",
                                         "\"c,\n\"", "\"d\r\n\"", "12",   "\"long, long, long\""};
    struct dice dice = {.stream = 2};
    unsigned n_open = 0;
    for (unsigned i = 0; i < 50000; i++) {
        struct kom_buf text = {0};
        size_t kinds = below(&dice, 8) + 1;
        for (size_t k = below(&dice, 100); k; k--) {
            kom_buf_str(&text, below(&dice, 300) ? fields[below(&dice, kinds)] : "\"e\"\"f\"");
            kom_buf_str(&text, below(&dice, 5) ? ";" : i % 2 ? "\n" : "\r\n");
        }
        size_t n = text.n ? below(&dice, text.n + 1) : 0;
        n_open += n ? compare(text.p, n, ';') : 0;
        kom_buf_fini(&text);
    }
    assert_true(n_open > 1000);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(random_bytes), cmocka_unit_test(tables)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
