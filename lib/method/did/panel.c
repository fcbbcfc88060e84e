/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the rows of a group to a panel: one value a unit and period, in their order.

   Rows become entries (unit, period, row), sorted by unit in one counting pass; mostly periods then
   stand in order, and only units where they do not are sorted. Two rows of one unit and period, or
   two starts of one unit, are refused, naming them. Values are taken less that of the unit's first
   row, as decimals: every method takes a unit's level out, and a level of a million would cost the
   digits that are asked for. Then starts become cohorts, strata and clusters are numbered anew, and
   what the methods need lies in arrays by observation, unit and period. */
#include "work.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "beyond.h"
#include "vocab.h"

/* One row on its way into the panel; place is unit and period in one, for sorting. */
struct entry {
    uint64_t place;
    struct kom_num y;
    size_t row;
};

static uint64_t place_of(uint32_t unit, int32_t period) {
    return (uint64_t)unit << 32 | (uint32_t)((int64_t)period - INT32_MIN);
}

static uint32_t unit_of(const struct entry *e) {
    return (uint32_t)(e->place >> 32);
}

static int32_t period_of(const struct entry *e) {
    return (int32_t)((int64_t)(e->place & UINT32_MAX) + INT32_MIN);
}

static int by_place(const void *pa, const void *pb) {
    const struct entry *a = pa, *b = pb;
    if (a->place != b->place)
        return a->place < b->place ? -1 : 1;
    return (a->row > b->row) - (a->row < b->row);
}

/* Sorts by unit in one pass, keeping the order of the rows, which mostly is that of the periods; a
   unit whose periods are not in order is sorted on its own. */
static enum kom_status sort_entries(size_t n_units, struct entry *entry, size_t n) {
    size_t *begin = kom_alloc(n_units + 2, sizeof *begin);
    struct entry *sorted = kom_alloc(n + 1, sizeof *sorted);
    if (!begin || !sorted) {
        kom_free(begin);
        kom_free(sorted);
        return KOM_ENOMEM;
    }
    for (size_t i = 0; i < n; i++)
        begin[unit_of(&entry[i]) + 1]++;
    for (size_t u = 0; u < n_units; u++)
        begin[u + 1] += begin[u];
    for (size_t i = 0; i < n; i++)
        sorted[begin[unit_of(&entry[i])]++] = entry[i];
    for (size_t i = 0, end; i < n; i = end) {
        bool is_sorted = true;
        for (end = i + 1; end < n && unit_of(&sorted[end]) == unit_of(&sorted[i]); end++)
            is_sorted = is_sorted && sorted[end - 1].place < sorted[end].place;
        if (!is_sorted)
            qsort(sorted + i, end - i, sizeof *sorted, by_place);
    }
    memcpy(entry, sorted, n * sizeof *entry);
    kom_free(begin);
    kom_free(sorted);
    return KOM_OK;
}

/* The rows that have all the method needs, sorted; the others are set aside. */
static enum kom_status collect(struct kom_did_work *work, const struct kom_did_cell *cell,
                               struct entry *entry, size_t *n) {
    const struct kom_did_table *t = &work->table;
    bool is_sorted = true;
    *n = 0;
    for (size_t i = 0; i < cell->group->n_members; i++) {
        size_t row = cell->group->member[i];
        enum kom_did_reason reason = (enum kom_did_reason)t->reason[row];
        struct kom_num value = {0};
        if (reason == KOM_DID_USED) {
            enum kom_status status = kom_did_value(work, cell->measure, row, &value, &reason);
            if (status)
                return status;
        }
        if (reason != KOM_DID_USED) {
            kom_did_set_aside(work, row, reason);
            continue;
        }
        struct entry *e = &entry[(*n)++];
        *e = (struct entry){place_of(t->unit[row], t->period[row]), value, row};
        is_sorted = is_sorted && (e == entry || e[-1].place < e->place);
    }
    return is_sorted ? KOM_OK : sort_entries(t->n_units, entry, *n);
}

/* A person's name is not echoed. */
static bool is_person(const struct kom_did_work *work) {
    const struct kom_word *word = kom_word_find(work->frame->name[work->column.unit]);
    return word && kom_text_is(kom_text_of(word->name), "person");
}

/* One row a unit and period, and one start a unit. */
static enum kom_status check_units(struct kom_did_work *work, const struct entry *entry, size_t n) {
    const struct kom_did_table *t = &work->table;
    for (size_t i = 1; i < n; i++) {
        const struct entry *a = &entry[i - 1], *b = &entry[i];
        if (unit_of(a) != unit_of(b))
            continue;
        const struct kom_did_start *x = &t->start[a->row], *y = &t->start[b->row];
        if (a->place != b->place && kom_did_is_same_start(x, y))
            continue;
        struct kom_text unit =
            is_person(work) ? kom_text_of("(a person)") : t->unit_name[unit_of(b)];
        unsigned long long line = (unsigned long long)work->frame->line[a->row];
        if (a->place == b->place) {
            const char *period = kom_did_period_text(work, period_of(b));
            return period
                       ? kom_frame_fail(work->frame, b->row, work->column.unit, work->err,
                                        "unit %.*s has a second row of period %s, the other is in "
                                        "line %llu; keep one, add them up first, or put the column "
                                        "that tells them apart into --by",
                                        (int)unit.n, unit.p, period, line)
                       : KOM_ENOMEM;
        }
        return kom_frame_fail(work->frame, b->row,
                              work->column.treated == KOM_NO_COLUMN ? work->column.unit
                                                                    : work->column.treated,
                              work->err,
                              "unit %.*s starts here at another time than in line %llu; a unit "
                              "has one start",
                              (int)unit.n, unit.p, line);
    }
    return KOM_OK;
}

/* Periods lie at most so far apart: a byte each finds those that there are. */
enum { SPAN_MAX = 1 << 24 };

static enum kom_status number_periods(struct kom_did_work *work, struct kom_did_cell *cell,
                                      const struct entry *entry) {
    struct kom_did_panel *p = &cell->panel;
    int32_t low = period_of(&entry[0]), high = low;
    for (size_t i = 0; i < p->n; i++) {
        int32_t number = period_of(&entry[i]);
        low = number < low ? number : low;
        high = number > high ? number : high;
    }
    if ((int64_t)high - low >= SPAN_MAX)
        return kom_frame_fail(work->frame, entry[0].row, work->column.time, work->err,
                              "periods lie more than %d apart", SPAN_MAX);
    size_t span = (size_t)(high - low) + 1;
    uint32_t *index = kom_alloc(span, sizeof *index);
    p->number = kom_arena_take(&cell->arena, span * sizeof *p->number);
    if (!index || !p->number) {
        kom_free(index);
        return KOM_ENOMEM;
    }
    for (size_t i = 0; i < p->n; i++)
        index[period_of(&entry[i]) - low] = 1;
    for (size_t i = 0; i < span; i++)
        if (index[i]) {
            p->number[p->n_periods] = low + (int32_t)i;
            index[i] = (uint32_t)p->n_periods++;
        }
    for (size_t i = 0; i < p->n; i++)
        p->period[i] = index[period_of(&entry[i]) - low];
    kom_free(index);
    return KOM_OK;
}

static void *take(struct kom_did_cell *cell, size_t n, size_t size, bool *is_there) {
    void *p = kom_arena_take(&cell->arena, (n + 1) * size);
    *is_there = *is_there && p;
    return p;
}

static enum kom_status allocate(const struct kom_did_work *work, struct kom_did_cell *cell,
                                size_t n_units) {
    struct kom_did_panel *p = &cell->panel;
    const struct kom_did_request *r = work->request;
    bool is_there = true;
    p->row = take(cell, p->n, sizeof *p->row, &is_there);
    p->aside = take(cell, p->n, sizeof *p->aside, &is_there);
    p->unit = take(cell, p->n, sizeof *p->unit, &is_there);
    p->period = take(cell, p->n, sizeof *p->period, &is_there);
    p->y = take(cell, p->n, sizeof *p->y, &is_there);
    p->exact = take(cell, p->n, sizeof *p->exact, &is_there);
    p->begin = take(cell, n_units, sizeof *p->begin, &is_there);
    p->name = take(cell, n_units, sizeof *p->name, &is_there);
    p->start = take(cell, n_units, sizeof *p->start, &is_there);
    p->cohort = take(cell, n_units, sizeof *p->cohort, &is_there);
    p->x = take(cell, r->n_covariates, sizeof *p->x, &is_there);
    if (work->table.weight)
        p->w = take(cell, p->n, sizeof *p->w, &is_there);
    if (work->table.stratum)
        p->stratum = take(cell, n_units, sizeof *p->stratum, &is_there);
    for (size_t j = 0; is_there && j < r->n_covariates; j++)
        p->x[j] = take(cell, p->n, sizeof **p->x, &is_there);
    for (size_t j = 0; is_there && j < r->n_cluster; j++)
        p->cluster[j] = take(cell, p->n, sizeof **p->cluster, &is_there);
    return is_there ? KOM_OK : KOM_ENOMEM;
}

/* The value of an observation, less that of its unit's first one. */
static void fill_value(struct kom_did_panel *p, size_t i, const struct kom_num *value,
                       const struct kom_num *base) {
    p->exact[i] = kom_dd_difference(value, base);
    p->y[i] = kom_dd_double(p->exact[i]);
    if (!value->is_exact)
        p->noise = fmax(p->noise, fabs(value->real) * 0x1p-53);
}

/* Values far from 1 are brought near it, so that squares and sums of them are doubles. */
static void bring_values_near(struct kom_did_panel *p, struct entry *entry) {
    double top = 0.0;
    for (size_t i = 0; i < p->n; i++)
        top = fmax(top, fabs(kom_num_double(&entry[i].y)));
    p->shift = kom_beyond_shift(top, KOM_BEYOND_BOUND);
    for (size_t i = 0; i < p->n; i++)
        entry[i].y = kom_beyond_take(&entry[i].y, p->shift);
}

/* Covariate j of all rows of the panel; its unit changes no figure of a row. */
static void fill_covariate(const struct kom_did_work *work, struct kom_did_panel *p, size_t j) {
    const struct kom_num *x = work->table.covariate[j];
    double top = 0.0;
    for (size_t i = 0; i < p->n; i++)
        top = fmax(top, fabs(kom_num_double(&x[p->row[i]])));
    const int shift = kom_beyond_shift(top, KOM_BEYOND_BOUND);
    for (size_t i = 0; i < p->n; i++) {
        const struct kom_num own = kom_beyond_take(&x[p->row[i]], shift);
        const struct kom_num base = kom_beyond_take(&x[p->row[p->begin[p->unit[i]]]], shift);
        p->x[j][i] = kom_dd_double(kom_dd_difference(&own, &base));
    }
}

static void fill(const struct kom_did_work *work, struct kom_did_panel *p,
                 const struct entry *entry) {
    const struct kom_did_table *t = &work->table;
    size_t base = 0;
    for (size_t i = 0; i < p->n; i++) {
        size_t row = entry[i].row;
        if (i == 0 || unit_of(&entry[i]) != unit_of(&entry[i - 1])) {
            p->begin[p->n_units] = i;
            p->name[p->n_units] = unit_of(&entry[i]);
            p->start[p->n_units] = t->start[row];
            if (p->stratum)
                p->stratum[p->n_units] = t->stratum[row];
            p->n_units++;
            base = i;
        }
        p->row[i] = row;
        p->aside[i] = KOM_DID_USED;
        p->unit[i] = (uint32_t)p->n_units - 1;
        p->varies = p->varies || kom_num_compare(&entry[i].y, &entry[0].y) != 0;
        fill_value(p, i, &entry[i].y, &entry[base].y);
        if (p->w)
            p->w[i] = t->weight[row];
        for (size_t j = 0; j < work->request->n_cluster; j++)
            p->cluster[j][i] = t->cluster[j][row];
    }
    p->begin[p->n_units] = p->n;
    if (p->w)
        kom_beyond_weights(p->w, p->n);
    for (size_t j = 0; j < work->request->n_covariates; j++)
        fill_covariate(work, p, j);
}

/* ---- starts ---- */

static int by_start(const void *pa, const void *pb) {
    const struct kom_did_start *a = pa, *b = pb;
    if (a->first != b->first)
        return a->first < b->first ? -1 : 1;
    return (int)a->straddles - (int)b->straddles;
}

bool kom_did_is_same_start(const struct kom_did_start *a, const struct kom_did_start *b) {
    return by_start(a, b) == 0;
}

bool kom_did_is_always(const struct kom_did_panel *p, const struct kom_did_start *start) {
    return start->first != KOM_DID_NEVER && start->first - start->straddles <= p->number[0];
}

bool kom_did_is_never(const struct kom_did_panel *p, const struct kom_did_start *start) {
    return start->first > p->number[p->n_periods - 1];
}

int32_t kom_did_event_time(const struct kom_did_start *start, int32_t number) {
    return number >= start->first ? number - start->first
                                  : number - (start->first - start->straddles);
}

void kom_did_find_cohorts(struct kom_did_panel *p) {
    size_t n = 0;
    p->n_never = p->n_always = p->n_cohorts = 0;
    for (size_t u = 0; u < p->n_units; u++) {
        if (p->aside[p->begin[u]] == KOM_DID_INCOMPLETE)
            continue;
        if (kom_did_is_never(p, &p->start[u]))
            p->n_never++;
        else if (kom_did_is_always(p, &p->start[u]))
            p->n_always++;
        else
            p->cohort[n++] = p->start[u];
    }
    p->n_treated = n;
    qsort(p->cohort, n, sizeof *p->cohort, by_start);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || by_start(&p->cohort[p->n_cohorts - 1], &p->cohort[i]) != 0)
            p->cohort[p->n_cohorts++] = p->cohort[i];
}

/* A stratum belongs to the unit, not to the row. */
static enum kom_status check_strata(struct kom_did_work *work, const struct kom_did_panel *p) {
    for (size_t i = 0; p->stratum && i < p->n; i++)
        if (work->table.stratum[p->row[i]] != p->stratum[p->unit[i]])
            return kom_frame_fail(
                work->frame, p->row[i], work->column.strata, work->err,
                "another stratum than in line %llu for the same unit",
                (unsigned long long)work->frame->line[p->row[p->begin[p->unit[i]]]]);
    return KOM_OK;
}

enum kom_status kom_did_panel_make(struct kom_did_work *work, struct kom_did_cell *cell) {
    struct kom_did_panel *p = &cell->panel;
    struct entry *entry = kom_alloc(cell->group->n_members + 1, sizeof *entry);
    size_t n_units = 0;
    *p = (struct kom_did_panel){0};
    enum kom_status status = entry ? collect(work, cell, entry, &p->n) : KOM_ENOMEM;
    if (!status)
        status = check_units(work, entry, p->n);
    for (size_t i = 0; !status && i < p->n; i++)
        n_units += i == 0 || unit_of(&entry[i]) != unit_of(&entry[i - 1]);
    if (!status)
        status = allocate(work, cell, n_units);
    if (!status && p->n > 0)
        status = number_periods(work, cell, entry);
    if (!status && p->n > 0) {
        bring_values_near(p, entry);
        fill(work, p, entry);
        kom_did_find_cohorts(p);
        status = check_strata(work, p);
    }
    kom_free(entry);
    return status;
}

bool kom_did_is_split(const struct kom_did_start *start, int32_t number) {
    return start->straddles && number == start->first - 1;
}

const char *kom_did_panel_lacks(const struct kom_did_panel *p) {
    if (p->n == 0)
        return "no_rows";
    if (p->n_treated == 0)
        return p->n_always > 0 ? "no_before" : "no_treated";
    if (p->n_never == 0 && (p->n_cohorts == 1 && p->n_always == 0))
        return "no_control";
    return p->varies ? NULL : "constant";
}
