/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts made to lie in one place of a table whose hash is known to everybody cost no more than
 * others, now that nobody knows it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "crowd.h"
#include "groups.h"
#include "intern.h"

enum { N = 30000 };

/* What the tables did before they had a seed. */
static uint64_t known_hash(uint64_t key) {
    return kom_hash_u64(key);
}

/* The next number from *at on that would lie in the first 256 of 65,536 places or more. */
static uint64_t next_crafted(uint64_t *at) {
    while (known_hash(*at) & 0xFF00)
        ++*at;
    return (*at)++;
}

static double now(void) {
    return (double)clock() / CLOCKS_PER_SEC;
}

/* Crafted ones took seconds, others take milliseconds. */
static void assert_no_slower(double crafted, double plain) {
    if (crafted > 20 * plain + 0.2)
        fail_msg("%g s for crafted keys, %g s for others", crafted, plain);
}

/* 16 bytes of which the hash of before made 0, whatever the first eight are. */
static void zero_text(char p[16], uint64_t i) {
    uint64_t second =
        kom_hash_fold((UINT64_C(0x9E3779B97F4A7C15) ^ 16) ^ i, UINT64_C(0xD6E8FEB86659FD93));
    memcpy(p, &i, 8);
    memcpy(p + 8, &second, 8);
}

static double intern_texts(bool is_crafted) {
    struct kom_intern t = {0};
    struct kom_groups groups = {0};
    double start = now();
    for (uint64_t i = 0; i < N; i++) {
        char p[16] = {0};
        zero_text(p, i);
        if (!is_crafted)
            memcpy(p + 8, p, 8);
        assert_int_equal(kom_intern_add(&t, (struct kom_text){p, 16}), i);
        assert_int_equal(kom_groups_intern(&groups, (struct kom_text){p, 16}), i);
    }
    kom_intern_fini(&t);
    kom_groups_fini(&groups);
    return now() - start;
}

static void long_texts(void **state) {
    (void)state;
    double plain = intern_texts(false);
    assert_no_slower(intern_texts(true), plain);
}

/* Texts of seven bytes are keys by themselves. */
static double intern_words(bool is_crafted) {
    struct kom_intern t = {0};
    uint64_t at = UINT64_C(7) << 56 | 1;
    double start = now(), spent = 0;
    for (uint32_t i = 0; i < N; i++) {
        double before = now();
        uint64_t key = is_crafted ? next_crafted(&at) : at++;
        spent += now() - before;
        char p[8];
        memcpy(p, &key, 8);
        assert_int_equal(kom_intern_add_key(&t, key, (struct kom_text){p, 7}), i);
    }
    double took = now() - start - spent;
    kom_intern_fini(&t);
    return took;
}

static void short_texts(void **state) {
    (void)state;
    double plain = intern_words(false);
    assert_no_slower(intern_words(true), plain);
}

static double enter_persons(bool is_crafted) {
    static struct kom_sighting s[N];
    struct kom_crowd crowd = {0};
    struct kom_pairs pairs = {0};
    struct kom_error err;
    uint64_t at = 1;
    for (size_t i = 0; i < N; i++)
        s[i] = (struct kom_sighting){.word = is_crafted ? next_crafted(&at) : at++,
                                     .place = (uint32_t)KOM_NARROW_NUMBER << KOM_PLACE_BITS,
                                     .bits = 1};
    double start = now();
    assert_int_equal(kom_crowd_init(&crowd), KOM_OK);
    for (size_t i = 0; i < N; i += KOM_SIGHTINGS_MAX) {
        size_t n = N - i < KOM_SIGHTINGS_MAX ? N - i : KOM_SIGHTINGS_MAX;
        assert_int_equal(kom_crowd_enter(&crowd, s + i, n, 0, &err), KOM_OK);
    }
    for (unsigned part = 0; part < crowd.n_parts; part++)
        assert_int_equal(kom_crowd_gather(&crowd, part, &err), KOM_OK);
    for (uint32_t i = 0; i < N; i++)
        assert_int_equal(kom_pairs_add(&pairs, 0, (uint32_t)s[i].word, NULL), i);
    kom_crowd_fini(&crowd);
    kom_pairs_fini(&pairs);
    return now() - start;
}

static void persons(void **state) {
    (void)state;
    double plain = enter_persons(false);
    assert_no_slower(enter_persons(true), plain);
}

static void one_seed_a_process(void **state) {
    struct kom_hash_seed a = kom_hash_seed(), b = kom_hash_seed();
    (void)state;
    assert_true(a.add == b.add && a.times == b.times && a.times % 2 == 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_seed_a_process),
        cmocka_unit_test(long_texts),
        cmocka_unit_test(short_texts),
        cmocka_unit_test(persons),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
