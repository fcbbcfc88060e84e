/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom-scale: questionnaires: items to scores, and how they were answered. */
#include "scale/scale.h"

#include "kom/dist.h"
#include "scale/request.h"
#include "tools.h"

static const struct kom_tool_option options[] = {
    {KOM_OPT_table, "scores|items|reliability|response",
     "scores of respondents (default), answers to items, how well the items of a scale agree, or "
     "how many of a frame responded"},
    {KOM_OPT_codebook, NULL, NULL},
    {KOM_OPT_answer_labels, NULL, NULL},
    {KOM_OPT_items, NULL, NULL},
    {KOM_OPT_wave, NULL, NULL},
    {KOM_OPT_keep, NULL,
     "columns written beside the scores (default: kom, area, role, institution and weight, where "
     "they are there)"},
    {KOM_OPT_answered, NULL, NULL},
    {KOM_OPT_rescale, NULL, NULL},
    {KOM_OPT_by, NULL, "groups of the tables that count (default none)"},
    {KOM_OPT_top, NULL, NULL},
    {KOM_OPT_weight, NULL, "sampling weights of the respondents, for the table of items"},
    {KOM_OPT_cluster, NULL,
     "respondents of one cluster are not independent, for the table of items"},
    {KOM_OPT_use, NULL, NULL},
    {KOM_OPT_level, NULL, NULL},
    {KOM_OPT_frame, NULL, NULL},
    {KOM_OPT_complete, NULL, NULL},
    {KOM_OPT_compare_frame, NULL, NULL},
    {KOM_OPT_END, NULL, NULL},
};

static const struct kom_tool_column reads[] = {
    {"respondent", "text", "pseudonym of who answers; once a wave"},
    {"wave", "text", "which round it is; without it there is one"},
    {"ITEM...", "text", "a column for each item: an answer from lowest to highest, or no answer"},
    {"item, answer", "text", "or an answer a row: which item, and what was answered"},
    {"kom, area, role, institution, weight", "text", "carried along with the scores"},
    {NULL, NULL, NULL},
};

static const struct kom_output_column scores[] = {
    {"respondent", "text", "who answers", kom_output_text, 0, NULL},
    {"wave", "text", "the round; blank where the input has none", kom_output_text, 0, NULL},
    {"COL...", "text", "the columns of --keep", kom_output_text, 0, NULL},
    {"SCALE", "number",
     "for each scale: the mean of the items answered, reversed ones turned round; blank where too "
     "few are",
     kom_output_text, 0, NULL},
    {"SCALE_items", "number", "how many of its items are answered", kom_output_text, 0, NULL},
    {0},
};

static const struct kom_tool_output writes[] = {
    {NULL, scores},
    {"--table items", kom_scale_item_columns},
    {"--table reliability", kom_scale_reliability_columns},
    {"--table response", kom_scale_response_columns},
    {"--compare-frame", kom_scale_compare_columns},
    {NULL, NULL},
};

struct scale {
    struct kom_run *run;
    struct kom_scale_request ask;
    struct kom_frame codebook, labels, frame;
    struct kom_scale *s;
};

static enum kom_status load_tables(struct scale *c) {
    c->ask.codebook = &c->codebook;
    enum kom_status status = kom_run_load_side(c->run, KOM_OPT_codebook, &c->codebook);
    if (!status && kom_run_has(c->run, KOM_OPT_answer_labels)) {
        c->ask.labels = &c->labels;
        status = kom_run_load_side(c->run, KOM_OPT_answer_labels, &c->labels);
    }
    if (status || c->ask.table < KOM_SCALE_RESPONSE)
        return status;
    c->ask.frame = &c->frame;
    return kom_run_load_side(c->run, KOM_OPT_frame, &c->frame);
}

static enum kom_status write_header(struct scale *c) {
    struct kom_buf header = {0};
    kom_scale_header(c->s, &header);
    enum kom_status status = kom_run_flush(c->run, &header);
    kom_buf_fini(&header);
    return status;
}

static enum kom_status make_table(struct scale *c) {
    struct kom_extract x = {0};
    struct kom_buf text = {0};
    enum kom_status status = kom_run_open(c->run, "responses", &x);
    status = status ? status : kom_scale_ask(c->s, &x, &c->run->err);
    if (!status && kom_scale_is_streaming(c->s))
        status = write_header(c);
    status = status ? status : kom_run_method(c->run, &x, kom_scale_method(c->s), c->s);
    for (int i = 0; i < KOM_SCALE_N_NOTES && !status; i++)
        if (kom_scale_note(c->s, i, &text))
            kom_run_warn(c->run, "%.*s", (int)text.n, text.p);
    kom_buf_fini(&text);
    kom_extract_close(&x);
    return status;
}

static enum kom_status run_scale(struct kom_run *run) {
    struct scale c = {.run = run};
    kom_stat_init();
    enum kom_status status = kom_scale_read_request(run, &c.ask);
    status = status ? status : load_tables(&c);
    status = status ? status : kom_scale_new(&c.s, &c.ask, &run->err);
    status = status ? status : make_table(&c);
    kom_scale_free(c.s);
    kom_frame_fini(&c.codebook);
    kom_frame_fini(&c.labels);
    kom_frame_fini(&c.frame);
    return status;
}

extern const struct kom_tool kom_tool_scale;
const struct kom_tool kom_tool_scale = {
    .name = "scale",
    .sentence = "questionnaires: items to scores, and how they were answered",
    .synopsis = "--codebook FILE [--items COL,...] [FILE]...",
    .options = options,
    .reads = reads,
    .writes = writes,
    .see_also = "kom-diff, kom-did, kom-sum, kom-table",
    .run = run_scale,
};
