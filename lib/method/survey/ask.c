/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of a sample's figures. */
#include "ask.h"
#include "by.h"
#include "measured.h"
#include "work.h"

#include <string.h>

#include "vocab.h"

enum kom_status kom_survey_typed(const struct kom_survey_request *r, struct kom_arena *arena,
                                 struct kom_typed_column **typed, size_t *n,
                                 struct kom_error *err) {
    const size_t cap = r->n_by + r->n_values + r->replicates.n + 8;
    const enum kom_kind kind = r->kind == KOM_SURVEY_VALUES ? KOM_KIND_TEXT : KOM_KIND_NUMBER;
    struct kom_typed_column *list = kom_arena_take(arena, cap * sizeof *list);
    *typed = list;
    *n = 0;
    if (!list)
        return kom_no_memory(err);
    for (size_t i = 0; i < r->n_by; i++)
        *n = kom_typed_add(list, cap, *n, r->by[i], KOM_KIND_TEXT);
    for (size_t i = 0; i < r->n_values; i++)
        *n = kom_typed_add(list, cap, *n, r->values[i], KOM_KIND_NUMBER);
    *n = kom_typed_add(list, cap, *n, r->count, kind);
    *n = kom_typed_add(list, cap, *n, r->second, KOM_KIND_NUMBER);
    *n += kom_design_typed(&r->design, &r->replicates, list + *n, cap - *n);
    return KOM_OK;
}

static enum kom_status find_groups(struct kom_survey_work *work) {
    const struct kom_survey_request *r = work->request;
    work->by = kom_arena_take(&work->arena, (r->n_by + 1) * sizeof *work->by);
    work->place = kom_arena_take(&work->arena, (r->n_by + 1) * sizeof *work->place);
    if (!work->by || !work->place)
        return kom_no_memory(work->err);
    struct kom_by by = {
        .name = r->by, .n = r->n_by, .lookup = r->lookup, .column = work->by, .place = work->place};
    enum kom_status status = kom_by_find(&by, work->frame, work->err);
    work->kom = by.kom;
    return status ? status : kom_survey_check_by(work);
}

static bool sums(const struct kom_survey_request *r) {
    for (size_t i = 0; i < r->n_stats; i++)
        if (r->stats[i].is_sum)
            return true;
    return false;
}

/* Persons, prices and shares do not add. */
static enum kom_status check_sums(const struct kom_survey_work *work) {
    for (size_t i = 0; i < work->n_measures; i++) {
        const struct kom_word *word = kom_word_find(work->frame->name[work->measure[i].column]);
        if (word && word->adds == KOM_ADDS_NOTHING)
            return kom_fail(work->err, KOM_EDATA,
                            "--stats total: %s does not add over rows; use --stats mean",
                            work->measure[i].name);
    }
    return KOM_OK;
}

static enum kom_status find_measures(struct kom_survey_work *work) {
    const struct kom_survey_request *r = work->request;
    const bool has_values = r->kind == KOM_SURVEY_FIGURES;
    work->n_measures = has_values ? r->n_values : 1;
    work->measure = kom_arena_take(&work->arena, work->n_measures * sizeof *work->measure);
    int *column = kom_arena_take(&work->arena, work->n_measures * sizeof *column);
    if (!work->measure || !column)
        return kom_no_memory(work->err);
    struct kom_ask ask = {work->frame, work->err, KOM_OK};
    for (size_t i = 0; i < work->n_measures; i++) {
        struct kom_survey_measure *m = &work->measure[i];
        m->name = has_values ? r->values[i] : r->count;
        kom_ask_need(&ask, m->name, &m->column);
        kom_ask_named(&ask, r->second, &m->second);
        kom_measured_ask(&ask, m->column, work->beside);
        kom_measured_ask(&ask, m->second, work->beside);
        column[i] = m->column;
    }
    if (!ask.status && has_values)
        ask.status = kom_by_differ("value", r->values, r->n_values, column, NULL, work->err);
    if (!ask.status && has_values && sums(r))
        ask.status = check_sums(work);
    return ask.status;
}

enum kom_status kom_survey_ask(struct kom_survey_work *work) {
    const size_t n = work->frame->n_cols;
    work->beside = kom_arena_take(&work->arena, (n + 1) * sizeof *work->beside);
    if (!work->beside)
        return kom_no_memory(work->err);
    for (size_t i = 0; i < n; i++)
        work->beside[i] = KOM_NO_COLUMN;
    enum kom_status status = find_groups(work);
    return status ? status : find_measures(work);
}
