/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days: on offer, reported, and of persons; from them states, recipients and person-days of every
 * row. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "uptake_work.h"

enum kom_status kom_stretches_add(struct stretches *s, struct stretch one, struct kom_error *err) {
    void *p = s->item;
    if (one.first > one.last)
        return KOM_OK;
    if (kom_grow(&p, &s->cap, s->n + 1, sizeof one))
        return KOM_UPTAKE_NO_MEMORY(err);
    s->item = p;
    s->item[s->n++] = one;
    return KOM_OK;
}

static int by_place(const void *a, const void *b) {
    const struct stretch *x = a, *y = b;
    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    if (x->label != y->label)
        return x->label < y->label ? -1 : 1;
    return (x->first > y->first) - (x->first < y->first);
}

void kom_stretches_unite(struct stretches *s) {
    size_t n = 0;
    if (s->n > 1)
        qsort(s->item, s->n, sizeof *s->item, by_place);
    for (size_t i = 0; i < s->n; i++) {
        struct stretch *last = n ? &s->item[n - 1] : NULL, *one = &s->item[i];
        bool joins = last && last->row == one->row && last->label == one->label &&
                     (last->last == KOM_DAY_OPEN || one->first <= last->last + 1);
        if (!joins)
            s->item[n++] = *one;
        else if (one->last > last->last)
            last->last = one->last;
    }
    s->n = n;
}

/* Does the offering agree with the by-values of the recipients, as far as it says anything? */
static bool agrees_with_part(const struct kom_uptake *u, const struct offering *o,
                             const struct atom *a) {
    for (size_t i = 0; i < u->o.n_by; i++) {
        const struct by_column *b = &u->by[i];
        if (b->source != BY_RECIPIENTS || b->attr < 0 || !u->offering_has[b->attr] ||
            o->attr[b->attr] == 0)
            continue;
        struct kom_text value = kom_text_trim(kom_uptake_by_value(u, a, i, NULL));
        if (!kom_text_equal(value, u->attr[b->attr].text[o->attr[b->attr]]))
            return false;
    }
    return true;
}

enum kom_status kom_uptake_on_offer(const struct kom_uptake *u, const struct atom *a,
                                    struct stretches *out, struct kom_error *err) {
    enum kom_status status = KOM_OK;
    out->n = 0;
    if (!u->offerings)
        return kom_stretches_add(out, (struct stretch){0, KOM_UNCUT, INT32_MIN + 1, KOM_DAY_OPEN},
                                 err);
    if (a->unit >= u->by_unit.n)
        return KOM_OK;
    for (uint32_t i = u->by_unit.start[a->unit]; i < u->by_unit.start[a->unit + 1] && !status;
         i++) {
        const struct offering *o = &u->offering[u->by_unit.item[i]];
        if (o->oc == a->oc && agrees_with_part(u, o, a))
            status = kom_stretches_add(out, (struct stretch){0, KOM_UNCUT, o->first, o->last}, err);
    }
    kom_stretches_unite(out);
    return status;
}

struct window kom_uptake_reports(const struct kom_uptake *u, const struct atom *a) {
    struct window w = {INT32_MIN, KOM_DAY_OPEN};
    if (a->unit >= u->parts_of_unit.n)
        return w;
    for (uint32_t i = u->parts_of_unit.start[a->unit]; i < u->parts_of_unit.start[a->unit + 1];
         i++) {
        const struct participation *p = &u->part[u->parts_of_unit.item[i]];
        if (!kom_participation_is_of(u, p, a))
            continue;
        w.first = p->reports_from > w.first ? p->reports_from : w.first;
        w.last = p->reports_to < w.last ? p->reports_to : w.last;
    }
    return w;
}

/* Planned, and nothing that speaks of the atom has a start. */
static bool is_not_started(const struct kom_uptake *u, const struct atom *a) {
    bool planned = false;
    for (uint32_t i = a->unit < u->parts_of_unit.n ? u->parts_of_unit.start[a->unit] : 0;
         a->unit < u->parts_of_unit.n && i < u->parts_of_unit.start[a->unit + 1]; i++) {
        const struct participation *p = &u->part[u->parts_of_unit.item[i]];
        if (!kom_participation_is_of(u, p, a))
            continue;
        if (p->start != KOM_DAY_NONE)
            return false;
        planned = planned || p->is_planned;
    }
    return planned;
}

/* ---- the state and the days on offer of each row ---- */

/* What the atoms of one row say of one period. */
struct verdict {
    bool on_offer, unreported;
};

static bool meets(const struct stretches *s, int32_t first, int32_t last) {
    for (size_t i = 0; i < s->n; i++)
        if (s->item[i].first <= last && s->item[i].last >= first)
            return true;
    return false;
}

/* What is known of one row while its atoms are looked at, and of the atom at hand. */
struct row_work {
    struct stretches days;   /* on offer in the row, cut into periods */
    struct verdict *verdict; /* of each label */
    bool all_planned;
    struct stretches offer; /* of the atom */
    struct window window[2], reports;
    size_t n_windows;
    struct kom_intern unreported; /* units with a day on offer outside their reporting */
};

/* One period of the atom at hand: adds its days on offer and judges them. */
static enum kom_status judge_period(const struct kom_uptake *u, size_t label, struct row_work *k,
                                    struct kom_error *err) {
    int32_t first, last;
    enum kom_status status = KOM_OK;
    struct verdict *v = &k->verdict[label];
    const struct window *w = k->n_windows ? &k->window[label] : NULL; /* events: two labels */
    if (w && (w->first < u->first || w->last > u->last) && meets(&k->offer, w->first, w->last))
        v->unreported = true;
    if (!kom_uptake_days(u, label, k->window, k->n_windows, &first, &last))
        return KOM_OK;
    for (size_t i = 0; i < k->offer.n && !status; i++) {
        const struct stretch *o = &k->offer.item[i];
        int32_t a = o->first > first ? o->first : first, b = o->last < last ? o->last : last;
        if (a > b)
            continue;
        v->on_offer = true;
        v->unreported = v->unreported || a < k->reports.first || b > k->reports.last;
        status = kom_stretches_add(&k->days, (struct stretch){0, (uint32_t)label, a, b}, err);
    }
    return status;
}

static enum kom_status judge_atom(const struct kom_uptake *u, uint32_t id, struct row_work *k,
                                  struct kom_error *err) {
    struct atom a = kom_books_atom_get(u, &u->all, id);
    k->reports = kom_uptake_reports(u, &a);
    k->n_windows = 0;
    enum kom_status status = kom_uptake_on_offer(u, &a, &k->offer, err);
    if (!status && u->o.is_event)
        status = kom_uptake_windows(u, &a, k->window, &k->n_windows, err);
    bool unreported = false;
    for (size_t label = 0; label < u->n_labels && !status; label++) {
        bool before = k->verdict[label].unreported;
        k->verdict[label].unreported = false;
        status = judge_period(u, label, k, err);
        unreported = unreported || k->verdict[label].unreported;
        k->verdict[label].unreported = k->verdict[label].unreported || before;
    }
    if (unreported && kom_intern_add(&k->unreported, u->units.text[a.unit]) == KOM_NO_ID)
        status = KOM_UPTAKE_NO_MEMORY(err);
    k->all_planned = k->all_planned && is_not_started(u, &a);
    return status;
}

static enum kom_status judge_row(struct kom_uptake *u, size_t row, struct row_work *k,
                                 struct kom_error *err) {
    enum kom_status status = KOM_OK;
    struct figures *f = u->figures + row * u->n_labels;
    k->days.n = 0;
    k->all_planned = true;
    memset(k->verdict, 0, u->n_labels * sizeof *k->verdict);
    for (uint32_t i = 0; i < u->row[row].n && !status; i++)
        status = judge_atom(u, u->row[row].atom[i], k, err);
    for (size_t label = 0; label < u->n_labels; label++)
        f[label].state = k->verdict[label].unreported ? STATE_NOT_REPORTED
                         : k->verdict[label].on_offer ? STATE_OFFERED
                         : k->all_planned             ? STATE_NOT_STARTED
                                                      : STATE_NOT_OFFERED;
    kom_stretches_unite(&k->days);
    for (size_t i = 0; i < k->days.n; i++)
        f[k->days.item[i].label].days_offered +=
            (uint64_t)(k->days.item[i].last - k->days.item[i].first + 1);
    return status;
}

/* The units for the closing lines, in the order of the rows; a long list is cut. */
static void note_unreported(struct kom_uptake *u, const struct kom_intern *units) {
    size_t n = 0, cap = sizeof u->notes.unreported;
    for (size_t i = 0; i < units->n; i++) {
        struct kom_text t = units->text[i];
        bool fits = n + t.n + 8 < cap;
        int length = snprintf(u->notes.unreported + n, cap - n, "%s%.*s", i ? ", " : "",
                              fits ? (int)t.n : 3, fits ? t.p : "...");
        if (length > 0)
            n += (size_t)length;
        if (!fits)
            return;
    }
}

enum kom_status kom_uptake_offered(struct kom_uptake *u, struct kom_error *err) {
    struct row_work k = {.verdict = kom_alloc(u->n_labels, sizeof *k.verdict)};
    enum kom_status status = k.verdict ? KOM_OK : KOM_UPTAKE_NO_MEMORY(err);
    for (size_t row = 0; row < u->row_keys.n && !status; row++)
        status = judge_row(u, row, &k, err);
    note_unreported(u, &k.unreported);
    kom_intern_fini(&k.unreported);
    kom_free(k.verdict);
    kom_free(k.offer.item);
    kom_free(k.days.item);
    return status;
}

/* ---- persons ---- */

enum kom_status kom_uptake_index_rows(struct kom_uptake *u, struct kom_error *err) {
    size_t n = 0, at = 0;
    for (size_t row = 0; row < u->row_keys.n; row++)
        n += u->row[row].n;
    uint32_t *atom = kom_alloc(n + 1, sizeof *atom);
    u->row_of_item = kom_alloc(n + 1, sizeof *u->row_of_item);
    if (!atom || !u->row_of_item) {
        kom_free(atom);
        return KOM_UPTAKE_NO_MEMORY(err);
    }
    for (size_t row = 0; row < u->row_keys.n; row++)
        for (uint32_t i = 0; i < u->row[row].n; i++) {
            u->row_of_item[at] = (uint32_t)row;
            atom[at++] = u->row[row].atom[i];
        }
    enum kom_status status =
        kom_index_make(&u->rows_of_atom, atom, sizeof *atom, n, u->all.atoms.n, err);
    kom_free(atom);
    return status;
}

static enum kom_status add_to_rows(struct kom_uptake *u, const struct atom *a, struct stretch one,
                                   struct stretches *out, struct kom_error *err) {
    enum kom_status status = KOM_OK;
    uint32_t place = kom_pairs_find(&u->all.unit_oc, a->unit, a->oc);
    uint32_t id = place == KOM_NO_ID ? place
                                     : kom_pairs_find(&u->all.atoms, place,
                                                      a->rc * (uint32_t)(u->o.n_ages + 2) + a->age);
    if (id == KOM_NO_ID)
        return KOM_OK;
    for (uint32_t i = u->rows_of_atom.start[id]; i < u->rows_of_atom.start[id + 1] && !status;
         i++) {
        one.row = u->row_of_item[u->rows_of_atom.item[i]];
        status = kom_stretches_add(out, one, err);
    }
    return status;
}

/* Days first..last of a spell with an offering (NULL: everything is on offer) in their rows. */
static enum kom_status add_days(struct kom_uptake *u, const struct spell *s,
                                const struct offering *o, struct window days, struct stretches *out,
                                struct kom_error *err) {
    int32_t first = days.first, last = days.last;
    struct atom a = {s->unit, o ? o->oc : 0, s->rc, 0, NULL};
    struct window w[2];
    size_t n = 0, from = 0, to = 2;
    enum kom_status status = KOM_OK;
    if (u->o.form == KOM_UPTAKE_CUMULATIVE) { /* what is not reported is not observed */
        struct window reports = kom_uptake_reports(u, &a);
        first = first > reports.first ? first : reports.first;
        last = last < reports.last ? last : reports.last;
    }
    if (!u->o.is_event && !u->has_ages)
        return add_to_rows(u, &a, (struct stretch){0, KOM_UNCUT, first, last}, out, err);
    if (u->o.is_event)
        status = kom_uptake_windows(u, &a, w, &n, err);
    else
        kom_uptake_labels_meeting(u, first, last, &from, &to);
    for (size_t label = from; label < to && !status; label++) {
        int32_t x, y;
        if (!kom_uptake_days(u, label, w, n, &x, &y))
            continue;
        int32_t day = u->o.is_event ? w[label].first : u->label[label].whole_first;
        a.age = kom_uptake_age(u, s->birth_year, kom_day_ymd(day).year);
        struct stretch one = {0, (uint32_t)label, first > x ? first : x, last < y ? last : y};
        status = add_to_rows(u, &a, one, out, err);
    }
    return status;
}

enum kom_status kom_uptake_person_days(struct kom_uptake *u, uint32_t person, struct stretches *out,
                                       struct kom_error *err) {
    enum kom_status status = KOM_OK;
    out->n = 0;
    for (uint32_t i = u->person_start[person]; i < u->person_start[person + 1] && !status; i++) {
        const struct spell *s = &u->spell[i];
        int32_t first = s->first > u->first ? s->first : u->first,
                last = s->last < u->last ? s->last : u->last;
        if (!u->offerings) {
            status = add_days(u, s, NULL, (struct window){first, last}, out, err);
            continue;
        }
        for (uint32_t k = u->by_unit.start[s->unit]; k < u->by_unit.start[s->unit + 1] && !status;
             k++) {
            const struct offering *o = &u->offering[u->by_unit.item[k]];
            int32_t a = o->first > first ? o->first : first, b = o->last < last ? o->last : last;
            if (a <= b && kom_offering_is_for(u, o, s->attr))
                status = add_days(u, s, o, (struct window){a, b}, out, err);
        }
    }
    kom_stretches_unite(out);
    return status;
}

static enum kom_status note_presence(struct kom_uptake *u, uint32_t row, uint32_t label,
                                     uint32_t person, struct kom_error *err) {
    void *p = u->presence;
    if (u->o.form != KOM_UPTAKE_PERSONS)
        return KOM_OK;
    if (kom_grow(&p, &u->cap_presence, u->n_presence + 1, sizeof *u->presence))
        return KOM_UPTAKE_NO_MEMORY(err);
    u->presence = p;
    u->presence[u->n_presence++] = (struct triple){row, label, person};
    return KOM_OK;
}

/* Adds a person's stretches to the rows; each (row, period) counts the person once. */
static enum kom_status count_person(struct kom_uptake *u, uint32_t person,
                                    const struct stretches *s, struct kom_error *err) {
    uint64_t counted = UINT64_MAX;
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < s->n && !status; i++) {
        const struct stretch *one = &s->item[i];
        size_t from = one->label, to = one->label + (size_t)1;
        if (one->label == KOM_UNCUT)
            kom_uptake_labels_meeting(u, one->first, one->last, &from, &to);
        for (size_t label = from; label < to && !status; label++) {
            int32_t a = one->first, b = one->last;
            if (one->label == KOM_UNCUT) {
                a = a > u->label[label].first ? a : u->label[label].first;
                b = b < u->label[label].last ? b : u->label[label].last;
            }
            uint64_t place = one->row * (uint64_t)u->n_labels + label;
            u->figures[place].person_days += (uint64_t)(b - a + 1);
            if (place == counted)
                continue;
            counted = place;
            u->figures[place].recipients++;
            status = note_presence(u, one->row, (uint32_t)label, person, err);
        }
    }
    return status;
}

/* A day in the range on which the spell and an offering for it hold? */
static bool has_days_on_offer(const struct kom_uptake *u, const struct spell *s) {
    int32_t first = s->first > u->first ? s->first : u->first;
    int32_t last = s->last < u->last ? s->last : u->last;
    if (!u->offerings)
        return first <= last;
    for (uint32_t k = u->by_unit.start[s->unit]; k < u->by_unit.start[s->unit + 1]; k++) {
        const struct offering *o = &u->offering[u->by_unit.item[k]];
        if (o->first <= last && o->last >= first && first <= last &&
            kom_offering_is_for(u, o, s->attr))
            return true;
    }
    return false;
}

/* Had the person days on offer in more than one unit? Then it counts in each. */
static bool is_mover(const struct kom_uptake *u, uint32_t person) {
    uint32_t unit = KOM_NO_ID;
    for (uint32_t i = u->person_start[person]; i < u->person_start[person + 1]; i++) {
        const struct spell *s = &u->spell[i];
        if (unit == s->unit || !has_days_on_offer(u, s))
            continue;
        if (unit != KOM_NO_ID)
            return true;
        unit = s->unit;
    }
    return false;
}

enum kom_status kom_uptake_people(struct kom_uptake *u, struct kom_error *err) {
    struct stretches s = {NULL, 0, 0};
    enum kom_status status = KOM_OK;
    for (uint32_t person = 0; u->by_person && person < u->persons.n && !status; person++) {
        status = kom_uptake_person_days(u, person, &s, err);
        if (!status)
            status = count_person(u, person, &s, err);
        u->notes.n_movers += is_mover(u, person);
    }
    kom_free(s.item);
    return status;
}
