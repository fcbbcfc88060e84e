/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of difference in differences: into groups, and no totals beside their parts. */
#include "did_work.h"

#include <stdlib.h>
#include <string.h>

/* A row with its by-values and, last, its value of a column `measure`. */
struct keyed {
    const struct kom_text *key;
    size_t n_keys, row;
};

/* The order of keys: bytes, total last. */
static int compare_keys(struct kom_text a, struct kom_text b) {
    int total = (int)kom_text_is(a, "total") - (int)kom_text_is(b, "total");
    return total ? total : kom_text_compare(a, b);
}

static int compare_groups(const struct keyed *a, const struct keyed *b) {
    int order = 0;
    for (size_t i = 0; i < a->n_keys && order == 0; i++)
        order = compare_keys(a->key[i], b->key[i]);
    return order;
}

static int by_group(const void *pa, const void *pb) {
    const struct keyed *a = pa, *b = pb;
    int order = compare_groups(a, b);
    return order ? order : (a->row > b->row) - (a->row < b->row);
}

/* All rows with their keys; one of several networks stands once for each. */
struct keys {
    struct keyed *item;
    size_t n, n_keys;
    struct kom_text *cell; /* room for the values of what comes next */
    uint8_t *seen;         /* of each municipality of the lookup; NULL: nothing is looked up */
};

static enum kom_status unit_of(struct kom_did_work *work, size_t row,
                               struct kom_lookup_unit *unit) {
    const struct kom_lookup *l = work->request->lookup;
    *unit = (struct kom_lookup_unit){.n = 1};
    if (work->column.kom == KOM_NO_COLUMN)
        return KOM_OK;
    *unit = kom_lookup_find(l, kom_frame_cell(work->frame, row, work->column.kom));
    return unit->id == KOM_NO_ID
               ? kom_codes_meet_cell(&l->codes, work->frame, row, work->column.kom, work->err)
               : KOM_OK;
}

static void keys_add(struct kom_did_work *work, struct keys *keys, size_t row,
                     const struct kom_text *beside) {
    const struct kom_did_columns *c = &work->column;
    keys->item[keys->n++] = (struct keyed){keys->cell, keys->n_keys, row};
    for (size_t i = 0; i < work->request->n_by; i++)
        *keys->cell++ = c->place[i] == KOM_NO_COLUMN
                            ? kom_text_trim(kom_frame_cell(work->frame, row, c->by[i]))
                            : beside[c->place[i]];
    if (c->measure != KOM_NO_COLUMN)
        *keys->cell++ = kom_text_trim(kom_frame_cell(work->frame, row, c->measure));
}

/* The rows that there will be, and which municipalities they have. */
static enum kom_status keys_count(struct kom_did_work *work, struct keys *keys, size_t *n) {
    const struct kom_lookup *l = work->request->lookup;
    enum kom_status status = KOM_OK;
    *n = work->frame->n_rows;
    if (work->column.kom == KOM_NO_COLUMN)
        return KOM_OK;
    keys->seen = kom_arena_take(&work->arena, l->units.n + 1);
    if (!keys->seen)
        return KOM_ENOMEM;
    memset(keys->seen, 0, l->units.n + 1);
    *n = 0;
    for (size_t row = 0; row < work->frame->n_rows && status == KOM_OK; row++) {
        struct kom_lookup_unit unit;
        status = unit_of(work, row, &unit);
        *n += unit.n;
        if (status == KOM_OK && unit.id != KOM_NO_ID)
            keys->seen[unit.id] = 1;
    }
    return status == KOM_OK ? kom_lookup_refuse(l, keys->seen, work->err) : status;
}

static enum kom_status keys_make(struct kom_did_work *work, struct keys *keys) {
    size_t n;
    *keys = (struct keys){.n_keys = work->request->n_by +
                                    (work->column.measure == KOM_NO_COLUMN ? 0 : 1)};
    enum kom_status status = keys_count(work, keys, &n);
    if (status != KOM_OK)
        return status;
    keys->item = kom_arena_take(&work->arena, (n + 1) * sizeof *keys->item);
    keys->cell = kom_arena_take(&work->out->arena, (n * keys->n_keys + 1) * sizeof *keys->cell);
    if (!keys->item || !keys->cell)
        return KOM_ENOMEM;
    for (size_t row = 0; row < work->frame->n_rows; row++) {
        struct kom_lookup_unit unit;
        (void)unit_of(work, row, &unit); /* it went well in keys_count */
        for (size_t k = 0; k < unit.n; k++)
            keys_add(work, keys, row,
                     unit.value ? unit.value + k * work->request->lookup->n_columns : NULL);
        if (unit.n == 0 && work->table.reason[row] == KOM_DID_USED)
            work->out->reason[row] = KOM_DID_SEVERAL;
    }
    if (keys->n_keys > 0)
        qsort(keys->item, keys->n, sizeof *keys->item, by_group);
    return KOM_OK;
}

/* Names the municipalities of a group whose rows stand in other networks too. */
static enum kom_status name_several(struct kom_did_work *work, const struct keys *keys,
                                    struct kom_did_group *group) {
    const struct kom_lookup *l = work->request->lookup;
    struct kom_buf text = {0};
    if (!keys->seen || !l->has_several || l->overlap.way != KOM_OVERLAP_BOTH)
        return KOM_OK;
    memset(keys->seen, 0, l->units.n);
    for (size_t i = 0; i < group->n_members; i++) {
        struct kom_lookup_unit unit;
        (void)unit_of(work, group->member[i], &unit);
        if (unit.id != KOM_NO_ID)
            keys->seen[unit.id] = 1;
    }
    size_t n = kom_lookup_several(l, keys->seen, " ", &text);
    if (n > 0)
        group->several = kom_arena_copy(&work->arena, text.p, text.n);
    bool failed = text.failed || (n > 0 && !group->several);
    kom_buf_fini(&text);
    return failed ? KOM_ENOMEM : KOM_OK;
}

/* What a group of a column `measure` is called: its value, and the value column among several. */
static enum kom_status name_measure(struct kom_did_work *work, const struct keyed *key,
                                    struct kom_did_group *group) {
    if (work->column.measure == KOM_NO_COLUMN)
        return KOM_OK;
    struct kom_text name = key->key[work->request->n_by];
    group->measure = kom_arena_copy(&work->out->arena, name.n ? name.p : "", name.n);
    return group->measure ? KOM_OK : KOM_ENOMEM;
}

/* Nothing tells rows apart: one group of all of them. */
static enum kom_status group_all(struct kom_did_work *work, struct kom_did_groups *groups) {
    const size_t n = work->frame->n_rows;
    size_t *member = kom_arena_take(&work->arena, (n + 1) * sizeof *member);
    groups->group = kom_arena_take(&work->arena, sizeof *groups->group);
    if (!member || !groups->group)
        return KOM_ENOMEM;
    for (size_t row = 0; row < n; row++)
        member[row] = row;
    groups->group[0] = (struct kom_did_group){.member = member, .n_members = n};
    groups->n_groups = n > 0;
    return KOM_OK;
}

enum kom_status kom_did_group_rows(struct kom_did_work *work, struct kom_did_groups *groups) {
    struct keys keys;
    groups->n_groups = 0;
    if (work->request->n_by == 0 && work->column.measure == KOM_NO_COLUMN)
        return group_all(work, groups);
    enum kom_status status = keys_make(work, &keys);
    if (status != KOM_OK)
        return status;
    size_t *member = kom_arena_take(&work->arena, (keys.n + 1) * sizeof *member), n_groups = 0;
    for (size_t i = 0; i < keys.n; i++)
        n_groups += i == 0 || compare_groups(&keys.item[i - 1], &keys.item[i]) != 0;
    groups->group = kom_arena_take(&work->arena, (n_groups + 1) * sizeof *groups->group);
    if (!member || !groups->group)
        return KOM_ENOMEM;
    for (size_t i = 0; i < keys.n && status == KOM_OK; i++) {
        member[i] = keys.item[i].row;
        if (i == 0 || compare_groups(&keys.item[i - 1], &keys.item[i]) != 0) {
            struct kom_did_group *group = &groups->group[groups->n_groups++];
            *group = (struct kom_did_group){.by = keys.item[i].key, .member = &member[i]};
            status = name_measure(work, &keys.item[i], group);
        }
        groups->group[groups->n_groups - 1].n_members++;
    }
    for (size_t g = 0; g < groups->n_groups && status == KOM_OK; g++)
        status = name_several(work, &keys, &groups->group[g]);
    return status;
}

/* ---- totals ---- */

/* A column whose values are mixed within the groups without being named for what it holds. */
static bool is_mixed(const struct kom_did_work *work, int column) {
    const struct kom_did_columns *c = &work->column;
    const struct kom_did_request *r = work->request;
    bool is_named =
        column == c->time || column == c->treated || column == c->weight || column == c->measure;
    for (size_t i = 0; i < r->n_by; i++)
        is_named = is_named || c->by[i] == column;
    for (size_t i = 0; i < r->n_values; i++)
        is_named = is_named || c->value[i] == column;
    for (size_t i = 0; i < r->n_covariates; i++)
        is_named = is_named || c->covariate[i] == column;
    return !is_named;
}

/* Rows of --margins say `total`; beside their parts they would be one more unit. */
enum kom_status kom_did_refuse_totals(struct kom_did_work *work) {
    for (int column = 0; column < (int)work->frame->n_cols; column++) {
        size_t total = SIZE_MAX;
        bool has_parts = false;
        if (!is_mixed(work, column))
            continue;
        for (size_t row = 0; row < work->frame->n_rows; row++) {
            if (work->table.reason[row] != KOM_DID_USED)
                continue;
            struct kom_text cell = kom_text_trim(kom_frame_cell(work->frame, row, column));
            if (cell.n != 5 || !kom_text_is(cell, "total"))
                has_parts = true;
            else if (total == SIZE_MAX)
                total = row;
        }
        if (has_parts && total != SIZE_MAX)
            return kom_frame_fail(work->frame, total, column, work->err,
                                  "a total beside its parts; put the column into --by, or keep the "
                                  "rows of one kind");
    }
    return KOM_OK;
}
