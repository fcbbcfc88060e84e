/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The quick way where the cell follows from municipality and day: a row whose municipality and day
   were met before, with plain numbers, is entered without being judged again. With spells and
   offerings it must lie in a spell of its buyer and in days on which its service is known to be on
   offer; as all of a municipality is one cell, which of them it is does not matter. All other rows
   go the careful way (sales.c, books.c), which every row could go. */
#include "keys.h"

/* Do sales, spells and offerings meet by municipality, service and day alone? */
static bool meets_by_days(const struct kom_uptake *u) {
    bool ok = u->by_person && !kom_offerings_choose(u);
    for (int k = 0; k < N_ATTRS && ok; k++)
        ok = u->s.attr[k] < 0;
    return ok;
}

bool kom_uptake_quick_suits(const struct kom_uptake *u) {
    return (u->alone || meets_by_days(u)) && u->n_off == 0 && u->n_rec == 0 && !u->o.is_event &&
           !u->has_ages && !u->o.has_dominance && !u->by_count && u->s.status < 0 &&
           u->o.form != KOM_UPTAKE_CUMULATIVE;
}

static struct quick_offer *offer_of(struct quick *q, uint32_t unit, uint32_t service) {
    return &q->offer[(unit * 61 + service) % QUICK_OFFERS];
}

/* Days around the sale on which its service is on offer. */
static void learn_offer(struct kom_uptake_worker *w, const struct sale *s) {
    const struct kom_uptake *u = w->u;
    uint32_t list = kom_pairs_find(&u->unit_service, s->unit, s->service);
    for (uint32_t i = u->by_service.start[list]; i < u->by_service.start[list + 1]; i++) {
        const struct offering *o = &u->offering[u->by_service.item[i]];
        if (s->day >= o->first && s->day <= o->last)
            *offer_of(&w->quick, s->unit, s->service) =
                (struct quick_offer){s->unit, s->service + 1, o->first, o->last};
    }
}

void kom_uptake_quick_learn(struct kom_uptake_worker *w, const struct sale *s) {
    struct quick *q = &w->quick;
    bool is_new;
    uint32_t group = kom_uptake_group_number(w, s->atom);
    uint32_t period = kom_uptake_period_number(w, s->period);
    uint32_t cell = kom_uptake_cell_number(w, s->atom, s->period, &is_new);
    if (s->unit >= QUICK_UNITS || period >= QUICK_PERIODS || group == KOM_NO_ID)
        return;
    size_t at = (uint32_t)s->day % QUICK_DAYS;
    q->day[at].day = s->day;
    q->day[at].period = period + 1;
    q->group[s->unit] = group;
    q->cell[s->unit][period] = cell + 1; /* KOM_NO_ID becomes 0: not known */
    if (w->u->offerings)
        learn_offer(w, s);
}

/* Is the service of row i on offer that day, as far as was learned? */
static bool is_on_offer(struct kom_uptake_worker *w, uint32_t i, uint32_t unit) {
    uint32_t service = kom_uptake_service(w, i);
    const struct quick_offer *o = offer_of(&w->quick, unit, service);
    int32_t day = w->block.day[i];
    return service != KOM_NO_ID && o->unit == unit && o->service == service + 1 &&
           day >= o->first && day <= o->last;
}

/* Is the buyer of row i a recipient in the unit that day? */
static bool is_recipient(const struct kom_uptake_worker *w, uint32_t i, uint32_t unit) {
    const struct kom_uptake *u = w->u;
    uint32_t person = w->block.person_id[i];
    int32_t day = w->block.day[i];
    if (person == KOM_NO_ID)
        return false;
    const struct spell *s = &u->spell[person];
    while (s && (kom_uptake_spell_unit(u, s) != unit || day < s->first || day > s->last))
        s = kom_uptake_next_spell(u, s);
    return s;
}

/* The row's cell + 1 and crowd numbers; 0: it is to go the careful way. */
static uint32_t known_cell(struct kom_uptake_worker *w, uint32_t i, struct kom_sighting *s) {
    const struct quick *q = &w->quick;
    const struct sale_block *b = &w->block;
    uint32_t unit = kom_uptake_kept_unit(w, b->kom_word[i]);
    int32_t day = b->day[i];
    size_t at = (uint32_t)day % QUICK_DAYS;
    if (unit >= QUICK_UNITS || b->day_cell[i] != KOM_CELL_VALUE || q->day[at].day != day ||
        q->day[at].period == 0)
        return 0;
    if (!w->u->alone &&
        !(is_recipient(w, i, unit) && (!w->u->offerings || is_on_offer(w, i, unit))))
        return 0;
    s->period = q->day[at].period - 1;
    s->group = q->group[unit];
    return q->cell[unit][s->period];
}

void kom_uptake_quick_block(struct kom_uptake_worker *w) {
    const struct sale_columns *c = &w->u->s;
    struct sale_block *b = &w->block;
    bool any = false;
    for (uint32_t i = 0; i < b->n; i++) {
        struct kom_sighting *s = &b->seen[b->n_seen];
        if (w->u->by_person)
            kom_uptake_find_person(w->u, b, (int32_t)i);
        bool may_be_total = b->has_flags && b->flag[i];
        uint32_t cell = b->is_plain[i] && !may_be_total ? known_cell(w, i, s) : 0;
        b->is_entered[i] =
            cell && (c->service < 0 || !b->is_unserved[i]) && (c->person < 0 || b->person[i].n);
        if (!b->is_entered[i])
            continue;
        any = true;
        s->is = b->person_is[i];
        s->who = b->person[i];
        b->n_seen += c->person >= 0;
        kom_uptake_sum_later(w, i, cell - 1);
    }
    if (any)
        kom_uptake_note_quick(w);
}
