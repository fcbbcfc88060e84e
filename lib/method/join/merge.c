/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Workers, and what they saw brought together. */
#include <string.h>

#include "parallel.h"
#include "work.h"

/* The most rows that one key has. */
static size_t most_items(const struct kom_join_side *side) {
    size_t most = 1;
    if (side->is_plain)
        return most;
    for (size_t k = 0; k < side->n_numbers; k++)
        if (side->from[k + 1] - side->from[k] > most)
            most = side->from[k + 1] - side->from[k];
    return most;
}

static bool worker_init(struct kom_join_worker *w, const struct kom_join *join, size_t most) {
    const size_t n = kom_join_n_meetable(&join->side);
    const bool is_careful = join->extract->reading->is_careful;
    bool counts = join->request.expect == KOM_JOIN_1_1 || join->request.expect == KOM_JOIN_1_N;
    bool has_codes = !join->is_single && !join->deciding.are_too_many && !is_careful;
    w->met = kom_alloc(n / 8 + 1, sizeof *w->met);
    w->found = kom_alloc(most + 1, sizeof *w->found);
    w->by = counts ? kom_alloc(n + 1, sizeof *w->by) : NULL;
    w->codes = has_codes ? kom_alloc(join->deciding.n, sizeof *w->codes) : NULL;
    return w->met && w->found && (w->by || !counts) && (w->codes || !has_codes);
}

enum kom_status kom_join_hire(void *method, unsigned *n, void *worker[], struct kom_error *err) {
    struct kom_join_crew *crew = method;
    const size_t most = most_items(&crew->join->side);
    crew->worker = kom_alloc(*n, sizeof *crew->worker);
    if (!crew->worker)
        return kom_no_memory(err);
    for (crew->n = 0; crew->n < *n; crew->n++) {
        struct kom_join_worker *w = &crew->worker[crew->n];
        worker[crew->n] = w;
        w->join = crew->join;
        if (!worker_init(w, crew->join, most)) {
            crew->n++; /* what it has is given back with the others */
            return kom_no_memory(err);
        }
    }
    return KOM_OK;
}

static void worker_fini(struct kom_join_worker *w) {
    for (unsigned k = 0; w->codes && k < w->join->deciding.n; k++)
        kom_codes_fini(&w->codes[k]);
    kom_free(w->codes);
    kom_kinds_fini(&w->kinds);
    kom_unmet_fini(&w->unmet);
    kom_buf_fini(&w->search.packed);
    kom_buf_fini(&w->packed);
    kom_buf_fini(&w->room);
    kom_free(w->met);
    kom_free(w->found);
    kom_free(w->by);
}

void kom_join_crew_fini(struct kom_join_crew *crew) {
    for (unsigned i = 0; crew->worker && i < crew->n; i++)
        worker_fini(&crew->worker[i]);
    kom_free(crew->worker);
    kom_buf_fini(&crew->lines);
    *crew = (struct kom_join_crew){.n = 0};
}

/* ---- merge ---- */

static uint64_t earlier(uint64_t a, uint64_t b) {
    return a == 0 || (b && b < a) ? b : a;
}

/* The first two of four places, each pair in order. */
static void merge_by(uint64_t a[2], const uint64_t b[2]) {
    uint64_t first = earlier(a[0], b[0]);
    bool is_own = first == a[0];
    a[1] = is_own ? earlier(a[1], b[0]) : earlier(a[0], b[1]);
    a[0] = first;
}

static enum kom_status merge(struct kom_join_worker *w, const struct kom_join_worker *other,
                             struct kom_error *err) {
    const size_t n = kom_join_n_meetable(&w->join->side);
    for (size_t i = 0; i < n / 8 + 1; i++)
        w->met[i] |= other->met[i];
    for (size_t i = 0; i < n && w->by; i++)
        merge_by(w->by[i], other->by[i]);
    const uint64_t split = w->first[KOM_JOIN_SPLIT];
    for (int k = 0; k < KOM_JOIN_N_LACKS; k++) {
        w->n_lack[k] += other->n_lack[k];
        w->first[k] = earlier(w->first[k], other->first[k]);
    }
    if (w->first[KOM_JOIN_SPLIT] != split)
        w->first_split = other->first_split;
    w->n_matched += other->n_matched;
    w->n_written += other->n_written;
    w->is_over = w->is_over || other->is_over;
    return kom_unmet_merge(&w->unmet, &other->unmet) ? KOM_OK : kom_no_memory(err);
}

enum kom_status kom_join_merge(struct kom_join_crew *crew, struct kom_error *err) {
    enum kom_status status = KOM_OK;
    for (unsigned i = 1; i < crew->n && !status; i++)
        status = merge(&crew->worker[0], &crew->worker[i], err);
    crew->worker[0].is_over =
        crew->worker[0].is_over || crew->worker[0].unmet.codes.n > KOM_JOIN_UNMET_MAX;
    return status;
}
