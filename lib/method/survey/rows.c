/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of a sample: into groups, and those of a group that have a value. */
#include "work.h"

#include <string.h>

#include "totals.h"
#include "vocab.h"

enum kom_status kom_survey_group_rows(struct kom_survey_work *work) {
    const struct kom_keyed_spec spec = {work->frame, work->request->lookup, work->kom,    work->by,
                                        work->place, work->request->n_by,   KOM_NO_COLUMN};
    struct kom_keyed_rows rows;
    enum kom_status status =
        kom_keyed_make(&rows, &spec, &work->arena, &work->out->arena, work->err);
    if (status)
        return status;
    for (size_t row = 0; rows.is_dropped && row < work->frame->n_rows; row++)
        if (rows.is_dropped[row] && work->out->reason[row] == KOM_SURVEY_USED)
            work->out->reason[row] = KOM_SURVEY_SEVERAL;
    return kom_keyed_groups(&rows, &work->arena, &work->group, &work->n_groups);
}

/* ---- totals ---- */

/* What the call uses is no key: by-columns and clusters part their totals themselves. */
static void exempt_used(const struct kom_survey_work *work, bool *is_named) {
    const struct kom_design_rows *d = &work->design;
    for (const struct kom_survey_measure *m = work->measure; m < work->measure + work->n_measures;
         m++) {
        const int own[] = {m->column, m->second};
        kom_columns_mark(is_named, own, 2);
    }
    kom_columns_mark(is_named, d->column, d->n_columns);
    kom_columns_mark(is_named, work->beside, work->frame->n_cols);
    kom_columns_mark(is_named, work->by, work->request->n_by);
}

enum kom_status kom_survey_name_totals(struct kom_survey_work *work) {
    const struct kom_frame *f = work->frame;
    bool *is_named = kom_arena_take(&work->arena, f->n_cols + 1);
    bool *is_used = kom_arena_take(&work->arena, f->n_rows + 1);
    uint32_t *group = kom_arena_take(&work->arena, (f->n_rows + 1) * sizeof *group);
    int *measure = kom_arena_take(&work->arena, (2 * work->n_measures + 1) * sizeof *measure);
    size_t n_measures = 0;
    if (!is_named || !is_used || !group || !measure)
        return KOM_ENOMEM;
    memset(is_named, 0, f->n_cols + 1);
    exempt_used(work, is_named);
    for (size_t row = 0; row < f->n_rows; row++) {
        is_used[row] = work->out->reason[row] == KOM_SURVEY_USED;
        group[row] = KOM_NO_ID;
    }
    enum kom_status status = kom_total_mixed(f, is_named, is_used, work->err);
    if (status || !work->request->unmatched)
        return status;
    for (size_t g = 0; g < work->n_groups; g++)
        for (size_t i = 0; i < work->group[g].n_members; i++)
            if (is_used[work->group[g].member[i]])
                group[work->group[g].member[i]] = (uint32_t)g;
    for (size_t i = 0; i < work->n_measures && work->request->kind != KOM_SURVEY_VALUES; i++) {
        const int column[] = {work->measure[i].column, work->measure[i].second};
        for (size_t k = 0; k < 2; k++)
            if (column[k] != KOM_NO_COLUMN && kom_total_adds(f, column[k]))
                measure[n_measures++] = column[k];
    }
    const struct kom_total_rows rows = {f,       "rows",     is_named, group, work->n_groups,
                                        measure, n_measures, NULL};
    return kom_totals_of_rows(&rows, &work->request->unmatched->lines, work->err);
}

/* ---- cells ---- */

enum kom_status kom_survey_cell_init(struct kom_survey_work *work, struct kom_survey_cell *cell) {
    size_t n = 1;
    for (size_t g = 0; g < work->n_groups; g++)
        n = work->group[g].n_members > n ? work->group[g].n_members : n;
    *cell = (struct kom_survey_cell){
        .row = kom_arena_take(&work->arena, n * sizeof *cell->row),
        .value = kom_arena_take(&work->arena, n * sizeof *cell->value),
        .second = kom_arena_take(&work->arena, n * sizeof *cell->second),
        .y = kom_arena_take(&work->arena, n * sizeof *cell->y),
        .x = kom_arena_take(&work->arena, n * sizeof *cell->x),
    };
    return cell->row && cell->value && cell->second && cell->y && cell->x
               ? KOM_OK
               : kom_no_memory(work->err);
}

/* The numbers of a row; of --count COL=VALUE whether it has that value. */
static enum kom_status read_row(const struct kom_survey_work *work,
                                const struct kom_survey_measure *m, size_t row,
                                struct kom_num number[2], enum kom_lack *lack) {
    const struct kom_survey_request *r = work->request;
    const struct kom_measured_frame f = {work->frame, work->beside, r->skips_bad_rows};
    number[0] = number[1] = kom_num_whole(1);
    if (r->kind == KOM_SURVEY_VALUES) {
        char room[16];
        const struct kom_text cell = kom_frame_group(work->frame, row, m->column, room);
        *lack = cell.n == 0 ? KOM_LACKS_VALUE : KOM_LACKS_NOTHING;
        number[0] = kom_num_whole(kom_text_is(cell, r->level_text));
        return KOM_OK;
    }
    enum kom_status status = kom_measured_value(&f, row, m->column, &number[0], lack, work->err);
    if (!status && !*lack && m->second != KOM_NO_COLUMN)
        status = kom_measured_value(&f, row, m->second, &number[1], lack, work->err);
    return status;
}

static void set_aside(struct kom_survey_work *work, size_t row, enum kom_lack lack) {
    const bool is_bad = lack == KOM_LACKS_SENSE;
    if (work->request->kind == KOM_SURVEY_FIGURES && !is_bad)
        return; /* counted as missing */
    if (work->out->reason[row] == KOM_SURVEY_USED && !work->was_used[row])
        work->out->reason[row] = is_bad ? KOM_SURVEY_UNREADABLE : KOM_SURVEY_MISSING;
}

enum kom_status kom_survey_collect(struct kom_survey_work *work,
                                   const struct kom_survey_measure *measure,
                                   const struct kom_keyed_group *group,
                                   struct kom_survey_cell *cell) {
    cell->n = 0;
    cell->missing = 0;
    for (size_t i = 0; i < group->n_members; i++) {
        const size_t row = group->member[i];
        struct kom_num number[2];
        enum kom_lack lack = KOM_LACKS_NOTHING;
        if (work->design.lack[row] != KOM_DESIGN_HAS_ALL)
            continue;
        enum kom_status status = read_row(work, measure, row, number, &lack);
        if (status)
            return status;
        if (lack) {
            cell->missing += lack != KOM_LACKS_SENSE;
            set_aside(work, row, lack);
            continue;
        }
        work->was_used[row] = true;
        work->out->reason[row] = KOM_SURVEY_USED;
        cell->row[cell->n] = row;
        cell->value[cell->n] = number[0];
        cell->second[cell->n] = number[1];
        cell->y[cell->n] = kom_num_double(&number[0]);
        cell->x[cell->n++] = kom_num_double(&number[1]);
    }
    return KOM_OK;
}
