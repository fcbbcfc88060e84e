/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days: on offer, reported, and of persons; from them the states of every row, and recipients and
   person-days (people.c).

   Days are stretches: sorted, united, and cut at the ends of periods; nothing is done day by day.
   For each row the offerings of its atoms give the days on offer and its state in each period. For
   each person the spells of a unit are met with the offerings that are for him; what is left, in
   the order of rows and periods, counts the person once and his days once, however spells overlap.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stretches.h"

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
static bool agrees_with_part(const struct given *g, const struct offering *o,
                             const struct atom *a) {
    for (size_t i = 0; i < g->o.n_by; i++) {
        const struct by_column *b = &g->by[i];
        if (b->source != BY_RECIPIENTS || b->attr < 0 || !g->offering_has[b->attr] ||
            o->attr[b->attr] == 0)
            continue;
        struct kom_text value = kom_text_trim(kom_uptake_by_value(g, a, i, NULL));
        if (!kom_text_equal(value, g->attr[b->attr].text[o->attr[b->attr]]))
            return false;
    }
    return true;
}

enum kom_status kom_uptake_on_offer(const struct given *g, const struct atom *a,
                                    struct stretches *out, struct kom_error *err) {
    enum kom_status status = KOM_OK;
    out->n = 0;
    if (!g->offerings)
        return kom_stretches_add(out, (struct stretch){0, KOM_UNCUT, INT32_MIN + 1, KOM_DAY_OPEN},
                                 err);
    if (a->unit >= g->by_unit.n)
        return KOM_OK;
    for (uint32_t i = g->by_unit.start[a->unit]; i < g->by_unit.start[a->unit + 1] && !status;
         i++) {
        const struct offering *o = &g->offering[g->by_unit.item[i]];
        if (o->oc == a->oc && agrees_with_part(g, o, a))
            status = kom_stretches_add(out, (struct stretch){0, KOM_UNCUT, o->first, o->last}, err);
    }
    kom_stretches_unite(out);
    return status;
}

struct window kom_uptake_reports(const struct given *g, const struct atom *a) {
    struct window w = {INT32_MIN, KOM_DAY_OPEN};
    if (a->unit >= g->parts_of_unit.n)
        return w;
    for (uint32_t i = g->parts_of_unit.start[a->unit]; i < g->parts_of_unit.start[a->unit + 1];
         i++) {
        const struct participation *p = &g->part[g->parts_of_unit.item[i]];
        if (!kom_participation_is_of(g, p, a))
            continue;
        w.first = p->reports_from > w.first ? p->reports_from : w.first;
        w.last = p->reports_to < w.last ? p->reports_to : w.last;
    }
    return w;
}

/* Planned, and nothing that speaks of the atom has a start. */
static bool is_not_started(const struct given *g, const struct atom *a) {
    bool planned = false;
    for (uint32_t i = a->unit < g->parts_of_unit.n ? g->parts_of_unit.start[a->unit] : 0;
         a->unit < g->parts_of_unit.n && i < g->parts_of_unit.start[a->unit + 1]; i++) {
        const struct participation *p = &g->part[g->parts_of_unit.item[i]];
        if (!kom_participation_is_of(g, p, a))
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
    if (w && (w->first < u->given.first || w->last > u->given.last) &&
        meets(&k->offer, w->first, w->last))
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
    struct atom a = kom_books_atom_get(&u->given, &u->sold.all, id);
    k->reports = kom_uptake_reports(&u->given, &a);
    k->n_windows = 0;
    enum kom_status status = kom_uptake_on_offer(&u->given, &a, &k->offer, err);
    if (!status && u->given.o.is_event)
        status = kom_uptake_windows(&u->given, &a, k->window, &k->n_windows, err);
    bool unreported = false;
    for (size_t label = 0; label < u->answer.n_labels && !status; label++) {
        bool before = k->verdict[label].unreported;
        k->verdict[label].unreported = false;
        status = judge_period(u, label, k, err);
        unreported = unreported || k->verdict[label].unreported;
        k->verdict[label].unreported = k->verdict[label].unreported || before;
    }
    if (unreported && kom_intern_add(&k->unreported, u->given.units.text[a.unit]) == KOM_NO_ID)
        status = KOM_UPTAKE_NO_MEMORY(err);
    k->all_planned = k->all_planned && is_not_started(&u->given, &a);
    return status;
}

static enum kom_status judge_row(struct kom_uptake *u, size_t row, struct row_work *k,
                                 struct kom_error *err) {
    enum kom_status status = KOM_OK;
    struct figures *f = u->answer.figures + row * u->answer.n_labels;
    k->days.n = 0;
    k->all_planned = true;
    memset(k->verdict, 0, u->answer.n_labels * sizeof *k->verdict);
    for (uint32_t i = 0; i < u->answer.row[row].n && !status; i++)
        status = judge_atom(u, u->answer.row[row].atom[i], k, err);
    for (size_t label = 0; label < u->answer.n_labels; label++)
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

static int by_text(const void *a, const void *b) {
    return kom_text_compare(*(const struct kom_text *)a, *(const struct kom_text *)b);
}

/* The units for the closing lines, in the order of their codes, for atoms come as threads find
   them; a long list is cut. */
static void note_unreported(struct answer *answer, struct kom_intern *units) {
    size_t n = 0, cap = sizeof answer->notes.unreported;
    if (units->n)
        qsort(units->text, units->n, sizeof *units->text, by_text);
    for (size_t i = 0; i < units->n; i++) {
        struct kom_text t = units->text[i];
        bool fits = n + t.n + 8 < cap;
        int length = snprintf(answer->notes.unreported + n, cap - n, "%s%.*s", i ? ", " : "",
                              fits ? (int)t.n : 3, fits ? t.p : "...");
        if (length > 0)
            n += (size_t)length;
        if (!fits)
            return;
    }
}

enum kom_status kom_uptake_offered(struct kom_uptake *u, struct kom_error *err) {
    struct row_work k = {.verdict = kom_alloc(u->answer.n_labels, sizeof *k.verdict)};
    enum kom_status status = k.verdict ? KOM_OK : KOM_UPTAKE_NO_MEMORY(err);
    for (size_t row = 0; row < u->answer.row_keys.n && !status; row++)
        status = judge_row(u, row, &k, err);
    note_unreported(&u->answer, &k.unreported);
    kom_intern_fini(&k.unreported);
    kom_free(k.verdict);
    kom_free(k.offer.item);
    kom_free(k.days.item);
    return status;
}

/* ---- persons ---- */

enum kom_status kom_uptake_index_rows(struct kom_uptake *u, struct kom_error *err) {
    size_t n = 0, at = 0;
    for (size_t row = 0; row < u->answer.row_keys.n; row++)
        n += u->answer.row[row].n;
    uint32_t *atom = kom_alloc(n + 1, sizeof *atom);
    u->answer.row_of_item = kom_alloc(n + 1, sizeof *u->answer.row_of_item);
    if (!atom || !u->answer.row_of_item) {
        kom_free(atom);
        return KOM_UPTAKE_NO_MEMORY(err);
    }
    for (size_t row = 0; row < u->answer.row_keys.n; row++)
        for (uint32_t i = 0; i < u->answer.row[row].n; i++) {
            u->answer.row_of_item[at] = (uint32_t)row;
            atom[at++] = u->answer.row[row].atom[i];
        }
    enum kom_status status =
        kom_index_make(&u->answer.rows_of_atom, atom, sizeof *atom, n, u->sold.all.atoms.n, err);
    kom_free(atom);
    return status;
}

static enum kom_status add_to_rows(struct kom_uptake *u, const struct atom *a, struct stretch one,
                                   struct stretches *out, struct kom_error *err) {
    enum kom_status status = KOM_OK;
    uint32_t place = kom_pairs_find(&u->sold.all.unit_oc, a->unit, a->oc);
    uint32_t id = place == KOM_NO_ID
                      ? place
                      : kom_pairs_find(&u->sold.all.atoms, place,
                                       a->rc * (uint32_t)(u->given.o.n_ages + 2) + a->age);
    if (id == KOM_NO_ID)
        return KOM_OK;
    for (uint32_t i = u->answer.rows_of_atom.start[id];
         i < u->answer.rows_of_atom.start[id + 1] && !status; i++) {
        one.row = u->answer.row_of_item[u->answer.rows_of_atom.item[i]];
        status = kom_stretches_add(out, one, err);
    }
    return status;
}

/* Days first..last of a spell with something of an off-part on offer, in their rows. */
static enum kom_status add_days(struct kom_uptake *u, const struct spell *s, uint32_t oc,
                                struct window days, struct stretches *out, struct kom_error *err) {
    const struct trait *t = kom_uptake_spell_trait(&u->given, s);
    int32_t first = days.first, last = days.last;
    struct atom a = {kom_uptake_spell_unit(&u->given, s), oc, t->rc, 0, NULL};
    struct window w[2];
    size_t n = 0, from = 0, to = 2;
    enum kom_status status = KOM_OK;
    if (u->given.o.form == KOM_UPTAKE_CUMULATIVE) { /* what is not reported is not observed */
        struct window reports = kom_uptake_reports(&u->given, &a);
        first = first > reports.first ? first : reports.first;
        last = last < reports.last ? last : reports.last;
    }
    if (!u->given.o.is_event && !u->given.has_ages)
        return add_to_rows(u, &a, (struct stretch){0, KOM_UNCUT, first, last}, out, err);
    if (u->given.o.is_event)
        status = kom_uptake_windows(&u->given, &a, w, &n, err);
    else
        kom_uptake_labels_meeting(u, first, last, &from, &to);
    for (size_t label = from; label < to && !status; label++) {
        int32_t x, y;
        if (!kom_uptake_days(u, label, w, n, &x, &y))
            continue;
        int32_t day = u->given.o.is_event ? w[label].first : u->answer.label[label].whole_first;
        a.age = kom_uptake_age(&u->given, t->birth_year, kom_day_ymd(day).year);
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
enum kom_status kom_uptake_make_spans(struct given *g, struct kom_error *err) {
    if (!g->offerings || kom_offerings_choose(g))
        return KOM_OK;
    g->span = kom_alloc(g->n_offerings + 1, sizeof *g->span);
    if (!g->span)
        return KOM_UPTAKE_NO_MEMORY(err);
    for (size_t i = 0; i < g->n_offerings; i++) {
        const struct offering *o = &g->offering[i];
        g->span[i] = (struct span){o->unit, o->oc, o->first, o->last};
    }
    if (g->n_offerings)
        qsort(g->span, g->n_offerings, sizeof *g->span, by_unit_and_oc);
    for (size_t i = 0; i < g->n_offerings; i++) {
        struct span *last = g->n_spans ? &g->span[g->n_spans - 1] : NULL;
        const struct span one = g->span[i];
        bool meets = last && last->unit == one.unit && last->oc == one.oc &&
                     (last->last == KOM_DAY_OPEN || one.first <= last->last + 1);
        if (meets)
            last->last = one.last > last->last ? one.last : last->last;
        else
            g->span[g->n_spans++] = one;
    }
    return kom_index_make(&g->spans_of_unit, &g->span->unit, sizeof *g->span, g->n_spans,
                          g->units.n, err);
}

/* The days of a spell within first..last with an offering for it. */
static enum kom_status add_offered(struct kom_uptake *u, const struct spell *s, int32_t first,
                                   int32_t last, struct stretches *out, struct kom_error *err) {
    const struct index *of_unit = u->given.span ? &u->given.spans_of_unit : &u->given.by_unit;
    uint32_t unit = kom_uptake_spell_unit(&u->given, s);
    enum kom_status status = KOM_OK;
    for (uint32_t k = of_unit->start[unit]; k < of_unit->start[unit + 1] && !status; k++) {
        const struct span *span = u->given.span ? &u->given.span[of_unit->item[k]] : NULL;
        const struct offering *o = span ? NULL : &u->given.offering[of_unit->item[k]];
        int32_t a = span ? span->first : o->first, b = span ? span->last : o->last;
        a = a > first ? a : first;
        b = b < last ? b : last;
        if (a <= b &&
            (span || kom_offering_is_for(&u->given, o, kom_uptake_spell_trait(&u->given, s)->attr)))
            status = add_days(u, s, span ? span->oc : o->oc, (struct window){a, b}, out, err);
    }
    return status;
}

enum kom_status kom_uptake_person_days(struct kom_uptake *u, uint32_t person, struct stretches *out,
                                       struct kom_error *err) {
    enum kom_status status = KOM_OK;
    out->n = 0;
    for (const struct spell *s = &u->given.spell[person]; s && !status;
         s = kom_uptake_next_spell(&u->given, s)) {
        int32_t first = s->first > u->given.first ? s->first : u->given.first,
                last = s->last < u->given.last ? s->last : u->given.last;
        status = u->given.offerings ? add_offered(u, s, first, last, out, err)
                                    : add_days(u, s, 0, (struct window){first, last}, out, err);
    }
    kom_stretches_unite(out);
    return status;
}
