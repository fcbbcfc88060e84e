/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the workers saw, as one: groups, persons, keys that meet nothing, totals among the rows. */
#include "work.h"

/* ---- keys ---- */

static enum kom_status judge_keys(struct kom_panel *p, const struct kom_meet *known,
                                  struct kom_unmet *(*unmet_of)(struct panel_books *),
                                  struct kom_error *err) {
    const struct panel_given *g = &p->given;
    struct kom_unmet *all = unmet_of(&p->books[0]);
    bool ok = true;
    for (unsigned i = 1; i < p->n_books && ok; i++)
        ok = kom_unmet_merge(all, unmet_of(&p->books[i]));
    const struct kom_meeting one = {.known = known,
                                    .unmet = all,
                                    .label = g->x->label,
                                    .heading = g->x->columns[g->kom].heading,
                                    .extract = g->x};
    return ok ? kom_meet_judge(&one, g->ask.unmatched, err) : kom_panel_no_memory(err);
}

static struct kom_unmet *of_lookup(struct panel_books *b) {
    return &b->unmet;
}

static struct kom_unmet *of_reports(struct panel_books *b) {
    return &b->unmet_reports;
}

/* A municipality of several networks that was not settled, as soon as it is one of the units. */
static enum kom_status judge_networks(struct kom_panel *p, struct kom_error *err) {
    const struct kom_lookup *l = p->given.by.lookup;
    struct panel_answer *a = &p->answer;
    uint8_t *seen = p->books[0].seen;
    for (unsigned i = 1; i < p->n_books; i++)
        for (size_t id = 0; id < l->units.n; id++)
            seen[id] |= p->books[i].seen[id];
    int column = KOM_NO_COLUMN;
    enum kom_status status =
        l->municipalities ? kom_frame_need(l->municipalities, "kom", &column, err) : KOM_OK;
    for (size_t row = 0; !status && l->municipalities && row < l->municipalities->n_rows; row++) {
        const struct kom_lookup_unit unit =
            kom_lookup_find(l, kom_frame_cell(l->municipalities, row, column));
        if (unit.id != KOM_NO_ID)
            seen[unit.id] = 1;
    }
    if (!status)
        status = kom_lookup_refuse(l, seen, err);
    if (!status && l->overlap.way == KOM_OVERLAP_BOTH)
        a->notes.n_several = kom_lookup_several(l, seen, ", ", &a->notes.several);
    return status;
}

/* ---- totals among the rows ---- */

/* The rows added to one group (of dated rows in one period), and their sums. */
struct looking {
    struct kom_panel *p;
    struct kom_exact *sum; /* n_values */
    bool failed;
};

static void add_place(struct looking *look, const struct panel_books *b, uint32_t at,
                      uint64_t *n_rows) {
    const size_t n_values = look->p->given.ask.n_values;
    *n_rows += b->n_rows[at];
    for (size_t i = 0; i < n_values; i++)
        kom_exact_merge(&look->sum[i], &b->sum[at * n_values + i]);
}

static struct kom_total_group find_group(void *context, struct kom_text key) {
    struct looking *look = context;
    const struct panel_given *g = &look->p->given;
    struct kom_total_group all = {0, look->sum};
    struct kom_group_part part[2];
    struct kom_period period = {g->ask.period, 0};
    if (!kom_group_has_parts(key, 2)) /* a state that somebody changed */
        return all;
    kom_group_parts(key, part, 2);
    for (size_t i = 0; i < g->ask.n_values; i++)
        kom_exact_fini(&look->sum[i]);
    (void)kom_period_parse(part[1].text, &period);
    for (unsigned i = 0; i < look->p->n_books; i++) {
        const struct panel_books *b = &look->p->books[i];
        const uint32_t group = kom_groups_find(&b->groups, part[0].text);
        for (size_t k = 0; g->is_spells && k < b->n_spells; k++)
            all.n_rows += b->spell[k].group == group;
        if (g->is_spells && group != KOM_GROUP_NONE)
            all.n_rows += b->group[group].n_later;
        const uint32_t at = g->is_spells || group == KOM_GROUP_NONE
                                ? KOM_NO_ID
                                : kom_pairs_find(&b->cells, group, (uint32_t)period.number);
        if (at != KOM_NO_ID)
            add_place(look, b, at, &all.n_rows);
    }
    return all;
}

static enum kom_status judge_totals(struct kom_panel *p, struct kom_error *err) {
    const struct panel_given *g = &p->given;
    struct kom_total_seen all = {0};
    struct looking look = {.p = p, .sum = kom_alloc(g->ask.n_values + 1, sizeof *look.sum)};
    bool ok = look.sum;
    for (unsigned i = 0; i < p->n_books && ok; i++)
        ok = kom_totals_merge(&g->totals, &all, &p->books[i].totals);
    enum kom_status status =
        ok ? kom_totals_judge(&g->totals, &all, g->x, (struct kom_total_groups){find_group, &look},
                              &g->ask.unmatched->lines, err)
           : kom_panel_no_memory(err);
    for (size_t i = 0; look.sum && i < g->ask.n_values; i++)
        kom_exact_fini(&look.sum[i]);
    kom_free(look.sum);
    kom_total_seen_fini(&all);
    return status;
}

enum kom_status kom_panel_judge(struct kom_panel *p, struct kom_error *err) {
    const struct panel_given *g = &p->given;
    enum kom_status status = KOM_OK;
    if (g->by.kom >= 0)
        status = judge_keys(p, &g->by.lookup->meet, of_lookup, err);
    if (!status && g->by.kom >= 0)
        status = judge_networks(p, err);
    if (!status && g->reports.frame)
        status = judge_keys(p, &g->reports.meet, of_reports, err);
    return status || !g->totals.n ? status : judge_totals(p, err);
}

/* ---- groups and persons ---- */

/* The numbers in the whole of all groups of a worker; NULL: memory ran out. */
static uint32_t *map_groups(struct kom_groups *all, const struct kom_groups *own) {
    uint32_t *map = kom_alloc(own->n + 1, sizeof *map);
    for (size_t i = 0; map && i < own->n; i++) {
        map[i] = kom_groups_intern(all, kom_groups_key(own, (uint32_t)i));
        if (map[i] == KOM_GROUP_NONE) {
            kom_free(map);
            return NULL;
        }
    }
    return map;
}

static enum kom_status gather_one(struct panel_answer *a, struct panel_books *b,
                                  struct kom_error *err) {
    const bool has_persons = b->persons.n;
    uint32_t *group = map_groups(&a->groups, &b->groups);
    uint32_t *person = group ? kom_intern_map(&a->persons, &b->persons) : NULL;
    for (size_t i = 0; person && i < b->n_spells; i++) {
        b->spell[i].group = group[b->spell[i].group];
        if (has_persons)
            b->spell[i].person = person[b->spell[i].person];
    }
    for (size_t i = 0; person && i < b->n_places; i++)
        b->cells.pair[i] =
            (uint64_t)group[b->cells.pair[i] >> 32] << 32 | (b->cells.pair[i] & UINT32_MAX);
    const enum kom_status status = person ? KOM_OK : kom_panel_no_memory(err);
    kom_free(group);
    kom_free(person);
    return status;
}

enum kom_status kom_panel_gather(struct kom_panel *p, struct kom_error *err) {
    enum kom_status status = KOM_OK;
    for (unsigned i = 0; i < p->n_books && !status; i++)
        status = gather_one(&p->answer, &p->books[i], err);
    return status;
}
