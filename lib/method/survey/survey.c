/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures of a sample: columns, design, groups, a row for each group and measure. */
#include "work.h"

#include <math.h>
#include <string.h>

#include "dist.h"

static void row_init(const struct kom_keyed_group *group, const struct kom_survey_measure *m,
                     struct kom_survey_row *row) {
    const double none = KOM_NAN;
    *row = (struct kom_survey_row){.by = group->key,
                                   .measure = m->name,
                                   .n = -1,
                                   .missing = -1,
                                   .count = -1,
                                   .mean = none,
                                   .std_error = none,
                                   .conf_low = none,
                                   .conf_high = none,
                                   .deff = none,
                                   .total = none,
                                   .total_se = none,
                                   .total_low = none,
                                   .total_high = none,
                                   .sd = none,
                                   .var = none,
                                   .clusters = -1,
                                   .strata = -1,
                                   .df = none,
                                   .warning = ""};
}

/* Figures that left the doubles. */
static void count_beyond(struct kom_survey *out, const struct kom_survey_row *row) {
    const double figure[] = {row->mean, row->std_error, row->total, row->total_se, row->var};
    for (size_t i = 0; i < sizeof figure / sizeof figure[0]; i++)
        out->n_beyond += isinf(figure[i]) != 0;
    out->n_beyond += row->n > 0 && isnan(row->mean) && out->kind == KOM_SURVEY_FIGURES;
}

static enum kom_status make_row(struct kom_survey_work *work, const struct kom_survey_measure *m,
                                const struct kom_keyed_group *group, struct kom_survey_cell *cell) {
    struct kom_survey_row *row = &work->out->rows[work->out->n_rows];
    row_init(group, m, row);
    enum kom_status status = kom_survey_collect(work, m, group, cell);
    if (status)
        return status;
    status = work->request->kind == KOM_SURVEY_FIGURES  ? kom_survey_figures(work, cell, row)
             : work->request->kind == KOM_SURVEY_RATIOS ? kom_survey_ratio(work, cell, row)
                                                        : kom_survey_share(work, m, cell, row);
    if (status)
        return status;
    count_beyond(work->out, row);
    work->out->n_rows++;
    return KOM_OK;
}

/* Rows that lack a part of the design are set aside for it, before anything else is looked at. */
static void set_aside(struct kom_survey_work *work) {
    static const uint8_t reason_of[] = {
        [KOM_DESIGN_HAS_ALL] = KOM_SURVEY_USED,
        [KOM_DESIGN_UNREADABLE] = KOM_SURVEY_UNREADABLE,
        [KOM_DESIGN_NO_WEIGHT] = KOM_SURVEY_NO_WEIGHT,
        [KOM_DESIGN_ZERO_WEIGHT] = KOM_SURVEY_ZERO_WEIGHT,
        [KOM_DESIGN_NO_STRATUM] = KOM_SURVEY_NO_STRATUM,
        [KOM_DESIGN_NO_CLUSTER] = KOM_SURVEY_NO_CLUSTER,
        [KOM_DESIGN_NO_FPC] = KOM_SURVEY_NO_FPC,
    };
    for (size_t row = 0; row < work->frame->n_rows; row++)
        work->out->reason[row] = reason_of[work->design.lack[row]];
}

static enum kom_status prepare(struct kom_survey_work *work) {
    const struct kom_survey_request *r = work->request;
    struct kom_survey *out = work->out;
    const size_t n_rows = work->frame->n_rows;
    out->level = r->level;
    out->kind = r->kind;
    out->has_replicates = r->replicates.n > 0;
    out->reason = kom_arena_take(&out->arena, n_rows + 1);
    work->was_used = kom_arena_take(&work->arena, n_rows + 1);
    if (!out->reason || !work->was_used)
        return kom_no_memory(work->err);
    memset(work->was_used, 0, n_rows + 1);
    enum kom_status status = kom_survey_ask(work);
    const struct kom_measured_frame f = {work->frame, work->beside, r->skips_bad_rows};
    if (!status)
        status = kom_design_rows_make(&work->design, &r->design, &r->replicates, &f, work->beside,
                                      work->err);
    if (status)
        return status;
    set_aside(work);
    out->method = kom_arena_copy(&out->arena, work->design.method, strlen(work->design.method));
    return out->method ? KOM_OK : kom_no_memory(work->err);
}

static enum kom_status make(struct kom_survey_work *work) {
    struct kom_survey *out = work->out;
    struct kom_survey_cell cell;
    enum kom_status status = prepare(work);
    if (!status)
        status = kom_survey_group_rows(work);
    if (!status)
        status = kom_survey_name_totals(work);
    if (!status)
        status = kom_survey_cell_init(work, &cell);
    if (status)
        return status;
    out->rows =
        kom_arena_take(&out->arena, (work->n_groups * work->n_measures + 1) * sizeof *out->rows);
    if (!out->rows)
        return kom_no_memory(work->err);
    for (size_t g = 0; g < work->n_groups && !status; g++)
        for (size_t m = 0; m < work->n_measures && !status; m++)
            status = make_row(work, &work->measure[m], &work->group[g], &cell);
    return status;
}

enum kom_status kom_survey_make(struct kom_survey *survey, const struct kom_frame *frame,
                                const struct kom_survey_request *request, struct kom_error *err) {
    struct kom_survey_work work = {.frame = frame, .request = request, .out = survey, .err = err};
    *survey = (struct kom_survey){0};
    kom_stat_init();
    enum kom_status status = make(&work);
    if (status == KOM_ENOMEM)
        (void)kom_no_memory(err);
    kom_design_rows_fini(&work.design);
    kom_arena_fini(&work.arena);
    return status;
}

const char *kom_survey_reason_text(enum kom_survey_reason reason) {
    static const char *const text[KOM_SURVEY_REASONS] = {
        "",           "unreadable", "missing", "no_weight",       "zero_weight",
        "no_stratum", "no_cluster", "no_fpc",  "several_networks"};
    return text[reason];
}

void kom_survey_fini(struct kom_survey *survey) {
    kom_arena_fini(&survey->arena);
    *survey = (struct kom_survey){0};
}
