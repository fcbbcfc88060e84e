/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs of a method in turn. */
#include "method.h"

#include "parallel.h"

static enum kom_status add_piece(void *context, struct kom_buf *piece) {
    struct kom_buf *out = context;
    kom_buf_text(out, kom_buf_view(piece));
    kom_buf_reset(piece);
    return out->failed ? KOM_ENOMEM : KOM_OK;
}

struct kom_out kom_out_to(struct kom_buf *buf) {
    return (struct kom_out){add_piece, buf};
}

enum kom_status kom_method_hire(const struct kom_method *m, void *method, unsigned n_threads,
                                void *worker[], struct kom_fold *fold, struct kom_error *err) {
    *fold = (struct kom_fold){.n_threads = n_threads,
                              .workers = worker,
                              .take = m->take,
                              .emit = m->emit,
                              .context = m->emit ? method : NULL,
                              .is_streaming = m->is_streaming,
                              .reasons = m->reasons,
                              .n_reasons = m->n_reasons};
    return m->hire(method, &fold->n_threads, worker, err);
}

enum kom_status kom_method_fold(const struct kom_method *m, void *method, struct kom_extract *x,
                                unsigned n_threads, struct kom_error *err) {
    void *worker[KOM_THREADS_MAX];
    struct kom_fold fold;
    if (n_threads > KOM_THREADS_MAX)
        return kom_fail(err, KOM_EUSAGE, "at most %d threads", KOM_THREADS_MAX);
    enum kom_status status =
        kom_method_hire(m, method, n_threads ? n_threads : 1, worker, &fold, err);
    return status ? status : kom_extract_fold(x, &fold, err);
}
