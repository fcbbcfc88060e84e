/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The books of a worker: groups of sales, and the sums of each group, period and price. */
#include <string.h>

#include "work.h"

/* The unit stands first where it is looked up, then the by-values that the sale has itself. */
uint32_t kom_price_group(struct price_books *b, const struct kom_view *v,
                         const struct price_sale *s) {
    const struct kom_by *by = &b->g->by;
    const size_t n_groups = b->groups.n;
    char room[16];
    kom_buf_reset(&b->key);
    if (by->kom >= 0)
        kom_group_add_part(&b->key, s->text[TEXT_KOM]);
    for (size_t i = 0; i < by->n; i++)
        if (by->place[i] < 0)
            kom_group_add_part(&b->key, kom_view_group(v, by->column[i], s->row, room));
    const uint32_t group =
        b->key.failed ? KOM_GROUP_NONE : kom_groups_intern(&b->groups, kom_buf_view(&b->key));
    if (group == KOM_GROUP_NONE || b->groups.n == n_groups)
        return group;
    void *p = b->group;
    if (kom_grow(&p, &b->cap_group, b->groups.n, sizeof *b->group))
        return KOM_GROUP_NONE;
    b->group = p;
    b->group[group] = (struct kom_lookup_note){0, false};
    if (by->kom >= 0)
        b->group[group] = kom_lookup_note(by->lookup, s->text[TEXT_KOM], &b->unmet_lookup, b->seen);
    return group;
}

/* The number of an item and of what its amounts say of VAT, which chooses the tariff too. */
static uint32_t number_of(const struct price_schedule *s, const struct price_sale *sale) {
    const uint32_t item = (uint32_t)(sale->item - s->item);
    return PRICE_N_VATS * item + (uint32_t)sale->vat;
}

uint32_t kom_price_cell(struct price_books *b, const struct price_sale *s) {
    const struct kom_price_request *ask = &b->g->ask;
    const int32_t period = ask->has_period ? kom_period_of(ask->period, s->day).number : 0;
    bool is_new = false;
    void *p = b->tally;
    /* First the room, then the number: where there is a number, there is its element. */
    if (kom_grow(&p, &b->cap_tally, b->cells.n + 1, sizeof *b->tally))
        return KOM_NO_ID;
    b->tally = p;
    const uint32_t place = kom_pairs_add(&b->places, s->group, (uint32_t)period, NULL);
    const uint32_t cell =
        place == KOM_NO_ID
            ? KOM_NO_ID
            : kom_pairs_add(&b->cells, place, number_of(&b->g->schedule, s), &is_new);
    if (cell != KOM_NO_ID && is_new)
        b->tally[cell] = (struct price_tally){.item = s->item, .tariff = s->tariff, .vat = s->vat};
    return cell;
}

void kom_price_enter(struct price_books *b, uint32_t cell, const struct price_sale *s) {
    struct price_tally *t = &b->tally[cell];
    const bool is_sale = s->delivery != KOM_CREDITED;
    bool ok = !kom_sums_add(&t->sums, SUM_AMOUNT, &s->amount, false);
    t->sales += is_sale;
    if (ok && s->has_due) {
        const struct kom_num due = kom_num_hundredths(s->due.oere);
        ok = !kom_sums_add(&t->sums, SUM_DUE, &due, false) &&
             !kom_sums_add(&t->sums, SUM_DIFFERENCE, &s->amount, false) &&
             !kom_sums_add(&t->sums, SUM_DIFFERENCE, &due, true);
        t->off += is_sale && kom_price_side(kom_price_difference(&s->amount, s->due.oere),
                                            &b->g->ask.tolerance) != 0;
    } else if (ok) {
        ok = !kom_sums_add(&t->sums, SUM_UNITS, &s->units, false);
    }
    b->has_failed = b->has_failed || !ok;
}

void kom_price_books_fini(struct price_books *b) {
    for (size_t i = 0; i < b->cells.n; i++)
        kom_sums_fini(&b->tally[i].sums);
    kom_price_quick_end(b);
    kom_groups_fini(&b->groups);
    kom_pairs_fini(&b->places);
    kom_pairs_fini(&b->cells);
    for (int k = 0; k < N_KEYS; k++)
        kom_unmet_fini(&b->unmet[k]);
    kom_unmet_fini(&b->unmet_lookup);
    kom_credits_fini(&b->signs);
    kom_buf_fini(&b->key);
    kom_buf_fini(&b->room);
    kom_free(b->group);
    kom_free(b->tally);
    kom_free(b->seen);
}
