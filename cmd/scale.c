/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom-scale: questionnaires: items to scores, and how they were answered. */
#include "scale/scale.h"

#include <string.h>

#include "kom/dist.h"
#include "tools.h"

static const struct kom_tool_option options[] = {
    {KOM_OPT_table, "scores|items|reliability",
     "scores of respondents (default), answers to items, or how well the items of a scale agree"},
    {KOM_OPT_codebook, NULL, NULL},
    {KOM_OPT_answer_labels, NULL, NULL},
    {KOM_OPT_items, NULL, NULL},
    {KOM_OPT_keep, NULL,
     "columns written beside the scores (default: kom, area, role, institution and weight, where "
     "they are there)"},
    {KOM_OPT_answered, NULL, NULL},
    {KOM_OPT_rescale, NULL, NULL},
    {KOM_OPT_by, NULL, "groups of the tables that count (default none)"},
    {KOM_OPT_top, NULL, NULL},
    {KOM_OPT_use, NULL, NULL},
    {KOM_OPT_level, NULL, NULL},
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
    {"--table items", kom_scale_item_columns},
    {"--table reliability", kom_scale_reliability_columns},
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

static enum kom_status read_scores(struct scale *c) {
    struct kom_run *run = c->run;
    c->ask.has_carried = kom_run_has(run, KOM_OPT_keep);
    c->ask.is_rescaled = kom_run_has(run, KOM_OPT_rescale);
    enum kom_status status = read_list(run, KOM_OPT_keep, &c->ask.carried);
    return status ? status : read_part(run, KOM_OPT_answered, "0.5", &c->ask.answered);
}

/* Answers with | between them, as values of an option are parted. */
static enum kom_status read_top(struct scale *c) {
    const char *text = kom_run_text(c->run, KOM_OPT_top, NULL);
    struct kom_list list = {NULL, 0};
    if (!text)
        return KOM_OK;
    char *copy = kom_arena_copy(&c->run->arena, text, strlen(text));
    if (!copy)
        return kom_no_memory(&c->run->err);
    for (char *p = copy; *p; p++)
        if (*p == '|')
            *p = ',';
    enum kom_status status = kom_run_split(c->run, KOM_OPT_top, copy, false, &list);
    c->ask.top = (struct kom_scale_list){list.item, list.n};
    return status;
}

static enum kom_status read_counts(struct scale *c) {
    struct kom_run *run = c->run;
    enum kom_status status = read_list(run, KOM_OPT_by, &c->ask.by);
    status = status ? status : kom_run_share(run, KOM_OPT_level, 0.95, &c->ask.level);
    if (c->ask.table == KOM_SCALE_ITEMS)
        return status ? status : read_top(c);
    c->ask.is_pairwise = strcmp(kom_run_text(run, KOM_OPT_use, "complete"), "pairwise") == 0;
    return status;
}

static enum kom_status read_request(struct scale *c) {
    static const char *const words[] = {"scores", "items", "reliability"};
    static const char *const modes[] = {"with --table scores", "with --table items",
                                        "with --table reliability"};
    struct kom_run *run = c->run;
    const char *table = kom_run_text(run, KOM_OPT_table, "scores");
    for (int i = KOM_SCALE_SCORES; i <= KOM_SCALE_RELIABILITY; i++)
        if (strcmp(table, words[i]) == 0)
            c->ask.table = (enum kom_scale_table)i;
    kom_run_mode(run, modes[c->ask.table]);
    if (!kom_run_has(run, KOM_OPT_codebook))
        return kom_run_usage(run, KOM_OPT_codebook,
                             "name the file that says which item belongs to which scale");
    enum kom_status status = read_list(run, KOM_OPT_items, &c->ask.items);
    if (!status && kom_run_has(run, KOM_OPT_items) && c->ask.items.n == 0)
        status = kom_run_usage(run, KOM_OPT_items, "name at least one column");
    if (status)
        return status;
    return c->ask.table == KOM_SCALE_SCORES ? read_scores(c) : read_counts(c);
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
    if (!status && c->ask.table == KOM_SCALE_SCORES)
        status = write_header(c);
    status = status ? status : kom_run_method(c->run, &x, kom_scale_method(c->s), c->s);
    kom_extract_close(&x);
    return status;
}

static enum kom_status run_scale(struct kom_run *run) {
    struct scale c = {.run = run};
    kom_stat_init();
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
