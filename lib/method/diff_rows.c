/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of the before-after comparison: into groups, into uses, and no totals beside their parts. */
#include "diff_work.h"

#include <stdlib.h>
#include <string.h>

/* ---- groups ---- */

/* A row with its by-values. */
struct keyed {
    const struct kom_text *by;
    size_t n_by, row;
};

/* `before` stands where `after` does, and ahead of it. */
static struct kom_text place_of(struct kom_text t) {
    return kom_text_is(t, "before") ? kom_text_of("after") : t;
}

/* The order of keys: bytes, before ahead of after, total last. */
static int compare_keys(struct kom_text a, struct kom_text b) {
    int total = (int)kom_text_is(a, "total") - (int)kom_text_is(b, "total");
    if (total)
        return total;
    int order = kom_text_compare(place_of(a), place_of(b));
    return order ? order : (int)kom_text_is(b, "before") - (int)kom_text_is(a, "before");
}

int kom_diff_keys_compare(const struct kom_text *a, const struct kom_text *b, size_t n) {
    int order = 0;
    for (size_t i = 0; i < n && order == 0; i++)
        order = compare_keys(a[i], b[i]);
    return order;
}

static int compare_groups(const struct keyed *a, const struct keyed *b) {
    return kom_diff_keys_compare(a->by, b->by, a->n_by);
}

static int by_group(const void *pa, const void *pb) {
    const struct keyed *a = pa, *b = pb;
    int order = compare_groups(a, b);
    return order ? order : (a->row > b->row) - (a->row < b->row);
}

/* All rows with their by-values; one of several networks stands once for each. */
struct keys {
    struct keyed *item;
    size_t n;
    struct kom_text *cell; /* room for the values of what comes next */
    uint8_t *seen;         /* of each municipality of the lookup; NULL: nothing is looked up */
};

/* What the tables beside say of a row, and how often it stands. */
static enum kom_status unit_of(struct kom_diff_work *work, size_t row,
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

static void keys_add(struct kom_diff_work *work, struct keys *keys, size_t row,
                     const struct kom_text *beside) {
    const size_t n_by = work->out->n_by;
    keys->item[keys->n++] = (struct keyed){keys->cell, n_by, row};
    for (size_t i = 0; i < n_by; i++) {
        int place = work->column.place[i];
        *keys->cell++ = place == KOM_NO_COLUMN
                            ? kom_text_trim(kom_frame_cell(work->frame, row, work->column.by[i]))
                            : beside[place];
    }
}

/* The rows that there will be, and which municipalities they have. */
static enum kom_status keys_count(struct kom_diff_work *work, struct keys *keys, size_t *n) {
    const struct kom_lookup *l = work->request->lookup;
    enum kom_status status = KOM_OK;
    *n = 0;
    if (work->column.kom != KOM_NO_COLUMN) {
        keys->seen = kom_arena_take(&work->arena, l->units.n + 1);
        if (!keys->seen)
            return KOM_ENOMEM;
        memset(keys->seen, 0, l->units.n + 1);
    }
    for (size_t row = 0; row < work->frame->n_rows && status == KOM_OK; row++) {
        struct kom_lookup_unit unit;
        status = unit_of(work, row, &unit);
        *n += unit.n;
        if (status == KOM_OK && keys->seen && unit.id != KOM_NO_ID)
            keys->seen[unit.id] = 1;
    }
    return status == KOM_OK && keys->seen ? kom_lookup_refuse(l, keys->seen, work->err) : status;
}

static enum kom_status keys_make(struct kom_diff_work *work, struct keys *keys) {
    const size_t n_by = work->out->n_by;
    size_t n;
    *keys = (struct keys){0};
    enum kom_status status = keys_count(work, keys, &n);
    if (status != KOM_OK)
        return status;
    keys->item = kom_arena_take(&work->arena, (n + 1) * sizeof *keys->item);
    keys->cell = kom_arena_take(&work->out->arena, (n * n_by + 1) * sizeof *keys->cell);
    if (!keys->item || !keys->cell)
        return KOM_ENOMEM;
    for (size_t row = 0; row < work->frame->n_rows; row++) {
        struct kom_lookup_unit unit;
        (void)unit_of(work, row, &unit); /* it went well in keys_count */
        for (size_t k = 0; k < unit.n; k++)
            keys_add(work, keys, row,
                     unit.value ? unit.value + k * work->request->lookup->n_columns : NULL);
        if (unit.n == 0 && work->mark[row].reason == KOM_DIFF_USED)
            work->out->reason[row] = KOM_DIFF_SEVERAL;
    }
    qsort(keys->item, keys->n, sizeof *keys->item, by_group);
    return KOM_OK;
}

/* Names the municipalities of a group whose rows stand in other networks too. */
static enum kom_status name_several(struct kom_diff_work *work, const struct keys *keys,
                                    struct kom_diff_group *group) {
    const struct kom_lookup *l = work->request->lookup;
    struct kom_buf text = {0};
    enum kom_status status = KOM_OK;
    if (!keys->seen || !l->has_several || l->overlap.way != KOM_OVERLAP_BOTH)
        return KOM_OK;
    memset(keys->seen, 0, l->units.n);
    for (size_t i = 0; i < group->n_members; i++) {
        struct kom_lookup_unit unit;
        (void)unit_of(work, group->member[i], &unit);
        if (unit.id != KOM_NO_ID)
            keys->seen[unit.id] = 1;
    }
    if (kom_lookup_several(l, keys->seen, " ", &text)) {
        group->several = text.failed ? NULL : kom_arena_copy(&work->arena, text.p, text.n);
        status = group->several ? KOM_OK : KOM_ENOMEM;
    }
    kom_buf_fini(&text);
    return status;
}

/* ---- subgroups side by side ---- */

struct sibling {
    struct kom_text unit;
    struct kom_diff_group *group;
};

static int by_unit(const void *pa, const void *pb) {
    const struct sibling *a = pa, *b = pb;
    return kom_text_compare(a->unit, b->unit);
}

/* The same in every by-column but the unit and the contrast. */
static bool is_same_part(const struct kom_diff_work *work, const struct kom_diff_group *a,
                         const struct kom_diff_group *b) {
    for (size_t i = 0; i < work->out->n_by; i++)
        if (work->column.by[i] != work->column.unit &&
            !(work->request->contrast && i == work->contrast) &&
            !kom_text_equal(a->by[i], b->by[i]))
            return false;
    return true;
}

/* Siblings from..to-1 have one unit. */
static void mark_family(const struct kom_diff_work *work, struct sibling *from,
                        const struct sibling *to) {
    bool has_parts = false;
    for (const struct sibling *s = from; s < to; s++)
        has_parts = has_parts || !is_same_part(work, from->group, s->group);
    for (struct sibling *s = from; s < to; s++)
        s->group->has_siblings = has_parts;
}

/* Marks the groups that share their unit with another one, and are not set against it by
   --contrast; those that are totals stand for the whole unit. */
static enum kom_status mark_siblings(struct kom_diff_work *work, struct kom_diff_groups *groups) {
    struct sibling *sibling =
        kom_arena_take(&work->arena, (groups->n_groups + 1) * sizeof *sibling);
    size_t n = 0;
    if (!sibling)
        return KOM_ENOMEM;
    for (size_t g = 0; g < groups->n_groups; g++) {
        struct sibling own = {{NULL, 0}, &groups->group[g]};
        bool is_total = false;
        for (size_t i = 0; i < work->out->n_by; i++) {
            if (work->column.by[i] == work->column.unit)
                own.unit = own.group->by[i];
            else
                is_total = is_total || kom_text_is(own.group->by[i], "total");
        }
        if (!is_total)
            sibling[n++] = own;
    }
    qsort(sibling, n, sizeof *sibling, by_unit);
    for (size_t from = 0, to; from < n; from = to) {
        for (to = from + 1; to < n && kom_text_equal(sibling[from].unit, sibling[to].unit); to++) {
        }
        mark_family(work, &sibling[from], &sibling[to]);
    }
    return KOM_OK;
}

enum kom_status kom_diff_group_rows(struct kom_diff_work *work, struct kom_diff_groups *groups) {
    struct keys keys;
    groups->n_groups = 0;
    enum kom_status status = keys_make(work, &keys);
    if (status != KOM_OK)
        return status;
    size_t *member = kom_arena_take(&work->arena, (keys.n + 1) * sizeof *member);
    groups->group = kom_arena_take(&work->arena, (keys.n + 1) * sizeof *groups->group);
    if (!member || !groups->group)
        return KOM_ENOMEM;
    for (size_t i = 0; i < keys.n; i++) {
        member[i] = keys.item[i].row;
        if (i == 0 || compare_groups(&keys.item[i - 1], &keys.item[i]) != 0)
            groups->group[groups->n_groups++] =
                (struct kom_diff_group){.by = keys.item[i].by, .member = &member[i]};
        groups->group[groups->n_groups - 1].n_members++;
    }
    for (size_t g = 0; g < groups->n_groups && status == KOM_OK; g++)
        status = name_several(work, &keys, &groups->group[g]);
    return status == KOM_OK ? mark_siblings(work, groups) : status;
}

/* ---- uses ---- */

/* A number, or why there is none. */
static enum kom_status number_read(struct kom_diff_work *work, size_t row, int column,
                                   struct kom_num *number, enum kom_diff_reason *reason) {
    enum kom_nothing nothing = KOM_VALUE;
    enum kom_status status =
        kom_frame_number(work->frame, row, column, number, &nothing, work->err);
    if (status == KOM_EDATA && work->request->skips_bad_rows) {
        *reason = KOM_DIFF_UNREADABLE;
        return KOM_OK;
    }
    if (status == KOM_OK && nothing != KOM_VALUE)
        *reason = KOM_DIFF_MISSING;
    return status;
}

static enum kom_status weight_read(struct kom_diff_work *work, size_t row, struct kom_num *weight,
                                   enum kom_diff_reason *reason) {
    enum kom_status status = number_read(work, row, work->column.weight, weight, reason);
    if (status != KOM_OK || *reason == KOM_DIFF_UNREADABLE)
        return status;
    if (*reason == KOM_DIFF_MISSING) {
        *reason = KOM_DIFF_NO_WEIGHT;
        return KOM_OK;
    }
    double w = kom_num_double(weight);
    if (w < 0.0)
        return kom_frame_fail(work->frame, row, work->column.weight, work->err,
                              "a weight cannot be negative");
    if (!(w > 0.0))
        *reason = KOM_DIFF_NO_WEIGHT;
    return KOM_OK;
}

static bool is_hidden(const struct kom_diff_work *work, size_t row, int column) {
    return column != KOM_NO_COLUMN &&
           kom_text_is(kom_text_trim(kom_frame_cell(work->frame, row, column)), "hidden");
}

static bool is_blank(const struct kom_diff_work *work, size_t row, int column) {
    return column != KOM_NO_COLUMN &&
           kom_text_trim(kom_frame_cell(work->frame, row, column)).n == 0;
}

enum kom_status kom_diff_use_read(struct kom_diff_work *work,
                                  const struct kom_diff_measure *measure, size_t row,
                                  struct kom_diff_use *use, enum kom_diff_reason *reason) {
    *use =
        (struct kom_diff_use){.weight = kom_num_whole(1), .row = row, .side = work->mark[row].side};
    if (is_hidden(work, row, measure->status) || is_hidden(work, row, measure->second_status)) {
        *reason = KOM_DIFF_HIDDEN;
        return KOM_OK;
    }
    enum kom_status status = number_read(work, row, measure->column, &use->value, reason);
    if (status == KOM_OK && *reason == KOM_DIFF_USED && measure->second != KOM_NO_COLUMN)
        status = number_read(work, row, measure->second, &use->second, reason);
    if (status == KOM_OK && *reason == KOM_DIFF_USED && work->column.weight != KOM_NO_COLUMN)
        status = weight_read(work, row, &use->weight, reason);
    if (status == KOM_OK && *reason == KOM_DIFF_USED && is_blank(work, row, work->link))
        *reason = KOM_DIFF_NO_ID;
    if (status == KOM_OK && *reason == KOM_DIFF_USED && is_blank(work, row, work->column.cluster))
        *reason = KOM_DIFF_NO_CLUSTER;
    return status;
}

/* ---- totals ---- */

/* A column that no option names: its values are mixed within the groups. */
static bool is_mixed(const struct kom_diff_work *work, int column) {
    const struct kom_diff_columns *c = &work->column;
    if (column == c->time || column == c->id || column == c->phase || column == c->weight ||
        column == c->cluster)
        return false;
    for (size_t i = 0; i < work->out->n_by; i++)
        if (c->by[i] == column)
            return false;
    for (size_t i = 0; i < work->n_measures; i++)
        if (work->measure[i].column == column || work->measure[i].second == column)
            return false;
    return true;
}

/* Rows of --margins say `total`; beside their parts in one group they would count everybody twice.
 */
enum kom_status kom_diff_refuse_totals(struct kom_diff_work *work) {
    for (int column = 0; column < (int)work->frame->n_cols; column++) {
        size_t total = SIZE_MAX;
        bool has_parts = false;
        if (!is_mixed(work, column))
            continue;
        for (size_t row = 0; row < work->frame->n_rows; row++) {
            if (work->mark[row].reason != KOM_DIFF_USED)
                continue;
            if (!kom_text_is(kom_text_trim(kom_frame_cell(work->frame, row, column)), "total"))
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
