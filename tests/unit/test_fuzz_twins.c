/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fast paths beside their slow twins on what the fuzzers found worth keeping, on every short
 * text of a small alphabet, and on random texts. */
#include "texts.h"
#include "twins_check.h"

static const char delimiters[] = {',', ';', '\t', '|', '\n'};

static void must_agree(struct kom_text bytes, char delimiter) {
    texts_refuse(twins_check(bytes, delimiter), bytes);
}

static void must_read_alike(struct kom_text bytes) {
    struct kom_buf why = {0};
    const char *failure = read_check(bytes, &why);
    if (failure)
        print_error("%.*s\n", (int)why.n, why.p ? why.p : "");
    texts_refuse(failure, bytes);
    kom_buf_fini(&why);
}

static void all_short_texts(void **state) {
    (void)state;
    texts_short(6, must_agree);
}

static void random_texts(void **state) {
    (void)state;
    static const char *const pieces[] = {
        "a",   "\"",   ";",    "\n",    "\r\n",  "\"\"",  ";\"\";",   "\"\n",    ";\"", "\xc3\xa6;",
        "xy",  "\xc3", "\xa6", "\r",    "1,5",   "\n\n",  "\"b\"",    ";\"b\";", "\t",  "|",
        "12;", "3;4",  "a;b",  "c;d\n", "\xe6;", "e;f\n", "\"g\nh\"", "\"\r\n"};
    uint64_t seed = 20190402;
    for (int text = 0; text < 3000; text++) {
        struct kom_buf buf = {0};
        /* Few kinds of pieces make regular lines and plain quotes likely. */
        uint32_t kinds = 2 + texts_draw(&seed, sizeof pieces / sizeof pieces[0] - 1), own[6];
        for (size_t k = 0; k < 6; k++)
            own[k] = texts_draw(&seed, kinds);
        for (uint32_t n = texts_draw(&seed, 90) + 1; n > 0; n--)
            kom_buf_str(&buf, pieces[own[texts_draw(&seed, 6)]]);
        must_agree(kom_buf_view(&buf), ';');
        kom_buf_fini(&buf);
    }
}

/* One of the first three cells, and once in `odd` times any. */
static const char *one_of(const char *const *cells, uint32_t n, uint32_t odd, uint64_t *seed) {
    return cells[texts_draw(seed, texts_draw(seed, odd) ? 3 : n)];
}

/* Tables of a header that read_check knows: cells that are mostly in order, and some that are not.
 */
static void random_tables(void **state) {
    (void)state;
    static const char *const days[] = {"2019-02-28", "2020-02-29",   "2018-12-31", "",
                                       "9999-12-31", " 2019-01-01 ", "2019-02-29", "9998-12-31",
                                       "9999-01-01", "2019-02-00"};
    static const char *const numbers[] = {"12,50",
                                          "1",
                                          "-3",
                                          "",
                                          "123456,78",
                                          "0,005",
                                          "12.5",
                                          "12345678",
                                          "1234567890",
                                          "5,",
                                          ",5",
                                          "-,5",
                                          "1e5",
                                          "..",
                                          "-",
                                          "1234567,",
                                          "+1",
                                          " 7",
                                          "1_5",
                                          "12345,67",
                                          ",",
                                          "1:",
                                          "?2",
                                          "1234567890123456",
                                          "99999999999999999999,25"};
    static const char *const texts[] = {"101",  "Jens",   "a b",       "",      "a,b",
                                        " a ",  "\"x\"",  "\"x;y\"",   "a\"b",  "\xc3\xa6",
                                        "\xe6", "\"a\"b", "\"a\"\"\"", "a;b,c", "0101901234"};
    uint64_t seed = 20190403;
    for (int table = 0; table < 4000; table++) {
        struct kom_buf buf = {0};
        /* kom;navn;dato;beloeb;antal with ; and how it is asked for */
        kom_buf_byte(&buf, (char)(24 * texts_draw(&seed, 10)));
        kom_buf_byte(&buf, (char)texts_draw(&seed, 128));
        uint32_t odd = texts_draw(&seed, 2) ? 60 : 10;
        for (uint32_t n = texts_draw(&seed, 12); n > 0; n--) {
            const char *const cells[] = {
                one_of(texts, sizeof texts / sizeof *texts, odd, &seed),
                one_of(texts, sizeof texts / sizeof *texts, odd, &seed),
                one_of(days, sizeof days / sizeof *days, odd, &seed),
                one_of(numbers, sizeof numbers / sizeof *numbers, odd, &seed),
                one_of(numbers, sizeof numbers / sizeof *numbers, odd, &seed)};
            for (size_t i = 0; i < 5; i++)
                kom_buf_printf(&buf, "%s%s", i ? ";" : "", cells[i]);
            kom_buf_str(&buf, texts_draw(&seed, 60) ? "\n" : "\r\n");
        }
        must_read_alike(kom_buf_view(&buf));
        kom_buf_fini(&buf);
    }
}

static void see_bytes(struct kom_text t) {
    if (t.n >= 2)
        must_agree((struct kom_text){t.p + 1, t.n - 1}, delimiters[(unsigned char)t.p[0] % 5]);
}

/* tests/fuzz/corpus/csv: inputs of fuzz_csv and fuzz_twins. */
static void kept_bytes(void **state) {
    (void)state;
    assert_true(texts_kept("csv", see_bytes) >= 20);
}

/* tests/fuzz/corpus/read_twins: inputs of fuzz_read_twins. */
static void kept_tables(void **state) {
    (void)state;
    assert_true(texts_kept("read_twins", must_read_alike) >= 20);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_short_texts), cmocka_unit_test(random_texts),
        cmocka_unit_test(random_tables),   cmocka_unit_test(kept_bytes),
        cmocka_unit_test(kept_tables),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
