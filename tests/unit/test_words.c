/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Items sorted by their words, against the library's own sort. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "rng.h"
#include "words.h"

enum { N = 3000 };

static int by_all(const void *pa, const void *pb) {
    const struct kom_worded *a = pa, *b = pb;
    if (a->first != b->first)
        return a->first < b->first ? -1 : 1;
    if (a->word != b->word)
        return a->word < b->word ? -1 : 1;
    return a->item < b->item ? -1 : a->item > b->item;
}

/* As they come, few values, one byte that differs, all alike, none. */
static void in_the_order_of_their_words(void **state) {
    static const uint64_t mask[] = {UINT64_MAX, 3, UINT64_C(0xFF00000000), 0};
    static struct kom_worded a[N], b[N], room[N];
    (void)state;
    for (unsigned m = 0; m < sizeof mask / sizeof mask[0]; m++)
        for (size_t n = 0; n <= N; n = n * 5 + 1) {
            for (size_t i = 0; i < n; i++)
                a[i] = b[i] = (struct kom_worded){
                    kom_rng_below(1, m, i, UINT64_MAX) & mask[m],
                    (uint32_t)kom_rng_below(2, m, i, m % 2 ? 70000 : 3), (uint32_t)i};
            qsort(b, n, sizeof *b, by_all);
            kom_words_sort(a, room, n);
            for (size_t i = 0; i < n; i++)
                assert_int_equal(a[i].item, b[i].item);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(in_the_order_of_their_words)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
