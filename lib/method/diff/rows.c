/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of the before-after comparison: into groups, into uses, and no totals beside their parts. */
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
    if (status != KOM_OK)
        return status;
    size_t *member = kom_arena_take(&work->arena, (rows.n + 1) * sizeof *member);
    groups->group = kom_arena_take(&work->arena, (rows.n + 1) * sizeof *groups->group);
    if (!member || !groups->group)
        return KOM_ENOMEM;
    for (size_t row = 0; rows.is_dropped && row < work->frame->n_rows; row++)
        if (rows.is_dropped[row] && work->mark[row].reason == KOM_DIFF_USED)
            work->out->reason[row] = KOM_DIFF_SEVERAL;
    for (size_t i = 0; i < rows.n; i++) {
        member[i] = rows.item[i].row;
        if (i == 0 || !kom_keyed_same_group(&rows.item[i - 1], &rows.item[i]))
            groups->group[groups->n_groups++] =
                (struct kom_diff_group){.by = rows.item[i].key, .member = &member[i]};
        groups->group[groups->n_groups - 1].n_members++;
    }
    for (size_t g = 0; g < groups->n_groups && status == KOM_OK; g++) {
        struct kom_diff_group *group = &groups->group[g];
        status = kom_keyed_several(&rows, group->member, group->n_members, &work->arena,
                                   &group->several);
    }
    return status == KOM_OK ? mark_siblings(work, groups) : status;
}

/* ---- uses ---- */

/* A row that cannot be read is no failure where such rows are skipped. */
static enum kom_status forgive(const struct kom_diff_work *work, enum kom_status status,
                               enum kom_diff_reason *reason) {
    if (status != KOM_EDATA || !work->request->skips_bad_rows)
        return status;
    *reason = KOM_DIFF_UNREADABLE;
    return KOM_OK;
}

/* A number, or why there is none. */
static enum kom_status number_read(struct kom_diff_work *work, size_t row, int column,
                                   struct kom_num *number, enum kom_diff_reason *reason) {
    const struct kom_measured m = {column, work->column.beside[column]};
    enum kom_value_status said;
    enum kom_status status = kom_measured_read(work->frame, row, m, number, &said, work->err);
    if (status == KOM_OK && kom_value_status_denies(said))
        *reason = said == KOM_STATUS_HIDDEN ? KOM_DIFF_HIDDEN : KOM_DIFF_MISSING;
    return forgive(work, status, reason);
}

static enum kom_status weight_read(struct kom_diff_work *work, size_t row, struct kom_num *weight,
                                   enum kom_diff_reason *reason) {
    const int column = work->column.weight;
    const struct kom_measured m = {column, work->column.beside[column]};
    enum kom_weight kind;
    enum kom_status status = kom_weight_read(work->frame, row, m, weight, &kind, work->err);
    if (status == KOM_OK && kind != KOM_WEIGHT_GOOD)
        *reason = kind == KOM_WEIGHT_ZERO ? KOM_DIFF_ZERO_WEIGHT : KOM_DIFF_NO_WEIGHT;
    return forgive(work, status, reason);
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
            return kom_total_beside(work->frame, total, column, work->err);
    }
    return KOM_OK;
}

/* Columns that the call uses, and so part their totals themselves. */
static void exempt_columns(const struct kom_diff_work *work, bool *is_exempt) {
    const struct kom_diff_columns *c = &work->column;
    const int used[] = {c->time, c->id, c->phase, c->weight, c->cluster, c->state, work->link};
    for (size_t i = 0; i < sizeof used / sizeof used[0]; i++)
        if (used[i] != KOM_NO_COLUMN)
            is_exempt[used[i]] = true;
    if (work->request->sides == KOM_DIFF_PARTICIPATION)
        is_exempt[c->unit] = true;
    for (size_t i = 0; i < work->out->n_by; i++)
        if (c->by[i] != KOM_NO_COLUMN)
            is_exempt[c->by[i]] = true;
    for (size_t i = 0; i < work->n_measures; i++) {
        is_exempt[work->measure[i].column] = true;
        if (work->measure[i].second != KOM_NO_COLUMN)
            is_exempt[work->measure[i].second] = true;
    }
    for (size_t i = 0; i < work->frame->n_cols; i++)
        if (c->beside[i] != KOM_NO_COLUMN)
            is_exempt[c->beside[i]] = true;
}

static size_t add_if_it_adds(const struct kom_diff_work *work, int column, int *measure, size_t n) {
    const struct kom_word *word =
        column == KOM_NO_COLUMN ? NULL : kom_word_find(work->frame->name[column]);
    if (column != KOM_NO_COLUMN && (!word || word->adds != KOM_ADDS_NOTHING))
        measure[n++] = column;
    return n;
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
    exempt_columns(work, is_exempt);
    for (size_t row = 0; row < frame->n_rows; row++)
        side[row] = KOM_NO_ID;
    for (size_t g = 0; g < groups->n_groups; g++)
        for (size_t i = 0; i < groups->group[g].n_members; i++) {
            size_t row = groups->group[g].member[i];
            if (work->mark[row].reason == KOM_DIFF_USED)
                side[row] = (uint32_t)(2 * g + work->mark[row].side);
        }
    for (size_t i = 0; i < work->n_measures; i++) {
        n_measures = add_if_it_adds(work, work->measure[i].column, measure, n_measures);
        n_measures = add_if_it_adds(work, work->measure[i].second, measure, n_measures);
    }
    const struct kom_total_rows rows = {frame,   "rows",    is_exempt, side, 2 * groups->n_groups,
                                        measure, n_measures};
    return kom_totals_of_rows(&rows, &work->request->unmatched->lines, work->err);
}
