/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The quick way: a sale like one that was met is held against the same price without being judged.

   Which price that is, and to which group and period the sale belongs, follows from the texts of a
   few of its columns (its kind) and from its day; within a period, and between the days on which a
   price of its kom and service begins or ends, all days are alike. So a sale that went the careful
   way and was good teaches the cell of its kind and days. Its figures are another thing: those that
   are no plain hundredths go the careful way, as do sales of unknown kinds and all that were not
   good. */
#include <string.h>

#include "work.h"

enum { NO_TRAIT = 0 };

void kom_price_quick_begin(struct price_books *b) {
    struct price_quick *q = &b->quick;
    q->codes = b->g->is_quick ? kom_alloc(b->g->deciding.n + 1, sizeof *q->codes) : NULL;
    q->is_on = q->codes; /* without memory for them all go the careful way */
    for (int i = 0; i < PRICE_DAYS_MET; i++)
        q->met[i].day = KOM_DAY_NONE;
}

void kom_price_quick_end(struct price_books *b) {
    struct price_quick *q = &b->quick;
    for (unsigned k = 0; q->codes && k < b->g->deciding.n; k++)
        kom_codes_fini(&q->codes[k]);
    kom_free(q->codes);
    kom_kinds_fini(&q->kinds);
    kom_lanes_fini(&q->lanes);
    kom_routes_fini(&q->routes);
}

static int32_t period_of(struct price_books *b, int32_t day) {
    const size_t at = (uint32_t)day % PRICE_DAYS_MET;
    if (b->quick.met[at].day != day) {
        b->quick.met[at].day = day;
        b->quick.met[at].number = kom_period_of(b->g->lane, day).number;
    }
    return b->quick.met[at].number;
}

void kom_price_quick_learn(struct price_books *b, const struct price_sale *s, uint32_t i,
                           uint32_t cell) {
    struct price_quick *q = &b->quick;
    if (!s->is_met || s->delivery != KOM_DELIVERED || q->is_open[i] || !s->item->is_quick)
        return;
    const struct kom_row_kind *kind = kom_kinds_learn(&q->kinds, q->key[i], 0);
    if (!kind)
        return;
    const int32_t period = period_of(b, s->day);
    const struct kom_period whole = {b->g->lane, period};
    const int32_t first = kom_period_first(whole), last = kom_period_last(whole);
    const struct kom_route route = {.kind = kind->number,
                                    .trait = NO_TRAIT,
                                    .period = period,
                                    .first = s->first > first ? s->first : first,
                                    .last = s->last < last ? s->last : last,
                                    .cell = cell + 1};
    if (route.first == first && route.last == last &&
        kom_lanes_learn(&q->lanes, route.kind, NO_TRAIT, period, cell))
        return;
    const uint64_t hash = kom_route_hash(&q->routes, route.kind, NO_TRAIT, period);
    if (!kom_routes_find(&q->routes, hash, route.kind, NO_TRAIT, period, s->day))
        kom_routes_learn(&q->routes, &route);
}

/* The cell of row i, + 1; 0: not known. */
static uint32_t find_cell(struct price_books *b, uint32_t i) {
    const struct price_quick *q = &b->quick;
    const struct price_block *k = &b->block;
    if (q->is_open[i] || k->day_cell[i] != KOM_CELL_VALUE || k->day[i] == KOM_DAY_OPEN)
        return 0;
    const struct kom_row_kind *kind = kom_kinds_find(&q->kinds, q->key[i]);
    if (!kind)
        return 0;
    const int32_t period = period_of(b, k->day[i]);
    const uint32_t *spot = kom_lanes_spot(&q->lanes, kind->number, NO_TRAIT, period);
    if (spot && *spot)
        return *spot;
    if (!q->routes.n)
        return 0;
    const uint64_t hash = kom_route_hash(&q->routes, kind->number, NO_TRAIT, period);
    const struct kom_route *r =
        kom_routes_find(&q->routes, hash, kind->number, NO_TRAIT, period, k->day[i]);
    return r ? r->cell : 0;
}

void kom_price_quick_block(struct price_books *b, const struct kom_view *v) {
    struct price_quick *q = &b->quick;
    struct price_block *k = &b->block;
    uint16_t code[KOM_BLOCK_ROWS];
    memset(q->key, 0, k->n * sizeof *q->key);
    memset(q->is_open, 0, k->n * sizeof *q->is_open);
    for (unsigned c = 0; c < b->g->deciding.n; c++) {
        kom_codes_block(&q->codes[c], v, b->g->deciding.column[c], k->from, k->n, code);
        kom_kinds_pack(q->key, k->n, c, code, q->is_open);
    }
    for (uint32_t i = 0; i < k->n; i++)
        k->cell[i] = find_cell(b, i);
}
