/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts for the tests that stand beside the fuzzers: short ones, drawn ones, and kept inputs. */
#ifndef KOM_TEST_TEXTS_H
#define KOM_TEST_TEXTS_H

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "buf.h"

/* What is said of an input, NULL being nothing, ends the test with the input. */
static inline void texts_refuse(const char *failure, struct kom_text bytes) {
    if (!failure)
        return;
    for (size_t i = 0; i < bytes.n && i < 4000; i++)
        print_error(bytes.p[i] >= ' ' && bytes.p[i] <= '~' ? "%c" : "\\x%02x",
                    (unsigned char)bytes.p[i]);
    fail_msg("%s (%zu bytes)", failure, bytes.n);
}

/* Every text of up to `most` (at most 7) bytes over the bytes that mean something. */
static inline void texts_short(size_t most, void (*each)(struct kom_text bytes, char delimiter)) {
    static const char alphabet[] = {'a', ',', '"', '\n', '\r'};
    uint32_t n_texts = 1;
    for (size_t length = 1; length <= most; length++) {
        n_texts *= 5;
        for (uint32_t code = 0; code < n_texts; code++) {
            char text[8];
            uint32_t rest = code;
            for (size_t i = 0; i < length; i++, rest /= 5)
                text[i] = alphabet[rest % 5];
            each((struct kom_text){text, length}, ',');
        }
    }
}

/* xorshift64*: the texts are the same on every run. */
static inline uint32_t texts_draw(uint64_t *seed, uint32_t below) {
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return (uint32_t)((*seed * UINT64_C(2685821657736338717)) >> 40) % below;
}

/* The files of tests/fuzz/corpus/FOLDER, up to 64 KB of each; returns how many. */
static inline int texts_kept(const char *folder, void (*each)(struct kom_text bytes)) {
    static char bytes[1 << 16];
    char path[1024];
    const char *root = getenv("SOURCE_DIR");
    assert_non_null(root);
    (void)snprintf(path, sizeof path, "%s/tests/fuzz/corpus/%s", root, folder);
    DIR *dir = opendir(path);
    assert_non_null(dir);
    int n = 0;
    for (struct dirent *entry; (entry = readdir(dir));) {
        if (entry->d_name[0] == '.')
            continue;
        (void)snprintf(path, sizeof path, "%s/tests/fuzz/corpus/%s/%s", root, folder,
                       entry->d_name);
        FILE *file = fopen(path, "rb");
        assert_non_null(file);
        size_t size = fread(bytes, 1, sizeof bytes, file);
        assert_int_equal(fclose(file), 0);
        each((struct kom_text){bytes, size});
        n++;
    }
    assert_int_equal(closedir(dir), 0);
    return n;
}

#endif
