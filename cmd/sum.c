/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom-sum: summary statistics by group, analysis of variance between groups, shares. */
#include "sum/sum.h"
#include "by_options.h"
#include "dist.h"
#include "sum/survey.h"
#include "sum/table1.h"
#include "survey/survey.h"
#include "table1/table1.h"
#include "tools.h"

static const struct kom_tool_option options[] = {
    {KOM_OPT_value, NULL, "columns to sum up"},
    {KOM_OPT_by, NULL, NULL},
    {KOM_OPT_municipalities, NULL, NULL},
    {KOM_OPT_networks, NULL, NULL},
    {KOM_OPT_overlap, NULL, NULL},
    {KOM_OPT_unmatched, NULL, NULL},
    {KOM_OPT_stats, NULL, NULL},
    {KOM_OPT_quantile_type, NULL, NULL},
    {KOM_OPT_weight, NULL, "sampling weights, at least 0"},
    {KOM_OPT_time, NULL, "order of autocorr1 (default: the rows as they stand)"},
    {KOM_OPT_margins, NULL, NULL},
    {KOM_OPT_between, NULL, NULL},
    {KOM_OPT_count, "COL|COL=VALUE", "with --of or --exposure; or the share of a value"},
    {KOM_OPT_of, NULL, NULL},
    {KOM_OPT_exposure, NULL, "--count is a ratio to it"},
    {KOM_OPT_cluster, NULL, "clusters that the sample was drawn in: errors by the design"},
    {KOM_OPT_sample_strata, NULL, NULL},
    {KOM_OPT_fpc, NULL, NULL},
    {KOM_OPT_replicate_weights, NULL, NULL},
    {KOM_OPT_replicate_factors, NULL, NULL},
    {KOM_OPT_table1, NULL, NULL},
    {KOM_OPT_unit, NULL, "with --table1: units whose effects the tests take out (default none)"},
    {KOM_OPT_ci, "exact|midp|wilson|jeffreys|beta|logit",
     "interval of a share (default exact; with weights or a design beta, else logit)"},
    {KOM_OPT_level, NULL, NULL},
    {KOM_OPT_memory, NULL, NULL},
    {KOM_OPT_part, NULL, NULL},
    {KOM_OPT_state, NULL, NULL},
    {KOM_OPT_began_at, NULL, NULL},
    {KOM_OPT_END, NULL, NULL},
};

static const struct kom_tool_output writes[] = {
    {NULL, kom_summary_columns},
    {"--count", kom_summary_share_columns},
    {"--between", kom_summary_between_columns},
    {"--table1", kom_table1_columns},
    {"--sample-strata", kom_survey_columns},
    {"--count COL=VALUE", kom_survey_share_columns},
    {"--exposure", kom_survey_ratio_columns},
    {NULL, NULL},
};

static enum kom_status read_list(struct kom_run *run, enum kom_opt id, const char *const **item,
                                 size_t *n) {
    struct kom_list list;
    enum kom_status status = kom_run_list(run, id, &list);
    *item = list.item;
    *n = list.n;
    return status;
}

static enum kom_status read_values(struct kom_run *run, struct kom_summary *s) {
    enum kom_status status = read_list(run, KOM_OPT_value, &s->value, &s->n_values);
    if (!status && s->n_values == 0)
        status = kom_run_usage(run, KOM_OPT_value,
                               "name the columns to sum up, or --count and --of for shares");
    return status;
}

static enum kom_status read_level(struct kom_run *run, struct kom_summary *s) {
    s->has_level = kom_run_has(run, KOM_OPT_level);
    return kom_run_share(run, KOM_OPT_level, 0.95, &s->level);
}

static enum kom_status read_stats(struct kom_run *run, struct kom_summary *s) {
    struct kom_list list;
    struct kom_stat *stats;
    enum kom_status status = kom_run_list(run, KOM_OPT_stats, &list);
    if (status)
        return status;
    bool is_usual = !kom_run_has(run, KOM_OPT_stats);
    if (!is_usual && list.n == 0)
        return kom_run_usage(run, KOM_OPT_stats, "names no statistic");
    s->n_stats = is_usual ? KOM_STATS_N_USUAL : list.n;
    status = kom_stats_parse(&run->arena, is_usual ? kom_stats_usual : list.item, s->n_stats,
                             &stats, &s->flags, &run->err);
    s->stats = stats;
    return status;
}

static enum kom_status read_figures(struct kom_run *run, struct kom_summary *s) {
    int64_t type = 0;
    s->kind = KOM_SUMMARY_FIGURES;
    kom_run_mode(run, "without --count");
    enum kom_status status = read_values(run, s);
    if (!status)
        status = read_stats(run, s);
    if (status)
        return status;
    read_list(run, KOM_OPT_margins, &s->margins, &s->n_margins);
    read_level(run, s);
    if (kom_run_whole(run, KOM_OPT_quantile_type, 0, 9, 0, &type))
        return run->failed;
    s->quantile_type = (int)type;
    s->weight = kom_run_text(run, KOM_OPT_weight, NULL);
    s->time = kom_run_text(run, KOM_OPT_time, NULL);
    return kom_summary_check(s, &run->err);
}

static enum kom_status read_shares(struct kom_run *run, struct kom_summary *s) {
    s->kind = KOM_SUMMARY_SHARES;
    s->of = kom_run_text(run, KOM_OPT_of, NULL);
    kom_run_mode(run, "beside --count");
    if (!s->of)
        return kom_run_usage(run, KOM_OPT_count,
                             "needs --of, the column it is a share of, or --exposure, for a rate; "
                             "or is COL=VALUE, the share of a value");
    read_list(run, KOM_OPT_margins, &s->margins, &s->n_margins);
    return read_level(run, s)
               ? run->failed
               : kom_ci_kind_parse(kom_run_text(run, KOM_OPT_ci, "exact"), &s->ci, &run->err);
}

/* Each kind of run reads the options that it has a use for. */
static enum kom_status read_kind(struct kom_run *run, struct kom_summary *s) {
    enum kom_status status = read_list(run, KOM_OPT_by, &s->by, &s->n_by);
    s->count = kom_run_text(run, KOM_OPT_count, NULL);
    if (status || s->count)
        return status ? status : read_shares(run, s);
    s->between = kom_run_text(run, KOM_OPT_between, NULL);
    if (!s->between)
        return read_figures(run, s);
    s->kind = KOM_SUMMARY_BETWEEN;
    kom_run_mode(run, "beside --between");
    return read_values(run, s);
}

static void say_notes(struct kom_run *run, const struct kom_summary_job *job) {
    char text[400];
    for (int i = 0; i < KOM_SUMMARY_N_NOTES; i++)
        if (kom_summary_note(&job->crew, &job->notes, i, text, sizeof text))
            kom_run_warn(run, "%s", text);
}

static enum kom_status summarize(struct kom_run *run, struct kom_summary *s) {
    struct kom_summary_job job = {.plan = s, .arena = &run->arena};
    struct kom_extract x = {0};
    enum kom_status status = kom_run_open(run, "rows", &x);
    if (!status)
        status = kom_run_method(run, &x, &kom_summary_method, &job);
    if (!status && kom_run_has_result(run))
        say_notes(run, &job);
    kom_summary_crew_fini(&job.crew);
    kom_extract_close(&x);
    return status;
}

static enum kom_status run_sum(struct kom_run *run) {
    if (kom_run_has(run, KOM_OPT_table1))
        return kom_sum_table1(run);
    if (kom_sum_is_survey(run))
        return kom_sum_survey(run);
    struct kom_summary s = {.ci = KOM_CI_EXACT};
    struct kom_by_tables tables = {0};
    kom_stat_init();
    s.lines = &tables.unmatched.lines;
    enum kom_status status = read_kind(run, &s);
    if (!status)
        status = kom_run_memory(run, &s.max_memory, &s.folder);
    if (!status)
        status = kom_run_by_tables(run, &tables, &s.lookup);
    if (!status)
        status = summarize(run, &s);
    kom_run_warn_lines(run, kom_buf_view(&tables.unmatched.lines));
    kom_by_tables_fini(&tables);
    return status;
}

extern const struct kom_tool kom_tool_sum;
static const struct kom_option_words words[] = {{KOM_OPT_stats, kom_stat_word, NULL},
                                                {KOM_OPT_END, NULL, NULL}};

const struct kom_tool kom_tool_sum = {
    .name = "sum",
    .sentence = "summary statistics by group",
    .synopsis = "--value COL,... [--by COL,...] [--stats NAME,...] [FILE]...",
    .options = options,
    .words = words,
    .writes = writes,
    .see_also = "kom-uptake, kom-diff, kom-table",
    .run = run_sum,
};
