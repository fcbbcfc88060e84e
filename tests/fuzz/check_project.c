/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom-code on REFI-QDA projects whose parts are the files of a call: `in` is project.qde, and each
   other file also the text of a source, internal://NAME. */
#include <stdio.h>
#include <string.h>

#include "checks.h"
#include "tools.h"
#include "zip.h"

static void put_project(const struct fuzz_case *c, struct kom_buf *out) {
    struct fuzz_part part[FUZZ_FILES_MAX];
    char name[FUZZ_FILES_MAX][32];
    size_t n = 0;
    for (int i = 0; i < c->n_files; i++, n++) {
        const bool is_in = kom_text_is(kom_text_of(c->file[i].name), "in");
        (void)snprintf(name[n], sizeof name[n], "%s%s", is_in ? "" : "sources/",
                       is_in ? "project.qde" : c->file[i].name);
        part[n] = (struct fuzz_part){name[n], c->file[i].bytes};
    }
    fuzz_zip(part, n, out);
}

/* What holds of counts; other tables have none of these columns. */
static const char *check_counts(const struct grid *g) {
    static const char *const shares[] = {"share", "agreement", NULL};
    double documents, n;
    for (size_t row = 1; row < g->n_rows; row++)
        if (grid_number(g, row, "documents", &documents) && grid_number(g, row, "n", &n) &&
            documents > n)
            return "more documents than there are";
    const char *wrong =
        fuzz_check_order(g, "conf_low", "share", "conf_high", "a share outside its interval");
    return wrong ? wrong : fuzz_check_shares(g, shares);
}

const char *fuzz_qdpx(struct kom_text text, struct kom_buf *why) {
    static const char *const numbers[] = {"share", "conf_low", "conf_high", "kappa", "alpha", NULL};
    struct fuzz_case c;
    struct fuzz_answer a = {0};
    struct kom_buf project = {0};
    struct grid g = {0};
    const char *wrong = NULL;
    if (fuzz_case_read(&c, &kom_tool_code, text) && !fuzz_case_has(&c, "-j")) {
        put_project(&c, &project);
        wrong = fuzz_check_packed(&c, kom_buf_view(&project), &a);
        const bool is_other = a.out.n && memchr(a.out.p, '\0', a.out.n); /* of a source's text */
        if (!wrong && a.code == 0 && !is_other && !fuzz_case_shows_other(&c)) {
            wrong = fuzz_check_result(&a, numbers);
            wrong = wrong ? wrong : grid_read(&g, a.out.p, a.out.n, ',');
            wrong = wrong ? wrong : check_counts(&g);
            grid_free(&g);
        }
        if (wrong)
            kom_buf_text(why, kom_buf_view(&a.err));
    }
    kom_buf_fini(&project);
    fuzz_answer_fini(&a);
    fuzz_case_fini(&c);
    return wrong;
}
