/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts the rows there will be, then makes them, then sorts them. */
#include "keyed.h"

#include <stdlib.h>
#include <string.h>

/* `before` stands where `after` does, and ahead of it. */
static struct kom_text place_of(struct kom_text t) {
    return kom_text_is(t, "before") ? kom_text_of("after") : t;
}

static int compare_key(struct kom_text a, struct kom_text b) {
    int total = (int)kom_text_is(a, "total") - (int)kom_text_is(b, "total");
    if (total)
        return total;
    int order = kom_text_compare(place_of(a), place_of(b));
    return order ? order : (int)kom_text_is(b, "before") - (int)kom_text_is(a, "before");
}

int kom_keyed_compare(const struct kom_text *a, const struct kom_text *b, size_t n) {
    int order = 0;
    for (size_t i = 0; i < n && order == 0; i++)
        order = compare_key(a[i], b[i]);
    return order;
}

bool kom_keyed_same_group(const struct kom_keyed *a, const struct kom_keyed *b) {
    return kom_keyed_compare(a->key, b->key, a->n_keys) == 0;
}

static int by_group(const void *pa, const void *pb) {
    const struct kom_keyed *a = pa, *b = pb;
    int order = kom_keyed_compare(a->key, b->key, a->n_keys);
    return order ? order : (a->row > b->row) - (a->row < b->row);
}

/* What the tables beside say of a row, and how often it stands. */
static void unit_of(const struct kom_keyed_rows *r, size_t row, struct kom_lookup_unit *unit) {
    const struct kom_keyed_spec *s = &r->spec;
    *unit = (struct kom_lookup_unit){.n = 1};
    if (s->kom == KOM_NO_COLUMN)
        return;
    *unit = kom_lookup_find(s->lookup, kom_frame_cell(s->frame, row, s->kom));
}

/* Municipalities that the tables beside do not have. */
static enum kom_status judge_keys(const struct kom_keyed_spec *s, struct kom_error *err) {
    const struct kom_lookup *l = s->lookup;
    struct kom_unmet unmet = {0};
    const struct kom_meeting one = {.known = &l->meet,
                                    .unmet = &unmet,
                                    .label = "rows",
                                    .heading = s->frame->name[s->kom],
                                    .frame = s->frame};
    bool ok = true;
    if (!l->unmatched)
        return KOM_OK;
    for (size_t row = 0; row < s->frame->n_rows && ok; row++)
        ok = kom_unmet_frame(&unmet, &l->meet, l->asked, s->frame, row, s->kom);
    enum kom_status status = ok ? kom_meet_judge(&one, l->unmatched, err) : KOM_ENOMEM;
    kom_unmet_fini(&unmet);
    return status;
}

static void add(struct kom_keyed_rows *r, size_t row, const struct kom_text *beside) {
    const struct kom_keyed_spec *s = &r->spec;
    r->item[r->n++] = (struct kom_keyed){r->cell, r->n_keys, row};
    for (size_t i = 0; i < s->n_by; i++)
        *r->cell++ = s->place[i] == KOM_NO_COLUMN
                         ? kom_text_trim(kom_frame_cell(s->frame, row, s->column[i]))
                         : beside[s->place[i]];
    if (s->last != KOM_NO_COLUMN)
        *r->cell++ = kom_text_trim(kom_frame_cell(s->frame, row, s->last));
}

/* The rows that there will be, and which municipalities they have. */
static enum kom_status count(struct kom_keyed_rows *r, struct kom_arena *arena, size_t *n,
                             struct kom_error *err) {
    const struct kom_lookup *l = r->spec.lookup;
    const size_t n_rows = r->spec.frame->n_rows;
    *n = n_rows;
    if (r->spec.kom == KOM_NO_COLUMN)
        return KOM_OK;
    enum kom_status status = judge_keys(&r->spec, err);
    if (status)
        return status;
    r->seen = kom_arena_take(arena, l->units.n + 1);
    r->is_dropped = kom_arena_take(arena, (n_rows + 1) * sizeof *r->is_dropped);
    if (!r->seen || !r->is_dropped)
        return KOM_ENOMEM;
    memset(r->seen, 0, l->units.n + 1);
    *n = 0;
    for (size_t row = 0; row < n_rows; row++) {
        struct kom_lookup_unit unit;
        unit_of(r, row, &unit);
        *n += unit.n;
        r->is_dropped[row] = unit.n == 0;
        if (unit.id != KOM_NO_ID)
            r->seen[unit.id] = 1;
    }
    return kom_lookup_refuse(l, r->seen, err);
}

enum kom_status kom_keyed_make(struct kom_keyed_rows *r, const struct kom_keyed_spec *spec,
                               struct kom_arena *arena, struct kom_arena *keys,
                               struct kom_error *err) {
    size_t n;
    *r = (struct kom_keyed_rows){.spec = *spec};
    r->n_keys = spec->n_by + (spec->last == KOM_NO_COLUMN ? 0 : 1);
    enum kom_status status = count(r, arena, &n, err);
    if (status)
        return status;
    r->item = kom_arena_take(arena, (n + 1) * sizeof *r->item);
    r->cell = kom_arena_take(keys, (n * r->n_keys + 1) * sizeof *r->cell);
    if (!r->item || !r->cell)
        return KOM_ENOMEM;
    for (size_t row = 0; row < spec->frame->n_rows; row++) {
        struct kom_lookup_unit unit;
        unit_of(r, row, &unit);
        for (size_t k = 0; k < unit.n; k++)
            add(r, row, unit.value ? unit.value + k * spec->lookup->n_columns : NULL);
    }
    if (r->n_keys > 0) /* else all are one group, in their order */
        qsort(r->item, r->n, sizeof *r->item, by_group);
    return KOM_OK;
}

enum kom_status kom_keyed_several(struct kom_keyed_rows *r, const size_t *row, size_t n,
                                  struct kom_arena *arena, const char **several) {
    const struct kom_lookup *l = r->spec.lookup;
    struct kom_buf text = {0};
    *several = NULL;
    if (!r->seen || !l->has_several || l->overlap.way != KOM_OVERLAP_BOTH)
        return KOM_OK;
    memset(r->seen, 0, l->units.n);
    for (size_t i = 0; i < n; i++) {
        struct kom_lookup_unit unit;
        unit_of(r, row[i], &unit);
        if (unit.id != KOM_NO_ID)
            r->seen[unit.id] = 1;
    }
    size_t n_several = kom_lookup_several(l, r->seen, " ", &text);
    if (n_several > 0)
        *several = text.failed ? NULL : kom_arena_copy(arena, text.p, text.n);
    bool failed = text.failed || (n_several > 0 && !*several);
    kom_buf_fini(&text);
    return failed ? KOM_ENOMEM : KOM_OK;
}

enum kom_status kom_keyed_groups(struct kom_keyed_rows *rows, struct kom_arena *arena,
                                 struct kom_keyed_group **group, size_t *n_groups) {
    size_t *member = kom_arena_take(arena, (rows->n + 1) * sizeof *member), n = 0;
    for (size_t i = 0; i < rows->n; i++)
        n += i == 0 || !kom_keyed_same_group(&rows->item[i - 1], &rows->item[i]);
    *group = kom_arena_take(arena, (n + 1) * sizeof **group);
    *n_groups = n;
    if (!member || !*group)
        return KOM_ENOMEM;
    struct kom_keyed_group *g = *group;
    for (size_t i = 0; i < rows->n; i++) {
        member[i] = rows->item[i].row;
        if (i == 0 || !kom_keyed_same_group(&rows->item[i - 1], &rows->item[i]))
            *g++ = (struct kom_keyed_group){rows->item[i].key, &member[i], 0, NULL};
        g[-1].n_members++;
    }
    enum kom_status status = KOM_OK;
    for (g = *group; g < *group + n && !status; g++)
        status = kom_keyed_several(rows, g->member, g->n_members, arena, &g->several);
    return status;
}
