/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sales a block at a time: columns to numbers first, then row by row; persons, who come in no order
   and so are each a wait for memory, are asked for ahead. */
#include <string.h>

#include "work.h"

/* Figures as hundredths or blanks, which most rows have all. */
static void read_hundredths(struct kom_uptake_worker *w, const struct kom_view *v) {
    const struct sale_columns *c = &w->g->s;
    struct sale_block *b = &w->block;
    memset(b->is_plain, true, sizeof b->is_plain);
    for (int k = 0; k < N_FIGURES; k++) {
        if (c->figure[k].column < 0)
            continue;
        kom_measured_hundredths(v, c->figure[k], b->from, b->n, b->hundredths[k]);
        for (uint32_t i = 0; i < b->n; i++)
            b->is_plain[i] = b->is_plain[i] && b->hundredths[k][i] != KOM_NO_HUNDREDTHS;
    }
}

/* The figures of a row as numbers; false when one is bad, which has been noted. */
static bool read_figures(struct kom_uptake_worker *w, struct kom_view *v, struct sale *s) {
    const struct sale_columns *c = &w->g->s;
    for (int k = 0; k < N_FIGURES; k++) {
        struct kom_num *number = &w->block.figure[k][s->i];
        enum kom_cell cell = KOM_CELL_MISSING;
        if (c->figure[k].column >= 0)
            cell = kom_measured_number(v, c->figure[k], s->row, number);
        if (cell == KOM_CELL_BAD)
            return false;
        s->figure[k] = cell == KOM_CELL_VALUE ? number : NULL;
    }
    return true;
}

static void read_block(struct kom_uptake_worker *w, const struct kom_view *v, uint32_t from) {
    const struct sale_columns *c = &w->g->s;
    struct sale_block *b = &w->block;
    b->from = from;
    b->n = v->n_rows - from < KOM_BLOCK_ROWS ? v->n_rows - from : KOM_BLOCK_ROWS;
    kom_columns_days(v, c->date, from, b->n, (struct kom_days){b->day, b->day_cell, &b->months});
    if (c->service >= 0 && w->g->alone)
        kom_columns_blank(v, c->service, from, b->n, b->is_unserved);
    if (c->person >= 0)
        kom_columns_codes(v, c->person, from, b->n, b->person,
                          w->g->by_person ? b->person_key : NULL);
    if (c->flow >= 0)
        kom_columns_codes(v, c->flow, from, b->n, b->flow, NULL);
    for (uint32_t i = 0; i < b->n && c->person >= 0 && !w->g->by_person; i++)
        b->person_is[i] = kom_narrow(b->person[i], v->extract->seed);
    for (int32_t i = -PERSONS_AHEAD; w->g->by_person && i < 0; i++)
        kom_uptake_find_person(w->g, b, i);
    read_hundredths(w, v);
    b->has_flags =
        w->g->totals.n && kom_totals_block(&w->g->totals, &w->totals, v, from, b->n, b->flag);
}

/* The codes that a sale is judged by. */
static void read_codes(const struct kom_uptake_worker *w, const struct kom_view *v,
                       struct sale *s) {
    const struct sale_columns *c = &w->g->s;
    s->kom = kom_view_code(v, c->kom, s->row);
    if (c->service < 0)
        return;
    if (!w->g->alone)
        s->service_text = kom_view_code(v, c->service, s->row);
    s->is_unserved = w->g->alone ? w->block.is_unserved[s->i] : s->service_text.n == 0;
}

/* Sees to the cells that must be readable whatever becomes of the row; false when it is bad, which
   is noted, for its first such cell. */
static bool is_readable(struct kom_uptake_worker *w, struct kom_view *v, struct sale *s) {
    const struct sale_columns *c = &w->g->s;
    const struct sale_block *b = &w->block;
    if (b->day_cell[s->i] == KOM_CELL_BAD) {
        (void)kom_view_day(v, c->date, s->row, &s->day);
        return false;
    }
    s->day = b->day[s->i];
    s->delivery = KOM_DELIVERED;
    if (c->status >= 0 && !kom_delivery_read(v, c->status, s->row, &s->delivery))
        return false;
    bool needs_numbers = !b->is_plain[s->i] || s->delivery == KOM_CREDITED || w->g->o.has_dominance;
    if (needs_numbers && !read_figures(w, v, s))
        return false;
    for (int k = 0; k < N_FIGURES && !needs_numbers; k++)
        s->figure[k] = NULL;
    if (s->day != KOM_DAY_NONE && s->day != KOM_DAY_OPEN)
        kom_uptake_widen_range(&w->books, s->day);
    return true;
}

/* A sale whose cell is known, to be entered as all are. */
static enum kom_status take_known(struct kom_uptake_worker *w, struct kom_view *v, struct sale *s) {
    uint64_t cell = w->books.cells.pair[w->block.known_cell[s->i] - 1];
    bool needs_numbers = !w->block.is_plain[s->i] || w->g->o.has_dominance;
    s->day = w->block.day[s->i];
    s->delivery = KOM_DELIVERED;
    s->atom = (uint32_t)(cell >> 32);
    s->period = (int32_t)(uint32_t)cell;
    if (needs_numbers && !read_figures(w, v, s))
        return KOM_OK;
    kom_uptake_widen_range(&w->books, s->day);
    return kom_uptake_name_buyer(w, s) ? kom_uptake_enter(w, v, s) : KOM_UPTAKE_NO_MEMORY(&w->err);
}

/* A sale that is judged, and set aside or entered. */
static enum kom_status take_judged(struct kom_uptake_worker *w, struct kom_view *v,
                                   struct sale *s) {
    const struct sale_block *b = &w->block;
    enum kom_status status = KOM_OK;
    if (!is_readable(w, v, s))
        return KOM_OK;
    read_codes(w, v, s);
    int reason = kom_uptake_judge(w, v, s, &status);
    if (!status && reason >= 0)
        kom_view_aside(v, s->row, reason);
    if (status || reason >= 0)
        return status;
    status = kom_uptake_enter(w, v, s);
    if (!status && b->has_flags && b->flag[s->i] &&
        !kom_totals_note(&w->g->totals, &w->totals,
                         &(struct kom_total_row){.view = v, .row = s->row, .flag = b->flag[s->i]}))
        status = KOM_UPTAKE_NO_MEMORY(&w->err);
    if (!status && w->quick.is_on)
        kom_uptake_quick_learn(w, s);
    return status;
}

static enum kom_status take_block(struct kom_uptake_worker *w, struct kom_view *v) {
    enum kom_status status = KOM_OK;
    const struct sale_block *b = &w->block;
    bool is_quick = w->quick.is_on;
    if (is_quick)
        kom_uptake_quick_block(w, v);
    for (uint32_t i = 0; i < b->n && b->from + i < v->n_rows && !status; i++) {
        if (w->g->by_person && !is_quick)
            kom_uptake_find_person(w->g, &w->block, (int32_t)i);
        if (is_quick && !b->known_cell[i])
            status = kom_uptake_quick_open(w, i);
        if (status || (is_quick && b->is_entered[i]))
            continue;
        struct sale s = {.row = b->from + i, .i = i, .unit = KOM_NO_ID, .person = KOM_NO_ID};
        status = is_quick && b->known_cell[i] ? take_known(w, v, &s) : take_judged(w, v, &s);
    }
    if (!status)
        status = kom_uptake_sum_now(w);
    bool is_full = w->block.n_seen + KOM_BLOCK_ROWS > KOM_SIGHTINGS_MAX;
    return status || !is_full ? status : kom_uptake_enter_seen(w);
}

enum kom_status kom_uptake_take_sales(void *worker, struct kom_view *v, struct kom_error *err) {
    struct kom_uptake_worker *w = worker;
    enum kom_status status = KOM_OK;
    for (uint32_t from = 0; from < v->n_rows && !status; from += KOM_BLOCK_ROWS) {
        read_block(w, v, from);
        status = take_block(w, v);
    }
    if (!status)
        status = kom_uptake_enter_seen(w); /* their texts lie in the batch */
    if (!status)
        status = kom_uptake_check_books(w, &w->err);
    if (status && err)
        *err = w->err;
    return status;
}

static struct kom_uptake_worker *add_worker(struct kom_uptake *u) {
    struct sold *sold = &u->sold;
    struct kom_uptake_worker *w = kom_alloc(1, sizeof *w);
    void *p = sold->workers;
    if (!w ||
        kom_grow(&p, &sold->cap_workers, sold->n_workers + 1, sizeof(struct kom_uptake_worker *))) {
        kom_free(w);
        return NULL;
    }
    sold->workers = p;
    w->g = &u->given;
    w->sold = sold;
    kom_uptake_quick_begin(w, u->given.is_careful);
    w->turn = (unsigned)sold->n_workers;
    w->books.first_sale = w->books.last_sale = KOM_DAY_NONE;
    sold->workers[sold->n_workers++] = w;
    return w;
}

enum kom_status kom_uptake_hire(void *method, unsigned *n, void *worker[], struct kom_error *err) {
    for (unsigned i = 0; i < *n; i++) {
        worker[i] = add_worker(method);
        if (!worker[i])
            return KOM_UPTAKE_NO_MEMORY(err);
    }
    return KOM_OK;
}
