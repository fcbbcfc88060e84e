/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom: lists the tools by purpose; `kom uptake ...` runs the kom-uptake lying beside it, else the
 * one on PATH. `kom help TOOL` is its --help, `kom help --json` what all tools say of themselves.
 */
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

/* Made by kom-emit from the rows of the tools, a line a piece. */
static const char *const help_json[] = {
#include "help_json.inc"
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
    (void)printf(
        "\nEach has --help (kom help TOOL) and a man page. Start with: kom sim --out sample\n");
    return done();
}

static const struct line *find(const char *name) {
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        if (strcmp(lines[i].name, name) == 0)
            return &lines[i];
    return NULL;
}

/* Runs the tool of that name in the place of this process; comes back only with an exit code. */
static int run(const char *self, const char *name, char *const *args) {
    char path[4096];
    const struct line *line = find(name);
    if (!line) {
        (void)fprintf(stderr, "kom: there is no tool \"%s\"; kom lists them\n", name);
        return 2;
    }
    const char *slash = strrchr(self, '/');
    int folder = slash ? (int)(slash - self) + 1 : 0;
    (void)snprintf(path, sizeof path, "%.*skom-%s", folder, self, line->name);
    if (slash)
        (void)execv(path, args);
    (void)execvp(strrchr(path, '/') ? strrchr(path, '/') + 1 : path, args);
    (void)fprintf(stderr, "kom: kom-%s cannot be run: %s\n", line->name, strerror(errno));
    return 4;
}

static int help(int argc, char **argv) {
    static char option[] = "--help";
    if (argc == 2)
        return list();
    if (argc > 3) {
        (void)fprintf(stderr, "kom: help takes one word; kom lists the tools\n");
        return 2;
    }
    if (strcmp(argv[2], "--json") != 0)
        return run(argv[0], argv[2], (char *const[]){argv[2], option, NULL});
    for (size_t i = 0; i < sizeof help_json / sizeof help_json[0]; i++)
        (void)printf("%s\n", help_json[i]);
    return done();
}

int main(int argc, char **argv) {
    if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
        return list();
    if (strcmp(argv[1], "help") == 0)
        return help(argc, argv);
    if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
        (void)printf("kom %s\n", KOM_VERSION);
        return done();
    }
    return run(argv[0], argv[1], argv + 1);
}
