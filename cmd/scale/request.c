/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of kom-scale as a request: each table reads those that it uses. */
#include "scale/request.h"

#include <string.h>

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

static enum kom_status read_scores(struct kom_run *run, struct kom_scale_request *ask) {
    ask->has_carried = kom_run_has(run, KOM_OPT_keep);
    ask->is_rescaled = kom_run_has(run, KOM_OPT_rescale);
    enum kom_status status = read_list(run, KOM_OPT_keep, &ask->carried);
    return status ? status : read_part(run, KOM_OPT_answered, "0.5", &ask->answered);
}

/* Answers with | between them, as values of an option are parted. */
static enum kom_status read_top(struct kom_run *run, struct kom_scale_request *ask) {
    const char *text = kom_run_text(run, KOM_OPT_top, NULL);
    struct kom_list list = {NULL, 0};
    if (!text)
        return KOM_OK;
    char *copy = kom_arena_copy(&run->arena, text, strlen(text));
    if (!copy)
        return kom_no_memory(&run->err);
    for (char *p = copy; *p; p++)
        if (*p == '|')
            *p = ',';
    enum kom_status status = kom_run_split(run, KOM_OPT_top, copy, false, &list);
    ask->top = (struct kom_scale_list){list.item, list.n};
    return status;
}

static enum kom_status read_counts(struct kom_run *run, struct kom_scale_request *ask) {
    enum kom_status status = read_list(run, KOM_OPT_by, &ask->by);
    if (!status && ask->table == KOM_SCALE_ITEMS) {
        ask->weight = kom_run_text(run, KOM_OPT_weight, NULL);
        ask->cluster = kom_run_text(run, KOM_OPT_cluster, NULL);
        status = read_top(run, ask);
    } else
        ask->is_pairwise = strcmp(kom_run_text(run, KOM_OPT_use, "complete"), "pairwise") == 0;
    if (ask->is_pairwise) { /* there is no interval */
        kom_run_mode(run, "beside --use pairwise");
        return status;
    }
    return status ? status : kom_run_share(run, KOM_OPT_level, 0.95, &ask->level);
}

/* Respondents are those who are complete or partial. */
static enum kom_status read_compare(struct kom_run *run, struct kom_scale_request *ask) {
    ask->table = KOM_SCALE_COMPARE;
    ask->complete = ask->answered;
    kom_run_mode(run, "beside --compare-frame");
    enum kom_status status = read_list(run, KOM_OPT_compare_frame, &ask->compare);
    if (!status && ask->compare.n == 0)
        status = kom_run_usage(run, KOM_OPT_compare_frame, "name at least one column");
    return status;
}

static enum kom_status read_response(struct kom_run *run, struct kom_scale_request *ask) {
    if (!kom_run_has(run, KOM_OPT_frame))
        return kom_run_usage(run, KOM_OPT_frame, "name the file of those who were asked");
    enum kom_status status = read_part(run, KOM_OPT_answered, "0.5", &ask->answered);
    if (status || kom_run_has(run, KOM_OPT_compare_frame))
        return status ? status : read_compare(run, ask);
    status = read_part(run, KOM_OPT_complete, "0.8", &ask->complete);
    if (!status && kom_num_compare(&ask->complete, &ask->answered) < 0)
        status = kom_run_usage(run, KOM_OPT_complete, "is less than --answered; complete is more");
    return status ? status : read_list(run, KOM_OPT_by, &ask->by);
}

enum kom_status kom_scale_read_request(struct kom_run *run, struct kom_scale_request *ask) {
    static const char *const words[] = {"scores", "items", "reliability", "response"};
    static const char *const modes[] = {"with --table scores", "with --table items",
                                        "with --table reliability", "with --table response"};
    const char *table = kom_run_text(run, KOM_OPT_table, "scores");
    for (int i = KOM_SCALE_SCORES; i <= KOM_SCALE_RESPONSE; i++)
        if (strcmp(table, words[i]) == 0)
            ask->table = (enum kom_scale_table)i;
    kom_run_mode(run, modes[ask->table]);
    if (!kom_run_has(run, KOM_OPT_codebook))
        return kom_run_usage(run, KOM_OPT_codebook,
                             "name the file that says which item belongs to which scale");
    ask->wave = kom_run_text(run, KOM_OPT_wave, NULL);
    enum kom_status status = read_list(run, KOM_OPT_items, &ask->items);
    if (!status && kom_run_has(run, KOM_OPT_items) && ask->items.n == 0)
        status = kom_run_usage(run, KOM_OPT_items, "name at least one column");
    if (!status && ask->wave && !*ask->wave)
        status = kom_run_usage(run, KOM_OPT_wave, "is empty; leave it out where there is one wave");
    if (status)
        return status;
    switch (ask->table) {
    case KOM_SCALE_SCORES:
        return read_scores(run, ask);
    case KOM_SCALE_ITEMS:
    case KOM_SCALE_RELIABILITY:
        return read_counts(run, ask);
    case KOM_SCALE_RESPONSE:
    case KOM_SCALE_COMPARE:
        break;
    }
    return read_response(run, ask);
}
