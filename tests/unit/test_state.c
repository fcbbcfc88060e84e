/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of a state: any bytes and numbers come back as they went, damaged fields are noticed, and
   exact sums do not show how they were added. */
#include <float.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "exact.h"
#include "num.h"
#include "rng.h"
#include "state.h"

static enum kom_status keep(void *context, struct kom_text bytes, struct kom_error *err) {
    struct kom_buf *buf = context;
    (void)err;
    kom_buf_text(buf, bytes);
    return buf->failed ? KOM_ENOMEM : KOM_OK;
}

/* A line that is written, and read again. */
struct line {
    struct kom_buf bytes;
    struct kom_state_out out;
    struct kom_state_in in;
};

static void begin(struct line *l) {
    *l = (struct line){.bytes = {0}};
    l->out.put = keep;
    l->out.context = &l->bytes;
    assert_int_equal(kom_state_start(&l->out, NULL), KOM_OK);
    kom_state_tag(&l->out, "tag");
}

static void turn(struct line *l) {
    assert_int_equal(kom_state_line(&l->out, NULL), KOM_OK);
    assert_int_equal(kom_state_flush(&l->out, NULL), KOM_OK);
    assert_true(l->bytes.n > 0 && l->bytes.p[l->bytes.n - 1] == '\n');
    for (size_t i = 0; i + 1 < l->bytes.n; i++)
        assert_true(l->bytes.p[i] != '\n');
    l->in = (struct kom_state_in){l->bytes.p, l->bytes.n - 1, false};
    assert_true(kom_text_is(kom_state_take(&l->in), "tag"));
}

static void end(struct line *l) {
    assert_false(l->in.has_failed);
    assert_false(kom_state_has_more(&l->in));
    kom_state_out_fini(&l->out);
    kom_buf_fini(&l->bytes);
}

static void any_bytes_are_a_field(void **state) {
    (void)state;
    for (uint64_t i = 0; i < 2000; i++) {
        char text[40];
        const size_t n = (size_t)kom_rng_below(1, 1, i, sizeof text);
        for (size_t k = 0; k < n; k++)
            text[k] = (char)kom_rng_below(1, 2 + i, k, i % 2 ? 256 : 20);
        struct line l;
        begin(&l);
        kom_state_text(&l.out, (struct kom_text){text, n});
        kom_state_text(&l.out, (struct kom_text){"", 0});
        turn(&l);
        assert_true(kom_text_equal(kom_state_take(&l.in), (struct kom_text){text, n}));
        assert_int_equal(kom_state_take(&l.in).n, 0);
        end(&l);
    }
}

static void numbers_come_back(void **state) {
    static const double reals[] = {
        0.1, -1e300, DBL_MIN, DBL_TRUE_MIN, DBL_MAX, 1e22, 123456789012345680000.0};
    static const int64_t wholes[] = {0, -1, 1, INT64_MAX, INT64_MIN, 1250, -100};
    (void)state;
    struct line l;
    begin(&l);
    for (size_t i = 0; i < sizeof reals / sizeof reals[0]; i++)
        kom_state_number(&l.out, &(struct kom_num){.real = reals[i]});
    for (size_t i = 0; i < sizeof wholes / sizeof wholes[0]; i++)
        kom_state_signed(&l.out, wholes[i]);
    kom_state_whole(&l.out, UINT64_MAX);
    kom_state_bits(&l.out, UINT64_MAX);
    kom_state_bits(&l.out, 0);
    kom_state_bits(&l.out, UINT64_C(0x123456789abcdef));
    kom_state_number(&l.out, &(struct kom_num){.mantissa = -1250, .scale = 4, .is_exact = true});
    turn(&l);
    for (size_t i = 0; i < sizeof reals / sizeof reals[0]; i++) {
        const struct kom_num x = kom_state_take_number(&l.in);
        assert_false(x.is_exact);
        assert_memory_equal(&x.real, &reals[i], sizeof x.real);
    }
    for (size_t i = 0; i < sizeof wholes / sizeof wholes[0]; i++)
        assert_true(kom_state_take_signed(&l.in) == wholes[i]);
    assert_true(kom_state_take_whole(&l.in) == UINT64_MAX);
    assert_true(kom_state_take_bits(&l.in) == UINT64_MAX);
    assert_true(kom_state_take_bits(&l.in) == 0);
    assert_true(kom_state_take_bits(&l.in) == UINT64_C(0x123456789abcdef));
    const struct kom_num x = kom_state_take_number(&l.in);
    assert_true(x.is_exact && x.mantissa == -125 && x.scale == 3);
    end(&l);
}

static void damaged_fields_are_noticed(void **state) {
    static const char *const wrong[] = {"x",    "",     "-",   "1x",  "18446744073709551616",
                                        "1/",   "1/19", "1/x", "/2",  "~",
                                        "~x",   "~-",   "\\",  "\\q", "\\x1",
                                        "\\xg0"};
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char bytes[32];
        const size_t n = strlen(wrong[i]);
        memcpy(bytes, wrong[i], n + 1);
        struct kom_state_in in = {bytes, n, false};
        if (wrong[i][0] == '\\')
            (void)kom_state_take(&in);
        else
            (void)kom_state_take_number(&in);
        if (!in.has_failed)
            fail_msg("not noticed: %s", wrong[i]);
    }
    struct kom_state_in none = {NULL, 0, false};
    (void)kom_state_take_signed(&none);
    assert_true(none.has_failed);
}

/* Numbers of all sizes, in another order each time: one text, and the same sums. */
static void sums_do_not_show_their_order(void **state) {
    enum { N = 60, ORDERS = 20 };
    static const int64_t odd[] = {
        1, 999999999999999999, -999999999999999999, 123456789012345678, 5, -25};
    struct kom_num number[N];
    struct kom_buf first = {0};
    (void)state;
    for (uint64_t i = 0; i < N; i++) {
        const int64_t mantissa = odd[kom_rng_below(3, 1, i, 6)];
        number[i] = (struct kom_num){
            .mantissa = mantissa, .scale = (int8_t)kom_rng_below(3, 2, i, 19), .is_exact = true};
        if (i % 20 == 7)
            number[i] = (struct kom_num){.real = i % 40 == 7 ? 1e200 : -DBL_TRUE_MIN};
    }
    for (uint64_t order = 0; order < ORDERS; order++) {
        struct kom_exact sum = {0}, half = {0}, back = {0};
        for (size_t i = N; i > 1; i--) {
            const size_t k = (size_t)kom_rng_below(4, order, i, i);
            const struct kom_num swap = number[i - 1];
            number[i - 1] = number[k];
            number[k] = swap;
        }
        for (size_t i = 0; i < N; i++)
            kom_exact_add(i % 3 ? &sum : &half, &number[i]);
        kom_exact_merge(&sum, &half);
        struct line l;
        begin(&l);
        kom_exact_save(&sum, &l.out);
        turn(&l);
        kom_exact_load(&back, &l.in);
        assert_false(l.in.has_failed);
        assert_true(kom_exact_n(&back) == N);
        const double a[] = {kom_exact_sum(&sum), kom_exact_mean(&sum), kom_exact_variance(&sum)},
                     b[] = {kom_exact_sum(&back), kom_exact_mean(&back), kom_exact_variance(&back)};
        assert_memory_equal(a, b, sizeof a);
        end(&l);
        begin(&l);
        kom_exact_save(&back, &l.out);
        assert_int_equal(kom_state_line(&l.out, NULL), KOM_OK);
        assert_int_equal(kom_state_flush(&l.out, NULL), KOM_OK);
        if (order == 0)
            kom_buf_text(&first, kom_buf_view(&l.bytes));
        assert_true(kom_text_equal(kom_buf_view(&first), kom_buf_view(&l.bytes)));
        kom_state_out_fini(&l.out);
        kom_buf_fini(&l.bytes);
        kom_exact_fini(&sum);
        kom_exact_fini(&half);
        kom_exact_fini(&back);
    }
    kom_buf_fini(&first);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_bytes_are_a_field),
        cmocka_unit_test(numbers_come_back),
        cmocka_unit_test(damaged_fields_are_noticed),
        cmocka_unit_test(sums_do_not_show_their_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
