/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days: on offer, reported, and of persons; from them states, recipients and person-days of every
   row.

   Days are stretches: sorted, united, and cut at the ends of periods; nothing is done day by day.
   For each row the offerings of its atoms give the days on offer and its state in each period. For
   each person the spells of a unit are met with the offerings that are for him; what is left, in
   the order of rows and periods, counts the person once and his days once, however spells overlap.
   A stretch over many periods is noted at its ends and spread in one pass at the last, so that a
   long spell costs no more than a short one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "work.h"

KOM_APART static enum kom_status more_stretches(struct stretches *s) {
    void *p = s->item;
    enum kom_status status = kom_grow(&p, &s->cap, s->n + 1, sizeof *s->item);
    s->item = p;
    return status;
}

enum kom_status kom_stretches_add(struct stretches *s, struct stretch one, struct kom_error *err) {
    if (one.first > one.last)
        return KOM_OK;
    if (s->n == s->cap && more_stretches(s))
        return KOM_UPTAKE_NO_MEMORY(err);
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
        f[label].state = k->verdict[label].unreported ? KOM_UPTAKE_NOT_REPORTED
                         : k->verdict[label].on_offer ? KOM_UPTAKE_OFFERED
                         : k->all_planned             ? KOM_UPTAKE_NOT_STARTED
                                                      : KOM_UPTAKE_NOT_OFFERED;
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

/* Days first..last of a spell with something of an off-part on offer, in their rows. */
static enum kom_status add_days(struct kom_uptake *u, const struct spell *s, uint32_t oc,
                                struct window days, struct stretches *out, struct kom_error *err) {
    const struct trait *t = kom_uptake_spell_trait(u, s);
    int32_t first = days.first, last = days.last;
    struct atom a = {kom_uptake_spell_unit(u, s), oc, t->rc, 0, NULL};
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
        a.age = kom_uptake_age(u, t->birth_year, kom_day_ymd(day).year);
        struct stretch one = {0, (uint32_t)label, first > x ? first : x, last < y ? last : y};
        status = add_to_rows(u, &a, one, out, err);
    }
    return status;
}

static int by_unit_and_oc(const void *a, const void *b) {
    const struct span *x = a, *y = b;
    if (x->unit != y->unit)
        return x->unit < y->unit ? -1 : 1;
    if (x->oc != y->oc)
        return x->oc < y->oc ? -1 : 1;
    return (x->first > y->first) - (x->first < y->first);
}

/* Where every offering is for everybody, those of a unit and off-part that meet are one span. */
static enum kom_status make_spans(struct kom_uptake *u, struct kom_error *err) {
    if (!u->offerings || kom_offerings_choose(u))
        return KOM_OK;
    u->span = kom_alloc(u->n_offerings + 1, sizeof *u->span);
    if (!u->span)
        return KOM_UPTAKE_NO_MEMORY(err);
    for (size_t i = 0; i < u->n_offerings; i++) {
        const struct offering *o = &u->offering[i];
        u->span[i] = (struct span){o->unit, o->oc, o->first, o->last};
    }
    if (u->n_offerings)
        qsort(u->span, u->n_offerings, sizeof *u->span, by_unit_and_oc);
    for (size_t i = 0; i < u->n_offerings; i++) {
        struct span *last = u->n_spans ? &u->span[u->n_spans - 1] : NULL;
        const struct span one = u->span[i];
        bool meets = last && last->unit == one.unit && last->oc == one.oc &&
                     (last->last == KOM_DAY_OPEN || one.first <= last->last + 1);
        if (meets)
            last->last = one.last > last->last ? one.last : last->last;
        else
            u->span[u->n_spans++] = one;
    }
    return kom_index_make(&u->spans_of_unit, &u->span->unit, sizeof *u->span, u->n_spans,
                          u->units.n, err);
}

/* The days of a spell within first..last with an offering for it. */
static enum kom_status add_offered(struct kom_uptake *u, const struct spell *s, int32_t first,
                                   int32_t last, struct stretches *out, struct kom_error *err) {
    const struct index *of_unit = u->span ? &u->spans_of_unit : &u->by_unit;
    uint32_t unit = kom_uptake_spell_unit(u, s);
    enum kom_status status = KOM_OK;
    for (uint32_t k = of_unit->start[unit]; k < of_unit->start[unit + 1] && !status; k++) {
        const struct span *span = u->span ? &u->span[of_unit->item[k]] : NULL;
        const struct offering *o = span ? NULL : &u->offering[of_unit->item[k]];
        int32_t a = span ? span->first : o->first, b = span ? span->last : o->last;
        a = a > first ? a : first;
        b = b < last ? b : last;
        if (a <= b && (span || kom_offering_is_for(u, o, kom_uptake_spell_trait(u, s)->attr)))
            status = add_days(u, s, span ? span->oc : o->oc, (struct window){a, b}, out, err);
    }
    return status;
}

enum kom_status kom_uptake_person_days(struct kom_uptake *u, uint32_t person, struct stretches *out,
                                       struct kom_error *err) {
    enum kom_status status = KOM_OK;
    out->n = 0;
    for (const struct spell *s = &u->spell[person]; s && !status; s = kom_uptake_next_spell(u, s)) {
        int32_t first = s->first > u->first ? s->first : u->first,
                last = s->last < u->last ? s->last : u->last;
        status = u->offerings ? add_offered(u, s, first, last, out, err)
                              : add_days(u, s, 0, (struct window){first, last}, out, err);
    }
    kom_stretches_unite(out);
    return status;
}

static enum kom_status note_presence(struct kom_uptake *u, uint32_t row, uint32_t label,
                                     uint32_t person, struct kom_error *err) {
    void *p = u->presence;
    size_t before = u->cap_presence;
    if (kom_grow(&p, &u->cap_presence, u->n_presence + 1, sizeof *u->presence))
        return KOM_UPTAKE_NO_MEMORY(err);
    u->presence = p;
    u->presence[u->n_presence++] = (struct triple){row, label, person};
    return u->cap_presence == before ? KOM_OK : kom_uptake_check_presence(u, err);
}

/* The periods and days of a stretch of whole periods: [from, to). */
static void periods_of(const struct kom_uptake *u, const struct stretch *s, size_t *from,
                       size_t *to) {
    *from = s->label;
    *to = s->label + (size_t)1;
    if (s->label == KOM_UNCUT)
        kom_uptake_labels_meeting(u, s->first, s->last, from, to);
}

/* Adds a person's stretches to the rows; each (row, period) counts the person once. Periods between
   the first and the last of a stretch are whole, so that only the ends are looked at, and spread
   over what lies between when all persons are counted. */
static void count_person(struct kom_uptake *u, const struct stretches *s) {
    uint64_t counted = UINT64_MAX; /* the period counted last */
    for (size_t i = 0; i < s->n; i++) {
        const struct stretch *one = &s->item[i];
        size_t from, to;
        periods_of(u, one, &from, &to);
        if (from >= to)
            continue;
        uint64_t place = one->row * (uint64_t)u->n_labels, ends = one->row * (u->n_labels + 1);
        if (one->label != KOM_UNCUT) {
            u->figures[place + from].person_days += (uint64_t)(one->last - one->first + 1);
        } else {
            const struct label *first = &u->label[from], *last = &u->label[to - 1];
            u->covering[ends + from]++;
            u->covering[ends + to]--;
            if (one->first > first->first) /* the sum in the end is never below 0 */
                u->figures[place + from].person_days -= (uint64_t)(one->first - first->first);
            if (one->last < last->last)
                u->figures[place + to - 1].person_days -= (uint64_t)(last->last - one->last);
        }
        size_t fresh = from + (place + from == counted);
        u->entering[ends + fresh] += fresh < to;
        u->entering[ends + to] -= fresh < to;
        counted = place + to - 1;
    }
}

/* What was noted at the ends goes to the periods between. */
static void spread_counts(struct kom_uptake *u) {
    for (size_t row = 0; row < u->row_keys.n; row++) {
        int64_t persons = 0, stretches = 0;
        for (size_t label = 0; label < u->n_labels; label++) {
            struct figures *f = &u->figures[row * u->n_labels + label];
            persons += u->entering[row * (u->n_labels + 1) + label];
            stretches += u->covering[row * (u->n_labels + 1) + label];
            f->recipients += (uint64_t)persons;
            if (stretches) /* days of plain periods; windows of events are never uncut */
                f->person_days +=
                    (uint64_t)(stretches * (u->label[label].last - u->label[label].first + 1));
        }
    }
}

/* For --persons: each (row, period) of the person once. */
static enum kom_status note_person(struct kom_uptake *u, uint32_t person, const struct stretches *s,
                                   struct kom_error *err) {
    uint64_t noted = UINT64_MAX;
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < s->n && !status; i++) {
        size_t from, to;
        periods_of(u, &s->item[i], &from, &to);
        for (; from < to && !status; from++) {
            uint64_t place = s->item[i].row * (uint64_t)u->n_labels + from;
            if (place != noted)
                status = note_presence(u, s->item[i].row, (uint32_t)from, person, err);
            noted = place;
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
    uint32_t unit = kom_uptake_spell_unit(u, s);
    for (uint32_t k = u->by_unit.start[unit]; k < u->by_unit.start[unit + 1]; k++) {
        const struct offering *o = &u->offering[u->by_unit.item[k]];
        if (o->first <= last && o->last >= first && first <= last &&
            kom_offering_is_for(u, o, kom_uptake_spell_trait(u, s)->attr))
            return true;
    }
    return false;
}

/* Had the person days on offer in more than one unit? Then it counts in each. */
static bool is_mover(const struct kom_uptake *u, uint32_t person) {
    uint32_t unit = KOM_NO_ID;
    if (!u->spell[person].next)
        return false;
    for (const struct spell *s = &u->spell[person]; s; s = kom_uptake_next_spell(u, s)) {
        uint32_t own = kom_uptake_spell_unit(u, s);
        if (unit == own || !has_days_on_offer(u, s))
            continue;
        if (unit != KOM_NO_ID)
            return true;
        unit = own;
    }
    return false;
}

enum kom_status kom_uptake_people(struct kom_uptake *u, struct kom_error *err) {
    struct stretches s = {NULL, 0, 0};
    if (!u->by_person)
        return KOM_OK;
    enum kom_status status = make_spans(u, err);
    u->entering = kom_alloc(u->row_keys.n * (u->n_labels + 1) + 1, sizeof *u->entering);
    u->covering = kom_alloc(u->row_keys.n * (u->n_labels + 1) + 1, sizeof *u->covering);
    if (!status && (!u->entering || !u->covering))
        status = KOM_UPTAKE_NO_MEMORY(err);
    for (uint32_t person = 0; person < u->persons.n && !status; person++) {
        status = kom_uptake_person_days(u, person, &s, err);
        if (!status)
            count_person(u, &s);
        if (!status && u->o.form == KOM_UPTAKE_PERSONS)
            status = note_person(u, person, &s, err);
        u->notes.n_movers += is_mover(u, person);
    }
    if (!status)
        spread_counts(u);
    kom_free(s.item);
    return status;
}
