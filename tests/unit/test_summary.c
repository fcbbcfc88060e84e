/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sorted values, quantiles, shape, weights, groups: against R and against plain arithmetic on the
 * same numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "digits.h"
#include "groups.h"
#include "mem.h"
#include "rng.h"
#include "spread.h"
#include "sum/sum.h"

static const struct kom_values_room no_end;

static struct kom_num number(const char *text) {
    struct kom_num x = {0};
    assert_true(kom_num_parse(kom_text_of(text), (struct kom_num_form){'.', '\0'}, &x));
    return x;
}

static const char *const sample[] = {"3.2",  "1.5", "8", "8", "2.25", "0.4", "17",
                                     "5.75", "9.1", "4", "4", "12.5", "0.9"};

enum { N_SAMPLE = sizeof sample / sizeof sample[0] };

static void fill(struct kom_values *v, const char *const *text, size_t n) {
    struct kom_sorter sorter = {0};
    for (size_t i = 0; i < n; i++) {
        struct kom_num x = number(text[i]);
        kom_values_add(v, &x, &sorter);
    }
    kom_values_seal(v, &sorter);
    kom_sorter_fini(&sorter);
    assert_false(v->failed);
}

static double quantile(const struct kom_values *v, int type, uint32_t num, uint32_t den) {
    struct kom_quantile q;
    struct kom_ratio r;
    kom_values_quantile(v, type, (struct kom_share){num, den}, &q);
    kom_quantile_ratio(&q, &r);
    return kom_wide_ratio(&r.num, &r.den);
}

/* R 4.2.2: quantile(x, c(.05, .25, .3, .975), type = t) */
static void nine_types(void **state) {
    (void)state;
    static const double expected[9][4] = {
        {.4, 2.25, 2.25, 17},
        {.4, 2.25, 2.25, 17},
        {.4, 1.5, 2.25, 17},
        {.4, 1.6875, 2.175, 15.5375},
        {.475, 2.0625, 2.63, 17},
        {.4, 1.875, 2.44, 17},
        {.7, 2.25, 2.82, 15.65},
        {.4, 2, 2.5666666666666666, 17},
        {.41875, 2.015625, 2.5825, 17},
    };
    struct kom_values v = {0};
    fill(&v, sample, N_SAMPLE);
    for (int type = 1; type <= 9; type++) {
        kom_assert_digits(quantile(&v, type, 5, 100), expected[type - 1][0], 15);
        kom_assert_digits(quantile(&v, type, 25, 100), expected[type - 1][1], 15);
        kom_assert_digits(quantile(&v, type, 30, 100), expected[type - 1][2], 15);
        kom_assert_digits(quantile(&v, type, 975, 1000), expected[type - 1][3], 15);
    }
    kom_values_fini(&v);
}

/* Where n p, or n p - 1/2, is whole: definitions 1 to 9 of Hyndman and Fan (1996) on 1 to 10. */
static void nine_types_where_ranks_are_whole(void **state) {
    static const char *const ten[] = {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10"};
    static const double at_30[] = {3, 3.5, 3, 3, 3.5, 3.3, 3.7, 3.4333333333333333, 3.45};
    struct kom_values v = {0};
    (void)state;
    fill(&v, ten, 10);
    for (int type = 1; type <= 9; type++)
        kom_assert_digits(quantile(&v, type, 30, 100), at_30[type - 1], 15);
    /* The even one of two ranks that are equally near; below the first half rank the first. */
    kom_assert_digits(quantile(&v, 3, 25, 100), 2, 15);
    kom_assert_digits(quantile(&v, 3, 35, 100), 4, 15);
    kom_assert_digits(quantile(&v, 3, 15, 100), 2, 15);
    kom_assert_digits(quantile(&v, 3, 95, 100), 10, 15);
    kom_assert_digits(quantile(&v, 3, 5, 100), 1, 15);
    kom_assert_digits(quantile(&v, 3, 4, 100), 1, 15);
    kom_values_fini(&v);
}

/* R 4.2.2: mad(x), and G1, G2, Gini by their formulas. */
static void shape(void **state) {
    (void)state;
    struct kom_values v = {0}, same = {0}, negative = {0};
    static const char *const alike[] = {"2", "2.0", "2.00", "2"};
    static const char *const below[] = {"-1", "3"};
    fill(&v, sample, N_SAMPLE);
    kom_assert_digits(kom_values_mad(&v), 4.59606, 15);
    kom_assert_digits(kom_values_skewness(&v), 1.04918220057577, 14);
    kom_assert_digits(kom_values_kurtosis(&v), 0.714731294954831, 14);
    kom_assert_digits(kom_values_gini(&v), 0.435027113878289, 14);
    kom_assert_digits(kom_values_largest_share(&v), 17 / 76.6, 15);
    assert_int_equal(kom_values_distinct(&v), 11);
    fill(&same, alike, 4);
    assert_int_equal(kom_values_distinct(&same), 1);
    assert_true(isnan(kom_values_skewness(&same)) && isnan(kom_values_kurtosis(&same)));
    kom_assert_digits(kom_values_gini(&same), 0, 17);
    fill(&negative, below, 2);
    assert_true(isnan(kom_values_gini(&negative)));
    kom_assert_digits(kom_values_largest_share(&negative), 0.75, 17);
    kom_values_fini(&v);
    kom_values_fini(&same);
    kom_values_fini(&negative);
}

/* The short sums of powers and the long ones are the same: a constant added changes neither figure.
 */
static void shape_shifted(void **state) {
    (void)state;
    struct kom_values a = {0}, b = {0};
    struct kom_sorter sorter = {0};
    for (int64_t i = 0; i < 5000; i++) {
        struct kom_num x = kom_num_whole(i * i % 1009), y = x, far = kom_num_whole(i * i % 1009);
        y.mantissa += INT64_C(100000000000000000);
        far.mantissa *= 10000000;
        kom_values_add(&a, &y, &sorter);
        kom_values_add(&b, &far, &sorter);
    }
    kom_values_seal(&a, &sorter);
    kom_values_seal(&b, &sorter);
    kom_assert_digits(kom_values_skewness(&a), kom_values_skewness(&b), 17);
    kom_assert_digits(kom_values_kurtosis(&a), kom_values_kurtosis(&b), 17);
    kom_sorter_fini(&sorter);
    kom_values_fini(&a);
    kom_values_fini(&b);
}

static uint64_t next_random(uint64_t *s) {
    *s = *s * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *s >> 33;
}

/* A number of one of several shapes; some fit no common scale. */
static struct kom_num draw(uint64_t *s, unsigned n_shapes) {
    int64_t r = (int64_t)next_random(s) - (INT64_C(1) << 30);
    switch (next_random(s) % n_shapes) {
    case 0:
        return (struct kom_num){r % 500, 0.0, 0, true};
    case 1:
        return (struct kom_num){r % 100000 * 10 + 1, 0.0, 2, true};
    case 2:
        return (struct kom_num){r | 1, 0.0, 4, true};
    case 3:
        return (struct kom_num){r * 900000000, 0.0, 0, true};
    case 4:
        return (struct kom_num){r * 2 + 1, 0.0, 18, true};
    default:
        return (struct kom_num){0, (double)r * 1e-30, 0, false};
    }
}

static int by_value(const void *a, const void *b) {
    return kom_num_order(a, b);
}

enum { N_DRAWS = 30000, N_PIECES = 7 };

static void compare_with_sorted(const struct kom_values *v, const struct kom_num *sorted) {
    uint64_t rank = 0, count;
    assert_int_equal(v->n, N_DRAWS);
    for (size_t i = 0; i < kom_values_runs(v); i++) {
        struct kom_num x = kom_values_run(v, i, &count);
        for (uint64_t k = 0; k < count; k++)
            assert_int_equal(kom_num_order(&x, &sorted[rank++]), 0);
    }
    assert_int_equal(rank, N_DRAWS);
}

/* Values added in one piece, and in seven that are merged, against qsort. */
static void values_are_sorted(void **state) {
    (void)state;
    struct kom_num *all = kom_alloc(N_DRAWS, sizeof *all);
    assert_non_null(all);
    for (unsigned n_shapes = 1; n_shapes <= 6; n_shapes++) {
        struct kom_values whole = {0}, piece[N_PIECES] = {{0}}, merged = {0};
        const struct kom_values *from[N_PIECES];
        struct kom_sorter sorter = {0};
        uint64_t seed = n_shapes;
        for (size_t i = 0; i < N_DRAWS; i++) {
            all[i] = draw(&seed, n_shapes);
            kom_values_add(&whole, &all[i], &sorter);
            kom_values_add(&piece[i * N_PIECES / N_DRAWS], &all[i], &sorter);
        }
        kom_values_seal(&whole, &sorter);
        for (size_t k = 0; k < N_PIECES; k++) {
            kom_values_seal(&piece[k], &sorter);
            from[k] = &piece[k];
        }
        assert_int_equal(kom_values_merge(&merged, from, N_PIECES, &no_end, NULL), KOM_OK);
        qsort(all, N_DRAWS, sizeof *all, by_value);
        compare_with_sorted(&whole, all);
        compare_with_sorted(&merged, all);
        assert_int_equal(kom_values_distinct(&whole), kom_values_distinct(&merged));
        kom_assert_digits(kom_values_mad(&whole), kom_values_mad(&merged), 17);
        for (size_t k = 0; k < N_PIECES; k++)
            kom_values_fini(&piece[k]);
        kom_values_fini(&whole);
        kom_values_fini(&merged);
        kom_sorter_fini(&sorter);
    }
    kom_free(all);
}

/* Counts beyond 32 bits stand in two runs of one value. */
static void counts_beyond_32_bits(void **state) {
    (void)state;
    int64_t value[] = {5, 7};
    uint32_t count[] = {UINT32_MAX, 3};
    struct kom_values a = {
        .run = value, .count = count, .n_run = 2, .n = (uint64_t)UINT32_MAX + 3, .is_wide = true};
    const struct kom_values *from[] = {&a, &a};
    struct kom_values v = {0};
    assert_int_equal(kom_values_merge(&v, from, 2, &no_end, NULL), KOM_OK);
    assert_int_equal(v.n, 2 * ((uint64_t)UINT32_MAX + 3));
    assert_int_equal(kom_values_distinct(&v), 2);
    assert_int_equal(kom_values_rank(&v, 2 * (uint64_t)UINT32_MAX - 1).mantissa, 5);
    assert_int_equal(kom_values_rank(&v, 2 * (uint64_t)UINT32_MAX).mantissa, 7);
    kom_values_fini(&v);
}

/* x 1 2 4 8 with weights 1 2 3 0.5; sums by Python's Fraction: mean 42/13, variance 2200/507,
 * squared error 19872/28561. */
static void weights(void **state) {
    (void)state;
    static const char *const x[] = {"8", "1", "4", "2"}, *const w[] = {"0.5", "1", "3", "2"};
    struct kom_weighted s = {0};
    struct kom_weighted_figures f;
    for (size_t i = 0; i < 4; i++) {
        struct kom_num a = number(x[i]), b = number(w[i]);
        kom_weighted_add(&s, &a, &b);
    }
    kom_weighted_sort(&s);
    kom_weighted_figure(&s, &f);
    kom_assert_digits(f.mean, 42.0 / 13, 15);
    kom_assert_digits(f.variance, 2200.0 / 507, 15);
    kom_assert_digits(f.sd, sqrt(2200.0 / 507), 15);
    kom_assert_digits(f.std_error, sqrt(19872.0 / 28561), 15);
    kom_assert_digits(f.cv, sqrt(2200.0 / 507) * 13 / 42, 15);
    assert_int_equal(kom_weighted_quantile(&s, (struct kom_share){1, 13}).mantissa, 1);
    assert_int_equal(kom_weighted_quantile(&s, (struct kom_share){2, 13}).mantissa, 1);
    assert_int_equal(kom_weighted_quantile(&s, (struct kom_share){201, 1300}).mantissa, 2);
    assert_int_equal(kom_weighted_quantile(&s, (struct kom_share){1, 2}).mantissa, 4);
    assert_int_equal(kom_weighted_quantile(&s, (struct kom_share){99, 100}).mantissa, 8);
    kom_weighted_fini(&s);
}

/* A number of so many bits at most, with up to 4 decimals. */
static struct kom_num drawn(uint64_t *at, unsigned bits, bool may_be_negative) {
    struct kom_num x =
        kom_num_whole((int64_t)kom_rng_below(11, 1, (*at)++, UINT64_C(1) << bits) + 1);
    if (may_be_negative && kom_rng_below(11, 1, (*at)++, 2))
        x.mantissa = -x.mantissa;
    for (x.scale = (int8_t)kom_rng_below(11, 1, (*at)++, 5); x.scale && x.mantissa % 10 == 0;
         x.scale--)
        x.mantissa /= 10;
    return x;
}

/* Pairs of numbers of up to 64 bits together: short decimals with sums of 128 bits, and others, by
   the one way and by the other. */
static void short_weights_are_as_wide_ones(void **state) {
    (void)state;
    uint64_t at = 0;
    unsigned n_small = 0;
    for (unsigned round = 0; round < 600; round++) {
        struct kom_weighted a = {0}, b = {0};
        struct kom_weighted_figures f, g;
        struct kom_buf sum = {0}, wide = {0};
        const size_t n = 1 + (size_t)kom_rng_below(11, 1, at++, 40);
        const unsigned x_bits = 1 + (unsigned)kom_rng_below(11, 1, at++, 40),
                       w_bits = 1 + (unsigned)kom_rng_below(11, 1, at++, 24);
        for (size_t i = 0; i < n; i++) {
            struct kom_num x = drawn(&at, x_bits, true), w = drawn(&at, w_bits, false);
            if (round % 50 == 0 && i == n / 2)
                x = kom_num_of_double(0.1);
            kom_weighted_add(&a, &x, &w);
            kom_weighted_add(&b, &x, &w);
        }
        kom_weighted_sort(&a);
        kom_weighted_sort_wide(&b);
        n_small += a.small != NULL;
        kom_weighted_figure(&a, &f);
        kom_weighted_figure(&b, &g);
        assert_memory_equal(&f, &g, sizeof f);
        kom_weighted_sum_text(&a, &sum);
        kom_weighted_sum_text(&b, &wide);
        assert_true(kom_text_equal(kom_buf_view(&sum), kom_buf_view(&wide)));
        for (uint32_t p = 0; p <= 20; p++) {
            struct kom_num x = kom_weighted_quantile(&a, (struct kom_share){p, 20}),
                           y = kom_weighted_quantile(&b, (struct kom_share){p, 20});
            assert_int_equal(kom_num_order(&x, &y), 0);
            assert_int_equal(x.scale, y.scale);
            assert_int_equal(x.is_exact, y.is_exact);
        }
        kom_buf_fini(&sum);
        kom_buf_fini(&wide);
        kom_weighted_fini(&a);
        kom_weighted_fini(&b);
    }
    assert_in_range(n_small, 200, 500);
}

static void fill_sums(struct kom_exact *sums, const char *const *text, size_t n) {
    for (size_t i = 0; i < n; i++) {
        struct kom_num x = number(text[i]);
        kom_exact_add(sums, &x);
    }
}

/* Groups 1 3 and 2 6 and an empty one: by hand means 2, 4, all 3; ssb 4, ssw 2 + 8 =
 * 10, F 4 / (10 / 2). */
static void between_groups(void **state) {
    (void)state;
    static const char *const a[] = {"1.0", "3"}, *const b[] = {"2", "6.000"},
                             *const c[] = {"2", "2"};
    struct kom_exact sums[4] = {{.n = 0}};
    const struct kom_exact *three[] = {&sums[0], &sums[1], &sums[2]},
                           *flat[] = {&sums[3], &sums[0]};
    struct kom_between out;
    fill_sums(&sums[0], a, 2);
    fill_sums(&sums[1], b, 2);
    fill_sums(&sums[3], c, 2);
    assert_int_equal(kom_between_make(three, 3, &out, NULL), KOM_OK);
    assert_int_equal(out.n, 4);
    assert_int_equal(out.n_groups, 2);
    kom_assert_digits(out.ss_between, 4, 17);
    kom_assert_digits(out.ss_within, 10, 17);
    kom_assert_digits(out.statistic, 0.8, 17);
    kom_assert_digits(out.icc, (4 - 5) / (4.0 + 5), 15);
    assert_int_equal(kom_between_make(flat, 2, &out, NULL), KOM_OK);
    kom_assert_digits(out.ss_between, 0, 17); /* equal means: exactly 0 */
    kom_assert_digits(out.statistic, 0, 17);
    assert_int_equal(kom_between_make(flat, 1, &out, NULL), KOM_OK);
    kom_assert_digits(out.ss_within, 0, 17);
    assert_true(isnan(out.statistic));
    assert_int_equal(kom_between_make(flat, 0, &out, NULL), KOM_OK);
    assert_int_equal(out.n, 0);
    for (size_t i = 0; i < 4; i++)
        kom_exact_fini(&sums[i]);
}

static uint32_t intern(struct kom_groups *g, const char *a, const char *b) {
    struct kom_buf key = {0};
    kom_group_add_part(&key, kom_text_of(a));
    if (b)
        kom_group_add_part(&key, kom_text_of(b));
    else
        kom_group_add_total(&key);
    uint32_t group = kom_groups_intern(g, kom_buf_view(&key));
    kom_buf_fini(&key);
    return group;
}

static void groups_keep_apart(void **state) {
    (void)state;
    struct kom_groups g = {0};
    struct kom_group_part part[2];
    char name[16];
    assert_int_equal(intern(&g, "a", "bc"), 0);
    assert_int_equal(intern(&g, "ab", "c"), 1);
    assert_int_equal(intern(&g, "a", NULL), 2);
    assert_int_equal(intern(&g, "a", "after"), 3);
    assert_int_equal(intern(&g, "a", "before"), 4);
    assert_int_equal(intern(&g, "a", "bc"), 0);
    uint32_t *order = kom_groups_sorted(&g, 2);
    static const uint32_t expected[] = {4, 3, 0, 2, 1};
    assert_non_null(order);
    assert_memory_equal(order, expected, sizeof expected);
    kom_free(order);
    kom_group_parts(kom_groups_key(&g, 2), part, 2);
    assert_true(part[1].is_total && kom_text_is(part[0].text, "a"));
    const struct kom_text total = kom_groups_key(&g, 2), plain = kom_groups_key(&g, 0);
    assert_true(kom_group_has_parts(total, 2) && kom_group_has_parts(plain, 2));
    assert_false(kom_group_has_parts(plain, 1) || kom_group_has_parts(plain, 3));
    for (size_t n = 0; n < plain.n; n++)
        assert_false(kom_group_has_parts((struct kom_text){plain.p, n}, 2));
    for (int i = 0; i < 2000; i++) {
        struct kom_buf key = {name, 0, sizeof name, false};
        kom_buf_int(&key, i);
        kom_buf_byte(&key, '\0');
        assert_int_equal(intern(&g, name, "x"), 5 + i);
    }
    assert_int_equal(intern(&g, "1234", "x"), 5 + 1234);
    kom_groups_fini(&g);
}

static size_t below(uint64_t *at, uint64_t n) {
    return (size_t)kom_rng_below(7, 0, (*at)++, n);
}

/* A part of few letters, some of them of few bits, or a word that has a place of its own. */
static size_t odd_part(uint64_t *at, char text[32]) {
    static const char *const words[] = {"total", "before", "after", "", "afte", "after1", "befor"};
    static const unsigned char bytes[] = {0, 1, 2, 'a', 'b', 0xFF};
    size_t n = below(at, 12);
    if (below(at, 8) == 0) {
        const char *word = words[below(at, sizeof words / sizeof words[0])];
        memcpy(text, word, strlen(word));
        return strlen(word);
    }
    for (size_t i = 0; i < n; i++)
        text[i] = (char)bytes[below(at, sizeof bytes)];
    return n;
}

/* Many groups are sorted by bytes of their keys; each stands above the one before it when they are
   compared as few are, and is found again where all keys are distinct and some of them long. */
static void many_groups_are_in_order(void **state) {
    (void)state;
    enum { N = 3000, LONG = 300000 };
    uint64_t at = 0;
    char *text = kom_alloc(LONG, 1);
    assert_non_null(text);
    for (size_t n_parts = 0; n_parts <= 3; n_parts++) {
        for (size_t common = 0; common <= 20; common += 10) {
            struct kom_groups g = {0};
            struct kom_buf key = {0};
            for (int i = 0; i < N; i++) {
                kom_buf_reset(&key);
                for (size_t k = 0; k < n_parts; k++) {
                    memset(text, 'x', common);
                    size_t n = common + odd_part(&at, text + common);
                    if (k == 1 && below(&at, 16) == 0)
                        kom_group_add_total(&key);
                    else
                        kom_group_add_part(&key, (struct kom_text){text, i % 1000 ? n : LONG});
                }
                uint32_t group = kom_groups_intern(&g, kom_buf_view(&key));
                assert_int_equal(kom_groups_find(&g, kom_buf_view(&key)), group);
                assert_true(kom_text_equal(kom_groups_key(&g, group), kom_buf_view(&key)));
            }
            uint32_t *order = kom_groups_sorted(&g, n_parts);
            assert_non_null(order);
            for (size_t i = 1; i < g.n; i++)
                assert_true(kom_group_compare(kom_groups_key(&g, order[i - 1]),
                                              kom_groups_key(&g, order[i]), n_parts) <= 0);
            kom_free(order);
            kom_buf_fini(&key);
            kom_groups_fini(&g);
        }
    }
    kom_free(text);
}

/* Every allocation failing in turn: an error, and nothing lost (the sanitizer says so). */
/* No more threads have values of their own than said; others are as many as asked for. */
static void values_are_copied_seldom(void **state) {
    (void)state;
    for (unsigned n = 1; n <= 9; n++) {
        for (int keeps = 0; keeps < 2; keeps++) {
            const struct kom_summary plan = {.kom_column = -1,
                                             .flags = keeps ? KOM_STAT_VALUES : 0};
            struct kom_summary_crew crew;
            assert_int_equal(kom_summary_crew_init(&crew, &plan, n, NULL), KOM_OK);
            assert_int_equal(crew.n,
                             keeps && n > KOM_SUMMARY_MOST_COPIES ? KOM_SUMMARY_MOST_COPIES : n);
            kom_summary_crew_fini(&crew);
        }
    }
}

static void memory_runs_out(void **state) {
    (void)state;
    for (uint64_t n = 1; n < 40; n++) {
        struct kom_values v = {0}, merged = {0};
        struct kom_sorter sorter = {0};
        const struct kom_values *from[] = {&v, &v};
        uint64_t seed = 1;
        kom_mem_fail_after(n);
        for (int i = 0; i < 5000; i++) {
            struct kom_num x = draw(&seed, 6);
            kom_values_add(&v, &x, &sorter);
        }
        kom_values_seal(&v, &sorter);
        enum kom_status status = kom_values_merge(&merged, from, 2, &no_end, NULL);
        kom_mem_fail_after(0);
        assert_true(status || merged.failed || !v.failed);
        if (n < 5)
            assert_true(v.failed && status == KOM_ENOMEM);
        kom_values_fini(&v);
        kom_values_fini(&merged);
        kom_sorter_fini(&sorter);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nine_types),
        cmocka_unit_test(nine_types_where_ranks_are_whole),
        cmocka_unit_test(shape),
        cmocka_unit_test(shape_shifted),
        cmocka_unit_test(values_are_sorted),
        cmocka_unit_test(counts_beyond_32_bits),
        cmocka_unit_test(weights),
        cmocka_unit_test(short_weights_are_as_wide_ones),
        cmocka_unit_test(between_groups),
        cmocka_unit_test(groups_keep_apart),
        cmocka_unit_test(many_groups_are_in_order),
        cmocka_unit_test(values_are_copied_seldom),
        cmocka_unit_test(memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
