/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Persons counted: recipients and person-days of every row and period.

   The days of a person on offer are stretches (days.c). One over many periods is noted at its ends,
   and spread in one pass at the last, so that a long spell costs no more than a short one. Threads
   count every so many persons each, as neighbours are alike and some have no days on offer, into
   places of their own, which add up the same in any order. */
#include <stdlib.h>

#include "parallel.h"
#include "stretches.h"

/* What some of the persons add up to. */
struct headcount {
    struct kom_uptake *u;
    size_t turn, n_turns; /* blocks of persons: this one of every so many */
    int64_t *entering;    /* rows times labels + 1: persons whose days start there, less those whose
                             days have ended */
    int64_t *covering;    /* the same of stretches, whose first and last period may be cut */
    uint64_t *days;       /* rows times labels: person-days of cut periods; below 0: wraps */
    uint64_t n_movers;
    struct stretches stretches; /* of the person at hand */
    enum kom_status status;
    struct kom_error err;
};

void kom_stretch_periods(const struct kom_uptake *u, const struct stretch *s, size_t *from,
                         size_t *to) {
    *from = s->label;
    *to = s->label + (size_t)1;
    if (s->label == KOM_UNCUT)
        kom_uptake_labels_meeting(u, s->first, s->last, from, to);
}

/* Each (row, period) counts the person once. Periods between the first and the last of a stretch
   are whole, so that only the ends are looked at. */
static void count_person(struct headcount *h, const struct stretches *s) {
    const struct answer *answer = &h->u->answer;
    uint64_t counted = UINT64_MAX; /* the period counted last */
    for (size_t i = 0; i < s->n; i++) {
        const struct stretch *one = &s->item[i];
        size_t from, to;
        kom_stretch_periods(h->u, one, &from, &to);
        if (from >= to)
            continue;
        uint64_t place = one->row * (uint64_t)answer->n_labels,
                 ends = one->row * (answer->n_labels + 1);
        if (one->label != KOM_UNCUT) {
            h->days[place + from] += (uint64_t)(one->last - one->first + 1);
        } else {
            const struct label *first = &answer->label[from], *last = &answer->label[to - 1];
            h->covering[ends + from]++;
            h->covering[ends + to]--;
            if (one->first > first->first) /* the sum in the end is never below 0 */
                h->days[place + from] -= (uint64_t)(one->first - first->first);
            if (one->last < last->last)
                h->days[place + to - 1] -= (uint64_t)(last->last - one->last);
        }
        size_t fresh = from + (place + from == counted);
        h->entering[ends + fresh] += fresh < to;
        h->entering[ends + to] -= fresh < to;
        counted = place + to - 1;
    }
}

/* ---- for --persons ---- */

static enum kom_status note_presence(struct kom_uptake *u, uint32_t row, uint32_t label,
                                     uint32_t person, struct kom_error *err) {
    void *p = u->answer.presence;
    size_t before = u->answer.cap_presence;
    if (kom_grow(&p, &u->answer.cap_presence, u->answer.n_presence + 1, sizeof *u->answer.presence))
        return KOM_UPTAKE_NO_MEMORY(err);
    u->answer.presence = p;
    u->answer.presence[u->answer.n_presence++] = (struct triple){row, label, person};
    return u->answer.cap_presence == before ? KOM_OK : kom_uptake_check_presence(u, err);
}

/* For --persons: each (row, period) of the person once. */
static enum kom_status note_person(struct kom_uptake *u, uint32_t person, const struct stretches *s,
                                   struct kom_error *err) {
    uint64_t noted = UINT64_MAX;
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < s->n && !status; i++) {
        size_t from, to;
        kom_stretch_periods(u, &s->item[i], &from, &to);
        for (; from < to && !status; from++) {
            uint64_t place = s->item[i].row * (uint64_t)u->answer.n_labels + from;
            if (place != noted)
                status = note_presence(u, s->item[i].row, (uint32_t)from, person, err);
            noted = place;
        }
    }
    return status;
}

/* ---- movers ---- */

/* A day in the range on which the spell and an offering for it hold? */
static bool has_days_on_offer(const struct given *g, const struct spell *s) {
    int32_t first = s->first > g->first ? s->first : g->first;
    int32_t last = s->last < g->last ? s->last : g->last;
    if (!g->offerings)
        return first <= last;
    uint32_t unit = kom_uptake_spell_unit(g, s);
    for (uint32_t k = g->by_unit.start[unit]; k < g->by_unit.start[unit + 1]; k++) {
        const struct offering *o = &g->offering[g->by_unit.item[k]];
        if (o->first <= last && o->last >= first && first <= last &&
            kom_offering_is_for(g, o, kom_uptake_spell_trait(g, s)->attr))
            return true;
    }
    return false;
}

/* Had the person days on offer in more than one unit? Then it counts in each. */
static bool is_mover(const struct given *g, uint32_t person) {
    uint32_t unit = KOM_NO_ID;
    if (!g->spell[person].next)
        return false;
    for (const struct spell *s = &g->spell[person]; s; s = kom_uptake_next_spell(g, s)) {
        uint32_t own = kom_uptake_spell_unit(g, s);
        if (unit == own || !has_days_on_offer(g, s))
            continue;
        if (unit != KOM_NO_ID)
            return true;
        unit = own;
    }
    return false;
}

/* ---- all of them ---- */

enum { PERSONS_BLOCK = 1024 };

static enum kom_status count_block(struct headcount *h, uint32_t from, uint32_t to) {
    enum kom_status status = KOM_OK;
    for (uint32_t person = from; person < to && !status; person++) {
        status = kom_uptake_person_days(h->u, person, &h->stretches, &h->err);
        if (!status)
            count_person(h, &h->stretches);
        if (!status && h->u->given.o.form == KOM_UPTAKE_PERSONS)
            status = note_person(h->u, person, &h->stretches, &h->err);
        h->n_movers += is_mover(&h->u->given, person);
    }
    return status;
}

static void count_blocks(void *context, size_t job) {
    struct headcount *h = (struct headcount *)context + job;
    const size_t n = h->u->given.persons.n;
    for (size_t from = h->turn * PERSONS_BLOCK; from < n && !h->status;
         from += h->n_turns * PERSONS_BLOCK)
        h->status = count_block(h, (uint32_t)from,
                                (uint32_t)(n - from < PERSONS_BLOCK ? n : from + PERSONS_BLOCK));
}

static void add_counts(struct headcount *to, const struct headcount *h) {
    const struct answer *answer = &to->u->answer;
    const size_t n_cells = answer->row_keys.n * answer->n_labels;
    for (size_t i = 0; i < n_cells + answer->row_keys.n; i++) {
        to->entering[i] += h->entering[i];
        to->covering[i] += h->covering[i];
    }
    for (size_t i = 0; i < n_cells; i++)
        to->days[i] += h->days[i];
    to->n_movers += h->n_movers;
}

/* What was noted at the ends goes to the periods between. */
static void spread_counts(struct answer *answer, const struct headcount *h) {
    for (size_t row = 0; row < answer->row_keys.n; row++) {
        int64_t persons = 0, stretches = 0;
        for (size_t label = 0; label < answer->n_labels; label++) {
            const size_t cell = row * answer->n_labels + label;
            struct figures *f = &answer->figures[cell];
            persons += h->entering[row * (answer->n_labels + 1) + label];
            stretches += h->covering[row * (answer->n_labels + 1) + label];
            f->recipients += (uint64_t)persons;
            f->person_days += h->days[cell];
            if (stretches) /* days of plain periods; windows of events are never uncut */
                f->person_days += (uint64_t)(stretches * (answer->label[label].last -
                                                          answer->label[label].first + 1));
        }
    }
    answer->notes.n_movers += h->n_movers;
}

/* Bytes of the places that one thread needs. */
static uint64_t nbytes_of_places(const struct kom_uptake *u) {
    const struct headcount *h = NULL;
    return u->answer.row_keys.n * (u->answer.n_labels + 1) *
           (sizeof *h->entering + sizeof *h->covering + sizeof *h->days);
}

/* Threads beyond the first may take an eighth of what is allowed for the buyers, as their counts
   may (buyers.c). What is noted for --persons is noted in order. */
static size_t threads_of(const struct kom_uptake *u) {
    enum { PERSONS_LEAST = 1 << 15 }; /* fewer are counted sooner than a thread has begun */
    const uint64_t most = u->sold.buyers.max_nbytes / 8, nbytes = nbytes_of_places(u);
    const size_t n = u->sold.n_workers;
    if (n < 2 || u->given.persons.n < PERSONS_LEAST || u->given.o.form == KOM_UPTAKE_PERSONS)
        return 1;
    return u->sold.buyers.max_nbytes == 0 || n - 1 <= most / (nbytes + 1) ? n : 1;
}

static bool begin(struct headcount *h, struct kom_uptake *u, size_t i, size_t n) {
    const size_t n_cells = u->answer.row_keys.n * u->answer.n_labels;
    h->u = u;
    h->turn = i;
    h->n_turns = n;
    h->entering = kom_alloc(n_cells + u->answer.row_keys.n + 1, sizeof *h->entering);
    h->covering = kom_alloc(n_cells + u->answer.row_keys.n + 1, sizeof *h->covering);
    h->days = kom_alloc(n_cells + 1, sizeof *h->days);
    return h->entering && h->covering && h->days;
}

static void end(struct headcount *h) {
    kom_free(h->entering);
    kom_free(h->covering);
    kom_free(h->days);
    kom_free(h->stretches.item);
}

enum kom_status kom_uptake_people(struct kom_uptake *u, struct kom_error *err) {
    if (!u->given.by_person)
        return KOM_OK;
    const size_t n = threads_of(u);
    struct headcount *h = kom_alloc(n, sizeof *h);
    bool ok = h != NULL;
    for (size_t i = 0; i < n && ok; i++)
        ok = begin(&h[i], u, i, n);
    enum kom_status status = ok ? kom_uptake_make_spans(&u->given, err) : KOM_UPTAKE_NO_MEMORY(err);
    if (!status)
        kom_jobs_run(&(struct kom_jobs){
            .n = n, .run = count_blocks, .context = h, .n_threads = (unsigned)n});
    for (size_t i = 0; i < n && !status; i++) {
        status = h[i].status;
        if (status && err)
            *err = h[i].err;
        if (i)
            add_counts(&h[0], &h[i]);
    }
    if (!status)
        spread_counts(&u->answer, &h[0]);
    for (size_t i = 0; i < n && h; i++)
        end(&h[i]);
    kom_free(h);
    return status;
}
