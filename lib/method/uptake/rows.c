/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which rows there are: atoms (unit, off-part, rec-part), and the rows of by-values and margins
   that they lie beneath.

   An atom is what cannot be parted further: a unit, what is on offer (by-values of the offerings)
   and who receives (by-values of the recipients, age among them). All atoms that can be are made,
   sale or no sale: every off-part in range times the unit's own rec-parts, or a blank one. Each
   atom lies beneath one row for every subset of the margins, and every network of its unit; the
   row's key is the by-values with "total" in the margins. Figures of a row are always made from its
   atoms, never by adding rows, so that a person counts once in a margin. */
#include <string.h>

#include "totals.h"
#include "work.h"

static bool in_range(const struct given *g, int32_t first, int32_t last) {
    return first <= g->last && last >= g->first;
}

/* The rec-part or off-part of nothing: every by-column of it blank. */
static uint32_t blank_part(struct kom_intern *parts, uint32_t n) {
    struct kom_buf key = {0};
    for (uint32_t i = 0; i < n; i++)
        kom_group_add_part(&key, (struct kom_text){NULL, 0});
    uint32_t id = key.failed ? KOM_NO_ID : kom_intern_add(parts, kom_buf_view(&key));
    kom_buf_fini(&key);
    return id;
}

/* Distinct off-parts of all offerings that have a day in the range; one blank one when there are
 * none. */
static enum kom_status off_parts(struct given *g, struct kom_pairs *out, struct kom_error *err) {
    for (size_t i = 0; i < g->n_offerings; i++)
        if (in_range(g, g->offering[i].first, g->offering[i].last) &&
            kom_pairs_add(out, 0, g->offering[i].oc, NULL) == KOM_NO_ID)
            return KOM_UPTAKE_NO_MEMORY(err);
    uint32_t blank = out->n ? 0 : blank_part(&g->ocs, g->n_off);
    if (blank == KOM_NO_ID || (out->n == 0 && kom_pairs_add(out, 0, blank, NULL) == KOM_NO_ID))
        return KOM_UPTAKE_NO_MEMORY(err);
    return KOM_OK;
}

static int32_t year_of_label(const struct kom_uptake *u, size_t label, const struct window *w,
                             size_t n) {
    if (u->given.o.is_event)
        return n ? kom_day_ymd(w[label].first).year : KOM_DAY_NONE;
    return kom_day_ymd(u->answer.label[label].whole_first).year;
}

/* The atoms of spells of a unit and trait: one, or one for each age group that they have in some
 * period. */
static enum kom_status atoms_of_trait(struct kom_uptake *u, uint32_t unit, const struct trait *t,
                                      uint32_t oc, struct kom_error *err) {
    struct window w[2];
    size_t n = 0;
    enum kom_status status = KOM_OK;
    struct atom a = {unit, oc, t->rc, 0, NULL};
    if (u->given.has_ages && u->given.o.is_event)
        status = kom_uptake_windows(&u->given, &a, w, &n, err);
    size_t n_labels = u->given.has_ages ? u->answer.n_labels : 1;
    for (size_t i = 0; i < n_labels && !status; i++) {
        uint32_t age = u->given.has_ages
                           ? kom_uptake_age(&u->given, t->birth_year, year_of_label(u, i, w, n))
                           : 0;
        if (kom_books_atom(&u->given, &u->sold.all, a.unit, a.oc, a.rc, age) == KOM_NO_ID)
            status = KOM_UPTAKE_NO_MEMORY(err);
    }
    return status;
}

/* Rec-parts of units, as pairs (unit, rec-part). */
static enum kom_status count_parts(struct kom_uptake *u, struct kom_pairs *out,
                                   struct kom_error *err) {
    /* Counts of a period that was asked for. */
    for (size_t i = 0; i < u->given.count_key.n; i++) {
        struct kom_text text = u->given.labels_seen.text[(uint32_t)u->given.count_key.pair[i]];
        bool asked = false;
        for (size_t k = 0; k < u->answer.n_labels && !asked; k++)
            asked = kom_text_equal(
                text, (struct kom_text){u->answer.label[k].text, u->answer.label[k].n});
        u->answer.notes.n_other_period += !asked;
        uint64_t pair = u->given.unit_rc.pair[u->given.count_key.pair[i] >> 32];
        if (asked && u->given.count[i].is_twice)
            return kom_fail(
                err, KOM_EDATA,
                "recipients: kom %.*s, period %.*s stands twice with the same by-columns; "
                "persons do not add: list what tells them apart in --by",
                (int)u->given.units.text[pair >> 32].n, u->given.units.text[pair >> 32].p,
                (int)text.n, text.p);
        if (asked && kom_pairs_add(out, (uint32_t)(pair >> 32), (uint32_t)pair, NULL) == KOM_NO_ID)
            return KOM_UPTAKE_NO_MEMORY(err);
    }
    /* Those of used sales, so that no sale is lost. */
    for (size_t i = 0; i < u->sold.all.atoms.n; i++) {
        struct atom a = kom_books_atom_get(&u->given, &u->sold.all, (uint32_t)i);
        if (kom_pairs_add(out, a.unit, a.rc, NULL) == KOM_NO_ID)
            return KOM_UPTAKE_NO_MEMORY(err);
    }
    return KOM_OK;
}

static enum kom_status atoms_of_pairs(struct kom_uptake *u, const struct kom_pairs *ocs,
                                      const struct kom_pairs *unit_rc, struct kom_error *err) {
    for (size_t i = 0; i < unit_rc->n; i++)
        for (size_t k = 0; k < ocs->n; k++)
            if (kom_books_atom(&u->given, &u->sold.all, (uint32_t)(unit_rc->pair[i] >> 32),
                               (uint32_t)ocs->pair[k], (uint32_t)unit_rc->pair[i], 0) == KOM_NO_ID)
                return KOM_UPTAKE_NO_MEMORY(err);
    return KOM_OK;
}

/* Marks the units that have rec-parts of their own: spells in range, counts; or, for sales alone,
 * used sales. */
static void mark_units(const struct kom_uptake *u, const struct kom_pairs *unit_rc, uint8_t *has) {
    for (size_t i = 0; i < u->given.n_spells; i++)
        if (in_range(&u->given, u->given.spell[i].first, u->given.spell[i].last))
            has[kom_uptake_spell_unit(&u->given, &u->given.spell[i])] = 1;
    for (size_t i = 0; i < unit_rc->n; i++)
        has[unit_rc->pair[i] >> 32] = 1;
    for (size_t i = 0; i < u->sold.all.atoms.n && u->given.alone; i++)
        has[kom_books_atom_get(&u->given, &u->sold.all, (uint32_t)i).unit] = 1;
}

/* A unit that has no rec-part of its own gets the blank one. */
static enum kom_status blank_units(struct kom_uptake *u, const struct kom_pairs *ocs,
                                   const struct kom_pairs *unit_rc, struct kom_error *err) {
    uint32_t blank = blank_part(&u->given.rcs, u->given.n_rec);
    uint8_t *has = kom_alloc(u->given.units.n + 1, 1);
    enum kom_status status = has && blank != KOM_NO_ID ? KOM_OK : KOM_UPTAKE_NO_MEMORY(err);
    uint32_t age = u->given.has_ages ? (uint32_t)u->given.o.n_ages + 1 : 0;
    if (!status)
        mark_units(u, unit_rc, has);
    for (uint32_t unit = 0; unit < u->given.units.n && !status; unit++)
        for (size_t k = 0; k < ocs->n && !has[unit] && !status; k++)
            if (kom_books_atom(&u->given, &u->sold.all, unit, (uint32_t)ocs->pair[k], blank, age) ==
                KOM_NO_ID)
                status = KOM_UPTAKE_NO_MEMORY(err);
    kom_free(has);
    return status;
}

/* Sales alone: the atoms of the used sales, and a blank one for each unit of participation without.
 */
static enum kom_status atoms_alone(struct kom_uptake *u, struct kom_error *err) {
    struct kom_pairs blank = {0}, none = {0};
    uint32_t oc = blank_part(&u->given.ocs, u->given.n_off);
    enum kom_status status = oc == KOM_NO_ID || kom_pairs_add(&blank, 0, oc, NULL) == KOM_NO_ID
                                 ? KOM_UPTAKE_NO_MEMORY(err)
                                 : blank_units(u, &blank, &none, err);
    kom_pairs_fini(&blank);
    return status;
}

static enum kom_status atoms_of_spells(struct kom_uptake *u, const struct kom_pairs *ocs,
                                       struct kom_error *err) {
    const struct kom_pairs *pairs = &u->given.unit_trait;
    uint8_t *has = kom_alloc(pairs->n + 1, sizeof *has); /* a spell in range */
    enum kom_status status = has ? KOM_OK : KOM_UPTAKE_NO_MEMORY(err);
    for (size_t i = 0; i < u->given.n_spells && has; i++)
        has[u->given.spell[i].unit_trait] |=
            in_range(&u->given, u->given.spell[i].first, u->given.spell[i].last);
    for (size_t i = 0; i < pairs->n && !status; i++)
        for (size_t k = 0; k < ocs->n && has[i] && !status; k++)
            status = atoms_of_trait(u, (uint32_t)(pairs->pair[i] >> 32),
                                    &u->given.trait[(uint32_t)pairs->pair[i]],
                                    (uint32_t)ocs->pair[k], err);
    kom_free(has);
    return status;
}

static enum kom_status make_atoms(struct kom_uptake *u, struct kom_error *err) {
    struct kom_pairs ocs = {0}, unit_rc = {0};
    if (u->given.alone)
        return atoms_alone(u, err);
    enum kom_status status = off_parts(&u->given, &ocs, err);
    if (!status)
        status = atoms_of_spells(u, &ocs, err);
    if (!status && u->given.by_count)
        status = count_parts(u, &unit_rc, err);
    if (!status && u->given.by_count)
        status = atoms_of_pairs(u, &ocs, &unit_rc, err);
    if (!status)
        status = blank_units(u, &ocs, &unit_rc, err);
    kom_pairs_fini(&ocs);
    kom_pairs_fini(&unit_rc);
    return status;
}

/* ---- rows ---- */

static enum kom_status add_to_row(struct answer *answer, struct kom_text key, uint32_t atom,
                                  struct row_of_cells what, struct kom_error *err) {
    void *p = answer->row;
    size_t had = answer->cap_rows;
    if (kom_grow(&p, &answer->cap_rows, answer->row_keys.n + 1, sizeof *answer->row))
        return KOM_UPTAKE_NO_MEMORY(err);
    answer->row = p;
    if (answer->cap_rows > had)
        memset(answer->row + had, 0, (answer->cap_rows - had) * sizeof *answer->row);
    uint32_t id = kom_groups_intern(&answer->row_keys, key);
    if (id == KOM_GROUP_NONE)
        return KOM_UPTAKE_NO_MEMORY(err);
    struct row_of_cells *row = &answer->row[id];
    if (row->n && row->atom[row->n - 1] == atom)
        return KOM_OK; /* both networks of a unit lie beneath one total */
    size_t cap = row->cap;
    void *atoms = row->atom;
    if (kom_grow(&atoms, &cap, row->n + 1, sizeof *row->atom))
        return KOM_UPTAKE_NO_MEMORY(err);
    row->atom = atoms;
    row->cap = (uint32_t)cap;
    row->atom[row->n++] = atom;
    row->is_margin = what.is_margin;
    row->is_hidden = what.is_hidden;
    return KOM_OK;
}

/* A by-value of an atom and network. beside: the unit's values of municipalities and networks. */
static struct kom_text value_of(struct kom_uptake *u, const struct atom *a, size_t i,
                                const struct kom_text *beside, struct kom_buf *text) {
    const struct by_column *b = &u->given.by[i];
    return b->source == BY_NETWORKS ? beside[b->column]
                                    : kom_uptake_by_value(&u->given, a, i, text);
}

/* Some by-column has a value that margins are named by: the first such column of --by is named,
   for atoms come as threads find them. */
static enum kom_status refuse_total(struct kom_uptake *u, struct kom_buf *text,
                                    struct kom_error *err) {
    for (size_t i = 0; i < u->given.o.n_by; i++)
        for (uint32_t id = 0; id < u->sold.all.atoms.n; id++) {
            struct atom a = kom_books_atom_get(&u->given, &u->sold.all, id);
            struct kom_lookup_unit unit =
                kom_lookup_find(&u->given.lookup, u->given.units.text[a.unit]);
            for (size_t k = 0; k < unit.n; k++)
                if (kom_text_is(
                        value_of(u, &a, i, unit.value + k * u->given.lookup.n_columns, text),
                        "total"))
                    return kom_total_named(u->given.by[i].name, err);
        }
    return KOM_OK;
}

/* The totals that rows have: the margins, and with --market all providers, whose rows are not
   written where they are no margin. Bit i: by-column i. */
struct totals_asked {
    uint64_t bit[KOM_BY_MAX];
    size_t n;
    uint64_t hidden;
};

static struct totals_asked totals_asked(const struct given *g) {
    struct totals_asked asked = {.n = 0};
    for (size_t i = 0; i < g->o.n_by; i++) {
        const bool is_market = g->o.has_market && i == g->o.provider;
        if (g->by[i].is_margin || is_market)
            asked.bit[asked.n++] = UINT64_C(1) << i;
        if (is_market && !g->by[i].is_margin)
            asked.hidden = UINT64_C(1) << i;
    }
    return asked;
}

/* The rows of one atom and network: one for each subset of these. */
static enum kom_status rows_of(struct kom_uptake *u, uint32_t id, const struct kom_text *beside,
                               struct kom_buf *key, struct kom_buf *text, struct kom_error *err) {
    struct atom a = kom_books_atom_get(&u->given, &u->sold.all, id);
    const struct totals_asked asked = totals_asked(&u->given);
    enum kom_status status = KOM_OK;
    for (uint32_t subset = 0; subset < UINT32_C(1) << asked.n && !status; subset++) {
        uint64_t totals = 0;
        for (size_t i = 0; i < asked.n; i++)
            totals |= subset >> i & 1 ? asked.bit[i] : 0;
        kom_buf_reset(key);
        for (size_t i = 0; i < u->given.o.n_by; i++) {
            struct kom_text value = value_of(u, &a, i, beside, text);
            if (u->given.o.n_margins && kom_text_is(value, "total"))
                return refuse_total(u, text, err);
            if (totals >> i & 1)
                kom_group_add_total(key);
            else
                kom_group_add_part(key, value);
        }
        const struct row_of_cells what = {.is_margin = totals != 0,
                                          .is_hidden = totals & asked.hidden};
        status = key->failed ? KOM_UPTAKE_NO_MEMORY(err)
                             : add_to_row(&u->answer, kom_buf_view(key), id, what, err);
    }
    return status;
}

enum kom_status kom_uptake_rows(struct kom_uptake *u, struct kom_error *err) {
    struct kom_buf key = {0}, text = {0};
    uint8_t *seen = kom_alloc(u->given.lookup.units.n + 1, sizeof *seen);
    enum kom_status status = seen ? make_atoms(u, err) : KOM_UPTAKE_NO_MEMORY(err);
    for (uint32_t id = 0; id < u->sold.all.atoms.n && !status; id++) {
        struct atom a = kom_books_atom_get(&u->given, &u->sold.all, id);
        struct window w[2];
        size_t n;
        struct kom_lookup_unit unit =
            kom_lookup_find(&u->given.lookup, u->given.units.text[a.unit]);
        if (unit.id != KOM_NO_ID)
            seen[unit.id] = 1;
        if (u->given.o.is_event)
            status = kom_uptake_windows(&u->given, &a, w, &n, err);
        for (size_t k = 0; !status && k < unit.n; k++)
            status = rows_of(u, id, unit.value + k * u->given.lookup.n_columns, &key, &text, err);
    }
    if (!status)
        status = kom_lookup_refuse(&u->given.lookup, seen, err);
    kom_free(seen);
    kom_buf_fini(&key);
    kom_buf_fini(&text);
    if (!status)
        status = kom_uptake_check_rows(u, err);
    if (!status)
        status = kom_uptake_find_markets(u, err);
    if (status)
        return status;
    u->answer.figures =
        kom_alloc(u->answer.row_keys.n * u->answer.n_labels + 1, sizeof *u->answer.figures);
    return u->answer.figures ? KOM_OK : KOM_UPTAKE_NO_MEMORY(err);
}
