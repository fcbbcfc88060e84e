/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judging sales: each row is used in one cell, or set aside for the first reason that fits.

   A sale is judged in the order in which reasons are given: incomplete, unknown municipality,
   outside the period, cancelled, not delivered; then its cell is looked for. Every offering of its
   unit and service that agrees with it is met with every spell of its person that holds the day: no
   offering, not offered; no spell, not a recipient; two different cells, ambiguous. One cell is the
   answer, and which offering or spell gave it does not matter. With counts for recipients the
   by-values take the place of the spells; with sales alone the sale's own values do. */
#include <string.h>

#include "keys.h"
#include "row.h"

static enum kom_status want_columns(struct given *g, struct kom_extract *x, struct kom_error *err) {
    struct sale_columns *s = &g->s;
    enum kom_status status = kom_extract_need(x, "kom", KOM_KIND_TEXT, &s->kom, err);
    if (!status)
        status = kom_extract_need(x, "date", KOM_KIND_DAY, &s->date, err);
    if (!status)
        status = g->offerings ? kom_extract_need(x, "service", KOM_KIND_TEXT, &s->service, err)
                              : kom_extract_wish(x, "service", KOM_KIND_TEXT, &s->service, err);
    if (!status)
        status = kom_extract_wish(x, "person", KOM_KIND_TEXT, &s->person, err);
    if (!status && g->by_person && s->person < 0)
        status = kom_fail(err, KOM_EUSAGE,
                          "recipients are persons, but the sales name no person; give counts as "
                          "--recipients, or sales with a person column");
    if (!status)
        status = kom_extract_wish(x, "status", KOM_KIND_TEXT, &s->status, err);
    for (int k = 0; k < N_ATTRS && !status; k++)
        status = kom_extract_wish(x, kom_uptake_attrs[k], KOM_KIND_TEXT, &s->attr[k], err);
    s->flow = -1;
    if (!status && g->o.form == KOM_UPTAKE_FLOWS)
        status = kom_extract_need(x, g->o.flows, KOM_KIND_TEXT, &s->flow, err);
    for (int k = 0; k < N_FIGURES && !status; k++) {
        int column;
        status = kom_extract_wish(x, kom_uptake_figures[k], KOM_KIND_NUMBER, &column, err);
        if (!status)
            status = kom_measured_want(x, column, &s->figure[k], err);
    }
    return status;
}

enum kom_status kom_uptake_plan_sales(struct kom_uptake *u, struct kom_extract *x,
                                      struct kom_error *err) {
    u->given.is_small = kom_extract_is_small(x);
    u->given.is_careful = x->reading->is_careful;
    if (u->given.o.form != KOM_UPTAKE_CELLS && !u->given.by_person)
        return kom_fail(err, KOM_EUSAGE, "%s needs --recipients with a person column",
                        u->given.o.form == KOM_UPTAKE_PERSONS ? "--persons"
                        : u->given.o.form == KOM_UPTAKE_FLOWS ? "--flows"
                                                              : "--cumulative");
    if (u->given.o.kind && !u->given.by_count)
        return kom_fail(err, KOM_EUSAGE, "--kind: has no meaning without counts as --recipients");
    if (u->given.o.has_ci && u->given.by_count &&
        kom_intern_find(&u->given.kinds, kom_text_of("during")) == KOM_NO_ID)
        return kom_fail(err, KOM_EUSAGE,
                        "--ci: buyers of stock and average counts have a Poisson interval");
    if (u->given.o.n_ages && !u->given.by_person)
        return kom_fail(err, KOM_EDATA, "--ages needs --recipients with persons and a birth_year");
    enum kom_status status = kom_uptake_check_flows(&u->given, err);
    if (!status)
        status = want_columns(&u->given, x, err);
    if (!status)
        status = kom_uptake_by_others(&u->given, x, err);
    if (!status)
        status = kom_output_own((struct kom_output_by){u->given.o.by, u->given.o.n_by},
                                kom_uptake_columns_of(u), u, err);
    if (!status)
        status = kom_uptake_ask_totals(&u->given, x, err);
    if (!status)
        status = kom_uptake_index_offerings(&u->given, err);
    if (!status && u->given.by_person)
        status = kom_uptake_sort_spells(&u->given, err);
    if (!status)
        status = kom_uptake_gather_keys(u, err);
    if (!status)
        status =
            kom_index_make(&u->given.parts_of_unit, u->given.part ? &u->given.part->unit : NULL,
                           sizeof *u->given.part, u->given.n_parts, u->given.units.n, err);
    kom_uptake_share_memory(u);
    u->given.first = u->given.o.from;
    u->given.n_side_units = u->given.units.n;
    u->given.n_side_rcs = u->given.rcs.n;
    return status;
}

enum kom_status kom_uptake_plan_sales_again(struct kom_uptake *u, struct kom_extract *x,
                                            struct kom_error *err) {
    enum kom_status status = want_columns(&u->given, x, err);
    for (size_t i = 0; i < u->given.o.n_by && !status; i++) {
        struct by_column *b = &u->given.by[i];
        if (b->source == BY_SALES)
            status = kom_extract_want(x, b->name, KOM_KIND_TEXT, &b->column, err);
        if (!status && u->given.by_count && b->source == BY_RECIPIENTS)
            status = kom_extract_want(x, b->name, KOM_KIND_TEXT, &b->sale_column, err);
    }
    return status ? status : kom_uptake_ask_totals(&u->given, x, err);
}

bool kom_uptake_needs_dates(const struct kom_uptake *u) {
    return u->given.has_ages && !u->given.o.is_event && u->given.o.period == KOM_PERIOD_ALL &&
           u->given.o.from == KOM_DAY_NONE;
}

enum kom_status kom_uptake_take_dates(void *worker, struct kom_view *v, struct kom_error *err) {
    struct kom_uptake *u = worker;
    int32_t day;
    (void)err;
    for (size_t i = 0; i < u->given.n_offerings; i++)
        if (u->given.first == KOM_DAY_NONE || u->given.offering[i].first < u->given.first)
            u->given.first = u->given.offering[i].first;
    for (uint32_t row = 0; row < v->n_rows; row++)
        if (kom_view_day(v, u->given.s.date, row, &day) == KOM_CELL_VALUE &&
            (u->given.first == KOM_DAY_NONE || day < u->given.first))
            u->given.first = day;
    return KOM_OK;
}

/* ---- one sale ---- */

static bool is_incomplete(const struct kom_uptake_worker *w, const struct sale *s) {
    const struct sale_columns *c = &w->g->s;
    return s->day == KOM_DAY_NONE || s->kom.n == 0 ||
           (c->person >= 0 && w->block.person[s->i].n == 0) || (c->service >= 0 && s->is_unserved);
}

/* The unit of the sale; false: a kom that nobody knows. Sales alone name their own units. */
static bool find_unit(struct kom_uptake_worker *w, struct sale *s) {
    const struct given *g = w->g;
    s->unit = kom_intern_find(&g->units, s->kom); /* known to the side tables? */
    if (s->unit != KOM_NO_ID)
        return true;
    if (g->municipalities)
        return kom_intern_find(&g->known, s->kom) != KOM_NO_ID;
    return g->alone && !g->participations;
}

/* With sales alone, units beyond those of participation get numbers of the worker's own. */
static bool own_unit(struct kom_uptake_worker *w, struct sale *s) {
    if (s->unit == KOM_NO_ID && w->g->alone) {
        uint32_t id = kom_intern_add(&w->units, s->kom);
        if (id == KOM_NO_ID)
            return false;
        s->unit = (uint32_t)w->g->units.n + id;
    }
    return true;
}

/* Is the day in the range, and in event mode in a window of the unit? An open day is in none. */
static bool is_inside(const struct given *g, const struct sale *s) {
    if (s->day == KOM_DAY_OPEN || (g->o.from != KOM_DAY_NONE && s->day < g->o.from) ||
        (g->o.to != KOM_DAY_NONE && s->day > g->o.to))
        return false;
    if (!g->o.is_event)
        return true;
    if (s->unit >= g->parts_of_unit.n)
        return false;
    for (uint32_t i = g->parts_of_unit.start[s->unit]; i < g->parts_of_unit.start[s->unit + 1];
         i++) {
        const struct participation *p = &g->part[g->parts_of_unit.item[i]];
        struct window win[2];
        if (p->start == KOM_DAY_NONE)
            continue;
        kom_uptake_window_of(g, p->start, win);
        if (s->day >= win[0].first && s->day <= win[1].last)
            return true;
    }
    return false;
}

static void read_attributes(struct kom_uptake_worker *w, struct kom_view *v, struct sale *s) {
    const struct given *g = w->g;
    s->service =
        g->s.service < 0 || g->alone ? KOM_NO_ID : kom_intern_find(&g->services, s->service_text);
    for (int k = 0; k < N_ATTRS; k++) {
        s->attr[k] = 0;
        if (g->s.attr[k] < 0)
            continue;
        uint32_t id = kom_intern_find(&g->attr[k], kom_view_code(v, g->s.attr[k], s->row));
        s->attr[k] = id == KOM_NO_ID ? NO_ATTR : id;
    }
}

/* The list of offerings of a unit and service; KOM_NO_ID: there are none. */
static uint32_t offerings_of(const struct given *g, const struct sale *s) {
    if (s->unit == KOM_NO_ID || s->service == KOM_NO_ID)
        return KOM_NO_ID;
    return kom_pairs_find(&g->unit_service, s->unit, s->service);
}

/* ---- cells that the sale can rest on ---- */

struct candidates {
    bool agrees; /* a pair of spell and offering (or what there is of it) agrees */
    uint32_t n;  /* different cells, 2 means several */
    uint32_t atom;
    int32_t period;
    struct window window;
    enum kom_status status;
};

static int32_t first_year(const struct given *g, int32_t day) {
    if (g->o.period == KOM_PERIOD_ALL)
        return g->first == KOM_DAY_NONE ? KOM_DAY_NONE : kom_day_ymd(g->first).year;
    return kom_day_ymd(kom_period_first(kom_period_of(g->o.period, day))).year;
}

int32_t kom_uptake_period_of_day(struct kom_uptake_worker *w, int32_t day) {
    size_t at = (uint32_t)day % DAY_MEMO;
    if (w->day_memo[at].day != day || w->day_memo[at].number == 0) {
        w->day_memo[at].day = day;
        w->day_memo[at].number = kom_period_of(w->g->o.period, day).number;
    }
    return w->day_memo[at].number;
}

static void add_candidate(struct kom_uptake_worker *w, const struct sale *s, struct atom a,
                          int32_t birth_year, struct candidates *c) {
    const struct given *g = w->g;
    struct window win[2];
    int32_t period = 0, year = KOM_DAY_NONE;
    c->agrees = true;
    if (g->o.is_event) {
        size_t n;
        c->status = kom_uptake_windows(g, &a, win, &n, &w->err);
        if (c->status || n == 0 || s->day < win[0].first || s->day > win[1].last)
            return;
        period = s->day >= win[1].first;
        year = kom_day_ymd(win[period].first).year;
        c->window = (struct window){win[period].first, period ? win[1].last : win[1].first - 1};
    } else {
        if (g->o.period != KOM_PERIOD_ALL)
            period = kom_uptake_period_of_day(w, s->day);
        if (g->has_ages)
            year = first_year(g, s->day);
    }
    a.age = kom_uptake_age(g, birth_year, year);
    uint32_t atom = kom_books_atom(g, &w->books, a.unit, a.oc, a.rc, a.age);
    if (atom == KOM_NO_ID)
        c->status = KOM_UPTAKE_NO_MEMORY(&w->err);
    if (c->n == 0 || c->atom != atom)
        c->n++;
    c->atom = atom;
    c->period = period;
}

/* One cell is empty, or both are equal. */
static bool either(uint32_t a, uint32_t b) {
    return a == 0 || b == 0 || a == b;
}

static bool offering_agrees(const struct given *g, const struct offering *o, const struct sale *s) {
    if (s->day < o->first || s->day > o->last)
        return false;
    for (int k = 0; k < N_ATTRS; k++)
        if (g->offering_has[k] && g->s.attr[k] >= 0 && !either(o->attr[k], s->attr[k]))
            return false;
    return true;
}

static bool spell_agrees(const struct given *g, const struct spell *p, const struct sale *s) {
    if (kom_uptake_spell_unit(g, p) != s->unit || s->day < p->first || s->day > p->last)
        return false;
    for (int k = 0; k < N_SHARED; k++)
        if (g->spell_has[k] && g->s.attr[k] >= 0 && s->attr[k] != 0 &&
            s->attr[k] != kom_uptake_spell_trait(g, p)->attr[k])
            return false;
    return true;
}

/* With counts: the recipients' by-values are the sale's own, or the offering's where the sale says
 * nothing. */
static uint32_t rc_of_sale(struct kom_uptake_worker *w, struct kom_view *v, const struct sale *s,
                           const struct offering *o) {
    const struct given *g = w->g;
    kom_buf_reset(&w->key);
    for (size_t i = 0; i < g->o.n_by; i++) {
        const struct by_column *b = &g->by[i];
        if (b->source != BY_RECIPIENTS)
            continue;
        struct kom_text t = {NULL, 0};
        if (b->sale_column >= 0)
            t = kom_view_text(v, b->sale_column, s->row);
        if (t.n == 0 && o && b->offering_column >= 0)
            t = kom_frame_cell(g->offerings, (size_t)(o - g->offering), b->offering_column);
        kom_group_add_part(&w->key, t);
    }
    return w->key.failed ? KOM_NO_ID : kom_intern_add(&w->rcs, kom_buf_view(&w->key));
}

/* Sales alone: the off-part is the sale's own. */
static uint32_t oc_of_sale(struct kom_uptake_worker *w, struct kom_view *v, const struct sale *s) {
    if (w->blank_oc)
        return w->blank_oc - 1;
    kom_buf_reset(&w->key);
    for (size_t i = 0; i < w->g->o.n_by; i++)
        if (w->g->by[i].source == BY_SALES)
            kom_group_add_part(&w->key, kom_view_text(v, w->g->by[i].column, s->row));
    uint32_t oc = w->key.failed ? KOM_NO_ID : kom_intern_add(&w->ocs, kom_buf_view(&w->key));
    if (w->g->n_off == 0)
        w->blank_oc = oc + 1;
    return oc;
}

/* All spells of the person that agree, with offering o (NULL: everything is on offer). */
static void candidates_of_spells(struct kom_uptake_worker *w, const struct sale *s,
                                 const struct offering *o, struct candidates *c) {
    const struct given *g = w->g;
    for (const struct spell *p = &g->spell[s->person]; p; p = kom_uptake_next_spell(g, p)) {
        if (p->first > s->day)
            break; /* sorted by first day */
        const struct trait *t = kom_uptake_spell_trait(g, p);
        if (spell_agrees(g, p, s) && (!o || kom_offering_is_for(g, o, t->attr)))
            add_candidate(w, s, (struct atom){s->unit, o ? o->oc : 0, t->rc, 0, NULL},
                          t->birth_year, c);
    }
}

static void candidates_of_offering(struct kom_uptake_worker *w, struct kom_view *v,
                                   const struct sale *s, const struct offering *o,
                                   struct candidates *c) {
    const struct given *g = w->g;
    if (g->by_person) {
        if (s->person != KOM_NO_ID)
            candidates_of_spells(w, s, o, c);
        return;
    }
    uint32_t rc = g->by_count ? rc_of_sale(w, v, s, o) : 0;
    if (rc == KOM_NO_ID)
        c->status = KOM_UPTAKE_NO_MEMORY(&w->err);
    else
        add_candidate(w, s, (struct atom){s->unit, o ? o->oc : 0, rc, 0, w}, KOM_DAY_NONE, c);
}

/* Finds the cell of a sale, or the reason why it has none. */
static int place(struct kom_uptake_worker *w, struct kom_view *v, struct sale *s,
                 enum kom_status *status) {
    const struct given *g = w->g;
    struct candidates c = {.window = {KOM_DAY_NONE + 1, KOM_DAY_OPEN - 1}};
    bool offered = !g->offerings;
    int outside = s->delivery == KOM_CREDITED ? KOM_SALE_CREDIT_OUTSIDE : -1;
    if (g->alone) {
        uint32_t oc = oc_of_sale(w, v, s);
        if (oc == KOM_NO_ID || !own_unit(w, s))
            c.status = KOM_UPTAKE_NO_MEMORY(&w->err);
        else
            add_candidate(w, s, (struct atom){s->unit, oc, 0, 0, w}, KOM_DAY_NONE, &c);
    } else if (!g->offerings) {
        candidates_of_offering(w, v, s, NULL, &c);
    } else {
        uint32_t list = offerings_of(g, s);
        for (uint32_t i = list == KOM_NO_ID ? 0 : g->by_service.start[list];
             list != KOM_NO_ID && i < g->by_service.start[list + 1] && !c.status; i++) {
            const struct offering *o = &g->offering[g->by_service.item[i]];
            if (!offering_agrees(g, o, s))
                continue;
            offered = true;
            candidates_of_offering(w, v, s, o, &c);
        }
    }
    *status = c.status;
    s->atom = c.atom;
    s->period = c.period;
    s->window = c.window;
    if (!offered)
        return outside >= 0 ? outside : KOM_SALE_NOT_OFFERED;
    if (!c.agrees)
        return outside >= 0 ? outside : KOM_SALE_NOT_RECIPIENT;
    return c.n == 0 ? KOM_SALE_OUTSIDE_PERIOD : c.n > 1 ? KOM_SALE_AMBIGUOUS : -1;
}

bool kom_uptake_name_buyer(struct kom_uptake_worker *w, struct sale *s) {
    const struct given *g = w->g;
    s->person = g->by_person ? w->block.person_id[s->i] : KOM_NO_ID;
    if (!g->o.has_dominance || g->by_person || g->s.person < 0)
        return true;
    s->person = kom_intern_add(&w->persons, w->block.person[s->i]);
    return s->person != KOM_NO_ID;
}

int kom_uptake_judge(struct kom_uptake_worker *w, struct kom_view *v, struct sale *s,
                     enum kom_status *status) {
    const struct given *g = w->g;
    if (is_incomplete(w, s))
        return KOM_SALE_INCOMPLETE;
    bool is_known = find_unit(w, s);
    read_attributes(w, v, s);
    if (!kom_uptake_note_keys(w, v, s, is_known)) {
        *status = KOM_UPTAKE_NO_MEMORY(&w->err);
        return -1;
    }
    if (!is_known)
        return KOM_SALE_UNKNOWN_KOM;
    if (!is_inside(g, s))
        return KOM_SALE_OUTSIDE_PERIOD;
    if (s->delivery == KOM_CANCELLED)
        return KOM_SALE_CANCELLED;
    if (s->delivery == KOM_ORDERED)
        return KOM_SALE_NOT_DELIVERED;
    if (!kom_uptake_name_buyer(w, s))
        *status = KOM_UPTAKE_NO_MEMORY(&w->err);
    return *status ? -1 : place(w, v, s, status);
}
