/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kom-code: interviews coded elsewhere, beside the figures. */
#include "code/code.h"

#include "by_options.h"
#include "code/projects.h"
#include "code/request.h"
#include "kom/dist.h"
#include "tools.h"

static const char label[] = "segments"; /* of the main input, in the closing line */

static const struct kom_tool_option options[] = {
    {KOM_OPT_table, "counts|pairs|agreement",
     "documents and segments by code (default), codes that meet, or how well coders agree"},
    {KOM_OPT_by, NULL, "groups of documents (default none)"},
    {KOM_OPT_codebook, NULL, "code, parent[, name]: a code counts under its parents, too"},
    {KOM_OPT_documents, NULL, NULL},
    {KOM_OPT_municipalities, NULL, NULL},
    {KOM_OPT_networks, NULL, NULL},
    {KOM_OPT_overlap, NULL, NULL},
    {KOM_OPT_merge_overlap, NULL, NULL},
    {KOM_OPT_measurement, NULL, NULL},
    {KOM_OPT_kappa_weights, NULL, NULL},
    {KOM_OPT_draws, NULL, "draws of units for the interval of alpha (default 9999)"},
    {KOM_OPT_seed, NULL, "seed of these draws (default 1)"},
    {KOM_OPT_level, NULL, NULL},
    {KOM_OPT_quotes, NULL, NULL},
    {KOM_OPT_unmatched, NULL, NULL},
    {KOM_OPT_END, NULL, NULL},
};

static const struct kom_tool_column reads[] = {
    {"document", "text", "the interview, or what else was coded"},
    {"segment", "text",
     "which part of it: a name or number, or a range such as 120-180; blank: all of it"},
    {"code", "text", "the code that it was given; blank: the document was read"},
    {"coder", "text", "who gave it; for --table agreement"},
    {"value", "number", "what the coder said by it; for --measurement and --kappa-weights"},
    {"text", "text", "the passage; for --quotes"},
    {"kom", "code", "municipality of the document, for --by and the tables of its columns"},
    {"area, role", "text", "of the document, for --by"},
    {NULL, NULL, NULL},
};

static const struct kom_tool_output writes[] = {
    {NULL, kom_code_count_columns},
    {"--table pairs", kom_code_pair_columns},
    {"--table agreement", kom_code_agreement_columns},
    {"--quotes", kom_code_quote_columns},
    {NULL, NULL},
};

struct code {
    struct kom_run *run;
    struct kom_code_request ask;
    struct code_projects projects;
    struct kom_by_tables tables;
    struct kom_frame segments, codebook, documents;
    struct kom_code result;
};

/* A side table, where it is given. */
static enum kom_status load_side(struct kom_run *run, enum kom_opt id, struct kom_frame *frame,
                                 const struct kom_frame **given) {
    if (!kom_run_has(run, id))
        return KOM_OK;
    *given = frame;
    return kom_run_load_side(run, id, frame);
}

/* Of passages the codebook says nothing, and documents without segments only where they count. */
static enum kom_status load(struct code *c) {
    struct kom_typed_column typed[1];
    const bool has_figures = c->ask.table != KOM_CODE_QUOTES,
               has_documents = c->ask.table == KOM_CODE_COUNTS ||
                               c->ask.table == KOM_CODE_AGREEMENT || c->ask.n_by;
    enum kom_status status = KOM_OK;
    if (has_figures)
        status = load_side(c->run, KOM_OPT_codebook, &c->codebook, &c->ask.codebook);
    if (!status && has_documents)
        status = load_side(c->run, KOM_OPT_documents, &c->documents, &c->ask.documents);
    if (!status && (c->ask.codebook || c->ask.documents))
        c->tables.unmatched.warns = kom_run_warns_unmatched(c->run);
    if (!status && c->ask.table != KOM_CODE_AGREEMENT)
        status = kom_run_by_tables(c->run, &c->tables, &c->ask.lookup);
    if (!status)
        status = kom_run_load_typed(c->run, label, &c->segments, typed,
                                    kom_code_typed(&c->ask, typed, 1));
    return status;
}

/* The codes of projects, unless --codebook says which there are. */
static enum kom_status take_codebook(struct code *c) {
    struct kom_buf text = {0};
    c->ask.knows_documents = c->projects.n == c->run->n_files;
    c->ask.has_book_of_several = !c->ask.codebook && c->projects.n > 1;
    if (!c->ask.codebook && c->ask.table != KOM_CODE_QUOTES)
        code_projects_codebook(&c->projects, &text);
    enum kom_status status = text.failed ? kom_no_memory(&c->run->err) : KOM_OK;
    if (!status && text.n)
        status = kom_frame_parse(&c->codebook, "the codebook of the project", kom_buf_view(&text),
                                 &c->run->err);
    if (text.n)
        c->ask.codebook = &c->codebook;
    kom_buf_fini(&text);
    return status;
}

static enum kom_status make(struct code *c) {
    const char *names[KOM_CODE_REASONS];
    enum kom_status status = kom_code_make(&c->result, &c->segments, &c->ask, &c->run->err);
    kom_run_warn_lines(c->run, kom_buf_view(&c->tables.unmatched.lines));
    kom_run_warn_lines(c->run, kom_buf_view(&c->result.lines));
    for (int reason = 0; reason < KOM_CODE_REASONS; reason++)
        names[reason] = kom_code_reason_text((enum kom_code_reason)reason);
    return status ? status
                  : kom_run_unused(c->run, label, &c->segments, c->result.reason, names,
                                   KOM_CODE_REASONS);
}

static enum kom_status write_rows(struct code *c) {
    struct kom_buf buf = {0};
    kom_code_write(&c->result, &buf);
    enum kom_status status = kom_run_write(c->run, &buf);
    kom_buf_fini(&buf);
    return status;
}

static enum kom_status run_code(struct kom_run *run) {
    struct code c = {.run = run};
    kom_stat_init();
    c.ask.unmatched = &c.tables.unmatched;
    enum kom_status status = kom_code_read_request(run, &c.ask);
    c.projects.wants_passages = c.ask.table == KOM_CODE_QUOTES;
    run->reading.veiled = c.projects.wants_passages ? NULL : "text";
    code_projects_begin(&c.projects, run);
    if (!status)
        status = load(&c);
    if (!status)
        status = take_codebook(&c);
    if (!status)
        status = make(&c);
    if (!status)
        code_projects_say(&c.projects, run);
    if (!status)
        status = write_rows(&c);
    kom_code_fini(&c.result);
    kom_frame_fini(&c.segments);
    kom_frame_fini(&c.codebook);
    kom_frame_fini(&c.documents);
    code_projects_fini(&c.projects);
    kom_by_tables_fini(&c.tables);
    return status;
}

extern const struct kom_tool kom_tool_code;
const struct kom_tool kom_tool_code = {
    .name = "code",
    .sentence = "interviews coded elsewhere: counts of codes, and how well coders agree",
    .synopsis = "[--table NAME] [--codebook FILE] [--documents FILE] [FILE]...",
    .options = options,
    .reads = reads,
    .writes = writes,
    .library = code_libraries,
    .see_also = "kom-scale, kom-sum, kom-table",
    .run = run_code,
};
