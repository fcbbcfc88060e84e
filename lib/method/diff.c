/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Before and after: checks the request, places and groups the rows, and has every group estimated.
 */
#include "diff_work.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "dist.h"

enum { UNDECIDED = 0xff }; /* in out->reason: placed, and not yet looked at under any measure */

const char *kom_diff_reason_text(enum kom_diff_reason reason) {
    static const char *const text[KOM_DIFF_REASONS] = {
        "",         "not_started", "not_offered", "not_reported", "other_phase",      "unreadable",
        "no_start", "no_time",     "straddles",   "skipped",      "outside_window",   "hidden",
        "missing",  "no_weight",   "no_id",       "unpaired",     "several_networks",
    };
    return text[reason];
}

enum kom_status kom_diff_method_parse(const char *text, enum kom_diff_method *method,
                                      struct kom_error *err) {
    static const char *const word[] = {"welch", "paired", "newcombe", "exact"};
    for (size_t i = 0; i < sizeof word / sizeof word[0]; i++)
        if (strcmp(text, word[i]) == 0) {
            *method = (enum kom_diff_method)((size_t)KOM_DIFF_WELCH + i);
            return KOM_OK;
        }
    return kom_fail(err, KOM_EUSAGE, "--method: \"%s\" is none of welch, paired, newcombe, exact",
                    text);
}

/* ---- the request ---- */

static enum kom_status check_measure(const struct kom_diff_request *r, struct kom_error *err) {
    if (r->n_values > 0 && (r->count || r->of || r->exposure))
        return kom_fail(err, KOM_EUSAGE, "--value and --count cannot both be given");
    if (r->n_values == 0 && !r->count)
        return kom_fail(err, KOM_EUSAGE,
                        "nothing to compare; give --value COL, --count COL --of COL or "
                        "--count COL --exposure COL");
    if (r->count && !r->of == !r->exposure)
        return kom_fail(err, KOM_EUSAGE, "--count needs either --of or --exposure");
    if (r->count && r->weight)
        return kom_fail(err, KOM_EUSAGE, "--weight: only means (--value) are weighted");
    if (r->count && r->id)
        return kom_fail(err, KOM_EUSAGE, "--id: only rows of --value are linked");
    return KOM_OK;
}

static enum kom_status check_sides(const struct kom_diff_request *r, struct kom_error *err) {
    if (r->skip < 0 || r->window < 0)
        return kom_fail(err, KOM_EUSAGE, "--skip and --window cannot be negative");
    if (r->sides != KOM_DIFF_PHASE)
        return KOM_OK;
    if (r->skip > 0 || r->window > 0)
        return kom_fail(err, KOM_EUSAGE,
                        "--%s counts periods from a start, and --phase has none; "
                        "use --at or --participation",
                        r->skip > 0 ? "skip" : "window");
    if (strcmp(r->before, r->after) == 0)
        return kom_fail(err, KOM_EUSAGE, "--phase: before and after are the same value");
    if (r->time && (r->count || r->id || r->method == KOM_DIFF_PAIRED))
        return kom_fail(err, KOM_EUSAGE, "--time has no use with --phase and this method");
    return KOM_OK;
}

/* Which methods carry which measure; the first of a measure is its default. */
struct method_row {
    enum kom_diff_method method;
    char measure; /* m mean, s share, r rate */
    const char *text;
};

static const struct method_row methods[] = {
    {KOM_DIFF_WELCH, 'm', "Welch t, unequal variances, Satterthwaite df"},
    {KOM_DIFF_PAIRED, 'm', "paired t, differences within "},
    {KOM_DIFF_NEWCOMBE, 's', "Newcombe 1998 method 10, p from pooled z"},
    {KOM_DIFF_EXACT, 's', "exact unconditional score interval (Chan & Zhang 1999), p from Fisher"},
    {KOM_DIFF_EXACT, 'r', "exact conditional Poisson (Clopper-Pearson on counts)"},
};

static enum kom_status choose_method(const struct kom_diff_request *r,
                                     const struct method_row **found, struct kom_error *err) {
    char measure = r->of ? 's' : r->exposure ? 'r' : 'm';
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++)
        if (methods[i].measure == measure &&
            (r->method == KOM_DIFF_DEFAULT || r->method == methods[i].method)) {
            *found = &methods[i];
            return KOM_OK;
        }
    return kom_fail(err, KOM_EUSAGE, "--method: %s",
                    measure == 'm'   ? "means (--value) take welch or paired"
                    : measure == 's' ? "shares (--count, --of) take newcombe or exact"
                                     : "rates (--count, --exposure) take exact");
}

enum kom_status kom_diff_check(const struct kom_diff_request *request, struct kom_error *err) {
    const struct method_row *method;
    enum kom_status status = check_measure(request, err);
    if (status == KOM_OK)
        status = check_sides(request, err);
    return status == KOM_OK ? choose_method(request, &method, err) : status;
}

/* ---- columns ---- */

static enum kom_status need(struct kom_diff_work *work, const char *name, int *column) {
    return kom_frame_need(work->frame, name, column, work->err);
}

static enum kom_status find(struct kom_diff_work *work, const char *name, int *column) {
    return kom_frame_find(work->frame, name, column, work->err);
}

static enum kom_status find_time(struct kom_diff_work *work) {
    const struct kom_diff_request *r = work->request;
    struct kom_diff_columns *c = &work->column;
    c->time = KOM_NO_COLUMN;
    if (r->time)
        return need(work, r->time, &c->time);
    enum kom_status status = find(work, "period", &c->time);
    if (status == KOM_OK && c->time == KOM_NO_COLUMN)
        status = find(work, "date", &c->time);
    if (status == KOM_OK && c->time == KOM_NO_COLUMN && r->sides != KOM_DIFF_PHASE)
        status = need(work, "period", &c->time);
    if (r->sides == KOM_DIFF_PHASE && c->time == c->phase)
        c->time = KOM_NO_COLUMN;
    return status;
}

/* A column that an option names, or KOM_NO_COLUMN. */
static enum kom_status find_named(struct kom_diff_work *work, const char *name, int *column) {
    *column = KOM_NO_COLUMN;
    return name ? need(work, name, column) : KOM_OK;
}

/* A by-column: the frame's own, else one of the tables beside it. */
static enum kom_status find_by(struct kom_diff_work *work, size_t i) {
    const struct kom_diff_request *r = work->request;
    struct kom_diff_columns *c = &work->column;
    c->place[i] = KOM_NO_COLUMN;
    enum kom_status status = find(work, r->by[i], &c->by[i]);
    bool has_own = c->by[i] != KOM_NO_COLUMN;
    if (status == KOM_OK && r->lookup)
        status = kom_lookup_want(r->lookup, r->by[i], has_own, &c->place[i], work->err);
    if (status != KOM_OK || has_own || c->place[i] != KOM_NO_COLUMN)
        return status;
    status = need(work, r->by[i], &c->by[i]);
    return r->lookup ? kom_lookup_missing(r->lookup, status, work->err) : status;
}

/* The by-columns, and the tables beside once it is known which of theirs are wanted. */
static enum kom_status find_groups(struct kom_diff_work *work) {
    const struct kom_diff_request *r = work->request;
    struct kom_diff_columns *c = &work->column;
    enum kom_status status = KOM_OK;
    c->by = kom_arena_take(&work->arena, (r->n_by + 1) * sizeof *c->by);
    c->place = kom_arena_take(&work->arena, (r->n_by + 1) * sizeof *c->place);
    c->kom = KOM_NO_COLUMN;
    if (!c->by || !c->place)
        return KOM_ENOMEM;
    for (size_t i = 0; i < r->n_by && status == KOM_OK; i++)
        status = find_by(work, i);
    if (status == KOM_OK && r->lookup)
        status = kom_lookup_check(r->lookup, work->err);
    if (status != KOM_OK || !r->lookup || r->lookup->n_columns == 0)
        return status;
    status = need(work, "kom", &c->kom);
    return status == KOM_OK ? kom_lookup_make(r->lookup, work->err) : status;
}

static enum kom_status find_columns(struct kom_diff_work *work) {
    const struct kom_diff_request *r = work->request;
    struct kom_diff_columns *c = &work->column;
    enum kom_status status = find_groups(work);
    if (status == KOM_OK && (r->unit || r->sides == KOM_DIFF_PARTICIPATION))
        status = need(work, r->unit ? r->unit : "kom", &c->unit);
    else if (status == KOM_OK)
        status = find(work, "kom", &c->unit);
    if (status == KOM_OK)
        status = find_named(work, r->sides == KOM_DIFF_PHASE ? r->phase : NULL, &c->phase);
    if (status == KOM_OK)
        status = find_time(work);
    if (status == KOM_OK)
        status = find_named(work, r->id, &c->id);
    if (status == KOM_OK)
        status = find_named(work, r->weight, &c->weight);
    if (status == KOM_OK)
        status = find(work, "person", &c->person);
    if (status == KOM_OK)
        status = find(work, "state", &c->state);
    if (status == KOM_OK && c->state == c->phase)
        c->state = KOM_NO_COLUMN;
    return status;
}

static bool is_by_column(const struct kom_diff_work *work, int column) {
    for (size_t i = 0; i < work->request->n_by; i++)
        if (work->column.by[i] == column)
            return true;
    return false;
}

static bool is_by_name(const struct kom_diff_request *r, const char *name) {
    for (size_t i = 0; i < r->n_by; i++)
        if (strcmp(r->by[i], name) == 0)
            return true;
    return false;
}

/* Names of --measured-after that are no by-columns would warn of nothing. */
static enum kom_status check_columns(struct kom_diff_work *work) {
    const struct kom_diff_request *r = work->request;
    const struct kom_diff_columns *c = &work->column;
    for (size_t i = 0; i < r->n_measured_after; i++) {
        int column;
        if (is_by_name(r, r->measured_after[i]))
            continue;
        enum kom_status status = need(work, r->measured_after[i], &column);
        if (status != KOM_OK)
            return status;
        if (!is_by_column(work, column))
            return kom_fail(work->err, KOM_EUSAGE, "--measured-after: \"%s\" is no column of --by",
                            r->measured_after[i]);
    }
    if (work->method == KOM_DIFF_PAIRED && c->id == KOM_NO_COLUMN &&
        (c->unit == KOM_NO_COLUMN || is_by_column(work, c->unit)))
        return kom_fail(work->err, KOM_EUSAGE,
                        "--method paired: nothing to pair by; give --id COL, or take the unit out "
                        "of --by (--by '') so that units are paired");
    return KOM_OK;
}

/* The column COL_status beside a column. */
static enum kom_status find_status(struct kom_diff_work *work, int column, int *found) {
    struct kom_buf text = {0};
    *found = KOM_NO_COLUMN;
    if (column == KOM_NO_COLUMN)
        return KOM_OK;
    kom_buf_text(&text, work->frame->name[column]);
    kom_buf_add(&text, "_status", sizeof "_status"); /* with its NUL */
    enum kom_status status = text.failed ? KOM_ENOMEM : find(work, text.p, found);
    kom_buf_fini(&text);
    return status;
}

/* A share or rate is called COUNT/OF. */
static const char *measure_name(struct kom_diff_work *work, const char *name, const char *second) {
    struct kom_buf text = {0};
    kom_buf_str(&text, name);
    if (second)
        kom_buf_byte(&text, '/');
    if (second)
        kom_buf_str(&text, second);
    const char *copy = text.failed ? NULL : kom_arena_copy(&work->out->arena, text.p, text.n);
    kom_buf_fini(&text);
    return copy;
}

static enum kom_status measure_make(struct kom_diff_work *work, const char *name,
                                    const char *second, struct kom_diff_measure *measure) {
    enum kom_status status = need(work, name, &measure->column);
    if (status == KOM_OK)
        status = find_named(work, second, &measure->second);
    if (status == KOM_OK)
        status = find_status(work, measure->column, &measure->status);
    if (status == KOM_OK)
        status = find_status(work, measure->second, &measure->second_status);
    if (status != KOM_OK)
        return status;
    measure->name = measure_name(work, name, second);
    return measure->name ? KOM_OK : KOM_ENOMEM;
}

static enum kom_status find_measures(struct kom_diff_work *work) {
    const struct kom_diff_request *r = work->request;
    enum kom_status status = KOM_OK;
    work->n_measures = r->count ? 1 : r->n_values;
    work->measure = kom_arena_take(&work->arena, work->n_measures * sizeof *work->measure);
    if (!work->measure)
        return KOM_ENOMEM;
    if (r->count)
        return measure_make(work, r->count, r->of ? r->of : r->exposure, &work->measure[0]);
    for (size_t i = 0; i < r->n_values && status == KOM_OK; i++)
        status = measure_make(work, r->values[i], NULL, &work->measure[i]);
    return status;
}

/* ---- what is the same in every row of the result ---- */

static enum kom_status describe(struct kom_diff_work *work, const struct method_row *method) {
    const struct kom_diff_request *r = work->request;
    struct kom_diff *out = work->out;
    struct kom_buf text = {0};
    kom_buf_str(&text, method->text);
    if (work->method == KOM_DIFF_PAIRED)
        kom_buf_str(&text, r->id ? r->id : r->unit ? r->unit : "kom");
    if (r->weight)
        kom_buf_printf(&text, ", means weighted by %s (analytic weights)", r->weight);
    out->method = text.failed ? NULL : kom_arena_copy(&out->arena, text.p, text.n);
    kom_buf_fini(&text);
    out->term = out->scale = r->exposure ? "ratio" : "difference";
    out->n_by = r->n_by;
    out->has_counts = r->count != NULL;
    out->has_exposure = r->exposure != NULL;
    out->is_weighted = r->weight != NULL;
    out->level = r->level;
    out->by_names = kom_arena_take(&out->arena, (r->n_by + 1) * sizeof *out->by_names);
    if (!out->method || !out->by_names)
        return KOM_ENOMEM;
    for (size_t i = 0; i < r->n_by; i++)
        out->by_names[i] = r->by[i];
    return KOM_OK;
}

static enum kom_status prepare(struct kom_diff_work *work) {
    const struct method_row *method = NULL;
    const size_t n_rows = work->frame->n_rows;
    enum kom_status status = kom_diff_check(work->request, work->err);
    if (status == KOM_OK)
        status = choose_method(work->request, &method, work->err);
    if (status != KOM_OK)
        return status;
    work->method = method->method;
    status = find_columns(work);
    if (status == KOM_OK)
        status = check_columns(work);
    if (status == KOM_OK)
        status = find_measures(work);
    if (status == KOM_OK)
        status = describe(work, method);
    if (status != KOM_OK)
        return status;
    work->mark = kom_arena_take(&work->arena, (n_rows + 1) * sizeof *work->mark);
    work->out->reason = kom_arena_take(&work->out->arena, n_rows + 1);
    if (!work->mark || !work->out->reason)
        return KOM_ENOMEM;
    status = kom_diff_mark_rows(work);
    for (size_t row = 0; row < n_rows && status == KOM_OK; row++)
        work->out->reason[row] =
            work->mark[row].reason == KOM_DIFF_USED ? UNDECIDED : work->mark[row].reason;
    return status == KOM_OK ? kom_diff_refuse_totals(work) : status;
}

/* ---- groups under measures ---- */

void kom_diff_set_aside(struct kom_diff_work *work, struct kom_diff_cell *cell, size_t row,
                        enum kom_diff_reason reason) {
    cell->aside |= UINT32_C(1) << reason;
    if (work->out->reason[row] == UNDECIDED)
        work->out->reason[row] = (uint8_t)reason;
}

/* The uses of the group's rows under the cell's measure, and why others have none. */
static enum kom_status collect(struct kom_diff_work *work, struct kom_diff_cell *cell) {
    cell->n_uses = 0;
    cell->aside = 0;
    for (size_t i = 0; i < cell->n_members; i++) {
        size_t row = cell->member[i];
        enum kom_diff_reason reason = (enum kom_diff_reason)work->mark[row].reason;
        struct kom_diff_use *use = &cell->use[cell->n_uses];
        if (reason == KOM_DIFF_USED) {
            enum kom_status status = kom_diff_use_read(work, cell->measure, row, use, &reason);
            if (status != KOM_OK)
                return status;
        }
        if (reason == KOM_DIFF_USED)
            cell->n_uses++;
        else
            kom_diff_set_aside(work, cell, row, reason);
    }
    return KOM_OK;
}

static void row_init(struct kom_diff_row *row, const struct kom_diff_group *group,
                     const char *measure) {
    const double none = (double)NAN;
    const struct kom_diff_figures blank = {.mean = none, .sd = none};
    *row = (struct kom_diff_row){.by = group->by, .measure = measure, .warning = ""};
    row->side[0] = row->side[1] = blank;
    row->test = (struct kom_test){none, none, none, none, none, none, none};
}

static enum kom_status estimate(struct kom_diff_work *work, const struct kom_diff_group *group,
                                struct kom_diff_cell *cell, struct kom_diff_row *row) {
    row_init(row, group, cell->measure->name);
    enum kom_status status = collect(work, cell);
    if (status == KOM_OK)
        status = work->request->count ? kom_diff_counts(work, cell, row)
                                      : kom_diff_means(work, cell, row);
    for (size_t i = 0; i < cell->n_uses; i++)
        work->out->reason[cell->use[i].row] = KOM_DIFF_USED;
    if (status == KOM_OK)
        status = kom_diff_warn(work, cell, group, row);
    return status;
}

static enum kom_status estimate_all(struct kom_diff_work *work,
                                    const struct kom_diff_groups *groups) {
    struct kom_diff *out = work->out;
    struct kom_diff_use *use = kom_alloc(work->frame->n_rows + 1, sizeof *use);
    enum kom_status status = KOM_OK;
    out->rows =
        kom_arena_take(&out->arena, (groups->n_groups * work->n_measures + 1) * sizeof *out->rows);
    if (!use || !out->rows)
        status = KOM_ENOMEM;
    for (size_t g = 0; g < groups->n_groups && status == KOM_OK; g++)
        for (size_t m = 0; m < work->n_measures && status == KOM_OK; m++) {
            const struct kom_diff_group *group = &groups->group[g];
            struct kom_diff_cell cell = {
                &work->measure[m], group->member, group->n_members, use, 0, 0};
            status = estimate(work, group, &cell, &out->rows[out->n_rows]);
            out->n_rows += status == KOM_OK;
        }
    kom_free(use);
    return status;
}

static enum kom_status conclude(struct kom_diff_work *work) {
    struct kom_diff *out = work->out;
    bool any = false;
    out->n_reasons = work->frame->n_rows;
    for (size_t row = 0; row < out->n_reasons; row++)
        out->n_used += out->reason[row] == KOM_DIFF_USED;
    for (size_t i = 0; i < out->n_rows; i++)
        any = any || out->rows[i].is_estimated;
    if (any)
        return KOM_OK;
    if (out->n_rows == 0)
        return kom_fail(work->err, KOM_EESTIMATE, "no rows, so nothing could be estimated");
    return kom_fail(work->err, KOM_EESTIMATE,
                    "none of %zu estimates could be made, so there is no result; the first: %s",
                    out->n_rows, out->rows[0].warning);
}

enum kom_status kom_diff_make(struct kom_diff *diff, const struct kom_frame *frame,
                              const struct kom_diff_request *request, struct kom_error *err) {
    struct kom_diff_work work = {.frame = frame, .request = request, .out = diff, .err = err};
    struct kom_diff_groups groups = {0};
    *diff = (struct kom_diff){0};
    kom_stat_init();
    enum kom_status status = prepare(&work);
    if (status == KOM_OK)
        status = kom_diff_group_rows(&work, &groups);
    if (status == KOM_OK)
        status = estimate_all(&work, &groups);
    if (status == KOM_OK)
        status = conclude(&work);
    if (status == KOM_ENOMEM)
        (void)kom_fail(err, KOM_ENOMEM, "memory ran out");
    kom_arena_fini(&work.arena);
    return status;
}

void kom_diff_fini(struct kom_diff *diff) {
    kom_arena_fini(&diff->arena);
    *diff = (struct kom_diff){0};
}

static size_t add_typed(struct kom_typed_column *list, size_t n, size_t cap, const char *name,
                        enum kom_kind kind) {
    if (name && n < cap)
        list[n++] = (struct kom_typed_column){name, kind};
    return n;
}

size_t kom_diff_typed(const struct kom_diff_request *q, struct kom_typed_column *list, size_t cap) {
    size_t n = 0;
    for (size_t i = 0; i < q->n_values; i++)
        n = add_typed(list, n, cap, q->values[i], KOM_KIND_NUMBER);
    const char *const numbers[] = {q->count, q->of, q->exposure, q->weight};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        n = add_typed(list, n, cap, numbers[i], KOM_KIND_NUMBER);
    if (q->sides != KOM_DIFF_PHASE && q->time)
        n = add_typed(list, n, cap, q->time, KOM_KIND_PERIOD);
    else if (q->sides != KOM_DIFF_PHASE)
        n = add_typed(list, n, cap, "period", KOM_KIND_PERIOD);
    return n;
}
