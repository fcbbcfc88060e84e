/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The quick way for sales alone, where the cell follows from municipality and day: a row whose
   municipality and day were met before, with plain numbers, is entered without being judged again.
   All other rows go the careful way (uptake_sales.c, uptake_books.c), which every row could go. */
#include "uptake_work.h"

enum { AHEAD = 8 };

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

/* Codes that are there: not even blanks at an end. */
static bool is_filled(const struct kom_view *v, int column, uint32_t row) {
    struct kom_text t = kom_view_text(v, column, row);
    return t.n && (unsigned char)t.p[0] > ' ';
}

static enum kom_status add_figures(struct kom_uptake_worker *w, uint32_t i, struct tally *t) {
    const struct sale_block *b = &w->block;
    enum kom_status status = KOM_OK;
    t->sales++;
    for (int k = 0; k < N_FIGURES && !status; k++)
        if (w->u->s.figure[k] >= 0)
            status = kom_total_add_hundredths(&t->sum[k], b->hundredths[k][i]);
    return status ? KOM_UPTAKE_NO_MEMORY(&w->err) : KOM_OK;
}

enum kom_status kom_uptake_quick_block(struct kom_uptake_worker *w, const struct kom_view *v) {
    const struct sale_columns *c = &w->u->s;
    struct sale_block *b = &w->block;
    uint32_t cell[KOM_BLOCK_ROWS], row[KOM_BLOCK_ROWS], n = 0;
    enum kom_status status = KOM_OK;
    for (int k = 0; k < N_FIGURES; k++)
        if (c->figure[k] >= 0)
            kom_columns_hundredths(v, c->figure[k], b->from, b->n, b->hundredths[k]);
    for (uint32_t i = 0; i < b->n; i++) {
        struct kom_sighting *s = &b->seen[b->n_seen];
        cell[n] = known_cell(w, i, s);
        bool ok = cell[n] && (c->service < 0 || is_filled(v, c->service, b->from + i)) &&
                  (c->person < 0 || b->person[i].n);
        for (int k = 0; k < N_FIGURES && ok; k++)
            ok = c->figure[k] < 0 || b->hundredths[k][i] != KOM_NO_HUNDREDTHS;
        b->is_entered[i] = ok;
        if (!ok)
            continue;
        s->key = b->person_key[i];
        s->who = b->person[i];
        b->n_seen += c->person >= 0;
        row[n++] = i;
    }
    for (uint32_t i = 0; i < n && !status; i++) {
        if (i + AHEAD < n)
            __builtin_prefetch(&w->books.tally[cell[i + AHEAD] - 1], 1);
        status = add_figures(w, row[i], &w->books.tally[cell[i] - 1]);
    }
    return status;
}
