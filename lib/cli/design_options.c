/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of a sample with a design, and the table of replicate factors. */
#include "design_options.h"

enum kom_status kom_run_design(struct kom_run *run, struct kom_frame *factors,
                               struct kom_design_request *request,
                               struct kom_design_replicates *replicates) {
    struct kom_list list;
    *replicates = (struct kom_design_replicates){0};
    *request = (struct kom_design_request){
        .weight = kom_run_text(run, KOM_OPT_weight, NULL),
        .cluster = kom_run_text(run, KOM_OPT_cluster, NULL),
        .strata = kom_run_text(run, KOM_OPT_sample_strata, NULL),
        .fpc = kom_run_text(run, KOM_OPT_fpc, NULL),
    };
    enum kom_status status = kom_run_list(run, KOM_OPT_replicate_weights, &list);
    request->replicates = list.item;
    request->n_replicates = list.n;
    if (!status && kom_run_has(run, KOM_OPT_replicate_factors))
        request->factors = factors;
    if (!status)
        status = kom_design_check(request, &run->err);
    if (!status && request->factors)
        status = kom_run_load_side(run, KOM_OPT_replicate_factors, factors);
    return status ? status
                  : kom_design_replicates_read(request, &run->arena, replicates, &run->err);
}

void kom_run_design_warn(struct kom_run *run, const struct kom_design_request *request) {
    const bool is_sample = request->weight || request->cluster || request->strata || request->fpc;
    const char *filter = kom_run_filter(run, request->strata, false);
    if (filter && is_sample && !request->n_replicates)
        kom_run_warn(run,
                     "--%s: the rows left out are then in no sample; a group of a larger sample "
                     "has the error of all of it: leave --%s out and give --by COL",
                     filter, filter);
}
