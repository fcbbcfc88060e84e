/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables that find no room: written out as runs of groups in order, and merged again. */
#include "mem.h"
#include "stream.h"

/* Runs that are merged at once; each has a piece of its file in memory. */
enum { FAN_MOST = 128, FAN_LEAST = 4, PIECE_NBYTES = 48 * 1024, LEAST_NBYTES = 1 << 20 };

void kom_summary_fini_runs(struct kom_summary_runs *runs) {
    kom_spill_fini(&runs->spill);
    kom_free(runs->run);
    *runs = (struct kom_summary_runs){.n = 0};
}

/* ---- out ---- */

static enum kom_status write_table(struct kom_summary_worker *w, struct kom_error *err) {
    struct kom_summary_stream t;
    enum kom_status status =
        kom_summary_stream_init(&t, w->plan, kom_summary_parts_as_read(w->plan), &w->sorter, err);
    if (!status)
        status = kom_summary_add_table(&t, &w->table, err);
    if (!status)
        status = kom_summary_write_run(&t, &w->runs, err);
    kom_summary_stream_fini(&t);
    kom_summary_reset(w);
    return status;
}

/* What of the budget is not the tables': values while they are sorted in, margins. */
static uint64_t share_of_tables(const struct kom_summary *s) {
    bool has_rare = s->weighted.column >= 0 || s->flags & KOM_STAT_SERIES;
    return kom_summary_has_spreading(s) || has_rare ? s->max_memory / 2 : s->max_memory / 4 * 3;
}

enum kom_status kom_summary_relieve(struct kom_summary_worker *w, struct kom_error *err) {
    uint64_t share = share_of_tables(w->plan) / w->n_workers,
             totals = kom_totals_nbytes(&w->totals);
    if (totals > share / 2 && totals > LEAST_NBYTES)
        return kom_totals_no_room(&w->plan->totals, &w->totals, w->plan->x, err);
    if (w->table.n == 0 || kom_summary_nbytes(w) + totals <= share)
        return KOM_OK;
    return write_table(w, err);
}

/* ---- back ---- */

static size_t fan(const struct kom_summary *s) {
    uint64_t n = s->max_memory / 4 / PIECE_NBYTES;
    return n > FAN_MOST || n == 0 ? FAN_MOST : n < FAN_LEAST ? FAN_LEAST : (size_t)n;
}

/* A run, and where it lies. */
struct place {
    struct kom_spill *spill;
    struct kom_summary_run run;
};

static enum kom_status open_some(const struct place *place, size_t n, struct kom_summary_stream *t,
                                 struct kom_error *err) {
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < n && !status; i++)
        status = kom_summary_add_run(t, place[i].spill, &place[i].run, err);
    return status;
}

/* Merges n runs, some at a time, to the runs `to`. */
static enum kom_status merge_once(const struct kom_summary_stream *like, const struct place *place,
                                  size_t n, struct kom_summary_runs *to, struct kom_error *err) {
    enum kom_status status = KOM_OK;
    size_t most = fan(like->s);
    for (size_t first = 0; first < n && !status; first += most) {
        struct kom_summary_stream t;
        status = kom_summary_stream_init(&t, like->s, like->n_parts, like->sorter, err);
        if (!status)
            status = open_some(place + first, n - first < most ? n - first : most, &t, err);
        if (!status)
            status = kom_summary_write_run(&t, to, err);
        kom_summary_stream_fini(&t);
    }
    return status;
}

static size_t n_all(struct kom_summary_runs *const *from, size_t n_from,
                    const struct kom_summary_runs *merged) {
    size_t n = merged->n;
    for (size_t i = 0; i < n_from; i++)
        n += from[i]->n;
    return n;
}

static size_t list_runs(struct kom_summary_runs *runs, struct place *place) {
    for (size_t i = 0; i < runs->n; i++)
        place[i] = (struct place){&runs->spill, runs->run[i]};
    return runs->n;
}

static struct place *list_all(struct kom_summary_runs *const *from, size_t n_from,
                              struct kom_summary_runs *merged) {
    struct place *place = kom_alloc(n_all(from, n_from, merged), sizeof *place);
    size_t n = place ? list_runs(merged, place) : 0;
    for (size_t i = 0; place && i < n_from; i++)
        n += list_runs(from[i], place + n);
    return place;
}

/* The same to the runs `merged`, which then hold all: the others are given up. */
static enum kom_status merge_all(struct kom_summary_runs *const *from, size_t n_from,
                                 const struct kom_summary_stream *like,
                                 struct kom_summary_runs *merged, struct kom_error *err) {
    struct kom_summary_runs to = {.n = 0};
    size_t n = n_all(from, n_from, merged);
    struct place *place = list_all(from, n_from, merged);
    enum kom_status status = place ? merge_once(like, place, n, &to, err) : kom_no_memory(err);
    kom_free(place);
    for (size_t i = 0; i < n_from; i++)
        kom_summary_fini_runs(from[i]);
    kom_summary_fini_runs(merged);
    *merged = to;
    return status;
}

enum kom_status kom_summary_open_runs(struct kom_summary_runs *const *from, size_t n_from,
                                      struct kom_summary_runs *merged, struct kom_summary_stream *t,
                                      struct kom_error *err) {
    enum kom_status status = KOM_OK;
    while (!status && n_all(from, n_from, merged) > fan(t->s))
        status = merge_all(from, n_from, t, merged, err);
    struct place *place = status ? NULL : list_all(from, n_from, merged);
    if (!status)
        status = place ? open_some(place, n_all(from, n_from, merged), t, err) : kom_no_memory(err);
    kom_free(place);
    return status;
}

/* ---- the workers' ---- */

bool kom_summary_waits(const struct kom_summary_crew *crew) {
    bool waits = crew->merged.n;
    for (unsigned i = 0; i < crew->n; i++)
        waits = waits || crew->worker[i].runs.n;
    return waits;
}

static enum kom_status gather_runs(struct kom_summary_crew *crew, struct kom_summary_stream *t,
                                   struct kom_error *err) {
    struct kom_summary_runs **from = kom_alloc(crew->n, sizeof *from);
    enum kom_status status = from ? KOM_OK : kom_no_memory(err);
    for (unsigned i = 0; i < crew->n && !status; i++) {
        struct kom_summary_worker *w = &crew->worker[i];
        from[i] = &w->runs;
        if (w->table.n)
            status = write_table(w, err);
        kom_summary_forget_table(w);
    }
    if (!status)
        status = kom_summary_open_runs(from, crew->n, &crew->merged, t, err);
    kom_free(from);
    return status;
}

enum kom_status kom_summary_gather(struct kom_summary_crew *crew, struct kom_summary_stream *t,
                                   struct kom_error *err) {
    const struct kom_summary *s = crew->worker->plan;
    enum kom_status status =
        kom_summary_stream_init(t, s, kom_summary_parts_as_read(s), &crew->worker->sorter, err);
    if (!status && kom_summary_waits(crew))
        return gather_runs(crew, t, err);
    for (unsigned i = 0; i < crew->n && !status; i++)
        status = kom_summary_add_table(t, &crew->worker[i].table, err);
    return status;
}
