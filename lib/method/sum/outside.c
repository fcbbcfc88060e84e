/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Summaries as programs outside have them (kom/sum.h): one call from an extract to rows. */
#include "kom/sum.h"

#include "by_beside.h"
#include "dist.h"
#include "sum.h"

enum { NOTE_NBYTES = 400 };

struct job {
    const struct kom_sum_request *request;
    struct kom_summary plan;
    struct kom_arena arena;
    struct kom_by_beside beside;
    struct kom_buf *out, *notes;
};

/* ---- what is asked ---- */

static bool has_level(const struct kom_sum_request *r) {
    return !(r->level >= 0 && r->level <= 0);
}

/* A part of the request that this kind of summary has no use for; NULL: all are used. */
static const char *idle(const struct kom_sum_request *r, enum kom_summary_kind kind) {
    const struct {
        const char *name;
        bool is_there, figures, between, shares;
    } part[] = {
        {"values", r->n_values > 0, true, true, false},
        {"margins", r->n_margins > 0, true, false, true},
        {"stats", r->n_stats > 0, true, false, false},
        {"weight", r->weight, true, false, false},
        {"time", r->time, true, false, false},
        {"quantile_type", r->quantile_type != 0, true, false, false},
        {"between", r->between, false, true, false},
        {"of", r->of, false, false, true},
        {"ci", r->ci, false, false, true},
        {"level", has_level(r), true, false, true},
    };
    for (size_t i = 0; i < sizeof part / sizeof part[0]; i++)
        if (part[i].is_there && !(kind == KOM_SUMMARY_FIGURES   ? part[i].figures
                                  : kind == KOM_SUMMARY_BETWEEN ? part[i].between
                                                                : part[i].shares))
            return part[i].name;
    return NULL;
}

static enum kom_status check(const struct kom_sum_request *r, enum kom_summary_kind kind,
                             struct kom_error *err) {
    static const char *const kinds[] = {"figures", "between", "count"};
    const char *unused = idle(r, kind);
    if (unused)
        return kom_fail(err, KOM_EUSAGE, "%s: has no use for %s", unused, kinds[kind]);
    if (kind == KOM_SUMMARY_SHARES && !r->of)
        return kom_fail(err, KOM_EUSAGE, "count: needs of, the column it is a share of");
    if (kind != KOM_SUMMARY_SHARES && r->n_values == 0)
        return kom_fail(err, KOM_EUSAGE, "values: name the columns to sum up");
    if (r->quantile_type < 0 || r->quantile_type > 9)
        return kom_fail(err, KOM_EUSAGE, "quantile_type: is 1 to 9");
    if (has_level(r) && !(r->level > 0 && r->level < 1))
        return kom_fail(err, KOM_EUSAGE, "level: lies between 0 and 1, as 0.95 does");
    return KOM_OK;
}

static enum kom_status parse_stats(struct job *job, struct kom_error *err) {
    const struct kom_sum_request *r = job->request;
    struct kom_stat *stats = NULL;
    job->plan.n_stats = r->n_stats ? r->n_stats : KOM_STATS_N_USUAL;
    enum kom_status status = kom_stats_parse(&job->arena, r->n_stats ? r->stats : kom_stats_usual,
                                             job->plan.n_stats, &stats, &job->plan.flags, err);
    job->plan.stats = stats;
    return status ? status : kom_summary_check(&job->plan, err);
}

static enum kom_status parse(struct job *job, struct kom_error *err) {
    const struct kom_sum_request *r = job->request;
    const enum kom_summary_kind kind = r->count     ? KOM_SUMMARY_SHARES
                                       : r->between ? KOM_SUMMARY_BETWEEN
                                                    : KOM_SUMMARY_FIGURES;
    job->plan = (struct kom_summary){.kind = kind,
                                     .by = r->by,
                                     .margins = r->margins,
                                     .value = r->values,
                                     .n_by = r->n_by,
                                     .n_margins = r->n_margins,
                                     .n_values = r->n_values,
                                     .weight = r->weight,
                                     .time = r->time,
                                     .between = r->between,
                                     .count = r->count,
                                     .of = r->of,
                                     .quantile_type = r->quantile_type,
                                     .level = has_level(r) ? r->level : 0.95,
                                     .has_level = has_level(r),
                                     .lines = &job->beside.unmatched.lines};
    enum kom_status status = check(r, kind, err);
    if (!status && r->ci)
        status = kom_ci_kind_parse(r->ci, &job->plan.ci, err);
    return status || kind != KOM_SUMMARY_FIGURES ? status : parse_stats(job, err);
}

/* ---- reading and writing ---- */

static void add_notes(struct job *job, const struct kom_summary_job *done) {
    char text[NOTE_NBYTES];
    for (int i = 0; job->notes && i < KOM_SUMMARY_N_NOTES; i++) {
        if (kom_summary_note(&done->crew, &done->notes, i, text, sizeof text)) {
            kom_buf_str(job->notes, text);
            kom_buf_str(job->notes, "\n");
        }
    }
}

static enum kom_status summarize(struct job *job, struct kom_extract *x, struct kom_error *err) {
    const struct kom_method *m = &kom_summary_method;
    const struct kom_out to = kom_out_to(job->out);
    struct kom_summary_job one = {.plan = &job->plan, .arena = &job->arena};
    enum kom_status status = m->ask(&one, x, err);
    status = status ? status : kom_method_fold(m, &one, x, job->request->n_threads, err);
    status = status ? status : m->finish(&one, x, err);
    status = status ? status : m->write(&one, &to, err);
    if (!status)
        add_notes(job, &one);
    kom_summary_crew_fini(&one.crew);
    return status;
}

static enum kom_status run(struct job *job, struct kom_extract *x, const struct kom_beside *beside,
                           struct kom_error *err) {
    enum kom_status status = parse(job, err);
    status = status ? status : kom_by_beside_open(&job->beside, beside, &job->plan.lookup, err);
    status = status ? status : summarize(job, x, err);
    if (job->notes)
        kom_buf_text(job->notes, kom_buf_view(&job->beside.unmatched.lines));
    if (!status && (job->out->failed || (job->notes && job->notes->failed)))
        status = kom_no_memory(err);
    return status;
}

enum kom_status kom_sum_csv(struct kom_extract *x, const struct kom_sum_request *request,
                            const struct kom_beside *beside, struct kom_buf *out,
                            struct kom_buf *notes, struct kom_error *err) {
    const uint64_t failures = kom_mem_failures();
    struct job job = {.request = request, .out = out, .notes = notes};
    kom_stat_init();
    enum kom_status status = run(&job, x, beside, err);
    kom_by_beside_fini(&job.beside);
    kom_arena_fini(&job.arena);
    return kom_mem_settle(failures, status, err);
}

const char *kom_sum_reason_text(int i) {
    return i >= 0 && i < KOM_SUMMARY_N_REASONS ? kom_summary_reasons[i] : NULL;
}
