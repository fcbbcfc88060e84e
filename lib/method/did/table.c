/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cells of a panel as numbers: units, periods, weights, covariates, clusters and strata.

   Columns are read one after the other, each for all rows, before anything is computed, so that a
   cell that cannot be read stops the run whatever is asked of it. Texts become numbers in the order
   of their bytes: whatever is sorted by them later is sorted as texts. A row that lacks something
   keeps the first reason, in the order of enum kom_did_reason but for what methods find. */
#include "work.h"

#include <stdlib.h>

#include "intern.h"
#include "measured.h"
#include "offer_state.h"

static void put_aside(struct kom_did_work *work, size_t row, enum kom_did_reason reason) {
    if (work->table.reason[row] == KOM_DID_USED)
        work->table.reason[row] = (uint8_t)reason;
}

/* ---- names ---- */

struct named {
    struct kom_text text;
    uint32_t number;
};

static int by_text(const void *pa, const void *pb) {
    const struct named *a = pa, *b = pb;
    return kom_text_compare(a->text, b->text);
}

/* Numbers in byte order instead of the order of coming. */
static enum kom_status rank(struct kom_did_work *work, const struct kom_intern *seen,
                            uint32_t *number, struct kom_text **names) {
    struct named *name = kom_alloc(seen->n + 1, sizeof *name);
    uint32_t *rank_of = kom_alloc(seen->n + 1, sizeof *rank_of);
    struct kom_text *sorted = kom_arena_take(&work->arena, (seen->n + 1) * sizeof *sorted);
    bool is_there = name && rank_of && sorted;
    for (size_t i = 0; is_there && i < seen->n; i++)
        name[i] = (struct named){seen->text[i], (uint32_t)i};
    if (is_there)
        qsort(name, seen->n, sizeof *name, by_text);
    for (size_t i = 0; is_there && i < seen->n; i++) {
        const char *copy = kom_arena_copy(&work->arena, name[i].text.p, name[i].text.n);
        is_there = copy != NULL;
        sorted[i] = (struct kom_text){copy, name[i].text.n};
        rank_of[name[i].number] = (uint32_t)i;
    }
    for (size_t row = 0; is_there && row < work->frame->n_rows; row++)
        if (number[row] != KOM_DID_NONE)
            number[row] = rank_of[number[row]];
    if (names)
        *names = sorted;
    kom_free(name);
    kom_free(rank_of);
    return is_there ? KOM_OK : KOM_ENOMEM;
}

enum kom_status kom_did_names(struct kom_did_work *work, int column, uint32_t **number,
                              struct kom_text **names, size_t *n_names) {
    struct kom_intern seen = {0};
    struct kom_text before = {NULL, 0};
    uint32_t last = KOM_DID_NONE;
    enum kom_status status = KOM_OK;
    *number = kom_arena_take(&work->arena, (work->frame->n_rows + 1) * sizeof **number);
    if (!*number)
        return KOM_ENOMEM;
    for (size_t row = 0; row < work->frame->n_rows && !status; row++) {
        struct kom_text text = kom_text_trim(kom_frame_cell(work->frame, row, column));
        /* Rows of one unit mostly stand together. */
        if (row == 0 || !kom_text_equal(text, before)) {
            last = text.n ? kom_intern_add(&seen, text) : KOM_DID_NONE;
            if (text.n && last == KOM_NO_ID)
                status = KOM_ENOMEM;
        }
        before = text;
        (*number)[row] = last;
    }
    if (!status)
        status = rank(work, &seen, *number, names);
    if (n_names)
        *n_names = seen.n;
    kom_intern_fini(&seen);
    return status;
}

/* ---- numbers ---- */

/* Why a row lacks a number, in the words of this method. */
static const enum kom_did_reason reason_of[KOM_N_LACKS] = {
    [KOM_LACKS_SENSE] = KOM_DID_UNREADABLE,        [KOM_LACKS_HIDDEN] = KOM_DID_HIDDEN,
    [KOM_LACKS_VALUE] = KOM_DID_MISSING,           [KOM_LACKS_WEIGHT] = KOM_DID_NO_WEIGHT,
    [KOM_LACKS_MORE_WEIGHT] = KOM_DID_ZERO_WEIGHT,
};

static struct kom_measured_frame measured(const struct kom_did_work *work) {
    return (struct kom_measured_frame){work->frame, work->column.beside,
                                       work->request->skips_bad_rows};
}

enum kom_status kom_did_number(struct kom_did_work *work, size_t row, int column,
                               struct kom_num *number, enum kom_did_reason *reason) {
    const struct kom_measured_frame f = measured(work);
    enum kom_lack lack = KOM_LACKS_NOTHING;
    enum kom_status status = kom_measured_value(&f, row, column, number, &lack, work->err);
    *reason = lack ? reason_of[lack] : *reason;
    return status;
}

enum kom_status kom_did_value(struct kom_did_work *work, size_t measure, size_t row,
                              struct kom_num *value, enum kom_did_reason *reason) {
    return kom_did_number(work, row, work->column.value[measure], value, reason);
}

enum kom_status kom_did_weight(struct kom_did_work *work, size_t row, double *weight,
                               enum kom_did_reason *reason) {
    const struct kom_measured_frame f = measured(work);
    struct kom_num number = {0};
    enum kom_lack lack = KOM_LACKS_NOTHING;
    enum kom_status status =
        kom_measured_weight(&f, row, work->column.weight, &number, &lack, work->err);
    *weight = lack ? 0.0 : kom_num_double(&number);
    *reason = lack ? reason_of[lack] : *reason;
    return status;
}

static enum kom_status read_weights(struct kom_did_work *work) {
    struct kom_did_table *t = &work->table;
    if (work->column.weight == KOM_NO_COLUMN)
        return KOM_OK;
    t->weight = kom_arena_take(&work->arena, (t->n_rows + 1) * sizeof *t->weight);
    if (!t->weight)
        return KOM_ENOMEM;
    for (size_t row = 0; row < t->n_rows; row++) {
        enum kom_did_reason reason = KOM_DID_USED;
        enum kom_status status = kom_did_weight(work, row, &t->weight[row], &reason);
        if (status)
            return status;
        if (reason != KOM_DID_USED)
            put_aside(work, row, reason);
    }
    return KOM_OK;
}

static enum kom_status read_covariate(struct kom_did_work *work, size_t j) {
    struct kom_did_table *t = &work->table;
    t->covariate[j] = kom_arena_take(&work->arena, (t->n_rows + 1) * sizeof **t->covariate);
    if (!t->covariate[j])
        return KOM_ENOMEM;
    for (size_t row = 0; row < t->n_rows; row++) {
        enum kom_did_reason reason = KOM_DID_USED;
        struct kom_num number = {0};
        enum kom_status status =
            kom_did_number(work, row, work->column.covariate[j], &number, &reason);
        if (status)
            return status;
        t->covariate[j][row] = number;
        if (reason != KOM_DID_USED)
            put_aside(work, row, reason == KOM_DID_UNREADABLE ? reason : KOM_DID_NO_COVARIATE);
    }
    return KOM_OK;
}

static enum kom_status read_periods(struct kom_did_work *work) {
    struct kom_did_table *t = &work->table;
    bool any = false;
    t->period = kom_arena_take(&work->arena, (t->n_rows + 1) * sizeof *t->period);
    if (!t->period)
        return KOM_ENOMEM;
    for (size_t row = 0; row < t->n_rows; row++) {
        struct kom_period period = {KOM_PERIOD_YEAR, 0};
        bool is_there = false;
        enum kom_status status = kom_did_period(work, row, work->column.time, &period, &is_there);
        if (status == KOM_EDATA && work->request->skips_bad_rows)
            put_aside(work, row, KOM_DID_UNREADABLE);
        else if (status)
            return status;
        else if (!is_there)
            put_aside(work, row, KOM_DID_NO_TIME);
        t->period[row] = period.number;
        if (status || !is_there)
            continue;
        if (any && period.kind != t->kind)
            return kom_frame_fail(work->frame, row, work->column.time, work->err,
                                  "a period of another kind than in the rows above; years, "
                                  "quarters, months and days cannot be counted together: keep "
                                  "one kind");
        t->kind = period.kind;
        any = true;
    }
    return KOM_OK;
}

/* ---- all ---- */

static enum kom_status read_names(struct kom_did_work *work) {
    struct kom_did_table *t = &work->table;
    const struct kom_did_columns *c = &work->column;
    enum kom_status status = KOM_OK;
    for (size_t i = 0; i < work->request->n_cluster && !status; i++) {
        status = kom_did_names(work, c->cluster[i], &t->cluster[i], NULL, NULL);
        for (size_t row = 0; row < t->n_rows && !status; row++)
            if (t->cluster[i][row] == KOM_DID_NONE)
                put_aside(work, row, KOM_DID_NO_CLUSTER);
    }
    if (!status && c->strata != KOM_NO_COLUMN)
        status = kom_did_names(work, c->strata, &t->stratum, &t->stratum_name, NULL);
    for (size_t row = 0; t->stratum && row < t->n_rows && !status; row++)
        if (t->stratum[row] == KOM_DID_NONE)
            put_aside(work, row, KOM_DID_NO_STRATUM);
    return status;
}

static enum kom_status read_panel(struct kom_did_work *work) {
    struct kom_did_table *t = &work->table;
    enum kom_status status =
        kom_did_names(work, work->column.unit, &t->unit, &t->unit_name, &t->n_units);
    for (size_t row = 0; row < t->n_rows && !status; row++)
        if (t->unit[row] == KOM_DID_NONE)
            put_aside(work, row, KOM_DID_NO_UNIT);
    if (!status)
        status = read_periods(work);
    if (!status)
        status = kom_did_starts(work);
    t->covariate =
        kom_arena_take(&work->arena, (work->request->n_covariates + 1) * sizeof *t->covariate);
    if (!t->covariate)
        return KOM_ENOMEM;
    for (size_t j = 0; j < work->request->n_covariates && !status; j++)
        status = read_covariate(work, j);
    return status;
}

/* Rows that kom-uptake says had nothing on offer. */
static enum kom_status read_states(struct kom_did_work *work) {
    static const enum kom_did_reason reason_of_state[KOM_OFFER_N_STATES] = {
        KOM_DID_USED, KOM_DID_NOT_STARTED, KOM_DID_NOT_OFFERED, KOM_DID_NOT_REPORTED};
    const uint8_t *state;
    enum kom_status status =
        kom_offer_states(work->frame, work->column.state, &work->arena, &state, work->err);
    for (size_t row = 0; !status && state && row < work->frame->n_rows; row++)
        if (state[row] != KOM_OFFER_OFFERED)
            put_aside(work, row, reason_of_state[state[row]]);
    return status;
}

enum kom_status kom_did_table_read(struct kom_did_work *work) {
    struct kom_did_table *t = &work->table;
    t->n_rows = work->frame->n_rows;
    t->reason = kom_arena_take(&work->arena, t->n_rows + 1);
    if (!t->reason)
        return KOM_ENOMEM;
    for (size_t row = 0; row < t->n_rows; row++)
        t->reason[row] = KOM_DID_USED;
    enum kom_status status = read_states(work);
    if (!status && work->request->method != KOM_DID_OLS)
        status = read_panel(work);
    if (!status)
        status = read_weights(work);
    return status ? status : read_names(work);
}
