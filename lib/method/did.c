/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Difference in differences: finds the columns, makes the groups, and has each estimated. */
#include "did_work.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "by.h"
#include "dist.h"
#include "measured.h"

enum { UNDECIDED = 0xff, DRAWS = 9999, POWER_MAX = 20 };

const char *kom_did_reason_text(enum kom_did_reason reason) {
    static const char *const text[KOM_DID_REASONS] = {
        "",
        "unreadable",
        "several_networks",
        "no_unit",
        "no_time",
        "straddles",
        "hidden",
        "missing",
        "missing_covariate",
        "no_weight",
        "zero_weight",
        "no_cluster",
        "no_stratum",
        "always_treated",
        "start_period",
        "lacks_periods",
        "not_in_all_units",
        "no_period_effect",
    };
    return text[reason];
}

/* A method is a row and a function. */
static const struct method_row {
    const char *word;
    enum kom_status (*make)(struct kom_did_work *work, struct kom_did_cell *cell);
    bool has_panel;
} methods[] = {
    [KOM_DID_COLLAPSE] = {"collapse", kom_did_collapse, true},
    [KOM_DID_TWFE] = {"twfe", kom_did_twfe, true},
    [KOM_DID_EVENT] = {"event", kom_did_event, true},
    [KOM_DID_OLS] = {"ols", kom_did_ols, false},
};

int64_t kom_did_draws_of(const struct kom_did_request *request) {
    return request->draws > 0 ? request->draws : DRAWS;
}

/* ---- columns ---- */

static enum kom_status need(struct kom_did_work *work, const char *name, int *column) {
    return kom_frame_need(work->frame, name, column, work->err);
}

static enum kom_status find(struct kom_did_work *work, const char *name, int *column) {
    return kom_frame_find(work->frame, name, column, work->err);
}

/* A column that an option names, or KOM_NO_COLUMN. */
static enum kom_status find_named(struct kom_did_work *work, const char *name, int *column) {
    *column = KOM_NO_COLUMN;
    return name ? need(work, name, column) : KOM_OK;
}

static enum kom_status find_time(struct kom_did_work *work) {
    int *time = &work->column.time;
    if (work->request->time)
        return need(work, work->request->time, time);
    enum kom_status status = find(work, "period", time);
    if (status == KOM_OK && *time == KOM_NO_COLUMN)
        status = find(work, "date", time);
    return status == KOM_OK && *time == KOM_NO_COLUMN ? need(work, "period", time) : status;
}

/* The by-columns, in the frame or the tables beside. */
static enum kom_status find_groups(struct kom_did_work *work) {
    const struct kom_did_request *r = work->request;
    struct kom_did_columns *c = &work->column;
    struct kom_by by = {
        .name = r->by, .n = r->n_by, .lookup = r->lookup, .column = c->by, .place = c->place};
    enum kom_status status = kom_by_find(&by, work->frame, work->err);
    c->kom = by.kom;
    return status;
}

/* The columns COL_status beside the measured ones: values, covariates, weights, and the treatment
   where it is a regressor. */
static enum kom_status find_statuses(struct kom_did_work *work) {
    const struct kom_did_request *r = work->request;
    struct kom_did_columns *c = &work->column;
    const struct kom_frame *f = work->frame;
    c->beside = kom_arena_take(&work->arena, (f->n_cols + 1) * sizeof *c->beside);
    if (!c->beside)
        return KOM_ENOMEM;
    for (size_t i = 0; i < f->n_cols; i++)
        c->beside[i] = KOM_NO_COLUMN;
    enum kom_status status = kom_measured_note(f, c->weight, c->beside, work->err);
    if (status == KOM_OK && r->method == KOM_DID_OLS)
        status = kom_measured_note(f, c->treated, c->beside, work->err);
    for (size_t i = 0; i < r->n_values && status == KOM_OK; i++)
        status = kom_measured_note(f, c->value[i], c->beside, work->err);
    for (size_t j = 0; j < r->n_covariates && status == KOM_OK; j++)
        status = kom_measured_note(f, c->covariate[j], c->beside, work->err);
    return status;
}

/* COL^K, unless there is a column of that very name. */
static enum kom_status find_covariate(struct kom_did_work *work, size_t j) {
    struct kom_did_columns *c = &work->column;
    const char *name = work->request->covariates[j], *hat = strrchr(name, '^');
    enum kom_status status = find(work, name, &c->covariate[j]);
    c->power[j] = 1;
    if (status != KOM_OK || c->covariate[j] != KOM_NO_COLUMN)
        return status;
    if (!hat || hat == name || work->request->method != KOM_DID_OLS)
        return need(work, name, &c->covariate[j]);
    struct kom_num power;
    if (!kom_num_parse(kom_text_of(hat + 1), (struct kom_num_form){'.', '\0'}, &power) ||
        power.scale != 0 || power.mantissa < 2 || power.mantissa > POWER_MAX)
        return kom_fail(work->err, KOM_EUSAGE,
                        "--covariates: \"%s\" is not COL^K with K a whole number from 2 to %d",
                        name, POWER_MAX);
    c->power[j] = (int)power.mantissa;
    const char *base = kom_arena_copy(&work->arena, name, (size_t)(hat - name));
    return base ? need(work, base, &c->covariate[j]) : KOM_ENOMEM;
}

static enum kom_status find_lists(struct kom_did_work *work) {
    const struct kom_did_request *r = work->request;
    struct kom_did_columns *c = &work->column;
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < r->n_values && status == KOM_OK; i++)
        status = need(work, r->values[i], &c->value[i]);
    for (size_t j = 0; j < r->n_covariates && status == KOM_OK; j++)
        status = find_covariate(work, j);
    for (size_t i = 0; i < r->n_cluster && status == KOM_OK; i++)
        status = need(work, r->cluster[i], &c->cluster[i]);
    if (status == KOM_OK)
        status = kom_by_differ("value", r->values, r->n_values, c->value, NULL, work->err);
    if (status == KOM_OK)
        status = kom_by_differ("cluster", r->cluster, r->n_cluster, c->cluster, NULL, work->err);
    return status;
}

/* Panels may hold several measures under one another (DESIGN: the panel table). */
static enum kom_status find_measure(struct kom_did_work *work) {
    const struct kom_did_request *r = work->request;
    struct kom_did_columns *c = &work->column;
    enum kom_status status = find(work, "measure", &c->measure);
    bool is_named = c->measure == c->unit || c->measure == c->time || c->measure == c->treated ||
                    c->measure == c->strata || c->measure == c->weight;
    for (size_t i = 0; i < r->n_by; i++)
        is_named = is_named || c->by[i] == c->measure;
    for (size_t i = 0; i < r->n_values; i++)
        is_named = is_named || c->value[i] == c->measure;
    for (size_t i = 0; i < r->n_covariates; i++)
        is_named = is_named || c->covariate[i] == c->measure;
    for (size_t i = 0; i < r->n_cluster; i++)
        is_named = is_named || c->cluster[i] == c->measure;
    if (is_named)
        c->measure = KOM_NO_COLUMN;
    return status;
}

static enum kom_status find_columns(struct kom_did_work *work) {
    const struct kom_did_request *r = work->request;
    struct kom_did_columns *c = &work->column;
    int *room = kom_arena_take(&work->arena,
                               2 * (r->n_by + r->n_values + r->n_covariates + 1) * sizeof *room);
    if (!room)
        return KOM_ENOMEM;
    c->by = room;
    c->place = c->by + r->n_by;
    c->value = c->place + r->n_by;
    c->covariate = c->value + r->n_values;
    c->power = c->covariate + r->n_covariates;
    c->unit = c->time = KOM_NO_COLUMN;
    enum kom_status status = find_groups(work);
    if (status == KOM_OK)
        status = find_lists(work);
    if (status == KOM_OK && methods[r->method].has_panel)
        status = need(work, r->unit ? r->unit : "kom", &c->unit);
    if (status == KOM_OK && methods[r->method].has_panel)
        status = find_time(work);
    if (status == KOM_OK)
        status = find_named(work, r->treated, &c->treated);
    if (status == KOM_OK)
        status = find_named(work, r->weight, &c->weight);
    if (status == KOM_OK)
        status = find_named(work, r->strata, &c->strata);
    if (status == KOM_OK)
        status = find_statuses(work);
    return status == KOM_OK ? find_measure(work) : status;
}

static enum kom_status prepare(struct kom_did_work *work) {
    const struct kom_did_request *r = work->request;
    struct kom_did *out = work->out;
    const size_t n_rows = work->frame->n_rows;
    enum kom_status status = kom_did_check(r, work->err);
    if (status == KOM_OK)
        status = find_columns(work);
    out->n_by = r->n_by;
    out->seed = r->seed;
    out->level = r->level;
    out->by_names = kom_arena_take(&out->arena, (r->n_by + 1) * sizeof *out->by_names);
    out->reason = kom_arena_take(&out->arena, n_rows + 1);
    if (status == KOM_OK && (!out->by_names || !out->reason))
        status = KOM_ENOMEM;
    if (status != KOM_OK)
        return status;
    for (size_t i = 0; i < r->n_by; i++)
        out->by_names[i] = r->by[i];
    memset(out->reason, UNDECIDED, n_rows + 1);
    status = kom_did_table_read(work);
    return status == KOM_OK ? kom_did_refuse_totals(work) : status;
}

/* ---- groups under measures ---- */

void kom_did_set_aside(struct kom_did_work *work, size_t row, enum kom_did_reason reason) {
    if (work->out->reason[row] == UNDECIDED)
        work->out->reason[row] = (uint8_t)reason;
}

/* What a cell is called: its value of a column `measure`, the value column, or both. */
static enum kom_status name_cell(struct kom_did_work *work, struct kom_did_cell *cell) {
    struct kom_buf text = {0};
    const char *value = work->request->values[cell->measure], *measure = cell->group->measure;
    if (measure)
        kom_buf_str(&text, measure);
    if (measure && work->request->n_values > 1)
        kom_buf_byte(&text, '/');
    if (!measure || work->request->n_values > 1)
        kom_buf_str(&text, value);
    cell->name =
        text.failed ? NULL : kom_arena_copy(&work->out->arena, text.p ? text.p : "", text.n);
    kom_buf_fini(&text);
    return cell->name ? KOM_OK : KOM_ENOMEM;
}

/* Rows that the panel had and the method kept are used. */
static void settle_rows(struct kom_did_work *work, const struct kom_did_panel *p) {
    for (size_t i = 0; i < p->n; i++) {
        if (p->aside[i] == KOM_DID_USED)
            work->out->reason[p->row[i]] = KOM_DID_USED;
        else
            kom_did_set_aside(work, p->row[i], (enum kom_did_reason)p->aside[i]);
    }
}

static enum kom_status make_cell(struct kom_did_work *work, struct kom_did_cell *cell) {
    const struct method_row *method = &methods[work->request->method];
    enum kom_status status = name_cell(work, cell);
    if (status == KOM_OK && method->has_panel)
        status = kom_did_panel_make(work, cell);
    if (cell->group->several)
        kom_did_say(&cell->warning, "several_networks:%s", cell->group->several);
    if (work->table.n_unlisted > 0)
        kom_did_say(&cell->warning, "not_in_participation(%zu)", work->table.n_unlisted);
    if (status == KOM_OK)
        status =
            work->request->wants_design ? kom_did_design(work, cell) : method->make(work, cell);
    if (status == KOM_OK)
        settle_rows(work, &cell->panel);
    kom_buf_fini(&cell->warning);
    kom_arena_fini(&cell->arena);
    return status;
}

static enum kom_status make_all(struct kom_did_work *work) {
    struct kom_did_groups groups;
    enum kom_status status = kom_did_group_rows(work, &groups);
    if (status == KOM_OK)
        status = kom_did_name_totals(work, &groups);
    for (size_t g = 0; status == KOM_OK && g < groups.n_groups; g++)
        for (size_t m = 0; status == KOM_OK && m < work->request->n_values; m++) {
            struct kom_did_cell cell = {.group = &groups.group[g], .measure = m};
            status = make_cell(work, &cell);
        }
    return status;
}

static enum kom_status conclude(struct kom_did_work *work) {
    struct kom_did *out = work->out;
    bool any = out->n_design > 0;
    out->n_reasons = work->frame->n_rows;
    for (size_t row = 0; row < out->n_reasons; row++)
        out->n_used += out->reason[row] == KOM_DID_USED;
    for (size_t i = 0; i < out->n_rows; i++)
        any = any || out->rows[i].is_estimated;
    if (any)
        return KOM_OK;
    if (out->n_rows == 0)
        return kom_fail(work->err, KOM_EESTIMATE, "no rows, so nothing could be estimated");
    return kom_fail(work->err, KOM_EESTIMATE,
                    "none of %zu estimates could be made, so there is no result; the first: %s",
                    out->n_rows, out->rows[0].warning);
}

enum kom_status kom_did_make(struct kom_did *did, const struct kom_frame *frame,
                             const struct kom_did_request *request, struct kom_error *err) {
    struct kom_did_work work = {.frame = frame, .request = request, .out = did, .err = err};
    *did = (struct kom_did){0};
    kom_stat_init();
    enum kom_status status = prepare(&work);
    if (status == KOM_OK)
        status = make_all(&work);
    if (status == KOM_OK)
        status = conclude(&work);
    if (status == KOM_ENOMEM)
        (void)kom_fail(err, KOM_ENOMEM, "memory ran out");
    kom_arena_fini(&work.arena);
    return status;
}

void kom_did_fini(struct kom_did *did) {
    kom_free(did->rows);
    kom_free(did->design);
    kom_arena_fini(&did->arena);
    *did = (struct kom_did){0};
}
