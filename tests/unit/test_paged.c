/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values in a file: the same as in memory, and never an answer when the file or memory fails. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "mem.h"
#include "quantile.h"
#include "spread.h"
#include "sum/stream.h"

enum { N = 20000 }; /* several pages, most of them written out */

static const struct kom_values_room all_room, no_room = {1, "."};

static struct kom_num whole(int64_t mantissa) {
    return (struct kom_num){mantissa, 0.0, 0, true};
}

static struct kom_num half(int64_t times) {
    return (struct kom_num){0, 0.5 * (double)times, 0, false};
}

/* from, from + step ... */
static void fill(struct kom_values *v, int64_t from, int64_t step,
                 const struct kom_values_room *room) {
    *v = (struct kom_values){0};
    kom_values_begin(v, 0);
    for (int64_t i = 0; i < N; i++) {
        struct kom_num x = whole(from + i * step);
        kom_values_push(v, &x, 1 + (uint64_t)(i % 3), room);
    }
    kom_values_end(v);
}

/* The file of v, which was opened as the lowest free descriptor, loses all it has. */
static void fill_and_lose(struct kom_values *v) {
    int fd = dup(STDIN_FILENO);
    assert_true(fd >= 0);
    assert_int_equal(close(fd), 0);
    fill(v, 0, 1, &no_room);
    assert_int_equal(kom_values_status(v, NULL), KOM_OK);
    assert_int_equal(ftruncate(fd, 0), 0);
}

static void assert_same(const struct kom_values *a, const struct kom_values *b) {
    assert_int_equal(a->n, b->n);
    assert_int_equal(kom_values_runs(a), kom_values_runs(b));
    for (size_t i = 0; i < kom_values_runs(a); i++) {
        uint64_t n, m;
        struct kom_num x = kom_values_run(a, i, &n), y = kom_values_run(b, i, &m);
        assert_int_equal(kom_num_order(&x, &y), 0);
        assert_int_equal(n, m);
    }
    assert_int_equal(kom_values_status(a, NULL), KOM_OK);
    assert_int_equal(kom_values_status(b, NULL), KOM_OK);
}

/* With the sources in memory or in files, and what they become in either. */
static void merges_alike(void **state) {
    (void)state;
    struct kom_values plain[2], paged[2], merged[3] = {{0}};
    const struct kom_values *a[] = {&plain[0], &plain[1]}, *b[] = {&paged[0], &paged[1]};
    for (int i = 0; i < 2; i++) {
        fill(&plain[i], i * N / 2, 2 + i, &all_room);
        fill(&paged[i], i * N / 2, 2 + i, &no_room);
        assert_non_null(paged[i].paged);
    }
    assert_int_equal(kom_values_merge(&merged[0], a, 2, &all_room, NULL), KOM_OK);
    assert_int_equal(kom_values_merge(&merged[1], b, 2, &all_room, NULL), KOM_OK);
    assert_int_equal(kom_values_merge(&merged[2], b, 2, &no_room, NULL), KOM_OK);
    assert_null(merged[1].paged);
    assert_non_null(merged[2].paged);
    assert_same(&merged[0], &merged[1]);
    assert_same(&merged[0], &merged[2]);
    for (int i = 0; i < 3; i++)
        kom_values_fini(&merged[i]);
    for (int i = 0; i < 2; i++) {
        kom_values_fini(&plain[i]);
        kom_values_fini(&paged[i]);
    }
}

/* ---- what fails ---- */

static void reads_fail_in_a_merge(void **state) {
    (void)state;
    struct kom_values plain, lost, merged = {0};
    const struct kom_values *from[] = {&plain, &lost};
    struct kom_error err;
    fill(&plain, 0, 1, &all_room);
    fill_and_lose(&lost);
    assert_int_equal(kom_values_merge(&merged, from, 2, &all_room, &err), KOM_EIO);
    assert_string_equal(err.text, "temporary file: it ends too early");
    kom_values_fini(&merged);
    kom_values_fini(&lost);
    kom_values_fini(&plain);
}

static void writes_fail_before_a_merge(void **state) {
    (void)state;
    const struct kom_values_room nowhere = {1, "/nonexistent"};
    struct kom_values lost, merged = {0};
    const struct kom_values *from[] = {&lost};
    fill(&lost, 0, 1, &nowhere);
    assert_int_equal(kom_values_merge(&merged, from, 1, &all_room, NULL), KOM_EIO);
    kom_values_fini(&merged);
    kom_values_fini(&lost);
}

/* Figures come to an end, and are not believed. */
static void reads_fail_in_figures(void **state) {
    (void)state;
    for (int figure = 0; figure < 6; figure++) {
        struct kom_values v;
        struct kom_quantile q;
        fill_and_lose(&v);
        switch (figure) {
        case 0:
            (void)kom_values_mad(&v);
            break;
        case 1:
            (void)kom_values_skewness(&v);
            break;
        case 2:
            (void)kom_values_kurtosis(&v);
            break;
        case 3:
            (void)kom_values_gini(&v);
            break;
        case 4:
            (void)kom_values_largest_share(&v);
            break;
        default:
            kom_values_quantile(&v, 7, (struct kom_share){1, 3}, &q);
        }
        assert_int_equal(kom_values_status(&v, NULL), KOM_EIO);
        kom_values_fini(&v);
    }
}

/* No bytes are made of a count that was not read. */
static void reads_fail_while_packing(void **state) {
    (void)state;
    const struct kom_summary s = {.n_measures = 1, .flags = KOM_STAT_VALUES, .weighted.column = -1};
    struct kom_summary_cell cell = {.sums.exact.n = 0};
    struct kom_buf out = {0};
    struct kom_summary_packer to = {&out, NULL, NULL};
    fill_and_lose(&cell.values);
    assert_int_equal(kom_summary_pack(&s, (struct kom_text){"", 0}, &cell, &to, NULL), KOM_EIO);
    assert_in_range(out.n, 1, 1000);
    kom_summary_fini_cell(&cell);
    kom_buf_fini(&out);
}

/* One allocation fails, where what is in memory is made ready for the file, and none after it. */
static void memory_runs_out_on_the_way(void **state) {
    (void)state;
    enum { CAP = 16 }; /* odd values, before there must be room for more */
    const struct kom_values_room room = {
        sizeof(int64_t) + CAP * 2 * sizeof(struct kom_odd_value) - 1, "."};
    struct kom_values v = {0};
    struct kom_num one = whole(1), odd = half(3);
    kom_values_begin(&v, 0);
    kom_values_push(&v, &one, 1, &room);
    for (int i = 1; i < CAP; i++)
        kom_values_push(&v, &odd, 1, &room);
    assert_int_equal(v.cap_odd, CAP);
    assert_null(v.paged);
    kom_mem_fail_after(2); /* the first is for the pages */
    kom_values_push(&v, &odd, 1, &room);
    kom_mem_fail_after(0);
    assert_non_null(v.paged);
    kom_values_end(&v);
    assert_int_equal(kom_values_status(&v, NULL), KOM_ENOMEM);
    kom_values_fini(&v);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(merges_alike),
        cmocka_unit_test(reads_fail_in_a_merge),
        cmocka_unit_test(writes_fail_before_a_merge),
        cmocka_unit_test(reads_fail_in_figures),
        cmocka_unit_test(reads_fail_while_packing),
        cmocka_unit_test(memory_runs_out_on_the_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
