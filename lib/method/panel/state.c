/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The books of all workers as lines of a state, and back to those of one.

   Groups go out in the order of their keys, those without rows in the range too, as they are units
   all the same: a line with the key, then its spells by person and day, or what the dated rows of
   each period add up to. What follows from the unit of a group is found again when it comes back.
 */
#include "state_rows.h"
#include "work.h"

#include <stdlib.h>
#include <string.h>

enum { KEY_LOOKUP, KEY_REPORTS, N_KEYS };

/* A spell, or a place of the sums. */
struct item {
    struct kom_text person;
    uint32_t rank; /* of the group */
    int32_t first, last;
    const struct panel_books *books;
    uint32_t place;
};

struct saving {
    struct kom_panel *p;
    struct kom_state_out *o;
    struct kom_error *err;
    uint32_t *order, *rank; /* groups by their keys; the place of each there */
    struct item *spell, *cell;
    size_t n_spells, n_cells;
    struct kom_text *person; /* what the state calls them */
    struct kom_arena hashes;
};

/* ---- out ---- */

static int by_item(const void *pa, const void *pb) {
    const struct item *x = pa, *y = pb;
    if (x->rank != y->rank)
        return (x->rank > y->rank) - (x->rank < y->rank);
    int order = kom_text_compare(x->person, y->person);
    if (order)
        return order;
    return x->first != y->first ? (x->first > y->first) - (x->first < y->first)
                                : (x->last > y->last) - (x->last < y->last);
}

static struct kom_text person_of(const struct saving *s, uint32_t person) {
    return person < s->p->answer.persons.n ? s->person[person] : (struct kom_text){"", 0};
}

/* Persons by their texts, or as hashes of them. */
static bool name_persons(struct saving *s) {
    const struct kom_intern *t = &s->p->answer.persons;
    char room[KOM_VEIL_LETTERS + 1];
    s->person = kom_alloc(t->n + 1, sizeof *s->person);
    bool ok = s->person;
    for (size_t i = 0; i < t->n && ok; i++) {
        s->person[i] = t->text[i];
        if (!s->o->veil)
            continue;
        s->person[i] = kom_veil_text(s->o->veil, t->text[i], room);
        s->person[i].p = kom_arena_copy(&s->hashes, s->person[i].p, s->person[i].n);
        ok = s->person[i].p;
    }
    return ok;
}

/* Spells of all workers; a place of the sums has its period as first day. */
static bool collect(struct saving *s) {
    const struct kom_panel *p = s->p;
    size_t n_spells = 0, n_cells = 0;
    for (unsigned i = 0; i < p->n_books; i++) {
        n_spells += p->books[i].n_spells;
        n_cells += p->books[i].n_places;
    }
    s->spell = kom_alloc(n_spells + 1, sizeof *s->spell);
    s->cell = kom_alloc(n_cells + 1, sizeof *s->cell);
    for (unsigned i = 0; s->spell && s->cell && i < p->n_books; i++) {
        const struct panel_books *b = &p->books[i];
        for (size_t k = 0; k < b->n_spells; k++)
            s->spell[s->n_spells++] = (struct item){person_of(s, b->spell[k].person),
                                                    s->rank[b->spell[k].group],
                                                    b->spell[k].first,
                                                    b->spell[k].last,
                                                    b,
                                                    0};
        for (uint32_t k = 0; k < b->n_places; k++)
            s->cell[s->n_cells++] = (struct item){.rank = s->rank[b->cells.pair[k] >> 32],
                                                  .first = (int32_t)(uint32_t)b->cells.pair[k],
                                                  .books = b,
                                                  .place = k};
    }
    if (s->n_spells)
        qsort(s->spell, s->n_spells, sizeof *s->spell, by_item);
    if (s->n_cells)
        qsort(s->cell, s->n_cells, sizeof *s->cell, by_item);
    return s->spell && s->cell;
}

static enum kom_status put_group(const struct saving *s, uint32_t group) {
    struct kom_group_part part[PANEL_OWN_MAX + 1];
    const size_t n = s->p->given.n_own + 1;
    kom_group_parts(kom_groups_key(&s->p->answer.groups, group), part, n);
    kom_state_tag(s->o, "group");
    for (size_t i = 0; i < n; i++)
        kom_state_text(s->o, part[i].text);
    return kom_state_line(s->o, s->err);
}

static enum kom_status put_spell(const struct saving *s, const struct item *spell) {
    kom_state_tag(s->o, "spell");
    kom_state_text(s->o, spell->person);
    kom_state_signed(s->o, spell->first);
    kom_state_signed(s->o, spell->last);
    return kom_state_line(s->o, s->err);
}

/* What several workers added up in one period; returns how many they are in *n. */
static enum kom_status put_cell(const struct saving *s, const struct item *cell, size_t left,
                                size_t *n) {
    const size_t n_values = s->p->given.ask.n_values;
    uint64_t n_rows = 0;
    for (*n = 0; *n < left && by_item(cell, cell + *n) == 0; ++*n)
        n_rows += cell[*n].books->n_rows[cell[*n].place];
    kom_state_tag(s->o, "rows");
    kom_state_signed(s->o, cell->first);
    kom_state_whole(s->o, n_rows);
    bool ok = true;
    for (size_t k = 0; k < n_values && ok; k++) {
        struct kom_exact sum = {0};
        for (size_t i = 0; i < *n; i++)
            kom_exact_merge(&sum, &cell[i].books->sum[cell[i].place * n_values + k]);
        ok = !sum.failed;
        kom_exact_save(&sum, s->o);
        kom_exact_fini(&sum);
    }
    return ok ? kom_state_line(s->o, s->err) : kom_panel_no_memory(s->err);
}

static enum kom_status put_groups(const struct saving *s) {
    enum kom_status status = KOM_OK;
    size_t spell = 0, cell = 0, n;
    for (uint32_t rank = 0; rank < s->p->answer.groups.n && !status; rank++) {
        status = put_group(s, s->order[rank]);
        for (; !status && spell < s->n_spells && s->spell[spell].rank == rank; spell++)
            status = put_spell(s, &s->spell[spell]);
        for (; !status && cell < s->n_cells && s->cell[cell].rank == rank; cell += n)
            status = put_cell(s, &s->cell[cell], s->n_cells - cell, &n);
    }
    return status;
}

static enum kom_status put_unmet(const struct saving *s, unsigned key) {
    struct kom_unmet all = {0};
    bool ok = true;
    for (unsigned i = 0; i < s->p->n_books && ok; i++)
        ok = kom_unmet_merge(&all, key == KEY_LOOKUP ? &s->p->books[i].unmet
                                                     : &s->p->books[i].unmet_reports);
    enum kom_status status =
        ok ? kom_unmet_save(&all, key, s->o, s->err) : kom_panel_no_memory(s->err);
    kom_unmet_fini(&all);
    return status;
}

static enum kom_status put_notes(const struct saving *s) {
    const struct kom_panel *p = s->p;
    struct kom_total_seen totals = {0};
    int32_t first = KOM_DAY_NONE, last = KOM_DAY_NONE;
    enum kom_status status = KOM_OK;
    bool ok = true;
    for (unsigned key = 0; key < N_KEYS && !status; key++)
        status = put_unmet(s, key);
    for (unsigned i = 0; i < p->n_books && ok; i++) {
        const struct panel_books *b = &p->books[i];
        ok = kom_totals_merge(&p->given.totals, &totals, &b->totals);
        first = b->first != KOM_DAY_NONE && (first == KOM_DAY_NONE || b->first < first) ? b->first
                                                                                        : first;
        last = b->last != KOM_DAY_NONE && (last == KOM_DAY_NONE || b->last > last) ? b->last : last;
    }
    if (!status)
        status = ok ? kom_totals_save(&p->given.totals, &totals, p->given.x, s->o, s->err)
                    : kom_panel_no_memory(s->err);
    kom_total_seen_fini(&totals);
    if (status || first == KOM_DAY_NONE)
        return status;
    kom_state_tag(s->o, "days");
    kom_state_signed(s->o, first);
    kom_state_signed(s->o, last);
    return kom_state_line(s->o, s->err);
}

enum kom_status kom_panel_save(void *method, const struct kom_extract *x, struct kom_state_out *o,
                               struct kom_error *err) {
    struct kom_panel *p = method;
    struct saving s = {.p = p, .o = o, .err = err};
    const uint64_t failures = kom_mem_failures();
    (void)x;
    enum kom_status status = put_notes(&s);
    if (!status)
        status = kom_panel_gather(p, err);
    s.order = status ? NULL : kom_groups_sorted(&p->answer.groups, p->given.n_own + 1);
    s.rank = kom_alloc(p->answer.groups.n + 1, sizeof *s.rank);
    for (uint32_t i = 0; s.order && s.rank && i < p->answer.groups.n; i++)
        s.rank[s.order[i]] = i;
    if (!status)
        status = s.order && s.rank && name_persons(&s) && collect(&s) ? put_groups(&s)
                                                                      : kom_panel_no_memory(err);
    void *const owned[] = {s.order, s.rank, s.spell, s.cell, s.person};
    for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++)
        kom_free(owned[i]);
    kom_arena_fini(&s.hashes);
    return kom_mem_settle(failures, status, err);
}

/* ---- back ---- */

struct loading {
    struct panel_books *b;
    const struct kom_extract *x;
    struct kom_error *err;
    uint32_t group; /* KOM_GROUP_NONE: none has begun */
};

static enum kom_status damaged(const struct loading *l) {
    return kom_state_damaged(l->x->label, l->err);
}

static enum kom_status no_memory(const struct loading *l) {
    return kom_panel_no_memory(l->err);
}

static enum kom_status load_group(void *loading, struct kom_state_in *in) {
    struct loading *l = loading;
    struct panel_books *b = l->b;
    kom_buf_reset(&b->key);
    const struct kom_text unit = kom_state_take(in);
    kom_group_add_part(&b->key, unit);
    for (size_t i = 0; i < b->g->n_own; i++)
        kom_group_add_part(&b->key, kom_state_take(in));
    l->group = kom_panel_group(b, unit);
    return l->group == KOM_GROUP_NONE ? no_memory(l) : KOM_OK;
}

static bool take_day(struct kom_state_in *in, int32_t *day) {
    const int64_t x = kom_state_take_signed(in);
    *day = (int32_t)x;
    return !in->has_failed && x == *day;
}

static enum kom_status load_spell(void *loading, struct kom_state_in *in) {
    struct loading *l = loading;
    struct panel_spell s = {.group = l->group};
    const struct kom_text person = kom_state_take(in);
    if (!take_day(in, &s.first) || !take_day(in, &s.last) || l->group == KOM_GROUP_NONE)
        return damaged(l);
    if (l->b->g->person >= 0)
        s.person = kom_intern_add(&l->b->persons, person);
    return s.person != KOM_NO_ID && kom_panel_keep(l->b, &s) ? KOM_OK : no_memory(l);
}

static enum kom_status load_rows(void *loading, struct kom_state_in *in) {
    struct loading *l = loading;
    const size_t n_values = l->b->g->ask.n_values;
    int32_t period;
    if (!take_day(in, &period) || l->group == KOM_GROUP_NONE)
        return damaged(l);
    const uint32_t at = kom_panel_place(l->b, l->group, period);
    if (at == KOM_NO_ID)
        return no_memory(l);
    l->b->n_rows[at] += kom_state_take_whole(in);
    for (size_t k = 0; k < n_values; k++) {
        struct kom_exact sum = {0};
        kom_exact_load(&sum, in);
        kom_exact_merge(&l->b->sum[at * n_values + k], &sum);
        kom_exact_fini(&sum);
        if (l->b->sum[at * n_values + k].failed)
            return no_memory(l);
    }
    return KOM_OK;
}

static enum kom_status load_days(void *loading, struct kom_state_in *in) {
    struct loading *l = loading;
    for (int i = 0; i < 2; i++) {
        int32_t day;
        if (!take_day(in, &day))
            return damaged(l);
        kom_panel_widen(l->b, day);
    }
    return KOM_OK;
}

static enum kom_status load_unmet(void *loading, struct kom_state_in *in) {
    struct loading *l = loading;
    struct kom_unmet *const unmet[N_KEYS] = {&l->b->unmet, &l->b->unmet_reports};
    return kom_unmet_load(unmet, N_KEYS, l->x, in, l->err);
}

static enum kom_status load_total(void *loading, struct kom_state_in *in) {
    struct loading *l = loading;
    return kom_totals_load(&l->b->g->totals, &l->b->totals, l->x, in, l->err);
}

enum kom_status kom_panel_load(void *books, const struct kom_extract *x, uint32_t part,
                               const struct kom_state_lines *lines, struct kom_error *err) {
    static const struct kom_state_verb verbs[] = {
        {"spell", load_spell}, {"rows", load_rows},   {"group", load_group}, {"days", load_days},
        {"unmet", load_unmet}, {"total", load_total}, {NULL, NULL}};
    struct loading l = {books, x, err, KOM_GROUP_NONE};
    const struct kom_state_reader reader = {.verbs = verbs, .context = &l, .label = x->label};
    enum kom_status status = kom_state_take_lines(lines, &reader, err);
    (void)part;
    return status ? status : kom_panel_check_books(books, err);
}
