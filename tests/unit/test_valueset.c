/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two forms of a multiset of numbers, and every way from one to the other, against qsort. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mem.h"
#include "quantile.h"
#include "rng.h"
#include "valueset.h"

enum { N_PIECES = 5, COUNT_BITS = 24, FULL = 1 << COUNT_BITS };

static const int64_t edge = INT64_C(1) << 39; /* the first positive value that is wide */

static const struct kom_values_room no_end;

static uint64_t next_random(uint64_t *s) {
    *s = *s * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *s >> 33;
}

static struct kom_num exact(int64_t mantissa, int8_t scale) {
    return (struct kom_num){mantissa, 0.0, scale, true};
}

static int by_value(const void *a, const void *b) {
    return kom_num_order(a, b);
}

/* ---- the twin ---- */

/* What must be kept of sorted numbers: the form, and the counts of the runs of each. */
static bool must_be_wide(const struct kom_num *sorted, size_t n) {
    int8_t scale = 0;
    struct kom_num low = exact(-edge, 0), high = exact(edge, 0);
    for (size_t i = 0; i < n; i++)
        scale = sorted[i].scale > scale ? sorted[i].scale : scale;
    low.scale = high.scale = scale;
    return kom_num_order(&sorted[0], &low) < 0 || kom_num_order(&sorted[n - 1], &high) >= 0;
}

static void compare(const struct kom_values *v, const struct kom_num *sorted, size_t n) {
    size_t run = 0;
    uint64_t distinct = 0, count;
    assert_false(v->failed);
    assert_int_equal(v->n, n);
    if (v->n_odd == 0) {
        assert_int_equal(v->is_wide, must_be_wide(sorted, n));
        assert_int_equal(v->cap_run, v->n_run);
    }
    for (size_t i = 0, same; i < n; i += same, distinct++) {
        for (same = 1; i + same < n && kom_num_order(&sorted[i], &sorted[i + same]) == 0; same++)
            ;
        assert_true(run < kom_values_runs(v));
        struct kom_num x = kom_values_run(v, run++, &count);
        assert_int_equal(kom_num_order(&x, &sorted[i]), 0);
        assert_int_equal(count, same); /* below a full run here */
        if (i < 100)
            x = kom_values_rank(v, i + same - 1);
        assert_int_equal(kom_num_order(&x, &sorted[i]), 0);
    }
    assert_int_equal(run, kom_values_runs(v));
    assert_int_equal(kom_values_distinct(v), distinct);
}

/* Joined quicker, where all are words of one scale; else left alone. */
static void check_join(const struct kom_values *const *from, size_t n_from,
                       const struct kom_num *sorted, size_t n) {
    struct kom_values joined = {0};
    bool can = true;
    for (size_t k = 0; k < n_from; k++)
        can = can && from[k]->n && !from[k]->is_wide && !from[k]->n_odd &&
              from[k]->scale == from[0]->scale;
    assert_int_equal(kom_values_join(&joined, from, n_from, &no_end), can);
    if (can)
        compare(&joined, sorted, n);
    else
        assert_true(joined.n == 0 && !joined.run);
    kom_values_fini(&joined);
    const struct kom_values_room small = {.nbytes = 1};
    assert_false(kom_values_join(&joined, from, n_from, &small));
    assert_false(kom_values_join(&joined, from, 1, &no_end));
}

/* Adds them in one piece and in several: every fifth one, or one stretch each. */
static void check(struct kom_num *all, size_t n, bool in_turn) {
    struct kom_values whole = {0}, piece[N_PIECES] = {{0}}, merged = {0};
    const struct kom_values *from[N_PIECES];
    struct kom_sorter sorter = {0};
    for (size_t i = 0; i < n; i++) {
        size_t k = in_turn ? i % N_PIECES : i * N_PIECES / n;
        kom_values_add(&whole, &all[i], &sorter);
        kom_values_add(&piece[k], &all[i], &sorter);
    }
    kom_values_seal(&whole, &sorter);
    for (size_t k = 0; k < N_PIECES; k++) {
        kom_values_seal(&piece[k], &sorter);
        from[k] = &piece[k];
    }
    assert_int_equal(kom_values_merge(&merged, from, N_PIECES, &no_end, NULL), KOM_OK);
    qsort(all, n, sizeof *all, by_value);
    compare(&whole, all, n);
    compare(&merged, all, n);
    check_join(from, N_PIECES, all, n);
    for (size_t k = 0; k < N_PIECES; k++)
        kom_values_fini(&piece[k]);
    kom_values_fini(&whole);
    kom_values_fini(&merged);
    kom_sorter_fini(&sorter);
}

/* ---- values ---- */

/* 2000 small values and one near the border, at the start, in the middle, at the end. */
static void borders_of_values(void **state) {
    (void)state;
    enum { N = 2001 };
    static struct kom_num all[N];
    const int64_t border[] = {edge - 1, edge, edge + 1, -edge, -edge - 1, -edge + 1};
    for (size_t b = 0; b < sizeof border / sizeof *border; b++) {
        for (size_t at = 0; at < N; at += 1000) {
            for (int in_turn = 0; in_turn < 2; in_turn++) {
                for (size_t i = 0; i < N; i++)
                    all[i] = exact((int64_t)(i * 7919 % 701) - 350, 0);
                all[at] = exact(border[b], 0);
                check(all, N, in_turn);
            }
        }
    }
}

/* 10^11 fits one word, and with one decimal not; 10^17 with two decimals fits no integer. */
static void scales_change(void **state) {
    (void)state;
    enum { N = 3000 };
    static const int64_t large[] = {1000, 50000000000, 100000000000, -100000000000,
                                    100000000000000000};
    static struct kom_num all[N];
    for (size_t k = 0; k < sizeof large / sizeof *large; k++) {
        for (size_t at = 500; at < N; at += 1200) {
            for (int8_t scale = 1; scale <= 3; scale++) {
                for (size_t i = 0; i < N; i++)
                    all[i] = exact(i % 10 ? (int64_t)(i * 7919 % 701) : large[k], 0);
                all[at] = exact(-3, scale);
                check(all, N, at % 1000 == 500);
            }
        }
    }
}

/* Sets of many shapes: how far the values lie apart, how many decimals, how many are equal. */
static void random_sets(void **state) {
    (void)state;
    enum { N_MAX = 6000 };
    static struct kom_num all[N_MAX];
    uint64_t seed = 20;
    for (int set = 0; set < 300; set++) {
        size_t n = 1 + next_random(&seed) % N_MAX;
        unsigned bits = 1 + (unsigned)(next_random(&seed) % 58), n_scales = 1 + (unsigned)set % 4;
        for (size_t i = 0; i < n; i++) {
            uint64_t r = next_random(&seed) << 31 ^ next_random(&seed);
            int64_t m = (int64_t)(r & ((UINT64_C(1) << bits) - 1)) - (INT64_C(1) << (bits - 1));
            unsigned scale = (unsigned)next_random(&seed) % n_scales;
            /* A last digit that is not 0, as in every number with decimals. */
            all[i] = exact(m % 10 || scale == 0 ? m : m + 1, (int8_t)scale);
        }
        check(all, n, set % 2);
    }
}

/* Large enough for a buffer and a room to sort beyond the first ones; narrow, then wide. */
static void large_sets(void **state) {
    (void)state;
    enum { N = 300000 };
    struct kom_num *all = kom_alloc(N, sizeof *all);
    assert_non_null(all);
    for (int is_wide = 0; is_wide < 2; is_wide++) {
        uint64_t seed = 7;
        for (size_t i = 0; i < N; i++)
            all[i] = exact((int64_t)(next_random(&seed) % 500000) - 200000, 0);
        if (is_wide)
            all[N / 2] = exact(edge, 0);
        check(all, N, is_wide);
    }
    kom_free(all);
}

/* Values so close together that they are counted in place, also just below the border, and what is
   not: far ones below, above and wide, before and after there are enough; a value seen more often
   than is counted in place; a decimal that comes late. */
static void close_values(void **state) {
    (void)state;
    enum { N = 150000, OFTEN = 70000, SETS = 16 };
    static const int64_t far[] = {0, -1000000, 90000, edge - 1, -edge, edge, -edge - 1, INT64_MAX};
    struct kom_num *all = kom_alloc(N, sizeof *all);
    assert_non_null(all);
    for (int set = 0; set < SETS; set++) {
        uint64_t seed = (uint64_t)set;
        int often = 0;
        const int64_t first = set % 8 == 5 ? edge - 20000 : -5000, step = set % 8 == 5 ? 2 : 1;
        for (size_t i = 0; i < N; i++)
            all[i] =
                exact(first + (int64_t)(next_random(&seed) % 20000) / step * step + step - 1, 0);
        for (size_t i = set % 4 == 0 ? 0 : 60000; set % 2 == 0 && often < OFTEN; i++, often++)
            all[i] = exact(77, 0);
        for (size_t i = 0; i < 20 && set > 1; i++) {
            all[i] = exact(far[i % (set % 8 == 7 ? 8 : 4)], 0);
            all[N - 1 - i] = exact(far[(i + (size_t)set) % 8], 0);
        }
        if (set % 4 == 3)
            all[140000] = exact(-33, 1);
        check(all, N, set % 3);
    }
    kom_free(all);
}

/* What is counted in place is given back, and counted as memory. */
static void close_values_take_little(void **state) {
    (void)state;
    struct kom_values v = {0};
    struct kom_sorter sorter = {0};
    for (int i = 0; i < 200000; i++) {
        const struct kom_num x = exact((int64_t)i * 7919 % 20000, 0);
        kom_values_add(&v, &x, &sorter);
    }
    assert_non_null(v.dense.count);
    assert_true(v.dense.n <= 20000 && v.cap_run < 100);
    kom_values_seal(&v, &sorter);
    assert_null(v.dense.count);
    assert_int_equal(v.n_run, 20000);
    kom_values_fini(&v);
    kom_sorter_fini(&sorter);
}

/* ---- counts ---- */

/* A sealed set of copies of 5 and three of -7. */
static void make_copies(struct kom_values *v, uint64_t n_fives) {
    *v = (struct kom_values){.n = n_fives + 3};
    v->cap_run = v->n_run = 1 + (size_t)((n_fives + FULL - 1) / FULL);
    v->run = kom_alloc(v->n_run, sizeof *v->run);
    assert_non_null(v->run);
    v->run[0] = -7 * (int64_t)FULL + 2;
    for (size_t i = v->n_run - 1; i > 1; i--)
        v->run[i] = 5 * (int64_t)FULL + (FULL - 1);
    v->run[1] = 5 * (int64_t)FULL + (int64_t)((n_fives - 1) % FULL);
}

static void assert_copies(const struct kom_values *v, uint64_t n_fives) {
    uint64_t full = v->is_wide ? UINT32_MAX : FULL, count, seen = 0;
    size_t n_far = v->is_wide ? 1 : 0, n_runs = kom_values_runs(v);
    assert_false(v->failed);
    assert_int_equal(v->n, n_fives + 3 + n_far);
    assert_int_equal(n_runs, 1 + (n_fives + full - 1) / full + n_far);
    assert_int_equal(kom_values_run(v, 0, &count).mantissa, -7);
    assert_int_equal(count, 3);
    for (size_t i = 1; i < n_runs - n_far; i++) {
        assert_int_equal(kom_values_run(v, i, &count).mantissa, 5);
        assert_int_equal(count, i == 1 ? (n_fives - 1) % full + 1 : full);
        seen += count;
    }
    assert_int_equal(seen, n_fives);
    assert_int_equal(kom_values_distinct(v), 2 + n_far);
    assert_int_equal(kom_values_rank(v, 2).mantissa, -7);
    assert_int_equal(kom_values_rank(v, 3).mantissa, 5);
    assert_int_equal(kom_values_rank(v, n_fives + 2).mantissa, 5);
}

/* Ten more fives are added to so many, and then perhaps a far value. */
static void borders_of_counts(void **state) {
    (void)state;
    static const uint64_t before[] = {FULL - 11, FULL - 10,     FULL - 9,      FULL - 1,     FULL,
                                      FULL + 1,  2 * FULL - 10, 2 * FULL - 9L, 2 * FULL + 1L};
    struct kom_num five = exact(5, 0), far = exact(edge, 0);
    for (size_t k = 0; k < sizeof before / sizeof *before; k++) {
        for (int n_far = 0; n_far < 2; n_far++) {
            struct kom_values v;
            struct kom_sorter sorter = {0};
            make_copies(&v, before[k]);
            for (int i = 0; i < 10; i++)
                kom_values_add(&v, &five, &sorter);
            if (n_far)
                kom_values_add(&v, &far, &sorter);
            kom_values_seal(&v, &sorter);
            assert_int_equal(v.is_wide, n_far);
            assert_copies(&v, before[k] + 10);
            kom_values_fini(&v);
            kom_sorter_fini(&sorter);
        }
    }
}

/* Of two sets that together have more values than a word counts none is joined the quick way. */
static void borders_of_joins(void **state) {
    (void)state;
    static const uint64_t first[] = {FULL - 30, FULL - 17, FULL - 16, FULL - 9, FULL};
    for (size_t k = 0; k < sizeof first / sizeof *first; k++) {
        struct kom_values a, b, joined = {0}, merged = {0};
        const struct kom_values *const both[] = {&a, &b};
        make_copies(&a, first[k]);
        make_copies(&b, 10);
        const bool can = a.n + b.n < FULL;
        assert_int_equal(kom_values_join(&joined, both, 2, &no_end), can);
        assert_int_equal(joined.n, can ? a.n + b.n : 0);
        assert_int_equal(kom_values_merge(&merged, both, 2, &no_end, NULL), KOM_OK);
        assert_int_equal(merged.n, a.n + b.n);
        if (can) {
            assert_int_equal(joined.n_run, merged.n_run);
            assert_memory_equal(joined.run, merged.run, merged.n_run * sizeof *merged.run);
        }
        kom_values_fini(&a);
        kom_values_fini(&b);
        kom_values_fini(&joined);
        kom_values_fini(&merged);
    }
}

/* More equal values at once than a run holds. */
static void one_value(void **state) {
    (void)state;
    struct kom_values v;
    struct kom_sorter sorter = {0};
    struct kom_num five = exact(5, 0);
    make_copies(&v, 1);
    for (int i = 0; i < FULL + 20; i++)
        kom_values_add(&v, &five, &sorter);
    kom_values_seal(&v, &sorter);
    assert_copies(&v, (uint64_t)FULL + 21);
    kom_values_fini(&v);
    kom_sorter_fini(&sorter);
}

/* The same among values that are counted in place. */
static void one_value_among_close_ones(void **state) {
    (void)state;
    enum { N = 40000 };
    struct kom_values v = {0};
    struct kom_sorter sorter = {0};
    struct kom_num x = exact(5, 0);
    uint64_t count, fives = 0;
    for (int i = 0; i < N; i++) {
        x.mantissa = i / 2;
        kom_values_add(&v, &x, &sorter);
    }
    x.mantissa = 5;
    for (int i = 0; i < FULL + 20; i++)
        kom_values_add(&v, &x, &sorter);
    assert_non_null(v.dense.count);
    kom_values_seal(&v, &sorter);
    assert_int_equal(kom_values_distinct(&v), N / 2);
    assert_int_equal(kom_values_runs(&v), N / 2 + 1);
    for (size_t i = 0; i < kom_values_runs(&v); i++) {
        x = kom_values_run(&v, i, &count);
        assert_true(x.mantissa == 5 || count == 2);
        fives += x.mantissa == 5 ? count : 0;
        assert_true(i != 6 || count == FULL); /* the first of a value's runs alone is not full */
    }
    assert_int_equal(fives, FULL + 22);
    kom_values_fini(&v);
    kom_sorter_fini(&sorter);
}

/* Sets of full and other runs brought together, in any order; with a wide one among them a value is
 * one run again. */
static void counts_are_merged(void **state) {
    (void)state;
    static const uint64_t n_fives[] = {1, FULL - 1, FULL, FULL + 1, 2 * FULL + 5L};
    struct kom_sorter sorter = {0};
    struct kom_num far = exact(-5, 0);
    enum { N_SETS = sizeof n_fives / sizeof *n_fives };
    for (size_t k = 0; k < N_SETS * N_SETS * 2; k++) {
        uint64_t a = n_fives[k % N_SETS], b = n_fives[k / N_SETS % N_SETS];
        bool is_wide = k >= N_SETS * N_SETS;
        struct kom_values v[3], merged = {0};
        const struct kom_values *from[] = {&v[0], &v[1], &v[2]};
        make_copies(&v[0], a);
        make_copies(&v[1], b);
        v[2] = (struct kom_values){0};
        far.mantissa = is_wide ? edge : 5;
        kom_values_add(&v[2], &far, &sorter);
        kom_values_seal(&v[2], &sorter);
        v[0].n -= 3;
        v[0].n_run--; /* without its -7 */
        memmove(v[0].run, v[0].run + 1, v[0].n_run * sizeof *v[0].run);
        assert_int_equal(kom_values_merge(&merged, from, 3, &no_end, NULL), KOM_OK);
        assert_int_equal(merged.is_wide, is_wide);
        assert_copies(&merged, a + b + !is_wide);
        for (size_t i = 0; i < 3; i++)
            kom_values_fini(&v[i]);
        kom_values_fini(&merged);
    }
    kom_sorter_fini(&sorter);
}

/* ---- memory ---- */

static void compare_unless_failed(const struct kom_values *v, const struct kom_num *all, size_t n) {
    struct kom_num *sorted = kom_alloc(n, sizeof *sorted);
    assert_non_null(sorted);
    memcpy(sorted, all, n * sizeof *all);
    qsort(sorted, n, sizeof *sorted, by_value);
    if (!v->failed)
        compare(v, sorted, n);
    kom_free(sorted);
}

/* The first half goes to one set, the second to another, and both to a third. How many of the sets
 * fail when the allocation of that number does, and all after it. */
static unsigned fail_at(uint64_t at, const struct kom_num *all, size_t n) {
    struct kom_values a = {0}, b = {0}, merged = {0};
    const struct kom_values *from[] = {&a, &b};
    struct kom_sorter sorter = {0};
    kom_mem_fail_after(at);
    for (size_t i = 0; i < n; i++)
        kom_values_add(i < n / 2 ? &a : &b, &all[i], &sorter);
    kom_values_seal(&a, &sorter);
    kom_values_seal(&b, &sorter);
    merged.failed = kom_values_merge(&merged, from, 2, &no_end, NULL) || merged.failed;
    kom_mem_fail_after(0);
    compare_unless_failed(&a, all, n / 2);
    compare_unless_failed(&b, all + n / 2, n - n / 2);
    compare_unless_failed(&merged, all, n);
    assert_true(merged.failed || !(a.failed || b.failed));
    unsigned n_failed = (unsigned)a.failed + b.failed + merged.failed;
    kom_values_fini(&a);
    kom_values_fini(&b);
    kom_values_fini(&merged);
    kom_sorter_fini(&sorter);
    return n_failed;
}

/* Every allocation failing in turn, on the way to the wide form: by a new value in the second set,
 * or by a scale that makes its values large. What did not fail is right. */
static void memory_runs_out(void **state) {
    (void)state;
    enum { N = 3000, N_FAILURES = 60 };
    static struct kom_num all[N];
    for (int by_scale = 0; by_scale < 2; by_scale++) {
        for (size_t i = 0; i < N; i++) {
            int64_t m = (int64_t)i * 7919 % 2501 + 1;
            if (i >= N / 2)
                m *= by_scale ? edge / 5000 : edge / 1000;
            all[i] = exact(m, by_scale && i > N * 9 / 10);
        }
        unsigned n_failed = 0;
        for (uint64_t at = 1; at < N_FAILURES; at++)
            n_failed += fail_at(at, all, N);
        assert_in_range(n_failed, N_FAILURES / 2, 3 * N_FAILURES);
        assert_int_equal(fail_at(N_FAILURES, all, N), 0);
    }
}

/* The same while values are counted in place, and when a decimal ends that: what finds no memory to
   be counted in goes on as runs, what finds none to come back to is lost, and says so. */
static void memory_runs_out_among_close_values(void **state) {
    (void)state;
    enum { N = 24000, N_FAILURES = 80 };
    static struct kom_num all[N];
    unsigned n_failed = 0;
    for (size_t i = 0; i < N; i++)
        all[i] = exact((int64_t)i * 7919 % 9001, 0);
    all[N - 100] = exact(55, 1); /* in the second half alone */
    for (uint64_t at = 1; at < N_FAILURES; at++)
        n_failed += fail_at(at, all, N);
    assert_in_range(n_failed, N_FAILURES / 2, 3 * N_FAILURES);
    assert_int_equal(fail_at(N_FAILURES, all, N), 0);
}

/* Quantiles in words are those of exact fractions, of any type. */
static void quantiles_in_words(void **state) {
    (void)state;
    static const struct kom_share share[] = {{1, 2}, {1, 4}, {3, 4}, {1, 100}, {25, 1000}, {2, 3}};
    struct kom_sorter sorter = {0};
    size_t n_plain = 0;
    for (uint64_t i = 0; i < 3000; i++) {
        struct kom_values v = {0};
        const uint64_t n = 1 + kom_rng_below(4, 0, i, 40);
        const unsigned bits = 1 + (unsigned)kom_rng_below(4, 1, i, i % 4 ? 30 : 63);
        for (uint64_t k = 0; k < n; k++) {
            struct kom_num x = {(int64_t)(kom_rng_bits(9, i, k) >> (64 - bits)), 0.0, 2, true};
            x.mantissa = k % 3 ? x.mantissa : -x.mantissa;
            if (i % 11 == 0 && k % 5 == 0)
                x = (struct kom_num){0, 1e30 + (double)k, 0, false};
            kom_values_add(&v, &x, &sorter);
        }
        kom_values_seal(&v, &sorter);
        for (int type = 1; type <= 9; type++) {
            for (size_t k = 0; k < sizeof share / sizeof share[0]; k++) {
                struct kom_quantile q;
                struct kom_num x;
                struct kom_buf had = {0}, wanted = {0};
                if (!kom_values_quantile_plain(&v, type, share[k], &x))
                    continue;
                kom_values_quantile(&v, type, share[k], &q);
                kom_buf_num(&had, &x);
                kom_buf_quantile(&wanted, &q);
                assert_true(kom_text_equal(kom_buf_view(&had), kom_buf_view(&wanted)));
                kom_buf_fini(&had);
                kom_buf_fini(&wanted);
                n_plain++;
            }
        }
        kom_values_fini(&v);
    }
    assert_true(n_plain > 100000);
    kom_sorter_fini(&sorter);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(borders_of_values),
        cmocka_unit_test(scales_change),
        cmocka_unit_test(random_sets),
        cmocka_unit_test(large_sets),
        cmocka_unit_test(borders_of_counts),
        cmocka_unit_test(borders_of_joins),
        cmocka_unit_test(one_value),
        cmocka_unit_test(close_values),
        cmocka_unit_test(close_values_take_little),
        cmocka_unit_test(one_value_among_close_ones),
        cmocka_unit_test(counts_are_merged),
        cmocka_unit_test(memory_runs_out),
        cmocka_unit_test(memory_runs_out_among_close_values),
        cmocka_unit_test(quantiles_in_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
