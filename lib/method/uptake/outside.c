/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The method as programs outside have it (kom/uptake.h): words to options, tables read to their
   end, rows as structs. */
#include <stdlib.h>
#include <string.h>

#include "dist.h"
#include "row.h"

enum { BY_LIMIT = 60, MARGINS_LIMIT = 8, SUM_NBYTES = 400 };

/* ---- what is asked ---- */

static enum kom_status parse_day(const char *text, const char *option, bool is_last, int32_t *day,
                                 struct kom_error *err) {
    struct kom_period p;
    *day = KOM_DAY_NONE;
    if (!text)
        return KOM_OK;
    if (!kom_period_parse(kom_text_of(text), &p))
        return kom_fail(err, KOM_EUSAGE,
                        "%s: \"%s\" is no day or period such as 2019-07-01, 2019-07 or 2019",
                        option, text);
    *day = is_last ? kom_period_last(p) : kom_period_first(p);
    return KOM_OK;
}

static bool has_level(const struct kom_uptake_request *r) {
    return !(r->level >= 0 && r->level <= 0);
}

static enum kom_status parse(const struct kom_uptake_request *r, struct kom_uptake_options *o,
                             struct kom_arena *arena, struct kom_error *err) {
    static const char *const kom[] = {"kom"};
    const struct kom_uptake_words words = {.period = r->period ? r->period : "all",
                                           .overlap = r->overlap,
                                           .credits = r->credits ? r->credits : "",
                                           .ci = r->ci ? r->ci : "exact",
                                           .ages = r->ages,
                                           .n_ages = r->n_ages};
    *o = (struct kom_uptake_options){.by = r->by ? r->by : kom,
                                     .n_by = r->by ? r->n_by : 1,
                                     .margins = r->margins,
                                     .n_margins = r->n_margins,
                                     .has_ci = r->ci != NULL,
                                     .level = has_level(r) ? r->level : 0.95,
                                     .has_dominance = r->wants_dominance,
                                     .warns_unmatched = r->warns_unmatched,
                                     .kind = r->kind};
    if (o->n_by > BY_LIMIT || o->n_margins > MARGINS_LIMIT)
        return kom_fail(err, KOM_EUSAGE, "by: at most %d columns, margins: at most %d", BY_LIMIT,
                        MARGINS_LIMIT);
    if (!(o->level > 0 && o->level < 1))
        return kom_fail(err, KOM_EUSAGE, "--level: lies between 0 and 1, as 0.95 does");
    enum kom_status status = parse_day(r->from, "--from", false, &o->from, err);
    status = status ? status : parse_day(r->to, "--to", true, &o->to, err);
    return status ? status : kom_uptake_parse(o, &words, arena, err);
}

static enum kom_status start(struct kom_uptake **u, const struct kom_uptake_request *request,
                             struct kom_uptake_outside *outside, struct kom_error *err) {
    const struct kom_uptake_tables tables = {request->offerings, request->participation,
                                             request->municipalities, request->networks};
    struct kom_uptake_options options;
    outside->has_level = has_level(request);
    enum kom_status status = parse(request, &options, &outside->words, err);
    return status ? status : kom_uptake_new(u, &options, &tables, err);
}

enum kom_status kom_uptake_open(struct kom_uptake **u, const struct kom_uptake_request *request,
                                struct kom_error *err) {
    const uint64_t failures = kom_mem_failures();
    struct kom_uptake_outside *outside = kom_alloc(1, sizeof *outside);
    *u = NULL;
    enum kom_status status = outside ? start(u, request, outside, err) : KOM_UPTAKE_NO_MEMORY(err);
    if (*u)
        (*u)->outside = outside;
    else
        kom_uptake_outside_free(outside);
    status = kom_mem_settle(failures, status, err);
    if (status) {
        kom_uptake_free(*u);
        *u = NULL;
    }
    return status;
}

/* ---- the tables ---- */

enum kom_status kom_uptake_read_recipients(struct kom_uptake *u, struct kom_extract *recipients,
                                           struct kom_error *err) {
    const uint64_t failures = kom_mem_failures();
    struct kom_uptake_readers *readers;
    struct kom_fold fold;
    enum kom_status status = kom_uptake_plan_recipients(u, recipients, 1, &readers, &fold, err);
    status = status ? status : kom_extract_fold(recipients, &fold, err);
    kom_uptake_readers_free(readers);
    return kom_mem_settle(failures, status, err);
}

/* What is asked and would not be used: refused, as the tool does. */
static enum kom_status check_use(const struct kom_uptake *u, struct kom_error *err) {
    const char *idle = u->given.o.has_ci       ? "--ci"
                       : u->outside->has_level ? "--level"
                       : u->given.o.kind       ? "--kind"
                                               : NULL;
    if (idle && !u->given.by_person && !u->given.by_count)
        return kom_fail(err, KOM_EUSAGE, "%s: has no use without recipients", idle);
    if (kom_uptake_needs_dates(u))
        return kom_fail(err, KOM_EUSAGE, "ages: over one period need from (age in its year)");
    return KOM_OK;
}

enum kom_status kom_uptake_read_sales(struct kom_uptake *u, struct kom_extract *sales,
                                      unsigned n_threads, struct kom_error *err) {
    const uint64_t failures = kom_mem_failures();
    enum kom_status status = kom_uptake_plan_sales(u, sales, err);
    status = status ? status : check_use(u, err);
    status = status ? status : kom_method_fold(&kom_uptake_method, u, sales, n_threads, err);
    return kom_mem_settle(failures, status, err);
}

/* ---- the rows ---- */

const char *kom_uptake_reason_text(enum kom_uptake_reason reason) {
    return (unsigned)reason < KOM_N_SALE_REASONS ? kom_uptake_reasons[reason] : NULL;
}

/* The double nearest to an exact sum, by way of its digits. */
static double nearest(struct kom_uptake *u, const struct kom_total *total, bool *failed) {
    struct kom_buf *text = &u->outside->text;
    struct kom_num value;
    kom_buf_reset(text);
    *failed = *failed || kom_total_text(total, text) || text->failed;
    if (*failed || !kom_num_parse(kom_buf_view(text), (struct kom_num_form){'.', '\0'}, &value))
        return KOM_NAN;
    return kom_num_double(&value);
}

/* The figures of a cell that is reported; what the tool leaves blank stays as nothing. */
static enum kom_status add_figures(struct kom_uptake *u, const struct uptake_row *r,
                                   struct kom_uptake_row *out, struct kom_error *err) {
    double *const sum[N_FIGURES] = {&out->quantity, &out->hours, &out->amount};
    bool failed = false;
    if (r->of.is_there)
        out->recipients = kom_num_double(&r->of.value);
    if (u->given.by_person)
        out->person_days = (int64_t)r->figures->person_days;
    if (u->given.s.person >= 0)
        out->buyers = (int64_t)r->sales.buyers;
    out->sales = (int64_t)r->sales.sales;
    for (int k = 0; k < N_FIGURES; k++)
        if (u->given.s.figure[k].column >= 0)
            *sum[k] = nearest(u, &r->sales.sum[k], &failed);
    if (u->given.offerings)
        out->days_offered = (int64_t)r->figures->days_offered;
    if (u->given.o.has_dominance) {
        out->largest_share = r->sales.largest;
        out->second_share = r->sales.second;
    }
    return failed ? KOM_UPTAKE_NO_MEMORY(err) : KOM_OK;
}

static enum kom_status make(struct kom_uptake *u, uint32_t row, size_t label,
                            struct kom_error *err) {
    struct kom_uptake_row *out = &u->outside->row;
    struct kom_group_part part[KOM_BY_MAX];
    struct uptake_row r;
    enum kom_status status = kom_uptake_make_row(u, row, label, &r, err);
    kom_group_parts(kom_groups_key(&u->answer.row_keys, row), part, u->given.o.n_by);
    for (size_t i = 0; i < u->given.o.n_by; i++)
        u->outside->by[i] = part[i].text;
    *out = (struct kom_uptake_row){.by = u->outside->by,
                                   .period = {r.label->text, r.label->n},
                                   .state = r.figures->state,
                                   .recipients = KOM_NAN,
                                   .person_days = -1,
                                   .buyers = -1,
                                   .uptake = r.uptake,
                                   .conf_low = r.ci.low,
                                   .conf_high = r.ci.high,
                                   .sales = -1,
                                   .quantity = KOM_NAN,
                                   .hours = KOM_NAN,
                                   .amount = KOM_NAN,
                                   .days_offered = -1,
                                   .largest_share = KOM_NAN,
                                   .second_share = KOM_NAN};
    if (!status && r.figures->state != KOM_UPTAKE_NOT_REPORTED)
        status = add_figures(u, &r, out, err);
    kom_row_sales_fini(&r.sales);
    return status;
}

enum kom_status kom_uptake_next(struct kom_uptake *u, const struct kom_uptake_row **row,
                                struct kom_error *err) {
    const uint64_t failures = kom_mem_failures();
    struct kom_uptake_outside *outside = u->outside;
    enum kom_status status = KOM_OK;
    *row = NULL;
    if (!outside->order)
        outside->order = kom_groups_sorted(&u->answer.row_keys, u->given.o.n_by);
    if (!outside->order)
        return KOM_UPTAKE_NO_MEMORY(err);
    if (outside->at < u->answer.row_keys.n * u->answer.n_labels) {
        status = make(u, outside->order[outside->at / u->answer.n_labels],
                      outside->at % u->answer.n_labels, err);
        outside->at++;
        *row = status ? NULL : &outside->row;
    }
    return kom_mem_settle(failures, status, err);
}

enum kom_status kom_uptake_csv(struct kom_uptake *u, struct kom_buf *out, struct kom_error *err) {
    const struct kom_out to = kom_out_to(out);
    return kom_uptake_write(u, &to, err);
}
