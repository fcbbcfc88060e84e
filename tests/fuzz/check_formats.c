/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom-read on files that are no text: the bytes of a file, and a last byte that says which options.

   Such a file is refused, or gives whole rows that read back as they stand: the same with any
   number of threads. Damaged ones may be refused anywhere, with what was written before marked as
   broken. */
#include "checks.h"
#include "grid.h"
#include "tools.h"

static const char *run(struct kom_text bytes, const char *const *args, struct fuzz_answer *answer) {
    struct fuzz_case c = {.tool = &kom_tool_read, .n_files = 1, .file = {{"in", bytes}}};
    fuzz_case_run(&c, FUZZ_FILE, args, answer);
    return fuzz_check_answer(&c, answer);
}

/* What was written is a canonical stream: reading it changes nothing. */
static const char *check_again(const struct fuzz_answer *answer) {
    static const char *const args[] = {"-q", "-Dcsv", "--first-line=header", NULL};
    static const char *const none[] = {NULL};
    struct fuzz_answer again;
    const char *wrong = fuzz_check_result(answer, none);
    if (wrong)
        return wrong;
    fuzz_run_on(&kom_tool_read, kom_buf_view(&answer->out), args, &again);
    if (again.code != 0 || !kom_text_equal(kom_buf_view(&again.out), kom_buf_view(&answer->out)))
        wrong = "what was written reads back otherwise";
    fuzz_answer_fini(&again);
    return wrong;
}

const char *fuzz_formats(struct kom_text text, struct kom_buf *why) {
    static const char *const labels[] = {"code", "text", "both", "both"};
    if (text.n < 2)
        return NULL;
    const unsigned choice = (unsigned char)text.p[text.n - 1];
    const struct kom_text bytes = {text.p, text.n - 1};
    const char *args[12] = {"-j1", "--labels", labels[choice & 3]};
    size_t n = (choice & 3) ? 3 : 1;
    if (choice & 4) {
        args[n++] = "--write-codebook";
        args[n++] = "book.csv";
    }
    if (choice & 8)
        args[n++] = "--bad-rows=skip";
    struct fuzz_answer one, other;
    const char *wrong = run(bytes, args, &one);
    if (!wrong && one.code == 0)
        wrong = check_again(&one);
    args[0] = "-j3";
    const char *wrong_other = run(bytes, args, &other);
    wrong = wrong ? wrong : wrong_other;
    if (!wrong && (one.code != other.code ||
                   !kom_text_equal(kom_buf_view(&one.out), kom_buf_view(&other.out))))
        wrong = "the answer depends on the threads";
    if (wrong)
        kom_buf_printf(why, "exit %d\n%.*s", one.code, (int)one.err.n, one.err.n ? one.err.p : "");
    fuzz_answer_fini(&one);
    fuzz_answer_fini(&other);
    return wrong;
}
