/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Permutation tests against published values and against brute force over all assignments. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "digits.h"
#include "dist.h"
#include "kom/permutation.h"
#include "mem.h"
#include "rng.h"

static const struct kom_permutation_plan plan = {9999, 1, .95};

static struct kom_permutation means(struct kom_sides sides, struct kom_permutation_plan p) {
    struct kom_permutation out;
    assert_int_equal(kom_permutation_means(sides, p, &out, NULL), KOM_OK);
    return out;
}

static struct kom_permutation pairs(struct kom_sides sides, struct kom_permutation_plan p) {
    struct kom_permutation out;
    assert_int_equal(kom_permutation_pairs(sides, p, &out, NULL), KOM_OK);
    return out;
}

/* Darwin's maize: Fisher 1935, section 21: of the 2^15 = 32,768 sums, 835 are above and 28 equal to
   the 314 seen; both tails 1726, p 5.267 per cent. Eighths of an inch, crossed less selfed. */
static void darwin(void **state) {
    (void)state;
    static const double zero[15] = {0};
    static const double d[] = {49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48};
    const struct kom_permutation t = pairs((struct kom_sides){zero, d, 15, 15}, plan);
    assert_true(t.is_enumerated && t.total == 32768);
    assert_int_equal(t.strict, 2 * 835);
    assert_int_equal(t.ties, 2 * 28);
    kom_assert_digits(t.test.p_value, 1726 / 32768.0, 15);
    kom_assert_digits(t.p_greater, 863 / 32768.0, 15);
    kom_assert_digits(t.p_less, (32768 - 835) / 32768.0, 15);
    kom_assert_digits(t.p_min, 2 / 32768.0, 15);
    kom_assert_digits(t.test.estimate, 314 / 15.0, 15);
}

/* Ernst 2004 (Statistical Science 19:676), section 2: new 37 49 55 57, traditional 23 31 46; 2 of
   35 assignments have a sum of the new of at least 198, so one-sided 2 / 35 = .0571. */
static void ernst(void **state) {
    (void)state;
    static const double old[] = {23, 31, 46}, new[] = {37, 49, 55, 57};
    const struct kom_permutation t = means((struct kom_sides){old, new, 3, 4}, plan);
    assert_true(t.is_enumerated && t.total == 35);
    kom_assert_digits(t.p_greater, 2 / 35.0, 15);
    kom_assert_digits(t.test.estimate, 49.5 - 100 / 3.0, 15);
    const struct kom_permutation u = means((struct kom_sides){new, old, 4, 3}, plan);
    kom_assert_digits(u.p_less, 2 / 35.0, 15);
    kom_assert_digits(u.test.p_value, t.test.p_value, 15);
    kom_assert_digits(u.test.conf_low, -t.test.conf_high, 15);
    kom_assert_digits(u.test.conf_high, -t.test.conf_low, 15);
}

static double number(uint64_t world, uint64_t i) {
    const uint64_t mixed = (world * 2654435761u + i * 40503u + 17) * 2246822519u;
    return (double)(mixed >> 7 & 1023) * (world % 3 == 0 ? .1 : 1) -
           (double)(mixed >> 20 & (world % 2 == 0 ? 3 : 511));
}

enum { MAX_N = 10 };

/* Difference of means, `after` being the values whose bits are set, of x less shift for the first
   side's true members. */
static double difference(const double *x, int n, unsigned set) {
    double sum[2] = {0, 0}, many[2] = {0, 0};
    for (int i = 0; i < n; i++) {
        sum[set >> i & 1] += x[i];
        many[set >> i & 1]++;
    }
    return sum[1] / many[1] - sum[0] / many[0];
}

struct brute {
    int strict, ties, greater, less, total;
    double largest;
};

static void count(struct brute *b, double t, double seen) {
    const double near = 1e-7;
    b->strict += fabs(t) > fabs(seen) + near;
    b->ties += fabs(fabs(t) - fabs(seen)) <= near;
    b->greater += t >= seen - near;
    b->less += t <= seen + near;
    b->total++;
    b->largest = fmax(b->largest, fabs(t));
}

/* All assignments of the data with `shift` taken from the after values. */
static struct brute brute_means(const double *x, int n1, int n2, double shift) {
    double y[MAX_N];
    struct brute b = {0};
    for (int i = 0; i < n1 + n2; i++) {
        y[i] = x[i] - (i >= n1 ? shift : 0);
    }
    const double seen = difference(y, n1 + n2, ((1u << n2) - 1) << n1);
    for (unsigned set = 0; set < 1u << (n1 + n2); set++) {
        if (__builtin_popcount(set) == n2) {
            count(&b, difference(y, n1 + n2, set), seen);
        }
    }
    return b;
}

static struct brute brute_pairs(const double *d, int n, double shift) {
    struct brute b = {0};
    double seen = 0;
    for (int i = 0; i < n; i++) {
        seen += (d[i] - shift) / n;
    }
    for (unsigned set = 0; set < 1u << n; set++) {
        double t = 0;
        for (int i = 0; i < n; i++) {
            t += ((set >> i & 1) == 1 ? -1 : 1) * (d[i] - shift) / n;
        }
        count(&b, t, seen);
    }
    return b;
}

static void compare(const struct kom_permutation *t, const struct brute *b) {
    assert_true(t->is_enumerated);
    assert_int_equal(t->total, b->total);
    assert_int_equal(t->strict, b->strict);
    assert_int_equal(t->ties, b->ties);
    kom_assert_digits(t->test.p_value, (double)(b->strict + b->ties) / b->total, 15);
    kom_assert_digits(t->p_greater, (double)b->greater / b->total, 15);
    kom_assert_digits(t->p_less, (double)b->less / b->total, 15);
}

/* Just inside a limit the one-sided test does not reject, just outside it does. */
static void means_enumerated(void **state) {
    (void)state;
    for (uint64_t world = 0; world < 120; world++) {
        double x[MAX_N];
        const int n1 = 1 + (int)(world % 5), n2 = 1 + (int)(world / 5 % 5);
        const double level = world % 2 == 0 ? .8 : .95, tail = (1 - level) / 2;
        for (int i = 0; i < n1 + n2; i++) {
            x[i] = number(world, (uint64_t)i);
        }
        struct kom_permutation_plan p = plan;
        p.level = level;
        const struct kom_sides sides = {x, x + n1, (size_t)n1, (size_t)n2};
        const struct kom_permutation t = means(sides, p);
        struct brute b = brute_means(x, n1, n2, 0);
        compare(&t, &b);
        assert_true(t.p_min <= t.test.p_value && t.p_min >= 1.0 / b.total);
        if (isinf(t.test.conf_low)) {
            assert_true(1.0 / b.total > tail && isinf(t.test.conf_high));
            continue;
        }
        b = brute_means(x, n1, n2, t.test.conf_low + 1e-4);
        assert_true((double)b.greater / b.total > tail + 1e-12);
        b = brute_means(x, n1, n2, t.test.conf_low - 1e-4);
        assert_true((double)b.greater / b.total <= tail + 1e-12);
        b = brute_means(x, n1, n2, t.test.conf_high - 1e-4);
        assert_true((double)b.less / b.total > tail + 1e-12);
        b = brute_means(x, n1, n2, t.test.conf_high + 1e-4);
        assert_true((double)b.less / b.total <= tail + 1e-12);
    }
}

static void pairs_enumerated(void **state) {
    (void)state;
    for (uint64_t world = 0; world < 100; world++) {
        double d[MAX_N], zero[MAX_N] = {0};
        const int n = 1 + (int)(world % MAX_N);
        const double tail = .1;
        for (int i = 0; i < n; i++) {
            d[i] = number(world, (uint64_t)i);
        }
        struct kom_permutation_plan p = plan;
        p.level = .8;
        const struct kom_permutation t =
            pairs((struct kom_sides){zero, d, (size_t)n, (size_t)n}, p);
        struct brute b = brute_pairs(d, n, 0);
        if (b.largest > 0) {
            compare(&t, &b);
        }
        if (isnan(t.test.conf_low) || isinf(t.test.conf_low)) {
            assert_true(1.0 / b.total > tail || !(b.largest > 0));
            continue;
        }
        b = brute_pairs(d, n, t.test.conf_low + 1e-4);
        assert_true((double)b.greater / b.total > tail + 1e-12);
        b = brute_pairs(d, n, t.test.conf_low - 1e-4);
        assert_true((double)b.greater / b.total <= tail + 1e-12);
        b = brute_pairs(d, n, t.test.conf_high - 1e-4);
        assert_true((double)b.less / b.total > tail + 1e-12);
        b = brute_pairs(d, n, t.test.conf_high + 1e-4);
        assert_true((double)b.less / b.total <= tail + 1e-12);
    }
}

/* 13 and 13 values: choose(26, 13) = 10,400,600 is too many. The drawn p lies within 4.5 standard
   errors of Welch's, which for such values is near enough; draws repeat, and differ by seed. */
static void drawn(void **state) {
    (void)state;
    double x[26], zero[26] = {0};
    for (int i = 0; i < 26; i++) {
        x[i] = (i * 7 % 26) + (i >= 13 ? 5 : 0);
    }
    const struct kom_sides sides = {x, x + 13, 13, 13};
    const struct kom_permutation t = means(sides, plan), again = means(sides, plan);
    assert_true(!t.is_enumerated && t.total == 10000);
    assert_true(t.strict == again.strict && t.ties == again.ties);
    kom_assert_digits(t.test.conf_low, again.test.conf_low, 17);
    kom_assert_digits(t.p_min, 1e-4, 15);
    const struct kom_permutation other = means(sides, (struct kom_permutation_plan){9999, 2, .95});
    assert_true(other.strict != t.strict);
    double mean[2] = {0, 0}, square[2] = {0, 0};
    for (int i = 0; i < 26; i++) {
        mean[i >= 13] += x[i] / 13;
    }
    for (int i = 0; i < 26; i++) {
        square[i >= 13] += (x[i] - mean[i >= 13]) * (x[i] - mean[i >= 13]);
    }
    const struct kom_test welch =
        kom_welch((struct kom_sample){13, mean[0], sqrt(square[0] / 12)},
                  (struct kom_sample){13, mean[1], sqrt(square[1] / 12)}, .95);
    const double p = welch.p_value;
    assert_true(fabs(t.test.p_value - p) < 4.5 * sqrt(p * (1 - p) / 10000) + .003);
    assert_true(fabs(t.test.conf_low - welch.conf_low) < .4);
    assert_true(fabs(t.test.conf_high - welch.conf_high) < .4);
    for (int i = 0; i < 26; i++) { /* so far apart that only the data are so extreme */
        x[i] += i >= 13 ? 100 : 0;
    }
    const struct kom_permutation u = means(sides, plan);
    assert_true(u.strict == 0 && u.ties == 1);
    kom_assert_digits(u.test.p_value, 1e-4, 15);
    const struct kom_permutation s = pairs((struct kom_sides){zero, x, 26, 26}, plan);
    assert_true(!s.is_enumerated && s.strict == 0 && s.ties == 1); /* all positive: only the data */
    kom_assert_digits(s.test.p_value, 1e-4, 15);
}

/* Draws as permutation.h says, one step after the other: more steps than are taken at once, and a
   rest. Whole numbers, so that counts are exact. */
static void drawn_step_by_step(void **state) {
    (void)state;
    enum { N = 700, FEW = 301, DRAWS = 200 };
    static double x[N];
    size_t place[N];
    double total = 0, seen = 0;
    int64_t strict = 0, ties = 1;
    for (size_t i = 0; i < N; i++) {
        x[i] = (double)kom_rng_below(3, 0, i, 50) + (i >= N - FEW ? 2 : 0);
        total += x[i];
        seen += i >= N - FEW ? x[i] : 0;
    }
    for (uint64_t d = 0; d < DRAWS; d++) {
        double sum = 0;
        for (size_t i = 0; i < N; i++) { /* the smaller side comes first */
            place[i] = i < FEW ? N - FEW + i : i - FEW;
        }
        for (size_t i = 0; i < FEW; i++) {
            const size_t j = i + (size_t)kom_rng_below(9, d, i, N - i), chosen = place[j];
            place[j] = place[i];
            place[i] = chosen;
            sum += x[chosen];
        }
        const double size = fabs(N * sum - FEW * total), limit = fabs(N * seen - FEW * total);
        strict += size > limit;
        ties += !(size > limit) && !(size < limit);
    }
    const struct kom_sides sides = {x, x + N - FEW, N - FEW, FEW};
    const struct kom_permutation t = means(sides, (struct kom_permutation_plan){DRAWS, 9, .95});
    assert_true(!t.is_enumerated && strict > 0);
    assert_int_equal(t.strict, strict);
    assert_int_equal(t.ties, ties);
}

/* A world small enough to enumerate, drawn 200,000 times by making it too large: 23 pairs of which
   13 do not differ have the distribution of the other 10. */
static void drawn_is_enumerated(void **state) {
    (void)state;
    double d[23] = {0}, zero[23] = {0};
    for (int i = 0; i < 10; i++) {
        d[i] = number(1, (uint64_t)i) + 60;
    }
    const struct brute b = brute_pairs(d, 10, 0);
    const double p = (double)(b.strict + b.ties) / b.total;
    const struct kom_permutation t =
        pairs((struct kom_sides){zero, d, 23, 23}, (struct kom_permutation_plan){200000, 5, .95});
    assert_true(!t.is_enumerated);
    assert_true(p > 0 && p < 1 && fabs(t.test.p_value - p) < 4.5 * sqrt(p * (1 - p) / 200000));
}

/* 22 pairs are 4,194,304 sign changes, 24 values 2,704,156 choices: all of them. */
static void largest_enumerations(void **state) {
    (void)state;
    double x[24], zero[24] = {0};
    for (int i = 0; i < 24; i++) {
        x[i] = number(4, (uint64_t)i);
    }
    const struct kom_permutation t = means((struct kom_sides){x, x + 12, 12, 12}, plan);
    assert_true(t.is_enumerated && t.total == 2704156);
    assert_true(t.test.conf_low <= t.test.estimate && t.test.estimate <= t.test.conf_high);
    const struct kom_permutation s = pairs((struct kom_sides){zero, x, 22, 22}, plan);
    assert_true(s.is_enumerated && s.total == 4194304);
    assert_true(s.test.conf_low <= s.test.estimate && s.test.estimate <= s.test.conf_high);
}

/* Whole numbers are added and compared without rounding: one enormous value among small ones, and
   all of them at a high level, leave the ties of the small ones as they are. By sums of 64-bit
   numbers. */
static void whole_numbers_are_exact(void **state) {
    (void)state;
    enum { FEW = 4, ALL = 9 };
    for (uint64_t world = 0; world < 60; world++) {
        int64_t x[ALL], total = 0;
        double value[ALL];
        for (int i = 0; i < ALL; i++) {
            x[i] = (int64_t)(number(world * 2 + 1, (uint64_t)i)) % 7;
            x[i] += world % 2 == 0 && i == 5 ? 400000000000000 : world % 2 == 1 ? 400000000000 : 0;
            total += x[i];
            value[i] = (double)x[i];
        }
        int far = 0, all = 0;
        int64_t seen = 0;
        for (int i = ALL - FEW; i < ALL; i++) {
            seen += ALL * x[i];
        }
        for (unsigned set = 0; set < 1u << ALL; set++) {
            int64_t sum = 0;
            for (int i = 0; i < ALL; i++) {
                sum += (set >> i & 1) == 1 ? ALL * x[i] : 0;
            }
            if (__builtin_popcount(set) == FEW) {
                all++;
                far += llabs(sum - FEW * total) >= llabs(seen - FEW * total);
            }
        }
        const struct kom_sides sides = {value, value + ALL - FEW, ALL - FEW, FEW};
        kom_assert_digits(means(sides, plan).test.p_value, (double)far / all, 15);
    }
}

/* A limit that is 0 is 0, and not what rounding about the mean left of it. */
static void limits_are_exact(void **state) {
    (void)state;
    static const double before[] = {2, 9, 12, 9, 6, 12}, after[] = {4, 4, 2, 8, 4, 3};
    const struct kom_permutation t = means((struct kom_sides){before, after, 6, 6}, plan);
    kom_assert_digits(t.test.p_value, 48 / 924.0, 15); /* 0.05195 */
    assert_true(fabs(t.test.conf_high) < 1e-300);
}

static void edges(void **state) {
    (void)state;
    static const double same[] = {.1, .1, .1}, odd[] = {1, (double)INFINITY, 2};
    struct kom_permutation t = means((struct kom_sides){same, same, 2, 3}, plan);
    kom_assert_digits(t.test.p_value, 1, 17);
    kom_assert_digits(t.p_min, 1, 17);
    assert_true(isnan(t.test.conf_low) && t.ties == 10 && t.strict == 0);
    t = pairs((struct kom_sides){same, same, 3, 3}, plan);
    kom_assert_digits(t.test.p_value, 1, 17);
    assert_true(isnan(means((struct kom_sides){same, odd, 3, 3}, plan).test.p_value));
    assert_true(isnan(pairs((struct kom_sides){same, odd, 3, 3}, plan).test.p_value));
    assert_true(isnan(pairs((struct kom_sides){same, odd, 2, 3}, plan).test.p_value));
    assert_true(isnan(means((struct kom_sides){same, odd, 0, 3}, plan).test.p_value));
    double many[30] = {0};
    many[3] = 1;
    assert_true(isnan(
        means((struct kom_sides){many, many, 30, 30}, (struct kom_permutation_plan){0, 1, .95})
            .test.p_value));
    struct kom_permutation out;
    for (uint64_t fails = 1; fails < 20; fails++) {
        kom_mem_fail_after(fails);
        const enum kom_status m =
            kom_permutation_means((struct kom_sides){odd, many + 3, 1, 4}, plan, &out, NULL);
        kom_mem_fail_after(fails);
        const enum kom_status p =
            kom_permutation_pairs((struct kom_sides){many, many + 3, 4, 4}, plan, &out, NULL);
        kom_mem_fail_after(0);
        assert_true(m == (fails <= 14 ? KOM_ENOMEM : KOM_OK));
        assert_true(p == (fails <= 2 ? KOM_ENOMEM : KOM_OK));
    }
}

static int setup(void **state) {
    (void)state;
    kom_stat_init();
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(darwin),
        cmocka_unit_test(ernst),
        cmocka_unit_test(means_enumerated),
        cmocka_unit_test(pairs_enumerated),
        cmocka_unit_test(drawn),
        cmocka_unit_test(drawn_is_enumerated),
        cmocka_unit_test(largest_enumerations),
        cmocka_unit_test(drawn_step_by_step),
        cmocka_unit_test(whole_numbers_are_exact),
        cmocka_unit_test(limits_are_exact),
        cmocka_unit_test(edges),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
