/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of a request in the frame: by-columns, unit and period, values, covariates, clusters.
 */
#include "ask.h"
#include "by.h"
#include "measured.h"
#include "work.h"

#include <stdlib.h>
#include <string.h>

enum { POWER_MAX = 20 };

/* The by-columns, in the frame or the tables beside. */
static enum kom_status find_groups(struct kom_did_work *work) {
    const struct kom_did_request *r = work->request;
    struct kom_did_columns *c = &work->column;
    struct kom_by by = {
        .name = r->by, .n = r->n_by, .lookup = r->lookup, .column = c->by, .place = c->place};
    enum kom_status status = kom_by_find(&by, work->frame, work->err);
    c->kom = by.kom;
    return status ? status
                  : kom_output_own((struct kom_output_by){r->by, r->n_by},
                                   r->wants_design ? kom_did_design_columns : kom_did_columns,
                                   work->out, work->err);
}

/* The columns COL_status beside the measured ones: values, covariates, weights, and the treatment
   where it is a regressor. */
static enum kom_status find_statuses(struct kom_did_work *work, struct kom_ask *ask) {
    const struct kom_did_request *r = work->request;
    struct kom_did_columns *c = &work->column;
    const struct kom_frame *f = work->frame;
    c->beside = kom_arena_take(&work->arena, (f->n_cols + 1) * sizeof *c->beside);
    if (!c->beside)
        return KOM_ENOMEM;
    for (size_t i = 0; i < f->n_cols; i++)
        c->beside[i] = KOM_NO_COLUMN;
    kom_measured_ask(ask, c->weight, c->beside);
    if (r->method == KOM_DID_OLS)
        kom_measured_ask(ask, c->treated, c->beside);
    for (size_t i = 0; i < r->n_values; i++)
        kom_measured_ask(ask, c->value[i], c->beside);
    for (size_t j = 0; j < r->n_covariates; j++)
        kom_measured_ask(ask, c->covariate[j], c->beside);
    return ask->status;
}

/* COL^K, unless there is a column of that very name. */
static enum kom_status find_covariate(struct kom_did_work *work, struct kom_ask *ask, size_t j) {
    struct kom_did_columns *c = &work->column;
    const char *name = work->request->covariates[j], *hat = strrchr(name, '^');
    kom_ask_find(ask, name, &c->covariate[j]);
    c->power[j] = 1;
    if (c->covariate[j] != KOM_NO_COLUMN)
        return ask->status;
    if (!hat || hat == name || work->request->method != KOM_DID_OLS) {
        kom_ask_need(ask, name, &c->covariate[j]);
        return ask->status;
    }
    struct kom_num power;
    if (!kom_num_parse(kom_text_of(hat + 1), (struct kom_num_form){'.', '\0'}, &power) ||
        power.scale != 0 || power.mantissa < 2 || power.mantissa > POWER_MAX)
        return kom_fail(work->err, KOM_EUSAGE,
                        "--covariates: \"%s\" is not COL^K with K a whole number from 2 to %d",
                        name, POWER_MAX);
    c->power[j] = (int)power.mantissa;
    const char *base = kom_arena_copy(&work->arena, name, (size_t)(hat - name));
    if (!base)
        return KOM_ENOMEM;
    kom_ask_need(ask, base, &c->covariate[j]);
    return ask->status;
}

static void find_lists(struct kom_did_work *work, struct kom_ask *ask) {
    const struct kom_did_request *r = work->request;
    struct kom_did_columns *c = &work->column;
    for (size_t i = 0; i < r->n_values; i++)
        kom_ask_need(ask, r->values[i], &c->value[i]);
    for (size_t j = 0; j < r->n_covariates && !ask->status; j++)
        ask->status = find_covariate(work, ask, j);
    for (size_t i = 0; i < r->n_cluster; i++)
        kom_ask_need(ask, r->cluster[i], &c->cluster[i]);
    if (!ask->status)
        ask->status = kom_by_differ("value", r->values, r->n_values, c->value, NULL, work->err);
    if (!ask->status)
        ask->status =
            kom_by_differ("cluster", r->cluster, r->n_cluster, c->cluster, NULL, work->err);
}

/* Panels may hold several measures under one another (DESIGN: the panel table). */
static void find_measure(struct kom_did_work *work, struct kom_ask *ask) {
    const struct kom_did_request *r = work->request;
    struct kom_did_columns *c = &work->column;
    kom_ask_find(ask, "measure", &c->measure);
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
    struct kom_ask ask = {work->frame, work->err, find_groups(work)};
    find_lists(work, &ask);
    if (has_panel) {
        kom_ask_need(&ask, r->unit ? r->unit : "kom", &c->unit);
        kom_ask_time(&ask, r->time, true, &c->time);
    }
    kom_ask_find(&ask, "state", &c->state);
    kom_ask_named(&ask, r->treated, &c->treated);
    kom_ask_named(&ask, r->weight, &c->weight);
    kom_ask_named(&ask, r->strata, &c->strata);
    if (!ask.status)
        ask.status = find_statuses(work, &ask);
    if (!ask.status)
        find_measure(work, &ask);
    return ask.status;
}
