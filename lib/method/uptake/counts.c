/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts as denominators of kom-uptake: read, and found for a row. */
#include "keys.h"

/* ---- reading ---- */

enum kom_status kom_uptake_plan_counts(struct given *g, struct kom_extract *x,
                                       struct kom_error *err) {
    struct spell_columns *c = &g->sc;
    int recipients = KOM_NO_COLUMN;
    if (g->o.n_ages)
        return kom_fail(err, KOM_EDATA,
                        "recipients: --ages needs persons with a birth_year, these are counts");
    enum kom_status status = kom_extract_need(x, "kom", KOM_KIND_TEXT, &c->kom, err);
    if (!status)
        status = kom_extract_need(x, "period", KOM_KIND_TEXT, &c->period, err);
    if (!status)
        status = kom_extract_need(x, "recipients", KOM_KIND_NUMBER, &recipients, err);
    if (!status)
        status = kom_measured_want(x, recipients, &c->recipients, err);
    if (!status)
        status = kom_extract_want(x, "kind", KOM_KIND_TEXT, &c->kind, err);
    if (!status && c->kind < 0 && !g->o.kind)
        status = kom_fail(
            err, KOM_EDATA,
            "recipients: nothing says what they count; give the table a column kind, or use --kind "
            "during (all who were entitled in the period), --kind stock or --kind "
            "average");
    return status;
}

/* What a count counts: its own word, else that of --kind; false when the row is bad. */
static bool read_kind(const struct given *g, struct kom_view *v, uint32_t row,
                      struct kom_text *kind) {
    const struct kom_text told = kom_text_of(g->o.kind);
    *kind = told;
    if (g->sc.kind < 0)
        return true;
    struct kom_text own = kom_view_code(v, g->sc.kind, row);
    bool is_word =
        kom_text_is(own, "during") || kom_text_is(own, "stock") || kom_text_is(own, "average");
    if (own.n == 0 && told.n == 0)
        kom_view_bad(
            v, g->sc.kind, row,
            "is empty; write during, stock or average, or use --kind during, --kind stock or "
            "--kind average");
    else if (own.n && !is_word)
        kom_view_bad(v, g->sc.kind, row, "is none of during, stock, average");
    else if (own.n && told.n && !kom_text_equal(own, told))
        kom_view_bad(v, g->sc.kind, row, "is not what --kind says; leave the option out");
    else
        *kind = own.n ? own : told;
    return (own.n || told.n) && (own.n == 0 || (is_word && kom_text_equal(*kind, own)));
}

/* A number of persons that its kind can have; false when the row is bad. */
static bool read_number(const struct given *g, struct kom_view *v, uint32_t row,
                        struct kom_text kind, struct count *c) {
    enum kom_cell cell = kom_measured_number(v, g->sc.recipients, row, &c->value);
    c->is_there = cell == KOM_CELL_VALUE;
    if (!c->is_there)
        return cell != KOM_CELL_BAD;
    bool is_whole = c->value.is_exact && c->value.scale == 0;
    if (kom_num_double(&c->value) < 0) {
        kom_view_bad(v, g->sc.recipients.column, row, "is no number of persons");
        return false;
    }
    if (!is_whole && kom_text_is(kind, "during")) {
        struct kom_text kom = kom_view_code(v, g->sc.kom, row),
                        period = kom_view_code(v, g->sc.period, row);
        kom_view_bad(v, g->sc.recipients.column, row,
                     "kom %.*s, period %.*s: a fraction of a recipient, of kind during; correct "
                     "it, or the kind (average)",
                     (int)kom.n, kom.p, (int)period.n, period.p);
        return false;
    }
    return true;
}

/* A period label in its canonical spelling. */
static uint32_t label_id(struct given *g, struct kom_text t) {
    struct kom_period p;
    char canonical[16];
    if (kom_period_parse(t, &p))
        t = (struct kom_text){canonical, kom_period_format(canonical, p)};
    return kom_intern_add(&g->labels_seen, t);
}

enum kom_status kom_uptake_take_count(struct given *g, struct kom_view *v, uint32_t row,
                                      struct kom_buf *key, struct kom_error *err) {
    struct count c = {false, false, {0}, 0};
    if (kom_uptake_is_empty(v, g->sc.kom, row) || kom_uptake_is_empty(v, g->sc.period, row))
        return KOM_OK;
    struct kom_text kind;
    if (!read_kind(g, v, row, &kind) || !read_number(g, v, row, kind, &c))
        return KOM_OK;
    c.kind = kom_intern_add(&g->kinds, kind);
    kom_buf_reset(key);
    kom_uptake_add_rec_part(g, v, row, key);
    uint32_t unit = kom_intern_add(&g->units, kom_view_code(v, g->sc.kom, row)),
             rc = key->failed ? KOM_NO_ID : kom_intern_add(&g->rcs, kom_buf_view(key));
    uint32_t label = label_id(g, kom_view_code(v, g->sc.period, row));
    if (unit == KOM_NO_ID || rc == KOM_NO_ID || label == KOM_NO_ID || c.kind == KOM_NO_ID)
        return KOM_UPTAKE_NO_MEMORY(err);
    void *p = g->count;
    if (kom_grow(&p, &g->cap_count, g->count_key.n + 1, sizeof c))
        return KOM_UPTAKE_NO_MEMORY(err);
    g->count = p;
    uint32_t place = kom_pairs_add(&g->unit_rc, unit, rc, NULL);
    bool is_new = false;
    uint32_t at = place == KOM_NO_ID ? place : kom_pairs_add(&g->count_key, place, label, &is_new);
    if (at == KOM_NO_ID)
        return KOM_UPTAKE_NO_MEMORY(err);
    if (is_new)
        g->count[at] = c;
    else
        g->count[at].is_twice = true; /* told when the cell is asked for */
    return KOM_OK;
}

/* ---- denominators ---- */

/* Stock and average counts are no sets of persons that the buyers belong to: their buyers are a
 * Poisson count. */
bool kom_uptake_is_rate(const struct given *g, uint32_t kind) {
    return kind != KOM_NO_ID && !kom_text_is(g->kinds.text[kind], "during");
}

/* Counts as denominators: that of the one (unit, rec-part) of the row; several have none, as
 * persons do not add. */
static enum kom_status count_of(struct kom_uptake *u, uint32_t row, size_t label,
                                struct denominator *d, struct kom_error *err) {
    const struct row_of_cells *r = &u->answer.row[row];
    struct kom_text text = {u->answer.label[label].text, u->answer.label[label].n};
    uint32_t seen = kom_intern_find(&u->given.labels_seen, text), unit = KOM_NO_ID, rc = KOM_NO_ID;
    bool several = false;
    *d = (struct denominator){.kind = KOM_NO_ID};
    for (uint32_t i = 0; i < r->n && !r->is_margin; i++) {
        struct atom a = kom_books_atom_get(&u->given, &u->sold.all, r->atom[i]);
        several = several || (i && (a.unit != unit || a.rc != rc));
        unit = a.unit;
        rc = a.rc;
        uint32_t place = kom_pairs_find(&u->given.unit_rc, a.unit, a.rc);
        uint32_t at = place == KOM_NO_ID || seen == KOM_NO_ID
                          ? KOM_NO_ID
                          : kom_pairs_find(&u->given.count_key, place, seen);
        if (at == KOM_NO_ID)
            continue;
        if (d->kind != KOM_NO_ID && d->kind != u->given.count[at].kind)
            return kom_fail(
                err, KOM_EDATA,
                "recipients: a cell of period %.*s has counts of two kinds, which do not mix; "
                "keep one, or list what tells them apart in --by",
                (int)text.n, text.p);
        d->kind = u->given.count[at].kind;
        d->is_there = u->given.count[at].is_there;
        d->value = u->given.count[at].value;
    }
    d->is_there = d->is_there && !several;
    return KOM_OK;
}

enum kom_status kom_uptake_denominator(struct kom_uptake *u, uint32_t row, size_t label,
                                       struct denominator *d, struct kom_error *err) {
    const struct figures *f = &u->answer.figures[row * u->answer.n_labels + label];
    *d = (struct denominator){.kind = KOM_NO_ID};
    if (u->given.by_count) {
        enum kom_status status = count_of(u, row, label, d, err);
        if (!status && f->state != KOM_UPTAKE_OFFERED && !u->answer.row[row].is_margin) {
            d->is_there = true;
            d->value = kom_num_whole(0);
        }
        return status;
    }
    d->is_there = u->given.by_person;
    d->value = kom_num_whole((int64_t)f->recipients);
    return KOM_OK;
}

/* More buyers than there were recipients in the whole period. */
static enum kom_status too_many(struct kom_uptake *u, uint32_t row, size_t label,
                                const struct denominator *d, struct kom_error *err) {
    const struct figures *f = &u->answer.figures[row * u->answer.n_labels + label];
    struct kom_buf cell = {0};
    kom_uptake_by_text(u, row, &cell);
    enum kom_status status = kom_fail(
        err, KOM_EDATA,
        "recipients: %.*s%.*s has %llu buyers of %lld recipients, of kind during; correct the "
        "count, or its kind (stock and average may be exceeded)",
        (int)cell.n, cell.p ? cell.p : "", (int)u->answer.label[label].n,
        u->answer.label[label].text, (unsigned long long)f->buyers, (long long)d->value.mantissa);
    kom_buf_fini(&cell);
    return status;
}

static enum kom_status check_row(struct kom_uptake *u, uint32_t row, struct kom_error *err) {
    enum kom_status status = KOM_OK;
    for (size_t label = 0; label < u->answer.n_labels && !status; label++) {
        const struct figures *f = &u->answer.figures[row * u->answer.n_labels + label];
        struct denominator d;
        status = kom_uptake_denominator(u, row, label, &d, err);
        bool is_share = d.is_there && d.kind != KOM_NO_ID && !kom_uptake_is_rate(&u->given, d.kind);
        if (!status && is_share && f->state == KOM_UPTAKE_OFFERED &&
            (int64_t)f->buyers > d.value.mantissa)
            status = too_many(u, row, label, &d, err);
    }
    return status;
}

/* In the order in which rows are written: they were made as threads found them. */
enum kom_status kom_uptake_check_counts(struct kom_uptake *u, struct kom_error *err) {
    if (!u->given.by_count)
        return KOM_OK;
    uint32_t *order = kom_groups_sorted(&u->answer.row_keys, u->given.o.n_by);
    enum kom_status status = order ? KOM_OK : KOM_UPTAKE_NO_MEMORY(err);
    for (uint32_t i = 0; i < u->answer.row_keys.n && !status; i++)
        status = check_row(u, order[i], err);
    kom_free(order);
    return status;
}
