/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom-scale: questionnaires: items to scores, and how they were answered. */
#include "scale/scale.h"

#include "tools.h"

static const struct kom_tool_option options[] = {
    {KOM_OPT_codebook, NULL, NULL},
    {KOM_OPT_answer_labels, NULL, NULL},
    {KOM_OPT_items, NULL, NULL},
    {KOM_OPT_keep, NULL,
     "columns written beside the scores (default: kom, area, role, institution and weight, where "
     "they are there)"},
    {KOM_OPT_answered, NULL, NULL},
    {KOM_OPT_rescale, NULL, NULL},
    {KOM_OPT_END, NULL, NULL},
};

static const struct kom_tool_column reads[] = {
    {"respondent", "text", "pseudonym of who answers; once a wave"},
    {"wave", "text", "which round it is; without it there is one"},
    {"ITEM...", "text", "a column for each item: an answer from lowest to highest, or no answer"},
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
    {NULL, NULL},
};

struct scale {
    struct kom_run *run;
    struct kom_scale_request ask;
    struct kom_frame codebook, labels;
    struct kom_scale *s;
};

static enum kom_status read_list(struct kom_run *run, enum kom_opt id, struct kom_scale_list *out) {
    struct kom_list list;
    enum kom_status status = kom_run_list(run, id, &list);
    *out = (struct kom_scale_list){list.item, list.n};
    return status;
}

/* A share of items, as it was written: above 0, and 1 for all of them. */
static enum kom_status read_part(struct kom_run *run, enum kom_opt id, const char *fallback,
                                 struct kom_num *part) {
    const char *text = kom_run_text(run, id, fallback);
    if (kom_num_parse(kom_text_of(text), (struct kom_num_form){'.', '\0'}, part) &&
        part->is_exact && part->mantissa > 0 && kom_num_double(part) <= 1)
        return KOM_OK;
    return kom_run_usage(run, id, "\"%s\" is no share above 0 and at most 1, such as %s", text,
                         fallback);
}

static enum kom_status read_request(struct scale *c) {
    struct kom_run *run = c->run;
    if (!kom_run_has(run, KOM_OPT_codebook))
        return kom_run_usage(run, KOM_OPT_codebook,
                             "name the file that says which item belongs to which scale");
    enum kom_status status = read_list(run, KOM_OPT_items, &c->ask.items);
    status = status ? status : read_list(run, KOM_OPT_keep, &c->ask.carried);
    status = status ? status : read_part(run, KOM_OPT_answered, "0.5", &c->ask.answered);
    c->ask.has_carried = kom_run_has(run, KOM_OPT_keep);
    c->ask.is_rescaled = kom_run_has(run, KOM_OPT_rescale);
    if (!status && kom_run_has(run, KOM_OPT_items) && c->ask.items.n == 0)
        status = kom_run_usage(run, KOM_OPT_items, "name at least one column");
    return status;
}

static enum kom_status load_tables(struct scale *c) {
    c->ask.codebook = &c->codebook;
    enum kom_status status = kom_run_load_side(c->run, KOM_OPT_codebook, &c->codebook);
    if (status || !kom_run_has(c->run, KOM_OPT_answer_labels))
        return status;
    c->ask.labels = &c->labels;
    return kom_run_load_side(c->run, KOM_OPT_answer_labels, &c->labels);
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
    enum kom_status status = kom_run_open(c->run, "responses", &x);
    status = status ? status : kom_scale_ask(c->s, &x, &c->run->err);
    status = status ? status : write_header(c);
    status = status ? status : kom_run_method(c->run, &x, kom_scale_method(c->s), c->s);
    kom_extract_close(&x);
    return status;
}

static enum kom_status run_scale(struct kom_run *run) {
    struct scale c = {.run = run};
    enum kom_status status = read_request(&c);
    status = status ? status : load_tables(&c);
    status = status ? status : kom_scale_new(&c.s, &c.ask, &run->err);
    status = status ? status : make_table(&c);
    kom_scale_free(c.s);
    kom_frame_fini(&c.codebook);
    kom_frame_fini(&c.labels);
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
