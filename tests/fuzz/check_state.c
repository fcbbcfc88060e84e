/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom-merge on states as somebody might have changed them: each gets the checksum that fits, so
   that what it says is taken. What merges, rows set aside and all, merges to a state that says the
   same. */
#include <string.h>

#include "checks.h"
#include "digest.h"
#include "tools.h"

static void end_state(struct kom_buf *out, struct kom_digest *sum, size_t *n_lines) {
    if (*n_lines) {
        kom_buf_printf(out, "end\t%zu\t", *n_lines);
        kom_digest_hex(sum, out);
        kom_buf_byte(out, '\n');
    }
    *n_lines = 0;
}

/* The states that these lines are, each with its last line. */
static void seal(struct kom_text lines, struct kom_digest *sum, struct kom_buf *out) {
    static const char start[] = "kom-state\t";
    size_t n_lines = 0;
    while (lines.n) {
        const char *lf = memchr(lines.p, '\n', lines.n);
        const struct kom_text line = {lines.p, lf ? (size_t)(lf + 1 - lines.p) : lines.n};
        lines.p += line.n;
        lines.n -= line.n;
        if (line.n >= strlen(start) && memcmp(line.p, start, strlen(start)) == 0)
            end_state(out, sum, &n_lines);
        kom_digest_add(sum, line);
        kom_buf_text(out, line);
        n_lines++;
    }
    end_state(out, sum, &n_lines);
}

/* The same result by way of one state of all. */
static const char *check_joined(struct fuzz_case *c, const struct fuzz_answer *direct,
                                struct kom_text *in, struct kom_buf *why) {
    static const char *const to_state[] = {"--state", "all", NULL}, *const none[] = {NULL};
    struct fuzz_answer joined, again = {0};
    struct kom_buf state = {0};
    const char *wrong = NULL;
    fuzz_case_run(c, FUZZ_FILE, to_state, &joined);
    if (joined.code != 0 || !fuzz_written("all", &state))
        wrong = "states that merge make no state";
    if (!wrong) {
        *in = kom_buf_view(&state);
        fuzz_case_run(c, FUZZ_FILE, none, &again);
        if (again.code != 0 ||
            !kom_text_equal(kom_buf_view(&again.out), kom_buf_view(&direct->out)))
            wrong = "the state of all says something else";
    }
    if (wrong)
        kom_buf_text(why, kom_buf_view(again.err.n ? &again.err : &joined.err));
    kom_buf_fini(&state);
    fuzz_answer_fini(&joined);
    fuzz_answer_fini(&again);
    return wrong;
}

/* Every case has its main input. */
static struct kom_text *main_file(struct fuzz_case *c) {
    int i = 0;
    while (i + 1 < c->n_files && strcmp(c->file[i].name, "in") != 0)
        i++;
    return &c->file[i].bytes;
}

const char *fuzz_state(struct kom_text text, struct kom_buf *why) {
    static const char *const with_aside[] = {"--set-aside", "aside", NULL}, *const none[] = {NULL};
    struct fuzz_case c = {.tool = NULL};
    struct fuzz_answer a = {0};
    struct kom_buf sealed = {0};
    struct kom_digest *sum = kom_digest_new();
    const char *wrong = NULL;
    if (sum && fuzz_case_read(&c, &kom_tool_merge, text)) {
        struct kom_text *in = main_file(&c);
        c.n_args = 0;
        seal(*in, sum, &sealed);
        *in = kom_buf_view(&sealed);
        fuzz_case_run(&c, FUZZ_FILE, with_aside, &a);
        wrong = fuzz_check_answer(&c, &a);
        if (!wrong && a.code != 0 && a.code != 4 && a.out.n) /* 4: too long for a run here */
            wrong = "a result beside a failure";
        if (!wrong && a.code == 0)
            wrong = fuzz_check_result(&a, none);
        if (wrong)
            kom_buf_text(why, kom_buf_view(&a.err));
        if (!wrong && a.code == 0)
            wrong = check_joined(&c, &a, in, why);
        fuzz_answer_fini(&a);
    }
    fuzz_case_fini(&c);
    kom_buf_fini(&sealed);
    kom_digest_free(sum);
    return wrong;
}
