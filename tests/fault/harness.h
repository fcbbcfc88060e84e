/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Jobs, the faults they are run under, and what a run left behind. */
#ifndef FAULT_HARNESS_H
#define FAULT_HARNESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include "log.h"

enum { WORDS_MAX = 64, FILES_MAX = 64, NAME_SIZE = 128, WHAT_SIZE = 300 };

struct bytes {
    char *p; /* with a NUL after the n bytes */
    size_t n;
};

/* A file below out/. */
struct file {
    char name[NAME_SIZE];
    struct bytes content;
    mode_t mode;
};

/* What a run left: exit code or signal, streams, files below out/, and how many below tmp/. */
struct left {
    int code, signal; /* one of them; the other is -1 and 0 */
    struct bytes out, err;
    struct file file[FILES_MAX];
    size_t n_files, n_temporary;
};

struct job {
    char *name, *tool, *input; /* input: standard input or NULL */
    char *word[WORDS_MAX];
    struct left whole; /* what it leaves when nothing fails */
    uint64_t calls[FAULT_N_KINDS];
};

enum limit_kind { NO_LIMIT, LIMIT_MEMORY, LIMIT_STACK };

struct fault {
    const char *kind, *what; /* as KOM_FAULT has them; a limit: its name, and NULL */
    bool goes_on;            /* the n-th call and all after it */
    int signal;
    enum limit_kind limit;
};

/* One run: the n-th call, or a limit of n bytes. */
struct plan {
    size_t job, fault;
    uint64_t n;
    unsigned char outcome; /* enum outcome */
};

enum outcome { NOT_REACHED, SAME, STOPPED, ENDED, KNOWN, WRONG, N_OUTCOMES };

struct fault_log;

/* tests/fault/judge.c: what is wrong with this run, as text; false when nothing is. */
bool judge(const struct job *job, const struct fault *fault, const struct left *left,
           const struct fault_log *log, char what[WHAT_SIZE]);

/* tests/fault/left.c: reads what a run left in the current folder, and frees it. */
struct bytes read_file(const char *path);
void read_left(struct left *left);
void free_left(struct left *left);

/* Empties out/ and tmp/; with old contents, where they are wanted, of the files that the job
 * writes. */
void prepare(const struct job *job, bool has_old);
#define OLD_CONTENT "{what stood here before}\n" /* a schema is written over JSON only */

#endif
