/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a row's unit starts: from a column of the row, or from the participation table. */
#include "did_work.h"

#include <stdlib.h>

#include "codes.h"

static const struct kom_did_start never = {KOM_DID_NEVER, false};

/* The first whole period of the data's kind from that day on. */
static struct kom_did_start start_of_day(const struct kom_did_work *work, int32_t day) {
    struct kom_period period = kom_period_of(work->table.kind, day);
    bool straddles = kom_period_first(period) < day;
    return (struct kom_did_start){period.number + straddles, straddles};
}

/* ---- a column of the rows ---- */

static enum kom_status start_of_cell(struct kom_did_work *work, size_t row,
                                     struct kom_did_start *start) {
    struct kom_period period;
    bool is_there;
    *start = never;
    enum kom_status status = kom_did_period(work, row, work->column.treated, &period, &is_there);
    if (status != KOM_OK || !is_there || period.number == 0)
        return status;
    if (period.kind == work->table.kind)
        *start = (struct kom_did_start){period.number, false};
    else
        *start = start_of_day(work, kom_period_first(period));
    return KOM_OK;
}

/* ---- the participation table ---- */

/* Columns that both tables have and that tell several starts of a unit apart. */
struct start_key {
    int here, there;
};

/* One row of the participation table, to be found by its unit. */
struct start_row {
    struct kom_text unit;
    size_t row;
};

struct starts {
    const struct kom_frame *frame;
    int unit, start;
    struct start_row *row; /* by unit, then row */
    size_t n_rows;
    struct start_key *key;
    size_t n_keys;
    struct kom_codes codes;        /* units, to tell 0101 from a unit that is not there */
    struct kom_did_start *of_unit; /* without keys: found once for each unit of the data */
    uint8_t *is_known, *is_listed;
};

static int by_unit(const void *pa, const void *pb) {
    const struct start_row *a = pa, *b = pb;
    int order = kom_text_compare(a->unit, b->unit);
    return order ? order : (a->row > b->row) - (a->row < b->row);
}

static enum kom_status key_add(struct kom_did_work *work, struct starts *starts, const char *name) {
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

/* By-columns, and the words of the vocabulary that split a participation, as in kom-diff. */
static enum kom_status keys_find(struct kom_did_work *work, struct starts *starts) {
    static const char *const word[] = {"section", "area",     "service", "setting",
                                       "group",   "provider", "network"};
    const size_t n_words = sizeof word / sizeof word[0], n_by = work->request->n_by;
    starts->key = kom_arena_take(&work->arena, (n_by + n_words) * sizeof *starts->key);
    if (!starts->key)
        return KOM_ENOMEM;
    for (size_t i = 0; i < n_by + n_words; i++) {
        enum kom_status status =
            key_add(work, starts, i < n_by ? work->request->by[i] : word[i - n_by]);
        if (status != KOM_OK)
            return status;
    }
    return KOM_OK;
}

static enum kom_status rows_sort(struct kom_did_work *work, struct starts *starts) {
    const struct kom_frame *frame = starts->frame;
    const size_t n_units = work->table.n_units + 1;
    starts->row = kom_arena_take(&work->arena, (frame->n_rows + 1) * sizeof *starts->row);
    starts->of_unit = kom_arena_take(&work->arena, n_units * sizeof *starts->of_unit);
    starts->is_known = kom_arena_take(&work->arena, n_units);
    starts->is_listed = kom_arena_take(&work->arena, n_units);
    if (!starts->row || !starts->of_unit || !starts->is_known || !starts->is_listed)
        return KOM_ENOMEM;
    for (size_t i = 0; i < n_units; i++)
        starts->is_known[i] = starts->is_listed[i] = 0;
    for (size_t row = 0; row < frame->n_rows; row++)
        starts->row[row] =
            (struct start_row){kom_text_trim(kom_frame_cell(frame, row, starts->unit)), row};
    starts->n_rows = frame->n_rows;
    qsort(starts->row, starts->n_rows, sizeof *starts->row, by_unit);
    kom_codes_begin(&starts->codes, "participation");
    return kom_codes_add_column(&starts->codes, frame, starts->unit, work->err);
}

static enum kom_status starts_load(struct kom_did_work *work, struct starts *starts) {
    const struct kom_frame *frame = work->request->participation;
    const char *unit = work->request->unit ? work->request->unit : "kom";
    starts->frame = frame;
    enum kom_status status = kom_frame_need(frame, unit, &starts->unit, work->err);
    if (status == KOM_OK)
        status = kom_frame_need(frame, "start", &starts->start, work->err);
    if (status == KOM_OK)
        status = keys_find(work, starts);
    return status == KOM_OK ? rows_sort(work, starts) : status;
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
static bool keys_agree(const struct kom_did_work *work, const struct starts *starts, size_t row,
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

static enum kom_status look_up(struct kom_did_work *work, struct starts *starts, size_t row,
                               struct kom_did_start *start) {
    uint32_t u = work->table.unit[row];
    struct kom_text unit = work->table.unit_name[u];
    size_t i = first_of_unit(starts, unit), other = SIZE_MAX;
    int32_t found = KOM_DAY_NONE;
    *start = never;
    if (i == starts->n_rows || !kom_text_equal(starts->row[i].unit, unit))
        return kom_codes_meet_cell(&starts->codes, work->frame, row, work->column.unit, work->err);
    starts->is_listed[u] = 1;
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
        if (other != SIZE_MAX && day != found)
            return kom_frame_fail(
                starts->frame, there, starts->start, work->err,
                "another start than in line %llu for the same unit, and no column of the rows "
                "tells which holds; keep one of them, or give the rows the column that does",
                (unsigned long long)starts->frame->line[other]);
        other = there;
        found = day;
    }
    if (found != KOM_DAY_NONE)
        *start = start_of_day(work, found);
    return KOM_OK;
}

static enum kom_status start_of_unit(struct kom_did_work *work, struct starts *starts, size_t row,
                                     struct kom_did_start *start) {
    uint32_t u = work->table.unit[row];
    if (starts->n_keys == 0 && starts->is_known[u]) {
        *start = starts->of_unit[u];
        return KOM_OK;
    }
    enum kom_status status = look_up(work, starts, row, start);
    starts->of_unit[u] = *start;
    starts->is_known[u] = 1;
    return status;
}

/* ---- all rows ---- */

static enum kom_status mark_row(struct kom_did_work *work, struct starts *starts, size_t row) {
    struct kom_did_table *t = &work->table;
    enum kom_status status = starts->frame ? start_of_unit(work, starts, row, &t->start[row])
                                           : start_of_cell(work, row, &t->start[row]);
    if (status == KOM_EDATA && !starts->frame && work->request->skips_bad_rows) {
        t->reason[row] = KOM_DID_UNREADABLE;
        return KOM_OK;
    }
    if (status == KOM_OK && t->start[row].straddles && t->period[row] == t->start[row].first - 1)
        t->reason[row] = KOM_DID_STRADDLES;
    return status;
}

enum kom_status kom_did_starts(struct kom_did_work *work) {
    struct kom_did_table *t = &work->table;
    struct starts starts = {0};
    enum kom_status status = KOM_OK;
    t->start = kom_arena_take(&work->arena, (t->n_rows + 1) * sizeof *t->start);
    if (!t->start)
        return KOM_ENOMEM;
    if (work->request->participation)
        status = starts_load(work, &starts);
    for (size_t row = 0; row < t->n_rows && status == KOM_OK; row++) {
        t->start[row] = never;
        if (t->reason[row] == KOM_DID_USED)
            status = mark_row(work, &starts, row);
    }
    for (size_t u = 0; starts.is_known && u < t->n_units && status == KOM_OK; u++)
        t->n_unlisted += starts.is_known[u] && !starts.is_listed[u];
    kom_codes_fini(&starts.codes);
    return status;
}
