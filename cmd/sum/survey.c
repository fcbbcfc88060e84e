/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom-sum with a design: options to a request, and the method. */
#include "sum/survey.h"

#include <string.h>

#include "by_options.h"
#include "design_options.h"
#include "survey/survey.h"

static const char label[] = "rows"; /* of the main input, in the closing line */

/* ---- is it one? ---- */

static bool is_given(const struct kom_run *run, enum kom_opt id) {
    return run->value[id] != NULL;
}

/* COL=VALUE stands where no --of says that the whole is a name. */
static bool has_value(const struct kom_run *run) {
    return is_given(run, KOM_OPT_count) && !is_given(run, KOM_OPT_of) &&
           !is_given(run, KOM_OPT_exposure) && strchr(run->value[KOM_OPT_count], '=');
}

/* Is one of the names among the items of a list? */
static bool asks_for(const struct kom_run *run, enum kom_opt id, const char *name) {
    const char *at = run->value[id];
    const size_t n = strlen(name);
    while (at && *at) {
        const char *end = at + strcspn(at, ",");
        if ((size_t)(end - at) == n && memcmp(at, name, n) == 0)
            return true;
        at = *end ? end + 1 : end;
    }
    return false;
}

bool kom_sum_is_survey(const struct kom_run *run) {
    const enum kom_opt says[] = {
        KOM_OPT_cluster,           KOM_OPT_sample_strata,     KOM_OPT_fpc,
        KOM_OPT_replicate_weights, KOM_OPT_replicate_factors, KOM_OPT_exposure};
    for (size_t i = 0; i < sizeof says / sizeof says[0]; i++)
        if (is_given(run, says[i]))
            return true;
    if (is_given(run, KOM_OPT_count))
        return has_value(run) || is_given(run, KOM_OPT_weight);
    return asks_for(run, KOM_OPT_stats, "total") || asks_for(run, KOM_OPT_stats, "deff");
}

/* ---- what is asked ---- */

static enum kom_status read_stats(struct kom_run *run, struct kom_survey_request *r) {
    struct kom_list list, values;
    enum kom_status status = kom_run_list(run, KOM_OPT_value, &values);
    if (!status && values.n == 0)
        status = kom_run_usage(run, KOM_OPT_value,
                               "name the columns to sum up, or --count COL=VALUE for a share");
    if (!status)
        status = kom_run_list(run, KOM_OPT_stats, &list);
    if (status)
        return status;
    const bool is_usual = !kom_run_has(run, KOM_OPT_stats);
    if (!is_usual && list.n == 0)
        return kom_run_usage(run, KOM_OPT_stats, "names no statistic");
    r->values = values.item;
    r->n_values = values.n;
    r->n_stats = is_usual ? KOM_SURVEY_N_USUAL : list.n;
    return kom_survey_stats_parse(&run->arena, is_usual ? kom_survey_usual : list.item, r->n_stats,
                                  &r->stats, &run->err);
}

/* Without weights and design the interval is that of an exact share. */
static enum kom_status read_interval(struct kom_run *run, struct kom_survey_request *r) {
    const bool is_plain = r->kind == KOM_SURVEY_VALUES && !r->design.cluster &&
                          !kom_design_is_drawn(&r->design) && !r->design.weight;
    const char *text = kom_run_text(run, KOM_OPT_ci, is_plain ? "exact" : "beta");
    r->is_plain = is_plain && strcmp(text, "beta") != 0 && strcmp(text, "logit") != 0;
    return r->is_plain ? kom_ci_kind_parse(text, &r->plain_ci, &run->err)
                       : kom_design_ci_parse(text, &r->ci, &run->err);
}

static enum kom_status read_count(struct kom_run *run, struct kom_survey_request *r) {
    const char *count = kom_run_text(run, KOM_OPT_count, NULL);
    const char *of = kom_run_text(run, KOM_OPT_of, NULL);
    const char *exposure = kom_run_text(run, KOM_OPT_exposure, NULL);
    const char *equal = count && !of && !exposure ? strchr(count, '=') : NULL;
    if (!count)
        return kom_run_usage(run, KOM_OPT_exposure, "needs --count COL, the events");
    if (of && exposure)
        return kom_run_usage(run, KOM_OPT_count,
                             "is a share of one column or a ratio to one; leave --exposure out");
    if (!of && !exposure && !equal)
        return kom_run_usage(
            run, KOM_OPT_count,
            "needs --of COL or --exposure COL, or is COL=VALUE, the share of a value");
    r->kind = exposure ? KOM_SURVEY_RATIOS : of ? KOM_SURVEY_SHARES : KOM_SURVEY_VALUES;
    r->second = exposure ? exposure : of;
    r->count = count;
    if (equal) {
        r->count = kom_arena_copy(&run->arena, count, (size_t)(equal - count));
        r->level_text = equal + 1;
        if (!r->count)
            return kom_no_memory(&run->err);
    }
    if (equal && (equal == count || !equal[1]))
        return kom_run_usage(run, KOM_OPT_count, "\"%s\" is not COL=VALUE", count);
    return exposure ? KOM_OK : read_interval(run, r);
}

static enum kom_status request_read(struct kom_run *run, struct kom_frame *factors,
                                    struct kom_survey_request *r) {
    struct kom_list by;
    kom_run_mode(run, "with a sample design");
    *r = (struct kom_survey_request){.skips_bad_rows = run->reading.skip_bad_rows};
    enum kom_status status = kom_run_list(run, KOM_OPT_by, &by);
    r->by = by.item;
    r->n_by = by.n;
    if (!status)
        status = kom_run_share(run, KOM_OPT_level, 0.95, &r->level);
    if (!status)
        status = kom_run_design(run, factors, &r->design, &r->replicates);
    if (status)
        return status;
    kom_run_design_warn(run, &r->design);
    const bool is_count = kom_run_has(run, KOM_OPT_count) || kom_run_has(run, KOM_OPT_exposure);
    return is_count ? read_count(run, r) : read_stats(run, r);
}

/* ---- the run ---- */

/* A value that no row has may be misspelt. */
static void say_unseen(struct kom_run *run, const struct kom_survey *survey,
                       const struct kom_survey_request *r) {
    int64_t n = 0, count = 0;
    for (size_t i = 0; i < survey->n_rows && r->level_text; i++) {
        n += survey->rows[i].n;
        count += survey->rows[i].count;
    }
    if (n > 0 && count == 0)
        kom_run_warn(run, "--count: no row has the value \"%s\" in column \"%s\"", r->level_text,
                     r->count);
}

static enum kom_status count_rows(struct kom_run *run, const struct kom_frame *frame,
                                  const struct kom_survey *survey) {
    const char *names[KOM_SURVEY_REASONS];
    for (int reason = 0; reason < KOM_SURVEY_REASONS; reason++)
        names[reason] = kom_survey_reason_text((enum kom_survey_reason)reason);
    return kom_run_unused(run, label, frame, survey->reason, names, KOM_SURVEY_REASONS);
}

static enum kom_status write_rows(struct kom_run *run, const struct kom_survey *survey,
                                  const struct kom_survey_request *request) {
    struct kom_buf buf = {0};
    kom_survey_write(survey, request, &buf);
    enum kom_status status = buf.failed ? kom_no_memory(&run->err) : kom_run_write(run, &buf);
    kom_buf_fini(&buf);
    return status;
}

enum kom_status kom_sum_survey(struct kom_run *run) {
    struct kom_survey_request request;
    struct kom_by_tables tables = {0};
    struct kom_frame frame = {0}, factors = {0};
    struct kom_survey survey = {0};
    struct kom_typed_column *typed = NULL;
    size_t n_typed = 0;
    enum kom_status status = request_read(run, &factors, &request);
    request.unmatched = &tables.unmatched;
    if (!status)
        status = kom_run_by_tables(run, &tables, &request.lookup);
    if (!status)
        status = kom_survey_typed(&request, &run->arena, &typed, &n_typed, &run->err);
    if (!status)
        status = kom_run_load_typed(run, label, &frame, typed, n_typed);
    if (!status)
        status = kom_survey_make(&survey, &frame, &request, &run->err);
    kom_run_warn_lines(run, kom_buf_view(&tables.unmatched.lines));
    kom_run_warn_beyond(run, survey.n_beyond);
    if (!status)
        say_unseen(run, &survey, &request);
    if (!status)
        status = count_rows(run, &frame, &survey);
    if (!status)
        status = write_rows(run, &survey, &request);
    kom_survey_fini(&survey);
    kom_frame_fini(&frame);
    kom_frame_fini(&factors);
    kom_by_tables_fini(&tables);
    return status;
}
