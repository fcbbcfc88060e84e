/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom-join: rows with columns of another table, by key. */
#include "join/join.h"
#include "join/official_list.h"
#include "tools.h"

static enum kom_status names(struct kom_run *run, enum kom_opt id, struct kom_join_list *out) {
    struct kom_list list;
    enum kom_status status = kom_run_list(run, id, &list);
    *out = (struct kom_join_list){list.item, list.n};
    return status;
}

/* --name-to-code, --code-to-name: the column stands where keys do. */
static enum kom_status parse_names(struct kom_run *run, struct kom_join_request *q) {
    int64_t year = 0;
    const bool to_code = kom_run_has(run, KOM_OPT_name_to_code);
    q->naming = to_code ? KOM_JOIN_TO_CODE : KOM_JOIN_TO_NAME;
    kom_run_mode(run, to_code ? "beside --name-to-code" : "beside --code-to-name");
    enum kom_status status =
        names(run, to_code ? KOM_OPT_name_to_code : KOM_OPT_code_to_name, &q->on);
    if (!status && q->on.n != 1)
        status = kom_run_usage(run, to_code ? KOM_OPT_name_to_code : KOM_OPT_code_to_name,
                               "takes one column");
    if (!status && kom_run_has(run, KOM_OPT_unused)) /* it is opened, and so read, by all calls */
        status = kom_run_usage(run, KOM_OPT_unused, "has no meaning %s", run->mode);
    if (!status)
        status = kom_run_whole(run, KOM_OPT_year, 1, 9999, 0, &year);
    q->year = (int)year;
    return status;
}

static enum kom_status parse_table(struct kom_run *run, struct kom_join_request *q) {
    const bool official = kom_run_has(run, KOM_OPT_official);
    if (!official && !kom_run_has(run, KOM_OPT_with))
        return kom_run_usage(run, KOM_OPT_with, "name the table that rows are joined to");
    q->within = kom_run_text(run, KOM_OPT_within, NULL);
    q->adds_all = !kom_run_has(run, KOM_OPT_add);
    enum kom_status status = names(run, KOM_OPT_on, &q->on);
    if (!status)
        status = names(run, KOM_OPT_add, &q->add);
    if (!status && official)
        status = kom_join_parse_official(run, q);
    if (!status)
        status = names(run, KOM_OPT_number, &q->number);
    if (!status && q->on.n == 0)
        status = kom_run_usage(run, KOM_OPT_on, "name the columns that make the key");
    if (!status && !official && kom_run_has(run, KOM_OPT_year))
        status =
            kom_run_usage(run, KOM_OPT_year,
                          "has no meaning without --official, --name-to-code or --code-to-name");
    kom_run_mode(run, "with --no-match stop");
    if (q->no_match != KOM_JOIN_STOP)
        q->warns_unmatched = kom_run_warns_unmatched(run);
    return status;
}

static enum kom_status parse(struct kom_run *run, struct kom_join_request *q) {
    const bool has_names =
        kom_run_has(run, KOM_OPT_name_to_code) || kom_run_has(run, KOM_OPT_code_to_name);
    q->show_values = run->reading.show_values;
    enum kom_status status =
        kom_join_parse(q, has_names ? "n:1" : kom_run_text(run, KOM_OPT_expect, "n:1"),
                       kom_run_text(run, KOM_OPT_no_match, "stop"), &run->err);
    if (status)
        return status;
    return has_names ? parse_names(run, q) : parse_table(run, q);
}

static enum kom_status write_header(struct kom_run *run, const struct kom_join *join) {
    struct kom_buf header = {0};
    kom_join_header(join, &header);
    enum kom_status status = kom_run_flush(run, &header);
    kom_buf_fini(&header);
    return status;
}

/* The closing line of the table, and its rows that nobody met. */
static enum kom_status say_unused(struct kom_run *run, const struct kom_join_crew *crew) {
    const struct kom_join_side *side = &crew->join->side;
    const uint64_t n = kom_join_n_unused(crew), n_rows = kom_frame_n_rows(side->frame);
    struct kom_buf out = {0};
    kom_run_count(run, "with", n_rows, n_rows - n);
    kom_run_aside(run, "with", "not_met", n - side->n_no_key - side->n_no_start);
    kom_run_aside(run, "with", "no_key", side->n_no_key);
    kom_run_aside(run, "with", "no_start", side->n_no_start);
    enum kom_status status = KOM_OK;
    if (run->unused)
        status = kom_join_unused(crew, &out, &run->err);
    if (!status && run->unused)
        status = kom_sink_write(run->unused, kom_buf_view(&out), &run->err);
    kom_buf_fini(&out);
    return status;
}

static enum kom_status join_rows(struct kom_run *run, struct kom_extract *x,
                                 const struct kom_join *join) {
    struct kom_join_crew crew = {.join = join};
    enum kom_status status = write_header(run, join);
    if (!status)
        status = kom_run_method(run, x, &kom_join_method, &crew);
    kom_run_warn_lines(run, kom_buf_view(&crew.lines));
    if (!status && !join->request.naming)
        status = say_unused(run, &crew);
    kom_join_crew_fini(&crew);
    return status;
}

static enum kom_status load_table(struct kom_run *run, const struct kom_join_request *q,
                                  struct kom_frame *table) {
    return kom_run_has(run, KOM_OPT_official)
               ? kom_join_load_official(run, q, table)
               : kom_run_load_side_shown(run, KOM_OPT_with, NULL, table);
}

static enum kom_status run_join(struct kom_run *run) {
    struct kom_join_request request = {.within = NULL};
    struct kom_join join = {.day = KOM_NO_COLUMN};
    struct kom_frame table = {0};
    struct kom_extract x = {0};
    enum kom_status status = parse(run, &request);
    if (!status && !request.naming)
        status = load_table(run, &request, &table);
    if (!status)
        status = kom_run_open(run, "rows", &x);
    if (!status)
        request.n_threads = kom_run_threads(run, &x);
    if (!status)
        status = request.naming ? kom_join_ask_names(&join, &request, &x, &run->err)
                                : kom_join_ask(&join, &request, &x, &table, &run->err);
    if (!status)
        status = join_rows(run, &x, &join);
    kom_join_fini(&join);
    kom_extract_close(&x);
    kom_frame_fini(&table);
    return status;
}

#define OWN                                                                                        \
    {                                                                                              \
        "COL...", "text", "the columns of the input, in their order, as kom-read writes them",     \
            kom_output_text, 0, NULL                                                               \
    }

static const struct kom_output_column joined[] = {
    OWN,
    {"ADDED...", "text", "those of --with, named as in --add or as they are called there",
     kom_output_text, 0, NULL},
    {0},
};

static const struct kom_output_column coded[] = {
    OWN,
    {"kom", "text", "code of the municipality, the one of now that it is part of", kom_output_text,
     0, NULL},
    {0},
};

static const struct kom_output_column named[] = {
    OWN,
    {"kom_name", "text", "its name, as Statistics Denmark writes it", kom_output_text, 0, NULL},
    {0},
};

static const struct kom_tool_output writes[] = {
    {NULL, joined},
    {"--name-to-code", coded},
    {"--code-to-name", named},
    {NULL, NULL},
};

static const struct kom_tool_option options[] = {
    {KOM_OPT_with, NULL, NULL},
    {KOM_OPT_on, NULL, NULL},
    {KOM_OPT_add, NULL, NULL},
    {KOM_OPT_expect, NULL, NULL},
    {KOM_OPT_within, NULL, NULL},
    {KOM_OPT_no_match, NULL, NULL},
    {KOM_OPT_unmatched, NULL, NULL},
    {KOM_OPT_unused, NULL, NULL},
    {KOM_OPT_number, NULL, NULL},
    {KOM_OPT_name_to_code, NULL, NULL},
    {KOM_OPT_code_to_name, NULL, NULL},
    {KOM_OPT_year, NULL, NULL},
    {KOM_OPT_official, NULL,
     "join to the list of municipalities that ships, of now or of a year; where a day is to lie "
     "within a spell, to all since 1970"},
    {KOM_OPT_END, NULL, NULL},
};

const struct kom_tool kom_tool_join = {
    .name = "join",
    .sentence = "rows with columns of another table, by key",
    .synopsis = "--with FILE --on COL[=COL],... [--add COL,...] [FILE]...",
    .options = options,
    .writes = writes,
    .see_also = "kom-read, kom-check, kom-sum",
    .run = run_join,
};
