/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sales that are plainly in order, by the codes of their cells: municipality, service, status,
   provider, section, setting and group say what was on offer on which days; the person's spells are
   asked for ahead. sale.c is the careful way, and alone finds something. */
#include "delivery.h"
#include "work.h"

#include <string.h>

/* ---- kinds ---- */

/* What a cell says among the texts of the spells; KOM_NO_ID: what none of them says. */
static uint32_t number_of(const struct kom_intern *texts, struct kom_text t) {
    return kom_intern_find(texts, t);
}

/* An offering's numbers, where a spell has to say the same; 0: it need not. */
static void know_offer(const struct kom_check_plan *plan, size_t row, struct kom_check_offer *o) {
    const struct kom_check_side *side = &plan->offerings;
    const struct kom_check_recipients *r = plan->recipients;
    *o = (struct kom_check_offer){.first = side->first[row], .last = side->last[row]};
    for (size_t i = 1; r && i < KOM_CHECK_N_AGREE; i++) /* not the provider */
        if (side->agree[i] >= 0 && r->agree[i] >= 0)
            o->agree[i] = number_of(
                &r->agrees[i], kom_text_trim(kom_frame_cell(side->frame, row, side->agree[i])));
}

/* False: there is no memory for it. */
static bool know_offers(struct kom_check_worker *w, const struct kom_check_sale *sale,
                        struct kom_check_kind *kind) {
    struct kom_check_sold *sold = w->quick.sold;
    size_t row;
    kind->first_offer = sold->n_offers;
    for (uint32_t at = kom_check_first_offer(w);
         kom_check_next_offer(&w->plan->offerings, sale, &at, &row);) {
        void *p = sold->offer;
        if (kom_grow(&p, &sold->cap_offers, sold->n_offers + 1, sizeof *sold->offer))
            return false;
        sold->offer = p;
        know_offer(w->plan, row, &sold->offer[sold->n_offers++]);
    }
    kind->n_offers = sold->n_offers - kind->first_offer;
    return true;
}

static bool is_unit_known(struct kom_check_worker *w) {
    const struct kom_check_plan *plan = w->plan;
    char room[4];
    if (!plan->units_from || plan->request->official || /* which is asked of each row */
        !kom_check_has_value(w, plan->role.kom))
        return true;
    struct kom_text kom =
        kom_check_code(kom_check_cell(w, plan->role.kom), plan->x->reading->kom_digits, room);
    return kom_intern_find(&plan->units, kom) != KOM_NO_ID;
}

static void know_spells(struct kom_check_worker *w, const struct kom_check_sale *sale,
                        struct kom_check_kind *kind) {
    const struct kom_check_recipients *r = w->plan->recipients;
    char room[4];
    struct kom_text kom =
        kom_check_code(kom_check_cell(w, w->plan->role.kom), w->plan->x->reading->kom_digits, room);
    kind->kom = number_of(&r->koms, kom);
    for (size_t i = 0; i < KOM_CHECK_N_AGREE; i++)
        kind->agree[i] = number_of(&r->agrees[i], sale->agree[i]);
}

/* The kind of the row at hand, from its cells. */
static struct kom_check_kind kind_of(struct kom_check_worker *w) {
    const struct kom_check_plan *plan = w->plan;
    const struct kom_check_roles *role = &plan->role;
    struct kom_check_kind kind = {.is_sold = KOM_SOLD_UNKNOWN};
    struct kom_check_sale sale;
    enum kom_delivery state = KOM_DELIVERED;
    if (role->status != KOM_NO_COLUMN)
        state = kom_delivery_of(kom_text_trim(kom_check_cell(w, role->status)));
    if (!is_unit_known(w) || state == KOM_NO_DELIVERY)
        return kind;
    kind.is_sold = KOM_SOLD_ALWAYS;
    if (state == KOM_CANCELLED || !kom_check_has_value(w, role->kom))
        return kind;
    kom_check_read_sale(w, &sale);
    kind.is_sold = KOM_SOLD_IF;
    kind.asks_offer = plan->offerings.frame && kom_check_has_value(w, role->service);
    if (kind.asks_offer && !know_offers(w, &sale, &kind))
        kind.is_sold = KOM_SOLD_UNKNOWN;
    if (plan->recipients && role->person != KOM_NO_COLUMN)
        know_spells(w, &sale, &kind);
    return kind;
}

/* The kind of a row; NULL: there is no room for more. */
static const struct kom_check_kind *known_kind(struct kom_check_worker *w, uint32_t i,
                                               uint32_t row) {
    struct kom_check_sold *sold = w->quick.sold;
    const struct kom_row_kind *known = kom_kinds_find(&sold->kinds, sold->key[i]);
    if (known)
        return &sold->kind[known->number - 1];
    void *p = sold->kind;
    if (kom_grow(&p, &sold->cap_kinds, sold->kinds.n + 1, sizeof *sold->kind))
        return NULL;
    sold->kind = p;
    known = kom_kinds_learn(&sold->kinds, sold->key[i], 0);
    if (!known)
        return NULL;
    const uint32_t at = w->row;
    w->row = row;
    sold->kind[known->number - 1] = kind_of(w);
    w->row = at;
    return &sold->kind[known->number - 1];
}

/* ---- a row ---- */

static inline bool holds_day(int32_t first, int32_t last, int32_t day) {
    return first <= day && day <= last;
}

static inline bool is_for(const struct kom_check_offer *o, const struct kom_check_trait *t) {
    bool is_it = true;
    for (size_t i = 1; i < KOM_CHECK_N_AGREE; i++)
        is_it = is_it && (o->agree[i] == 0 || o->agree[i] == t->agree[i]);
    return is_it;
}

static bool is_offered(const struct kom_check_sold *sold, const struct kom_check_kind *kind,
                       const struct kom_check_trait *t, int32_t day) {
    for (size_t i = 0; i < kind->n_offers; i++) {
        const struct kom_check_offer *o = &sold->offer[kind->first_offer + i];
        if (holds_day(o->first, o->last, day) && (!t || is_for(o, t)))
            return true;
    }
    return false;
}

static bool agrees(const struct kom_check_kind *kind, const struct kom_check_trait *t) {
    bool do_they = kind->kom == t->kom;
    for (size_t i = 0; i < KOM_CHECK_N_AGREE; i++)
        do_they =
            do_they && (t->agree[i] == 0 || kind->agree[i] == 0 || kind->agree[i] == t->agree[i]);
    return do_they;
}

static bool is_recipient(const struct kom_check_worker *w, const struct kom_check_kind *kind,
                         const struct kom_check_person *p, int32_t day) {
    const struct kom_check_recipients *r = w->plan->recipients;
    for (const struct kom_check_spell *s = p ? &p->spell : NULL; s;
         s = kom_check_next_spell(r, s)) {
        const struct kom_check_trait *t = &r->trait[s->trait];
        if (holds_day(s->first, s->last, day) && agrees(kind, t) &&
            (!kind->asks_offer || is_offered(w->quick.sold, kind, t, day)))
            return true;
    }
    return false;
}

static bool is_sold(struct kom_check_worker *w, uint32_t i, uint32_t row, bool asks_person) {
    struct kom_check_sold *sold = w->quick.sold;
    const struct kom_check_kind *kind = sold->is_open[i] ? NULL : known_kind(w, i, row);
    const int32_t day = sold->day[i];
    if (!kind || kind->is_sold == KOM_SOLD_UNKNOWN)
        return false;
    if (kind->is_sold == KOM_SOLD_ALWAYS)
        return true;
    if (day == KOM_DAY_NONE || (kind->asks_offer && !is_offered(sold, kind, NULL, day)))
        return false;
    return !asks_person || is_recipient(w, kind, sold->person[i], day);
}

void kom_check_sold_block(struct kom_check_worker *w, uint32_t from, uint32_t n) {
    const struct kom_check_plan *plan = w->plan;
    struct kom_check_sold *sold = w->quick.sold;
    const int person = plan->role.person;
    const bool asks_person = plan->recipients && person != KOM_NO_COLUMN;
    memset(sold->key, 0, n * sizeof *sold->key);
    memset(sold->is_open, 0, n * sizeof *sold->is_open);
    for (unsigned k = 0; k < plan->few.n; k++)
        kom_kinds_pack(sold->key, n, k, w->quick.few[k].code, sold->is_open);
    kom_columns_days(w->view, plan->role.date, from, n,
                     (struct kom_days){sold->day, sold->cell, &sold->months});
    if (asks_person) {
        kom_columns_codes(w->view, person, from, n, sold->text, NULL);
        kom_roll_find_all(&plan->recipients->persons, sold->text, n, sold->person);
    }
    for (uint32_t i = 0; i < n; i++)
        w->quick.is_sold[i] = is_sold(w, i, from + i, asks_person);
}

void kom_check_sold_forget(struct kom_check_sold *sold) {
    kom_kinds_fini(&sold->kinds);
    kom_free(sold->kind);
    kom_free(sold->offer);
    sold->kind = NULL;
    sold->offer = NULL;
    sold->cap_kinds = sold->n_offers = sold->cap_offers = 0;
}
