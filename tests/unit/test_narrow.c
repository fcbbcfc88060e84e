/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Persons as one word, and lists of them that are packed, each against a plain second way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "narrow.h"
#include "rng.h"
#include "sightings.h"

static struct kom_narrow narrow(const char *text) {
    return kom_narrow(kom_text_of(text), kom_hash_seed());
}

static void a_text_has_the_kind_it_looks_like(void **state) {
    static const struct {
        const char *text;
        unsigned kind;
    } cases[] = {
        {"", KOM_NARROW_SHORT},
        {"1234567", KOM_NARROW_SHORT},
        {"\xc3\xa6\xc3\xb8\xc3\xa5", KOM_NARROW_SHORT},
        {"12345678", KOM_NARROW_EIGHT},
        {"\xc3\xa6\xc3\xb8\xc3\xa5__", KOM_NARROW_EIGHT},
        {"123456789", KOM_NARROW_HEX9},
        {"0101901234", KOM_NARROW_HEX9 + 1},
        {"abcdef012345", KOM_NARROW_HEX9 + 3},
        {"0123456789abcde", KOM_NARROW_HEX9 + 6},
        {"0123456789abcdef", KOM_NARROW_HEX16},
        {"ffffffffffffffff", KOM_NARROW_HEX16},
        {"0123456789ABCDEF", KOM_NARROW_CAPITAL16},
        {"0123456789abcdeF", KOM_NARROW_NOT},
        {"0123456789abcdeg", KOM_NARROW_NOT},
        {"010190-1234", KOM_NARROW_DASHED},
        {"01019a-1234", KOM_NARROW_DASHED},
        {"0101901-234", KOM_NARROW_NOT},
        {"01019--1234", KOM_NARROW_NOT},
        {"borger-01", KOM_NARROW_LETTERS},
        {"Borger-012", KOM_NARROW_LETTERS},
        {"ABCDEF0123", KOM_NARROW_LETTERS},
        {"Borger-0123", KOM_NARROW_NOT},
        {"borger 01", KOM_NARROW_NOT},
        {"0123456789abcdef0", KOM_NARROW_NOT},
        {"00000000-0000-0000-0000-000000000000", KOM_NARROW_NOT},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if ((unsigned)narrow(cases[i].text).kind != cases[i].kind)
            fail_msg("%s: kind %d", cases[i].text, (int)narrow(cases[i].text).kind);
}

static void is_back(struct kom_text text, const char *of) {
    if (!kom_text_is(text, of))
        fail_msg("%s came back as %.*s", of, (int)text.n, text.p);
}

/* What is one word, or two, is the text that it was made of. */
static void words_are_texts_again(void **state) {
    static const char *const texts[] = {"",
                                        "a",
                                        "1234567",
                                        "12345678",
                                        "\xc3\xa6\xc3\xb8\xc3\xa5__",
                                        "123456789",
                                        "0101901234",
                                        "abcdef012345",
                                        "0123456789abcdef",
                                        "fedcba9876543210",
                                        "0A1B2C3D4E5F6789",
                                        "010190-1234",
                                        "01019a-1234",
                                        "borger-01",
                                        "Borger-012",
                                        "zZ9-azAZ09",
                                        "P7NT0CMAG",
                                        "0123456789abcdeg",
                                        "Borger-0123",
                                        "a b c d e f g h",
                                        "~~~~~~~~",
                                        "        x"};
    const struct kom_hash_seed seed = kom_hash_seed();
    char room[16];
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const struct kom_narrow is = kom_narrow(kom_text_of(texts[i]), seed);
        if (is.kind != KOM_NARROW_NOT)
            is_back(kom_narrow_text(is, room), texts[i]);
        const struct kom_text_words words = kom_text_words(kom_text_of(texts[i]), seed);
        if (kom_key_has_rest(words.key))
            is_back(kom_words_text(words, seed, room), texts[i]);
    }
}

/* Every byte at every place of texts of every length: two of one kind and word are one text. */
static void equal_words_are_equal_texts(void **state) {
    enum { LONG = 17, BYTES = 256, MANY = LONG * (LONG + 1) / 2 * BYTES };
    static const char *const bases[] = {"00000000000000000", "aaaaaaaaaaaaaaaaa",
                                        "AAAAAAAAAAAAAAAAA", "010190-1234567890"};
    struct one {
        char text[LONG];
        size_t n;
        struct kom_narrow is;
    } *all = calloc(4 * MANY, sizeof *all);
    size_t n_all = 0, n_narrow = 0;
    (void)state;
    assert_non_null(all);
    for (size_t base = 0; base < 4; base++)
        for (size_t n = 1; n <= LONG; n++)
            for (size_t at = 0; at < n; at++)
                for (int c = 0; c < BYTES; c++) {
                    struct one *o = &all[n_all++];
                    memcpy(o->text, bases[base], n);
                    o->text[at] = (char)c;
                    o->n = n;
                    o->is = kom_narrow((struct kom_text){o->text, n}, kom_hash_seed());
                    n_narrow += o->is.kind != KOM_NARROW_NOT;
                }
    assert_true(n_narrow > n_all / 4);
    /* By a table of their own, so that this is not n * n. */
    size_t size = 1 << 19;
    uint32_t *slot = calloc(size, sizeof *slot);
    assert_non_null(slot);
    for (size_t i = 0; i < n_all; i++) {
        struct one *o = &all[i];
        if (o->is.kind == KOM_NARROW_NOT)
            continue;
        size_t at = (o->is.word * UINT64_C(0x9E3779B97F4A7C15) >> 40) & (size - 1);
        for (; slot[at]; at = (at + 1) & (size - 1)) {
            struct one *other = &all[slot[at] - 1];
            bool is_equal = other->n == o->n && memcmp(other->text, o->text, o->n) == 0;
            bool is_one = other->is.word == o->is.word && other->is.kind == o->is.kind;
            assert_int_equal(is_equal, is_one);
            if (is_one)
                break;
        }
        slot[at] = (uint32_t)i + 1;
    }
    free(slot);
    free(all);
}

enum { N_WORDS = 700, N_PLACES = 40, N_SEEN = 60000 };

static void fill(struct kom_sightings *s, struct kom_sightings_room *room,
                 uint32_t bits[N_WORDS][N_PLACES]) {
    for (uint64_t i = 0; i < N_SEEN; i++) {
        uint64_t word = kom_rng_below(7, i, 0, N_WORDS);
        uint32_t place = (uint32_t)kom_rng_below(7, i, 1, N_PLACES),
                 bit = UINT32_C(1) << kom_rng_below(7, i, 2, 32);
        bits[word][place] |= bit;
        const struct kom_seen one = {word << 40, place << 28 | place, bit};
        assert_int_equal(kom_sightings_add(s, &one, 1, kom_hash_seed(), room), KOM_OK);
    }
}

static void lists_hold_what_was_added(void **state) {
    static uint32_t bits[N_WORDS][N_PLACES];
    struct kom_sightings s = {0}, indexed = {0};
    struct kom_sightings_room room = {0};
    size_t n_pairs = 0;
    (void)state;
    memset(bits, 0, sizeof bits);
    fill(&s, &room, bits);
    fill(&indexed, &room, bits);
    assert_true(s.n < N_SEEN); /* it was packed before it had to be */
    assert_int_equal(kom_sightings_index(&indexed, kom_hash_seed()), KOM_OK);
    for (uint32_t w = 0; w < N_WORDS; w++)
        for (uint32_t p = 0; p < N_PLACES; p++) {
            n_pairs += bits[w][p] != 0;
            assert_int_equal(
                kom_sightings_find(&indexed, (uint64_t)w << 40, p << 28 | p, kom_hash_seed()),
                bits[w][p]);
        }
    assert_int_equal(kom_sightings_pack(&s, kom_hash_seed(), &room), KOM_OK);
    assert_int_equal(s.n, n_pairs);
    assert_int_equal(kom_sightings_find(&indexed, N_WORDS, 0, kom_hash_seed()), 0);
    assert_int_equal(kom_sightings_sort(&s, kom_hash_seed()), KOM_OK);
    static bool is_done[N_WORDS];
    for (size_t i = 0; i < s.n; i++) {
        const struct kom_seen *e = &s.seen[i];
        assert_int_equal(e->bits, bits[e->word >> 40][e->place & 63]);
        if (i > 0 && e[-1].word == e->word) {
            assert_true(e[-1].place < e->place);
            continue;
        }
        assert_false(is_done[e->word >> 40]);
        is_done[e->word >> 40] = true;
    }
    kom_sightings_fini(&s);
    kom_sightings_fini(&indexed);
    kom_sightings_room_fini(&room);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_has_the_kind_it_looks_like),
        cmocka_unit_test(equal_words_are_equal_texts),
        cmocka_unit_test(words_are_texts_again),
        cmocka_unit_test(lists_hold_what_was_added),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
