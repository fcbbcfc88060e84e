/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Entering used sales in a worker's books. */
#include "uptake_work.h"

static uint32_t cell_number(struct kom_uptake_worker *w, uint32_t atom, int32_t period,
                            bool *is_new) {
    uint64_t pair = (uint64_t)atom << 32 | (uint32_t)period;
    size_t at = (atom * 61 + (uint32_t)period) % CELL_MEMO;
    *is_new = false;
    if (w->cell_memo[at].cell && w->cell_memo[at].pair == pair)
        return w->cell_memo[at].cell - 1;
    uint32_t cell = kom_pairs_add(&w->books.cells, atom, (uint32_t)period, is_new);
    w->cell_memo[at].pair = pair;
    w->cell_memo[at].cell = cell + 1;
    return cell;
}

static enum kom_status note_sign(struct kom_uptake_worker *w, const struct kom_view *v, int figure,
                                 const struct kom_num *x) {
    struct books *b = &w->books;
    struct kom_num zero = kom_num_whole(0);
    int sign = kom_num_compare(x, &zero);
    size_t at = (size_t)v->i_file * N_FIGURES + (size_t)figure;
    void *p = b->signs;
    if (kom_grow(&p, &b->cap_signs, at + 1, 1))
        return KOM_UPTAKE_NO_MEMORY(&w->err);
    b->signs = p;
    for (; b->n_signs <= at; b->n_signs++)
        b->signs[b->n_signs] = 0;
    b->signs[at] |= (uint8_t)(sign < 0 ? 1 : sign > 0 ? 2 : 0);
    return KOM_OK;
}

/* What a figure adds: a credit note takes away, whichever sign it is written in. */
static bool is_negated(const struct kom_uptake *u, enum delivery delivery,
                       const struct kom_num *x) {
    struct kom_num zero = kom_num_whole(0);
    if (delivery != CREDITED || u->o.credits == KOM_CREDITS_NEGATIVE)
        return false;
    return u->o.credits == KOM_CREDITS_POSITIVE || kom_num_compare(x, &zero) > 0;
}

static void add_signed(struct kom_exact *sum, const struct kom_num *x, bool negate) {
    if (negate)
        kom_exact_add_negative(sum, x);
    else
        kom_exact_add(sum, x);
}

static enum kom_status enter_net(struct kom_uptake_worker *w, const struct sale *s, uint32_t cell) {
    const struct kom_uptake *u = w->u;
    struct books *b = &w->books;
    int figure = u->s.figure[2] >= 0 ? 2 : u->s.figure[1] >= 0 ? 1 : 0;
    bool is_new;
    if (!u->o.has_dominance || s->person == KOM_NO_ID || !s->has_figure[figure])
        return KOM_OK;
    uint32_t at = kom_pairs_add(&b->nets, s->person, cell, &is_new);
    void *p = b->net;
    if (at == KOM_NO_ID || kom_grow(&p, &b->cap_net, b->nets.n, sizeof *b->net))
        return KOM_UPTAKE_NO_MEMORY(&w->err);
    b->net = p;
    if (is_new)
        b->net[at] = (struct kom_exact){0};
    add_signed(&b->net[at], &s->figure[figure], is_negated(u, s->delivery, &s->figure[figure]));
    return KOM_OK;
}

static enum kom_status enter_buyer(struct kom_uptake_worker *w, const struct sale *s) {
    struct books *b = &w->books;
    bool is_new;
    if (s->delivery == CREDITED || s->person == KOM_NO_ID)
        return KOM_OK;
    if (kom_crowd_add(&b->buyers, s->person, s->atom, s->period))
        return KOM_UPTAKE_NO_MEMORY(&w->err);
    if (w->u->o.form != KOM_UPTAKE_CUMULATIVE)
        return KOM_OK;
    uint32_t at = kom_pairs_add(&b->firsts, s->person, s->atom, &is_new);
    void *p = b->first_day;
    if (at == KOM_NO_ID || kom_grow(&p, &b->cap_first, b->firsts.n, sizeof *b->first_day))
        return KOM_UPTAKE_NO_MEMORY(&w->err);
    b->first_day = p;
    if (is_new || s->day < b->first_day[at])
        b->first_day[at] = s->day;
    return KOM_OK;
}

enum kom_status kom_uptake_enter(struct kom_uptake_worker *w, const struct kom_view *v,
                                 const struct sale *s) {
    struct books *b = &w->books;
    bool is_new;
    uint32_t cell = cell_number(w, s->atom, s->period, &is_new);
    void *p = b->tally;
    if (cell == KOM_NO_ID || kom_grow(&p, &b->cap_tally, b->cells.n, sizeof *b->tally))
        return KOM_UPTAKE_NO_MEMORY(&w->err);
    b->tally = p;
    if (is_new)
        b->tally[cell] = (struct tally){0};
    struct tally *t = &b->tally[cell];
    t->sales += s->delivery != CREDITED;
    enum kom_status status = KOM_OK;
    for (int k = 0; k < N_FIGURES && !status; k++) {
        if (w->u->s.figure[k] < 0)
            continue;
        if (!s->has_figure[k]) {
            b->n_blank[k]++;
            continue;
        }
        if (s->delivery == CREDITED)
            status = note_sign(w, v, k, &s->figure[k]);
        if (!status &&
            kom_total_add(&t->sum[k], &s->figure[k], is_negated(w->u, s->delivery, &s->figure[k])))
            status = KOM_UPTAKE_NO_MEMORY(&w->err);
    }
    if (!status)
        status = enter_net(w, s, cell);
    return status ? status : enter_buyer(w, s);
}
