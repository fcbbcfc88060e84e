/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom-diff of a sample with a design: options to the request. */
#include "diff/design.h"

#include <string.h>

/* COL=VALUE, where nothing says that the whole is the name of a column of counts. */
static enum kom_status read_value(struct kom_run *run, struct kom_diff_request *request) {
    const bool is_name =
        request->of || request->exposure || request->method == KOM_DIFF_MCNEMAR || !request->count;
    const char *equal = is_name ? NULL : strchr(request->count, '=');
    if (!equal)
        return KOM_OK;
    if (equal == request->count || !equal[1])
        return kom_run_usage(run, KOM_OPT_count, "\"%s\" is not COL=VALUE", request->count);
    request->count_value = equal + 1;
    request->count = kom_arena_copy(&run->arena, request->count, (size_t)(equal - request->count));
    return request->count ? KOM_OK : kom_no_memory(&run->err);
}

enum kom_status kom_diff_sample_read(struct kom_run *run, struct kom_diff_sample *sample,
                                     struct kom_diff_request *request) {
    enum kom_design_ci_kind ci = KOM_DESIGN_BETA;
    enum kom_status status =
        kom_run_design(run, &sample->factors, &sample->design, &sample->replicates);
    if (!status)
        status = read_value(run, request);
    const bool is_sample = kom_design_is_drawn(&sample->design) || request->count_value ||
                           request->method == KOM_DIFF_DESIGN;
    if (status || !is_sample)
        return status;
    request->design = &sample->design;
    request->replicates = &sample->replicates;
    if (!request->exposure && request->n_values == 0) /* shares */
        status = kom_design_ci_parse(kom_run_text(run, KOM_OPT_ci, "beta"), &ci, &run->err);
    request->uses_logit = ci == KOM_DESIGN_LOGIT;
    return status;
}
