/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The quick way for sales alone, where the cell follows from municipality and day: a row whose
   municipality and day were met before, with plain numbers, is entered without being judged again.
   All other rows go the careful way (uptake_sales.c, uptake_books.c), which every row could go. */
#include "uptake_work.h"

bool kom_uptake_quick_suits(const struct kom_uptake *u) {
    return u->alone && u->n_off == 0 && !u->o.is_event && !u->has_ages && !u->o.has_dominance &&
           !u->by_person && !u->by_count && u->s.status < 0 && u->o.form == KOM_UPTAKE_CELLS;
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
}

/* The row's cell + 1 and crowd numbers; 0: it is to go the careful way. */
static uint32_t known_cell(const struct kom_uptake_worker *w, uint32_t i, struct kom_sighting *s) {
    const struct quick *q = &w->quick;
    const struct sale_block *b = &w->block;
    uint32_t unit = kom_uptake_kept_unit(w, b->kom_key[i]);
    int32_t day = b->day[i];
    size_t at = (uint32_t)day % QUICK_DAYS;
    if (unit >= QUICK_UNITS || b->day_cell[i] != KOM_CELL_VALUE || q->day[at].day != day ||
        q->day[at].period == 0)
        return 0;
    s->period = q->day[at].period - 1;
    s->group = q->group[unit];
    return q->cell[unit][s->period];
}

void kom_uptake_quick_block(struct kom_uptake_worker *w) {
    const struct sale_columns *c = &w->u->s;
    struct sale_block *b = &w->block;
    for (uint32_t i = 0; i < b->n; i++) {
        struct kom_sighting *s = &b->seen[b->n_seen];
        uint32_t cell = b->is_plain[i] ? known_cell(w, i, s) : 0;
        b->is_entered[i] =
            cell && (c->service < 0 || b->service[i].n) && (c->person < 0 || b->person[i].n);
        if (!b->is_entered[i])
            continue;
        s->key = b->person_key[i];
        s->who = b->person[i];
        b->n_seen += c->person >= 0;
        kom_uptake_sum_later(w, i, cell - 1);
    }
}
