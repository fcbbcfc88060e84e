/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What kom-uptake needs at once, against --memory: the side tables and recipients first; of what
   they leave half is the buyers', who may wait in files, and half is for cells, nets and rows. */
#include <inttypes.h>

#include "work.h"

/* Below it nothing is refused: the tables of a small call, whatever was allowed. */
static const uint64_t least = UINT64_C(8) << 20;

static uint64_t nbytes_of_pairs(const struct kom_pairs *t) {
    return t->cap * sizeof *t->pair + t->n_buckets * sizeof *t->bucket;
}

static uint64_t nbytes_of_frame(const struct kom_frame *f) {
    const uint64_t row = sizeof *f->line + sizeof *f->file;
    return f ? f->arena.nbytes + f->n_rows * (f->n_cols * sizeof *f->cell + row) : 0;
}

/* Side tables and recipients. A person's further spells are sorted by way of a second list. */
static uint64_t nbytes_of_sides(const struct given *g) {
    const uint64_t persons = g->n_more ? (uint64_t)g->persons.n * sizeof(uint32_t) : 0,
                   more = g->n_more * (2 * sizeof *g->more + sizeof *g->more_person);
    return nbytes_of_frame(g->offerings) + nbytes_of_frame(g->participations) +
           nbytes_of_frame(g->municipalities) + nbytes_of_frame(g->networks) +
           kom_intern_nbytes(&g->persons) + g->n_spells * sizeof *g->spell + persons + more +
           g->cap_count * sizeof *g->count + nbytes_of_pairs(&g->count_key) +
           nbytes_of_pairs(&g->unit_trait) + kom_intern_nbytes(&g->rcs) +
           g->n_offerings * sizeof *g->offering;
}

static uint64_t limit_of(const struct given *g) {
    return g->o.max_memory > least ? g->o.max_memory : least;
}

/* Rounded up, so that what is said to be needed is more than what was allowed. */
static uint64_t in_megabytes(uint64_t nbytes) {
    return (nbytes >> 20) + 1;
}

static enum kom_status refuse(const struct given *g, const char *what, uint64_t nbytes,
                              struct kom_error *err) {
    return kom_fail(err, KOM_ENOMEM,
                    "--memory: %s, which must lie in memory, and what lies there already take "
                    "%" PRIu64 "M so far, and %" PRIu64 "M are allowed for it; give more",
                    what, in_megabytes(nbytes), limit_of(g) >> 20);
}

enum kom_status kom_uptake_check_sides(const struct given *g, struct kom_error *err) {
    uint64_t nbytes = g->o.max_memory ? nbytes_of_sides(g) : 0;
    return nbytes <= limit_of(g) ? KOM_OK
                                 : refuse(g, "the recipients (or their counts)", nbytes, err);
}

void kom_uptake_share_memory(struct kom_uptake *u) {
    uint64_t sides = nbytes_of_sides(&u->given);
    if (u->given.o.max_memory == 0)
        return;
    u->sold.buyers.max_nbytes =
        u->given.o.max_memory > sides ? (u->given.o.max_memory - sides) / 2 + 1 : 1;
}

static uint64_t nbytes_of_books(const struct books *b) {
    return nbytes_of_pairs(&b->unit_oc) + nbytes_of_pairs(&b->atoms) + nbytes_of_pairs(&b->cells) +
           b->cap_tally * sizeof *b->tally + nbytes_of_pairs(&b->nets) +
           b->cap_net * sizeof *b->net + nbytes_of_pairs(&b->firsts) +
           b->cap_first * sizeof *b->first_day;
}

static uint64_t nbytes_of_seats(const struct seats *s) {
    return kom_intern_nbytes(&s->values) + nbytes_of_pairs(&s->cells) + s->cap * sizeof *s->place +
           nbytes_of_pairs(&s->atoms);
}

/* Is there room for so much beside the side tables and the buyers? */
static bool has_room(const struct given *g, uint64_t nbytes) {
    uint64_t sides = nbytes_of_sides(g), limit = limit_of(g);
    uint64_t room = limit > sides ? (limit - sides) / 2 : 0;
    return g->o.max_memory == 0 || nbytes <= room || nbytes <= least / 2;
}

static const char *name_of_books(const struct given *g) {
    if (g->o.has_dominance)
        return "the net amounts of every person and cell, for --dominance";
    if (g->o.form == KOM_UPTAKE_CUMULATIVE)
        return "the first days of every person, for --cumulative";
    if (g->o.form == KOM_UPTAKE_FLOWS)
        return "the cells (groups of --by times periods and values of --flows) of the sales";
    return "the cells (groups of --by times periods) of the sales";
}

enum kom_status kom_uptake_check_books(struct kom_uptake_worker *w, struct kom_error *err) {
    const struct given *g = w->g;
    uint64_t own = nbytes_of_books(&w->books) + kom_intern_nbytes(&w->persons) +
                   kom_intern_nbytes(&w->veiled) + nbytes_of_seats(&w->seats);
    /* Of all threads; once more for the books that they become. */
    uint64_t all = atomic_fetch_add(&w->sold->n_books, own - w->n_books) + own - w->n_books;
    w->n_books = own;
    if (has_room(g, 2 * all))
        return KOM_OK;
    return refuse(g, name_of_books(g), nbytes_of_sides(g) + 2 * (2 * all), err);
}

enum kom_status kom_uptake_check_rows(const struct kom_uptake *u, struct kom_error *err) {
    const uint64_t days = u->given.by_person ? 3 * sizeof(uint64_t) : 0; /* people.c */
    const uint64_t still = u->given.o.form == KOM_UPTAKE_FLOWS ? sizeof(uint64_t) : 0; /* flows.c */
    const uint64_t one = sizeof *u->answer.figures + days + still;
    uint64_t nbytes = u->answer.row_keys.n * u->answer.n_labels * one +
                      kom_groups_nbytes(&u->answer.row_keys) + nbytes_of_books(&u->sold.all);
    if (has_room(&u->given, nbytes))
        return KOM_OK;
    return refuse(&u->given, "the rows (groups of --by times periods)",
                  nbytes_of_sides(&u->given) + 2 * nbytes, err);
}

enum kom_status kom_uptake_check_presence(const struct kom_uptake *u, struct kom_error *err) {
    uint64_t nbytes =
        2 * u->answer.cap_presence * sizeof *u->answer.presence; /* sorting takes as much again */
    if (has_room(&u->given, nbytes))
        return KOM_OK;
    return refuse(&u->given, "persons, cells and periods, for --persons",
                  nbytes_of_sides(&u->given) + 2 * nbytes, err);
}

enum kom_status kom_uptake_check_flowing(const struct kom_uptake *u, uint64_t nbytes,
                                         struct kom_error *err) {
    if (has_room(&u->given, nbytes))
        return KOM_OK;
    return refuse(&u->given, "persons by where they bought, for --flows",
                  nbytes_of_sides(&u->given) + 2 * nbytes, err);
}

enum kom_status kom_uptake_check_saved(const struct given *g, uint64_t nbytes,
                                       struct kom_error *err) {
    if (has_room(g, nbytes))
        return KOM_OK;
    return kom_fail(err, KOM_ENOMEM,
                    "--memory: the buyers of this part lie in memory while they are sorted, and "
                    "find no room; give more, or cut the run into more parts");
}
