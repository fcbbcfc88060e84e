/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The workers' books brought together: numbers of one worker become common numbers, sums are
   merged. The result does not depend on who read what: everything later is sorted by texts.

   While rows are read each worker gives numbers of its own to what only sales have. Here these
   texts are interned once more, worker by worker, and every book is added under the common numbers:
   exact sums, nets of buyers, first and last day. Numbers may differ from run to run; rows and
   figures do not, as all that is written is ordered by texts. When all is known the range is fixed,
   its periods get their labels, and the signs of credit notes are compared with what --credits
   says. */
#include <stdlib.h>
#include <string.h>

#include "stretches.h"

/* Common numbers of a worker's own texts. */
struct maps {
    uint32_t *unit, *oc, *rc, *person;
    size_t n_persons, n_cells; /* the worker's */
};

static void free_maps(struct maps *m) {
    kom_free(m->unit);
    kom_free(m->oc);
    kom_free(m->rc);
    kom_free(m->person);
}

static uint32_t common_unit(const struct maps *m, uint32_t unit, size_t n_side) {
    return unit < n_side ? unit : m->unit[unit - n_side];
}

/* The common number of every atom of the worker that a used sale rests on. */
static uint32_t *map_atoms(struct kom_uptake *u, const struct kom_uptake_worker *w,
                           const struct maps *m, size_t n_side) {
    const struct books *b = &w->books;
    uint32_t *map = kom_alloc(b->atoms.n + 1, sizeof *map);
    for (size_t i = 0; map && i < b->cells.n; i++)
        map[b->cells.pair[i] >> 32] = 1;
    for (size_t i = 0; map && i < b->atoms.n; i++) {
        if (map[i] == 0)
            continue;
        struct atom a = kom_books_atom_get(&u->given, b, (uint32_t)i);
        uint32_t oc = u->given.alone ? m->oc[a.oc] : a.oc,
                 rc = u->given.by_count ? m->rc[a.rc] : a.rc;
        map[i] =
            kom_books_atom(&u->given, &u->sold.all, common_unit(m, a.unit, n_side), oc, rc, a.age);
        if (map[i] == KOM_NO_ID) {
            kom_free(map);
            return NULL;
        }
    }
    return map;
}

/* The first books are taken as they are: their atoms were the first, and kept their numbers. */
static bool take_cells(struct sold *sold, struct books *b, const uint32_t *atom, uint32_t *cell) {
    if (sold->all.cells.n)
        return false;
    for (size_t i = 0; i < b->atoms.n; i++)
        if (atom[i] != i)
            return false;
    for (size_t i = 0; i < b->cells.n; i++)
        cell[i] = (uint32_t)i;
    sold->all.cells = b->cells;
    sold->all.tally = b->tally;
    sold->all.cap_tally = b->cap_tally;
    b->cells = (struct kom_pairs){0};
    b->tally = NULL;
    b->cap_tally = 0;
    return true;
}

/* Asks for the memory of cells that are merged some steps later. */
static void look_ahead(const struct books *all, const struct books *b, const uint32_t *atom,
                       size_t i) {
    enum { STEP = 8 };
    if (i + 3 * STEP < b->cells.n) {
        const uint64_t pair = b->cells.pair[i + 3 * STEP];
        kom_pairs_prefetch(&all->cells, atom[pair >> 32], (uint32_t)pair);
    }
    if (i + 2 * STEP < b->cells.n) {
        const uint64_t pair = b->cells.pair[i + 2 * STEP];
        kom_pairs_prefetch_pair(&all->cells, atom[pair >> 32], (uint32_t)pair);
    }
    if (i + STEP < b->cells.n) {
        const uint64_t pair = b->cells.pair[i + STEP];
        const uint32_t at = kom_pairs_find(&all->cells, atom[pair >> 32], (uint32_t)pair);
        if (at != KOM_NO_ID)
            kom_tally_prefetch(&all->tally[at]);
    }
}

static enum kom_status merge_cells(struct sold *sold, struct books *b, const uint32_t *atom,
                                   uint32_t *cell, struct kom_error *err) {
    struct books *all = &sold->all;
    if (take_cells(sold, b, atom, cell))
        return KOM_OK;
    for (size_t i = 0; i < b->cells.n; i++) {
        uint64_t pair = b->cells.pair[i];
        look_ahead(all, b, atom, i);
        bool is_new;
        void *p = all->tally;
        if (kom_grow_table(&p, &all->cap_tally, all->cells.n + 1, sizeof *all->tally))
            return KOM_UPTAKE_NO_MEMORY(err);
        all->tally = p;
        cell[i] = kom_pairs_add(&all->cells, atom[pair >> 32], (uint32_t)pair, &is_new);
        if (cell[i] == KOM_NO_ID)
            return KOM_UPTAKE_NO_MEMORY(err);
        struct tally *t = &all->tally[cell[i]];
        if (is_new)
            *t = (struct tally){0};
        t->sales += b->tally[i].sales;
        if (kom_sums_merge(&t->sums, &b->tally[i].sums))
            return KOM_UPTAKE_NO_MEMORY(err);
    }
    return KOM_OK;
}

static bool is_same(const uint32_t *map, size_t n) {
    for (size_t i = 0; map && i < n; i++)
        if (map[i] != i)
            return false;
    return true;
}

/* The nets of the first books likewise, where their persons and cells kept their numbers. */
static void take_nets(struct books *all, struct books *b, const struct maps *m,
                      const uint32_t *cell) {
    if (all->nets.n || !is_same(m->person, m->n_persons) || !is_same(cell, m->n_cells))
        return;
    all->nets = b->nets;
    all->net = b->net;
    all->cap_net = b->cap_net;
    b->nets = (struct kom_pairs){0};
    b->net = NULL;
    b->cap_net = 0;
}

static enum kom_status merge_persons(struct sold *sold, struct books *b, const struct maps *m,
                                     const uint32_t *cell, const uint32_t *atom,
                                     struct kom_error *err) {
    struct books *all = &sold->all;
    const uint32_t *person = m->person;
    take_nets(all, b, m, cell);
#define PERSON(pair) (person ? person[(pair) >> 32] : (uint32_t)((pair) >> 32))
    for (size_t i = 0; i < b->nets.n; i++) {
        struct kom_total *net =
            kom_uptake_net(all, PERSON(b->nets.pair[i]), cell[(uint32_t)b->nets.pair[i]]);
        if (!net || kom_total_merge(net, &b->net[i]))
            return KOM_UPTAKE_NO_MEMORY(err);
    }
    for (size_t i = 0; i < b->firsts.n; i++)
        if (!kom_uptake_first(all, PERSON(b->firsts.pair[i]), atom[(uint32_t)b->firsts.pair[i]],
                              b->first_day[i]))
            return KOM_UPTAKE_NO_MEMORY(err);
#undef PERSON
    return KOM_OK;
}

static enum kom_status merge_signs(struct sold *sold, const struct books *b,
                                   struct kom_error *err) {
    struct books *all = &sold->all;
    if (!kom_credits_merge(&all->signs, &b->signs))
        return KOM_UPTAKE_NO_MEMORY(err);
    for (int k = 0; k < N_BLANKS; k++)
        all->n_blank[k] += b->n_blank[k];
    if (b->first_sale != KOM_DAY_NONE &&
        (all->first_sale == KOM_DAY_NONE || b->first_sale < all->first_sale))
        all->first_sale = b->first_sale;
    if (b->last_sale != KOM_DAY_NONE &&
        (all->last_sale == KOM_DAY_NONE || b->last_sale > all->last_sale))
        all->last_sale = b->last_sale;
    return KOM_OK;
}

/* What the crowd's groups are: atoms, with --flows each with a value. */
static enum kom_status merge_groups(struct kom_uptake *u, struct kom_uptake_worker *w,
                                    const uint32_t *atom, struct kom_error *err) {
    const bool has_values = u->given.o.form == KOM_UPTAKE_FLOWS;
    uint32_t *value = has_values ? kom_intern_map(&u->sold.values, &w->seats.values) : NULL;
    if (has_values && !value)
        return KOM_UPTAKE_NO_MEMORY(err);
    for (size_t i = 0; i < w->n_groups; i++) {
        const uint32_t group = w->group[i];
        if (group == KOM_NO_ID)
            continue;
        const uint64_t pair = has_values ? w->seats.atoms.pair[i] : (uint64_t)i << 32;
        u->sold.atom_of_group[group] = atom[pair >> 32];
        if (has_values)
            u->sold.value_of_group[group] = value[(uint32_t)pair];
    }
    kom_free(value);
    return KOM_OK;
}

static enum kom_status merge_worker(struct kom_uptake *u, struct kom_uptake_worker *w,
                                    size_t n_side, struct kom_error *err) {
    struct maps m = {kom_intern_map(&u->given.units, &w->units),
                     kom_intern_map(&u->given.ocs, &w->ocs),
                     kom_intern_map(&u->given.rcs, &w->rcs),
                     NULL,
                     w->persons.n,
                     w->books.cells.n};
    if (!u->given.by_person)
        m.person = kom_intern_map(&u->given.persons, &w->persons);
    uint32_t *atom = NULL, *cell = kom_alloc(w->books.cells.n + 1, sizeof *cell);
    bool ok = m.unit && m.oc && m.rc && cell && (u->given.by_person || m.person);
    if (ok)
        atom = map_atoms(u, w, &m, n_side);
    enum kom_status status = ok && atom ? KOM_OK : KOM_UPTAKE_NO_MEMORY(err);
    if (!status)
        status = merge_cells(&u->sold, &w->books, atom, cell, err);
    if (!status)
        status = merge_groups(u, w, atom, err);
    if (!status)
        status = merge_persons(&u->sold, &w->books, &m, cell, atom, err);
    if (!status)
        status = merge_signs(&u->sold, &w->books, err);
    kom_free(atom);
    kom_free(cell);
    free_maps(&m);
    kom_books_fini(&w->books);
    return status;
}

enum kom_status kom_uptake_gather(struct kom_uptake *u, struct kom_error *err) {
    enum kom_status status = KOM_OK;
    size_t n_side = u->given.units.n;
    u->sold.all.first_sale = u->sold.all.last_sale = KOM_DAY_NONE;
    /* Parts that nobody has: sales alone or without parts rest on the empty combination. */
    if (u->given.rcs.n == 0 && !u->given.by_count &&
        kom_intern_add(&u->given.rcs, (struct kom_text){NULL, 0}) == KOM_NO_ID)
        return KOM_UPTAKE_NO_MEMORY(err);
    u->sold.atom_of_group = kom_alloc(u->sold.numbers.atoms.n + 1, sizeof *u->sold.atom_of_group);
    u->sold.value_of_group = kom_alloc(u->sold.numbers.atoms.n + 1, sizeof *u->sold.value_of_group);
    if (!u->sold.atom_of_group || !u->sold.value_of_group)
        return KOM_UPTAKE_NO_MEMORY(err);
    for (size_t i = 0; i < u->sold.n_workers && !status; i++)
        status = merge_worker(u, u->sold.workers[i], n_side, err);
    for (int k = 0; k < N_BLANKS; k++)
        u->answer.notes.n_blank[k] = u->sold.all.n_blank[k];
    return status;
}

enum kom_status kom_uptake_merge(struct kom_uptake *u, struct kom_error *err) {
    enum kom_status status = kom_uptake_gather(u, err);
    return status ? status
                  : kom_credits_judge(&u->sold.all.signs, u->given.o.credits, kom_uptake_figures,
                                      N_FIGURES, err);
}

/* ---- the range and its periods ---- */

static void cover(int32_t *first, int32_t *last, int32_t day) {
    if (*first == KOM_DAY_NONE || day < *first)
        *first = day;
    if (*last == KOM_DAY_NONE || day > *last)
        *last = day;
}

enum kom_status kom_uptake_range(struct kom_uptake *u, struct kom_error *err) {
    int32_t first = KOM_DAY_NONE, last = KOM_DAY_NONE;
    if (u->sold.all.first_sale != KOM_DAY_NONE) {
        cover(&first, &last, u->sold.all.first_sale);
        cover(&first, &last, u->sold.all.last_sale);
    }
    for (size_t i = 0; i < u->given.n_offerings; i++) {
        cover(&first, &last, u->given.offering[i].first);
        if (u->given.offering[i].last != KOM_DAY_OPEN)
            cover(&first, &last, u->given.offering[i].last);
    }
    u->given.first = u->given.o.from != KOM_DAY_NONE ? u->given.o.from : first;
    u->given.last = u->given.o.to != KOM_DAY_NONE ? u->given.o.to : last;
    if (u->given.alone && !u->given.participations && first == KOM_DAY_NONE)
        u->given.first = u->given.last = 0; /* no sale and no other table: there will be no row */
    if (u->given.first == KOM_DAY_NONE || u->given.last == KOM_DAY_NONE)
        return kom_fail(
            err, KOM_EDATA,
            "neither sales nor offerings have a date, so the range is unknown; give --from "
            "and --to");
    if (u->given.first > u->given.last)
        return kom_fail(
            err, KOM_EDATA,
            "the range holds no day: it would start after it ends; give both --from and "
            "--to");
    return KOM_OK;
}

static void plain_label(struct kom_uptake *u, struct label *l, int32_t number) {
    struct kom_period p = {u->given.o.period, number};
    l->n = kom_period_format(l->text, p);
    l->number = number;
    l->whole_first = u->given.o.period == KOM_PERIOD_ALL ? u->given.first : kom_period_first(p);
    int32_t last = u->given.o.period == KOM_PERIOD_ALL ? u->given.last : kom_period_last(p);
    l->first = l->whole_first > u->given.first ? l->whole_first : u->given.first;
    l->last = last < u->given.last ? last : u->given.last;
    u->answer.notes.is_cut = u->answer.notes.is_cut || l->first > l->whole_first || l->last < last;
}

enum kom_status kom_uptake_labels(struct kom_uptake *u, struct kom_error *err) {
    int32_t from = 0, to = 1;
    if (!u->given.o.is_event) {
        from = kom_period_of(u->given.o.period, u->given.first).number;
        to = kom_period_of(u->given.o.period, u->given.last).number;
    }
    u->answer.n_labels = (size_t)((int64_t)to - from + 1);
    u->answer.label = kom_alloc(u->answer.n_labels, sizeof *u->answer.label);
    if (!u->answer.label)
        return KOM_UPTAKE_NO_MEMORY(err);
    for (size_t i = 0; i < u->answer.n_labels; i++) {
        struct label *l = &u->answer.label[i];
        if (u->given.o.is_event) {
            l->number = (int32_t)i;
            l->n = i ? 5 : 6;
            memcpy(l->text, i ? "after" : "before", l->n);
        } else {
            plain_label(u, l, from + (int32_t)i);
        }
    }
    return KOM_OK;
}

bool kom_uptake_days(const struct kom_uptake *u, size_t label, const struct window *w,
                     size_t n_windows, int32_t *first, int32_t *last) {
    if (u->given.o.is_event) {
        if (n_windows == 0)
            return false;
        *first = w[label].first > u->given.first ? w[label].first : u->given.first;
        *last = w[label].last < u->given.last ? w[label].last : u->given.last;
    } else {
        *first = u->answer.label[label].first;
        *last = u->answer.label[label].last;
    }
    return *first <= *last;
}

static size_t label_of(const struct kom_uptake *u, int32_t day) {
    return (size_t)(kom_period_of(u->given.o.period, day).number - u->answer.label[0].number);
}

void kom_uptake_labels_meeting(const struct kom_uptake *u, int32_t first, int32_t last,
                               size_t *from, size_t *to) {
    int32_t a = first > u->given.first ? first : u->given.first,
            b = last < u->given.last ? last : u->given.last;
    *from = *to = 0;
    if (a > b)
        return;
    if (u->given.o.period == KOM_PERIOD_ALL) {
        *to = 1;
        return;
    }
    *from = a == u->given.first ? 0 : label_of(u, a); /* most spells are open */
    *to = b == u->given.last ? u->answer.n_labels : label_of(u, b) + 1;
}
