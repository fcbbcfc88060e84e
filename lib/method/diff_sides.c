/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which side of its start a row lies on: one day for all, each unit's own start, or a phase column.
 */
#include "diff_work.h"

#include <stdlib.h>

/* ---- starts of the participation table ---- */

/* One row of the participation table, to be found by its unit. */
struct start_row {
    struct kom_text unit;
    size_t row;
};

/* Columns that both tables have and that tell several starts of a unit apart. */
struct start_key {
    int here, there;
};

struct starts {
    const struct kom_frame *frame;
    int unit, start;
    struct start_row *row; /* by unit, then row */
    size_t n_rows;
    struct start_key *key;
    size_t n_keys;
    struct kom_codes codes; /* units, to tell 0101 from a unit without start */
};

static int by_unit(const void *pa, const void *pb) {
    const struct start_row *a = pa, *b = pb;
    int order = kom_text_compare(a->unit, b->unit);
    return order ? order : (a->row > b->row) - (a->row < b->row);
}

static enum kom_status key_add(struct kom_diff_work *work, struct starts *starts,
                               const char *name) {
    struct start_key key;
    enum kom_status status = kom_frame_find(work->frame, name, &key.here, work->err);
    if (status == KOM_OK)
        status = kom_frame_find(starts->frame, name, &key.there, work->err);
    if (status != KOM_OK || key.here == KOM_NO_COLUMN || key.there == KOM_NO_COLUMN)
        return status;
    if (key.there == starts->unit || key.there == starts->start)
        return KOM_OK;
    for (size_t i = 0; i < starts->n_keys; i++)
        if (starts->key[i].there == key.there)
            return KOM_OK;
    starts->key[starts->n_keys++] = key;
    return KOM_OK;
}

/* The keys of the participation table: the by-columns it has, and the words of the vocabulary that
 * split it. */
static enum kom_status keys_find(struct kom_diff_work *work, struct starts *starts) {
    static const char *const word[] = {"section", "area",     "service", "setting",
                                       "group",   "provider", "network"};
    const size_t n_words = sizeof word / sizeof word[0];
    const struct kom_diff *out = work->out;
    starts->key = kom_arena_take(&work->arena, (out->n_by + n_words) * sizeof *starts->key);
    if (!starts->key)
        return KOM_ENOMEM;
    for (size_t i = 0; i < out->n_by + n_words; i++) {
        const char *name = i < out->n_by ? out->by_names[i] : word[i - out->n_by];
        enum kom_status status = key_add(work, starts, name);
        if (status != KOM_OK)
            return status;
    }
    return KOM_OK;
}

static enum kom_status starts_load(struct kom_diff_work *work, struct starts *starts) {
    const struct kom_frame *frame = work->request->participation;
    const char *unit = work->request->unit ? work->request->unit : "kom";
    *starts = (struct starts){.frame = frame};
    enum kom_status status = kom_frame_need(frame, unit, &starts->unit, work->err);
    if (status == KOM_OK)
        status = kom_frame_need(frame, "start", &starts->start, work->err);
    if (status == KOM_OK)
        status = keys_find(work, starts);
    if (status != KOM_OK)
        return status;
    starts->row = kom_arena_take(&work->arena, (frame->n_rows + 1) * sizeof *starts->row);
    if (!starts->row)
        return KOM_ENOMEM;
    for (size_t row = 0; row < frame->n_rows; row++)
        starts->row[row] =
            (struct start_row){kom_text_trim(kom_frame_cell(frame, row, starts->unit)), row};
    starts->n_rows = frame->n_rows;
    qsort(starts->row, starts->n_rows, sizeof *starts->row, by_unit);
    kom_codes_begin(&starts->codes, "participation");
    return kom_codes_add_column(&starts->codes, frame, starts->unit, work->err);
}

static size_t first_of_unit(const struct starts *starts, struct kom_text unit) {
    size_t low = 0, high = starts->n_rows;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (kom_text_compare(starts->row[middle].unit, unit) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* An empty cell of the participation table stands for all values, as in the offerings. */
static bool keys_agree(const struct kom_diff_work *work, const struct starts *starts, size_t row,
                       size_t there) {
    for (size_t i = 0; i < starts->n_keys; i++) {
        struct kom_text want =
            kom_text_trim(kom_frame_cell(starts->frame, there, starts->key[i].there));
        struct kom_text have = kom_text_trim(kom_frame_cell(work->frame, row, starts->key[i].here));
        if (want.n > 0 && !kom_text_equal(want, have))
            return false;
    }
    return true;
}

/* The start of the row's unit, KOM_DAY_NONE when it has none. */
static enum kom_status start_of(struct kom_diff_work *work, const struct starts *starts, size_t row,
                                int32_t *start) {
    struct kom_text unit = kom_text_trim(kom_frame_cell(work->frame, row, work->column.unit));
    size_t i = first_of_unit(starts, unit), other = SIZE_MAX;
    *start = KOM_DAY_NONE;
    if (i == starts->n_rows || !kom_text_equal(starts->row[i].unit, unit))
        return kom_codes_meet_cell(&starts->codes, work->frame, row, work->column.unit, work->err);
    for (; i < starts->n_rows && kom_text_equal(starts->row[i].unit, unit); i++) {
        size_t there = starts->row[i].row;
        int32_t day;
        if (!keys_agree(work, starts, row, there))
            continue;
        enum kom_status status =
            kom_frame_day(starts->frame, there, starts->start, &day, work->err);
        if (status != KOM_OK)
            return status;
        if (day == KOM_DAY_OPEN)
            day = KOM_DAY_NONE;
        if (other != SIZE_MAX && day != *start)
            return kom_frame_fail(
                starts->frame, there, starts->start, work->err,
                "another start than in line %llu for the same unit, and no column of the rows "
                "tells which holds; keep one of them, or give the rows the column that does",
                (unsigned long long)starts->frame->line[other]);
        other = there;
        *start = day;
    }
    return KOM_OK;
}

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

static enum kom_status mark_by_time(struct kom_diff_work *work, const struct starts *starts,
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
    if (status != KOM_OK)
        return status;
    if (is_there && *kind >= 0 && *kind != (int)period.kind)
        return kom_frame_fail(work->frame, row, work->column.time, work->err,
                              "a period of another kind than in the rows above; years, quarters, "
                              "months and days cannot be counted together: keep one kind");
    int32_t start = work->request->at;
    if (starts && (status = start_of(work, starts, row, &start)) != KOM_OK)
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

/* ---- the column `state` of kom-uptake ---- */

static enum kom_diff_reason state_reason(struct kom_text state, bool *is_known) {
    *is_known = true;
    if (kom_text_is(state, "not_started"))
        return KOM_DIFF_NOT_STARTED;
    if (kom_text_is(state, "not_offered"))
        return KOM_DIFF_NOT_OFFERED;
    if (kom_text_is(state, "not_reported"))
        return KOM_DIFF_NOT_REPORTED;
    *is_known = kom_text_is(state, "offered");
    return KOM_DIFF_USED;
}

/* A column `state` without any of the four words is something else, and is left alone; with some of
   them, it may hold no other. */
static enum kom_status mark_states(struct kom_diff_work *work) {
    size_t n_known = 0, unknown = SIZE_MAX;
    if (work->column.state == KOM_NO_COLUMN)
        return KOM_OK;
    for (size_t row = 0; row < work->frame->n_rows; row++) {
        bool is_known;
        struct kom_text state = kom_text_trim(kom_frame_cell(work->frame, row, work->column.state));
        work->mark[row].reason = (uint8_t)state_reason(state, &is_known);
        n_known += is_known;
        if (!is_known && unknown == SIZE_MAX)
            unknown = row;
    }
    if (n_known == 0 || unknown == SIZE_MAX)
        return KOM_OK;
    return kom_frame_fail(work->frame, unknown, work->column.state, work->err,
                          "none of offered, not_offered, not_started, not_reported; if this is no "
                          "state of kom-uptake, use --rename to give the column another name");
}

enum kom_status kom_diff_mark_rows(struct kom_diff_work *work) {
    struct starts loaded = {0}, *starts = NULL;
    int kind = -1;
    for (size_t row = 0; row < work->frame->n_rows; row++)
        work->mark[row] = (struct kom_diff_mark){0, KOM_DIFF_USED, 0, KOM_DAY_NONE};
    enum kom_status status = mark_states(work);
    if (status == KOM_OK && work->request->sides == KOM_DIFF_PARTICIPATION) {
        status = starts_load(work, &loaded);
        starts = &loaded;
    }
    for (size_t row = 0; row < work->frame->n_rows && status == KOM_OK; row++) {
        if (work->mark[row].reason != KOM_DIFF_USED)
            continue;
        if (work->request->sides == KOM_DIFF_PHASE)
            mark_by_phase(work, row);
        else
            status = mark_by_time(work, starts, row, &kind);
    }
    kom_codes_fini(&loaded.codes);
    return status;
}
