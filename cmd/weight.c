/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom-weight: weights that make rows look like a frame or known totals. */
#include "weight/weight.h"

#include <string.h>

#include "tools.h"

static const struct kom_tool_option options[] = {
    {KOM_OPT_frame, NULL,
     "who the rows are to look like: a person a row, with a column respondent, or a group a row "
     "with the number n of its persons"},
    {KOM_OPT_known_totals, NULL, NULL},
    {KOM_OPT_rake, NULL, NULL},
    {KOM_OPT_post, NULL, NULL},
    {KOM_OPT_weight, NULL, "weights to start from (default: 1 for every row)"},
    {KOM_OPT_collapse, NULL, NULL},
    {KOM_OPT_trim, NULL, NULL},
    {KOM_OPT_rounds, NULL, NULL},
    {KOM_OPT_replicates, NULL, NULL},
    {KOM_OPT_cluster, NULL, "rows of one cluster are left out together (default: each row is one)"},
    {KOM_OPT_sample_strata, NULL, NULL},
    {KOM_OPT_write_factors, NULL, NULL},
    {KOM_OPT_END, NULL, NULL},
};

static const struct kom_tool_column reads[] = {
    {"COL...", "text", "whose categories are to add up: one a row"},
    {"COL", "number", "weights to start from, above 0"},
    {"COL, COL", "text", "cluster and stratum, by which the sample was drawn"},
    {NULL, NULL, NULL},
};

static const struct kom_tool_output writes[] = {
    {NULL, kom_weighing_columns},
    {NULL, NULL},
};

struct weight {
    struct kom_run *run;
    struct kom_weighing_request ask;
    struct kom_frame frame, totals;
    struct kom_weighing *s;
};

/* ---- what is asked ---- */

static enum kom_status read_list(struct kom_run *run, enum kom_opt id,
                                 struct kom_weighing_list *out) {
    struct kom_list list;
    enum kom_status status = kom_run_list(run, id, &list);
    *out = (struct kom_weighing_list){list.item, list.n};
    return status;
}

static enum kom_status read_trim(struct kom_run *run, struct kom_weighing_request *ask) {
    const struct kom_num_form form = {'.', '\0'};
    struct kom_num low, high;
    struct kom_list list;
    enum kom_status status = kom_run_list(run, KOM_OPT_trim, &list);
    ask->is_trimmed = kom_run_has(run, KOM_OPT_trim);
    if (status || !ask->is_trimmed)
        return status;
    const bool are_numbers = list.n == 2 && kom_num_parse(kom_text_of(list.item[0]), form, &low) &&
                             kom_num_parse(kom_text_of(list.item[1]), form, &high);
    ask->low = are_numbers ? kom_num_double(&low) : -1;
    ask->high = are_numbers ? kom_num_double(&high) : -1;
    if (ask->low >= 0 && ask->low < 1 && ask->high > 1)
        return KOM_OK;
    return kom_run_usage(run, KOM_OPT_trim,
                         "takes two multiples of the mean weight, one from 0 to below 1 and one "
                         "above 1, such as 0.3,3");
}

static enum kom_status read_replicates(struct kom_run *run, struct kom_weighing_request *ask) {
    ask->is_jackknife = kom_run_has(run, KOM_OPT_replicates);
    if (!ask->is_jackknife) {
        kom_run_mode(run, "without --replicates");
        return run->factors ? kom_run_usage(run, KOM_OPT_write_factors,
                                            "has no meaning without --replicates")
                            : KOM_OK;
    }
    ask->cluster = kom_run_text(run, KOM_OPT_cluster, NULL);
    ask->strata = kom_run_text(run, KOM_OPT_sample_strata, NULL);
    return KOM_OK;
}

static enum kom_status check(struct kom_run *run, const struct kom_weighing_request *ask) {
    const bool has_frame = kom_run_has(run, KOM_OPT_frame),
               has_totals = kom_run_has(run, KOM_OPT_known_totals);
    if (has_frame == has_totals)
        return kom_run_usage(run, KOM_OPT_frame,
                             has_frame ? "is one way and --known-totals another; give one of them"
                                       : "name the file the rows are to look like, or that of "
                                         "totals: --known-totals FILE");
    if (ask->rake.n == 0 && ask->post.n == 0)
        return kom_run_usage(run, KOM_OPT_rake,
                             "name the columns whose categories are to add up, each by itself, or "
                             "all combinations of columns: --post COL");
    if (has_totals && ask->rake.n && ask->post.n)
        return kom_run_usage(run, KOM_OPT_post,
                             "known totals are of one form beside --rake and of another beside "
                             "--post; give one of the two, or a --frame");
    return KOM_OK;
}

static enum kom_status read_request(struct kom_run *run, struct kom_weighing_request *ask) {
    int64_t rounds = KOM_WEIGHING_ROUNDS;
    enum kom_status status = read_list(run, KOM_OPT_rake, &ask->rake);
    status = status ? status : read_list(run, KOM_OPT_post, &ask->post);
    status = status ? status : read_list(run, KOM_OPT_collapse, &ask->collapse);
    status = status ? status : check(run, ask);
    status = status ? status : read_trim(run, ask);
    const size_t n_margins = ask->rake.n + (ask->post.n > 0);
    kom_run_mode(run, "beside one margin");
    if (!status && (n_margins > 1 || ask->is_trimmed)) /* one alone takes one round */
        status = kom_run_whole(run, KOM_OPT_rounds, 1, KOM_WEIGHING_ROUNDS_MAX, KOM_WEIGHING_ROUNDS,
                               &rounds);
    ask->rounds = (uint32_t)rounds;
    ask->weight = kom_run_text(run, KOM_OPT_weight, NULL);
    ask->kom_digits = run->reading.kom_digits;
    return status ? status : read_replicates(run, ask);
}

/* ---- the run ---- */

static enum kom_status load_table(struct weight *c) {
    const bool has_frame = kom_run_has(c->run, KOM_OPT_frame);
    c->ask.frame = has_frame ? &c->frame : NULL;
    c->ask.totals = has_frame ? NULL : &c->totals;
    return has_frame ? kom_run_load_side(c->run, KOM_OPT_frame, &c->frame)
                     : kom_run_load_side(c->run, KOM_OPT_known_totals, &c->totals);
}

static enum kom_status weigh(struct weight *c) {
    struct kom_extract x = {0};
    struct kom_buf text = {0};
    enum kom_status status = kom_run_open(c->run, "rows", &x);
    status = status ? status : kom_run_method(c->run, &x, &kom_weighing_method, c->s);
    for (int i = 0; i < KOM_WEIGHING_N_NOTES && !status; i++)
        if (kom_weighing_note(c->s, i, &text))
            kom_run_note(c->run, "%.*s", (int)text.n, text.p);
    if (!status && c->run->factors) {
        kom_buf_reset(&text);
        kom_weighing_factors(c->s, &text);
        status = text.failed ? kom_no_memory(&c->run->err)
                             : kom_sink_write(c->run->factors, kom_buf_view(&text), &c->run->err);
    }
    kom_buf_fini(&text);
    kom_extract_close(&x);
    return status;
}

static enum kom_status run_weight(struct kom_run *run) {
    struct weight c = {.run = run};
    enum kom_status status = read_request(run, &c.ask);
    status = status ? status : load_table(&c);
    if (!status) {
        status = kom_weighing_new(&c.s, &c.ask, &run->err);
        kom_run_warn_lines(run, kom_weighing_lines(c.s));
    }
    status = status ? status : weigh(&c);
    kom_weighing_free(c.s);
    kom_frame_fini(&c.frame);
    kom_frame_fini(&c.totals);
    return status;
}

extern const struct kom_tool kom_tool_weight;
const struct kom_tool kom_tool_weight = {
    .name = "weight",
    .sentence = "weights that make respondents look like a frame or known totals",
    .synopsis = "--frame FILE|--known-totals FILE --rake COL,...|--post COL,... [FILE]...",
    .options = options,
    .reads = reads,
    .writes = writes,
    .see_also = "kom-scale, kom-sum, kom-diff",
    .run = run_weight,
};
