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
    kom_run_design_warn(run, &sample->design);
    request->design = &sample->design;
    request->replicates = &sample->replicates;
    if (!request->exposure && request->n_values == 0) /* shares */
        status = kom_design_ci_parse(kom_run_text(run, KOM_OPT_ci, "beta"), &ci, &run->err);
    request->uses_logit = ci == KOM_DESIGN_LOGIT;
    return status;
}

void kom_diff_say_unseen(struct kom_run *run, const struct kom_diff *diff,
                         const struct kom_diff_request *request) {
    int64_t n = 0, count = 0;
    for (size_t i = 0; i < diff->n_rows && request->count_value; i++)
        for (int side = 0; side < 2; side++) {
            n += diff->rows[i].side[side].n;
            count += diff->rows[i].side[side].count;
        }
    if (n > 0 && count == 0)
        kom_run_warn(run, "--count: no row has the value \"%s\" in column \"%s\"",
                     request->count_value, request->count);
}
