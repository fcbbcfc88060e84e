/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Very many groups, or groups of very many values, written by threads: cut between keys into pieces
   that are one after the other.

   Each worker's groups are sorted, all workers at once. Every so many groups of each order a key is
   taken; these keys, brought together in their order, are where the pieces end, so that a piece has
   no more than so many groups of each table and a group lies in one piece with all that the tables
   know of it. A piece is a stream of its own (stream.c) over slices of the orders. Some pieces are
   made at once and then given away in their order: what is written is what one stream over all
   groups writes. */
#include "mem.h"
#include "parallel.h"
#include "stream.h"

/* So many groups, or so many bytes of values, are worth threads. Groups that a piece has of a
   table, at most; pieces that a thread makes, at least, so that none waits long for the last. */
enum { GROUPS_LEAST = 4096, NBYTES_LEAST = 1 << 20, SLICE_MOST = 1024, AT_ONCE = 8 };

/* The cuts of one table: groups cut[k]..cut[k + 1]-1 of its order belong to piece k. */
struct slices {
    struct kom_summary_table *table;
    uint32_t *order;
    size_t *cut, next; /* next: of the keys that are taken from it */
};

struct pieces {
    const struct kom_summary *s;
    struct slices *slices; /* of each worker */
    unsigned n_workers;
    size_t slice; /* groups of a table that a piece has, at most */
    size_t n;     /* pieces */
    size_t first; /* of those that are made now */
    struct kom_summary_piece *piece;
    enum kom_status (*write)(const struct kom_summary *s, struct kom_summary_piece *piece);
};

bool kom_summary_has_pieces(const struct kom_summary_crew *crew) {
    const struct kom_summary *s = crew->worker->plan;
    uint64_t n = 0, nbytes = 0;
    for (unsigned i = 0; i < crew->n; i++) {
        n += crew->worker[i].table.n;
        nbytes += crew->worker[i].table.nbytes;
    }
    /* What threads have of values at once is as much again, at most. */
    const bool has_values =
        nbytes >= NBYTES_LEAST && (s->max_memory == 0 || nbytes <= s->max_memory / 4);
    return (n >= GROUPS_LEAST || has_values) && !kom_summary_waits(crew) &&
           !kom_summary_has_spreading(s) && !s->x->reading->is_careful;
}

/* ---- cuts ---- */

static void sort_groups(void *context, size_t job) {
    const struct pieces *p = context;
    struct slices *one = &p->slices[job];
    one->order = kom_groups_sorted(&one->table->groups, p->s->n_parts);
}

static struct kom_text key_at(const struct slices *one, size_t place) {
    return kom_groups_key(&one->table->groups, one->order[place]);
}

/* The table whose next key is the least; NULL: all are taken. */
static struct slices *least(const struct pieces *p) {
    struct slices *best = NULL;
    for (unsigned i = 0; i < p->n_workers; i++) {
        struct slices *one = &p->slices[i];
        if (one->next < one->table->n &&
            (!best || kom_group_compare(key_at(one, one->next), key_at(best, best->next),
                                        p->s->n_parts) < 0))
            best = one;
    }
    return best;
}

/* The first place, from `from` on, of a key that is not below. */
static size_t place_of(const struct pieces *p, const struct slices *one, struct kom_text key,
                       size_t from) {
    size_t low = from, high = one->table->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (kom_group_compare(key_at(one, mid), key, p->s->n_parts) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static enum kom_status cut(struct pieces *p, struct kom_error *err) {
    size_t most = 1, n = 0;
    for (unsigned i = 0; i < p->n_workers; i++)
        n += p->slices[i].table->n;
    p->slice = n / ((size_t)p->n_workers * AT_ONCE * 2) + 1;
    p->slice = p->slice < SLICE_MOST ? p->slice : SLICE_MOST;
    for (unsigned i = 0; i < p->n_workers; i++)
        most += p->slices[i].table->n / p->slice;
    for (unsigned i = 0; i < p->n_workers; i++) {
        p->slices[i].cut = kom_alloc(most + 1, sizeof *p->slices[i].cut);
        p->slices[i].next = p->slice;
        if (!p->slices[i].cut)
            return kom_no_memory(err);
    }
    p->n = 1;
    for (struct slices *from; (from = least(p)) != NULL; p->n++) {
        const struct kom_text key = key_at(from, from->next);
        for (unsigned i = 0; i < p->n_workers; i++) {
            struct slices *one = &p->slices[i];
            one->cut[p->n] = place_of(p, one, key, one->cut[p->n - 1]);
        }
        from->next += p->slice;
    }
    for (unsigned i = 0; i < p->n_workers; i++)
        p->slices[i].cut[p->n] = p->slices[i].table->n;
    return KOM_OK;
}

/* ---- pieces ---- */

static enum kom_status open_piece(const struct pieces *p, size_t k,
                                  struct kom_summary_piece *piece) {
    enum kom_status status =
        kom_summary_stream_init(&piece->groups, p->s, p->s->n_parts, &piece->sorter, &piece->err);
    for (unsigned i = 0; i < p->n_workers && !status; i++) {
        const struct slices *one = &p->slices[i];
        if (one->cut[k] < one->cut[k + 1])
            status = kom_summary_add_slice(&piece->groups, one->table, one->order, one->cut[k],
                                           one->cut[k + 1], &piece->err);
    }
    return status;
}

static void make_piece(void *context, size_t job) {
    const struct pieces *p = context;
    struct kom_summary_piece *piece = &p->piece[job];
    piece->status = open_piece(p, p->first + job, piece);
    if (!piece->status)
        piece->status = p->write(p->s, piece);
    if (!piece->status && piece->out.failed)
        piece->status = kom_no_memory(&piece->err);
    kom_summary_stream_fini(&piece->groups);
    kom_sorter_fini(&piece->sorter);
}

static enum kom_status give_away(struct kom_summary_piece *piece, const struct kom_out *to,
                                 struct kom_summary_notes *notes, struct kom_error *err) {
    if (piece->status) {
        if (err)
            *err = piece->err;
        return piece->status;
    }
    notes->n_gaps += piece->notes.n_gaps;
    notes->n_tied += piece->notes.n_tied;
    notes->n_negative += piece->notes.n_negative;
    notes->n_beyond += piece->notes.n_beyond;
    piece->notes = (struct kom_summary_notes){0};
    return to->flush(to->context, &piece->out);
}

static enum kom_status make_all(struct pieces *p, const struct kom_out *to,
                                struct kom_summary_notes *notes, struct kom_error *err) {
    const size_t most = (size_t)p->n_workers * AT_ONCE;
    enum kom_status status = KOM_OK;
    p->piece = kom_alloc(most, sizeof *p->piece);
    if (!p->piece)
        return kom_no_memory(err);
    for (p->first = 0; p->first < p->n && !status; p->first += most) {
        const size_t left = p->n - p->first, n = left < most ? left : most;
        kom_jobs_run(
            &(struct kom_jobs){.n = n, .run = make_piece, .context = p, .n_threads = p->n_workers});
        for (size_t i = 0; i < n && !status; i++)
            status = give_away(&p->piece[i], to, notes, err);
    }
    for (size_t i = 0; i < most; i++)
        kom_buf_fini(&p->piece[i].out);
    kom_free(p->piece);
    return status;
}

enum kom_status kom_summary_write_pieces(struct kom_summary_crew *crew,
                                         enum kom_status (*write)(const struct kom_summary *s,
                                                                  struct kom_summary_piece *piece),
                                         const struct kom_out *to, struct kom_summary_notes *notes,
                                         struct kom_error *err) {
    struct pieces p = {.s = crew->worker->plan, .n_workers = crew->n, .write = write};
    p.slices = kom_alloc(crew->n, sizeof *p.slices);
    if (!p.slices)
        return kom_no_memory(err);
    for (unsigned i = 0; i < crew->n; i++) {
        p.slices[i].table = &crew->worker[i].table;
        kom_groups_seal(&crew->worker[i].table.groups);
    }
    kom_jobs_run(
        &(struct kom_jobs){.n = crew->n, .run = sort_groups, .context = &p, .n_threads = crew->n});
    bool ok = true;
    for (unsigned i = 0; i < crew->n; i++)
        ok = ok && p.slices[i].order;
    enum kom_status status = ok ? cut(&p, err) : kom_no_memory(err);
    if (!status)
        status = make_all(&p, to, notes, err);
    for (unsigned i = 0; i < crew->n; i++) {
        kom_free(p.slices[i].order);
        kom_free(p.slices[i].cut);
    }
    kom_free(p.slices);
    return status;
}
