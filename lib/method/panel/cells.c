/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cells of a panel: every unit known, times every combination of the other by-columns that was
   seen. A unit may have several parts of a key (networks), and several units one (a region). */
#include "work.h"

/* Is by-column i one that follows from the unit? */
static bool follows(const struct panel_given *g, size_t i) {
    return g->by_place[i] >= 0 || (g->kom >= 0 && g->by_column[i] == g->kom);
}

/* ---- units and combinations ---- */

static enum kom_status number_groups(struct kom_panel *p, struct kom_error *err) {
    struct panel_answer *a = &p->answer;
    struct kom_group_part part[PANEL_OWN_MAX + 1];
    struct kom_buf key = {0};
    bool ok = true;
    a->unit_of_group = kom_alloc(a->groups.n + 1, sizeof *a->unit_of_group);
    a->rest_of_group = kom_alloc(a->groups.n + 1, sizeof *a->rest_of_group);
    if (!a->unit_of_group || !a->rest_of_group)
        return kom_panel_no_memory(err);
    for (size_t i = 0; i < a->groups.n && ok; i++) {
        kom_group_parts(kom_groups_key(&a->groups, (uint32_t)i), part, p->given.n_own + 1);
        kom_buf_reset(&key);
        for (size_t k = 0; k < p->given.n_own; k++)
            kom_group_add_part(&key, part[k + 1].text);
        a->unit_of_group[i] = kom_intern_add(&a->units, part[0].text);
        a->rest_of_group[i] =
            key.failed ? KOM_GROUP_NONE : kom_groups_intern(&a->rests, kom_buf_view(&key));
        ok = a->unit_of_group[i] != KOM_NO_ID && a->rest_of_group[i] != KOM_GROUP_NONE;
    }
    kom_buf_fini(&key);
    return ok ? KOM_OK : kom_panel_no_memory(err);
}

/* Units that no row has; and what is there without any. */
static enum kom_status add_known(struct kom_panel *p, struct kom_error *err) {
    struct panel_answer *a = &p->answer;
    const struct kom_frame *f = p->given.by.kom >= 0 ? p->given.by.lookup->municipalities : NULL;
    const struct kom_text none = {NULL, 0};
    int kom = KOM_NO_COLUMN;
    enum kom_status status = f ? kom_frame_need(f, "kom", &kom, err) : KOM_OK;
    bool ok = true;
    for (size_t row = 0; f && !status && ok && row < f->n_rows; row++) {
        struct kom_text unit = kom_text_trim(kom_frame_cell(f, row, kom));
        ok = unit.n == 0 || kom_intern_add(&a->units, unit) != KOM_NO_ID;
    }
    if (p->given.kom < 0)
        ok = ok && kom_intern_add(&a->units, none) != KOM_NO_ID;
    if (p->given.n_own == 0)
        ok = ok && kom_groups_intern(&a->rests, none) != KOM_GROUP_NONE;
    return status || ok ? status : kom_panel_no_memory(err);
}

/* ---- parts of units ---- */

static bool add_part(struct panel_answer *a, struct kom_text key) {
    void *item = a->part;
    const uint32_t part = kom_groups_intern(&a->parts, key);
    if (part == KOM_GROUP_NONE ||
        kom_grow(&item, &a->cap_part, a->n_part_items + 1, sizeof *a->part))
        return false;
    a->part = item;
    a->part[a->n_part_items++] = part;
    return true;
}

static bool add_parts(struct kom_panel *p, uint32_t unit, struct kom_buf *key) {
    const struct panel_given *g = &p->given;
    const struct kom_text code = p->answer.units.text[unit];
    struct kom_lookup_unit found = {.n = 1};
    if (g->by.kom >= 0)
        found = kom_lookup_find(g->by.lookup, code);
    bool ok = true;
    for (size_t k = 0; k < found.n && ok; k++) {
        kom_buf_reset(key);
        for (size_t i = 0; i < g->ask.n_by; i++)
            if (follows(g, i))
                kom_group_add_part(
                    key, g->by_place[i] < 0
                             ? code
                             : found.value[k * g->by.lookup->n_columns + (size_t)g->by_place[i]]);
        ok = !key->failed && add_part(&p->answer, kom_buf_view(key));
    }
    return ok;
}

static enum kom_status make_parts(struct kom_panel *p, struct kom_error *err) {
    struct panel_answer *a = &p->answer;
    struct kom_buf key = {0};
    a->part_start = kom_alloc(a->units.n + 1, sizeof *a->part_start);
    bool ok = a->part_start;
    for (uint32_t unit = 0; ok && unit < a->units.n; unit++) {
        ok = add_parts(p, unit, &key);
        a->part_start[unit + 1] = (uint32_t)a->n_part_items;
    }
    kom_buf_fini(&key);
    return ok ? KOM_OK : kom_panel_no_memory(err);
}

/* ---- cells ---- */

static bool add_cell(struct kom_panel *p, const struct kom_group_part *part,
                     const struct kom_group_part *rest, struct kom_buf *key) {
    const struct panel_given *g = &p->given;
    kom_buf_reset(key);
    for (size_t i = 0; i < g->ask.n_by; i++)
        kom_group_add_part(key, follows(g, i) ? part++->text : rest++->text);
    if (g->has_state)
        kom_group_add_part(key, rest->text);
    return !key->failed && kom_groups_intern(&p->answer.cells, kom_buf_view(key)) != KOM_GROUP_NONE;
}

enum kom_status kom_panel_cells(struct kom_panel *p, struct kom_error *err) {
    struct panel_answer *a = &p->answer;
    struct kom_group_part part[KOM_BY_MAX], rest[PANEL_OWN_MAX];
    struct kom_buf key = {0};
    enum kom_status status = number_groups(p, err);
    if (!status)
        status = add_known(p, err);
    if (!status)
        status = make_parts(p, err);
    if (!status)
        status = kom_panel_check_cells(p, err);
    size_t n_follow = 0;
    for (size_t i = 0; i < p->given.ask.n_by; i++)
        n_follow += follows(&p->given, i);
    bool ok = true;
    for (size_t i = 0; i < a->parts.n && !status && ok; i++) {
        kom_group_parts(kom_groups_key(&a->parts, (uint32_t)i), part, n_follow);
        for (size_t k = 0; k < a->rests.n && ok; k++) {
            kom_group_parts(kom_groups_key(&a->rests, (uint32_t)k), rest, p->given.n_own);
            ok = add_cell(p, part, rest, &key);
        }
    }
    kom_buf_fini(&key);
    if (!status && ok)
        a->order = kom_groups_sorted(&a->cells, p->given.ask.n_by + p->given.has_state);
    return status || (ok && a->order) ? status : kom_panel_no_memory(err);
}
