/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Entering used sales in a worker's books.

   Each thread has books of its own, so that no sum waits for another: the cell of a sale is a
   number in them, and its sums lie under that number. Persons alone are common, for they are most
   of the memory: which were seen where goes to the crowd, many sightings together, under numbers of
   groups and periods that all threads agree on (asked for once, under a lock, then kept). Plain
   rows are only noted, and summed at the end of their block, so that memory can be asked for ahead;
   credit notes, odd numbers, and what --dominance and --cumulative keep by person are entered at
   once. */
#include "work.h"

/* ---- what all threads agree on ---- */

static struct kom_text text_of(const struct kom_intern *t, uint32_t number) {
    return number < t->n ? t->text[number] : (struct kom_text){NULL, 0};
}

static void atom_key(struct kom_buf *key, struct kom_text unit, struct kom_text oc,
                     struct kom_text rc, uint32_t age) {
    kom_buf_reset(key);
    kom_group_add_part(key, unit);
    kom_group_add_part(key, oc);
    kom_group_add_part(key, rc);
    kom_buf_int(key, age);
}

/* The crowd's number of an atom of the worker, and with --flows of a value (else 0): asked for
   once, then kept. */
static uint32_t group_number(struct kom_uptake_worker *w, uint32_t atom, uint32_t value) {
    const struct given *g = w->g;
    struct crowd_numbers *numbers = &w->sold->numbers;
    const bool has_values = g->o.form == KOM_UPTAKE_FLOWS;
    const uint32_t at = has_values ? kom_pairs_add(&w->seats.atoms, atom, value, NULL) : atom;
    if (at == KOM_NO_ID || (at < w->n_groups && w->group[at] != KOM_NO_ID))
        return at == KOM_NO_ID ? at : w->group[at];
    void *p = w->group;
    if (kom_grow(&p, &w->cap_groups, (size_t)at + 1, sizeof *w->group))
        return KOM_NO_ID;
    w->group = p;
    while (w->n_groups <= at)
        w->group[w->n_groups++] = KOM_NO_ID;
    struct atom a = kom_books_atom_get(g, &w->books, atom);
    size_t n_side = g->units.n; /* nobody adds while sales are read */
    struct kom_text unit =
        a.unit < n_side ? g->units.text[a.unit] : text_of(&w->units, a.unit - (uint32_t)n_side);
    atom_key(&w->key, unit, text_of(g->alone ? &w->ocs : &g->ocs, a.oc),
             text_of(g->by_count ? &w->rcs : &g->rcs, a.rc), a.age);
    if (has_values)
        kom_group_add_part(&w->key, w->seats.values.text[value]);
    if (w->key.failed)
        return KOM_NO_ID;
    (void)pthread_mutex_lock(&numbers->lock);
    w->group[at] = kom_intern_add(&numbers->atoms, kom_buf_view(&w->key));
    (void)pthread_mutex_unlock(&numbers->lock);
    return w->group[at];
}

static uint32_t period_number(struct kom_uptake_worker *w, int32_t period) {
    struct crowd_numbers *numbers = &w->sold->numbers;
    (void)pthread_mutex_lock(&numbers->lock);
    uint32_t number = kom_pairs_add(&numbers->periods, (uint32_t)period, 0, NULL);
    (void)pthread_mutex_unlock(&numbers->lock);
    return number;
}

enum kom_status kom_uptake_group_of(const struct kom_uptake *u, const struct atom *a,
                                    struct kom_buf *key, uint32_t *group) {
    atom_key(key, text_of(&u->given.units, a->unit), text_of(&u->given.ocs, a->oc),
             text_of(&u->given.rcs, a->rc), a->age);
    *group = kom_intern_find(&u->sold.numbers.atoms, kom_buf_view(key));
    return key->failed ? KOM_ENOMEM : KOM_OK;
}

uint32_t kom_uptake_crowd_period(const struct sold *sold, int32_t period) {
    return kom_pairs_find(&sold->numbers.periods, (uint32_t)period, 0);
}

/* ---- one sale ---- */

struct kom_total *kom_uptake_net(struct books *b, uint32_t person, uint32_t cell) {
    bool is_new;
    void *p = b->net;
    if (kom_grow(&p, &b->cap_net, b->nets.n + 1, sizeof *b->net))
        return NULL;
    b->net = p;
    uint32_t at = kom_pairs_add(&b->nets, person, cell, &is_new);
    if (at == KOM_NO_ID)
        return NULL;
    if (is_new)
        b->net[at] = (struct kom_total){0};
    return &b->net[at];
}

bool kom_uptake_first(struct books *b, uint32_t person, uint32_t atom, int32_t day) {
    bool is_new;
    void *p = b->first_day;
    if (kom_grow(&p, &b->cap_first, b->firsts.n + 1, sizeof *b->first_day))
        return false;
    b->first_day = p;
    uint32_t at = kom_pairs_add(&b->firsts, person, atom, &is_new);
    if (at == KOM_NO_ID)
        return false;
    if (is_new || day < b->first_day[at])
        b->first_day[at] = day;
    return true;
}

static enum kom_status enter_net(struct kom_uptake_worker *w, const struct sale *s, uint32_t cell) {
    const struct given *g = w->g;
    struct books *b = &w->books;
    int figure = g->s.figure[2].column >= 0 ? 2 : g->s.figure[1].column >= 0 ? 1 : 0;
    if (!g->o.has_dominance || s->person == KOM_NO_ID || !s->figure[figure])
        return KOM_OK;
    struct kom_total *net = kom_uptake_net(b, s->person, cell);
    return !net || kom_total_add(net, s->figure[figure],
                                 kom_credits_negate(g->o.credits, s->delivery, s->figure[figure]))
               ? KOM_UPTAKE_NO_MEMORY(&w->err)
               : KOM_OK;
}

/* Where the buyer of a row is noted. */
static bool seat_of(struct kom_uptake_worker *w, uint32_t i, uint32_t cell,
                    struct kom_place *place) {
    w->books.n_blank[BLANK_FLOW] += w->block.flow[i].n == 0;
    return kom_uptake_seat(w, cell, w->block.flow[i], place);
}

/* Who bought what is summed later is noted then. false: memory ran out. */
static bool note_buyer(struct kom_uptake_worker *w, uint32_t i, uint32_t cell) {
    struct sale_block *b = &w->block;
    struct kom_place place = w->books.tally[cell].place;
    if (w->g->o.form == KOM_UPTAKE_FLOWS && !seat_of(w, i, cell, &place))
        return false;
    b->seen[b->n_seen++] = kom_sighting(b->person_is[i], b->person[i], place);
    return true;
}

static enum kom_status enter_buyer(struct kom_uptake_worker *w, const struct sale *s,
                                   uint32_t cell) {
    if (s->delivery == KOM_CREDITED || w->g->s.person < 0)
        return KOM_OK;
    if (!w->block.is_plain[s->i] && !note_buyer(w, s->i, cell))
        return KOM_UPTAKE_NO_MEMORY(&w->err);
    if (w->g->o.form != KOM_UPTAKE_CUMULATIVE)
        return KOM_OK;
    return kom_uptake_first(&w->books, s->person, s->atom, s->day) ? KOM_OK
                                                                   : KOM_UPTAKE_NO_MEMORY(&w->err);
}

/* The sums of a row that is not plain, or is a credit note. */
static enum kom_status enter_figures(struct kom_uptake_worker *w, const struct kom_view *v,
                                     const struct sale *s, uint32_t cell) {
    struct books *b = &w->books;
    struct tally *t = &b->tally[cell];
    enum kom_status status = KOM_OK;
    t->sales += s->delivery != KOM_CREDITED;
    for (int k = 0; k < N_FIGURES && !status; k++) {
        if (w->g->s.figure[k].column < 0)
            continue;
        if (!s->figure[k]) {
            b->n_blank[k]++;
            continue;
        }
        if (s->delivery == KOM_CREDITED &&
            !kom_credits_note(&b->signs, (size_t)v->i_file * N_FIGURES + (size_t)k, s->figure[k]))
            status = KOM_UPTAKE_NO_MEMORY(&w->err);
        if (!status && kom_sums_add(&t->sums, (unsigned)k, s->figure[k],
                                    kom_credits_negate(w->g->o.credits, s->delivery, s->figure[k])))
            status = KOM_UPTAKE_NO_MEMORY(&w->err);
    }
    return status;
}

/* The place of an atom, period and value in the crowd. */
static enum kom_status crowd_place(struct kom_uptake_worker *w, uint32_t atom, int32_t period,
                                   uint32_t value, struct kom_place *place) {
    uint32_t group = group_number(w, atom, value), number = period_number(w, period);
    if (group == KOM_NO_ID || number == KOM_NO_ID)
        return KOM_ENOMEM;
    return kom_crowd_place(&w->sold->buyers, group, number, place);
}

uint32_t kom_uptake_group(struct kom_uptake_worker *w, uint32_t atom, struct kom_text value) {
    const bool has_values = w->g->o.form == KOM_UPTAKE_FLOWS;
    const uint32_t number = has_values ? kom_intern_add(&w->seats.values, value) : 0;
    return number == KOM_NO_ID ? number : group_number(w, atom, number);
}

bool kom_uptake_seat(struct kom_uptake_worker *w, uint32_t cell, struct kom_text value,
                     struct kom_place *place) {
    struct seats *s = &w->seats;
    const uint64_t pair = w->books.cells.pair[cell];
    const uint32_t number = kom_intern_add(&s->values, value);
    bool is_new;
    void *p = s->place;
    if (number == KOM_NO_ID || kom_grow(&p, &s->cap, s->cells.n + 1, sizeof *s->place))
        return false;
    s->place = p;
    const uint32_t at = kom_pairs_add(&s->cells, cell, number, &is_new);
    if (at == KOM_NO_ID || (is_new && crowd_place(w, (uint32_t)(pair >> 32),
                                                  (int32_t)(uint32_t)pair, number, &s->place[at])))
        return false;
    *place = s->place[at];
    return true;
}

/* An empty tally, and the place of its buyers in the crowd. */
static enum kom_status begin_cell(struct kom_uptake_worker *w, uint32_t atom, int32_t period,
                                  uint32_t cell) {
    struct tally *t = &w->books.tally[cell];
    *t = (struct tally){0};
    if (w->g->s.person < 0 || w->g->o.form == KOM_UPTAKE_FLOWS)
        return KOM_OK;
    return crowd_place(w, atom, period, 0, &t->place);
}

uint32_t kom_uptake_cell(struct kom_uptake_worker *w, uint32_t atom, int32_t period) {
    struct books *b = &w->books;
    bool is_new;
    /* First the room, then the number: where there is a number, there is its element. */
    void *p = b->tally;
    if (kom_grow_table(&p, &b->cap_tally, b->cells.n + 1, sizeof *b->tally))
        return KOM_NO_ID;
    b->tally = p;
    uint32_t cell = kom_pairs_add(&b->cells, atom, (uint32_t)period, &is_new);
    return cell == KOM_NO_ID || (is_new && begin_cell(w, atom, period, cell)) ? KOM_NO_ID : cell;
}

enum kom_status kom_uptake_enter(struct kom_uptake_worker *w, const struct kom_view *v,
                                 const struct sale *s) {
    uint32_t cell = kom_uptake_cell(w, s->atom, s->period);
    if (cell == KOM_NO_ID)
        return KOM_UPTAKE_NO_MEMORY(&w->err);
    enum kom_status status = KOM_OK;
    if (w->block.is_plain[s->i] && s->delivery != KOM_CREDITED)
        kom_uptake_sum_later(w, s->i, cell);
    else
        status = enter_figures(w, v, s, cell);
    if (!status)
        status = enter_net(w, s, cell);
    return status ? status : enter_buyer(w, s, cell);
}

enum kom_status kom_uptake_sum_now(struct kom_uptake_worker *w) {
    enum { AHEAD = 8 };
    struct sale_block *block = &w->block;
    bool ok = true;
    for (uint32_t i = 0; i < block->n_sums && ok; i++) {
        if (i + AHEAD < block->n_sums)
            kom_tally_prefetch(&w->books.tally[block->sum_cell[i + AHEAD]]);
        struct tally *t = &w->books.tally[block->sum_cell[i]];
        t->sales++;
        if (w->g->s.person >= 0)
            ok = note_buyer(w, block->sum_row[i], block->sum_cell[i]);
        for (int k = 0; k < N_FIGURES && ok; k++) {
            int64_t x = block->hundredths[k][block->sum_row[i]];
            if (w->g->s.figure[k].column < 0)
                continue;
            if (x == KOM_BLANK_HUNDREDTHS)
                w->books.n_blank[k]++;
            else
                ok = !kom_sums_add_hundredths(&t->sums, (unsigned)k, x);
        }
    }
    block->n_sums = 0;
    return ok ? KOM_OK : KOM_UPTAKE_NO_MEMORY(&w->err);
}

enum kom_status kom_uptake_enter_seen(struct kom_uptake_worker *w) {
    struct sale_block *block = &w->block;
    enum kom_status status = kom_crowd_enter(&w->sold->buyers, block->seen, block->n_seen,
                                             w->turn * KOM_CROWD_PARTS / 2, &w->err);
    block->n_seen = 0;
    return status;
}
