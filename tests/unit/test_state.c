/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of a state: any bytes and numbers come back as they went, damaged fields are noticed, and
   exact sums do not show how they were added. */
#include <float.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "exact.h"
#include "num.h"
#include "rng.h"
#include "state.h"
#include "state_merge.h"

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

/* ---- sorted lines of several states ---- */

enum { SOURCES = 7, KEYS_MAX = 40 };

/* Lines in memory, each "buyer", a key, the number of the source. */
struct kept {
    char text[KEYS_MAX * 40];
    size_t n, at;
};

static enum kom_status next_of(void *context, struct kom_state_in *line, bool *has_one,
                               struct kom_error *err) {
    struct kept *k = context;
    (void)err;
    *has_one = k->at < k->n;
    if (!*has_one)
        return KOM_OK;
    const char *end = memchr(k->text + k->at, '\n', k->n - k->at);
    *line = (struct kom_state_in){k->text + k->at, (size_t)(end - k->text) - k->at, false};
    k->at += line->n + 1;
    return KOM_OK;
}

/* Keys that share long beginnings, and some that another begins. */
static const char *key_of(unsigned i, char room[40]) {
    static const char *const begins[] = {"", "a", "abcdefgh", "abcdefghijklmnop",
                                         "abcdefghijklmnopq"};
    (void)snprintf(room, 40, "%s%.*s%u", begins[i % 5], (int)(i % 3), "zz", i / 15);
    return room;
}

static int by_text(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void add_source(struct kom_state_merge *m, struct kept *k, uint32_t number) {
    const struct kom_state_lines lines = {.next = next_of, .context = k};
    struct kom_state_in first;
    bool has_one;
    assert_int_equal(next_of(k, &first, &has_one, NULL), KOM_OK);
    if (!has_one)
        return;
    assert_true(kom_text_is(kom_state_take(&first), "buyer"));
    assert_int_equal(kom_state_merge_add(m, &lines, &first, number, NULL), KOM_OK);
}

/* Some keys of all, in order, for one source. */
static void draw(struct kept *k, char *const *all, size_t n, uint32_t source, uint64_t round) {
    *k = (struct kept){.n = 0};
    for (size_t i = 0; i < n; i++)
        if (kom_rng_below(3, round, source * 64 + i, 4) < source % 4)
            k->n += (size_t)snprintf(k->text + k->n, sizeof k->text - k->n, "buyer\t%s\t%u\n",
                                     all[i], source);
}

static void lines_of_many_come_in_order(void **state) {
    static char room[KEYS_MAX][40];
    char *all[KEYS_MAX];
    static struct kept kept[SOURCES];
    (void)state;
    for (unsigned i = 0; i < KEYS_MAX; i++)
        all[i] = (char *)(uintptr_t)key_of(i, room[i]);
    qsort(all, KEYS_MAX, sizeof *all, by_text);
    for (uint64_t round = 0; round < 50; round++) {
        struct kom_state_merge m = {.tag = "buyer", .label = "sales"};
        for (uint32_t s = 0; s < SOURCES; s++) {
            draw(&kept[s], all, KEYS_MAX, s, round);
            add_source(&m, &kept[s], s);
        }
        for (size_t i = 0; i < KEYS_MAX; i++) {
            bool is_first = true;
            for (uint32_t s = 0; s < SOURCES; s++) {
                struct kom_state_source *line;
                bool is_new;
                if (kom_rng_below(3, round, s * 64 + i, 4) >= s % 4)
                    continue;
                assert_int_equal(kom_state_merge_next(&m, &line, &is_new, NULL), KOM_OK);
                assert_non_null(line);
                assert_true(kom_text_is(line->key, all[i]));
                assert_int_equal(line->number, s);
                assert_int_equal(kom_state_take_whole(&line->in), s);
                assert_int_equal(is_new, is_first);
                is_first = false;
            }
        }
        struct kom_state_source *line;
        bool is_new;
        for (int again = 0; again < 2; again++) {
            assert_int_equal(kom_state_merge_next(&m, &line, &is_new, NULL), KOM_OK);
            assert_null(line);
        }
        kom_state_merge_fini(&m);
    }
}

/* How the second line of a source is taken. */
static enum kom_status second_of(const char *text) {
    struct kom_state_merge m = {.tag = "buyer", .label = "sales"};
    struct kept k = {.n = strlen(text)};
    struct kom_state_source *line;
    bool is_new;
    memcpy(k.text, text, k.n);
    add_source(&m, &k, 0);
    assert_int_equal(kom_state_merge_next(&m, &line, &is_new, NULL), KOM_OK);
    const enum kom_status status = kom_state_merge_next(&m, &line, &is_new, NULL);
    kom_state_merge_fini(&m);
    return status;
}

static void what_is_not_sorted_is_damaged(void **state) {
    (void)state;
    assert_int_equal(second_of("buyer\ta\nbuyer\tb\n"), KOM_OK);
    assert_int_equal(second_of("buyer\tb\nbuyer\ta\n"), KOM_EDATA);
    assert_int_equal(second_of("buyer\ta\nbuyer\ta\n"), KOM_EDATA);
    assert_int_equal(second_of("buyer\tabcdefghijklmnopqb\nbuyer\tabcdefghijklmnopqa\n"),
                     KOM_EDATA);
    assert_int_equal(second_of("buyer\ta\natom\tb\n"), KOM_EDATA);
    assert_int_equal(second_of("buyer\ta\nbuyer\n"), KOM_EDATA);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_bytes_are_a_field),
        cmocka_unit_test(numbers_come_back),
        cmocka_unit_test(damaged_fields_are_noticed),
        cmocka_unit_test(sums_do_not_show_their_order),
        cmocka_unit_test(lines_of_many_come_in_order),
        cmocka_unit_test(what_is_not_sorted_is_damaged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
