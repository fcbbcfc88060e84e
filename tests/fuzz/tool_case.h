/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A call of a tool with its files, as one text, and the tool run on it within this process.

   The text: an argument a line, then files, each after a line "=== NAME". The file `in` is the main
   input. Whatever the text says, nothing outside the folder of the run is written. */
#ifndef KOM_FUZZ_TOOL_CASE_H
#define KOM_FUZZ_TOOL_CASE_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "tool.h"

enum { FUZZ_ARGS_MAX = 24, FUZZ_FILES_MAX = 8 };

struct fuzz_file {
    char name[16];
    struct kom_text bytes;
};

struct fuzz_case {
    const struct kom_tool *tool;
    struct kom_buf words; /* the arguments, each ended by a NUL */
    size_t arg[FUZZ_ARGS_MAX];
    int n_args;
    struct fuzz_file file[FUZZ_FILES_MAX];
    int n_files;
    bool has_main; /* the main input is `in`: no argument names another */
};

/* How the main input reaches the tool. */
enum fuzz_source { FUZZ_FILE, FUZZ_PIPE, FUZZ_GZIP, FUZZ_NO_INPUT };

struct fuzz_answer {
    int code;
    struct kom_buf out, err;
};

/* Takes a text apart; a tool of NULL is named by the first line. False: that is no call, or one
   without a main input where the tool is given. */
bool fuzz_case_read(struct fuzz_case *c, const struct kom_tool *tool, struct kom_text text);
void fuzz_case_fini(struct fuzz_case *c);

/* The file of that name; p NULL when there is none. */
struct kom_text fuzz_case_file(const struct fuzz_case *c, const char *name);

/* Is an argument this option, "--level" or "--level=..."? */
bool fuzz_case_has(const struct fuzz_case *c, const char *option);

/* Does the call write something else than its result to standard output? */
bool fuzz_case_shows_other(const struct fuzz_case *c);

/* Runs the tool on it; `more` are arguments to be added, ended by NULL (NULL: none). */
void fuzz_case_run(const struct fuzz_case *c, enum fuzz_source source, const char *const *more,
                   struct fuzz_answer *answer);

/* Runs the tool with these arguments alone, ended by NULL, on bytes as its main input. */
void fuzz_run_on(const struct kom_tool *tool, struct kom_text bytes, const char *const *args,
                 struct fuzz_answer *answer);

/* A file that a run wrote in its folder. False: there is none. */
bool fuzz_written(const char *name, struct kom_buf *bytes);

void fuzz_answer_fini(struct fuzz_answer *answer);

/* The tool of that name, NULL: none. */
const struct kom_tool *fuzz_tool(struct kom_text name);

#endif
