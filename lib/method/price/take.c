/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sales a block at a time: days and figures to numbers first, then row by row. A row whose price is
   known by the texts of its columns, and whose figures are plain, is entered or written at once;
   each of the others is judged for itself, and teaches what it can. */
#include <string.h>

#include "work.h"

static void read_block(struct price_books *b, const struct kom_view *v, uint32_t from) {
    const struct price_given *g = b->g;
    struct price_block *k = &b->block;
    k->from = from;
    k->n = v->n_rows - from < KOM_BLOCK_ROWS ? v->n_rows - from : KOM_BLOCK_ROWS;
    memset(k->cell, 0, sizeof k->cell);
    if (!b->quick.is_on)
        return;
    memset(k->is_plain, true, sizeof k->is_plain);
    kom_columns_days(v, g->date.column, from, k->n,
                     (struct kom_days){k->day, k->day_cell, &k->months});
    for (int f = 0; f < N_FIGURES; f++) {
        if (g->figure[f].column < 0)
            continue;
        kom_measured_hundredths(v, g->figure[f], from, k->n, k->hundredths[f]);
        for (uint32_t i = 0; i < k->n; i++)
            k->is_plain[i] = k->is_plain[i] && k->hundredths[f][i] != KOM_NO_HUNDREDTHS;
    }
    kom_price_quick_block(b, v);
}

/* A row whose cell is known; false: it is to go the careful way. */
static bool take_known(struct price_books *b, struct kom_view *v, uint32_t i) {
    const struct price_block *k = &b->block;
    struct price_tally *t = &b->tally[k->cell[i] - 1];
    const int64_t units = k->hundredths[t->item->is_hourly ? FIGURE_HOURS : FIGURE_QUANTITY][i],
                  amount = k->hundredths[FIGURE_AMOUNT][i];
    if (!k->is_plain[i] || units < -PRICE_QUICK_MAX || units > PRICE_QUICK_MAX ||
        amount == KOM_BLANK_HUNDREDTHS)
        return false;
    if (b->g->ask.form == KOM_PRICE_ROWS)
        kom_price_write_quick(b, v, i, t);
    else if (!kom_price_enter_quick(t, b->g->tolerance, units, amount))
        b->has_failed = true;
    return true;
}

/* What a good sale adds to. */
static void enter(struct price_books *b, const struct price_sale *s, uint32_t i) {
    const uint32_t cell = kom_price_cell(b, s);
    if (cell == KOM_NO_ID) {
        b->has_failed = true;
        return;
    }
    if (b->g->ask.form != KOM_PRICE_ROWS)
        kom_price_enter(b, cell, s);
    if (b->quick.is_on)
        kom_price_quick_learn(b, s, i, cell);
}

static void take_judged(struct price_books *b, struct kom_view *v, uint32_t i) {
    struct price_sale s = {.row = b->block.from + i};
    const int reason = kom_price_judge(b, v, &s);
    if (reason == PRICE_BAD || b->has_failed)
        return;
    if (b->g->ask.form == KOM_PRICE_ROWS)
        kom_price_write_sale(b, v, &s, reason);
    else if (reason != PRICE_GOOD)
        kom_view_aside(v, s.row, reason);
    if (reason == PRICE_GOOD)
        enter(b, &s, i);
}

enum kom_status kom_price_take(void *worker, struct kom_view *v, struct kom_error *err) {
    struct price_books *b = worker;
    if (b->g->ask.form == KOM_PRICE_ROWS) {
        kom_stream_quick_begin(&b->stream, &b->g->columns, v);
        b->stream.is_on = b->stream.is_on && !v->extract->reading->is_careful;
    }
    for (uint32_t from = 0; from < v->n_rows && !b->has_failed; from += KOM_BLOCK_ROWS) {
        read_block(b, v, from);
        for (uint32_t i = 0; i < b->block.n && !b->has_failed; i++)
            if (!b->block.cell[i] || !take_known(b, v, i))
                take_judged(b, v, i);
    }
    return b->has_failed ? kom_price_no_memory(err) : KOM_OK;
}

enum kom_status kom_price_hire(void *method, unsigned *n, void *worker[], struct kom_error *err) {
    struct kom_price *p = method;
    const struct kom_lookup *l = p->given.by.kom >= 0 ? p->given.by.lookup : NULL;
    p->books = kom_alloc(*n, sizeof *p->books);
    if (!p->books)
        return kom_price_no_memory(err);
    for (p->n_books = 0; p->n_books < *n; p->n_books++) {
        struct price_books *b = &p->books[p->n_books];
        b->g = &p->given;
        b->seen = kom_alloc((l ? l->units.n : 0) + 1, sizeof *b->seen);
        if (!b->seen)
            return kom_price_no_memory(err);
        kom_price_quick_begin(b);
        worker[p->n_books] = b;
    }
    return KOM_OK;
}
