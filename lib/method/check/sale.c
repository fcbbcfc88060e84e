/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows against other tables: references, the municipality, and of a sale what was on offer and to
   whom.

   A sale is on offer when some row of its chain holds its day and agrees wherever both say
   something; and it is a recipient's when a spell of the person in that municipality does, for
   which one of these offerings is. What meets nothing is told apart from what meets something on
   other days, and by what is near: a spelling, digits padded, the name instead of the code. This is
   the careful way; sold.c passes over sales of which it would say nothing. */
#include "delivery.h"
#include "meet.h"
#include "official.h"
#include "places.h"
#include "spelling.h"
#include "work.h"

static int digits_of(const struct kom_check_plan *plan) {
    return plan->x->reading->kom_digits;
}

/* ---- rows against them ---- */

/* Whether the row it refers to is there, or it refers to none. */
static bool is_met(struct kom_check_worker *w, const struct kom_check_reference *r) {
    char room[4];
    size_t n_missing = 0;
    struct kom_text cell = {NULL, 0};
    kom_buf_reset(&w->key);
    for (size_t k = 0; k < r->n_columns; k++) {
        cell = kom_text_trim(kom_check_cell(w, r->columns[k]));
        if (kom_check_is_missing(w->plan, r->columns[k], cell)) {
            n_missing++;
            cell.n = 0;
        }
        if (r->columns[k] == w->plan->role.kom)
            cell = kom_check_code(cell, digits_of(w->plan), room);
        if (r->n_columns > 1)
            kom_check_key_add(&w->key, cell);
    }
    if (n_missing == r->n_columns)
        return true;
    if (r->n_columns == 1)
        return kom_roll_find(&r->roll, cell);
    struct kom_text key = kom_buf_view(&w->key);
    return kom_intern_find(&r->keys, key) != KOM_NO_ID;
}

void kom_check_references(struct kom_check_worker *w, bool all) {
    for (size_t i = 0; i < w->plan->n_references; i++) {
        const struct kom_check_reference *r = &w->plan->references[i];
        if ((!all && r->n_columns == 1) || is_met(w, r))
            continue;
        kom_buf_printf(&w->message, "%s has no such row; add it there, or correct the reference",
                       r->path);
        kom_check_find_all(w, KOM_CHECK_foreign_key, r->columns, r->n_columns);
    }
}

/* Two cells agree unless both say something else. */
static bool agrees(const struct kom_check_side *side, size_t row,
                   const struct kom_check_sale *sale) {
    for (size_t i = 0; i < KOM_CHECK_N_AGREE; i++) {
        if (side->agree[i] < 0 || sale->agree[i].n == 0)
            continue;
        struct kom_text own = kom_text_trim(kom_frame_cell(side->frame, row, side->agree[i]));
        if (own.n && !kom_text_equal(own, sale->agree[i]))
            return false;
    }
    return true;
}

/* The same of a spell. */
static bool spell_agrees(const struct kom_check_recipients *r, const struct kom_check_trait *t,
                         const struct kom_check_sale *sale) {
    for (size_t i = 0; i < KOM_CHECK_N_AGREE; i++) {
        struct kom_text own = r->agrees[i].text[t->agree[i]];
        if (sale->agree[i].n && own.n && !kom_text_equal(own, sale->agree[i]))
            return false;
    }
    return true;
}

/* An offering is for a spell when section, setting and group agree, as far as both tables have
 * them. */
static bool is_for(const struct kom_check_side *offerings, size_t offering,
                   const struct kom_check_recipients *r, const struct kom_check_trait *t) {
    for (size_t i = 1; i < KOM_CHECK_N_AGREE; i++) { /* not the provider */
        if (offerings->agree[i] < 0 || r->agree[i] < 0)
            continue;
        struct kom_text a =
            kom_text_trim(kom_frame_cell(offerings->frame, offering, offerings->agree[i]));
        if (a.n && !kom_text_equal(a, r->agrees[i].text[t->agree[i]]))
            return false;
    }
    return true;
}

bool kom_check_next_offer(const struct kom_check_side *side, const struct kom_check_sale *sale,
                          uint32_t *at, size_t *row) {
    while (*at != KOM_NO_ID) {
        *row = *at;
        *at = side->next[*at];
        if (agrees(side, *row, sale))
            return true;
    }
    return false;
}

/* The next row of a chain, from *at on, that agrees with the sale and holds its day. */
static bool next_on_day(const struct kom_check_side *side, const struct kom_check_sale *sale,
                        int32_t day, uint32_t *at, size_t *row) {
    while (kom_check_next_offer(side, sale, at, row))
        if (side->first[*row] <= day && day <= side->last[*row])
            return true;
    return false;
}

uint32_t kom_check_first_offer(struct kom_check_worker *w) {
    const struct kom_check_roles *role = &w->plan->role;
    const struct kom_check_side *side = &w->plan->offerings;
    char room[4];
    kom_buf_reset(&w->key);
    kom_check_key_add(&w->key,
                      kom_check_code(kom_check_cell(w, role->kom), digits_of(w->plan), room));
    kom_check_key_add(&w->key, kom_text_trim(kom_check_cell(w, role->service)));
    const uint32_t key = kom_intern_find(&side->keys, kom_buf_view(&w->key));
    return key == KOM_NO_ID ? KOM_NO_ID : side->row[key];
}

/* Whether a spell of the person holds the day, and an offering that is for it, where offerings are
 * known. */
static bool is_recipient(struct kom_check_worker *w, const struct kom_check_sale *sale, int32_t day,
                         uint32_t offering) {
    const struct kom_check_plan *plan = w->plan;
    const struct kom_check_recipients *r = plan->recipients;
    char room[4];
    size_t offer;
    struct kom_text kom = kom_check_code(kom_check_cell(w, plan->role.kom), digits_of(plan), room);
    const struct kom_check_person *p =
        kom_roll_find(&r->persons, kom_text_trim(kom_check_cell(w, plan->role.person)));
    for (const struct kom_check_spell *s = p ? &p->spell : NULL; s;
         s = kom_check_next_spell(r, s)) {
        const struct kom_check_trait *t = &r->trait[s->trait];
        uint32_t o = offering;
        if (day < s->first || day > s->last || !kom_text_equal(r->koms.text[t->kom], kom) ||
            !spell_agrees(r, t, sale))
            continue;
        if (o == KOM_NO_ID)
            return true;
        while (next_on_day(&plan->offerings, sale, day, &o, &offer))
            if (is_for(&plan->offerings, offer, r, t))
                return true;
    }
    return false;
}

bool kom_check_has_value(const struct kom_check_worker *w, int column) {
    return column != KOM_NO_COLUMN &&
           !kom_check_is_missing(w->plan, column, kom_check_cell(w, column));
}

/* Says that a service was not on offer, and which is, where that is but its spelling. */
static void say_not_offered(struct kom_check_worker *w) {
    const struct kom_check_plan *plan = w->plan;
    struct kom_text service = kom_text_trim(kom_check_cell(w, plan->role.service));
    struct kom_text near = {NULL, 0};
    if (!kom_meet_find(&plan->services, service))
        near = kom_meet_near(&plan->services, service);
    kom_buf_str(&w->message, "was not on offer in this municipality on that day; ");
    if (near.p) {
        kom_buf_str(&w->message, "the offerings have ");
        kom_spelling_show(&w->message, near);
        kom_buf_str(&w->message, "; write both alike");
    } else {
        kom_buf_str(&w->message, "correct the sale or the offerings");
    }
    kom_check_find(w, KOM_CHECK_not_offered, plan->role.service, false);
}

void kom_check_read_sale(const struct kom_check_worker *w, struct kom_check_sale *sale) {
    const struct kom_check_roles *role = &w->plan->role;
    for (size_t i = 0; i < KOM_CHECK_N_AGREE; i++)
        sale->agree[i] = role->agree[i] == KOM_NO_COLUMN
                             ? (struct kom_text){NULL, 0}
                             : kom_text_trim(kom_check_cell(w, role->agree[i]));
}

static void check_sale(struct kom_check_worker *w) {
    const struct kom_check_plan *plan = w->plan;
    const struct kom_check_roles *role = &plan->role;
    enum kom_delivery state = KOM_DELIVERED;
    struct kom_check_sale sale;
    int32_t day;
    if (role->status != KOM_NO_COLUMN)
        state = kom_delivery_of(kom_text_trim(kom_check_cell(w, role->status)));
    if (state == KOM_NO_DELIVERY)
        kom_check_say(w, KOM_CHECK_enum, role->status,
                      "is no status; known are delivered, ordered, cancelled, credited");
    if (state == KOM_CANCELLED || !kom_check_has_value(w, role->kom) ||
        kom_cell_day(kom_view_form(w->view, role->date), kom_check_cell(w, role->date), &day) !=
            KOM_CELL_VALUE)
        return;
    kom_check_read_sale(w, &sale);
    uint32_t offering = KOM_NO_ID;
    bool offered = true;
    if (plan->offerings.frame && kom_check_has_value(w, role->service)) {
        size_t row;
        offering = kom_check_first_offer(w);
        uint32_t at = offering;
        offered = next_on_day(&plan->offerings, &sale, day, &at, &row);
        if (!offered)
            say_not_offered(w);
    }
    if (plan->recipients && kom_check_has_value(w, role->person) &&
        !is_recipient(w, &sale, day, offered ? offering : KOM_NO_ID))
        kom_check_say(w, KOM_CHECK_not_recipient, role->person,
                      "was on that day no recipient of what was on offer; correct the sale or the "
                      "recipients");
}

/* The cell is the name of a municipality that has this code. */
static void add_naming(struct kom_check_worker *w, struct kom_text code) {
    const struct kom_extract *x = w->plan->x;
    kom_buf_printf(&w->message, ", but it is the name of %.*s; ", (int)code.n, code.p);
    kom_meet_add_naming(&w->message, x->files[w->view->i_file]->name,
                        x->columns[w->plan->role.kom].heading);
}

/* Says that a municipality is not known; where other digits would make it known, which option does
 * that. */
static void say_unknown(struct kom_check_worker *w, struct kom_text cell) {
    const struct kom_check_plan *plan = w->plan;
    char room[4];
    kom_buf_printf(&w->message, "is no municipality in %s", plan->units_from);
    for (int digits = 3; digits <= 4; digits++) {
        struct kom_text code = kom_check_code(cell, digits, room);
        if (kom_intern_find(&plan->units, code) != KOM_NO_ID) {
            kom_buf_printf(&w->message, ", but %.*s is; use --kom-digits %d", (int)code.n, code.p,
                           digits);
            break;
        }
    }
    const struct kom_place *place = kom_place_named(cell);
    struct kom_text code =
        kom_check_code(kom_text_of(place ? place->code : ""), digits_of(plan), room);
    if (place && kom_intern_find(&plan->units, code) != KOM_NO_ID)
        add_naming(w, code);
    kom_check_find(w, KOM_CHECK_unknown_kom, plan->role.kom, false);
}

/* ---- the official list ---- */

/* The first and last day that the row speaks of: its date, its period, the start of its spell;
   false: it has none that can be read. */
static bool days_of(struct kom_check_worker *w, int32_t *first, int32_t *last) {
    const struct kom_check_roles *role = &w->plan->role;
    const int column = role->date != KOM_NO_COLUMN ? role->date : role->start;
    struct kom_period period;
    if (role->date == KOM_NO_COLUMN && role->period != KOM_NO_COLUMN) {
        const bool is = kom_cell_period(kom_view_form(w->view, role->period),
                                        kom_check_cell(w, role->period), &period) == KOM_CELL_VALUE;
        *first = is ? kom_period_first(period) : KOM_DAY_NONE;
        *last = is ? kom_period_last(period) : KOM_DAY_NONE;
        return is;
    }
    if (column == KOM_NO_COLUMN)
        return false;
    const bool is = kom_cell_day(kom_view_form(w->view, column), kom_check_cell(w, column),
                                 first) == KOM_CELL_VALUE;
    *last = *first;
    return is;
}

/* Says what is wrong; false: it is no municipality of that day. */
static bool check_official(struct kom_check_worker *w, struct kom_text code) {
    int32_t first = KOM_DAY_NONE, last = KOM_DAY_NONE;
    char day[10];
    const bool has_day = days_of(w, &first, &last);
    if (kom_official_holds(code, has_day ? first : KOM_DAY_NONE, last))
        return true;
    const struct kom_place *place = kom_place_named(code);
    kom_buf_str(&w->message, "is no municipality ");
    if (has_day && kom_official_holds(code, KOM_DAY_NONE, KOM_DAY_NONE)) {
        kom_buf_str(&w->message, "of ");
        kom_buf_add(&w->message, day, kom_day_format(day, first));
        kom_buf_str(&w->message, " in " KOM_OFFICIAL_NAME ": ");
        kom_official_tell(&w->message, code);
    } else {
        kom_buf_str(&w->message, "in " KOM_OFFICIAL_NAME);
    }
    if (place)
        add_naming(w, kom_text_of(place->code));
    kom_check_find(w, KOM_CHECK_unknown_kom, w->plan->role.kom, false);
    return false;
}

void kom_check_unit(struct kom_check_worker *w) {
    const struct kom_check_plan *plan = w->plan;
    char room[4];
    bool known = true;
    if (plan->units_from && kom_check_has_value(w, plan->role.kom)) {
        struct kom_text cell = kom_check_cell(w, plan->role.kom);
        struct kom_text code = kom_check_code(cell, digits_of(plan), room);
        const bool official = plan->request->official;
        known =
            official ? check_official(w, code) : kom_intern_find(&plan->units, code) != KOM_NO_ID;
        if (!known && !official)
            say_unknown(w, cell);
    }
    if (plan->is_sales && known) /* of an unknown municipality nothing was on offer anyway */
        check_sale(w);
}
