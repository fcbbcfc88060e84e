/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fold: threads take chunks in turn, split them and add them up; what each has to say is said
   in input order.

   Threads fetch chunks under a lock, one at a time, and split, filter and take them without one,
   each into a state of its own. What must be in the order of the input (bytes written, messages,
   rows set aside, counts) waits for the chunk's turn; a chunk with nothing to say takes no turn,
   and its thread goes on at once. The first error by place in the input, not by time, is the one
   that is reported, and stops the others. So outputs are the same bytes with any number of threads.
   With one thread the same code runs without waiting. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "aside.h"
#include "code_digits.h"
#include "cpr_watch.h"
#include "extract.h"
#include "extract_next.h"
#include "filter.h"
#include "foreign.h"
#include "heed.h"
#include "parallel.h"
#include "prepare.h"

/* What the threads share. */
struct shared {
    struct kom_extract *x;
    const struct kom_fold *fold;
    pthread_mutex_t lock;
    pthread_cond_t turn;
    uint64_t next_seq, next_emit;
    uint64_t done; /* bit k: chunk next_emit + k had nothing to say and is counted already */
    bool stopped;
    enum kom_status status;
    struct kom_error *err;
};

/* One thread's belongings, used again for every chunk. */
struct worker {
    struct shared *shared;
    void *state;
    struct kom_chunk chunk;
    struct kom_batch batch;
    struct kom_view view;
    struct kom_buf rendered;
    uint64_t n_split;   /* rows of this chunk, before some left the batch */
    uint64_t n_settled; /* cells of this chunk that were spelt otherwise */
    uint8_t *met;       /* values of --only and --except */
    struct kom_code_digits *digits;
    struct kom_cpr_sights cpr;
    enum kom_status status;
    struct kom_error err;
};

/* The odd records that are bad rows: all but blank lines. */
static bool is_bad(enum kom_odd_kind kind) {
    return kind != KOM_ODD_BLANK;
}

/* A file that is no text says in one field more why a row of it cannot be read: the comma before
   that; NULL: this is no such row. */
static const char *reason_at(const struct kom_view *v, const struct kom_odd *odd) {
    const struct kom_foreign_table *t = v->file->foreign;
    const char *p = v->batch->chunk->p, *at = p + odd->end;
    if (!t || !t->explain || odd->kind != KOM_ODD_RAGGED ||
        odd->n_fields != v->file->split.n_fields + 1)
        return NULL;
    do
        at--;
    while (at > p + odd->start && *at != ',');
    return at;
}

static void describe_foreign(const struct kom_view *v, const struct kom_odd *odd, const char *name,
                             unsigned long long line, struct kom_error *out) {
    const char *at = reason_at(v, odd), *end = v->batch->chunk->p + odd->end;
    struct kom_buf what = {0};
    v->file->foreign->explain(
        v->file->foreign, kom_text_trim((struct kom_text){at + 1, (size_t)(end - at - 1)}), &what);
    if (what.failed)
        (void)kom_no_memory_in(out, name);
    else
        (void)kom_fail(out, KOM_EDATA, "%s:%llu: %.*s", name, line, (int)what.n,
                       what.p ? what.p : "");
    kom_buf_fini(&what);
}

static void describe_odd(const struct kom_view *v, const struct kom_odd *odd,
                         struct kom_error *out) {
    const char *name;
    unsigned long long line =
        kom_file_place(v->file, kom_chunk_line(v->batch->chunk, odd->start), &name);
    if (reason_at(v, odd)) {
        describe_foreign(v, odd, name, line, out);
        return;
    }
    switch (odd->kind) {
    case KOM_ODD_BLANK:
    case KOM_ODD_RAGGED:
        (void)kom_fail(out, KOM_EDATA,
                       "%s:%llu: %u fields where the header has %u; correct the row or "
                       "quote its delimiter",
                       name, line, odd->n_fields, v->file->split.n_fields);
        break;
    case KOM_ODD_QUOTE:
        (void)kom_fail(out, KOM_EDATA,
                       "%s:%llu: field %u: text follows a closing quote; double the quotes "
                       "inside a quoted field",
                       name, line, odd->field + 1);
        break;
    case KOM_ODD_CR:
        (void)kom_fail(out, KOM_EDATA,
                       "%s:%llu: field %u: a carriage return without line feed; quote the "
                       "field or end lines with LF or CR LF",
                       name, line, odd->field + 1);
        break;
    case KOM_ODD_ENCODING:
        (void)kom_fail(out, KOM_EDATA,
                       "%s:%llu: column \"%.*s\": is no text in this encoding; mend it, or say the "
                       "right one with --encoding",
                       name, line, (int)v->extract->columns[odd->field].heading.n,
                       v->extract->columns[odd->field].heading.p);
        break;
    }
}

/* Odd records join the rows set aside; bad ones are counted and shown. */
static void note_odd(struct kom_view *v) {
    const struct kom_batch *b = v->batch;
    for (uint32_t i = 0; i < b->n_odd; i++) {
        const struct kom_odd *odd = &b->odd[i];
        const char *reason = reason_at(v, odd);
        uint32_t end = reason ? (uint32_t)(reason - b->chunk->p) : odd->end;
        kom_view_aside_bytes(v, odd->start, end,
                             reason ? KOM_ASIDE_UNREADABLE : -1 - (int)odd->kind);
        v->n_bad += is_bad(b->odd[i].kind);
    }
}

static int by_start(const void *a, const void *b) {
    uint32_t x = ((const struct kom_aside_row *)a)->start,
             y = ((const struct kom_aside_row *)b)->start;
    return (x > y) - (x < y);
}

/* The messages of odd records and of values, the first five in the order of rows. Odd records are
   rare, so each of their messages is made only while it may be shown. */
static void show_odd(struct kom_view *v) {
    const struct kom_batch *b = v->batch;
    struct kom_error merged[KOM_N_SHOWN];
    unsigned n = 0, taken = 0, early = 0;
    uint32_t i = 0;
    size_t k = 0;
    /* v->aside is sorted; each unreadable row has the next message of v->shown, or of v->early. */
    for (; k < v->n_aside && n < KOM_N_SHOWN; k++) {
        while (i < b->n_odd && b->odd[i].start < v->aside[k].start)
            i++;
        bool is_odd = i < b->n_odd && b->odd[i].start == v->aside[k].start;
        if (is_odd && is_bad(b->odd[i].kind))
            describe_odd(v, &b->odd[i], &merged[n++]);
        else if (early < v->n_early && v->early_start[early] == v->aside[k].start)
            merged[n++] = v->early[early++];
        else if (!is_odd && v->aside[k].reason == KOM_ASIDE_UNREADABLE && taken < v->n_shown)
            merged[n++] = v->shown[taken++];
    }
    v->n_shown = n;
    memcpy(v->shown, merged, v->n_shown * sizeof merged[0]);
}

/* ---- one chunk ---- */

static void take_chunk(struct worker *w) {
    const struct kom_fold *fold = w->shared->fold;
    struct kom_view *v = &w->view;
    const uint64_t failures = kom_mem_failures();
    kom_buf_reset(&v->out);
    v->n_aside = 0;
    v->n_shown = v->n_early = 0;
    v->n_blanked = 0;
    v->n_bad = 0;
    v->failed = false;
    w->status = w->shared->x->reading->is_careful
                    ? kom_batch_split_careful(&w->batch, &w->chunk, &v->file->split, &w->err)
                    : kom_batch_split(&w->batch, &w->chunk, &v->file->split, &w->err);
    if (w->status)
        return;
    kom_cpr_look(&w->cpr, v);
    w->n_settled = kom_prepare_cells(w->shared->x, &w->batch);
    w->n_split = w->batch.n_rows;
    kom_filters_apply(v, &w->batch, w->met);
    kom_heeds_apply(v, &w->batch);
    v->n_rows = w->batch.n_rows;
    kom_code_digits_look(w->digits, v);
    w->status = kom_mem_settle(failures, fold->take(w->state, v, &w->err), &w->err);
    if (w->status)
        return;
    note_odd(v);
    if (v->n_aside)
        qsort(v->aside, v->n_aside, sizeof *v->aside, by_start);
    if (v->n_bad)
        show_odd(v);
    kom_buf_reset(&w->rendered);
    if (fold->aside)
        kom_aside_render(v, fold->reasons, &w->rendered);
    if (v->failed || w->cpr.failed || v->out.failed || w->rendered.failed || w->batch.extra.failed)
        w->status = kom_no_memory_in(&w->err, w->shared->x->label);
}

static void add_counts(struct kom_extract *x, const struct worker *w) {
    const struct kom_view *v = &w->view;
    x->n_read += w->n_split + v->batch->n_odd;
    x->n_settled += w->n_settled;
    for (size_t i = 0; i < kom_filters_n_met(x); i++)
        x->met[i] |= w->met[i];
    x->n_bad += v->n_bad;
    x->n_converted += v->batch->n_converted;
    for (size_t i = 0; i < v->n_aside; i++) {
        int reason = v->aside[i].reason;
        x->aside[reason < 0 ? -reason - 1 : KOM_N_BUILTIN + reason]++;
    }
    for (unsigned i = 0; i < v->n_shown && x->n_shown < KOM_N_SHOWN; i++)
        x->shown[x->n_shown++] = v->shown[i];
}

/* Does that heading hold what --forbid-cpr does not let pass? */
static bool is_forbidden(const struct kom_cpr_column *c, bool is_whole) {
    bool stops;
    return !(c->n_values && !is_whole) && kom_cpr_verdict(c, &stops) != KOM_CPR_NONE && stops;
}

/* Does the first of one stand before that of the other? */
static bool stands_before(const struct kom_extract *x, const struct kom_cpr_column *a,
                          const struct kom_cpr_column *b) {
    if (a->file == b->file)
        return a->line < b->line;
    size_t i = 0;
    while (i < x->n_files && x->files[i]->name != a->file && x->files[i]->name != b->file)
        i++;
    return i < x->n_files && x->files[i]->name == a->file;
}

enum kom_status kom_extract_forbid_cpr(const struct kom_extract *x, bool is_whole,
                                       struct kom_error *err) {
    size_t first = SIZE_MAX; /* in the input, as parts learn of all headings at once */
    for (size_t i = 0; i <= x->n_headings && x->cpr && x->reading->forbids_cpr; i++)
        if (is_forbidden(&x->cpr[i], is_whole) &&
            (first == SIZE_MAX || stands_before(x, &x->cpr[i], &x->cpr[first])))
            first = i;
    if (first == SIZE_MAX)
        return KOM_OK;
    struct kom_buf text = {0};
    kom_cpr_explain(x, first, &text);
    enum kom_status status = kom_fail(err, KOM_EDATA, "%.*s", (int)text.n, text.p ? text.p : "");
    kom_buf_fini(&text);
    return status;
}

/* Without the lock, as it may take as long as the batch did: nobody else has the turn. */
static enum kom_status take_in_order(struct worker *w, struct kom_error *err) {
    struct shared *s = w->shared;
    const uint64_t failures = kom_mem_failures();
    if (!s->fold->in_order)
        return KOM_OK;
    (void)pthread_mutex_unlock(&s->lock);
    enum kom_status status =
        kom_mem_settle(failures, s->fold->in_order(w->state, &w->view, err), err);
    (void)pthread_mutex_lock(&s->lock);
    return status;
}

/* In the order of the input, with the lock held: bytes leave, counts are added. */
static enum kom_status settle(struct worker *w, struct kom_error *err) {
    struct shared *s = w->shared;
    const struct kom_fold *fold = s->fold;
    if (w->status) {
        *err = w->err;
        return w->status;
    }
    add_counts(s->x, w);
    kom_cpr_add(s->x, &w->cpr, &w->view);
    if (w->cpr.n && !s->x->reading->part && kom_extract_forbid_cpr(s->x, false, err))
        return KOM_EDATA;
    if (fold->progress)
        fold->progress(fold->progress_context, s->x->n_read);
    enum kom_status status = take_in_order(w, err);
    /* A bad row ends the stream; the rows after it are read, so that all bad ones are counted. */
    bool is_whole = !fold->is_streaming || s->x->reading->skip_bad_rows || s->x->n_bad == 0;
    if (!status && fold->emit && w->view.out.n && is_whole)
        status = fold->emit(fold->context, kom_buf_view(&w->view.out), err);
    if (!status && fold->aside && w->rendered.n)
        status = fold->aside(fold->aside_context ? fold->aside_context : fold->context,
                             kom_buf_view(&w->rendered), err);
    return status;
}

/* The next chunk for this thread; false when there is none or the fold has stopped. */
static bool next_chunk(struct worker *w) {
    struct shared *s = w->shared;
    bool more = false;
    (void)pthread_mutex_lock(&s->lock);
    if (!s->stopped) {
        w->status = kom_extract_next(s->x, &w->chunk, &w->err);
        more = w->status || w->chunk.n > 0;
        if (more) {
            w->view.seq = s->next_seq++;
            w->view.i_file = (uint32_t)s->x->n_files - 1;
            w->view.file = s->x->files[w->view.i_file];
            kom_cpr_left(s->x, w->cpr.left);
        }
        s->stopped = w->status || !more;
    }
    (void)pthread_mutex_unlock(&s->lock);
    return more;
}

/* Nothing to be said in the order of the input: then nobody need wait. */
static bool is_silent(const struct worker *w) {
    const struct kom_view *v = &w->view;
    const struct kom_fold *fold = w->shared->fold;
    return !w->status && !fold->is_streaming && !fold->in_order && v->out.n == 0 &&
           w->rendered.n == 0 && v->n_shown == 0 && w->cpr.n == 0;
}

/* With the lock held, when it is the worker's turn. */
static void take_turn(struct worker *w) {
    struct shared *s = w->shared;
    if (!s->status) {
        struct kom_error err = {0};
        s->status = settle(w, &err);
        if (s->status) {
            s->stopped = true;
            if (s->err)
                *s->err = err;
        }
    }
    do {
        s->next_emit++;
        s->done >>= 1;
    } while (s->done & 1);
    (void)pthread_cond_broadcast(&s->turn);
}

static void *work(void *data) {
    struct worker *w = data;
    struct shared *s = w->shared;
    while (next_chunk(w)) {
        if (!w->status)
            take_chunk(w);
        bool silent = is_silent(w);
        (void)pthread_mutex_lock(&s->lock);
        while (s->next_emit != w->view.seq && !(silent && w->view.seq - s->next_emit < 64))
            (void)pthread_cond_wait(&s->turn, &s->lock);
        if (s->next_emit == w->view.seq) {
            take_turn(w);
        } else {
            add_counts(s->x, w);
            s->done |= UINT64_C(1) << (w->view.seq - s->next_emit);
        }
        (void)pthread_mutex_unlock(&s->lock);
    }
    return NULL;
}

static void fini_worker(struct worker *w) {
    kom_chunk_fini(&w->chunk);
    kom_batch_fini(&w->batch);
    kom_buf_fini(&w->view.out);
    kom_free(w->view.aside);
    kom_free(w->view.blanked);
    kom_buf_fini(&w->rendered);
    kom_free(w->met);
    kom_free(w->digits);
    kom_cpr_sights_fini(&w->cpr);
}

/* Threads beyond the first that can be had; fewer change nothing but the time. */
static void run_workers(struct worker *workers, unsigned n) {
    pthread_t thread[KOM_THREADS_MAX];
    unsigned started = 0;
    while (started + 1 < n && started < KOM_THREADS_MAX &&
           pthread_create(&thread[started], NULL, work, &workers[started + 1]) == 0)
        started++;
    (void)work(&workers[0]);
    for (unsigned i = 0; i < started; i++)
        (void)pthread_join(thread[i], NULL);
}

/* NULL when memory runs out. */
static struct worker *new_workers(struct shared *s, unsigned n) {
    struct worker *workers = kom_alloc(n, sizeof *workers);
    bool whole = workers != NULL;
    for (unsigned i = 0; i < n && workers; i++) {
        workers[i].shared = s;
        workers[i].state = s->fold->workers ? s->fold->workers[i] : s->fold->context;
        workers[i].view.extract = s->x;
        workers[i].view.batch = &workers[i].batch;
        workers[i].met = kom_alloc(kom_filters_n_met(s->x) + 1, 1);
        workers[i].digits = kom_alloc(kom_code_digits_columns(s->x) + 1, sizeof *workers[i].digits);
        whole = whole && workers[i].met && workers[i].digits &&
                kom_cpr_sights_init(&workers[i].cpr, s->x) == KOM_OK;
    }
    for (unsigned i = 0; i < n && workers && !whole; i++)
        fini_worker(&workers[i]);
    if (!whole)
        kom_free(workers);
    return whole ? workers : NULL;
}

enum kom_status kom_extract_verdict(const struct kom_extract *x, enum kom_status status,
                                    struct kom_error *err) {
    if (!status && x->cpr_failed)
        return kom_no_memory_in(err, x->label);
    if (status || x->n_bad == 0 || x->reading->skip_bad_rows)
        return status;
    return kom_fail(err, KOM_EDATA, "%s: %llu of %llu rows cannot be read; correct them%s",
                    x->label, (unsigned long long)x->n_bad, (unsigned long long)x->n_read,
                    x->reading->side ? "" : ", or set them aside with --bad-rows skip");
}

enum kom_status kom_extract_fold(struct kom_extract *x, const struct kom_fold *fold,
                                 struct kom_error *err) {
    unsigned n = fold->n_threads ? fold->n_threads : 1;
    struct shared shared = {.x = x, .fold = fold, .err = err};
    enum kom_status status = kom_extract_pin(x, err);
    if (status)
        return status;
    struct worker *workers = new_workers(&shared, n);
    if (!workers)
        return kom_no_memory_in(err, x->label);
    if (pthread_mutex_init(&shared.lock, NULL) != 0 || pthread_cond_init(&shared.turn, NULL) != 0) {
        for (unsigned i = 0; i < n; i++)
            fini_worker(&workers[i]);
        kom_free(workers);
        return kom_fail(err, KOM_ENOMEM, "%s: memory ran out for a lock", x->label);
    }
    run_workers(workers, n);
    for (unsigned i = 0; i < n; i++) {
        kom_code_digits_merge(x->digits, workers[i].digits, kom_code_digits_columns(x));
        fini_worker(&workers[i]);
    }
    kom_free(workers);
    (void)pthread_mutex_destroy(&shared.lock);
    (void)pthread_cond_destroy(&shared.turn);
    x->is_read = !shared.status;
    return x->reading->part ? shared.status : kom_extract_verdict(x, shared.status, err);
}
