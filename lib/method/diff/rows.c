/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of the before-after comparison: into groups, into uses, and no totals beside their parts. */
#include "design_rows.h"
#include "keyed.h"
#include "measured.h"
#include "totals.h"
#include "work.h"

#include <stdlib.h>
#include <string.h>

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
    const struct kom_diff_columns *c = &work->column;
    const struct kom_keyed_spec spec = {work->frame, work->request->lookup, c->kom,       c->by,
                                        c->place,    work->out->n_by,       KOM_NO_COLUMN};
    struct kom_keyed_rows rows;
    groups->n_groups = 0;
    enum kom_status status =
        kom_keyed_make(&rows, &spec, &work->arena, &work->out->arena, work->err);
    if (status)
        return status;
    struct kom_keyed_group *found;
    status = kom_keyed_groups(&rows, &work->arena, &found, &groups->n_groups);
    groups->group = kom_arena_take(&work->arena, (groups->n_groups + 1) * sizeof *groups->group);
    if (status || !groups->group)
        return KOM_ENOMEM;
    for (size_t row = 0; rows.is_dropped && row < work->frame->n_rows; row++)
        if (rows.is_dropped[row] && work->mark[row].reason == KOM_DIFF_USED)
            work->out->reason[row] = KOM_DIFF_SEVERAL;
    for (size_t g = 0; g < groups->n_groups; g++)
        groups->group[g] = (struct kom_diff_group){.by = found[g].key,
                                                   .member = found[g].member,
                                                   .n_members = found[g].n_members,
                                                   .several = found[g].several};
    return mark_siblings(work, groups);
}

/* ---- uses ---- */

/* Why a row lacks a number, in the words of this method. */
static const enum kom_diff_reason reason_of[KOM_N_LACKS] = {
    [KOM_LACKS_SENSE] = KOM_DIFF_UNREADABLE,        [KOM_LACKS_HIDDEN] = KOM_DIFF_HIDDEN,
    [KOM_LACKS_VALUE] = KOM_DIFF_MISSING,           [KOM_LACKS_WEIGHT] = KOM_DIFF_NO_WEIGHT,
    [KOM_LACKS_MORE_WEIGHT] = KOM_DIFF_ZERO_WEIGHT,
};

static struct kom_measured_frame measured(const struct kom_diff_work *work) {
    return (struct kom_measured_frame){work->frame, work->column.beside,
                                       work->request->skips_bad_rows};
}

static bool is_blank(const struct kom_diff_work *work, size_t row, int column) {
    return column != KOM_NO_COLUMN &&
           kom_text_trim(kom_frame_cell(work->frame, row, column)).n == 0;
}

/* Whether the row has the value that is counted. */
static enum kom_status value_read(const struct kom_diff_work *work, size_t row, int column,
                                  struct kom_num *value, enum kom_lack *lack) {
    char room[16];
    const struct kom_text cell = kom_frame_group(work->frame, row, column, room);
    *lack = cell.n == 0 ? KOM_LACKS_VALUE : KOM_LACKS_NOTHING;
    *value = kom_num_whole(kom_text_is(cell, work->request->count_value));
    return KOM_OK;
}

enum kom_status kom_diff_use_read(struct kom_diff_work *work,
                                  const struct kom_diff_measure *measure, size_t row,
                                  struct kom_diff_use *use, enum kom_diff_reason *reason) {
    *use = (struct kom_diff_use){.second = kom_num_whole(1),
                                 .weight = kom_num_whole(1),
                                 .row = row,
                                 .side = work->mark[row].side};
    const struct kom_measured_frame f = measured(work);
    enum kom_lack lack = KOM_LACKS_NOTHING;
    enum kom_status status =
        work->request->count_value
            ? value_read(work, row, measure->column, &use->value, &lack)
            : kom_measured_value(&f, row, measure->column, &use->value, &lack, work->err);
    if (!status && !lack && measure->second != KOM_NO_COLUMN)
        status = kom_measured_value(&f, row, measure->second, &use->second, &lack, work->err);
    if (!status && !lack && work->column.weight != KOM_NO_COLUMN)
        status = kom_measured_weight(&f, row, work->column.weight, &use->weight, &lack, work->err);
    *reason = lack ? reason_of[lack] : *reason;
    if (!status && *reason == KOM_DIFF_USED)
        *reason = kom_diff_design_reason(work, row);
    if (!status && *reason == KOM_DIFF_USED && is_blank(work, row, work->link))
        *reason = KOM_DIFF_NO_ID;
    if (!status && *reason == KOM_DIFF_USED && is_blank(work, row, work->column.cluster))
        *reason = KOM_DIFF_NO_CLUSTER;
    return status;
}

/* ---- totals ---- */

/* Columns that are named for what they hold: their values are not mixed within the groups. */
static void name_columns(const struct kom_diff_work *work, bool *is_named) {
    const struct kom_diff_columns *c = &work->column;
    const int named[] = {c->time, c->id, c->phase, c->weight, c->cluster};
    kom_columns_mark(is_named, named, sizeof named / sizeof named[0]);
    if (work->design)
        kom_columns_mark(is_named, work->design->column, work->design->n_columns);
    kom_columns_mark(is_named, c->by, work->out->n_by);
    for (size_t i = 0; i < work->n_measures; i++) {
        kom_columns_mark(is_named, &work->measure[i].column, 1);
        kom_columns_mark(is_named, &work->measure[i].second, 1);
    }
}

/* Rows of --margins say `total`; beside their parts in one group they would count everybody twice.
 */
enum kom_status kom_diff_refuse_totals(struct kom_diff_work *work) {
    bool *is_named = kom_alloc(work->frame->n_cols, sizeof *is_named);
    bool *is_used = kom_alloc(work->frame->n_rows, sizeof *is_used);
    enum kom_status status = is_named && is_used ? KOM_OK : KOM_ENOMEM;
    if (!status)
        name_columns(work, is_named);
    for (size_t row = 0; row < work->frame->n_rows && !status; row++)
        is_used[row] = work->mark[row].reason == KOM_DIFF_USED;
    if (!status)
        status = kom_total_mixed(work->frame, is_named, is_used, work->err);
    kom_free(is_named);
    kom_free(is_used);
    return status;
}

/* The column of what is compared one by one; NULL: rows are added up. */
static const int *unit_of(const struct kom_diff_work *work) {
    if (work->request->sides == KOM_DIFF_PARTICIPATION)
        return &work->column.unit;
    return work->link == KOM_NO_COLUMN ? NULL : &work->link;
}

/* Other words for totals, and rows that are the sums of the others of their side, are named. */
enum kom_status kom_diff_name_totals(struct kom_diff_work *work,
                                     const struct kom_diff_groups *groups) {
    const struct kom_frame *frame = work->frame;
    bool *is_exempt = kom_arena_take(&work->arena, (frame->n_cols + 1) * sizeof *is_exempt);
    uint32_t *side = kom_arena_take(&work->arena, (frame->n_rows + 1) * sizeof *side);
    int *measure = kom_arena_take(&work->arena, (2 * work->n_measures + 1) * sizeof *measure);
    size_t n_measures = 0;
    if (!work->request->unmatched)
        return KOM_OK;
    if (!is_exempt || !side || !measure)
        return KOM_ENOMEM;
    memset(is_exempt, 0, (frame->n_cols + 1) * sizeof *is_exempt);
    /* What the call uses parts its totals itself. */
    name_columns(work, is_exempt);
    kom_columns_mark(is_exempt, &work->column.state, 1);
    kom_columns_mark(is_exempt, &work->link, 1);
    kom_columns_mark(is_exempt, &work->column.unit, work->request->sides == KOM_DIFF_PARTICIPATION);
    kom_columns_mark(is_exempt, work->column.beside, frame->n_cols);
    for (size_t row = 0; row < frame->n_rows; row++)
        side[row] = KOM_NO_ID;
    for (size_t g = 0; g < groups->n_groups; g++)
        for (size_t i = 0; i < groups->group[g].n_members; i++) {
            size_t row = groups->group[g].member[i];
            if (work->mark[row].reason == KOM_DIFF_USED)
                side[row] = (uint32_t)(2 * g + work->mark[row].side);
        }
    for (size_t i = 0; i < work->n_measures; i++) {
        const int column[] = {work->measure[i].column, work->measure[i].second};
        for (size_t k = 0; k < 2; k++)
            if (kom_total_adds(frame, column[k]))
                measure[n_measures++] = column[k];
    }
    const struct kom_total_rows rows = {
        frame, "rows", is_exempt, side, 2 * groups->n_groups, measure, n_measures, unit_of(work)};
    return kom_totals_of_rows(&rows, &work->request->unmatched->lines, work->err);
}
