/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The books of all workers as lines of a state, and back to those of one.

   Groups go out in the order of their keys, those without rows in the range too, as they are units
   all the same: a line with the key and how many spells are of it, then what the dated rows of each
   period add up to. Spells come last, a line a person in the order of the persons (where rows have
   none, a line for those of the same days, in the order of the days), each with its seat, which is
   the group above, and days. Those of a part are sorted in memory; those of a state of several come
   from theirs a person at a time, and stay there until the panel is counted (parts.c). What follows
   from the unit of a group is found again when it comes back. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parts.h"
#include "state_rows.h"

enum { KEY_LOOKUP, KEY_REPORTS, N_KEYS };

/* A spell on its way out. */
struct leaving {
    struct kom_text person;
    uint32_t rank; /* of the group */
    int32_t first, last;
};

/* A place of the sums. */
struct cell {
    uint32_t rank;
    int32_t period;
    const struct panel_books *books;
    uint32_t place;
};

struct saving {
    struct kom_panel *p;
    struct kom_state_out *o;
    struct kom_error *err;
    uint32_t *order, *rank; /* groups by their keys; the place of each there */
    uint64_t *n_of_group;   /* spells */
    struct leaving *spell;
    struct cell *cell;
    size_t n_spells, cap_spells, n_cells;
    struct kom_text *person; /* what the state calls them */
    struct kom_arena hashes;
    struct kom_buf who; /* of spells that are still in states */
};

/* ---- out ---- */

/* Where rows have no persons, these are all alike. */
static int by_spell(const void *pa, const void *pb) {
    const struct leaving *x = pa, *y = pb;
    const int order = kom_text_compare(x->person, y->person);
    if (order)
        return order;
    const bool has_person = x->person.p;
    if (has_person && x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    if (x->last != y->last)
        return x->last < y->last ? -1 : 1;
    return (x->rank > y->rank) - (x->rank < y->rank);
}

static int by_cell(const void *pa, const void *pb) {
    const struct cell *x = pa, *y = pb;
    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    return (x->period > y->period) - (x->period < y->period);
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

static bool add_leaving(struct saving *s, struct leaving spell) {
    void *list = s->spell;
    if (s->n_spells == s->cap_spells &&
        kom_grow(&list, &s->cap_spells, s->n_spells + 1, sizeof *s->spell))
        return false;
    s->spell = list;
    s->spell[s->n_spells++] = spell;
    return true;
}

/* How many spells are of each group, those that are still in states too. */
static void count_spells(const struct saving *s) {
    const struct kom_panel *p = s->p;
    for (unsigned i = 0; i < p->n_books; i++) {
        const struct panel_books *b = &p->books[i];
        for (size_t k = 0; k < b->n_spells; k++)
            s->n_of_group[b->spell[k].group]++;
        for (uint32_t k = 0; k < b->groups.n; k++)
            s->n_of_group[kom_groups_find(&p->answer.groups, kom_groups_key(&b->groups, k))] +=
                b->group[k].n_later;
    }
}

/* The spells of all workers, and their places of the sums. */
static bool collect(struct saving *s) {
    const struct kom_panel *p = s->p;
    const bool has_persons = p->given.person >= 0;
    size_t n_cells = 0;
    bool ok = true;
    for (unsigned i = 0; i < p->n_books; i++)
        n_cells += p->books[i].n_places;
    s->cell = kom_alloc(n_cells + 1, sizeof *s->cell);
    for (unsigned i = 0; s->cell && ok && i < p->n_books; i++) {
        const struct panel_books *b = &p->books[i];
        for (size_t k = 0; k < b->n_spells && ok; k++) {
            const struct panel_spell *one = &b->spell[k];
            ok = add_leaving(s, (struct leaving){has_persons ? s->person[one->person]
                                                             : (struct kom_text){NULL, 0},
                                                 s->rank[one->group], one->first, one->last});
        }
        for (uint32_t k = 0; k < b->n_places; k++)
            s->cell[s->n_cells++] = (struct cell){s->rank[b->cells.pair[k] >> 32],
                                                  (int32_t)(uint32_t)b->cells.pair[k], b, k};
    }
    if (s->n_spells)
        qsort(s->spell, s->n_spells, sizeof *s->spell, by_spell);
    if (s->n_cells)
        qsort(s->cell, s->n_cells, sizeof *s->cell, by_cell);
    return s->cell && ok;
}

static enum kom_status put_group(const struct saving *s, uint32_t group) {
    struct kom_group_part part[PANEL_OWN_MAX + 1];
    const size_t n = s->p->given.n_own + 1;
    kom_group_parts(kom_groups_key(&s->p->answer.groups, group), part, n);
    kom_state_tag(s->o, "group");
    for (size_t i = 0; i < n; i++)
        kom_state_text(s->o, part[i].text);
    kom_state_whole(s->o, s->n_of_group[group]);
    return kom_state_line(s->o, s->err);
}

/* Are they of one line? */
static bool is_beside(const struct leaving *a, const struct leaving *b) {
    return a->person.p ? kom_text_equal(a->person, b->person)
                       : a->first == b->first && a->last == b->last;
}

/* A day as a number whose digits are in its order. */
static uint32_t in_order(int32_t day) {
    return (uint32_t)((int64_t)day - INT32_MIN);
}

/* The spells of a line. */
static enum kom_status put_line(const struct saving *s, const struct leaving *spell, size_t n) {
    char days[PANEL_DAYS_KEY + 1];
    struct kom_text key = spell->person;
    if (!key.p) {
        snprintf(days, sizeof days, "%08" PRIx32 "%08" PRIx32, in_order(spell->first),
                 in_order(spell->last));
        key = (struct kom_text){days, PANEL_DAYS_KEY};
    }
    kom_state_tag(s->o, "spell");
    kom_state_text(s->o, key);
    for (size_t i = 0; i < n; i++) {
        kom_state_whole(s->o, spell[i].rank);
        kom_state_signed(s->o, spell[i].first);
        kom_state_signed(s->o, spell[i].last);
    }
    return kom_state_line(s->o, s->err);
}

/* Those of the workers, in order. */
static enum kom_status put_spells(const struct saving *s) {
    enum kom_status status = KOM_OK;
    for (size_t i = 0, end; i < s->n_spells && !status; i = end) {
        for (end = i + 1; end < s->n_spells && is_beside(&s->spell[end], &s->spell[i]);)
            end++;
        status = put_line(s, &s->spell[i], end - i);
    }
    return status;
}

/* Those of one line, which different parts may have. */
static enum kom_status put_met(struct saving *s) {
    for (size_t i = 0; i < s->n_spells && s->p->given.person >= 0; i++)
        s->spell[i].person = kom_buf_view(&s->who);
    if (s->n_spells)
        qsort(s->spell, s->n_spells, sizeof *s->spell, by_spell);
    const enum kom_status status = put_spells(s);
    s->n_spells = 0;
    return status;
}

/* Those that are still in states, a line at a time. */
static enum kom_status put_later(struct saving *s) {
    struct panel_met met;
    bool has_one = true;
    s->n_spells = 0;
    while (has_one) {
        enum kom_status status = kom_panel_next_spell(s->p, &met, &has_one, s->err);
        if (!status && (met.is_new || !has_one)) {
            status = put_met(s);
            kom_buf_reset(&s->who);
        }
        if (status || !has_one)
            return status;
        if (met.is_new)
            kom_buf_text(&s->who, met.who);
        if (s->who.failed || !add_leaving(s, (struct leaving){.rank = s->rank[met.spell.group],
                                                              .first = met.spell.first,
                                                              .last = met.spell.last}))
            return kom_panel_no_memory(s->err);
    }
    return KOM_OK;
}

/* What several workers added up in one period; returns how many they are in *n. */
static enum kom_status put_cell(const struct saving *s, const struct cell *cell, size_t left,
                                size_t *n) {
    const size_t n_values = s->p->given.ask.n_values;
    uint64_t n_rows = 0;
    for (*n = 0; *n < left && by_cell(cell, cell + *n) == 0; ++*n)
        n_rows += cell[*n].books->n_rows[cell[*n].place];
    kom_state_tag(s->o, "rows");
    kom_state_signed(s->o, cell->period);
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
    size_t cell = 0, n;
    for (uint32_t rank = 0; rank < s->p->answer.groups.n && !status; rank++) {
        status = put_group(s, s->order[rank]);
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
    s.n_of_group = kom_alloc(p->answer.groups.n + 1, sizeof *s.n_of_group);
    const bool is_there = s.order && s.rank && s.n_of_group;
    for (uint32_t i = 0; is_there && i < p->answer.groups.n; i++)
        s.rank[s.order[i]] = i;
    if (is_there)
        count_spells(&s);
    if (!status)
        status =
            is_there && name_persons(&s) && collect(&s) ? put_groups(&s) : kom_panel_no_memory(err);
    if (!status)
        status = put_spells(&s);
    if (!status)
        status = put_later(&s);
    void *const owned[] = {s.order, s.rank, s.n_of_group, s.spell, s.cell, s.person};
    for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++)
        kom_free(owned[i]);
    kom_arena_fini(&s.hashes);
    kom_buf_fini(&s.who);
    return kom_mem_settle(failures, status, err);
}

/* ---- back ---- */

struct loading {
    struct panel_books *b;
    const struct kom_extract *x;
    struct kom_error *err;
    uint32_t group; /* KOM_GROUP_NONE: none has begun */
    struct panel_part part;
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
    void *seat = l->part.seat;
    if (l->group == KOM_GROUP_NONE ||
        kom_grow(&seat, &l->part.cap_seats, l->part.n_seats + 1, sizeof *l->part.seat))
        return no_memory(l);
    l->part.seat = seat;
    l->part.seat[l->part.n_seats++] = l->group;
    const uint64_t n_spells = kom_state_take_whole(in);
    b->group[l->group].n_later += n_spells;
    l->part.n_spells += n_spells;
    return KOM_OK;
}

static bool take_day(struct kom_state_in *in, int32_t *day) {
    const int64_t x = kom_state_take_signed(in);
    *day = (int32_t)x;
    return !in->has_failed && x == *day;
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
    static const struct kom_state_verb verbs[] = {{"rows", load_rows},   {"group", load_group},
                                                  {"days", load_days},   {"unmet", load_unmet},
                                                  {"total", load_total}, {NULL, NULL}};
    struct panel_books *b = books;
    struct loading l = {b, x, err, KOM_GROUP_NONE, {.lines = *lines, .books = b}};
    const struct kom_state_reader reader = {.verbs = verbs,
                                            .context = &l,
                                            .label = x->label,
                                            .until = "spell",
                                            .first = &l.part.first,
                                            .has_first = &l.part.has_first};
    enum kom_status status = kom_state_take_lines(lines, &reader, err);
    (void)part;
    if (!status)
        status = kom_panel_parts_add(b->parts, &l.part, err);
    kom_panel_part_fini(&l.part);
    return status ? status : kom_panel_check_books(b, err);
}
