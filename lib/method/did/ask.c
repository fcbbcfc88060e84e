/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of a request in the frame: by-columns, unit and period, values, covariates, clusters.
 */
#include "work.h"

#include <stdlib.h>
#include <string.h>

#include "by.h"
#include "measured.h"

enum { POWER_MAX = 20 };

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
    if (!status && *time == KOM_NO_COLUMN)
        status = find(work, "date", time);
    return !status && *time == KOM_NO_COLUMN ? need(work, "period", time) : status;
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
    if (!status && r->method == KOM_DID_OLS)
        status = kom_measured_note(f, c->treated, c->beside, work->err);
    for (size_t i = 0; i < r->n_values && !status; i++)
        status = kom_measured_note(f, c->value[i], c->beside, work->err);
    for (size_t j = 0; j < r->n_covariates && !status; j++)
        status = kom_measured_note(f, c->covariate[j], c->beside, work->err);
    return status;
}

/* COL^K, unless there is a column of that very name. */
static enum kom_status find_covariate(struct kom_did_work *work, size_t j) {
    struct kom_did_columns *c = &work->column;
    const char *name = work->request->covariates[j], *hat = strrchr(name, '^');
    enum kom_status status = find(work, name, &c->covariate[j]);
    c->power[j] = 1;
    if (status || c->covariate[j] != KOM_NO_COLUMN)
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
    for (size_t i = 0; i < r->n_values && !status; i++)
        status = need(work, r->values[i], &c->value[i]);
    for (size_t j = 0; j < r->n_covariates && !status; j++)
        status = find_covariate(work, j);
    for (size_t i = 0; i < r->n_cluster && !status; i++)
        status = need(work, r->cluster[i], &c->cluster[i]);
    if (!status)
        status = kom_by_differ("value", r->values, r->n_values, c->value, NULL, work->err);
    if (!status)
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

enum kom_status kom_did_ask(struct kom_did_work *work, bool has_panel) {
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
    if (!status)
        status = find_lists(work);
    if (!status && has_panel)
        status = need(work, r->unit ? r->unit : "kom", &c->unit);
    if (!status && has_panel)
        status = find_time(work);
    if (!status)
        status = find_named(work, r->treated, &c->treated);
    if (!status)
        status = find_named(work, r->weight, &c->weight);
    if (!status)
        status = find_named(work, r->strata, &c->strata);
    if (!status)
        status = find_statuses(work);
    return status ? status : find_measure(work);
}
