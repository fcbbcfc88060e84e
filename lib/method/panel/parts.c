/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Spells that are still in the states of parts.

   Each state has its spells in the order of the persons, a line each, so that the lines of all
   parts are merged without any of them lying in memory. A line names seats: groups of its state,
   by their numbers. */
#include "parts.h"

#include "state_merge.h"

struct panel_parts {
    struct panel_part *part;
    size_t n, cap;
    struct kom_state_merge merge;
    struct kom_state_source *line; /* whose spells are being taken */
    bool has_begun;
};

void kom_panel_part_fini(struct panel_part *part) {
    kom_free(part->seat);
    *part = (struct panel_part){0};
}

void kom_panel_parts_free(struct panel_parts *parts) {
    if (!parts)
        return;
    for (size_t i = 0; i < parts->n; i++)
        kom_panel_part_fini(&parts->part[i]);
    kom_state_merge_fini(&parts->merge);
    kom_free(parts->part);
    kom_free(parts);
}

enum kom_status kom_panel_parts_add(struct panel_parts **parts, struct panel_part *part,
                                    struct kom_error *err) {
    if (!*parts)
        *parts = kom_alloc(1, sizeof **parts);
    void *list = *parts ? (*parts)->part : NULL;
    if (!*parts || kom_grow(&list, &(*parts)->cap, (*parts)->n + 1, sizeof *part))
        return kom_panel_no_memory(err);
    (*parts)->part = list;
    (*parts)->part[(*parts)->n++] = *part;
    *part = (struct panel_part){0};
    return KOM_OK;
}

/* Seats become groups of the answer. */
static enum kom_status begin(struct kom_panel *p, struct kom_error *err) {
    struct panel_parts *parts = p->parts;
    enum kom_status status = KOM_OK;
    bool has_spells = false;
    parts->has_begun = true;
    parts->merge.tag = "spell";
    parts->merge.label = p->given.x->label;
    for (uint32_t i = 0; i < parts->n && !status; i++) {
        struct panel_part *part = &parts->part[i];
        for (size_t k = 0; k < part->n_seats; k++)
            part->seat[k] = kom_groups_find(&p->answer.groups,
                                            kom_groups_key(&part->books->groups, part->seat[k]));
        has_spells = has_spells || part->has_first;
        if (part->has_first)
            status = kom_state_merge_add(&parts->merge, &part->lines, &part->first, i, err);
    }
    return !status && has_spells && p->given.x->n_read == 0
               ? kom_state_damaged(parts->merge.label, err)
               : status;
}

/* After the last line: each part had the spells that it says. */
static enum kom_status end(const struct panel_parts *parts, struct kom_error *err) {
    for (size_t i = 0; i < parts->n; i++)
        if (parts->part[i].n_spells)
            return kom_state_damaged(parts->merge.label, err);
    return KOM_OK;
}

static bool take_day(struct kom_state_in *in, int32_t *day) {
    const int64_t x = kom_state_take_signed(in);
    *day = (int32_t)x;
    return !in->has_failed && x == *day && x != KOM_DAY_NONE;
}

static enum kom_status take_spell(struct panel_parts *parts, struct panel_spell *s,
                                  struct kom_error *err) {
    struct kom_state_in *in = &parts->line->in;
    struct panel_part *part = &parts->part[parts->line->number];
    const uint64_t seat = kom_state_take_whole(in);
    if (!take_day(in, &s->first) || !take_day(in, &s->last) || s->last < s->first ||
        seat >= part->n_seats || part->n_spells == 0)
        return kom_state_damaged(parts->merge.label, err);
    part->n_spells--;
    s->group = part->seat[seat];
    return KOM_OK;
}

enum kom_status kom_panel_next_spell(struct kom_panel *p, struct panel_met *met, bool *has_one,
                                     struct kom_error *err) {
    struct panel_parts *parts = p->parts;
    enum kom_status status = KOM_OK;
    *has_one = false;
    met->is_new = false;
    if (!parts)
        return KOM_OK;
    if (!parts->has_begun)
        status = begin(p, err);
    if (!status && (!parts->line || !kom_state_has_more(&parts->line->in)))
        status = kom_state_merge_next(&parts->merge, &parts->line, &met->is_new, err);
    if (status || !parts->line)
        return status ? status : end(parts, err);
    *has_one = true;
    met->who = parts->line->key;
    return take_spell(parts, &met->spell, err);
}
