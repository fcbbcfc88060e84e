/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the workers summed, as rows of the result: sums are exact, so that their order does not
   matter. A municipality in several networks has its sales in each of their rows. */
#include "work.h"

/* ---- a row ---- */

static bool add_tally(struct price_row *row, const struct price_tally *t) {
    bool ok = true;
    row->sales += t->sales;
    row->off += t->off;
    row->vats |= 1u << t->vat;
    for (unsigned k = 0; k < KOM_SUMS && ok; k++)
        ok = !kom_sums_give(&t->sums, k, &row->sum[k]);
    return ok;
}

/* The row of a group, made when it is new; NULL: memory ran out. */
static struct price_row *row_of(struct price_answer *a, struct kom_text key) {
    void *p = a->row;
    const uint32_t group = kom_groups_intern(&a->groups, key);
    if (group == KOM_GROUP_NONE || kom_grow(&p, &a->cap_rows, a->groups.n, sizeof *a->row))
        return NULL;
    a->row = p;
    for (; a->n_rows < a->groups.n; a->n_rows++)
        a->row[a->n_rows] = (struct price_row){.period = {NULL, 0}};
    return &a->row[group];
}

/* ---- of a summary ---- */

/* The key of a line: by-values, value k of those that are looked up, and the period. */
static void line_key(const struct price_given *g, const struct kom_group_part *own,
                     const struct kom_lookup_unit *unit, size_t k, int32_t period,
                     struct kom_buf *key) {
    char label[16];
    kom_buf_reset(key);
    for (size_t i = 0; i < g->by.n; i++)
        kom_group_add_part(key,
                           g->by_place[i] < 0
                               ? own++->text
                               : unit->value[k * g->by.lookup->n_columns + (size_t)g->by_place[i]]);
    if (!g->ask.has_period)
        return;
    const size_t n = kom_period_format(label, (struct kom_period){g->ask.period, period});
    kom_group_add_part(key, (struct kom_text){label, n});
}

static bool add_cell(struct kom_price *p, const struct price_books *b, size_t cell,
                     struct kom_buf *key) {
    const struct price_given *g = &p->given;
    const uint64_t place = b->places.pair[b->cells.pair[cell] >> 32];
    struct kom_group_part part[KOM_BY_MAX + 1];
    struct kom_lookup_unit unit = {.n = 1};
    size_t n_own = g->by.kom >= 0;
    for (size_t i = 0; i < g->by.n; i++)
        n_own += g->by_place[i] < 0;
    kom_group_parts(kom_groups_key(&b->groups, (uint32_t)(place >> 32)), part, n_own);
    if (g->by.kom >= 0)
        unit = kom_lookup_find(g->by.lookup, part[0].text);
    bool ok = true;
    for (size_t k = 0; k < unit.n && ok; k++) {
        line_key(g, part + (g->by.kom >= 0), &unit, k, (int32_t)(uint32_t)place, key);
        struct price_row *row = key->failed ? NULL : row_of(&p->answer, kom_buf_view(key));
        ok = row && add_tally(row, &b->tally[cell]);
    }
    return ok;
}

/* ---- of the costs ---- */

/* A row a price, whether anything was sold at it or not. */
static bool make_items(struct kom_price *p, struct kom_buf *key) {
    bool ok = true;
    for (size_t i = 0; i < p->given.schedule.n_items && ok; i++) {
        kom_buf_reset(key);
        kom_buf_int(key, (int64_t)i);
        ok = !key->failed && row_of(&p->answer, kom_buf_view(key));
    }
    return ok;
}

static bool add_item(struct kom_price *p, const struct price_books *b, size_t cell) {
    const size_t item = (size_t)(b->tally[cell].item - p->given.schedule.item);
    return add_tally(&p->answer.row[item], &b->tally[cell]);
}

enum kom_status kom_price_gather(struct kom_price *p, struct kom_error *err) {
    const bool is_cost = p->given.ask.form == KOM_PRICE_COST;
    struct kom_buf key = {0};
    bool ok = !is_cost || make_items(p, &key);
    for (unsigned i = 0; i < p->n_books && ok; i++) {
        const struct price_books *b = &p->books[i];
        for (size_t cell = 0; cell < b->cells.n && ok; cell++)
            ok = is_cost ? add_item(p, b, cell) : add_cell(p, b, cell, &key);
    }
    for (size_t i = 0; i < p->answer.n_rows; i++)
        p->answer.n_mixed += kom_price_is_mixed(&p->answer.row[i]);
    kom_buf_fini(&key);
    return ok ? KOM_OK : kom_price_no_memory(err);
}
