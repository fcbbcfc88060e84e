/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The checks of a fuzz target without a fuzzer: replay TARGET FOLDER [ROUNDS] looks at every file
   of the folder, then at so many inputs near each; replay TARGET FILE at one, and shows what it
   says. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "checks.h"

enum { SIZE_MOST = 1 << 16 };

static int see(const char *target, const char *name, unsigned round, struct kom_text text) {
    struct kom_buf why = {0};
    const char *failure = fuzz_target(target)(text, &why);
    if (failure)
        (void)fprintf(stderr, "%s: %s, near %u: %s\n%.*s\n---- input\n%.*s\n", target, name, round,
                      failure, (int)why.n, why.p ? why.p : "", (int)text.n, text.p);
    kom_buf_fini(&why);
    return failure != NULL;
}

/* The file and those near it; what is looked at is the same on every run. */
static int see_file(const char *target, const char *path, const char *name, unsigned rounds) {
    static unsigned char bytes[SIZE_MOST], changed[SIZE_MOST];
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        return 1;
    }
    size_t n = fread(bytes, 1, sizeof bytes, file);
    (void)fclose(file);
    int failed = see(target, name, 0, (struct kom_text){(char *)bytes, n});
    for (unsigned i = 1; i <= rounds; i++) {
        memcpy(changed, bytes, n);
        size_t size = fuzz_mutate(changed, n, sizeof changed, i);
        failed += see(target, name, i, (struct kom_text){(char *)changed, size});
    }
    return failed;
}

static int see_folder(const char *target, const char *folder, unsigned rounds) {
    char path[8192];
    struct dirent **entry = NULL;
    int n = scandir(folder, &entry, NULL, alphasort), failed = 0, seen = 0;
    for (int i = 0; i < n; i++) {
        if (entry[i]->d_name[0] != '.') {
            (void)snprintf(path, sizeof path, "%s/%s", folder, entry[i]->d_name);
            failed += see_file(target, path, entry[i]->d_name, rounds);
            seen++;
        }
        free(entry[i]);
    }
    free(entry);
    (void)printf("%s: %d files, %u near each, %d failed\n", target, seen, rounds, failed);
    return failed || !seen;
}

/* Whole, for a check leaves the folder that the program was called in. */
static bool find(const char *name, char *path, size_t n, struct stat *st) {
    char here[4096];
    if (!getcwd(here, sizeof here))
        return false;
    int size =
        name[0] == '/' ? snprintf(path, n, "%s", name) : snprintf(path, n, "%s/%s", here, name);
    return size > 0 && (size_t)size < n && stat(path, st) == 0;
}

int main(int argc, char **argv) {
    struct stat st;
    char path[4096];
    if (argc < 3 || !fuzz_target(argv[1]) || !find(argv[2], path, sizeof path, &st)) {
        (void)fprintf(stderr, "usage: replay TARGET FOLDER|FILE [ROUNDS]\n");
        return 2;
    }
    unsigned rounds = argc > 3 ? (unsigned)strtoul(argv[3], NULL, 10) : 0;
    return S_ISDIR(st.st_mode) ? see_folder(argv[1], path, rounds)
                               : see_file(argv[1], path, argv[2], rounds) > 0;
}
