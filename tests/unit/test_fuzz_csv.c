/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The checks of the fuzzer on what it found worth keeping, on every short text of a small alphabet,
 * and on random texts. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "csv_check.h"

static void must_hold(struct kom_text bytes, char delimiter) {
    const char *failure = csv_check(bytes, delimiter);
    if (!failure)
        return;
    for (size_t i = 0; i < bytes.n && i < 4000; i++)
        print_error(bytes.p[i] >= ' ' && bytes.p[i] <= '~' ? "%c" : "\\x%02x",
                    (unsigned char)bytes.p[i]);
    fail_msg("%s (delimiter %d, %zu bytes)", failure, delimiter, bytes.n);
}

/* Every text of up to 7 bytes over the bytes that mean something. */
static void all_short_texts(void **state) {
    (void)state;
    static const char alphabet[] = {'a', ',', '"', '\n', '\r'};
    uint32_t n_texts = 1;
    for (size_t length = 1; length <= 7; length++) {
        n_texts *= 5;
        for (uint32_t code = 0; code < n_texts; code++) {
            char text[8];
            uint32_t rest = code;
            for (size_t i = 0; i < length; i++, rest /= 5)
                text[i] = alphabet[rest % 5];
            must_hold((struct kom_text){text, length}, ',');
        }
    }
}

/* xorshift64*: the texts are the same on every run. */
static uint32_t draw(uint64_t *seed, uint32_t below) {
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return (uint32_t)((*seed * UINT64_C(2685821657736338717)) >> 40) % below;
}

/* Longer texts of pieces that are likely to go together. */
static void random_texts(void **state) {
    (void)state;
    static const char *const pieces[] = {"a",    "\"",    ";",   "\n",   "\r\n",  "\"\"", "\";\"",
                                         "\"\n", ";\"",   "x y", "\xc3", "\xa6",  "\r",   "1,5",
                                         "\n\n", "\"b\"", "\t",  "|",    "\"\r\n"};
    uint64_t seed = 20190401;
    for (int text = 0; text < 4000; text++) {
        struct kom_buf buf = {0};
        for (uint32_t n = draw(&seed, 90) + 1; n > 0; n--)
            kom_buf_str(&buf, pieces[draw(&seed, sizeof pieces / sizeof pieces[0])]);
        must_hold(kom_buf_view(&buf), ';');
        kom_buf_fini(&buf);
    }
}

static void check_file(const char *path) {
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    static char bytes[1 << 16];
    size_t n = fread(bytes, 1, sizeof bytes, file);
    assert_int_equal(fclose(file), 0);
    if (n < 2)
        return;
    static const char delimiters[] = {',', ';', '\t', '|', '\n'};
    must_hold((struct kom_text){bytes + 1, n - 1}, delimiters[(unsigned char)bytes[0] % 5]);
}

/* tests/fuzz/csv: inputs of tests/fuzz/fuzz_csv.c. */
static void kept_inputs(void **state) {
    (void)state;
    char path[1024];
    const char *root = getenv("SOURCE_DIR");
    assert_non_null(root);
    (void)snprintf(path, sizeof path, "%s/tests/fuzz/csv", root);
    DIR *folder = opendir(path);
    assert_non_null(folder);
    int n = 0;
    for (struct dirent *entry; (entry = readdir(folder));) {
        if (entry->d_name[0] == '.')
            continue;
        (void)snprintf(path, sizeof path, "%s/tests/fuzz/csv/%s", root, entry->d_name);
        check_file(path);
        n++;
    }
    assert_int_equal(closedir(folder), 0);
    assert_true(n >= 20);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_short_texts),
        cmocka_unit_test(random_texts),
        cmocka_unit_test(kept_inputs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
