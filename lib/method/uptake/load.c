/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines of a state of sales (save.c) to the books of a worker, as if it had read the part.

   An atom comes first; its cells, and what is kept of persons, are its own until the next. Texts
   find their numbers in the side tables, which are read by then, or among the worker's own, which
   are given as reading gives them, so that everything after the last row goes the same way. What is
   of no atom (days, signs of credit notes, codes that meet nothing, totals) is added to what is
   there. Buyers come last in a state, and stay there until all books are one (parts.c). They name
   seats, which are numbers of the state: its atoms in turn, with --flows the values of each. */
#include "keys.h"
#include "parts.h"
#include "state_rows.h"

struct loading {
    struct kom_uptake_worker *w;
    const struct kom_extract *x;
    struct kom_error *err;
    uint32_t atom; /* KOM_NO_ID: none has begun */
    bool has_cell; /* of the atom */
    struct kom_uptake_part part;
};

static enum kom_status damaged(const struct loading *l) {
    return kom_state_damaged(l->x->label, l->err);
}

static enum kom_status no_memory(const struct loading *l) {
    return KOM_UPTAKE_NO_MEMORY(l->err);
}

/* ---- atoms ---- */

/* The number of a text among those of the side tables, or of the worker, whose come behind. */
static uint32_t number_of(const struct kom_intern *side, struct kom_intern *own, size_t n_side,
                          struct kom_text text) {
    uint32_t id = side ? kom_intern_find(side, text) : KOM_NO_ID;
    if (id != KOM_NO_ID || !own)
        return id;
    id = kom_intern_add(own, text);
    return id == KOM_NO_ID ? id : (uint32_t)n_side + id;
}

/* By-values, packed again. */
static struct kom_text take_packed(const struct loading *l, struct kom_state_in *in) {
    struct kom_buf *key = &l->w->key;
    const uint64_t n = kom_state_take_whole(in);
    in->has_failed = in->has_failed || n > KOM_BY_MAX;
    kom_buf_reset(key);
    for (uint64_t i = 0; i < n && !in->has_failed; i++)
        kom_group_add_part(key, kom_state_take(in));
    return kom_buf_view(key);
}

/* The number that reading gives to a text of one part: the side tables' where they have it all. */
static uint32_t part_number(const struct loading *l, struct kom_state_in *in,
                            const struct kom_intern *side, struct kom_intern *own) {
    const struct kom_text text = take_packed(l, in);
    if (own)
        return number_of(NULL, own, 0, text);
    const uint32_t id = kom_intern_find(side, text);
    return id == KOM_NO_ID && text.n == 0 ? 0 : id; /* nobody has parts: all are the empty one */
}

/* No state has an atom without a cell. */
static bool is_bare(const struct loading *l) {
    return l->atom != KOM_NO_ID && !l->has_cell;
}

static enum kom_status load_atom(void *loading, struct kom_state_in *in) {
    struct loading *l = loading;
    struct kom_uptake_worker *w = l->w;
    const struct given *g = w->g;
    const uint32_t unit = number_of(&g->units, &w->units, g->units.n, kom_state_take(in));
    const uint32_t age = (uint32_t)kom_state_take_whole(in);
    const uint32_t oc = part_number(l, in, &g->ocs, g->alone ? &w->ocs : NULL),
                   rc = part_number(l, in, &g->rcs, g->by_count ? &w->rcs : NULL);
    if (in->has_failed || oc == KOM_NO_ID || rc == KOM_NO_ID || is_bare(l))
        return damaged(l);
    l->atom = unit == KOM_NO_ID ? KOM_NO_ID : kom_books_atom(g, &w->books, unit, oc, rc, age);
    l->has_cell = false;
    return l->atom == KOM_NO_ID ? no_memory(l) : KOM_OK;
}

/* The next seat of the state. */
static bool add_seat(struct loading *l, struct kom_text value) {
    struct kom_uptake_part *part = &l->part;
    void *p = part->seat;
    const uint32_t group = kom_uptake_group(l->w, l->atom, value);
    if (group == KOM_NO_ID || kom_grow(&p, &part->cap_seats, part->n_seats + 1, sizeof *part->seat))
        return false;
    part->seat = p;
    part->seat[part->n_seats++] = group;
    return true;
}

/* Where buyers of the atom bought, with --flows. */
static enum kom_status load_value(void *loading, struct kom_state_in *in) {
    struct loading *l = loading;
    const struct kom_text value = kom_state_take(in);
    if (!l->has_cell || in->has_failed || l->w->g->o.form != KOM_UPTAKE_FLOWS)
        return damaged(l);
    return add_seat(l, value) ? KOM_OK : no_memory(l);
}

static enum kom_status load_cell(void *loading, struct kom_state_in *in) {
    struct loading *l = loading;
    const struct given *g = l->w->g;
    const int32_t period = (int32_t)kom_state_take_signed(in);
    if (l->atom == KOM_NO_ID)
        return damaged(l);
    const uint32_t cell = kom_uptake_cell(l->w, l->atom, period);
    const bool is_seat = !l->has_cell && g->s.person >= 0 && g->o.form != KOM_UPTAKE_FLOWS;
    l->has_cell = true;
    if (cell == KOM_NO_ID || (is_seat && !add_seat(l, (struct kom_text){NULL, 0})))
        return no_memory(l);
    struct tally *t = &l->w->books.tally[cell];
    enum kom_status status = KOM_OK;
    t->sales += kom_state_take_whole(in);
    for (unsigned k = 0; k < N_FIGURES && !status; k++)
        if (g->s.figure[k].column >= 0)
            status = kom_sums_load(&t->sums, k, in);
    return status ? no_memory(l) : KOM_OK;
}

/* ---- persons ---- */

/* Persons of the side tables get the same numbers by their hashes. */
static enum kom_status veil_persons(const struct loading *l, const struct kom_state_lines *lines) {
    const struct kom_intern *persons = &l->w->g->persons;
    struct kom_intern *veiled = &l->w->veiled;
    char room[KOM_VEIL_LETTERS + 1];
    if (!lines->is_veiled || !l->w->g->by_person)
        return KOM_OK;
    if (!lines->veil)
        return kom_fail(l->err, KOM_EDATA,
                        "%s: the states hold persons as keyed hashes, and the recipients are read "
                        "again; --key FILE says which key it was",
                        l->x->label);
    for (size_t i = veiled->n; i < persons->n; i++)
        if (kom_intern_add(veiled, kom_veil_text(lines->veil, persons->text[i], room)) != i)
            return no_memory(l);
    return KOM_OK;
}

/* The number of a person, as reading gives it. */
static uint32_t person_of(const struct loading *l, struct kom_text who) {
    return l->w->g->by_person ? kom_uptake_known_person(l->w, who)
                              : kom_intern_add(&l->w->persons, who);
}

static enum kom_status load_net(void *loading, struct kom_state_in *in) {
    struct loading *l = loading;
    struct books *b = &l->w->books;
    const uint32_t person = person_of(l, kom_state_take(in));
    const int32_t period = (int32_t)kom_state_take_signed(in);
    const uint32_t cell = kom_pairs_find(&b->cells, l->atom, (uint32_t)period);
    if (in->has_failed || cell == KOM_NO_ID || person == KOM_NO_ID)
        return damaged(l);
    struct kom_total *net = kom_uptake_net(b, person, cell);
    return !net || kom_total_load(net, in) ? no_memory(l) : KOM_OK;
}

static enum kom_status load_first(void *loading, struct kom_state_in *in) {
    struct loading *l = loading;
    const uint32_t person = person_of(l, kom_state_take(in));
    const int64_t day = kom_state_take_signed(in);
    if (in->has_failed || l->atom == KOM_NO_ID || person == KOM_NO_ID || day != (int32_t)day)
        return damaged(l);
    return kom_uptake_first(&l->w->books, person, l->atom, (int32_t)day) ? KOM_OK : no_memory(l);
}

/* ---- what is not of an atom ---- */

static enum kom_status load_days(void *loading, struct kom_state_in *in) {
    struct loading *l = loading;
    for (int i = 0; i < 2; i++) {
        const int64_t day = kom_state_take_signed(in);
        if (in->has_failed || day != (int32_t)day)
            return damaged(l);
        kom_uptake_widen_range(&l->w->books, (int32_t)day);
    }
    return KOM_OK;
}

static enum kom_status load_sign(void *loading, struct kom_state_in *in) {
    struct loading *l = loading;
    const uint64_t at = kom_state_take_whole(in), bits = kom_state_take_whole(in);
    if (in->has_failed || at >= N_FIGURES * l->x->n_files || bits > 3)
        return damaged(l);
    uint8_t *sign = kom_credits_sign(&l->w->books.signs, (size_t)at);
    if (sign)
        *sign |= (uint8_t)bits;
    return sign ? KOM_OK : no_memory(l);
}

static enum kom_status load_blank(void *loading, struct kom_state_in *in) {
    struct loading *l = loading;
    const uint64_t figure = kom_state_take_whole(in), n = kom_state_take_whole(in);
    if (in->has_failed || figure >= N_BLANKS)
        return damaged(l);
    l->w->books.n_blank[figure] += n;
    return KOM_OK;
}

static enum kom_status load_unmet(void *loading, struct kom_state_in *in) {
    struct loading *l = loading;
    struct kom_unmet *unmet[N_KEYS];
    for (size_t k = 0; k < N_KEYS; k++)
        unmet[k] = &l->w->unmet[k];
    return kom_unmet_load(unmet, N_KEYS, l->x, in, l->err);
}

static enum kom_status load_total(void *loading, struct kom_state_in *in) {
    struct loading *l = loading;
    return kom_totals_load(&l->w->g->totals, &l->w->totals, l->x, in, l->err);
}

static enum kom_status load_lines(struct loading *l, const struct kom_state_lines *lines) {
    static const struct kom_state_verb verbs[] = {
        {"cell", load_cell},   {"atom", load_atom},   {"value", load_value}, {"net", load_net},
        {"first", load_first}, {"days", load_days},   {"sign", load_sign},   {"blank", load_blank},
        {"unmet", load_unmet}, {"total", load_total}, {NULL, NULL}};
    const struct kom_state_reader reader = {.verbs = verbs,
                                            .context = l,
                                            .label = l->x->label,
                                            .until = "buyer",
                                            .first = &l->part.first,
                                            .has_first = &l->part.has_first};
    enum kom_status status = kom_state_take_lines(lines, &reader, l->err);
    const bool is_damaged = is_bare(l) || (l->part.has_first && l->w->g->s.person < 0);
    return !status && is_damaged ? damaged(l) : status;
}

enum kom_status kom_uptake_load(void *worker, const struct kom_extract *x, uint32_t part,
                                const struct kom_state_lines *lines, struct kom_error *err) {
    struct kom_uptake_worker *w = worker;
    struct loading l = {.w = w, .x = x, .err = err, .atom = KOM_NO_ID, .part.lines = *lines};
    const uint64_t failures = kom_mem_failures();
    (void)part;
    enum kom_status status = veil_persons(&l, lines);
    if (!status)
        status = load_lines(&l, lines);
    if (!status)
        status = kom_uptake_parts_add(w->sold, &l.part, x->seed, err);
    if (!status)
        status = kom_uptake_check_books(w, err);
    kom_uptake_part_fini(&l.part);
    return kom_mem_settle(failures, status, err);
}
