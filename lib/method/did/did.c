/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Difference in differences: reads the table, makes the groups, and has each estimated. */
#include "work.h"

#include <stdlib.h>
#include <string.h>

#include "dist.h"

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

static enum kom_status prepare(struct kom_did_work *work) {
    const struct kom_did_request *r = work->request;
    struct kom_did *out = work->out;
    const size_t n_rows = work->frame->n_rows;
    enum kom_status status = kom_did_check(r, work->err);
    if (!status)
        status = kom_did_ask(work, methods[r->method].has_panel);
    out->n_by = r->n_by;
    out->seed = r->seed;
    out->level = r->level;
    out->by_names = kom_arena_take(&out->arena, (r->n_by + 1) * sizeof *out->by_names);
    out->reason = kom_arena_take(&out->arena, n_rows + 1);
    if (!status && (!out->by_names || !out->reason))
        status = KOM_ENOMEM;
    if (status)
        return status;
    for (size_t i = 0; i < r->n_by; i++)
        out->by_names[i] = r->by[i];
    memset(out->reason, KOM_DID_UNDECIDED, n_rows + 1);
    status = kom_did_table_read(work);
    return status ? status : kom_did_refuse_totals(work);
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
    if (!status && method->has_panel)
        status = kom_did_panel_make(work, cell);
    if (cell->group->several)
        kom_did_say(&cell->warning, "several_networks:%s", cell->group->several);
    if (work->table.n_unlisted > 0)
        kom_did_say(&cell->warning, "not_in_participation(%zu)", work->table.n_unlisted);
    if (!status)
        status =
            work->request->wants_design ? kom_did_design(work, cell) : method->make(work, cell);
    if (!status)
        settle_rows(work, &cell->panel);
    kom_buf_fini(&cell->warning);
    kom_arena_fini(&cell->arena);
    return status;
}

static enum kom_status make_all(struct kom_did_work *work) {
    struct kom_did_groups groups;
    enum kom_status status = kom_did_group_rows(work, &groups);
    if (!status)
        status = kom_did_name_totals(work, &groups);
    for (size_t g = 0; !status && g < groups.n_groups; g++)
        for (size_t m = 0; !status && m < work->request->n_values; m++) {
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
    return any ? KOM_OK
               : kom_output_none(out->n_rows, out->n_rows ? out->rows[0].warning : "", work->err);
}

enum kom_status kom_did_make(struct kom_did *did, const struct kom_frame *frame,
                             const struct kom_did_request *request, struct kom_error *err) {
    struct kom_did_work work = {.frame = frame, .request = request, .out = did, .err = err};
    *did = (struct kom_did){0};
    kom_stat_init();
    enum kom_status status = prepare(&work);
    if (!status)
        status = make_all(&work);
    if (!status)
        status = conclude(&work);
    if (status == KOM_ENOMEM)
        (void)kom_no_memory(err);
    kom_arena_fini(&work.arena);
    return status;
}

void kom_did_fini(struct kom_did *did) {
    kom_free(did->rows);
    kom_free(did->design);
    kom_arena_fini(&did->arena);
    *did = (struct kom_did){0};
}
