/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distinct buyers of each row and period.

   They are counted from the crowd, part by part: where no two atoms of a row can share a person,
   the crowd counts those of each group and period; else the entries of a person are brought
   together and each place counts once. A part is brought together, indexed, sorted or counted by
   itself, so that threads go through different ones; not where persons wait in files, as then one
   part at a time can be whole. */
#include <stdlib.h>
#include <string.h>

#include "parallel.h"
#include "parts.h"

static int by_place(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Rows and periods of one person, as places in the figures. */
struct places {
    uint64_t *place;
    size_t n, cap;
};

static enum kom_status add_places(struct kom_uptake *u, const struct kom_seen *seen,
                                  struct places *p, struct kom_error *err) {
    uint32_t atom = u->sold.atom_of_group[kom_place_group(&u->sold.buyers, seen->place)];
    for (uint32_t bits = seen->bits; bits; bits &= bits - 1) {
        uint32_t number =
            kom_place_period(&u->sold.buyers, seen->place) + (uint32_t)__builtin_ctz(bits);
        int32_t period = (int32_t)(u->sold.numbers.periods.pair[number] >> 32);
        size_t label = (size_t)(period - u->answer.label[0].number);
        for (uint32_t i = u->answer.rows_of_atom.start[atom];
             i < u->answer.rows_of_atom.start[atom + 1]; i++) {
            void *grown = p->place;
            if (kom_grow(&grown, &p->cap, p->n + 1, sizeof *p->place))
                return KOM_UPTAKE_NO_MEMORY(err);
            p->place = grown;
            p->place[p->n++] = u->answer.row_of_item[u->answer.rows_of_atom.item[i]] *
                                   (uint64_t)u->answer.n_labels +
                               label;
        }
    }
    return KOM_OK;
}

/* Counts a person once in each place. */
static void count_person(struct answer *answer, struct places *p, bool may_repeat) {
    if (may_repeat)
        qsort(p->place, p->n, sizeof *p->place, by_place);
    for (size_t i = 0; i < p->n; i++)
        if (i == 0 || p->place[i] != p->place[i - 1])
            answer->figures[p->place[i]].buyers++;
    p->n = 0;
}

/* Several atoms may meet in one row: then the entries of a person must come together. */
static bool has_meetings(const struct answer *answer) {
    for (size_t i = 0; i < answer->row_keys.n; i++)
        if (answer->row[i].n > 1)
            return true;
    return false;
}

/* Where no two atoms meet, the buyers of a place of the crowd are those of each row that it is
   in. */
static void take_counts(struct kom_uptake *u, const uint64_t *n) {
    for (uint32_t place = 0; place < kom_crowd_n_places(&u->sold.buyers); place++) {
        uint32_t atom = u->sold.atom_of_group[kom_place_group(&u->sold.buyers, place)],
                 first = kom_place_period(&u->sold.buyers, place);
        for (uint32_t bit = 0; bit < 32; bit++) {
            uint64_t buyers = n[32 * (size_t)place + bit];
            if (buyers == 0)
                continue;
            int32_t period = (int32_t)(u->sold.numbers.periods.pair[first + bit] >> 32);
            size_t label = (size_t)(period - u->answer.label[0].number);
            for (uint32_t k = u->answer.rows_of_atom.start[atom];
                 k < u->answer.rows_of_atom.start[atom + 1]; k++)
                u->answer
                    .figures[u->answer.row_of_item[u->answer.rows_of_atom.item[k]] *
                                 (uint64_t)u->answer.n_labels +
                             label]
                    .buyers += buyers;
        }
    }
}

/* The entries of each person together, each place once. */
static enum kom_status count_list(struct kom_uptake *u, const struct kom_seen *seen, size_t n,
                                  struct places *p, struct kom_error *err) {
    size_t first = 0;
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < n && !status; i++) {
        status = add_places(u, &seen[i], p, err);
        if (i + 1 < n && seen[i].word == seen[i + 1].word)
            continue;
        count_person(&u->answer, p, i > first);
        first = i + 1;
    }
    return status;
}

static enum kom_status count_persons(struct kom_uptake *u, unsigned part, struct places *p,
                                     struct kom_error *err) {
    enum kom_status status = KOM_OK;
    for (unsigned list = 0; list < KOM_CROWD_LISTS && !status; list++) {
        size_t n;
        const struct kom_seen *seen = kom_crowd_entries(&u->sold.buyers, part, list, &n);
        status = count_list(u, seen, n, p, err);
    }
    return status;
}

/* ---- parts of the crowd ---- */

/* What one thread does: part i, i + n_jobs, i + 2 n_jobs, ... */
struct count_job {
    uint64_t *n; /* buyers by place, where no two atoms meet; else NULL */
    enum kom_status status;
    struct kom_error err;
};

struct counting {
    struct kom_uptake *u;
    size_t n_jobs, n_places;
    struct count_job *job;
    struct places places;
};

static bool is_kept(const struct kom_uptake *u) {
    return u->given.o.form != KOM_UPTAKE_CELLS; /* --persons asks for each person */
}

/* What a part needs before persons are counted from it, or all of that. */
static enum kom_status prepare_part(struct kom_uptake *u, unsigned part, uint64_t *n,
                                    struct kom_error *err) {
    struct kom_crowd *crowd = &u->sold.buyers;
    enum kom_status status = kom_crowd_gather(crowd, part, err);
    if (status)
        return status;
    if (is_kept(u))
        return kom_crowd_index(crowd, part, err);
    if (!n)
        return kom_crowd_sort(crowd, part, err);
    kom_crowd_count(crowd, part, n);
    kom_crowd_leave(crowd, part);
    return KOM_OK;
}

static void prepare_some(void *context, size_t at) {
    const struct counting *c = context;
    struct count_job *job = &c->job[at];
    for (size_t i = at; i < c->u->sold.buyers.n_parts && !job->status; i += c->n_jobs)
        job->status = prepare_part(c->u, (unsigned)i, job->n, &job->err);
}

static enum kom_status take_part(struct counting *c, unsigned part, struct kom_error *err) {
    struct kom_uptake *u = c->u;
    if (is_kept(u) || c->job[0].n)
        return KOM_OK;
    const enum kom_status status = count_persons(u, part, &c->places, err);
    kom_crowd_leave(&u->sold.buyers, part);
    return status;
}

/* All who are in the crowd. */
static enum kom_status count_crowd(struct counting *c, struct kom_error *err) {
    struct kom_crowd *crowd = &c->u->sold.buyers;
    const bool at_once = c->n_jobs > 1 && !kom_crowd_has_waiting(crowd);
    enum kom_status status = KOM_OK;
    if (at_once)
        kom_jobs_run(&(struct kom_jobs){
            .n = c->n_jobs, .run = prepare_some, .context = c, .n_threads = (unsigned)c->n_jobs});
    for (size_t i = 0; i < c->n_jobs && !status; i++) {
        status = c->job[i].status;
        if (status && err)
            *err = c->job[i].err;
    }
    for (unsigned i = 0; i < crowd->n_parts && !status; i++) {
        if (!at_once)
            status = prepare_part(c->u, i, c->job[0].n, err);
        if (!status)
            status = take_part(c, i, err);
    }
    return status;
}

/* Where threads count by themselves each needs a count of every place: they may take an eighth of
   what is allowed for the buyers. */
static size_t jobs_of(const struct kom_uptake *u, size_t nbytes) {
    const uint64_t most = u->sold.buyers.max_nbytes / 8;
    const size_t n =
        u->sold.n_workers < u->sold.buyers.n_parts ? u->sold.n_workers : u->sold.buyers.n_parts;
    if (n < 2)
        return 1;
    return u->sold.buyers.max_nbytes == 0 || nbytes == 0 || n <= most / nbytes ? n : 1;
}

static bool hire(struct counting *c) {
    struct kom_uptake *u = c->u;
    const bool counts = !is_kept(u) && !has_meetings(&u->answer);
    c->n_places = counts ? 32 * (size_t)kom_crowd_n_places(&u->sold.buyers) : 0;
    c->n_jobs = jobs_of(u, c->n_places * sizeof *c->job->n);
    c->job = kom_alloc(c->n_jobs, sizeof *c->job);
    bool ok = c->job;
    for (size_t i = 0; i < c->n_jobs && ok && counts; i++) {
        c->job[i].n = kom_alloc(c->n_places + 1, sizeof *c->job[i].n);
        ok = c->job[i].n;
    }
    return ok;
}

/* What all threads counted; numbers add up the same in any order. */
static void take_all_counts(struct counting *c) {
    for (size_t i = 1; i < c->n_jobs; i++)
        for (size_t k = 0; k < c->n_places; k++)
            c->job[0].n[k] += c->job[i].n[k];
    take_counts(c->u, c->job[0].n);
}

enum kom_status kom_uptake_count_buyers(struct kom_uptake *u, struct kom_error *err) {
    struct counting c = {.u = u};
    if (u->given.o.form == KOM_UPTAKE_FLOWS) /* where they bought is counted, too (flows.c) */
        return KOM_OK;
    enum kom_status status = hire(&c) ? KOM_OK : KOM_UPTAKE_NO_MEMORY(err);
    for (bool more = true; more && !status;) {
        status = kom_uptake_next_persons(u, is_kept(u), &more, err);
        if (!status)
            status = count_crowd(&c, err);
    }
    if (!status && c.job[0].n)
        take_all_counts(&c);
    for (size_t i = 0; c.job && i < c.n_jobs; i++)
        kom_free(c.job[i].n);
    kom_free(c.job);
    kom_free(c.places.place);
    return status;
}
