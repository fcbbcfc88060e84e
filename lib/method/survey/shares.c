/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shares and ratios of a sample. */
#include "work.h"

#include <math.h>

#include "vocab.h"

enum { FEW_EVENTS = 5, COUNT_MAX = 1000000000 };

static struct kom_design_contrast ratio_of(const struct kom_survey_cell *cell) {
    return (struct kom_design_contrast){
        .part = {{.row = cell->row, .n = cell->n, .y = cell->y, .x = cell->x}},
        .sign = {1.0},
        .n_parts = 1};
}

/* Distinct persons of several rows are no sum, as without a design. */
static enum kom_status check_adding(const struct kom_survey_work *work,
                                    const struct kom_survey_measure *m, size_t n) {
    const int column[] = {m->column, m->second};
    const char *const option[] = {"count", "of"};
    for (size_t k = 0; k < 2; k++) {
        const struct kom_word *word = kom_word_find(work->frame->name[column[k]]);
        if (n > 1 && word && word->adds == KOM_ADDS_NOTHING)
            return kom_fail(work->err, KOM_EDATA,
                            "--%s %s: does not add, and %zu rows fall into one group; kom-uptake "
                            "--by, with --margins for totals, counts each person once",
                            option[k], k ? work->request->second : work->request->count, n);
    }
    return KOM_OK;
}

static enum kom_status check_count(const struct kom_survey_work *work, size_t row, int column,
                                   const struct kom_num *number) {
    if (number->is_exact && number->scale == 0 && number->mantissa >= 0 &&
        number->mantissa <= COUNT_MAX)
        return KOM_OK;
    return kom_frame_fail(work->frame, row, column, work->err,
                          "a count must be a whole number from 0 to 1000000000");
}

/* What is counted, and of how many, without weights. */
static enum kom_status count_up(const struct kom_survey_work *work,
                                const struct kom_survey_measure *m,
                                const struct kom_survey_cell *cell, struct kom_survey_row *row) {
    row->n = row->count = 0;
    for (size_t i = 0; i < cell->n; i++) {
        enum kom_status status = check_count(work, cell->row[i], m->column, &cell->value[i]);
        if (!status && m->second != KOM_NO_COLUMN)
            status = check_count(work, cell->row[i], m->second, &cell->second[i]);
        if (!status && cell->value[i].mantissa > cell->second[i].mantissa)
            status = kom_frame_fail(work->frame, cell->row[i], m->column, work->err,
                                    "more than in column \"%s\", of which it is to be a share",
                                    work->request->second);
        if (status)
            return status;
        row->count += cell->value[i].mantissa;
        row->n += cell->second[i].mantissa;
    }
    return KOM_OK;
}

static void warn_events(const struct kom_survey_row *row, struct kom_buf *warning) {
    const int64_t without = row->n - row->count;
    if (row->n == 0)
        return;
    if (row->count == 0)
        kom_survey_say(warning, "no_events");
    else if (without == 0)
        kom_survey_say(warning, "all_events");
    else if (row->count < FEW_EVENTS || without < FEW_EVENTS)
        kom_survey_say_count(warning, "few_events", row->count < without ? row->count : without);
}

enum kom_status kom_survey_share(struct kom_survey_work *work, const struct kom_survey_measure *m,
                                 struct kom_survey_cell *cell, struct kom_survey_row *row) {
    const struct kom_design_contrast c = ratio_of(cell);
    struct kom_design_figure f;
    struct kom_buf warning = {0};
    enum kom_status status = KOM_OK;
    if (m->second != KOM_NO_COLUMN)
        status = check_adding(work, m, cell->n);
    if (!status)
        status = count_up(work, m, cell, row);
    if (status)
        return status;
    kom_design_estimate(&work->design.design, &work->design.desk, &c, &f);
    kom_survey_rest_on(work, &f, row);
    row->mean = row->count == 0 && row->n > 0        ? 0.0
                : row->count == row->n && row->n > 0 ? 1.0
                                                     : f.estimate;
    const bool has_both = row->count > 0 && row->count < row->n;
    if (!has_both)
        f.variance = KOM_NAN;
    row->std_error = sqrt(f.variance);
    const struct kom_design_share s = {
        .share = row->mean,
        .variance = f.variance,
        .df = f.n_empty > 0 ? KOM_NAN : f.df,
        .n = (double)row->n,
        .events = (double)row->count,
        .kish = kom_design_kish(&work->design.design, cell->row, cell->n)};
    const struct kom_ci ci =
        work->request->is_plain
            ? kom_share_ci(work->request->plain_ci, row->count, row->n, work->request->level)
            : kom_design_share_ci(work->request->ci, &s, work->request->level);
    row->conf_low = ci.low;
    row->conf_high = ci.high;
    const double n = (double)row->n;
    if (has_both && m->second == KOM_NO_COLUMN)
        row->deff = kom_survey_deff(work, cell, &f, row->mean * (1.0 - row->mean) * n / (n - 1.0),
                                    &warning);
    kom_survey_say_error(work, &f, &warning);
    if (has_both && isnan(f.variance) && f.df > 0.0 && f.n_empty == 0)
        kom_survey_say(&warning, "constant");
    warn_events(row, &warning);
    return kom_survey_put_warning(work, row, &warning);
}

static bool is_negative(const struct kom_survey_cell *cell) {
    for (size_t i = 0; i < cell->n; i++)
        if (cell->y[i] < 0.0 || cell->x[i] < 0.0)
            return true;
    return false;
}

enum kom_status kom_survey_ratio(struct kom_survey_work *work, struct kom_survey_cell *cell,
                                 struct kom_survey_row *row) {
    const struct kom_design_contrast c = ratio_of(cell);
    struct kom_design_figure f;
    struct kom_buf warning = {0};
    kom_design_estimate(&work->design.design, &work->design.desk, &c, &f);
    kom_survey_rest_on(work, &f, row);
    row->n = (int64_t)cell->n;
    row->mean = f.estimate;
    row->std_error = sqrt(f.variance);
    const double half = kom_survey_half(work, row->std_error, f.df);
    row->conf_low = f.estimate - half;
    row->conf_high = f.estimate + half;
    if (row->conf_low < 0.0 && !is_negative(cell))
        row->conf_low = 0.0;
    kom_survey_say_error(work, &f, &warning);
    if (cell->n > 0 && isnan(f.estimate))
        kom_survey_say(&warning, "no_exposure");
    else if (cell->n > 0 && isnan(f.variance) && f.df > 0.0 && f.n_empty == 0)
        kom_survey_say(&warning, !(fabs(f.estimate) > 0.0) ? "no_events" : "constant");
    return kom_survey_put_warning(work, row, &warning);
}
