/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom-diff: before and after, as means, shares or rates, with what separates them. */
#include <string.h>

#include "by_options.h"
#include "diff/design.h"
#include "diff/diff.h"
#include "diff/sides.h"

static const char label[] = "rows"; /* of the main input, in the closing line */

static const struct kom_tool_option options[] = {
    {KOM_OPT_value, NULL, "means of these columns"},
    {KOM_OPT_count, "COL|COL=VALUE", "events, with --of or --exposure; or the share of a value"},
    {KOM_OPT_of, NULL, "persons: --count is a share of them"},
    {KOM_OPT_exposure, NULL, "exposure: --count is a rate of it"},
    {KOM_OPT_by, NULL, "groups (default kom); '' means none"},
    {KOM_OPT_municipalities, NULL, NULL},
    {KOM_OPT_networks, NULL, NULL},
    {KOM_OPT_overlap, NULL, NULL},
    {KOM_OPT_unmatched, NULL, NULL},
    {KOM_OPT_at, NULL, NULL},
    {KOM_OPT_participation, NULL, "each unit's own start, from column start"},
    {KOM_OPT_phase, NULL, NULL},
    {KOM_OPT_skip, NULL, NULL},
    {KOM_OPT_window, NULL, NULL},
    {KOM_OPT_method,
     "welch|paired|cluster|wilcoxon|permutation|newcombe|mn|exact|mcnemar|midp|design",
     "means: welch (default), paired, cluster, wilcoxon, permutation; shares: newcombe (default), "
     "mn, exact, mcnemar; rates: exact (default), midp; of a sample: design"},
    {KOM_OPT_id, NULL, "the same person or unit on both sides: linked by it, else warned of"},
    {KOM_OPT_match, NULL, NULL},
    {KOM_OPT_cluster, NULL, "rows of one cluster are not independent: method cluster"},
    {KOM_OPT_sample_strata, NULL, NULL},
    {KOM_OPT_fpc, NULL, NULL},
    {KOM_OPT_replicate_weights, NULL, NULL},
    {KOM_OPT_replicate_factors, NULL, NULL},
    {KOM_OPT_ci, "beta|logit",
     "shares of a sample: the intervals that are put together (default beta)"},
    {KOM_OPT_se, NULL, "for a series, one row a period: adds the changes of level and slope"},
    {KOM_OPT_contrast, NULL, NULL},
    {KOM_OPT_equivalence, NULL, NULL},
    {KOM_OPT_draws, NULL,
     "permutations drawn where more than 5 million are possible (default 9999)"},
    {KOM_OPT_seed, NULL, "seed of these draws (default 1)"},
    {KOM_OPT_unit, NULL,
     "unit of --participation; paired without --id, clustered without --cluster (default kom)"},
    {KOM_OPT_time, NULL, NULL},
    {KOM_OPT_weight, NULL, "analytic weights of the rows, for means; of a sample sampling weights"},
    {KOM_OPT_level, NULL, NULL},
    {KOM_OPT_measured_after, NULL, "by-columns that were measured after the start: warned of"},
    {KOM_OPT_END, NULL, NULL},
};

static enum kom_status lists_read(struct kom_run *run, struct kom_diff_request *request) {
    static const enum kom_opt options_of[] = {KOM_OPT_by, KOM_OPT_value, KOM_OPT_measured_after};
    struct kom_list list[3];
    kom_run_list_or(run, KOM_OPT_by, "kom", &list[0]);
    for (size_t i = 1; i < 3; i++)
        kom_run_list(run, options_of[i], &list[i]);
    request->by = list[0].item;
    request->n_by = list[0].n;
    request->values = list[1].item;
    request->n_values = list[1].n;
    request->measured_after = list[2].item;
    request->n_measured_after = list[2].n;
    return run->failed;
}

static enum kom_status numbers_read(struct kom_run *run, struct kom_diff_request *request) {
    const struct {
        enum kom_opt option;
        int64_t min, max, fallback, *value;
    } whole[] = {
        {KOM_OPT_skip, 0, INT32_MAX, 0, &request->skip},
        {KOM_OPT_window, 1, INT32_MAX, 0, &request->window},
        {KOM_OPT_draws, 1, 100000000, 0, &request->draws},
        {KOM_OPT_seed, 0, INT64_MAX, 1, &request->seed},
    };
    kom_run_share(run, KOM_OPT_level, 0.95, &request->level);
    kom_run_number(run, KOM_OPT_equivalence, 0.0, &request->margin);
    for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++)
        kom_run_whole(run, whole[i].option, whole[i].min, whole[i].max, whole[i].fallback,
                      whole[i].value);
    return run->failed;
}

/* An option that has one word only, so far. */
static enum kom_status word_read(struct kom_run *run, enum kom_opt id, const char *word, bool *on) {
    const char *text = kom_run_text(run, id, NULL);
    *on = text != NULL;
    bool is_other = text && strcmp(text, word) != 0;
    return is_other ? kom_run_usage(run, id, "\"%s\" is not %s", text, word) : KOM_OK;
}

static enum kom_status request_read(struct kom_run *run, struct kom_diff_sample *sample,
                                    struct kom_diff_request *request) {
    *request = (struct kom_diff_request){
        .unit = kom_run_text(run, KOM_OPT_unit, NULL),
        .time = kom_run_text(run, KOM_OPT_time, NULL),
        .id = kom_run_text(run, KOM_OPT_id, NULL),
        .weight = kom_run_text(run, KOM_OPT_weight, NULL),
        .cluster = kom_run_text(run, KOM_OPT_cluster, NULL),
        .contrast = kom_run_text(run, KOM_OPT_contrast, NULL),
        .has_seed = kom_run_has(run, KOM_OPT_seed),
        .has_margin = kom_run_has(run, KOM_OPT_equivalence),
        .count = kom_run_text(run, KOM_OPT_count, NULL),
        .of = kom_run_text(run, KOM_OPT_of, NULL),
        .exposure = kom_run_text(run, KOM_OPT_exposure, NULL),
        .skips_bad_rows = run->reading.skip_bad_rows,
    };
    enum kom_status status = lists_read(run, request);
    if (!status)
        status = kom_diff_sides_read(run, request);
    const char *method = kom_run_text(run, KOM_OPT_method, NULL);
    if (!status && method)
        status = kom_diff_method_parse(method, &request->method, &run->err);
    if (!status)
        status = word_read(run, KOM_OPT_match, "season", &request->by_season);
    if (!status)
        status = word_read(run, KOM_OPT_se, "newey-west", &request->is_series);
    if (!status)
        status = numbers_read(run, request);
    if (!status)
        status = kom_diff_sample_read(run, sample, request);
    return status ? status : kom_diff_check(request, &run->err);
}

static enum kom_status make(struct kom_run *run, const struct kom_frame *frame,
                            struct kom_diff_request *request, struct kom_diff *diff) {
    const char *names[KOM_DIFF_REASONS];
    struct kom_progress progress;
    kom_run_progress(run, &progress, "exact intervals");
    request->n_threads = run->n_threads;
    request->progress = kom_progress_rows;
    request->progress_context = &progress;
    enum kom_status status = kom_diff_make(diff, frame, request, &run->err);
    kom_progress_end(&progress);
    kom_run_warn_beyond(run, diff->n_beyond);
    kom_run_warn_lines(run, kom_buf_view(&request->unmatched->lines));
    for (int reason = 0; reason < KOM_DIFF_REASONS; reason++)
        names[reason] = kom_diff_reason_text((enum kom_diff_reason)reason);
    return status ? status
                  : kom_run_unused(run, label, frame, diff->reason, names, KOM_DIFF_REASONS);
}

static enum kom_status write_rows(struct kom_run *run, const struct kom_diff *diff) {
    struct kom_buf buf = {0};
    kom_diff_write(diff, &buf);
    enum kom_status status = kom_run_write(run, &buf);
    kom_buf_fini(&buf);
    return status;
}

static enum kom_status run_diff(struct kom_run *run) {
    struct kom_diff_request request;
    struct kom_frame frame = {0}, participation = {0};
    struct kom_by_tables tables = {0};
    struct kom_diff diff = {0};
    struct kom_diff_sample sample = {.design = {.weight = NULL}};
    enum kom_status status = request_read(run, &sample, &request);
    if (!status && request.sides == KOM_DIFF_PARTICIPATION)
        status = kom_run_load_side(run, KOM_OPT_participation, &participation);
    request.participation = &participation;
    request.unmatched = &tables.unmatched;
    if (!status)
        status = kom_run_by_tables(run, &tables, &request.lookup);
    const size_t n_typed = kom_diff_typed(&request, NULL, 0);
    struct kom_typed_column *typed = kom_arena_take(&run->arena, (n_typed + 1) * sizeof *typed);
    if (!status)
        status =
            kom_run_load_typed(run, label, &frame, typed, kom_diff_typed(&request, typed, n_typed));
    if (!status)
        status = make(run, &frame, &request, &diff);
    if (!status)
        kom_diff_say_unseen(run, &diff, &request);
    if (!status)
        status = write_rows(run, &diff);
    kom_diff_fini(&diff);
    kom_frame_fini(&frame);
    kom_frame_fini(&participation);
    kom_frame_fini(&sample.factors);
    kom_by_tables_fini(&tables);
    return status;
}

extern const struct kom_tool kom_tool_diff;
const struct kom_tool kom_tool_diff = {
    .name = "diff",
    .sentence = "before/after differences with honest uncertainty",
    .synopsis = "--value COL,... --at DATE [--by COL,...] [FILE]...",
    .options = options,
    .writes = (const struct kom_tool_output[]){{NULL, kom_diff_columns}, {NULL, NULL}},
    .see_also = "kom-uptake, kom-sum, kom-table",
    .run = run_diff,
};
