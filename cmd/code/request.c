/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of kom-code as a request: each table reads those that it uses. */
#include "code/request.h"

#include <string.h>

static enum kom_status read_agreement(struct kom_run *run, struct kom_code_request *ask) {
    const char *measurement = kom_run_text(run, KOM_OPT_measurement, NULL);
    const char *weights = kom_run_text(run, KOM_OPT_kappa_weights, "none");
    int64_t seed = 1;
    enum kom_status status = kom_kappa_weights_parse(weights, &ask->weights, &run->err);
    if (!status)
        status = kom_measurement_parse(measurement ? measurement : "nominal", &ask->measurement,
                                       &run->err);
    ask->has_values = measurement || kom_run_has(run, KOM_OPT_kappa_weights);
    ask->plan.n_threads = run->n_threads;
    if (!status)
        status = kom_run_whole(run, KOM_OPT_draws, 1, 100000000, 9999, &ask->plan.draws);
    if (!status)
        status = kom_run_whole(run, KOM_OPT_seed, 0, INT64_MAX, 1, &seed);
    ask->plan.seed = status ? 0 : (uint64_t)seed;
    return status ? status : kom_run_share(run, KOM_OPT_level, 0.95, &ask->plan.level);
}

static enum kom_status read_by(struct kom_run *run, struct kom_code_request *ask) {
    struct kom_list by;
    enum kom_status status = kom_run_list(run, KOM_OPT_by, &by);
    ask->by = by.item;
    ask->n_by = by.n;
    return status;
}

static enum kom_status read_table(struct kom_run *run, struct kom_code_request *ask) {
    static const char *const words[] = {"counts", "pairs", "agreement"};
    static const char *const modes[] = {"with --table counts", "with --table pairs",
                                        "with --table agreement", "beside --quotes"};
    if (kom_run_has(run, KOM_OPT_quotes)) {
        ask->table = KOM_CODE_QUOTES;
    } else {
        const char *table = kom_run_text(run, KOM_OPT_table, "counts");
        for (int i = KOM_CODE_COUNTS; i <= KOM_CODE_AGREEMENT; i++)
            if (strcmp(table, words[i]) == 0)
                ask->table = (enum kom_code_table)i;
    }
    kom_run_mode(run, modes[ask->table]);
    if (ask->table == KOM_CODE_AGREEMENT)
        return read_agreement(run, ask);
    enum kom_status status = read_by(run, ask);
    if (!status && ask->table == KOM_CODE_COUNTS)
        status = kom_run_share(run, KOM_OPT_level, 0.95, &ask->plan.level);
    return status;
}

enum kom_status kom_code_read_request(struct kom_run *run, struct kom_code_request *ask) {
    enum kom_status status = read_table(run, ask);
    if (!status && ask->table != KOM_CODE_QUOTES && kom_run_has(run, KOM_OPT_merge_overlap)) {
        const char *text = kom_run_text(run, KOM_OPT_merge_overlap, "");
        struct kom_num share;
        if (!kom_num_parse(kom_text_of(text), (struct kom_num_form){'.', '\0'}, &share) ||
            !(kom_num_double(&share) > 0) || kom_num_double(&share) > 1)
            return kom_run_usage(run, KOM_OPT_merge_overlap,
                                 "\"%s\" is no share above 0 and at most 1, such as 0.5", text);
        ask->overlap = kom_num_double(&share);
    }
    return status;
}
