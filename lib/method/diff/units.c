/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Units that are on one side only, and calendar months that the sides have unlike shares of: a
   difference between unlike units or seasons is no change. */
#include "work.h"

#include <stdlib.h>

/* ---- units ---- */

struct standing {
    struct kom_text unit;
    const struct kom_diff_use *use;
};

static int by_standing(const void *pa, const void *pb) {
    const struct standing *a = pa, *b = pb;
    int order = kom_text_compare(a->unit, b->unit);
    if (order == 0)
        order = (int)a->use->side - (int)b->use->side;
    return order ? order : (a->use->row > b->use->row) - (a->use->row < b->use->row);
}

static bool is_by(const struct kom_diff_work *work, int column) {
    for (size_t i = 0; i < work->out->n_by; i++)
        if (work->column.by[i] == column)
            return true;
    return false;
}

/* The units of a cell, by unit and side; NULL without memory. */
static struct standing *stand(const struct kom_diff_work *work, const struct kom_diff_cell *cell,
                              int column) {
    struct standing *s = kom_alloc(cell->n_uses + 1, sizeof *s);
    for (size_t i = 0; s && i < cell->n_uses; i++)
        s[i] = (struct standing){
            kom_text_trim(kom_frame_cell(work->frame, cell->use[i].row, column)), &cell->use[i]};
    if (s)
        qsort(s, cell->n_uses, sizeof *s, by_standing);
    return s;
}

/* The first after the unit of s[from]. */
static size_t next_unit(const struct standing *s, size_t n, size_t from) {
    size_t to = from + 1;
    while (to < n && kom_text_equal(s[from].unit, s[to].unit))
        to++;
    return to;
}

static enum kom_status drop_by(struct kom_diff_work *work, struct kom_diff_cell *cell, int column) {
    const size_t n = cell->n_uses;
    size_t kept = 0;
    if (column == KOM_NO_COLUMN)
        return KOM_OK;
    struct standing *s = stand(work, cell, column);
    struct kom_diff_use *use = kom_alloc(n + 1, sizeof *use);
    for (size_t from = 0, to; s && use && from < n; from = to) {
        to = next_unit(s, n, from);
        const bool is_both = s[from].use->side != s[to - 1].use->side;
        for (size_t i = from; i < to; i++) {
            if (is_both)
                use[kept++] = *s[i].use;
            else
                kom_diff_set_aside(work, cell, s[i].use->row, KOM_DIFF_ONE_SIDED);
        }
    }
    const bool is_done = s && use;
    for (size_t i = 0; is_done && i < kept; i++)
        cell->use[i] = use[i];
    cell->n_uses = is_done ? kept : n;
    kom_free(s);
    kom_free(use);
    return is_done ? KOM_OK : KOM_ENOMEM;
}

/* Method cluster compares units, and the clusters within them: institutions of a municipality; but
   no persons, who come and go without being missing, nor a unit that parts the groups. */
enum kom_status kom_diff_drop_one_sided(struct kom_diff_work *work, struct kom_diff_cell *cell) {
    const struct kom_diff_columns *c = &work->column;
    const bool are_persons =
        c->cluster == c->person || kom_text_is(work->frame->name[c->cluster], "respondent");
    enum kom_status status = KOM_OK;
    if (c->unit != KOM_NO_COLUMN && c->unit != c->cluster && !is_by(work, c->unit))
        status = drop_by(work, cell, c->unit);
    return status || are_persons ? status : drop_by(work, cell, c->cluster);
}

/* Units on one side only, beside others that are on both. */
static enum kom_status count_one_sided(const struct kom_diff_work *work,
                                       struct kom_diff_cell *cell) {
    const size_t n = cell->n_uses;
    int32_t both = 0, one = 0;
    if (work->column.unit == KOM_NO_COLUMN || is_by(work, work->column.unit))
        return KOM_OK;
    struct standing *s = stand(work, cell, work->column.unit);
    if (!s)
        return KOM_ENOMEM;
    for (size_t from = 0, to; from < n; from = to) {
        to = next_unit(s, n, from);
        const bool is_both = s[from].use->side != s[to - 1].use->side;
        both += is_both;
        one += !is_both;
    }
    cell->unlike_units = both > 0 ? one : 0;
    kom_free(s);
    return KOM_OK;
}

/* ---- calendar months ---- */

/* Of each calendar month, rows on either side; of days and weeks, the years in which there are any.
 */
struct months {
    int64_t n[2][12];
    bool is_known;
};

struct dated {
    int32_t month; /* since year 0 */
    uint8_t side;
};

static int by_month(const void *pa, const void *pb) {
    const struct dated *a = pa, *b = pb;
    int order = (int)a->side - (int)b->side;
    return order ? order : (a->month > b->month) - (a->month < b->month);
}

static void count_month(struct months *m, int side, int32_t month) {
    m->n[side][month % 12]++;
}

/* Days and weeks: a month counts once a year, however many rows it has. */
static enum kom_status count_days(const struct kom_diff_work *work,
                                  const struct kom_diff_cell *cell, struct months *m) {
    struct dated *d = kom_alloc(cell->n_uses + 1, sizeof *d);
    if (!d)
        return KOM_ENOMEM;
    for (size_t i = 0; i < cell->n_uses; i++) {
        const struct kom_diff_use *use = &cell->use[i];
        d[i] = (struct dated){kom_period_of(KOM_PERIOD_MONTH, work->mark[use->row].time).number,
                              use->side};
    }
    qsort(d, cell->n_uses, sizeof *d, by_month);
    for (size_t i = 0; i < cell->n_uses; i++)
        if (i == 0 || d[i].month != d[i - 1].month || d[i].side != d[i - 1].side)
            count_month(m, d[i].side, d[i].month);
    kom_free(d);
    return KOM_OK;
}

/* Months, quarters and half-years: each of their calendar months has the row. */
static void count_periods(const struct kom_diff_work *work, const struct kom_diff_cell *cell,
                          int length, struct months *m) {
    for (size_t i = 0; i < cell->n_uses; i++) {
        const struct kom_diff_use *use = &cell->use[i];
        const int32_t first = kom_period_of(KOM_PERIOD_MONTH, work->mark[use->row].time).number;
        for (int k = 0; k < length; k++)
            count_month(m, use->side, first + k);
    }
}

static enum kom_status count_months(const struct kom_diff_work *work,
                                    const struct kom_diff_cell *cell, struct months *m) {
    static const int length[] = {[KOM_PERIOD_HALF] = 6,
                                 [KOM_PERIOD_QUARTER] = 3,
                                 [KOM_PERIOD_MONTH] = 1,
                                 [KOM_PERIOD_DAY] = 0};
    *m = (struct months){.is_known = cell->n_uses > 0};
    const uint8_t kind = m->is_known ? work->mark[cell->use[0].row].kind : 0;
    for (size_t i = 0; i < cell->n_uses; i++) {
        const struct kom_diff_mark *mark = &work->mark[cell->use[i].row];
        m->is_known = m->is_known && mark->time != KOM_DAY_NONE && mark->kind == kind &&
                      kind >= KOM_PERIOD_HALF;
    }
    if (!m->is_known)
        return KOM_OK;
    if (kind == KOM_PERIOD_WEEK || kind == KOM_PERIOD_DAY)
        return count_days(work, cell, m);
    count_periods(work, cell, length[kind], m);
    return KOM_OK;
}

/* a / b and c / d are alike. */
static bool is_same_ratio(int64_t a, int64_t b, int64_t c, int64_t d) {
    return a * d == c * b;
}

/* The calendar months that would have to go for both sides to have the same mix: all but the
   largest set that stands in one ratio on both. */
static int32_t unlike(const struct months *m) {
    int32_t there = 0, most = 0;
    for (int i = 0; i < 12; i++) {
        int32_t alike = 0;
        there += m->n[0][i] > 0 || m->n[1][i] > 0;
        for (int k = 0; k < 12 && m->n[0][i] > 0 && m->n[1][i] > 0; k++)
            alike +=
                m->n[0][k] > 0 && is_same_ratio(m->n[1][i], m->n[0][i], m->n[1][k], m->n[0][k]);
        most = alike > most ? alike : most;
    }
    return there - most;
}

enum kom_status kom_diff_look_for_unlike(const struct kom_diff_work *work,
                                         struct kom_diff_cell *cell) {
    struct months months;
    const bool has_means = work->is_linked ? cell->has_several : cell->n_uses > 2;
    if (work->request->by_season || !has_means)
        return KOM_OK;
    enum kom_status status = count_months(work, cell, &months);
    if (status)
        return status;
    cell->unlike_months = months.is_known ? unlike(&months) : 0;
    if (work->is_linked || work->way->method == KOM_DIFF_CLUSTER)
        return KOM_OK;
    return count_one_sided(work, cell);
}
