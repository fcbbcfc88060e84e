/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of the result of difference in differences, as the methods make them. */
#include "work.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "beyond.h"
#include "dist.h"

void kom_did_say(struct kom_buf *warning, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (warning->n > 0)
        kom_buf_str(warning, "; ");
    char *room = kom_buf_room(warning, n < 0 ? 1 : (size_t)n + 1);
    if (!room || n < 0)
        return;
    va_start(args, format);
    (void)vsnprintf(room, (size_t)n + 1, format, args);
    va_end(args);
    warning->n += (size_t)n;
}

struct kom_did_row kom_did_row_of(const struct kom_did_cell *cell, const char *term) {
    const struct kom_test none = {KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN, KOM_NAN};
    return (struct kom_did_row){
        .by = cell->group->by,
        .measure = cell->name,
        .term = term,
        .method = "",
        .warning = "",
        .cohort = "",
        .event_time = KOM_DID_NO_EVENT,
        .n = (int64_t)cell->panel.n,
        .test = none,
        .p_permutation = KOM_NAN,
        .p_min = KOM_NAN,
        .draws = -1,
        .n_extreme = -1,
        .n_ties = -1,
        .n_treated = (int64_t)cell->panel.n_treated,
        .n_control = (int64_t)cell->panel.n_never,
        .n_clusters = -1,
        .shift = cell->panel.shift,
    };
}

static const char *keep(struct kom_did_work *work, const char *text) {
    return kom_arena_copy(&work->out->arena, text, strlen(text));
}

/* The number as it is written. */
static double written(double x) {
    char digits[32];
    struct kom_num number;
    const size_t n = kom_num_significant(digits, x, KOM_OUTPUT_DIGITS);
    const bool is_there = n > 0 && kom_num_parse((struct kom_text){digits, n},
                                                 (struct kom_num_form){'.', '\0'}, &number);
    return is_there ? kom_num_double(&number) : KOM_NAN;
}

/* No effect lies in the interval just when p is above 1 - level; where the two are made by other
   rules (one-sided p, nulls rejected on the way to others that are not) they may disagree. */
static bool disagree(const struct kom_did_request *request, const struct kom_test *test) {
    const double p = written(test->p_value), low = written(test->conf_low);
    const double high = written(test->conf_high);
    if (isnan(p) || (isnan(test->conf_low) && isnan(test->conf_high)))
        return false;
    const bool is_inside = !(low > 0.0) && !(high < 0.0);
    return is_inside != kom_p_is_above(p, request->level);
}

/* The figures as they are, and the word for those that are none then. */
static void put_back(struct kom_did *out, struct kom_did_row *row, struct kom_buf *text) {
    unsigned n_lost = isinf(row->test.statistic) ? 1U : 0U;
    kom_beyond_test_back(&row->test, row->shift, &n_lost);
    row->shift = 0;
    out->n_beyond += n_lost;
    if (n_lost > 0)
        kom_did_say(text, KOM_BEYOND_WORD);
}

enum kom_status kom_did_add(struct kom_did_work *work, struct kom_did_cell *cell,
                            struct kom_did_row *row, const struct kom_buf *own) {
    struct kom_did *out = work->out;
    struct kom_buf text = {0};
    void *rows = out->rows;
    if (own)
        kom_buf_add(&text, own->p ? own->p : "", own->n);
    if (disagree(work->request, &row->test))
        kom_did_say(&text, "p_by_other_rule");
    put_back(out, row, &text);
    if (text.n > 0 && cell->warning.n > 0)
        kom_buf_str(&text, "; ");
    kom_buf_text(&text, kom_buf_view(&cell->warning));
    row->warning = text.n ? kom_arena_copy(&out->arena, text.p, text.n) : "";
    bool failed = text.failed || cell->warning.failed || (own && own->failed) || !row->warning;
    kom_buf_fini(&text);
    row->method = keep(work, row->method);
    row->term = keep(work, row->term);
    row->cohort = keep(work, row->cohort);
    if (failed || !row->method || !row->term || !row->cohort)
        return KOM_ENOMEM;
    enum kom_status status = kom_grow(&rows, &out->cap_rows, out->n_rows + 1, sizeof *out->rows);
    out->rows = rows;
    if (!status)
        out->rows[out->n_rows++] = *row;
    return status;
}

enum kom_status kom_did_refuse(struct kom_did_work *work, struct kom_did_cell *cell,
                               const char *term, const char *why) {
    struct kom_did_row row = kom_did_row_of(cell, term);
    struct kom_buf own = {0};
    kom_did_say(&own, "%s", why);
    enum kom_status status = kom_did_add(work, cell, &row, &own);
    kom_buf_fini(&own);
    return status;
}

void kom_did_say_side(const struct kom_did_request *request, struct kom_buf *method) {
    if (request->alternative != KOM_DID_TWO_SIDED)
        kom_buf_str(method, request->alternative == KOM_DID_GREATER ? "; one-sided p (greater)"
                                                                    : "; one-sided p (less)");
}

/* The p-value asked for, from the two-sided one and the direction of the estimate. */
static double one_sided(double two_sided, double statistic, enum kom_did_alternative alternative) {
    if (alternative == KOM_DID_TWO_SIDED)
        return two_sided;
    bool points_there = alternative == KOM_DID_GREATER ? statistic > 0.0 : statistic < 0.0;
    return points_there ? two_sided / 2.0 : 1.0 - two_sided / 2.0;
}

/* An end that is 0 but for rounding is 0. */
static double end_of(double estimate, double reach) {
    const double end = estimate + reach;
    return fabs(end) > 1e-13 * fabs(estimate) ? end : 0.0;
}

void kom_did_student(const struct kom_did_request *request, double estimate, double std_error,
                     double df, struct kom_test *test) {
    test->estimate = estimate;
    if (!(std_error > 0.0) || !(df > 0.0))
        return;
    double reach = kom_t_quantile_upper(kom_level_tail(request->level), df) * std_error;
    test->std_error = std_error;
    test->df = df;
    test->statistic = estimate / std_error;
    test->p_value = one_sided(kom_t_p(test->statistic, df), test->statistic, request->alternative);
    test->conf_low = end_of(estimate, -reach);
    test->conf_high = end_of(estimate, reach);
}

const char *kom_did_reason_text(enum kom_did_reason reason) {
    static const char *const text[KOM_DID_REASONS] = {
        "",
        "unreadable",
        "several_networks",
        "not_started",
        "not_offered",
        "not_reported",
        "no_unit",
        "no_time",
        "straddles",
        "hidden",
        "missing",
        "missing_covariate",
        "no_weight",
        "zero_weight",
        "no_cluster",
        "no_stratum",
        "always_treated",
        "start_period",
        "lacks_periods",
        "not_in_all_units",
        "no_period_effect",
    };
    return text[reason];
}

/* ---- groups under measures ---- */

void kom_did_set_aside(struct kom_did_work *work, size_t row, enum kom_did_reason reason) {
    if (work->out->reason[row] == KOM_DID_UNDECIDED)
        work->out->reason[row] = (uint8_t)reason;
}
