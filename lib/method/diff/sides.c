/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which side of its start a row lies on: one day for all, each unit's own start, or a phase column.
 */
#include "offer_state.h"
#include "starts.h"
#include "work.h"

/* ---- placing one row ---- */

/* Periods are counted from the start: the first whole one after it, and the last whole one before
 * it, is 0. */
static void place(const struct kom_diff_request *request, struct kom_period period, int32_t start,
                  struct kom_diff_mark *mark) {
    struct kom_period at_start = kom_period_of(period.kind, start);
    int64_t first_after = at_start.number, index;
    if (kom_period_first(at_start) < start)
        first_after++;
    if (kom_period_last(period) < start) {
        mark->side = KOM_DIFF_BEFORE;
        index = at_start.number - 1 - (int64_t)period.number;
    } else if (kom_period_first(period) >= start) {
        mark->side = KOM_DIFF_AFTER;
        index = period.number - first_after;
    } else {
        mark->reason = KOM_DIFF_STRADDLES;
        return;
    }
    if (index < request->skip)
        mark->reason = KOM_DIFF_SKIPPED;
    else if (request->window > 0 && index - request->skip >= request->window)
        mark->reason = KOM_DIFF_OUTSIDE_WINDOW;
}

static enum kom_status mark_by_time(struct kom_diff_work *work, const struct kom_starts *starts,
                                    size_t row, int *kind) {
    struct kom_diff_mark *mark = &work->mark[row];
    struct kom_period period;
    bool is_there;
    enum kom_status status =
        kom_frame_period(work->frame, row, work->column.time, &period, &is_there, work->err);
    if (status == KOM_EDATA && work->request->skips_bad_rows) {
        mark->reason = KOM_DIFF_UNREADABLE;
        return KOM_OK;
    }
    if (status)
        return status;
    if (is_there && *kind >= 0 && *kind != (int)period.kind)
        return kom_frame_fail(work->frame, row, work->column.time, work->err,
                              "a period of another kind than in the rows above; years, quarters, "
                              "months and days cannot be counted together: keep one kind");
    int32_t start = work->request->at;
    bool is_listed;
    if (starts)
        status = kom_starts_find(starts, row, &start, &is_listed, work->err);
    if (status)
        return status;
    if (start == KOM_DAY_NONE) {
        mark->reason = KOM_DIFF_NO_START;
    } else if (!is_there) {
        mark->reason = KOM_DIFF_NO_TIME;
    } else {
        place(work->request, period, start, mark);
    }
    if (is_there) {
        *kind = (int)period.kind;
        mark->time = kom_period_first(period);
        mark->kind = (uint8_t)period.kind;
    }
    return KOM_OK;
}

static void mark_by_phase(struct kom_diff_work *work, size_t row) {
    struct kom_diff_mark *mark = &work->mark[row];
    struct kom_text phase = kom_text_trim(kom_frame_cell(work->frame, row, work->column.phase));
    struct kom_period period;
    if (kom_text_is(phase, work->request->before))
        mark->side = KOM_DIFF_BEFORE;
    else if (kom_text_is(phase, work->request->after))
        mark->side = KOM_DIFF_AFTER;
    else
        mark->reason = KOM_DIFF_OTHER_PHASE;
    /* The time only orders the rows here, for the warning about series. */
    if (work->column.time != KOM_NO_COLUMN &&
        kom_period_parse(kom_text_trim(kom_frame_cell(work->frame, row, work->column.time)),
                         &period)) {
        mark->time = kom_period_first(period);
        mark->kind = (uint8_t)period.kind;
    }
}

/* Rows that kom-uptake says had nothing on offer. */
static enum kom_status mark_states(struct kom_diff_work *work) {
    static const enum kom_diff_reason reason_of[KOM_OFFER_N_STATES] = {
        KOM_DIFF_USED, KOM_DIFF_NOT_STARTED, KOM_DIFF_NOT_OFFERED, KOM_DIFF_NOT_REPORTED};
    const uint8_t *state;
    enum kom_status status =
        kom_offer_states(work->frame, work->column.state, &work->arena, &state, work->err);
    for (size_t row = 0; !status && state && row < work->frame->n_rows; row++)
        work->mark[row].reason = (uint8_t)reason_of[state[row]];
    return status;
}

enum kom_status kom_diff_mark_rows(struct kom_diff_work *work) {
    const struct kom_diff_request *request = work->request;
    struct kom_starts loaded = {0}, *starts = NULL;
    int kind = -1;
    for (size_t row = 0; row < work->frame->n_rows; row++)
        work->mark[row] = (struct kom_diff_mark){0, KOM_DIFF_USED, 0, KOM_DAY_NONE};
    enum kom_status status = mark_states(work);
    if (!status && request->sides == KOM_DIFF_PARTICIPATION) {
        const struct kom_starts_spec spec = {
            work->frame,         request->participation, request->unit,     work->column.unit,
            work->out->by_names, work->out->n_by,        request->unmatched};
        status = kom_starts_load(&loaded, &spec, &work->arena, work->err);
        starts = &loaded;
    }
    for (size_t row = 0; row < work->frame->n_rows && !status; row++) {
        if (work->mark[row].reason != KOM_DIFF_USED)
            continue;
        if (request->sides == KOM_DIFF_PHASE)
            mark_by_phase(work, row);
        else
            status = mark_by_time(work, starts, row, &kind);
    }
    return status;
}
