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

/* Side tables and recipients. Spells are sorted by way of a second list. */
static uint64_t nbytes_of_sides(const struct kom_uptake *u) {
    const uint64_t spell = 2 * sizeof *u->spell + sizeof *u->spell_person + sizeof(uint32_t);
    return nbytes_of_frame(u->offerings) + nbytes_of_frame(u->participations) +
           nbytes_of_frame(u->municipalities) + nbytes_of_frame(u->networks) +
           kom_intern_nbytes(&u->persons) + u->n_spells * spell + u->cap_count * sizeof *u->count +
           nbytes_of_pairs(&u->count_key) + nbytes_of_pairs(&u->unit_trait) +
           kom_intern_nbytes(&u->rcs) + u->n_offerings * sizeof *u->offering;
}

static uint64_t limit_of(const struct kom_uptake *u) {
    return u->o.max_memory > least ? u->o.max_memory : least;
}

/* Rounded up, so that what is said to be needed is more than what was allowed. */
static uint64_t in_megabytes(uint64_t nbytes) {
    return (nbytes >> 20) + 1;
}

static enum kom_status refuse(const struct kom_uptake *u, const char *what, uint64_t nbytes,
                              struct kom_error *err) {
    return kom_fail(err, KOM_ENOMEM,
                    "--memory: %s, which must lie in memory, and what lies there already take "
                    "%" PRIu64 "M so far, and %" PRIu64 "M are allowed for it; give more",
                    what, in_megabytes(nbytes), limit_of(u) >> 20);
}

enum kom_status kom_uptake_check_sides(const struct kom_uptake *u, struct kom_error *err) {
    uint64_t nbytes = u->o.max_memory ? nbytes_of_sides(u) : 0;
    return nbytes <= limit_of(u) ? KOM_OK
                                 : refuse(u, "the recipients (or their counts)", nbytes, err);
}

void kom_uptake_share_memory(struct kom_uptake *u) {
    uint64_t sides = nbytes_of_sides(u);
    if (u->o.max_memory == 0)
        return;
    u->buyers.max_nbytes = u->o.max_memory > sides ? (u->o.max_memory - sides) / 2 + 1 : 1;
}

static uint64_t nbytes_of_books(const struct books *b) {
    return nbytes_of_pairs(&b->unit_oc) + nbytes_of_pairs(&b->atoms) + nbytes_of_pairs(&b->cells) +
           b->cap_tally * sizeof *b->tally + nbytes_of_pairs(&b->nets) +
           b->cap_net * sizeof *b->net + nbytes_of_pairs(&b->firsts) +
           b->cap_first * sizeof *b->first_day;
}

/* Is there room for so much beside the side tables and the buyers? */
static bool has_room(const struct kom_uptake *u, uint64_t nbytes) {
    uint64_t sides = nbytes_of_sides(u), limit = limit_of(u);
    uint64_t room = limit > sides ? (limit - sides) / 2 : 0;
    return u->o.max_memory == 0 || nbytes <= room || nbytes <= least / 2;
}

static const char *name_of_books(const struct kom_uptake *u) {
    if (u->o.has_dominance)
        return "the net amounts of every person and cell, for --dominance";
    if (u->o.form == KOM_UPTAKE_CUMULATIVE)
        return "the first days of every person, for --cumulative";
    return "the cells (groups of --by times periods) of the sales";
}

enum kom_status kom_uptake_check_books(struct kom_uptake_worker *w, struct kom_error *err) {
    struct kom_uptake *u = w->u;
    uint64_t own = nbytes_of_books(&w->books) + kom_intern_nbytes(&w->persons);
    /* Of all threads; once more for the books that they become. */
    uint64_t all = atomic_fetch_add(&u->n_books, own - w->n_books) + own - w->n_books;
    w->n_books = own;
    if (has_room(u, 2 * all))
        return KOM_OK;
    return refuse(u, name_of_books(u), nbytes_of_sides(u) + 2 * (2 * all), err);
}

enum kom_status kom_uptake_check_rows(const struct kom_uptake *u, struct kom_error *err) {
    const uint64_t days = u->by_person ? sizeof *u->entering + sizeof *u->covering : 0;
    const uint64_t one = sizeof *u->figures + days;
    uint64_t nbytes = u->row_keys.n * u->n_labels * one + kom_groups_nbytes(&u->row_keys) +
                      nbytes_of_books(&u->all);
    if (has_room(u, nbytes))
        return KOM_OK;
    return refuse(u, "the rows (groups of --by times periods)", nbytes_of_sides(u) + 2 * nbytes,
                  err);
}

enum kom_status kom_uptake_check_presence(const struct kom_uptake *u, struct kom_error *err) {
    uint64_t nbytes = 2 * u->cap_presence * sizeof *u->presence; /* sorting takes as much again */
    if (has_room(u, nbytes))
        return KOM_OK;
    return refuse(u, "persons, cells and periods, for --persons", nbytes_of_sides(u) + 2 * nbytes,
                  err);
}
