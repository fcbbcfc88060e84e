/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What may follow a fault: the right bytes, or a message and nothing that looks whole and is not.
 */
#include <ctype.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "harness.h"

/* One complaint; the first stands. */
#define COMPLAIN(...)                                                                              \
    do {                                                                                           \
        (void)snprintf(what, WHAT_SIZE, __VA_ARGS__);                                              \
        return true;                                                                               \
    } while (0)

static bool same(struct bytes a, struct bytes b) {
    return a.n == b.n && memcmp(a.p, b.p, a.n) == 0;
}

static bool is_old(struct bytes b) {
    return strcmp(b.p, OLD_CONTENT) == 0;
}

/* A person's number, P and eight signs, or the CPR number that was planted. */
static bool has_identifier(const char *text) {
    if (strstr(text, "0103801236") || strstr(text, "010380-1236"))
        return true;
    for (const char *p = strchr(text, 'P'); p; p = strchr(p + 1, 'P')) {
        size_t n = 0;
        while (n < 9 && (isupper((unsigned char)p[1 + n]) || isdigit((unsigned char)p[1 + n])))
            n++;
        if (n == 8 && (p == text || !isalnum((unsigned char)p[-1])))
            return true;
    }
    return false;
}

/* Does the stream end with a quote that is opened and never closed, after a beginning of the right
   bytes? Where nobody knows whether a write of ours came halfway, x" closes what it may have
   opened. */
static bool is_spoiled(const struct job *job, struct bytes out) {
    size_t start = out.n ? out.n - 1 : 0;
    while (start > 0 && out.p[start - 1] != '\n')
        start--;
    const char *quote = out.n ? strstr(out.p + start, "\"kom-") : NULL;
    if (!quote || out.p[out.n - 1] != '\n' || !strstr(quote, ": stopped") || strchr(quote + 1, '"'))
        return false;
    size_t before = (size_t)(quote - out.p);
    if (before >= 3 && memcmp(quote - 3, "x\"\n", 3) == 0)
        before -= 3;
    return before <= job->whole.out.n && memcmp(out.p, job->whole.out.p, before) == 0;
}

static bool judge_stream(const struct job *job, const struct left *left, bool may_be_cut,
                         char *what) {
    struct bytes out = left->out, whole = job->whole.out;
    bool is_beginning = out.n <= whole.n && memcmp(out.p, whole.p, out.n) == 0;
    if (out.n == 0 || same(out, whole) || is_spoiled(job, out) || (may_be_cut && is_beginning))
        return false;
    if (is_beginning)
        COMPLAIN("standard output is cut at byte %zu of %zu and not spoiled", out.n, whole.n);
    COMPLAIN("standard output holds other bytes, %zu for %zu, and ends with: %s", out.n, whole.n,
             out.p + (out.n > 80 ? out.n - 80 : 0));
}

static const struct file *find(const struct left *left, const char *name) {
    for (size_t i = 0; i < left->n_files; i++)
        if (strcmp(left->file[i].name, name) == 0)
            return &left->file[i];
    return NULL;
}

/* Each file old, new, or not there; nothing else. */
static bool judge_files(const struct job *job, const struct left *left, bool may_litter,
                        char *what) {
    for (size_t i = 0; i < left->n_files; i++) {
        const struct file *f = &left->file[i], *whole = find(&job->whole, f->name);
        /* An old file that cannot be put back is named. */
        bool is_told = is_old(f->content) && strstr(left->err.p, f->name);
        if (!whole && !may_litter && !is_told)
            COMPLAIN("%s is left behind", f->name);
        if (whole && !is_old(f->content) && !same(f->content, whole->content))
            COMPLAIN("%s is neither the old nor the new file", f->name);
    }
    if (left->n_temporary && !may_litter)
        COMPLAIN("files are left in tmp/");
    return false;
}

/* A run that ends as if nothing had failed. */
static bool judge_same(const struct job *job, const struct left *left, bool has_lost_words,
                       bool has_other_words, char *what) {
    const struct left *whole = &job->whole;
    if (!same(left->out, whole->out))
        COMPLAIN("exit %d with other bytes on standard output", left->code);
    for (size_t i = 0; i < whole->n_files; i++) {
        const struct file *f = find(left, whole->file[i].name);
        if (!f)
            COMPLAIN("exit %d without %s", left->code, whole->file[i].name);
        bool has_words = strstr(f->name, "report") != NULL;
        if (!same(f->content, whole->file[i].content) && !(has_words && has_other_words))
            COMPLAIN("exit %d with other bytes in %s", left->code, f->name);
        if (f->mode != whole->file[i].mode)
            COMPLAIN("exit %d with mode %o of %s", left->code, (unsigned)f->mode, f->name);
    }
    if (!has_lost_words && !has_other_words && !same(left->err, whole->err))
        COMPLAIN("exit %d with other messages: %.150s", left->code, left->err.p);
    return judge_files(job, left, false, what);
}

/* A run that stopped: with 4, and a message that says why. */
static bool judge_stopped(const struct fault *fault, const struct left *left, bool has_lost_words,
                          char *what) {
    const bool is_memory = strcmp(fault->kind, "alloc") == 0 || fault->limit;
    if (left->code != 4)
        COMPLAIN("exit %d: %.200s", left->code, left->err.p);
    if (has_lost_words)
        return false;
    if (left->err.n == 0 || left->err.p[left->err.n - 1] != '\n')
        COMPLAIN("exit %d without a message", left->code);
    bool is_child =
        fault->limit && strstr(left->err.p, ": gnuplot ended with "); /* it has the same limit */
    if (is_memory && !is_child && !strstr(left->err.p, "memory ran out"))
        COMPLAIN("no word of memory: %.200s", left->err.p);
    return false;
}

bool judge(const struct job *job, const struct fault *fault, const struct left *left,
           const struct fault_log *log, char what[WHAT_SIZE]) {
    const bool is_killed = fault->signal == SIGKILL && left->signal == SIGKILL;
    /* Where nobody can tell how large a file is, fewer of its columns are looked at, and cells
     * counted. */
    const bool has_lost_words = log->stderr_hits > 0,
               has_other_words = strcmp(fault->kind, "stat") == 0;
    if (has_identifier(left->err.p))
        COMPLAIN("an identifier in a message: %.200s", left->err.p);
    if (left->signal && left->signal != fault->signal)
        COMPLAIN("ended by signal %d: %.150s", left->signal, left->err.p);
    if (!left->signal && left->code == job->whole.code)
        return judge_same(job, left, has_lost_words, has_other_words, what);
    if (!left->signal && judge_stopped(fault, left, has_lost_words, what))
        return true;
    /* A standard output that takes nothing more cannot be spoiled. */
    bool may_be_cut = is_killed || (fault->goes_on && log->stdout_hits > 0);
    return judge_stream(job, left, may_be_cut, what) || judge_files(job, left, is_killed, what);
}
