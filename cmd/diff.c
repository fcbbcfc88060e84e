/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom-diff: before and after, as means, shares or rates, with what separates them. */
#include <string.h>

#include "by_options.h"
#include "diff.h"

static const char label[] = "rows"; /* of the main input, in the closing line */

static const struct kom_tool_option options[] = {
    {KOM_OPT_value, NULL, "means of these columns"},
    {KOM_OPT_count, NULL, "events, with --of or --exposure"},
    {KOM_OPT_of, NULL, "persons: --count is a share of them"},
    {KOM_OPT_exposure, NULL, "exposure: --count is a rate of it"},
    {KOM_OPT_by, NULL, "groups (default kom); '' means none"},
    {KOM_OPT_municipalities, NULL, NULL},
    {KOM_OPT_networks, NULL, NULL},
    {KOM_OPT_overlap, NULL, NULL},
    {KOM_OPT_at, NULL, NULL},
    {KOM_OPT_participation, NULL, "each unit's own start, from column start"},
    {KOM_OPT_phase, NULL, NULL},
    {KOM_OPT_skip, NULL, NULL},
    {KOM_OPT_window, NULL, NULL},
    {KOM_OPT_method, "welch|paired|cluster|wilcoxon|permutation|newcombe|mn|exact|mcnemar|midp",
     "means: welch (default), paired, cluster, wilcoxon, permutation; shares: newcombe (default), "
     "mn, exact, mcnemar; rates: exact (default), midp"},
    {KOM_OPT_id, NULL, "the same person or unit on both sides: linked by it, else warned of"},
    {KOM_OPT_match, NULL, NULL},
    {KOM_OPT_cluster, NULL, "rows of one cluster are not independent: method cluster"},
    {KOM_OPT_se, NULL, "for a series, one row a period: adds the changes of level and slope"},
    {KOM_OPT_contrast, NULL, NULL},
    {KOM_OPT_equivalence, NULL, NULL},
    {KOM_OPT_draws, NULL,
     "permutations drawn where more than 5 million are possible (default 9999)"},
    {KOM_OPT_seed, NULL, "seed of these draws (default 1)"},
    {KOM_OPT_unit, NULL,
     "unit of --participation; paired without --id, clustered without --cluster (default kom)"},
    {KOM_OPT_time, NULL, NULL},
    {KOM_OPT_weight, NULL, "analytic weights of the rows, for means"},
    {KOM_OPT_level, NULL, NULL},
    {KOM_OPT_measured_after, NULL, "by-columns that were measured after the start: warned of"},
    {KOM_OPT_END, NULL, NULL},
};

static const struct kom_tool_column writes[] = {
    {"measure", "text", "the column, or COUNT/OF, COUNT/EXPOSURE"},
    {"term", "text",
     "difference (after minus before), ratio (after over before), level, slope, or contrast"},
    {"n", "number", "observations behind the estimate: rows, pairs or persons"},
    {"estimate", "number", "blank where the data cannot carry it"},
    {"std_error", "number", "of the difference; of the logarithm of a ratio"},
    {"conf_low", "number", "lower end of the interval"},
    {"conf_high", "number", "upper end of the interval; blank also when it is infinite"},
    {"statistic", "number", "t; z of shares; W or V of ranks"},
    {"df", "number", "degrees of freedom of t"},
    {"p_value", "number", "two-sided, of no difference"},
    {"method", "text", "what was done"},
    {"warning", "text", "why figures are blank, and what to beware of, joined by `; '"},
    {"scale", "text", "what the interval was built on: difference, ratio or log"},
    {"n_before", "number", "rows, pairs or persons before"},
    {"mean_before", "number", "mean, share or rate before"},
    {"sd_before", "number", "standard deviation before, of means"},
    {"n_after", "number", "rows, pairs or persons after"},
    {"mean_after", "number", "mean, share or rate after"},
    {"sd_after", "number", "standard deviation after, of means"},
    {"count_before", "number", "events before, of shares and rates"},
    {"count_after", "number", "events after, of shares and rates"},
    {"exposure_before", "number", "exposure before, of rates"},
    {"exposure_after", "number", "exposure after, of rates"},
    {"hedges_g", "number", "difference in pooled standard deviations, unbiased; of means"},
    {"hedges_g_low", "number", "lower end of its interval; of independent rows"},
    {"hedges_g_high", "number", "upper end of its interval"},
    {"unlinked_before", "number", "ids that are before only, of linked methods"},
    {"unlinked_after", "number", "ids that are after only"},
    {"clusters", "number", "clusters, of method cluster"},
    {"draws", "text", "permutations drawn, or `enumerated'"},
    {"seed", "number", "seed of these draws"},
    {"p_min", "number", "smallest p-value these data could have given by permutation"},
    {"equivalence_margin", "number", "MARGIN of --equivalence"},
    {"p_equivalence", "number", "larger p-value of the two one-sided tests"},
    {"conf_level", "number", "level of the interval"},
    {NULL, NULL, NULL},
};

/* COL[=BEFORE,AFTER] */
static enum kom_status phase_read(struct kom_run *run, struct kom_diff_request *request) {
    const char *text = kom_run_text(run, KOM_OPT_phase, "");
    const char *equal = strchr(text, '='), *comma = equal ? strchr(equal, ',') : NULL;
    request->sides = KOM_DIFF_PHASE;
    request->phase =
        kom_arena_copy(&run->arena, text, equal ? (size_t)(equal - text) : strlen(text));
    request->before = "before";
    request->after = "after";
    if (equal) {
        if (!comma || comma == equal + 1 || !comma[1] || strchr(comma + 1, ','))
            return kom_run_usage(run, KOM_OPT_phase, "\"%s\" is not COL=BEFORE,AFTER", text);
        request->before = kom_arena_copy(&run->arena, equal + 1, (size_t)(comma - equal - 1));
        request->after = comma + 1;
    }
    if (!request->phase || !request->before)
        return kom_fail(&run->err, KOM_ENOMEM, "memory ran out");
    return KOM_OK;
}

/* Exactly one way of naming the sides. */
static enum kom_status sides_read(struct kom_run *run, struct kom_diff_request *request) {
    int n = kom_run_has(run, KOM_OPT_at) + kom_run_has(run, KOM_OPT_participation) +
            kom_run_has(run, KOM_OPT_phase);
    if (n != 1)
        return kom_fail(&run->err, KOM_EUSAGE,
                        "%s of --at DATE, --participation FILE and --phase COL tell before from "
                        "after; give one",
                        n ? "several" : "none");
    if (kom_run_has(run, KOM_OPT_phase))
        return phase_read(run, request);
    request->sides = kom_run_has(run, KOM_OPT_at) ? KOM_DIFF_AT : KOM_DIFF_PARTICIPATION;
    return kom_run_day(run, KOM_OPT_at, false, &request->at);
}

static enum kom_status lists_read(struct kom_run *run, struct kom_diff_request *request) {
    static const char *const kom[] = {"kom"};
    struct kom_list by, values, after;
    enum kom_status status = kom_run_list(run, KOM_OPT_by, &by);
    if (status == KOM_OK)
        status = kom_run_list(run, KOM_OPT_value, &values);
    if (status == KOM_OK)
        status = kom_run_list(run, KOM_OPT_measured_after, &after);
    if (status != KOM_OK)
        return status;
    request->by = kom_run_has(run, KOM_OPT_by) ? by.item : kom;
    request->n_by = kom_run_has(run, KOM_OPT_by) ? by.n : 1;
    request->values = values.item;
    request->n_values = values.n;
    request->measured_after = after.item;
    request->n_measured_after = after.n;
    return KOM_OK;
}

/* The numbers, and that those of draws are not given to a method that makes none. */
static enum kom_status numbers_read(struct kom_run *run, struct kom_diff_request *request) {
    int64_t draws = 0, seed = 1;
    enum kom_status status = kom_run_whole(run, KOM_OPT_skip, 0, INT32_MAX, 0, &request->skip);
    if (status == KOM_OK)
        status = kom_run_whole(run, KOM_OPT_window, 1, INT32_MAX, 0, &request->window);
    if (status == KOM_OK)
        status = kom_run_share(run, KOM_OPT_level, 0.95, &request->level);
    if (status == KOM_OK)
        status = kom_run_number(run, KOM_OPT_equivalence, 0.0, &request->margin);
    if (status == KOM_OK)
        status = kom_run_whole(run, KOM_OPT_draws, 1, 100000000, 0, &draws);
    if (status == KOM_OK)
        status = kom_run_whole(run, KOM_OPT_seed, 0, INT64_MAX, 1, &seed);
    request->draws = (uint64_t)draws;
    request->seed = (uint64_t)seed;
    if (status == KOM_OK && kom_run_has(run, KOM_OPT_seed) &&
        request->method != KOM_DIFF_PERMUTATION)
        return kom_run_usage(run, KOM_OPT_seed, "only --method permutation draws");
    return status;
}

static enum kom_status request_read(struct kom_run *run, struct kom_diff_request *request) {
    *request = (struct kom_diff_request){
        .unit = kom_run_text(run, KOM_OPT_unit, NULL),
        .time = kom_run_text(run, KOM_OPT_time, NULL),
        .id = kom_run_text(run, KOM_OPT_id, NULL),
        .weight = kom_run_text(run, KOM_OPT_weight, NULL),
        .cluster = kom_run_text(run, KOM_OPT_cluster, NULL),
        .contrast = kom_run_text(run, KOM_OPT_contrast, NULL),
        .by_season = kom_run_has(run, KOM_OPT_match),
        .is_series = kom_run_has(run, KOM_OPT_se),
        .has_margin = kom_run_has(run, KOM_OPT_equivalence),
        .count = kom_run_text(run, KOM_OPT_count, NULL),
        .of = kom_run_text(run, KOM_OPT_of, NULL),
        .exposure = kom_run_text(run, KOM_OPT_exposure, NULL),
        .skips_bad_rows = run->reading.skip_bad_rows,
    };
    enum kom_status status = lists_read(run, request);
    if (status == KOM_OK)
        status = sides_read(run, request);
    if (status == KOM_OK && kom_run_has(run, KOM_OPT_method))
        status = kom_diff_method_parse(kom_run_text(run, KOM_OPT_method, ""), &request->method,
                                       &run->err);
    if (status == KOM_OK)
        status = numbers_read(run, request);
    return status == KOM_OK ? kom_diff_check(request, &run->err) : status;
}

static enum kom_status count_rows(struct kom_run *run, const struct kom_frame *frame,
                                  const struct kom_diff *diff) {
    const char *names[KOM_DIFF_REASONS];
    for (int reason = 0; reason < KOM_DIFF_REASONS; reason++)
        names[reason] = kom_diff_reason_text((enum kom_diff_reason)reason);
    return kom_run_unused(run, label, frame, diff->reason, names, KOM_DIFF_REASONS);
}

static enum kom_status write_rows(struct kom_run *run, const struct kom_diff *diff) {
    struct kom_buf buf = {0};
    kom_diff_header(diff, &buf);
    for (size_t i = 0; i < diff->n_rows; i++)
        kom_diff_write(diff, &diff->rows[i], &buf);
    enum kom_status status =
        buf.failed ? kom_fail(&run->err, KOM_ENOMEM, "memory ran out") : kom_run_write(run, &buf);
    kom_buf_fini(&buf);
    return status;
}

static enum kom_status run_diff(struct kom_run *run) {
    struct kom_diff_request request;
    struct kom_frame frame = {0}, participation = {0};
    struct kom_by_tables tables = {0};
    struct kom_typed_column typed[64];
    struct kom_diff diff = {0};
    enum kom_status status = request_read(run, &request);
    if (status == KOM_OK && request.sides == KOM_DIFF_PARTICIPATION)
        status = kom_run_load_side(run, KOM_OPT_participation, &participation);
    request.participation = &participation;
    if (status == KOM_OK)
        status = kom_run_by_tables(run, &tables, &request.lookup);
    if (status == KOM_OK)
        status = kom_run_load_typed(run, label, &frame, typed, kom_diff_typed(&request, typed, 64));
    if (status == KOM_OK) {
        status = kom_diff_make(&diff, &frame, &request, &run->err);
        if (status == KOM_OK)
            status = count_rows(run, &frame, &diff);
    }
    if (status == KOM_OK)
        status = write_rows(run, &diff);
    kom_diff_fini(&diff);
    kom_frame_fini(&frame);
    kom_frame_fini(&participation);
    kom_by_tables_fini(&tables);
    return status;
}

extern const struct kom_tool kom_tool_diff;
const struct kom_tool kom_tool_diff = {
    .name = "diff",
    .sentence = "before/after differences with honest uncertainty",
    .synopsis = "--value COL,... --at DATE [--by COL,...] [FILE]...",
    .options = options,
    .writes = writes,
    .see_also = "kom-uptake, kom-sum, kom-table",
    .run = run_diff,
};
