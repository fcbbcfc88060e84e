/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wide integers against Python's (tables/make.py). */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "rows.h"
#include "wide.h"

static struct kom_wide from_hex(struct kom_text t) {
    struct kom_wide w, digit;
    bool minus = t.n && t.p[0] == '-';
    kom_wide_zero(&w);
    for (size_t i = minus; i < t.n; i++) {
        kom_wide_shift_left(&w, 4);
        kom_wide_from_u64(&digit, (uint64_t)(t.p[i] <= '9' ? t.p[i] - '0' : t.p[i] - 'a' + 10));
        kom_wide_add(&w, &digit);
    }
    w.negative = w.n && minus;
    return w;
}

static bool same(const struct kom_wide *a, const struct kom_wide *b) {
    return a->n == b->n && a->negative == b->negative &&
           memcmp(a->limb, b->limb, a->n * sizeof a->limb[0]) == 0;
}

static unsigned small(const struct kom_wide *w) {
    return w->n ? (unsigned)w->limb[0] : 0;
}

/* False when the operation gives no wide integer; `got` is its result otherwise. */
static bool operate(struct kom_text op, const struct kom_wide *a, const struct kom_wide *b,
                    struct kom_wide *got) {
    kom_wide_copy(got, a);
    if (kom_text_is(op, "add"))
        kom_wide_add(got, b);
    else if (kom_text_is(op, "sub"))
        kom_wide_sub(got, b);
    else if (kom_text_is(op, "mul"))
        kom_wide_mul(got, a, b);
    else if (kom_text_is(op, "shift"))
        kom_wide_shift_left(got, small(b));
    else if (kom_text_is(op, "pow10"))
        kom_wide_mul_pow10(got, small(b));
    else if (kom_text_is(op, "quotient"))
        kom_wide_divide(got, NULL, a, b);
    else if (kom_text_is(op, "remainder"))
        kom_wide_divide(NULL, got, a, b);
    else if (kom_text_is(op, "compare"))
        kom_wide_from_i128(got, kom_wide_compare(a, b));
    else
        return false;
    return true;
}

static void python_agrees(void **state) {
    (void)state;
    struct rows rows = rows_open("wide.txt");
    while (rows_next(&rows, 1400)) {
        struct kom_wide a = from_hex(rows.cell[1]), b = from_hex(rows.cell[2]), got;
        bool ok;
        if (operate(rows.cell[0], &a, &b, &got)) {
            struct kom_wide expected = from_hex(rows.cell[3]);
            ok = same(&got, &expected);
        } else {
            bool root = kom_text_is(rows.cell[0], "sqrt");
            ok = rows_same(root ? kom_wide_ratio_sqrt(&a, &b) : kom_wide_ratio(&a, &b),
                           rows_double(rows.cell[3]));
        }
        if (!ok)
            fail_msg("row %zu: %.*s", rows.n_rows, (int)rows.cell[0].n, rows.cell[0].p);
    }
}

/* a = a / b * b + a % b, for operands that meet the rare branch of Knuth's step D6. */
static void division_comes_back(void **state) {
    (void)state;
    struct kom_wide a, b, q, r, back;
    uint64_t seed = 7;
    for (int i = 0; i < 20000; i++) {
        uint64_t limb[8];
        for (int j = 0; j < 8; j++) {
            seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
            limb[j] = seed >> 62 == 0   ? 0
                      : seed >> 62 == 1 ? UINT64_MAX
                      : seed >> 62 == 2 ? UINT64_C(1) << 63
                                        : seed;
        }
        limb[7] |= 1;
        kom_wide_from_limbs(&a, limb, 5 + (size_t)(i % 3));
        kom_wide_from_limbs(&b, limb + 5 - i % 4, 3);
        if (b.n == 0)
            continue;
        kom_wide_divide(&q, &r, &a, &b);
        assert_true(kom_wide_compare(&r, &b) < 0);
        kom_wide_mul(&back, &q, &b);
        kom_wide_add(&back, &r);
        assert_true(same(&back, &a));
    }
}

static void doubles_come_apart(void **state) {
    (void)state;
    static const double values[] = {
        0.0, 1.0, -1.5, 0x1p-1074, 0x1.fffffffffffffp1023, -0x1.0000000000001p-1022, 0.1};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        struct kom_wide w, one, num, den;
        int e;
        kom_wide_from_double(&w, &e, values[i]);
        kom_wide_from_u64(&one, 1);
        kom_wide_copy(&num, &w);
        kom_wide_copy(&den, &one);
        kom_wide_shift_left(e > 0 ? &num : &den, (unsigned)(e > 0 ? e : -e));
        assert_true(rows_same(kom_wide_ratio(&num, &den), values[i]));
    }
}

/* What a result that has no room does, in a process of its own. */
static bool fails(void (*overflow)(struct kom_wide *)) {
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        const struct rlimit none = {0, 0};
        struct kom_wide w;
        (void)setrlimit(RLIMIT_CORE, &none);
        (void)close(STDERR_FILENO);
        (void)signal(SIGABRT, SIG_DFL);
        kom_wide_from_u64(&w, UINT64_MAX);
        kom_wide_shift_left(&w, 64 * (KOM_WIDE_LIMBS - 1)); /* just fits */
        overflow(&w);
        _exit(0);
    }
    return child > 0 && waitpid(child, &status, 0) == child && WIFSIGNALED(status) &&
           WTERMSIG(status) == SIGABRT;
}

static void shifted(struct kom_wide *w) {
    kom_wide_shift_left(w, 1);
}

static void added(struct kom_wide *w) {
    struct kom_wide same;
    kom_wide_copy(&same, w);
    kom_wide_add(w, &same);
}

static void multiplied(struct kom_wide *w) {
    kom_wide_mul_pow10(w, 1);
}

static void squared(struct kom_wide *w) {
    struct kom_wide square;
    kom_wide_mul(&square, w, w);
}

static void divided_by_nothing(struct kom_wide *w) {
    struct kom_wide zero;
    kom_wide_zero(&zero);
    kom_wide_divide(NULL, NULL, w, &zero);
}

static void kept(struct kom_wide *w) {
    struct kom_wide one, product;
    kom_wide_from_u64(&one, 1);
    kom_wide_mul(&product, w, &one);
    kom_wide_mul_u64(w, 1);
    kom_wide_sub(w, &one);
    kom_wide_shift_left(w, 0);
}

static void no_bit_is_lost_in_silence(void **state) {
    (void)state;
    assert_false(fails(kept));
    assert_true(fails(shifted));
    assert_true(fails(added));
    assert_true(fails(multiplied));
    assert_true(fails(squared));
    assert_true(fails(divided_by_nothing));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(python_agrees),
        cmocka_unit_test(division_comes_back),
        cmocka_unit_test(doubles_come_apart),
        cmocka_unit_test(no_bit_is_lost_in_silence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
