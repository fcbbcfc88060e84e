/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Interning, sightings and totals, each against a plain second way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "crowd.h"
#include "intern.h"
#include "rng.h"
#include "total.h"

enum { N_TEXTS = 4000, TEXT_MAX = 14, N_PERSONS = 40, N_GROUPS = 3, N_PERIODS = 400 };

/* Short texts over few bytes, so that many are equal: packed ones, plain ones with odd bytes, long
 * ones, empty ones. */
static size_t make_text(char *p, uint64_t i) {
    static const char letters[] = "0aZ-A1 _\xc3\xa6.";
    size_t n = (size_t)kom_rng_below(3, i, 0, i % 3 ? 4 : TEXT_MAX);
    for (size_t k = 0; k < n; k++)
        p[k] = letters[kom_rng_below(3, i, k + 1, i % 2 ? 3 : sizeof letters - 1)];
    return n;
}

static void equal_texts_have_one_number(void **state) {
    static char text[N_TEXTS][TEXT_MAX];
    static size_t length[N_TEXTS];
    static uint32_t number[N_TEXTS];
    struct kom_intern t = {0};
    size_t n_distinct = 0;
    (void)state;
    for (size_t i = 0; i < N_TEXTS; i++) {
        length[i] = make_text(text[i], i);
        number[i] = kom_intern_add(&t, (struct kom_text){text[i], length[i]});
        size_t k = 0;
        while (k < i && !(length[k] == length[i] && memcmp(text[k], text[i], length[i]) == 0))
            k++;
        n_distinct += k == i;
        assert_int_equal(number[i], k == i ? n_distinct - 1 : number[k]);
    }
    assert_int_equal(t.n, n_distinct);
    assert_true(n_distinct > 1000 && n_distinct < N_TEXTS);
    for (size_t i = 0; i < N_TEXTS; i++)
        assert_int_equal(kom_intern_find(&t, (struct kom_text){text[i], length[i]}), number[i]);
    assert_int_equal(kom_intern_find(&t, kom_text_of("nobody has this")), KOM_NO_ID);
    kom_intern_fini(&t);
}

/* Eight bytes at once give what one at a time gives: the key of ten is that of its parts, and equal
   only for equal texts. */
static void keys_pack_every_byte_alike(void **state) {
    (void)state;
    for (int c = 0; c < 256; c++) {
        for (size_t at = 0; at < 9; at++) {
            char a[10] = "Az09Zqwert", b[10] = "Az09Zqwert";
            a[at] = b[at] = (char)c;
            uint64_t whole = kom_text_key((struct kom_text){a, 9}, kom_hash_seed());
            uint64_t one = kom_text_key((struct kom_text){b + at, 1}, kom_hash_seed());
            bool is_packed = (one & KOM_KEY_EMPTY) && (one & 63);
            assert_int_equal(!kom_key_is_hash(whole), is_packed);
            if (is_packed)
                assert_int_equal(whole >> 6 * (8 - at) & 63, one & 63);
        }
    }
}

/* Both words of two texts that differ in one byte, or in length, are never equal; a byte that is no
   ASCII, and more than 16, leave a hash. */
static void words_are_the_text(void **state) {
    enum { LONG = 16, CASES = LONG * (LONG + 1) };
    struct kom_text_words is[CASES];
    size_t n_cases = 0;
    (void)state;
    for (size_t n = 1; n <= LONG; n++) {
        for (size_t at = 0; at <= n; at++, n_cases++) {
            char text[LONG + 1] = "0000000000000000";
            struct kom_text t = {text, n};
            if (at < n) /* at n: nothing differs */
                text[at] = '\x7f';
            is[n_cases] = kom_text_words(t, kom_hash_seed());
            assert_int_equal(kom_key_has_rest(is[n_cases].key), n >= 8);
            assert_int_equal(kom_key_is_hash(is[n_cases].key), n >= 8);
            for (size_t k = 0; k < n_cases; k++)
                assert_false(is[k].key == is[n_cases].key && is[k].rest == is[n_cases].rest);
            text[at < n ? at : 0] = '\x80';
            uint64_t key = kom_text_words(t, kom_hash_seed()).key;
            assert_false(kom_key_has_rest(key));
            assert_int_equal(kom_key_is_hash(key), n >= 8);
        }
    }
    assert_int_equal(kom_text_words((struct kom_text){NULL, 0}, kom_hash_seed()).key, 0);
    uint64_t key = kom_text_words(kom_text_of("abcdefghijklmnopq"), kom_hash_seed()).key;
    assert_true(kom_key_is_hash(key) && !kom_key_has_rest(key));
}

/* A key of two words is a text less what its rest tells: two texts may share one. */
static void two_texts_of_one_key_are_two_persons(void **state) {
    const uint64_t all = ~KOM_TEXT_TOP_BITS;
    const struct kom_hash_seed seed = kom_hash_seed();
    char text[2][16] = {"citizen-no-00001", "________no-10000"};
    struct kom_text_words is = kom_text_words((struct kom_text){text[0], 16}, seed);
    uint64_t first;
    unsigned i = 0;
    (void)state;
    do { /* 16 bytes, all of them ASCII */
        text[1][13] = (char)('0' + ++i / 100 % 10);
        text[1][14] = (char)('0' + i / 10 % 10);
        text[1][15] = (char)('0' + i % 10);
        first = (is.key -
                 kom_hash_seeded(kom_text_words((struct kom_text){text[1], 16}, seed).rest, seed)) &
                all;
    } while ((first & 15) != 8 || first >> 60);
    for (int k = 0; k < 8; k++)
        text[1][k] = (char)(first >> (4 + 7 * k) & 127);
    struct kom_text_words other = kom_text_words((struct kom_text){text[1], 16}, seed);
    assert_true(other.key == is.key && other.rest != is.rest);
    struct kom_sighting list[2];
    struct kom_crowd crowd = {.folder = "."};
    struct kom_place at;
    size_t n = 0, n_all = 0;
    assert_int_equal(kom_crowd_init(&crowd), KOM_OK);
    assert_int_equal(kom_crowd_place(&crowd, 0, 0, &at), KOM_OK);
    for (int k = 0; k < 2; k++) {
        struct kom_text who = {text[k], 16};
        list[k] = kom_sighting(kom_narrow(who, seed), who, at);
        assert_int_equal(kom_narrow(who, seed).kind, KOM_NARROW_NOT);
    }
    assert_int_equal(kom_crowd_enter(&crowd, list, 2, 0, NULL), KOM_OK);
    for (unsigned part = 0; part < crowd.n_parts; part++) {
        assert_int_equal(kom_crowd_gather(&crowd, part, NULL), KOM_OK);
        assert_int_equal(kom_crowd_sort(&crowd, part, NULL), KOM_OK);
        const struct kom_seen *e = kom_crowd_entries(&crowd, part, KOM_CROWD_LISTS - 1, &n);
        assert_false(n == 2 && e[0].word == e[1].word);
        n_all += n;
    }
    assert_int_equal(n_all, 2);
    kom_crowd_fini(&crowd);
}

/* How persons may be called, the first by number; and what they are then. */
enum { N_WAYS = 6 };
static const char *const calls[N_WAYS] = {
    "", "p---00", "____________________00", "borger-nummer-00", "00000000abcdef00", "010190-0000"};
static const enum kom_narrow_kind kind_of[N_WAYS] = {KOM_NARROW_NUMBER, KOM_NARROW_SHORT,
                                                     KOM_NARROW_NOT,    KOM_NARROW_NOT,
                                                     KOM_NARROW_HEX16,  KOM_NARROW_DASHED};

/* One of a few persons, in one of these ways. */
static struct kom_sighting sighting(struct kom_crowd *crowd, uint32_t person, int way,
                                    uint32_t group, uint32_t period) {
    static char name[N_PERSONS][24];
    struct kom_place at;
    struct kom_narrow is = {person, KOM_NARROW_NUMBER};
    struct kom_text who = {name[person], strlen(calls[way])};
    assert_int_equal(kom_crowd_place(crowd, group, period, &at), KOM_OK);
    if (who.n) {
        memcpy(name[person], calls[way], who.n);
        name[person][who.n - 2] = (char)('0' + person / 10);
        name[person][who.n - 1] = (char)('0' + person % 10);
        is = kom_narrow(who, kom_hash_seed());
    }
    assert_int_equal(is.kind, kind_of[way]);
    return kom_sighting(is, who, at);
}

/* What a list holds, once it is sorted. */
static void compare_list(const struct kom_crowd *crowd, const struct kom_seen *e, size_t n,
                         uint64_t *n_persons, bool *in_place) {
    for (size_t i = 0; i < n; i++) {
        bool is_first = i == 0 || e[i].word != e[i - 1].word;
        *n_persons += is_first;
        for (size_t k = 0; k < i && is_first; k++) /* never again after another */
            assert_true(e[k].word != e[i].word);
        uint32_t group = kom_place_group(crowd, e[i].place),
                 first = kom_place_period(crowd, e[i].place);
        for (uint32_t bits = e[i].bits; bits; bits &= bits - 1)
            in_place[group * N_PERIODS + first + (uint32_t)__builtin_ctz(bits)] = true;
    }
}

/* Every sighting once, those of a person side by side. */
static void compare_entries(struct kom_crowd *crowd, const bool *seen) {
    static bool in_place[N_GROUPS * N_PERIODS];
    uint64_t n_bits = 0, n_persons = 0, expected = 0, expected_persons = 0;
    memset(in_place, 0, sizeof in_place);
    for (unsigned part = 0; part < crowd->n_parts; part++) {
        assert_int_equal(kom_crowd_sort(crowd, part, NULL), KOM_OK);
        for (unsigned list = 0; list < KOM_CROWD_LISTS; list++) {
            size_t n;
            const struct kom_seen *e = kom_crowd_entries(crowd, part, list, &n);
            compare_list(crowd, e, n, &n_persons, in_place);
            for (size_t i = 0; i < n; i++)
                n_bits += (uint64_t)__builtin_popcount(e[i].bits);
        }
    }
    for (uint32_t p = 0; p < N_PERSONS; p++) {
        uint64_t before = expected;
        for (uint32_t i = 0; i < N_GROUPS * N_PERIODS; i++) {
            expected += seen[p * N_GROUPS * N_PERIODS + i];
            assert_true(in_place[i] || !seen[p * N_GROUPS * N_PERIODS + i]);
        }
        expected_persons += expected > before;
    }
    assert_int_equal(n_bits, expected);
    assert_int_equal(n_persons, expected_persons);
}

/* Persons of each group and period. */
static void compare_counts(const struct kom_crowd *crowd, const bool *seen) {
    static uint64_t n[64 * N_GROUPS * (N_PERIODS / 64 + 1)];
    memset(n, 0, sizeof n);
    for (unsigned part = 0; part < crowd->n_parts; part++)
        kom_crowd_count(crowd, part, n);
    for (uint32_t i = 0; i < 32 * kom_crowd_n_places(crowd); i++) {
        uint32_t group = kom_place_group(crowd, i / 32),
                 period = kom_place_period(crowd, i / 32) + i % 32;
        uint64_t expected = 0;
        for (uint32_t p = 0; p < N_PERSONS && period < N_PERIODS; p++)
            expected += seen[(p * N_GROUPS + group) * N_PERIODS + period];
        assert_int_equal(n[i], expected);
    }
}

/* Who was where, person by person. */
static void compare_answers(struct kom_crowd *crowd, const bool *seen) {
    for (unsigned part = 0; part < crowd->n_parts; part++)
        assert_int_equal(kom_crowd_index(crowd, part, NULL), KOM_OK);
    for (uint32_t i = 0; i < N_PERSONS * N_GROUPS * N_PERIODS; i++)
        assert_int_equal(
            kom_crowd_has(crowd, i / N_PERIODS / N_GROUPS, i / N_PERIODS % N_GROUPS, i % N_PERIODS),
            seen[i]);
}

/* Enters 3000 sightings of few persons, so that many are the same. */
static void enter_persons(struct kom_crowd *crowd, int way, bool *seen) {
    static struct kom_sighting list[KOM_SIGHTINGS_MAX];
    size_t n = 0;
    for (uint64_t i = 0; i < 3000; i++) {
        uint32_t person = (uint32_t)kom_rng_below(5, i, 0, N_PERSONS - 1),
                 group = (uint32_t)kom_rng_below(5, i, 1, N_GROUPS),
                 period = (uint32_t)kom_rng_below(5, i, 2, N_PERIODS);
        seen[(person * N_GROUPS + group) * N_PERIODS + period] = true;
        list[n++] = sighting(crowd, person, way, group, period);
        if (n < KOM_SIGHTINGS_MAX && i + 1 < 3000)
            continue;
        assert_int_equal(kom_crowd_enter(crowd, list, n, (unsigned)i, NULL), KOM_OK);
        n = 0;
    }
}

/* All in memory; most wait in files; the first few of a part do not, so that a person is in both
   places; lists that have to be packed again and again to find room; and those that find none any
   more. */
static void sightings_are_remembered(void **state) {
    static const uint64_t rooms[] = {0, 1, KOM_CROWD_PARTS * (8192 + 60), KOM_CROWD_PARTS * 4000,
                                     KOM_CROWD_PARTS * 1000};
    enum { N_ROOMS = sizeof rooms / sizeof rooms[0] };
    static bool seen[N_PERSONS * N_GROUPS * N_PERIODS];
    (void)state;
    for (int world = 0; world < (N_WAYS + 1) * N_ROOMS; world++) {
        int way = world % (N_WAYS + 1) % N_WAYS; /* numbers twice, for both ways to ask */
        struct kom_crowd crowd = {.max_nbytes = rooms[world / (N_WAYS + 1)], .folder = "."};
        memset(seen, 0, sizeof seen);
        assert_int_equal(kom_crowd_init(&crowd), KOM_OK);
        enter_persons(&crowd, way, seen);
        for (unsigned part = 0; part < crowd.n_parts; part++)
            assert_int_equal(kom_crowd_gather(&crowd, part, NULL), KOM_OK);
        compare_counts(&crowd, seen);
        if (world % (N_WAYS + 1) == N_WAYS)
            compare_answers(&crowd, seen);
        else
            compare_entries(&crowd, seen);
        kom_crowd_fini(&crowd);
    }
}

/* Lists that grow and are packed many times. */
static void no_sighting_is_lost_as_the_crowd_grows(void **state) {
    enum { MANY = 400000, TIMES = 20 };
    struct kom_crowd crowd = {.folder = "."};
    static struct kom_sighting list[KOM_SIGHTINGS_MAX];
    uint64_t n_seen[64 * 8] = {0}, sum = 0;
    size_t n = 0;
    (void)state;
    assert_int_equal(kom_crowd_init(&crowd), KOM_OK);
    for (uint32_t i = 0; i < TIMES * MANY; i++) {
        uint32_t person = i / 100000 * 5000 + i % 5000; /* each 20 times, soon */
        struct kom_place at;
        assert_int_equal(kom_crowd_place(&crowd, person % 7, person % 64, &at), KOM_OK);
        list[n++] = kom_sighting((struct kom_narrow){person, KOM_NARROW_NUMBER},
                                 (struct kom_text){NULL, 0}, at);
        if (n < KOM_SIGHTINGS_MAX && i + 1 < TIMES * MANY)
            continue;
        assert_int_equal(kom_crowd_enter(&crowd, list, n, 0, NULL), KOM_OK);
        n = 0;
    }
    for (unsigned part = 0; part < crowd.n_parts; part++) {
        assert_int_equal(kom_crowd_gather(&crowd, part, NULL), KOM_OK);
        kom_crowd_count(&crowd, part, n_seen);
        assert_int_equal(kom_crowd_index(&crowd, part, NULL), KOM_OK);
    }
    for (uint32_t person = 0; person < MANY; person++)
        if (!kom_crowd_has(&crowd, person, person % 7, person % 64))
            fail_msg("person %u was lost", (unsigned)person);
    for (size_t i = 0; i < sizeof n_seen / sizeof n_seen[0]; i++)
        sum += n_seen[i];
    assert_int_equal(sum, MANY);
    kom_crowd_fini(&crowd);
}

/* 16 parts, each with room for its first places and 60 bytes of names: the second long name of a
   part must wait, and has nowhere to. */
static void names_count_as_memory(void **state) {
    char name[64][51];
    enum kom_status status = KOM_OK;
    struct kom_place at;
    struct kom_crowd crowd = {.max_nbytes = KOM_CROWD_PARTS * (8192 + 60),
                              .folder = "/nowhere/at/all"};
    (void)state;
    assert_int_equal(kom_crowd_init(&crowd), KOM_OK);
    assert_int_equal(kom_crowd_place(&crowd, 0, 0, &at), KOM_OK);
    for (uint32_t i = 0; i < 64 && !status; i++) {
        memset(name[i], 'a', 50);
        name[i][49] = (char)('0' + i);
        const struct kom_text who = {name[i], 50};
        const struct kom_sighting one = kom_sighting(kom_narrow(who, kom_hash_seed()), who, at);
        status = kom_crowd_enter(&crowd, &one, 1, 0, NULL);
    }
    assert_int_equal(status, KOM_EIO);
    kom_crowd_fini(&crowd);
}

static struct kom_num number(const char *text) {
    struct kom_num x;
    assert_true(kom_num_parse(kom_text_of(text), (struct kom_num_form){'.', '\0'}, &x));
    return x;
}

static void totals_equal_exact_sums(void **state) {
    static const char *const texts[] = {
        "12.5",  "-0.01", "300",    "999999999999999", "0.001", "999999999999999.99",
        "1e300", "-7",    "0.0001", "1e-30",           "2.25",  "123456789012345678"};
    (void)state;
    for (uint64_t world = 0; world < 300; world++) {
        struct kom_total half[2] = {{0, NULL}, {0, NULL}};
        struct kom_sums side[2] = {{{0}, NULL}, {{0}, NULL}};
        struct kom_total given = {0};
        struct kom_exact exact = {0};
        struct kom_buf a = {0}, b = {0}, c = {0};
        size_t kinds = world % 3 ? 6 : sizeof texts / sizeof texts[0];
        for (uint64_t i = 0; i < 40; i++) {
            struct kom_num x = number(texts[kom_rng_below(9, world, 2 * i, kinds)]);
            bool negative = kom_rng_below(9, world, 2 * i + 1, 2) == 0;
            assert_int_equal(kom_total_add(&half[i % 2], &x, negative), KOM_OK);
            assert_int_equal(kom_sums_add(&side[i % 2], 1, &x, negative), KOM_OK);
            if (negative)
                kom_exact_add_negative(&exact, &x);
            else
                kom_exact_add(&exact, &x);
        }
        assert_int_equal(kom_total_merge(&half[0], &half[1]), KOM_OK);
        assert_int_equal(kom_total_text(&half[0], &a), KOM_OK);
        kom_exact_sum_text(&exact, &b);
        assert_true(kom_text_equal(kom_buf_view(&a), kom_buf_view(&b)));
        assert_int_equal(kom_sums_merge(&side[0], &side[1]), KOM_OK);
        assert_int_equal(kom_sums_give(&side[0], 1, &given), KOM_OK);
        assert_int_equal(kom_total_text(&given, &c), KOM_OK);
        assert_true(kom_text_equal(kom_buf_view(&c), kom_buf_view(&b)));
        assert_true(side[0].hundredths[0] == 0 && side[0].hundredths[2] == 0);
        kom_total_fini(&half[0]);
        kom_total_fini(&half[1]);
        kom_sums_fini(&side[0]);
        kom_sums_fini(&side[1]);
        kom_total_fini(&given);
        kom_exact_fini(&exact);
        kom_buf_fini(&c);
        kom_buf_fini(&a);
        kom_buf_fini(&b);
    }
}

/* Hundredths beyond 64 bits: both ways of a total take them, and the sum is what it is. */
static void totals_grow_beyond_a_word(void **state) {
    struct kom_sums side = {{0}, NULL};
    struct kom_total one = {0}, given = {0};
    struct kom_buf a = {0}, b = {0};
    (void)state;
    for (int i = 0; i < 3; i++) {
        assert_int_equal(kom_total_add_hundredths(&one, INT64_MAX), KOM_OK);
        assert_int_equal(kom_sums_add_hundredths(&side, 2, INT64_MAX), KOM_OK);
    }
    assert_int_equal(kom_sums_give(&side, 2, &given), KOM_OK);
    assert_int_equal(kom_total_text(&one, &a), KOM_OK);
    assert_int_equal(kom_total_text(&given, &b), KOM_OK);
    assert_true(kom_text_equal(kom_buf_view(&a), kom_text_of("276701161105643274.21")));
    assert_true(kom_text_equal(kom_buf_view(&b), kom_text_of("276701161105643274.21")));
    kom_sums_fini(&side);
    kom_total_fini(&one);
    kom_total_fini(&given);
    kom_buf_fini(&a);
    kom_buf_fini(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_texts_have_one_number),
        cmocka_unit_test(keys_pack_every_byte_alike),
        cmocka_unit_test(words_are_the_text),
        cmocka_unit_test(sightings_are_remembered),
        cmocka_unit_test(two_texts_of_one_key_are_two_persons),
        cmocka_unit_test(names_count_as_memory),
        cmocka_unit_test(no_sighting_is_lost_as_the_crowd_grows),
        cmocka_unit_test(totals_equal_exact_sums),
        cmocka_unit_test(totals_grow_beyond_a_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
