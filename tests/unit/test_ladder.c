/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys that rise, against a plain list of them; and a set of keys with a ladder against one
 * without. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "intern.h"
#include "keyset.h"
#include "rng.h"

enum { N_KEYS = 6000, KEY_MAX = 40 };

static struct kom_text keyed(char *room, const char *text) {
    size_t n = strlen(text);
    room[0] = (char)n;
    memcpy(room + 1, text, n);
    return (struct kom_text){room, n + 1};
}

/* Kinds of ids: serial numbers, with gaps, with letters before, of always so many digits; some that
   come again, or late; some of another kind with the same number; and what is no number. */
static struct kom_text make_key(char *room, uint64_t kind, uint64_t i) {
    static const char *const odd[] = {"",
                                      "x",
                                      "12a",
                                      "0",
                                      "00",
                                      "123456789012345678",
                                      "1234567890123456789",
                                      "ABCDEFGHIJ1",
                                      "-5",
                                      "007",
                                      "S-07",
                                      "S-",
                                      "99999999999999999999"};
    static const char *const heads[] = {"", "S-", "", "A"};
    static const int widths[] = {0, 0, 9, 8};
    char text[KEY_MAX];
    const uint64_t what = i < 9 ? 9 : kom_rng_below(kind, i, 0, 20);
    uint64_t number = kind % 3 ? 95 + i : 95 + 300 * i + kom_rng_below(kind, i, 1, 300);
    if (what == 0)
        return keyed(room, odd[kom_rng_below(kind, i, 2, sizeof odd / sizeof odd[0])]);
    if (what == 1)
        number = kom_rng_below(kind, i, 3, number);
    const uint64_t form = (kind + (what == 2)) % 4;
    (void)snprintf(text, sizeof text, "%s%0*llu", heads[form], widths[form],
                   (unsigned long long)number);
    return keyed(room, text);
}

static struct kom_keyset_row row_of(uint64_t i) {
    return (struct kom_keyset_row){2 + i % 2000 + (i % 50 == 0 ? 0 : i % 3), (uint32_t)(i / 2000)};
}

/* The first place of an equal key among those before; n: none. */
static size_t first_of(char (*room)[KEY_MAX + 1], const size_t *length, size_t n) {
    size_t k = 0;
    while (k < n && !(length[k] == length[n] && memcmp(room[k], room[n], length[n]) == 0))
        k++;
    return k;
}

static void a_set_is_the_same_with_a_ladder(void **state) {
    static char room[N_KEYS][KEY_MAX + 1];
    static size_t length[N_KEYS];
    static const uint64_t most[] = {UINT64_MAX, 2000, 1, 0};
    (void)state;
    for (uint64_t kind = 0; kind < 12; kind++) {
        struct kom_keyset set[4];
        for (size_t s = 0; s < 4; s++)
            set[s] = (struct kom_keyset){
                .folder = ".", .log.room = SIZE_MAX, .ladder.max_nbytes = most[s]};
        for (size_t i = 0; i < N_KEYS; i++) {
            struct kom_text key = make_key(room[i], kind, i);
            length[i] = key.n;
            const size_t first = first_of(room, length, i);
            for (size_t s = 0; s < 4; s++) {
                struct kom_keyset_row row = row_of(i), own = row_of(first);
                enum kom_keyset_answer answer;
                struct kom_error err;
                bool found;
                uint64_t hash = kom_hash_bytes(key.p, key.n, kom_hash_seed());
                assert_int_equal(kom_keyset_find(&set[s], key, hash, &found, &err), KOM_OK);
                assert_int_equal(found, first < i);
                assert_int_equal(kom_keyset_add(&set[s], key, hash, &row, &answer, &err), KOM_OK);
                assert_int_equal(answer, first < i ? KOM_KEYSET_SEEN : KOM_KEYSET_NEW);
                assert_int_equal(row.line, own.line);
                assert_int_equal(row.file, own.file);
            }
        }
        assert_true(set[0].n_keys < set[3].n_keys / 4); /* the ladder has the others */
        assert_true(set[1].n_keys > set[0].n_keys && kom_ladder_nbytes(&set[1].ladder) <= 3 * 2000);
        for (size_t s = 0; s < 4; s++)
            kom_keyset_fini(&set[s]);
    }
}

static enum kom_keyset_answer add(struct kom_keyset *set, uint64_t number, uint64_t line) {
    char room[KEY_MAX + 1], text[KEY_MAX];
    struct kom_keyset_row row = {line, 0};
    enum kom_keyset_answer answer;
    struct kom_error err;
    (void)snprintf(text, sizeof text, "%llu", (unsigned long long)number);
    struct kom_text key = keyed(room, text);
    uint64_t hash = kom_hash_bytes(key.p, key.n, kom_hash_seed());
    assert_int_equal(kom_keyset_add(set, key, hash, &row, &answer, &err), KOM_OK);
    if (answer == KOM_KEYSET_SEEN)
        assert_int_equal(row.line, number);
    return answer;
}

/* An id far above the others is kept elsewhere, and known again when the others have come there. */
static void one_far_number_is_no_end(void **state) {
    struct kom_keyset set = {.folder = ".", .log.room = SIZE_MAX, .ladder.max_nbytes = UINT64_MAX};
    (void)state;
    for (uint64_t i = 1; i <= 1000; i++)
        assert_int_equal(add(&set, i, i), KOM_KEYSET_NEW);
    assert_int_equal(add(&set, 100000, 100000), KOM_KEYSET_NEW);
    assert_int_equal(add(&set, 500000, 500000), KOM_KEYSET_NEW);
    assert_int_equal(set.n_keys, 2);
    for (uint64_t i = 1001; i <= 600000; i++)
        assert_int_equal(add(&set, i, i),
                         i == 100000 || i == 500000 ? KOM_KEYSET_SEEN : KOM_KEYSET_NEW);
    assert_int_equal(set.n_keys, 500001);
    for (uint64_t i = 1; i <= 600000; i += 97)
        assert_int_equal(add(&set, i, 0), KOM_KEYSET_SEEN);
    kom_keyset_fini(&set);
}

static void a_serial_number_takes_two_bytes(void **state) {
    struct kom_ladder ladder = {.max_nbytes = UINT64_MAX};
    char room[KEY_MAX + 1], text[KEY_MAX];
    (void)state;
    for (uint64_t i = 0; i < 1 << 20; i++) {
        (void)snprintf(text, sizeof text, "%llu", 1000001ULL + 3 * (unsigned long long)i);
        struct kom_keyset_row row = {i + 2, 0};
        assert_int_equal(kom_ladder_add(&ladder, keyed(room, text), &row), KOM_LADDER_NEW);
    }
    assert_true(ladder.n_steps + ladder.n_pieces * sizeof *ladder.piece < 2 << 20);
    struct kom_keyset_row row;
    assert_true(kom_ladder_find(&ladder, keyed(room, "1300001"), &row));
    assert_int_equal(row.line, 100002);
    assert_false(kom_ladder_find(&ladder, keyed(room, "1300002"), &row));
    kom_ladder_fini(&ladder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_set_is_the_same_with_a_ladder),
        cmocka_unit_test(one_far_number_is_no_end),
        cmocka_unit_test(a_serial_number_takes_two_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
