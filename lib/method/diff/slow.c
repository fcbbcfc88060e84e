/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The exact unconditional intervals of shares: milliseconds each, so by several threads, after all
   else is known and before contrasts and warnings need them. */
#include "work.h"

#include <math.h>

#include "parallel.h"
#include "share_exact.h"

struct slow {
    struct kom_diff_row *const *row;
    double level;
    void (*progress)(void *context, uint64_t n_done);
    void *progress_context;
};

/* Job 2 i is the low end of row i, 2 i + 1 the high one. */
static void find_end(void *context, size_t job) {
    const struct slow *slow = context;
    struct kom_diff_row *row = slow->row[job / 2];
    const struct kom_diff_figures *a = &row->side[0], *b = &row->side[1];
    if (job % 2 == 0)
        row->test.conf_low = kom_share_exact_lower(a->count, a->n, b->count, b->n, slow->level);
    else /* after and before change places */
        row->test.conf_high = -kom_share_exact_lower(b->count, b->n, a->count, a->n, slow->level);
}

static void say_rows(void *context, uint64_t n_done) {
    const struct slow *slow = context;
    slow->progress(slow->progress_context, n_done / 2);
}

enum kom_status kom_diff_slow_intervals(struct kom_diff_work *work) {
    const struct kom_diff_request *r = work->request;
    struct kom_diff *out = work->out;
    size_t n = 0;
    if (work->way->method != KOM_DIFF_EXACT || work->way->measure != 's')
        return KOM_OK;
    struct kom_diff_row **row = kom_alloc(out->n_rows + 1, sizeof *row);
    if (!row)
        return KOM_ENOMEM;
    for (size_t i = 0; i < out->n_rows; i++)
        if (!isnan(out->rows[i].test.estimate))
            row[n++] = &out->rows[i];
    struct slow slow = {row, r->level, r->progress, r->progress_context};
    kom_jobs_run(&(struct kom_jobs){.n = 2 * n,
                                    .run = find_end,
                                    .context = &slow,
                                    .n_threads = r->n_threads,
                                    .progress = r->progress ? say_rows : NULL,
                                    .progress_context = &slow});
    kom_free(row);
    return KOM_OK;
}
