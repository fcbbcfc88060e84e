/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of difference in differences: into groups, and no totals beside their parts. */
#include "keyed.h"
#include "totals.h"
#include "work.h"

#include <string.h>

/* A group, and what it is called where there is a column `measure`: its value. */
static enum kom_status take_group(struct kom_did_work *work, const struct kom_keyed_group *found,
                                  struct kom_did_group *group) {
    *group = (struct kom_did_group){.by = found->key,
                                    .member = found->member,
                                    .n_members = found->n_members,
                                    .several = found->several};
    if (work->column.measure == KOM_NO_COLUMN)
        return KOM_OK;
    struct kom_text name = found->key[work->request->n_by];
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
    if (status)
        return status;
    struct kom_keyed_group *found;
    status = kom_keyed_groups(&rows, &work->arena, &found, &groups->n_groups);
    groups->group = kom_arena_take(&work->arena, (groups->n_groups + 1) * sizeof *groups->group);
    if (status || !groups->group)
        return KOM_ENOMEM;
    for (size_t row = 0; rows.is_dropped && row < work->frame->n_rows; row++)
        if (rows.is_dropped[row] && work->table.reason[row] == KOM_DID_USED)
            work->out->reason[row] = KOM_DID_SEVERAL;
    for (size_t g = 0; g < groups->n_groups && !status; g++)
        status = take_group(work, &found[g], &groups->group[g]);
    return status;
}

/* ---- totals ---- */

/* Columns that are named for what they hold: their values are not mixed within the groups. */
static void name_columns(const struct kom_did_work *work, bool *is_named) {
    const struct kom_did_columns *c = &work->column;
    const struct kom_did_request *r = work->request;
    const int named[] = {c->time, c->treated, c->weight, c->measure};
    kom_columns_mark(is_named, named, sizeof named / sizeof named[0]);
    kom_columns_mark(is_named, c->by, r->n_by);
    kom_columns_mark(is_named, c->value, r->n_values);
    kom_columns_mark(is_named, c->covariate, r->n_covariates);
}

/* Rows of --margins say `total`; beside their parts they would be one more unit. */
enum kom_status kom_did_refuse_totals(struct kom_did_work *work) {
    bool *is_named = kom_alloc(work->frame->n_cols, sizeof *is_named);
    bool *is_used = kom_alloc(work->frame->n_rows, sizeof *is_used);
    enum kom_status status = is_named && is_used ? KOM_OK : KOM_ENOMEM;
    if (!status)
        name_columns(work, is_named);
    for (size_t row = 0; row < work->frame->n_rows && !status; row++)
        is_used[row] = work->table.reason[row] == KOM_DID_USED;
    if (!status)
        status = kom_total_mixed(work->frame, is_named, is_used, work->err);
    kom_free(is_named);
    kom_free(is_used);
    return status;
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
    /* What the call uses parts its totals itself. */
    name_columns(work, is_exempt);
    kom_columns_mark(is_exempt, &work->column.unit, 1);
    kom_columns_mark(is_exempt, &work->column.strata, 1);
    kom_columns_mark(is_exempt, work->column.cluster, r->n_cluster);
    kom_columns_mark(is_exempt, work->column.beside, frame->n_cols);
    for (size_t row = 0; row < frame->n_rows; row++)
        group[row] = KOM_NO_ID;
    for (size_t g = 0; g < groups->n_groups; g++)
        for (size_t i = 0; i < groups->group[g].n_members; i++)
            if (work->table.reason[groups->group[g].member[i]] == KOM_DID_USED)
                group[groups->group[g].member[i]] = (uint32_t)g;
    for (size_t i = 0; i < r->n_values; i++)
        if (kom_total_adds(frame, work->column.value[i]))
            measure[n_measures++] = work->column.value[i];
    const struct kom_total_rows rows = {
        frame, "rows", is_exempt, group, groups->n_groups, measure, n_measures, &work->column.unit};
    return kom_totals_of_rows(&rows, &r->unmatched->lines, work->err);
}
