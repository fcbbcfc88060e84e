/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of difference in differences: into groups, and no totals beside their parts. */
#include "keyed.h"
#include "totals.h"
#include "work.h"

#include <string.h>

/* What a group of a column `measure` is called: its value, and the value column among several. */
static enum kom_status name_measure(struct kom_did_work *work, const struct kom_keyed *key,
                                    struct kom_did_group *group) {
    if (work->column.measure == KOM_NO_COLUMN)
        return KOM_OK;
    struct kom_text name = key->key[work->request->n_by];
    group->measure = kom_arena_copy(&work->out->arena, name.n ? name.p : "", name.n);
    return group->measure ? KOM_OK : KOM_ENOMEM;
}

enum kom_status kom_did_group_rows(struct kom_did_work *work, struct kom_did_groups *groups) {
    const struct kom_did_columns *c = &work->column;
    const struct kom_keyed_spec spec = {work->frame, work->request->lookup, c->kom,    c->by,
                                        c->place,    work->request->n_by,   c->measure};
    struct kom_keyed_rows rows;
    groups->n_groups = 0;
    enum kom_status status =
        kom_keyed_make(&rows, &spec, &work->arena, &work->out->arena, work->err);
    if (status != KOM_OK)
        return status;
    size_t *member = kom_arena_take(&work->arena, (rows.n + 1) * sizeof *member), n_groups = 0;
    for (size_t i = 0; i < rows.n; i++)
        n_groups += i == 0 || !kom_keyed_same_group(&rows.item[i - 1], &rows.item[i]);
    groups->group = kom_arena_take(&work->arena, (n_groups + 1) * sizeof *groups->group);
    if (!member || !groups->group)
        return KOM_ENOMEM;
    for (size_t row = 0; rows.is_dropped && row < work->frame->n_rows; row++)
        if (rows.is_dropped[row] && work->table.reason[row] == KOM_DID_USED)
            work->out->reason[row] = KOM_DID_SEVERAL;
    for (size_t i = 0; i < rows.n && status == KOM_OK; i++) {
        member[i] = rows.item[i].row;
        if (i == 0 || !kom_keyed_same_group(&rows.item[i - 1], &rows.item[i])) {
            struct kom_did_group *group = &groups->group[groups->n_groups++];
            *group = (struct kom_did_group){.by = rows.item[i].key, .member = &member[i]};
            status = name_measure(work, &rows.item[i], group);
        }
        groups->group[groups->n_groups - 1].n_members++;
    }
    for (size_t g = 0; g < groups->n_groups && status == KOM_OK; g++) {
        struct kom_did_group *group = &groups->group[g];
        status = kom_keyed_several(&rows, group->member, group->n_members, &work->arena,
                                   &group->several);
    }
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
            return kom_total_beside(work->frame, total, column, work->err);
    }
    return KOM_OK;
}

/* Columns that the call uses, and so part their totals themselves. */
static void exempt_columns(const struct kom_did_work *work, bool *is_exempt) {
    const struct kom_did_columns *c = &work->column;
    const struct kom_did_request *r = work->request;
    const int used[] = {c->unit, c->time, c->treated, c->weight, c->strata, c->measure};
    for (size_t i = 0; i < sizeof used / sizeof used[0]; i++)
        if (used[i] != KOM_NO_COLUMN)
            is_exempt[used[i]] = true;
    for (size_t i = 0; i < r->n_by; i++)
        if (c->by[i] != KOM_NO_COLUMN)
            is_exempt[c->by[i]] = true;
    for (size_t i = 0; i < r->n_values; i++)
        is_exempt[c->value[i]] = true;
    for (size_t i = 0; i < r->n_covariates; i++)
        is_exempt[c->covariate[i]] = true;
    for (size_t i = 0; i < r->n_cluster; i++)
        is_exempt[c->cluster[i]] = true;
    for (size_t i = 0; i < work->frame->n_cols; i++)
        if (c->beside[i] != KOM_NO_COLUMN)
            is_exempt[c->beside[i]] = true;
}

/* Other words for totals, and rows that are the sums of the others of their group, are named. */
enum kom_status kom_did_name_totals(struct kom_did_work *work,
                                    const struct kom_did_groups *groups) {
    const struct kom_frame *frame = work->frame;
    const struct kom_did_request *r = work->request;
    bool *is_exempt = kom_arena_take(&work->arena, (frame->n_cols + 1) * sizeof *is_exempt);
    uint32_t *group = kom_arena_take(&work->arena, (frame->n_rows + 1) * sizeof *group);
    int *measure = kom_arena_take(&work->arena, (r->n_values + 1) * sizeof *measure);
    size_t n_measures = 0;
    if (!r->unmatched)
        return KOM_OK;
    if (!is_exempt || !group || !measure)
        return KOM_ENOMEM;
    memset(is_exempt, 0, (frame->n_cols + 1) * sizeof *is_exempt);
    exempt_columns(work, is_exempt);
    for (size_t row = 0; row < frame->n_rows; row++)
        group[row] = KOM_NO_ID;
    for (size_t g = 0; g < groups->n_groups; g++)
        for (size_t i = 0; i < groups->group[g].n_members; i++)
            if (work->table.reason[groups->group[g].member[i]] == KOM_DID_USED)
                group[groups->group[g].member[i]] = (uint32_t)g;
    for (size_t i = 0; i < r->n_values; i++) {
        const struct kom_word *word = kom_word_find(frame->name[work->column.value[i]]);
        if (!word || word->adds != KOM_ADDS_NOTHING)
            measure[n_measures++] = work->column.value[i];
    }
    const struct kom_total_rows rows = {frame,   "rows",    is_exempt, group, groups->n_groups,
                                        measure, n_measures};
    return kom_totals_of_rows(&rows, &r->unmatched->lines, work->err);
}
