/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom: lists the tools by purpose; `kom uptake ...` runs the kom-uptake lying beside it, else the
 * one on PATH. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "kom/version.h"

struct line {
    const char *name, *purpose, *sentence;
};

static const struct line lines[] = {
#define TOOL(name, purpose, sentence) {#name, purpose, sentence},
#include "tools.def"
#undef TOOL
};

/* Exit 4 with a message when it cannot be written. */
static int done(void) {
    if (fflush(stdout) == 0 && !ferror(stdout))
        return 0;
    (void)fprintf(stderr, "kom: standard output: writing failed: %s\n", strerror(errno));
    return 4;
}

static int list(void) {
    const char *purpose = "";
    (void)printf("kom %s: uptake of municipal add-on services, before and after, in a pipe\n\n"
                 "Usage: kom TOOL [options] [FILE]...\n",
                 KOM_VERSION);
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        if (strcmp(purpose, lines[i].purpose) != 0)
            (void)printf("\n%s\n", lines[i].purpose);
        purpose = lines[i].purpose;
        (void)printf("  kom-%-10s %s\n", lines[i].name, lines[i].sentence);
    }
    (void)printf("\nEach has --help and a man page. Start with: kom sim --out sample\n");
    return done();
}

static const struct line *find(const char *name) {
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        if (strcmp(lines[i].name, name) == 0)
            return &lines[i];
    return NULL;
}

int main(int argc, char **argv) {
    char path[4096];
    if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
        return list();
    if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
        (void)printf("kom %s\n", KOM_VERSION);
        return done();
    }
    const struct line *line = find(argv[1]);
    if (!line) {
        (void)fprintf(stderr, "kom: there is no tool \"%s\"; kom lists them\n", argv[1]);
        return 2;
    }
    const char *slash = strrchr(argv[0], '/');
    int folder = slash ? (int)(slash - argv[0]) + 1 : 0;
    (void)snprintf(path, sizeof path, "%.*skom-%s", folder, argv[0], line->name);
    if (slash)
        (void)execv(path, argv + 1);
    (void)execvp(strrchr(path, '/') ? strrchr(path, '/') + 1 : path, argv + 1);
    (void)fprintf(stderr, "kom: kom-%s cannot be run: %s\n", line->name, strerror(errno));
    return 4;
}
