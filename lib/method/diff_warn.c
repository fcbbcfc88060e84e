/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a reader of an estimate must be told: missing sides, blanks, series, persons and subgroups.
 */
#include "diff_work.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "vocab.h"

static void say(struct kom_buf *out, const char *text) {
    if (out->n > 0)
        kom_buf_str(out, "; ");
    kom_buf_str(out, text);
}

/* ---- why figures are blank ---- */

/* An empty side, and every reason for which rows of the group were set aside. */
static void warn_sides(const struct kom_diff_cell *cell, const struct kom_diff_row *row,
                       struct kom_buf *out) {
    if (row->side[0].n == 0)
        say(out, "no_before");
    if (row->side[1].n == 0)
        say(out, "no_after");
    if (row->side[0].n > 0 && row->side[1].n > 0)
        return;
    for (int reason = 1; reason < KOM_DIFF_REASONS; reason++)
        if (cell->aside & (UINT32_C(1) << reason))
            say(out, kom_diff_reason_text((enum kom_diff_reason)reason));
}

static bool has_both(const struct kom_diff_row *row) {
    return row->side[0].n > 0 && row->side[1].n > 0;
}

static void warn_means(const struct kom_diff_work *work, const struct kom_diff_cell *cell,
                       const struct kom_diff_row *row, struct kom_buf *out) {
    const enum kom_diff_method method = work->way->method;
    const bool is_t = method == KOM_DIFF_WELCH || method == KOM_DIFF_PAIRED;
    if (cell->why)
        say(out, cell->why);
    else if (is_t && (row->side[0].n < 2 || row->side[1].n < 2))
        say(out, "one_observation");
    else if (!row->is_estimated)
        say(out, "constant");
    if (cell->note)
        say(out, cell->note);
    if (cell->shares_units)
        say(out, "pairs_share_units");
}

static void warn_counts(const struct kom_diff_work *work, const struct kom_diff_cell *cell,
                        const struct kom_diff_row *row, struct kom_buf *out) {
    const struct kom_diff_figures *a = &row->side[0], *b = &row->side[1];
    if (work->way->method == KOM_DIFF_MCNEMAR) {
        if (cell->note)
            say(out, cell->note);
        return;
    }
    if (work->request->exposure && (!(a->exposure > 0.0) || !(b->exposure > 0.0))) {
        say(out, a->exposure > 0.0 ? "no_exposure_after" : "no_exposure_before");
        return;
    }
    if (a->count == 0 && b->count == 0)
        say(out, "no_events");
    else if (work->request->exposure && a->count == 0)
        say(out, "no_events_before");
    else if (work->request->exposure && b->count == 0)
        say(out, "no_events_after");
    else if (work->request->of && a->count == a->n && b->count == b->n)
        say(out, "all_events");
    if (work->request->of && work->way->method == KOM_DIFF_EXACT &&
        kom_share_exact_too_large(a->n, b->n))
        say(out, "too_large_for_exact");
}

/* ---- series ---- */

static int by_time(const void *pa, const void *pb) {
    const struct kom_diff_point *a = pa, *b = pb;
    return (a->time > b->time) - (a->time < b->time);
}

/* Rows with a time each, no two alike: a series. */
static bool is_series(const struct kom_diff_point *point, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (point[i].time == KOM_DAY_NONE || (i > 0 && point[i].time == point[i - 1].time))
            return false;
    return true;
}

/* sum e_t e_(t+1) / sum e_t^2, neighbours in time, the step over the start included. */
double kom_diff_autocorrelation(struct kom_diff_point *point, size_t n) {
    double product = 0.0, square = 0.0;
    qsort(point, n, sizeof *point, by_time);
    if (!is_series(point, n))
        return KOM_NAN;
    for (size_t i = 0; i < n; i++) {
        square += point[i].deviation * point[i].deviation;
        if (i > 0)
            product += point[i].deviation * point[i - 1].deviation;
    }
    return square > 0.0 ? product / square : KOM_NAN;
}

/* Rows taken as independent: are they a series? */
static enum kom_status look_for_serial(const struct kom_diff_work *work, struct kom_diff_cell *cell,
                                       const struct kom_diff_row *row) {
    size_t n = cell->n_uses;
    struct kom_diff_point *point = kom_alloc(n + 1, sizeof *point);
    if (!point)
        return KOM_ENOMEM;
    for (size_t i = 0; i < n; i++) {
        const struct kom_diff_use *use = &cell->use[i];
        point[i].time = work->mark[use->row].time;
        point[i].deviation = kom_num_double(&use->value) - row->side[use->side].mean;
    }
    cell->serial = kom_diff_autocorrelation(point, n);
    cell->n_points = n;
    kom_free(point);
    return KOM_OK;
}

static void warn_serial(const struct kom_diff_cell *cell, struct kom_buf *out) {
    char digits[64];
    if (!(cell->serial > 2.0 / sqrt((double)cell->n_points))) /* true for NaN */
        return;
    size_t length = kom_num_fixed(digits, cell->serial, 2);
    say(out, "serial(");
    kom_buf_add(out, digits, length);
    kom_buf_byte(out, ')');
}

/* ---- the same persons on both sides ---- */

struct seen {
    struct kom_text person;
    uint8_t side;
};

static int by_person(const void *pa, const void *pb) {
    const struct seen *a = pa, *b = pb;
    int order = kom_text_compare(a->person, b->person);
    return order ? order : (int)a->side - (int)b->side;
}

/* Somebody on two sides. Sorts them. */
static bool is_on_both(struct seen *seen, size_t n) {
    qsort(seen, n, sizeof *seen, by_person);
    for (size_t i = 1; i < n; i++)
        if (seen[i].side != seen[i - 1].side && kom_text_equal(seen[i].person, seen[i - 1].person))
            return true;
    return false;
}

static enum kom_status find_overlap(const struct kom_diff_work *work,
                                    const struct kom_diff_cell *cell, bool *overlaps) {
    int column = work->column.id != KOM_NO_COLUMN ? work->column.id : work->column.person;
    size_t n = 0;
    *overlaps = false;
    if (column == KOM_NO_COLUMN)
        return KOM_OK;
    struct seen *seen = kom_alloc(cell->n_uses + 1, sizeof *seen);
    if (!seen)
        return KOM_ENOMEM;
    for (size_t i = 0; i < cell->n_uses; i++) {
        struct kom_text person =
            kom_text_trim(kom_frame_cell(work->frame, cell->use[i].row, column));
        if (person.n > 0)
            seen[n++] = (struct seen){person, cell->use[i].side};
    }
    *overlaps = is_on_both(seen, n);
    kom_free(seen);
    return KOM_OK;
}

enum kom_status kom_diff_have_common(const struct kom_diff_work *work, int column,
                                     const struct kom_diff_group *a, const struct kom_diff_group *b,
                                     bool *is_common) {
    const struct kom_diff_group *const group[2] = {a, b};
    struct seen *seen = kom_alloc(a->n_members + b->n_members + 1, sizeof *seen);
    size_t n = 0;
    if (!seen)
        return KOM_ENOMEM;
    for (int g = 0; g < 2; g++)
        for (size_t i = 0; i < group[g]->n_members; i++) {
            size_t row = group[g]->member[i];
            struct kom_text text = kom_text_trim(kom_frame_cell(work->frame, row, column));
            if (text.n > 0 && work->mark[row].reason == KOM_DIFF_USED)
                seen[n++] = (struct seen){text, (uint8_t)g};
        }
    *is_common = is_on_both(seen, n);
    kom_free(seen);
    return KOM_OK;
}

/* Columns that count persons, or what they spend time on: both sides may be made of the same ones.
 */
static bool counts_persons(const struct kom_diff_work *work, int column) {
    static const char *const names[] = {"buyers", "recipients", "person_days"};
    const struct kom_word *word = kom_word_find(work->frame->name[column]);
    for (size_t i = 0; word && i < sizeof names / sizeof names[0]; i++)
        if (strcmp(word->name, names[i]) == 0)
            return true;
    return false;
}

static enum kom_status warn_persons(const struct kom_diff_work *work,
                                    const struct kom_diff_cell *cell, struct kom_buf *out) {
    const struct kom_diff_request *request = work->request;
    bool may_be = request->of != NULL && !request->id;
    enum kom_status status = KOM_OK;
    if (request->exposure)
        may_be = counts_persons(work, cell->measure->column) ||
                 counts_persons(work, cell->measure->second);
    if (!may_be)
        status = find_overlap(work, cell, &may_be);
    if (may_be)
        say(out, "same_persons");
    return status;
}

/* ---- all together ---- */

/* What a method takes to be so, and may not be. */
static enum kom_status warn_assumptions(struct kom_diff_work *work, struct kom_diff_cell *cell,
                                        const struct kom_diff_row *row, struct kom_buf *out) {
    const struct kom_diff_request *request = work->request;
    const bool is_mean = request->n_values > 0;
    enum kom_status status = KOM_OK;
    if (is_mean && work->way->can & KOM_DIFF_INDEPENDENT && !work->is_linked && !request->id)
        status = look_for_serial(work, cell, row);
    warn_serial(cell, out);
    if (status == KOM_OK && !work->is_linked && work->way->method != KOM_DIFF_CLUSTER)
        status = warn_persons(work, cell, out);
    return status;
}

enum kom_status kom_diff_warn(struct kom_diff_work *work, struct kom_diff_cell *cell,
                              const struct kom_diff_group *group, struct kom_diff_row *row) {
    struct kom_buf out = {0};
    const struct kom_diff_request *request = work->request;
    enum kom_status status = KOM_OK;
    bool is_mean = request->n_values > 0;
    warn_sides(cell, row, &out);
    if (has_both(row)) {
        if (is_mean)
            warn_means(work, cell, row, &out);
        else
            warn_counts(work, cell, row, &out);
        status = warn_assumptions(work, cell, row, &out);
    }
    if (group->has_siblings)
        say(&out, "subgroups_without_contrast");
    if (group->several) {
        say(&out, "several_networks:");
        kom_buf_str(&out, group->several);
    }
    for (size_t i = 0; i < request->n_measured_after; i++) {
        say(&out, "measured_after:");
        kom_buf_str(&out, request->measured_after[i]);
    }
    row->warning = out.n ? kom_arena_copy(&work->out->arena, out.p, out.n) : "";
    if (out.failed || !row->warning)
        status = KOM_ENOMEM;
    kom_buf_fini(&out);
    for (size_t k = 1; k < work->n_terms; k++)
        row[k].warning = row->warning;
    return status;
}
