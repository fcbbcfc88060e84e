/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns asked for, values of cells, rows set aside, and the same result from any number of
 * threads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "extract.h"

static struct kom_error err;

static void open_text(struct kom_extract *x, const char *csv, const struct kom_reading *reading) {
    if (kom_extract_open_memory(x, "made.csv", kom_text_of(csv), reading, &err))
        fail_msg("%s", err.text);
}

static void columns_by_name(void **state) {
    (void)state;
    const struct kom_reading reading = {0};
    struct kom_extract x;
    int kom, amount, again, absent;
    open_text(&x,
              "Bel\xc3\xb8"
              "b,Kommunekode,extra\n1,101,x\n",
              &reading);
    assert_int_equal(kom_extract_need(&x, "kom", KOM_KIND_TEXT, &kom, &err), KOM_OK);
    assert_int_equal(kom_extract_want(&x, "amount", KOM_KIND_NUMBER, &amount, &err), KOM_OK);
    assert_int_equal(kom_extract_want(&x, "Kommunekode", KOM_KIND_TEXT, &again, &err), KOM_OK);
    assert_int_equal(kom_extract_want(&x, "hours", KOM_KIND_NUMBER, &absent, &err), KOM_OK);
    assert_int_equal(again, kom);
    assert_int_equal(amount, 1);
    assert_true(absent < 0);
    assert_int_equal(kom_extract_need(&x, "hours", KOM_KIND_NUMBER, &absent, &err), KOM_EDATA);
    assert_non_null(strstr(err.text, "no column \"hours\""));
    kom_extract_close(&x);
}

/* ---- values ---- */

/* ---- the fold ---- */

enum { N_ROWS = 150000 };

/* Rows of growing length, every 1000th bad in one of four ways; the rest hold their number. */
static struct kom_buf make_rows(void) {
    struct kom_buf csv = {0};
    kom_buf_str(&csv, "id,text,amount\n");
    for (int i = 0; i < N_ROWS; i++) {
        static const char *const bad[] = {"1,2", "\"x\"y,2,3", "7,a\rb,3", "7,b,ten"};
        if (i % 1000 == 999)
            kom_buf_str(&csv, bad[i / 1000 % 4]);
        else
            kom_buf_printf(&csv, "%d,\"a\n\"\"%.*s\",%d", i, i % 7, "xxxxxxx", i % 100);
        kom_buf_str(&csv, i % 2 ? "\r\n" : "\n");
    }
    return csv;
}

static enum kom_status copy_rows(void *worker, struct kom_view *v, struct kom_error *error) {
    struct kom_num value;
    (void)worker;
    (void)error;
    for (uint32_t i = 0; i < v->n_rows; i++) {
        if (kom_view_number(v, 2, i, &value) == KOM_CELL_BAD)
            continue;
        kom_buf_text(&v->out, kom_view_text(v, 0, i));
        if (i % 5000 == 0)
            kom_buf_printf(&v->out, " %llu", (unsigned long long)kom_view_line(v, i));
        kom_buf_byte(&v->out, '\n');
    }
    return KOM_OK;
}

static enum kom_status collect(void *context, struct kom_text bytes, struct kom_error *error) {
    (void)error;
    kom_buf_text(context, bytes);
    return KOM_OK;
}

/* Everything that reading says about the rows, as one text. */
static void fold_with(unsigned n_threads, const struct kom_buf *csv, bool skip,
                      struct kom_buf *out) {
    const struct kom_reading reading = {.skip_bad_rows = skip};
    struct kom_extract x;
    void *const workers[] = {NULL, NULL, NULL, NULL};
    struct kom_fold fold = {.n_threads = n_threads,
                            .workers = workers,
                            .take = copy_rows,
                            .emit = collect,
                            .aside = collect,
                            .context = out};
    assert_int_equal(kom_extract_open_memory(&x, "made.csv", kom_buf_view(csv), &reading, &err),
                     KOM_OK);
    assert_int_equal(kom_extract_want_all(&x, &err), KOM_OK);
    enum kom_status status = kom_extract_fold(&x, &fold, &err);
    assert_int_equal(status, skip ? KOM_OK : KOM_EDATA);
    kom_buf_printf(out, "%llu read, %llu bad, %s\n", (unsigned long long)x.n_read,
                   (unsigned long long)x.n_bad, skip ? "skipped" : err.text);
    for (unsigned i = 0; i < x.n_shown; i++)
        kom_buf_printf(out, "%s\n", x.shown[i].text);
    assert_int_equal(x.n_read, N_ROWS);
    assert_int_equal(x.n_bad, N_ROWS / 1000);
    assert_int_equal(x.n_shown, KOM_N_SHOWN);
    assert_non_null(strstr(x.shown[0].text, "made.csv:2000: "));
    kom_extract_close(&x);
}

static void threads_say_the_same(void **state) {
    (void)state;
    struct kom_buf csv = make_rows();
    for (int skip = 0; skip < 2; skip++) {
        struct kom_buf one = {0};
        fold_with(1, &csv, skip, &one);
        for (unsigned n = 2; n <= 4; n++) {
            struct kom_buf many = {0};
            fold_with(n, &csv, skip, &many);
            assert_true(kom_text_equal(kom_buf_view(&one), kom_buf_view(&many)));
            kom_buf_fini(&many);
        }
        kom_buf_fini(&one);
    }
    kom_buf_fini(&csv);
}

/* What is entered in order, by all threads into one place and without a lock. */
struct entered {
    struct kom_buf ids;
    const char *last; /* where it stops */
};

static enum kom_status read_nothing(void *worker, struct kom_view *v, struct kom_error *error) {
    (void)worker;
    (void)v;
    (void)error;
    return KOM_OK;
}

static enum kom_status enter(void *worker, struct kom_view *v, struct kom_error *error) {
    struct entered *entered = worker;
    for (uint32_t i = 0; i < v->n_rows; i++) {
        struct kom_text id = kom_view_text(v, 0, i);
        kom_buf_text(&entered->ids, id);
        kom_buf_byte(&entered->ids, '\n');
        if (kom_text_is(id, entered->last))
            return kom_fail(error, KOM_EDATA, "stopped at %s", entered->last);
    }
    return KOM_OK;
}

static void enter_with(unsigned n_threads, const struct kom_buf *csv, struct entered *entered) {
    const struct kom_reading reading = {.skip_bad_rows = true};
    const bool stops = kom_text_is(kom_text_of(entered->last), "77777");
    struct kom_extract x;
    void *const workers[] = {entered, entered, entered, entered};
    const struct kom_fold fold = {
        .n_threads = n_threads, .workers = workers, .take = read_nothing, .in_order = enter};
    assert_int_equal(kom_extract_open_memory(&x, "made.csv", kom_buf_view(csv), &reading, &err),
                     KOM_OK);
    assert_int_equal(kom_extract_want_all(&x, &err), KOM_OK);
    assert_int_equal(kom_extract_fold(&x, &fold, &err), stops ? KOM_EDATA : KOM_OK);
    if (stops)
        assert_string_equal(err.text, "stopped at 77777");
    kom_extract_close(&x);
}

static void what_is_in_order_is_so(void **state) {
    static const char *const last[] = {"none", "77777"};
    (void)state;
    struct kom_buf csv = make_rows();
    for (int k = 0; k < 2; k++) {
        struct entered one = {.last = last[k]};
        enter_with(1, &csv, &one);
        assert_true(one.ids.n > N_ROWS);
        for (unsigned n = 2; n <= 4; n++) {
            struct entered many = {.last = last[k]};
            enter_with(n, &csv, &many);
            assert_true(kom_text_equal(kom_buf_view(&one.ids), kom_buf_view(&many.ids)));
            kom_buf_fini(&many.ids);
        }
        kom_buf_fini(&one.ids);
    }
    kom_buf_fini(&csv);
}

static void load_with(unsigned n_threads, const struct kom_buf *csv, struct kom_frame *frame) {
    struct kom_extract x;
    const struct kom_reading reading = {.skip_bad_rows = true};
    const struct kom_typed_column amount = {"amount", KOM_KIND_NUMBER};
    assert_int_equal(kom_extract_open_memory(&x, "made.csv", kom_buf_view(csv), &reading, &err),
                     KOM_OK);
    assert_int_equal(kom_extract_check(&x, &amount, 1, &err), KOM_OK);
    assert_int_equal(kom_extract_load(&x, frame, n_threads, NULL, NULL, &err), KOM_OK);
    kom_extract_close(&x);
}

/* A frame is the same whoever loaded it: cells, lines, and what was blanked; its texts last. */
static void threads_load_the_same(void **state) {
    (void)state;
    struct kom_buf csv = make_rows();
    struct kom_frame one, many;
    load_with(1, &csv, &one);
    assert_int_equal(one.n_rows, N_ROWS - N_ROWS / 1000);
    for (size_t i = 1; i < one.n_rows; i++) /* a row takes two lines, a bad one one or two more */
        assert_true(one.line[i] - one.line[i - 1] - 2 <= 2);
    for (unsigned n = 2; n <= 5; n += 3) {
        load_with(n, &csv, &many);
        assert_int_equal(many.n_rows, one.n_rows);
        assert_int_equal(many.n_cols, one.n_cols);
        assert_memory_equal(many.line, one.line, one.n_rows * sizeof *one.line);
        assert_memory_equal(many.file, one.file, one.n_rows * sizeof *one.file);
        for (size_t i = 0; i < one.n_rows * one.n_cols; i++)
            assert_true(kom_text_equal(many.cell[i], one.cell[i]));
        assert_int_equal(many.n_blanked, one.n_blanked);
        for (size_t i = 0; i < one.n_blanked; i++)
            assert_true(many.blanked[i].cell == one.blanked[i].cell &&
                        kom_text_equal(many.blanked[i].text, one.blanked[i].text));
        kom_frame_fini(&many);
    }
    kom_frame_fini(&one);
    kom_buf_fini(&csv);
}

/* Wherever memory runs out, reading says so and leaves nothing behind. */
static void memory_may_run_out(void **state) {
    (void)state;
    const struct kom_reading reading = {0};
    struct kom_frame frame;
    const struct kom_text csv =
        kom_text_of("kom,amount\n101,\"1\"\n102,\"say \"\"2\"\"\"\n\n103,x,y\nK\xf8ge,3\n");
    uint64_t n = 0;
    enum kom_status status = KOM_ENOMEM;
    while (status == KOM_ENOMEM) {
        struct kom_extract x;
        kom_mem_fail_after(++n);
        status = kom_extract_open_memory(&x, "made.csv", csv, &reading, &err);
        if (!status) {
            status = kom_extract_load(&x, &frame, 1, NULL, NULL, &err);
            kom_extract_close(&x);
        }
        kom_mem_fail_after(0);
    }
    assert_int_equal(status, KOM_EDATA); /* the ragged row, once there is memory enough */
    assert_true(n > 10);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_by_name),        cmocka_unit_test(threads_say_the_same),
        cmocka_unit_test(what_is_in_order_is_so), cmocka_unit_test(threads_load_the_same),
        cmocka_unit_test(memory_may_run_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
