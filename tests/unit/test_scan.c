/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scan and its twins: the same field ends with and without vectors, the same cells as the
 * careful splitter. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "batch.h"
#include "mem.h"
#include "rng.h"
#include "scan.h"

enum { N_WORLDS = 20000, N_MAX = 400 };

/* Bytes that matter, and some that do not; one world in four has no quotes, so that long plain runs
 * come too. */
static size_t make(char *p, uint64_t world) {
    static const char letters[] = "a;b\n12\";\r\n\"\"x;\n";
    uint64_t at = 0;
    size_t n = (size_t)kom_rng_below(1, world, at++, N_MAX),
           kinds = world % 4 ? sizeof letters - 1 : 6;
    for (size_t i = 0; i < n; i++) {
        p[i] = letters[kom_rng_below(1, world, at++, kinds)];
        /* mostly well-formed quotes: open after a separator, close before one */
        if (p[i] == '"' && kom_rng_below(1, world, at++, 8) && i + 3 < n) {
            p[i] = ';';
            p[i + 1] = '"';
            p[i + 2] = '"';
            p[i + 3] = ';';
            i += 3;
        }
    }
    return n;
}

static void vectors_change_nothing(void **state) {
    struct kom_scan a = {0}, b = {0};
    char p[N_MAX];
    unsigned plain = 0;
    (void)state;
    for (uint64_t world = 0; world < N_WORLDS; world++) {
        size_t n = make(p, world);
        bool x = kom_scan_fields(&a, p, n, ';'), y = kom_scan_fields_portable(&b, p, n, ';');
        assert_int_equal(x, y);
        plain += x;
        if (!x)
            continue;
        assert_int_equal(a.n, b.n);
        assert_memory_equal(a.end, b.end, a.n * sizeof *a.end);
        for (int c = 0; c < 3; c++) {
            size_t count = 0;
            for (size_t i = 0; i < n; i++)
                count += p[i] == "\n;\""[c];
            assert_int_equal(kom_count_byte(p, n, "\n;\""[c]), count);
        }
    }
    assert_in_range(plain, N_WORLDS / 10, N_WORLDS - N_WORLDS / 10);
    kom_scan_fini(&a);
    kom_scan_fini(&b);
}

static void assert_same_batch(const struct kom_batch *a, const struct kom_batch *b) {
    assert_int_equal(a->n_rows, b->n_rows);
    assert_int_equal(a->n_odd, b->n_odd);
    for (uint32_t i = 0; i < a->n_rows; i++) {
        assert_int_equal(a->start[i], b->start[i]);
        assert_int_equal(a->end[i], b->end[i]);
        for (uint32_t c = 0; c < a->n_columns; c++)
            assert_true(kom_text_equal(kom_batch_cell(a, c, i), kom_batch_cell(b, c, i)));
    }
    for (uint32_t i = 0; i < a->n_odd; i++) {
        assert_int_equal(a->odd[i].kind, b->odd[i].kind);
        assert_int_equal(a->odd[i].start, b->odd[i].start);
        assert_int_equal(a->odd[i].n_fields, b->odd[i].n_fields);
        assert_int_equal(a->odd[i].row, b->odd[i].row);
    }
}

static void careful_gives_the_same(void **state) {
    struct kom_batch a = {0}, b = {0};
    const int32_t column[] = {0, -1, 1};
    struct kom_split split = {.delimiter = ';', .n_fields = 3, .n_columns = 2, .column = column};
    char p[N_MAX];
    (void)state;
    for (uint64_t world = 0; world < N_WORLDS; world++) {
        struct kom_chunk chunk = {.p = p, .n = make(p, world), .first_line = 2};
        split.n_fields = 1 + (uint32_t)(world % 3);
        split.n_columns = split.n_fields == 3 ? 2 : 1;
        assert_int_equal(kom_batch_split(&a, &chunk, &split, NULL), KOM_OK);
        assert_int_equal(kom_batch_split_careful(&b, &chunk, &split, NULL), KOM_OK);
        assert_same_batch(&a, &b);
    }
    kom_batch_fini(&a);
    kom_batch_fini(&b);
}

/* A scan without memory does not say that the block is not plain: nobody knows. */
static void no_memory_is_no_odd_block(void **state) {
    (void)state;
    char text[] = "a;b\n1;2\n";
    struct kom_scan scan = {0};
    kom_mem_fail_after(1);
    assert_false(kom_scan_fields(&scan, text, sizeof text - 1, ';'));
    assert_true(scan.failed);
    assert_false(kom_scan_fields_portable(&scan, text, sizeof text - 1, ';'));
    assert_true(scan.failed);
    kom_mem_fail_after(0);
    assert_true(kom_scan_fields(&scan, text, sizeof text - 1, ';'));
    assert_false(scan.failed);
    kom_scan_fini(&scan);
    char odd[] = "a\"b;c\n";
    assert_false(kom_scan_fields(&scan, odd, sizeof odd - 1, ';'));
    assert_false(scan.failed);
    kom_scan_fini(&scan);
    for (uint64_t n = 1; n <= 3; n++) { /* the scan itself, its ends, its lines */
        struct kom_batch b = {0};
        const int32_t column[] = {0, 1};
        struct kom_chunk chunk = {.p = text, .n = sizeof text - 1, .first_line = 2};
        struct kom_split split = {
            .delimiter = ';', .n_fields = 2, .n_columns = 2, .column = column};
        struct kom_error err;
        kom_mem_fail_after(n);
        assert_int_equal(kom_batch_split(&b, &chunk, &split, &err), KOM_ENOMEM);
        kom_mem_fail_after(0);
        assert_string_equal(err.text, "memory ran out for a block of input");
        kom_batch_fini(&b);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vectors_change_nothing),
        cmocka_unit_test(careful_gives_the_same),
        cmocka_unit_test(no_memory_is_no_odd_block),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
