/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom-did: difference in differences, from a panel with a control group. */
#include <string.h>

#include "by_options.h"
#include "did/did.h"

static const char label[] = "rows"; /* of the main input, in the closing line */

static const struct kom_tool_option options[] = {
    {KOM_OPT_value, NULL, "what is measured (default value)"},
    {KOM_OPT_treated, NULL,
     "the unit's first treated period (empty, 0 or after the last period: never); of ols a "
     "regressor"},
    {KOM_OPT_participation, NULL, "each unit's start, from column start (empty: never)"},
    {KOM_OPT_unit, NULL, NULL},
    {KOM_OPT_time, NULL, NULL},
    {KOM_OPT_by, NULL, "groups, a panel each (default none)"},
    {KOM_OPT_municipalities, NULL, NULL},
    {KOM_OPT_networks, NULL, NULL},
    {KOM_OPT_overlap, NULL, NULL},
    {KOM_OPT_unmatched, NULL, NULL},
    {KOM_OPT_method, "collapse|twfe|event|ols", "how the estimate is made (default collapse)"},
    {KOM_OPT_covariates, NULL, NULL},
    {KOM_OPT_no_intercept, NULL, NULL},
    {KOM_OPT_weight, NULL, "weights of the rows"},
    {KOM_OPT_vcov, NULL, NULL},
    {KOM_OPT_cluster, "COL[,COL]",
     "rows of one cluster are not independent (twfe, event: the unit)"},
    {KOM_OPT_ssc, NULL, NULL},
    {KOM_OPT_test, NULL, NULL},
    {KOM_OPT_alternative, NULL, NULL},
    {KOM_OPT_wild, NULL, NULL},
    {KOM_OPT_draws, NULL, NULL},
    {KOM_OPT_strata, NULL, NULL},
    {KOM_OPT_unbalanced, NULL, NULL},
    {KOM_OPT_control, NULL, NULL},
    {KOM_OPT_seed, NULL, "seed of all random draws (default 1)"},
    {KOM_OPT_design, NULL, NULL},
    {KOM_OPT_level, NULL, NULL},
    {KOM_OPT_END, NULL, NULL},
};

static const struct kom_tool_output writes[] = {
    {NULL, kom_did_columns},
    {"--design", kom_did_design_columns},
    {NULL, NULL},
};

static void lists_read(struct kom_run *run, struct kom_did_request *request) {
    struct kom_list by, values, covariates, cluster;
    kom_run_list(run, KOM_OPT_by, &by);
    kom_run_list_or(run, KOM_OPT_value, "value", &values);
    kom_run_list(run, KOM_OPT_covariates, &covariates);
    kom_run_list(run, KOM_OPT_cluster, &cluster);
    request->by = by.item;
    request->n_by = by.n;
    request->values = values.item;
    request->n_values = values.n;
    request->covariates = covariates.item;
    request->n_covariates = covariates.n;
    request->cluster = cluster.item;
    request->n_cluster = cluster.n;
}

static enum kom_status words_read(struct kom_run *run, struct kom_did_request *request) {
    enum kom_status status = kom_did_method_parse(kom_run_text(run, KOM_OPT_method, "collapse"),
                                                  &request->method, &run->err);
    if (!status && kom_run_has(run, KOM_OPT_test))
        status = kom_did_test_parse(kom_run_text(run, KOM_OPT_test, ""), &request->test, &run->err);
    if (!status)
        status = kom_did_alternative_parse(kom_run_text(run, KOM_OPT_alternative, "two-sided"),
                                           &request->alternative, &run->err);
    return status;
}

static enum kom_status request_read(struct kom_run *run, struct kom_did_request *request) {
    int64_t seed = 1;
    *request = (struct kom_did_request){
        .unit = kom_run_text(run, KOM_OPT_unit, NULL),
        .time = kom_run_text(run, KOM_OPT_time, NULL),
        .treated = kom_run_text(run, KOM_OPT_treated, NULL),
        .weight = kom_run_text(run, KOM_OPT_weight, NULL),
        .strata = kom_run_text(run, KOM_OPT_strata, NULL),
        .vcov = kom_run_text(run, KOM_OPT_vcov, NULL),
        .ssc = kom_run_text(run, KOM_OPT_ssc, NULL),
        .wild = kom_run_text(run, KOM_OPT_wild, NULL),
        .unbalanced = kom_run_text(run, KOM_OPT_unbalanced, NULL),
        .control = kom_run_text(run, KOM_OPT_control, NULL),
        .no_intercept = kom_run_has(run, KOM_OPT_no_intercept),
        .wants_design = kom_run_has(run, KOM_OPT_design),
        .has_seed = kom_run_has(run, KOM_OPT_seed),
        .skips_bad_rows = run->reading.skip_bad_rows,
    };
    lists_read(run, request);
    if (!run->failed)
        run->failed = words_read(run, request);
    kom_run_whole(run, KOM_OPT_draws, 1, 10000000, 0, &request->draws);
    kom_run_whole(run, KOM_OPT_seed, 0, INT64_MAX, 1, &seed);
    request->seed = (uint64_t)seed;
    request->level = 0.95;
    if (!request->wants_design)
        kom_run_share(run, KOM_OPT_level, 0.95, &request->level);
    return run->failed;
}

static enum kom_status count_rows(struct kom_run *run, const struct kom_frame *frame,
                                  const struct kom_did *did) {
    const char *names[KOM_DID_REASONS];
    for (int reason = 0; reason < KOM_DID_REASONS; reason++)
        names[reason] = kom_did_reason_text((enum kom_did_reason)reason);
    return kom_run_unused(run, label, frame, did->reason, names, KOM_DID_REASONS);
}

static enum kom_status write_rows(struct kom_run *run, const struct kom_did *did) {
    struct kom_buf buf = {0};
    if (kom_run_has(run, KOM_OPT_design))
        kom_did_write_design(did, &buf);
    else
        kom_did_write(did, &buf);
    enum kom_status status = buf.failed ? kom_no_memory(&run->err) : kom_run_write(run, &buf);
    kom_buf_fini(&buf);
    return status;
}

static enum kom_status run_did(struct kom_run *run) {
    struct kom_did_request request;
    struct kom_frame frame = {0}, participation = {0};
    struct kom_by_tables tables = {0};
    struct kom_did did = {0};
    enum kom_status status = request_read(run, &request);
    if (!status && kom_run_has(run, KOM_OPT_participation)) {
        request.participation = &participation;
        status = kom_run_load_side(run, KOM_OPT_participation, &participation);
    }
    request.unmatched = &tables.unmatched;
    if (!status)
        status = kom_did_check(&request, &run->err);
    if (!status)
        status = kom_run_by_tables(run, &tables, &request.lookup);
    const size_t n_typed = kom_did_typed(&request, NULL, 0);
    struct kom_typed_column *typed = kom_arena_take(&run->arena, (n_typed + 1) * sizeof *typed);
    if (!status)
        status =
            kom_run_load_typed(run, label, &frame, typed, kom_did_typed(&request, typed, n_typed));
    if (!status)
        status = kom_did_make(&did, &frame, &request, &run->err);
    kom_run_warn_lines(run, kom_buf_view(&tables.unmatched.lines));
    kom_run_warn_beyond(run, did.n_beyond);
    if (!status)
        status = count_rows(run, &frame, &did);
    if (!status)
        status = write_rows(run, &did);
    kom_did_fini(&did);
    kom_frame_fini(&frame);
    kom_frame_fini(&participation);
    kom_by_tables_fini(&tables);
    return status;
}

extern const struct kom_tool kom_tool_did;
const struct kom_tool kom_tool_did = {
    .name = "did",
    .sentence = "difference in differences, with control units",
    .synopsis = "--value COL --treated COL [--method NAME] [FILE]...",
    .options = options,
    .writes = writes,
    .see_also = "kom-diff, kom-uptake, kom-table",
    .run = run_did,
};
