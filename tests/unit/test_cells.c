/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Codes of texts, kinds of rows and their routes, each against a plain second way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cells.h"
#include "codes.h"
#include "rng.h"

/* ---- codes ---- */

enum { N_ROWS = 60000, N_TEXTS = 3000 };

/* Text i: of no bytes, of one, of up to 7, 8, 16 and more; many share their ends, or all but the
   middle; one in three holds what is quoted or no UTF-8, and so lies elsewhere than in the chunk.
 */
static void add_text(struct kom_buf *csv, uint64_t i) {
    static const char *const ends[] = {"", "a", "abcdefg", "abcdefgh", "abcdefgh12345678"};
    const char *end = ends[i % 5];
    bool is_quoted = i % 3 == 1;
    kom_buf_str(csv, is_quoted ? "\"\"\"" : i % 3 == 2 ? "st\xf8tte" : "");
    kom_buf_str(csv, end);
    if (i >= 15)
        kom_buf_printf(csv, "%llu", (unsigned long long)i / 15);
    kom_buf_str(csv, i >= 15 ? end : "");
    kom_buf_str(csv, is_quoted ? "\"" : "");
}

struct seen {
    struct kom_codes codes;
    struct kom_intern texts; /* the second way: numbered as they come */
    uint64_t n_rows;         /* or those without a code */
};

static enum kom_status take_codes(void *worker, struct kom_view *v, struct kom_error *err) {
    struct seen *s = worker;
    uint16_t code[KOM_BLOCK_ROWS];
    (void)err;
    for (uint32_t from = 0; from < v->n_rows; from += KOM_BLOCK_ROWS) {
        uint32_t n = v->n_rows - from < KOM_BLOCK_ROWS ? v->n_rows - from : KOM_BLOCK_ROWS;
        kom_codes_block(&s->codes, v, 0, from, n, code);
        for (uint32_t i = 0; i < n; i++) {
            struct kom_text t = kom_view_text(v, 0, from + i);
            assert_int_equal(code[i], kom_intern_add(&s->texts, t) + 1);
            assert_true(kom_text_equal(kom_codes_text(&s->codes, code[i]), t));
        }
        s->n_rows += n;
    }
    return KOM_OK;
}

static void equal_cells_have_one_code(void **state) {
    const struct kom_reading reading = {0};
    struct kom_buf csv = {0};
    struct kom_extract x;
    struct seen s = {.n_rows = 0};
    struct kom_error err;
    int column;
    void *workers[] = {&s};
    const struct kom_fold fold = {.n_threads = 1, .workers = workers, .take = take_codes};
    (void)state;
    kom_buf_str(&csv, "text,n\n");
    for (uint64_t i = 0; i < N_ROWS; i++) {
        add_text(&csv, kom_rng_below(5, i, 0, N_TEXTS));
        kom_buf_str(&csv, ",1\n");
    }
    assert_int_equal(kom_extract_open_memory(&x, "made.csv", kom_buf_view(&csv), &reading, &err),
                     KOM_OK);
    assert_int_equal(kom_extract_need(&x, "text", KOM_KIND_TEXT, &column, &err), KOM_OK);
    if (kom_extract_fold(&x, &fold, &err))
        fail_msg("%s", err.text);
    assert_int_equal(s.n_rows, N_ROWS);
    assert_true(s.texts.n > KOM_CODES_MET && s.texts.n <= N_TEXTS);
    assert_int_equal(kom_codes_nbytes(&s.codes), kom_intern_nbytes(&s.texts));
    kom_codes_fini(&s.codes);
    assert_int_equal(kom_codes_nbytes(&s.codes), 0);
    kom_intern_fini(&s.texts);
    kom_extract_close(&x);
    kom_buf_fini(&csv);
}

static enum kom_status take_many(void *worker, struct kom_view *v, struct kom_error *err) {
    struct seen *s = worker;
    uint16_t code[KOM_BLOCK_ROWS];
    (void)err;
    for (uint32_t from = 0; from < v->n_rows; from += KOM_BLOCK_ROWS) {
        uint32_t n = v->n_rows - from < KOM_BLOCK_ROWS ? v->n_rows - from : KOM_BLOCK_ROWS;
        kom_codes_block(&s->codes, v, 0, from, n, code);
        for (uint32_t i = 0; i < n; i++)
            s->n_rows += code[i] == KOM_NO_CODE;
    }
    return KOM_OK;
}

static void texts_beyond_the_most_have_none(void **state) {
    const struct kom_reading reading = {0};
    struct kom_buf csv = {0};
    struct kom_extract x;
    struct kom_error err;
    struct seen s = {.n_rows = 0};
    int column;
    void *workers[] = {&s};
    const struct kom_fold fold = {.n_threads = 1, .workers = workers, .take = take_many};
    (void)state;
    kom_buf_str(&csv, "text,n\n");
    for (int i = 0; i < KOM_CODES_MAX + 1000; i++)
        kom_buf_printf(&csv, "number %d,1\n", i);
    for (int i = 0; i < 500; i++) /* those that have one keep it */
        kom_buf_printf(&csv, "number %d,1\n", i * 30);
    assert_int_equal(kom_extract_open_memory(&x, "made.csv", kom_buf_view(&csv), &reading, &err),
                     KOM_OK);
    assert_int_equal(kom_extract_need(&x, "text", KOM_KIND_TEXT, &column, &err), KOM_OK);
    if (kom_extract_fold(&x, &fold, &err))
        fail_msg("%s", err.text);
    assert_int_equal(s.n_rows, 1000);
    kom_codes_fini(&s.codes);
    kom_extract_close(&x);
    kom_buf_fini(&csv);
}

/* ---- kinds ---- */

static void kinds_are_known_by_all_columns(void **state) {
    enum { N = 5000 };
    static struct kom_kind_key key[N];
    static uint16_t code[KOM_KIND_COLUMNS][N];
    static bool is_open[N];
    struct kom_kinds kinds = {0};
    uint32_t n_distinct = 0;
    (void)state;
    for (unsigned k = 0; k < KOM_KIND_COLUMNS; k++) {
        for (uint32_t i = 0; i < N; i++)
            code[k][i] =
                (uint16_t)(kom_rng_below(7, i, k, k == 3 ? 3 : 2) * 65535 / 2 + (i % 97 != k));
        kom_kinds_pack(key, N, k, code[k], is_open);
    }
    for (uint32_t i = 0; i < N; i++) {
        bool has_none = false;
        uint32_t same = 0;
        for (unsigned k = 0; k < KOM_KIND_COLUMNS; k++)
            has_none = has_none || code[k][i] == KOM_NO_CODE;
        assert_int_equal(is_open[i], has_none);
        for (; same < i; same++) {
            unsigned k = 0;
            while (k < KOM_KIND_COLUMNS && code[k][same] == code[k][i])
                k++;
            if (k == KOM_KIND_COLUMNS)
                break;
        }
        const struct kom_row_kind *kind = kom_kinds_find(&kinds, key[i]);
        assert_int_equal(kind != NULL, same < i);
        if (kind)
            assert_int_equal(kind->note, same);
        kind = kom_kinds_learn(&kinds, key[i], i);
        n_distinct += same == i;
        assert_true(kind->number <= n_distinct && kind->note == same);
    }
    assert_true(n_distinct > 200 && n_distinct < N);
    kom_kinds_fini(&kinds);
}

static void kinds_end_with_their_room(void **state) {
    struct kom_kinds kinds = {0};
    uint32_t n = 0;
    (void)state;
    while (kom_kinds_learn(&kinds, (struct kom_kind_key){{n, 1}}, n))
        n++;
    assert_true(n >= KOM_KINDS_MAX / 2 && n <= KOM_KINDS_MAX);
    for (uint32_t i = 0; i < n; i += 997)
        assert_int_equal(kom_kinds_find(&kinds, (struct kom_kind_key){{i, 1}})->note, i);
    assert_null(kom_kinds_find(&kinds, (struct kom_kind_key){{n, 1}}));
    assert_null(kom_kinds_find(&kinds, (struct kom_kind_key){{0, 0}}));
    kom_kinds_fini(&kinds);
}

static void columns_count_once(void **state) {
    struct kom_kind_columns c = {.n = 0};
    (void)state;
    for (int i = -3; i < KOM_KIND_COLUMNS; i++)
        kom_kind_columns_add(&c, i);
    for (int i = 0; i < KOM_KIND_COLUMNS; i++)
        kom_kind_columns_add(&c, i);
    assert_int_equal(c.n, KOM_KIND_COLUMNS);
    assert_false(c.are_too_many);
    kom_kind_columns_add(&c, 99);
    assert_true(c.are_too_many);
}

/* ---- routes ---- */

/* Days of a period cut at any places: each day leads to the piece that it lies in, or to none. */
static void routes_lead_by_kind_trait_period_and_day(void **state) {
    enum { KINDS = 40, TRAITS = 3, PERIODS = 12, DAYS = 30, CUT = 11 };
    struct kom_routes r = {0};
    uint32_t n_missing = 0, n_found = 0;
    (void)state;
    for (uint32_t i = 0; i < KINDS * TRAITS * PERIODS * 3; i++) {
        uint32_t kind = i / 3 % KINDS + 1, trait = i / 3 / KINDS % TRAITS,
                 period = i / 3 / KINDS / TRAITS, piece = i % 3;
        int32_t first = (int32_t)(period * DAYS + piece * CUT), last = first + CUT - 1;
        if (piece == 2)
            last = (int32_t)(period * DAYS) + DAYS - 1;
        if ((i * 7919) % 5 == 0) /* not learned */
            continue;
        kom_routes_learn(&r, &(struct kom_route){kind, trait, (int32_t)period, first, last, i + 1});
    }
    for (uint32_t i = 0; i < KINDS * TRAITS * PERIODS * DAYS; i++) {
        uint32_t day = i % DAYS, at = i / DAYS, kind = at % KINDS + 1, trait = at / KINDS % TRAITS,
                 period = at / KINDS / TRAITS;
        uint32_t piece = day < CUT ? 0 : day < 2 * CUT ? 1 : 2, number = at * 3 + piece;
        uint64_t hash = kom_route_hash(&r, kind, trait, (int32_t)period);
        kom_routes_prefetch(&r, hash);
        const struct kom_route *found =
            kom_routes_find(&r, hash, kind, trait, (int32_t)period, (int32_t)(period * DAYS + day));
        bool is_learned = (number * 7919) % 5 != 0;
        assert_true(is_learned || !found); /* what was learned may have found no room near enough */
        n_missing += is_learned && !found;
        n_found += found != NULL;
        assert_true(!found || found->cell == number + 1);
    }
    assert_true(n_found > 30000 && n_missing < n_found / 100);
    kom_routes_fini(&r);
}

static void routes_keep_to_their_room(void **state) {
    struct kom_routes r = {.max_size = 4096};
    (void)state;
    for (uint32_t i = 0; i < 100000; i++)
        kom_routes_learn(&r, &(struct kom_route){i, 0, 0, 0, 9, i + 1});
    assert_int_equal(r.size, 4096);
    assert_true(r.n <= 2048 && r.n > 1000);
    kom_routes_fini(&r);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_cells_have_one_code),
        cmocka_unit_test(texts_beyond_the_most_have_none),
        cmocka_unit_test(kinds_are_known_by_all_columns),
        cmocka_unit_test(kinds_end_with_their_room),
        cmocka_unit_test(columns_count_once),
        cmocka_unit_test(routes_lead_by_kind_trait_period_and_day),
        cmocka_unit_test(routes_keep_to_their_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
