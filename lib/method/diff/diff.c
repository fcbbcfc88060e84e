/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Before and after: checks the request, places and groups the rows, and has every group estimated.

   The request is checked against the table of methods (methods.c), columns are found, each row is
   marked with its side or why it has none (sides.c), and rows come into groups by their keys
   (rows.c). Under every measure a group's rows become uses: value, weight, link and time. The
   method then makes its rows from the uses, and what all methods share is added: counts, means,
   warnings of serial correlation or trend. That nothing could be estimated is the end, with the
   reason of the first row. */
#include "work.h"

#include <math.h>
#include <string.h>

#include "dist.h"
#include "vocab.h"

enum kom_status kom_diff_check(const struct kom_diff_request *request, struct kom_error *err) {
    const struct kom_diff_way *way;
    return kom_diff_choose(request, &way, err);
}

/* ---- before the rows are looked at ---- */

/* The same heading, or two words for the same. */
static bool is_same_name(const char *a, const char *b) {
    const struct kom_word *word = kom_word_find(kom_text_of(a));
    return strcmp(a, b) == 0 || (word && word == kom_word_find(kom_text_of(b)));
}

/* The by-columns: those asked for, and the contrast when it is none of them. */
static enum kom_status name_groups(struct kom_diff_work *work) {
    const struct kom_diff_request *r = work->request;
    struct kom_diff *out = work->out;
    out->by_names = kom_arena_take(&out->arena, (r->n_by + 1) * sizeof *out->by_names);
    if (!out->by_names)
        return KOM_ENOMEM;
    for (size_t i = 0; i < r->n_by; i++)
        out->by_names[i] = r->by[i];
    out->n_by = r->n_by;
    if (!r->contrast)
        return KOM_OK;
    for (work->contrast = 0; work->contrast < r->n_by; work->contrast++)
        if (is_same_name(r->by[work->contrast], r->contrast))
            return KOM_OK;
    out->by_names[out->n_by++] = r->contrast;
    return KOM_OK;
}

/* What is the same in every row of the result. */
static void describe(struct kom_diff_work *work) {
    const struct kom_diff_request *r = work->request;
    struct kom_diff *out = work->out;
    out->has = (struct kom_diff_has){
        .counts = r->count != NULL,
        .exposure = r->exposure != NULL,
        .effect = work->way->measure == 'm' && work->way->method != KOM_DIFF_SERIES &&
                  work->way->method != KOM_DIFF_DESIGN,
        .unlinked = work->is_linked,
        .clusters = kom_diff_goes_by_clusters(work->way) || r->cluster,
        .strata = work->way->method == KOM_DIFF_DESIGN,
        .draws = work->way->can & KOM_DIFF_DRAWS,
        .equivalence = r->has_margin,
    };
    out->is_weighted = r->weight != NULL;
    out->level = r->level;
    out->margin = r->margin;
    out->seed = r->has_seed ? r->seed : 1;
}

static enum kom_status prepare(struct kom_diff_work *work) {
    const size_t n_rows = work->frame->n_rows;
    enum kom_status status = kom_diff_choose(work->request, &work->way, work->err);
    if (!status)
        status = name_groups(work);
    if (!status)
        status = kom_diff_find_columns(work);
    if (!status)
        status = kom_diff_find_measures(work);
    if (!status)
        status = kom_diff_make_design(work);
    if (!status)
        status = kom_diff_describe(work, &work->method);
    if (status)
        return status;
    describe(work);
    status = kom_output_own_contrast((struct kom_output_by){work->out->by_names, work->out->n_by},
                                     work->request->contrast, work->out->n_by > work->request->n_by,
                                     kom_diff_columns, work->out, work->err);
    if (status)
        return status;
    while (work->n_terms < KOM_DIFF_TERMS && work->way->term[work->n_terms])
        work->n_terms++;
    work->mark = kom_arena_take(&work->arena, (n_rows + 1) * sizeof *work->mark);
    work->out->reason = kom_arena_take(&work->out->arena, n_rows + 1);
    if (!work->mark || !work->out->reason)
        return KOM_ENOMEM;
    status = kom_diff_mark_rows(work);
    for (size_t row = 0; row < n_rows && !status; row++)
        work->out->reason[row] =
            work->mark[row].reason == KOM_DIFF_USED ? KOM_DIFF_UNDECIDED : work->mark[row].reason;
    return status ? status : kom_diff_refuse_totals(work);
}

static void row_init(const struct kom_diff_work *work, const struct kom_diff_group *group,
                     const struct kom_diff_cell *cell, size_t term, struct kom_diff_row *row) {
    const double none = KOM_NAN;
    const struct kom_diff_figures blank = {.mean = none, .sd = none};
    *row = (struct kom_diff_row){.by = group->by,
                                 .measure = cell->measure->name,
                                 .term = work->way->term[term],
                                 .scale = work->way->scale[term],
                                 .method = work->method,
                                 .side = {blank, blank},
                                 .gap = none,
                                 .test = {none, none, none, none, none, none, none},
                                 .effect = {none, none, none},
                                 .p_min = none,
                                 .p_equivalence = none,
                                 .warning = "",
                                 .has_sides = true};
}

static bool is_exact(const struct kom_diff_work *work) {
    const enum kom_diff_method method = work->way->method;
    return !work->request->weight &&
           (method == KOM_DIFF_WELCH || method == KOM_DIFF_PAIRED || method == KOM_DIFF_CLUSTER);
}

/* The step beside a common slope, as a row of its own. */
static void add_given_trend(const struct kom_diff_work *work, const struct kom_diff_group *group,
                            struct kom_diff_cell *cell, struct kom_diff_row *row) {
    struct kom_diff_row *added = &row[cell->n_rows++];
    row_init(work, group, cell, 0, added);
    added->term = "given_trend";
    added->scale = "difference";
    added->method = cell->trend.method;
    added->test = cell->trend.step;
    added->own = cell->trend.is_exact ? "exact_fit" : NULL;
    added->is_given_trend = true;
}

/* What the rows of a cell share, and what follows from their tests. */
static void complete(const struct kom_diff_work *work, const struct kom_diff_cell *cell,
                     struct kom_diff_row *row) {
    for (size_t k = 0; k < cell->n_rows; k++) {
        row[k].n = row[0].n;
        row[k].gap = row[0].gap;
        row[k].side[0] = row[0].side[0];
        row[k].side[1] = row[0].side[1];
        row[k].is_exact = is_exact(work) && !row[k].is_given_trend;
        row[k].unlike_months = cell->unlike_months;
        row[k].unlinked[0] = row[0].unlinked[0];
        row[k].unlinked[1] = row[0].unlinked[1];
        row[k].is_main = k == 0;
        row[k].is_of_sides =
            work->way->method != KOM_DIFF_SERIES || k == 0 || row[k].is_given_trend;
        row[k].is_estimated = !isnan(row[k].test.estimate) || !isnan(row[k].test.conf_low);
    }
    for (size_t k = 0; k < cell->n_rows; k++) { /* the first was copied as it was */
        kom_diff_extras(work, cell->shift + (row[k].is_given_trend ? cell->near : 0), &row[k]);
        row[k].n_beyond = kom_diff_put_back(work, cell, &row[k]);
        work->out->n_beyond += row[k].n_beyond;
    }
}

/* One group under one measure: a row for each term, all with the sides and n of the first. */
static enum kom_status estimate(struct kom_diff_work *work, const struct kom_diff_group *group,
                                struct kom_diff_cell *cell, struct kom_diff_row *row) {
    for (size_t k = 0; k < work->n_terms; k++)
        row_init(work, group, cell, k, &row[k]);
    cell->n_rows = work->n_terms;
    enum kom_status status = kom_diff_collect(work, cell);
    if (!status)
        status = kom_diff_check_persons(work, cell);
    if (!status)
        status = work->way->make(work, cell, &row[0]);
    for (size_t i = 0; i < cell->n_uses; i++)
        work->out->reason[cell->use[i].row] = KOM_DIFF_USED;
    const bool has_both = row[0].side[0].n > 0 && row[0].side[1].n > 0;
    if (!status && has_both)
        kom_diff_bring_nearer(cell);
    if (!status && has_both)
        status = kom_diff_look_at_time(work, cell);
    if (!status && has_both)
        status = kom_diff_look_for_unlike(work, cell);
    if (status)
        return status;
    if (kom_diff_has_trend(cell))
        add_given_trend(work, group, cell, row);
    complete(work, cell, row);
    return kom_diff_warn(work, cell, group, row);
}

static enum kom_status estimate_cells(struct kom_diff_work *work,
                                      const struct kom_diff_groups *groups,
                                      struct kom_diff_use *use) {
    const struct kom_test no_test = {KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN};
    struct kom_diff *out = work->out;
    enum kom_status status = KOM_OK;
    for (size_t g = 0; g < groups->n_groups && !status; g++)
        for (size_t m = 0; m < work->n_measures && !status; m++) {
            const struct kom_diff_group *group = &groups->group[g];
            struct kom_diff_cell cell = {.measure = &work->measure[m],
                                         .member = group->member,
                                         .n_members = group->n_members,
                                         .use = use,
                                         .serial = KOM_NAN,
                                         .trend = {KOM_NAN, false, no_test, false, KOM_NAN, NULL}};
            work->first[g * work->n_measures + m] = out->n_rows;
            status = estimate(work, group, &cell, &out->rows[out->n_rows]);
            out->n_rows += status ? 0 : cell.n_rows;
        }
    return status;
}

static enum kom_status estimate_all(struct kom_diff_work *work,
                                    const struct kom_diff_groups *groups) {
    struct kom_diff *out = work->out;
    struct kom_diff_use *use = kom_alloc(work->frame->n_rows + 1, sizeof *use);
    const size_t n_cells = groups->n_groups * work->n_measures;
    const size_t n_rows = n_cells * (work->n_terms + 1) + kom_diff_contrasts_max(work, groups) + 1;
    enum kom_status status = KOM_ENOMEM;
    out->rows = kom_arena_take(&out->arena, n_rows * sizeof *out->rows);
    work->first = kom_arena_take(&work->arena, (n_cells + 1) * sizeof *work->first);
    if (use && out->rows && work->first)
        status = estimate_cells(work, groups, use);
    kom_free(use);
    if (!status)
        status = kom_diff_slow_intervals(work);
    if (!status && work->request->contrast)
        status = kom_diff_contrasts(work, groups);
    return status ? status : kom_diff_say_rules(out);
}

static enum kom_status conclude(struct kom_diff_work *work) {
    struct kom_diff *out = work->out;
    bool any = false;
    out->n_reasons = work->frame->n_rows;
    for (size_t row = 0; row < out->n_reasons; row++)
        out->n_used += out->reason[row] == KOM_DIFF_USED;
    for (size_t i = 0; i < out->n_rows; i++)
        any = any || out->rows[i].is_estimated;
    return any ? KOM_OK
               : kom_output_none(out->n_rows, out->n_rows ? out->rows[0].warning : "", work->err);
}

enum kom_status kom_diff_make(struct kom_diff *diff, const struct kom_frame *frame,
                              const struct kom_diff_request *request, struct kom_error *err) {
    struct kom_diff_work work = {.frame = frame, .request = request, .out = diff, .err = err};
    struct kom_diff_groups groups = {0};
    *diff = (struct kom_diff){0};
    kom_stat_init();
    enum kom_status status = prepare(&work);
    if (!status)
        status = kom_diff_group_rows(&work, &groups);
    if (!status)
        status = kom_diff_name_totals(&work, &groups);
    if (!status)
        status = estimate_all(&work, &groups);
    if (!status)
        status = conclude(&work);
    if (status == KOM_ENOMEM)
        (void)kom_no_memory(err);
    kom_diff_design_fini(&work);
    kom_arena_fini(&work.arena);
    return status;
}

void kom_diff_fini(struct kom_diff *diff) {
    kom_arena_fini(&diff->arena);
    *diff = (struct kom_diff){0};
}
