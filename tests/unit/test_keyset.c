/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Seen keys, and the bytes that are read back anywhere, each against a plain second way. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "keyset.h"
#include "mem.h"
#include "rng.h"

enum { N_MANY = 600000, N_FEW = 3000, N_TEXTS = 1500, LONG = 1000 };

static char folder[] = "keyset-XXXXXX";

static int make_folder(void **state) {
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int drop_folder(void **state) {
    (void)state;
    return rmdir(folder); /* fails when a file was left there */
}

/* A hash of the test's own: FNV-1a with the last steps of MurmurHash3 (Appleby, 2011). */
static uint64_t hash_of(struct kom_text key) {
    uint64_t h = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < key.n; i++)
        h = (h ^ (unsigned char)key.p[i]) * UINT64_C(1099511628211);
    h = (h ^ h >> 33) * UINT64_C(0xff51afd7ed558ccd);
    return h ^ h >> 29;
}

/* The i-th key: some long, some with a zero byte, one empty. */
static struct kom_text key_of(char room[LONG], uint64_t i) {
    size_t n = (size_t)snprintf(room, LONG, "%llu", (unsigned long long)i);
    if (i == 7)
        n = 0;
    if (i % 97 == 0 || i % 89 == 0) {
        size_t more = (size_t)(i % 97 == 0 ? 150 + i % 80 : LONG - n);
        memset(room + n, i % 2 ? '\0' : 'x', more);
        n += more;
    }
    return (struct kom_text){room, n};
}

static enum kom_keyset_answer add(struct kom_keyset *set, struct kom_text key, uint64_t hash,
                                  uint64_t line, struct kom_keyset_row *row) {
    struct kom_error err;
    enum kom_keyset_answer answer;
    *row = (struct kom_keyset_row){line, (uint32_t)(line % 3)};
    assert_int_equal(kom_keyset_add(set, key, hash, row, &answer, &err), KOM_OK);
    return answer;
}

/* Adds n keys, then all once more, and some that are not there: `bits` of the hash are kept. */
static void fill_and_ask(struct kom_keyset *set, uint64_t n, uint64_t bits) {
    char room[LONG];
    struct kom_keyset_row row;
    struct kom_error err;
    for (uint64_t i = 0; i < n; i++) {
        struct kom_text key = key_of(room, i);
        assert_int_equal(add(set, key, hash_of(key) & bits, i + 1, &row), KOM_KEYSET_NEW);
    }
    assert_int_equal(set->n_keys, n);
    for (uint64_t i = 0; i < n; i++) {
        struct kom_text key = key_of(room, i);
        assert_int_equal(add(set, key, hash_of(key) & bits, UINT64_MAX, &row), KOM_KEYSET_SEEN);
        assert_int_equal(row.line, i + 1);
        assert_int_equal(row.file, (i + 1) % 3);
    }
    for (uint64_t i = n; i < n + 500; i++) {
        bool found;
        struct kom_text key = key_of(room, i);
        assert_int_equal(kom_keyset_find(set, key, hash_of(key) & bits, &found, &err), KOM_OK);
        assert_false(found);
    }
    assert_int_equal(set->n_keys, n);
}

static void many_keys_in_memory(void **state) {
    struct kom_keyset set = {.log.room = SIZE_MAX};
    (void)state;
    fill_and_ask(&set, N_FEW, UINT64_MAX);
    kom_keyset_reset(&set);
    fill_and_ask(&set, N_MANY, UINT64_MAX);
    assert_true(set.n_slots > 2 * KOM_KEYSET_SEGMENT);
    assert_true(set.n_slots * 4 >= set.n_keys * 5 && set.n_slots < 2 * set.n_keys);
    assert_false(set.log.is_open);
    kom_keyset_fini(&set);
}

static void many_keys_in_a_file(void **state) {
    struct kom_keyset set = {.log.room = 20000, .folder = folder};
    (void)state;
    fill_and_ask(&set, N_MANY, UINT64_MAX);
    assert_true(set.log.is_open && set.log.n_written > 1000000);
    assert_true(set.log.buf.cap <= 1024 * 1024);
    kom_keyset_fini(&set);
}

/* Equal hashes on purpose, also at the upper end, where the search goes on at the lower: the keys
   decide. */
static void equal_hashes(void **state) {
    static const uint64_t bits[] = {0, 7, UINT64_C(0xf00000000000000f)};
    (void)state;
    for (size_t i = 0; i < sizeof bits / sizeof bits[0]; i++) {
        struct kom_keyset set = {.log.room = i == 1 ? SIZE_MAX : 0, .folder = folder};
        fill_and_ask(&set, N_FEW, bits[i]);
        assert_true(set.n_compared > 2 * N_FEW);
        kom_keyset_fini(&set);
    }
    char room[LONG];
    struct kom_keyset set = {.log.room = SIZE_MAX};
    struct kom_keyset_row row;
    for (uint64_t i = 0; i < 2 * N_FEW; i++)
        assert_int_equal(add(&set, key_of(room, i % N_FEW), UINT64_MAX - (i % N_FEW) % 3, i, &row),
                         i < N_FEW ? KOM_KEYSET_NEW : KOM_KEYSET_SEEN);
    kom_keyset_fini(&set);
}

/* Keys that come again at random, among them equal hashes: the first row of each is found by
   looking through all before. */
static void first_rows(void **state) {
    static uint64_t text[N_TEXTS];
    struct kom_keyset set = {.log.room = 500, .folder = folder};
    struct kom_keyset_row row;
    char room[LONG];
    (void)state;
    for (uint64_t i = 0; i < N_TEXTS; i++) {
        text[i] = kom_rng_below(11, i, 0, 400);
        uint64_t first = 0;
        while (text[first] != text[i])
            first++;
        struct kom_text key = key_of(room, text[i]);
        assert_int_equal(add(&set, key, hash_of(key) << 60, i, &row),
                         first < i ? KOM_KEYSET_SEEN : KOM_KEYSET_NEW);
        assert_int_equal(row.line, first);
    }
    kom_keyset_fini(&set);
}

/* A set that is full still knows what it has, and takes no more; slots stay within the bound. */
static void full_sets(void **state) {
    static const uint64_t sizes[] = {1, 100, 16384, 100000, 3 << 20, 9 << 20};
    char room[LONG];
    (void)state;
    for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
        struct kom_keyset set = {.max_nbytes = sizes[s], .log.room = SIZE_MAX};
        struct kom_keyset_row row;
        uint64_t n = 0;
        for (uint64_t i = 0; i < 500000; i++) {
            struct kom_text key = key_of(room, i);
            bool is_full = kom_keyset_is_full(&set);
            enum kom_keyset_answer answer = add(&set, key, hash_of(key), i, &row);
            assert_int_equal(answer, is_full ? KOM_KEYSET_FULL : KOM_KEYSET_NEW);
            n += answer == KOM_KEYSET_NEW;
        }
        assert_int_equal(set.n_keys, n);
        assert_true(set.n_slots * 16 <= sizes[s] && n < 500000);
        assert_true(sizes[s] < 16384 || n * 16 * 5 / 2 > sizes[s]);
        for (uint64_t i = 0; i < 2000; i++) {
            struct kom_text key = key_of(room, i);
            assert_int_equal(add(&set, key, hash_of(key), UINT64_MAX, &row),
                             i < n ? KOM_KEYSET_SEEN : KOM_KEYSET_FULL);
        }
        kom_keyset_fini(&set);
    }
}

/* Memory that runs out, at every step, is told and leaves nothing behind. */
static void memory_runs_out(void **state) {
    (void)state;
    for (uint64_t after = 1; after < 40; after++) {
        struct kom_keyset set = {.log.room = SIZE_MAX};
        struct kom_keyset_row row = {1, 1};
        enum kom_keyset_answer answer;
        struct kom_error err;
        enum kom_status status = KOM_OK;
        char room[LONG];
        kom_mem_fail_after(after);
        for (uint64_t i = 0; i < 5000 && !status; i++) {
            struct kom_text key = key_of(room, i);
            status = kom_keyset_add(&set, key, hash_of(key), &row, &answer, &err);
        }
        kom_mem_fail_after(0);
        assert_true(status == KOM_OK || status == KOM_ENOMEM);
        assert_true(after > 3 || status == KOM_ENOMEM);
        kom_keyset_fini(&set);
    }
}

static void no_folder(void **state) {
    struct kom_keyset set = {.log.room = 100, .folder = "keyset-nowhere"};
    struct kom_keyset_row row = {1, 1};
    enum kom_keyset_answer answer;
    struct kom_error err = {0};
    enum kom_status status = KOM_OK;
    char room[LONG];
    (void)state;
    for (uint64_t i = 1; i < 100 && !status; i++) {
        struct kom_text key = key_of(room, i);
        status = kom_keyset_add(&set, key, hash_of(key), &row, &answer, &err);
    }
    assert_int_equal(status, KOM_EIO);
    assert_non_null(strstr(err.text, "keyset-nowhere: no temporary file"));
    kom_keyset_fini(&set);
}

/* What was added is read back at any place and, once all is there, in order, twice. */
static void bytes_come_back(void **state) {
    static const size_t rooms[] = {0, 3000, 1 << 20, SIZE_MAX};
    enum { N = 20000, STEP = 37 };
    (void)state;
    for (size_t r = 0; r < sizeof rooms / sizeof rooms[0]; r++) {
        struct kom_spill spill = {.room = rooms[r]};
        struct kom_error err;
        struct kom_text bytes;
        char piece[STEP];
        for (uint64_t i = 0; i < N; i++) {
            for (size_t k = 0; k < STEP; k++)
                piece[k] = (char)(i * STEP + k * k);
            assert_int_equal(kom_spill_end(&spill), i * STEP);
            assert_int_equal(kom_spill_add(&spill, folder, (struct kom_text){piece, STEP}, &err),
                             KOM_OK);
            uint64_t j = kom_rng_below(5, i, 0, (uint32_t)i + 1);
            assert_int_equal(kom_spill_read(&spill, j * STEP, STEP, &bytes, &err), KOM_OK);
            assert_int_equal(bytes.n, STEP);
            for (size_t k = 0; k < STEP; k++)
                assert_int_equal(bytes.p[k], (char)(j * STEP + k * k));
        }
        assert_int_equal(spill.is_open, rooms[r] < (uint64_t)N * STEP);
        for (int time = 0; time < 2; time++) {
            assert_int_equal(kom_spill_rewind(&spill, &err), KOM_OK);
            for (uint64_t i = 0; i < N; i++) {
                assert_int_equal(kom_spill_next(&spill, STEP, &bytes, &err), KOM_OK);
                assert_int_equal(bytes.n, STEP);
                assert_int_equal(bytes.p[5], (char)(i * STEP + 25));
            }
            assert_int_equal(kom_spill_next(&spill, STEP, &bytes, &err), KOM_OK);
            assert_int_equal(bytes.n, 0);
        }
        kom_spill_fini(&spill);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_keys_in_memory), cmocka_unit_test(many_keys_in_a_file),
        cmocka_unit_test(equal_hashes),        cmocka_unit_test(first_rows),
        cmocka_unit_test(full_sets),           cmocka_unit_test(memory_runs_out),
        cmocka_unit_test(no_folder),           cmocka_unit_test(bytes_come_back),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
