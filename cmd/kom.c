/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom: lists the tools by purpose; `kom uptake ...` runs the kom-uptake lying beside it, else the
 * one on PATH. `kom help TOOL` is its --help, `kom help --json` what all tools say of themselves.
 * With KOM_WITHIN all tools are in it: it runs none of them as a program, and is the tool by whose
 * name, kom-uptake, it is called.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "diag.h"
#include "kom/version.h"
#include "said.h"

#ifdef KOM_WITHIN
#include "options.h"
#include "tools.h"
#endif

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

/* The one option of the tools that speaks of the messages here, too. */
static bool says_json(char *const *argv) {
    for (size_t i = 1; argv[i] && strcmp(argv[i], "--") != 0; i++) {
        const char *next = argv[i + 1] ? argv[i + 1] : "";
        if (strcmp(argv[i], "--errors=json") == 0 ||
            (strcmp(argv[i], "--errors") == 0 && strcmp(next, "json") == 0))
            return true;
    }
    return false;
}

static int fail(char *const *argv, enum kom_status status, const char *format, ...)
    KOM_PRINTF(3, 4);
static int fail(char *const *argv, enum kom_status status, const char *format, ...) {
    struct kom_error err;
    char text[sizeof err.text];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    (void)kom_fail(&err, status, "%s", text); /* shows what a terminal would obey */
    if (says_json(argv))
        kom_said_json(&(struct kom_said){.program = "kom", .text = err.text, .status = status});
    else
        kom_diag_line("kom", err.text);
    return kom_status_exit(status);
}

/* Exit 4 with a message when it cannot be written. */
static int done(char *const *argv) {
    if (fflush(stdout) == 0 && !ferror(stdout))
        return 0;
    return fail(argv, KOM_EIO, "standard output: writing failed: %s", strerror(errno));
}

static int list(char *const *argv) {
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
    return done(argv);
}

static const struct line *find(const char *name) {
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        if (strcmp(lines[i].name, name) == 0)
            return &lines[i];
    return NULL;
}

#ifdef KOM_WITHIN

static const struct kom_tool *const tools[] = {
#define TOOL(name, purpose, sentence) &kom_tool_##name,
#include "tools.def"
#undef TOOL
};

static int start(char *const *argv, const struct line *line, char **args) {
    int n = 0;
    (void)argv;
    while (args[n])
        n++;
    return kom_tool_main(tools[line - lines], n, args);
}

/* The tool that this executable is called by, without "kom-"; NULL: by its own name. */
static const char *called_as(const char *self) {
    const char *slash = strrchr(self, '/');
    const char *name = slash ? slash + 1 : self;
    return strncmp(name, "kom-", 4) == 0 ? name + 4 : NULL;
}

static void libraries(void) {
    (void)printf("all tools in one executable, %s", kom_library_names());
    for (size_t i = 0; i < sizeof tools / sizeof tools[0]; i++)
        if (tools[i]->library)
            (void)printf(", %s", tools[i]->library);
    (void)printf("\n");
}

#else

static int start(char *const *argv, const struct line *line, char **args) {
    const char *self = argv[0];
    char path[4096];
    const char *slash = strrchr(self, '/');
    int folder = slash ? (int)(slash - self) + 1 : 0;
    (void)snprintf(path, sizeof path, "%.*skom-%s", folder, self, line->name);
    if (slash)
        (void)execv(path, args);
    (void)execvp(strrchr(path, '/') ? strrchr(path, '/') + 1 : path, args);
    return fail(argv, KOM_EIO, "kom-%s cannot be run: %s", line->name, strerror(errno));
}

static const char *called_as(const char *self) {
    (void)self;
    return NULL;
}

static void libraries(void) {
}

#endif

/* Runs the tool of that name in the place of this process; comes back only with an exit code. */
static int run(char *const *argv, const char *name, char **args) {
    const struct line *line = find(name);
    if (!line)
        return fail(argv, KOM_EUSAGE, "there is no tool \"%s\"; kom lists them", name);
    return start(argv, line, args);
}

static int help(int argc, char **argv) {
    static char option[] = "--help";
    if (argc == 2)
        return list(argv);
    if (argc > 3)
        return fail(argv, KOM_EUSAGE, "help takes one word; kom lists the tools");
    if (strcmp(argv[2], "--json") != 0)
        return run(argv, argv[2], (char *[]){argv[2], option, NULL});
    for (size_t i = 0; i < sizeof help_json / sizeof help_json[0]; i++)
        (void)printf("%s\n", help_json[i]);
    return done(argv);
}

int main(int argc, char **argv) {
    const char *name = argc > 0 ? called_as(argv[0]) : NULL;
    if (name)
        return run(argv, name, argv);
    if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
        return list(argv);
    if (strcmp(argv[1], "help") == 0)
        return help(argc, argv);
    if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
        (void)printf("kom %s\n", KOM_VERSION);
        libraries();
        return done(argv);
    }
    return run(argv, argv[1], argv + 1);
}
