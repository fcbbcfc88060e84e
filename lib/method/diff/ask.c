/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns and measures of the before-after comparison in the frame. */
#include "ask.h"
#include "by.h"
#include "design_rows.h"
#include "measured.h"
#include "work.h"

#include <string.h>

static void find_time(struct kom_diff_work *work, struct kom_ask *ask) {
    const struct kom_diff_request *r = work->request;
    struct kom_diff_columns *c = &work->column;
    kom_ask_time(ask, r->time, r->sides != KOM_DIFF_PHASE, &c->time);
    if (!r->time && r->sides == KOM_DIFF_PHASE && c->time == c->phase)
        c->time = KOM_NO_COLUMN;
}

/* The by-columns, in the frame or the tables beside. */
static enum kom_status find_groups(struct kom_diff_work *work) {
    const struct kom_diff *out = work->out;
    struct kom_diff_columns *c = &work->column;
    c->by = kom_arena_take(&work->arena, (out->n_by + 1) * sizeof *c->by);
    c->place = kom_arena_take(&work->arena, (out->n_by + 1) * sizeof *c->place);
    if (!c->by || !c->place)
        return KOM_ENOMEM;
    struct kom_by by = {.name = out->by_names,
                        .n = out->n_by,
                        .lookup = work->request->lookup,
                        .column = c->by,
                        .place = c->place};
    enum kom_status status = kom_by_find(&by, work->frame, work->err);
    c->kom = by.kom;
    return status;
}

static void find_own(struct kom_diff_work *work, struct kom_ask *ask) {
    const struct kom_diff_request *r = work->request;
    struct kom_diff_columns *c = &work->column;
    if (r->unit || r->sides == KOM_DIFF_PARTICIPATION)
        kom_ask_need(ask, r->unit ? r->unit : "kom", &c->unit);
    else
        kom_ask_find(ask, "kom", &c->unit);
    kom_ask_named(ask, r->sides == KOM_DIFF_PHASE ? r->phase : NULL, &c->phase);
    find_time(work, ask);
    kom_ask_named(ask, r->id, &c->id);
    kom_ask_named(ask, r->weight, &c->weight);
    kom_ask_named(ask, r->cluster, &c->cluster);
    kom_ask_find(ask, "person", &c->person);
    kom_ask_find(ask, "state", &c->state);
    if (c->state == c->phase)
        c->state = KOM_NO_COLUMN;
}

static bool is_by_column(const struct kom_diff_work *work, int column) {
    for (size_t i = 0; i < work->out->n_by; i++)
        if (work->column.by[i] == column)
            return true;
    return false;
}

static bool is_by_name(const struct kom_diff *out, const char *name) {
    for (size_t i = 0; i < out->n_by; i++)
        if (strcmp(out->by_names[i], name) == 0)
            return true;
    return false;
}

/* Names of --measured-after that are no by-columns would warn of nothing. */
static enum kom_status check_columns(struct kom_diff_work *work, struct kom_ask *ask) {
    const struct kom_diff_request *r = work->request;
    for (size_t i = 0; i < r->n_measured_after; i++) {
        int column;
        if (is_by_name(work->out, r->measured_after[i]))
            continue;
        kom_ask_need(ask, r->measured_after[i], &column);
        if (ask->status)
            return ask->status;
        if (!is_by_column(work, column))
            return kom_fail(work->err, KOM_EUSAGE, "--measured-after: \"%s\" is no column of --by",
                            r->measured_after[i]);
    }
    return KOM_OK;
}

/* Nothing links or clusters: the unit would, if it were not among --by. */
static enum kom_status no_link(const struct kom_diff_work *work, const char *what,
                               const char *option, const char *as) {
    struct kom_buf by = {0};
    kom_diff_by_text(work, work->column.unit, &by);
    kom_buf_byte(&by, '\0');
    enum kom_status status = by.failed ? KOM_ENOMEM
                             : work->column.unit == KOM_NO_COLUMN
                                 ? kom_fail(work->err, KOM_EUSAGE, "%s; give %s", what, option)
                                 : kom_fail(work->err, KOM_EUSAGE,
                                            "%s; give %s, or take the unit out of --by (--by "
                                            "%s) so that units are %s",
                                            what, option, by.p, as);
    kom_buf_fini(&by);
    return status;
}

/* What links the sides, and what clusters: the unit when nothing else is named, and it is no
   by-column. */
static enum kom_status find_links(struct kom_diff_work *work) {
    const struct kom_diff_request *r = work->request;
    struct kom_diff_columns *c = &work->column;
    bool has_unit = c->unit != KOM_NO_COLUMN && !is_by_column(work, c->unit);
    work->is_linked = kom_diff_is_linked(r, work->way);
    work->link = !work->is_linked         ? KOM_NO_COLUMN
                 : c->id != KOM_NO_COLUMN ? c->id
                 : has_unit               ? c->unit
                                          : KOM_NO_COLUMN;
    if (work->is_linked && work->link == KOM_NO_COLUMN && !r->by_season)
        return no_link(work, "--method paired: nothing to pair by", "--id COL", "paired");
    bool is_used = r->sides == KOM_DIFF_PARTICIPATION || !has_unit ||
                   (work->is_linked && work->link == c->unit) ||
                   (work->way->method == KOM_DIFF_CLUSTER && !r->cluster);
    if (r->unit && !is_used)
        return kom_fail(work->err, KOM_EUSAGE,
                        "--unit: has no meaning in this call; it names the unit of "
                        "--participation, of pairs without --id and of clusters without --cluster");
    if (work->way->method != KOM_DIFF_CLUSTER || c->cluster != KOM_NO_COLUMN)
        return KOM_OK;
    c->cluster = has_unit ? c->unit : KOM_NO_COLUMN;
    if (has_unit)
        return KOM_OK;
    return no_link(work, "--method cluster: no clusters", "--cluster COL", "clusters");
}

enum kom_status kom_diff_find_columns(struct kom_diff_work *work) {
    struct kom_ask ask = {work->frame, work->err, find_groups(work)};
    find_own(work, &ask);
    if (!ask.status)
        ask.status = check_columns(work, &ask);
    if (!ask.status)
        ask.status = find_links(work);
    if ((work->request->by_season || work->request->is_series) &&
        work->column.time == KOM_NO_COLUMN)
        kom_ask_need(&ask, work->request->time ? work->request->time : "period",
                     &work->column.time);
    return ask.status;
}

/* A share or rate is called COUNT/OF. */
static const char *measure_name(struct kom_diff_work *work, const char *name, const char *second) {
    struct kom_buf text = {0};
    kom_buf_str(&text, name);
    if (second)
        kom_buf_byte(&text, work->request->count_value ? '=' : '/');
    if (second)
        kom_buf_str(&text, second);
    const char *copy = text.failed ? NULL : kom_arena_copy(&work->out->arena, text.p, text.n);
    kom_buf_fini(&text);
    return copy;
}

static void measure_make(struct kom_diff_work *work, struct kom_ask *ask, const char *name,
                         const char *second, struct kom_diff_measure *measure) {
    kom_ask_need(ask, name, &measure->column);
    kom_ask_named(ask, second, &measure->second);
    kom_measured_ask(ask, measure->column, work->column.beside);
    kom_measured_ask(ask, measure->second, work->column.beside);
    measure->name = measure_name(work, name, second ? second : work->request->count_value);
    if (!ask->status && !measure->name)
        ask->status = KOM_ENOMEM;
}

enum kom_status kom_diff_find_measures(struct kom_diff_work *work) {
    const struct kom_diff_request *r = work->request;
    struct kom_diff_columns *c = &work->column;
    work->n_measures = r->count ? 1 : r->n_values;
    work->measure = kom_arena_take(&work->arena, work->n_measures * sizeof *work->measure);
    c->beside = kom_arena_take(&work->arena, (work->frame->n_cols + 1) * sizeof *c->beside);
    if (!work->measure || !c->beside)
        return KOM_ENOMEM;
    for (size_t i = 0; i < work->frame->n_cols; i++)
        c->beside[i] = KOM_NO_COLUMN;
    struct kom_ask ask = {work->frame, work->err, KOM_OK};
    kom_measured_ask(&ask, c->weight, c->beside);
    if (r->count)
        measure_make(work, &ask, r->count, r->of ? r->of : r->exposure, &work->measure[0]);
    for (size_t i = 0; i < r->n_values && !r->count; i++) {
        measure_make(work, &ask, r->values[i], NULL, &work->measure[i]);
        for (size_t k = 0; k < i && !ask.status; k++)
            if (work->measure[k].column == work->measure[i].column)
                ask.status =
                    kom_fail(work->err, KOM_EUSAGE, "--value: %s and %s are the same column",
                             r->values[k], r->values[i]);
    }
    return ask.status;
}

size_t kom_diff_typed(const struct kom_diff_request *q, struct kom_typed_column *list, size_t cap) {
    const char *const texts[] = {q->unit, q->id, q->cluster, q->phase, q->contrast};
    size_t n = 0;
    for (size_t i = 0; i < q->n_by; i++)
        n = kom_typed_add(list, cap, n, q->by[i], KOM_KIND_TEXT);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        n = kom_typed_add(list, cap, n, texts[i], KOM_KIND_TEXT);
    for (size_t i = 0; i < q->n_values; i++)
        n = kom_typed_add(list, cap, n, q->values[i], KOM_KIND_NUMBER);
    if (q->count_value)
        n = kom_typed_add(list, cap, n, q->count, KOM_KIND_TEXT);
    if (q->design)
        n += kom_design_typed(q->design, q->replicates, list && n < cap ? list + n : NULL,
                              list && n < cap ? cap - n : 0);
    const char *const numbers[] = {q->count_value ? NULL : q->count, q->of, q->exposure, q->weight};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        n = kom_typed_add(list, cap, n, numbers[i], KOM_KIND_NUMBER);
    if (q->sides != KOM_DIFF_PHASE && q->time)
        n = kom_typed_add(list, cap, n, q->time, KOM_KIND_PERIOD);
    else if (q->sides != KOM_DIFF_PHASE)
        n = kom_typed_add(list, cap, n, "period", KOM_KIND_PERIOD);
    return n;
}
