/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a row's unit starts: from a column of the row, or from the participation table. */
#include "work.h"

#include "starts.h"

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
    if (status || !is_there || period.number == 0)
        return status;
    if (period.kind == work->table.kind)
        *start = (struct kom_did_start){period.number, false};
    else
        *start = start_of_day(work, kom_period_first(period));
    return KOM_OK;
}

/* ---- the participation table ---- */

/* Without columns that tell starts apart, each unit of the data is looked up once. */
struct starts {
    struct kom_starts table;
    bool is_there;
    struct kom_did_start *of_unit;
    uint8_t *is_known, *is_listed;
};

static enum kom_status starts_load(struct kom_did_work *work, struct starts *s) {
    const struct kom_did_request *r = work->request;
    const size_t n_units = work->table.n_units + 1;
    const struct kom_starts_spec spec = {
        work->frame, r->participation, r->unit, work->column.unit, r->by, r->n_by, r->unmatched};
    s->is_there = true;
    s->of_unit = kom_arena_take(&work->arena, n_units * sizeof *s->of_unit);
    s->is_known = kom_arena_take(&work->arena, n_units);
    s->is_listed = kom_arena_take(&work->arena, n_units);
    if (!s->of_unit || !s->is_known || !s->is_listed)
        return KOM_ENOMEM;
    for (size_t i = 0; i < n_units; i++)
        s->is_known[i] = s->is_listed[i] = 0;
    return kom_starts_load(&s->table, &spec, &work->arena, work->err);
}

static enum kom_status start_of_unit(struct kom_did_work *work, struct starts *s, size_t row,
                                     struct kom_did_start *start) {
    uint32_t u = work->table.unit[row];
    int32_t day;
    bool is_listed;
    if (s->table.n_keys == 0 && s->is_known[u]) {
        *start = s->of_unit[u];
        return KOM_OK;
    }
    enum kom_status status = kom_starts_find(&s->table, row, &day, &is_listed, work->err);
    *start = !status && day != KOM_DAY_NONE ? start_of_day(work, day) : never;
    s->of_unit[u] = *start;
    s->is_listed[u] = s->is_listed[u] || is_listed;
    s->is_known[u] = 1;
    return status;
}

/* ---- all rows ---- */

static enum kom_status mark_row(struct kom_did_work *work, struct starts *starts, size_t row) {
    struct kom_did_table *t = &work->table;
    enum kom_status status = starts->is_there ? start_of_unit(work, starts, row, &t->start[row])
                                              : start_of_cell(work, row, &t->start[row]);
    if (status == KOM_EDATA && !starts->is_there && work->request->skips_bad_rows) {
        t->reason[row] = KOM_DID_UNREADABLE;
        return KOM_OK;
    }
    if (!status && t->start[row].straddles && t->period[row] == t->start[row].first - 1)
        t->reason[row] = KOM_DID_STRADDLES;
    return status;
}

enum kom_status kom_did_starts(struct kom_did_work *work) {
    struct kom_did_table *t = &work->table;
    struct starts starts = {.is_there = false};
    enum kom_status status = KOM_OK;
    t->start = kom_arena_take(&work->arena, (t->n_rows + 1) * sizeof *t->start);
    if (!t->start)
        return KOM_ENOMEM;
    if (work->request->participation)
        status = starts_load(work, &starts);
    for (size_t row = 0; row < t->n_rows && !status; row++) {
        t->start[row] = never;
        if (t->reason[row] == KOM_DID_USED)
            status = mark_row(work, &starts, row);
    }
    for (size_t u = 0; starts.is_known && u < t->n_units && !status; u++)
        t->n_unlisted += starts.is_known[u] && !starts.is_listed[u];
    return status;
}
