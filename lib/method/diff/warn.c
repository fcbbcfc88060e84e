/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a reader of an estimate must be told: missing sides, blanks, series, persons and subgroups.
 */
#include "beyond.h"
#include "work.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "kom/share.h"
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
    else if (is_t && !row->is_given_trend && (row->side[0].n < 2 || row->side[1].n < 2))
        say(out, "one_observation");
    else if (!row->is_estimated && !(cell->note && strcmp(cell->note, "no_segments") == 0))
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
    if (work->request->exposure && (isnan(a->exposure) || isnan(b->exposure)))
        return; /* beyond the doubles */
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
    else if (!work->request->exposure && a->count == a->n && b->count == b->n)
        say(out, "all_events");
    if (cell->why)
        say(out, cell->why);
    if (work->request->of && work->way->method == KOM_DIFF_EXACT &&
        kom_share_exact_too_large(a->n, b->n))
        say(out, "too_large_for_exact");
}

/* ---- series, seasons, units ---- */

static void say_number(struct kom_buf *out, const char *text, int64_t n) {
    if (out->n > 0)
        kom_buf_str(out, "; ");
    kom_buf_printf(out, "%s(%lld)", text, (long long)n);
}

static void say_serial(double serial, size_t n, struct kom_buf *out) {
    char digits[64];
    if (!(serial > 2.0 / sqrt((double)n))) /* true for NaN */
        return;
    size_t length = kom_num_fixed(digits, serial, 2);
    say(out, "serial(");
    kom_buf_add(out, digits, length);
    kom_buf_byte(out, ')');
}

static void say_trend(const struct kom_diff_trend *trend, struct kom_buf *out) {
    if (trend->is_evident) {
        say(out, "exact_trend");
        return;
    }
    say(out, "trend(");
    kom_buf_significant(out, trend->p, 2);
    kom_buf_byte(out, ')');
}

/* Below 20 periods an autocorrelation of 0.45 passes for chance; of two each is a side, and no
 * mean.
 */
enum { SINGLE_PERIODS = 2, LONG_SERIES = 20 };

/* Beside the slope the step has a serial correlation of its own; level and slope of a series need
   no telling that there is one. */
static void warn_series(const struct kom_diff_cell *cell, const struct kom_diff_row *row,
                        struct kom_buf *out) {
    if (row->is_given_trend) {
        say_serial(cell->trend.serial, cell->n_points, out);
    } else {
        say_serial(cell->serial, cell->n_points, out);
        if (row->is_main && kom_diff_has_trend(cell))
            say_trend(&cell->trend, out);
    }
    if (cell->n_points > SINGLE_PERIODS && cell->n_points < LONG_SERIES && row->is_estimated)
        say_number(out, "short_series", (int64_t)cell->n_points);
}

/* Level and slope of a series are no difference between sides. */
static void warn_unlike(const struct kom_diff_cell *cell, const struct kom_diff_row *row,
                        struct kom_buf *out) {
    if (cell->n_moved > 0)
        say_number(out, "ids_in_several_clusters", cell->n_moved);
    if (!row->is_of_sides)
        return;
    if (cell->unlike_months > 0)
        say_number(out, "unlike_months", cell->unlike_months);
    if (cell->unlike_units > 0)
        say_number(out, "unlike_units", cell->unlike_units);
}

/* ---- all together ---- */

/* What a method takes to be so, and may not be. */
static enum kom_status warn_assumptions(const struct kom_diff_work *work,
                                        const struct kom_diff_cell *cell,
                                        const struct kom_diff_row *row, struct kom_buf *out) {
    bool may_be;
    warn_series(cell, row, out);
    warn_unlike(cell, row, out);
    enum kom_status status = kom_diff_may_share_persons(work, cell, &may_be);
    if (!status && may_be)
        say(out, "same_persons");
    return status;
}

static enum kom_status warn_row(const struct kom_diff_work *work, const struct kom_diff_cell *cell,
                                const struct kom_diff_group *group, const struct kom_diff_row *row,
                                struct kom_buf *out) {
    const struct kom_diff_request *request = work->request;
    enum kom_status status = KOM_OK;
    warn_sides(cell, row, out);
    if (row->n_beyond > 0)
        say(out, KOM_BEYOND_WORD);
    if (has_both(row)) {
        if (request->n_values > 0)
            warn_means(work, cell, row, out);
        else
            warn_counts(work, cell, row, out);
        if (row->own)
            say(out, row->own);
        status = warn_assumptions(work, cell, row, out);
    }
    if (group->has_siblings)
        say(out, "subgroups_without_contrast");
    if (group->several) {
        say(out, "several_networks:");
        kom_buf_str(out, group->several);
    }
    for (size_t i = 0; i < request->n_measured_after; i++) {
        say(out, "measured_after:");
        kom_buf_str(out, request->measured_after[i]);
    }
    return status;
}

enum kom_status kom_diff_warn(struct kom_diff_work *work, const struct kom_diff_cell *cell,
                              const struct kom_diff_group *group, struct kom_diff_row *row) {
    enum kom_status status = KOM_OK;
    for (size_t k = 0; k < cell->n_rows && !status; k++) {
        struct kom_buf out = {0};
        status = warn_row(work, cell, group, &row[k], &out);
        row[k].warning = out.n ? kom_arena_copy(&work->out->arena, out.p, out.n) : "";
        if (out.failed || !row[k].warning)
            status = KOM_ENOMEM;
        kom_buf_fini(&out);
    }
    return status;
}

enum kom_status kom_diff_say_count(struct kom_diff_work *work, struct kom_diff_row *row,
                                   const char *text, int64_t n) {
    struct kom_buf out = {0};
    say_number(&out, text, n);
    row->own = out.failed ? NULL : kom_arena_copy(&work->out->arena, out.p, out.n);
    kom_buf_fini(&out);
    return row->own ? KOM_OK : KOM_ENOMEM;
}

enum kom_status kom_diff_add_warning(struct kom_diff *diff, struct kom_diff_row *row,
                                     const char *text) {
    struct kom_buf out = {0};
    kom_buf_str(&out, row->warning);
    say(&out, text);
    row->warning = out.failed ? NULL : kom_arena_copy(&diff->arena, out.p, out.n);
    kom_buf_fini(&out);
    return row->warning ? KOM_OK : KOM_ENOMEM;
}
