/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The quick way: a sale like one that was met is entered without being judged again.

   What becomes of a sale follows from the texts of a few of its columns (its kind), from the spell
   that its buyer has in the municipality that day (its trait), and from the day. Within a period,
   and between the days on which an offering or a window of an event begins or ends, all days are
   alike. So a sale that went the careful way (sales.c) and was used teaches a route: kind, trait
   and days to the cell. Sales of a known route have no key that meets nothing and no status but
   that of a delivery, for the sale that taught it had none. All others go the careful way, which
   every row could go; what a sale adds to its cell is the same either way (books.c). */
#include <string.h>

#include "keys.h"
#include "prefetch.h"

/* Of what --memory allows, a part for the lanes of each thread, and one for its routes. */
enum { ROUTES_SHARE = 32, ROUTES_LEAST = 4096 };

#define NO_TRAIT KOM_NO_ID

/* ---- the columns ---- */

/* Is the attribute compared with offerings or spells? */
static bool is_compared(const struct given *g, int k) {
    return (g->offerings && g->offering_has[k]) ||
           (k < N_SHARED && g->by_person && g->spell_has[k]);
}

/* What the careful way looks at in a sale, but for person, day and figures. */
static void choose_columns(const struct given *g, struct kom_kind_columns *c) {
    const struct sale_columns *s = &g->s;
    kom_kind_columns_add(c, s->kom);
    if (!g->alone)
        kom_kind_columns_add(c, s->service);
    kom_kind_columns_add(c, s->status);
    for (int k = 0; k < N_ATTRS; k++)
        if (is_compared(g, k))
            kom_kind_columns_add(c, s->attr[k]);
    for (size_t i = 0; i < g->o.n_by; i++) {
        const struct by_column *b = &g->by[i];
        if (g->alone && b->source == BY_SALES)
            kom_kind_columns_add(c, b->column);
        if (g->by_count && b->source == BY_RECIPIENTS)
            kom_kind_columns_add(c, b->sale_column);
    }
}

void kom_uptake_quick_begin(struct kom_uptake_worker *w, bool is_careful) {
    struct quick *q = &w->quick;
    size_t allowed = (size_t)w->g->o.max_memory / ROUTES_SHARE / sizeof(struct kom_route);
    choose_columns(w->g, &q->columns);
    q->is_on = !q->columns.are_too_many && !is_careful;
    if (w->g->o.max_memory)
        q->lanes.max_nbytes = (size_t)w->g->o.max_memory / ROUTES_SHARE + 1;
    for (q->routes.max_size = KOM_ROUTES_MAX;
         w->g->o.max_memory && q->routes.max_size > allowed && q->routes.max_size > ROUTES_LEAST;)
        q->routes.max_size /= 2;
}

void kom_uptake_quick_end(struct kom_uptake_worker *w) {
    for (unsigned k = 0; k < KOM_KIND_COLUMNS; k++)
        kom_codes_fini(&w->quick.codes[k]);
    kom_kinds_fini(&w->quick.kinds);
    kom_lanes_fini(&w->quick.lanes);
    kom_routes_fini(&w->quick.routes);
}

/* ---- teaching ---- */

/* Days around the sale's between which no offering of its unit and service begins or ends. */
static void narrow_to_offerings(const struct given *g, const struct sale *s, struct window *days) {
    uint32_t list = kom_pairs_find(&g->unit_service, s->unit, s->service);
    for (uint32_t i = g->by_service.start[list]; i < g->by_service.start[list + 1]; i++) {
        const struct offering *o = &g->offering[g->by_service.item[i]];
        int32_t last = s->day < o->first ? o->first - 1 : o->last;
        int32_t first = s->day > o->last ? o->last + 1 : o->first;
        if (last >= s->day && last < days->last)
            days->last = last;
        if (first <= s->day && first > days->first)
            days->first = first;
    }
}

/* Days that are like the sale's; is_whole: all that its period has. */
static struct window days_alike(const struct given *g, const struct sale *s, bool *is_whole) {
    struct window days = s->window;
    if (!g->o.is_event && g->o.period != KOM_PERIOD_ALL) {
        struct kom_period p = kom_period_of(g->o.period, s->day);
        days = (struct window){kom_period_first(p), kom_period_last(p)};
    }
    const struct window period = days;
    if (g->o.from != KOM_DAY_NONE && days.first < g->o.from)
        days.first = g->o.from;
    if (g->o.to != KOM_DAY_NONE && days.last > g->o.to)
        days.last = g->o.to;
    if (g->offerings)
        narrow_to_offerings(g, s, &days);
    *is_whole = !g->o.is_event && days.first == period.first && days.last == period.last;
    return days;
}

/* Routes lie by period, so that few days have to be compared; windows of events, which are two, by
   none. */
static int32_t period_of(struct kom_uptake_worker *w, int32_t day) {
    const struct kom_uptake_options *o = &w->g->o;
    return o->is_event || o->period == KOM_PERIOD_ALL ? 0 : kom_uptake_period_of_day(w, day);
}

/* What the buyer of row i is in the unit that day; NO_TRAIT: nothing, or not one thing. */
static uint32_t trait_of(const struct kom_uptake_worker *w, uint32_t i, uint32_t unit) {
    const struct given *g = w->g;
    uint32_t person = w->block.person_id[i], trait = NO_TRAIT;
    int32_t day = w->block.day[i];
    if (person == KOM_NO_ID)
        return NO_TRAIT;
    for (const struct spell *s = &g->spell[person]; s && s->first <= day;
         s = kom_uptake_next_spell(g, s)) {
        if (day > s->last || kom_uptake_spell_unit(g, s) != unit)
            continue;
        if (trait != NO_TRAIT && trait != s->unit_trait)
            return NO_TRAIT;
        trait = s->unit_trait;
    }
    return trait;
}

void kom_uptake_quick_learn(struct kom_uptake_worker *w, const struct sale *s) {
    struct quick *q = &w->quick;
    bool is_whole;
    uint32_t trait = w->g->by_person ? trait_of(w, s->i, s->unit) : 0;
    if (!s->is_met || s->delivery != KOM_DELIVERED || q->is_open[s->i] || trait == NO_TRAIT)
        return;
    const struct kom_row_kind *kind = kom_kinds_learn(&q->kinds, q->key[s->i], s->unit);
    struct window days = days_alike(w->g, s, &is_whole);
    struct kom_route route = {
        .trait = trait, .period = period_of(w, s->day), .first = days.first, .last = days.last};
    route.cell = kom_pairs_add(&w->books.cells, s->atom, (uint32_t)s->period, NULL) + 1;
    if (!kind || route.cell == 0)
        return;
    route.kind = kind->number;
    if (is_whole && kom_lanes_learn(&q->lanes, route.kind, trait, route.period, route.cell - 1))
        return;
    uint64_t hash = kom_route_hash(&q->routes, route.kind, trait, route.period);
    if (!kom_routes_find(&q->routes, hash, route.kind, trait, route.period, s->day))
        kom_routes_learn(&q->routes, &route);
}

/* ---- a block ---- */

/* The kinds of the rows, as keys. */
static void read_kinds(struct kom_uptake_worker *w, const struct kom_view *v) {
    struct quick *q = &w->quick;
    const struct sale_block *b = &w->block;
    uint16_t code[KOM_BLOCK_ROWS];
    memset(q->key, 0, b->n * sizeof *q->key);
    memset(q->is_open, 0, b->n * sizeof *q->is_open);
    for (unsigned k = 0; k < q->columns.n; k++) {
        kom_codes_block(&q->codes[k], v, q->columns.column[k], b->from, b->n, code);
        kom_kinds_pack(q->key, b->n, k, code, q->is_open);
    }
}

/* Where the cell of row i would be noted; rows that cannot have one get the kind 0. */
static void look_ahead(struct kom_uptake_worker *w, uint32_t i) {
    struct quick *q = &w->quick;
    const struct sale_block *b = &w->block;
    const struct kom_row_kind *kind = q->is_open[i] ? NULL : kom_kinds_find(&q->kinds, q->key[i]);
    struct lead *lead = &q->lead[i];
    lead->kind = 0;
    if (!kind || b->day_cell[i] != KOM_CELL_VALUE || b->day[i] == KOM_DAY_OPEN)
        return;
    lead->trait = w->g->by_person ? trait_of(w, i, kind->note) : 0;
    if (lead->trait == NO_TRAIT)
        return;
    lead->kind = kind->number;
    lead->period = period_of(w, b->day[i]);
    lead->spot = kom_lanes_spot(&q->lanes, lead->kind, lead->trait, lead->period);
    if (lead->spot)
        kom_prefetch(lead->spot);
    if (q->routes.n) {
        lead->hash = kom_route_hash(&q->routes, lead->kind, lead->trait, lead->period);
        kom_routes_prefetch(&q->routes, lead->hash);
    }
}

/* The cell of row i, + 1; 0: not known. */
static uint32_t find_cell(const struct quick *q, const struct sale_block *b, uint32_t i) {
    const struct lead *lead = &q->lead[i];
    if (lead->kind && lead->spot && *lead->spot)
        return *lead->spot;
    const struct kom_route *r = lead->kind && q->routes.n
                                    ? kom_routes_find(&q->routes, lead->hash, lead->kind,
                                                      lead->trait, lead->period, b->day[i])
                                    : NULL;
    return r ? r->cell : 0;
}

/* Is a cell that every sale must have missing, or does the row need a look for itself? */
static bool is_odd(const struct kom_uptake_worker *w, uint32_t i) {
    const struct sale_columns *c = &w->g->s;
    const struct sale_block *b = &w->block;
    return (b->has_flags && b->flag[i]) || (c->person >= 0 && b->person[i].n == 0) ||
           (w->g->alone && c->service >= 0 && b->is_unserved[i]);
}

/* Enters the row in its cell, if all that it adds is hundredths and a buyer. */
static bool enter_plainly(struct kom_uptake_worker *w, uint32_t i, uint32_t cell) {
    struct sale_block *b = &w->block;
    const struct kom_uptake_options *o = &w->g->o;
    if (!b->is_plain[i] || o->has_dominance || o->form == KOM_UPTAKE_CUMULATIVE)
        return false;
    kom_uptake_widen_range(&w->books, b->day[i]);
    kom_tally_prefetch(&w->books.tally[cell]);
    kom_uptake_sum_later(w, i, cell);
    return true;
}

/* Do all days of a period mean the same, whatever the sale, and all periods? Then sales that were
   alike in one period are alike in all. Ages are other ones in each year. */
static bool is_like_any(const struct given *g, int32_t day) {
    if (g->offerings || g->has_ages || g->o.is_event || g->o.period == KOM_PERIOD_ALL)
        return false;
    const struct kom_period p = kom_period_of(g->o.period, day);
    return (g->o.from == KOM_DAY_NONE || g->o.from <= kom_period_first(p)) &&
           (g->o.to == KOM_DAY_NONE || g->o.to >= kom_period_last(p));
}

/* The cell of a row whose kind and trait were met in another period, + 1, which is new as a rule;
 *cell 0: they were not. */
static enum kom_status open_cell(struct kom_uptake_worker *w, const struct lead *lead,
                                 uint32_t *cell) {
    const uint32_t first = kom_lanes_first(&w->quick.lanes, lead->kind, lead->trait);
    *cell = 0;
    if (first == 0)
        return KOM_OK;
    const uint32_t atom = (uint32_t)(w->books.cells.pair[first - 1] >> 32);
    const uint32_t at = kom_uptake_cell(w, atom, lead->period);
    if (at == KOM_NO_ID)
        return KOM_UPTAKE_NO_MEMORY(&w->err);
    (void)kom_lanes_learn(&w->quick.lanes, lead->kind, lead->trait, lead->period, at);
    *cell = at + 1;
    return KOM_OK;
}

/* Asks for the memory where open_cell will look. */
static void look_for_room(const struct kom_uptake_worker *w, const struct lead *lead) {
    const struct kom_pairs *cells = &w->books.cells;
    const uint32_t first = kom_lanes_first(&w->quick.lanes, lead->kind, lead->trait);
    if (first)
        kom_pairs_prefetch(cells, (uint32_t)(cells->pair[first - 1] >> 32), (uint32_t)lead->period);
}

enum kom_status kom_uptake_quick_open(struct kom_uptake_worker *w, uint32_t i) {
    struct quick *q = &w->quick;
    struct sale_block *b = &w->block;
    struct lead *lead = &q->lead[i];
    enum kom_status status = KOM_OK;
    /* A figure that is no plain number may be bad: then there is no cell to be made. */
    if (lead->kind == 0 || !b->is_plain[i] || is_odd(w, i))
        return KOM_OK;
    lead->spot = kom_lanes_spot(&q->lanes, lead->kind, lead->trait, lead->period); /* by now */
    uint32_t cell = lead->spot ? *lead->spot : 0;
    if (cell == 0 && is_like_any(w->g, b->day[i]))
        status = open_cell(w, lead, &cell);
    b->is_entered[i] = cell && enter_plainly(w, i, cell - 1);
    b->known_cell[i] = cell;
    return status;
}

void kom_uptake_quick_block(struct kom_uptake_worker *w, const struct kom_view *v) {
    struct quick *q = &w->quick;
    struct sale_block *b = &w->block;
    read_kinds(w, v);
    for (uint32_t i = 0; i < b->n; i++) {
        if (w->g->by_person)
            kom_uptake_find_person(w->g, b, (int32_t)i);
        look_ahead(w, i);
    }
    for (uint32_t i = 0; i < b->n; i++) {
        uint32_t cell = is_odd(w, i) ? 0 : find_cell(q, b, i);
        b->is_entered[i] = cell && enter_plainly(w, i, cell - 1);
        b->known_cell[i] = cell;
        if (cell == 0 && q->lead[i].kind)
            look_for_room(w, &q->lead[i]);
    }
}
